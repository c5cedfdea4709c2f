/* SPDX-License-Identifier: MIT */
/* Escapes bodies of JSON strings given as bytes: ASCII, Latin-1 or UTF-8. escape_units.h escapes wider units.
 *
 * The output consists of units of `width` bytes: UTF-8 (width 1), or the units of a Python str. The functions store
 * whole vectors before they look for characters to escape. So they write up to ESCAPE_SLACK units after the output; the
 * caller provides that room. */
#ifndef LANE_KERNEL_ESCAPE_H
#define LANE_KERNEL_ESCAPE_H

#include "block.h"
#include "transcode.h"

/* Units that may be stored after the output. */
#define ESCAPE_SLACK (2 * LANE_WIDEST)
/* Bytes before a string that a function may read if its caller allows it: short strings are loaded by their end. */
#define ESCAPE_READABLE_BEFORE SIMD_SHORT
static_assert(ESCAPE_READABLE_BEFORE <= LANE_WIDEST_SHORT, "callers keep LANE_WIDEST_SHORT bytes readable");
/* The most units that one character becomes: 6 as \u001f; 12 as \ud83d\ude00, beyond the basic plane. */
#define ESCAPE_MOST 6
#define ESCAPE_MOST_ASTRAL 12

static_assert(2 * SIMD_WIDTH <= ESCAPE_SLACK, "the last store is two vectors");

/* The bytes that end a copy, besides the quote and the backslash. The hot callers pass a constant. */
typedef enum {
    ESCAPE_CONTROLS,    /* 00-1F: UTF-8, and units of the final width */
    ESCAPE_NON_ASCII,   /* controls and 80-FF: Latin-1 to UTF-8 */
    ESCAPE_BEYOND_ASCII /* controls and 7F-FF: the output is printable ASCII */
} escape_class;

/* Marks the bytes that end a copy. Flipping bit 1 puts the quote, 22, next to the controls, and 20 and 21 above it.
 * Flipping the top bit as well puts 80-FF below them. So one comparison finds the controls, the quote and, if wanted,
 * 80-FF.
 *
 *   byte                 00-1F   20-21   22   23-7F   80-FF
 *   flipped by 02        00-1F   22-23   20   21-7F   82-FD
 *   flipped by 82        80-9F   A2-A3   A0   A1-FF   00-7F */
LANE_INLINE simd_u8 escape_marks(simd_u8 v, escape_class stop) {
    const bool high = stop != ESCAPE_CONTROLS;
    simd_u8 flip = high ? block_same(lane_splats[LANE_SPLAT_82], 0x82) : block_same(lane_splats[LANE_SPLAT_02], 0x02);
    simd_u8 most = high ? block_same(lane_splats[LANE_SPLAT_A0], 0xA0) : block_same(lane_splats[LANE_SPLAT_20], 0x20);
    simd_u8 marks = simd_le(simd_xor(v, flip), most);
    if (stop == ESCAPE_BEYOND_ASCII)
        marks = simd_or(marks, simd_eq(v, block_same(lane_splats[LANE_SPLAT_7F], 0x7F)));
    return simd_or(marks, simd_eq(v, block_same(lane_splats[LANE_SPLAT_BACKSLASH], '\\')));
}

LANE_INLINE bool escape_is_stop(uint8_t c, escape_class stop) {
    return c < 0x20 || c == '"' || c == '\\' || (stop != ESCAPE_CONTROLS && c >= 0x80) ||
           (stop == ESCAPE_BEYOND_ASCII && c == 0x7F);
}

/* -- escapes -- */

/* Returns the four hexadecimal digits of c as text, the first one in the lowest byte. */
LANE_INLINE uint32_t escape_hex(uint32_t c) {
    const uint32_t ones = 0x01010101, nibbles = c >> 12 | (c & 0xF00) | (c & 0xF0) << 12 | (c & 0xF) << 24;
    const uint32_t letters = (nibbles + 6 * ones) >> 4 & ones;
    return nibbles + '0' * ones + letters * ('a' - '0' - 10);
}

/* Writes c < 0x10000 as \uXXXX. */
LANE_INLINE uint8_t *escape_put_unicode(uint8_t *dst, uint32_t c, unsigned width) {
    return unit_put_word(dst, '\\' | 'u' << 8 | (uint64_t)escape_hex(c) << 16, 6, width);
}

/* Writes the escape of a character below 256. */
LANE_INLINE uint8_t *escape_put(uint8_t *dst, unsigned c, unsigned width) {
    const uint64_t escape = lane_escapes[c];
    return unit_put_word(dst, escape, (unsigned)(escape >> 56), width);
}

/* -- from bytes -- */

/* Copies the n bytes at s up to the first one to be escaped. Returns the number of bytes copied. ESCAPE_READABLE_BEFORE
 * bytes before s must be readable: short strings are loaded by their end, without a branch on their length. `either`:
 * lengths up to SIMD_WIDTH all take two short vectors, since a branch on whether one is enough may be mispredicted
 * every other time. */
LANE_INLINE size_t escape_copy(uint8_t *dst, const uint8_t *s, size_t n, escape_class stop, unsigned width,
                               bool either) {
    uint64_t stops;
    if (either && width == 1 && SIMD_WIDTH > SIMD_SHORT && n <= SIMD_WIDTH) {
        const size_t first = n < SIMD_SHORT ? n : SIMD_SHORT;
        const simd_u8 v = simd_load_before(s + first, first), w = simd_load_before(s + n, n - first);
        simd_store_short(dst, v);
        simd_store_short(dst + SIMD_SHORT, w);
        stops = simd_mask(escape_marks(simd_join_short(v, w), stop)) & simd_below(n);
        return LANE_LIKELY(stops == 0) ? n : bits_ctz64(stops);
    }
    if (n <= SIMD_SHORT) {
        simd_u8 v = simd_load_before(s + n, n);
        if (width == 1)
            simd_store_short(dst, v);
        else
            unit_store(dst, v, width);
        stops = simd_mask(escape_marks(v, stop)) & simd_below(n);
        return LANE_LIKELY(stops == 0) ? n : bits_ctz64(stops);
    }
    if (SIMD_WIDTH > SIMD_SHORT && n <= SIMD_WIDTH) { /* two overlapping short vectors cover it */
        simd_u8 v = simd_load_short(s), w = simd_load_short(s + n - SIMD_SHORT);
        if (width == 1) {
            simd_store_short(dst, v);
            simd_store_short(dst + n - SIMD_SHORT, w);
        } else {
            unit_store(dst, v, width);
            unit_store(dst + (n - SIMD_SHORT) * width, w, width);
        }
        stops = simd_mask(escape_marks(simd_join_short(v, w), stop));
        if (LANE_LIKELY(stops == 0))
            return n;
        unsigned k = bits_ctz64(stops);
        return k < SIMD_SHORT ? k : n - 2 * SIMD_SHORT + k;
    }
    size_t i = 0;
    while (n - i > 2 * SIMD_WIDTH) { /* one branch for two vectors */
        const simd_u8 v = simd_load(s + i), w = simd_load(s + i + SIMD_WIDTH);
        const simd_u8 first = escape_marks(v, stop), second = escape_marks(w, stop);
        unit_store(dst + i * width, v, width);
        unit_store(dst + (i + SIMD_WIDTH) * width, w, width);
        if (LANE_UNLIKELY(simd_mask(simd_or(first, second)) != 0)) {
            stops = simd_mask(first);
            return stops != 0 ? i + bits_ctz64(stops) : i + SIMD_WIDTH + bits_ctz64(simd_mask(second));
        }
        i += 2 * SIMD_WIDTH;
    }
    while (n - i > SIMD_WIDTH) {
        simd_u8 v = simd_load(s + i);
        unit_store(dst + i * width, v, width);
        stops = simd_mask(escape_marks(v, stop));
        if (LANE_UNLIKELY(stops != 0))
            return i + bits_ctz64(stops);
        i += SIMD_WIDTH;
    }
    /* The last vector overlaps the one before it. */
    i = n - SIMD_WIDTH;
    simd_u8 v = simd_load(s + i);
    unit_store(dst + i * width, v, width);
    stops = simd_mask(escape_marks(v, stop));
    return LANE_LIKELY(stops == 0) ? n : i + bits_ctz64(stops);
}

/* Loads the next bytes of [s, end) and sets *ret_step to their number: SIMD_WIDTH, or near the end at most SIMD_SHORT,
 * for which ESCAPE_READABLE_BEFORE bytes before s must be readable. */
LANE_INLINE simd_u8 escape_load(const uint8_t *s, const uint8_t *end, size_t *ret_step) {
    const size_t left = (size_t)(end - s);
    if (LANE_LIKELY(left >= SIMD_WIDTH)) {
        *ret_step = SIMD_WIDTH;
        return simd_load(s);
    }
    const size_t step = left < SIMD_SHORT ? left : SIMD_SHORT;
    *ret_step = step;
    return simd_load_before(s + step, step);
}

/* Writes the n bytes at s and escapes those marked in `stops`. The caller has stored them as a vector at dst. After
 * each escape the rest is stored again as a vector, at a place that depends on the marks alone. `readable_after`: n is
 * SIMD_WIDTH, and SIMD_WIDTH bytes after each escaped byte are readable; else n <= SIMD_SHORT, and SIMD_SHORT bytes
 * before s + n are readable. Returns the end of the output. */
LANE_INLINE uint8_t *escape_marked(uint8_t *dst, const uint8_t *s, size_t n, uint64_t stops, bool readable_after,
                                   unsigned width) {
    size_t done = 0;
    while (stops != 0) {
        const unsigned k = bits_ctz64(stops);
        dst = escape_put(dst + (k - done) * width, s[k], width);
        done = k + 1;
        unit_store(dst, readable_after ? simd_load(s + done) : simd_load_before(s + n, n - done), width);
        stops &= stops - 1;
    }
    return dst + (n - done) * width;
}

/* Returns whether a byte of the word must be escaped. */
LANE_INLINE bool escape_word_stops(uint64_t x, escape_class stop) {
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones * 0x80;
    const uint64_t low = (x ^ ones * 2) - ones * 0x21, backslash = (x ^ ones * '\\') - ones;
    uint64_t stops = (low | backslash) & ~x;
    if (stop != ESCAPE_CONTROLS)
        stops |= x;
    if (stop == ESCAPE_BEYOND_ASCII)
        stops |= (x ^ ones * 0x7F) - ones; /* bytes above 7F are stops anyway */
    return (stops & tops) != 0;
}

/* Escapes a short string without reading before s. Copies 4 to 16 bytes without escapes, the likely case, as two
 * overlapping words. */
LANE_INLINE uint8_t *escape_few(uint8_t *dst, const uint8_t *s, size_t n, escape_class stop, unsigned width) {
    if (width == 1 && n >= 8 && (SIMD_SHORT <= 16 || n <= 16)) {
        const uint64_t first = lane_load64(s), last = lane_load64(s + n - 8);
        lane_store64(dst, first);
        lane_store64(dst + n - 8, last);
        if (LANE_LIKELY(!escape_word_stops(first, stop) && !escape_word_stops(last, stop)))
            return dst + n;
    } else if (width == 1 && n >= 4 && n < 8) {
        const uint32_t first = lane_load32(s), last = lane_load32(s + n - 4);
        lane_store32(dst, first);
        lane_store32(dst + n - 4, last);
        if (LANE_LIKELY(!escape_word_stops(first | (uint64_t)last << 32, stop)))
            return dst + n;
    }
    for (const uint8_t *end = s + n; s < end; s++)
        dst = escape_is_stop(*s, stop) ? escape_put(dst, *s, width) : unit_put(dst, *s, width);
    return dst;
}

/* Copies ASCII, Latin-1 or UTF-8 and escapes the bytes that `stop` selects. Returns the end of the output. Room:
 * ESCAPE_MOST units a byte. `readable_before`: ESCAPE_READABLE_BEFORE bytes before s are readable. */
LANE_INLINE uint8_t *escape_bytes(uint8_t *dst, const uint8_t *s, size_t n, bool readable_before, escape_class stop,
                                  unsigned width) {
    const uint8_t *end = s + n;
    if (n < SIMD_SHORT && (!readable_before || n < 4)) /* quicker than setting up vectors */
        return escape_few(dst, s, n, stop, width);
    while (s < end) {
        size_t step;
        const simd_u8 v = escape_load(s, end, &step);
        uint64_t stops = simd_mask(escape_marks(v, stop)) & simd_below(step);
        unit_store(dst, v, width);
        if (LANE_LIKELY(stops == 0)) {
            dst += step * width;
        } else if (end - s >= 2 * SIMD_WIDTH) {
            dst = escape_marked(dst, s, SIMD_WIDTH, stops, true, width);
        } else {
            step = step < SIMD_SHORT ? step : SIMD_SHORT;
            stops &= simd_below(step);
            dst = escape_marked(dst, s, step, stops, false, width);
        }
        s += step;
    }
    return dst;
}

#endif
