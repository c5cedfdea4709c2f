/* SPDX-License-Identifier: MIT */
/* The canonical form of RFC 8785: calls of a writer, with the members of each object sorted by key. */
#include "canonical.h"

#include "printer.h"
#include "../number/number.h"

/* An open container, and the rest of it. */
typedef struct {
    const lane_value *next; /* of an array */
    size_t member, left;    /* of an object: position in `members` */
    bool object;
} canonical_level;

typedef struct {
    const lane_allocator *allocator;
    lane_writer *writer;
    const lane_value **members; /* keys of all open objects, sorted per object, the innermost last */
    size_t count, capacity;
    canonical_level *levels;
    size_t depth, most;
} canonical;

/* Doubles the memory of an array until it has room for `count` elements. */
static void *canonical_grow(const lane_allocator *allocator, void *block, size_t *capacity, size_t count, size_t size) {
    size_t room = *capacity;
    if (count <= room)
        return block;
    for (room = room < 32 ? 32 : room; room < count;)
        room *= 2;
    void *grown = room > SIZE_MAX / 2 / size ? NULL
                  : block == NULL            ? lane_allocate(allocator, room * size)
                                             : lane_reallocate(allocator, block, *capacity * size, room * size);
    *capacity = grown != NULL ? room : *capacity;
    return grown;
}

/* Returns the rank of a lead byte in the order of UTF-16, in which characters beyond the basic plane (F0 and above)
 * precede those from U+E000 on (EE, EF). */
static unsigned canonical_rank(uint8_t byte) {
    return byte == 0xEE || byte == 0xEF ? byte + 8u : byte;
}

int lane_canonical_compare(const lane_value *a, const lane_value *b) {
    const uint8_t *p = (const uint8_t *)a->payload.text, *q = (const uint8_t *)b->payload.text;
    const size_t n = lane_value_length(a), m = lane_value_length(b), common = n < m ? n : m;
    for (size_t i = 0; i < common; i++) {
        if (p[i] != q[i])
            return (int)canonical_rank(p[i]) - (int)canonical_rank(q[i]);
    }
    return (n > m) - (n < m);
}

/* Sifts keys[i] down in a heap of n keys. */
static void canonical_sift(const lane_value **keys, size_t i, size_t n) {
    const lane_value *key = keys[i];
    for (size_t child; (child = 2 * i + 1) < n; i = child) {
        child += child + 1 < n && lane_canonical_compare(keys[child], keys[child + 1]) < 0;
        if (lane_canonical_compare(keys[child], key) <= 0)
            break;
        keys[i] = keys[child];
    }
    keys[i] = key;
}

void lane_canonical_sort(const lane_value **keys, size_t n) {
    size_t i = 1;
    while (i < n && lane_canonical_compare(keys[i - 1], keys[i]) <= 0)
        i++;
    if (i >= n)
        return;
    for (i = n / 2; i-- > 0;)
        canonical_sift(keys, i, n);
    for (i = n; i-- > 1;) {
        const lane_value *last = keys[0];
        keys[0] = keys[i];
        keys[i] = last;
        canonical_sift(keys, 0, i);
    }
}

/* Appends the sorted members of an object. LANE_ERROR_KEY if it has a key twice. */
static lane_error_code canonical_members(canonical *c, const lane_value *object) {
    const size_t count = lane_value_count(object), first = c->count;
    if (count == 0)
        return LANE_OK;
    const lane_value **members =
        canonical_grow(c->allocator, (void *)c->members, &c->capacity, first + count, sizeof *members);
    if (members == NULL)
        return LANE_ERROR_MEMORY;
    c->members = members;
    const lane_value *key = object + 1;
    for (size_t i = 0; i < count; i++, key = lane_value_after(key + 1))
        members[first + i] = key;
    c->count += count;
    lane_canonical_sort(members + first, count);
    for (size_t i = 1; i < count; i++) {
        if (lane_canonical_compare(members[first + i - 1], members[first + i]) == 0)
            return LANE_ERROR_KEY;
    }
    return LANE_OK;
}

static lane_error_code canonical_open(canonical *c, const lane_value *value) {
    canonical_level *levels = canonical_grow(c->allocator, c->levels, &c->most, c->depth + 1, sizeof *levels);
    if (levels == NULL)
        return LANE_ERROR_MEMORY;
    c->levels = levels;
    canonical_level *level = levels + c->depth++;
    *level = (canonical_level){.next = value + 1, .member = c->count, .left = lane_value_count(value)};
    level->object = lane_value_type(value) == LANE_TYPE_OBJECT;
    (void)(level->object ? lane_writer_object(c->writer) : lane_writer_array(c->writer));
    return level->object ? canonical_members(c, value) : LANE_OK;
}

lane_error_code lane_canonical_double(lane_writer *writer, double d) {
    uint8_t text[LANE_NUMBER_ROOM];
    if (!(d - d == 0)) /* infinity, or NaN */
        return LANE_ERROR_RANGE;
    lane_writer_raw(writer, (const char *)text, (size_t)(lane_format_ecmascript(text, d) - text));
    return LANE_OK;
}

/* The conversion of 2^64 back to an integer would be undefined. */
lane_error_code lane_canonical_integer(lane_writer *writer, uint64_t magnitude, bool negative) {
    const double d = (double)magnitude;
    if (d >= 18446744073709551616.0 || (uint64_t)d != magnitude)
        return LANE_ERROR_RANGE;
    return lane_canonical_double(writer, negative ? -d : d);
}

/* Writes a number that was kept as text. An integer must equal a double; any other number is rounded to the nearest. */
static lane_error_code canonical_number(canonical *c, const lane_value *value) {
    const uint8_t *p = (const uint8_t *)value->payload.text, *end = p + lane_value_length(value);
    const double d = lane_number_exact(p, end);
    const bool negative = *p == '-';
    uint64_t magnitude = 0;
    bool beyond = false;
    for (p += negative; p < end; p++) {
        const unsigned digit = *p - (unsigned)'0';
        if (digit > 9)
            return lane_canonical_double(c->writer, d);
        beyond |= magnitude > (UINT64_MAX - digit) / 10;
        magnitude = magnitude * 10 + digit;
    }
    return beyond ? LANE_ERROR_RANGE : lane_canonical_integer(c->writer, magnitude, negative);
}

static lane_error_code canonical_value(canonical *c, const lane_value *value) {
    switch (lane_value_type(value)) {
    case LANE_TYPE_INT: {
        const int64_t i = value->payload.i;
        return lane_canonical_integer(c->writer, i < 0 ? 0 - (uint64_t)i : (uint64_t)i, i < 0);
    }
    case LANE_TYPE_UINT: return lane_canonical_integer(c->writer, value->payload.u, false);
    case LANE_TYPE_DOUBLE: return lane_canonical_double(c->writer, value->payload.d);
    case LANE_TYPE_NUMBER: return canonical_number(c, value);
    case LANE_TYPE_ARRAY:
    case LANE_TYPE_OBJECT: return canonical_open(c, value);
    default: lane_writer_value(c->writer, value); return LANE_OK;
    }
}

/* Writes the rest of the innermost container up to the next container. */
static lane_error_code canonical_step(canonical *c) {
    canonical_level *level = c->levels + c->depth - 1;
    if (level->left == 0) {
        lane_writer_end(c->writer);
        c->count = level->member;
        c->depth--;
        return LANE_OK;
    }
    const lane_value *value = level->next;
    level->left--;
    if (level->object) {
        const lane_value *key = c->members[c->count - level->left - 1];
        lane_writer_key(c->writer, lane_value_text(key), lane_value_length(key));
        value = key + 1;
    } else {
        level->next = lane_value_after(value);
    }
    return canonical_value(c, value);
}

/* Copies the text to its own block. */
static lane_error_code canonical_take(canonical *c, lane_write_frame *frame) {
    lane_error error;
    size_t length = 0;
    const char *text = lane_writer_finish(c->writer, &length, &error);
    if (text == NULL)
        return error.code;
    frame->length = length;
    frame->text = lane_allocate(frame->allocator, length + 1);
    if (frame->text == NULL)
        return LANE_ERROR_MEMORY;
    memcpy(frame->text, text, length + 1);
    return LANE_OK;
}

bool lane_canonical_write(lane_write_frame *frame) {
    const lane_options options = {.max_depth = UINT32_MAX, .allocator = frame->allocator};
    canonical c = {.allocator = frame->allocator, .writer = lane_writer_new(&options)};
    lane_error_code code = c.writer != NULL ? canonical_value(&c, frame->value) : LANE_ERROR_MEMORY;
    while (code == LANE_OK && c.depth != 0)
        code = canonical_step(&c);
    if (code == LANE_OK)
        code = canonical_take(&c, frame);
    lane_release(c.allocator, (void *)c.members, c.capacity * sizeof *c.members);
    lane_release(c.allocator, c.levels, c.most * sizeof *c.levels);
    lane_writer_free(c.writer);
    frame->error = (lane_error){code, 0};
    return code == LANE_OK;
}
