/* SPDX-License-Identifier: MIT */
/* An instruction set that no processor has: the scalar vocabulary at twice the width, or at that of MOCK_WORDS words.
 * The stage mock-isa of .ci/run adds it to a copy of the sources as HACKING.md says. So nothing but a header and a row
 * is needed, and no kernel relies on the width of its vectors. The vector is a struct, which no kernel can take for a
 * number. */
#ifndef LANE_ARCH_MOCK_H
#define LANE_ARCH_MOCK_H

#include "portable.h"

#ifndef MOCK_WORDS
#define MOCK_WORDS 2
#endif

#define SIMD_WIDTH (8 * MOCK_WORDS)
#define SIMD_SHORT (4 * MOCK_WORDS)
#define SIMD_LOOKUP_IS_FAST 0
#define SIMD_UNITS "portable_units.h"
#define LANE_ISA_REQUIRES 0u

typedef struct {
    uint64_t w[MOCK_WORDS];
} simd_u8;
typedef const uint8_t *simd_table;

/* f of each word of a and b. */
LANE_INLINE simd_u8 mock_each(simd_u8 a, simd_u8 b, uint64_t (*f)(uint64_t, uint64_t)) {
    for (unsigned i = 0; i < MOCK_WORDS; i++)
        a.w[i] = f(a.w[i], b.w[i]);
    return a;
}
LANE_INLINE uint64_t mock_and(uint64_t a, uint64_t b) {
    return a & b;
}
LANE_INLINE uint64_t mock_or(uint64_t a, uint64_t b) {
    return a | b;
}
LANE_INLINE uint64_t mock_xor(uint64_t a, uint64_t b) {
    return a ^ b;
}
LANE_INLINE uint64_t mock_andnot(uint64_t a, uint64_t b) {
    return a & ~b;
}
LANE_INLINE uint64_t mock_shr4(uint64_t a, uint64_t b) {
    (void)b;
    return a >> 4 & 0x0F * WORD_ONES;
}
LANE_INLINE uint64_t mock_sub_sat(uint64_t a, uint64_t b) {
    return word_max(a, b) - b;
}

/* -- memory: the first n bytes -- */

LANE_INLINE simd_u8 mock_load(const uint8_t *p, size_t n) {
    simd_u8 v = {{0}};
    for (unsigned i = 0; i < n; i++)
        v.w[i / 8] |= (uint64_t)p[i] << i % 8 * 8;
    return v;
}
LANE_INLINE void mock_store(uint8_t *p, simd_u8 v, size_t n) {
    for (unsigned i = 0; i < n; i++)
        p[i] = (uint8_t)(v.w[i / 8] >> i % 8 * 8);
}
LANE_INLINE simd_u8 simd_load(const void *p) {
    return mock_load((const uint8_t *)p, SIMD_WIDTH);
}
LANE_INLINE void simd_store(void *p, simd_u8 v) {
    mock_store((uint8_t *)p, v, SIMD_WIDTH);
}
LANE_INLINE simd_u8 simd_load_short(const void *p) {
    return mock_load((const uint8_t *)p, SIMD_SHORT);
}
LANE_INLINE void simd_store_short(void *p, simd_u8 v) {
    mock_store((uint8_t *)p, v, SIMD_SHORT);
}
LANE_INLINE simd_u8 simd_load_before(const void *p, size_t n) {
    return mock_load((const uint8_t *)p - n, n);
}
LANE_INLINE simd_u8 simd_join_short(simd_u8 v, simd_u8 w) {
    uint8_t bytes[SIMD_WIDTH];
    simd_store_short(bytes, v);
    simd_store_short(bytes + SIMD_SHORT, w);
    return simd_load(bytes);
}
LANE_INLINE simd_u8 simd_splat(uint8_t b) {
    simd_u8 v;
    for (unsigned i = 0; i < MOCK_WORDS; i++)
        v.w[i] = b * WORD_ONES;
    return v;
}
LANE_INLINE simd_u8 simd_zero(void) {
    return simd_splat(0);
}
LANE_INLINE simd_table simd_table16(const uint8_t p[16]) {
    return p;
}

/* -- vectors -- */

LANE_INLINE simd_u8 simd_eq(simd_u8 a, simd_u8 b) {
    return mock_each(a, b, word_eq);
}
LANE_INLINE simd_u8 simd_le(simd_u8 a, simd_u8 b) {
    return mock_each(a, b, word_le);
}
LANE_INLINE uint64_t simd_mask(simd_u8 v) {
    uint64_t mask = 0;
    for (unsigned i = 0; i < MOCK_WORDS; i++)
        mask |= word_mask(v.w[i]) << 8 * i;
    return mask;
}
LANE_INLINE bool simd_any(simd_u8 v) {
    return simd_mask(v) != 0;
}
LANE_INLINE uint64_t simd_block_mask(const simd_u8 *v) {
    uint64_t mask = 0;
    for (unsigned i = 0; i < 8 / MOCK_WORDS; i++)
        mask |= simd_mask(v[i]) << SIMD_WIDTH * i;
    return mask;
}
LANE_INLINE simd_u8 simd_and(simd_u8 a, simd_u8 b) {
    return mock_each(a, b, mock_and);
}
LANE_INLINE simd_u8 simd_or(simd_u8 a, simd_u8 b) {
    return mock_each(a, b, mock_or);
}
LANE_INLINE simd_u8 simd_xor(simd_u8 a, simd_u8 b) {
    return mock_each(a, b, mock_xor);
}
LANE_INLINE simd_u8 simd_andnot(simd_u8 a, simd_u8 b) {
    return mock_each(a, b, mock_andnot);
}
LANE_INLINE simd_u8 simd_shr4(simd_u8 a) {
    return mock_each(a, a, mock_shr4);
}
LANE_INLINE simd_u8 simd_sub_sat(simd_u8 a, simd_u8 b) {
    return mock_each(a, b, mock_sub_sat);
}
LANE_INLINE simd_u8 simd_max(simd_u8 a, simd_u8 b) {
    return mock_each(a, b, word_max);
}
LANE_INLINE simd_u8 simd_lookup16(simd_table table, simd_u8 index) {
    for (unsigned i = 0; i < MOCK_WORDS; i++)
        index.w[i] = word_lookup16(table, index.w[i]);
    return index;
}
LANE_INLINE simd_u8 mock_prev(simd_u8 v, simd_u8 before, unsigned n) {
    uint8_t bytes[2 * SIMD_WIDTH];
    simd_store(bytes, before);
    simd_store(bytes + SIMD_WIDTH, v);
    return simd_load(bytes + SIMD_WIDTH - n);
}
LANE_INLINE simd_u8 simd_prev1(simd_u8 v, simd_u8 before) {
    return mock_prev(v, before, 1);
}
LANE_INLINE simd_u8 simd_prev2(simd_u8 v, simd_u8 before) {
    return mock_prev(v, before, 2);
}
LANE_INLINE simd_u8 simd_prev3(simd_u8 v, simd_u8 before) {
    return mock_prev(v, before, 3);
}

#include "blocks.h"

#endif
