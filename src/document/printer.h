/* SPDX-License-Identifier: MIT */
/* What is known while values become text: of one value and all that it contains, and of a text that its caller writes
 * value by value. */
#ifndef LANE_PRINTER_H
#define LANE_PRINTER_H

#include "document.h"
#include "../base/buffer.h"
#include "../number/format.h"

/* An open container of print.h: members left << 1 | whether it is an object. Of stream.h: its stream_state. */
typedef uint64_t print_level;

#define PRINT_LEVELS 32 /* that need no memory */

typedef struct {
    lane_buffer buffer;
    print_level *levels;    /* around the innermost open container */
    size_t depth, capacity; /* levels in use, and room for */
    print_level first[PRINT_LEVELS];
    uint32_t flags, indent;
    size_t deepest;       /* beyond which white space is longer than memory */
    uint64_t mask, quick; /* flags of strings, and those of them that a string has which is copied as it is */
    format_gate gate;
} lane_printer;

/* All but the buffer. */
LANE_INLINE void lane_printer_init(lane_printer *printer, uint32_t flags, uint32_t indent) {
    printer->levels = printer->first;
    printer->depth = 0;
    printer->capacity = PRINT_LEVELS;
    printer->flags = flags;
    printer->indent = indent;
    printer->deepest = indent == 0 ? SIZE_MAX : SIZE_MAX / 8 / indent;
    printer->mask = LANE_VALUE_PLAIN | LANE_VALUE_FOLLOWED | LANE_VALUE_SURROGATES;
    printer->quick = LANE_VALUE_PLAIN | LANE_VALUE_FOLLOWED;
    if (flags & LANE_LONE_SURROGATES)
        printer->mask &= ~(uint64_t)LANE_VALUE_SURROGATES;
    if (flags & LANE_ASCII)
        printer->quick = UINT64_MAX; /* none */
    printer->gate = (format_gate){0};
}

/* What may come next where a writer stands. */
typedef enum {
    STREAM_ROOT, /* the value that the text is */
    STREAM_DONE, /* nothing more */
    STREAM_ARRAY_FIRST,
    STREAM_ARRAY, /* another element */
    STREAM_OBJECT_FIRST,
    STREAM_OBJECT, /* another key */
    STREAM_MEMBER  /* the value of a key */
} stream_state;

struct lane_kernels;

struct lane_writer {
    lane_printer printer;
    uint8_t *cursor;
    stream_state state;
    uint32_t max_depth;
    lane_error error; /* the first one; LANE_OK: none so far */
    const struct lane_kernels *kernels;
    const lane_allocator *allocator; /* of the writer itself; NULL if it lies in memory of the caller's */
};

/* Bytes written so far. */
LANE_INLINE size_t lane_writer_offset(const lane_writer *writer) {
    return (size_t)writer->printer.buffer.flushed + (size_t)(writer->cursor - writer->printer.buffer.start);
}

/* Sets the writer's error, LANE_ERROR_OUTPUT for memory where the text was refused. False. */
bool lane_writer_fail(lane_writer *writer, lane_error_code code);

#endif
