/* SPDX-License-Identifier: MIT */
/* lanejson.orjson.Fragment: JSON that is ready to be written as it is. */
#ifndef LANE_PY_FRAGMENT_H
#define LANE_PY_FRAGMENT_H

#include "../cpython/pycompat.h"

/* A new heap type of the module; NULL with an exception set. */
PyTypeObject *lane_py_fragment_type_new(PyObject *module);

#endif
