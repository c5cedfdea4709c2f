/* SPDX-License-Identifier: MIT */
/* Finds out by calls how the running version of json behaves. */
#include "model.h"

#include "cache.h"

/* Returns the cache, which exists during a call. */
static lane_py_dumps_cache *cache_of(const lane_py_context *c) {
    return lane_py_dumps_cache_of(c->call->state);
}

PyObject *lane_py_encoder_text(lane_py_state *state, PyObject *encoder, PyObject *object, bool in_pieces) {
    if (!in_pieces)
        return PyObject_CallMethodOneArg(encoder, state->names[LANE_PY_NAME_encode], object);
    PyObject *pieces = PyObject_CallMethod(encoder, "iterencode", "(O)", object);
    PyObject *empty = pieces == NULL ? NULL : PyUnicode_New(0, 0);
    PyObject *text = empty == NULL ? NULL : PyUnicode_Join(empty, pieces);
    Py_XDECREF(empty);
    Py_XDECREF(pieces);
    return text;
}

PyObject *lane_py_model_text(lane_py_context *c, PyObject *object, PyObject *settings, bool in_pieces) {
    PyObject *none = PyTuple_New(0), *encoder = NULL, *text = NULL;
    if (none != NULL && settings != NULL)
        encoder = PyObject_Call(c->call->state->model_encoder, none, settings);
    if (encoder != NULL)
        text = lane_py_encoder_text(c->call->state, encoder, object, in_pieces);
    Py_XDECREF(encoder);
    Py_XDECREF(none);
    Py_XDECREF(settings);
    return text;
}

int lane_py_breaks_empty(lane_py_context *c) {
    const bool in_pieces = c->call->in_pieces;
    if (cache_of(c)->empty[in_pieces] == EMPTY_UNKNOWN) {
        lane_py_before_python(c);
        PyObject *settings = Py_BuildValue("{s:O,s:i}", "skipkeys", Py_True, "indent", 0);
        PyObject *object = Py_BuildValue("{():i}", 0);
        PyObject *text = object == NULL ? NULL : lane_py_model_text(c, object, settings, in_pieces);
        Py_XDECREF(object);
        if (text == NULL)
            return -1;
        cache_of(c)->empty[in_pieces] = PyUnicode_GET_LENGTH(text) == 2 ? EMPTY_STAYS : EMPTY_BREAKS;
        Py_DECREF(text);
    }
    return cache_of(c)->empty[in_pieces] == EMPTY_BREAKS;
}

/* Determines json's path from the error for a bad key: only C code reports a type by its dotted name. */
static bool probe_path(lane_py_context *c, bool in_pieces) {
    PyObject *key = PyObject_CallOneArg((PyObject *)c->call->state->fragment_type, Py_None);
    PyObject *object = key == NULL ? NULL : Py_BuildValue("{O:i}", key, 0);
    PyObject *indent = in_pieces ? Py_None : Py_True;
    PyObject *text =
        object == NULL ? NULL : lane_py_model_text(c, object, Py_BuildValue("{s:O}", "indent", indent), in_pieces);
    Py_XDECREF(object);
    Py_XDECREF(key);
    Py_XDECREF(text);
    if (text != NULL || !PyErr_ExceptionMatches(PyExc_TypeError))
        return false;
    PyObject *exception = PyErr_GetRaisedException(), *message = PyObject_Str(exception);
    const char *utf8 = message == NULL ? NULL : PyUnicode_AsUTF8(message);
    if (utf8 != NULL)
        cache_of(c)->path[in_pieces] = strstr(utf8, ".Fragment") != NULL ? PATH_C : PATH_PYTHON;
    Py_XDECREF(message);
    Py_DECREF(exception);
    return utf8 != NULL;
}

bool lane_py_is_by_python(lane_py_context *c) {
    bool in_pieces = c->call->in_pieces;
    if (c->call->separators->indent.units == NULL && !in_pieces)
        return false;
    if (cache_of(c)->path[in_pieces] == PATH_UNKNOWN) {
        PyObject *before = PyErr_GetRaisedException();
        (void)probe_path(c, in_pieces);
        PyErr_SetRaisedException(before);
    }
    return cache_of(c)->path[in_pieces] == PATH_PYTHON;
}

void lane_py_stop_generator(lane_py_context *c) {
    if (!PyErr_ExceptionMatches(PyExc_StopIteration) || !lane_py_is_by_python(c))
        return;
    PyObject *stop = PyErr_GetRaisedException();
    PyErr_SetString(PyExc_RuntimeError, "generator raised StopIteration");
    PyObject *error = PyErr_GetRaisedException();
    PyException_SetCause(error, Py_NewRef(stop));
    PyException_SetContext(error, stop);
    PyErr_SetRaisedException(error);
}
