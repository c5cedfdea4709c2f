/* SPDX-License-Identifier: MIT */
/* Parses a document that may be cut off, and continues when more of it arrives.
 *
 * The value so far is visible: `root`, in which the containers that are still open grow. It does not contain keys
 * without a value, nor numbers that more text may extend; unclosed strings only on request. Hooks are called once, with
 * complete values. */
#ifndef LANE_PY_PARTIAL_H
#define LANE_PY_PARTIAL_H

#include "cache.h"
#include "../base/state.h"

#include "../../src/base/resume.h"

/* An open container that is visible. Owned references. */
typedef struct {
    PyObject *container; /* a list or dict */
    PyObject *pairs;     /* of an object with object_pairs_hook: the list for it; else NULL */
    Py_ssize_t at;       /* its index in the enclosing list */
} lane_py_shown;

/* An open container on the path to items. */
typedef struct {
    PyObject *key;     /* owned: its key or index in the enclosing container; NULL for the root */
    Py_ssize_t passed; /* members consumed so far */
} lane_py_level;

/* The state of iter_items, which yields the members of the containers at a path. Owned references. */
typedef struct {
    PyObject *path; /* a tuple: the key of each step as a str, or None for any; the last step is None */
    size_t steps;
    lane_py_level *levels; /* the open containers on the path: `matched` of `steps`; allocated by PyMem */
    size_t matched;
    bool skipping;       /* a container off the path is open in the last of them */
    bool stopped;        /* one of them has ended: call again before adding text */
    PyObject *values;    /* a list: the items; NULL after they are taken */
    PyObject *keys;      /* a list: the keys of items in an object; NULL in an array */
    Py_ssize_t first;    /* the index of the first item in an array */
    lane_py_loads muted; /* the call without hooks, for other values */
} lane_py_items;

struct lane_py_partial {
    lane_py_loads call;    /* settings; text and length: the text received and not yet consumed */
    lane_resume resume;    /* the position in that text */
    cache_scratch scratch; /* the engine's stacks */
    size_t count;          /* entries on the value stack, owned or NULL */
    PyObject *root;        /* owned: the value so far; NULL if there is none */
    PyObject *open;        /* owned: the str for an unclosed string so far, or NULL */
    lane_py_shown *shown;  /* the open containers, outermost first; allocated by PyMem */
    size_t shown_count, shown_room;
    lane_py_items *items; /* borrowed: collects items, and no value is visible; or NULL */
    bool keep;            /* unclosed strings are visible */
    Py_ssize_t open_at;   /* index of the unclosed string in its list, or -1 */
};

typedef enum {
    PARTIAL_MORE,  /* the text is cut off */
    PARTIAL_WHOLE, /* complete; only white space may follow */
    PARTIAL_WRONG, /* see call.error; lane_py_raise_stdlib raises it */
    PARTIAL_FAILED /* an exception is set */
} lane_py_partial_outcome;

/* Begins a parse. The struct must be zero except for `call`, which is set, with borrowed hooks. */
void lane_py_partial_begin(lane_py_partial *partial);

/* Parses on in call.text, which must be valid UTF-8 followed by a byte that is 0 or non-ASCII. If resume.final, no more
 * text will come, and a document that is cut off is invalid. */
lane_py_partial_outcome lane_py_partial_read(lane_py_partial *partial);

/* For the collector and the end of the parse. May run finalizers. */
int lane_py_partial_traverse(const lane_py_partial *partial, visitproc visit, void *arg);
void lane_py_partial_clear(lane_py_partial *partial);

#endif
