/* SPDX-License-Identifier: MIT */
/* Values of 16 bytes from a text: the sink of kernel/walk.h that builds documents, or only checks.
 *
 * While a container is open, its value's size is the distance in bytes back to the container around it, and that
 * one's tag keeps the number of its members so far. So the values are the walk's stack. The outermost container
 * hangs on the outside value.
 *
 *     {"a": [1,        index  type     tag's length        size
 *                      -1     none     1                   -
 *                       0     object   1                   1 * 16 (back to -1)
 *                       1     string   1                   -
 *                       2     array    - (in the sink: 1)  2 * 16 (back to 0)
 *                       3     int      -                   -
 *
 * When it closes, its size becomes the distance to the value behind it: see lane_value in lanejson.h for the
 * result. */
#ifndef LANE_VALUE_H
#define LANE_VALUE_H

#include "document.h"
#include "kernel/block.h"
#include "kernel/utf8.h"
#include "number.h"
#include "options.h"

typedef struct {
    lane_value *next, *limit; /* free values */
    lane_value *open;         /* the innermost open container, or the outside value */
    uint64_t count;           /* members of it so far */
    bool high;                /* a string has a byte beyond ASCII */
    bool build;               /* false: only check. Then containers are kept while they are open, and nothing else */
    bool owned;
    uint8_t beyond_ascii; /* LANE_VALUE_SURROGATES if they are let pass: the flag of strings that may hold them */
    uint32_t flags;
    lane_parse_frame *frame;
} lane_sink;

#include "kernel/walk.h"

/* Cold and without a pointer to the sink, so that the sink can live in registers. */
static LANE_COLD lane_value *value_grow(lane_parse_frame *frame, lane_value **ret_limit) {
    lane_value *next = lane_doc_grow(frame);
    if (next != NULL)
        *ret_limit = lane_doc_outside(frame->doc) + frame->doc->capacity;
    return next;
}

/* A place for one more value, or NULL. */
LANE_INLINE lane_value *sink_take(lane_sink *sink) {
    if (LANE_UNLIKELY(sink->next == sink->limit)) {
        lane_value *limit = NULL, *next = value_grow(sink->frame, &limit);
        if (next == NULL)
            return NULL;
        sink->open = next - (sink->next - sink->open);
        sink->next = next;
        sink->limit = limit;
    }
    return sink->next++;
}

LANE_INLINE bool sink_word(lane_sink *sink, lane_type type, uint64_t payload) {
    if (!sink->build)
        return true;
    lane_value *value = sink_take(sink);
    if (LANE_UNLIKELY(value == NULL))
        return false;
    value->tag = type;
    value->payload.u = payload;
    sink->count++;
    return true;
}

LANE_INLINE bool sink_null(lane_sink *sink) {
    return sink_word(sink, LANE_TYPE_NULL, 0);
}

LANE_INLINE bool sink_bool(lane_sink *sink, bool value) {
    return sink_word(sink, LANE_TYPE_BOOL, value);
}

LANE_INLINE bool sink_constant(lane_sink *sink, walk_constant which) {
    static const uint64_t bits[] = {
        [WALK_NAN] = (uint64_t)0x7FF8 << 48,
        [WALK_INFINITY] = (uint64_t)0x7FF0 << 48,
        [WALK_MINUS_INFINITY] = (uint64_t)0xFFF0 << 48,
    };
    return sink_word(sink, LANE_TYPE_DOUBLE, bits[which]);
}

/* A number or string that lies in memory as it is. */
LANE_INLINE bool sink_text(lane_sink *sink, uint64_t type_and_flags, const uint8_t *begin, const uint8_t *end) {
    lane_value *value = sink_take(sink);
    if (LANE_UNLIKELY(value == NULL))
        return false;
    value->tag = type_and_flags | (uint64_t)(end - begin) << LANE_VALUE_LENGTH_SHIFT;
    value->payload.text = (const char *)begin;
    return true;
}

static_assert(LANE_NUMBER_INT + LANE_TYPE_INT == LANE_TYPE_INT && LANE_NUMBER_UINT + LANE_TYPE_INT == LANE_TYPE_UINT &&
                  LANE_NUMBER_DOUBLE + LANE_TYPE_INT == LANE_TYPE_DOUBLE,
              "kinds of numbers and types have the same order");

LANE_INLINE bool sink_number(lane_sink *sink, const lane_number *number, const uint8_t *begin, const uint8_t *end,
                             walk_fault *fault) {
    uint64_t bits = number->u;
    lane_number_kind kind = number->kind;
    if (LANE_UNLIKELY(sink->flags & LANE_RAW_NUMBERS) ||
        LANE_UNLIKELY(kind == LANE_NUMBER_BIG && (sink->flags & LANE_BIG_NUMBERS))) {
        sink->count++;
        return !sink->build || sink_text(sink, LANE_TYPE_NUMBER, begin, end);
    }
    if (LANE_UNLIKELY(kind == LANE_NUMBER_BIG)) {
        bits = double_to_bits(lane_number_exact(begin, end));
        kind = LANE_NUMBER_DOUBLE;
    }
    const uint64_t infinite = (uint64_t)0x7FF << 52;
    if (kind == LANE_NUMBER_DOUBLE && LANE_UNLIKELY(bits << 1 == infinite << 1) && !(sink->flags & LANE_OVERFLOW)) {
        fault->code = LANE_ERROR_RANGE;
        fault->at = begin;
        return false;
    }
    return sink_word(sink, (lane_type)(kind + LANE_TYPE_INT), bits);
}

/* A string with escapes, or with a fault. It goes to the arena, with a 0 behind. */
static LANE_NOINLINE bool value_unescape(lane_parse_frame *frame, const lane_text *text, bool keep, walk_fault *fault,
                                         const uint8_t **ret_begin, const uint8_t **ret_end) {
    lane_arena *arena = &frame->doc->text;
    uint8_t *begin = lane_arena_reserve(arena, (size_t)(text->end - text->begin) + SIMD_WIDTH + 1);
    if (LANE_UNLIKELY(begin == NULL))
        return false;
    uint8_t *end = text_unescape(begin, text->begin, text->end, frame->flags, &fault->at, &fault->code);
    if (LANE_UNLIKELY(end == NULL))
        return false;
    *end = 0;
    if (keep)
        lane_arena_keep(arena, end + 1);
    *ret_begin = begin;
    *ret_end = end;
    return true;
}

/* A string or key: the same but for the count. */
LANE_INLINE bool sink_body(lane_sink *sink, const lane_text *text, walk_fault *fault) {
    const uint8_t *begin = text->begin, *end = text->end;
    uint64_t tag = LANE_TYPE_STRING;
    sink->high |= text->high;
    if (LANE_LIKELY(!text->escaped)) {
        tag |= LANE_VALUE_PLAIN | (text->high ? sink->beyond_ascii : LANE_VALUE_ASCII);
        if (LANE_UNLIKELY(sink->owned))
            *(uint8_t *)(uintptr_t)end = 0;
    } else {
        tag |= sink->beyond_ascii;
        if (!value_unescape(sink->frame, text, sink->build, fault, &begin, &end))
            return false;
    }
    return !sink->build || sink_text(sink, tag, begin, end);
}

LANE_INLINE bool sink_string(lane_sink *sink, const lane_text *text, walk_fault *fault) {
    sink->count++;
    return sink_body(sink, text, fault);
}

LANE_INLINE size_t sink_key_expected(lane_sink *sink, const uint8_t *p, const uint8_t *end) {
    (void)sink;
    (void)p;
    (void)end;
    return 0;
}

LANE_INLINE bool sink_key(lane_sink *sink, const lane_text *text, walk_fault *fault) {
    return sink_body(sink, text, fault);
}

LANE_INLINE bool sink_container_begin(lane_sink *sink, lane_type type) {
    lane_value *value = sink_take(sink);
    if (LANE_UNLIKELY(value == NULL))
        return false;
    lane_value *around = sink->open;
    around->tag = (around->tag & 15) | (sink->count + 1) << LANE_VALUE_LENGTH_SHIFT;
    value->tag = type;
    value->payload.size = (uint64_t)((char *)value - (char *)around);
    sink->open = value;
    sink->count = 0;
    return true;
}

LANE_INLINE walk_parent sink_container_end(lane_sink *sink, lane_type type) {
    lane_value *value = sink->open, *around = (lane_value *)((char *)value - value->payload.size);
    value->tag = type | sink->count << LANE_VALUE_LENGTH_SHIFT;
    value->payload.size = (uint64_t)((char *)sink->next - (char *)value);
    if (!sink->build)
        sink->next = value;
    sink->open = around;
    sink->count = around->tag >> LANE_VALUE_LENGTH_SHIFT;
    lane_type outer = (lane_type)(around->tag & 15);
    return outer == LANE_TYPE_ARRAY ? WALK_ARRAY : outer == LANE_TYPE_OBJECT ? WALK_OBJECT : WALK_ROOT;
}

LANE_INLINE bool sink_array_begin(lane_sink *sink) {
    return sink_container_begin(sink, LANE_TYPE_ARRAY);
}

LANE_INLINE bool sink_object_begin(lane_sink *sink) {
    return sink_container_begin(sink, LANE_TYPE_OBJECT);
}

LANE_INLINE walk_parent sink_array_end(lane_sink *sink) {
    return sink_container_end(sink, LANE_TYPE_ARRAY);
}

LANE_INLINE walk_parent sink_object_end(lane_sink *sink) {
    return sink_container_end(sink, LANE_TYPE_OBJECT);
}

/* Every value but the first follows one of these bytes. */
LANE_INLINE uint64_t value_starters(const block *b) {
    return block_eq(b, ',') | block_eq(b, ':') | block_eq(b, '[') | block_eq(b, '{');
}

/* About how many values a text holds: those of its first bytes, in proportion. */
static size_t value_estimate(const uint8_t *begin, const uint8_t *end) {
    const size_t sample = 4096, length = (size_t)(end - begin);
    if (length < 256)
        return length / 2 + 1; /* no text has more: one byte for each value, one between two */
    size_t looked = length < sample ? length / BLOCK_SIZE * BLOCK_SIZE : sample, found = 1;
    for (size_t i = 0; i < looked; i += BLOCK_SIZE) {
        block b = block_load(begin + i);
        found += bits_popcount64(value_starters(&b));
    }
    /* A quarter more, because what cannot be used costs less than to move. */
    double estimate = (double)found * ((double)length / (double)looked) * 1.25 + 8;
    return estimate < (double)(length / 2 + 1) ? (size_t)estimate : length / 2 + 1;
}

/* The cursor is a constant of each of these, so each is the whole walk once. */
static LANE_NOINLINE const uint8_t *value_walk_scanning(lane_cursor *cursor, lane_sink *sink) {
    lane_sink local = *sink;
    const uint8_t *end = walk(cursor, &local, local.flags, local.frame->max_depth, true, false, &local.frame->error);
    *sink = local;
    return end;
}

static LANE_NOINLINE const uint8_t *value_walk_indexed(lane_cursor *cursor, lane_sink *sink) {
    lane_sink local = *sink;
    const uint8_t *end = walk(cursor, &local, local.flags, local.frame->max_depth, true, true, &local.frame->error);
    *sink = local;
    return end;
}

/* Reads frame's text into frame->doc; with build = false only checks it. Whatever the result, frame->doc is to be
 * freed. */
static bool value_read(lane_parse_frame *frame, bool build) {
    frame->error = (lane_error){LANE_OK, 0};
    if (!lane_doc_create(frame, build ? value_estimate(frame->begin, frame->end) : 16)) {
        frame->error.code = LANE_ERROR_MEMORY;
        return false;
    }
    lane_value *outside = lane_doc_outside(frame->doc);
    lane_sink sink = {
        .next = outside + 1,
        .limit = outside + frame->doc->capacity,
        .open = outside,
        .build = build,
        .owned = frame->owned,
        .beyond_ascii = frame->flags & LANE_LONE_SURROGATES ? LANE_VALUE_SURROGATES : 0,
        .flags = frame->flags,
        .frame = frame,
    };
    lane_cursor cursor;
    bool indexed = cursor_open(&cursor, frame->begin, frame->end, frame->flags);
    const uint8_t *end = indexed ? value_walk_indexed(&cursor, &sink) : value_walk_scanning(&cursor, &sink);
    if (LANE_UNLIKELY(end == NULL && frame->error.code == LANE_OK)) {
        frame->error = (lane_error){LANE_ERROR_MEMORY, 0};
        return false;
    }
    /* The leftmost fault counts: of the grammar, or of the encoding before it. */
    if (sink.high || end == NULL) {
        const uint8_t *looked = end == NULL ? frame->begin + frame->error.offset : frame->end;
        const uint8_t *bad = utf8_invalid(frame->begin, looked, (frame->flags & LANE_LONE_SURROGATES) != 0);
        if (LANE_UNLIKELY(bad != NULL)) {
            frame->error = (lane_error){LANE_ERROR_UTF8, (size_t)(bad - frame->begin)};
            return false;
        }
    }
    frame->doc->count = (size_t)(sink.next - lane_doc_outside(frame->doc)) - 1;
    return end != NULL;
}

static bool value_parse(lane_parse_frame *frame) {
    return value_read(frame, true);
}

static bool value_validate(lane_parse_frame *frame) {
    return value_read(frame, false);
}

#endif
