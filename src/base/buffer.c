/* SPDX-License-Identifier: MIT */
/* The cold half of a buffer: its memory. */
#include "buffer.h"

bool lane_buffer_init(lane_buffer *buffer, const lane_allocator *allocator, uint8_t *memory, size_t size, size_t room) {
    const size_t all = room + LANE_BUFFER_SLACK;
    const bool owned = all > size;
    uint8_t *block = owned ? lane_allocate(allocator, all) : memory;
    *buffer = (lane_buffer){
        .start = block,
        .limit = block == NULL ? NULL : block + (owned ? room : size - LANE_BUFFER_SLACK),
        .allocator = allocator,
        .owned = owned,
    };
    return block != NULL;
}

static size_t buffer_size(const lane_buffer *buffer) {
    return (size_t)(buffer->limit - buffer->start) + LANE_BUFFER_SLACK;
}

void lane_buffer_release(lane_buffer *buffer) {
    if (buffer->owned)
        lane_release(buffer->allocator, buffer->start, buffer_size(buffer));
}

/* Moves the first `length` bytes to a block of `size` bytes, which replaces the memory of the buffer. Returns NULL
 * without memory, and nothing changes. */
static uint8_t *buffer_move(lane_buffer *buffer, size_t length, size_t size) {
    if (buffer->owned)
        return lane_reallocate(buffer->allocator, buffer->start, buffer_size(buffer), size);
    uint8_t *block = lane_allocate(buffer->allocator, size);
    return block == NULL ? NULL : memcpy(block, buffer->start, length);
}

bool lane_buffer_flush(lane_buffer *buffer, const uint8_t *cursor) {
    const size_t length = (size_t)(cursor - buffer->start);
    if (length == 0 || buffer->failed)
        return !buffer->failed;
    buffer->failed = !buffer->flush(buffer->ctx, (const char *)buffer->start, length);
    buffer->flushed += length;
    return !buffer->failed;
}

uint8_t *lane_buffer_grow(lane_buffer *buffer, uint8_t *cursor, size_t size) {
    const size_t room = (size_t)(buffer->limit - buffer->start), length = (size_t)(cursor - buffer->start);
    if (buffer->kind == LANE_BUFFER_FLUSHED)
        return size <= room && lane_buffer_flush(buffer, cursor) ? buffer->start : NULL;
    if (buffer->kind == LANE_BUFFER_FIXED || buffer->failed || size > SIZE_MAX / 4 || length > SIZE_MAX / 4 ||
        room > SIZE_MAX / 4)
        return NULL;
    /* Grows by at least half, so that writing n bytes copies O(n). */
    const size_t grown = room + room / 2 > length + size ? room + room / 2 : length + size;
    uint8_t *block = buffer_move(buffer, length, grown + LANE_BUFFER_SLACK);
    buffer->failed = block == NULL;
    if (block == NULL)
        return NULL;
    buffer->start = block;
    buffer->limit = block + grown;
    buffer->owned = true;
    return block + length;
}

uint8_t *lane_buffer_finish(lane_buffer *buffer, const uint8_t *cursor) {
    const size_t length = (size_t)(cursor - buffer->start);
    if (buffer->owned && length == buffer_size(buffer))
        return buffer->start;
    return buffer_move(buffer, length, length);
}
