/* SPDX-License-Identifier: MIT */
/* The vocabulary on AArch64 Advanced SIMD: 16-byte vectors. */
#ifndef LANE_ARCH_NEON_H
#define LANE_ARCH_NEON_H

#if !defined(__aarch64__) && !defined(_M_ARM64)
#error "the neon unit is for AArch64"
#endif

#include <arm_neon.h>

#include "baseline.h"
#include "neon_digits.h"

#define SIMD_WIDTH 16
#define SIMD_SHORT 16
#define SIMD_LOOKUP_IS_FAST 1
#define SIMD_UNITS "neon_units.h"
#define LANE_ISA_REQUIRES CPU_NEON

typedef uint8x16_t simd_u8;
typedef uint8x16_t simd_table;

LANE_INLINE simd_u8 simd_load(const void *p) {
    return vld1q_u8((const uint8_t *)p);
}
LANE_INLINE void simd_store(void *p, simd_u8 v) {
    vst1q_u8((uint8_t *)p, v);
}
LANE_INLINE simd_u8 simd_splat(uint8_t b) {
    return vdupq_n_u8(b);
}
LANE_INLINE simd_u8 simd_zero(void) {
    return vdupq_n_u8(0);
}
LANE_INLINE simd_table simd_table16(const uint8_t p[16]) {
    return vld1q_u8(p);
}
LANE_INLINE simd_u8 simd_eq(simd_u8 a, simd_u8 b) {
    return vceqq_u8(a, b);
}
LANE_INLINE simd_u8 simd_le(simd_u8 a, simd_u8 b) {
    return vcleq_u8(a, b);
}
/* The weight of byte i within its half: 1, 2, 4 ... 128; three pairwise sums gather a half into one byte. */
LANE_INLINE simd_u8 neon_weights(void) {
    return vreinterpretq_u8_u64(vdupq_n_u64(0x8040201008040201u));
}
LANE_INLINE uint64_t simd_mask(simd_u8 v) {
    simd_u8 bits = vandq_u8(vreinterpretq_u8_s8(vshrq_n_s8(vreinterpretq_s8_u8(v), 7)), neon_weights());
    bits = vpaddq_u8(bits, bits);
    bits = vpaddq_u8(bits, bits);
    bits = vpaddq_u8(bits, bits);
    return vgetq_lane_u16(vreinterpretq_u16_u8(bits), 0);
}
LANE_INLINE bool simd_any(simd_u8 v) {
    return vmaxvq_u8(v) >= 0x80;
}
LANE_INLINE uint64_t simd_block_mask(const simd_u8 v[4]) {
    simd_u8 w = neon_weights();
    simd_u8 a = vpaddq_u8(vandq_u8(v[0], w), vandq_u8(v[1], w));
    simd_u8 b = vpaddq_u8(vandq_u8(v[2], w), vandq_u8(v[3], w));
    a = vpaddq_u8(a, b);
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(a, a)), 0);
}
LANE_INLINE simd_u8 simd_and(simd_u8 a, simd_u8 b) {
    return vandq_u8(a, b);
}
LANE_INLINE simd_u8 simd_or(simd_u8 a, simd_u8 b) {
    return vorrq_u8(a, b);
}
LANE_INLINE simd_u8 simd_xor(simd_u8 a, simd_u8 b) {
    return veorq_u8(a, b);
}
LANE_INLINE simd_u8 simd_andnot(simd_u8 a, simd_u8 b) {
    return vbicq_u8(a, b);
}
LANE_INLINE simd_u8 simd_shr4(simd_u8 a) {
    return vshrq_n_u8(a, 4);
}
LANE_INLINE simd_u8 simd_sub_sat(simd_u8 a, simd_u8 b) {
    return vqsubq_u8(a, b);
}
LANE_INLINE simd_u8 simd_max(simd_u8 a, simd_u8 b) {
    return vmaxq_u8(a, b);
}
LANE_INLINE simd_u8 simd_lookup16(simd_table table, simd_u8 index) {
    return vqtbl1q_u8(table, index);
}
LANE_INLINE simd_u8 simd_prev1(simd_u8 v, simd_u8 before) {
    return vextq_u8(before, v, 15);
}
LANE_INLINE simd_u8 simd_prev2(simd_u8 v, simd_u8 before) {
    return vextq_u8(before, v, 14);
}
LANE_INLINE simd_u8 simd_prev3(simd_u8 v, simd_u8 before) {
    return vextq_u8(before, v, 13);
}

/* Without PMULL, which is optional on AArch64. */
LANE_INLINE uint64_t bits_prefix_xor(uint64_t x) {
    return baseline_prefix_xor(x);
}

LANE_INLINE simd_u8 simd_load_short(const void *p) {
    return simd_load(p);
}
LANE_INLINE void simd_store_short(void *p, simd_u8 v) {
    simd_store(p, v);
}
LANE_INLINE simd_u8 simd_load_before(const void *p, size_t n) {
    return vqtbl1q_u8(simd_load((const uint8_t *)p - 16), simd_load(lane_shift_down + 16 - n));
}
LANE_INLINE simd_u8 simd_join_short(simd_u8 v, simd_u8 w) {
    (void)w; /* a short vector is a whole one */
    return v;
}

#include "blocks.h"

#endif
