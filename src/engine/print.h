/* SPDX-License-Identifier: MIT */
/* Serialises what stands between brackets and commas: strings, white space, words, doubles. Room for it, and the levels
 * of open containers. */
#ifndef LANE_PRINT_H
#define LANE_PRINT_H

#include "../document/printer.h"
#include "../kernel/decimal.h"
#include "../kernel/escape.h"
#include "../kernel/utf8.h"

/* Longest string that is written within the room reserved for another value. */
#define PRINT_STRING 32

static_assert(PRINT_STRING <= LANE_VALUE_READABLE_AFTER, "a short string is read at once");
static_assert(LANE_BUFFER_SLACK >= LANE_NUMBER_ROOM + 4 + PRINT_STRING + 4 + SIMD_WIDTH,
              "the slack holds a short value with quotes and comma, then a key with its colon or white space");

/* Longer strings are escaped in pieces of this many bytes, which bounds the room reserved for escapes. */
#define PRINT_PIECE ((size_t)1 << 16)

/* Bytes of a string whose escapes fit in the slack. */
#define PRINT_LEAST (8 * ESCAPE_MOST)

static_assert(1 + PRINT_LEAST + ESCAPE_SLACK <= LANE_BUFFER_SLACK, "the slack holds a quote and PRINT_LEAST escapes");

/* Cuts a block of `size` bytes, a multiple of eight, from the end of a fixed buffer. NULL if the text, which ends at p,
 * is in the way. */
static void *print_levels_cut(lane_buffer *buffer, const uint8_t *p, size_t size) {
    uint8_t *end = buffer->limit + LANE_BUFFER_SLACK;
    size += (uintptr_t)end % sizeof(print_level);
    if (buffer->limit - p < (ptrdiff_t)size)
        return NULL;
    buffer->limit -= size;
    return end - size;
}

static LANE_COLD bool print_levels_grow(lane_printer *printer, const uint8_t *p) {
    const lane_allocator *allocator = printer->buffer.allocator;
    const bool fixed = printer->buffer.kind == LANE_BUFFER_FIXED;
    size_t old = printer->capacity * sizeof(print_level), size = old * 2;
    print_level *levels = fixed                               ? print_levels_cut(&printer->buffer, p, size)
                          : printer->levels == printer->first ? lane_allocate(allocator, size)
                                                              : lane_reallocate(allocator, printer->levels, old, size);
    if (levels == NULL)
        return false;
    if (fixed || printer->levels == printer->first)
        memcpy(levels, printer->levels, old);
    printer->levels = levels;
    printer->capacity *= 2;
    return true;
}

/* Pushes a level; the text ends at p. False without memory. */
LANE_INLINE bool print_push(lane_printer *printer, print_level level, const uint8_t *p) {
    if (LANE_UNLIKELY(printer->depth == printer->capacity) && !print_levels_grow(printer, p))
        return false;
    printer->levels[printer->depth++] = level;
    return true;
}

/* The following functions take and return the cursor: NULL without memory, or with an error set. */

LANE_INLINE uint8_t *print_room(lane_printer *printer, uint8_t *p, size_t size) {
    return lane_buffer_reserve(&printer->buffer, p, size);
}

/* Reserves *size bytes, or fewer if the buffer cannot hold them at once; sets *size to the number. */
LANE_INLINE uint8_t *print_some_room(lane_printer *printer, uint8_t *p, size_t *size) {
    uint8_t *all = print_room(printer, p, *size);
    if (LANE_LIKELY(all != NULL))
        return all;
    p = print_room(printer, p, 0);
    if (p != NULL) {
        const size_t left = (size_t)(printer->buffer.limit - p), some = left > PRINT_LEAST ? left : PRINT_LEAST;
        *size = some < *size ? some : *size;
    }
    return p;
}

/* Writes n spaces, and reserves after them. */
static LANE_NOINLINE uint8_t *print_spaces(lane_printer *printer, uint8_t *p, size_t n) {
    for (size_t some; n != 0; n -= some) {
        some = n;
        p = print_some_room(printer, p, &some);
        if (p == NULL)
            return NULL;
        p = (uint8_t *)memset(p, ' ', some) + some;
    }
    return print_room(printer, p, 0);
}

/* Writes a line break and the indentation. */
LANE_INLINE uint8_t *print_line(lane_printer *printer, uint8_t *p) {
    if (LANE_UNLIKELY(printer->depth > printer->deepest))
        return NULL;
    const size_t spaces = printer->depth * printer->indent;
    uint8_t *room = print_room(printer, p, spaces);
    if (LANE_UNLIKELY(room == NULL)) {
        *p++ = '\n';
        return print_spaces(printer, p, spaces);
    }
    p = room;
    *p++ = '\n';
    for (size_t i = 0; i < spaces; i += SIMD_WIDTH)
        simd_store(p + i, block_same(lane_splats[LANE_SPLAT_20], ' '));
    return p + spaces;
}

/* Writes bytes unchanged, and reserves after them. */
static LANE_NOINLINE uint8_t *print_bytes(lane_printer *printer, uint8_t *p, const void *bytes, size_t size) {
    const uint8_t *from = bytes;
    for (size_t some; size != 0; size -= some, from += some) {
        some = size;
        p = print_some_room(printer, p, &some);
        if (p == NULL)
            return NULL;
        p = (uint8_t *)memcpy(p, from, some) + some;
    }
    return print_room(printer, p, 0);
}

/* Returns the end of a piece of at most `most` bytes (at least four) that does not cut a character. */
LANE_INLINE const uint8_t *print_piece(const uint8_t *p, const uint8_t *end, size_t most) {
    if ((size_t)(end - p) <= most)
        return end;
    const uint8_t *cut = p + most;
    while ((*cut & 0xC0) == 0x80)
        cut--;
    return cut;
}

/* Writes a non-ASCII character as \uXXXX, or as a surrogate pair of these. */
LANE_INLINE uint8_t *print_character(uint8_t *dst, uint32_t c) {
    if (c < 0x10000)
        return escape_put_unicode(dst, c, 1);
    c -= 0x10000;
    dst = escape_put_unicode(dst, 0xD800 | c >> 10, 1);
    return escape_put_unicode(dst, 0xDC00 | (c & 0x3FF), 1);
}

/* Writes UTF-8 as ASCII. dst must have ESCAPE_MOST bytes for each, and ESCAPE_SLACK. */
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

/* Writes the body of a string that may need escapes. */
static uint8_t *print_escaped(lane_printer *printer, uint8_t *p, const uint8_t *text, const uint8_t *end) {
    for (const uint8_t *cut; text != end; text = cut) {
        const size_t left = (size_t)(end - text);
        size_t room = (left < PRINT_PIECE ? left : PRINT_PIECE) * ESCAPE_MOST;
        p = print_some_room(printer, p, &room);
        if (p == NULL)
            return NULL;
        cut = print_piece(text, end, room / ESCAPE_MOST);
        p = printer->flags & LANE_ASCII ? print_ascii(p, text, cut)
                                        : escape_bytes(p, text, (size_t)(cut - text), false, ESCAPE_CONTROLS, 1);
    }
    return print_room(printer, p, 0);
}

/* Copies n bytes without reading beyond them. PRINT_STRING bytes may be stored at p. */
LANE_INLINE void print_copy(uint8_t *p, const uint8_t *text, size_t n) {
    if (n > PRINT_STRING) {
        memcpy(p, text, n);
    } else if (n >= 16) { /* two overlapping pieces */
        memcpy(p, text, 16);
        memcpy(p + n - 16, text + n - 16, 16);
    } else if (n >= 8) {
        memcpy(p, text, 8);
        memcpy(p + n - 8, text + n - 8, 8);
    } else if (n >= 4) {
        memcpy(p, text, 4);
        memcpy(p + n - 4, text + n - 4, 4);
    } else {
        for (size_t i = 0; i < n; i++)
            p[i] = text[i];
    }
}

/* Writes a string from a writer's caller, not known to be UTF-8, with its quotes. */
static uint8_t *print_given(lane_printer *printer, uint8_t *p, const uint8_t *text, size_t length, lane_error *error) {
    uint8_t *room = NULL;
    if (length <= PRINT_STRING && !(printer->flags & LANE_ASCII))
        room = print_room(printer, p, ESCAPE_MOST * PRINT_STRING);
    if (LANE_LIKELY(room != NULL)) {
        p = room;
        *p++ = '"';
        /* Escapes as Latin-1: a string that needs escapes or is not ASCII becomes longer. */
        uint8_t *end = escape_bytes(p, text, length, false, ESCAPE_NON_ASCII, 1);
        if (LANE_LIKELY((size_t)(end - p) == length)) {
            *end++ = '"';
            return end;
        }
        p--;
    }
    const bool surrogates = (printer->flags & LANE_LONE_SURROGATES) != 0;
    if (utf8_invalid(text, text + length, surrogates) != NULL) {
        error->code =
            !surrogates && utf8_invalid(text, text + length, true) == NULL ? LANE_ERROR_SURROGATE : LANE_ERROR_UTF8;
        return NULL;
    }
    *p++ = '"';
    p = print_escaped(printer, p, text, text + length);
    if (LANE_UNLIKELY(p == NULL))
        return NULL;
    *p++ = '"';
    return p;
}

/* Writes any string with its quotes. */
static LANE_NOINLINE uint8_t *print_string_any(lane_printer *printer, uint8_t *p, const lane_value *value,
                                               lane_error *error) {
    const uint8_t *text = (const uint8_t *)value->payload.text;
    const size_t length = (size_t)(value->tag >> LANE_VALUE_LENGTH_SHIFT);
    if (LANE_UNLIKELY(value->tag & LANE_VALUE_GIVEN))
        return print_given(printer, p, text, length, error);
    if (LANE_UNLIKELY(value->tag & LANE_VALUE_SURROGATES) && !(printer->flags & LANE_LONE_SURROGATES) &&
        utf8_invalid(text, text + length, false) != NULL) {
        error->code = LANE_ERROR_SURROGATE;
        return NULL;
    }
    if (value->tag & LANE_VALUE_PLAIN && !(printer->flags & LANE_ASCII) && length <= PRINT_STRING) {
        *p++ = '"';
        print_copy(p, text, length);
        p += length;
        *p++ = '"';
        return p;
    }
    *p++ = '"';
    p = value->tag & LANE_VALUE_PLAIN && !(printer->flags & LANE_ASCII)
            ? print_bytes(printer, p, text, length)
            : print_escaped(printer, p, text, text + length);
    if (LANE_UNLIKELY(p == NULL))
        return NULL;
    *p++ = '"';
    return p;
}

/* Writes a string with its quotes; the caller has reserved. For a long string also reserves for the text after it. */
LANE_INLINE uint8_t *print_string(lane_printer *printer, uint8_t *p, const lane_value *value, lane_error *error) {
    const uint8_t *text = (const uint8_t *)value->payload.text;
    const size_t length = (size_t)(value->tag >> LANE_VALUE_LENGTH_SHIFT);
    if (LANE_UNLIKELY((value->tag & printer->mask) != printer->quick))
        return print_string_any(printer, p, value, error);
    if (LANE_UNLIKELY(length > PRINT_STRING)) {
        uint8_t *room = print_room(printer, p, length);
        if (LANE_UNLIKELY(room == NULL)) /* not at once */
            return print_string_any(printer, p, value, error);
        p = room;
        for (size_t i = PRINT_STRING; i < length; i += PRINT_STRING)
            memcpy(p + 1 + i, text + i, PRINT_STRING);
    }
    *p++ = '"';
    memcpy(p, text, PRINT_STRING);
    p += length;
    *p++ = '"';
    return p;
}

static LANE_COLD const char *print_constant(double d, uint32_t flags) {
    if (!(flags & LANE_NAN))
        return "null";
    return d != d ? "NaN" : d < 0 ? "-Infinity" : "Infinity";
}

/* Writes NaN or an infinity. */
static LANE_NOINLINE uint8_t *print_not_finite(lane_printer *printer, uint8_t *p, double d) {
    const char *word = print_constant(d, printer->flags);
    return print_bytes(printer, p, word, strlen(word));
}

/* Writes a bool or null, as `type` tells, and, uncounted, the byte `next`. Takes a bool from a table, since compilers
 * may turn a choice into a branch, which would be unpredictable. */
LANE_INLINE uint8_t *print_word(uint8_t *p, const lane_value *value, lane_type type, uint64_t next) {
    static const uint64_t words[2] = {FORMAT_FALSE, FORMAT_TRUE};
    const unsigned truth = type == LANE_TYPE_NULL || value->payload.u != 0;
    const uint64_t word = type == LANE_TYPE_NULL ? FORMAT_NULL : words[truth];
    lane_store64(p, word | next << (40 - 8 * truth));
    return p + 5 - truth;
}

/* The number of values written and the end of their text; NULL without memory. */
typedef struct {
    uint8_t *end;
    size_t count;
} print_run;

/* Most bools or nulls per check for room, and most bytes of white space before each. */
#define PRINT_WORDS 16
#define PRINT_WORDS_SPACE 64

/* Writes bools or nulls of an array from `value` on, each with its comma: those that a value of the same type follows,
 * at most `most`, which are before the array's last member. NULL in run.end without memory; none if the white space is
 * too long. */
LANE_INLINE print_run print_words(lane_printer *printer, uint8_t *p, const lane_value *value, size_t most,
                                  lane_type type, bool pretty) {
    const size_t spaces = pretty ? printer->depth * printer->indent : 0;
    print_run run = {p, 0};
    if (pretty && (spaces > PRINT_WORDS_SPACE || printer->depth > printer->deepest))
        return run;
    run.end = print_room(printer, p, PRINT_WORDS * (sizeof "false\n" + spaces));
    if (LANE_UNLIKELY(run.end == NULL))
        return run;
    for (most = most < PRINT_WORDS ? most : PRINT_WORDS; run.count < most; run.count++, value++) {
        if (lane_value_type(value + 1) != type)
            break;
        run.end = print_word(run.end, value, type, ',') + 1;
        if (pretty) {
            *run.end++ = '\n';
            for (size_t i = 0; i < spaces; i += SIMD_WIDTH)
                simd_store(run.end + i, block_same(lane_splats[LANE_SPLAT_20], ' '));
            run.end += spaces;
        }
    }
    return run;
}

static LANE_NOINLINE print_run print_words_compact(lane_printer *printer, uint8_t *p, const lane_value *value,
                                                   size_t most) {
    return lane_value_type(value) == LANE_TYPE_BOOL ? print_words(printer, p, value, most, LANE_TYPE_BOOL, false)
                                                    : print_words(printer, p, value, most, LANE_TYPE_NULL, false);
}

static LANE_NOINLINE print_run print_words_pretty(lane_printer *printer, uint8_t *p, const lane_value *value,
                                                  size_t most) {
    return lane_value_type(value) == LANE_TYPE_BOOL ? print_words(printer, p, value, most, LANE_TYPE_BOOL, true)
                                                    : print_words(printer, p, value, most, LANE_TYPE_NULL, true);
}

LANE_INLINE uint8_t *print_double(lane_printer *printer, uint8_t *p, double d) {
    if (LANE_UNLIKELY(!(d - d == 0))) /* for infinities and NaN, the difference is NaN */
        return print_not_finite(printer, p, d);
    return decimal_put_double(p, d, FORMAT_REPR, &printer->gate);
}

/* Writes values of the rarer types. */
LANE_INLINE uint8_t *print_rest(lane_printer *printer, uint8_t *p, const lane_value *value, lane_type type) {
    if (type == LANE_TYPE_UINT)
        return decimal_put_u64(p, value->payload.u);
    return print_bytes(printer, p, value->payload.text, lane_value_length(value));
}

#endif
