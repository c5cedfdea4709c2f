/* SPDX-License-Identifier: MIT */
/* Words of the vocabulary on a 64-bit word, for files that are compiled once and for instruction sets that have no
 * better ones. */
#ifndef LANE_ARCH_BASELINE_H
#define LANE_ARCH_BASELINE_H

#include "../base/base.h"

/* Returns v < 10^8 as eight bytes 0..9, the first digit lowest. Each step splits every part into quotient and
 * remainder: by 10^4, by 100, by 10. */
LANE_INLINE uint64_t baseline_digits8(uint32_t v) {
    uint64_t q = v / 10000;
    uint64_t fours = ((uint64_t)v << 32) - q * (((uint64_t)10000 << 32) - 1);
    q = ((fours * 10486) >> 20) & 0x0000007F0000007Fu;
    uint64_t pairs = (fours << 16) - q * ((100 << 16) - 1);
    q = ((pairs * 103) >> 10) & 0x000F000F000F000Fu;
    return (pairs << 8) - q * ((10 << 8) - 1);
}

/* bits_prefix_xor by doubling shifts. */
LANE_INLINE uint64_t baseline_prefix_xor(uint64_t x) {
    x ^= x << 1;
    x ^= x << 2;
    x ^= x << 4;
    x ^= x << 8;
    x ^= x << 16;
    return x ^ x << 32;
}

#endif
