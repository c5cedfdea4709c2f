/* SPDX-License-Identifier: MIT */
/* The cache of dumps, kept between calls (kept.h). */
#ifndef LANE_PY_DUMPS_CACHE_H
#define LANE_PY_DUMPS_CACHE_H

#include "output.h"
#include "../types/known.h"

typedef struct lane_py_dumps_cache {
    output_kept output;
    enum { EMPTY_UNKNOWN, EMPTY_BREAKS, EMPTY_STAYS } empty[2]; /* see lane_py_breaks_empty; index: in_pieces */
    enum { PATH_UNKNOWN, PATH_C, PATH_PYTHON } path[2];         /* json's path; index 0: with indent, 1: in pieces */
    lane_py_known known;
} lane_py_dumps_cache;

/* Creates kept->dumps; NULL with MemoryError set. */
lane_py_dumps_cache *lane_py_dumps_cache_add(lane_py_kept *kept);
/* Returns the cache of the call, created at first use; NULL with MemoryError set. */
LANE_INLINE lane_py_dumps_cache *lane_py_dumps_cache_of(lane_py_state *state) {
    lane_py_kept *kept = lane_py_kept_of(&state->keeper);
    if (LANE_PY_FREE_THREADED && LANE_UNLIKELY(kept == NULL))
        return NULL;
    return LANE_LIKELY(kept->dumps != NULL) ? kept->dumps : lane_py_dumps_cache_add(kept);
}
/* For the module; `cache` may be NULL. */
void lane_py_dumps_cache_free(lane_py_dumps_cache *cache);
int lane_py_dumps_cache_traverse(lane_py_dumps_cache *cache, visitproc visit, void *arg);
void lane_py_dumps_cache_clear(lane_py_dumps_cache *cache);

#endif
