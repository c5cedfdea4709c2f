/* SPDX-License-Identifier: MIT */
/* Each row is one call of dumps or dumpb with the caller's keywords, so it has their behaviour, including the user's
 * classes. Rows are collected up to a size worth a call of write. */
#include "rows.h"

#include "files.h"
#include "../dumps/dumps.h"

/* Bytes, or characters, per write. */
#define ENOUGH ((size_t)1 << 16)

typedef struct {
    PyObject *module, *file; /* file: NULL to return the text */
    PyObject **values; /* arguments of a call: the row, then the values of kwnames; borrowed, allocated by PyMem */
    PyObject *kwnames;
    bool binary;
    size_t row; /* rows begun */
    /* Text not yet written. */
    PyObject *parts; /* for a text file: rows; owned */
    uint8_t *memory; /* for bytes; allocated by PyMem */
    size_t used, size;
} rows;

/* -- collected text -- */

static bool rows_reserve(rows *r, size_t more) {
    if (r->size - r->used >= more)
        return true;
    const size_t size = r->used + more + r->size / 2;
    uint8_t *memory = size > PTRDIFF_MAX ? NULL : (uint8_t *)PyMem_Realloc(r->memory, size);
    if (memory == NULL) {
        PyErr_NoMemory();
        return false;
    }
    r->memory = memory;
    r->size = size;
    return true;
}

/* Calls file.write(text): false with an exception set. *ret: the amount written, if the file returns it. */
static bool write_once(PyObject *file, PyObject *text, Py_ssize_t *ret) {
    PyObject *written = PyObject_CallMethod(file, "write", "(O)", text);
    if (written == NULL)
        return false;
    if (PyLong_Check(written))
        *ret = PyLong_AsSsize_t(written);
    Py_DECREF(written);
    return !PyErr_Occurred();
}

static bool write_bytes(rows *r) {
    size_t done = 0;
    while (done < r->used) { /* unbuffered files may write less */
        PyObject *bytes = PyBytes_FromStringAndSize((const char *)r->memory + done, (Py_ssize_t)(r->used - done));
        Py_ssize_t written = (Py_ssize_t)(r->used - done);
        const bool right = bytes != NULL && write_once(r->file, bytes, &written);
        Py_XDECREF(bytes);
        if (!right || written <= 0) {
            if (right)
                PyErr_SetString(PyExc_OSError, "the file of dump_lines accepts no more bytes: its write() returned 0");
            memmove(r->memory, r->memory + done, r->used - done);
            r->used -= done;
            return false;
        }
        done += (size_t)written;
    }
    r->used = 0;
    return true;
}

/* Writes the rows, with a newline after each. */
static bool write_parts(rows *r) {
    PyObject *newline = PyUnicode_FromString("\n"), *text = NULL, *empty = PyUnicode_New(0, 0);
    Py_ssize_t written;
    if (newline != NULL && empty != NULL && PyList_Append(r->parts, empty) == 0)
        text = PyUnicode_Join(newline, r->parts);
    const bool right = text != NULL && write_once(r->file, text, &written);
    Py_XDECREF(text);
    Py_XDECREF(empty);
    Py_XDECREF(newline);
    r->used = 0;
    Py_XSETREF(r->parts, PyList_New(0));
    return right && r->parts != NULL;
}

static bool rows_write(rows *r) {
    return r->used == 0 || (r->binary ? write_bytes(r) : write_parts(r));
}

/* -- one row -- */

/* Refuses a row with a line break: json breaks lines only for indent, but separators and the user's classes may. */
static bool refuse_break(const rows *r) {
    PyErr_Format(PyExc_ValueError, "row %zu is not one line: separators and cls must not write line breaks", r->row);
    return false;
}

static bool add_bytes(rows *r, PyObject *text) {
    const size_t n = (size_t)PyBytes_GET_SIZE(text);
    if (memchr(PyBytes_AS_STRING(text), '\n', n) != NULL)
        return refuse_break(r);
    if (!rows_reserve(r, n + 1))
        return false;
    memcpy(r->memory + r->used, PyBytes_AS_STRING(text), n);
    r->memory[r->used + n] = '\n';
    r->used += n + 1;
    return true;
}

static bool add_str(rows *r, PyObject *text) {
    Py_ssize_t at = PyUnicode_FindChar(text, '\n', 0, PyUnicode_GET_LENGTH(text), 1);
    if (at >= 0)
        return refuse_break(r);
    if (at == -2 || PyList_Append(r->parts, text) < 0)
        return false;
    r->used += (size_t)PyUnicode_GET_LENGTH(text) + 1;
    return true;
}

static bool add_row(rows *r, PyObject *row) {
    r->row++;
    r->values[0] = row;
    PyObject *text = (r->binary ? lane_py_dumpb_stdlib : lane_py_dumps_stdlib)(r->module, r->values, 1, r->kwnames);
    bool added = text != NULL;
    if (added && (r->binary ? PyBytes_Check(text) : PyUnicode_Check(text))) {
        added = r->binary ? add_bytes(r, text) : add_str(r, text);
    } else if (added) {
        added = PyErr_Format(PyExc_TypeError, "row %zu: encode of cls returned %.200s, not str", r->row,
                             Py_TYPE(text)->tp_name) != NULL;
    }
    Py_XDECREF(text);
    return added && (r->file == NULL || r->used < ENOUGH || rows_write(r));
}

/* -- all rows -- */

static bool add_rows(rows *r, PyObject *iterable) {
    PyObject *iterator = PyObject_GetIter(iterable), *row;
    bool right = iterator != NULL;
    while (right && (row = pycompat_iter_next(iterator, iterable)) != NULL) {
        right = add_row(r, row);
        Py_DECREF(row);
    }
    Py_XDECREF(iterator);
    return right && !PyErr_Occurred();
}

/* Writes the rows before the one that failed, as separate calls of dump would have. */
static void write_before_failure(rows *r) {
    PyObject *failure = PyErr_GetRaisedException();
    if (rows_write(r)) {
        PyErr_SetRaisedException(failure);
        return;
    }
    PyObject *error = PyErr_GetRaisedException();
    PyException_SetContext(error, failure);
    PyErr_SetRaisedException(error);
}

/* Returns whether the keywords are without indent, which would break rows; false with an exception set. */
static bool is_without_indent(const lane_py_state *state, PyObject *const *values, PyObject *kwnames) {
    for (Py_ssize_t i = 0; kwnames != NULL && i < PyTuple_GET_SIZE(kwnames); i++) {
        if (values[i] != Py_None &&
            PyUnicode_Compare(PyTuple_GET_ITEM(kwnames, i), state->names[LANE_PY_NAME_indent]) == 0) {
            PyErr_SetString(PyExc_TypeError, "each row is one line: indent would break it, so leave it out");
            return false;
        }
    }
    return true;
}

/* Initialises *r; false with an exception set. The caller releases it in either case. */
static bool rows_begin(rows *r, const char *function, PyObject *const *args, Py_ssize_t nargs, Py_ssize_t wanted) {
    const Py_ssize_t keywords = r->kwnames == NULL ? 0 : PyTuple_GET_SIZE(r->kwnames);
    if (nargs != wanted) {
        PyErr_Format(PyExc_TypeError, "%s() takes %zd positional argument%s but %zd were given", function, wanted,
                     wanted == 1 ? "" : "s", nargs);
        return false;
    }
    if (!is_without_indent(lane_py_state_of(r->module), args + nargs, r->kwnames))
        return false;
    r->values = PyMem_New(PyObject *, (size_t)keywords + 1);
    if (r->values == NULL) {
        PyErr_NoMemory();
        return false;
    }
    if (keywords == 0)
        r->kwnames = NULL;
    else
        memcpy(r->values + 1, args + nargs, (size_t)keywords * sizeof *args);
    return r->binary || (r->parts = PyList_New(0)) != NULL;
}

static void rows_release(rows *r) {
    PyMem_Free(r->values);
    PyMem_Free(r->memory);
    Py_XDECREF(r->parts);
}

PyObject *lane_py_dump_lines(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames) {
    rows r = {.module = module, .kwnames = kwnames, .file = nargs == 2 ? args[1] : NULL};
    int binary = r.file == NULL ? 0 : lane_py_file_is_binary("dump_lines", r.file);
    r.binary = binary > 0;
    bool right = binary >= 0 && rows_begin(&r, "dump_lines", args, nargs, 2);
    if (right) {
        right = add_rows(&r, args[0]);
        if (right)
            right = rows_write(&r);
        else
            write_before_failure(&r);
    }
    rows_release(&r);
    return right ? Py_NewRef(Py_None) : NULL;
}

PyObject *lane_py_dumpb_lines(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames) {
    rows r = {.module = module, .kwnames = kwnames, .binary = true};
    PyObject *result = NULL;
    if (rows_begin(&r, "dumpb_lines", args, nargs, 1) && add_rows(&r, args[0]))
        result = PyBytes_FromStringAndSize((const char *)r.memory, (Py_ssize_t)r.used);
    rows_release(&r);
    return result;
}
