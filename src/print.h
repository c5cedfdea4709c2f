/* SPDX-License-Identifier: MIT */
/* Values of a document to text, compact or indented. No recursion: values are in the order of the text, so one
 * pass over them with a stack of the members that are left will do. */
#ifndef LANE_PRINT_H
#define LANE_PRINT_H

#include "document.h"
#include "format.h"
#include "kernel/decimal.h"
#include "kernel/escape.h"
#include "kernel/utf8.h"
#include "writer.h"

/* An open container: members left << 1 | whether it is an object. */
typedef uint64_t print_level;

#define PRINT_LEVELS 32 /* that need no memory */

typedef struct {
    lane_writer writer;
    print_level *levels;
    size_t depth, capacity; /* levels in use, and room for */
    print_level first[PRINT_LEVELS];
    uint32_t flags, indent;
    format_gate gate;
} lane_printer;

/* What every function leaves room for behind what it wrote: a comma, or a colon and a space. */
#define PRINT_SLACK 2

/* Longer strings are escaped in pieces, so that no more than this times six is reserved ahead. */
#define PRINT_PIECE ((size_t)1 << 16)

static bool print_levels_grow(lane_printer *printer) {
    const lane_allocator *allocator = printer->writer.allocator;
    size_t old = printer->capacity * sizeof(print_level), size = old * 2;
    print_level *levels = printer->levels == printer->first ? lane_allocate(allocator, size)
                                                            : lane_reallocate(allocator, printer->levels, old, size);
    if (levels == NULL)
        return false;
    if (printer->levels == printer->first)
        memcpy(levels, printer->first, old);
    printer->levels = levels;
    printer->capacity *= 2;
    return true;
}

LANE_INLINE bool print_push(lane_printer *printer, print_level level) {
    if (LANE_UNLIKELY(printer->depth == printer->capacity) && !print_levels_grow(printer))
        return false;
    printer->levels[printer->depth++] = level;
    return true;
}

/* A new line and the white space before what stands there. */
static bool print_line(lane_printer *printer) {
    lane_writer *w = &printer->writer;
    /* depth < 2^59, as each level is 8 bytes of memory; indent < 2^32. */
    if (printer->indent != 0 && printer->depth > (SIZE_MAX / 8) / printer->indent)
        return false;
    size_t spaces = printer->depth * printer->indent;
    if (!lane_writer_reserve(w, spaces + 1 + PRINT_SLACK))
        return false;
    *w->cursor++ = '\n';
    memset(w->cursor, ' ', spaces);
    w->cursor += spaces;
    return true;
}

LANE_INLINE bool print_bytes(lane_printer *printer, const void *bytes, size_t size) {
    if (LANE_UNLIKELY(!lane_writer_reserve(&printer->writer, size + PRINT_SLACK)))
        return false;
    memcpy(printer->writer.cursor, bytes, size);
    printer->writer.cursor += size;
    return true;
}

/* The end of a piece of at most PRINT_PIECE bytes that does not cut a character. */
LANE_INLINE const uint8_t *print_piece(const uint8_t *p, const uint8_t *end) {
    if ((size_t)(end - p) <= PRINT_PIECE)
        return end;
    const uint8_t *cut = p + PRINT_PIECE;
    while ((*cut & 0xC0) == 0x80)
        cut--;
    return cut;
}

/* A character beyond ASCII as \uXXXX, or two of them. */
LANE_INLINE uint8_t *print_character(uint8_t *dst, uint32_t c) {
    if (c < 0x10000)
        return escape_put_unicode(dst, c, 1);
    c -= 0x10000;
    dst = escape_put_unicode(dst, 0xD800 | c >> 10, 1);
    return escape_put_unicode(dst, 0xDC00 | (c & 0x3FF), 1);
}

/* UTF-8 as ASCII. Room: ESCAPE_MOST bytes for each, and ESCAPE_SLACK. */
static uint8_t *print_ascii(uint8_t *dst, const uint8_t *p, const uint8_t *end) {
    while (p < end) {
        while (end - p >= SIMD_WIDTH) {
            simd_u8 v = simd_load(p);
            uint64_t stops = simd_mask(simd_or(escape_marks(v, ESCAPE_CONTROLS), v));
            unsigned plain = stops == 0 ? SIMD_WIDTH : bits_ctz64(stops);
            simd_store(dst, v);
            p += plain;
            dst += plain;
            if (stops != 0)
                break;
        }
        if (p == end)
            break;
        if (*p >= 0x80)
            dst = print_character(dst, utf8_next(&p));
        else if (escape_is_stop(*p, ESCAPE_CONTROLS))
            dst = escape_put(dst, *p++, 1);
        else
            *dst++ = *p++;
    }
    return dst;
}

/* A string that may need escapes. */
static LANE_NOINLINE bool print_escaped(lane_printer *printer, const uint8_t *p, const uint8_t *end) {
    lane_writer *w = &printer->writer;
    for (const uint8_t *cut; p != end; p = cut) {
        cut = print_piece(p, end);
        if (!lane_writer_reserve(w, (size_t)(cut - p) * ESCAPE_MOST + ESCAPE_SLACK))
            return false;
        w->cursor = printer->flags & LANE_ASCII ? print_ascii(w->cursor, p, cut)
                                                : escape_bytes(w->cursor, p, (size_t)(cut - p), ESCAPE_CONTROLS, 1);
    }
    return true;
}

/* A string with its quotes. */
LANE_INLINE bool print_string(lane_printer *printer, const lane_value *value, lane_error *error) {
    const uint8_t *text = (const uint8_t *)value->payload.text;
    size_t length = (size_t)(value->tag >> LANE_VALUE_LENGTH_SHIFT);
    lane_writer *w = &printer->writer;
    if (LANE_UNLIKELY(value->tag & LANE_VALUE_SURROGATES) && !(printer->flags & LANE_LONE_SURROGATES) &&
        utf8_invalid(text, text + length, false) != NULL) {
        error->code = LANE_ERROR_SURROGATE;
        return false;
    }
    if (LANE_UNLIKELY(!lane_writer_reserve(w, length + 2 + PRINT_SLACK)))
        return false;
    *w->cursor++ = '"';
    if (LANE_LIKELY(value->tag & LANE_VALUE_PLAIN) && LANE_LIKELY(!(printer->flags & LANE_ASCII))) {
        memcpy(w->cursor, text, length);
        w->cursor += length;
    } else if (!print_escaped(printer, text, text + length) || !lane_writer_reserve(w, 1 + PRINT_SLACK)) {
        return false;
    }
    *w->cursor++ = '"';
    return true;
}

static LANE_COLD const char *print_constant(double d, uint32_t flags) {
    if (!(flags & LANE_NAN))
        return "null";
    return d != d ? "NaN" : d < 0 ? "-Infinity" : "Infinity";
}

/* A value that contains no other. False if there is no memory, or with error set. */
LANE_INLINE bool print_scalar(lane_printer *printer, const lane_value *value, lane_error *error) {
    lane_writer *w = &printer->writer;
    if (LANE_LIKELY(lane_value_type(value) == LANE_TYPE_STRING))
        return print_string(printer, value, error);
    if (LANE_UNLIKELY(!lane_writer_reserve(w, LANE_NUMBER_ROOM + PRINT_SLACK)))
        return false;
    switch (lane_value_type(value)) {
    case LANE_TYPE_INT: w->cursor = decimal_put_i64(w->cursor, value->payload.i); return true;
    case LANE_TYPE_UINT: w->cursor = decimal_put_u64(w->cursor, value->payload.u); return true;
    case LANE_TYPE_DOUBLE: {
        double d = value->payload.d;
        if (LANE_UNLIKELY(!(d - d == 0))) { /* of infinity and NaN, the difference is NaN */
            const char *word = print_constant(d, printer->flags);
            return print_bytes(printer, word, strlen(word));
        }
        w->cursor = decimal_put_double(w->cursor, d, FORMAT_REPR, &printer->gate);
        return true;
    }
    case LANE_TYPE_NUMBER: return print_bytes(printer, value->payload.text, lane_value_length(value));
    case LANE_TYPE_BOOL: {
        bool yes = value->payload.u != 0;
        return print_bytes(printer, yes ? "true" : "false", yes ? 4 : 5);
    }
    default: return print_bytes(printer, "null", 4);
    }
}

/* Writes the closing brackets of all containers that ended with the last value. *level is of the innermost open
 * container and has lost its member; it becomes that of the one that goes on. False if there is no memory;
 * printer->depth is 0 at the end of all. */
LANE_INLINE bool print_close(lane_printer *printer, print_level *level, bool pretty) {
    lane_writer *w = &printer->writer;
    while (printer->depth != 0 && (*level -= 2) < 2) {
        uint8_t bracket = *level & 1 ? '}' : ']';
        *level = printer->levels[--printer->depth];
        if (pretty && LANE_UNLIKELY(!print_line(printer)))
            return false;
        if (LANE_UNLIKELY(!lane_writer_reserve(w, 1 + PRINT_SLACK)))
            return false;
        *w->cursor++ = bracket;
    }
    return true;
}

/* `value` and all that it contains. `pretty` is a constant. False if there is no memory, or with error set. */
LANE_INLINE bool print_value(lane_printer *printer, const lane_value *value, bool pretty, lane_error *error) {
    lane_writer *w = &printer->writer;
    print_level level = 0; /* of the innermost open container */
    for (;;) {
        size_t count = 0;
        if (lane_value_type(value) >= LANE_TYPE_ARRAY) {
            bool object = lane_value_type(value) == LANE_TYPE_OBJECT;
            count = lane_value_count(value);
            if (LANE_UNLIKELY(!lane_writer_reserve(w, 2 + PRINT_SLACK)))
                return false;
            *w->cursor++ = object ? '{' : '[';
            if (LANE_LIKELY(count != 0)) {
                if (LANE_UNLIKELY(!print_push(printer, level)))
                    return false;
                level = (print_level)count << 1 | object;
            } else {
                *w->cursor++ = object ? '}' : ']';
            }
        } else if (LANE_UNLIKELY(!print_scalar(printer, value, error))) {
            return false;
        }
        value++;
        if (count == 0) {
            if (LANE_UNLIKELY(!print_close(printer, &level, pretty)))
                return false;
            if (printer->depth == 0)
                return true;
            *w->cursor++ = ',';
        }
        if (pretty && LANE_UNLIKELY(!print_line(printer)))
            return false;
        if (level & 1) {
            if (LANE_UNLIKELY(!print_string(printer, value, error)))
                return false;
            value++;
            *w->cursor++ = ':';
            if (pretty)
                *w->cursor++ = ' ';
        }
    }
}

static LANE_NOINLINE bool print_compact(lane_printer *printer, const lane_value *value, lane_error *error) {
    return print_value(printer, value, false, error);
}

static LANE_NOINLINE bool print_pretty(lane_printer *printer, const lane_value *value, lane_error *error) {
    return print_value(printer, value, true, error);
}

/* What the text is likely to take: values are written about as long as they are here, or they are strings. */
static size_t print_estimate(const lane_value *value) {
    if (lane_value_type(value) < LANE_TYPE_ARRAY)
        return lane_value_length(value) + LANE_NUMBER_ROOM;
    size_t size = (size_t)value->payload.size;
    return size < SIZE_MAX / 8 ? size + LANE_NUMBER_ROOM : LANE_NUMBER_ROOM;
}

/* Writes frame's value to a block of its own. */
static bool value_write(lane_write_frame *frame) {
    lane_printer printer;
    printer.levels = printer.first;
    printer.depth = 0;
    printer.capacity = PRINT_LEVELS;
    printer.flags = frame->flags;
    printer.indent = frame->indent;
    printer.gate = (format_gate){0};
    frame->error = (lane_error){LANE_ERROR_MEMORY, 0};
    if (!lane_writer_init(&printer.writer, frame->allocator, 0, print_estimate(frame->value)))
        return false;
    bool ok = frame->indent != 0 ? print_pretty(&printer, frame->value, &frame->error)
                                 : print_compact(&printer, frame->value, &frame->error);
    if (printer.levels != printer.first)
        lane_release(frame->allocator, printer.levels, printer.capacity * sizeof(print_level));
    size_t room = 0;
    if (ok && lane_writer_reserve(&printer.writer, 1)) {
        *printer.writer.cursor++ = 0;
        size_t length = lane_writer_length(&printer.writer) - 1;
        frame->text = lane_writer_finish(&printer.writer, &room);
        if (LANE_LIKELY(room == length + 1)) { /* else lane_text_free would not know the block's size */
            frame->length = length;
            frame->error.code = LANE_OK;
            return true;
        }
    }
    lane_writer_release(&printer.writer);
    return false;
}

#endif
