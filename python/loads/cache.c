/* SPDX-License-Identifier: MIT */
/* The cold part of loads' cache: creation, growth of the shape tree, release. */
#include "cache.h"

#include "../cpython/layout.h"

#if LANE_PYINTERNALS

/* -- shapes -- */

static shape_node *shape_node_new(shape_tree *tree) {
    if (tree->chunk_count == 0 || tree->used == SHAPE_CHUNK) {
        shape_node *chunk = NULL;
        if (tree->chunk_count < SHAPE_MOST_CHUNKS)
            chunk = (shape_node *)PyMem_Malloc(SHAPE_CHUNK * sizeof *chunk);
        if (chunk == NULL) {
            tree->full = true;
            return NULL;
        }
        tree->chunks[tree->chunk_count++] = chunk;
        tree->used = 0;
    }
    shape_node *node = &tree->chunks[tree->chunk_count - 1][tree->used++];
    memset(node, 0, sizeof *node);
    return node;
}

static bool shape_has_key(const shape_node *node, const shape_key *key) {
    return node->length == key->length && memcmp(node->text, key->text, key->length) == 0 &&
           shape_is_same(node, key->units, key->kind);
}

/* Returns whether the key is already in the sequence that ends at `node`. Sequences have distinct keys. */
static bool shape_repeats(const shape_node *node, const shape_key *key) {
    for (; node->key != NULL; node = node->parent) {
        if (shape_has_key(node, key))
            return true;
    }
    return false;
}

/* Returns whether a key may contain a lone surrogate. In UTF-8 these start with ED, as do some other characters. */
static bool shape_is_doubtful(const shape_key *key) {
    return key->units == NULL && memchr(key->text, 0xED, key->length) != NULL;
}

/* Returns a new str with its hash computed; NULL with an exception set. */
static PyObject *shape_str(const shape_key *key) {
    Py_ssize_t length = (Py_ssize_t)key->length;
    PyObject *str = key->units == NULL ? PyUnicode_DecodeUTF8((const char *)key->text, length, NULL)
                                       : PyUnicode_FromKindAndData(key->kind, key->units, length);
    if (str != NULL && PyObject_Hash(str) == -1)
        Py_CLEAR(str);
    return str;
}

static shape_form shape_form_of(const shape_key *key, PyObject *str) {
    return PyUnicode_IS_ASCII(str) ? SHAPE_ASCII : key->units == NULL ? SHAPE_UTF8 : SHAPE_PROJECTION;
}

shape_node *shape_successor(shape_tree *tree, shape_node *node, const shape_key *key) {
    unsigned successors = 0;
    if (key->length >= SHAPE_KEY_ROOM - 1 || node->depth >= SHAPE_MOST_KEYS)
        return NULL;
    for (shape_node *child = node->children; child != NULL; child = child->sibling) {
        if (shape_has_key(child, key))
            return child;
        successors++;
    }
    if (successors == (node->key == NULL ? SHAPE_MOST_STARTS : SHAPE_MOST_SUCCESSORS)) {
        tree->full |= ++tree->refused == SHAPE_MOST_REFUSED;
        return NULL;
    }
    if (tree->full || shape_is_doubtful(key) || shape_repeats(node, key))
        return NULL;
    shape_node *child = shape_node_new(tree);
    PyObject *str = child == NULL ? NULL : shape_str(key);
    if (str == NULL) {
        if (child != NULL)
            tree->used--;
        PyErr_Clear();
        return NULL;
    }
    memcpy(child->text, key->text, key->length);
    child->text[key->length] = '"';
    child->key = str;
    child->length = (uint16_t)key->length;
    child->form = (uint16_t)shape_form_of(key, str);
    child->depth = (uint16_t)(node->depth + 1);
    child->parent = node;
    child->sibling = node->children;
    node->children = child;
    return child;
}

bool shape_make_table(shape_tree *tree, shape_node *node) {
    size_t n = node->depth;
    unsigned log2_size = internals_keys_log2(n);
    size_t head = internals_keys_head(log2_size), size = head + n * sizeof(PyObject *);
    if (node->seen++ == 0)
        return false;
    if (tree->table_bytes + size > SHAPE_MOST_TABLE_BYTES) {
        tree->full = true;
        return false;
    }
    internals_entry entries[SHAPE_MOST_KEYS];
    PyObject *names[SHAPE_MOST_KEYS];
    internals_keys *table = (internals_keys *)PyMem_Malloc(size + SHAPE_TABLE_SLACK);
    if (table == NULL)
        return false;
    internals_keys_init(table, log2_size);
    size_t i = n;
    for (const shape_node *at = node; at->key != NULL; at = at->parent)
        names[--i] = at->key;
    for (i = 0; i < n; i++)
        (void)internals_keys_put(table, entries, names[i]);
    memcpy((char *)table + head, names, n * sizeof(PyObject *));
    tree->table_bytes += size;
    node->table = table;
    return true;
}

void shape_clear(shape_tree *tree) {
    for (unsigned c = 0; c < tree->chunk_count; c++) {
        unsigned used = c + 1 == tree->chunk_count ? tree->used : SHAPE_CHUNK;
        for (unsigned i = 0; i < used; i++) {
            Py_XDECREF(tree->chunks[c][i].key);
            PyMem_Free(tree->chunks[c][i].table);
        }
        PyMem_Free(tree->chunks[c]);
    }
    memset(tree, 0, sizeof *tree);
}

#endif

/* -- the cache -- */

static bool cache_fill(lane_py_cache *cache) {
#if LANE_PYINTERNALS
    if (!lane_py_layout_is_known(&cache->images))
        return false;
#endif
    for (long i = 0; i < CACHE_SMALL_INTS; i++) {
        if ((cache->small_ints[i] = PyLong_FromLong(i - 5)) == NULL)
            return false;
    }
    for (int i = 0; i < 256; i++) {
        if ((cache->latin1[i] = PyUnicode_FromOrdinal(i)) == NULL)
            return false;
    }
    return (cache->empty = PyUnicode_New(0, 0)) != NULL;
}

lane_py_cache *lane_py_cache_new(void) {
    lane_py_cache *cache = (lane_py_cache *)PyMem_Calloc(1, sizeof *cache);
    if (cache == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    if (!cache_fill(cache)) {
        lane_py_cache_free(cache);
        return NULL;
    }
    return cache;
}

lane_py_cache *lane_py_cache_add(lane_py_kept *kept) {
    return kept->loads = lane_py_cache_new();
}

void lane_py_cache_free(lane_py_cache *cache) {
    if (cache == NULL)
        return;
    for (size_t i = 0; i < CACHE_SMALL_INTS; i++)
        Py_XDECREF(cache->small_ints[i]);
    for (size_t i = 0; i < 256; i++)
        Py_XDECREF(cache->latin1[i]);
    Py_XDECREF(cache->empty);
    for (size_t i = 0; i < CACHE_KEYS; i++)
        Py_XDECREF(cache->keys[i].key);
    for (size_t i = 0; i < CACHE_DECODED_KEYS; i++)
        Py_XDECREF(cache->decoded_keys[i].key);
#if LANE_PYINTERNALS
    shape_clear(&cache->shapes);
#endif
    cache_scratch_free(&cache->scratch);
    PyMem_Free(cache);
}

void cache_scratch_free(cache_scratch *s) {
    PyMem_Free(s->values);
    PyMem_Free(s->bytes);
    PyMem_Free(s->frames);
}

void cache_trim(cache_scratch *s) {
    if (s->values_room > CACHE_VALUES_KEPT) {
        PyMem_Free(s->values);
        s->values = NULL;
        s->values_room = 0;
    }
    if (s->bytes_room > CACHE_BYTES_KEPT) {
        PyMem_Free(s->bytes);
        s->bytes = NULL;
        s->bytes_room = 0;
    }
}
