/* SPDX-License-Identifier: MIT */
/* Output. Whoever writes keeps the cursor; after a check for n bytes, n + LANE_BUFFER_SLACK may be stored.
 *
 * A full buffer grows, or has no more room, or hands its text on. A short text of one that grows is written to memory
 * of the caller's and moved to a block of its size, so that it takes one allocation. */
#ifndef LANE_BUFFER_H
#define LANE_BUFFER_H

#include "arena.h"

#define LANE_BUFFER_SLACK (64 + 2 * LANE_WIDEST) /* whole vectors of any width may be stored */

typedef enum { LANE_BUFFER_GROWS, LANE_BUFFER_FIXED, LANE_BUFFER_FLUSHED } lane_buffer_kind;

typedef struct {
    uint8_t *start, *limit; /* LANE_BUFFER_SLACK bytes before the end of the room */
    const lane_allocator *allocator;
    lane_buffer_kind kind;
    bool owned;  /* the room is a block of the allocator's */
    bool failed; /* there was no memory, or flush returned false: neither is asked again */
    /* Of LANE_BUFFER_FLUSHED. */
    bool (*flush)(void *ctx, const char *text, size_t length);
    void *ctx;
    uint64_t flushed; /* bytes */
} lane_buffer;

/* A buffer that grows, with a room of `room` > 0 bytes and LANE_BUFFER_SLACK; if it is not larger than `size`, `memory`
 * is that. False if there is no memory: then nothing has to be released. */
bool lane_buffer_init(lane_buffer *buffer, const lane_allocator *allocator, uint8_t *memory, size_t size, size_t room);

/* Releases the room; to be called unless lane_buffer_finish took it. */
void lane_buffer_release(lane_buffer *buffer);

/* Room for `size` bytes at the cursor, which moves with the text or is back at the start: where to, or NULL if there is
 * none, when all stays as it was. */
uint8_t *lane_buffer_grow(lane_buffer *buffer, uint8_t *cursor, size_t size);

/* Hands on the text up to the cursor. False if it is refused. */
bool lane_buffer_flush(lane_buffer *buffer, const uint8_t *cursor);

/* The text up to the cursor as a block of exactly that size, which the caller takes over. NULL if there is no memory,
 * when all stays as it was. */
uint8_t *lane_buffer_finish(lane_buffer *buffer, const uint8_t *cursor);

LANE_INLINE uint8_t *lane_buffer_reserve(lane_buffer *buffer, uint8_t *cursor, size_t size) {
    return LANE_LIKELY(buffer->limit - cursor >= (ptrdiff_t)size) ? cursor : lane_buffer_grow(buffer, cursor, size);
}

#endif
