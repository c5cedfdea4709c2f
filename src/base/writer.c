/* SPDX-License-Identifier: MIT */
/* The cold half of the writer: its block. */
#include "writer.h"

bool lane_writer_init(lane_writer *writer, const lane_allocator *allocator, uint8_t *buffer, size_t size, size_t room) {
    const size_t all = room + LANE_WRITER_SLACK;
    const bool owned = all > size;
    uint8_t *block = owned ? lane_allocate(allocator, all) : buffer;
    *writer = (lane_writer){block, block + (owned ? room : size - LANE_WRITER_SLACK), allocator, owned};
    return block != NULL;
}

static size_t writer_size(const lane_writer *writer) {
    return (size_t)(writer->limit - writer->start) + LANE_WRITER_SLACK;
}

void lane_writer_release(lane_writer *writer) {
    if (writer->owned)
        lane_release(writer->allocator, writer->start, writer_size(writer));
}

/* The first `length` bytes in a block of `size`, which the room is no more if this succeeds. */
static uint8_t *writer_move(lane_writer *writer, size_t length, size_t size) {
    if (writer->owned)
        return lane_reallocate(writer->allocator, writer->start, writer_size(writer), size);
    uint8_t *block = lane_allocate(writer->allocator, size);
    return block == NULL ? NULL : memcpy(block, writer->start, length);
}

uint8_t *lane_writer_grow(lane_writer *writer, uint8_t *cursor, size_t size) {
    const size_t room = (size_t)(writer->limit - writer->start), length = (size_t)(cursor - writer->start);
    if (size > SIZE_MAX / 4 || length > SIZE_MAX / 4 || room > SIZE_MAX / 4)
        return NULL;
    /* By at least half as much again, so that writing n bytes copies O(n). */
    const size_t grown = room + room / 2 > length + size ? room + room / 2 : length + size;
    uint8_t *block = writer_move(writer, length, grown + LANE_WRITER_SLACK);
    if (block == NULL)
        return NULL;
    *writer = (lane_writer){block, block + grown, writer->allocator, true};
    return block + length;
}

uint8_t *lane_writer_finish(lane_writer *writer, const uint8_t *cursor) {
    const size_t length = (size_t)(cursor - writer->start);
    if (writer->owned && length == writer_size(writer))
        return writer->start;
    return writer_move(writer, length, length);
}
