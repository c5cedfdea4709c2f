/* SPDX-License-Identifier: MIT */
/* Validates UTF-8 in bulk, and measures valid input: its length in code points and the range that holds them.
 *
 * Validation: John Keiser and Daniel Lemire, "Validating UTF-8 In Less Than One Instruction Per Byte", 2021. Three
 * 16-entry tables, indexed by the two nibbles of a byte and the high nibble of the next, each give the set of errors
 * that this part of the pair allows; an error is real if all three parts allow it. WTF-8 differs from UTF-8 only in
 * that the pair ED A0..BF is no error, so the same code runs with one bit cleared in one table. */
#ifndef LANE_KERNEL_UTF8_H
#define LANE_KERNEL_UTF8_H

#include "../base/tables.h"
#include "block.h"

/* Returns the length (1-4) of the well-formed sequence at p < end, or 0. */
LANE_INLINE unsigned utf8_sequence(const uint8_t *p, const uint8_t *end, bool surrogates) {
    uint8_t lead = p[0];
    if (lead < 0x80)
        return 1;
    if (lead < 0xC2 || lead > 0xF4 || end - p < 2)
        return 0;
    uint8_t second = p[1];
    if (lead < 0xE0)
        return (second & 0xC0) == 0x80 ? 2 : 0;
    /* The second byte's range excludes overlong forms (E0, F0), surrogates (ED) and code points above U+10FFFF (F4). */
    uint8_t low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    uint8_t high = lead == 0xED && !surrogates ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (second < low || second > high || end - p < 3 || (p[2] & 0xC0) != 0x80)
        return 0;
    if (lead < 0xF0)
        return 3;
    return end - p >= 4 && (p[3] & 0xC0) == 0x80 ? 4 : 0;
}

/* Returns the first ill-formed sequence, or NULL. Goes sequence by sequence, to find the exact place of an error that a
 * larger step has seen. */
LANE_INLINE const uint8_t *utf8_invalid_sequence(const uint8_t *p, const uint8_t *end, bool surrogates) {
    for (unsigned n; p < end; p += n) {
        n = utf8_sequence(p, end, surrogates);
        if (n == 0)
            return p;
    }
    return NULL;
}

/* Returns the start of the sequence that contains p, or p if it begins one. The bytes before p are well-formed, but the
 * last sequence may be incomplete. */
LANE_INLINE const uint8_t *utf8_boundary(const uint8_t *start, const uint8_t *p) {
    if (p - start >= 1 && p[-1] >= 0xC0)
        return p - 1;
    if (p - start >= 2 && p[-2] >= 0xE0)
        return p - 2;
    if (p - start >= 3 && p[-3] >= 0xF0)
        return p - 3;
    return p;
}

/* Bytes that utf8_invalid_by_states takes in one step. */
#define UTF8_STEP 16

/* Validates by an automaton, byte by byte, where simd_lookup16 is not an instruction. The row of a byte holds the next
 * state for each state; the current state shifts the row to it, so no load waits for a state (Per Vognsen, "Shift-based
 * DFAs", about 2021). */
LANE_INLINE const uint8_t *utf8_invalid_by_states(const uint8_t *p, const uint8_t *end, bool surrogates) {
    const uint64_t *rows = lane_utf8_rows[surrogates], tops = 0x8080808080808080u, mask = LANE_UTF8_STATE;
    const uint8_t *start = p;
    for (uint64_t state = LANE_UTF8_BOUNDARY; end - p >= UTF8_STEP; p += UTF8_STEP) {
        if (((lane_load64(p) | lane_load64(p + 8)) & tops) == 0) {
            if ((state & mask) != LANE_UTF8_BOUNDARY)
                break;
            continue;
        }
        for (const uint8_t *q = p; q < p + UTF8_STEP; q += 8) {
            LANE_UNROLL
            for (unsigned i = 0; i < 8; i++)
                state = rows[q[i]] >> (state & mask);
        }
        if ((state & mask) == LANE_UTF8_ERROR)
            break;
    }
    return utf8_invalid_sequence(utf8_boundary(start, p), end, surrogates);
}

/* The errors, as bits of the tables. CARRY is the pair (continuation, continuation), an error unless a three- or
 * four-byte sequence needs it: then utf8_errors cancels the bit. */
enum {
    UTF8_TOO_SHORT = 1 << 0,  /* 11______ 0_______ and 11______ 11______ */
    UTF8_TOO_LONG = 1 << 1,   /* 0_______ 10______ */
    UTF8_OVERLONG_3 = 1 << 2, /* 11100000 100_____ */
    UTF8_TOO_LARGE = 1 << 3,  /* 11110100 1001____, 11110100 101_____, 11110101.. 10______ */
    UTF8_SURROGATE = 1 << 4,  /* 11101101 101_____ */
    UTF8_OVERLONG_2 = 1 << 5, /* 1100000_ 10______ */
    UTF8_OVERLONG_4 = 1 << 6, /* 11110000 1000____; also TOO_LARGE_1000: 11110101.. 1000____ */
    UTF8_CARRY = 1 << 7       /* 10______ 10______ */
};
#define UTF8_ANY \
    (UTF8_TOO_SHORT | UTF8_TOO_LONG | UTF8_CARRY) /* the first byte's low nibble says nothing about these */

typedef struct {
    simd_table high1, low1, high2;
} utf8_tables;

LANE_INLINE utf8_tables utf8_tables_for(bool surrogates) {
    static const uint8_t high1[2][16] = {
#define UTF8_HIGH1(surrogate)                        \
    {UTF8_TOO_LONG,                                  \
     UTF8_TOO_LONG,                                  \
     UTF8_TOO_LONG,                                  \
     UTF8_TOO_LONG,                                  \
     UTF8_TOO_LONG,                                  \
     UTF8_TOO_LONG,                                  \
     UTF8_TOO_LONG,                                  \
     UTF8_TOO_LONG,                                  \
     UTF8_CARRY,                                     \
     UTF8_CARRY,                                     \
     UTF8_CARRY,                                     \
     UTF8_CARRY,                                     \
     UTF8_TOO_SHORT | UTF8_OVERLONG_2,               \
     UTF8_TOO_SHORT,                                 \
     UTF8_TOO_SHORT | UTF8_OVERLONG_3 | (surrogate), \
     UTF8_TOO_SHORT | UTF8_TOO_LARGE | UTF8_OVERLONG_4}
        UTF8_HIGH1(UTF8_SURROGATE),
        UTF8_HIGH1(0),
#undef UTF8_HIGH1
    };
    static const uint8_t low1[16] = {
        UTF8_ANY | UTF8_OVERLONG_3 | UTF8_OVERLONG_2 | UTF8_OVERLONG_4, /* C0, E0, F0 */
        UTF8_ANY | UTF8_OVERLONG_2,                                     /* C1 */
        UTF8_ANY,
        UTF8_ANY,
        UTF8_ANY | UTF8_TOO_LARGE, /* F4 */
        UTF8_ANY | UTF8_TOO_LARGE | UTF8_OVERLONG_4,
        UTF8_ANY | UTF8_TOO_LARGE | UTF8_OVERLONG_4,
        UTF8_ANY | UTF8_TOO_LARGE | UTF8_OVERLONG_4,
        UTF8_ANY | UTF8_TOO_LARGE | UTF8_OVERLONG_4,
        UTF8_ANY | UTF8_TOO_LARGE | UTF8_OVERLONG_4,
        UTF8_ANY | UTF8_TOO_LARGE | UTF8_OVERLONG_4,
        UTF8_ANY | UTF8_TOO_LARGE | UTF8_OVERLONG_4,
        UTF8_ANY | UTF8_TOO_LARGE | UTF8_OVERLONG_4,
        UTF8_ANY | UTF8_TOO_LARGE | UTF8_OVERLONG_4 | UTF8_SURROGATE, /* ED */
        UTF8_ANY | UTF8_TOO_LARGE | UTF8_OVERLONG_4,
        UTF8_ANY | UTF8_TOO_LARGE | UTF8_OVERLONG_4,
    };
#define UTF8_SECOND (UTF8_TOO_LONG | UTF8_OVERLONG_2 | UTF8_CARRY)
    static const uint8_t high2[16] = {
        UTF8_TOO_SHORT,
        UTF8_TOO_SHORT,
        UTF8_TOO_SHORT,
        UTF8_TOO_SHORT,
        UTF8_TOO_SHORT,
        UTF8_TOO_SHORT,
        UTF8_TOO_SHORT,
        UTF8_TOO_SHORT,
        UTF8_SECOND | UTF8_OVERLONG_3 | UTF8_OVERLONG_4, /* 1000 */
        UTF8_SECOND | UTF8_OVERLONG_3 | UTF8_TOO_LARGE,  /* 1001 */
        UTF8_SECOND | UTF8_SURROGATE | UTF8_TOO_LARGE,   /* 1010 */
        UTF8_SECOND | UTF8_SURROGATE | UTF8_TOO_LARGE,   /* 1011 */
        UTF8_TOO_SHORT,
        UTF8_TOO_SHORT,
        UTF8_TOO_SHORT,
        UTF8_TOO_SHORT,
    };
#undef UTF8_SECOND
    return (utf8_tables){simd_table16(high1[surrogates]), simd_table16(low1), simd_table16(high2)};
}

/* Returns a vector that is nonzero at each byte of v where an error shows. `before` is the vector before v. */
LANE_INLINE simd_u8 utf8_errors(utf8_tables t, simd_u8 v, simd_u8 before) {
    simd_u8 prev1 = simd_prev1(v, before);
    simd_u8 pair = simd_and(
        simd_and(simd_lookup16(t.high1, simd_shr4(prev1)), simd_lookup16(t.low1, simd_and(prev1, simd_splat(0x0F)))),
        simd_lookup16(t.high2, simd_shr4(v)));
    /* The top bit: this byte must be the third of three (lead E0.. two bytes before) or the third or fourth of four. */
    simd_u8 third = simd_sub_sat(simd_prev2(v, before), simd_splat(0xE0 - 0x80));
    simd_u8 fourth = simd_sub_sat(simd_prev3(v, before), simd_splat(0xF0 - 0x80));
    return simd_xor(simd_and(simd_or(third, fourth), simd_splat(0x80)), pair);
}

/* Returns whether the block ends inside a sequence: one of its last three bytes is a lead that needs more bytes than
 * are left. */
LANE_INLINE bool utf8_unfinished(const uint8_t *block_end) {
    return block_end[-1] >= 0xC0 || block_end[-2] >= 0xE0 || block_end[-3] >= 0xF0;
}

/* Returns NULL if [p, end) is UTF-8, with `surrogates` also the three-byte forms of U+D800..U+DFFF; else the first byte
 * of the first ill-formed sequence. */
LANE_MAYBE_UNUSED static const uint8_t *utf8_invalid(const uint8_t *p, const uint8_t *end, bool surrogates) {
    if (!SIMD_LOOKUP_IS_FAST)
        return utf8_invalid_by_states(p, end, surrogates);
    const uint8_t *start = p;
    const utf8_tables tables = utf8_tables_for(surrogates);
    simd_u8 before = simd_zero();
    bool unfinished = false;
    for (;;) {
        size_t left = (size_t)(end - p);
        for (; !unfinished && left >= 2 * BLOCK_SIZE; left -= 2 * BLOCK_SIZE) {
            const vectors first = vectors_load(p), second = vectors_load(p + BLOCK_SIZE);
            if (simd_any(simd_or(vectors_or(&first), vectors_or(&second))))
                break;
            p += 2 * BLOCK_SIZE;
            before = simd_zero();
        }
        if (left == 0 && !unfinished)
            return NULL;
        const vectors b = LANE_LIKELY(left >= BLOCK_SIZE) ? vectors_load(p) : vectors_load_tail(p, left, 0);
        if (!simd_any(vectors_or(&b))) {
            if (unfinished)
                break;
        } else {
            simd_u8 errors = utf8_errors(tables, b.v[0], before);
            LANE_UNROLL
            for (unsigned i = 1; i < SIMD_BLOCK; i++)
                errors = simd_or(errors, utf8_errors(tables, b.v[i], b.v[i - 1]));
            if (simd_nonzero(errors))
                break;
            unfinished = left >= BLOCK_SIZE && utf8_unfinished(p + BLOCK_SIZE);
        }
        if (left <= BLOCK_SIZE && !unfinished)
            return NULL;
        before = b.v[SIMD_BLOCK - 1];
        p += left < BLOCK_SIZE ? left : BLOCK_SIZE;
    }
    return utf8_invalid_sequence(utf8_boundary(start, p), end, surrogates);
}

/* Classes that utf8_measure collects: the range of a lead byte gives the range of its character. */
enum { UTF8_BEYOND_ASCII = 1, UTF8_BEYOND_LATIN1 = 2, UTF8_BEYOND_UCS2 = 4 };

LANE_INLINE unsigned utf8_vector_classes(simd_u8 v) {
    if (LANE_UNLIKELY(!simd_any(v)))
        return 0;
    if (!simd_any(simd_le(simd_splat(0xC4), v)))
        return UTF8_BEYOND_ASCII;
    return UTF8_BEYOND_ASCII | UTF8_BEYOND_LATIN1 |
           (simd_any(simd_le(simd_splat(0xF0), v)) ? (unsigned)UTF8_BEYOND_UCS2 : 0u);
}

/* Returns the number of code points of the valid UTF-8 or WTF-8 in [p, end), and in *max the top of the range that
 * holds them all: 0x7F, 0xFF, 0xFFFF or 0x10FFFF. SIMD_WIDTH bytes before p are readable. */
LANE_MAYBE_UNUSED static size_t utf8_measure(const uint8_t *p, const uint8_t *end, uint32_t *max) {
    const uint8_t *at = end - SIMD_WIDTH;
    size_t count = (size_t)(end - p);
    simd_u8 v = simd_load(at), widest = simd_zero();
    for (; at > p; at -= SIMD_WIDTH, v = simd_load(at)) {
        count -= bits_popcount64(utf8_continuations(v));
        widest = simd_max(widest, v);
    }
    v = simd_and(v, simd_load(lane_edge + LANE_WIDEST - (p - at))); /* clears the bytes before p */
    count -= bits_popcount64(utf8_continuations(v));
    const unsigned classes = utf8_vector_classes(simd_max(widest, v));
    *max = classes & UTF8_BEYOND_UCS2 ? 0x10FFFF : classes & UTF8_BEYOND_LATIN1 ? 0xFFFF : classes ? 0xFF : 0x7F;
    return count;
}

#endif
