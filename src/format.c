/* SPDX-License-Identifier: MIT */
/* Long integers and doubles as text.
 *
 * Digits are made eight at a time in a 64-bit word, the first in its lowest byte, and stored left-aligned: what follows
 * the last one is overwritten or lies within LANE_NUMBER_ROOM. */
#include "format.h"

#include "arch/baseline.h"
#include "number.h"

#define ASCII_ZEROS 0x3030303030303030u
#define TEN_16 10000000000000000u /* a constant, unlike lane_tens[16], so that no division is left of it */

/* Number of decimal digits of v, which is not 0. */
LANE_INLINE unsigned count_digits(uint64_t v) {
    unsigned guess = ((64 - bits_clz64(v)) * 1233) >> 12; /* bits * log10(2): the number of digits, or one less */
    return guess + (v >= lane_tens[guess]);
}

uint8_t *lane_format_long(uint8_t *dst, uint64_t v) {
    if (v < 100000000) {
        unsigned count = count_digits(v);
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
    unsigned count = count_digits(v) - 8;
    uint64_t high = v / 100000000;
    lane_store64(dst, (baseline_digits8((uint32_t)high) | ASCII_ZEROS) >> (64 - 8 * count));
    lane_store64(dst + count, baseline_digits8((uint32_t)(v - high * 100000000)) | ASCII_ZEROS);
    return dst + count + 8;
}

/* a if condition (0 or 1), else b, without a branch: what is selected here is as good as random, and a compiler that
 * sees through it would jump. */
LANE_INLINE uint64_t select_word(uint64_t condition, uint64_t a, uint64_t b) {
    uint64_t mask = 0 - condition;
#if defined(__GNUC__)
    __asm__("" : "+r"(mask));
#endif
    return b ^ ((a ^ b) & mask);
}

/* A decimal of seventeen digits, the first not 0: (sixteen * 10 + last) * 10^exponent. */
typedef struct {
    uint64_t sixteen;
    uint64_t last;
    int exponent;
} decimal;

/* digits * 10^exponent */
typedef struct {
    uint64_t digits;
    int exponent;
} shortest;

/* floor(log10(2^q)) and, for the wider gap below a power of two, floor(log10(3/4 * 2^q)); |q| <= 1100. */
LANE_INLINE int log10_of_two(int q) {
    return (q * 1262611) >> 22;
}
LANE_INLINE int log10_of_three_quarters(int q) {
    return (q * 1262611 - 524031) >> 22;
}

/* The upper 64 bits of g * c / 2^64, with the lowest bit set if anything but the rounding of g lies below. */
LANE_INLINE uint64_t multiply_to_odd(bits_u128 g, uint64_t c) {
    bits_u128 product = bits_multiply(g.high, c);
    uint64_t low = product.low + bits_multiply(g.low, c).high;
    return (product.high + (low < product.low)) | (low > 1);
}

/* The shortest digits of c * 2^q, exactly (Raffaello Giulietti, "The Schubfach way to render doubles", 2020). The lower
 * neighbour is twice as near if `uneven`. */
static shortest shortest_of_interval(uint64_t c, int q, bool uneven) {
    int k = uneven ? log10_of_three_quarters(q) : log10_of_two(q);
    int h = q + log2_of_ten(-k) + 1;
    const uint64_t *power = lane_powers[-k - LANE_POWER_MIN];
    bits_u128 g = {power[0], power[1] + (-k > 55)};
    /* Four times the bounds of what rounds to c, and c itself, in units of 10^k. */
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

static LANE_NOINLINE decimal shortest_exact(uint64_t c, int q, bool uneven) {
    shortest r = shortest_of_interval(c, q, uneven);
    for (; r.digits < TEN_16; r.exponent--)
        r.digits *= 10;
    return (decimal){r.digits / 10, r.digits % 10, r.exponent};
}

/* The same by one multiplication, for the bits of a positive normal double that is no power of two.
 *
 * With 10^k <= 2^q < 10^(k+1), the numbers that round to c * 2^q are an interval of 1 to 10 units of 10^k around it. At
 * most one multiple of 10^(k+1) lies within, which then is the shortest; else the nearest multiple of 10^k does. So in
 * units of 10^(k+1) the value is split into integer and fraction, of 64 bits: the fraction is compared with half the
 * width of the interval, and ten times it is the last digit. Fraction and half are known to two units of 2^-64; what is
 * nearer than that to a decision is left to the exact way. */
LANE_INLINE decimal shortest_regular(uint64_t bits) {
    int q = (int)(bits >> 52) - 1075;
    int k = log10_of_two(q) + 1;
    unsigned down_shift = (unsigned)-(q + log2_of_ten(-k) + 1); /* 0 to 3 */
    const uint64_t *power = lane_powers[-k - LANE_POWER_MIN];
    uint64_t c = (bits << 11 | (uint64_t)1 << 63) >> down_shift;
    bits_u128 product = bits_multiply(power[0], c);
    uint64_t carry = bits_multiply(power[1], c).high;
    uint64_t low = product.low + carry;
    uint64_t high = product.high + (low < carry);
    uint64_t fraction = high << 53 | low >> 11;
    uint64_t half = power[0] >> (1 + down_shift);
    bits_u128 ten = bits_multiply(fraction, 10);
    if (LANE_UNLIKELY((fraction - half + 2 <= 4) | (fraction + half + 2 <= 4) |
                      (ten.low - (((uint64_t)1 << 63) - 32) <= 64)))
        return shortest_exact((bits & bits_below(52)) | (uint64_t)1 << 52, q, false);
    uint64_t down = fraction < half, up = fraction + half < half;
    uint64_t whole = (high >> 11) + up;
    uint64_t last = select_word(down | up, 0, ten.high + (ten.low >> 63));
    /* 10^14 < whole < 10^16: to sixteen digits. */
    uint64_t few = whole < TEN_16 / 10;
    return (decimal){select_word(few, whole * 10 + last, whole), select_word(few, 0, last), k - 1 - (int)few};
}

static uint8_t *write_exponent(uint8_t *dst, int exponent, format_layout layout) {
    *dst++ = 'e';
    *dst++ = exponent < 0 ? '-' : '+';
    unsigned e = (unsigned)(exponent < 0 ? -exponent : exponent);
    if (e < 10 && layout == FORMAT_REPR)
        *dst++ = '0';
    return format_u64(dst, e);
}

/* d in the layout. */
LANE_INLINE uint8_t *write_decimal(uint8_t *dst, decimal d, format_layout layout) {
    uint64_t high = d.sixteen / 100000000;
    uint64_t words[2];
    baseline_digits16((uint32_t)high, (uint32_t)(d.sixteen - high * 100000000), words);
    uint64_t a = words[0], b = words[1];
    /* Digits up to the last that is not 0. */
    unsigned count = LANE_LIKELY(b != 0) ? 16 - (bits_clz64(b) >> 3) : 8 - (bits_clz64(a) >> 3);
    count = (unsigned)select_word(d.last != 0, 17, count);
    int point = 17 + d.exponent; /* digits before the dot */
    a |= ASCII_ZEROS;
    b |= ASCII_ZEROS;
    uint8_t last = (uint8_t)('0' + d.last);
    if (LANE_LIKELY(point > 0 && point <= (layout == FORMAT_PLAIN_SINGLE ? 13 : 16))) {
        /* The digits after the dot, moved to the front of the two words. */
        unsigned shift = 8 * (unsigned)point;
        uint64_t tail = b >> (shift & 63), tail_high = 0;
        if (shift < 64) {
            tail_high = tail;
            tail = a >> shift | b << (64 - shift);
        }
        lane_store64(dst, a);
        lane_store64(dst + 8, b);
        dst[point] = '.';
        lane_store64(dst + point + 1, tail);
        lane_store64(dst + point + 9, tail_high);
        dst[17] = last;
        return dst + 1 + (count > (unsigned)point + 1 ? count : (unsigned)point + 1);
    }
    int lowest = layout == FORMAT_REPR ? -4 : layout == FORMAT_PLAIN ? -5 : -6;
    if (point <= 0 && point > lowest) {
        memcpy(dst, "0.000000", 8);
        dst += 2 - point;
        lane_store64(dst, a);
        lane_store64(dst + 8, b);
        dst[16] = last;
        return dst + count;
    }
    dst[0] = (uint8_t)a;
    dst[1] = '.';
    lane_store64(dst + 2, a >> 8);
    lane_store64(dst + 9, b);
    dst[17] = last;
    return write_exponent(dst + (count > 1 ? count + 1 : 1), point - 1, layout);
}

/* x, if it is n / 10^6 for an n below 10^15: so few digits belong to one double only, so they are the shortest. NULL if
 * not. 10^-3 <= x < 10^9. */
LANE_INLINE uint8_t *write_few_decimals(uint8_t *dst, double x) {
    uint64_t n = (uint64_t)(int64_t)(x * 1e6 + 0.5);
    if ((double)(int64_t)n / 1e6 != x)
        return NULL;
    uint32_t whole = (uint32_t)(n / 1000000), fraction = (uint32_t)(n - (uint64_t)whole * 1000000);
    dst = format_u64(dst, whole);
    uint64_t digits = baseline_digits8(fraction * 100);
    *dst = '.';
    lane_store64(dst + 1, digits | ASCII_ZEROS);
    return dst + 9 - (bits_clz64(digits | 1) >> 3);
}

/* Whether the decimal path may be tried: always after a success, ever more rarely after failures in a row. */
LANE_INLINE bool gate_open(format_gate *gate) {
    if (LANE_LIKELY(gate->wait == 0))
        return true;
    gate->wait--;
    return false;
}

LANE_INLINE void gate_missed(format_gate *gate) {
    gate->misses += gate->misses < 7;
    gate->wait = (uint8_t)((1u << gate->misses) - 2);
}

uint8_t *lane_format_double(uint8_t *dst, double v, format_layout layout, format_gate *gate) {
    uint64_t bits = double_to_bits(v);
    *dst = '-';
    dst += bits >> 63;
    bits &= bits_below(63);
    uint64_t fraction = bits & bits_below(52);
    int biased = (int)(bits >> 52);
    LANE_ASSUME(biased != 0x7FF);
    if (gate_open(gate)) {
        double x = double_from_bits(bits);
        if (bits == 0) {
            memcpy(dst, "0.0", 3);
            return dst + 3;
        }
        uint8_t *end = x < 1e9 && x >= 1e-3 ? write_few_decimals(dst, x) : NULL;
        if (LANE_LIKELY(end != NULL)) {
            gate->misses = 0;
            return end;
        }
        gate_missed(gate);
    }
    decimal d;
    if (LANE_LIKELY(fraction != 0 && biased != 0)) {
        d = shortest_regular(bits);
    } else if (biased != 0) {
        d = shortest_exact((uint64_t)1 << 52, biased - 1075, biased > 1);
    } else if (fraction != 0) {
        d = shortest_exact(fraction, -1074, false);
    } else {
        memcpy(dst, "0.0", 3);
        return dst + 3;
    }
    return write_decimal(dst, d, layout);
}

uint8_t *lane_format_single(uint8_t *dst, float v) {
    uint32_t bits;
    memcpy(&bits, &v, sizeof bits);
    *dst = '-';
    dst += bits >> 31;
    uint32_t fraction = bits & 0x7FFFFF;
    int biased = (int)(bits >> 23 & 0xFF);
    LANE_ASSUME(biased != 0xFF);
    if (biased == 0 && fraction == 0) {
        memcpy(dst, "0.0", 3);
        return dst + 3;
    }
    decimal d = biased == 0 ? shortest_exact(fraction, -149, false)
                            : shortest_exact(fraction | 1u << 23, biased - 150, fraction == 0 && biased > 1);
    return write_decimal(dst, d, FORMAT_PLAIN_SINGLE);
}
