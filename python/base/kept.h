/* SPDX-License-Identifier: MIT */
/* Memory that calls keep for later calls: scratch memory and caches. Two owners, one accessor.
 *
 * With the GIL the interpreter owns it, in the module's state. Without the GIL each thread that has called owns its
 * own, so that no call waits for another or counts references of another's objects: the thread state owns it, and frees
 * it when the thread ends. */
#ifndef LANE_PY_KEPT_H
#define LANE_PY_KEPT_H

#include "../cpython/pycompat.h"

#include "../../src/base/base.h"

struct lane_py_cache;
struct lane_py_dumps_cache;

/* Initialised with zeros. */
typedef struct {
    struct lane_py_cache *loads;       /* see loads/cache.h; NULL until the first call, or with the GIL until import */
    struct lane_py_dumps_cache *dumps; /* see dumps/cache.h; NULL until the first call */
    uint8_t *spare;                    /* input.c's buffer; NULL while a call uses it */
    size_t spare_size;                 /* bytes */
} lane_py_kept;

/* Finds the kept memory for a state. */
typedef struct {
    void (*release)(lane_py_kept *kept);
#if LANE_PY_FREE_THREADED
    int64_t interpreter; /* its number, unique in this process */
#else
    lane_py_kept kept;
#endif
} lane_py_keeper;

/* release: frees the contents of lane_py_kept, but not the struct. */
void lane_py_keeper_init(lane_py_keeper *keeper, void (*release)(lane_py_kept *kept));
/* Drops the kept memory; without the GIL only the calling thread's. */
void lane_py_keeper_clear(lane_py_keeper *keeper);

#if LANE_PY_FREE_THREADED

/* Returns the calling thread's memory, created at first use; NULL with MemoryError set. */
lane_py_kept *lane_py_kept_of(const lane_py_keeper *keeper);

/* Returns the interpreter's memory: NULL, as there is none. */
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
