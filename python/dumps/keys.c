/* SPDX-License-Identifier: MIT */
/* Keys of dicts by their text: of other types than str, whether they are easy, and all of a dict in order. */
#include "../types/natives.h"

#include "errors.h"

#include "../../src/dispatch.h"

/* Enums whose value is an enum, within each other, as keys. */
#define STRICT_ENUM_DEPTH 64

static void float_key(lane_encoder *e, PyObject *key, lane_piece *ret) {
    double value = PyFloat_AS_DOUBLE(key);
    if (value - value != 0)
        lane_piece_buffer(ret, (uint8_t *)memcpy(ret->buffer, "null", 4) + 4);
    else
        lane_piece_buffer(ret, lane_kernels_active()->format_double(ret->buffer, value, e->call->layout, &e->gate));
}

static void int_key(lane_encoder *e, PyObject *key, lane_piece *ret) {
    bool negative;
    uint64_t magnitude;
    if (!internals_int_get(key, &negative, &magnitude) || (negative && magnitude > (uint64_t)1 << 63)) {
        lane_py_refuse(e, "Dict integer key must be within 64-bit range");
        lane_piece_fail(ret);
        return;
    }
    ret->buffer[0] = '-';
    lane_piece_buffer(ret, format_u64(ret->buffer + negative, magnitude));
}

/* None, True and False; false: it is none of them. */
static bool word_key(lane_piece *ret, PyObject *key) {
    const char *word = key == Py_None ? "null" : key == Py_True ? "true" : key == Py_False ? "false" : NULL;
    if (word == NULL)
        return false;
    size_t n = strlen(word);
    memcpy(ret->buffer, word, n);
    lane_piece_buffer(ret, ret->buffer + n);
    return true;
}

/* False: it is no scalar. */
static bool scalar_key(lane_encoder *e, PyObject *key, lane_piece *ret) {
    int uuid = 0;
    uint8_t *end;
    if (word_key(ret, key))
        return true;
    if (PyUnicode_Check(key))
        lane_piece_object(ret, PIECE_STR, Py_NewRef(key));
    else if (PyLong_Check(key))
        int_key(e, key, ret);
    else if (PyFloat_CheckExact(key))
        float_key(e, key, ret);
    else if ((uuid = lane_py_is_uuid(e, key)) != 0)
        lane_piece_buffer(ret, uuid < 0 ? NULL : lane_py_uuid_put(e, ret->buffer, key));
    else if (lane_py_temporal_put(e, ret->buffer, key, &end))
        lane_piece_buffer(ret, end);
    else
        return false;
    return true;
}

void lane_py_native_key_piece(lane_encoder *e, PyObject *key, lane_piece *ret) {
    Py_INCREF(key);
    for (unsigned depth = 0;; depth++) {
        if (scalar_key(e, key, ret))
            break;
        /* An enum's value may be an enum again; no sane one goes on for ever. */
        PyObject *value = NULL;
        if (lane_py_is_enum(e, key) > 0 && depth < STRICT_ENUM_DEPTH) {
            lane_py_own_frames(e);
            value = lane_py_enum_value(e, key);
        }
        if (value == NULL) {
            if (!PyErr_Occurred())
                lane_py_refuse(e, "Dict key must a type serializable with OPT_NON_STR_KEYS");
            lane_piece_fail(ret);
            break;
        }
        Py_SETREF(key, value);
    }
    Py_DECREF(key);
}

bool lane_py_has_surrogate(PyObject *str) {
    if (!pycompat_str_ready(str) || PyUnicode_KIND(str) == PyUnicode_1BYTE_KIND)
        return false;
    for (Py_ssize_t i = 0, n = PyUnicode_GET_LENGTH(str); i < n; i++) {
        if (Py_UNICODE_IS_SURROGATE(PyUnicode_READ_CHAR(str, i)))
            return true;
    }
    return false;
}

/* The text of a key as an exact str; a new reference, NULL with an exception set. */
static PyObject *key_text(lane_encoder *e, PyObject *key) {
    lane_piece piece;
    PyObject *text = NULL;
    if (PyUnicode_CheckExact(key)) {
        text = Py_NewRef(key);
    } else {
        lane_py_key_piece(e, key, &piece);
        if (piece.kind == PIECE_TEXT)
            return PyUnicode_FromStringAndSize((const char *)piece.text, (Py_ssize_t)piece.length);
        if (piece.kind == PIECE_STR) {
            text = PyUnicode_FromObject(piece.object);
            Py_DECREF(piece.object);
        }
    }
    if (text != NULL && lane_py_has_surrogate(text)) {
        lane_py_fail_surrogate(e, text);
        Py_CLEAR(text);
    }
    return text;
}

static bool fits_64(PyObject *value) {
    bool negative;
    uint64_t magnitude;
    return internals_int_get(value, &negative, &magnitude) && !(negative && magnitude > (uint64_t)1 << 63);
}

static bool is_easy_key(lane_encoder *e, PyObject *key) {
    return lane_py_is_easy_str(e, key) || key == Py_None || PyBool_Check(key) || PyFloat_CheckExact(key) ||
           (PyLong_CheckExact(key) && fits_64(key)) || lane_py_uuid_is_easy(e, key) || lane_py_temporal_is_easy(e, key);
}

bool lane_py_has_easy_keys(lane_encoder *e, internals_table table) {
    for (Py_ssize_t i = 0; i < table.count; i++) {
        PyObject *const *entry = (PyObject *const *)(table.first + (size_t)i * table.stride);
        if (entry[1] != NULL && !is_easy_key(e, entry[0]))
            return false;
    }
    return true;
}

/* Sorts a list of keys, exact strs, and values in turn. False with MemoryError set. */
static bool sort_pairs(const lane_encoder *e, PyObject *flat) {
    PyObject **items = PySequence_Fast_ITEMS(flat);
    const size_t n = (size_t)PyList_GET_SIZE(flat) / 2;
    const internals_table table = {(const char *)items, 2 * sizeof *items, (Py_ssize_t)n};
    lane_entries sorted;
    if (!lane_py_entries_new(&sorted, n))
        return false;
    bool done = lane_py_sort_entries(e, sorted.first, &table, n);
    if (done)
        memcpy(items, sorted.first, 2 * n * sizeof *items);
    PyMem_Free(sorted.first);
    return done;
}

PyObject *lane_py_native_items(lane_encoder *e, PyObject *dict) {
    PyObject *pairs = PyDict_Items(dict);
    PyObject *flat = pairs == NULL ? NULL : PyList_New(0);
    for (Py_ssize_t i = 0; flat != NULL && i < PyList_GET_SIZE(pairs); i++) {
        PyObject *pair = Py_NewRef(PyList_GET_ITEM(pairs, i)), *text = key_text(e, PyTuple_GET_ITEM(pair, 0));
        if (text == NULL || !lane_py_append_pair(flat, text, PyTuple_GET_ITEM(pair, 1)))
            Py_CLEAR(flat);
        Py_XDECREF(text);
        Py_DECREF(pair);
    }
    Py_XDECREF(pairs);
    if (flat != NULL && e->call->flags & DUMPS_SORT_KEYS && !sort_pairs(e, flat))
        Py_CLEAR(flat);
    return flat;
}
