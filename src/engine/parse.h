/* SPDX-License-Identifier: MIT */
/* The calls that read a document: parse it into values, or only check it. Chooses the cursor and the instance of the
 * walk, and turns its result into the result of the call. */
#ifndef LANE_PARSE_H
#define LANE_PARSE_H

#include "value.h"

#include "../kernel/block.h"
#include "../kernel/utf8.h"

/* Returns the bytes that precede a value: each value except the first follows one of these. */
LANE_INLINE uint64_t value_starters(const block *b) {
    return block_eq(b, ',') | block_eq(b, ':') | block_eq(b, '[') | block_eq(b, '{');
}

/* Shorter texts, in bytes, repeat too few keys to predict them. */
#define VALUE_SHORT 512

/* Likewise in values; also the initial values of a reader's first document. */
#define VALUE_FIRST 64

/* Estimates the number of values of a text from its first bytes. */
static size_t value_estimate(const uint8_t *begin, const uint8_t *end) {
    const size_t sample = 4096, length = (size_t)(end - begin);
    if (length < 256)
        return length / 2 + 1; /* the maximum: one byte for each value, one between two */
    size_t looked = length < sample ? length / BLOCK_SIZE * BLOCK_SIZE : sample, found = 1;
    for (size_t i = 0; i < looked; i += BLOCK_SIZE) {
        block b = block_load(begin + i);
        found += bits_popcount64(value_starters(&b));
    }
    /* A quarter more: unused room costs less than moving. */
    double estimate = (double)found * ((double)length / (double)looked) * 1.25 + 8;
    return estimate < (double)(length / 2 + 1) ? (size_t)estimate : length / 2 + 1;
}

/* Returns the initial room for values. The length of a document in a longer text is unknown, but it is probably like
 * the previous one. */
static size_t value_room(const lane_parse_frame *frame) {
    return !frame->prefix ? value_estimate(frame->begin, frame->end) : frame->doc != NULL ? 0 : VALUE_FIRST;
}

/* Returns whether too few keys are likely to repeat to predict them. */
static bool value_is_short(const lane_parse_frame *frame) {
    if (frame->flags & (LANE_CURSOR_SCANNING | LANE_CURSOR_INDEXED))
        return false;
    if (frame->prefix && frame->doc->used != 0)
        return frame->doc->used < VALUE_FIRST;
    return frame->end - frame->begin < VALUE_SHORT;
}

/* The result of a walk: failure, or a document without or with non-ASCII bytes in strings. */
typedef enum { VALUE_FAILED, VALUE_ASCII, VALUE_NON_ASCII } value_outcome;

#define VALUE_JSONC (LANE_COMMENTS | LANE_TRAILING_COMMAS)

/* Returns the tag of a string without escapes, except its length. */
LANE_INLINE uint64_t value_string_tag(uint32_t flags) {
    return LANE_TYPE_STRING | LANE_VALUE_PLAIN | LANE_VALUE_FOLLOWED |
           (flags & LANE_LONE_SURROGATES ? LANE_VALUE_SURROGATES : 0);
}

/* Instances of the walk for each cursor, with and without prediction of keys, as constants. */
LANE_INLINE value_outcome value_walk(lane_parse_frame *frame, bool expects, lane_index *index, bool jsonc) {
    lane_level levels[LANE_LEVELS];
    if (expects)
        value_levels_clear(levels);
    lane_value *outside = lane_doc_outside(frame->doc);
    lane_sink sink = {
        .outside = outside,
        .levels = levels,
        .next = outside + 1,
        .limit = outside + frame->doc->capacity,
        .open = outside,
        .string_tag = value_string_tag(frame->flags),
        .raw = (frame->flags & LANE_RAW_NUMBERS) != 0,
        .keeps = true,
        .expects = expects,
        .frame = frame,
    };
    lane_cursor cursor = cursor_open(frame->begin, frame->end, index);
    const uint8_t *stop =
        walk(&cursor, &sink, frame->flags, frame->max_depth, !frame->prefix, index != NULL, jsonc, &frame->error);
    if (LANE_UNLIKELY(stop == NULL))
        return VALUE_FAILED;
    frame->end = stop;
    frame->doc->count = (size_t)(sink.next - sink.outside) - 1;
    return sink.non_ascii || (jsonc && frame->flags & LANE_COMMENTS) ? VALUE_NON_ASCII : VALUE_ASCII;
}

static LANE_NOINLINE value_outcome value_walk_short(lane_parse_frame *frame) {
    return value_walk(frame, false, NULL, false);
}

static LANE_NOINLINE value_outcome value_walk_jsonc(lane_parse_frame *frame) {
    return value_walk(frame, false, NULL, true);
}

static LANE_NOINLINE value_outcome value_walk_scanning(lane_parse_frame *frame) {
    return value_walk(frame, true, NULL, false);
}

static LANE_NOINLINE value_outcome value_walk_indexed(lane_parse_frame *frame) {
    lane_index index;
    return value_walk(frame, true, &index, false);
}

/* Reports a fault in the encoding of [from, looked): the leftmost fault counts. */
static bool value_encoding(lane_parse_frame *frame, const uint8_t *from, const uint8_t *looked) {
    const uint8_t *bad = utf8_invalid(from, looked, (frame->flags & LANE_LONE_SURROGATES) != 0);
    if (LANE_LIKELY(bad == NULL))
        return true;
    frame->error = (lane_error){LANE_ERROR_UTF8, (size_t)(bad - frame->begin)};
    return false;
}

/* NUL-terminates each string that lies in the text. */
static void value_end_strings(lane_doc *doc) {
    lane_value *value = lane_doc_outside(doc) + 1;
    for (size_t left = doc->count; left != 0; left--, value++) {
        if ((value->tag & 15) == LANE_TYPE_STRING && value->tag & LANE_VALUE_PLAIN)
            ((char *)(uintptr_t)value->payload.text)[value->tag >> LANE_VALUE_LENGTH_SHIFT] = 0;
    }
}

/* Turns the result of a walk into the result of a call: whether the whole text is valid, else frame->error. */
static bool value_settle(lane_parse_frame *frame, value_outcome outcome) {
    if (LANE_LIKELY(outcome != VALUE_FAILED))
        return outcome == VALUE_ASCII || value_encoding(frame, frame->begin, frame->end);
    if (frame->error.code != LANE_OK)
        (void)value_encoding(frame, frame->begin, frame->begin + frame->error.offset);
    else
        frame->error = (lane_error){LANE_ERROR_MEMORY, 0};
    return false;
}

/* Parses frame's text into frame->doc, which the caller frees also on failure. */
static bool value_parse(lane_parse_frame *frame) {
    frame->error = (lane_error){LANE_OK, 0};
    if (!lane_doc_create(frame, value_room(frame))) {
        frame->error.code = LANE_ERROR_MEMORY;
        return false;
    }
    const bool indexed = !frame->prefix && cursor_choose(frame->begin, frame->end, frame->flags, true);
    const value_outcome outcome = frame->flags & VALUE_JSONC ? value_walk_jsonc(frame)
                                  : value_is_short(frame)    ? value_walk_short(frame)
                                  : indexed                  ? value_walk_indexed(frame)
                                                             : value_walk_scanning(frame);
    if (!value_settle(frame, outcome))
        return false;
    if (frame->owned)
        value_end_strings(frame->doc);
    return true;
}

/* Walks on from frame->growth. Returns the end of the value; or NULL with frame->error, whose code is LANE_OK without
 * memory. Stores whether a string or comment may have a non-ASCII byte. */
static LANE_NOINLINE const uint8_t *value_walk_on(lane_parse_frame *frame, bool *ret_non_ascii) {
    lane_growth *growth = frame->growth;
    lane_value *outside = lane_doc_outside(frame->doc);
    lane_sink sink = {
        .outside = outside,
        .levels = growth->levels,
        .level = growth->resume.depth,
        .next = outside + 1 + frame->doc->count,
        .limit = outside + frame->doc->capacity,
        .open = (lane_value *)((char *)outside + growth->open),
        .count = growth->count,
        .twin = growth->twin,
        .string_tag = value_string_tag(frame->flags),
        .raw = (frame->flags & LANE_RAW_NUMBERS) != 0,
        .keeps = true,
        .expects = true,
        .frame = frame,
    };
    lane_cursor cursor = cursor_open(frame->begin, frame->end, NULL);
    const uint8_t *stop =
        walk_on(&cursor, &sink, frame->flags, frame->max_depth, false, false, true, &growth->resume, &frame->error);
    frame->doc->count = (size_t)(sink.next - sink.outside) - 1;
    growth->open = sink_place(&sink, sink.open);
    growth->count = sink.count;
    growth->twin = sink.twin;
    *ret_non_ascii = sink.non_ascii || frame->flags & LANE_COMMENTS;
    return stop;
}

/* Parses on in a text that arrives in pieces. True if the value is complete, whose end goes to frame->end; else with
 * frame->error, and frame->growth to go on from there if the text is only cut off. */
static bool value_parse_on(lane_parse_frame *frame) {
    lane_growth *growth = frame->growth;
    const uint8_t *const from = frame->begin + growth->resume.at;
    frame->error = (lane_error){LANE_OK, 0};
    if (growth->resume.code == LANE_OK) {
        if (!lane_doc_create(frame, value_room(frame))) {
            frame->error.code = LANE_ERROR_MEMORY;
            return false;
        }
        growth->open = growth->twin = 0;
        growth->count = 0;
        value_levels_clear(growth->levels);
    }
    bool non_ascii;
    const uint8_t *stop = value_walk_on(frame, &non_ascii);
    if (stop == NULL && frame->error.code == LANE_OK) {
        frame->error.code = LANE_ERROR_MEMORY;
        return false;
    }
    const uint8_t *looked = stop != NULL ? stop : frame->begin + frame->error.offset;
    /* A fault in a string may follow bytes of it that are not UTF-8. */
    const bool in_token = stop == NULL && looked < frame->end && frame->error.code != LANE_ERROR_STRING_END &&
                          frame->error.code != LANE_ERROR_INCOMPLETE;
    /* A comma that should not be there is before `from`. */
    if ((non_ascii || in_token) && looked > from && !value_encoding(frame, from, looked))
        return false;
    if (stop == NULL)
        return false;
    frame->end = stop;
    if (frame->owned)
        value_end_strings(frame->doc);
    return true;
}

LANE_INLINE value_outcome value_check_walk(lane_parse_frame *frame, value_nest *nest, lane_index *index, bool jsonc) {
    lane_sink sink = {
        .string_tag = 0,
        .keeps = false,
        .expects = false,
        .raw = (frame->flags & LANE_RAW_NUMBERS) != 0,
        .nest = nest,
        .frame = frame,
    };
    lane_cursor cursor = cursor_open(frame->begin, frame->end, index);
    const uint8_t *stop =
        walk(&cursor, &sink, frame->flags, frame->max_depth, true, index != NULL, jsonc, &frame->error);
    if (LANE_UNLIKELY(stop == NULL))
        return VALUE_FAILED;
    return sink.non_ascii || (jsonc && frame->flags & LANE_COMMENTS) ? VALUE_NON_ASCII : VALUE_ASCII;
}

static LANE_NOINLINE value_outcome value_check_scanning(lane_parse_frame *frame, value_nest *nest) {
    return value_check_walk(frame, nest, NULL, false);
}

static LANE_NOINLINE value_outcome value_check_jsonc(lane_parse_frame *frame, value_nest *nest) {
    return value_check_walk(frame, nest, NULL, true);
}

static LANE_NOINLINE value_outcome value_check_indexed(lane_parse_frame *frame, value_nest *nest) {
    lane_index index;
    return value_check_walk(frame, nest, &index, false);
}

/* Returns whether value_parse would accept frame's text; else with the same error. Stores nothing. */
static bool value_check(lane_parse_frame *frame) {
    value_nest nest;
    nest.allocator = frame->allocator;
    nest.words = nest.first;
    nest.capacity = LANE_DEPTH / 64;
    frame->error = (lane_error){LANE_OK, 0};
    const bool indexed = cursor_choose(frame->begin, frame->end, frame->flags, false);
    const value_outcome outcome = frame->flags & VALUE_JSONC ? value_check_jsonc(frame, &nest)
                                  : indexed                  ? value_check_indexed(frame, &nest)
                                                             : value_check_scanning(frame, &nest);
    if (nest.words != nest.first)
        lane_release(nest.allocator, nest.words, nest.capacity * sizeof *nest.words);
    return value_settle(frame, outcome);
}

#endif
