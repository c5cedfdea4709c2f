/* SPDX-License-Identifier: MIT */
/* The type that stands for json's c_make_scanner: reads one value out of a str, as a JSONDecoder's attributes say. */
#ifndef LANE_PY_SCANNER_H
#define LANE_PY_SCANNER_H

#include "../base/state.h"

PyTypeObject *lane_py_scanner_type_new(PyObject *module);

#endif
