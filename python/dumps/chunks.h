/* SPDX-License-Identifier: MIT */
/* One call of dumps whose text comes in chunks, so that memory does not grow with it: for dump and iterencode. */
#ifndef LANE_PY_CHUNKS_H
#define LANE_PY_CHUNKS_H

#include "encoder.h"

typedef struct {
    lane_encoder encoder;
    PyObject *failure; /* owned or NULL: raised after the chunk before it */
    const lane_py_dumps *call;
    uint8_t separator[4]; /* ASCII that the next chunk begins with, */
    unsigned separated;   /* and its length */
    enum { CHUNKS_NEW, CHUNKS_OPEN, CHUNKS_DONE } progress;
} lane_py_chunks;

/* The call is borrowed, and what it points to, until the last chunk or lane_py_chunks_release. */
void lane_py_chunks_init(lane_py_chunks *chunks, const lane_py_dumps *call);

/* The next chunk: a str or bytes, of some 64 KiB unless a str of the object is longer; NULL without an exception after
 * the last one. Where the call fails, the text before comes first, as far as json would have written it, and then NULL
 * with the exception set. Python code may run between two calls. */
PyObject *lane_py_chunks_next(lane_py_chunks *chunks);

/* Releases everything; an exception that is set stays. */
void lane_py_chunks_release(lane_py_chunks *chunks);

/* For the collector, between two chunks. */
int lane_py_chunks_traverse(const lane_py_chunks *chunks, visitproc visit, void *arg);

#endif
