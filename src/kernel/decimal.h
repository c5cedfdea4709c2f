/* SPDX-License-Identifier: MIT */
/* Writes integers, and doubles and floats with the fewest digits that read back as the same number (of those, the
 * closest).
 *
 * A double becomes a decimal of sixteen digits and one more before it is written. The sixteen become a vector of
 * digits, which is stored twice: from its first digit on, and again one byte further for the digits after the dot. No
 * stored byte is loaded again, and there is no branch on the number of digits, which is unpredictable. */
#ifndef LANE_KERNEL_DECIMAL_H
#define LANE_KERNEL_DECIMAL_H

#include "../arch/simd.h"
#include "../number/format.h"
#include "../number/number.h"
#include "../base/techniques.h"

#define DECIMAL_TEN_15 1000000000000000u
#define DECIMAL_TEN_16 10000000000000000u

/* -- Integers -- */

/* Counts the digits before it makes them, so that the next store need not wait for them. */
LANE_INLINE uint8_t *decimal_put_u64(uint8_t *dst, uint64_t v) {
    if (v < FORMAT_SHORT)
        return format_short(dst, (unsigned)v);
    unsigned count = 16;
    if (LANE_UNLIKELY(v >= DECIMAL_TEN_16)) {
        dst = format_short(dst, (unsigned)(v / DECIMAL_TEN_16));
        v %= DECIMAL_TEN_16;
    } else {
        count = format_count_digits(v);
    }
    simd_digits_store(dst, simd_digits_make(v), 16 - count);
    return dst + count;
}

LANE_INLINE uint8_t *decimal_put_i64(uint8_t *dst, int64_t v) {
    *dst = '-';
    return decimal_put_u64(dst + (v < 0), v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

/* -- Layout of doubles -- */

/* Sixteen digits, `whole`, then one more, `last`. The first `skip` of the sixteen are zeros, which are not written.
 * `point` of the others stand before the dot; if it is negative, -point zeros stand between the dot and them. */
typedef struct {
    uint64_t whole;
    unsigned skip, last;
    int point;
} decimal;

static uint8_t *decimal_put_exponent(uint8_t *dst, int exponent, format_layout layout) {
    unsigned e = (unsigned)(exponent < 0 ? -exponent : exponent), hundreds = e / 100;
    unsigned count = 1 + (e >= 100) + ((e >= 10) | (layout == FORMAT_REPR));
    uint32_t digits = ('0' + hundreds) | (uint32_t)lane_load16(lane_digit_pairs + (size_t)2 * (e % 100)) << 8;
    dst[0] = 'e';
    dst[1] = (uint8_t)('+' + ('-' - '+') * (exponent < 0));
    lane_store32(dst + 2, digits >> (24 - 8 * count));
    return dst + 2 + count;
}

/* Writes a number that decimal_places does not cover: an exponent, or a point at the end of a layout's range. `end` of
 * the seventeen digits are left without trailing zeros; the digits up to it are not all zeros. */
static LANE_NOINLINE uint8_t *decimal_put_outside(uint8_t *dst, simd_digits digits, unsigned skip, unsigned last,
                                                  int point, unsigned end, format_layout layout) {
    unsigned count = end - skip;
    unsigned most = layout == FORMAT_REPR ? 4 : layout == FORMAT_PLAIN ? 5 : 6; /* zeros before the first digit */
    if ((unsigned)-point < most) {
        memcpy(dst, "0.000000", 8);
        dst += 2 - point;
        simd_digits_store(dst, digits, skip);
        dst[16 - skip] = (uint8_t)('0' + last);
        return dst + count;
    }
    if (point == 16 && layout != FORMAT_PLAIN_SINGLE) {
        simd_digits_store(dst, digits, skip);
        dst[16 - skip] = (uint8_t)('0' + last);
        dst[16] = '.';
        dst[17] = (uint8_t)('0' + (skip == 0 ? last : 0));
        return dst + 18;
    }
    simd_digits_store(dst, digits, skip);
    dst[1] = '.';
    simd_digits_store(dst + 2, digits, skip + 1);
    dst[17 - skip] = (uint8_t)('0' + last);
    return decimal_put_exponent(dst + (count > 1 ? count + 1 : 1), point - 1, layout);
}

#define DECIMAL_LOWEST (-3) /* points that every layout writes without an exponent */
#define DECIMAL_HIGHEST 15

/* Offsets in the text for one such point. `dot`: the dot. `zeros`: the text "0.000000", put after the number where it
 * is not needed. `before`: the number of digits before the dot. `moved`: by how much the digits after the dot move
 * up. */
typedef struct {
    uint8_t dot, zeros, before, moved;
} decimal_place;

#define DECIMAL_ABOVE(point) \
    { point, 24, point, 1 }
#define DECIMAL_BELOW(zeros) \
    { 1, 0, 0, 2 + zeros }
static const decimal_place decimal_places[DECIMAL_HIGHEST - DECIMAL_LOWEST + 1] = {
    DECIMAL_BELOW(3),  DECIMAL_BELOW(2),  DECIMAL_BELOW(1),  DECIMAL_BELOW(0),  DECIMAL_ABOVE(1),
    DECIMAL_ABOVE(2),  DECIMAL_ABOVE(3),  DECIMAL_ABOVE(4),  DECIMAL_ABOVE(5),  DECIMAL_ABOVE(6),
    DECIMAL_ABOVE(7),  DECIMAL_ABOVE(8),  DECIMAL_ABOVE(9),  DECIMAL_ABOVE(10), DECIMAL_ABOVE(11),
    DECIMAL_ABOVE(12), DECIMAL_ABOVE(13), DECIMAL_ABOVE(14), DECIMAL_ABOVE(15)};
#undef DECIMAL_ABOVE
#undef DECIMAL_BELOW

static_assert(1 + 24 + 8 <= LANE_NUMBER_ROOM, "a sign, leading zeros, and a store of 8 bytes");
static_assert(1 + DECIMAL_HIGHEST + 1 + 16 <= LANE_NUMBER_ROOM, "a sign, digits, a dot, and a store of 16 bytes");

/* Writes d, which is not 0. */
LANE_INLINE uint8_t *decimal_put(uint8_t *dst, decimal d, format_layout layout) {
    simd_digits digits = simd_digits_make(d.whole);
    unsigned zeros = simd_digits_zeros(digits) & (unsigned)bits_opaque(0 - (uint64_t)(d.last == 0));
    unsigned end = 16 + (d.last != 0) - zeros;
    unsigned row = (unsigned)(d.point - DECIMAL_LOWEST);
    if (LANE_UNLIKELY(row > DECIMAL_HIGHEST - DECIMAL_LOWEST))
        return decimal_put_outside(dst, digits, d.skip, d.last, d.point, end, layout);
    const decimal_place *place = &decimal_places[row];
    unsigned before = place->before, dot = place->dot;
    simd_digits_store(dst, digits, d.skip);
    lane_store64(dst + place->zeros, 0x3030303030302E30u);
    dst[dot] = '.';
    simd_digits_store(dst + before + place->moved, digits, d.skip + before);
    uint8_t *first = dst + place->moved - d.skip; /* where the first of the sixteen would be */
    first[16] = (uint8_t)('0' + d.last);
    uint8_t *stop = first + end, *least = dst + dot + 2;
    return stop > least ? stop : least;
}

/* -- Shortest digits -- */

/* Writes a float, given as sixteen digits. */
LANE_INLINE uint8_t *decimal_put_digits_of_single(uint8_t *dst, uint64_t sixteen, int point) {
    decimal d = {sixteen, 0, 0, point};
    if (LANE_UNLIKELY(point > 13)) {
        simd_digits digits = simd_digits_make(sixteen);
        return decimal_put_outside(dst, digits, 0, 0, point, 16 - simd_digits_zeros(digits), FORMAT_PLAIN_SINGLE);
    }
    return decimal_put(dst, d, FORMAT_PLAIN_SINGLE);
}

/* Writes c * 2^q by exact arithmetic; its lower neighbour is twice as near as the upper one if `uneven`. */
static LANE_NOINLINE uint8_t *decimal_put_exact(uint8_t *dst, uint64_t c, int q, bool uneven, format_layout layout) {
    lane_decimal r = lane_shortest(c, q, uneven);
    decimal d = {r.sixteen, 0, r.last, 17 + r.exponent};
    return layout == FORMAT_PLAIN_SINGLE ? decimal_put_digits_of_single(dst, d.whole, d.point)
                                         : decimal_put(dst, d, layout);
}

/* Finds the shortest digits by one multiplication, for the bits of a positive normal double that is not a power of two.
 * Returns false if rounding errors could change them.
 *
 * Let 10^k <= 2^q < 10^(k+1). The numbers that round to c * 2^q are an interval around it, 1 to 10 units of 10^k wide.
 * At most one multiple of 10^(k+1) lies inside. If there is one, it is the shortest; else the nearest multiple of 10^k
 * is. So the value, in units of 10^(k+1), is split into an integer and a fraction of 64 bits. Its distance from the
 * nearest integer is compared with half the width of the interval, and ten times the fraction is the last digit. The
 * fraction and the half are each less than one unit of 2^-64 too low, the distance is off by one more, and the tenfold
 * fraction by ten. */
LANE_INLINE bool decimal_of_double(uint64_t bits, decimal *ret) {
    int q = (int)(bits >> 52) - 1075;
    int k = log10_of_two(q) + 1;
    unsigned shift = (unsigned)bits_opaque((uint64_t)(10 - q - log2_of_ten(-k))); /* 11 to 14 */
    const uint64_t *power = lane_powers[-k - LANE_POWER_MIN];
    /* Loaded by itself: a multiplication with an operand in memory may wait for all earlier stores. */
    uint64_t power_high = bits_opaque(power[0]), power_low = bits_opaque(power[1]);
    uint64_t c = bits << 11 | (uint64_t)1 << 63;
    bits_u128 product = bits_multiply(power_high, c);
    uint64_t low = product.low + bits_multiply(power_low, c).high;
    uint64_t high = product.high + (low < product.low);
    uint64_t fraction = (high << (64 - shift)) + bits_opaque(low >> shift); /* opaque: no double-width shift */
    uint64_t half = power_high >> (shift - 10);
    bits_u128 ten = bits_multiply(fraction, 10);
    uint64_t distance = fraction ^ (0 - (fraction >> 63));
    if (LANE_UNLIKELY((distance - half + 3 <= 6) | (ten.low - (((uint64_t)1 << 63) - 32) <= 64)))
        return false;
    /* Selected by an opaque mask: else a compiler would branch. */
    uint64_t rounded = bits_opaque(0 - (uint64_t)(distance < half));
    ret->whole = (high >> shift) + (fraction + half < half);
    ret->last = (unsigned)((ten.high + (ten.low >> 63)) & ~rounded);
    ret->skip = ret->whole < DECIMAL_TEN_15; /* 10^14 < whole < 10^16 */
    ret->point = 16 + k - (int)ret->skip;
    return true;
}

/* Does the same for the bits of a float. The upper half of a power of ten is enough: the fraction and the half are each
 * less than 2^25 units of 2^-64 too low, and the margins are four times the errors that follow. *ret_sixteen has
 * sixteen digits. */
LANE_INLINE bool decimal_of_single(uint32_t bits, uint64_t *ret_sixteen, int *ret_point) {
    int q = (int)(bits >> 23) - 150;
    int k = log10_of_two(q) + 1;
    unsigned shift = (unsigned)(39 - q - log2_of_ten(-k)); /* 40 to 43 */
    uint64_t power = bits_opaque(lane_powers[-k - LANE_POWER_MIN][0]);
    uint64_t high = bits_multiply(power, (uint64_t)bits << 40 | (uint64_t)1 << 63).high;
    uint64_t fraction = high << (64 - shift);
    uint64_t half = power >> (shift - 39);
    bits_u128 ten = bits_multiply(fraction, 10);
    uint64_t distance = fraction ^ (0 - (fraction >> 63));
    const uint64_t near_half = (uint64_t)1 << 28, near_digit = (uint64_t)1 << 31;
    if (LANE_UNLIKELY((distance - half + near_half <= 2 * near_half) |
                      (ten.low - (((uint64_t)1 << 63) - near_digit) <= 2 * near_digit)))
        return false;
    uint64_t rounded = bits_opaque(0 - (uint64_t)(distance < half));
    uint64_t whole = (high >> shift) + (fraction + half < half);
    uint64_t digits = 10 * whole + ((ten.high + (ten.low >> 63)) & ~rounded);
    unsigned count = format_count_digits(digits); /* 7 to 9 */
    *ret_sixteen = digits * lane_tens[16 - count];
    *ret_point = (int)count + k - 1;
    return true;
}

/* -- Few decimals -- */

/* Finds the digits of x >= 0 if it is n / 10^6 with n below 10^15; else returns false. Two decimals of up to fifteen
 * digits are never the same double, so n's digits are the shortest. */
LANE_INLINE bool decimal_of_few(double x, decimal *ret) {
    if (!(x < 1e9))
        return false;
    uint64_t n = (uint64_t)(int64_t)(x * 1e6 + 0.5);
    if ((double)(int64_t)n / 1e6 != x)
        return false;
    ret->whole = n;
    ret->skip = 16 - format_count_digits(n | 1);
    ret->last = 0;
    ret->point = 10 - (int)ret->skip;
    return true;
}

/* Trying decimal_of_few saves a quarter of the time if it succeeds and costs a half if it fails. It is tried as long as
 * it succeeds for four numbers in five. After that it is tried again once every DECIMAL_GATE_WAIT numbers. */
#define DECIMAL_GATE_CREDIT 12
#define DECIMAL_GATE_PRICE 4
#define DECIMAL_GATE_WAIT 63

LANE_INLINE bool decimal_gate_open(format_gate *gate) {
    if (LANE_LIKELY(gate->wait == 0))
        return true;
    gate->wait--;
    return false;
}

LANE_INLINE void decimal_gate_hit(format_gate *gate) {
    gate->credit += gate->credit < DECIMAL_GATE_CREDIT;
}

LANE_INLINE void decimal_gate_missed(format_gate *gate) {
    bool rich = gate->credit >= DECIMAL_GATE_PRICE;
    gate->wait = rich ? 0 : DECIMAL_GATE_WAIT;
    gate->credit = (uint8_t)(rich ? gate->credit - DECIMAL_GATE_PRICE : 0);
}

/* -- Entry points -- */

/* Writes the double >= 0 of these bits without decimal_of_double. Tries decimal_of_few first, since powers of two with
 * few decimals, like 0.5 and 2, are too frequent for exact arithmetic. */
static LANE_NOINLINE uint8_t *decimal_put_exact_double(uint8_t *dst, uint64_t bits, format_layout layout) {
    uint64_t fraction = bits & bits_below(52);
    int biased = (int)(bits >> 52);
    decimal d;
    if (bits == 0) {
        memcpy(dst, "0.0", 3);
        return dst + 3;
    }
    if (decimal_of_few(double_from_bits(bits), &d))
        return decimal_put(dst, d, layout);
    if (biased == 0)
        return decimal_put_exact(dst, fraction, -1074, false, layout);
    return decimal_put_exact(dst, fraction | (uint64_t)1 << 52, biased - 1075, fraction == 0 && biased > 1, layout);
}

/* Writes the double >= 0 of these bits. */
static LANE_NOINLINE uint8_t *decimal_put_many(uint8_t *dst, uint64_t bits, format_layout layout) {
    decimal d;
    if (LANE_UNLIKELY((bits & bits_below(52)) == 0 || bits >> 52 == 0) || LANE_UNLIKELY(!decimal_of_double(bits, &d)))
        return decimal_put_exact_double(dst, bits, layout);
    return decimal_put(dst, d, layout);
}

/* Writes v, which is finite, in `layout`. */
LANE_INLINE uint8_t *decimal_put_double(uint8_t *dst, double v, format_layout layout, format_gate *gate) {
    uint64_t bits = double_to_bits(v);
    *dst = '-';
    dst += bits >> 63;
    bits = bits_opaque(bits << 1) >> 1; /* opaque: else clang makes it depend on dst through a partial register */
    LANE_ASSUME(bits >> 52 != 0x7FF);
    decimal d;
    if (LANE_HAS_DECIMALS && decimal_gate_open(gate)) {
        if (LANE_LIKELY(decimal_of_few(double_from_bits(bits), &d))) {
            decimal_gate_hit(gate);
            if (LANE_LIKELY(bits != 0))
                return decimal_put(dst, d, layout);
            memcpy(dst, "0.0", 3);
            return dst + 3;
        }
        decimal_gate_missed(gate);
    }
    return decimal_put_many(dst, bits, layout);
}

/* Writes the float >= 0 of these bits without decimal_of_single. Powers of two from 2^-6 to 2^23 have few digits, or
 * are integers less than one apart from their neighbours: their own digits are the shortest. */
static LANE_NOINLINE uint8_t *decimal_put_exact_single(uint8_t *dst, uint32_t bits) {
    uint32_t fraction = bits & 0x7FFFFF;
    int biased = (int)(bits >> 23);
    float v;
    decimal d;
    if (bits == 0) {
        memcpy(dst, "0.0", 3);
        return dst + 3;
    }
    memcpy(&v, &bits, sizeof v);
    if (fraction == 0 && biased >= 127 - 6 && biased <= 127 + 23 && decimal_of_few(v, &d))
        return decimal_put(dst, d, FORMAT_PLAIN_SINGLE);
    if (biased == 0)
        return decimal_put_exact(dst, fraction, -149, false, FORMAT_PLAIN_SINGLE);
    return decimal_put_exact(dst, fraction | 1u << 23, biased - 150, fraction == 0 && biased > 1, FORMAT_PLAIN_SINGLE);
}

/* Writes the shortest digits that read back as the same float of 32 bits, as FORMAT_PLAIN_SINGLE. v is finite. */
LANE_INLINE uint8_t *decimal_put_single(uint8_t *dst, float v) {
    uint32_t bits;
    uint64_t sixteen;
    int point;
    memcpy(&bits, &v, sizeof bits);
    *dst = '-';
    dst += bits >> 31;
    bits &= 0x7FFFFFFF;
    LANE_ASSUME(bits >> 23 != 0xFF);
    if (LANE_UNLIKELY((bits & 0x7FFFFF) == 0 || bits >> 23 == 0) ||
        LANE_UNLIKELY(!decimal_of_single(bits, &sixteen, &point)))
        return decimal_put_exact_single(dst, bits);
    return decimal_put_digits_of_single(dst, sixteen, point);
}

#endif
