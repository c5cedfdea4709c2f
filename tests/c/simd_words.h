/* SPDX-License-Identifier: MIT */
/* The vocabulary of one instruction set as functions over memory: what simd_unit.c exports and test_simd.c tests. */
#ifndef LANE_TESTS_SIMD_WORDS_H
#define LANE_TESTS_SIMD_WORDS_H

#include "../../src/dispatch.h"

/* X(word, its meaning for bytes a and b): words that make one byte of two bytes. */
#define SIMD_EACH_BINARY(X)       \
    X(eq, a == b ? 0xFF : 0)      \
    X(le, a <= b ? 0xFF : 0)      \
    X(and, a &b)                  \
    X(or, a | b)                  \
    X(xor, a ^ b)                 \
    X(andnot, a & ~b)             \
    X(sub_sat, a > b ? a - b : 0) \
    X(max, a > b ? a : b)         \
    X(shr2, a >> 2)               \
    X(shr4, a >> 4)               \
    X(shl4, a << 4)               \
    X(shl6, a << 6)

enum {
#define SIMD_BINARY_INDEX(word, meaning) SIMD_BINARY_##word,
    SIMD_EACH_BINARY(SIMD_BINARY_INDEX)
#undef SIMD_BINARY_INDEX
        SIMD_BINARIES
};

/* The same for pairs of bytes. */
#define SIMD_EACH_PAIR(X)        \
    X(eq16, a == b ? 0xFFFF : 0) \
    X(le16, a <= b ? 0xFFFF : 0) \
    X(shr16_4, a >> 4)           \
    X(shr16_6, a >> 6)           \
    X(shl16_8, a << 8)           \
    X(shl16_12, a << 12)

enum {
#define SIMD_PAIR_INDEX(word, meaning) SIMD_PAIR_##word,
    SIMD_EACH_PAIR(SIMD_PAIR_INDEX)
#undef SIMD_PAIR_INDEX
        SIMD_PAIRS
};

/* r, a, b, v: a vector's bytes. Vectors of an array follow each other. */
typedef struct {
    const char *name;
    unsigned width, short_width; /* SIMD_WIDTH, SIMD_SHORT */
    uint32_t requires;
    void (*binary[SIMD_BINARIES])(uint8_t *r, const uint8_t *a, const uint8_t *b);
    void (*pair[SIMD_PAIRS])(uint8_t *r, const uint8_t *a, const uint8_t *b);
    void (*select)(uint8_t *r, const uint8_t *mask, const uint8_t *a, const uint8_t *b);
    void (*copy)(uint8_t *r, const uint8_t *p);
    void (*splat)(uint8_t *r, uint8_t byte);
    void (*splat16)(uint8_t *r, uint16_t pair);
    void (*zero)(uint8_t *r);
    void (*copy_short)(uint8_t *r, const uint8_t *p);
    void (*load_before)(uint8_t *r, const uint8_t *p, size_t n);
    void (*load)(uint8_t *v, const uint8_t *p, unsigned n);  /* simd_load2, simd_load4 */
    void (*store)(uint8_t *p, const uint8_t *v, unsigned n); /* simd_store2, simd_store4 */
    uint64_t (*mask)(const uint8_t *v);
    bool (*any)(const uint8_t *v);
    uint64_t (*block_mask)(const uint8_t *v);
    void (*prev)(uint8_t *r, const uint8_t *v, const uint8_t *before, unsigned n);
    void (*lookup16)(uint8_t *r, const uint8_t *table, const uint8_t *index);
    void (*compress8)(uint8_t *dst, const uint8_t *p, unsigned keep);
    /* Words on 64 bytes, as vectors (`block` false) or as a block. */
    void (*wide_load_tail)(uint8_t *r, const uint8_t *p, size_t n, uint8_t fill, bool block);
    void (*wide_copy)(uint8_t *r, const uint8_t *p, bool block);
    uint64_t (*wide_tops)(const uint8_t *p, bool block); /* vectors_mask, block_non_ascii */
    void (*vectors_or)(uint8_t *r, const uint8_t *p);
    uint64_t (*block_eq)(const uint8_t *p, uint8_t byte);
    uint64_t (*block_le)(const uint8_t *p, uint8_t most);
    uint64_t (*block_match16)(const uint8_t *p, const uint8_t table[16], uint8_t set);
    uint8_t *(*block_compress)(uint8_t *dst, const uint8_t *p, uint64_t keep);
    uint16_t *(*block_positions)(uint16_t *out, uint64_t bits, unsigned offset);
    unsigned positions_slack;
    /* Write units as simd_narrow16 and simd_utf8_three do; return the end of the output. */
    uint8_t *(*narrow16)(uint8_t *dst, const uint8_t *v);
    uint8_t *(*utf8_three)(uint8_t *dst, const uint8_t *v);
    bool (*from_three)(uint8_t *dst, const uint8_t *text); /* and the reverse */
    /* NULL where the instruction set does not have them. */
    uint8_t *(*put_slots)(uint8_t *dst, const uint8_t *high, const uint8_t *low, uint64_t keep, unsigned n, bool four);
    uint8_t *(*put_pairs)(uint8_t *dst, const uint8_t *v, const uint8_t *one, unsigned n);
    void (*widen8)(uint8_t *r, const uint8_t *v);
    void (*split32)(uint8_t *low, uint8_t *high, const uint8_t *v); /* v: two vectors */
    /* simd_last8, 16 and 32 for `size` 1, 2 and 4. Only the first `width` bytes of each v[k] count. */
    uint8_t *(*last)(uint8_t *end, const uint8_t v[4][64], unsigned size, uint64_t keep);
    uint64_t (*prefix_xor)(uint64_t x);
    uint64_t (*digits_prefix)(const uint8_t *p, unsigned *ret_count);
    /* Writes the digits of v from the n-th on at p; returns the number of trailing zeros. */
    unsigned (*digits)(uint8_t *p, uint64_t v, unsigned n);
    bool (*unhex16)(const uint8_t *p, uint64_t *ret);
} simd_words;

#define SIMD_DECLARE_WORDS(name) extern const simd_words simd_words_##name;
LANE_EACH_ISA(SIMD_DECLARE_WORDS)
#undef SIMD_DECLARE_WORDS

#endif
