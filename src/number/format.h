/* SPDX-License-Identifier: MIT */
/* Writes numbers: integers, and doubles with the fewest digits that read back as the same double (of those, the
 * closest).
 *
 * Every function writes at dst and returns the end of its output. It may store anything up to dst +
 * LANE_NUMBER_ROOM. */
#ifndef LANE_FORMAT_H
#define LANE_FORMAT_H

#include "../base/base.h"
#include "../base/tables.h"

/* Bytes of room that dst must have: a sign, 15 digits, a dot, and a store of 16 bytes after it, rounded up. */
#define LANE_NUMBER_ROOM 40

/* true, false and null as words, the first character lowest. */
#define FORMAT_TRUE UINT64_C(0x65757274)
#define FORMAT_FALSE UINT64_C(0x65736C6166)
#define FORMAT_NULL 0x6C6C756Eu

/* Layouts of the digits of a double. FORMAT_REPR and FORMAT_PLAIN have ".0" after integers and an exponent from 10^16
 * on. */
typedef enum {
    FORMAT_REPR,        /* as Python's repr: an exponent below 10^-4, of at least two digits: 0.0001 1e-05 1e+16 */
    FORMAT_PLAIN,       /* an exponent below 10^-5, not padded: 0.00001 1e-6 1e+16 */
    FORMAT_PLAIN_SINGLE /* as FORMAT_PLAIN for floats of 32 bits: an exponent below 10^-6 and from 10^13 on */
} format_layout;

/* Whether doubles of few decimals were seen lately; the caller keeps one per document, zero at first. */
typedef struct {
    uint8_t credit; /* how many failures it takes to wait: see decimal.h */
    uint8_t wait;   /* doubles to write before decimal_of_few is tried again */
} format_gate;

/* Writes v >= FORMAT_SHORT. */
uint8_t *lane_format_long(uint8_t *dst, uint64_t v);

/* (sixteen * 10 + last) * 10^exponent, 10^15 <= sixteen < 10^16. */
typedef struct {
    uint64_t sixteen;
    unsigned last;
    int exponent;
} lane_decimal;

/* Returns the shortest digits of c * 2^q, a double or a float; its lower neighbour is twice as near as the upper one if
 * `uneven`. Slow and exact. */
lane_decimal lane_shortest(uint64_t c, int q, bool uneven);

/* Writes v, which is finite, as ECMAScript's Number.prototype.toString does, and thus RFC 8785: 1e21 1e-7 0.000001 100;
 * -0 is 0. */
uint8_t *lane_format_ecmascript(uint8_t *dst, double v);

/* Returns the number of decimal digits of v, which is not 0. */
LANE_INLINE unsigned format_count_digits(uint64_t v) {
    unsigned guess = ((64 - bits_clz64(v)) * 1233) >> 12; /* bits * log10(2): the number of digits, or one less */
    return guess + (v >= lane_tens[guess]);
}

LANE_INLINE uint8_t *format_pair(uint8_t *dst, unsigned v) {
    memcpy(dst, lane_digit_pairs + (size_t)2 * v, 2);
    return dst + 2;
}

/* Writes v < FORMAT_SHORT, three digits at a time. */
#define FORMAT_SHORT 1000000
LANE_INLINE uint8_t *format_short(uint8_t *dst, unsigned v) {
    if (v < 1000) {
        uint32_t text = lane_triples[v];
        lane_store32(dst, text);
        return dst + (text >> 24);
    }
    uint32_t text = lane_triples[v / 1000];
    lane_store32(dst, text);
    dst += text >> 24;
    lane_store32(dst, lane_full_triples[v % 1000]);
    return dst + 3;
}

LANE_INLINE uint8_t *format_u64(uint8_t *dst, uint64_t v) {
    return v < FORMAT_SHORT ? format_short(dst, (unsigned)v) : lane_format_long(dst, v);
}

LANE_INLINE uint8_t *format_i64(uint8_t *dst, int64_t v) {
    *dst = '-';
    return format_u64(dst + (v < 0), v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

/* floor(log10(2^q)), |q| <= 1100. */
LANE_INLINE int log10_of_two(int q) {
    return (q * 1262611) >> 22;
}

#endif
