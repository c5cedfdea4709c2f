/* SPDX-License-Identifier: MIT */
/* The words on 64 bytes as vectors. */
#ifndef LANE_ARCH_VECTORS_H
#define LANE_ARCH_VECTORS_H

typedef struct {
    simd_u8 v[SIMD_BLOCK];
} vectors;

LANE_INLINE vectors vectors_load(const uint8_t *p) {
    vectors b;
    LANE_UNROLL
    for (unsigned i = 0; i < SIMD_BLOCK; i++)
        b.v[i] = simd_load(p + i * SIMD_WIDTH);
    return b;
}
LANE_INLINE void vectors_store(uint8_t *p, const vectors *b) {
    LANE_UNROLL
    for (unsigned i = 0; i < SIMD_BLOCK; i++)
        simd_store(p + i * SIMD_WIDTH, b->v[i]);
}
LANE_INLINE vectors vectors_load_tail(const uint8_t *p, size_t n, uint8_t fill) {
    LANE_ASSUME(n <= 64);
    uint8_t copy[64];
    memset(copy, fill, sizeof copy);
    if (n != 0) /* p may be NULL for an empty input */
        memcpy(copy, p, n);
    return vectors_load(copy);
}
LANE_INLINE uint64_t vectors_mask(const vectors *b) {
    uint64_t mask = 0;
    LANE_UNROLL
    for (unsigned i = 0; i < SIMD_BLOCK; i++)
        mask |= simd_mask(b->v[i]) << (i * SIMD_WIDTH);
    return mask;
}
LANE_INLINE simd_u8 vectors_or(const vectors *b) {
    simd_u8 r = b->v[0];
    LANE_UNROLL
    for (unsigned i = 1; i < SIMD_BLOCK; i++)
        r = simd_or(r, b->v[i]);
    return r;
}

#endif
