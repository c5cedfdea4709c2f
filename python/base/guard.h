/* SPDX-License-Identifier: MIT */
/* The guard of an object that one call at a time may use. Hooks, sources and other threads may call it meanwhile, and
 * are refused. */
#ifndef LANE_PY_GUARD_H
#define LANE_PY_GUARD_H

#include "../cpython/pycompat.h"

#include "../../src/base/base.h"

/* Initialised with zeros. */
typedef struct {
    int taken;
} lane_py_guard;

/* Takes the object for a call. False with ValueError set if another call has it; the message names the object so:
 * "Parser", "iterator of iter_lines". */
static inline bool lane_py_guard_enter(lane_py_guard *guard, const char *object) {
    const bool entered = pycompat_exchange_int(&guard->taken, 1) == 0;
    if (LANE_UNLIKELY(!entered))
        PyErr_Format(PyExc_ValueError, "this %s is in use already: only one call at a time may use it", object);
    return entered;
}

/* Ends the call that took the object. */
static inline void lane_py_guard_leave(lane_py_guard *guard) {
    pycompat_store_int(&guard->taken, 0);
}

/* Returns whether a call has the object. */
static inline bool lane_py_guard_is_taken(lane_py_guard *guard) {
    return pycompat_load_int(&guard->taken) != 0;
}

#endif
