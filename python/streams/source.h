/* SPDX-License-Identifier: MIT */
/* Where a text comes from that need not be in memory: whatever a caller has of it, as pieces of UTF-8. */
#ifndef LANE_PY_SOURCE_H
#define LANE_PY_SOURCE_H

#include "../base/state.h"

/* Bytes that are asked for at once, and characters of a str. */
enum { LANE_PY_PIECE = 1 << 16 };

typedef enum {
    SOURCE_END,  /* nothing more comes */
    SOURCE_CALL, /* `from` is called with a size: read, read1, readline, recv */
    SOURCE_NEXT  /* `from` is an iterator */
} lane_py_source_kind;

/* Owned references, or NULL. */
typedef struct {
    lane_py_source_kind kind;
    PyObject *from;
    PyObject *file;    /* what was opened here, and is closed at the end */
    PyObject *decoder; /* of UTF-16 or UTF-32 */
    PyObject *str;     /* the chunk at hand, of which `passed` characters have been given out; */
    Py_ssize_t passed;
    PyObject *piece; /* or those that were given out last, as bytes */
    Py_buffer view;  /* the chunk at hand where it is none; view.obj is NULL if there is none */
    size_t given;    /* bytes of it that have been given out */
    PyObject *head;  /* the first bytes, too few to tell their encoding */
    bool text;       /* chunks are str */
    bool begun;      /* the first chunk has come */
} lane_py_source;

/* str, bytes and buffers are the text itself; os.PathLike is opened; else what has read1, read or recv is asked for
 * more, and what is iterable gives chunks. False with an exception set; TypeError if it is nothing of these. */
bool lane_py_source_open(lane_py_source *source, PyObject *object);

/* The next piece, never empty, which stays until the next call: 1; 0 at the end, where a file that was opened here is
 * closed; -1 with an exception set. May run Python code. Bytes need not be valid UTF-8; lone surrogates of a
 * str are three bytes each. */
int lane_py_source_next(lane_py_source *source, const uint8_t **ret, size_t *ret_size);

/* Ends it: closes what was opened here. False with an exception set. */
bool lane_py_source_close(lane_py_source *source);

/* For the collector. */
int lane_py_source_traverse(lane_py_source *source, visitproc visit, void *arg);
/* Releases all references; what was opened here is closed by its finalizer at the latest. */
void lane_py_source_clear(lane_py_source *source);

#endif
