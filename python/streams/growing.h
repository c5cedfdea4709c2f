/* SPDX-License-Identifier: MIT */
/* One JSON text that comes in pieces, and what has been read of it. */
#ifndef LANE_PY_GROWING_H
#define LANE_PY_GROWING_H

#include "window.h"
#include "../loads/hooks.h"
#include "../loads/partial.h"

#include "../../src/base/extent.h"

/* What the text ends in that need not be read again before its end has come. */
typedef enum { GROWING_TOKEN, GROWING_STRING, GROWING_NUMBER } lane_py_growing_kind;

typedef struct {
    lane_py_partial partial;
    PyObject *hooks[HOOK_STRICT]; /* owned: the call's */
    lane_py_window window;
    lane_py_growing_kind kind;
    size_t tried;       /* bytes of it that there were when it was read last, */
    size_t looked;      /* and that its end was looked for in */
    lane_extent extent; /* what those hold */
} lane_py_growing;

/* From zeros: how to read, by keywords in the order of hooks.h. False with an exception set. */
bool lane_py_growing_begin(lane_py_growing *growing, lane_py_state *state, PyObject *const *hooks);

/* Reads on in what the window has got. With `again` strings that are not closed too; without, a string or number that
 * has not ended is looked at again when there is twice as much of it: a byte costs a bounded time.
 * PARTIAL_WRONG and PARTIAL_FAILED: an exception is set, StreamDecodeError or another one. */
lane_py_partial_outcome lane_py_growing_read(lane_py_growing *growing, bool again);

/* Whether a string that is not closed has got longer since it was read. */
bool lane_py_growing_is_behind(const lane_py_growing *growing);

int lane_py_growing_traverse(const lane_py_growing *growing, visitproc visit, void *arg);
void lane_py_growing_clear(lane_py_growing *growing);

#endif
