/* SPDX-License-Identifier: MIT */
/* Growable output: reserve the worst case once, then store unchecked.
 *
 * The block begins with `head` bytes that the writer leaves alone, for the header of whatever the text becomes
 * part of. */
#ifndef LANE_WRITER_H
#define LANE_WRITER_H

#include "arena.h"

typedef struct {
    uint8_t *cursor; /* where the next byte goes */
    uint8_t *end;    /* of the room */
    uint8_t *start;  /* of the text */
    size_t head;     /* bytes before the text in the same block */
    const lane_allocator *allocator;
} lane_writer;

/* False if there is no memory: then nothing has to be released. room > 0. */
bool lane_writer_init(lane_writer *writer, const lane_allocator *allocator, size_t head, size_t room);

/* Releases the block; to be called unless lane_writer_finish took it. */
void lane_writer_release(lane_writer *writer);

/* Makes room for `size` bytes at the cursor and may move the block. False if there is no memory: all stays as it
 * was. */
bool lane_writer_grow(lane_writer *writer, size_t size);

/* Gives unused room back and hands the block, head included, to the caller. Never fails: a block that cannot
 * shrink stays. The size of the block, needed to release it, is head + *ret_room. */
void *lane_writer_finish(lane_writer *writer, size_t *ret_room);

LANE_INLINE size_t lane_writer_length(const lane_writer *writer) {
    return (size_t)(writer->cursor - writer->start);
}

/* Room for `size` bytes, or false. */
LANE_INLINE bool lane_writer_reserve(lane_writer *writer, size_t size) {
    return LANE_LIKELY((size_t)(writer->end - writer->cursor) >= size) || lane_writer_grow(writer, size);
}

#endif
