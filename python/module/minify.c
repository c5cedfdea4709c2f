/* SPDX-License-Identifier: MIT */
/* minify, for the command line: the kernel, on bytes. */
#include "minify.h"

#include "../../src/dispatch.h"

PyObject *lane_py_minify(PyObject *module, PyObject *text) {
    char *begin;
    Py_ssize_t length;
    size_t size;
    (void)module;
    if (PyBytes_AsStringAndSize(text, &begin, &length) < 0)
        return NULL;
    PyObject *result = PyBytes_FromStringAndSize(NULL, length);
    if (result == NULL)
        return NULL;
    const uint8_t *p = (const uint8_t *)begin;
    if (!lane_kernels_active()->minify((uint8_t *)PyBytes_AS_STRING(result), p, p + length, &size)) {
        Py_DECREF(result);
        return PyErr_Format(PyExc_ValueError, "the string that starts at byte %zu is not closed", size);
    }
    _PyBytes_Resize(&result, (Py_ssize_t)size);
    return result;
}
