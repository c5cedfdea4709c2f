/* SPDX-License-Identifier: MIT */
/* The nearest double of a number of any length. Where 19 digits do not decide, compares big integers. */
#include "number.h"
#include "words.h"

/* A point half-way between two doubles has at most 767 significant digits (the one above the largest subnormal). So one
 * more digit that says whether the rest is zero is enough. */
#define DIGITS_MAX 768

/* Limbs of 64 bits for the larger side of a comparison. The digits are below 10^769 < 2^2555. A half-way point of 54
 * bits is multiplied by at most 5^1093 < 2^2538: 769 digits with a decimal exponent below -1093 are below the range of
 * doubles. The side that is shifted to match the other is within a factor of two of it. */
#define BIG_LIMBS 42

typedef struct {
    unsigned count; /* limbs in use; the highest is not 0 */
    uint64_t limb[BIG_LIMBS];
} big;

static_assert(BIG_LIMBS * 64 >= 54 + 2538 + 64, "the largest product and one limb of carry fit");

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

/* The digits [first, last), perhaps with a dot among them; `exponent` is that of the last digit. */
typedef struct {
    const uint8_t *first, *last;
    int64_t exponent;
} decimal;

/* Sets *ret to all digits of d, or to DIGITS_MAX of them and a 1 if the rest is not 0. Returns the exponent of its last
 * digit. */
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

/* Returns whether d, which is between the double of these bits and the next larger one, rounds to the larger one. */
static LANE_COLD bool decimal_is_above(const decimal *d, uint64_t bits) {
    big value, half = {.count = 0};
    int64_t exponent = decimal_digits(d, &value);
    uint64_t fraction = bits & bits_below(52);
    int biased = (int)(bits >> 52);
    /* The double is mantissa * 2^scale. */
    uint64_t mantissa = biased == 0 ? fraction : fraction | (uint64_t)1 << 52;
    int64_t scale = (biased == 0 ? 1 : biased) - 1075;
    big_push(&half, 2 * mantissa + 1);
    int64_t twos = scale - 1; /* powers of two in half, less those in value */
    if (exponent >= 0)
        big_multiply_five(&value, exponent);
    else
        big_multiply_five(&half, -exponent);
    twos -= exponent;
    if (twos >= 0)
        big_shift_left(&half, twos);
    else
        big_shift_left(&value, -twos);
    const int order = big_compare(&value, &half);
    return order > 0 || (order == 0 && (bits & 1) != 0);
}

/* Returns eight digits, from digit i on. The first digit is at p, and the dot is before digit `dot`. Reads nine
 * bytes. */
LANE_INLINE uint64_t decimal_word(const uint8_t *p, ptrdiff_t dot, ptrdiff_t i) {
    const uint64_t before = dot <= i ? 0 : dot >= i + 8 ? UINT64_MAX : bits_below(8 * (unsigned)(dot - i));
    return digits_strip((lane_load64(p + i) & before) | (lane_load64(p + i + 1) & ~before));
}

/* Returns the first 19 of at least 20 digits. */
LANE_INLINE uint64_t decimal_nineteen(const uint8_t *p, ptrdiff_t dot) {
    const uint64_t last_three = decimal_word(p, dot, 11) & ~bits_below(40);
    return digits_value(decimal_word(p, dot, 0)) * 100000000000 + digits_value(decimal_word(p, dot, 8)) * 1000 +
           digits_value(last_three);
}

/* Returns the bits of the double that is nearest to every number in [m * 10^q, (m + 1) * 10^q); UINT64_MAX if there is
 * none or if this quick way cannot tell. See number_round: here the upper half of the product of m and the power is at
 * most one too small, and that of m + 1 at most 2^zeros larger. */
LANE_INLINE uint64_t decimal_sure(uint64_t m, int64_t q) {
    if (LANE_UNLIKELY(q < LANE_POWER_MIN || q > 308))
        return UINT64_MAX;
    const unsigned zeros = bits_clz64(m);
    const uint64_t high = bits_multiply(m << zeros, lane_powers[q - LANE_POWER_MIN][0]).high;
    const unsigned top = (unsigned)(high >> 63);
    const uint64_t below = bits_below(top + 9), rest = high & below, mantissa = high >> (top + 9);
    const int exponent = log2_of_ten((int)q) + (int)top - (int)zeros + 63 + 1023;
    if (LANE_UNLIKELY(rest < 2 || rest + ((uint64_t)1 << zeros) + 1 > below || exponent <= 0 || exponent >= 2046))
        return UINT64_MAX;
    return ((mantissa + (mantissa & 1)) >> 1) + ((uint64_t)(exponent - 1) << 52);
}

double lane_digits_nearest(const uint8_t *first, const uint8_t *dot, const uint8_t *last, int64_t exponent,
                           bool negative) {
    const uint8_t *p = first;
    while (p < last && (*p == '0' || p == dot))
        p++;
    /* before: digits before the dot; negative if zeros follow the dot */
    const ptrdiff_t before = dot - p + (p > dot), count = last - p - (p < dot && dot < last);
    uint64_t bits = 0;
    if (LANE_LIKELY(count > 19)) {
        const uint64_t m = decimal_nineteen(p, p < dot ? before : 19);
        exponent += before - 19;
        bits = decimal_sure(m, exponent);
        if (LANE_UNLIKELY(bits == UINT64_MAX)) {
            bits = number_nearest(m, exponent);
            /* Nineteen digits fix the value to within less than the distance of two doubles. */
            if (bits != number_nearest(m + 1, exponent))
                bits += decimal_is_above(&(decimal){p, last, exponent + 19 - count}, bits);
        }
    } else if (count > 0) {
        uint64_t m = 0;
        for (; p < last; p++)
            m = p == dot ? m : m * 10 + (uint64_t)(*p - '0');
        bits = number_nearest(m, exponent + before - count);
    }
    return double_from_bits(bits | (uint64_t)negative << 63);
}

/* Returns the exponent that is written at p: a sign and digits. It stops growing far beyond what digits could make up
 * for. */
static int64_t written_exponent(const uint8_t *p, const uint8_t *end) {
    const bool negative = *p == '-';
    int64_t exponent = 0;
    for (p += negative || *p == '+'; p < end; p++)
        exponent = exponent < INT64_MAX / 20 ? exponent * 10 + (*p - '0') : exponent;
    return negative ? -exponent : exponent;
}

/* Returns the end of the digits at p. */
static const uint8_t *digits_end(const uint8_t *p, const uint8_t *end) {
    while (end - p >= 8 && digits_foreign(digits_strip(lane_load64(p))) == 0)
        p += 8;
    while (p < end && lane_is_digit(*p))
        p++;
    return p;
}

double lane_number_exact(const uint8_t *p, const uint8_t *end) {
    const bool negative = *p == '-';
    const uint8_t *first = p + negative, *dot = digits_end(first, end), *last = dot;
    if (last < end && *last == '.')
        last = digits_end(last + 1, end);
    return lane_digits_nearest(first, dot, last, last < end ? written_exponent(last + 1, end) : 0, negative);
}
