/* SPDX-License-Identifier: MIT */
/* One JSON text that arrives in pieces, and the state of parsing it. */
#ifndef LANE_PY_GROWING_H
#define LANE_PY_GROWING_H

#include "window.h"
#include "../loads/hooks.h"
#include "../loads/partial.h"

#include "../../src/base/extent.h"

/* The incomplete token at the end of the text. A string or number need not be parsed again before its end has
 * arrived. */
typedef enum { GROWING_TOKEN, GROWING_STRING, GROWING_NUMBER } lane_py_growing_kind;

typedef struct {
    lane_py_partial partial;
    PyObject *hooks[HOOK_STRICT]; /* owned: the hooks of the call */
    lane_py_window window;
    lane_py_growing_kind kind;
    size_t tried;       /* bytes of the token at the last parse */
    size_t looked;      /* bytes scanned for its end */
    lane_extent extent; /* escapes and quotes in them */
} lane_py_growing;

/* Initialises a zeroed struct from values in the order of hooks.h. False with an exception set. */
bool lane_py_growing_begin(lane_py_growing *growing, lane_py_state *state, PyObject *const *hooks);

/* Parses on in the window. With `again`, also parses an unclosed string; without, an incomplete string or number is
 * parsed again only when it has doubled, which bounds the time per byte. PARTIAL_WRONG and PARTIAL_FAILED: an exception
 * is set, StreamDecodeError or another. */
lane_py_partial_outcome lane_py_growing_read(lane_py_growing *growing, bool again);

/* Returns whether an unclosed string has grown since it was last parsed. */
bool lane_py_growing_is_behind(const lane_py_growing *growing);

int lane_py_growing_traverse(const lane_py_growing *growing, visitproc visit, void *arg);
void lane_py_growing_clear(lane_py_growing *growing);

#endif
