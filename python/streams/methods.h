/* SPDX-License-Identifier: MIT */
/* The functions of this folder, for the module's table. */
#ifndef LANE_PY_METHODS_H
#define LANE_PY_METHODS_H

#include "../cpython/pycompat.h"

/* The last entry has no name. */
extern const PyMethodDef lane_py_stream_methods[];

#endif
