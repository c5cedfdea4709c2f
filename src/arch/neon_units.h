/* SPDX-License-Identifier: MIT */
/* The words for units on AArch64 Advanced SIMD. */
#ifndef LANE_ARCH_NEON_UNITS_H
#define LANE_ARCH_NEON_UNITS_H

#include "slots.h"

#define SIMD_SLOTS 1
#define SIMD_PACKS 1

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
LANE_INLINE simd_u8 simd_shr2(simd_u8 a) {
    return vshrq_n_u8(a, 2);
}
LANE_INLINE simd_u8 simd_shl4(simd_u8 a) {
    return vshlq_n_u8(a, 4);
}
LANE_INLINE simd_u8 simd_shl6(simd_u8 a) {
    return vshlq_n_u8(a, 6);
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
    const uint8x8x2_t units = {{vorr_u8(vshl_n_u8(middle, 6), last), high}};
    vst2_u8((uint8_t *)p, units); /* clang's are macros, which take no literal with a comma */
    return vmaxv_u8(other) == 0;
}
LANE_INLINE void neon_put_slots4(uint8_t *dst, uint16x8_t slots, uint64_t keep, unsigned from, bool four) {
    const uint8x16_t order = vreinterpretq_u8_u64(vld1q_u64(lane_slots[keep >> 2 * from & 0xFF]));
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
    vst1q_u8(dst, vqtbl1q_u8(v, vreinterpretq_u8_u64(vld1q_u64(lane_pairs_kept[ones]))));
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
    const uint8x16x2_t units = {{a, b}};
    vst2q_u8((uint8_t *)p, units);
}
LANE_INLINE void simd_store4(void *p, simd_u8 a, simd_u8 b, simd_u8 c, simd_u8 d) {
    const uint8x16x4_t units = {{a, b, c, d}};
    vst4q_u8((uint8_t *)p, units);
}

LANE_INLINE uint8_t *simd_last8(uint8_t *end, simd_u8 v, uint64_t keep) {
    for (unsigned i = 0; i < 2; i++, keep <<= 8, v = vextq_u8(v, v, 8)) {
        const uint8x8_t order = vcreate_u8(lane_pack_last[keep >> 8 & 0xFF]);
        vst1_u8(end - 8, vtbl1_u8(vget_high_u8(v), order));
        end -= bits_popcount64(keep >> 8 & 0xFF);
    }
    return end;
}
LANE_INLINE uint8_t *simd_last16(uint8_t *end, simd_u8 low, simd_u8 high, uint64_t keep) {
    for (unsigned i = 0; i < 2; i++, keep <<= 8, low = vextq_u8(low, low, 8), high = vextq_u8(high, high, 8)) {
        const uint8x8_t order = vcreate_u8(lane_pack_last[keep >> 8 & 0xFF]);
        const uint8x8x2_t units = {{vtbl1_u8(vget_high_u8(low), order), vtbl1_u8(vget_high_u8(high), order)}};
        vst2_u8(end - 16, units);
        end -= 2 * bits_popcount64(keep >> 8 & 0xFF);
    }
    return end;
}
LANE_INLINE uint8_t *simd_last32(uint8_t *end, simd_u8 a, simd_u8 b, simd_u8 c, simd_u8 d, uint64_t keep) {
    for (unsigned i = 0; i < 2; i++, keep <<= 8) {
        const uint8x8_t order = vcreate_u8(lane_pack_last[keep >> 8 & 0xFF]);
        const uint8x8x4_t units = {{vtbl1_u8(vget_high_u8(a), order), vtbl1_u8(vget_high_u8(b), order),
                                    vtbl1_u8(vget_high_u8(c), order), vtbl1_u8(vget_high_u8(d), order)}};
        vst4_u8(end - 32, units);
        end -= 4 * bits_popcount64(keep >> 8 & 0xFF);
        a = vextq_u8(a, a, 8), b = vextq_u8(b, b, 8), c = vextq_u8(c, c, 8), d = vextq_u8(d, d, 8);
    }
    return end;
}

#endif
