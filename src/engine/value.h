/* SPDX-License-Identifier: MIT */
/* The sink of kernel/walk.h that builds documents of 16-byte values, or only checks and stores nothing.
 *
 * While a container is open, its value's size is the distance in bytes back to the enclosing container, whose tag
 * stores the number of its members so far. So the values are the walk's stack. The outermost container is in the
 * outside value.
 *
 *     {"a": [1,        index  type     tag's length        size
 *                      -1     none     1                   -
 *                       0     object   1                   1 * 16 (back to -1)
 *                       1     string   1                   -
 *                       2     array    - (in the sink: 1)  2 * 16 (back to 0)
 *                       3     int      -                   -
 *
 * When a container closes, its size becomes the distance to the value after it: see lane_value in lanejson.h. */
#ifndef LANE_VALUE_H
#define LANE_VALUE_H

#include "../document/document.h"
#include "../document/fault.h"
#include "../kernel/unescape.h"
#include "../number/number.h"
#include "../base/options.h"

/* Predicts keys. Similar objects follow each other: as elements of one array, as members of one object, or as values of
 * the same key in similar objects. So each container has a twin, an earlier container whose keys are expected in the
 * same order. A comparison verifies the prediction; it also tells the end of the key without a search for its quote.
 *
 * Places are distances in bytes from the outside value, 0 for none. They are those of written values, or of the next
 * one. */
#define VALUE_TRIES 4 /* members that may be missing */

static_assert(LANE_LEVELS * sizeof(lane_level) % SIMD_WIDTH == 0, "levels are whole vectors");

/* Clears all expectations. Vector by vector, since compilers use string instructions for a memset, which take longer to
 * start than a short text takes to parse. */
LANE_INLINE void value_levels_clear(lane_level levels[LANE_LEVELS]) {
    LANE_UNROLL
    for (size_t i = 0; i < LANE_LEVELS * sizeof *levels; i += SIMD_WIDTH)
        simd_store((uint8_t *)levels + i, simd_zero());
}

#define SINK_IN_REGISTERS 1
#include "../kernel/walk.h"

/* In a check, whether each open container is an object: full words of the outer ones. */
typedef struct {
    const lane_allocator *allocator;
    uint64_t *words;
    size_t capacity;
    uint64_t first[LANE_DEPTH / 64];
} value_nest;

struct lane_sink {
    lane_value *next, *limit; /* free values */
    lane_value *open;         /* the innermost open container, or the outside value */
    uint64_t count;           /* its members so far */
    uint64_t string_tag;      /* the tag of a string without escapes, except its length */
    bool non_ascii;           /* a string had a non-ASCII byte */
    bool raw;                 /* LANE_RAW_NUMBERS */
    bool keeps;               /* values are stored; a constant of each walk */
    bool expects;             /* keys are predicted; a constant of each walk */
    uint32_t level;           /* open containers */
    uint64_t kinds;           /* in a check: the kinds of the innermost 64, the last in the lowest bit; 1: an object */
    value_nest *nest;
    size_t twin; /* the twin of the next value if that is a container */
    lane_value *outside;
    lane_level *levels;
    lane_parse_frame *frame;
};

/* The sink's pointers after its block has grown. */
typedef struct {
    lane_value *outside, *next, *limit, *open; /* next: NULL without memory */
} value_place;

/* Grows the block. Takes no pointer to the sink, so that the sink can stay in registers. */
static LANE_COLD value_place value_grow(lane_parse_frame *frame, lane_value *next, lane_value *open) {
    lane_value *outside = lane_doc_outside(frame->doc);
    size_t used = (size_t)(next - outside), depth = (size_t)(open - outside);
    if (!lane_doc_grow(frame))
        return (value_place){NULL, NULL, NULL, NULL};
    outside = lane_doc_outside(frame->doc);
    return (value_place){outside, outside + used, outside + frame->doc->capacity, outside + depth};
}

/* Returns the next free value, or NULL without memory. */
LANE_INLINE lane_value *sink_take(lane_sink *sink) {
    if (LANE_UNLIKELY(sink->next == sink->limit)) {
        value_place place = value_grow(sink->frame, sink->next, sink->open);
        if (place.next == NULL)
            return NULL;
        sink->outside = place.outside;
        sink->next = place.next;
        sink->limit = place.limit;
        sink->open = place.open;
    }
    return sink->next++;
}

LANE_INLINE bool sink_put(lane_sink *sink, uint64_t tag, uint64_t payload) {
    if (!sink->keeps)
        return true;
    lane_value *value = sink_take(sink);
    if (LANE_UNLIKELY(value == NULL))
        return false;
    value->tag = tag;
    value->payload.u = payload;
    return true;
}

LANE_INLINE bool sink_put_text(lane_sink *sink, uint64_t tag, const uint8_t *begin, const uint8_t *end) {
    if (!sink->keeps)
        return true;
    lane_value *value = sink_take(sink);
    if (LANE_UNLIKELY(value == NULL))
        return false;
    value->tag = tag | (uint64_t)(end - begin) << LANE_VALUE_LENGTH_SHIFT;
    value->payload.text = (const char *)begin;
    return true;
}

LANE_INLINE bool sink_null(lane_sink *sink) {
    sink->count++;
    return sink_put(sink, LANE_TYPE_NULL, 0);
}

LANE_INLINE bool sink_bool(lane_sink *sink, bool value) {
    sink->count++;
    return sink_put(sink, LANE_TYPE_BOOL, value);
}

LANE_INLINE bool sink_constant(lane_sink *sink, walk_constant which) {
    static const uint64_t bits[] = {
        [WALK_NAN] = (uint64_t)0x7FF8 << 48,
        [WALK_INFINITY] = (uint64_t)0x7FF0 << 48,
        [WALK_MINUS_INFINITY] = (uint64_t)0xFFF0 << 48,
    };
    sink->count++;
    return sink_put(sink, LANE_TYPE_DOUBLE, bits[which]);
}

static_assert(LANE_NUMBER_INT + LANE_TYPE_INT == LANE_TYPE_INT && LANE_NUMBER_UINT + LANE_TYPE_INT == LANE_TYPE_UINT &&
                  LANE_NUMBER_DOUBLE + LANE_TYPE_INT == LANE_TYPE_DOUBLE,
              "kinds of numbers and types have the same order");

LANE_INLINE bool value_is_infinite(uint64_t bits) {
    return bits << 1 == (uint64_t)0x7FF << 53;
}

/* Returns the tag and payload of a number that is kept as text, is beyond 64 bits, or is infinite. Tag 0 with *fault
 * set if it is refused. */
static LANE_COLD lane_value value_special_number(uint32_t flags, lane_number number, const uint8_t *begin,
                                                 const uint8_t *end, walk_fault *fault) {
    lane_value value = {LANE_TYPE_NONE, {0}};
    if (flags & LANE_RAW_NUMBERS || (number.kind == LANE_NUMBER_BIG && flags & LANE_BIG_NUMBERS)) {
        value.tag = LANE_TYPE_NUMBER | (uint64_t)(end - begin) << LANE_VALUE_LENGTH_SHIFT;
        value.payload.text = (const char *)begin;
        return value;
    }
    value.payload.d = number.kind == LANE_NUMBER_BIG ? lane_number_exact(begin, end) : number.d;
    if (value_is_infinite(value.payload.u) && !(flags & LANE_OVERFLOW))
        *fault = (walk_fault){LANE_ERROR_RANGE, begin};
    else
        value.tag = LANE_TYPE_DOUBLE;
    return value;
}

LANE_INLINE const uint8_t *sink_number_passed(lane_sink *sink, const uint8_t *p, const uint8_t *end) {
    return sink->keeps ? NULL : number_pass(p, end);
}

LANE_INLINE bool sink_number(lane_sink *sink, const lane_number *number, const uint8_t *begin, const uint8_t *end,
                             walk_fault *fault) {
    sink->count++;
    if (LANE_UNLIKELY(number->kind == LANE_NUMBER_BIG) || LANE_UNLIKELY(sink->raw) ||
        LANE_UNLIKELY(number->kind == LANE_NUMBER_DOUBLE && value_is_infinite(number->u))) {
        walk_fault copy = *fault;
        lane_value value = value_special_number(sink->frame->flags, *number, begin, end, &copy);
        *fault = copy;
        return value.tag != LANE_TYPE_NONE && sink_put(sink, value.tag, value.payload.u);
    }
    return sink_put(sink, (uint64_t)number->kind + LANE_TYPE_INT, number->u);
}

/* Passed by value, so that the bounds can stay in registers. */
typedef struct {
    const uint8_t *begin, *end; /* begin: NULL without memory, or for a fault */
} value_span;

/* Decodes a string with escapes or a fault to the arena, NUL-terminated. */
static LANE_NOINLINE value_span value_unescape(lane_parse_frame *frame, value_span body, walk_fault *fault) {
    lane_arena *arena = &frame->doc->text;
    uint8_t *begin = lane_arena_reserve(arena, (size_t)(body.end - body.begin) + SIMD_WIDTH + 1);
    if (LANE_UNLIKELY(begin == NULL))
        return (value_span){NULL, NULL};
    uint8_t *end = string_unescape(begin, body.begin, body.end, frame->end, frame->flags, &fault->at, &fault->code);
    if (LANE_UNLIKELY(end == NULL))
        return (value_span){NULL, NULL};
    *end = 0;
    lane_arena_keep(arena, end + 1);
    return (value_span){begin, end};
}

#define VALUE_CHECKED 1024 /* bytes of a string that is checked without allocation */

/* Checks the escapes of a string by decoding it to a temporary. False for a fault, or, with *fault unchanged, without
 * memory. */
static LANE_NOINLINE bool value_check_escapes(const lane_parse_frame *frame, value_span body, walk_fault *fault) {
    uint8_t small[VALUE_CHECKED];
    const size_t size = (size_t)(body.end - body.begin) + SIMD_WIDTH + 1;
    uint8_t *decoded = size <= sizeof small ? small : lane_allocate(frame->allocator, size);
    if (LANE_UNLIKELY(decoded == NULL))
        return false;
    bool right =
        string_unescape(decoded, body.begin, body.end, frame->end, frame->flags, &fault->at, &fault->code) != NULL;
    if (decoded != small)
        lane_release(frame->allocator, decoded, size);
    return right;
}

/* Decodes a body with escapes or a fault; stores the decoded one in *body if values are kept. */
LANE_INLINE bool sink_decode(lane_sink *sink, value_span *body, walk_fault *fault) {
    walk_fault copy = *fault;
    bool right;
    if (sink->keeps) {
        *body = value_unescape(sink->frame, *body, &copy);
        right = body->begin != NULL;
    } else {
        right = value_check_escapes(sink->frame, *body, &copy);
    }
    *fault = copy;
    return right;
}

/* Stores a string or key, without counting it. */
LANE_INLINE bool sink_body(lane_sink *sink, const lane_string *text, walk_fault *fault) {
    value_span body = {text->begin, text->end};
    uint64_t tag = sink->string_tag;
    sink->non_ascii |= (text->seen & STRING_NON_ASCII) != 0;
    if (LANE_UNLIKELY(sink->frame->end - text->end < LANE_VALUE_READABLE_AFTER))
        tag &= ~(uint64_t)LANE_VALUE_FOLLOWED;
    if (LANE_UNLIKELY(text->seen & STRING_ESCAPED)) {
        tag &= ~(uint64_t)(LANE_VALUE_PLAIN | LANE_VALUE_FOLLOWED);
        if (LANE_UNLIKELY(!sink_decode(sink, &body, fault)))
            return false;
    }
    return sink_put_text(sink, tag, body.begin, body.end);
}

LANE_INLINE bool sink_string(lane_sink *sink, const lane_string *text, walk_fault *fault) {
    sink->count++;
    return sink_body(sink, text, fault);
}

LANE_INLINE const uint8_t *sink_escaped(lane_sink *sink, const uint8_t *begin, const uint8_t *stop, uint64_t seen) {
    (void)sink, (void)begin, (void)stop, (void)seen;
    return NULL; /* the arena needs the size first */
}

LANE_INLINE bool sink_open_string(lane_sink *sink, const lane_string *text, walk_fault *fault) {
    if (!(text->seen & STRING_ESCAPED))
        return true;
    const lane_growth *growth = sink->frame->growth;
    const bool more = growth != NULL && !growth->resume.final;
    walk_fault copy = *fault;
    const bool right = value_check_escapes(
        sink->frame, (value_span){text->begin, more ? lane_fault_string_end(text->begin, text->end) : text->end},
        &copy);
    *fault = copy;
    return right;
}

LANE_INLINE size_t sink_place(const lane_sink *sink, const lane_value *value) {
    return (size_t)((const char *)value - (const char *)sink->outside);
}

LANE_INLINE lane_value *sink_at(const lane_sink *sink, size_t place) {
    return (lane_value *)((char *)sink->outside + place);
}

LANE_INLINE lane_level *sink_level(const lane_sink *sink) {
    return sink->levels + sink->level % LANE_LEVELS;
}

/* Returns the place after the value at `place`, 0 if no value is written there. */
LANE_INLINE size_t value_place_after(const lane_value *outside, size_t place, size_t used) {
    const lane_value *value = (const lane_value *)((const char *)outside + place);
    if (LANE_UNLIKELY(place >= used))
        return 0;
    place += (value->tag & 15) >= LANE_TYPE_ARRAY ? (size_t)value->payload.size : sizeof *value;
    return place < used ? place : 0;
}

LANE_INLINE size_t sink_key_expected(lane_sink *sink, const uint8_t *p, const uint8_t *end) {
    if (!sink->expects)
        return 0;
    lane_level *level = sink_level(sink);
    const lane_value *key = sink_at(sink, level->key);
    const uint64_t tag = key->tag;
    const size_t length = (size_t)(tag >> LANE_VALUE_LENGTH_SHIFT);
    sink->twin = 0;
    /* The key is earlier in the text than p, so a vector is readable there if one is at p. The new key takes over the
     * tag. */
    if ((tag & 0xFF) != sink->string_tag || length >= SIMD_WIDTH || end - p < SIMD_WIDTH + LANE_VALUE_READABLE_AFTER)
        return 0;
    uint64_t others = ~simd_mask(simd_eq(simd_load(p), simd_load(key->payload.text)));
    if (others << (63 - length) != 0) /* the bytes of the key and its closing quote */
        return 0;
    const size_t used = sink_place(sink, sink->next);
    sink->twin = level->key + sizeof *key;
    level->key = value_place_after(sink->outside, sink->twin, used);
    return LANE_LIKELY(sink_put(sink, tag, (uint64_t)(uintptr_t)p)) ? length + 1 : 0;
}

/* Returns the place of the next expected key after an unexpected one: after the same key, if it is among the next
 * VALUE_TRIES; else unchanged. */
static LANE_NOINLINE size_t value_resync(const lane_value *outside, size_t key, size_t used, value_span body) {
    size_t place = key;
    for (unsigned tries = 0; tries < VALUE_TRIES && place != 0; tries++) {
        const lane_value *value = (const lane_value *)((const char *)outside + place);
        size_t length = (size_t)(body.end - body.begin);
        if ((value->tag & 15) != LANE_TYPE_STRING)
            return key;
        place = value_place_after(outside, place + sizeof *value, used);
        if (value->tag >> LANE_VALUE_LENGTH_SHIFT == length && memcmp(value->payload.text, body.begin, length) == 0)
            return place;
    }
    return key;
}

LANE_INLINE bool sink_key(lane_sink *sink, const lane_string *text, walk_fault *fault) {
    if (!sink->expects)
        return sink_body(sink, text, fault);
    lane_level *level = sink_level(sink);
    if (level->key != 0)
        level->key =
            value_resync(sink->outside, level->key, sink_place(sink, sink->next), (value_span){text->begin, text->end});
    return sink_body(sink, text, fault);
}

/* Grows the nest's words, of which `count` are used. False without memory. */
static LANE_COLD bool value_nest_grow(value_nest *nest, size_t count) {
    const size_t old = nest->capacity * sizeof *nest->words, size = old * 2;
    uint64_t *words = nest->words == nest->first ? lane_allocate(nest->allocator, size)
                                                 : lane_reallocate(nest->allocator, nest->words, old, size);
    if (words == NULL)
        return false;
    if (nest->words == nest->first)
        memcpy(words, nest->first, count * sizeof *words);
    nest->words = words;
    nest->capacity *= 2;
    return true;
}

/* Stores the kinds of the last 64 of `level` open containers. */
static LANE_NOINLINE bool value_nest_push(value_nest *nest, size_t level, uint64_t kinds) {
    const size_t count = level / 64 - 1;
    if (LANE_UNLIKELY(count == nest->capacity) && !value_nest_grow(nest, count))
        return false;
    nest->words[count] = kinds;
    return true;
}

LANE_INLINE bool sink_nest_begin(lane_sink *sink, lane_type type) {
    if (LANE_UNLIKELY(sink->level % 64 == 0 && sink->level != 0) &&
        !value_nest_push(sink->nest, sink->level, sink->kinds))
        return false;
    sink->kinds = sink->kinds << 1 | (type == LANE_TYPE_OBJECT);
    sink->level++;
    return true;
}

LANE_INLINE walk_parent sink_nest_end(lane_sink *sink) {
    sink->kinds >>= 1;
    if (LANE_UNLIKELY(--sink->level % 64 == 0)) {
        if (sink->level == 0)
            return WALK_ROOT;
        sink->kinds = sink->nest->words[sink->level / 64 - 1];
    }
    return sink->kinds & 1 ? WALK_OBJECT : WALK_ARRAY;
}

LANE_INLINE bool sink_container_begin(lane_sink *sink, lane_type type) {
    if (!sink->keeps)
        return sink_nest_begin(sink, type);
    lane_value *value = sink_take(sink);
    if (LANE_UNLIKELY(value == NULL))
        return false;
    lane_value *around = sink->open;
    around->tag = (around->tag & 15) | (sink->count + 1) << LANE_VALUE_LENGTH_SHIFT;
    value->tag = type;
    value->payload.size = (uint64_t)((char *)value - (char *)around);
    sink->open = value;
    sink->count = 0;
    if (!sink->expects)
        return true;
    sink->level++;
    const lane_value *twin = sink_at(sink, sink->twin);
    bool alike = (twin->tag & 15) == type; /* then its first member is written, or it is this container */
    if (type == LANE_TYPE_OBJECT) {
        lane_level *level = sink_level(sink);
        level->key = alike ? sink->twin + sizeof *twin : level->first;
        level->first = sink_place(sink, value + 1);
    } else {
        sink->twin = alike ? sink->twin + sizeof *twin : 0;
    }
    return true;
}

LANE_INLINE walk_parent sink_container_end(lane_sink *sink, lane_type type) {
    if (!sink->keeps)
        return sink_nest_end(sink);
    lane_value *value = sink->open, *around = (lane_value *)((char *)value - value->payload.size);
    value->tag = type | sink->count << LANE_VALUE_LENGTH_SHIFT;
    value->payload.size = (uint64_t)((char *)sink->next - (char *)value);
    sink->open = around;
    if (sink->expects) {
        sink->level--;
        sink->twin = sink_place(sink, value); /* for the next element of an array */
    }
    sink->count = around->tag >> LANE_VALUE_LENGTH_SHIFT;
    lane_type outer = (lane_type)(around->tag & 15);
    return outer == LANE_TYPE_ARRAY ? WALK_ARRAY : outer == LANE_TYPE_OBJECT ? WALK_OBJECT : WALK_ROOT;
}

LANE_INLINE uint32_t sink_deeper(lane_sink *sink, uint32_t max_depth) {
    (void)sink;
    return max_depth;
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

#endif
