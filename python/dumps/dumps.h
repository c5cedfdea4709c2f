/* SPDX-License-Identifier: MIT */
/* Serialises Python objects: the functions of both faces. */
#ifndef LANE_PY_DUMPS_H
#define LANE_PY_DUMPS_H

#include "../base/state.h"

/* Adds OPT_* to the module. -1 with an exception set. */
int lane_py_dumps_add_constants(PyObject *module);

/* METH_FASTCALL | METH_KEYWORDS */
PyObject *lane_py_dumps_stdlib(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames);
PyObject *lane_py_dumpb_stdlib(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames);
PyObject *lane_py_dump_stdlib(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames);
PyObject *lane_py_dumps_strict(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames);

/* encode(encoder, object) and iterencode(encoder, object, in_pieces): the fast paths of JSONEncoder's methods. They
 * return the text, in pieces an iterator over it, or NotImplemented if json's own code must handle the call.
 * METH_FASTCALL */
PyObject *lane_py_encode(PyObject *module, PyObject *const *args, Py_ssize_t nargs);
PyObject *lane_py_iterencode(PyObject *module, PyObject *const *args, Py_ssize_t nargs);

/* METH_O */
PyObject *lane_py_encode_basestring(PyObject *module, PyObject *str);
PyObject *lane_py_encode_basestring_ascii(PyObject *module, PyObject *str);

#endif
