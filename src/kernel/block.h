/* SPDX-License-Identifier: MIT */
/* A block: 64 bytes as vectors. Its masks are a uint64_t, bit i for byte i.
 *
 * block_load reads 64 bytes. block_load_tail reads exactly n: the last bytes of an input must be loaded by it. */
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

typedef struct {
    simd_u8 v[SIMD_BLOCK];
} block;

LANE_INLINE block block_load(const uint8_t *p) {
    block b;
    LANE_UNROLL
    for (unsigned i = 0; i < SIMD_BLOCK; i++)
        b.v[i] = simd_load(p + i * SIMD_WIDTH);
    return b;
}

LANE_INLINE void block_store(uint8_t *p, const block *b) {
    LANE_UNROLL
    for (unsigned i = 0; i < SIMD_BLOCK; i++)
        simd_store(p + i * SIMD_WIDTH, b->v[i]);
}

/* Loads the n <= 64 bytes at p, then `fill` up to 64. */
LANE_INLINE block block_load_tail(const uint8_t *p, size_t n, uint8_t fill) {
    LANE_ASSUME(n <= BLOCK_SIZE);
    uint8_t copy[BLOCK_SIZE];
    memset(copy, fill, sizeof copy);
    if (n != 0) /* p may be NULL for an empty input */
        memcpy(copy, p, n);
    return block_load(copy);
}

LANE_INLINE uint64_t block_eq(const block *b, uint8_t byte) {
    const simd_u8 want = simd_splat(byte);
    simd_u8 r[SIMD_BLOCK];
    LANE_UNROLL
    for (unsigned i = 0; i < SIMD_BLOCK; i++)
        r[i] = simd_eq(b->v[i], want);
    return simd_block_mask(r);
}

/* Marks bytes with their top bit set. */
LANE_INLINE uint64_t block_non_ascii(const block *b) {
    uint64_t mask = 0;
    LANE_UNROLL
    for (unsigned i = 0; i < SIMD_BLOCK; i++)
        mask |= simd_mask(b->v[i]) << (i * SIMD_WIDTH);
    return mask;
}

/* Marks continuation bytes of UTF-8, 0x80..0xBF. */
LANE_INLINE uint64_t utf8_continuations(simd_u8 v) {
    return simd_mask(simd_le(simd_xor(v, simd_splat(0x80)), simd_splat(0x3F)));
}

/* Ors the vectors of a block into one. */
LANE_INLINE simd_u8 block_union(const block *b) {
    simd_u8 r = b->v[0];
    LANE_UNROLL
    for (unsigned i = 1; i < SIMD_BLOCK; i++)
        r = simd_or(r, b->v[i]);
    return r;
}

LANE_INLINE bool block_is_ascii(const block *b) {
    return !simd_any(block_union(b));
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
