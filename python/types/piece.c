/* SPDX-License-Identifier: MIT */
/* Shared by dumps and the types: refusals and entries. */
#include "piece.h"

#include <stdarg.h>

void lane_py_refuse(lane_py_context *c, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    PyErr_FormatV(c->call->error == NULL ? PyExc_TypeError : c->call->error, format, arguments);
    va_end(arguments);
}

bool lane_py_entries_new(lane_entries *ret, size_t n) {
    ret->first =
        n > PY_SSIZE_T_MAX / (4 * sizeof *ret->first) ? NULL : (PyObject **)PyMem_Malloc(2 * n * sizeof *ret->first);
    ret->end = ret->first + 2 * n;
    if (ret->first == NULL)
        PyErr_NoMemory();
    return ret->first != NULL;
}

void lane_py_entries_release(PyObject *const *first, PyObject *const *owned) {
    for (PyObject *const *p = first; p != owned; p++)
        Py_DECREF(*p);
    PyMem_Free((void *)(uintptr_t)first);
}

bool lane_py_append_pair(PyObject *flat, PyObject *key, PyObject *value) {
    return PyList_Append(flat, key) == 0 && PyList_Append(flat, value) == 0;
}
