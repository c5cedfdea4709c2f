/* SPDX-License-Identifier: MIT */
/* The functions that read: loads and load as json's, loads as orjson's. */
#ifndef LANE_PY_LOADS_H
#define LANE_PY_LOADS_H

#include "hooks.h"

PyObject *lane_py_loads_stdlib(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames);
PyObject *lane_py_load_stdlib(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames);
PyObject *lane_py_loads_strict(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames);

/* A call of the engine in json's dialect, of a text that is not given yet. False with an exception set. */
bool lane_py_loads_init(lane_py_state *state, const lane_py_hooks *hooks, lane_py_loads *ret);

/* decode(decoder, text), the fast way of JSONDecoder's method: the value, or NotImplemented where json's own code has
 * to read it. METH_FASTCALL */
PyObject *lane_py_decode(PyObject *module, PyObject *const *args, Py_ssize_t nargs);

/* All of a str, as JSONDecoder.decode. */
PyObject *lane_py_loads_document(lane_py_state *state, PyObject *str, const lane_py_hooks *hooks);

#endif
