/* SPDX-License-Identifier: MIT */
/* The vocabulary on SSE4.2 (Nehalem and later): 16-byte vectors. */
#ifndef LANE_ARCH_SSE42_H
#define LANE_ARCH_SSE42_H

#if !defined(__SSE4_2__)
#error "compile with the flags of the sse42 row in meson.build"
#endif

#include <nmmintrin.h>

#include "baseline.h"

#define SIMD_WIDTH 16
#define SIMD_SHORT 16
#define SIMD_LOOKUP_IS_FAST 1
#define SIMD_UNITS "sse42_units.h"
#define LANE_ISA_REQUIRES CPU_SSE42

typedef __m128i simd_u8;
typedef __m128i simd_table;

#define X86(op) _mm_##op
#define X86_WHOLE(op) _mm_##op##_si128
#include "x86.h"

LANE_INLINE simd_table simd_table16(const uint8_t p[16]) {
    return _mm_loadu_si128((const __m128i *)p);
}
LANE_INLINE uint64_t simd_block_mask(const simd_u8 v[4]) {
    return simd_mask(v[0]) | simd_mask(v[1]) << 16 | simd_mask(v[2]) << 32 | simd_mask(v[3]) << 48;
}
LANE_INLINE simd_u8 simd_prev1(simd_u8 v, simd_u8 before) {
    return _mm_alignr_epi8(v, before, 15);
}
LANE_INLINE simd_u8 simd_prev2(simd_u8 v, simd_u8 before) {
    return _mm_alignr_epi8(v, before, 14);
}
LANE_INLINE simd_u8 simd_prev3(simd_u8 v, simd_u8 before) {
    return _mm_alignr_epi8(v, before, 13);
}

/* Without PCLMULQDQ, which Nehalem lacks. */
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
    return _mm_shuffle_epi8(simd_load((const uint8_t *)p - 16), simd_load(lane_shift_down + 16 - n));
}
LANE_INLINE simd_u8 simd_join_short(simd_u8 v, simd_u8 w) {
    (void)w; /* a short vector is a whole one */
    return v;
}

#include "blocks.h"

#endif
