/* SPDX-License-Identifier: MIT */
/* The vocabulary in portable C: a vector is a word of 8 bytes. */
#ifndef LANE_ARCH_SCALAR_H
#define LANE_ARCH_SCALAR_H

#include "portable.h"

#define SIMD_WIDTH 8
#define SIMD_SHORT 8
#define SIMD_LOOKUP_IS_FAST 0
#define SIMD_UNITS "portable_units.h"
#define LANE_ISA_REQUIRES 0u

typedef uint64_t simd_u8;
typedef const uint8_t *simd_table; /* 16 bytes do not fit a vector: the table stays where it is */

LANE_INLINE simd_u8 simd_load(const void *p) {
    return lane_load64(p);
}
LANE_INLINE void simd_store(void *p, simd_u8 v) {
    lane_store64(p, v);
}
LANE_INLINE simd_u8 simd_splat(uint8_t b) {
    return b * WORD_ONES;
}
LANE_INLINE simd_u8 simd_zero(void) {
    return 0;
}
LANE_INLINE simd_table simd_table16(const uint8_t p[16]) {
    return p;
}
LANE_INLINE simd_u8 simd_eq(simd_u8 a, simd_u8 b) {
    return word_eq(a, b);
}
LANE_INLINE simd_u8 simd_le(simd_u8 a, simd_u8 b) {
    return word_le(a, b);
}
LANE_INLINE uint64_t simd_mask(simd_u8 v) {
    return word_mask(v);
}
LANE_INLINE bool simd_any(simd_u8 v) {
    return (v & WORD_HIGH) != 0;
}
LANE_INLINE uint64_t simd_block_mask(const simd_u8 v[8]) {
    uint64_t mask = 0;
    for (unsigned i = 0; i < 8; i++)
        mask |= simd_mask(v[i]) << (8 * i);
    return mask;
}
LANE_INLINE simd_u8 simd_and(simd_u8 a, simd_u8 b) {
    return a & b;
}
LANE_INLINE simd_u8 simd_or(simd_u8 a, simd_u8 b) {
    return a | b;
}
LANE_INLINE simd_u8 simd_xor(simd_u8 a, simd_u8 b) {
    return a ^ b;
}
LANE_INLINE simd_u8 simd_andnot(simd_u8 a, simd_u8 b) {
    return a & ~b;
}
LANE_INLINE simd_u8 simd_shr4(simd_u8 a) {
    return (a >> 4) & 0x0F * WORD_ONES;
}
LANE_INLINE simd_u8 simd_max(simd_u8 a, simd_u8 b) {
    return word_max(a, b);
}
/* max(a, b) >= b in every byte, so the subtraction borrows nowhere. */
LANE_INLINE simd_u8 simd_sub_sat(simd_u8 a, simd_u8 b) {
    return word_max(a, b) - b;
}
LANE_INLINE simd_u8 simd_lookup16(simd_table table, simd_u8 index) {
    return word_lookup16(table, index);
}
LANE_INLINE simd_u8 simd_prev1(simd_u8 v, simd_u8 before) {
    return v << 8 | before >> 56;
}
LANE_INLINE simd_u8 simd_prev2(simd_u8 v, simd_u8 before) {
    return v << 16 | before >> 48;
}
LANE_INLINE simd_u8 simd_prev3(simd_u8 v, simd_u8 before) {
    return v << 24 | before >> 40;
}

LANE_INLINE simd_u8 simd_load_short(const void *p) {
    return lane_load64(p);
}
LANE_INLINE void simd_store_short(void *p, simd_u8 v) {
    lane_store64(p, v);
}
LANE_INLINE simd_u8 simd_load_before(const void *p, size_t n) {
    uint64_t v = lane_load64((const uint8_t *)p - 8);
    return n == 0 ? v : v >> (64 - 8 * n);
}
LANE_INLINE simd_u8 simd_join_short(simd_u8 v, simd_u8 w) {
    (void)w; /* a short vector is a whole one */
    return v;
}

#include "blocks.h"

#endif
