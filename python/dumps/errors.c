/* SPDX-License-Identifier: MIT */
/* Everything that dumps refuses, as exceptions.
 *
 * json's words differ between versions of CPython, so where they do, the running json is asked: it is given the refused
 * scalar alone. */
#include "errors.h"

#include "../types/natives.h"

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

/* The model's JSONEncoder(**settings).encode(object), or .iterencode; settings are stolen. NULL with an exception
 * set. */
static PyObject *json_text(lane_encoder *e, PyObject *object, PyObject *settings, bool in_pieces) {
    PyObject *none = PyTuple_New(0), *encoder = NULL, *text = NULL;
    if (none != NULL && settings != NULL)
        encoder = PyObject_Call(e->call->state->model_encoder, none, settings);
    if (encoder != NULL)
        text = lane_py_encoder_text(e->call->state, encoder, object, in_pieces);
    Py_XDECREF(encoder);
    Py_XDECREF(none);
    Py_XDECREF(settings);
    return text;
}

int lane_py_breaks_empty(lane_encoder *e) {
    const bool in_pieces = e->call->in_pieces;
    if (e->kept->empty[in_pieces] == EMPTY_UNKNOWN) {
        lane_py_own_frames(e);
        PyObject *settings = Py_BuildValue("{s:O,s:i}", "skipkeys", Py_True, "indent", 0);
        PyObject *object = Py_BuildValue("{():i}", 0);
        PyObject *text = object == NULL ? NULL : json_text(e, object, settings, in_pieces);
        Py_XDECREF(object);
        if (text == NULL)
            return -1;
        e->kept->empty[in_pieces] = PyUnicode_GET_LENGTH(text) == 2 ? EMPTY_STAYS : EMPTY_BREAKS;
        Py_DECREF(text);
    }
    return e->kept->empty[in_pieces] == EMPTY_BREAKS;
}

void lane_py_fail_not_finite(lane_encoder *e, PyObject *value) {
    lane_py_hold_frames(e);
    PyObject *indent = e->call->texts->indent.units == NULL ? Py_None : Py_True;
    PyObject *text =
        json_text(e, value, Py_BuildValue("{s:O,s:O}", "allow_nan", Py_False, "indent", indent), e->call->in_pieces);
    if (text == NULL)
        return;
    Py_DECREF(text);
    PyErr_SetString(PyExc_ValueError, "Out of range float values are not JSON compliant");
}

/* type(object).__name__ as Python code sees it. */
static PyObject *class_name(PyObject *object) {
    PyObject *type = PyObject_GetAttrString(object, "__class__");
    PyObject *name = type == NULL ? NULL : PyObject_GetAttrString(type, "__name__");
    Py_XDECREF(type);
    return name;
}

/* Makes json refuse a key of a type whose name has a dot for C code only. */
static bool probe_path(lane_encoder *e, bool in_pieces) {
    PyObject *key = PyObject_CallOneArg((PyObject *)e->call->state->fragment_type, Py_None);
    PyObject *object = key == NULL ? NULL : Py_BuildValue("{O:i}", key, 0);
    PyObject *indent = in_pieces ? Py_None : Py_True;
    PyObject *text = object == NULL ? NULL : json_text(e, object, Py_BuildValue("{s:O}", "indent", indent), in_pieces);
    Py_XDECREF(object);
    Py_XDECREF(key);
    Py_XDECREF(text);
    if (text != NULL || !PyErr_ExceptionMatches(PyExc_TypeError))
        return false;
    PyObject *exception = PyErr_GetRaisedException(), *message = PyObject_Str(exception);
    const char *utf8 = message == NULL ? NULL : PyUnicode_AsUTF8(message);
    if (utf8 != NULL)
        e->kept->path[in_pieces] = strstr(utf8, ".Fragment") != NULL ? PATH_C : PATH_PYTHON;
    Py_XDECREF(message);
    Py_DECREF(exception);
    return utf8 != NULL;
}

bool lane_py_is_by_python(lane_encoder *e) {
    bool in_pieces = e->call->in_pieces;
    if (e->call->texts->indent.units == NULL && !in_pieces)
        return false;
    if (e->kept->path[in_pieces] == PATH_UNKNOWN) {
        PyObject *before = PyErr_GetRaisedException();
        (void)probe_path(e, in_pieces);
        PyErr_SetRaisedException(before);
    }
    return e->kept->path[in_pieces] == PATH_PYTHON;
}

void lane_py_fail_key(lane_encoder *e, PyObject *key) {
    static const char words[] = "keys must be str, int, float, bool or None, not";
    if (!is_plain(e)) {
        PyErr_SetString(e->call->error, "Dict key must be str");
        return;
    }
    lane_py_hold_frames(e);
    if (!lane_py_is_by_python(e)) {
        PyErr_Format(PyExc_TypeError, "%s %.100s", words, Py_TYPE(key)->tp_name);
        return;
    }
    PyObject *name = class_name(key);
    if (name != NULL)
        PyErr_Format(PyExc_TypeError, "%s %S", words, name);
    Py_XDECREF(name);
}

void lane_py_fail_type(lane_encoder *e, PyObject *object) {
    lane_py_hold_frames(e);
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
    const Py_ssize_t at = lane_py_frame_place(f);
    if (f->kind == FRAME_TABLE)
        return f->entry < f->end ? *f->entry : NULL;
    if (f->kind == FRAME_ITEMS)
        return 2 * at < PySequence_Fast_GET_SIZE(f->object) ? PySequence_Fast_GET_ITEM(f->object, 2 * at) : NULL;
    return f->owned && f->key != NULL && f->key_place == at ? f->key : lane_py_frame_key(f);
}

static PyObject *type_name(PyObject *object, bool by_python) {
    PyTypeObject *type = Py_TYPE(object);
    if (by_python)
        return PyObject_GetAttrString((PyObject *)type, "__name__");
    PyObject *module = PyObject_GetAttrString((PyObject *)type, "__module__"), *full = NULL;
    PyObject *name = module == NULL ? NULL : PyObject_GetAttrString((PyObject *)type, "__qualname__");
    if (name != NULL && PyUnicode_Check(module)) {
        bool bare = PyUnicode_CompareWithASCIIString(module, "builtins") == 0 ||
                    PyUnicode_CompareWithASCIIString(module, "__main__") == 0;
        full = bare ? Py_NewRef(name) : PyUnicode_FromFormat("%U.%S", module, name);
    }
    Py_XDECREF(module);
    Py_XDECREF(name);
    return full;
}

/* The repr of a key as notes show it: json's Python code has made text of it by then. A class is asked for it only
 * where the running json has notes, and so asks as well. NULL with an exception set. */
static PyObject *shown_key(lane_encoder *e, PyObject *key, bool by_python) {
    lane_piece piece;
    PyObject *text = NULL;
    if (!by_python || PyUnicode_Check(key))
        return LANE_PY_JSON_NOTES                        ? PyObject_Repr(key)
               : PyUnicode_Check(key)                    ? PyUnicode_Type.tp_repr(key)
               : PyFloat_Check(key)                      ? PyFloat_Type.tp_repr(key)
               : !PyLong_Check(key) || PyBool_Check(key) ? PyObject_Repr(key)
                                                         : PyLong_Type.tp_repr(key);
    /* Nor is a class asked once more how its floats compare. */
    key = PyFloat_Check(key) ? PyFloat_FromDouble(PyFloat_AS_DOUBLE(key)) : Py_NewRef(key);
    if (key != NULL)
        lane_py_key_piece(e, key, &piece);
    if (key != NULL && piece.kind == PIECE_TEXT) {
        text = PyUnicode_FromFormat("'%.*s'", (int)piece.length, (const char *)piece.text);
        Py_XDECREF(piece.object);
    }
    Py_XDECREF(key);
    return text;
}

static PyObject *frame_note(lane_encoder *e, const lane_frame *f, bool by_python) {
    PyObject *type = type_name(f->subject, by_python), *note = NULL, *key;
    if (type == NULL)
        return NULL;
    switch (f->kind) {
    case FRAME_LIST:
        note =
            PyUnicode_FromFormat("when serializing %S item %zd", type, f->at + (Py_ssize_t)lane_py_frame_item(f) - 1);
        break;
    case FRAME_DICT:
    case FRAME_ITEMS:
    case FRAME_TABLE:
        key = current_key(f);
        key = key == NULL ? NULL : shown_key(e, key, by_python);
        if (key != NULL)
            note = PyUnicode_FromFormat("when serializing %S item %U", type, key);
        Py_XDECREF(key);
        break;
    default: note = PyUnicode_FromFormat("when serializing %S object", type);
    }
    Py_DECREF(type);
    return note;
}

void lane_py_stop_generator(lane_encoder *e) {
    if (!PyErr_ExceptionMatches(PyExc_StopIteration) || !lane_py_is_by_python(e))
        return;
    PyObject *stop = PyErr_GetRaisedException();
    PyErr_SetString(PyExc_RuntimeError, "generator raised StopIteration");
    PyObject *error = PyErr_GetRaisedException();
    PyException_SetCause(error, Py_NewRef(stop));
    PyException_SetContext(error, stop);
    PyErr_SetRaisedException(error);
}

/* Adds the note of a frame to the exception that is set. An error in naming a key replaces it where the running json
 * names it too. */
static void describe_frame(lane_encoder *e, const lane_frame *f, bool by_python) {
    PyObject *exception = PyErr_GetRaisedException();
    PyObject *note = frame_note(e, f, by_python);
    if (note == NULL && LANE_PY_JSON_NOTES && PyErr_Occurred()) {
        PyObject *error = PyErr_GetRaisedException();
        PyException_SetContext(error, exception);
        exception = error;
    } else if (note == NULL) {
        PyErr_Clear();
    } else {
        add_note(exception, note);
    }
    PyErr_SetRaisedException(exception);
}

void lane_py_describe_failure(lane_encoder *e) {
    if (!is_plain(e) || !PyErr_Occurred())
        return;
    lane_py_hold_frames(e);
    const bool by_python = lane_py_is_by_python(e);
    /* The exception leaves one generator after the other; the first makes an error of StopIteration. */
    if (e->before_items)
        lane_py_stop_generator(e);
    for (const lane_frame *f = e->before_items ? e->top - 1 : e->top; f > e->frames; f--) {
        if (by_python && PyErr_ExceptionMatches(PyExc_GeneratorExit)) /* nor do generators that are closed */
            break;
        describe_frame(e, f, by_python);
        lane_py_stop_generator(e);
    }
    lane_py_stop_generator(e);
}
