/* SPDX-License-Identifier: MIT */
/* The calls of a lane_writer: check where a value may be, write its comma and white space, and leave the value to
 * write.h.
 *
 * Each moves the writer's cursor after the text, or leaves it and sets the writer's error. */
#ifndef LANE_STREAM_H
#define LANE_STREAM_H

#include "write.h"

#include "../kernel/digits.h"

LANE_INLINE bool stream_end_at(lane_writer *writer, uint8_t *p) {
    if (LANE_UNLIKELY(p == NULL))
        return lane_writer_fail(writer, LANE_ERROR_MEMORY);
    writer->cursor = p;
    return true;
}

/* Writes the comma before a member that is not the first, and the line break. */
LANE_INLINE uint8_t *stream_member(lane_writer *writer, uint8_t *p, bool first) {
    *p = ',';
    p += !first;
    return writer->printer.indent != 0 ? print_line(&writer->printer, p) : p;
}

/* Writes the text before a value. NULL with *code set if no value may be here, or without memory. */
LANE_INLINE uint8_t *stream_before_value(lane_writer *writer, lane_error_code *code) {
    uint8_t *p = print_room(&writer->printer, writer->cursor, 0);
    *code = LANE_ERROR_MEMORY;
    if (LANE_UNLIKELY(p == NULL))
        return NULL;
    const stream_state state = writer->state;
    if (state == STREAM_MEMBER) {
        writer->state = STREAM_OBJECT;
        return p;
    }
    if (LANE_LIKELY(state == STREAM_ARRAY || state == STREAM_ARRAY_FIRST)) {
        writer->state = STREAM_ARRAY;
        return stream_member(writer, p, state == STREAM_ARRAY_FIRST);
    }
    if (state == STREAM_ROOT) {
        writer->state = STREAM_DONE;
        return p;
    }
    *code = state == STREAM_DONE ? LANE_ERROR_EXTRA : LANE_ERROR_KEY;
    return NULL;
}

/* Writes a bool or null. */
static bool stream_word(lane_writer *writer, uint64_t word, size_t length) {
    lane_error_code code;
    uint8_t *p = stream_before_value(writer, &code);
    if (LANE_UNLIKELY(p == NULL))
        return lane_writer_fail(writer, code);
    lane_store64(p, word);
    writer->cursor = p + length;
    return true;
}

static bool stream_int(lane_writer *writer, int64_t i) {
    lane_error_code code;
    uint8_t *p = stream_before_value(writer, &code);
    if (LANE_UNLIKELY(p == NULL))
        return lane_writer_fail(writer, code);
    writer->cursor = decimal_put_i64(p, i);
    return true;
}

static bool stream_double(lane_writer *writer, double d) {
    lane_error_code code;
    uint8_t *p = stream_before_value(writer, &code);
    if (LANE_UNLIKELY(p == NULL))
        return lane_writer_fail(writer, code);
    return stream_end_at(writer, print_double(&writer->printer, p, d));
}

/* Writes a string of the caller or of a document. */
static bool stream_string(lane_writer *writer, const lane_value *value) {
    lane_error error = {LANE_ERROR_MEMORY, 0};
    uint8_t *p = stream_before_value(writer, &error.code);
    if (LANE_LIKELY(p != NULL))
        p = print_string(&writer->printer, p, value, &error);
    if (LANE_UNLIKELY(p == NULL))
        return lane_writer_fail(writer, error.code);
    writer->cursor = p;
    return true;
}

/* Writes any value with its contents. */
static bool stream_value(lane_writer *writer, const lane_value *value) {
    const lane_type type = lane_value_type(value);
    if (type == LANE_TYPE_STRING)
        return stream_string(writer, value);
    if (type == LANE_TYPE_INT)
        return stream_int(writer, value->payload.i);
    lane_error error = {LANE_ERROR_MEMORY, 0};
    uint8_t *p = stream_before_value(writer, &error.code);
    if (LANE_LIKELY(p != NULL))
        p = print_any(&writer->printer, p, value, &error);
    return LANE_LIKELY(p != NULL) ? stream_end_at(writer, p) : lane_writer_fail(writer, error.code);
}

static bool stream_key(lane_writer *writer, const lane_value *key) {
    lane_printer *printer = &writer->printer;
    const stream_state state = writer->state;
    lane_error error = {LANE_ERROR_MEMORY, 0};
    if (LANE_UNLIKELY(state != STREAM_OBJECT && state != STREAM_OBJECT_FIRST))
        return lane_writer_fail(writer, state == STREAM_DONE ? LANE_ERROR_EXTRA : LANE_ERROR_VALUE);
    uint8_t *p = print_room(printer, writer->cursor, 0);
    if (LANE_LIKELY(p != NULL))
        p = stream_member(writer, p, state == STREAM_OBJECT_FIRST);
    if (LANE_LIKELY(p != NULL))
        p = print_string(printer, p, key, &error);
    if (LANE_UNLIKELY(p == NULL))
        return lane_writer_fail(writer, error.code);
    *p++ = ':';
    *p = ' ';
    writer->cursor = p + (printer->indent != 0);
    writer->state = STREAM_MEMBER;
    return true;
}

/* Opens an object or an array. */
static bool stream_begin(lane_writer *writer, bool object) {
    lane_printer *printer = &writer->printer;
    lane_error_code code;
    if (LANE_UNLIKELY(printer->depth >= writer->max_depth))
        return lane_writer_fail(writer, LANE_ERROR_DEPTH);
    uint8_t *p = stream_before_value(writer, &code);
    if (LANE_UNLIKELY(p == NULL))
        return lane_writer_fail(writer, code);
    if (LANE_UNLIKELY(!print_push(printer, writer->state, p)))
        return lane_writer_fail(writer, LANE_ERROR_MEMORY);
    *p = object ? '{' : '[';
    writer->cursor = p + 1;
    writer->state = object ? STREAM_OBJECT_FIRST : STREAM_ARRAY_FIRST;
    return true;
}

/* Closes the innermost container. */
static bool stream_end(lane_writer *writer) {
    lane_printer *printer = &writer->printer;
    const stream_state state = writer->state;
    if (LANE_UNLIKELY(state < STREAM_ARRAY_FIRST || state == STREAM_MEMBER))
        return lane_writer_fail(writer, state == STREAM_DONE ? LANE_ERROR_EXTRA : LANE_ERROR_VALUE);
    uint8_t *p = print_room(printer, writer->cursor, 0);
    writer->state = (stream_state)printer->levels[--printer->depth];
    const bool empty = state == STREAM_ARRAY_FIRST || state == STREAM_OBJECT_FIRST;
    if (p != NULL && !empty && printer->indent != 0)
        p = print_line(printer, p);
    if (LANE_UNLIKELY(p == NULL))
        return lane_writer_fail(writer, LANE_ERROR_MEMORY);
    *p = state >= STREAM_OBJECT_FIRST ? '}' : ']';
    writer->cursor = p + 1;
    return true;
}

/* Writes the text of a value unchanged; checks a number in the output. */
static bool stream_text(lane_writer *writer, const char *text, size_t length, bool number) {
    lane_error_code code;
    bool integer;
    uint8_t *p = stream_before_value(writer, &code);
    if (LANE_UNLIKELY(p == NULL))
        return lane_writer_fail(writer, code);
    if (!number)
        return stream_end_at(writer, print_bytes(&writer->printer, p, text, length));
    p = print_room(&writer->printer, p, length);
    if (LANE_UNLIKELY(p == NULL))
        return lane_writer_fail(writer, LANE_ERROR_MEMORY);
    memcpy(p, text, length);
    p[length] = 0; /* the sentinel */
    if (number_scan(p, p + length, &integer) != p + length)
        return lane_writer_fail(writer, LANE_ERROR_NUMBER);
    return stream_end_at(writer, p + length);
}

#endif
