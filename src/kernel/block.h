/* SPDX-License-Identifier: MIT */
/* What kernels do with blocks of 64 bytes, beyond the words of the vocabulary. */
#ifndef LANE_KERNEL_BLOCK_H
#define LANE_KERNEL_BLOCK_H

#include "../arch/simd.h"
#include "../base/tables.h"

#define BLOCK_SIZE 64

/* Returns simd_splat(byte), given its row in lane_splats, for code that keeps no vector in a register because it makes
 * calls. Loads vectors as wide as a row; makes others, which is as quick. */
LANE_INLINE simd_u8 block_same(const uint8_t row[LANE_ROW], uint8_t byte) {
    return SIMD_WIDTH == LANE_ROW ? simd_load(row) : simd_splat(byte);
}

/* Marks continuation bytes of UTF-8, 0x80..0xBF. */
LANE_INLINE uint64_t utf8_continuations(simd_u8 v) {
    return simd_mask(simd_le(simd_xor(v, simd_splat(0x80)), simd_splat(0x3F)));
}

/* Marks the characters that a backslash escapes, given the mask of all backslashes of a block. *carry (0 or 1) says
 * whether the first character of the block is escaped; on return, whether that of the next block is.
 *
 *   text            \ \ \ " a \ n
 *   backslashes     1 1 1 . . 1 .
 *   escaped         . 1 . 1 . . 1
 *
 * In a run of backslashes the first, the third and so on escape: those at even bits if the run starts at an even bit,
 * else those at odd bits. Adding a run's first bit to the run clears it, which finds the runs that start at an even
 * bit. */
LANE_INLINE uint64_t block_escaped(uint64_t backslashes, uint64_t *carry) {
    const uint64_t odd = 0xAAAAAAAAAAAAAAAAu;
    uint64_t first = *carry;
    if (LANE_LIKELY(backslashes == 0)) {
        *carry = 0;
        return first;
    }
    backslashes &= ~first;
    uint64_t starts = backslashes & ~(backslashes << 1);
    uint64_t even_runs = backslashes & ~(backslashes + (starts & ~odd));
    uint64_t escapes = backslashes & (odd ^ even_runs);
    *carry = escapes >> 63;
    return escapes << 1 | first;
}

/* Returns whether any bit of v is set (simd_any looks at top bits only). */
LANE_INLINE bool simd_nonzero(simd_u8 v) {
    return simd_any(simd_le(simd_splat(1), v));
}

#endif
