/* SPDX-License-Identifier: MIT */
/* Bodies of JSON strings on their way out: characters, stored 1, 2 or 4 bytes wide, to text with escapes.
 *
 * Text comes out in units of `width` bytes: UTF-8 (width 1), or the units of a Python string. The functions store first
 * and look for what must be escaped after, so they write up to ESCAPE_SLACK units behind the text; the caller has the
 * room. */
#ifndef LANE_KERNEL_ESCAPE_H
#define LANE_KERNEL_ESCAPE_H

#include "block.h"
#include "transcode.h"

/* Units that may be stored behind the text. */
#define ESCAPE_SLACK (2 * LANE_WIDEST)
/* Units that one character becomes at most: \u001f; \ud83d\ude00 for one beyond the basic plane. */
#define ESCAPE_MOST 6
#define ESCAPE_MOST_ASTRAL 12

static_assert(2 * SIMD_WIDTH <= ESCAPE_SLACK, "a whole vector of characters is stored at the last one");

/* Which bytes end a copy, beside the quote and the backslash. Constant in the hot callers. */
typedef enum {
    ESCAPE_CONTROLS,    /* 00-1F: UTF-8, and units of the final width */
    ESCAPE_HIGH,        /* these and 80-FF: Latin-1 to UTF-8 */
    ESCAPE_BEYOND_ASCII /* these and 7F-FF: the output is printable ASCII */
} escape_class;

/* Flipping bit 1 puts the quote, 22, next to the controls, and the first two bytes that are neither, 20 and 21, beyond
 * it; flipping the top bit puts 80-FF below them. So one comparison finds them all.
 *
 *   byte                 00-1F   20-21   22   23-7F   80-FF
 *   flipped by 02        00-1F   22-23   20   21-7F   82-FD
 *   flipped by 82        80-9F   A2-A3   A0   A1-FF   00-7F */
LANE_INLINE simd_u8 escape_marks(simd_u8 v, escape_class stop) {
    const bool high = stop != ESCAPE_CONTROLS;
    simd_u8 flip = high ? block_same(lane_splats[LANE_SPLAT_82], 0x82) : block_same(lane_splats[LANE_SPLAT_02], 0x02);
    simd_u8 most = high ? block_same(lane_splats[LANE_SPLAT_A0], 0xA0) : block_same(lane_splats[LANE_SPLAT_20], 0x20);
    simd_u8 odd = simd_le(simd_xor(v, flip), most);
    if (stop == ESCAPE_BEYOND_ASCII)
        odd = simd_or(odd, simd_eq(v, block_same(lane_splats[LANE_SPLAT_7F], 0x7F)));
    return simd_or(odd, simd_eq(v, block_same(lane_splats[LANE_SPLAT_BACKSLASH], '\\')));
}

LANE_INLINE bool escape_is_stop(uint8_t c, escape_class stop) {
    return c < 0x20 || c == '"' || c == '\\' || (stop != ESCAPE_CONTROLS && c >= 0x80) ||
           (stop == ESCAPE_BEYOND_ASCII && c == 0x7F);
}

/* -- units of the output -- */

/* The first SIMD_WIDTH bytes of v as units. */
LANE_INLINE void unit_store(uint8_t *dst, simd_u8 v, unsigned width) {
    if (width == 1)
        simd_store(dst, v);
    else if (width == 2)
        unit_store16(dst, v, simd_zero());
    else
        unit_store32(dst, v, simd_zero(), simd_zero());
}

/* The n <= 4 low bytes of the word, lowest first; 4 units are stored. */
LANE_INLINE uint8_t *unit_put_four(uint8_t *dst, uint32_t word, unsigned n, unsigned width) {
    if (width == 1) {
        lane_store32(dst, word);
    } else if (width == 2) {
        unit_put_lanes16(dst, unit_spread(word));
    } else {
        unit_put_lanes32(dst, (word & 0xFF) | (uint64_t)(word >> 8 & 0xFF) << 32, 4);
        unit_put_lanes32(dst + 8, (word >> 16 & 0xFF) | (uint64_t)(word >> 24) << 32, 4);
    }
    return dst + (size_t)n * width;
}

/* The n <= 8 low bytes of the word, lowest first; 8 units are stored. */
LANE_INLINE uint8_t *unit_put_word(uint8_t *dst, uint64_t word, unsigned n, unsigned width) {
    if (width == 1) {
        lane_store64(dst, word);
    } else {
        (void)unit_put_four(dst, (uint32_t)word, 4, width);
        (void)unit_put_four(dst + 4 * width, (uint32_t)(word >> 32), 4, width);
    }
    return dst + (size_t)n * width;
}

/* -- escapes -- */

/* The four hexadecimal digits of c, the first one lowest. */
LANE_INLINE uint32_t escape_hex(uint32_t c) {
    const uint32_t ones = 0x01010101, nibbles = c >> 12 | (c & 0xF00) | (c & 0xF0) << 12 | (c & 0xF) << 24;
    const uint32_t letters = (nibbles + 6 * ones) >> 4 & ones;
    return nibbles + '0' * ones + letters * ('a' - '0' - 10);
}

/* \uXXXX */
LANE_INLINE uint8_t *escape_put_unicode(uint8_t *dst, uint32_t c, unsigned width) {
    return unit_put_word(dst, '\\' | 'u' << 8 | (uint64_t)escape_hex(c) << 16, 6, width);
}

/* The escape of a character below 256. */
LANE_INLINE uint8_t *escape_put(uint8_t *dst, unsigned c, unsigned width) {
    const uint64_t escape = lane_escapes[c];
    return unit_put_word(dst, escape, (unsigned)(escape >> 56), width);
}

/* -- from bytes -- */

/* Copies the n bytes at s up to the first that is to be escaped; how many these are. SIMD_SHORT bytes before s must be
 * readable: short strings are loaded from their end backwards, which needs no branch on their length. `either`: nor
 * does it whether one or two short vectors are needed, which is as it comes: a branch may go wrong every other time. */
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
    if (SIMD_WIDTH > SIMD_SHORT && n <= SIMD_WIDTH) { /* two short vectors that overlap cover it */
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
    /* The last vector overlaps what has been copied. */
    i = n - SIMD_WIDTH;
    simd_u8 v = simd_load(s + i);
    unit_store(dst + i * width, v, width);
    stops = simd_mask(escape_marks(v, stop));
    return LANE_LIKELY(stops == 0) ? n : i + bits_ctz64(stops);
}

/* The next bytes of [s, end), and in *ret_step their number: a vector, or at the end short ones, for which SIMD_SHORT
 * bytes before it must be readable. */
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

/* The n bytes at s, of which `stops` marks those to be escaped. Those that pass go the way of vectors, from behind each
 * escape: where each of them lies hangs on the marks alone. `far`: n is SIMD_WIDTH, and as many bytes from each escape
 * on may be read; else it is SIMD_SHORT at most, and as many before s + n may be. */
LANE_INLINE uint8_t *escape_marked(uint8_t *dst, const uint8_t *s, size_t n, uint64_t stops, bool far, unsigned width) {
    size_t done = 0;
    while (stops != 0) {
        const unsigned k = bits_ctz64(stops);
        dst = escape_put(dst + (k - done) * width, s[k], width);
        done = k + 1;
        unit_store(dst, far ? simd_load(s + done) : simd_load_before(s + n, n - done), width);
        stops &= stops - 1;
    }
    return dst + (n - done) * width;
}

/* Whether a byte of the word is to be escaped. */
LANE_INLINE bool escape_word_stops(uint64_t x, escape_class stop) {
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones * 0x80;
    const uint64_t low = (x ^ ones * 2) - ones * 0x21, backslash = (x ^ ones * '\\') - ones;
    uint64_t stops = (low | backslash) & ~x;
    if (stop != ESCAPE_CONTROLS)
        stops |= x;
    if (stop == ESCAPE_BEYOND_ASCII)
        stops |= (x ^ ones * 0x7F) - ones; /* above 7F it is a stop anyway */
    return (stops & tops) != 0;
}

/* A few bytes; up to 16 by two words that overlap, if there are no escapes, which is likely. Nothing before s is
 * read. */
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

/* ASCII, Latin-1 or UTF-8 whose bytes pass as they are unless `stop` marks them; marked ones are escaped. The end of
 * the text. Room: ESCAPE_MOST units a byte. `behind`: SIMD_SHORT bytes before s may be read. */
LANE_INLINE uint8_t *escape_bytes(uint8_t *dst, const uint8_t *s, size_t n, bool behind, escape_class stop,
                                  unsigned width) {
    const uint8_t *end = s + n;
    if (n < SIMD_SHORT && (!behind || n < 4)) /* a few are written before the set-up for vectors is done */
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

/* -- from units of 1, 2 and 4 bytes to UTF-8; `kind` is their size -- */

LANE_INLINE uint8_t *unit_to_utf8(uint8_t *dst, uint32_t c, bool surrogates) {
    if (c < 0x80)
        return escape_is_stop((uint8_t)c, ESCAPE_CONTROLS) ? escape_put(dst, c, 1) : utf8_put(dst, c);
    if (LANE_UNLIKELY(transcode_is_surrogate(c) && !surrogates))
        return NULL;
    return utf8_put(dst, c);
}

/* n units one by one; NULL for a half of a surrogate pair, unless `surrogates`. */
LANE_INLINE uint8_t *escape_few_to_utf8(uint8_t *dst, const uint8_t *s, size_t n, bool surrogates, unsigned kind) {
    for (const uint8_t *end = s + n * kind; dst != NULL && s < end; s += kind)
        dst = unit_to_utf8(dst, unit_get(s, kind), surrogates);
    return dst;
}

/* Two-byte units to be escaped: see escape_marks. */
LANE_INLINE simd_u8 escape_marks16(simd_u8 v) {
    return simd_or(simd_le16(simd_xor(v, UNIT_PAIR(0002)), UNIT_PAIR(0020)), simd_eq16(v, UNIT_PAIR(005C)));
}

/* A vector of two-byte units on their way to UTF-8: which of them are below 80, below 800, and to be escaped. `plane`
 * has the higher halves of units of four bytes: 0, or 1 to 10 where a character is beyond the basic plane. */
typedef struct {
    simd_u8 units, plane, one, two, marks;
} escape_units16;

#if SIMD_SLOTS
/* Of units to be escaped, the letter behind the backslash in the upper byte; 0 where there is none. */
LANE_INLINE simd_u8 escape_letters16(simd_u8 units) {
    static const uint8_t controls[16] = {['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'};
    const simd_u8 below = simd_and(units, UNIT_PAIR(000F));
    simd_u8 letters = simd_lookup16(simd_table16(controls), below);
    letters = simd_select(simd_eq16(below, units), letters, simd_andnot(units, simd_le16(units, UNIT_PAIR(001F))));
    return simd_shl16(letters, 8);
}

/* The first n of them as UTF-8: bytes of characters in slots of two, or four, one behind the other. Lone halves of
 * pairs are three bytes; the marked ones are escapes of two if `escapes`. `two`: all are below 800.
 *
 *   11110aaa 10aazzzz 10yyyyxx 10xxxxxx      1110zzzz 10yyyyxx 10xxxxxx      110yyyxx 10xxxxxx      0xxxxxxx */
LANE_INLINE uint8_t *escape_slots(uint8_t *dst, const escape_units16 *u, unsigned n, simd_u8 letters, bool escapes,
                                  bool two, unsigned kind) {
    const simd_u8 v = u->units, ends = simd_shl16(v, 8);
    simd_u8 one = u->one, low = simd_shr16(v, 6);
    if (two)
        low = simd_or(low, UNIT_PAIR(80C0));
    else
        low = simd_or(simd_and(low, UNIT_PAIR(003F)), simd_or(UNIT_PAIR(8080), simd_and(u->two, UNIT_PAIR(0040))));
    low = simd_select(one, ends, simd_or(low, simd_and(ends, UNIT_PAIR(3F00))));
    if (escapes) {
        low = simd_select(u->marks, simd_or(letters, UNIT_PAIR(005C)), low);
        one = simd_andnot(one, u->marks);
    }
    if (two)
        return simd_put_pairs(dst, low, one, n);
    simd_u8 high = simd_or(simd_and(simd_shr16(v, 4), UNIT_PAIR(0F00)), UNIT_PAIR(E000));
    simd_u8 keep = simd_and(u->two, simd_or(one, UNIT_PAIR(FF00)));
    if (kind == 4) {
        const simd_u8 basic = simd_eq16(u->plane, simd_zero());
        simd_u8 four = simd_or(simd_shr16(u->plane, 2), simd_and(simd_shl16(u->plane, 12), UNIT_PAIR(3000)));
        four = simd_or(simd_or(four, UNIT_PAIR(80F0)), simd_and(high, UNIT_PAIR(0F00)));
        high = simd_select(basic, high, four);
        keep = simd_or(simd_and(keep, basic), simd_andnot(UNIT_PAIR(00FF), basic));
    }
    return simd_put_slots(dst, high, low, simd_mask(keep), n, kind == 4);
}
#endif

/* The first n of them, which are those at s; `odd` marks some that need a look each, halves of pairs that are not let
 * pass. Stops behind the first of these; how many are done, in *ret_done. How far it goes hangs on `odd` only
 * where there are any, so that else no vector waits for the marks of another. */
LANE_INLINE uint8_t *escape_mixed_to_utf8(uint8_t *dst, const uint8_t *s, const escape_units16 *u, simd_u8 odd,
                                          unsigned n, bool two, bool surrogates, unsigned kind, unsigned *ret_done) {
    *ret_done = n;
#if SIMD_SLOTS
    const uint64_t some = simd_below(2 * n);
    uint64_t odds = simd_mask(odd);
    simd_u8 letters = simd_zero();
    const bool escapes = (simd_mask(u->marks) & some) != 0;
    if (escapes) {
        letters = escape_letters16(u->units);
        odds |= simd_mask(simd_and(u->marks, simd_eq16(letters, simd_zero())));
    }
    odds &= some;
    if (LANE_LIKELY(odds == 0))
        return escapes ? escape_slots(dst, u, n, letters, true, two, kind)
                       : escape_slots(dst, u, n, letters, false, two, kind);
    const unsigned plain = bits_ctz64(odds) / 2;
    dst = escape_slots(dst, u, plain, letters, true, two, kind);
    *ret_done = plain + 1;
    return escape_few_to_utf8(dst, s + plain * kind, 1, surrogates, kind);
#else
    (void)u, (void)odd, (void)two;
    return escape_few_to_utf8(dst, s, n, surrogates, kind);
#endif
}

/* The first n <= SIMD_WIDTH / 2 characters of Latin-1 in v, which are those at s. Moves *s on. */
LANE_INLINE uint8_t *escape_latin1(uint8_t *dst, const uint8_t **s, simd_u8 v, unsigned n) {
#if SIMD_SLOTS
    const simd_u8 units = simd_widen8(v), one = simd_le16(units, UNIT_PAIR(007F));
    const escape_units16 u = {units, simd_zero(), one, simd_splat(0xFF), escape_marks16(units)};
    dst = escape_mixed_to_utf8(dst, *s, &u, simd_zero(), n, true, true, 1, &n);
#else
    (void)v;
    dst = escape_few_to_utf8(dst, *s, n, true, 1);
#endif
    *s += n;
    return dst;
}

/* Latin-1 to UTF-8: vectors of ASCII as they are, else by halves. `behind`: SIMD_SHORT bytes before s may be read. */
LANE_INLINE uint8_t *latin1_to_utf8(uint8_t *dst, const uint8_t *s, size_t n, bool behind) {
    const uint8_t *end = s + n;
    const size_t half = SIMD_WIDTH / 2;
    if (n < SIMD_SHORT && !behind)
        return escape_few_to_utf8(dst, s, n, true, 1);
    while (s < end) {
        size_t step;
        const simd_u8 v = escape_load(s, end, &step);
        const uint8_t *next = s + step;
        const uint64_t odd = simd_mask(simd_or(escape_marks(v, ESCAPE_CONTROLS), v)) & simd_below(step);
        if (LANE_LIKELY(odd == 0)) {
            simd_store(dst, v);
            dst += step;
            s = next;
            continue;
        }
        dst = escape_latin1(dst, &s, v, (unsigned)(step < half ? step : half));
        if ((size_t)(next - s) == half)
            dst = escape_latin1(dst, &s, simd_load_before(next, half), (unsigned)half);
    }
    return dst;
}

/* Two vectors of two-byte units at a time as long as they are ASCII and pass. Moves *s on. */
LANE_INLINE uint8_t *escape_ascii16(uint8_t *dst, const uint8_t **s, const uint8_t *end) {
    const uint8_t *from = *s;
    for (; end - from >= 2 * SIMD_WIDTH; from += 2 * SIMD_WIDTH) {
        simd_u8 v[2];
        unit_load16(from, v);
        const uint64_t odd = simd_mask(escape_marks(v[0], ESCAPE_HIGH));
        if ((odd | (simd_mask(simd_eq(v[1], simd_zero())) ^ SIMD_ALL)) != 0)
            break;
        simd_store(dst, v[0]);
        dst += SIMD_WIDTH;
    }
    *s = from;
    return dst;
}

/* The next units of [s, end) that a vector takes, or at the end short ones; their number. */
LANE_INLINE unsigned escape_take(const uint8_t *s, const uint8_t *end, unsigned kind, simd_u8 *ret_units,
                                 simd_u8 *ret_plane) {
    size_t step = 2 * SIMD_WIDTH;
    *ret_plane = simd_zero();
#if SIMD_SLOTS
    if (kind == 4) {
        simd_u8 rest = simd_zero(), v;
        if (LANE_LIKELY((size_t)(end - s) >= step))
            v = simd_load(s), rest = simd_load(s + SIMD_WIDTH);
        else
            v = escape_load(s, end, &step);
        simd_split32(v, rest, ret_units, ret_plane);
        return (unsigned)step / 4;
    }
#else
    (void)kind; /* it is 2 */
#endif
    *ret_units = escape_load(s, end, &step);
    return (unsigned)step / 2;
}

/* The first `count` units of u, which are those at *s: as they are, or all of three bytes, or else in slots. `half` is
 * what the upper five bits of a unit that is refused are. NULL for a half of a surrogate pair. Moves *s on. */
LANE_INLINE uint8_t *escape_units_step(uint8_t *dst, const uint8_t **s, const uint8_t *end, escape_units16 *u,
                                       unsigned count, simd_u8 half, bool surrogates, unsigned kind) {
    const uint64_t all = simd_below(2 * count);
    const simd_u8 basic = kind == 4 ? simd_eq16(u->plane, simd_zero()) : simd_splat(0xFF);
    const simd_u8 odd = simd_and(simd_eq16(simd_and(u->units, UNIT_PAIR(F800)), half), basic);
    u->two = simd_and(simd_le16(u->units, UNIT_PAIR(07FF)), basic);
    if (kind == 2 && (simd_mask(simd_or(u->two, odd)) & all) == 0) {
        simd_utf8_three(dst, u->units);
        *s += count * kind;
        return dst + 3 * count;
    }
    u->one = simd_and(simd_le16(u->units, UNIT_PAIR(007F)), basic);
    u->marks = simd_and(escape_marks16(u->units), basic);
    if ((~simd_mask(simd_andnot(u->one, u->marks)) & all) == 0) {
        simd_narrow16(dst, u->units);
        *s += count * kind;
        return kind == 2 ? escape_ascii16(dst + count, s, end) : dst + count;
    }
    if (kind == 2 && (~simd_mask(u->two) & all) == 0)
        dst = escape_mixed_to_utf8(dst, *s, u, simd_zero(), count, true, surrogates, kind, &count);
    else
        dst = escape_mixed_to_utf8(dst, *s, u, odd, count, false, surrogates, kind, &count);
    *s += count * kind;
    return dst;
}

/* The last two-byte units of a text, from s on less than a vector, taken with as many of those before them as make one:
 * if all become three bytes, of which the first are stored again as they are. The end, or NULL. */
LANE_INLINE uint8_t *escape_last_threes(uint8_t *dst, const uint8_t *s, const uint8_t *end, simd_u8 half) {
    const simd_u8 units = simd_load(end - SIMD_WIDTH);
    const simd_u8 odd = simd_eq16(simd_and(units, UNIT_PAIR(F800)), half);
    if (simd_any(simd_or(simd_le16(units, UNIT_PAIR(07FF)), odd)))
        return NULL;
    dst += 3 * ((end - s) / 2);
    simd_utf8_three(dst - 3 * (SIMD_WIDTH / 2), units);
    return dst;
}

/* Units of 2 or 4 bytes to UTF-8, with what JSON escapes escaped; NULL for a half of a surrogate pair, which
 * `surrogates` lets pass as three bytes. Room: 6 bytes a unit and ESCAPE_SLACK. `behind`: SIMD_SHORT bytes before s
 * may be read.
 *
 * A vector of two-byte units at a time, and the last ones, less than that, by less. How far a step goes does not depend
 * on where in a vector what is, so that no step waits for the masks of another. */
LANE_INLINE uint8_t *units_to_utf8(uint8_t *dst, const uint8_t *s, size_t n, bool surrogates, unsigned kind,
                                   bool behind) {
    const uint8_t *end = s + n * kind;
    if (LANE_BIG_ENDIAN || (kind == 4 && !SIMD_SLOTS) || (n * kind < SIMD_SHORT && !behind))
        return escape_few_to_utf8(dst, s, n, surrogates, kind);
    const simd_u8 half = surrogates ? simd_splat16(1) : simd_splat16(0xD800); /* 1: none is a multiple of 800 */
    while (s < end && dst != NULL) {
        if (kind == 2 && end - s < SIMD_WIDTH && 2 * n >= SIMD_WIDTH) {
            uint8_t *last = escape_last_threes(dst, s, end, half);
            if (LANE_LIKELY(last != NULL))
                return last;
        }
        escape_units16 u;
        const unsigned count = escape_take(s, end, kind, &u.units, &u.plane);
        dst = escape_units_step(dst, &s, end, &u, count, half, surrogates, kind);
    }
    return dst;
}

/* Some units, one by one. */
LANE_INLINE uint8_t *escape_few_to_ascii(uint8_t *dst, const uint8_t *s, size_t n, unsigned kind, unsigned width) {
    for (const uint8_t *end = s + n * kind; s < end; s += kind) {
        uint32_t c = unit_get(s, kind);
        if (c < 0x7F && !escape_is_stop((uint8_t)c, ESCAPE_CONTROLS)) {
            dst = unit_put(dst, c, width);
        } else if (c < 0x100) {
            dst = escape_put(dst, c, width);
        } else if (c < 0x10000) {
            dst = escape_put_unicode(dst, c, width);
        } else {
            c -= 0x10000;
            dst = escape_put_unicode(dst, 0xD800 | c >> 10, width);
            dst = escape_put_unicode(dst, 0xDC00 | (c & 0x3FF), width);
        }
    }
    return dst;
}

/* The first n two-byte units of v: those of which the lower bit of two is set in `plain` as they are, the others as
 * \uXXXX. */
LANE_INLINE uint8_t *escape_hex16(uint8_t *dst, simd_u8 v, size_t n, uint64_t plain) {
    static const uint8_t digits[16] = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
    uint8_t text[2 * SIMD_WIDTH], low[SIMD_WIDTH];
    const simd_table hex = simd_table16(digits);
    simd_store2(text, simd_lookup16(hex, simd_shr4(v)), simd_lookup16(hex, simd_and(v, simd_splat(0x0F))));
    simd_store(low, v);
    for (size_t i = 0; i < n; i++) {
        const uint32_t four = lane_load32(text + 4 * i); /* the digits of the lower byte come first */
        const uint64_t escape = '\\' | 'u' << 8 | (uint64_t)(four >> 16 | four << 16) << 16;
        const bool as_is = plain >> 2 * i & 1;
        lane_store64(dst, as_is ? low[2 * i] : escape);
        dst += as_is ? 1 : 6;
    }
    return dst;
}

/* Two-byte units, a vector at a time; at the end, short ones, if there are as many units in all. Where a vector is a
 * word, one by one is quicker. */
LANE_INLINE uint8_t *escape_units16_to_ascii(uint8_t *dst, const uint8_t *s, size_t n) {
    const uint64_t lower = UINT64_C(0x5555555555555555); /* in each mask, the bit of a unit's lower byte */
    const uint8_t *end = s + 2 * n;
    if (SIMD_WIDTH == 8 || 2 * n < SIMD_SHORT)
        return escape_few_to_ascii(dst, s, n, 2, 1);
    while (s < end) {
        size_t step;
        const simd_u8 v = escape_load(s, end, &step);
        const uint64_t units = lower & simd_below(step);
        const uint64_t ascii = simd_mask(simd_eq(v, simd_zero())) >> 1 & ~simd_mask(v) & units;
        const uint64_t stops = simd_mask(escape_marks(v, ESCAPE_BEYOND_ASCII)) & ascii;
        if (ascii == units && stops == 0) {
            simd_narrow16(dst, v);
            dst += step / 2;
        } else if (stops == 0) {
            dst = escape_hex16(dst, v, step / 2, ascii);
        } else {
            dst = escape_few_to_ascii(dst, s, step / 2, 2, 1);
        }
        s += step;
    }
    return dst;
}

/* Printable ASCII; characters beyond the basic plane as pairs. Room: ESCAPE_MOST units a character, ESCAPE_MOST_ASTRAL
 * for 4-byte units. */
LANE_INLINE uint8_t *escape_units_to_ascii(uint8_t *dst, const uint8_t *s, size_t n, unsigned kind, unsigned width) {
    return kind == 2 && width == 1 && !LANE_BIG_ENDIAN ? escape_units16_to_ascii(dst, s, n)
                                                       : escape_few_to_ascii(dst, s, n, kind, width);
}

/* Which of the four-byte units in a vector are escaped, as a bit at the lowest byte of each. */
LANE_INLINE uint64_t escape_stops32(simd_u8 v) {
    const uint64_t zero = simd_mask(simd_eq(v, simd_zero()));
    return simd_mask(escape_marks(v, ESCAPE_CONTROLS)) & zero >> 1 & zero >> 2 & zero >> 3 &
           UINT64_C(0x1111111111111111);
}

/* Which of the units of 2 or 4 bytes in a vector are escaped, as a bit at the lowest byte of each. But for their plane,
 * few characters beyond the basic one are to be. */
LANE_INLINE uint64_t escape_stops_same(simd_u8 v, unsigned kind) {
    const uint64_t lowest = kind == 2 ? UINT64_C(0x5555555555555555) : UINT64_C(0x1111111111111111);
    const uint64_t stops = simd_mask(escape_marks16(v)) & lowest;
    return LANE_LIKELY(stops == 0) || kind == 2 ? stops : escape_stops32(v);
}

/* Copies compact units of 2 or 4 bytes up to the first that is escaped; how many bytes these are. Where vectors do not
 * pay, that is none. There are SIMD_SHORT bytes at least, or as many before s may be read. */
LANE_INLINE size_t escape_copy_same(uint8_t *dst, const uint8_t *s, size_t bytes, unsigned kind) {
    uint64_t stops;
    size_t i = 0;
    if (LANE_BIG_ENDIAN || SIMD_SHORT < 16)
        return 0;
    if (bytes <= SIMD_SHORT) {
        const simd_u8 v = simd_load_before(s + bytes, bytes);
        simd_store_short(dst, v);
        stops = escape_stops_same(v, kind) & simd_below(bytes);
        return LANE_LIKELY(stops == 0) ? bytes : bits_ctz64(stops);
    }
    if (SIMD_WIDTH > SIMD_SHORT && bytes <= SIMD_WIDTH) { /* two short vectors that overlap cover it */
        const simd_u8 v = simd_load_short(s), w = simd_load_short(s + bytes - SIMD_SHORT);
        simd_store_short(dst, v);
        simd_store_short(dst + bytes - SIMD_SHORT, w);
        stops = escape_stops_same(simd_join_short(v, w), kind);
        if (LANE_LIKELY(stops == 0))
            return bytes;
        const unsigned k = bits_ctz64(stops);
        return k < SIMD_SHORT ? k : bytes - 2 * SIMD_SHORT + k;
    }
    for (; bytes - i > SIMD_WIDTH; i += SIMD_WIDTH) {
        const simd_u8 v = simd_load(s + i);
        simd_store(dst + i, v);
        stops = escape_stops_same(v, kind);
        if (LANE_UNLIKELY(stops != 0))
            return i + bits_ctz64(stops);
    }
    i = bytes - SIMD_WIDTH; /* the last vector overlaps what has been copied */
    const simd_u8 v = simd_load(s + i);
    simd_store(dst + i, v);
    stops = escape_stops_same(v, kind);
    return LANE_LIKELY(stops == 0) ? bytes : i + bits_ctz64(stops);
}

/* Units of 2 or 4 bytes to the same, escaped where need be. `behind`: SIMD_SHORT bytes before s may be read. */
LANE_INLINE uint8_t *escape_same(uint8_t *dst, const uint8_t *s, size_t n, unsigned kind, bool behind) {
    const uint8_t *end = s + n * kind;
    if (SIMD_SHORT >= 16 && (behind || n * kind >= SIMD_SHORT)) {
        for (;;) {
            const size_t plain = escape_copy_same(dst, s, (size_t)(end - s), kind);
            dst += plain;
            s += plain;
            if (LANE_LIKELY(s == end))
                return dst;
            dst = escape_put(dst, unit_get(s, kind), kind);
            s += kind;
        }
    }
    for (; s < end; s += kind) {
        const uint32_t c = unit_get(s, kind);
        dst =
            c < 0x80 && escape_is_stop((uint8_t)c, ESCAPE_CONTROLS) ? escape_put(dst, c, kind) : unit_put(dst, c, kind);
    }
    return dst;
}

/* Units to units at least as wide, nothing but controls, quotes and backslashes escaped. Room: ESCAPE_MOST units a
 * character. `behind`: SIMD_SHORT bytes before s may be read. */
LANE_INLINE uint8_t *escape_units(uint8_t *dst, const uint8_t *s, size_t n, unsigned kind, unsigned width,
                                  bool behind) {
    if (kind == width && !LANE_BIG_ENDIAN)
        return escape_same(dst, s, n, kind, behind);
    const uint8_t *end = s + n * kind;
    while ((size_t)(end - s) >= (size_t)SIMD_WIDTH * kind) {
        simd_u8 v[4];
        unit_load(s, kind, v);
        simd_u8 ascii = simd_and(simd_eq(v[1], simd_zero()), simd_eq(v[2], simd_zero()));
        uint64_t stops = simd_mask(simd_and(escape_marks(v[0], ESCAPE_CONTROLS), ascii));
        if (width == 2)
            unit_store16(dst, v[0], v[1]);
        else
            unit_store32(dst, v[0], v[1], v[2]);
        if (LANE_LIKELY(stops == 0)) {
            s += (size_t)SIMD_WIDTH * kind;
            dst += (size_t)SIMD_WIDTH * width;
            continue;
        }
        unsigned k = bits_ctz64(stops);
        s += (size_t)k * kind;
        dst = escape_put(dst + (size_t)k * width, unit_get(s, kind), width);
        s += kind;
    }
    for (; s < end; s += kind) {
        uint32_t c = unit_get(s, kind);
        dst = c < 0x80 && escape_is_stop((uint8_t)c, ESCAPE_CONTROLS) ? escape_put(dst, c, width)
                                                                      : unit_put(dst, c, width);
    }
    return dst;
}

#endif
