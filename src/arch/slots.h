/* SPDX-License-Identifier: MIT */
/* How many bytes the slots of simd_put_slots keep. */
#ifndef LANE_ARCH_SLOTS_H
#define LANE_ARCH_SLOTS_H

#include "patterns.h"

/* Bytes that the first n slots keep; `four`: any of them may keep all. */
LANE_INLINE size_t simd_slots_length(uint64_t keep, unsigned n, bool four) {
    const uint64_t firsts = keep & bits_below(2 * n);
    size_t length = 3 * n - bits_popcount64(firsts);
    if (four)
        length += 2 * bits_popcount64(firsts & ~(firsts >> 1) & UINT64_C(0x5555555555555555));
    return length;
}

/* The same for a constant n that is a multiple of four: table look-ups by fours where the counting would be long. */
LANE_INLINE size_t simd_slots_before(uint64_t keep, unsigned n, bool four) {
    size_t length = 0;
    if (!four)
        return simd_slots_length(keep, n, false);
    for (unsigned i = 0; i < n; i += 4)
        length += lane_slots_size[keep >> 2 * i & 0xFF];
    return length;
}

#endif
