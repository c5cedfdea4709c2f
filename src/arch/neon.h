/* SPDX-License-Identifier: MIT */
/* The vocabulary on AArch64 Advanced SIMD: 16-byte vectors. */
#ifndef LANE_ARCH_NEON_H
#define LANE_ARCH_NEON_H

#if !defined(__aarch64__) && !defined(_M_ARM64)
#error "the neon unit is for AArch64"
#endif

#include <arm_neon.h>

#include "shuffles.h"

#define SIMD_WIDTH 16
#define SIMD_LOOKUP_IS_FAST 1
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
LANE_INLINE simd_u8 simd_shr2(simd_u8 a) {
    return vshrq_n_u8(a, 2);
}
LANE_INLINE simd_u8 simd_shl4(simd_u8 a) {
    return vshlq_n_u8(a, 4);
}
LANE_INLINE simd_u8 simd_shl6(simd_u8 a) {
    return vshlq_n_u8(a, 6);
}
LANE_INLINE simd_u8 simd_sub_sat(simd_u8 a, simd_u8 b) {
    return vqsubq_u8(a, b);
}
LANE_INLINE simd_u8 simd_max(simd_u8 a, simd_u8 b) {
    return vmaxq_u8(a, b);
}
LANE_INLINE simd_u8 simd_min16(simd_u8 a, simd_u8 b) {
    return vreinterpretq_u8_u16(vminq_u16(vreinterpretq_u16_u8(a), vreinterpretq_u16_u8(b)));
}
LANE_INLINE simd_u8 simd_splat16(uint16_t x) {
    return vreinterpretq_u8_u16(vdupq_n_u16(x));
}
LANE_INLINE simd_u8 simd_eq16(simd_u8 a, simd_u8 b) {
    return vreinterpretq_u8_u16(vceqq_u16(vreinterpretq_u16_u8(a), vreinterpretq_u16_u8(b)));
}
LANE_INLINE simd_u8 simd_le16(simd_u8 a, simd_u8 b) {
    return vreinterpretq_u8_u16(vcleq_u16(vreinterpretq_u16_u8(a), vreinterpretq_u16_u8(b)));
}
LANE_INLINE simd_u8 simd_shr16(simd_u8 a, unsigned n) {
    return vreinterpretq_u8_u16(vshlq_u16(vreinterpretq_u16_u8(a), vdupq_n_s16((int16_t) - (int)n)));
}
LANE_INLINE simd_u8 simd_shl16(simd_u8 a, unsigned n) {
    return vreinterpretq_u8_u16(vshlq_u16(vreinterpretq_u16_u8(a), vdupq_n_s16((int16_t)n)));
}
LANE_INLINE simd_u8 simd_select(simd_u8 m, simd_u8 a, simd_u8 b) {
    return vbslq_u8(m, a, b);
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

/* PMULL is optional on AArch64, so the shifts. */
LANE_INLINE uint64_t bits_prefix_xor(uint64_t x) {
    x ^= x << 1;
    x ^= x << 2;
    x ^= x << 4;
    x ^= x << 8;
    x ^= x << 16;
    return x ^ x << 32;
}

/* The digits move to the end of the vector, zeros before them; then d0 d1 d2 ... -> pairs -> fours -> eights, each
 * step multiply by the weights and add neighbours. Four bits of a narrowed comparison tell of each byte. */
LANE_INLINE uint64_t simd_digits_prefix(const void *p, unsigned *ret_count) {
    const uint8x16_t tens = vreinterpretq_u8_u16(vdupq_n_u16(1 << 8 | 10));
    uint8x16_t digits = vsubq_u8(vld1q_u8((const uint8_t *)p), vdupq_n_u8('0'));
    uint8x8_t foreign = vshrn_n_u16(vreinterpretq_u16_u8(vcgtq_u8(digits, vdupq_n_u8(9))), 4);
    uint64_t stop = vget_lane_u64(vreinterpret_u64_u8(foreign), 0);
    unsigned count = stop == 0 ? 16 : bits_ctz64(stop) / 4;
    digits = vqtbl1q_u8(digits, vld1q_u8(simd_shift_up + count));
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

/* Halves of eight digits, then fours, pairs and digits: each lane becomes its quotient, in its upper half, and its
 * remainder: lane + quotient * (2^bits - divisor). */
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

/* Four bits of a narrowed comparison tell of each byte. */
LANE_INLINE unsigned simd_digits_zeros(simd_digits d) {
    uint8x8_t some = vshrn_n_u16(vreinterpretq_u16_u8(vtstq_u8(d, d)), 4);
    uint64_t bits = vget_lane_u64(vreinterpret_u64_u8(some), 0);
    return bits == 0 ? 16 : bits_ctz64(bits) / 4;
}

LANE_INLINE void simd_digits_store(void *p, simd_digits d, unsigned from) {
    vst1q_u8((uint8_t *)p, vqtbl1q_u8(vorrq_u8(d, vdupq_n_u8('0')), vld1q_u8(simd_reverse_from + from)));
}

#define SIMD_SHORT 16
LANE_INLINE simd_u8 simd_load_short(const void *p) {
    return simd_load(p);
}
LANE_INLINE void simd_store_short(void *p, simd_u8 v) {
    simd_store(p, v);
}
LANE_INLINE simd_u8 simd_load_before(const void *p, size_t n) {
    return vqtbl1q_u8(simd_load((const uint8_t *)p - 16), simd_load(simd_shift_down + 16 - n));
}
LANE_INLINE simd_u8 simd_join_short(simd_u8 v, simd_u8 w) {
    (void)w; /* a short vector is a whole one */
    return v;
}
LANE_INLINE simd_u8 simd_cap16(simd_u8 x, simd_u8 y) {
    return vcombine_u8(vqmovn_u16(vreinterpretq_u16_u8(x)), vqmovn_u16(vreinterpretq_u16_u8(y)));
}
LANE_INLINE simd_u8 simd_cap32(simd_u8 x, simd_u8 y) {
    return vreinterpretq_u8_u16(vcombine_u16(vqmovn_u32(vreinterpretq_u32_u8(x)), vqmovn_u32(vreinterpretq_u32_u8(y))));
}
LANE_INLINE void simd_narrow16(void *p, simd_u8 v) {
    vst1_u8((uint8_t *)p, vmovn_u16(vreinterpretq_u16_u8(v)));
}
LANE_INLINE bool simd_from_three(void *p, const void *q) {
    const uint8x8x3_t r = vld3_u8((const uint8_t *)q);
    const uint8x8_t middle = vand_u8(r.val[1], vdup_n_u8(0x3F)), last = vand_u8(r.val[2], vdup_n_u8(0x3F));
    const uint8x8_t high = vorr_u8(vshl_n_u8(r.val[0], 4), vshr_n_u8(middle, 2));
    const uint8x8_t other = veor_u8(vand_u8(r.val[0], vdup_n_u8(0xF0)), vdup_n_u8(0xE0));
    vst2_u8((uint8_t *)p, (uint8x8x2_t){{vorr_u8(vshl_n_u8(middle, 6), last), high}});
    return vmaxv_u8(other) == 0;
}
#define SIMD_SLOTS 1
LANE_INLINE void neon_put_slots4(uint8_t *dst, uint16x8_t slots, uint64_t keep, unsigned from, bool four) {
    const uint8x16_t order = vreinterpretq_u8_u64(vld1q_u64(simd_slots[keep >> 2 * from & 0xFF]));
    vst1q_u8(dst + simd_slots_before(keep, from, four), vqtbl1q_u8(vreinterpretq_u8_u16(slots), order));
}
LANE_INLINE uint8_t *simd_put_slots(uint8_t *dst, simd_u8 high, simd_u8 low, uint64_t keep, unsigned n, bool four) {
    const uint16x8_t a = vreinterpretq_u16_u8(high), b = vreinterpretq_u16_u8(low);
    neon_put_slots4(dst, vzip1q_u16(a, b), keep, 0, four);
    neon_put_slots4(dst, vzip2q_u16(a, b), keep, 4, four);
    return dst + simd_slots_length(keep, n, four);
}
LANE_INLINE uint8_t *simd_put_pairs(uint8_t *dst, simd_u8 v, simd_u8 one, unsigned n) {
    const uint8x8_t bits = vcreate_u8(UINT64_C(0x8040201008040201));
    const uint64_t ones = vaddv_u8(vand_u8(vmovn_u16(vreinterpretq_u16_u8(one)), bits));
    vst1q_u8(dst, vqtbl1q_u8(v, vreinterpretq_u8_u64(vld1q_u64(simd_pairs[ones]))));
    return dst + 2 * n - bits_popcount64(ones & bits_below(n));
}
LANE_INLINE simd_u8 simd_widen8(simd_u8 v) {
    return vreinterpretq_u8_u16(vmovl_u8(vget_low_u8(v)));
}
LANE_INLINE void simd_split32(simd_u8 x, simd_u8 y, simd_u8 *ret_low, simd_u8 *ret_high) {
    const uint16x8_t a = vreinterpretq_u16_u8(x), b = vreinterpretq_u16_u8(y);
    *ret_low = vreinterpretq_u8_u16(vuzp1q_u16(a, b));
    *ret_high = vreinterpretq_u8_u16(vuzp2q_u16(a, b));
}
LANE_INLINE void simd_utf8_three(void *p, simd_u8 v) {
    const uint16x8_t units = vreinterpretq_u16_u8(v);
    const uint8x8_t top = vshr_n_u8(vshrn_n_u16(units, 8), 4), low = vdup_n_u8(0x3F), mark = vdup_n_u8(0x80);
    const uint8x8x3_t r = {{vorr_u8(top, vdup_n_u8(0xE0)), vorr_u8(vand_u8(vshrn_n_u16(units, 6), low), mark),
                            vorr_u8(vand_u8(vmovn_u16(units), low), mark)}};
    vst3_u8((uint8_t *)p, r);
}
LANE_INLINE void simd_load2(const void *p, simd_u8 v[2]) {
    uint8x16x2_t r = vld2q_u8((const uint8_t *)p);
    v[0] = r.val[0], v[1] = r.val[1];
}
LANE_INLINE void simd_load4(const void *p, simd_u8 v[4]) {
    uint8x16x4_t r = vld4q_u8((const uint8_t *)p);
    v[0] = r.val[0], v[1] = r.val[1], v[2] = r.val[2], v[3] = r.val[3];
}
LANE_INLINE void simd_store2(void *p, simd_u8 a, simd_u8 b) {
    vst2q_u8((uint8_t *)p, (uint8x16x2_t){{a, b}});
}
LANE_INLINE void simd_store4(void *p, simd_u8 a, simd_u8 b, simd_u8 c, simd_u8 d) {
    vst4q_u8((uint8_t *)p, (uint8x16x4_t){{a, b, c, d}});
}

LANE_INLINE void simd_compress8(void *dst, const void *p, unsigned keep) {
    vst1_u8((uint8_t *)dst, vtbl1_u8(vld1_u8((const uint8_t *)p), vcreate_u8(simd_pack[keep])));
}

LANE_INLINE uint8_t *simd_last8(uint8_t *end, simd_u8 v, uint64_t keep) {
    for (unsigned i = 0; i < 2; i++, keep <<= 8, v = vextq_u8(v, v, 8)) {
        const uint8x8_t order = vcreate_u8(simd_pack_last[keep >> 8 & 0xFF]);
        vst1_u8(end - 8, vtbl1_u8(vget_high_u8(v), order));
        end -= bits_popcount64(keep >> 8 & 0xFF);
    }
    return end;
}
LANE_INLINE uint8_t *simd_last16(uint8_t *end, simd_u8 low, simd_u8 high, uint64_t keep) {
    for (unsigned i = 0; i < 2; i++, keep <<= 8, low = vextq_u8(low, low, 8), high = vextq_u8(high, high, 8)) {
        const uint8x8_t order = vcreate_u8(simd_pack_last[keep >> 8 & 0xFF]);
        vst2_u8(end - 16, (uint8x8x2_t){{vtbl1_u8(vget_high_u8(low), order), vtbl1_u8(vget_high_u8(high), order)}});
        end -= 2 * bits_popcount64(keep >> 8 & 0xFF);
    }
    return end;
}
LANE_INLINE uint8_t *simd_last32(uint8_t *end, simd_u8 a, simd_u8 b, simd_u8 c, simd_u8 d, uint64_t keep) {
    for (unsigned i = 0; i < 2; i++, keep <<= 8) {
        const uint8x8_t order = vcreate_u8(simd_pack_last[keep >> 8 & 0xFF]);
        const uint8x8x4_t units = {{vtbl1_u8(vget_high_u8(a), order), vtbl1_u8(vget_high_u8(b), order),
                                    vtbl1_u8(vget_high_u8(c), order), vtbl1_u8(vget_high_u8(d), order)}};
        vst4_u8(end - 32, units);
        end -= 4 * bits_popcount64(keep >> 8 & 0xFF);
        a = vextq_u8(a, a, 8), b = vextq_u8(b, b, 8), c = vextq_u8(c, c, 8), d = vextq_u8(d, d, 8);
    }
    return end;
}

/* Nibbles, then pairs (*16, + next) and fours (*256, + next). */
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
