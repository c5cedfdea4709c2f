/* SPDX-License-Identifier: MIT */
/* Everything that dumps refuses, as exceptions.
 *
 * json's words differ between versions of CPython, so where they do, the running json is asked: it is given the refused
 * scalar alone. */
#include "refuse.h"

#include "natives.h"

#include <stdarg.h>

/* Whether the call is json's: its failures are raised as they are, with notes. */
static bool is_plain(const lane_encoder *e) {
    return e->call->error == NULL;
}

void lane_py_refuse(lane_encoder *e, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    PyErr_FormatV(is_plain(e) ? PyExc_TypeError : e->call->error, format, arguments);
    va_end(arguments);
}

/* json.JSONEncoder(**settings).encode(object); settings are stolen. NULL with an exception set. */
static PyObject *json_text(PyObject *object, PyObject *settings) {
    PyObject *json = PyImport_ImportModule("json.encoder");
    PyObject *type = json == NULL ? NULL : PyObject_GetAttrString(json, "JSONEncoder");
    PyObject *none = PyTuple_New(0);
    PyObject *encoder = type == NULL || none == NULL || settings == NULL ? NULL : PyObject_Call(type, none, settings);
    PyObject *text = encoder == NULL ? NULL : PyObject_CallMethod(encoder, "encode", "(O)", object);
    Py_XDECREF(encoder);
    Py_XDECREF(none);
    Py_XDECREF(type);
    Py_XDECREF(json);
    Py_XDECREF(settings);
    return text;
}

int lane_py_breaks_empty(lane_encoder *e) {
    if (e->kept->empty == EMPTY_UNKNOWN) {
        lane_py_own_frames(e);
        PyObject *object = Py_BuildValue("{():i}", 0);
        PyObject *text =
            object == NULL ? NULL : json_text(object, Py_BuildValue("{s:O,s:i}", "skipkeys", Py_True, "indent", 0));
        Py_XDECREF(object);
        if (text == NULL)
            return -1;
        e->kept->empty = PyUnicode_GET_LENGTH(text) == 2 ? EMPTY_STAYS : EMPTY_BREAKS;
        Py_DECREF(text);
    }
    return e->kept->empty == EMPTY_BREAKS;
}

void lane_py_fail_not_finite(lane_encoder *e, PyObject *value) {
    lane_py_own_frames(e);
    /* With indent, and in pieces, some versions of json take another way, with words of its own. */
    PyObject *indent = e->call->indent.units == NULL && !e->call->in_pieces ? Py_None : Py_True;
    PyObject *text = json_text(value, Py_BuildValue("{s:O,s:O}", "allow_nan", Py_False, "indent", indent));
    if (text == NULL)
        return;
    Py_DECREF(text);
    PyErr_SetString(PyExc_ValueError, "Out of range float values are not JSON compliant");
}

void lane_py_fail_key(lane_encoder *e, PyObject *key) {
    if (!is_plain(e)) {
        PyErr_SetString(e->call->error, "Dict key must be str");
        return;
    }
    lane_py_own_frames(e);
    PyErr_Format(PyExc_TypeError, "keys must be str, int, float, bool or None, not %.100s", Py_TYPE(key)->tp_name);
}

/* type(object).__name__ as Python code sees it. */
static PyObject *class_name(PyObject *object) {
    PyObject *type = PyObject_GetAttrString(object, "__class__");
    PyObject *name = type == NULL ? NULL : PyObject_GetAttrString(type, "__name__");
    Py_XDECREF(type);
    return name;
}

void lane_py_fail_type(lane_encoder *e, PyObject *object) {
    lane_py_own_frames(e);
    if (!is_plain(e)) {
        PyErr_Format(e->call->error, "Type is not JSON serializable: %s", Py_TYPE(object)->tp_name);
        return;
    }
    PyObject *name = class_name(object);
    if (name != NULL)
        PyErr_Format(PyExc_TypeError, "Object of type %S is not JSON serializable", name);
    Py_XDECREF(name);
}

void lane_py_fail_default(lane_encoder *e, PyObject *object) {
    if (is_plain(e))
        return;
    PyObject *cause = PyErr_GetRaisedException();
    lane_py_fail_type(e, object);
    PyObject *exception = PyErr_GetRaisedException();
    PyException_SetCause(exception, cause);
    PyErr_SetRaisedException(exception);
}

void lane_py_fail_defaults(lane_encoder *e) {
    lane_py_refuse(e, "default serializer exceeds recursion limit");
}

void lane_py_fail_depth(lane_encoder *e) {
    if (is_plain(e))
        PyErr_SetString(PyExc_RecursionError, "maximum recursion depth exceeded while encoding a JSON object");
    else
        lane_py_refuse(e, "Recursion limit reached");
}

void lane_py_fail_int(lane_encoder *e, bool fits) {
    lane_py_refuse(e, fits ? "Integer exceeds 53-bit range" : "Integer exceeds 64-bit range");
}

void lane_py_fail_surrogate(lane_encoder *e, PyObject *str) {
    if (!is_plain(e)) {
        lane_py_refuse(e, "str is not valid UTF-8: surrogates not allowed");
        return;
    }
    /* bytes of json's text: what encoding it would say */
    PyObject *bytes = PyUnicode_AsUTF8String(str);
    Py_XDECREF(bytes);
}

void lane_py_fail_changed(lane_encoder *e) {
    (void)e;
    PyErr_SetString(PyExc_RuntimeError, "dictionary changed size during iteration");
}

/* -- notes -- */

static void add_note(PyObject *exception, PyObject *note) {
    PyObject *result = note == NULL ? NULL : PyObject_CallMethod(exception, "add_note", "O", note);
    if (result == NULL)
        PyErr_Clear(); /* before 3.11 exceptions have no notes */
    Py_XDECREF(result);
    Py_XDECREF(note);
}

/* The key of the entry that a frame writes; borrowed, NULL if it is gone. */
static PyObject *current_key(const lane_frame *f) {
    PyObject *key = NULL, *value;
    Py_ssize_t at = lane_py_frame_place(f);
    if (f->kind == FRAME_ITEMS) {
        return 2 * at < PyList_GET_SIZE(f->object) ? PyList_GET_ITEM(f->object, 2 * at) : NULL;
    }
    internals_table table = internals_dict_table(f->object);
    if (table.first != NULL) {
        if (at < table.count)
            key = *(PyObject *const *)(table.first + (size_t)at * table.stride);
    } else {
        if (!PyDict_Next(f->object, &at, &key, &value))
            key = NULL;
    }
    return key;
}

static PyObject *type_name(PyObject *object) {
    PyTypeObject *type = Py_TYPE(object);
    PyObject *module = PyObject_GetAttrString((PyObject *)type, "__module__");
    PyObject *name = PyObject_GetAttrString((PyObject *)type, "__qualname__"), *full = NULL;
    if (module != NULL && name != NULL && PyUnicode_Check(module)) {
        bool bare = PyUnicode_CompareWithASCIIString(module, "builtins") == 0 ||
                    PyUnicode_CompareWithASCIIString(module, "__main__") == 0;
        full = bare ? Py_NewRef(name) : PyUnicode_FromFormat("%U.%S", module, name);
    }
    Py_XDECREF(module);
    Py_XDECREF(name);
    return full;
}

static PyObject *frame_note(const lane_frame *f) {
    PyObject *type = type_name(f->subject), *note = NULL, *key;
    if (type == NULL)
        return NULL;
    switch (f->kind) {
    case FRAME_LIST: note = PyUnicode_FromFormat("when serializing %U item %zd", type, f->at - 1); break;
    case FRAME_DICT:
    case FRAME_ITEMS:
        key = current_key(f);
        if (key != NULL) {
            Py_INCREF(key);
            note = PyUnicode_FromFormat("when serializing %U item %R", type, key);
            Py_DECREF(key);
        }
        break;
    default: note = PyUnicode_FromFormat("when serializing %U object", type);
    }
    Py_DECREF(type);
    return note;
}

void lane_py_describe_failure(lane_encoder *e) {
    if (!is_plain(e))
        return;
    lane_py_own_frames(e);
    PyObject *exception = PyErr_GetRaisedException();
    for (const lane_frame *f = e->top; exception != NULL && f > e->frames; f--) {
        PyObject *note = frame_note(f);
        if (note == NULL)
            PyErr_Clear();
        else
            add_note(exception, note);
    }
    PyErr_SetRaisedException(exception);
}
