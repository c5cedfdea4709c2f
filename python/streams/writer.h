/* SPDX-License-Identifier: MIT */
/* Writer: writes a document value by value. */
#ifndef LANE_PY_WRITER_H
#define LANE_PY_WRITER_H

#include "../cpython/pycompat.h"

PyTypeObject *lane_py_writer_type_new(PyObject *module);

#endif
