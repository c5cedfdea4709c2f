/* SPDX-License-Identifier: MIT */
/* The words for units on SSE4.2. */
#ifndef LANE_ARCH_SSE42_UNITS_H
#define LANE_ARCH_SSE42_UNITS_H

#include "x86_units.h"

#define SIMD_SLOTS 1
#define SIMD_PACKS 1

LANE_INLINE simd_u8 simd_cap16(simd_u8 x, simd_u8 y) {
    const __m128i most = _mm_set1_epi16(0xFF);
    return _mm_packus_epi16(_mm_min_epu16(x, most), _mm_min_epu16(y, most));
}
LANE_INLINE simd_u8 simd_cap32(simd_u8 x, simd_u8 y) {
    return _mm_packus_epi32(x, y);
}
LANE_INLINE void simd_narrow16(void *p, simd_u8 v) {
    _mm_storel_epi64((__m128i *)p, _mm_packus_epi16(v, v));
}
/* Makes a double word of each unit: its bits from 12 on, its bits from 6 on, and the unit. Drops the highest byte and
 * sets the marks of UTF-8. */
LANE_INLINE void simd_utf8_three(void *p, simd_u8 v) {
    const __m128i two = _mm_or_si128(_mm_srli_epi16(v, 12), _mm_slli_epi16(_mm_srli_epi16(v, 6), 8));
    const __m128i pack = simd_load(lane_three_of_four), bits = simd_load(lane_utf8_bits),
                  marks = simd_load(lane_utf8_marks);
    const __m128i x = _mm_shuffle_epi8(_mm_unpacklo_epi16(two, v), pack);
    const __m128i y = _mm_shuffle_epi8(_mm_unpackhi_epi16(two, v), pack);
    simd_store(p, _mm_or_si128(_mm_and_si128(x, bits), marks));
    simd_store((uint8_t *)p + 12, _mm_or_si128(_mm_and_si128(y, bits), marks));
}
/* Decodes 1110zzzz 10yyyyxx 10xxxxxx, the last byte lowest, to zzzzyyyy xxxxxxxx in each of four double words. */
LANE_INLINE __m128i sse_from_three(__m128i x) {
    const __m128i last = _mm_and_si128(x, _mm_set1_epi32(0x3F));
    const __m128i middle = _mm_and_si128(_mm_srli_epi32(x, 2), _mm_set1_epi32(0xFC0));
    return _mm_or_si128(_mm_or_si128(last, middle), _mm_and_si128(_mm_srli_epi32(x, 4), _mm_set1_epi32(0xF000)));
}
LANE_INLINE bool simd_from_three(void *p, const void *q) {
    const __m128i x = _mm_shuffle_epi8(simd_load(q), simd_load(lane_four_of_three[0]));
    const __m128i y = _mm_shuffle_epi8(simd_load((const uint8_t *)q + 8), simd_load(lane_four_of_three[1]));
    const __m128i lead = _mm_set1_epi32(0xF00000), three = _mm_set1_epi32(0xE00000);
    const __m128i same =
        _mm_and_si128(_mm_cmpeq_epi32(_mm_and_si128(x, lead), three), _mm_cmpeq_epi32(_mm_and_si128(y, lead), three));
    simd_store(p, _mm_packus_epi32(sse_from_three(x), sse_from_three(y)));
    return _mm_movemask_epi8(same) == 0xFFFF;
}
LANE_INLINE uint8_t *simd_put_slots(uint8_t *dst, simd_u8 high, simd_u8 low, uint64_t keep, unsigned n, bool four) {
    sse_put_slots4(dst, _mm_unpacklo_epi16(high, low), keep, 0, four);
    sse_put_slots4(dst, _mm_unpackhi_epi16(high, low), keep, 4, four);
    return dst + simd_slots_length(keep, n, four);
}
LANE_INLINE uint8_t *simd_put_pairs(uint8_t *dst, simd_u8 v, simd_u8 one, unsigned n) {
    const uint64_t ones = (unsigned)_mm_movemask_epi8(_mm_packs_epi16(one, _mm_setzero_si128()));
    (void)sse_put_pairs8(dst, v, ones);
    return dst + 2 * n - bits_popcount64(ones & bits_below(n));
}
LANE_INLINE simd_u8 simd_widen8(simd_u8 v) {
    return _mm_cvtepu8_epi16(v);
}
LANE_INLINE void simd_split32(simd_u8 x, simd_u8 y, simd_u8 *ret_low, simd_u8 *ret_high) {
    const __m128i low = _mm_set1_epi32(0xFFFF);
    *ret_low = _mm_packus_epi32(_mm_and_si128(x, low), _mm_and_si128(y, low));
    *ret_high = _mm_packus_epi32(_mm_srli_epi32(x, 16), _mm_srli_epi32(y, 16));
}
/* Splits 16 pairs into their low (even) and high (odd) bytes. */
LANE_INLINE void sse_split(__m128i x, __m128i y, simd_u8 *ret_even, simd_u8 *ret_odd) {
    const __m128i low = _mm_set1_epi16(0xFF);
    *ret_even = _mm_packus_epi16(_mm_and_si128(x, low), _mm_and_si128(y, low));
    *ret_odd = _mm_packus_epi16(_mm_srli_epi16(x, 8), _mm_srli_epi16(y, 8));
}
LANE_INLINE void simd_load2(const void *p, simd_u8 v[2]) {
    sse_split(simd_load(p), simd_load((const uint8_t *)p + 16), &v[0], &v[1]);
}
LANE_INLINE void simd_load4(const void *p, simd_u8 v[4]) {
    simd_u8 pairs[4]; /* bytes 0 and 2, 1 and 3 of units 0-7, then of units 8-15 */
    for (unsigned i = 0; i < 2; i++)
        simd_load2((const uint8_t *)p + 32 * i, &pairs[2 * i]);
    sse_split(pairs[0], pairs[2], &v[0], &v[2]);
    sse_split(pairs[1], pairs[3], &v[1], &v[3]);
}
LANE_INLINE void simd_store2(void *p, simd_u8 a, simd_u8 b) {
    simd_store(p, _mm_unpacklo_epi8(a, b));
    simd_store((uint8_t *)p + 16, _mm_unpackhi_epi8(a, b));
}
LANE_INLINE void simd_store4(void *p, simd_u8 a, simd_u8 b, simd_u8 c, simd_u8 d) {
    __m128i ab = _mm_unpacklo_epi8(a, b), cd = _mm_unpacklo_epi8(c, d);
    simd_store(p, _mm_unpacklo_epi16(ab, cd));
    simd_store((uint8_t *)p + 16, _mm_unpackhi_epi16(ab, cd));
    ab = _mm_unpackhi_epi8(a, b), cd = _mm_unpackhi_epi8(c, d);
    simd_store((uint8_t *)p + 32, _mm_unpacklo_epi16(ab, cd));
    simd_store((uint8_t *)p + 48, _mm_unpackhi_epi16(ab, cd));
}

LANE_INLINE uint8_t *simd_last8(uint8_t *end, simd_u8 v, uint64_t keep) {
    return sse_last8x2(end, v, keep & 0xFFFF);
}
LANE_INLINE uint8_t *simd_last16(uint8_t *end, simd_u8 low, simd_u8 high, uint64_t keep) {
    end = sse_last16(end, _mm_unpackhi_epi64(low, high), keep >> 8 & 0xFF);
    return sse_last16(end, _mm_unpacklo_epi64(low, high), keep & 0xFF);
}
LANE_INLINE uint8_t *simd_last32(uint8_t *end, simd_u8 a, simd_u8 b, simd_u8 c, simd_u8 d, uint64_t keep) {
    end = sse_last32(end, _mm_unpackhi_epi64(a, b), _mm_unpackhi_epi64(c, d), keep >> 8 & 0xFF);
    return sse_last32(end, _mm_unpacklo_epi64(a, b), _mm_unpacklo_epi64(c, d), keep & 0xFF);
}

#endif
