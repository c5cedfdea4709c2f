/* SPDX-License-Identifier: MIT */
/* How deep json would read at this point of the program: it recurses, and stops where CPython says so; the engine does
 * neither. */
#ifndef LANE_PY_DEPTH_H
#define LANE_PY_DEPTH_H

#include "state.h"

/* What a call starts with in json's dialect: deep enough for nearly every text, and less than json reads nearly
 * everywhere. */
#define LANE_PY_FIRST_DEPTH 128

/* lane_py_loads.model_calls: the Python functions between what the user calls and json's scanner, beyond those of
 * ours. */
enum {
    LANE_PY_CALLS_LOADS = LANE_PY_COUNTS_PYTHON_CALLS ? 3 : 0, /* loads, decode, raw_decode */
    LANE_PY_CALLS_DECODE = LANE_PY_COUNTS_PYTHON_CALLS ? 1 : 0 /* raw_decode */
};

/* Levels of json's recursion that are left, up to `most`; if they are fewer, an exception is set whose text ends with
 * `where`. call: a place in the stack where json would have started. */
size_t lane_py_levels_left(const void *call, size_t most, const char *where);

/* lane_py_loads.deeper in json's dialect. */
uint32_t lane_py_deeper(const lane_py_loads *call, uint32_t max_depth);

/* Sets the RecursionError that json raises; "array" or "object". */
void lane_py_raise_depth(const char *container);

#endif
