/* SPDX-License-Identifier: MIT */
/* dump_lines and dumpb_lines: one document per line. */
#ifndef LANE_PY_ROWS_H
#define LANE_PY_ROWS_H

#include "../base/state.h"

/* METH_FASTCALL | METH_KEYWORDS */
PyObject *lane_py_dump_lines(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames);
PyObject *lane_py_dumpb_lines(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames);

#endif
