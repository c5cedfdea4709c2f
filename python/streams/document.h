/* SPDX-License-Identifier: MIT */
/* Document: a text that is read once, of which Python objects are made where they are asked for. */
#ifndef LANE_PY_DOCUMENT_H
#define LANE_PY_DOCUMENT_H

#include "../cpython/pycompat.h"

/* Return the type Document and that of its iterators, new heap types of the module; NULL with an exception set. */
PyTypeObject *lane_py_document_type_new(PyObject *module);
PyTypeObject *lane_py_document_iterator_type_new(PyObject *module);

#endif
