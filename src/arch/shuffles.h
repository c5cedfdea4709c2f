/* SPDX-License-Identifier: MIT */
/* Shuffle patterns that the 16-byte instruction sets share. An index of 128 or more gives 0. */
#ifndef LANE_ARCH_SHUFFLES_H
#define LANE_ARCH_SHUFFLES_H

#include "../base.h"

/* Loaded from byte k on, moves a vector down by k bytes. */
LANE_MAYBE_UNUSED static const uint8_t simd_shift_down[32] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
                                                              128, 128, 128, 128, 128, 128, 128, 128,
                                                              128, 128, 128, 128, 128, 128, 128, 128};

/* [k][t]: what the t-th of three vectors gives to the k-th 16 bytes of a0 b0 c0 a1 b1 c1 ... */
LANE_MAYBE_UNUSED static const uint8_t simd_interleave3[3][3][16] = {
    {{0, 128, 128, 1, 128, 128, 2, 128, 128, 3, 128, 128, 4, 128, 128, 5},
     {128, 0, 128, 128, 1, 128, 128, 2, 128, 128, 3, 128, 128, 4, 128, 128},
     {128, 128, 0, 128, 128, 1, 128, 128, 2, 128, 128, 3, 128, 128, 4, 128}},
    {{128, 128, 6, 128, 128, 7, 128, 128, 8, 128, 128, 9, 128, 128, 10, 128},
     {5, 128, 128, 6, 128, 128, 7, 128, 128, 8, 128, 128, 9, 128, 128, 10},
     {128, 5, 128, 128, 6, 128, 128, 7, 128, 128, 8, 128, 128, 9, 128, 128}},
    {{128, 11, 128, 128, 12, 128, 128, 13, 128, 128, 14, 128, 128, 15, 128, 128},
     {128, 128, 11, 128, 128, 12, 128, 128, 13, 128, 128, 14, 128, 128, 15, 128},
     {10, 128, 128, 11, 128, 128, 12, 128, 128, 13, 128, 128, 14, 128, 128, 15}},
};

#endif
