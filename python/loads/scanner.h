/* SPDX-License-Identifier: MIT */
/* The type that replaces json's c_make_scanner: parses one value in a str with the settings of a JSONDecoder. */
#ifndef LANE_PY_SCANNER_H
#define LANE_PY_SCANNER_H

#include "../base/state.h"

PyTypeObject *lane_py_scanner_type_new(PyObject *module);

#endif
