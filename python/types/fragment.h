/* SPDX-License-Identifier: MIT */
/* lanejson.orjson.Fragment: serialised JSON, which dumps copies unchanged. */
#ifndef LANE_PY_FRAGMENT_H
#define LANE_PY_FRAGMENT_H

#include "../cpython/pycompat.h"

/* Returns a new heap type of the module; NULL with an exception set. */
PyTypeObject *lane_py_fragment_type_new(PyObject *module);

#endif
