/* SPDX-License-Identifier: MIT */
/* Document: a text that is read once, of which Python objects are made where they are asked for. */
#ifndef LANE_PY_DOCUMENT_H
#define LANE_PY_DOCUMENT_H

#include "../cpython/pycompat.h"

/* Adds the types. -1 with an exception set. */
int lane_py_document_add_types(PyObject *module);

#endif
