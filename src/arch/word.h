/* SPDX-License-Identifier: MIT */
/* The vocabulary on eight bytes in a uint64_t (SIMD within a register): byte i of the vector is bits 8i..8i+7. For
 * scalar.h, and for portable_units.h, which splits vectors of any width into words. */
#ifndef LANE_ARCH_WORD_H
#define LANE_ARCH_WORD_H

#include "../base/base.h"

#define WORD_ONES 0x0101010101010101u
#define WORD_HIGH 0x8080808080808080u
#define WORD_ONES16 0x0001000100010001u
#define WORD_HIGH16 0x8000800080008000u

/* 0x80 -> 0xFF, 0x00 -> 0x00 in every byte. */
LANE_INLINE uint64_t word_spread(uint64_t high) {
    return (high << 1) - (high >> 7);
}
/* 0x8000 -> 0xFFFF, 0 -> 0 in every two bytes. */
LANE_INLINE uint64_t word_spread16(uint64_t high) {
    return (high << 1) - (high >> 15);
}

LANE_INLINE uint64_t word_eq(uint64_t a, uint64_t b) {
    uint64_t x = a ^ b;
    return word_spread(~(((x & ~WORD_HIGH) + ~WORD_HIGH) | x) & WORD_HIGH);
}
/* a <= b without a borrow between bytes: the low 7 bits are compared, then the top bits decide. */
LANE_INLINE uint64_t word_le(uint64_t a, uint64_t b) {
    uint64_t low = (b | WORD_HIGH) - (a & ~WORD_HIGH);
    return word_spread(((~a & b) | (~(a ^ b) & low)) & WORD_HIGH);
}
/* The product moves the top bit of byte i to bit 56 + i; no two partial products meet. */
LANE_INLINE uint64_t word_mask(uint64_t v) {
    return (((v & WORD_HIGH) >> 7) * 0x0102040810204080u) >> 56;
}
LANE_INLINE uint64_t word_max(uint64_t a, uint64_t b) {
    uint64_t le = word_le(a, b);
    return (b & le) | (a & ~le);
}
LANE_INLINE uint64_t word_lookup16(const uint8_t table[16], uint64_t index) {
    uint64_t r = 0;
    for (unsigned i = 0; i < 64; i += 8)
        r |= (uint64_t)table[index >> i & 15] << i;
    return r;
}

/* The same for pairs of bytes. */
LANE_INLINE uint64_t word_eq16(uint64_t a, uint64_t b) {
    const uint64_t x = a ^ b;
    return word_spread16(~(((x & ~WORD_HIGH16) + ~WORD_HIGH16) | x) & WORD_HIGH16);
}
LANE_INLINE uint64_t word_le16(uint64_t a, uint64_t b) {
    const uint64_t low = (b | WORD_HIGH16) - (a & ~WORD_HIGH16);
    return word_spread16(((~a & b) | (~(a ^ b) & low)) & WORD_HIGH16);
}

#endif
