/* SPDX-License-Identifier: MIT */
/* Sources of text: converts objects of many kinds to pieces of UTF-8. */
#ifndef LANE_PY_SOURCE_H
#define LANE_PY_SOURCE_H

#include "../base/state.h"

/* Bytes, or characters of a str, per piece and per request. */
enum { LANE_PY_PIECE = 1 << 16 };

typedef enum {
    SOURCE_END,  /* no more chunks */
    SOURCE_CALL, /* `from` is called with a size: read, read1, readline, recv */
    SOURCE_NEXT  /* `from` is an iterator */
} lane_py_source_kind;

/* Owned references, or NULL. */
typedef struct {
    lane_py_source_kind kind;
    const char *function; /* the function that reads it, for errors */
    PyObject *from;
    PyObject *iterable; /* SOURCE_NEXT: what `from` goes through */
    PyObject *file;     /* a file that was opened here, and is closed at the end */
    PyObject *decoder;  /* of UTF-16 or UTF-32 */
    PyObject *str;      /* the current chunk if it is a str */
    Py_ssize_t passed;  /* characters of it returned so far */
    PyObject *piece;    /* the last piece of a non-ASCII str, as bytes */
    Py_buffer view;     /* the current chunk if it is not a str; else view.obj is NULL */
    size_t given;       /* bytes of it returned so far */
    PyObject *head;     /* the first bytes, while too few to detect the encoding */
    bool text;          /* chunks are str */
    bool begun;         /* the first chunk has arrived */
} lane_py_source;

/* Opens a source. A str, bytes or buffer is the text itself; an os.PathLike is opened; an object with read1, read or
 * recv is asked for more; an iterable yields chunks. False with an exception set; TypeError for other objects. */
bool lane_py_source_open(lane_py_source *source, const char *function, PyObject *object);

/* Gets the next piece, which is not empty and valid until the next call. Returns 1; 0 at the end, where a file that was
 * opened here is closed; -1 with an exception set. May run Python code. Pieces of bytes need not be valid UTF-8; a lone
 * surrogate of a str has three bytes. */
int lane_py_source_next(lane_py_source *source, const uint8_t **ret, size_t *ret_size);

/* Ends the source; closes a file that was opened here. False with an exception set. */
bool lane_py_source_close(lane_py_source *source);

/* The same for a finalizer of `owner`: keeps the exception that is set, and reports its own as unraisable. */
void lane_py_source_finalize(lane_py_source *source, PyObject *owner);

/* Replaces a StopIteration from a hook or a source, which would look like the end of the iteration, by a RuntimeError.
 * Leaves other exceptions alone; none need be set. */
void lane_py_source_refuse_stop(const lane_py_source *source);

/* For the collector. */
int lane_py_source_traverse(lane_py_source *source, visitproc visit, void *arg);
/* Drops all references. A file that was opened here is closed by its finalizer at the latest. */
void lane_py_source_clear(lane_py_source *source);

#endif
