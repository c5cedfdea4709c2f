/* SPDX-License-Identifier: MIT */
/* A read of a text that may be cut off, and goes on when more of it has come.
 *
 * What stands so far is shown: `root` is the value, and the containers in it that are still open grow as more is read.
 * Keys without a value and numbers that more text may lengthen are not in it; strings that are not closed, if asked
 * for. Hooks are called with what is whole, once. */
#ifndef LANE_PY_PARTIAL_H
#define LANE_PY_PARTIAL_H

#include "cache.h"
#include "../base/state.h"

#include "../../src/base/resume.h"

/* An open container that is shown. Owned references. */
typedef struct {
    PyObject *container; /* a list or dict */
    PyObject *pairs;     /* of an object if there is an object_pairs_hook: the list for it; else NULL */
    Py_ssize_t at;       /* its index in the list that it is in */
} lane_py_shown;

struct lane_py_partial {
    lane_py_loads call;    /* how to read; text and length: what has come and is not passed over */
    lane_resume resume;    /* where in that text */
    cache_scratch scratch; /* the engine's stacks */
    size_t count;          /* references on the stack of values: owned, or NULL */
    PyObject *root;        /* owned: the value that stands so far; NULL if there is none */
    PyObject *open;        /* owned: the str that an unclosed string stands for so far, or NULL */
    lane_py_shown *shown;  /* the open containers, outermost first; PyMem's memory */
    size_t shown_count, shown_room;
    bool keep;          /* strings that are not closed are shown */
    Py_ssize_t open_at; /* the index of one in its list, or -1 */
};

typedef enum {
    PARTIAL_MORE,  /* the text is cut off */
    PARTIAL_WHOLE, /* and no more than white space may follow */
    PARTIAL_WRONG, /* call.error tells; lane_py_raise_stdlib raises */
    PARTIAL_FAILED /* an exception is set */
} lane_py_partial_outcome;

/* All of it zero but for `call`, which is set, hooks borrowed. */
void lane_py_partial_begin(lane_py_partial *partial);

/* Reads on in call.text, which is right UTF-8 and ends with a byte that is 0 or not ASCII. resume.final: no more will
 * come, and a text that is cut off is wrong. */
lane_py_partial_outcome lane_py_partial_read(lane_py_partial *partial);

/* For the collector, and at the end. May run finalizers. */
int lane_py_partial_traverse(const lane_py_partial *partial, visitproc visit, void *arg);
void lane_py_partial_clear(lane_py_partial *partial);

#endif
