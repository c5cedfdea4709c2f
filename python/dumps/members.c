/* SPDX-License-Identifier: MIT */
/* Converts keys to text; sorts and checks the members of dicts before they are written. */
#include "members.h"

#include "../types/types.h"
#include "errors.h"
#include "keys.h"
#include "numbers.h"
#include "stack.h"

#include "../../src/dispatch.h"

/* Most nested enums (the value of an enum is an enum) as a key. */
#define ENUM_KEY_DEPTH 64

/* -- keys as in json -- */

bool lane_py_key_allowed(PyObject *key) {
    return PyUnicode_Check(key) || PyFloat_Check(key) || PyLong_Check(key) || key == Py_None;
}

/* Answers with the text of a float, bool, None or int as json writes it. */
static void plain_key_piece(lane_encoder *e, PyObject *key, lane_piece *ret) {
    if (PyFloat_Check(key)) {
        lane_py_float_piece(e, key, ret);
    } else if (key == Py_True || key == Py_False || key == Py_None) {
        lane_piece_literal(ret, key == Py_True ? "true" : key == Py_False ? "false" : "null");
    } else if (PyLong_Check(key)) {
        lane_py_int_piece(e, key, ret);
    } else {
        lane_piece_fail(ret);
        lane_py_hold_frames(e);
        lane_py_fail_key(&e->context, key);
    }
}

/* -- keys as in orjson -- */

static void float_key(lane_encoder *e, PyObject *key, lane_piece *ret) {
    double value = PyFloat_AS_DOUBLE(key);
    if (value - value != 0 && !lane_py_not_finite(e, key, ret))
        lane_piece_fail(ret);
    else if (value - value == 0)
        lane_piece_buffer(ret, PIECE_TEXT,
                          lane_kernels_active()->format_double(ret->buffer, value, e->context.call->layout, &e->gate));
}

static void int_key(lane_encoder *e, PyObject *key, lane_piece *ret) {
    bool negative;
    uint64_t magnitude;
    if (!internals_int_get(key, &negative, &magnitude) || (negative && magnitude > (uint64_t)1 << 63)) {
        lane_py_refuse(&e->context, "Dict integer key must be within 64-bit range");
        lane_piece_fail(ret);
        return;
    }
    ret->buffer[0] = '-';
    lane_piece_buffer(ret, PIECE_TEXT, format_u64(ret->buffer + negative, magnitude));
}

/* Answers for None, True and False; returns false for other keys. */
static bool word_key(lane_piece *ret, PyObject *key) {
    const char *word = key == Py_None ? "null" : key == Py_True ? "true" : key == Py_False ? "false" : NULL;
    if (word == NULL)
        return false;
    size_t n = strlen(word);
    memcpy(ret->buffer, word, n);
    lane_piece_buffer(ret, PIECE_TEXT, ret->buffer + n);
    return true;
}

/* Answers for a key of one of JSON's own scalar types; returns false for other types. */
static bool scalar_key(lane_encoder *e, PyObject *key, lane_piece *ret) {
    if (word_key(ret, key))
        return true;
    if (PyUnicode_Check(key))
        lane_piece_object(ret, PIECE_STR, Py_NewRef(key));
    else if (PyLong_Check(key))
        int_key(e, key, ret);
    else if (PyFloat_CheckExact(key))
        float_key(e, key, ret);
    else
        return false;
    return true;
}

void native_key_piece(lane_encoder *e, PyObject *key, lane_piece *ret) {
    Py_INCREF(key);
    for (unsigned depth = 0; !scalar_key(e, key, ret); depth++) {
        if (depth > ENUM_KEY_DEPTH || !lane_py_type_key_piece(&e->context, key, ret)) {
            lane_py_refuse(&e->context, "Dict key must a type serializable with OPT_NON_STR_KEYS");
            lane_piece_fail(ret);
        }
        if (ret->kind == PIECE_QUOTED)
            ret->kind = PIECE_TEXT;
        if (ret->kind != PIECE_VALUE)
            break;
        /* The value of an enum may be an enum again; ENUM_KEY_DEPTH ends a cycle. */
        Py_SETREF(key, ret->object);
    }
    Py_DECREF(key);
}

/* -- keys of both dialects -- */

void lane_py_key_piece(lane_encoder *e, PyObject *key, lane_piece *ret) {
    ret->by_default = false;
    Py_INCREF(key);
    if (PyUnicode_Check(key) && e->context.call->flags & DUMPS_PLAIN_KEYS) {
        lane_piece_object(ret, PIECE_STR, Py_NewRef(key));
    } else if (e->context.call->flags & DUMPS_NATIVE_KEYS) {
        native_key_piece(e, key, ret);
    } else if (e->context.call->flags & DUMPS_PLAIN_KEYS) {
        plain_key_piece(e, key, ret);
    } else {
        lane_piece_fail(ret);
        lane_py_hold_frames(e);
        lane_py_fail_key(&e->context, key);
    }
    e->before_items = ret->kind == PIECE_FAILED;
    Py_DECREF(key);
}

/* -- all members of a dict as a list -- */

PyObject *lane_py_flat_pairs(PyObject *pairs, Py_ssize_t n) {
    PyObject *flat = PyList_New(0);
    for (Py_ssize_t i = 0; flat != NULL && i < n; i++) {
        PyObject *pair = PyList_GET_ITEM(pairs, i);
        if (!lane_py_append_pair(flat, PyTuple_GET_ITEM(pair, 0), PyTuple_GET_ITEM(pair, 1)))
            Py_CLEAR(flat);
    }
    return flat;
}

/* Returns the items of a dict, read without its methods, as a list of keys and values in turn; sorted if the call
 * asks. */
static PyObject *json_members(lane_encoder *e, PyObject *dict) {
    PyObject *pairs = PyDict_Items(dict), *flat = NULL;
    if (pairs != NULL && (!(e->context.call->flags & DUMPS_SORT_KEYS) || PyList_Sort(pairs) == 0))
        flat = lane_py_flat_pairs(pairs, PyList_GET_SIZE(pairs));
    Py_XDECREF(pairs);
    return flat;
}

/* Returns the text of a key as an exact str: a new reference; NULL with an exception set. */
static PyObject *key_text(lane_encoder *e, PyObject *key) {
    lane_piece piece;
    PyObject *text = NULL;
    if (PyUnicode_CheckExact(key)) {
        text = Py_NewRef(key);
    } else {
        lane_py_key_piece(e, key, &piece);
        if (piece.kind == PIECE_TEXT)
            text = PyUnicode_FromStringAndSize((const char *)piece.text, (Py_ssize_t)piece.length);
        else if (piece.kind == PIECE_STR)
            text = PyUnicode_FromObject(piece.object);
        Py_XDECREF(piece.object);
    }
    if (text != NULL && lane_py_has_surrogate(text)) {
        lane_py_fail_surrogate(&e->context, text);
        Py_CLEAR(text);
    }
    return text;
}

/* Sorts a list of keys (exact strs) and values in turn. False with MemoryError set. */
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

PyObject *native_members(lane_encoder *e, PyObject *dict) {
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
    if (flat != NULL && e->context.call->flags & DUMPS_SORT_KEYS && !sort_pairs(e, flat))
        Py_CLEAR(flat);
    return flat;
}

/* -- members that cannot fail -- */

static bool fits_64(PyObject *value) {
    bool negative;
    uint64_t magnitude;
    return internals_int_get(value, &negative, &magnitude) && !(negative && magnitude > (uint64_t)1 << 63);
}

static bool is_infallible_key(lane_encoder *e, PyObject *key) {
    return lane_py_is_infallible_str(e, key) || key == Py_None || PyBool_Check(key) ||
           (PyFloat_CheckExact(key) && !(e->context.call->flags & DUMPS_REFUSE_NAN)) ||
           (PyLong_CheckExact(key) && fits_64(key)) || lane_py_type_key_has_text(&e->context, key);
}

static bool has_infallible_keys(lane_encoder *e, internals_table table) {
    for (Py_ssize_t i = 0; i < table.count; i++) {
        PyObject *const *entry = (PyObject *const *)(table.first + (size_t)i * table.stride);
        if (entry[1] != NULL && !is_infallible_key(e, entry[0]))
            return false;
    }
    return true;
}

/* Copies the entries of a dict: borrowed, without the GIL owned. False with MemoryError set. */
static bool copy_entries(PyObject *dict, lane_entries *ret, internals_table *ret_table) {
    bool made;
    Py_BEGIN_CRITICAL_SECTION(dict);
    made = lane_py_entries_new(ret, (size_t)PyDict_GET_SIZE(dict));
    PyObject **p = ret->first;
    for (Py_ssize_t at = 0; made && p != ret->end && PyDict_Next(dict, &at, &p[0], &p[1]); p += 2) {
        if (LANE_PY_FREE_THREADED) {
            Py_INCREF(p[0]);
            Py_INCREF(p[1]);
        }
    }
    ret->end = p;
    Py_END_CRITICAL_SECTION();
    *ret_table = (internals_table){(const char *)ret->first, 2 * sizeof *ret->first, (ret->end - ret->first) / 2};
    return made;
}

static void drop_entries(const lane_entries *copy) {
    lane_py_entries_release(copy->first, LANE_PY_FREE_THREADED ? copy->end : copy->first);
}

/* Stores the entries of a dict, owned as in copy_entries, sorted by key. False, with an exception set only if out of
 * memory, if sorting needs Python code for some key. */
static bool sorted_entries(const lane_encoder *e, PyObject *dict, lane_entries *ret) {
    internals_table table = internals_dict_table(dict);
    lane_entries copy = {NULL, NULL};
    if (LANE_UNLIKELY(table.first == NULL) && !copy_entries(dict, &copy, &table))
        return false;
    const size_t n = copy.first != NULL ? (size_t)table.count : (size_t)PyDict_GET_SIZE(dict);
    bool sorted = lane_py_entries_new(ret, n);
    if (sorted && !lane_py_sort_entries(e, ret->first, &table, n)) {
        PyMem_Free(ret->first);
        sorted = false;
    }
    if (LANE_UNLIKELY(copy.first != NULL)) {
        copy.end = sorted ? copy.first : copy.end; /* the sorted entries own the references */
        drop_entries(&copy);
    }
    return sorted;
}

/* Turns a frame into one that reads `entries`, owned as in copy_entries; takes their memory. Adds references if the
 * frame is owned. */
static void frame_take(lane_frame *f, const lane_entries *entries) {
    f->kind = FRAME_TABLE;
    f->first = f->entry = entries->first;
    f->end = entries->end;
    f->releases = true;
    for (PyObject *const *p = f->first; !LANE_PY_FREE_THREADED && f->owned && p != f->end; p++)
        Py_INCREF(*p);
}

/* Returns whether all keys of a frame's dict can be written without failure and Python code. Copies tables that only
 * PyDict_Next can read. False with or without an exception set. */
static bool is_infallible(lane_encoder *e, lane_frame *f) {
    internals_table table = internals_dict_table(f->object);
    lane_entries copy;
    if (table.first != NULL && table.stride == 2 * sizeof(PyObject *))
        return has_infallible_keys(e, table);
    if (!copy_entries(f->object, &copy, &table))
        return false;
    if (!has_infallible_keys(e, table)) {
        drop_entries(&copy);
        return false;
    }
    frame_take(f, &copy);
    return true;
}

bool lane_py_prepare_members(lane_encoder *e) {
    lane_frame *f = e->top;
    lane_entries entries;
    if (e->context.call->flags & DUMPS_SORT_KEYS) {
        if (LANE_LIKELY(sorted_entries(e, f->object, &entries))) {
            frame_take(f, &entries);
            return true;
        }
    } else if (LANE_LIKELY(is_infallible(e, f))) {
        return true;
    }
    if (PyErr_Occurred())
        return false;
    lane_py_own_frames(e);
    PyObject *flat = e->context.call->flags & DUMPS_NATIVE ? native_members(e, f->object) : json_members(e, f->object);
    if (flat == NULL) {
        e->before_items = true;
        return false;
    }
    Py_SETREF(f->object, flat);
    f->kind = FRAME_MEMBERS;
    return true;
}
