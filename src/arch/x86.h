/* SPDX-License-Identifier: MIT */
/* The words that SSE4.2 and AVX2 share: those whose vectors have 16 bytes on both. */
#ifndef LANE_ARCH_X86_H
#define LANE_ARCH_X86_H

#include <nmmintrin.h>

#include "shuffles.h"

/* Vectors for digits, loaded as they are where they are used: knowing what they are, compilers would keep them in
 * registers, and save those for every call, or make each anew of equal parts, and several instructions of a
 * multiplication. */
enum {
    SIMD_ROW_ZEROS,
    SIMD_ROW_NINES,
    SIMD_ROW_10000TH, /* the inverse by which a quotient is found, then what comes of a remainder: see below */
    SIMD_ROW_10000,
    SIMD_ROW_100TH,
    SIMD_ROW_100,
    SIMD_ROW_10TH,
    SIMD_ROW_10,
    SIMD_ROWS
};
#define SIMD_OF_64(x) \
    { (x), (x) }
#define SIMD_OF_32(x) SIMD_OF_64((uint64_t)(x) << 32 | (x))
#define SIMD_OF_16(x) SIMD_OF_32((uint32_t)(x) << 16 | (x))
static const _Alignas(16) uint64_t simd_rows[SIMD_ROWS][2] = {
    [SIMD_ROW_ZEROS] = SIMD_OF_16(0x3030),       [SIMD_ROW_NINES] = SIMD_OF_16(0x0909),
    [SIMD_ROW_10000TH] = SIMD_OF_64(3518437209), [SIMD_ROW_10000] = SIMD_OF_64((UINT64_C(1) << 32) - 10000),
    [SIMD_ROW_100TH] = SIMD_OF_32(5243),         [SIMD_ROW_100] = SIMD_OF_32((1 << 16) - 100),
    [SIMD_ROW_10TH] = SIMD_OF_16(6554),          [SIMD_ROW_10] = SIMD_OF_16((1 << 8) - 10),
};
#undef SIMD_OF_16
#undef SIMD_OF_32
#undef SIMD_OF_64

LANE_INLINE __m128i simd_row(unsigned i) {
    const uint64_t(*rows)[2] = simd_rows;
#if defined(__GNUC__)
    __asm__("" : "+r"(rows));
#endif
    return _mm_load_si128((const __m128i *)rows[i]);
}

/* The digits move to the end of the vector, zeros before them; then d0 d1 d2 d3 ... -> pairs (*10, *1) -> fours
 * (*100, *1) -> eights (*10^4, *1) -> 16. */
LANE_INLINE uint64_t simd_digits_prefix(const void *p, unsigned *ret_count) {
    __m128i digits = _mm_sub_epi8(_mm_loadu_si128((const __m128i *)p), simd_row(SIMD_ROW_ZEROS));
    __m128i is_digit = _mm_cmpeq_epi8(_mm_min_epu8(digits, simd_row(SIMD_ROW_NINES)), digits);
    unsigned count = bits_ctz64(~(uint64_t)(uint32_t)_mm_movemask_epi8(is_digit));
    digits = _mm_shuffle_epi8(digits, _mm_loadu_si128((const __m128i *)(simd_shift_up + count)));
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

/* Halves of eight digits, then fours, pairs and digits: each lane becomes its quotient, in its upper half, and its
 * remainder: lane + quotient * (2^bits - divisor). */
LANE_INLINE simd_digits simd_digits_make(uint64_t v) {
    uint64_t high = v / 100000000;
    __m128i x = _mm_set_epi64x((long long)high, (long long)(v - high * 100000000));
    __m128i q = _mm_srli_epi64(_mm_mul_epu32(x, simd_row(SIMD_ROW_10000TH)), 45);
    x = _mm_add_epi64(x, _mm_mul_epu32(q, simd_row(SIMD_ROW_10000)));
    q = _mm_srli_epi16(_mm_mulhi_epu16(x, simd_row(SIMD_ROW_100TH)), 3);
    x = _mm_add_epi32(x, _mm_mullo_epi32(q, simd_row(SIMD_ROW_100)));
    q = _mm_mulhi_epu16(x, simd_row(SIMD_ROW_10TH));
    return _mm_add_epi16(x, _mm_mullo_epi16(q, simd_row(SIMD_ROW_10)));
}

LANE_INLINE unsigned simd_digits_zeros(simd_digits d) {
    unsigned some = (unsigned)_mm_movemask_epi8(_mm_cmpgt_epi8(d, _mm_setzero_si128()));
    return bits_ctz64((uint64_t)some | 1u << 16);
}

LANE_INLINE void simd_digits_store(void *p, simd_digits d, unsigned from) {
    __m128i order = _mm_loadu_si128((const __m128i *)(simd_reverse_from + from));
    _mm_storeu_si128((__m128i *)p, _mm_shuffle_epi8(_mm_or_si128(d, simd_row(SIMD_ROW_ZEROS)), order));
}

LANE_INLINE void simd_compress8(void *dst, const void *p, unsigned keep) {
    __m128i order = _mm_loadl_epi64((const __m128i *)&simd_pack[keep]);
    _mm_storel_epi64((__m128i *)dst, _mm_shuffle_epi8(_mm_loadl_epi64((const __m128i *)p), order));
}

/* The bytes i of the lower or upper eight of v with bit i of `keep` set so that they end at `end`; their beginning. */
LANE_INLINE uint8_t *sse_last8(uint8_t *end, __m128i v, unsigned keep) {
    const __m128i order = _mm_loadl_epi64((const __m128i *)&simd_pack_last[keep]);
    _mm_storel_epi64((__m128i *)(end - 8), _mm_shuffle_epi8(v, order));
    return end - bits_popcount64(keep);
}
LANE_INLINE uint8_t *sse_last8x2(uint8_t *end, __m128i v, unsigned keep) {
    end = sse_last8(end, _mm_srli_si128(v, 8), keep >> 8);
    return sse_last8(end, v, keep & 0xFF);
}

/* The same of eight pairs: the low bytes in the lower half of x, the high ones in the upper. */
LANE_INLINE uint8_t *sse_last16(uint8_t *end, __m128i x, unsigned keep) {
    const __m128i lows = _mm_loadl_epi64((const __m128i *)&simd_pack_last[keep]);
    const __m128i order = _mm_unpacklo_epi8(lows, _mm_add_epi8(lows, _mm_set1_epi8(8)));
    _mm_storeu_si128((__m128i *)(end - 16), _mm_shuffle_epi8(x, order));
    return end - 2 * bits_popcount64(keep);
}

/* simd_put_slots of four, the first of which is slot `from`: where they go, those before them say. */
LANE_INLINE void sse_put_slots4(uint8_t *dst, __m128i slots, uint64_t keep, unsigned from, bool four) {
    const uint64_t *order = simd_slots[keep >> 2 * from & 0xFF];
    slots = _mm_shuffle_epi8(slots, _mm_load_si128((const __m128i *)order));
    _mm_storeu_si128((__m128i *)(dst + simd_slots_before(keep, from, four)), slots);
}

/* simd_put_pairs of eight pairs, those with a bit in `ones` shorter; the end of them. */
LANE_INLINE uint8_t *sse_put_pairs8(uint8_t *dst, __m128i v, uint64_t ones) {
    const __m128i order = _mm_load_si128((const __m128i *)simd_pairs[ones]);
    _mm_storeu_si128((__m128i *)dst, _mm_shuffle_epi8(v, order));
    return dst + 16 - bits_popcount64(ones);
}

/* The same of eight fours: the bytes a and b in the halves of x, c and d in those of y. */
LANE_INLINE uint8_t *sse_last32(uint8_t *end, __m128i x, __m128i y, unsigned keep) {
    const __m128i lows = _mm_loadl_epi64((const __m128i *)&simd_pack_last[keep]);
    const __m128i order = _mm_unpacklo_epi8(lows, _mm_add_epi8(lows, _mm_set1_epi8(8)));
    x = _mm_shuffle_epi8(x, order);
    y = _mm_shuffle_epi8(y, order);
    _mm_storeu_si128((__m128i *)(end - 32), _mm_unpacklo_epi16(x, y));
    _mm_storeu_si128((__m128i *)(end - 16), _mm_unpackhi_epi16(x, y));
    return end - 4 * bits_popcount64(keep);
}

/* Nibbles, then as for decimal digits: pairs (*16, *1), fours (*256, *1). */
LANE_INLINE bool simd_unhex16(uint64_t first, uint64_t last, uint64_t *ret) {
    __m128i v = _mm_unpacklo_epi64(_mm_cvtsi64_si128((long long)first), _mm_cvtsi64_si128((long long)last));
    /* '0'..'9' -> 0xF6..0xFF -> 0xF0..0xF9 -> 0..9, all else higher; letters -> 10..15, all else higher. */
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
