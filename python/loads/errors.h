/* SPDX-License-Identifier: MIT */
/* Raises faults in a document with the messages and positions of json or orjson. Cold. */
#ifndef LANE_PY_LOADS_ERRORS_H
#define LANE_PY_LOADS_ERRORS_H

#include "input.h"

/* Each returns NULL with an exception set. The fault is call->error. If an exception is already set, it is kept, unless
 * a fault comes first: bytes that are not UTF-8 are refused before they are read. */

/* As json.loads. */
PyObject *lane_py_raise_stdlib(const lane_py_loads *call, const lane_py_input *input);

/* As orjson.loads. */
PyObject *lane_py_raise_strict(const lane_py_loads *call, const lane_py_input *input);

/* As json's scanner, called at the character `index` of a str: StopIteration where a value is missing. */
PyObject *lane_py_raise_scanner(const lane_py_loads *call, PyObject *document, size_t index);

/* Raises json's exception for a str. */
PyObject *lane_py_raise_at(const lane_py_state *state, const char *message, PyObject *document, size_t position);

/* Raises orjson's exception for an argument that is not a document. */
PyObject *lane_py_raise_no_document(const lane_py_state *state, const char *message);

#endif
