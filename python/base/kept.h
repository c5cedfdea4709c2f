/* SPDX-License-Identifier: MIT */
/* What a call leaves for the next one: scratch memory, and caches of what was seen. Two homes, one accessor.
 *
 * With the GIL it belongs to the interpreter and lies in the module's state. Without the GIL it belongs to a thread, so
 * that no call waits for another and none counts the references of another's objects: the thread state owns it, and
 * frees it where the thread ends. So there is as much of it as there are threads that have called. */
#ifndef LANE_PY_KEPT_H
#define LANE_PY_KEPT_H

#include "../cpython/pycompat.h"

#include "../../src/base/base.h"

struct lane_py_cache;
struct lane_py_dumps_cache;

/* Zeroed at first. */
typedef struct {
    struct lane_py_cache *loads;       /* see loads/cache.h; NULL until the first call, or with the GIL until import */
    struct lane_py_dumps_cache *dumps; /* see dumps/cache.h; NULL until the first call */
    uint8_t *spare;                    /* input.c's buffer; NULL if a call has it */
    size_t spare_size;                 /* bytes */
} lane_py_kept;

/* A state's means to find what is kept. */
typedef struct {
    void (*release)(lane_py_kept *kept);
#if LANE_PY_FREE_THREADED
    int64_t interpreter; /* its number, which no other will have in this process */
#else
    lane_py_kept kept;
#endif
} lane_py_keeper;

/* release: frees what is kept, but not the struct. */
void lane_py_keeper_init(lane_py_keeper *keeper, void (*release)(lane_py_kept *kept));
/* Drops what is kept; without the GIL the calling thread's. */
void lane_py_keeper_clear(lane_py_keeper *keeper);

#if LANE_PY_FREE_THREADED

/* The calling thread's, made where it is first asked for; NULL with MemoryError set. */
lane_py_kept *lane_py_kept_of(const lane_py_keeper *keeper);

/* What the interpreter keeps: nothing. */
LANE_INLINE lane_py_kept *lane_py_kept_shared(lane_py_keeper *keeper) {
    (void)keeper;
    return NULL;
}

#else

LANE_INLINE lane_py_kept *lane_py_kept_of(lane_py_keeper *keeper) {
    return &keeper->kept;
}

LANE_INLINE lane_py_kept *lane_py_kept_shared(lane_py_keeper *keeper) {
    return &keeper->kept;
}

#endif
#endif
