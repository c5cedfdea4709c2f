/* SPDX-License-Identifier: MIT */
/* Shuffles and constants for instruction sets whose shuffles take 16 bytes; patterns.py prints patterns.c. An index of
 * 128 gives 0. */
#ifndef LANE_ARCH_PATTERNS_H
#define LANE_ARCH_PATTERNS_H

#include "../base/base.h"

/* Loaded from byte k on, moves a vector down by k bytes. */
extern LANE_HIDDEN const uint8_t lane_shift_down[32];

/* Loaded from byte k on, moves the first k bytes of a vector to its end, after zeros. */
extern LANE_HIDDEN const uint8_t lane_shift_up[32];

/* Loaded from byte k on, reverses a vector and moves it down by k bytes. */
extern LANE_HIDDEN const uint8_t lane_reverse_from[32];

/* The bytes 0 to 63. */
extern LANE_HIDDEN const uint8_t lane_count_up[64];

/* lane_three_of_four drops the highest byte of each of four double words. lane_utf8_bits masks the bits of the code
 * point in four characters of three bytes; lane_utf8_marks has their fixed bits. Each row is repeated, for vectors of
 * 32 bytes. */
extern LANE_HIDDEN const uint8_t lane_three_of_four[32], lane_utf8_bits[32], lane_utf8_marks[32];

/* Moves four characters of three bytes in UTF-8 to double words, the last byte lowest. The second row takes them from
 * byte 4 of a vector on. */
extern LANE_HIDDEN const _Alignas(16) uint64_t lane_four_of_three[2][2];

/* For each set of eight bytes, as bits: a shuffle that moves the bytes in the set to the bottom, its indexes as the
 * bytes of a 64-bit word. lane_pack_last moves them to the top. */
extern LANE_HIDDEN const uint64_t lane_pack[256], lane_pack_last[256];

/* For each set of eight pairs of bytes: a shuffle that moves to the bottom the second byte of each pair in the set and
 * both bytes of each other pair. */
extern LANE_HIDDEN const _Alignas(16) uint64_t lane_pairs_kept[256][2];

/* For four double words: two bits for each, the first one lowest, say which of its bytes to keep: the last 3 (00), the
 * last 2 (10), the last (11) or all (01). lane_slots is a shuffle that moves these bytes to the bottom, lane_slots_size
 * their number. */
extern LANE_HIDDEN const _Alignas(16) uint64_t lane_slots[256][2];
extern LANE_HIDDEN const uint8_t lane_slots_size[256];

/* Vectors of equal parts, for the digits of numbers. */
enum {
    LANE_ROW_ZEROS,
    LANE_ROW_NINES,
    LANE_ROW_10000TH, /* the reciprocal for a quotient, then the factor for its remainder: see x86.h */
    LANE_ROW_10000,
    LANE_ROW_100TH,
    LANE_ROW_100,
    LANE_ROW_10TH,
    LANE_ROW_10,
    LANE_ROWS
};
extern LANE_HIDDEN const _Alignas(16) uint64_t lane_digit_rows[LANE_ROWS][2];

#endif
