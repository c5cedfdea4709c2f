/* SPDX-License-Identifier: MIT */
/* The exceptions of dumps.
 *
 * json's messages differ between versions of CPython. Where they do, the running json raises them, for the refused
 * scalar alone. */
#include "errors.h"

#include "model.h"

/* Returns whether the call is in json's dialect: its failures are raised unchanged, with notes. */
static bool is_plain(const lane_py_context *c) {
    return c->call->error == NULL;
}

void lane_py_fail_not_finite(lane_py_context *c, PyObject *value) {
    if (!is_plain(c)) {
        lane_py_refuse(c, "%R is not JSON: " PIECE_NAN_ADVICE, value);
        return;
    }
    PyObject *indent = c->call->separators->indent.units == NULL ? Py_None : Py_True;
    Py_INCREF(value);
    PyObject *text = lane_py_model_text(c, value, Py_BuildValue("{s:O,s:O}", "allow_nan", Py_False, "indent", indent),
                                        c->call->in_pieces);
    Py_DECREF(value);
    if (text == NULL)
        return;
    Py_DECREF(text);
    PyErr_SetString(PyExc_ValueError, "Out of range float values are not JSON compliant");
}

/* Returns object.__class__.__name__. */
static PyObject *class_name(PyObject *object) {
    PyObject *type = PyObject_GetAttrString(object, "__class__");
    PyObject *name = type == NULL ? NULL : PyObject_GetAttrString(type, "__name__");
    Py_XDECREF(type);
    return name;
}

void lane_py_fail_key(lane_py_context *c, PyObject *key) {
    static const char words[] = "keys must be str, int, float, bool or None, not";
    if (!is_plain(c) && PyUnicode_Check(key)) {
        lane_py_refuse(c, "Dict key must be str, not its subclass %.100s: option=OPT_NON_STR_KEYS writes it",
                       Py_TYPE(key)->tp_name);
        return;
    }
    if (!is_plain(c)) {
        lane_py_refuse(c, "Dict key must be str");
        return;
    }
    if (!lane_py_is_by_python(c)) {
        PyErr_Format(PyExc_TypeError, "%s %.100s", words, Py_TYPE(key)->tp_name);
        return;
    }
    PyObject *name = class_name(key);
    if (name != NULL)
        PyErr_Format(PyExc_TypeError, "%s %S", words, name);
    Py_XDECREF(name);
}

void lane_py_fail_type(lane_py_context *c, PyObject *object) {
    if (!is_plain(c)) {
        PyErr_Format(c->call->error, "Type is not JSON serializable: %s", Py_TYPE(object)->tp_name);
        return;
    }
    PyObject *name = class_name(object);
    if (name != NULL)
        PyErr_Format(PyExc_TypeError, "Object of type %S is not JSON serializable", name);
    Py_XDECREF(name);
}

void lane_py_fail_default(lane_py_context *c, PyObject *object) {
    if (is_plain(c))
        return;
    PyObject *cause = PyErr_GetRaisedException();
    lane_py_fail_type(c, object);
    PyObject *exception = PyErr_GetRaisedException();
    PyException_SetCause(exception, cause);
    PyErr_SetRaisedException(exception);
}

void lane_py_fail_defaults(lane_py_context *c) {
    lane_py_refuse(c, "default serializer exceeds recursion limit");
}

void lane_py_fail_depth(lane_py_context *c) {
    if (is_plain(c))
        PyErr_SetString(PyExc_RecursionError, "maximum recursion depth exceeded while encoding a JSON object");
    else
        lane_py_refuse(c, "Recursion limit reached");
}

void lane_py_fail_int(lane_py_context *c, bool fits) {
    lane_py_refuse(c, fits ? "Integer exceeds 53-bit range" : "Integer exceeds 64-bit range");
}

void lane_py_fail_surrogate(lane_py_context *c, PyObject *str) {
    if (!is_plain(c)) {
        lane_py_refuse(c, "str is not valid UTF-8: surrogates not allowed");
        return;
    }
    /* json's text as bytes: raises the error of encoding it */
    PyObject *bytes = PyUnicode_AsUTF8String(str);
    Py_XDECREF(bytes);
}

void lane_py_fail_changed(void) {
    PyErr_SetString(PyExc_RuntimeError, "dictionary changed size during iteration");
}

void lane_py_fail_pair(void) {
    PyErr_SetString(PyExc_ValueError, "items must return 2-tuples");
}
