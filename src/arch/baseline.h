/* SPDX-License-Identifier: MIT */
/* Digits by the vectors that every processor of the family has, SSE2 or none, for files that are compiled once. */
#ifndef LANE_ARCH_BASELINE_H
#define LANE_ARCH_BASELINE_H

#include "../base.h"

/* v < 10^8 as eight bytes 0..9, the first digit lowest. Each step splits every part into quotient and remainder:
 * by 10^4, by 100, by 10. */
LANE_INLINE uint64_t baseline_digits8(uint32_t v) {
    uint64_t q = v / 10000;
    uint64_t fours = ((uint64_t)v << 32) - q * (((uint64_t)10000 << 32) - 1);
    q = ((fours * 10486) >> 20) & 0x0000007F0000007Fu;
    uint64_t pairs = (fours << 16) - q * ((100 << 16) - 1);
    q = ((pairs * 103) >> 10) & 0x000F000F000F000Fu;
    return (pairs << 8) - q * ((10 << 8) - 1);
}

/* The same of two numbers at once. */
#if defined(__x86_64__) || defined(_M_X64)
#include <emmintrin.h>

LANE_INLINE void baseline_digits16(uint32_t high, uint32_t low, uint64_t ret[2]) {
    __m128i eights = _mm_set_epi64x(low, high);
    __m128i q = _mm_srli_epi64(_mm_mul_epu32(eights, _mm_set1_epi64x(0xD1B71759)), 45);
    __m128i r = _mm_sub_epi64(eights, _mm_mul_epu32(q, _mm_set1_epi64x(10000)));
    __m128i fours = _mm_or_si128(q, _mm_slli_epi64(r, 32));
    q = _mm_srli_epi16(_mm_mulhi_epu16(fours, _mm_set1_epi32(5243)), 3);
    r = _mm_sub_epi16(fours, _mm_mullo_epi16(q, _mm_set1_epi32(100)));
    __m128i pairs = _mm_or_si128(q, _mm_slli_epi32(r, 16));
    q = _mm_mulhi_epu16(pairs, _mm_set1_epi16(6554));
    r = _mm_sub_epi16(pairs, _mm_mullo_epi16(q, _mm_set1_epi16(10)));
    __m128i digits = _mm_or_si128(q, _mm_slli_epi16(r, 8));
    ret[0] = (uint64_t)_mm_cvtsi128_si64(digits);
    ret[1] = (uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(digits, digits));
}

#else

LANE_INLINE void baseline_digits16(uint32_t high, uint32_t low, uint64_t ret[2]) {
    ret[0] = baseline_digits8(high);
    ret[1] = baseline_digits8(low);
}

#endif

#endif
