/* SPDX-License-Identifier: MIT */
/* The words on blocks over simd_u8: for instruction sets that have no better ones. */
#ifndef LANE_ARCH_BLOCKS_H
#define LANE_ARCH_BLOCKS_H

#include "vectors.h"

#define BLOCK_MASKS_ARE_FAST 0

typedef vectors block;

LANE_INLINE block block_load(const uint8_t *p) {
    return vectors_load(p);
}
LANE_INLINE block block_load_tail(const uint8_t *p, size_t n, uint8_t fill) {
    return vectors_load_tail(p, n, fill);
}
LANE_INLINE void block_store(uint8_t *p, const block *b) {
    vectors_store(p, b);
}
LANE_INLINE uint64_t block_eq(const block *b, uint8_t byte) {
    const simd_u8 want = simd_splat(byte);
    simd_u8 r[SIMD_BLOCK];
    LANE_UNROLL
    for (unsigned i = 0; i < SIMD_BLOCK; i++)
        r[i] = simd_eq(b->v[i], want);
    return simd_block_mask(r);
}
LANE_INLINE uint64_t block_le(const block *b, uint8_t most) {
    simd_u8 r[SIMD_BLOCK];
    LANE_UNROLL
    for (unsigned i = 0; i < SIMD_BLOCK; i++)
        r[i] = simd_le(b->v[i], simd_splat(most));
    return simd_block_mask(r);
}
LANE_INLINE uint64_t block_non_ascii(const block *b) {
    return vectors_mask(b);
}
LANE_INLINE uint64_t block_match16(const block *b, const uint8_t table[16], uint8_t set) {
    simd_u8 r[SIMD_BLOCK];
    LANE_UNROLL
    for (unsigned i = 0; i < SIMD_BLOCK; i++) {
        const simd_u8 x = simd_or(b->v[i], simd_splat(set));
        if (SIMD_LOOKUP_IS_FAST) {
            r[i] = simd_eq(simd_lookup16(simd_table16(table), simd_and(b->v[i], simd_splat(0x0F))), x);
            continue;
        }
        r[i] = simd_zero();
        for (unsigned k = 0; k < 16; k++)
            r[i] = (table[k] & 15) == k ? simd_or(r[i], simd_eq(x, simd_splat(table[k]))) : r[i];
    }
    return simd_block_mask(r);
}

/* Returns in byte i the number of set bits in bytes 0..i of x. The most, 64, fits in a byte. */
LANE_INLINE uint64_t block_running_counts(uint64_t x) {
    x -= (x >> 1) & 0x5555555555555555u;
    x = (x & 0x3333333333333333u) + ((x >> 2) & 0x3333333333333333u);
    x = (x + (x >> 4)) & 0x0F0F0F0F0F0F0F0Fu;
    return x * 0x0101010101010101u;
}

LANE_INLINE uint8_t *block_compress(uint8_t *dst, const uint8_t *p, uint64_t keep) {
    const uint64_t counts = block_running_counts(keep);
    uint8_t *to = dst;
    LANE_UNROLL
    for (unsigned i = 0; i < 8; i++) {
        simd_compress8(to, p + 8 * i, (unsigned)(keep >> 8 * i & 0xFF));
        to = dst + (counts >> 8 * i & 0xFF);
    }
    return to;
}

/* Positions are stored eight at a time. */
#define BLOCK_POSITIONS_SLACK 8

LANE_INLINE uint16_t *block_positions(uint16_t *out, uint64_t tokens, unsigned offset) {
    uint16_t *const end = out + bits_popcount64(tokens);
    /* After the last bit, positions are overwritten or not counted; 1 << 63 keeps them defined. */
    do {
        LANE_UNROLL
        for (unsigned i = 0; i < 8; i++) {
            out[i] = (uint16_t)(offset + bits_ctz64(tokens | (uint64_t)1 << 63));
            tokens = bits_clear_lowest(tokens);
        }
        out += 8;
    } while (LANE_UNLIKELY(out < end));
    return end;
}

#endif
