/* SPDX-License-Identifier: MIT */
/* The number of bytes that the slots of simd_put_slots keep. */
#ifndef LANE_ARCH_SLOTS_H
#define LANE_ARCH_SLOTS_H

#include "patterns.h"

/* Returns the number of bytes that the first n slots keep. `four`: a slot may keep all four. */
LANE_INLINE size_t simd_slots_length(uint64_t keep, unsigned n, bool four) {
    const uint64_t firsts = keep & bits_below(2 * n);
    size_t length = 3 * n - bits_popcount64(firsts);
    if (four)
        length += 2 * bits_popcount64(firsts & ~(firsts >> 1) & UINT64_C(0x5555555555555555));
    return length;
}

/* Returns the same for a constant n that is a multiple of four. Looks up four slots at a time where counting would take
 * longer. */
LANE_INLINE size_t simd_slots_before(uint64_t keep, unsigned n, bool four) {
    size_t length = 0;
    if (!four)
        return simd_slots_length(keep, n, false);
    for (unsigned i = 0; i < n; i += 4)
        length += lane_slots_size[keep >> 2 * i & 0xFF];
    return length;
}

#endif
