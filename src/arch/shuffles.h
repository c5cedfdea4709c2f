/* SPDX-License-Identifier: MIT */
/* Shuffle patterns that the 16-byte instruction sets share. An index of 128 or more gives 0. */
#ifndef LANE_ARCH_SHUFFLES_H
#define LANE_ARCH_SHUFFLES_H

#include "../base/base.h"

/* Loaded from byte k on, moves a vector down by k bytes. */
LANE_MAYBE_UNUSED static const uint8_t simd_shift_down[32] = {0,   1,   2,   3,   4,   5,   6,   7,   8,   9,   10,
                                                              11,  12,  13,  14,  15,  128, 128, 128, 128, 128, 128,
                                                              128, 128, 128, 128, 128, 128, 128, 128, 128, 128};

/* Loaded from byte k on, moves the first k bytes of a vector to its end, zeros before them. */
LANE_MAYBE_UNUSED static const uint8_t simd_shift_up[32] = {128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128,
                                                            128, 128, 128, 128, 128, 0,   1,   2,   3,   4,   5,
                                                            6,   7,   8,   9,   10,  11,  12,  13,  14,  15};

/* Loaded from byte k on, turns a vector round and moves it down by k bytes. */
LANE_MAYBE_UNUSED static const uint8_t simd_reverse_from[32] = {15,  14,  13,  12,  11,  10,  9,   8,   7,   6,   5,
                                                                4,   3,   2,   1,   0,   128, 128, 128, 128, 128, 128,
                                                                128, 128, 128, 128, 128, 128, 128, 128, 128, 128};

/* Leaves out the highest byte of each double word; twice. What a character of three bytes in UTF-8 has in them of its
 * own, and what all have: four times, twice. */
#define SIMD_TWICE(...) \
    { __VA_ARGS__, __VA_ARGS__ }
LANE_MAYBE_UNUSED static const uint8_t simd_three_of_four[32] =
    SIMD_TWICE(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 128, 128, 128, 128);
LANE_MAYBE_UNUSED static const uint8_t simd_utf8_bits[32] =
    SIMD_TWICE(0x0F, 0x3F, 0x3F, 0x0F, 0x3F, 0x3F, 0x0F, 0x3F, 0x3F, 0x0F, 0x3F, 0x3F, 0, 0, 0, 0);
LANE_MAYBE_UNUSED static const uint8_t simd_utf8_marks[32] =
    SIMD_TWICE(0xE0, 0x80, 0x80, 0xE0, 0x80, 0x80, 0xE0, 0x80, 0x80, 0xE0, 0x80, 0x80, 0, 0, 0, 0);
#undef SIMD_TWICE

/* Four characters of three bytes in UTF-8 as double words, their last bytes lowest; the second row takes them from byte
 * 4 of a vector on. */
LANE_MAYBE_UNUSED static const uint8_t simd_four_of_three[2][16] = {
    {2, 1, 0, 128, 5, 4, 3, 128, 8, 7, 6, 128, 11, 10, 9, 128},
    {6, 5, 4, 128, 9, 8, 7, 128, 12, 11, 10, 128, 15, 14, 13, 128}};

/* For each set of bytes of eight, as bits: a shuffle that moves them to the bottom, its indexes as the bytes of a
 * word. Index i goes to the place that the number of members below i gives. */
#define SIMD_PACK_PLACE(m, i)                                                               \
    (((m) >> 0 & 1) * ((i) > 0) + ((m) >> 1 & 1) * ((i) > 1) + ((m) >> 2 & 1) * ((i) > 2) + \
     ((m) >> 3 & 1) * ((i) > 3) + ((m) >> 4 & 1) * ((i) > 4) + ((m) >> 5 & 1) * ((i) > 5) + \
     ((m) >> 6 & 1) * ((i) > 6))
#define SIMD_PACK_BYTE(m, i) (uint64_t)(((m) >> (i)&1) * (i)) << 8 * SIMD_PACK_PLACE(m, i)
#define SIMD_PACK(m)                                                                             \
    (SIMD_PACK_BYTE(m, 1) | SIMD_PACK_BYTE(m, 2) | SIMD_PACK_BYTE(m, 3) | SIMD_PACK_BYTE(m, 4) | \
     SIMD_PACK_BYTE(m, 5) | SIMD_PACK_BYTE(m, 6) | SIMD_PACK_BYTE(m, 7))
#define SIMD_PACK4(m) SIMD_PACK(m), SIMD_PACK(m + 1), SIMD_PACK(m + 2), SIMD_PACK(m + 3)
#define SIMD_PACK16(m) SIMD_PACK4(m), SIMD_PACK4(m + 4), SIMD_PACK4(m + 8), SIMD_PACK4(m + 12)
#define SIMD_PACK64(m) SIMD_PACK16(m), SIMD_PACK16(m + 16), SIMD_PACK16(m + 32), SIMD_PACK16(m + 48)
LANE_MAYBE_UNUSED static const uint64_t simd_pack[256] = {SIMD_PACK64(0), SIMD_PACK64(64), SIMD_PACK64(128),
                                                          SIMD_PACK64(192)};

/* The same to the top of the eight bytes. */
#define SIMD_PACK_LACK(m)                                                                               \
    (8 - ((m)&1) - ((m) >> 1 & 1) - ((m) >> 2 & 1) - ((m) >> 3 & 1) - ((m) >> 4 & 1) - ((m) >> 5 & 1) - \
     ((m) >> 6 & 1) - ((m) >> 7 & 1))
#define SIMD_LAST(m) (SIMD_PACK(m)) << 4 * SIMD_PACK_LACK(m) << 4 * SIMD_PACK_LACK(m)
#define SIMD_LAST4(m) SIMD_LAST(m), SIMD_LAST(m + 1), SIMD_LAST(m + 2), SIMD_LAST(m + 3)
#define SIMD_LAST16(m) SIMD_LAST4(m), SIMD_LAST4(m + 4), SIMD_LAST4(m + 8), SIMD_LAST4(m + 12)
#define SIMD_LAST64(m) SIMD_LAST16(m), SIMD_LAST16(m + 16), SIMD_LAST16(m + 32), SIMD_LAST16(m + 48)
LANE_MAYBE_UNUSED static const uint64_t simd_pack_last[256] = {SIMD_LAST64(0), SIMD_LAST64(64), SIMD_LAST64(128),
                                                               SIMD_LAST64(192)};
#undef SIMD_LAST64
#undef SIMD_LAST16
#undef SIMD_LAST4
#undef SIMD_LAST
#undef SIMD_PACK_LACK

/* For each set of eight pairs of bytes: a shuffle that moves both bytes of pairs outside of it, and the second ones of
 * those in it, to the bottom, as two words. The indexes of four pairs come behind those of the first four. */
#define SIMD_PAIRS_KEPT(q) (0xFF ^ (((q)&1) | ((q) >> 1 & 1) << 2 | ((q) >> 2 & 1) << 4 | ((q) >> 3 & 1) << 6))
#define SIMD_PAIRS_HALF(k) 4 * (8 - ((k)&1) - ((k) >> 1 & 1) - ((k) >> 2 & 1) - ((k) >> 3 & 1))
#define SIMD_PAIRS_REST(k) (SIMD_PACK(SIMD_PAIRS_KEPT((k) >> 4)) + UINT64_C(0x0808080808080808))
#define SIMD_PAIRS_ROW(k)                                                                                 \
    {                                                                                                     \
        (SIMD_PACK(SIMD_PAIRS_KEPT(k))) | SIMD_PAIRS_REST(k) << SIMD_PAIRS_HALF(k) << SIMD_PAIRS_HALF(k), \
            SIMD_PAIRS_REST(k) >> (32 - SIMD_PAIRS_HALF(k)) >> (32 - SIMD_PAIRS_HALF(k))                  \
    }
#define SIMD_PAIRS4(k) SIMD_PAIRS_ROW(k), SIMD_PAIRS_ROW(k + 1), SIMD_PAIRS_ROW(k + 2), SIMD_PAIRS_ROW(k + 3)
#define SIMD_PAIRS16(k) SIMD_PAIRS4(k), SIMD_PAIRS4(k + 4), SIMD_PAIRS4(k + 8), SIMD_PAIRS4(k + 12)
#define SIMD_PAIRS64(k) SIMD_PAIRS16(k), SIMD_PAIRS16(k + 16), SIMD_PAIRS16(k + 32), SIMD_PAIRS16(k + 48)
LANE_MAYBE_UNUSED static const _Alignas(16) uint64_t simd_pairs[256][2] = {SIMD_PAIRS64(0), SIMD_PAIRS64(64),
                                                                           SIMD_PAIRS64(128), SIMD_PAIRS64(192)};
#undef SIMD_PAIRS64
#undef SIMD_PAIRS16
#undef SIMD_PAIRS4
#undef SIMD_PAIRS_ROW
#undef SIMD_PAIRS_REST
#undef SIMD_PAIRS_HALF
#undef SIMD_PAIRS_KEPT
#undef SIMD_PACK64
#undef SIMD_PACK16
#undef SIMD_PACK4
#undef SIMD_PACK
#undef SIMD_PACK_BYTE
#undef SIMD_PACK_PLACE

/* For four double words, each with the last 3 bytes of it to keep (00), the last 2 (10), the last (11) or all (01), two
 * bits each, the first one lowest: a shuffle that moves these bytes to the bottom, as two words. The indexes of two
 * double words fill 2 to 8 bytes; those of the next two come behind them. */
#define SIMD_SLOT_LENGTH(s) ((s) == 0 ? 3 : (s) == 1 ? 4 : (s) == 2 ? 2 : 1)
#define SIMD_SLOT(s, first) (UINT64_C(first) >> 8 * (4 - SIMD_SLOT_LENGTH(s)))
#define SIMD_SLOTS_LENGTH(q) (SIMD_SLOT_LENGTH((q)&3) + SIMD_SLOT_LENGTH((q) >> 2 & 3))
#define SIMD_SLOTS(q, first, second) \
    (SIMD_SLOT((q)&3, first) | SIMD_SLOT((q) >> 2 & 3, second) << 8 * SIMD_SLOT_LENGTH((q)&3))
#define SIMD_SLOTS_HALF(k) 4 * SIMD_SLOTS_LENGTH((k)&15)
#define SIMD_SLOTS_REST(k) SIMD_SLOTS((k) >> 4, 0x0B0A0908, 0x0F0E0D0C)
#define SIMD_SLOTS_ROW(k)                                                                                       \
    {                                                                                                           \
        SIMD_SLOTS(k, 0x03020100, 0x07060504) | SIMD_SLOTS_REST(k) << SIMD_SLOTS_HALF(k) << SIMD_SLOTS_HALF(k), \
            SIMD_SLOTS_REST(k) >> (32 - SIMD_SLOTS_HALF(k)) >> (32 - SIMD_SLOTS_HALF(k))                        \
    }
#define SIMD_SLOTS4(k) SIMD_SLOTS_ROW(k), SIMD_SLOTS_ROW(k + 1), SIMD_SLOTS_ROW(k + 2), SIMD_SLOTS_ROW(k + 3)
#define SIMD_SLOTS16(k) SIMD_SLOTS4(k), SIMD_SLOTS4(k + 4), SIMD_SLOTS4(k + 8), SIMD_SLOTS4(k + 12)
#define SIMD_SLOTS64(k) SIMD_SLOTS16(k), SIMD_SLOTS16(k + 16), SIMD_SLOTS16(k + 32), SIMD_SLOTS16(k + 48)
LANE_MAYBE_UNUSED static const _Alignas(16) uint64_t simd_slots[256][2] = {SIMD_SLOTS64(0), SIMD_SLOTS64(64),
                                                                           SIMD_SLOTS64(128), SIMD_SLOTS64(192)};
#undef SIMD_SLOTS64
#undef SIMD_SLOTS16
#undef SIMD_SLOTS4

/* How many bytes these are. */
#define SIMD_SIZE(k) SIMD_SLOTS_LENGTH((k)&15) + SIMD_SLOTS_LENGTH((k) >> 4)
#define SIMD_SIZE4(k) SIMD_SIZE(k), SIMD_SIZE(k + 1), SIMD_SIZE(k + 2), SIMD_SIZE(k + 3)
#define SIMD_SIZE16(k) SIMD_SIZE4(k), SIMD_SIZE4(k + 4), SIMD_SIZE4(k + 8), SIMD_SIZE4(k + 12)
#define SIMD_SIZE64(k) SIMD_SIZE16(k), SIMD_SIZE16(k + 16), SIMD_SIZE16(k + 32), SIMD_SIZE16(k + 48)
LANE_MAYBE_UNUSED static const uint8_t simd_slots_size[256] = {SIMD_SIZE64(0), SIMD_SIZE64(64), SIMD_SIZE64(128),
                                                               SIMD_SIZE64(192)};
#undef SIMD_SIZE64
#undef SIMD_SIZE16
#undef SIMD_SIZE4
#undef SIMD_SIZE
#undef SIMD_SLOTS_ROW
#undef SIMD_SLOTS_REST
#undef SIMD_SLOTS_HALF
#undef SIMD_SLOTS
#undef SIMD_SLOTS_LENGTH
#undef SIMD_SLOT
#undef SIMD_SLOT_LENGTH

/* Bytes that the first n slots keep; `four`: any of them may keep all. */
LANE_INLINE size_t simd_slots_length(uint64_t keep, unsigned n, bool four) {
    const uint64_t firsts = keep & bits_below(2 * n);
    size_t length = 3 * n - bits_popcount64(firsts);
    if (four)
        length += 2 * bits_popcount64(firsts & ~(firsts >> 1) & UINT64_C(0x5555555555555555));
    return length;
}

/* The same where n is a multiple of four that is known: by fours, if so much would have to be counted. */
LANE_INLINE size_t simd_slots_before(uint64_t keep, unsigned n, bool four) {
    size_t length = 0;
    if (!four)
        return simd_slots_length(keep, n, false);
    for (unsigned i = 0; i < n; i += 4)
        length += simd_slots_size[keep >> 2 * i & 0xFF];
    return length;
}

#endif
