/* SPDX-License-Identifier: MIT */
/* The Python sink's keys: from the cache of keys, or predicted by a shape. */
#ifndef LANE_PY_ENGINE_KEYS_H
#define LANE_PY_ENGINE_KEYS_H

#include "strings.h"

/* Returns a hash of a key's text for the key cache. n >= 1; 8 bytes from `text` must be readable. */
LANE_INLINE uint32_t decode_key_hash(const uint8_t *text, size_t n) {
    uint64_t first = lane_load64(text), last = 0;
    if (n < 8)
        first &= bits_below(8 * (unsigned)n);
    else
        last = lane_load64(text + n - 8);
    uint64_t h = (first ^ last * 0x9E3779B97F4A7C15u ^ n) * 0xFF51AFD7ED558CCDu;
    return (uint32_t)((h ^ h >> 32) * 0xC4CEB9FE1A85EC53u >> 40);
}

/* Computes the hash of a str. Returns the str; NULL, and drops it, on failure. */
LANE_INLINE PyObject *decode_hashed(PyObject *key) {
    if (LANE_UNLIKELY(key == NULL || PyObject_Hash(key) == -1)) {
        Py_XDECREF(key);
        return NULL;
    }
    return key;
}

LANE_INLINE void decode_cache_key(cache_key *slot, PyObject *key, uint32_t hash) {
    PyObject *old = slot->key;
    Py_INCREF(key);
    slot->key = key;
    slot->hash = hash;
    Py_XDECREF(old);
}

/* Returns a key with escapes or non-ASCII characters. Creates the str, then replaces it by an equal one from the cache,
 * so that a document has each key once. */
static LANE_NOINLINE PyObject *decode_key_odd(lane_sink *s, const lane_string *text, walk_fault *fault) {
    PyObject *key = decode_hashed(decode_str(s, text, fault));
    if (key == NULL || !LANE_HAS_KEY_CACHE || !s->shares_cache || text->end - text->begin > CACHE_KEY_MOST)
        return key;
    uint32_t hash = (uint32_t)PyObject_Hash(key);
    cache_key *slot = &s->cache->decoded_keys[hash % CACHE_DECODED_KEYS];
    if (slot->key != NULL && slot->hash == hash && PyUnicode_Compare(slot->key, key) == 0) {
        Py_DECREF(key);
        Py_INCREF(slot->key);
        return slot->key;
    }
    decode_cache_key(slot, key, hash);
    return key;
}

/* Returns a key with its hash computed, from the key cache if possible. */
LANE_INLINE PyObject *decode_key(lane_sink *s, const lane_string *text, walk_fault *fault) {
    size_t n = (size_t)(text->end - text->begin);
    if (LANE_UNLIKELY(text->seen != 0)) {
        const lane_string copy = *text;
        return decode_key_odd(s, &copy, fault);
    }
    if (LANE_UNLIKELY(!LANE_HAS_KEY_CACHE || !s->shares_cache || n - 2 > CACHE_KEY_MOST - 2 ||
                      s->end - text->begin < 8))
        return decode_hashed(decode_str(s, text, fault));
    uint32_t hash = decode_key_hash(text->begin, n);
    cache_key *slot = &s->cache->keys[hash % CACHE_KEYS];
    PyObject *key = slot->key;
    if (LANE_LIKELY(key != NULL && slot->hash == hash && (size_t)PyUnicode_GET_LENGTH(key) == n &&
                    memcmp(internals_ascii_data(key), text->begin, n) == 0)) {
        Py_INCREF(key);
        return key;
    }
    key = decode_hashed(decode_str(s, text, fault));
    if (LANE_LIKELY(key != NULL))
        decode_cache_key(slot, key, hash);
    return key;
}

/* Pushes the key's entry, which the value's follows. */
LANE_INLINE bool decode_push_key(lane_sink *s, PyObject *key) {
    if (LANE_UNLIKELY(s->top >= s->limit) && !decode_grow_values(s)) {
        Py_XDECREF(key);
        return false;
    }
    *s->top++ = key;
    return true;
}

#if LANE_PYINTERNALS

/* Ends the shape of a frame: stores the keys of its nodes in their entries. */
static LANE_NOINLINE void decode_leave_shape(const lane_sink *s, decode_frame *f) {
    PyObject **pairs = s->scratch->values + f->base;
    for (const shape_node *node = f->node; node->key != NULL; node = node->parent) {
        Py_INCREF(node->key);
        pairs[2 * (node->depth - 1)] = node->key;
    }
    f->node = NULL;
}

LANE_INLINE shape_node *decode_expected(const decode_frame *f) {
    return f->node == NULL ? NULL : f->node->key == NULL ? f->context->inner : f->node->next;
}

LANE_INLINE void decode_follow(decode_frame *f, shape_node *node) {
    if (f->node->key == NULL)
        f->context->inner = node;
    else
        f->node->next = node;
    f->node = node;
}

/* Returns whether n >= 1 bytes are equal. Compares few bytes by two words that may overlap. */
LANE_INLINE bool decode_is_same(const uint8_t *a, const uint8_t *b, size_t n) {
    if (n < 4)
        return a[0] == b[0] && a[n / 2] == b[n / 2] && a[n - 1] == b[n - 1];
    if (n <= 8)
        return ((lane_load32(a) ^ lane_load32(b)) | (lane_load32(a + n - 4) ^ lane_load32(b + n - 4))) == 0;
    if (n <= 16)
        return ((lane_load64(a) ^ lane_load64(b)) | (lane_load64(a + n - 8) ^ lane_load64(b + n - 8))) == 0;
    return memcmp(a, b, n) == 0;
}

/* Returns whether the n bytes at p are a node's key with its closing quote. */
LANE_INLINE bool decode_is_key(const shape_node *node, const uint8_t *p, const uint8_t *end, size_t n) {
    if (LANE_UNLIKELY(end - p < SHAPE_KEY_ROOM))
        return (size_t)(end - p) >= n && decode_is_same(p, node->text, n);
    for (size_t i = 0;; i += SIMD_WIDTH) {
        uint64_t same = simd_mask(simd_eq(simd_load(p + i), simd_load(node->text + i)));
        if (LANE_LIKELY(n - i < SIMD_WIDTH))
            return (~same & bits_below((unsigned)(n - i))) == 0;
        if (same != SIMD_ALL)
            return false;
    }
}

/* Returns whether the text at p, which equals a node's text, also has the units of its key. */
static LANE_NOINLINE bool decode_is_wide_key(const lane_sink *s, const shape_node *node, const uint8_t *p) {
    return shape_is_same(node, decode_units_at(s, p), s->call->kind);
}

LANE_INLINE size_t sink_key_expected(lane_sink *s, const uint8_t *p, const uint8_t *end) {
    decode_frame *f = s->frame;
    shape_node *node = decode_expected(f);
    if (LANE_UNLIKELY(node == NULL))
        return 0;
    size_t n = node->length + 1u;
    if (LANE_UNLIKELY(!decode_is_key(node, p, end, n)) ||
        (LANE_UNLIKELY(node->form != SHAPE_ASCII) && !decode_is_wide_key(s, node, p)))
        return 0;
    if (LANE_UNLIKELY(!decode_push_key(s, NULL))) {
        PyErr_Clear(); /* sink_key will fail again */
        return 0;
    }
    f->node = node;
    return n;
}

/* Moves to the successor for this key if the tree has or gets one; else leaves the shape. */
static LANE_NOINLINE bool decode_step(lane_sink *s, const lane_string text) {
    decode_frame *f = s->frame;
    shape_node *node = NULL;
    if (!(text.seen & STRING_ESCAPED) && (!(text.seen & STRING_NON_ASCII) || s->valid)) {
        const size_t length = (size_t)(text.end - text.begin);
        const shape_key key = {text.begin, length, decode_units_at(s, text.begin), s->call->kind};
        node = shape_successor(&s->cache->shapes, f->node, &key);
    }
    if (node == NULL) {
        decode_leave_shape(s, f);
        return false;
    }
    decode_follow(f, node);
    return true;
}

#else

LANE_INLINE size_t sink_key_expected(lane_sink *s, const uint8_t *p, const uint8_t *end) {
    (void)s;
    (void)p;
    (void)end;
    return 0;
}

#endif

LANE_INLINE bool sink_key(lane_sink *s, const lane_string *text, walk_fault *fault) {
#if LANE_PYINTERNALS
    if (s->frame->node != NULL && decode_step(s, *text))
        return decode_push_key(s, NULL);
#endif
    PyObject *key = decode_key(s, text, fault);
    return key != NULL && decode_push_key(s, key);
}

#endif
