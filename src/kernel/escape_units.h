/* SPDX-License-Identifier: MIT */
/* Escapes bodies of JSON strings given as units of 1, 2 or 4 bytes: to UTF-8, to ASCII, or to units as wide or wider.
 * `kind` is the size of an input unit, `width` that of an output unit; room and slack are as in escape.h. */
#ifndef LANE_KERNEL_ESCAPE_UNITS_H
#define LANE_KERNEL_ESCAPE_UNITS_H

#include "escape.h"

/* -- to UTF-8 -- */

LANE_INLINE uint8_t *unit_to_utf8(uint8_t *dst, uint32_t c, bool surrogates) {
    if (c < 0x80)
        return escape_is_stop((uint8_t)c, ESCAPE_CONTROLS) ? escape_put(dst, c, 1) : utf8_put(dst, c);
    if (LANE_UNLIKELY(transcode_is_surrogate(c) && !surrogates))
        return NULL;
    return utf8_put(dst, c);
}

/* Writes n units one by one. Returns NULL at a lone surrogate, unless `surrogates`. */
LANE_INLINE uint8_t *escape_few_to_utf8(uint8_t *dst, const uint8_t *s, size_t n, bool surrogates, unsigned kind) {
    for (const uint8_t *end = s + n * kind; dst != NULL && s < end; s += kind)
        dst = unit_to_utf8(dst, unit_get(s, kind), surrogates);
    return dst;
}

/* Marks the two-byte units to be escaped, as escape_marks does for bytes. */
LANE_INLINE simd_u8 escape_marks16(simd_u8 v) {
    return simd_or(simd_le16(simd_xor(v, UNIT_PAIR(0002)), UNIT_PAIR(0020)), simd_eq16(v, UNIT_PAIR(005C)));
}

/* A vector of two-byte units to write as UTF-8. `one`, `two` and `marks` mark those below 80, below 800, and to be
 * escaped. `plane` holds the upper halves of four-byte units: 0, or 1 to 10 for a character beyond the basic plane. */
typedef struct {
    simd_u8 units, plane, one, two, marks;
} escape_units16;

#if SIMD_SLOTS
/* Returns, in the upper byte of each unit to be escaped, the letter after its backslash; 0 if its escape is longer. */
LANE_INLINE simd_u8 escape_letters16(simd_u8 units) {
    static const uint8_t controls[16] = {['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'};
    const simd_u8 below = simd_and(units, UNIT_PAIR(000F));
    simd_u8 letters = simd_lookup16(simd_table16(controls), below);
    letters = simd_select(simd_eq16(below, units), letters, simd_andnot(units, simd_le16(units, UNIT_PAIR(001F))));
    return simd_shl16(letters, 8);
}

/* Writes the first n units of u as UTF-8: each into a slot of four bytes, or of two if all are below 800 (`two`), then
 * the slots packed together. Lone surrogates become three bytes. `escapes`: marked units become escapes of two bytes,
 * with the letters of escape_letters16.
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

/* Writes the first n units of u, which are those at s, as UTF-8. `halves` marks lone surrogates to refuse. Stops after
 * the first unit that must be written by itself: a refused surrogate, or a unit with a longer escape. *ret_done is the
 * number of units written. It depends on the marks only if there are such units, so otherwise no vector waits for the
 * marks of the one before. */
LANE_INLINE uint8_t *escape_mixed_to_utf8(uint8_t *dst, const uint8_t *s, const escape_units16 *u, simd_u8 halves,
                                          unsigned n, bool two, bool surrogates, unsigned kind, unsigned *ret_done) {
    *ret_done = n;
#if SIMD_SLOTS
    const uint64_t some = simd_below(2 * n);
    uint64_t singles = simd_mask(halves);
    simd_u8 letters = simd_zero();
    const bool escapes = (simd_mask(u->marks) & some) != 0;
    if (escapes) {
        letters = escape_letters16(u->units);
        singles |= simd_mask(simd_and(u->marks, simd_eq16(letters, simd_zero())));
    }
    singles &= some;
    if (LANE_LIKELY(singles == 0))
        return escapes ? escape_slots(dst, u, n, letters, true, two, kind)
                       : escape_slots(dst, u, n, letters, false, two, kind);
    const unsigned plain = bits_ctz64(singles) / 2;
    dst = escape_slots(dst, u, plain, letters, true, two, kind);
    *ret_done = plain + 1;
    return escape_few_to_utf8(dst, s + plain * kind, 1, surrogates, kind);
#else
    (void)u, (void)halves, (void)two;
    return escape_few_to_utf8(dst, s, n, surrogates, kind);
#endif
}

/* Writes the first n <= SIMD_WIDTH / 2 Latin-1 characters of v, which are those at *s. Moves *s past those written. */
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

/* Writes Latin-1 as UTF-8. Copies vectors of ASCII without escapes unchanged and takes others by halves.
 * `readable_before`: ESCAPE_READABLE_BEFORE bytes before s are readable. */
LANE_INLINE uint8_t *latin1_to_utf8(uint8_t *dst, const uint8_t *s, size_t n, bool readable_before) {
    const uint8_t *end = s + n;
    const size_t half = SIMD_WIDTH / 2;
    if (n < SIMD_SHORT && !readable_before)
        return escape_few_to_utf8(dst, s, n, true, 1);
    while (s < end) {
        size_t step;
        const simd_u8 v = escape_load(s, end, &step);
        const uint8_t *next = s + step;
        const uint64_t others = simd_mask(simd_or(escape_marks(v, ESCAPE_CONTROLS), v)) & simd_below(step);
        if (LANE_LIKELY(others == 0)) {
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

/* Copies two-byte units, two vectors at a time, as long as all are ASCII without escapes. Moves *s past them. */
LANE_INLINE uint8_t *escape_ascii16(uint8_t *dst, const uint8_t **s, const uint8_t *end) {
    const uint8_t *from = *s;
    for (; end - from >= 2 * SIMD_WIDTH; from += 2 * SIMD_WIDTH) {
        simd_u8 v[2];
        unit_load16(from, v);
        const uint64_t others = simd_mask(escape_marks(v[0], ESCAPE_NON_ASCII));
        if ((others | (simd_mask(simd_eq(v[1], simd_zero())) ^ SIMD_ALL)) != 0)
            break;
        simd_store(dst, v[0]);
        dst += SIMD_WIDTH;
    }
    *s = from;
    return dst;
}

/* Loads the next units of [s, end), SIMD_WIDTH / 2 or near the end fewer: their lower two bytes, and the upper two of
 * four-byte units in *ret_plane. Returns their number. */
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

/* Writes the first `count` units of u, which are those at *s: all as ASCII, all as three bytes, or else through slots.
 * Refuses units whose upper five bits are those of `half`. Returns NULL at a lone surrogate. Moves *s past the units
 * written. */
LANE_INLINE uint8_t *escape_units_step(uint8_t *dst, const uint8_t **s, const uint8_t *end, escape_units16 *u,
                                       unsigned count, simd_u8 half, bool surrogates, unsigned kind) {
    const uint64_t all = simd_below(2 * count);
    const simd_u8 basic = kind == 4 ? simd_eq16(u->plane, simd_zero()) : simd_splat(0xFF);
    const simd_u8 halves = simd_and(simd_eq16(simd_and(u->units, UNIT_PAIR(F800)), half), basic);
    u->two = simd_and(simd_le16(u->units, UNIT_PAIR(07FF)), basic);
    if (kind == 2 && (simd_mask(simd_or(u->two, halves)) & all) == 0) {
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
        dst = escape_mixed_to_utf8(dst, *s, u, halves, count, false, surrogates, kind, &count);
    *s += count * kind;
    return dst;
}

/* Writes the last two-byte units of a string, those from s on, fewer than a vector, together with the units before them
 * that fill a vector. All must become three bytes; the earlier ones are stored again unchanged. Returns the end of the
 * output, or NULL if some do not become three bytes. */
LANE_INLINE uint8_t *escape_last_threes(uint8_t *dst, const uint8_t *s, const uint8_t *end, simd_u8 half) {
    const simd_u8 units = simd_load(end - SIMD_WIDTH);
    const simd_u8 halves = simd_eq16(simd_and(units, UNIT_PAIR(F800)), half);
    if (simd_any(simd_or(simd_le16(units, UNIT_PAIR(07FF)), halves)))
        return NULL;
    dst += 3 * ((end - s) / 2);
    simd_utf8_three(dst - 3 * (SIMD_WIDTH / 2), units);
    return dst;
}

/* Writes units of 2 or 4 bytes as UTF-8 with escapes. Returns NULL at a lone surrogate, unless `surrogates` lets it
 * pass as three bytes. Room: 6 bytes a unit and ESCAPE_SLACK. `readable_before`: ESCAPE_READABLE_BEFORE bytes before s
 * are readable.
 *
 * Each step takes a vector of two-byte units, and fewer at the end. The length of a step does not depend on the places
 * of units in the vector, so no step waits for the masks of the one before. */
LANE_INLINE uint8_t *units_to_utf8(uint8_t *dst, const uint8_t *s, size_t n, bool surrogates, unsigned kind,
                                   bool readable_before) {
    const uint8_t *end = s + n * kind;
    if (LANE_BIG_ENDIAN || (kind == 4 && !SIMD_SLOTS) || (n * kind < SIMD_SHORT && !readable_before))
        return escape_few_to_utf8(dst, s, n, surrogates, kind);
    const simd_u8 half =
        surrogates ? simd_splat16(1) : simd_splat16(0xD800); /* 1 refuses none: it is not a multiple of 800 */
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

/* Writes n units one by one. */
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

/* Writes the first n two-byte units of v: unit i unchanged if bit 2i of `plain` is set, else as \uXXXX. */
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

/* Writes two-byte units as ASCII, a vector at a time, and short vectors at the end. Goes one by one if there is less
 * than a short vector in all, or if a vector is a word. */
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

/* Writes units as printable ASCII, with characters beyond the basic plane as surrogate pairs. Room: ESCAPE_MOST units a
 * character, ESCAPE_MOST_ASTRAL for 4-byte units. */
LANE_INLINE uint8_t *escape_units_to_ascii(uint8_t *dst, const uint8_t *s, size_t n, unsigned kind, unsigned width) {
    return kind == 2 && width == 1 && !LANE_BIG_ENDIAN ? escape_units16_to_ascii(dst, s, n)
                                                       : escape_few_to_ascii(dst, s, n, kind, width);
}

/* Marks the four-byte units of a vector to be escaped, by a bit at the lowest byte of each. */
LANE_INLINE uint64_t escape_stops32(simd_u8 v) {
    const uint64_t zero = simd_mask(simd_eq(v, simd_zero()));
    return simd_mask(escape_marks(v, ESCAPE_CONTROLS)) & zero >> 1 & zero >> 2 & zero >> 3 &
           UINT64_C(0x1111111111111111);
}

/* Marks the units of 2 or 4 bytes of a vector to be escaped, by a bit at the lowest byte of each. Compares the lower
 * halves of four-byte units first: beyond the basic plane, few of these look like a character to escape. */
LANE_INLINE uint64_t escape_stops_same(simd_u8 v, unsigned kind) {
    const uint64_t lowest = kind == 2 ? UINT64_C(0x5555555555555555) : UINT64_C(0x1111111111111111);
    const uint64_t stops = simd_mask(escape_marks16(v)) & lowest;
    return LANE_LIKELY(stops == 0) || kind == 2 ? stops : escape_stops32(v);
}

/* Copies units of 2 or 4 bytes up to the first one to be escaped. Returns the number of bytes copied: 0 on big-endian
 * and where short vectors are words, since vectors do not pay there. `bytes` is SIMD_SHORT or more, or SIMD_SHORT bytes
 * before s are readable. */
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
    if (SIMD_WIDTH > SIMD_SHORT && bytes <= SIMD_WIDTH) { /* two overlapping short vectors cover it */
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
    i = bytes - SIMD_WIDTH; /* the last vector overlaps the one before it */
    const simd_u8 v = simd_load(s + i);
    simd_store(dst + i, v);
    stops = escape_stops_same(v, kind);
    return LANE_LIKELY(stops == 0) ? bytes : i + bits_ctz64(stops);
}

/* Writes units of 2 or 4 bytes as units of the same size, with escapes. `readable_before`: ESCAPE_READABLE_BEFORE bytes
 * before s are readable. */
LANE_INLINE uint8_t *escape_same(uint8_t *dst, const uint8_t *s, size_t n, unsigned kind, bool readable_before) {
    const uint8_t *end = s + n * kind;
    if (SIMD_SHORT >= 16 && (readable_before || n * kind >= SIMD_SHORT)) {
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

/* Writes units as units at least as wide, and escapes only controls, quotes and backslashes. Room: ESCAPE_MOST units a
 * character. `readable_before`: ESCAPE_READABLE_BEFORE bytes before s are readable. */
LANE_INLINE uint8_t *escape_units(uint8_t *dst, const uint8_t *s, size_t n, unsigned kind, unsigned width,
                                  bool readable_before) {
    if (kind == width && !LANE_BIG_ENDIAN)
        return escape_same(dst, s, n, kind, readable_before);
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
