/* SPDX-License-Identifier: MIT */
/* Skips white space between tokens.
 *
 * Compact documents have none or one space; indented ones have a newline and many spaces: one vector test finds the end
 * of such a run. Sentinel contract: some byte at or before `end` is readable and is not white space. So single bytes
 * are read without checking `end`; vectors are checked. */
#ifndef LANE_KERNEL_SPACE_H
#define LANE_KERNEL_SPACE_H

#include "block.h"

LANE_INLINE bool space_is(uint8_t c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* Returns the end of a run of white space, given p after its first byte. */
LANE_INLINE const uint8_t *space_skip_run(const uint8_t *p, const uint8_t *end) {
    for (;;) {
        while (LANE_LIKELY(end - p >= SIMD_WIDTH)) {
            uint64_t others = simd_mask(
                simd_xor(simd_eq(simd_load(p), block_same(lane_splats[LANE_SPLAT_20], ' ')), simd_splat(0xFF)));
            if (LANE_LIKELY(others != 0)) {
                p += bits_ctz64(others);
                break;
            }
            p += SIMD_WIDTH;
        }
        /* Byte by byte near the end, and past a newline within the run. */
        if (LANE_LIKELY(!space_is(*p)))
            return p;
        p++;
    }
}

/* Returns the first byte at or after p that is not white space. */
LANE_INLINE const uint8_t *space_skip(const uint8_t *p, const uint8_t *end) {
    if (LANE_LIKELY(*p > ' '))
        return p;
    if (*p == ' ' && p[1] > ' ')
        return p + 1;
    if (!space_is(*p))
        return p;
    return space_skip_run(p + 1, end);
}

/* The last newline seen and the spaces after it; all zero at first. */
typedef struct {
    uint64_t mask; /* in the vector after the newline: the bytes up to and with the first non-space */
    size_t length; /* newline and spaces, in bytes */
} space_guess;

/* Does the same where lines begin, as after a comma: a line is likely to be indented like the last one. A guessed
 * length is checked while the next token is read; a computed length must be known first. */
LANE_INLINE const uint8_t *space_skip_guess(const uint8_t *p, const uint8_t *end, space_guess *guess) {
    if (LANE_LIKELY(*p > ' '))
        return p;
    if (*p == ' ' && p[1] > ' ')
        return p + 1;
    if (*p == '\n' && LANE_LIKELY(end - p > SIMD_WIDTH)) {
        uint64_t others = simd_mask(simd_eq(simd_load(p + 1), block_same(lane_splats[LANE_SPLAT_20], ' '))) ^ SIMD_ALL;
        if (LANE_LIKELY((others ^ (others - 1)) == guess->mask) && LANE_LIKELY(p[guess->length] > ' '))
            return p + guess->length;
        if (others != 0 && LANE_LIKELY(p[1 + bits_ctz64(others)] > ' ')) {
            *guess = (space_guess){others ^ (others - 1), 1 + bits_ctz64(others)};
            return p + guess->length;
        }
    }
    return space_is(*p) ? space_skip_run(p + 1, end) : p;
}

#endif
