/* SPDX-License-Identifier: MIT */
/* Decodes UTF-8 to units of the least size that holds them all, in one pass, by words of eight bytes.
 *
 * Units have one byte until a character needs two, and two until one needs four; then the units written so far are
 * widened. An iteration takes some ASCII and then some characters of two bytes, the usual mix, and advances by their
 * number. There is no branch on that number, which is unpredictable. */
#ifndef LANE_KERNEL_UTF8_WORDS_H
#define LANE_KERNEL_UTF8_WORDS_H

#include "transcode.h"

#define UTF8_WORDS_TOPS 0x8080808080808080u

/* Bytes at and after `stop` that the last iteration may read. */
#define UTF8_WORDS_REACH 8

/* The number and the size of the units that utf8_decode wrote. */
typedef struct {
    size_t count;
    unsigned kind; /* bytes of a unit: 1, 2 or 4 */
} utf8_units;

/* The place in the input, and where the next unit of `kind` bytes goes. */
typedef struct {
    const uint8_t *p;
    uint8_t *dst;
    unsigned kind;
} utf8_words_place;

/* Returns how many characters of two bytes a word begins with. `others` are the bits in which it differs from their
 * form. */
LANE_INLINE unsigned utf8_words_count_twos(uint64_t others) {
    return others == 0 ? 4 : bits_ctz64(others) / 16;
}

/* Decodes characters of two bytes: the bits of the first byte in `firsts`, then six bits of the second. */
LANE_INLINE uint64_t utf8_words_twos(uint64_t x, uint64_t firsts) {
    return (x & firsts) << 6 | (x >> 8 & 0x003F003F003F003Fu);
}

/* Decodes the character in the lower three bytes of each half to the lower two bytes of the half. */
LANE_INLINE uint64_t utf8_words_threes(uint64_t x) {
    const uint64_t ones = 0x0000000100000001u;
    return (x & 0x0F * ones) << 12 | (x >> 2 & 0x0FC0 * ones) | (x >> 16 & 0x3F * ones);
}

/* These loops end at `stop` or a few bytes after it, or before it at a character that needs larger units. After the end
 * of the input they take only ASCII. */

LANE_INLINE void utf8_words_to_latin1(utf8_words_place *at, const uint8_t *stop) {
    const uint8_t *p = at->p;
    uint8_t *dst = at->dst;
    while (p < stop) {
        const uint64_t x = lane_load64(p), tops = x & UTF8_WORDS_TOPS;
        lane_store64(dst, x);
        if (tops == 0) {
            p += 8;
            dst += 8;
            continue;
        }
        const unsigned ascii = bits_ctz64(tops) / 8;
        p += ascii;
        dst += ascii;
        if (p >= stop)
            break;
        const uint64_t y = lane_load64(p); /* leads C2 and C3 */
        const unsigned twos = utf8_words_count_twos((y & 0xC0FCC0FCC0FCC0FCu) ^ 0x80C080C080C080C0u);
        const uint64_t units = utf8_words_twos(y, 0x0003000300030003u), pairs = units | units >> 8;
        lane_store32(dst, (uint32_t)((pairs & 0xFFFF) | (pairs >> 16 & 0xFFFF0000)));
        p += 2 * twos;
        dst += twos;
        if (twos == 0)
            break;
    }
    at->p = p;
    at->dst = dst;
}

LANE_INLINE void utf8_words_to_ucs2(utf8_words_place *at, const uint8_t *stop) {
    const uint8_t *p = at->p;
    uint8_t *dst = at->dst;
    while (p < stop) {
        const uint64_t x = lane_load64(p);
        if ((x & 0x80808080) == 0) {
            unit_put_lanes16(dst, unit_spread(x & 0xFFFFFFFF));
            p += 4;
            dst += 8;
        } else if ((x & 0xF00000F0) == 0xE00000E0) {
            unit_put_lanes32(dst, utf8_words_threes((x & 0xFFFFFF) | (x & 0xFFFFFF000000) << 8), 2);
            p += 6;
            dst += 4;
        } else if ((x & 0xF0) == 0xE0) {
            dst = unit_put(dst, (uint32_t)utf8_words_threes(x & 0xFFFFFF), 2);
            p += 3;
        } else {
            const unsigned ascii = ~x >> 7 & 1;
            const uint64_t y = ascii ? lane_load64(p + 1) : x;
            const unsigned twos = utf8_words_count_twos((y & 0xC0E0C0E0C0E0C0E0u) ^ 0x80C080C080C080C0u);
            (void)unit_put(dst, x & 0x7F, 2);
            unit_put_lanes16(dst + 2 * ascii, utf8_words_twos(y, 0x001F001F001F001Fu));
            p += ascii + 2 * twos;
            dst += 2 * (ascii + twos);
            if (ascii + twos == 0)
                break;
        }
    }
    at->p = p;
    at->dst = dst;
}

LANE_INLINE void utf8_words_to_ucs4(utf8_words_place *at, const uint8_t *stop) {
    const uint8_t *p = at->p;
    uint8_t *dst = at->dst;
    while (p < stop) {
        const uint32_t x = lane_load32(p);
        if ((x & 0xF0) == 0xF0) {
            dst = unit_put(dst, (x & 7) << 18 | (x << 4 & 0x3F000) | (x >> 10 & 0xFC0) | (x >> 24 & 0x3F), 4);
            p += 4;
        } else if ((x & 0x80808080) == 0) {
            unit_put_lanes32(dst, (x & 0x7F) | (uint64_t)(x & 0x7F00) << 24, 4);
            unit_put_lanes32(dst + 8, (x >> 16 & 0x7F) | (uint64_t)(x >> 24) << 32, 4);
            p += 4;
            dst += 16;
        } else {
            dst = unit_put(dst, utf8_next(&p), 4);
        }
    }
    at->p = p;
    at->dst = dst;
}

/* Widens the units from `begin` on to `kind` bytes. */
LANE_INLINE void utf8_words_widen(utf8_words_place *at, uint8_t *begin, unsigned kind) {
    const size_t n = (size_t)(at->dst - begin) / at->kind;
    for (size_t i = n; i-- > 0;)
        (void)unit_put(begin + i * kind, unit_get(begin + i * at->kind, at->kind), kind);
    at->dst = begin + n * kind;
    at->kind = kind;
}

LANE_INLINE void utf8_words_run(utf8_words_place *at, uint8_t *begin, const uint8_t *stop) {
    if (at->kind == 1) {
        utf8_words_to_latin1(at, stop);
        if (at->p >= stop)
            return;
        utf8_words_widen(at, begin, *at->p < 0xF0 ? 2 : 4);
    }
    if (at->kind == 2) {
        utf8_words_to_ucs2(at, stop);
        if (at->p >= stop)
            return;
        utf8_words_widen(at, begin, 4);
    }
    utf8_words_to_ucs4(at, stop);
}

/* Units that may be stored after the last one. */
#define UTF8_WORDS_SLACK 16

/* Decodes [p, end) to units at dst. The input is valid, except that it may have lone surrogates. If end < limit, an
 * ASCII byte follows it. Reads nothing from `limit` on. Room: four bytes for each byte of the input and for
 * UTF8_WORDS_SLACK more. */
LANE_MAYBE_UNUSED static utf8_units utf8_decode(uint8_t *dst, const uint8_t *p, const uint8_t *end,
                                                const uint8_t *limit) {
    utf8_words_place at = {p, dst, 1};
    const uint8_t *stop = limit - end >= UTF8_WORDS_REACH ? end
                          : limit - p > UTF8_WORDS_REACH  ? limit - UTF8_WORDS_REACH
                                                          : p;
    uint8_t copy[3 * UTF8_WORDS_REACH] = {0};
    utf8_words_run(&at, dst, stop);
    if (at.p < end) { /* at most UTF8_WORDS_REACH bytes, copied in front of zeros */
        const size_t left = (size_t)(end - at.p);
        memcpy(copy, at.p, left);
        at.p = copy;
        end = copy + left;
        utf8_words_run(&at, dst, end);
    }
    /* The bytes taken after the end are ASCII, one unit each. */
    return (utf8_units){(size_t)(at.dst - dst) / at.kind - (size_t)(at.p - end), at.kind};
}

#endif
