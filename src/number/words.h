/* SPDX-License-Identifier: MIT */
/* Eight digits as one word, the first in the lowest byte. */
#ifndef LANE_NUMBER_WORDS_H
#define LANE_NUMBER_WORDS_H

#include "../base/base.h"

/* Returns the digits of eight bytes as 0..9, the first in the lowest byte. */
LANE_INLINE uint64_t digits_strip(uint64_t text) {
    return text ^ 0x3030303030303030u;
}

/* Returns 0x80 in the lowest byte that is not a digit, and perhaps in bytes above it; 0 if all are digits. */
LANE_INLINE uint64_t digits_foreign(uint64_t stripped) {
    return ((stripped + 0x7676767676767676u) | stripped) & 0x8080808080808080u;
}

/* Returns the value of eight digits: combines neighbours, then pairs, then fours. */
LANE_INLINE uint64_t digits_value(uint64_t stripped) {
    uint64_t pairs = stripped * 10 + (stripped >> 8);
    const uint64_t every_other = 0x000000FF000000FFu;
    const uint64_t millions = 100 + ((uint64_t)1000000 << 32), ones = 1 + ((uint64_t)10000 << 32);
    return ((pairs & every_other) * millions + ((pairs >> 16) & every_other) * ones) >> 32;
}

/* Returns the value of the first `count` digits of a word whose other bytes may be anything. Moves the digits to the
 * top, after zeros. */
LANE_INLINE uint64_t digits_value_of(uint64_t stripped, unsigned count) {
    LANE_ASSUME(count < 8);
    return digits_value(stripped << (56 - 8 * count) << 8);
}

#endif
