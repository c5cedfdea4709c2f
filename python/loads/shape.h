/* SPDX-License-Identifier: MIT */
/* Shapes: a tree of the key sequences of objects seen so far. It predicts the next key of an object, so that a key
 * costs one comparison with the text, and caches the filled key table of a whole sequence, so that a dict costs a copy
 * and no hashing.
 *
 *    root --"id"--> node --"name"--> node --"tags"--> node     one node per key; the path to a node is the sequence
 *                     |                 `--"age"--> node
 *                     `inner: the first key of the objects within the value of this key
 *
 * Each node remembers its last successor (`next`) and the start of the last object in its value (`inner`). Nodes,
 * successors of a node, keys in a sequence, bytes of a key and bytes of tables are bounded. A full tree stops growing,
 * and the next call starts a new one (cache_take). A tree that has refused many keys for lack of room also counts as
 * full: the documents have changed, and the refusals cost more than a new tree. A key is stored as the bytes of the
 * document, so that comparing bytes decides; a non-ASCII key also stores the encoding of these bytes. Keys with escapes
 * are not stored, nor are keys in UTF-8 that may contain a lone surrogate: not every dialect accepts these. */
#ifndef LANE_PY_SHAPE_H
#define LANE_PY_SHAPE_H

#include "../cpython/pyinternals.h"

#if LANE_PYINTERNALS

enum {
    SHAPE_KEY_ROOM = LANE_WIDEST, /* bytes of a key's text, closing quote and NUL: a multiple of each vector width */
    SHAPE_MOST_KEYS = 100,        /* in a sequence; longer objects are dictionaries, not records */
    SHAPE_MOST_SUCCESSORS = 16,   /* of a node */
    SHAPE_MOST_STARTS = 64,       /* successors of the root */
    SHAPE_MOST_REFUSED = 16384,   /* keys refused for lack of room before the tree counts as full */
    SHAPE_CHUNK = 64,             /* nodes in an allocation */
    SHAPE_MOST_CHUNKS = 64,
    SHAPE_MOST_TABLE_BYTES = 1 << 20,
    SHAPE_TABLE_SLACK = LANE_WIDEST /* readable bytes after a table */
};

/* The encoding of a key's text. */
typedef enum {
    SHAPE_ASCII,     /* matches in all documents */
    SHAPE_UTF8,      /* non-ASCII, in UTF-8 */
    SHAPE_PROJECTION /* non-ASCII, in a str (project.h), where different keys may have equal bytes */
} shape_form;

/* A key in a document. */
typedef struct {
    const uint8_t *text;
    size_t length;
    const uint8_t *units; /* non-ASCII str: its units, `kind` bytes for each byte of text; else NULL */
    int kind;
} shape_key;

typedef struct shape_node shape_node;
struct shape_node {
    shape_node *next;  /* the last successor seen: the prediction */
    shape_node *inner; /* the first key of the last object in this key's value, a child of the root */
    shape_node *parent, *children, *sibling;
    internals_keys *table;        /* the key table of the sequence, followed by its keys; NULL until seen twice */
    PyObject *key;                /* owned; NULL in the root */
    uint16_t length;              /* bytes of the key's text */
    uint16_t form;                /* shape_form */
    uint16_t depth;               /* keys in the sequence */
    uint16_t seen;                /* objects that ended here before there was a table */
    uint8_t text[SHAPE_KEY_ROOM]; /* the key's text, its closing quote, zeros */
};

typedef struct {
    shape_node root;
    shape_node *chunks[SHAPE_MOST_CHUNKS];
    unsigned chunk_count, used; /* used: nodes in use in the last chunk */
    size_t table_bytes;
    unsigned refused;
    bool full;
} shape_tree;

/* -- cache.c, cold -- */

/* Returns the successor of `node` with this key; creates it if there is room; NULL otherwise. */
shape_node *shape_successor(shape_tree *tree, shape_node *node, const shape_key *key);
/* Creates node->table. False, without an exception, if memory or a bound prevents it. */
bool shape_make_table(shape_tree *tree, shape_node *node);
/* Empties the tree. No call may be using it. */
void shape_clear(shape_tree *tree);

/* Returns whether node->length units equal the node's key. */
static inline bool shape_has_units(const shape_node *node, const uint8_t *units, int kind) {
    const void *data = PyUnicode_DATA(node->key);
    const int own = (int)PyUnicode_KIND(node->key);
    if (own == kind)
        return memcmp(data, units, (size_t)node->length * (size_t)kind) == 0;
    for (Py_ssize_t i = 0; i < node->length; i++) {
        if (PyUnicode_READ(own, data, i) != PyUnicode_READ(kind, units, i))
            return false;
    }
    return true;
}

/* Returns whether a node with equal text has an equal key. */
static inline bool shape_is_same(const shape_node *node, const uint8_t *units, int kind) {
    if (node->form == SHAPE_ASCII)
        return true;
    return units == NULL ? node->form == SHAPE_UTF8
                         : node->form == SHAPE_PROJECTION && shape_has_units(node, units, kind);
}

LANE_INLINE PyObject **shape_table_keys(const shape_node *node) {
    return (PyObject **)((char *)node->table + internals_keys_head(node->table->log2_size));
}

#endif
#endif
