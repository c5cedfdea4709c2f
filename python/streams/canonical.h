/* SPDX-License-Identifier: MIT */
/* canonical: the form of RFC 8785. */
#ifndef LANE_PY_CANONICAL_H
#define LANE_PY_CANONICAL_H

#include "../cpython/pycompat.h"

/* METH_O */
PyObject *lane_py_canonical(PyObject *module, PyObject *object);

#endif
