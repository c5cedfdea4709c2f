/* SPDX-License-Identifier: MIT */
/* The result of reading a number, and the nearest double of a decimal m * 10^q.
 *
 * Everything here rounds to nearest, ties to even. */
#ifndef LANE_NUMBER_H
#define LANE_NUMBER_H

#include "../base/base.h"
#include "../base/tables.h"

typedef enum {
    LANE_NUMBER_INT,    /* i */
    LANE_NUMBER_UINT,   /* u, above INT64_MAX */
    LANE_NUMBER_DOUBLE, /* d; infinite if the number is beyond the largest double */
    LANE_NUMBER_BIG     /* an integer beyond 64 bits; the text is its value */
} lane_number_kind;

typedef struct {
    lane_number_kind kind;
    union {
        int64_t i;
        uint64_t u;
        double d;
    };
} lane_number;

/* Returns the nearest double of the digits [first, last), as many as there are, times 10^exponent. `dot` is the dot
 * among them, or `last`. Reads nothing outside [first, last). */
double lane_digits_nearest(const uint8_t *first, const uint8_t *dot, const uint8_t *last, int64_t exponent,
                           bool negative);

/* Returns the nearest double of the RFC 8259 number [p, end), of any length. Reads nothing outside [p, end). */
double lane_number_exact(const uint8_t *p, const uint8_t *end);

LANE_INLINE double double_from_bits(uint64_t bits) {
    double d;
    memcpy(&d, &bits, 8);
    return d;
}

LANE_INLINE uint64_t double_to_bits(double d) {
    uint64_t bits;
    memcpy(&bits, &d, 8);
    return bits;
}

/* Compares bits, since doubles are made in a general register. */
LANE_INLINE bool double_is_finite(double d) {
    return double_to_bits(d) << 1 < (uint64_t)0x7FF << 53;
}

/* floor(log2(10^q)), for |q| <= 1233. */
LANE_INLINE int log2_of_ten(int q) {
    return (q * 217706) >> 16;
}

/* Returns the bits of the double nearest to m * 10^q (Daniel Lemire, "Number parsing at a gigabyte per second", 2021;
 * Noble Mushtak and Daniel Lemire, "Fast number parsing without fallback", 2023, shows that no m needs a fallback).
 * `normal`, a constant: the double is known to be neither 0 nor subnormal nor infinite.
 *
 * m != 0 becomes w = m << zeros with its highest bit set, and the upper 64 bits of w * 10^q decide. The low half of the
 * power is used only if the nine bits below the mantissa are all ones. */
LANE_INLINE uint64_t number_round(uint64_t m, int64_t q, bool normal) {
    const uint64_t infinite = (uint64_t)0x7FF << 52;
    if (!normal && LANE_UNLIKELY(q < LANE_POWER_MIN))
        return 0;
    if (!normal && LANE_UNLIKELY(q > 308))
        return infinite;
    const uint64_t *power = lane_powers[q - LANE_POWER_MIN];
    unsigned zeros = bits_clz64(m);
    uint64_t w = m << zeros;
    bits_u128 product = bits_multiply(w, power[0]);
    if (LANE_UNLIKELY((product.high & 0x1FF) == 0x1FF)) {
        uint64_t carry = bits_multiply(w, power[1]).high;
        product.low += carry;
        product.high += product.low < carry;
    }
    /* 54 bits: the mantissa and one to round by. */
    unsigned top = (unsigned)(product.high >> 63);
    uint64_t mantissa = product.high >> (top + 9);
    int exponent = log2_of_ten((int)q) + (int)top - (int)zeros + 63 + 1023;
    if (!normal && LANE_UNLIKELY(exponent <= 0)) {
        if (exponent <= -63)
            return 0;
        mantissa >>= 1 - exponent;
        /* A carry into bit 52 is the exponent of the smallest normal. */
        return (mantissa + (mantissa & 1)) >> 1;
    }
    /* A tie is possible only if the product is exact, where 5^q or 5^-q fits in 64 bits. */
    if (LANE_UNLIKELY(product.low <= 1 && (mantissa & 3) == 1 && q >= -4 && q <= 23 &&
                      mantissa << (top + 9) == product.high))
        mantissa--;
    mantissa = (mantissa + (mantissa & 1)) >> 1;
    /* The implicit bit, and a carry out of the mantissa, add to the exponent. */
    uint64_t bits = mantissa + ((uint64_t)(exponent - 1) << 52);
    return normal || LANE_LIKELY(bits < infinite) ? bits : infinite;
}

LANE_INLINE uint64_t number_nearest(uint64_t m, int64_t q) {
    return number_round(m, q, false);
}

#endif
