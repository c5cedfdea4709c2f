/* SPDX-License-Identifier: MIT */
/* The vocabulary on AVX-512 (Ice Lake, Zen 4 and later): vectors of
 * 32 bytes, since most strings are short, and blocks of 64. */
#ifndef LANE_ARCH_AVX512_H
#define LANE_ARCH_AVX512_H

#if !defined(__AVX512VBMI2__)
#error "compile with the flags of the avx512 row in meson.build"
#endif

#include "ymm.h"

#include "vectors.h"

#define SIMD_UNITS "avx2_units.h"
#define LANE_ISA_REQUIRES (CPU_SSE42 | CPU_AVX2 | CPU_BMI2 | CPU_CLMUL | CPU_AVX512)

/* -- blocks -- */

#define BLOCK_MASKS_ARE_FAST 1

typedef __m512i block;

/* Takes a mask to a general register and keeps it there: what gcc computes in mask registers takes longer. */
LANE_INLINE uint64_t avx512_bits(__mmask64 mask) {
    uint64_t bits = _cvtmask64_u64(mask);
    __asm__("" : "+r"(bits));
    return bits;
}

LANE_INLINE block block_load(const uint8_t *p) {
    return _mm512_loadu_si512(p);
}
LANE_INLINE void block_store(uint8_t *p, const block *b) {
    _mm512_storeu_si512(p, *b);
}
LANE_INLINE block block_load_tail(const uint8_t *p, size_t n, uint8_t fill) {
    return _mm512_mask_loadu_epi8(_mm512_set1_epi8((char)fill), _bzhi_u64(UINT64_MAX, (unsigned)n), p);
}
LANE_INLINE uint64_t block_eq(const block *b, uint8_t byte) {
    return avx512_bits(_mm512_cmpeq_epi8_mask(*b, _mm512_set1_epi8((char)byte)));
}
LANE_INLINE uint64_t block_le(const block *b, uint8_t most) {
    return avx512_bits(_mm512_cmple_epu8_mask(*b, _mm512_set1_epi8((char)most)));
}
LANE_INLINE uint64_t block_non_ascii(const block *b) {
    return avx512_bits(_mm512_movepi8_mask(*b));
}
LANE_INLINE uint64_t block_match16(const block *b, const uint8_t table[16], uint8_t set) {
    const __m512i row = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)table));
    const __m512i low = _mm512_and_si512(*b, _mm512_set1_epi8(0x0F));
    const __m512i x = _mm512_or_si512(*b, _mm512_set1_epi8((char)set));
    return avx512_bits(_mm512_cmpeq_epi8_mask(_mm512_shuffle_epi8(row, low), x));
}
/* Compresses in a register: the form of the instruction that stores them to memory is slow on Zen 4. */
LANE_INLINE uint8_t *block_compress(uint8_t *dst, const uint8_t *p, uint64_t keep) {
    _mm512_storeu_si512(dst, _mm512_maskz_compress_epi8(_cvtu64_mask64(keep), _mm512_loadu_si512(p)));
    return dst + bits_popcount64(keep);
}

/* Positions are stored 32 at a time. */
#define BLOCK_POSITIONS_SLACK 32

LANE_INLINE uint16_t *block_positions(uint16_t *out, uint64_t bits, unsigned offset) {
    const __m512i packed = _mm512_maskz_compress_epi8(_cvtu64_mask64(bits), _mm512_loadu_si512(lane_count_up));
    const __m512i from = _mm512_set1_epi16((short)offset);
    const unsigned n = bits_popcount64(bits);
    _mm512_storeu_si512(out, _mm512_add_epi16(_mm512_cvtepu8_epi16(_mm512_castsi512_si256(packed)), from));
    if (LANE_UNLIKELY(n > 32)) {
        const __m256i rest = _mm512_extracti64x4_epi64(packed, 1);
        _mm512_storeu_si512(out + 32, _mm512_add_epi16(_mm512_cvtepu8_epi16(rest), from));
    }
    return out + n;
}

#endif
