/* SPDX-License-Identifier: MIT */
/* Shapes: a tree of the key sequences that objects were seen to have. It predicts the next key of an object, so that a
 * key costs one compare with the text, and keeps the filled key table of a whole sequence, so that a dict costs a copy
 * and no hashing.
 *
 *    root --"id"--> node --"name"--> node --"tags"--> node     one node a key; the path to it is the sequence
 *                     |                 `--"age"--> node
 *                     `inner: the first key of objects that are (in) the value of this key
 *
 * Each node remembers which of its successors came last (`next`), and which object starts inside of its value
 * (`inner`). Bounded: nodes, successors of a node, keys in a sequence, bytes of a key, bytes of tables. A full
 * tree stops growing, and the next call starts a new one (cache_take). So does a tree that has refused very many keys
 * for lack of room: the documents have changed, and the refusals cost more than a new tree. A key enters as the bytes
 * of the text, so that comparing bytes decides; for a non-ASCII key the kind of these bytes decides as well. Keys with
 * escapes stay out, and so do keys in UTF-8 that may contain a lone surrogate, which not every dialect accepts. */
#ifndef LANE_PY_SHAPE_H
#define LANE_PY_SHAPE_H

#include "../cpython/pyinternals.h"

#if LANE_PYINTERNALS

enum {
    SHAPE_KEY_ROOM = LANE_WIDEST, /* bytes of a key's text, its closing quote and a zero: a multiple of every vector */
    SHAPE_MOST_KEYS = 100,        /* in a sequence; longer objects are dictionaries, not records */
    SHAPE_MOST_SUCCESSORS = 16,   /* of a node */
    SHAPE_MOST_STARTS = 64,       /* successors of the root */
    SHAPE_MOST_REFUSED = 16384,   /* keys without room among the successors, before the tree counts as full */
    SHAPE_CHUNK = 64,             /* nodes in an allocation */
    SHAPE_MOST_CHUNKS = 64,
    SHAPE_MOST_TABLE_BYTES = 1 << 20,
    SHAPE_TABLE_SLACK = LANE_WIDEST /* bytes after a table that may be read */
};

/* What the bytes of a key's text are. */
typedef enum {
    SHAPE_ASCII,     /* in any document */
    SHAPE_UTF8,      /* non-ASCII, in one of bytes */
    SHAPE_PROJECTION /* non-ASCII, in a str (project.h), where other keys may have the same */
} shape_form;

/* A key of a document. */
typedef struct {
    const uint8_t *text;
    size_t length;
    const uint8_t *units; /* in a non-ASCII str, `kind` bytes for each byte of the text; else NULL */
    int kind;
} shape_key;

typedef struct shape_node shape_node;
struct shape_node {
    shape_node *next;  /* the successor that came last: the prediction */
    shape_node *inner; /* the first key, a child of the root, that an object within the value started with */
    shape_node *parent, *children, *sibling;
    internals_keys *table;        /* the key table of the whole sequence, then its keys; NULL until it was seen twice */
    PyObject *key;                /* owned; NULL in the root */
    uint16_t length;              /* bytes of the key's text */
    uint16_t form;                /* shape_form */
    uint16_t depth;               /* keys in the sequence */
    uint16_t seen;                /* objects that ended here while there was no table */
    uint8_t text[SHAPE_KEY_ROOM]; /* the key's text, its closing quote, zeros */
};

typedef struct {
    shape_node root;
    shape_node *chunks[SHAPE_MOST_CHUNKS];
    unsigned chunk_count, used; /* used: nodes taken of the last chunk */
    size_t table_bytes;
    unsigned refused;
    bool full;
} shape_tree;

/* -- cache.c, cold -- */

/* The successor of `node` with this key, made if there is room for it; NULL if there is none. */
shape_node *shape_successor(shape_tree *tree, shape_node *node, const shape_key *key);
/* Makes node->table. False if it was not made (memory, or bounds): no exception set. */
bool shape_make_table(shape_tree *tree, shape_node *node);
/* Forgets everything. No call may be using the tree. */
void shape_clear(shape_tree *tree);

/* Whether node->length units are the node's key. */
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

/* Whether a node with the text of a key has that key. */
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
