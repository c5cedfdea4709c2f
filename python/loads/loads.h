/* SPDX-License-Identifier: MIT */
/* The functions that parse: loads and load of json, loads of orjson. */
#ifndef LANE_PY_LOADS_H
#define LANE_PY_LOADS_H

#include "hooks.h"

PyObject *lane_py_loads_stdlib(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames);
PyObject *lane_py_load_stdlib(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames);
PyObject *lane_py_loads_strict(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames);

/* Initialises a call of the engine in json's dialect; the caller adds the text. False with an exception set. */
bool lane_py_loads_init(lane_py_state *state, const lane_py_hooks *hooks, lane_py_loads *ret);

/* decode(decoder, text): the fast path of JSONDecoder.decode. Returns the value, or NotImplemented if json's own code
 * must handle the call. METH_FASTCALL */
PyObject *lane_py_decode(PyObject *module, PyObject *const *args, Py_ssize_t nargs);

/* Parses a whole str as JSONDecoder.decode does. */
PyObject *lane_py_loads_document(lane_py_state *state, PyObject *str, const lane_py_hooks *hooks);

#endif
