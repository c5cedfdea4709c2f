/* SPDX-License-Identifier: MIT */
/* Passes Python objects to the C library's writer, which also orders keys and formats numbers.
 *
 * No Python code runs until an exception is created: instances of subclasses are written by their contents. So with the
 * GIL no object changes during the call. Without it other threads may change lists and dicts: levels own their
 * references, all members of a dict are read at once, and the items of a list one by one. */
#include "canonical.h"

#include "../../src/dispatch.h"
#include "../../src/document/canonical.h"

/* Cycles are checked at each power of two from this depth. */
#define CYCLE_DEPTH 64

/* A member of an object. The key, in UTF-8, is first: a pointer to it is one to the member. */
typedef struct {
    lane_value key;
    PyObject *name, *value; /* owned */
    PyObject *text;         /* the owner of the key's bytes if not the str: owned, or NULL */
} member;

/* An open container. */
typedef struct {
    PyObject *object;       /* owned */
    PyObject *item;         /* of a list: the current item, owned; or NULL */
    Py_ssize_t next, count; /* items; of a list, as many as it had when it was opened */
    member *members;        /* of a dict; allocated by PyMem */
    const lane_value **order;
} level;

typedef struct {
    lane_writer *writer;
    const lane_kernels *kernels;
    level *levels; /* allocated by PyMem */
    size_t depth, room;
} writing;

/* -- errors -- */

/* Appends the JSON Pointer of the current value to *path, a str; clears it on failure. */
static void add_pointer(PyObject **path, const writing *w) {
    for (size_t i = 0; *path != NULL && i < w->depth; i++) {
        const level *l = w->levels + i;
        PyObject *part = l->members == NULL ? PyUnicode_FromFormat("/%zd", l->next - 1)
                         : l->next == 0     ? PyUnicode_FromString("")
                                        : PyUnicode_FromFormat("/%U", ((const member *)l->order[l->next - 1])->name);
        PyUnicode_Append(path, part);
        Py_XDECREF(part);
    }
}

/* Raises `type` with "MESSAGE (at POINTER)"; `format` may print `object` by %R. Returns false. */
static bool refuse(const writing *w, PyObject *type, const char *format, PyObject *object) {
    PyObject *path = PyUnicode_FromString("");
    add_pointer(&path, w);
    PyObject *message = path == NULL ? NULL : PyUnicode_FromFormat(format, object);
    if (message != NULL)
        PyErr_Format(type, "%U (at \"%U\")", message, path);
    Py_XDECREF(message);
    Py_XDECREF(path);
    return false;
}

/* Raises MemoryError if a call of the writer failed: there is no other cause. Returns `right`. */
static bool written(bool right) {
    if (!right)
        PyErr_NoMemory();
    return right;
}

/* -- scalars -- */

/* Stores a str as a string of a document, in UTF-8. *ret_text: the owner of the bytes if not the str; else NULL. False
 * with UnicodeEncodeError set for a lone surrogate. */
static bool string_of(PyObject *str, lane_value *ret, PyObject **ret_text) {
    *ret_text = NULL;
    if (!pycompat_str_ready(str))
        return false;
    size_t length = (size_t)PyUnicode_GET_LENGTH(str);
    ret->payload.text = (const char *)PyUnicode_DATA(str);
    if (!PyUnicode_IS_ASCII(str)) {
        PyObject *text = *ret_text = PyUnicode_AsUTF8String(str);
        if (text == NULL)
            return false;
        ret->payload.text = PyBytes_AS_STRING(text);
        length = (size_t)PyBytes_GET_SIZE(text);
    }
    ret->tag = LANE_TYPE_STRING | (uint64_t)length << LANE_VALUE_LENGTH_SHIFT;
    return true;
}

static bool write_str(writing *w, PyObject *str) {
    lane_value value;
    PyObject *text;
    if (!string_of(str, &value, &text))
        return false;
    const bool right = written(w->kernels->writer_value(w->writer, &value));
    Py_XDECREF(text);
    return right;
}

/* Stores the magnitude and the sign of an int: false if it has more than 64 bits. */
static bool int_of(PyObject *object, uint64_t *ret, bool *ret_negative) {
    int overflow;
    const long long i = PyLong_AsLongLongAndOverflow(object, &overflow);
    *ret_negative = i < 0 && overflow == 0;
    *ret = *ret_negative ? 0 - (uint64_t)i : (uint64_t)i;
    if (overflow > 0) {
        *ret = PyLong_AsUnsignedLongLong(object);
        overflow = PyErr_Occurred() != NULL;
        PyErr_Clear();
    }
    return overflow == 0;
}

static bool write_int(writing *w, PyObject *object) {
    uint64_t magnitude;
    bool negative;
    if (!int_of(object, &magnitude, &negative))
        return refuse(w, PyExc_ValueError, "an int of more than 64 bits: write it as a str", NULL);
    if (lane_canonical_integer(w->writer, magnitude, negative) != LANE_OK)
        return refuse(w, PyExc_ValueError, "%R is an int that no double is: write it as a str", object);
    return written(lane_writer_error(w->writer).code == LANE_OK);
}

static bool write_float(writing *w, PyObject *object) {
    if (lane_canonical_double(w->writer, PyFloat_AS_DOUBLE(object)) != LANE_OK)
        return refuse(w, PyExc_ValueError, "Out of range float values are not JSON compliant: %R", object);
    return written(lane_writer_error(w->writer).code == LANE_OK);
}

/* -- containers -- */

static void level_release(level *l) {
    for (Py_ssize_t i = 0; l->members != NULL && i < l->count; i++) {
        Py_DECREF(l->members[i].name);
        Py_DECREF(l->members[i].value);
        Py_XDECREF(l->members[i].text);
    }
    Py_XDECREF(l->item);
    Py_DECREF(l->object);
    PyMem_Free(l->members);
    PyMem_Free((void *)l->order);
}

/* Returns whether `object` is already open, at powers of two only: a cycle repeats on the way down, so at some power of
 * two its top is below itself. */
static bool is_cycle(const writing *w, const PyObject *object) {
    if (w->depth < CYCLE_DEPTH || (w->depth & (w->depth - 1)) != 0)
        return false;
    for (size_t i = 0; i < w->depth; i++) {
        if (w->levels[i].object == object)
            return true;
    }
    return false;
}

/* Pushes an empty level for `object`; NULL with an exception set. */
static level *push(writing *w, PyObject *object) {
    if (is_cycle(w, object)) {
        PyErr_SetString(PyExc_ValueError, "Circular reference detected");
        return NULL;
    }
    if (w->depth == w->room) {
        const size_t room = w->room == 0 ? 16 : 2 * w->room;
        level *levels = room > PTRDIFF_MAX / sizeof *levels ? NULL : PyMem_Realloc(w->levels, room * sizeof *levels);
        if (levels == NULL) {
            PyErr_NoMemory();
            return NULL;
        }
        w->levels = levels;
        w->room = room;
    }
    level *l = w->levels + w->depth++;
    *l = (level){.object = Py_NewRef(object)};
    return l;
}

/* Stores the members of a dict in a level. False with MemoryError set. */
static bool take_members(level *l, PyObject *dict) {
    bool taken;
    Py_BEGIN_CRITICAL_SECTION(dict);
    const Py_ssize_t count = PyDict_GET_SIZE(dict);
    Py_ssize_t at = 0;
    l->members = PyMem_New(member, (size_t)count + 1);
    l->order = PyMem_New(const lane_value *, (size_t)count + 1);
    taken = l->members != NULL && l->order != NULL;
    for (; taken && l->count < count; l->count++) {
        member *m = l->members + l->count;
        if (!PyDict_Next(dict, &at, &m->name, &m->value))
            break;
        Py_INCREF(m->name);
        Py_INCREF(m->value);
        m->text = NULL;
    }
    Py_END_CRITICAL_SECTION();
    if (!taken)
        PyErr_NoMemory();
    return taken;
}

/* Converts the names of a level's members, which must be str, to keys. False with an exception set. */
static bool make_keys(const writing *w, level *l) {
    for (Py_ssize_t i = 0; i < l->count; i++) {
        member *m = l->members + i;
        if (!PyUnicode_Check(m->name))
            return refuse(w, PyExc_TypeError, "keys must be str, not %R", m->name);
        if (!string_of(m->name, &m->key, &m->text))
            return false;
        l->order[i] = &m->key;
    }
    return true;
}

static bool open_dict(writing *w, PyObject *dict) {
    level *l = push(w, dict);
    if (l == NULL || !take_members(l, dict) || !make_keys(w, l))
        return false;
    lane_canonical_sort(l->order, (size_t)l->count);
    for (Py_ssize_t i = 1; i < l->count; i++) {
        if (lane_canonical_compare(l->order[i - 1], l->order[i]) == 0)
            return refuse(w, PyExc_ValueError, "the key %R is there twice", ((const member *)l->order[i])->name);
    }
    return written(lane_writer_object(w->writer));
}

static bool open_list(writing *w, PyObject *list) {
    level *l = push(w, list);
    if (l == NULL)
        return false;
    l->count = PySequence_Fast_GET_SIZE(list);
    return written(lane_writer_array(w->writer));
}

static bool write_value(writing *w, PyObject *object) {
    if (PyUnicode_Check(object))
        return write_str(w, object);
    if (object == Py_None)
        return written(lane_writer_null(w->writer));
    if (PyBool_Check(object))
        return written(lane_writer_bool(w->writer, object == Py_True));
    if (PyLong_Check(object))
        return write_int(w, object);
    if (PyFloat_Check(object))
        return write_float(w, object);
    if (PyAnyDict_Check(object))
        return open_dict(w, object);
    if (PyList_Check(object) || PyTuple_Check(object))
        return open_list(w, object);
    return refuse(w, PyExc_TypeError, "%R is not JSON serializable", (PyObject *)Py_TYPE(object));
}

/* Returns the next item of a list or tuple, which the level owns; NULL without an exception at the end. */
static PyObject *next_item(level *l) {
    PyObject *item = NULL;
    Py_BEGIN_CRITICAL_SECTION(l->object);
    if (l->next < l->count && l->next < PySequence_Fast_GET_SIZE(l->object))
        item = Py_NewRef(PySequence_Fast_GET_ITEM(l->object, l->next++));
    Py_END_CRITICAL_SECTION();
    Py_XSETREF(l->item, item);
    return item;
}

/* Writes the next item of the innermost container, or closes it. */
static bool write_next(writing *w) {
    level *l = w->levels + w->depth - 1;
    PyObject *item = l->members == NULL ? next_item(l) : NULL;
    if (item == NULL && (l->members == NULL || l->next == l->count)) {
        level_release(l);
        w->depth--;
        return written(lane_writer_end(w->writer));
    }
    if (item != NULL)
        return write_value(w, item);
    const member *m = (const member *)l->order[l->next++];
    return written(w->kernels->writer_key(w->writer, &m->key)) && write_value(w, m->value);
}

PyObject *lane_py_canonical(PyObject *module, PyObject *object) {
    const lane_options options = {.max_depth = UINT32_MAX};
    writing w = {.writer = lane_writer_new(&options), .kernels = lane_kernels_active()};
    PyObject *result = NULL;
    size_t length = 0;
    const char *text = NULL;
    (void)module;
    bool right = written(w.writer != NULL) && write_value(&w, object);
    while (right && w.depth != 0)
        right = write_next(&w);
    if (right)
        text = lane_writer_finish(w.writer, &length, NULL);
    if (right && written(text != NULL))
        result = PyBytes_FromStringAndSize(text, (Py_ssize_t)length);
    while (w.depth != 0)
        level_release(w.levels + --w.depth);
    PyMem_Free(w.levels);
    lane_writer_free(w.writer);
    return result;
}
