/* SPDX-License-Identifier: MIT */
/* Of which kind a file object is. */
#ifndef LANE_PY_FILES_H
#define LANE_PY_FILES_H

#include "../cpython/pycompat.h"

/* A new reference to io.open(path, "rb", buffering=0); NULL with an exception set. */
PyObject *lane_py_file_open(PyObject *path);

/* Whether it is an io.TextIOBase: 1, 0, or -1 with an exception set. */
int lane_py_file_is_text(PyObject *file);

/* Whether it takes bytes, as an io.BufferedIOBase, an io.RawIOBase, and what has "b" in its mode: 1, 0, or -1 with an
 * exception set. */
int lane_py_file_is_binary(PyObject *file);

#endif
