/* SPDX-License-Identifier: MIT */
/* The core words on AArch64 that do not depend on the width of a vector: words on digits and on eight bytes. */
#ifndef LANE_ARCH_NEON_DIGITS_H
#define LANE_ARCH_NEON_DIGITS_H

#include <arm_neon.h>

#include "../base/base.h"
#include "patterns.h"

/* Moves the digits to the end of the vector, after zeros; then d0 d1 d2 ... -> pairs -> fours -> eights: each step
 * multiplies by the weights and adds neighbours. A narrowed comparison has four bits for each byte. */
LANE_INLINE uint64_t simd_digits_prefix(const void *p, unsigned *ret_count) {
    const uint8x16_t tens = vreinterpretq_u8_u16(vdupq_n_u16(1 << 8 | 10));
    uint8x16_t digits = vsubq_u8(vld1q_u8((const uint8_t *)p), vdupq_n_u8('0'));
    uint8x8_t foreign = vshrn_n_u16(vreinterpretq_u16_u8(vcgtq_u8(digits, vdupq_n_u8(9))), 4);
    uint64_t stop = vget_lane_u64(vreinterpret_u64_u8(foreign), 0);
    unsigned count = stop == 0 ? 16 : bits_ctz64(stop) / 4;
    digits = vqtbl1q_u8(digits, vld1q_u8(lane_shift_up + count));
    *ret_count = count;
    uint16x8_t pairs = vpaddq_u16(vmull_u8(vget_low_u8(digits), vget_low_u8(tens)), vmull_high_u8(digits, tens));
    const uint16x8_t hundreds = vreinterpretq_u16_u32(vdupq_n_u32(1 << 16 | 100));
    uint32x4_t fours =
        vpaddq_u32(vmull_u16(vget_low_u16(pairs), vget_low_u16(hundreds)), vmull_high_u16(pairs, hundreds));
    uint64_t a = (uint64_t)vgetq_lane_u32(fours, 0) * 10000 + vgetq_lane_u32(fours, 1);
    uint64_t b = (uint64_t)vgetq_lane_u32(fours, 2) * 10000 + vgetq_lane_u32(fours, 3);
    return a * 100000000u + b;
}

/* The last digit in byte 0. */
typedef uint8x16_t simd_digits;

/* Splits v into halves of eight digits, then into fours, pairs and digits. Each step replaces a lane by its quotient,
 * in the upper half, and its remainder: lane + quotient * (2^bits - divisor). */
LANE_INLINE simd_digits simd_digits_make(uint64_t v) {
    uint64_t high = v / 100000000;
    uint64x2_t eights = vcombine_u64(vcreate_u64(v - high * 100000000), vcreate_u64(high));
    uint64x2_t q = vshrq_n_u64(vmull_u32(vmovn_u64(eights), vdup_n_u32(0xD1B71759)), 45);
    uint32x4_t fours =
        vreinterpretq_u32_u64(vmlal_u32(eights, vmovn_u64(q), vdup_n_u32((uint32_t)((1LL << 32) - 10000))));
    uint32x4_t hundreds = vshrq_n_u32(vmulq_u32(fours, vdupq_n_u32(5243)), 19);
    uint16x8_t pairs = vreinterpretq_u16_u32(vmlaq_u32(fours, hundreds, vdupq_n_u32((1 << 16) - 100)));
    uint16x8_t tens = vshrq_n_u16(vmulq_u16(pairs, vdupq_n_u16(103)), 10);
    return vreinterpretq_u8_u16(vmlaq_u16(pairs, tens, vdupq_n_u16((1 << 8) - 10)));
}

/* A narrowed comparison has four bits for each byte. */
LANE_INLINE unsigned simd_digits_zeros(simd_digits d) {
    uint8x8_t some = vshrn_n_u16(vreinterpretq_u16_u8(vtstq_u8(d, d)), 4);
    uint64_t bits = vget_lane_u64(vreinterpret_u64_u8(some), 0);
    return bits == 0 ? 16 : bits_ctz64(bits) / 4;
}

LANE_INLINE void simd_digits_store(void *p, simd_digits d, unsigned from) {
    vst1q_u8((uint8_t *)p, vqtbl1q_u8(vorrq_u8(d, vdupq_n_u8('0')), vld1q_u8(lane_reverse_from + from)));
}

LANE_INLINE void simd_compress8(void *dst, const void *p, unsigned keep) {
    vst1_u8((uint8_t *)dst, vtbl1_u8(vld1_u8((const uint8_t *)p), vcreate_u8(lane_pack[keep])));
}

/* Converts to nibbles, then pairs (*16, + next) and fours (*256, + next). */
LANE_INLINE bool simd_unhex16(uint64_t first, uint64_t last, uint64_t *ret) {
    uint8x16_t v = vcombine_u8(vcreate_u8(first), vcreate_u8(last));
    uint8x16_t digits = vsubq_u8(v, vdupq_n_u8('0'));
    uint8x16_t letters = vsubq_u8(vandq_u8(v, vdupq_n_u8(0xDF)), vdupq_n_u8('A'));
    uint8x16_t is_digit = vcleq_u8(digits, vdupq_n_u8(9));
    uint8x16_t nibbles = vbslq_u8(is_digit, digits, vqaddq_u8(letters, vdupq_n_u8(10)));
    uint16x8_t x = vreinterpretq_u16_u8(nibbles);
    /* A lane holds its first nibble low: swap the two into one byte, then narrow. */
    uint8x8_t pairs = vmovn_u16(vorrq_u16(vshlq_n_u16(x, 4), vshrq_n_u16(x, 8)));
    *ret = vget_lane_u64(vreinterpret_u64_u8(vrev16_u8(pairs)), 0);
    return vmaxvq_u8(nibbles) <= 15;
}

#endif
