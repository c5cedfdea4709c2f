/* SPDX-License-Identifier: MIT */
/* iter_lines: iterates over the values of a text of any number of documents. */
#ifndef LANE_PY_LINES_H
#define LANE_PY_LINES_H

#include "../base/state.h"

/* METH_FASTCALL | METH_KEYWORDS */
PyObject *lane_py_iter_lines(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames);

/* Returns the type of its result, a new heap type of the module; NULL with an exception set. */
PyTypeObject *lane_py_lines_type_new(PyObject *module);

#endif
