/* SPDX-License-Identifier: MIT */
/* The words for units on AVX2. */
#ifndef LANE_ARCH_AVX2_UNITS_H
#define LANE_ARCH_AVX2_UNITS_H

#include "x86_units.h"

#define SIMD_SLOTS 1
#define SIMD_PACKS 1

LANE_INLINE simd_u8 simd_cap16(simd_u8 x, simd_u8 y) {
    const __m256i most = _mm256_set1_epi16(0xFF);
    return _mm256_permute4x64_epi64(_mm256_packus_epi16(_mm256_min_epu16(x, most), _mm256_min_epu16(y, most)), 0xD8);
}
LANE_INLINE simd_u8 simd_cap32(simd_u8 x, simd_u8 y) {
    return _mm256_permute4x64_epi64(_mm256_packus_epi32(x, y), 0xD8);
}
LANE_INLINE void simd_narrow16(void *p, simd_u8 v) {
    const __m256i bytes = _mm256_packus_epi16(v, v);
    simd_store_short(p, _mm256_permute4x64_epi64(bytes, 0xD8));
}
/* Makes a double word of each unit: its bits from 12 on, its bits from 6 on, and the unit. Drops the highest byte and
 * sets the marks of UTF-8. Each quarter of the units gives twelve bytes. */
LANE_INLINE void simd_utf8_three(void *p, simd_u8 v) {
    const __m256i two = _mm256_or_si256(_mm256_srli_epi16(v, 12), _mm256_slli_epi16(_mm256_srli_epi16(v, 6), 8));
    const __m256i pack = simd_load(lane_three_of_four), bits = simd_load(lane_utf8_bits),
                  marks = simd_load(lane_utf8_marks);
    __m256i x = _mm256_shuffle_epi8(_mm256_unpacklo_epi16(two, v), pack);
    __m256i y = _mm256_shuffle_epi8(_mm256_unpackhi_epi16(two, v), pack);
    x = _mm256_or_si256(_mm256_and_si256(x, bits), marks);
    y = _mm256_or_si256(_mm256_and_si256(y, bits), marks);
    simd_store_short(p, x);
    simd_store_short((uint8_t *)p + 12, y);
    _mm_storeu_si128((__m128i *)((uint8_t *)p + 24), _mm256_extracti128_si256(x, 1));
    _mm_storeu_si128((__m128i *)((uint8_t *)p + 36), _mm256_extracti128_si256(y, 1));
}
/* Decodes 1110zzzz 10yyyyxx 10xxxxxx, the last byte lowest, to zzzzyyyy xxxxxxxx in each of eight double words. */
LANE_INLINE __m256i avx2_from_three(__m256i x) {
    const __m256i last = _mm256_and_si256(x, _mm256_set1_epi32(0x3F));
    const __m256i middle = _mm256_and_si256(_mm256_srli_epi32(x, 2), _mm256_set1_epi32(0xFC0));
    const __m256i first = _mm256_and_si256(_mm256_srli_epi32(x, 4), _mm256_set1_epi32(0xF000));
    return _mm256_or_si256(_mm256_or_si256(last, middle), first);
}
/* Loads the halves of a vector from two places, so that packing, which works within halves, keeps the order of the
 * input. */
LANE_INLINE __m256i avx2_load_halves(const void *low, const void *high) {
    return _mm256_inserti128_si256(_mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)low)),
                                   _mm_loadu_si128((const __m128i *)high), 1);
}
LANE_INLINE bool simd_from_three(void *p, const void *q) {
    const uint8_t *s = (const uint8_t *)q;
    const uint64_t *order = lane_four_of_three[0], *later = lane_four_of_three[1];
    const __m256i x = _mm256_shuffle_epi8(avx2_load_halves(s, s + 24), avx2_load_halves(order, order));
    const __m256i y = _mm256_shuffle_epi8(avx2_load_halves(s + 12, s + 32), avx2_load_halves(order, later));
    const __m256i lead = _mm256_set1_epi32(0xF00000), three = _mm256_set1_epi32(0xE00000);
    const __m256i same = _mm256_and_si256(_mm256_cmpeq_epi32(_mm256_and_si256(x, lead), three),
                                          _mm256_cmpeq_epi32(_mm256_and_si256(y, lead), three));
    simd_store(p, _mm256_packus_epi32(avx2_from_three(x), avx2_from_three(y)));
    return _mm256_movemask_epi8(same) == -1;
}
/* Unpacking works within halves: x has slots 0 to 3 and 8 to 11, y has 4 to 7 and 12 to 15. */
LANE_INLINE uint8_t *simd_put_slots(uint8_t *dst, simd_u8 high, simd_u8 low, uint64_t keep, unsigned n, bool four) {
    const __m256i x = _mm256_unpacklo_epi16(high, low), y = _mm256_unpackhi_epi16(high, low);
    sse_put_slots4(dst, _mm256_castsi256_si128(x), keep, 0, four);
    sse_put_slots4(dst, _mm256_castsi256_si128(y), keep, 4, four);
    sse_put_slots4(dst, _mm256_extracti128_si256(x, 1), keep, 8, four);
    sse_put_slots4(dst, _mm256_extracti128_si256(y, 1), keep, 12, four);
    return dst + (n == 16 ? simd_slots_before(keep, 16, four) : simd_slots_length(keep, n, four));
}
LANE_INLINE uint8_t *simd_put_pairs(uint8_t *dst, simd_u8 v, simd_u8 one, unsigned n) {
    const __m128i bytes = _mm_packs_epi16(_mm256_castsi256_si128(one), _mm256_extracti128_si256(one, 1));
    const uint64_t ones = (unsigned)_mm_movemask_epi8(bytes);
    uint8_t *middle = sse_put_pairs8(dst, _mm256_castsi256_si128(v), ones & 0xFF);
    (void)sse_put_pairs8(middle, _mm256_extracti128_si256(v, 1), ones >> 8);
    return dst + 2 * n - bits_popcount64(ones & bits_below(n));
}
LANE_INLINE simd_u8 simd_widen8(simd_u8 v) {
    return _mm256_cvtepu8_epi16(_mm256_castsi256_si128(v));
}
LANE_INLINE void simd_split32(simd_u8 x, simd_u8 y, simd_u8 *ret_low, simd_u8 *ret_high) {
    const __m256i low = _mm256_set1_epi32(0xFFFF);
    const __m256i lows = _mm256_packus_epi32(_mm256_and_si256(x, low), _mm256_and_si256(y, low));
    const __m256i highs = _mm256_packus_epi32(_mm256_srli_epi32(x, 16), _mm256_srli_epi32(y, 16));
    *ret_low = _mm256_permute4x64_epi64(lows, 0xD8);
    *ret_high = _mm256_permute4x64_epi64(highs, 0xD8);
}
/* Splits 32 pairs into their low (even) and high (odd) bytes. Packing works within halves, so the quarters come out as
 * 0 2 1 3 and are put in order. */
LANE_INLINE void avx2_split(__m256i x, __m256i y, simd_u8 *ret_even, simd_u8 *ret_odd) {
    const __m256i low = _mm256_set1_epi16(0xFF);
    __m256i even = _mm256_packus_epi16(_mm256_and_si256(x, low), _mm256_and_si256(y, low));
    __m256i odd = _mm256_packus_epi16(_mm256_srli_epi16(x, 8), _mm256_srli_epi16(y, 8));
    *ret_even = _mm256_permute4x64_epi64(even, 0xD8);
    *ret_odd = _mm256_permute4x64_epi64(odd, 0xD8);
}
LANE_INLINE void simd_load2(const void *p, simd_u8 v[2]) {
    avx2_split(simd_load(p), simd_load((const uint8_t *)p + 32), &v[0], &v[1]);
}
LANE_INLINE void simd_load4(const void *p, simd_u8 v[4]) {
    simd_u8 pairs[4]; /* bytes 0 and 2, 1 and 3 of units 0-15, then of units 16-31 */
    for (unsigned i = 0; i < 2; i++)
        simd_load2((const uint8_t *)p + 64 * i, &pairs[2 * i]);
    avx2_split(pairs[0], pairs[2], &v[0], &v[2]);
    avx2_split(pairs[1], pairs[3], &v[1], &v[3]);
}
/* Stores the lower halves of x and y. */
LANE_INLINE void avx2_store_low(void *p, __m256i x, __m256i y) {
    simd_store(p, _mm256_permute2x128_si256(x, y, 0x20));
}
LANE_INLINE void avx2_store_high(void *p, __m256i x, __m256i y) {
    simd_store(p, _mm256_permute2x128_si256(x, y, 0x31));
}
LANE_INLINE void simd_store2(void *p, simd_u8 a, simd_u8 b) {
    __m256i x = _mm256_unpacklo_epi8(a, b), y = _mm256_unpackhi_epi8(a, b);
    avx2_store_low(p, x, y);
    avx2_store_high((uint8_t *)p + 32, x, y);
}
LANE_INLINE void simd_store4(void *p, simd_u8 a, simd_u8 b, simd_u8 c, simd_u8 d) {
    __m256i ab = _mm256_unpacklo_epi8(a, b), cd = _mm256_unpacklo_epi8(c, d);
    __m256i q0 = _mm256_unpacklo_epi16(ab, cd), q1 = _mm256_unpackhi_epi16(ab, cd);
    ab = _mm256_unpackhi_epi8(a, b), cd = _mm256_unpackhi_epi8(c, d);
    __m256i q2 = _mm256_unpacklo_epi16(ab, cd), q3 = _mm256_unpackhi_epi16(ab, cd);
    avx2_store_low(p, q0, q1);
    avx2_store_low((uint8_t *)p + 32, q2, q3);
    avx2_store_high((uint8_t *)p + 64, q0, q1);
    avx2_store_high((uint8_t *)p + 96, q2, q3);
}

LANE_INLINE uint8_t *simd_last8(uint8_t *end, simd_u8 v, uint64_t keep) {
    end = sse_last8x2(end, _mm256_extracti128_si256(v, 1), keep >> 16 & 0xFFFF);
    return sse_last8x2(end, _mm256_castsi256_si128(v), keep & 0xFFFF);
}
LANE_INLINE uint8_t *simd_last16(uint8_t *end, simd_u8 low, simd_u8 high, uint64_t keep) {
    const __m256i even = _mm256_unpacklo_epi64(low, high), odd = _mm256_unpackhi_epi64(low, high);
    end = sse_last16(end, _mm256_extracti128_si256(odd, 1), keep >> 24 & 0xFF);
    end = sse_last16(end, _mm256_extracti128_si256(even, 1), keep >> 16 & 0xFF);
    end = sse_last16(end, _mm256_castsi256_si128(odd), keep >> 8 & 0xFF);
    return sse_last16(end, _mm256_castsi256_si128(even), keep & 0xFF);
}
LANE_INLINE uint8_t *simd_last32(uint8_t *end, simd_u8 a, simd_u8 b, simd_u8 c, simd_u8 d, uint64_t keep) {
    const __m256i x = _mm256_unpacklo_epi64(a, b), y = _mm256_unpacklo_epi64(c, d);
    const __m256i z = _mm256_unpackhi_epi64(a, b), w = _mm256_unpackhi_epi64(c, d);
    end = sse_last32(end, _mm256_extracti128_si256(z, 1), _mm256_extracti128_si256(w, 1), keep >> 24 & 0xFF);
    end = sse_last32(end, _mm256_extracti128_si256(x, 1), _mm256_extracti128_si256(y, 1), keep >> 16 & 0xFF);
    end = sse_last32(end, _mm256_castsi256_si128(z), _mm256_castsi256_si128(w), keep >> 8 & 0xFF);
    return sse_last32(end, _mm256_castsi256_si128(x), _mm256_castsi256_si128(y), keep & 0xFF);
}

#endif
