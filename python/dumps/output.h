/* SPDX-License-Identifier: MIT */
/* The output of dumps: a growing buffer that becomes a bytes or a str.
 *
 * Small outputs are written to a scratch block, kept between calls, and copied once at their exact size. Larger ones
 * are written directly into the returned object. A str is written at its final width: when a wider character comes, the
 * text so far is widened. */
#ifndef LANE_PY_OUTPUT_H
#define LANE_PY_OUTPUT_H

#include "../cpython/pyinternals.h"

#include "../../src/base/techniques.h"

enum {
    /* Units that may be written at the cursor after reserving 0 units: a number, brackets, separators; vectors of any
     * width. */
    OUTPUT_SLACK = 64 + 2 * LANE_WIDEST,
    /* Bytes beyond its text that a writer may reserve: lane_output_widen reserves four slacks at four bytes a unit.
     * With less, a text as long as the last one maps new memory. */
    OUTPUT_MARGIN = 16 * OUTPUT_SLACK,
    OUTPUT_SCRATCH = 64 * 1024 /* bytes of the scratch block */
};

/* Kept between calls. A nested call, which finds the block taken, works without. */
typedef struct {
    uint8_t *block; /* OUTPUT_SCRATCH bytes or NULL */
    size_t last;    /* units of the last large text */
} output_kept;

typedef struct {
    uint8_t *start;
    uint8_t *limit;   /* OUTPUT_SLACK units before the end of the buffer */
    uint8_t *mark;    /* the limit, or the length of a chunk if that is less */
    PyObject *object; /* the bytes or str with the text; NULL: it is in the scratch block */
    uint8_t *block;   /* the scratch block, owned during the call; or NULL */
    output_kept *kept;
    unsigned width; /* bytes per unit */
    Py_UCS4 most;   /* bound on the characters so far; 0 for bytes */
    bool wide;      /* the initial width was not ASCII: narrow the str at the end */
    bool in_chunks; /* the text is returned in chunks of about OUTPUT_SCRATCH bytes */
} lane_output;

/* Returns the bytes per unit of a text with characters up to `most`; 0 means bytes. */
LANE_INLINE unsigned lane_output_width(Py_UCS4 most) {
    return most <= 0xFF ? 1 : most <= 0xFFFF ? 2 : 4;
}

/* Allocates a scratch block; NULL with MemoryError set. */
uint8_t *lane_output_block_new(void);

/* Begins an output. Returns the cursor; NULL with MemoryError set. most: 0 for bytes, or the largest character of the
 * first part of a str. */
LANE_INLINE uint8_t *lane_output_begin(lane_output *o, output_kept *kept, Py_UCS4 most) {
    o->object = NULL;
    o->kept = kept;
    o->in_chunks = false;
    o->most = most;
    o->wide = most > 0x7F;
    o->width = lane_output_width(most);
    o->block = kept->block;
    kept->block = NULL;
    if (LANE_UNLIKELY(o->block == NULL))
        o->block = lane_output_block_new();
    if (LANE_UNLIKELY(o->block == NULL))
        return NULL;
    o->start = o->block;
    o->limit = o->mark = o->block + OUTPUT_SCRATCH - (size_t)OUTPUT_SLACK * o->width;
    return o->start;
}

/* Reserves `bytes` and the slack. Returns the moved cursor; NULL with MemoryError set. */
uint8_t *lane_output_grow(lane_output *o, uint8_t *cursor, size_t bytes);

/* Widens a str for characters up to `most`; reserves `units` and the slack. Returns the moved cursor; NULL with
 * MemoryError set. */
uint8_t *lane_output_widen(lane_output *o, uint8_t *cursor, Py_UCS4 most, size_t units);

/* Returns the text so far, a chunk; NULL with MemoryError set. Releases the buffer in either case: lane_output_begin
 * starts the next chunk. */
PyObject *lane_output_chunk(lane_output *o, uint8_t *cursor);

/* Returns the object; NULL with MemoryError set. Releases the buffer in either case. */
PyObject *lane_output_finish(lane_output *o, uint8_t *cursor);
void lane_output_release(lane_output *o);

/* Returns n >= 1 bytes as bytes or, if they are ASCII, as a str; NULL with MemoryError set. */
LANE_INLINE PyObject *lane_output_text(const uint8_t *text, size_t n, bool is_str, const internals_images *images) {
    uint8_t *data = NULL;
    if (LANE_UNLIKELY(n == 1)) /* CPython shares these */
        return is_str ? PyUnicode_FromOrdinal(*text) : PyBytes_FromStringAndSize((const char *)text, 1);
    PyObject *object = is_str ? internals_ascii_new(images, n, &data) : internals_bytes_new(images, n, &data);
    if (LANE_UNLIKELY(object == NULL))
        return PyErr_NoMemory();
    memcpy(data, text, n);
    return object;
}

/* As lane_output_finish, with a fast path for short texts in the scratch block. */
LANE_INLINE PyObject *lane_output_copy(lane_output *o, uint8_t *cursor, const internals_images *images) {
    const size_t n = (size_t)(cursor - o->start);
    if (LANE_UNLIKELY(o->object != NULL || o->most > 0x7F || n == 0 || o->kept->block != NULL ||
                      !LANE_HAS_BUFFER_REUSE))
        return lane_output_finish(o, cursor);
    o->kept->block = o->block;
    return lane_output_text(o->start, n, o->most != 0, images);
}

#endif
