/* SPDX-License-Identifier: MIT */
/* iter_items: iterates over the members of a large array or object of a document. */
#ifndef LANE_PY_ITEMS_H
#define LANE_PY_ITEMS_H

#include "../base/state.h"

/* METH_FASTCALL | METH_KEYWORDS */
PyObject *lane_py_iter_items(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames);

/* Returns the type of its result, a new heap type of the module; NULL with an exception set. */
PyTypeObject *lane_py_items_type_new(PyObject *module);

#endif
