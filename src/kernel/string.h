/* SPDX-License-Identifier: MIT */
/* Scans bodies of JSON strings, the bytes between the quotes: finds their end, escapes and non-ASCII bytes.
 *
 * Reads nothing from `end` on, so the last bytes of a document are scanned word by word. */
#ifndef LANE_KERNEL_STRING_H
#define LANE_KERNEL_STRING_H

#include "block.h"

/* Marks '"', '\\' and bytes below 0x20. Flipping bit 1 moves '"' (0x22) to 0x20, next to the control characters, which
 * stay below it; 0x20 and 0x21 move to 0x22 and 0x23. The vectors to compare with are loaded at each use, so that a
 * loop in a large function keeps none of them in a register or on the stack. */
LANE_INLINE simd_u8 string_stops(simd_u8 v) {
    simd_u8 flipped = simd_xor(v, block_same(lane_splats[LANE_SPLAT_02], 2));
    return simd_or(simd_le(flipped, block_same(lane_splats[LANE_SPLAT_20], 0x20)),
                   simd_eq(v, block_same(lane_splats[LANE_SPLAT_BACKSLASH], '\\')));
}

/* Marks the same bytes of a word by their top bits. Only the lowest mark is exact: a borrow may set marks above it. */
LANE_INLINE uint64_t string_word_stops(uint64_t x) {
    const uint64_t ones = 0x0101010101010101u;
    uint64_t quote_or_control = (x ^ ones * 2) - ones * 0x21;
    uint64_t backslash = (x ^ ones * '\\') - ones;
    return (quote_or_control | backslash) & ~x & ones * 0x80;
}

LANE_INLINE bool string_is_stop(uint8_t c) {
    return c < 0x20 || c == '"' || c == '\\';
}

typedef struct {
    const uint8_t *at;
    uint64_t non_ascii; /* not 0 if a byte before `at` is non-ASCII */
} string_stop;

/* Does the work of string_scan on less than a vector, and on any length where a vector is a word. */
LANE_INLINE string_stop string_scan_short(const uint8_t *p, const uint8_t *end) {
    const uint64_t tops = 0x8080808080808080u;
    string_stop r = {p, 0};
    while (end - r.at >= 8) {
        uint64_t x = lane_load64(r.at), stops = string_word_stops(x);
        if (stops != 0) {
            r.non_ascii |= x & (stops ^ (stops - 1)) & tops;
            r.at += bits_ctz64(stops) / 8;
            return r;
        }
        r.non_ascii |= x & tops;
        r.at += 8;
    }
    while (r.at < end && !string_is_stop(*r.at))
        r.non_ascii |= *r.at++ & 0x80;
    return r;
}

/* Marks '\\' and bytes below 0x20. */
LANE_INLINE simd_u8 string_escapes(simd_u8 v) {
    return simd_or(simd_eq(v, block_same(lane_splats[LANE_SPLAT_BACKSLASH], '\\')),
                   simd_le(v, block_same(lane_splats[LANE_SPLAT_1F], 0x1F)));
}

/* Bytes that string_scan checks first. Most strings are shorter, and two vectors of 16 bytes cost less than an
 * unpredictable branch. */
#define STRING_FIRST (SIMD_WIDTH > 32 ? SIMD_WIDTH : 32)

typedef struct {
    uint64_t quotes, escapes, tops;
} string_marks;

LANE_INLINE string_marks string_first(const uint8_t *p) {
    string_marks m = {0, 0, 0};
    LANE_UNROLL
    for (unsigned i = 0; i < STRING_FIRST; i += SIMD_WIDTH) {
        simd_u8 v = simd_load(p + i);
        m.quotes |= simd_mask(simd_eq(v, block_same(lane_splats[LANE_SPLAT_QUOTE], '"'))) << i;
        m.escapes |= simd_mask(string_escapes(v)) << i;
        m.tops |= simd_mask(v) << i;
    }
    return m;
}

/* Returns the first '"', '\\' or byte below 0x20 at or after p, or `end`. Sets a bit in *non_ascii if a byte before it
 * is non-ASCII.
 *
 * Most strings end within the first STRING_FIRST bytes, and the place of the next token depends on their quote. So the
 * result depends on the quote alone; a well-predicted branch handles an escape or control character before it. */
LANE_INLINE const uint8_t *string_scan(const uint8_t *p, const uint8_t *end, uint64_t *non_ascii) {
    if (SIMD_WIDTH > 8 && LANE_LIKELY(end - p >= STRING_FIRST)) {
        const string_marks m = string_first(p);
        const uint64_t before =
            m.quotes ^ (m.quotes - 1); /* bytes up to the quote, itself ASCII; all ones without one */
        if (LANE_UNLIKELY((m.escapes & before) != 0)) {
            *non_ascii |= m.tops & (m.escapes ^ (m.escapes - 1));
            return p + bits_ctz64(m.escapes);
        }
        *non_ascii |= m.tops & before;
        if (LANE_LIKELY(m.quotes != 0))
            return p + bits_ctz64(m.quotes);
        for (p += STRING_FIRST; LANE_LIKELY(end - p >= SIMD_WIDTH); p += SIMD_WIDTH) {
            simd_u8 v = simd_load(p);
            uint64_t stops = simd_mask(string_stops(v)), tops = simd_mask(v);
            if (stops != 0) {
                *non_ascii |= tops & (stops ^ (stops - 1));
                return p + bits_ctz64(stops);
            }
            *non_ascii |= tops;
        }
    }
    string_stop r = string_scan_short(p, end);
    *non_ascii |= r.non_ascii;
    return r.at;
}

/* Properties of a body, as bits. */
enum {
    STRING_NON_ASCII = 1, /* a non-ASCII byte */
    STRING_ESCAPED = 2,   /* a backslash or a byte below 0x20 */
    STRING_UNICODE = 4    /* a \uXXXX */
};

/* The result of string_close: two words, so that registers return it. */
typedef struct {
    const uint8_t *end;
    uint64_t seen;
} string_closed;

/* Returns whether 64 bytes have neither a quote nor a backslash. */
LANE_INLINE bool string_is_plain(const vectors *b) {
    simd_u8 marks = simd_zero();
    LANE_UNROLL
    for (unsigned i = 0; i < SIMD_BLOCK; i++)
        marks = simd_or(marks, simd_or(simd_eq(b->v[i], simd_splat('"')), simd_eq(b->v[i], simd_splat('\\'))));
    return !simd_any(marks);
}

/* Finds the closing quote of the body that starts at p and may hold escapes. Returns it, or the end of the input if
 * there is none, and the properties of the bytes before it. p itself is not escaped. Does not look for bytes below
 * 0x20. */
static LANE_MAYBE_UNUSED LANE_NOINLINE string_closed string_close(const uint8_t *p, const uint8_t *end) {
    uint64_t carry = 0, non_ascii = 0, unicode = 0;
    simd_u8 plain = simd_zero();
    for (;;) {
        const size_t left = (size_t)(end - p);
        const block b = LANE_LIKELY(left >= BLOCK_SIZE) ? block_load(p) : block_load_tail(p, left, 0);
        const uint64_t escaped = block_escaped(block_eq(&b, '\\'), &carry);
        const uint64_t quotes = block_eq(&b, '"') & ~escaped;
        const uint64_t before = quotes ^ (quotes - 1); /* all ones if there is none */
        non_ascii |= block_non_ascii(&b) & before;
        if (escaped != 0)
            unicode |= block_eq(&b, 'u') & escaped & before;
        if (quotes != 0 || left <= BLOCK_SIZE) {
            const uint64_t seen =
                STRING_NON_ASCII * ((non_ascii != 0) | simd_any(plain)) + STRING_UNICODE * (unicode != 0);
            return (string_closed){quotes != 0 ? p + bits_ctz64(quotes) : end, seen};
        }
        p += BLOCK_SIZE;
        while (escaped == 0 && carry == 0 && end - p >= BLOCK_SIZE) { /* skips blocks without quotes and backslashes */
            const vectors c = vectors_load(p);
            if (!string_is_plain(&c))
                break;
            plain = simd_or(plain, vectors_or(&c));
            p += BLOCK_SIZE;
        }
    }
}

#endif
