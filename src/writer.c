/* SPDX-License-Identifier: MIT */
/* The cold half of the writer: its block. */
#include "writer.h"

bool lane_writer_init(lane_writer *writer, const lane_allocator *allocator, size_t head, size_t room) {
    uint8_t *block = lane_allocate(allocator, head + room);
    if (block == NULL)
        return false;
    *writer = (lane_writer){block + head, block + head + room, block + head, head, allocator};
    return true;
}

void lane_writer_release(lane_writer *writer) {
    lane_release(writer->allocator, writer->start - writer->head, writer->head + (size_t)(writer->end - writer->start));
}

/* Moves the text to a block with `room` bytes for it. */
static bool writer_resize(lane_writer *writer, size_t room) {
    size_t old_room = (size_t)(writer->end - writer->start), length = lane_writer_length(writer);
    uint8_t *block =
        lane_reallocate(writer->allocator, writer->start - writer->head, writer->head + old_room, writer->head + room);
    if (block == NULL)
        return false;
    writer->start = block + writer->head;
    writer->cursor = writer->start + length;
    writer->end = writer->start + room;
    return true;
}

bool lane_writer_grow(lane_writer *writer, size_t size) {
    size_t room = (size_t)(writer->end - writer->start), length = lane_writer_length(writer);
    if (size > SIZE_MAX / 4 - writer->head || length > SIZE_MAX / 4 || room > SIZE_MAX / 4)
        return false;
    /* By at least half as much again, so that writing n bytes copies O(n). */
    size_t grown = room + room / 2;
    return writer_resize(writer, grown > length + size ? grown : length + size);
}

void *lane_writer_finish(lane_writer *writer, size_t *ret_room) {
    size_t length = lane_writer_length(writer);
    if (writer->cursor != writer->end)
        (void)writer_resize(writer, length);
    *ret_room = (size_t)(writer->end - writer->start);
    return writer->start - writer->head;
}
