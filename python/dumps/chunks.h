/* SPDX-License-Identifier: MIT */
/* A call of dumps that returns its text in chunks, so that memory does not grow with the text: for dump and
 * iterencode. */
#ifndef LANE_PY_CHUNKS_H
#define LANE_PY_CHUNKS_H

#include "encoder.h"

typedef struct {
    lane_encoder encoder;
    PyObject *failure; /* owned or NULL: the exception to raise after the last chunk */
    const lane_py_dumps *call;
    uint8_t separator[4]; /* ASCII text at the start of the next chunk */
    unsigned separated;   /* its length */
    enum { CHUNKS_NEW, CHUNKS_OPEN, CHUNKS_DONE } progress;
} lane_py_chunks;

/* Borrows the call and its references until the last chunk or lane_py_chunks_release. */
void lane_py_chunks_init(lane_py_chunks *chunks, const lane_py_dumps *call);

/* Returns the next chunk: a str or bytes, of about 64 KiB unless a str of the object is longer; NULL without an
 * exception after the last one. If the call fails, first returns the text that json would have written, then NULL with
 * the exception set. Python code may run between two calls. */
PyObject *lane_py_chunks_next(lane_py_chunks *chunks);

/* Releases everything. Keeps the current exception. */
void lane_py_chunks_release(lane_py_chunks *chunks);

/* For the collector, between two chunks. */
int lane_py_chunks_traverse(const lane_py_chunks *chunks, visitproc visit, void *arg);

#endif
