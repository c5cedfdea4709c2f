/* SPDX-License-Identifier: MIT */
/* The nearest double of a number text of any length, decided by comparing big integers where 19 digits do not. */
#include "number.h"

/* A point half-way between two doubles has at most 767 significant digits (that of the largest subnormal), so one more
 * digit that says whether the rest is zero is enough. */
#define DIGITS_MAX 768

/* Bits of the larger side of a comparison. The digits are below 10^769 < 2^2555; a half-way point of 54 bits is
 * multiplied by at most 5^1093 < 2^2538, as no decimal exponent below -1093 leads 769 digits into the range of doubles.
 * What is shifted to meet the other side is within a factor of two of it. */
#define BIG_LIMBS 42

typedef struct {
    unsigned count; /* limbs in use; the highest is not 0 */
    uint64_t limb[BIG_LIMBS];
} big;

static_assert(BIG_LIMBS * 64 >= 54 + 2538 + 64, "a product and one limb of carry fit");

static void big_push(big *b, uint64_t limb) {
    LANE_ASSUME(b->count < BIG_LIMBS);
    b->limb[b->count++] = limb;
}

/* b = b * factor + addend */
static void big_multiply(big *b, uint64_t factor, uint64_t addend) {
    uint64_t carry = addend;
    for (unsigned i = 0; i < b->count; i++) {
        bits_u128 product = bits_multiply(b->limb[i], factor);
        b->limb[i] = product.low + carry;
        carry = product.high + (b->limb[i] < carry);
    }
    if (carry != 0)
        big_push(b, carry);
}

static void big_multiply_five(big *b, int64_t power) {
    const uint64_t five27 = 7450580596923828125u; /* the largest power of 5 in 64 bits */
    for (; power >= 27; power -= 27)
        big_multiply(b, five27, 0);
    for (; power > 0; power--)
        big_multiply(b, 5, 0);
}

static void big_shift_left(big *b, int64_t bits) {
    unsigned limbs = (unsigned)(bits / 64), rest = (unsigned)(bits % 64);
    if (rest != 0)
        big_multiply(b, (uint64_t)1 << rest, 0);
    LANE_ASSUME(b->count + limbs <= BIG_LIMBS);
    memmove(b->limb + limbs, b->limb, b->count * sizeof b->limb[0]);
    memset(b->limb, 0, limbs * sizeof b->limb[0]);
    b->count += limbs;
}

static int big_compare(const big *a, const big *b) {
    if (a->count != b->count)
        return a->count < b->count ? -1 : 1;
    for (unsigned i = a->count; i-- > 0;)
        if (a->limb[i] != b->limb[i])
            return a->limb[i] < b->limb[i] ? -1 : 1;
    return 0;
}

/* A number text taken apart: its value is the integer of the digits [first, last), a dot apart, times 10^exponent. */
typedef struct {
    const uint8_t *first, *last;
    int64_t exponent;
    bool negative;
} decimal;

static int64_t decimal_shift(const uint8_t *p, const uint8_t *end) {
    bool negative = *p == '-';
    p += negative || *p == '+';
    int64_t shift = 0;
    /* Stops growing far beyond what the digits of a text could make up for. */
    for (; p < end; p++)
        shift = shift < INT64_MAX / 20 ? shift * 10 + (*p - '0') : shift;
    return negative ? -shift : shift;
}

static decimal decimal_split(const uint8_t *p, const uint8_t *end) {
    decimal d = {.negative = *p == '-', .exponent = 0};
    p += d.negative;
    d.first = p;
    const uint8_t *dot = NULL;
    for (; p < end && (*p | 0x20) != 'e'; p++)
        dot = *p == '.' ? p : dot;
    d.last = p;
    if (dot != NULL)
        d.exponent = dot + 1 - p;
    if (p < end)
        d.exponent += decimal_shift(p + 1, end);
    while (d.first < d.last && (*d.first == '0' || *d.first == '.'))
        d.first++;
    return d;
}

/* The first `limit` digits of d as an integer, the exponent that goes with them, and whether a digit other than 0
 * follows. */
typedef struct {
    uint64_t m; /* of the first 19 digits */
    int64_t exponent;
    bool more;
} leading;

static leading decimal_leading(const decimal *d) {
    leading r = {.m = 0, .exponent = d->exponent, .more = false};
    unsigned count = 0;
    for (const uint8_t *p = d->first; p < d->last; p++) {
        if (*p == '.')
            continue;
        if (count < 19) {
            r.m = r.m * 10 + (uint64_t)(*p - '0');
            count++;
        } else {
            r.more |= *p != '0';
            r.exponent++;
        }
    }
    return r;
}

/* All digits of d in *ret, or DIGITS_MAX of them and a 1 for the rest; the exponent that goes with them. */
static int64_t decimal_digits(const decimal *d, big *ret) {
    int64_t exponent = d->exponent;
    unsigned count = 0, pending = 0;
    uint64_t chunk = 0;
    bool more = false;
    ret->count = 0;
    for (const uint8_t *p = d->first; p < d->last; p++) {
        if (*p == '.')
            continue;
        if (count == DIGITS_MAX) {
            more |= *p != '0';
            exponent++;
            continue;
        }
        chunk = chunk * 10 + (uint64_t)(*p - '0');
        count++;
        if (++pending == 19) {
            big_multiply(ret, lane_tens[19], chunk);
            chunk = pending = 0;
        }
    }
    big_multiply(ret, lane_tens[pending], chunk);
    if (more) {
        big_multiply(ret, 10, 1);
        exponent--;
    }
    return exponent;
}

/* Compares d with the point half-way between the double of these bits and the next larger one. */
static int decimal_against_half(const decimal *d, uint64_t bits) {
    big value, half = {.count = 0};
    int64_t exponent = decimal_digits(d, &value);
    uint64_t fraction = bits & bits_below(52);
    int biased = (int)(bits >> 52);
    /* The double is mantissa * 2^scale. */
    uint64_t mantissa = biased == 0 ? fraction : fraction | (uint64_t)1 << 52;
    int64_t scale = (biased == 0 ? 1 : biased) - 1075;
    big_push(&half, 2 * mantissa + 1);
    int64_t twos = scale - 1; /* of half, less those of value */
    if (exponent >= 0)
        big_multiply_five(&value, exponent);
    else
        big_multiply_five(&half, -exponent);
    twos -= exponent;
    if (twos >= 0)
        big_shift_left(&half, twos);
    else
        big_shift_left(&value, -twos);
    return big_compare(&value, &half);
}

static uint64_t decimal_nearest(const decimal *d) {
    leading lead = decimal_leading(d);
    if (lead.m == 0)
        return 0;
    uint64_t low = number_nearest(lead.m, lead.exponent);
    if (!lead.more)
        return low;
    /* 19 digits pin the value down to less than the distance of two doubles. */
    uint64_t high = number_nearest(lead.m + 1, lead.exponent);
    if (low == high)
        return low;
    int order = decimal_against_half(d, low);
    return order > 0 || (order == 0 && (low & 1) != 0) ? high : low;
}

double lane_number_exact(const uint8_t *p, const uint8_t *end) {
    decimal d = decimal_split(p, end);
    return double_from_bits(decimal_nearest(&d) | (uint64_t)d.negative << 63);
}
