/* SPDX-License-Identifier: MIT */
/* Uses the module io, which the owner of a file has already imported. */
#include "files.h"

PyObject *lane_py_file_open(PyObject *path) {
    PyObject *io = PyImport_ImportModule("io");
    PyObject *file = io == NULL ? NULL : PyObject_CallMethod(io, "open", "Osi", path, "rb", 0);
    Py_XDECREF(io);
    return file;
}

static int is_instance(PyObject *file, const char *type_name) {
    PyObject *io = PyImport_ImportModule("io");
    PyObject *type = io == NULL ? NULL : PyObject_GetAttrString(io, type_name);
    int is = type == NULL ? -1 : PyObject_IsInstance(file, type);
    Py_XDECREF(type);
    Py_XDECREF(io);
    return is;
}

int lane_py_file_is_text(PyObject *file) {
    return is_instance(file, "TextIOBase");
}

int lane_py_file_attribute(PyObject *object, const char *name, PyObject **ret) {
    PyObject *key = PyUnicode_FromString(name);
    const int found = key == NULL ? -1 : pycompat_get_optional(object, key, ret);
    Py_XDECREF(key);
    return found;
}

/* The wrappers of tempfile are not instances of classes of io. */
static int has_binary_mode(PyObject *file) {
    PyObject *mode = NULL;
    int found = lane_py_file_attribute(file, "mode", &mode);
    if (found > 0)
        found = PyUnicode_Check(mode) && PyUnicode_FindChar(mode, 'b', 0, PyUnicode_GET_LENGTH(mode), 1) >= 0;
    Py_XDECREF(mode);
    return found;
}

int lane_py_file_is_binary(const char *function, PyObject *file) {
    PyObject *write = NULL;
    const int found = lane_py_file_attribute(file, "write", &write);
    Py_XDECREF(write);
    if (found == 0)
        PyErr_Format(PyExc_TypeError,
                     "%s() writes to a text or binary file, or an object with a method write, not %.200s", function,
                     Py_TYPE(file)->tp_name);
    if (found <= 0)
        return -1;
    int is = is_instance(file, "BufferedIOBase");
    is = is != 0 ? is : is_instance(file, "RawIOBase");
    return is != 0 ? is : has_binary_mode(file);
}
