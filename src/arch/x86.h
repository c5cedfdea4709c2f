/* SPDX-License-Identifier: MIT */
/* The core words that x86's instruction sets share.
 *
 * The header that includes this defines simd_u8 and simd_table, X86(op) for the intrinsic that applies `op` to the
 * parts of a vector, and X86_WHOLE(op) for one that takes the vector as a whole. Words on digits and on eight bytes use
 * vectors of 16 bytes, whatever the width. */
#ifndef LANE_ARCH_X86_H
#define LANE_ARCH_X86_H

#include <nmmintrin.h>

#include "../base/base.h"
#include "patterns.h"

LANE_INLINE simd_u8 simd_load(const void *p) {
    return X86_WHOLE(loadu)((const simd_u8 *)p);
}
LANE_INLINE void simd_store(void *p, simd_u8 v) {
    X86_WHOLE(storeu)((simd_u8 *)p, v);
}
LANE_INLINE simd_u8 simd_splat(uint8_t b) {
    return X86(set1_epi8)((char)b);
}
LANE_INLINE simd_u8 simd_zero(void) {
    return X86_WHOLE(setzero)();
}
LANE_INLINE simd_u8 simd_eq(simd_u8 a, simd_u8 b) {
    return X86(cmpeq_epi8)(a, b);
}
LANE_INLINE simd_u8 simd_le(simd_u8 a, simd_u8 b) {
    return X86(cmpeq_epi8)(X86(min_epu8)(a, b), a);
}
LANE_INLINE uint64_t simd_mask(simd_u8 v) {
    return (uint32_t)X86(movemask_epi8)(v);
}
LANE_INLINE bool simd_any(simd_u8 v) {
    return X86(movemask_epi8)(v) != 0;
}
LANE_INLINE simd_u8 simd_and(simd_u8 a, simd_u8 b) {
    return X86_WHOLE(and)(a, b);
}
LANE_INLINE simd_u8 simd_or(simd_u8 a, simd_u8 b) {
    return X86_WHOLE(or)(a, b);
}
LANE_INLINE simd_u8 simd_xor(simd_u8 a, simd_u8 b) {
    return X86_WHOLE(xor)(a, b);
}
LANE_INLINE simd_u8 simd_andnot(simd_u8 a, simd_u8 b) {
    return X86_WHOLE(andnot)(b, a);
}
LANE_INLINE simd_u8 simd_shr4(simd_u8 a) {
    return X86_WHOLE(and)(X86(srli_epi16)(a, 4), X86(set1_epi8)(0x0F));
}
LANE_INLINE simd_u8 simd_sub_sat(simd_u8 a, simd_u8 b) {
    return X86(subs_epu8)(a, b);
}
LANE_INLINE simd_u8 simd_max(simd_u8 a, simd_u8 b) {
    return X86(max_epu8)(a, b);
}
LANE_INLINE simd_u8 simd_lookup16(simd_table table, simd_u8 index) {
    return X86(shuffle_epi8)(table, index);
}

/* Loads row i of lane_digit_rows where it is used: in registers, these constants would have to be saved around every
 * call. */
LANE_INLINE __m128i x86_row(unsigned i) {
    const uint64_t(*rows)[2] = lane_digit_rows;
#if defined(__GNUC__)
    __asm__("" : "+r"(rows));
#endif
    return _mm_load_si128((const __m128i *)rows[i]);
}

/* Moves the digits to the end of the vector, after zeros; then d0 d1 d2 d3 ... -> pairs (*10, *1) -> fours (*100, *1)
 * -> eights (*10^4, *1) -> 16. */
LANE_INLINE uint64_t simd_digits_prefix(const void *p, unsigned *ret_count) {
    __m128i digits = _mm_sub_epi8(_mm_loadu_si128((const __m128i *)p), x86_row(LANE_ROW_ZEROS));
    __m128i is_digit = _mm_cmpeq_epi8(_mm_min_epu8(digits, x86_row(LANE_ROW_NINES)), digits);
    unsigned count = bits_ctz64(~(uint64_t)(uint32_t)_mm_movemask_epi8(is_digit));
    digits = _mm_shuffle_epi8(digits, _mm_loadu_si128((const __m128i *)(lane_shift_up + count)));
    __m128i pairs = _mm_maddubs_epi16(digits, _mm_set1_epi16(1 << 8 | 10));
    __m128i fours = _mm_madd_epi16(pairs, _mm_set1_epi32(1 << 16 | 100));
    __m128i packed = _mm_packus_epi32(fours, fours);
    __m128i eights = _mm_madd_epi16(packed, _mm_set1_epi32(1 << 16 | 10000));
    uint64_t both = (uint64_t)_mm_cvtsi128_si64(eights);
    *ret_count = count;
    return (both & 0xFFFFFFFFu) * 100000000u + (both >> 32);
}

/* The last digit in byte 0. */
typedef __m128i simd_digits;

/* Splits v into halves of eight digits, then into fours, pairs and digits. Each step replaces a lane by its quotient,
 * in the upper half, and its remainder: lane + quotient * (2^bits - divisor). */
LANE_INLINE simd_digits simd_digits_make(uint64_t v) {
    uint64_t high = v / 100000000;
    __m128i x = _mm_set_epi64x((long long)high, (long long)(v - high * 100000000));
    __m128i q = _mm_srli_epi64(_mm_mul_epu32(x, x86_row(LANE_ROW_10000TH)), 45);
    x = _mm_add_epi64(x, _mm_mul_epu32(q, x86_row(LANE_ROW_10000)));
    q = _mm_srli_epi16(_mm_mulhi_epu16(x, x86_row(LANE_ROW_100TH)), 3);
    x = _mm_add_epi32(x, _mm_mullo_epi32(q, x86_row(LANE_ROW_100)));
    q = _mm_mulhi_epu16(x, x86_row(LANE_ROW_10TH));
    return _mm_add_epi16(x, _mm_mullo_epi16(q, x86_row(LANE_ROW_10)));
}

LANE_INLINE unsigned simd_digits_zeros(simd_digits d) {
    unsigned some = (unsigned)_mm_movemask_epi8(_mm_cmpgt_epi8(d, _mm_setzero_si128()));
    return bits_ctz64((uint64_t)some | 1u << 16);
}

LANE_INLINE void simd_digits_store(void *p, simd_digits d, unsigned from) {
    __m128i order = _mm_loadu_si128((const __m128i *)(lane_reverse_from + from));
    _mm_storeu_si128((__m128i *)p, _mm_shuffle_epi8(_mm_or_si128(d, x86_row(LANE_ROW_ZEROS)), order));
}

LANE_INLINE void simd_compress8(void *dst, const void *p, unsigned keep) {
    __m128i order = _mm_loadl_epi64((const __m128i *)&lane_pack[keep]);
    _mm_storel_epi64((__m128i *)dst, _mm_shuffle_epi8(_mm_loadl_epi64((const __m128i *)p), order));
}

/* Converts to nibbles, then as for decimal digits: pairs (*16, *1), fours (*256, *1). */
LANE_INLINE bool simd_unhex16(uint64_t first, uint64_t last, uint64_t *ret) {
    __m128i v = _mm_unpacklo_epi64(_mm_cvtsi64_si128((long long)first), _mm_cvtsi64_si128((long long)last));
    /* '0'..'9' -> 0xF6..0xFF -> 0xF0..0xF9 -> 0..9, other bytes higher; letters -> 10..15, other bytes higher. */
    __m128i digits = _mm_subs_epu8(_mm_add_epi8(v, _mm_set1_epi8((char)(0xFF - '9'))), _mm_set1_epi8(6));
    __m128i letters = _mm_sub_epi8(_mm_and_si128(v, _mm_set1_epi8((char)0xDF)), _mm_set1_epi8('A'));
    digits = _mm_sub_epi8(digits, _mm_set1_epi8((char)0xF0));
    letters = _mm_adds_epu8(letters, _mm_set1_epi8(10));
    __m128i nibbles = _mm_min_epu8(digits, letters);
    __m128i pairs = _mm_maddubs_epi16(nibbles, _mm_set1_epi16(1 << 8 | 16));
    __m128i fours = _mm_madd_epi16(pairs, _mm_set1_epi32(1 << 16 | 256));
    *ret = (uint64_t)_mm_cvtsi128_si64(_mm_packus_epi32(fours, fours));
    return _mm_movemask_epi8(_mm_adds_epu8(nibbles, _mm_set1_epi8(0x7F - 15))) == 0;
}

#endif
