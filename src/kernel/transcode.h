/* SPDX-License-Identifier: MIT */
/* Transcodes between UTF-8 and the units of 1, 2 or 4 bytes in which Python stores a str.
 *
 * The decoders take valid UTF-8 whose largest code point fits in a unit, and write exactly one unit per code point;
 * utf8_measure finds the number and the largest. Where the caller allows lone surrogates, they are three bytes of WTF-8
 * in both directions. */
#ifndef LANE_KERNEL_TRANSCODE_H
#define LANE_KERNEL_TRANSCODE_H

#include "../arch/units.h"
#include "block.h"

/* -- units -- */

LANE_INLINE uint32_t unit_get(const uint8_t *s, unsigned kind) {
    if (kind == 1)
        return *s;
    if (kind == 2) {
        uint16_t c;
        memcpy(&c, s, 2);
        return c;
    }
    uint32_t c;
    memcpy(&c, s, 4);
    return c;
}

/* Writes one unit. */
LANE_INLINE uint8_t *unit_put(uint8_t *dst, uint32_t c, unsigned width) {
    if (width == 1)
        *dst = (uint8_t)c;
    else if (width == 2)
        memcpy(dst, &(uint16_t){(uint16_t)c}, 2);
    else
        memcpy(dst, &c, 4);
    return dst + width;
}

/* simd_splat16(0xvalue), loaded or made as block_same does. `value` is four hexadecimal digits. */
#define UNIT_PAIR(value) (SIMD_WIDTH == LANE_ROW ? simd_load(lane_pairs[LANE_PAIR_##value]) : simd_splat16(0x##value))

/* -- vectors of units, split into vectors of their bytes, the lowest first -- */

LANE_INLINE void unit_load16(const void *p, simd_u8 v[2]) {
    simd_load2(p, v);
    if (LANE_BIG_ENDIAN) {
        simd_u8 swap = v[0];
        v[0] = v[1], v[1] = swap;
    }
}

LANE_INLINE void unit_load32(const void *p, simd_u8 v[4]) {
    simd_load4(p, v);
    if (LANE_BIG_ENDIAN) {
        simd_u8 swap[2] = {v[0], v[1]};
        v[0] = v[3], v[1] = v[2], v[2] = swap[1], v[3] = swap[0];
    }
}

/* Loads SIMD_WIDTH units of 1, 2 or 4 bytes as vectors of their lowest, second and third bytes. */
LANE_INLINE void unit_load(const uint8_t *s, unsigned kind, simd_u8 v[4]) {
    if (kind == 4) {
        unit_load32(s, v);
        return;
    }
    v[1] = v[2] = simd_zero();
    if (kind == 2)
        unit_load16(s, v);
    else
        v[0] = simd_load(s);
}

LANE_INLINE void unit_store16(void *p, simd_u8 low, simd_u8 high) {
    if (LANE_BIG_ENDIAN)
        simd_store2(p, high, low);
    else
        simd_store2(p, low, high);
}

/* Stores code points, whose highest byte is 0. */
LANE_INLINE void unit_store32(void *p, simd_u8 low, simd_u8 high, simd_u8 plane) {
    if (LANE_BIG_ENDIAN)
        simd_store4(p, simd_zero(), plane, high, low);
    else
        simd_store4(p, low, high, plane, simd_zero());
}

/* Spreads the four low bytes of x to two bytes each. */
LANE_INLINE uint64_t unit_spread(uint64_t x) {
    x = (x | x << 16) & UINT64_C(0x0000FFFF0000FFFF);
    return (x | x << 8) & UINT64_C(0x00FF00FF00FF00FF);
}

/* Stores the four 16-bit lanes of x as units of 2 bytes, the lowest first. */
LANE_INLINE void unit_put_lanes16(uint8_t *dst, uint64_t x) {
    if (!LANE_BIG_ENDIAN) {
        lane_store64(dst, x);
        return;
    }
    for (unsigned i = 0; i < 64; i += 16)
        dst = unit_put(dst, (uint32_t)(x >> i & 0xFFFF), 2);
}

/* Stores the two 32-bit lanes of x as units of `width` bytes, which can hold them. */
LANE_INLINE void unit_put_lanes32(uint8_t *dst, uint64_t x, unsigned width) {
    if (!LANE_BIG_ENDIAN && width == 2) {
        lane_store32(dst, (uint32_t)(x | x >> 16));
    } else if (!LANE_BIG_ENDIAN) {
        lane_store64(dst, x);
    } else {
        dst = unit_put(dst, (uint32_t)x, width);
        (void)unit_put(dst, (uint32_t)(x >> 32), width);
    }
}

/* Stores the SIMD_WIDTH bytes of v as units. */
LANE_INLINE void unit_store(uint8_t *dst, simd_u8 v, unsigned width) {
    if (width == 1)
        simd_store(dst, v);
    else if (width == 2)
        unit_store16(dst, v, simd_zero());
    else
        unit_store32(dst, v, simd_zero(), simd_zero());
}

/* Writes the n <= 4 low bytes of the word as units, the lowest first. Stores 4 units. */
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

/* Writes the n <= 8 low bytes of the word as units, the lowest first. Stores 8 units. */
LANE_INLINE uint8_t *unit_put_word(uint8_t *dst, uint64_t word, unsigned n, unsigned width) {
    if (width == 1) {
        lane_store64(dst, word);
    } else {
        (void)unit_put_four(dst, (uint32_t)word, 4, width);
        (void)unit_put_four(dst + 4 * width, (uint32_t)(word >> 32), 4, width);
    }
    return dst + (size_t)n * width;
}

/* -- decoding -- */

/* Bytes before the input that the decoders read, and before the output that they store to: simd_last32 stores eight
 * units. */
#define TRANSCODE_READABLE_BEFORE SIMD_WIDTH
#define TRANSCODE_STORED_BEFORE (8 * 4)

/* Returns the code point at *p, in valid input, and moves *p past it. */
LANE_INLINE uint32_t utf8_next(const uint8_t **p) {
    const uint8_t *s = *p;
    uint32_t c = *s;
    if (c < 0x80) {
        *p = s + 1;
        return c;
    }
    if (c < 0xE0) {
        *p = s + 2;
        return (c & 0x1F) << 6 | (s[1] & 0x3Fu);
    }
    if (c < 0xF0) {
        *p = s + 3;
        return (c & 0x0F) << 12 | (s[1] & 0x3Fu) << 6 | (s[2] & 0x3Fu);
    }
    *p = s + 4;
    return (c & 0x07) << 18 | (s[1] & 0x3Fu) << 12 | (s[2] & 0x3Fu) << 6 | (s[3] & 0x3Fu);
}

/* Units as vectors of their lowest, second and third bytes. Each byte of the input is decoded as the last one of its
 * character, whose other bits come from the bytes before it. The units at other bytes are dropped later.
 *
 *   bytes    11110aaa 10aazzzz 10yyyyxx 10xxxxxx     1110zzzz 10yyyyxx 10xxxxxx     110yyyxx 10xxxxxx     0xxxxxxx
 *   unit           000aaaaa zzzzyyyy xxxxxxxx              zzzzyyyy xxxxxxxx       00000yyy xxxxxxxx      0xxxxxxx */
typedef struct {
    simd_u8 low, high, plane;
} transcode_units;

/* Decodes v. `before` is the vector before v; `size` is the number of bytes needed of each unit. */
LANE_INLINE transcode_units transcode_decode(simd_u8 v, simd_u8 before, unsigned size) {
    const simd_u8 prev1 = simd_prev1(v, before), wide = simd_le(simd_splat(0x80), v);
    transcode_units r = {
        simd_or(simd_andnot(v, simd_and(wide, simd_splat(0xC0))), simd_and(wide, simd_shl6(prev1))),
        simd_zero(),
        simd_zero(),
    };
    if (size >= 2) {
        const simd_u8 prev2 = simd_prev2(v, before), two = simd_le(simd_splat(0xC0), prev1);
        const simd_u8 high = simd_or(simd_and(simd_shr2(prev1), simd_splat(0x0F)), simd_andnot(simd_shl4(prev2), two));
        r.high = simd_and(wide, high);
        if (size == 4) {
            const simd_u8 few = simd_or(two, simd_le(simd_splat(0xC0), prev2)); /* characters of two or three bytes */
            const simd_u8 top = simd_shr2(simd_shl4(simd_prev3(v, before)));
            const simd_u8 plane = simd_or(top, simd_and(simd_shr4(prev2), simd_splat(0x03)));
            r.plane = simd_and(wide, simd_andnot(plane, few));
        }
    }
    return r;
}

#if SIMD_PACKS

/* Stores a vector of ASCII as units of `size` bytes. */
LANE_INLINE void transcode_put_ascii(uint8_t *dst, simd_u8 v, unsigned size) {
    if (size == 1)
        simd_store(dst, v);
    else if (size == 2)
        unit_store16(dst, v, simd_zero());
    else
        unit_store32(dst, v, simd_zero(), simd_zero());
}

/* Writes the characters whose last bytes in v are marked in `ends` as units of `size` bytes that end at dst. Returns
 * their beginning. */
LANE_INLINE uint8_t *transcode_put(uint8_t *dst, simd_u8 v, simd_u8 before, uint64_t ends, unsigned size) {
    const transcode_units u = transcode_decode(v, before, size);
    return size == 1   ? simd_last8(dst, u.low, ends)
           : size == 2 ? simd_last16(dst, u.low, u.high, ends)
                       : simd_last32(dst, u.low, u.high, u.plane, simd_zero(), ends);
}

/* Shorter inputs, in bytes, do not repay setting up vectors. */
#define TRANSCODE_SHORT 12

/* Decodes to units of `size` bytes that end at dst_end, on little-endian.
 *
 * Takes whole vectors, wherever characters begin in them, from the last one to the first. A store may also write before
 * its units: bytes that the next vector overwrites, and in the end bytes before dst, which are restored. So no unit is
 * moved, however long the input is. */
LANE_INLINE void transcode_by_vectors(uint8_t *dst, uint8_t *dst_end, const uint8_t *p, const uint8_t *end,
                                      unsigned size) {
    const uint8_t *at = end - SIMD_WIDTH;
    simd_u8 v = simd_load(at);
    uint64_t continued = 0; /* whether the byte after v continues a character */
    uint8_t kept[TRANSCODE_STORED_BEFORE];
    memcpy(kept, dst - 8 * size, 8 * size);
    for (; at > p; at -= SIMD_WIDTH) {
        const simd_u8 before = simd_load(at - SIMD_WIDTH);
        if (simd_any(v)) {
            const uint64_t continuations = utf8_continuations(v);
            dst_end = transcode_put(dst_end, v, before, ~(continuations >> 1 | continued << (SIMD_WIDTH - 1)), size);
            continued = continuations & 1;
        } else {
            dst_end -= (size_t)SIMD_WIDTH * size;
            transcode_put_ascii(dst_end, v, size);
        }
        v = before;
    }
    const uint64_t ends = ~(utf8_continuations(v) >> 1 | continued << (SIMD_WIDTH - 1));
    (void)transcode_put(dst_end, v, simd_zero(), ends & ~bits_below((unsigned)(p - at)), size);
    memcpy(dst - 8 * size, kept, 8 * size);
}

#endif

/* The next three functions write n units to dst. They may read TRANSCODE_READABLE_BEFORE bytes before p. They store to
 * TRANSCODE_STORED_BEFORE bytes before dst and restore them. */

LANE_INLINE void utf8_to_latin1(uint8_t *dst, size_t n, const uint8_t *p, const uint8_t *end) {
#if SIMD_PACKS
    if (end - p >= TRANSCODE_SHORT) {
        transcode_by_vectors(dst, dst + n, p, end, 1);
        return;
    }
#endif
    (void)n;
    while (p < end)
        *dst++ = (uint8_t)utf8_next(&p);
}

#if SIMD_PACKS

/* Decodes the characters of three bytes that end [p, end) to units that end at *ret_dst_end. Returns where these
 * characters begin, and sets *ret_dst_end to where their units do. If the rest, less than a vector, may also be
 * characters of three bytes, decodes it together with some after it, whose units are stored again unchanged. */
LANE_INLINE const uint8_t *utf8_threes_to_ucs2(uint16_t *dst, uint16_t **ret_dst_end, const uint8_t *p,
                                               const uint8_t *end) {
    const ptrdiff_t size = 3 * SIMD_WIDTH / 2, units = SIMD_WIDTH / 2;
    const uint8_t *begin = end;
    uint16_t *dst_end = *ret_dst_end;
    for (; begin - p >= size && simd_from_three(dst_end - units, begin - size); begin -= size)
        dst_end -= units;
    if (begin != end && begin != p && (begin - p) / 3 == dst_end - dst && (begin - p) % 3 == 0 && begin - p < size &&
        simd_from_three(dst, p)) {
        begin = p;
        dst_end = dst;
    }
    *ret_dst_end = dst_end;
    return begin;
}

#endif

LANE_INLINE void utf8_to_ucs2(uint16_t *dst, size_t n, const uint8_t *p, const uint8_t *end) {
#if SIMD_PACKS
    if (!LANE_BIG_ENDIAN) {
        uint16_t *dst_end = dst + n;
        end = utf8_threes_to_ucs2(dst, &dst_end, p, end);
        if (end - p >= TRANSCODE_SHORT) {
            transcode_by_vectors((uint8_t *)dst, (uint8_t *)dst_end, p, end, 2);
            return;
        }
    }
#endif
    (void)n;
    while (p < end)
        *dst++ = (uint16_t)utf8_next(&p);
}

LANE_INLINE void utf8_to_ucs4(uint32_t *dst, size_t n, const uint8_t *p, const uint8_t *end) {
#if SIMD_PACKS
    if (!LANE_BIG_ENDIAN && end - p >= TRANSCODE_SHORT) {
        transcode_by_vectors((uint8_t *)dst, (uint8_t *)(dst + n), p, end, 4);
        return;
    }
#endif
    (void)n;
    while (p < end)
        *dst++ = utf8_next(&p);
}

/* -- encoding -- */

LANE_INLINE bool transcode_is_surrogate(uint32_t c) {
    return (c & 0xFFFFF800u) == 0xD800;
}

/* Writes the UTF-8 of c at dst and returns its end. Stores up to four bytes whatever its length. */
LANE_INLINE uint8_t *utf8_put(uint8_t *dst, uint32_t c) {
    if (c < 0x80) {
        *dst = (uint8_t)c;
        return dst + 1;
    }
    if (c < 0x800) {
        lane_store16(dst, (uint16_t)(0x80C0 | c >> 6 | (c & 0x3F) << 8));
        return dst + 2;
    }
    if (c < 0x10000) {
        lane_store32(dst, 0x8080E0 | c >> 12 | (c << 2 & 0x3F00) | (c & 0x3F) << 16);
        return dst + 3;
    }
    lane_store32(dst, 0x808080F0 | c >> 18 | (c >> 4 & 0x3F00) | (c << 10 & 0x3F0000) | (c & 0x3F) << 24);
    return dst + 4;
}

#endif
