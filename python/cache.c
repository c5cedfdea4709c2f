/* SPDX-License-Identifier: MIT */
/* The cold half of loads' cache: making it, checking CPython's layout against it, growing the shape tree, freeing. */
#include "cache.h"

#if LANE_PYINTERNALS

/* -- images of object heads -- */

static bool image_of_str(Py_UCS4 character, void *image, size_t size) {
    PyObject *o = PyUnicode_New(2, character);
    if (o == NULL)
        return false;
    memcpy(image, o, size);
    Py_DECREF(o);
    return true;
}

static bool image_of_int(long long value, void *image) {
    PyObject *o = PyLong_FromLongLong(value);
    if (o == NULL)
        return false;
    memcpy(image, o, (size_t)Py_TYPE(o)->tp_basicsize);
    Py_DECREF(o);
    return true;
}

/* One digit, two digits; the head is what both share with every int of that many digits. */
static bool images_make(internals_images *images) {
    PyObject *number = PyFloat_FromDouble(1.5);
    if (number == NULL)
        return false;
    memcpy(&images->number, number, sizeof images->number);
    Py_DECREF(number);
    return image_of_int(1000, images->integer[0]) && image_of_int(1LL << 40, images->integer[1]) &&
           image_of_str(127, &images->ascii, sizeof images->ascii) &&
           image_of_str(0xFF, &images->wide[0], sizeof images->wide[0]) &&
           image_of_str(0xFFFF, &images->wide[1], sizeof images->wide[1]) &&
           image_of_str(0x10FFFF, &images->wide[2], sizeof images->wide[2]);
}

static bool same_and_drop(PyObject *made, PyObject *expected) {
    bool same = made != NULL && expected != NULL && Py_TYPE(made) == Py_TYPE(expected) && Py_REFCNT(made) == 1 &&
                PyObject_RichCompareBool(made, expected, Py_EQ) == 1;
    Py_XDECREF(made);
    Py_XDECREF(expected);
    return same;
}

static bool self_test_numbers(const internals_images *images) {
    static const long long values[] = {
        257, -6, 1LL << 30, -(1LL << 30), (1LL << 30) - 1, (1LL << 60) - 1, -((1LL << 60) - 1), 1LL << 60};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        char text[24];
        PyOS_snprintf(text, sizeof text, "%lld", values[i]);
        if (!same_and_drop(internals_int_new(images, values[i]), PyLong_FromString(text, NULL, 10)))
            return false;
    }
    return same_and_drop(internals_float_new(images, -0.75), PyFloat_FromDouble(-0.75));
}

static bool self_test_strings(const internals_images *images) {
    static const Py_UCS4 largest[] = {'z', 0xE9, 0x20AC, 0x1F600};
    for (size_t i = 0; i < 4; i++) {
        for (Py_ssize_t n = 2; n < 40; n += 7) {
            PyObject *expected = PyUnicode_New(n, largest[i]), *made;
            void *data;
            if (expected == NULL || PyUnicode_Fill(expected, 0, n, largest[i]) < 0)
                return false;
            made = i == 0 ? internals_ascii_new(images, (size_t)n, (uint8_t **)&data)
                          : internals_wide_new(images, (size_t)n, largest[i], &data);
            if (made != NULL)
                memcpy(data, PyUnicode_DATA(expected), (size_t)n * PyUnicode_KIND(expected));
            if (made == NULL || PyObject_Hash(made) != PyObject_Hash(expected)) {
                Py_XDECREF(made);
                Py_DECREF(expected);
                return false;
            }
            if (!same_and_drop(made, expected))
                return false;
        }
    }
    return true;
}

/* A dict built here must have the very table that CPython builds, but for the version word. */
static bool self_test_dict(size_t n) {
    PyObject *expected = PyDict_New(), *made = NULL;
    PyObject *pairs[2 * 12];
    bool ok = expected != NULL;
    for (size_t i = 0; ok && i < n; i++) {
        pairs[2 * i] = PyUnicode_FromFormat("key %zd", (Py_ssize_t)i);
        pairs[2 * i + 1] = PyLong_FromLong((long)i);
        ok = pairs[2 * i] != NULL && pairs[2 * i + 1] != NULL &&
             PyDict_SetItem(expected, pairs[2 * i], pairs[2 * i + 1]) == 0;
    }
    if (ok)
        made = internals_dict_from_pairs(pairs, n, false);
    if (made == NULL) {
        Py_XDECREF(expected);
        return false;
    }
    ok = internals_dict_same_table(made, expected);
    return same_and_drop(made, expected) && ok;
}

static bool self_test_list(const internals_images *images) {
    PyObject *items[4] = {Py_None, Py_True, Py_False}, *expected = PyList_New(0);
    for (size_t i = 0; i < 3; i++) {
        Py_INCREF(items[i]);
        if (expected == NULL || PyList_Append(expected, items[i]) < 0)
            return false;
    }
    return same_and_drop(internals_list_new(images, items, 3), expected);
}

/* Nothing here is undone on failure but by leaving `active` false; a layout that differs leaks a few bytes once. */
static void images_check(internals_images *images) {
    images->active = true;
    images->active = self_test_numbers(images) && self_test_strings(images) && self_test_dict(3) && self_test_dict(5) &&
                     self_test_dict(10) && self_test_list(images);
    PyErr_Clear();
}

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

/* A key that is in the sequence already makes no sequence of distinct keys. */
static bool shape_repeats(const shape_node *node, const uint8_t *text, size_t length) {
    for (; node->key != NULL; node = node->parent) {
        if (node->length == length && memcmp(node->text, text, length) == 0)
            return true;
    }
    return false;
}

shape_node *shape_successor(shape_tree *tree, shape_node *node, const uint8_t *text, size_t length) {
    unsigned successors = 0;
    if (length >= SHAPE_KEY_ROOM - 1 || node->depth >= SHAPE_MOST_KEYS)
        return NULL;
    for (shape_node *child = node->children; child != NULL; child = child->sibling) {
        if (child->length == length && memcmp(child->text, text, length) == 0)
            return child;
        successors++;
    }
    if (successors == (node->key == NULL ? SHAPE_MOST_STARTS : SHAPE_MOST_SUCCESSORS)) {
        tree->full |= ++tree->refused == SHAPE_MOST_REFUSED;
        return NULL;
    }
    /* 0xED leads the surrogate halves, among others. */
    if (tree->full || memchr(text, 0xED, length) != NULL || shape_repeats(node, text, length))
        return NULL;
    shape_node *child = shape_node_new(tree);
    PyObject *key = child == NULL ? NULL : PyUnicode_DecodeUTF8((const char *)text, (Py_ssize_t)length, NULL);
    if (key == NULL || PyObject_Hash(key) == -1) {
        Py_XDECREF(key);
        if (child != NULL)
            tree->used--;
        PyErr_Clear();
        return NULL;
    }
    memcpy(child->text, text, length);
    child->text[length] = '"';
    child->key = key;
    child->length = (uint32_t)length;
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
    internals_keys *table = (internals_keys *)PyMem_Malloc(size);
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
    for (long i = 0; i < CACHE_SMALL_INTS; i++) {
        if ((cache->small_ints[i] = PyLong_FromLong(i - 5)) == NULL)
            return false;
    }
    for (int i = 0; i < 256; i++) {
        if ((cache->latin1[i] = PyUnicode_FromOrdinal(i)) == NULL)
            return false;
    }
    if ((cache->empty = PyUnicode_New(0, 0)) == NULL)
        return false;
#if LANE_PYINTERNALS
    if (!images_make(&cache->images))
        return false;
    images_check(&cache->images);
#endif
    return true;
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
    for (size_t i = 0; i < CACHE_ODD_KEYS; i++)
        Py_XDECREF(cache->odd_keys[i].key);
#if LANE_PYINTERNALS
    shape_clear(&cache->shapes);
#endif
    PyMem_Free(cache->scratch.values);
    PyMem_Free(cache->scratch.bytes);
    PyMem_Free(cache->scratch.frames);
    PyMem_Free(cache);
}

bool cache_take(lane_py_cache *cache) {
#if LANE_PY_FREE_THREADED
    (void)cache;
    return false;
#else
    if (cache->taken)
        return false;
    cache->taken = true;
#if LANE_PYINTERNALS
    if (LANE_UNLIKELY(cache->shapes.full))
        shape_clear(&cache->shapes);
#endif
    return true;
#endif
}

void cache_give_back(lane_py_cache *cache) {
    cache_scratch *s = &cache->scratch;
    if (s->values_room > CACHE_VALUES_KEPT) {
        PyMem_Free(s->values);
        s->values = NULL;
        s->values_room = 0;
    }
    if (s->bytes_room > CACHE_VALUES_KEPT * sizeof(PyObject *)) {
        PyMem_Free(s->bytes);
        s->bytes = NULL;
        s->bytes_room = 0;
    }
    cache->taken = false;
}
