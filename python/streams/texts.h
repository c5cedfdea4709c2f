/* SPDX-License-Identifier: MIT */
/* validate, minify and format: texts that are looked at, or become other texts, without Python objects in between. */
#ifndef LANE_PY_TEXTS_H
#define LANE_PY_TEXTS_H

#include "../base/state.h"

/* METH_FASTCALL | METH_KEYWORDS */
PyObject *lane_py_validate(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames);
PyObject *lane_py_minify(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames);
PyObject *lane_py_format(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames);

#endif
