/* SPDX-License-Identifier: MIT */
/* A fault of the text, as an exception: messages and positions of json and of orjson. Cold. */
#ifndef LANE_PY_LOADS_ERRORS_H
#define LANE_PY_LOADS_ERRORS_H

#include "input.h"

/* All return NULL with an exception set. The fault is call->error; or there is one set already, for which only faults
 * that come before it are looked for: bytes that are not UTF-8 are refused before anything is read. */

/* As json.loads. */
PyObject *lane_py_raise_stdlib(const lane_py_loads *call, const lane_py_input *input);

/* As orjson.loads. */
PyObject *lane_py_raise_strict(const lane_py_loads *call, const lane_py_input *input);

/* As json's scanner, which was called at the character `index` of a str: StopIteration where a value is missing. */
PyObject *lane_py_raise_scanner(const lane_py_loads *call, PyObject *document, size_t index);

/* json's exception for a str. */
PyObject *lane_py_raise_at(const lane_py_state *state, const char *message, PyObject *document, size_t position);

/* orjson's exception for what was never a document. */
PyObject *lane_py_raise_no_document(const lane_py_state *state, const char *message);

#endif
