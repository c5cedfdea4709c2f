/* SPDX-License-Identifier: MIT */
/* The kinds of file objects. */
#ifndef LANE_PY_FILES_H
#define LANE_PY_FILES_H

#include "../cpython/pycompat.h"

/* Returns io.open(path, "rb", buffering=0), a new reference; NULL with an exception set. */
PyObject *lane_py_file_open(PyObject *path);

/* Returns 1 with a new reference, 0 if the object has no attribute `name`, -1 with an exception set. */
int lane_py_file_attribute(PyObject *object, const char *name, PyObject **ret);

/* Returns whether the object is an io.TextIOBase: 1, 0, or -1 with an exception set. */
int lane_py_file_is_text(PyObject *file);

/* Returns whether the file of a function that writes takes bytes: an io.BufferedIOBase, an io.RawIOBase, or an object
 * with "b" in its mode. 1, 0, or -1 with an exception set; TypeError for an object without write. */
int lane_py_file_is_binary(const char *function, PyObject *file);

#endif
