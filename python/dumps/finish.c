/* SPDX-License-Identifier: MIT */
/* The end of a call, and notes that tell the place of a failure in the object. */
#include "finish.h"

#include "members.h"
#include "model.h"
#include "stack.h"

static void add_note(PyObject *exception, PyObject *note) {
    PyObject *result = note == NULL ? NULL : PyObject_CallMethod(exception, "add_note", "O", note);
    if (result == NULL)
        PyErr_Clear(); /* no notes before 3.11 */
    Py_XDECREF(result);
    Py_XDECREF(note);
}

/* Returns the key of a frame's current entry: a new reference; NULL if it is gone. */
static PyObject *current_key(const lane_frame *f) {
    const Py_ssize_t at = lane_py_frame_place(f);
    if (f->kind == FRAME_TABLE)
        return f->entry < f->end ? Py_NewRef(*f->entry) : NULL;
    if (f->kind == FRAME_MEMBERS)
        return 2 * at < PySequence_Fast_GET_SIZE(f->object) ? Py_NewRef(PySequence_Fast_GET_ITEM(f->object, 2 * at))
                                                            : NULL;
    return f->owned && f->key != NULL && f->key_place == at ? Py_NewRef(f->key) : lane_py_frame_key(f);
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

/* Returns the repr of a key for a note. json's Python code has converted the key to text by then. Calls a class's repr
 * only if the running json has notes, and so calls it too. NULL with an exception set. */
static PyObject *shown_key(lane_encoder *e, PyObject *key, bool by_python) {
    lane_piece piece;
    PyObject *text = NULL;
    if (!by_python || PyUnicode_Check(key))
        return LANE_PY_JSON_NOTES                        ? PyObject_Repr(key)
               : PyUnicode_Check(key)                    ? PyUnicode_Type.tp_repr(key)
               : PyFloat_Check(key)                      ? PyFloat_Type.tp_repr(key)
               : !PyLong_Check(key) || PyBool_Check(key) ? PyObject_Repr(key)
                                                         : PyLong_Type.tp_repr(key);
    /* Must not call the comparison of a subclass of float again. */
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
    PyObject *type = type_name(f->subject, by_python), *note = NULL, *key, *shown;
    if (type == NULL)
        return NULL;
    switch (f->kind) {
    case FRAME_LIST:
        note =
            PyUnicode_FromFormat("when serializing %S item %zd", type, f->at + (Py_ssize_t)lane_py_frame_item(f) - 1);
        break;
    case FRAME_DICT:
    case FRAME_MEMBERS:
    case FRAME_TABLE:
        key = current_key(f);
        shown = key == NULL ? NULL : shown_key(e, key, by_python);
        if (shown != NULL)
            note = PyUnicode_FromFormat("when serializing %S item %U", type, shown);
        Py_XDECREF(shown);
        Py_XDECREF(key);
        break;
    default: note = PyUnicode_FromFormat("when serializing %S object", type);
    }
    Py_DECREF(type);
    return note;
}

/* Adds the note of a frame to the current exception. An error in the name of a key replaces the exception if the
 * running json names keys too. */
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

void lane_py_encoder_describe(lane_encoder *e) {
    if (e->context.call->error != NULL || !PyErr_Occurred())
        return;
    lane_py_hold_frames(e);
    const bool by_python = lane_py_is_by_python(&e->context);
    /* The exception passes through one generator after another; the first one converts a StopIteration. */
    if (e->before_items)
        lane_py_stop_generator(&e->context);
    for (const lane_frame *f = e->before_items ? e->top - 1 : e->top; f > e->frames; f--) {
        if (by_python && PyErr_ExceptionMatches(PyExc_GeneratorExit)) /* closed generators add no notes */
            break;
        describe_frame(e, f, by_python);
        lane_py_stop_generator(&e->context);
    }
    lane_py_stop_generator(&e->context);
}

void lane_py_encoder_release(lane_encoder *e) {
    PyObject *exception = PyErr_GetRaisedException();
    for (; e->top > e->frames; e->top--)
        lane_py_frame_release(e);
#if LANE_PY_FREE_THREADED
    Py_CLEAR(e->held[0]);
    Py_CLEAR(e->held[1]);
#endif
    lane_output_release(&e->out);
    if (e->frames != e->first)
        PyMem_Free(e->frames);
    PyErr_SetRaisedException(exception);
}

PyObject *lane_py_encoder_end(lane_encoder *e, bool done) {
    PyObject *result = done ? lane_output_finish(&e->out, e->cursor) : NULL;
    if (!done)
        lane_py_encoder_describe(e);
    lane_py_encoder_release(e);
    return result;
}
