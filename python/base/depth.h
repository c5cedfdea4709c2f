/* SPDX-License-Identifier: MIT */
/* The recursion limit of json at this point of the program: json recurses until CPython stops it; the engine does not
 * recurse. */
#ifndef LANE_PY_DEPTH_H
#define LANE_PY_DEPTH_H

#include "state.h"

/* The first limit of a call in json's dialect: enough for nearly every document, and less than json's own limit nearly
 * everywhere. */
#define LANE_PY_FIRST_DEPTH 128

/* lane_py_loads.model_calls: Python functions that json calls between the public function and its scanner, and we do
 * not. */
enum {
    LANE_PY_CALLS_LOADS = LANE_PY_COUNTS_PYTHON_CALLS ? 3 : 0, /* loads, decode, raw_decode */
    LANE_PY_CALLS_DECODE = LANE_PY_COUNTS_PYTHON_CALLS ? 1 : 0 /* raw_decode */
};

/* Returns the levels of recursion left for json, at most `most`. If fewer, sets an exception whose text ends with
 * `where`. call: an address in the stack where json would have started. */
size_t lane_py_levels_left(const void *call, size_t most, const char *where);

/* lane_py_loads.deeper in json's dialect. */
uint32_t lane_py_deeper(const lane_py_loads *call, uint32_t max_depth);

/* Sets json's RecursionError for an "array" or "object". */
void lane_py_raise_depth(const char *container);

#endif
