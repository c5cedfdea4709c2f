/* SPDX-License-Identifier: MIT */
/* The cache of loads, kept between calls (kept.h): ready-made objects, recent keys, shapes, and the value stack.
 *
 * A call takes the mutable parts (cache_take) and gives them back at its end. A nested call, from a hook or a
 * finalizer, finds them taken and works without: two calls never share them. */
#ifndef LANE_PY_CACHE_H
#define LANE_PY_CACHE_H

#include "../base/state.h"
#include "../cpython/pyinternals.h"
#include "shape.h"

enum {
    CACHE_SMALL_INTS = LANE_PY_SMALL_INTS, /* from -5 on */
    CACHE_KEYS = 2048,                     /* slots of the key cache */
    CACHE_KEY_MOST = 256,                  /* most bytes of a cached key's text */
    CACHE_DECODED_KEYS = 256,              /* slots for keys with escapes or non-ASCII characters */
    CACHE_VALUES_KEPT = 64 * 1024,         /* most entries of the value stack kept between calls: 512 KiB */
    CACHE_BYTES_KEPT = 512 * 1024          /* most bytes of decoded escapes kept between calls */
};

typedef struct {
    PyObject *key; /* owned exact str with its hash; ASCII in `keys`; or NULL */
    uint32_t hash; /* decode_key_hash of its bytes; in `decoded_keys` the low half of its own hash */
} cache_key;

/* Grown by doubling; owned by the call that took it. */
typedef struct {
    PyObject **values;
    size_t values_room; /* entries */
    uint8_t *bytes;     /* decoded escapes */
    size_t bytes_room;
    void *frames; /* of sink.h */
    size_t frames_room;
} cache_scratch;

typedef struct lane_py_cache {
    internals_images images;
    PyObject *small_ints[CACHE_SMALL_INTS];
    PyObject *latin1[256]; /* str of one character */
    PyObject *empty;       /* str */
    bool taken;
    cache_scratch scratch;
    cache_key keys[CACHE_KEYS], decoded_keys[CACHE_DECODED_KEYS];
#if LANE_PYINTERNALS
    shape_tree shapes;
#endif
} lane_py_cache;

/* Returns NULL with an exception set. */
lane_py_cache *lane_py_cache_new(void);
void lane_py_cache_free(lane_py_cache *cache);
/* Creates kept->loads; NULL with an exception set. */
lane_py_cache *lane_py_cache_add(lane_py_kept *kept);

/* Returns the cache of the call. NULL, only without the GIL, with an exception set. */
LANE_INLINE lane_py_cache *lane_py_cache_of(lane_py_state *state) {
    lane_py_kept *kept = lane_py_kept_of(&state->keeper);
    if (!LANE_PY_FREE_THREADED || LANE_LIKELY(kept != NULL && kept->loads != NULL))
        return kept->loads;
    return kept == NULL ? NULL : lane_py_cache_add(kept);
}

/* Returns the images that objects are made of; NULL if the public functions make them. */
LANE_INLINE const internals_images *lane_py_images_of(lane_py_state *state) {
    return LANE_PYINTERNALS ? &lane_py_cache_of(state)->images : NULL;
}

/* Frees the parts that are too large to keep between calls. */
void cache_trim(cache_scratch *scratch);
void cache_scratch_free(cache_scratch *scratch);

/* Returns whether this call may use the mutable parts; if so, it must give them back. */
LANE_INLINE bool cache_take(lane_py_cache *cache) {
    if (cache->taken)
        return false;
    cache->taken = true;
#if LANE_PYINTERNALS
    if (LANE_UNLIKELY(cache->shapes.full))
        shape_clear(&cache->shapes);
#endif
    return true;
}

LANE_INLINE void cache_give_back(lane_py_cache *cache) {
    cache_scratch *s = &cache->scratch;
    if (LANE_UNLIKELY(s->values_room > CACHE_VALUES_KEPT || s->bytes_room > CACHE_BYTES_KEPT))
        cache_trim(s);
    cache->taken = false;
}

#endif
