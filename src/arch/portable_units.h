/* SPDX-License-Identifier: MIT */
/* The words for units in portable C, for vectors of any width: these are split into 64-bit words in memory and joined
 * again. Where a vector is a word, compilers remove both steps. */
#ifndef LANE_ARCH_PORTABLE_UNITS_H
#define LANE_ARCH_PORTABLE_UNITS_H

#include "word.h"

#define SIMD_SLOTS 0
#define SIMD_PACKS 0

#define PORTABLE_WORDS (SIMD_WIDTH / 8)

typedef struct {
    uint64_t w[PORTABLE_WORDS];
} portable_words;

LANE_INLINE portable_words portable_split(simd_u8 v) {
    uint8_t bytes[SIMD_WIDTH];
    portable_words r;
    simd_store(bytes, v);
    for (unsigned i = 0; i < PORTABLE_WORDS; i++)
        r.w[i] = lane_load64(bytes + 8 * i);
    return r;
}
LANE_INLINE simd_u8 portable_join(const portable_words *x) {
    uint8_t bytes[SIMD_WIDTH];
    for (unsigned i = 0; i < PORTABLE_WORDS; i++)
        lane_store64(bytes + 8 * i, x->w[i]);
    return simd_load(bytes);
}
/* Applies f to each word of a and b. */
LANE_INLINE simd_u8 portable_each(simd_u8 a, simd_u8 b, uint64_t (*f)(uint64_t, uint64_t)) {
    portable_words x = portable_split(a), y = portable_split(b);
    for (unsigned i = 0; i < PORTABLE_WORDS; i++)
        x.w[i] = f(x.w[i], y.w[i]);
    return portable_join(&x);
}
/* Shifts each word right by `right` bits, or left if that is negative, and masks it with `keep`. */
LANE_INLINE simd_u8 portable_shift(simd_u8 a, int right, uint64_t keep) {
    portable_words x = portable_split(a);
    for (unsigned i = 0; i < PORTABLE_WORDS; i++)
        x.w[i] = (right >= 0 ? x.w[i] >> right : x.w[i] << -right) & keep;
    return portable_join(&x);
}

LANE_INLINE simd_u8 simd_shr2(simd_u8 a) {
    return portable_shift(a, 2, 0x3F * WORD_ONES);
}
LANE_INLINE simd_u8 simd_shl4(simd_u8 a) {
    return portable_shift(a, -4, 0xF0 * WORD_ONES);
}
LANE_INLINE simd_u8 simd_shl6(simd_u8 a) {
    return portable_shift(a, -6, 0xC0 * WORD_ONES);
}
LANE_INLINE simd_u8 simd_shr16(simd_u8 a, unsigned n) {
    return portable_shift(a, (int)n, (0xFFFFu >> n) * WORD_ONES16);
}
LANE_INLINE simd_u8 simd_shl16(simd_u8 a, unsigned n) {
    return portable_shift(a, -(int)n, (0xFFFFu << n & 0xFFFF) * WORD_ONES16);
}
LANE_INLINE simd_u8 simd_splat16(uint16_t x) {
    portable_words r;
    for (unsigned i = 0; i < PORTABLE_WORDS; i++)
        r.w[i] = x * WORD_ONES16;
    return portable_join(&r);
}
LANE_INLINE simd_u8 simd_eq16(simd_u8 a, simd_u8 b) {
    return portable_each(a, b, word_eq16);
}
LANE_INLINE simd_u8 simd_le16(simd_u8 a, simd_u8 b) {
    return portable_each(a, b, word_le16);
}
LANE_INLINE simd_u8 simd_select(simd_u8 m, simd_u8 a, simd_u8 b) {
    return simd_or(simd_and(a, m), simd_andnot(b, m));
}
LANE_INLINE simd_u8 simd_min16(simd_u8 a, simd_u8 b) {
    return simd_select(simd_le16(a, b), a, b);
}

/* Caps units of `from` bits to half as many bits: those of x in the lower half of the result, those of y in the
 * upper. */
LANE_INLINE uint64_t portable_cap_word(uint64_t x, uint64_t y, unsigned from) {
    const unsigned to = from / 2;
    const uint64_t most = (UINT64_C(1) << to) - 1;
    uint64_t r = 0;
    for (unsigned i = 0; i < 64; i += to) {
        const uint64_t unit = (i < 32 ? x : y) >> 2 * (i % 32) & (most << to | most);
        r |= (unit < most ? unit : most) << i;
    }
    return r;
}
LANE_INLINE simd_u8 portable_cap(simd_u8 x, simd_u8 y, unsigned from) {
    const portable_words parts[2] = {portable_split(x), portable_split(y)};
    portable_words r;
    for (unsigned i = 0; i < PORTABLE_WORDS; i++) {
        const unsigned low = 2 * i, high = 2 * i + 1; /* words of x and y in turn */
        r.w[i] = portable_cap_word(parts[low / PORTABLE_WORDS].w[low % PORTABLE_WORDS],
                                   parts[high / PORTABLE_WORDS].w[high % PORTABLE_WORDS], from);
    }
    return portable_join(&r);
}
LANE_INLINE simd_u8 simd_cap16(simd_u8 x, simd_u8 y) {
    return portable_cap(x, y, 16);
}
LANE_INLINE simd_u8 simd_cap32(simd_u8 x, simd_u8 y) {
    return portable_cap(x, y, 32);
}

LANE_INLINE void simd_narrow16(void *p, simd_u8 v) {
    const portable_words x = portable_split(v);
    for (unsigned i = 0; i < SIMD_WIDTH / 2; i++)
        ((uint8_t *)p)[i] = (uint8_t)(x.w[i / 4] >> i % 4 * 16);
}
LANE_INLINE bool simd_from_three(void *p, const void *q) {
    const uint8_t *s = (const uint8_t *)q;
    bool same = true;
    for (unsigned i = 0; i < SIMD_WIDTH / 2; i++, s += 3) {
        const unsigned c = (s[0] & 0xFu) << 12 | (s[1] & 0x3Fu) << 6 | (s[2] & 0x3Fu);
        lane_store16((uint8_t *)p + 2 * i, (uint16_t)c);
        same &= s[0] >> 4 == 0xE;
    }
    return same;
}
LANE_INLINE void simd_utf8_three(void *p, simd_u8 v) {
    const portable_words x = portable_split(v);
    uint8_t *dst = (uint8_t *)p;
    for (unsigned i = 0; i < SIMD_WIDTH / 2; i++, dst += 3) {
        const uint64_t unit = x.w[i / 4] >> i % 4 * 16;
        dst[0] = (uint8_t)(0xE0 | (unit >> 12 & 0xF));
        dst[1] = (uint8_t)(0x80 | (unit >> 6 & 0x3F));
        dst[2] = (uint8_t)(0x80 | (unit & 0x3F));
    }
}

LANE_INLINE void portable_load(const uint8_t *p, simd_u8 *v, unsigned count) {
    for (unsigned k = 0; k < count; k++) {
        portable_words x;
        for (unsigned j = 0; j < PORTABLE_WORDS; j++) {
            x.w[j] = 0;
            for (unsigned i = 0; i < 8; i++)
                x.w[j] |= (uint64_t)p[k + (8 * j + i) * count] << 8 * i;
        }
        v[k] = portable_join(&x);
    }
}
LANE_INLINE void portable_store(uint8_t *p, const simd_u8 *v, unsigned count) {
    for (unsigned k = 0; k < count; k++) {
        const portable_words x = portable_split(v[k]);
        for (unsigned i = 0; i < SIMD_WIDTH; i++)
            p[k + i * count] = (uint8_t)(x.w[i / 8] >> i % 8 * 8);
    }
}
LANE_INLINE void simd_load2(const void *p, simd_u8 v[2]) {
    portable_load((const uint8_t *)p, v, 2);
}
LANE_INLINE void simd_load4(const void *p, simd_u8 v[4]) {
    portable_load((const uint8_t *)p, v, 4);
}
LANE_INLINE void simd_store2(void *p, simd_u8 a, simd_u8 b) {
    const simd_u8 v[2] = {a, b};
    portable_store((uint8_t *)p, v, 2);
}
LANE_INLINE void simd_store4(void *p, simd_u8 a, simd_u8 b, simd_u8 c, simd_u8 d) {
    const simd_u8 v[4] = {a, b, c, d};
    portable_store((uint8_t *)p, v, 4);
}

#endif
