/* SPDX-License-Identifier: MIT */
/* loads_partial and Parser: the value so far of a document that is cut off or grows. */
#ifndef LANE_PY_PARSER_H
#define LANE_PY_PARSER_H

#include "../base/state.h"

/* METH_FASTCALL | METH_KEYWORDS */
PyObject *lane_py_loads_partial(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames);

/* Returns the type Parser, a new heap type of the module; NULL with an exception set. */
PyTypeObject *lane_py_parser_type_new(PyObject *module);

#endif
