/* SPDX-License-Identifier: MIT */
/* Constant tables of the number reader and writer, and of strings; tables.py prints tables.c. */
#ifndef LANE_TABLES_H
#define LANE_TABLES_H

#include <stdint.h>

#include "base.h"

#define LANE_POWER_MIN (-342)
#define LANE_POWER_MAX 324

/* lane_powers[q - LANE_POWER_MIN] = {high, low}: the top 128 bits of 10^q, the highest of them 1. Rounded up where q <
 * 0, truncated where q > 55, exact between. */
extern LANE_HIDDEN const uint64_t lane_powers[LANE_POWER_MAX - LANE_POWER_MIN + 1][2];

/* 10^i as an integer. */
extern LANE_HIDDEN const uint64_t lane_tens[20];

/* 10^i where a double holds it exactly. */
extern LANE_HIDDEN const double lane_exact_tens[23];

/* "000102...99" */
extern LANE_HIDDEN const char lane_digit_pairs[201];

/* The digits of 0 to 999 as text, the first byte lowest, and their number in the highest byte. */
extern LANE_HIDDEN const uint32_t lane_triples[1000];
/* "000" to "999", the first byte lowest. */
extern LANE_HIDDEN const uint32_t lane_full_triples[1000];

/* The escape of a character below 256, like \n or \u001f, its first byte lowest, and its length in the highest byte. */
extern LANE_HIDDEN const uint64_t lane_escapes[256];

/* The value of a hexadecimal digit, or -1. */
extern LANE_HIDDEN const int8_t lane_hex[256];

/* The automata of utf8.h: in the second half, one that accepts lone surrogates. A state is the bit offset of its
 * successor in a row: a multiple of six. */
enum { LANE_UTF8_BOUNDARY = 0, LANE_UTF8_ERROR = 6, LANE_UTF8_STATE = 63 };
extern LANE_HIDDEN const uint64_t lane_utf8_rows[2][256];

/* 64 bytes of 0, then 64 of FF. Loaded from byte 64 - n on, a mask that clears the first n bytes of a vector. */
extern LANE_HIDDEN const uint8_t lane_edge[2 * LANE_WIDEST];

/* A vector of each byte that string.h, space.h and escape.h compare with. They are in memory, and in another unit: if a
 * compiler knew that all bytes are the same, it would build the vector again at each use, in three instructions. */
#define LANE_ROW 32 /* bytes of a row: the width of the vectors that are better loaded (kernel/block.h) */
enum {
    LANE_SPLAT_02,
    LANE_SPLAT_20,
    LANE_SPLAT_82,
    LANE_SPLAT_A0,
    LANE_SPLAT_BACKSLASH,
    LANE_SPLAT_7F,
    LANE_SPLAT_QUOTE,
    LANE_SPLAT_1F,
    LANE_SPLATS
};
extern LANE_HIDDEN const uint8_t lane_splats[LANE_SPLATS][LANE_ROW];

/* The same for two-byte units. */
enum {
    LANE_PAIR_0002,
    LANE_PAIR_000F,
    LANE_PAIR_001F,
    LANE_PAIR_0020,
    LANE_PAIR_003F,
    LANE_PAIR_0040,
    LANE_PAIR_005C,
    LANE_PAIR_007F,
    LANE_PAIR_00FF,
    LANE_PAIR_07FF,
    LANE_PAIR_0F00,
    LANE_PAIR_3000,
    LANE_PAIR_3F00,
    LANE_PAIR_8080,
    LANE_PAIR_80C0,
    LANE_PAIR_80F0,
    LANE_PAIR_E000,
    LANE_PAIR_F800,
    LANE_PAIR_FF00,
    LANE_PAIRS
};
extern LANE_HIDDEN const uint16_t lane_pairs[LANE_PAIRS][LANE_ROW / 2];

#endif
