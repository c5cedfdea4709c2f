/* SPDX-License-Identifier: MIT */
/* dict: a table of keys that are all exact str (DICT_KEYS_UNICODE): a header, 2^log2_size indices, then entries.
 *
 *    header | index of slot 0, 1, ... (1, 2 or 4 bytes each; -1 is empty) | {key, value} {key, value} ...
 *
 * A table has entries for two thirds of its slots. The OBJ allocator owns it on 3.11 and 3.12, MEM on later
 * versions. */
#ifndef LANE_PY_INTERNALS_DICT_H
#define LANE_PY_INTERNALS_DICT_H

#include "str.h"

/* The keys and values of a dict: entry i is at first + i * stride; value NULL marks an unused entry. */
typedef struct {
    const char *first; /* NULL: use PyDict_Next */
    size_t stride;     /* bytes */
    Py_ssize_t count;  /* entries */
} internals_table;

#if LANE_PYINTERNALS

typedef struct {
    Py_ssize_t references;
    uint8_t log2_size, log2_index_bytes, kind;
    uint32_t version;
    Py_ssize_t usable, count;
    /* indices */
} internals_keys;

typedef struct {
    PyObject *key, *value;
} internals_entry;

#define INTERNALS_KEYS_UNICODE 1
#define INTERNALS_KEYS_MOST ((size_t)1 << 30)

LANE_INLINE size_t internals_keys_usable(unsigned log2_size) {
    return ((size_t)2 << log2_size) / 3;
}

/* Returns the size of the smallest table for n keys; CPython's smallest has 8 slots. */
LANE_INLINE unsigned internals_keys_log2(size_t n) {
    unsigned log2_size = 3;
    if (LANE_LIKELY(n <= 5))
        return log2_size;
    log2_size = 63 - bits_clz64(n + n / 2);
    return internals_keys_usable(log2_size) >= n ? log2_size : log2_size + 1;
}

LANE_INLINE unsigned internals_keys_log2_index_bytes(unsigned log2_size) {
    return log2_size < 8 ? log2_size : log2_size < 16 ? log2_size + 1 : log2_size + 2;
}

/* Returns the bytes of a table without its entries. */
LANE_INLINE size_t internals_keys_head(unsigned log2_size) {
    return sizeof(internals_keys) + ((size_t)1 << internals_keys_log2_index_bytes(log2_size));
}

LANE_INLINE void *internals_keys_malloc(size_t size) {
#if LANE_PY_MINOR >= 13
    return PyMem_Malloc(size);
#else
    return PyObject_Malloc(size);
#endif
}

LANE_INLINE void internals_keys_init(internals_keys *keys, unsigned log2_size) {
    keys->references = 1;
    keys->log2_size = (uint8_t)log2_size;
    keys->log2_index_bytes = (uint8_t)internals_keys_log2_index_bytes(log2_size);
    keys->kind = INTERNALS_KEYS_UNICODE;
    keys->version = 0;
    keys->usable = (Py_ssize_t)internals_keys_usable(log2_size);
    keys->count = 0;
    memset(keys + 1, 0xFF, (size_t)1 << keys->log2_index_bytes);
}

LANE_INLINE int32_t internals_index_get(const internals_keys *keys, size_t slot) {
    const void *indices = keys + 1;
    return keys->log2_size < 8    ? ((const int8_t *)indices)[slot]
           : keys->log2_size < 16 ? ((const int16_t *)indices)[slot]
                                  : ((const int32_t *)indices)[slot];
}

LANE_INLINE void internals_index_set(internals_keys *keys, size_t slot, size_t entry) {
    void *indices = keys + 1;
    if (keys->log2_size < 8)
        ((int8_t *)indices)[slot] = (int8_t)entry;
    else if (keys->log2_size < 16)
        ((int16_t *)indices)[slot] = (int16_t)entry;
    else
        ((int32_t *)indices)[slot] = (int32_t)entry;
}

static LANE_NOINLINE bool internals_same_str(PyObject *a, PyObject *b) {
    return PyUnicode_Compare(a, b) == 0;
}

/* Inserts a key (exact str, hash known) into a table with room. Returns the entry of an equal key, or SIZE_MAX if there
 * was none. The probe sequence is that of dictobject.c, so that its lookup finds the key. */
LANE_INLINE size_t internals_keys_put(internals_keys *keys, internals_entry *entries, PyObject *key) {
    Py_hash_t hash = internals_str_hash(key);
    size_t mask = ((size_t)1 << keys->log2_size) - 1, slot = (size_t)hash & mask, perturb = (size_t)hash;
    for (;;) {
        int32_t there = internals_index_get(keys, slot);
        if (LANE_LIKELY(there < 0))
            break;
        PyObject *other = entries[there].key;
        if (LANE_UNLIKELY(other == key || (internals_str_hash(other) == hash && internals_same_str(other, key))))
            return (size_t)there;
        perturb >>= 5;
        slot = (slot * 5 + perturb + 1) & mask;
    }
    internals_index_set(keys, slot, (size_t)keys->count);
    entries[keys->count].key = key;
    keys->count++;
    keys->usable--;
    return SIZE_MAX;
}

/* Makes a filled table the table of an empty dict. track: a value may be part of a reference cycle, so the collector
 * must track the dict. */
LANE_INLINE void internals_dict_adopt(PyObject *dict, internals_keys *keys, bool track) {
    PyDictObject *d = (PyDictObject *)dict;
#if LANE_PY_MINOR == 11
    ((internals_keys *)d->ma_keys)->references--; /* the shared empty table; immortal from 3.12 on */
#endif
    d->ma_keys = (PyDictKeysObject *)keys;
    d->ma_used = keys->count;
#if LANE_PY_MINOR < 14
    if (track)
        PyObject_GC_Track(dict);
#else
    (void)track; /* tracked from creation */
#endif
}

/* Returns a dict of n >= 1 key-value pairs, whose references it steals on success; keys are exact str with known hash.
 * Of equal keys the last value stays, at the position of the first. */
static inline PyObject *internals_dict_from_pairs(PyObject **pairs, size_t n, bool track) {
    if (LANE_UNLIKELY(n > INTERNALS_KEYS_MOST))
        return PyErr_NoMemory();
    unsigned log2_size = internals_keys_log2(n);
    size_t head = internals_keys_head(log2_size);
    PyObject *dict = PyDict_New();
    if (LANE_UNLIKELY(dict == NULL))
        return NULL;
    internals_keys *keys =
        (internals_keys *)internals_keys_malloc(head + sizeof(internals_entry) * internals_keys_usable(log2_size));
    if (LANE_UNLIKELY(keys == NULL)) {
        Py_DECREF(dict);
        return PyErr_NoMemory();
    }
    internals_keys_init(keys, log2_size);
    internals_entry *entries = (internals_entry *)((char *)keys + head);
    for (size_t i = 0; i < n; i++) {
        PyObject *key = pairs[2 * i], *value = pairs[2 * i + 1];
        size_t there = internals_keys_put(keys, entries, key);
        if (LANE_LIKELY(there == SIZE_MAX)) {
            entries[keys->count - 1].value = value;
        } else {
            Py_DECREF(key);
            Py_DECREF(entries[there].value);
            entries[there].value = value;
        }
    }
    memset(entries + keys->count, 0, sizeof *entries * (size_t)keys->usable);
    internals_dict_adopt(dict, keys, track);
    return dict;
}

#define INTERNALS_KEYS_GENERAL 0

/* Returns a dict's table, valid until the dict changes. General tables have a hash before each key. The values of a
 * split table are elsewhere, so it is left to PyDict_Next. */
LANE_INLINE internals_table internals_dict_table(PyObject *dict) {
    const PyDictObject *d = (const PyDictObject *)dict;
    const internals_keys *keys = (const internals_keys *)d->ma_keys;
    if (LANE_UNLIKELY(d->ma_values != NULL))
        return (internals_table){NULL, 0, 0};
    size_t hash = keys->kind == INTERNALS_KEYS_GENERAL ? sizeof(Py_hash_t) : 0;
    const char *entries = (const char *)(keys + 1) + ((size_t)1 << keys->log2_index_bytes);
    return (internals_table){entries + hash, sizeof(internals_entry) + hash, keys->count};
}

/* Prefetches the header of a dict's table and its first six to ten entries. */
LANE_INLINE void internals_dict_prefetch(PyObject *dict) {
    const char *keys = (const char *)((const PyDictObject *)dict)->ma_keys;
    for (size_t i = 0; i < 3 * 64; i += 64)
        LANE_PREFETCH(keys + i);
}

/* Returns whether two dicts have the same tables of keys and entries, except the version word. For the self-test. */
static inline bool internals_dict_same_table(PyObject *one, PyObject *other) {
    const internals_keys *a = (const internals_keys *)((PyDictObject *)one)->ma_keys;
    const internals_keys *b = (const internals_keys *)((PyDictObject *)other)->ma_keys;
    return ((PyDictObject *)one)->ma_used == ((PyDictObject *)other)->ma_used && a->log2_size == b->log2_size &&
           a->log2_index_bytes == b->log2_index_bytes && a->kind == b->kind && a->usable == b->usable &&
           a->count == b->count &&
           memcmp(a + 1, b + 1,
                  internals_keys_head(a->log2_size) - sizeof *a + (size_t)a->count * sizeof(internals_entry)) == 0;
}

#else /* the public API */

LANE_INLINE internals_table internals_dict_table(PyObject *dict) {
    (void)dict;
    return (internals_table){NULL, 0, 0};
}

LANE_INLINE void internals_dict_prefetch(PyObject *dict) {
    (void)dict;
}

#endif

#if LANE_PY_VERSIONED_DICTS
/* Returns the version of a dict, which changes with the dict. Used in all builds: up to 3.11 Python.h declares it (PEP
 * 509). */
LANE_INLINE const uint64_t *internals_dict_version(PyObject *dict) {
    return &((PyDictObject *)dict)->ma_version_tag;
}
#endif

/* Builds a dict of pairs by the public API. Steals the references on success. */
static inline PyObject *internals_dict_from_pairs_public(PyObject **pairs, size_t n) {
    PyObject *dict = PyDict_New();
    for (size_t i = 0; dict != NULL && i < n; i++) {
        if (PyDict_SetItem(dict, pairs[2 * i], pairs[2 * i + 1]) < 0)
            Py_CLEAR(dict);
    }
    for (size_t i = 0; dict != NULL && i < 2 * n; i++)
        Py_DECREF(pairs[i]);
    return dict;
}

#endif
