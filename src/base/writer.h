/* SPDX-License-Identifier: MIT */
/* Growable output. Whoever writes keeps the cursor; behind a check for n bytes, n + LANE_WRITER_SLACK may be stored.
 *
 * A short text is written to a buffer of the caller's and moved to a block of its size, so that it takes one
 * allocation. */
#ifndef LANE_WRITER_H
#define LANE_WRITER_H

#include "arena.h"

#define LANE_WRITER_SLACK 128

typedef struct {
    uint8_t *start, *limit; /* LANE_WRITER_SLACK bytes before the end of the room */
    const lane_allocator *allocator;
    bool owned; /* the room is a block of the allocator's */
} lane_writer;

/* Makes a room of `room` > 0 bytes and LANE_WRITER_SLACK; if it is not larger than `size`, `buffer` is that. False if
 * there is no memory: then nothing has to be released. */
bool lane_writer_init(lane_writer *writer, const lane_allocator *allocator, uint8_t *buffer, size_t size, size_t room);

/* Releases the room; to be called unless lane_writer_finish took it. */
void lane_writer_release(lane_writer *writer);

/* Room for `size` bytes at the cursor, which moves with the text: where to, or NULL if there is no memory, when all
 * stays as it was. */
uint8_t *lane_writer_grow(lane_writer *writer, uint8_t *cursor, size_t size);

/* The text up to the cursor as a block of exactly that size, which the caller takes over. NULL if there is no memory,
 * when all stays as it was. */
uint8_t *lane_writer_finish(lane_writer *writer, const uint8_t *cursor);

LANE_INLINE uint8_t *lane_writer_reserve(lane_writer *writer, uint8_t *cursor, size_t size) {
    return LANE_LIKELY(writer->limit - cursor >= (ptrdiff_t)size) ? cursor : lane_writer_grow(writer, cursor, size);
}

#endif
