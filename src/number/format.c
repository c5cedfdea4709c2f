/* SPDX-License-Identifier: MIT */
/* Writes long integers, and finds the digits of doubles exactly.
 *
 * Digits are made eight at a time in a 64-bit word, the first in its lowest byte, and stored left-aligned: bytes after
 * the last digit are overwritten or lie within LANE_NUMBER_ROOM. */
#include "format.h"

#include "../arch/baseline.h"
#include "number.h"

#define ASCII_ZEROS 0x3030303030303030u
#define TEN_16 10000000000000000u /* a constant, unlike lane_tens[16], so that compilers multiply instead of dividing */

uint8_t *lane_format_long(uint8_t *dst, uint64_t v) {
    if (v < 100000000) {
        unsigned count = format_count_digits(v);
        lane_store64(dst, (baseline_digits8((uint32_t)v) | ASCII_ZEROS) >> (64 - 8 * count));
        return dst + count;
    }
    if (LANE_UNLIKELY(v >= TEN_16)) {
        dst = format_u64(dst, v / TEN_16);
        v %= TEN_16;
        lane_store64(dst, baseline_digits8((uint32_t)(v / 100000000)) | ASCII_ZEROS);
        lane_store64(dst + 8, baseline_digits8((uint32_t)(v % 100000000)) | ASCII_ZEROS);
        return dst + 16;
    }
    unsigned count = format_count_digits(v) - 8;
    uint64_t high = v / 100000000;
    lane_store64(dst, (baseline_digits8((uint32_t)high) | ASCII_ZEROS) >> (64 - 8 * count));
    lane_store64(dst + count, baseline_digits8((uint32_t)(v - high * 100000000)) | ASCII_ZEROS);
    return dst + count + 8;
}

/* digits * 10^exponent */
typedef struct {
    uint64_t digits;
    int exponent;
} shortest;

/* Returns floor(log10(3/4 * 2^q)), for the narrower interval around a power of two; |q| <= 1100. */
LANE_INLINE int log10_of_three_quarters(int q) {
    return (q * 1262611 - 524031) >> 22;
}

/* Returns the upper 64 bits of g * c / 2^64, with the lowest bit set if more than the rounding error of g lies below
 * them. */
LANE_INLINE uint64_t multiply_to_odd(bits_u128 g, uint64_t c) {
    bits_u128 product = bits_multiply(g.high, c);
    uint64_t low = product.low + bits_multiply(g.low, c).high;
    return (product.high + (low < product.low)) | (low > 1);
}

/* Returns the shortest digits of c * 2^q, exactly (Raffaello Giulietti, "The Schubfach way to render doubles", 2020).
 * The lower neighbour is twice as near as the upper one if `uneven`. */
static shortest shortest_of_interval(uint64_t c, int q, bool uneven) {
    int k = uneven ? log10_of_three_quarters(q) : log10_of_two(q);
    int h = q + log2_of_ten(-k) + 1;
    const uint64_t *power = lane_powers[-k - LANE_POWER_MIN];
    bits_u128 g = {power[0], power[1] + (-k > 55)};
    /* Four times the bounds of the interval that rounds to c, and four times c, in units of 10^k. */
    uint64_t odd = c & 1;
    uint64_t lower = multiply_to_odd(g, (4 * c - 2 + uneven) << h) + odd;
    uint64_t value = multiply_to_odd(g, (4 * c) << h);
    uint64_t upper = multiply_to_odd(g, (4 * c + 2) << h) - odd;
    uint64_t s = value / 4;
    if (s >= 10) {
        uint64_t tens = s / 10;
        bool below = lower <= 40 * tens, above = 40 * tens + 40 <= upper;
        if (below != above)
            return (shortest){tens + above, k + 1};
    }
    bool below = lower <= 4 * s, above = 4 * s + 4 <= upper;
    if (below != above)
        return (shortest){s + above, k};
    uint64_t middle = 4 * s + 2;
    return (shortest){s + (value > middle || (value == middle && (s & 1) != 0)), k};
}

lane_decimal lane_shortest(uint64_t c, int q, bool uneven) {
    shortest r = shortest_of_interval(c, q, uneven);
    for (; r.digits < TEN_16; r.exponent--)
        r.digits *= 10;
    return (lane_decimal){r.digits / 10, (unsigned)(r.digits % 10), r.exponent};
}

uint8_t *lane_format_ecmascript(uint8_t *dst, double v) {
    uint64_t bits;
    uint8_t digits[LANE_NUMBER_ROOM];
    memcpy(&bits, &v, sizeof bits);
    const uint64_t fraction = bits & bits_below(52);
    const int biased = (int)(bits >> 52 & 0x7FF);
    if (fraction == 0 && biased == 0) {
        *dst = '0';
        return dst + 1;
    }
    const lane_decimal d =
        biased == 0 ? lane_shortest(fraction, -1074, false)
                    : lane_shortest(fraction | (uint64_t)1 << 52, biased - 1075, fraction == 0 && biased > 1);
    int count = (int)(format_u64(digits, d.sixteen * 10 + d.last) - digits);
    const int point = count + d.exponent; /* digits before the decimal point */
    while (digits[count - 1] == '0')
        count--;
    *dst = '-';
    dst += bits >> 63;
    const bool plain = point > -6 && point <= 21;
    const int before = !plain ? 1 : point > 0 ? point : 0, zeros = plain && point < 0 ? -point : 0;
    if (before == 0)
        *dst++ = '0';
    for (int i = 0; i < before || i < count; i++) {
        if (i == before) {
            *dst++ = '.';
            dst = (uint8_t *)memset(dst, '0', (size_t)zeros) + zeros;
        }
        *dst++ = i < count ? digits[i] : '0';
    }
    if (plain)
        return dst;
    *dst++ = 'e';
    *dst++ = point > 0 ? '+' : '-';
    return format_u64(dst, (uint64_t)(point > 0 ? point - 1 : 1 - point));
}
