/* SPDX-License-Identifier: MIT */
/* The words for units that x86's instruction sets share. */
#ifndef LANE_ARCH_X86_UNITS_H
#define LANE_ARCH_X86_UNITS_H

#include "slots.h"

LANE_INLINE simd_u8 simd_shr2(simd_u8 a) {
    return X86_WHOLE(and)(X86(srli_epi16)(a, 2), X86(set1_epi8)(0x3F));
}
LANE_INLINE simd_u8 simd_shl4(simd_u8 a) {
    return X86_WHOLE(and)(X86(slli_epi16)(a, 4), X86(set1_epi8)((char)0xF0));
}
LANE_INLINE simd_u8 simd_shl6(simd_u8 a) {
    return X86_WHOLE(and)(X86(slli_epi16)(a, 6), X86(set1_epi8)((char)0xC0));
}
LANE_INLINE simd_u8 simd_splat16(uint16_t x) {
    return X86(set1_epi16)((short)x);
}
LANE_INLINE simd_u8 simd_eq16(simd_u8 a, simd_u8 b) {
    return X86(cmpeq_epi16)(a, b);
}
LANE_INLINE simd_u8 simd_le16(simd_u8 a, simd_u8 b) {
    return X86(cmpeq_epi16)(X86(min_epu16)(a, b), a);
}
LANE_INLINE simd_u8 simd_min16(simd_u8 a, simd_u8 b) {
    return X86(min_epu16)(a, b);
}
LANE_INLINE simd_u8 simd_shr16(simd_u8 a, unsigned n) {
    return X86(srli_epi16)(a, (int)n);
}
LANE_INLINE simd_u8 simd_shl16(simd_u8 a, unsigned n) {
    return X86(slli_epi16)(a, (int)n);
}
LANE_INLINE simd_u8 simd_select(simd_u8 m, simd_u8 a, simd_u8 b) {
    return X86(blendv_epi8)(b, a, m);
}

/* Stores the bytes i of the lower eight of v with bit i of `keep` set, so that they end at `end`; returns their
 * beginning. Stores eight bytes. */
LANE_INLINE uint8_t *sse_last8(uint8_t *end, __m128i v, unsigned keep) {
    const __m128i order = _mm_loadl_epi64((const __m128i *)&lane_pack_last[keep]);
    _mm_storel_epi64((__m128i *)(end - 8), _mm_shuffle_epi8(v, order));
    return end - bits_popcount64(keep);
}
LANE_INLINE uint8_t *sse_last8x2(uint8_t *end, __m128i v, unsigned keep) {
    end = sse_last8(end, _mm_srli_si128(v, 8), keep >> 8);
    return sse_last8(end, v, keep & 0xFF);
}

/* Does the same for eight pairs: the low bytes in the lower half of x, the high ones in the upper. */
LANE_INLINE uint8_t *sse_last16(uint8_t *end, __m128i x, unsigned keep) {
    const __m128i lows = _mm_loadl_epi64((const __m128i *)&lane_pack_last[keep]);
    const __m128i order = _mm_unpacklo_epi8(lows, _mm_add_epi8(lows, _mm_set1_epi8(8)));
    _mm_storeu_si128((__m128i *)(end - 16), _mm_shuffle_epi8(x, order));
    return end - 2 * bits_popcount64(keep);
}

/* Does simd_put_slots for the four slots from slot `from` on. The slots before them give their place. */
LANE_INLINE void sse_put_slots4(uint8_t *dst, __m128i slots, uint64_t keep, unsigned from, bool four) {
    const uint64_t *order = lane_slots[keep >> 2 * from & 0xFF];
    slots = _mm_shuffle_epi8(slots, _mm_load_si128((const __m128i *)order));
    _mm_storeu_si128((__m128i *)(dst + simd_slots_before(keep, from, four)), slots);
}

/* Does simd_put_pairs for eight pairs, those with a bit in `ones` as one byte; returns their end. */
LANE_INLINE uint8_t *sse_put_pairs8(uint8_t *dst, __m128i v, uint64_t ones) {
    const __m128i order = _mm_load_si128((const __m128i *)lane_pairs_kept[ones]);
    _mm_storeu_si128((__m128i *)dst, _mm_shuffle_epi8(v, order));
    return dst + 16 - bits_popcount64(ones);
}

/* Does sse_last8 for eight groups of four: the bytes a and b in the halves of x, c and d in those of y. */
LANE_INLINE uint8_t *sse_last32(uint8_t *end, __m128i x, __m128i y, unsigned keep) {
    const __m128i lows = _mm_loadl_epi64((const __m128i *)&lane_pack_last[keep]);
    const __m128i order = _mm_unpacklo_epi8(lows, _mm_add_epi8(lows, _mm_set1_epi8(8)));
    x = _mm_shuffle_epi8(x, order);
    y = _mm_shuffle_epi8(y, order);
    _mm_storeu_si128((__m128i *)(end - 32), _mm_unpacklo_epi16(x, y));
    _mm_storeu_si128((__m128i *)(end - 16), _mm_unpackhi_epi16(x, y));
    return end - 4 * bits_popcount64(keep);
}

#endif
