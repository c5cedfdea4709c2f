/* SPDX-License-Identifier: MIT */
/* What loads keeps between calls, per interpreter: ready-made objects, keys seen lately, shapes, and the value stack.
 *
 * A call takes the parts that it changes (cache_take) and gives them back at its end. A call that starts meanwhile,
 * from a hook or a finalizer, finds them taken and works without: nothing here is shared by two calls. */
#ifndef LANE_PY_CACHE_H
#define LANE_PY_CACHE_H

#include "../cpython/pyinternals.h"
#include "shape.h"

enum {
    CACHE_SMALL_INTS = 257 + 5,    /* -5..256 */
    CACHE_KEYS = 2048,             /* slots of the key cache */
    CACHE_KEY_MOST = 256,          /* bytes of a cached key's text */
    CACHE_DECODED_KEYS = 256,      /* slots for keys with escapes or non-ASCII characters */
    CACHE_VALUES_KEPT = 64 * 1024, /* entries of the value stack that stay between calls: 512 KiB */
    CACHE_BYTES_KEPT = 512 * 1024  /* bytes of decoded escapes that do */
};

typedef struct {
    PyObject *key; /* owned exact str with its hash, ASCII but among the decoded keys; or NULL */
    uint32_t hash; /* of its bytes: decode_key_hash; of a decoded key, the lower half of its own */
} cache_key;

/* Grown by doubling; owned by the call that took it. */
typedef struct {
    PyObject **values;
    size_t values_room; /* entries */
    uint8_t *bytes;     /* decoded escapes */
    size_t bytes_room;
    void *frames; /* sink.h's */
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

/* NULL with an exception set. */
lane_py_cache *lane_py_cache_new(void);
void lane_py_cache_free(lane_py_cache *cache);

/* Frees what is too large to be kept between calls. */
void cache_trim(cache_scratch *scratch);
void cache_scratch_free(cache_scratch *scratch);

/* Whether this call may use the changing parts; if so they must be given back. */
LANE_INLINE bool cache_take(lane_py_cache *cache) {
    if (LANE_PY_FREE_THREADED || cache->taken)
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
