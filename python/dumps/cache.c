/* SPDX-License-Identifier: MIT */
/* The cold part of dumps' cache: creation, garbage collection, release. */
#include "cache.h"

lane_py_dumps_cache *lane_py_dumps_cache_add(lane_py_kept *kept) {
    kept->dumps = (lane_py_dumps_cache *)PyMem_Calloc(1, sizeof *kept->dumps);
    if (kept->dumps == NULL)
        PyErr_NoMemory();
    return kept->dumps;
}

void lane_py_dumps_cache_clear(lane_py_dumps_cache *cache) {
    if (cache != NULL)
        lane_py_known_clear(&cache->known);
}

void lane_py_dumps_cache_free(lane_py_dumps_cache *cache) {
    if (cache == NULL)
        return;
    lane_py_dumps_cache_clear(cache);
    PyMem_Free(cache->output.block);
    PyMem_Free(cache);
}

int lane_py_dumps_cache_traverse(lane_py_dumps_cache *cache, visitproc visit, void *arg) {
    return cache == NULL ? 0 : lane_py_known_traverse(&cache->known, visit, arg);
}
