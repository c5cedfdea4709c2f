/* SPDX-License-Identifier: MIT */
/* An output buffer. The writer keeps the cursor; after a check for n bytes it may store n + LANE_BUFFER_SLACK.
 *
 * A full buffer grows, refuses more, or flushes its bytes. A growing buffer may begin in memory of the caller; a short
 * output is then moved to a block of its size, so it takes one allocation. */
#ifndef LANE_BUFFER_H
#define LANE_BUFFER_H

#include "arena.h"

#define LANE_BUFFER_SLACK (64 + 2 * LANE_WIDEST) /* whole vectors of any width may be stored */

typedef enum { LANE_BUFFER_GROWS, LANE_BUFFER_FIXED, LANE_BUFFER_FLUSHED } lane_buffer_kind;

typedef struct {
    uint8_t *start, *limit; /* limit: LANE_BUFFER_SLACK bytes before the end of the memory */
    const lane_allocator *allocator;
    lane_buffer_kind kind;
    bool owned;  /* the memory is a block from the allocator */
    bool failed; /* an allocation failed or flush returned false: neither is tried again */
    /* For LANE_BUFFER_FLUSHED. */
    bool (*flush)(void *ctx, const char *text, size_t length);
    void *ctx;
    uint64_t flushed; /* bytes */
} lane_buffer;

/* Makes a growing buffer with room for `room` > 0 bytes and LANE_BUFFER_SLACK: in `memory`, if its `size` bytes are
 * enough, else in a new block. Returns false without memory; then there is nothing to release. */
bool lane_buffer_init(lane_buffer *buffer, const lane_allocator *allocator, uint8_t *memory, size_t size, size_t room);

/* Releases the memory. Call it unless lane_buffer_finish succeeded. */
void lane_buffer_release(lane_buffer *buffer);

/* Makes room for `size` bytes at the cursor. Returns the new cursor, since the bytes may have moved or been flushed;
 * NULL without room, and nothing changes. */
uint8_t *lane_buffer_grow(lane_buffer *buffer, uint8_t *cursor, size_t size);

/* Flushes the bytes up to the cursor. Returns false if that fails or failed before. */
bool lane_buffer_flush(lane_buffer *buffer, const uint8_t *cursor);

/* Returns the bytes up to the cursor as a block of exactly that size, which the caller then owns; NULL without memory,
 * and nothing changes. */
uint8_t *lane_buffer_finish(lane_buffer *buffer, const uint8_t *cursor);

LANE_INLINE uint8_t *lane_buffer_reserve(lane_buffer *buffer, uint8_t *cursor, size_t size) {
    return LANE_LIKELY(buffer->limit - cursor >= (ptrdiff_t)size) ? cursor : lane_buffer_grow(buffer, cursor, size);
}

#endif
