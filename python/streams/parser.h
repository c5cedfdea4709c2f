/* SPDX-License-Identifier: MIT */
/* loads_partial: the value so far of a document that is cut off. */
#ifndef LANE_PY_PARSER_H
#define LANE_PY_PARSER_H

#include "../base/state.h"

/* METH_FASTCALL | METH_KEYWORDS */
PyObject *lane_py_loads_partial(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames);

#endif
