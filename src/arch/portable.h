/* SPDX-License-Identifier: MIT */
/* Core words in portable C whose meaning does not depend on the width of a vector: for an instruction set that has no
 * better ones. */
#ifndef LANE_ARCH_PORTABLE_H
#define LANE_ARCH_PORTABLE_H

#include "baseline.h"
#include "word.h"

LANE_INLINE uint64_t bits_prefix_xor(uint64_t x) {
    return baseline_prefix_xor(x);
}

LANE_INLINE uint64_t simd_digits_prefix(const void *p, unsigned *ret_count) {
    const uint8_t *b = (const uint8_t *)p;
    uint64_t value = 0;
    unsigned count = 0;
    for (unsigned digit; count < 16 && (digit = (unsigned)b[count] - '0') <= 9; count++)
        value = value * 10 + digit;
    *ret_count = count;
    return value;
}

/* The first digit in the lowest byte of the first word. */
typedef struct {
    uint64_t first, last;
} simd_digits;

LANE_INLINE simd_digits simd_digits_make(uint64_t v) {
    uint64_t high = v / 100000000;
    return (simd_digits){baseline_digits8((uint32_t)high), baseline_digits8((uint32_t)(v - high * 100000000))};
}
LANE_INLINE unsigned simd_digits_zeros(simd_digits d) {
    if (d.last != 0)
        return bits_clz64(d.last) >> 3;
    return d.first != 0 ? 8 + (bits_clz64(d.first) >> 3) : 16;
}
LANE_INLINE void simd_digits_store(void *p, simd_digits d, unsigned from) {
    uint64_t zeros = '0' * WORD_ONES, first = d.first | zeros, last = d.last | zeros;
    unsigned shift = 8 * (from & 7);
    uint64_t low = (from >= 8 ? last : first) >> shift;
    low |= from >= 8 ? 0 : last << 1 << (63 - shift);
    lane_store64(p, low);
    lane_store64((uint8_t *)p + 8, last >> shift);
}

LANE_INLINE void simd_compress8(void *dst, const void *p, unsigned keep) {
    uint64_t v = lane_load64(p), packed = 0;
    unsigned at = 0;
    for (unsigned i = 0; i < 8; i++) {
        packed |= (v >> 8 * i & 0xFF & (0u - (keep >> i & 1))) << at;
        at += (keep >> i & 1) * 8;
        at &= 63; /* after the eighth byte nothing follows */
    }
    lane_store64(dst, packed);
}

/* Adds byte by byte, wrapping. */
LANE_INLINE uint64_t portable_add(uint64_t a, uint64_t b) {
    return ((a & ~WORD_HIGH) + (b & ~WORD_HIGH)) ^ ((a ^ b) & WORD_HIGH);
}
/* Eight hexadecimal digits -> two 16-bit values; sets a byte of *bad that is not a digit to 0xFF. */
LANE_INLINE uint32_t portable_unhex8(uint64_t x, uint64_t *bad) {
    uint64_t digits = portable_add(x, (0x100 - '0') * WORD_ONES);
    uint64_t letters = portable_add(x & 0xDF * WORD_ONES, (0x100 - 'A') * WORD_ONES);
    uint64_t is_digit = word_le(digits, 9 * WORD_ONES), is_letter = word_le(letters, 5 * WORD_ONES);
    uint64_t nibbles = (digits & is_digit) | (portable_add(letters, 10 * WORD_ONES) & is_letter);
    *bad |= ~(is_digit | is_letter);
    /* Nibble pairs to the even bytes, then these to 32-bit lanes. */
    uint64_t pairs = (nibbles << 4 | nibbles >> 8) & 0x00FF00FF00FF00FFu;
    uint64_t fours = (pairs << 8 | pairs >> 16) & 0x0000FFFF0000FFFFu;
    return (uint32_t)(fours | fours >> 16);
}
LANE_INLINE bool simd_unhex16(uint64_t first, uint64_t last, uint64_t *ret) {
    uint64_t bad = 0;
    *ret = portable_unhex8(first, &bad) | (uint64_t)portable_unhex8(last, &bad) << 32;
    return bad == 0;
}

#endif
