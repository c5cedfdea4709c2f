/* SPDX-License-Identifier: MIT */
/* The iterator of JSONEncoder.iterencode: the chunks of one call. */
#ifndef LANE_PY_ITERATOR_H
#define LANE_PY_ITERATOR_H

#include "separators.h"

PyTypeObject *lane_py_chunk_iterator_type_new(PyObject *module);

/* Returns an iterator over the text of a call, which starts at its first step. Takes over the references of the layout.
 * NULL with an exception set. */
PyObject *lane_py_chunk_iterator_new(const lane_py_dumps *call, lane_py_layout *layout);

#endif
