/* SPDX-License-Identifier: MIT */
/* The state of serialising values: one value with its contents, or a text that a caller writes value by value. */
#ifndef LANE_PRINTER_H
#define LANE_PRINTER_H

#include "document.h"
#include "../base/buffer.h"
#include "../number/format.h"

/* An open container. print.h: members left << 1 | whether it is an object; stream.h: its stream_state. */
typedef uint64_t print_level;

#define PRINT_LEVELS 32 /* levels without allocation */

typedef struct {
    lane_buffer buffer;
    print_level *levels;    /* of the containers around the innermost open one */
    size_t depth, capacity; /* levels in use and allocated */
    print_level first[PRINT_LEVELS];
    uint32_t flags, indent;
    size_t deepest;       /* deeper, indentation would exceed memory */
    uint64_t mask, quick; /* flags of a string to test, and their values in a string that is copied unchanged */
    format_gate gate;
} lane_printer;

/* Initialises all fields except the buffer. */
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
        printer->quick = UINT64_MAX; /* matches no string */
    printer->gate = (format_gate){0};
}

/* The position of a writer: determines what it accepts next. */
typedef enum {
    STREAM_ROOT, /* the root value */
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
    size_t called;    /* bytes written before the present call, which may have flushed some since */
    lane_error error; /* the first error, or LANE_OK */
    const struct lane_kernels *kernels;
    const lane_allocator *allocator; /* of the writer itself; NULL if in the caller's memory */
};

/* Returns the bytes written so far. */
LANE_INLINE size_t lane_writer_offset(const lane_writer *writer) {
    return (size_t)writer->printer.buffer.flushed + (size_t)(writer->cursor - writer->printer.buffer.start);
}

/* Sets the writer's error; LANE_ERROR_OUTPUT instead of memory if the callback refused the text. Returns false. */
bool lane_writer_fail(lane_writer *writer, lane_error_code code);

#endif
