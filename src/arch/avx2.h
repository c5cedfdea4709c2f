/* SPDX-License-Identifier: MIT */
/* The vocabulary on AVX2 (Haswell and later): 32-byte vectors. */
#ifndef LANE_ARCH_AVX2_H
#define LANE_ARCH_AVX2_H

#if !defined(__AVX2__)
#error "compile with the flags of the avx2 row in meson.build"
#endif

#include <immintrin.h>

#include "x86.h"

#define SIMD_WIDTH 32
#define SIMD_LOOKUP_IS_FAST 1
#define LANE_ISA_REQUIRES (CPU_SSE42 | CPU_AVX2 | CPU_BMI2 | CPU_CLMUL)

typedef __m256i simd_u8;
typedef __m256i simd_table;

LANE_INLINE simd_u8 simd_load(const void *p) {
    return _mm256_loadu_si256((const __m256i *)p);
}
LANE_INLINE void simd_store(void *p, simd_u8 v) {
    _mm256_storeu_si256((__m256i *)p, v);
}
LANE_INLINE simd_u8 simd_splat(uint8_t b) {
    return _mm256_set1_epi8((char)b);
}
LANE_INLINE simd_u8 simd_zero(void) {
    return _mm256_setzero_si256();
}
LANE_INLINE simd_table simd_table16(const uint8_t p[16]) {
    return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)p));
}
LANE_INLINE simd_u8 simd_eq(simd_u8 a, simd_u8 b) {
    return _mm256_cmpeq_epi8(a, b);
}
LANE_INLINE simd_u8 simd_le(simd_u8 a, simd_u8 b) {
    return _mm256_cmpeq_epi8(_mm256_min_epu8(a, b), a);
}
LANE_INLINE uint64_t simd_mask(simd_u8 v) {
    return (uint32_t)_mm256_movemask_epi8(v);
}
LANE_INLINE bool simd_any(simd_u8 v) {
    return _mm256_movemask_epi8(v) != 0;
}
LANE_INLINE uint64_t simd_block_mask(const simd_u8 v[2]) {
    return simd_mask(v[0]) | simd_mask(v[1]) << 32;
}
LANE_INLINE simd_u8 simd_and(simd_u8 a, simd_u8 b) {
    return _mm256_and_si256(a, b);
}
LANE_INLINE simd_u8 simd_or(simd_u8 a, simd_u8 b) {
    return _mm256_or_si256(a, b);
}
LANE_INLINE simd_u8 simd_xor(simd_u8 a, simd_u8 b) {
    return _mm256_xor_si256(a, b);
}
LANE_INLINE simd_u8 simd_andnot(simd_u8 a, simd_u8 b) {
    return _mm256_andnot_si256(b, a);
}
LANE_INLINE simd_u8 simd_shr4(simd_u8 a) {
    return _mm256_and_si256(_mm256_srli_epi16(a, 4), _mm256_set1_epi8(0x0F));
}
LANE_INLINE simd_u8 simd_shr2(simd_u8 a) {
    return _mm256_and_si256(_mm256_srli_epi16(a, 2), _mm256_set1_epi8(0x3F));
}
LANE_INLINE simd_u8 simd_shl4(simd_u8 a) {
    return _mm256_and_si256(_mm256_slli_epi16(a, 4), _mm256_set1_epi8((char)0xF0));
}
LANE_INLINE simd_u8 simd_shl6(simd_u8 a) {
    return _mm256_and_si256(_mm256_slli_epi16(a, 6), _mm256_set1_epi8((char)0xC0));
}
LANE_INLINE simd_u8 simd_add(simd_u8 a, simd_u8 b) {
    return _mm256_add_epi8(a, b);
}
LANE_INLINE simd_u8 simd_sub_sat(simd_u8 a, simd_u8 b) {
    return _mm256_subs_epu8(a, b);
}
LANE_INLINE simd_u8 simd_max(simd_u8 a, simd_u8 b) {
    return _mm256_max_epu8(a, b);
}
LANE_INLINE simd_u8 simd_min(simd_u8 a, simd_u8 b) {
    return _mm256_min_epu8(a, b);
}
LANE_INLINE simd_u8 simd_lookup16(simd_table table, simd_u8 index) {
    return _mm256_shuffle_epi8(table, index);
}
/* before: a0..a31, v: b0..b31; the middle vector a16..a31 b0..b15 feeds each 16-byte half of alignr. */
LANE_INLINE simd_u8 simd_prev1(simd_u8 v, simd_u8 before) {
    return _mm256_alignr_epi8(v, _mm256_permute2x128_si256(before, v, 0x21), 15);
}
LANE_INLINE simd_u8 simd_prev2(simd_u8 v, simd_u8 before) {
    return _mm256_alignr_epi8(v, _mm256_permute2x128_si256(before, v, 0x21), 14);
}
LANE_INLINE simd_u8 simd_prev3(simd_u8 v, simd_u8 before) {
    return _mm256_alignr_epi8(v, _mm256_permute2x128_si256(before, v, 0x21), 13);
}

/* Carry-less product with all ones: each bit is xored into every bit above it. */
LANE_INLINE uint64_t bits_prefix_xor(uint64_t x) {
    return (uint64_t)_mm_cvtsi128_si64(_mm_clmulepi64_si128(_mm_cvtsi64_si128((long long)x), _mm_set1_epi8(-1), 0));
}

#define SIMD_SHORT 16
LANE_INLINE simd_u8 simd_load_short(const void *p) {
    return _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)p));
}
LANE_INLINE void simd_store_short(void *p, simd_u8 v) {
    _mm_storeu_si128((__m128i *)p, _mm256_castsi256_si128(v));
}
LANE_INLINE simd_u8 simd_load_before(const void *p, size_t n) {
    __m128i v = _mm_loadu_si128((const __m128i *)p - 1);
    return _mm256_castsi128_si256(_mm_shuffle_epi8(v, _mm_loadu_si128((const __m128i *)(simd_shift_down + 16 - n))));
}
LANE_INLINE simd_u8 simd_join_short(simd_u8 v, simd_u8 w) {
    return _mm256_inserti128_si256(v, _mm256_castsi256_si128(w), 1);
}
/* The low (even) and high (odd) bytes of 32 pairs. Packing works within halves, so the quarters come out as 0 2 1 3. */
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
/* Each half of the vectors gives 48 bytes, 16 in each r. */
LANE_INLINE void simd_store3(void *p, simd_u8 a, simd_u8 b, simd_u8 c) {
    __m256i r[3];
    for (unsigned k = 0; k < 3; k++) {
        __m256i x = _mm256_shuffle_epi8(a, simd_table16(simd_interleave3[k][0]));
        __m256i y = _mm256_shuffle_epi8(b, simd_table16(simd_interleave3[k][1]));
        __m256i z = _mm256_shuffle_epi8(c, simd_table16(simd_interleave3[k][2]));
        r[k] = _mm256_or_si256(_mm256_or_si256(x, y), z);
    }
    avx2_store_low(p, r[0], r[1]);
    simd_store((uint8_t *)p + 32, _mm256_blend_epi32(r[2], r[0], 0xF0));
    avx2_store_high((uint8_t *)p + 64, r[1], r[2]);
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

LANE_INLINE uint8_t *simd_compress16(uint8_t *dst, simd_u8 low, simd_u8 high, uint64_t keep) {
    __m256i even = _mm256_unpacklo_epi64(low, high), odd = _mm256_unpackhi_epi64(low, high);
    dst = x86_compress16(dst, _mm256_castsi256_si128(even), keep & 0xFF);
    dst = x86_compress16(dst, _mm256_castsi256_si128(odd), keep >> 8 & 0xFF);
    dst = x86_compress16(dst, _mm256_extracti128_si256(even, 1), keep >> 16 & 0xFF);
    return x86_compress16(dst, _mm256_extracti128_si256(odd, 1), keep >> 24 & 0xFF);
}

#endif
