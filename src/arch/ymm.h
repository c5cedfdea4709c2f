/* SPDX-License-Identifier: MIT */
/* The core words on vectors of 32 bytes, which AVX2 and AVX-512 share. */
#ifndef LANE_ARCH_YMM_H
#define LANE_ARCH_YMM_H

#include <immintrin.h>

#define SIMD_WIDTH 32
#define SIMD_SHORT 16
#define SIMD_LOOKUP_IS_FAST 1

typedef __m256i simd_u8;
typedef __m256i simd_table; /* the 16 bytes twice */

#define X86(op) _mm256_##op
#define X86_WHOLE(op) _mm256_##op##_si256
#include "x86.h"

LANE_INLINE simd_table simd_table16(const uint8_t p[16]) {
    return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)p));
}
LANE_INLINE uint64_t simd_block_mask(const simd_u8 v[2]) {
    return simd_mask(v[0]) | simd_mask(v[1]) << 32;
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

LANE_INLINE simd_u8 simd_load_short(const void *p) {
    return _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)p));
}
LANE_INLINE void simd_store_short(void *p, simd_u8 v) {
    _mm_storeu_si128((__m128i *)p, _mm256_castsi256_si128(v));
}
LANE_INLINE simd_u8 simd_load_before(const void *p, size_t n) {
    __m128i v = _mm_loadu_si128((const __m128i *)p - 1);
    return _mm256_castsi128_si256(_mm_shuffle_epi8(v, _mm_loadu_si128((const __m128i *)(lane_shift_down + 16 - n))));
}
LANE_INLINE simd_u8 simd_join_short(simd_u8 v, simd_u8 w) {
    return _mm256_inserti128_si256(v, _mm256_castsi256_si128(w), 1);
}

#endif
