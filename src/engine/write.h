/* SPDX-License-Identifier: MIT */
/* Serialises a value with its contents, compact or indented, and the call that does so for a document. No recursion:
 * values are in the order of the text, so one pass with a stack of the numbers of members left suffices. */
#ifndef LANE_WRITE_H
#define LANE_WRITE_H

#include "print.h"

/* Writes `value` with its contents. `pretty` is constant. Writes a comma after each value, and removes it at the end of
 * a container. */
LANE_INLINE uint8_t *print_value(lane_printer *printer, uint8_t *p, const lane_value *value, bool pretty,
                                 lane_error *error) {
    const size_t outside = printer->depth;
    print_level level = 0; /* of the innermost open container */
    for (;;) {
        p = print_room(printer, p, 0);
        if (LANE_UNLIKELY(p == NULL))
            return NULL;
        const lane_type type = lane_value_type(value);
        if (type >= LANE_TYPE_ARRAY && lane_value_count(value) != 0) {
            const bool object = type == LANE_TYPE_OBJECT;
            if (LANE_UNLIKELY(!print_push(printer, level, p)))
                return NULL;
            level = (print_level)lane_value_count(value++) << 1 | object;
            *p++ = object ? '{' : '[';
        } else {
            if (LANE_UNLIKELY(type >= LANE_TYPE_ARRAY)) {
                lane_store16(p, type == LANE_TYPE_OBJECT ? '{' | '}' << 8 : '[' | ']' << 8);
                p += 2;
            } else if (LANE_LIKELY(type == LANE_TYPE_STRING)) { /* types in the order of their frequency */
                p = print_string(printer, p, value, error);
            } else if (type == LANE_TYPE_INT) {
                p = decimal_put_i64(p, value->payload.i);
            } else if (type == LANE_TYPE_DOUBLE) {
                p = print_double(printer, p, value->payload.d);
            } else if (type == LANE_TYPE_BOOL || type == LANE_TYPE_NULL) {
                if (level >= 4 && !(level & 1)) {
                    const print_run run = pretty ? print_words_pretty(printer, p, value, level / 2 - 1)
                                                 : print_words_compact(printer, p, value, level / 2 - 1);
                    if (LANE_UNLIKELY(run.end == NULL))
                        return NULL;
                    p = run.end;
                    value += run.count;
                    level -= 2 * run.count;
                }
                p = print_word(p, value, type, 0);
            } else {
                p = print_rest(printer, p, value, type);
            }
            if (LANE_UNLIKELY(p == NULL))
                return NULL;
            value++;
            *p++ = ',';
            /* Closes all containers that end with this value. */
            for (;;) {
                if (LANE_UNLIKELY(printer->depth == outside))
                    return p - 1;
                level -= 2;
                if (LANE_LIKELY(level >= 2))
                    break;
                const uint8_t bracket = level & 1 ? '}' : ']';
                level = printer->levels[--printer->depth];
                p--;
                p = pretty ? print_line(printer, p) : print_room(printer, p, 0);
                if (LANE_UNLIKELY(p == NULL))
                    return NULL;
                *p++ = bracket;
                *p++ = ',';
            }
        }
        if (pretty) {
            p = print_line(printer, p);
            if (LANE_UNLIKELY(p == NULL))
                return NULL;
        }
        if (level & 1) {
            p = print_string(printer, p, value++, error);
            if (LANE_UNLIKELY(p == NULL))
                return NULL;
            *p++ = ':';
            if (pretty)
                *p++ = ' ';
        }
    }
}

static LANE_NOINLINE uint8_t *print_compact(lane_printer *printer, uint8_t *p, const lane_value *value,
                                            lane_error *error) {
    return print_value(printer, p, value, false, error);
}

static LANE_NOINLINE uint8_t *print_pretty(lane_printer *printer, uint8_t *p, const lane_value *value,
                                           lane_error *error) {
    return print_value(printer, p, value, true, error);
}

static uint8_t *print_any(lane_printer *printer, uint8_t *p, const lane_value *value, lane_error *error) {
    return printer->indent != 0 ? print_pretty(printer, p, value, error) : print_compact(printer, p, value, error);
}

/* Bytes of a text that needs no allocation, with LANE_BUFFER_SLACK. */
#define PRINT_SHORT (896 + LANE_BUFFER_SLACK)

/* Values sampled to estimate the length of the text, in runs. */
#define PRINT_SAMPLE 256
#define PRINT_RUN 16

/* Returns about how many bytes a value takes with the text around it, except white space. */
static size_t print_guess(const lane_value *value) {
    const lane_type type = lane_value_type(value);
    if (type == LANE_TYPE_STRING || type == LANE_TYPE_NUMBER)
        return lane_value_length(value) + 3;
    if (type == LANE_TYPE_INT || type == LANE_TYPE_UINT) {
        const uint64_t sign = type == LANE_TYPE_INT ? 0 - (value->payload.u >> 63) : 0;
        const unsigned bits = 64 - bits_clz64((value->payload.u ^ sign) | 1);
        return bits * 19 / 64 + 3; /* digits, sign, comma */
    }
    return type == LANE_TYPE_DOUBLE ? 18 : type >= LANE_TYPE_ARRAY ? 3 : 6;
}

/* Returns the likely length of the text, from a sample of the values, plus an eighth: growing would copy. */
static size_t print_estimate(const lane_value *value, uint32_t indent) {
    const size_t count = lane_value_type(value) >= LANE_TYPE_ARRAY ? (size_t)value->payload.size / sizeof *value : 1;
    const size_t step = count > PRINT_SAMPLE ? count / (PRINT_SAMPLE / PRINT_RUN) : PRINT_RUN;
    if (count * sizeof *value + LANE_NUMBER_ROOM + LANE_BUFFER_SLACK <= PRINT_SHORT)
        return LANE_NUMBER_ROOM; /* rarely longer than the buffer on the stack */
    size_t bytes = 0, sampled = 0;
    for (size_t i = 0; i < count; i += step) {
        for (size_t j = i; j < count && j < i + PRINT_RUN; j++, sampled++)
            bytes += print_guess(value + j);
    }
    const double space = indent == 0 ? 0 : 1 + 4.0 * indent;
    const double estimate = ((double)bytes / (double)sampled + space) * (double)count * 1.125 + LANE_NUMBER_ROOM;
    return estimate < (double)(SIZE_MAX / 8) ? (size_t)estimate : LANE_NUMBER_ROOM;
}

/* Writes frame->value to a new block, or to frame->memory. */
static bool value_write(lane_write_frame *frame) {
    lane_printer printer;
    uint8_t text[PRINT_SHORT];
    lane_printer_init(&printer, frame->flags, frame->indent);
    frame->error = (lane_error){LANE_ERROR_MEMORY, 0};
    if (frame->memory != NULL) {
        if (frame->room < LANE_BUFFER_SLACK)
            return false;
        printer.buffer = (lane_buffer){.start = frame->memory,
                                       .limit = frame->memory + frame->room - LANE_BUFFER_SLACK,
                                       .kind = LANE_BUFFER_FIXED};
    } else if (!lane_buffer_init(&printer.buffer, frame->allocator, text, PRINT_SHORT,
                                 print_estimate(frame->value, frame->indent)))
        return false;
    uint8_t *end = print_any(&printer, printer.buffer.start, frame->value, &frame->error);
    if (printer.levels != printer.first && frame->memory == NULL)
        lane_release(frame->allocator, printer.levels, printer.capacity * sizeof(print_level));
    if (LANE_LIKELY(end != NULL)) {
        *end++ = 0;
        frame->length = (size_t)(end - printer.buffer.start) - 1;
        frame->text = frame->memory != NULL ? frame->memory : lane_buffer_finish(&printer.buffer, end);
        if (LANE_LIKELY(frame->text != NULL)) {
            frame->error.code = LANE_OK;
            return true;
        }
    }
    lane_buffer_release(&printer.buffer);
    return false;
}

#endif
