/* SPDX-License-Identifier: MIT */
/* A text without the white space between its tokens. */
#ifndef LANE_PY_MINIFY_H
#define LANE_PY_MINIFY_H

#include "../cpython/pycompat.h"

/* METH_O: bytes to bytes. */
PyObject *lane_py_minify(PyObject *module, PyObject *text);

#endif
