/* SPDX-License-Identifier: MIT */
/* Reads numbers of RFC 8259: their end and their value.
 *
 * Single bytes are read up to and including *end. The caller ensures that *end is readable and not part of a number, or
 * that a byte before it ends the number. Wider reads stay within [p, end). */
#ifndef LANE_KERNEL_DIGITS_H
#define LANE_KERNEL_DIGITS_H

#include <float.h>

#include "../arch/simd.h"
#include "../number/number.h"
#include "../number/words.h"
#include "../base/tables.h"

/* The value of a longer run of digits is not needed: 64 bits hold no integer of more than 20 digits, and more digits of
 * a fraction only if it begins with zeros. */
#define DIGITS_MOST 24

/* Returns the end of the run of digits at p. */
LANE_INLINE const uint8_t *digits_skip(const uint8_t *p, const uint8_t *end) {
    while (end - p >= 8) {
        uint64_t foreign = digits_foreign(digits_strip(lane_load64(p)));
        if (foreign != 0)
            return p + (bits_ctz64(foreign) >> 3);
        p += 8;
    }
    while (lane_is_digit(*p))
        p++;
    return p;
}

/* Does the same for a long run. It is a separate function: whole vectors would make every call of the number reader
 * align the stack and clear the vectors. */
static LANE_NOINLINE LANE_MAYBE_UNUSED const uint8_t *digits_skip_far(const uint8_t *p, const uint8_t *end) {
    while (SIMD_WIDTH > 8 && end - p >= SIMD_WIDTH) {
        const simd_u8 digits = simd_xor(simd_load(p), simd_splat('0'));
        const uint64_t others = simd_mask(simd_le(digits, simd_splat(9))) ^ SIMD_ALL;
        if (others != 0)
            return p + bits_ctz64(others);
        p += SIMD_WIDTH;
    }
    return digits_skip(p, end);
}

/* Appends the run of digits at p to *m if it has at most three digits and `end` is not too close. Returns its end, or
 * NULL. */
LANE_INLINE const uint8_t *digits_few(const uint8_t *p, const uint8_t *end, uint64_t *m) {
    if (LANE_UNLIKELY(end - p < 4))
        return NULL;
    const uint32_t stripped = lane_load32(p) ^ 0x30303030u;
    const uint32_t foreign = ((stripped + 0x76767676u) | stripped) & 0x80808080u;
    if (foreign == 0)
        return NULL;
    const unsigned count = bits_ctz64(foreign) >> 3;
    const uint32_t moved = stripped << (24 - 8 * count) << 8; /* after zeros */
    const uint32_t pairs = moved * 10 + (moved >> 8);
    *m = *m * lane_tens[count] + ((pairs & 0x00FF00FFu) * ((100u << 16) + 1) >> 16);
    return p + count;
}

/* Appends the run of digits at p to *m, modulo 2^64; of more than DIGITS_MOST digits, only some. Returns its end. */
LANE_INLINE const uint8_t *digits_run(const uint8_t *p, const uint8_t *end, uint64_t *m) {
    const uint8_t *const most = p + DIGITS_MOST;
    uint64_t v = *m;
    /* If the vocabulary counts and converts in a few instructions, takes a number's digits at once. Otherwise, and near
     * the end, goes by words. */
    if (SIMD_LOOKUP_IS_FAST && LANE_LIKELY(end - p >= 16)) {
        unsigned count;
        uint64_t next = simd_digits_prefix(p, &count);
        v = v * lane_tens[count] + next;
        p += count;
        if (LANE_LIKELY(count < 16)) {
            *m = v;
            return p;
        }
        const uint8_t *few = digits_few(p, end, &v); /* doubles have 17 digits at most */
        if (LANE_LIKELY(few != NULL)) {
            *m = v;
            return few;
        }
    }
    while (end - p >= 8) {
        uint64_t stripped = digits_strip(lane_load64(p));
        uint64_t foreign = digits_foreign(stripped);
        if (foreign != 0) {
            unsigned count = bits_ctz64(foreign) >> 3;
            *m = v * lane_tens[count] + digits_value_of(stripped, count);
            return p + count;
        }
        v = v * 100000000 + digits_value(stripped);
        p += 8;
        if (LANE_UNLIKELY(p >= most)) {
            *m = v;
            return digits_skip_far(p, end);
        }
    }
    for (unsigned digit; (digit = (unsigned)*p - '0') <= 9; p++)
        v = v * 10 + digit;
    *m = v;
    return p;
}

/* Reads the exponent at p, if there is one. Returns its end, or p. *ret_exponent saturates far beyond the number of
 * digits that an input can hold. */
LANE_INLINE const uint8_t *digits_exponent(const uint8_t *p, int64_t *ret_exponent) {
    const uint8_t *q = p + 1;
    bool negative = *q == '-';
    q += negative || *q == '+';
    unsigned digit = (unsigned)*q - '0';
    if (digit > 9)
        return p;
    int64_t exponent = 0;
    do {
        exponent = exponent < INT64_MAX / 20 ? exponent * 10 + digit : exponent;
        digit = (unsigned)*++q - '0';
    } while (digit <= 9);
    *ret_exponent = negative ? -exponent : exponent;
    return q;
}

/* Returns m * 10^exponent. m has not overflowed. */
LANE_INLINE double digits_double(uint64_t m, int64_t exponent, bool negative) {
    if (FLT_EVAL_METHOD == 0 && m >> 53 == 0 && exponent <= 22 && exponent >= -22) {
        /* Both are exact doubles, so one operation rounds once. */
        double d = (double)(int64_t)m;
        d = exponent < 0 ? d / lane_exact_tens[-exponent] : d * lane_exact_tens[exponent];
        return double_from_bits(double_to_bits(d) | (uint64_t)negative
                                                        << 63); /* no branch: signs are hard to predict */
    }
    uint64_t bits = LANE_LIKELY(m != 0) ? number_nearest(m, exponent) : 0;
    return double_from_bits(bits | (uint64_t)negative << 63);
}

/* Does the same for a number of at most 19 digits, at least one of them after the dot, and no exponent. Doubles written
 * in full have 16 or 17 digits, on both sides of 2^53, so a branch there would be unpredictable; few have 15. */
LANE_INLINE double digits_fraction(uint64_t m, int64_t exponent, bool negative) {
    uint64_t bits;
    if (FLT_EVAL_METHOD == 0 && m >> 50 == 0)
        bits = double_to_bits((double)(int64_t)m / lane_exact_tens[-exponent]);
    else
        bits = LANE_LIKELY(m != 0) ? number_round(m, exponent, true) : 0;
    return double_from_bits(bits | (uint64_t)negative << 63);
}

/* Sets *ret to the integer of `count` digits whose value modulo 2^64 is m. */
LANE_INLINE void digits_integer(uint64_t m, ptrdiff_t count, const uint8_t *first, bool negative, lane_number *ret) {
    ret->kind = LANE_NUMBER_INT;
    ret->u = negative ? 0 - m : m;
    if (LANE_LIKELY(count <= 18))
        return;
    /* Twenty digits that begin with 1 wrap to less than 10^19 if and only if their value is 2^64 or more. */
    bool fits = count == 19 || (count == 20 && *first == '1' && m >= lane_tens[19]);
    if (!fits || (negative && m > (uint64_t)1 << 63))
        ret->kind = LANE_NUMBER_BIG;
    else if (!negative && m >> 63 != 0)
        ret->kind = LANE_NUMBER_UINT;
}

/* Finishes the rare numbers after the mantissa: those with an exponent, or perhaps with too many digits for m.
 * `exponent` is that of the mantissa's last digit, 0 for an integer. Returns the number's end. */
static LANE_NOINLINE LANE_MAYBE_UNUSED const uint8_t *
number_parse_long(const uint8_t *start, const uint8_t *mantissa_end, uint64_t m, int64_t exponent, lane_number *ret) {
    const bool negative = *start == '-';
    const uint8_t *first = start + negative, *p = mantissa_end;
    ptrdiff_t count = mantissa_end - first - (exponent != 0);
    int64_t shift = 0;
    if ((*p | 0x20) == 'e')
        p = digits_exponent(p, &shift);
    if (exponent == 0 && p == mantissa_end) {
        digits_integer(m, count, first, negative, ret);
        return p;
    }
    const uint8_t *dot = exponent == 0 ? mantissa_end : mantissa_end + exponent - 1;
    if (LANE_UNLIKELY(count > 19) && *first == '0' && exponent >= -DIGITS_MOST) {
        const uint8_t *zero = dot;
        do
            count--; /* first for the zero before the dot */
        while (*++zero == '0');
    }
    ret->kind = LANE_NUMBER_DOUBLE;
    ret->d = LANE_LIKELY(count <= 19) ? digits_double(m, exponent + shift, negative)
                                      : lane_digits_nearest(first, dot, mantissa_end, shift, negative);
    return p;
}

/* Reads the longest number at p to *ret. Returns its end, or NULL if there is none. -0 is the integer 0. */
LANE_INLINE const uint8_t *number_parse(const uint8_t *p, const uint8_t *end, lane_number *ret) {
    const uint8_t *start = p;
    bool negative = *p == '-';
    p += negative;
    uint64_t m = (uint64_t)*p - '0';
    if (m > 9)
        return NULL;
    const uint8_t *first = p++;
    if (m != 0) {
        unsigned digit = (unsigned)*p - '0';
        if (digit <= 9) {
            m = m * 10 + digit;
            digit = (unsigned)*++p - '0';
            if (digit <= 9) {
                m = m * 10 + digit;
                digit = (unsigned)*++p - '0';
                if (digit <= 9)
                    p = digits_run(p, end, &m);
            }
        }
    }
    const uint8_t *digits = p;
    int64_t exponent = 0;
    if (*p == '.') {
        const uint8_t *fraction = p + 1;
        const uint8_t *stop = digits_run(fraction, end, &m);
        if (LANE_LIKELY(stop != fraction)) {
            exponent = fraction - stop;
            p = stop;
        }
    }
    /* "1.e5" ends before its dot, so an exponent counts only after digits. A word holds 18 digits of an integer, or 19
     * and the dot of a fraction. */
    if ((*p | 0x20) == 'e' || LANE_UNLIKELY(p - first > 18 + 2 * (exponent != 0))) {
        lane_number copy; /* so that *ret may live in registers */
        p = number_parse_long(start, p, m, exponent, &copy);
        *ret = copy;
        return p;
    }
    if (p == digits) {
        ret->kind = LANE_NUMBER_INT;
        ret->u = (m ^ (0 - (uint64_t)negative)) + negative; /* no branch, as for doubles */
        return p;
    }
    ret->kind = LANE_NUMBER_DOUBLE;
    ret->d = digits_fraction(m, exponent, negative);
    return p;
}

/* Returns the end of the longest number at p, without its exponent; NULL if there is none. *ret_integer: it has no
 * fraction. */
LANE_INLINE const uint8_t *number_scan_mantissa(const uint8_t *p, const uint8_t *end, bool *ret_integer) {
    p += *p == '-';
    unsigned digit = (unsigned)*p - '0';
    if (digit > 9)
        return NULL;
    p = digit == 0 ? p + 1 : digits_skip(p + 1, end);
    *ret_integer = *p != '.' || (unsigned)p[1] - '0' > 9;
    return *ret_integer ? p : digits_skip(p + 2, end);
}

/* Returns the end of the longest number at p, or NULL if there is none. *ret_integer: it has neither fraction nor
 * exponent. */
LANE_INLINE const uint8_t *number_scan(const uint8_t *p, const uint8_t *end, bool *ret_integer) {
    p = number_scan_mantissa(p, end, ret_integer);
    if (p != NULL && (*p | 0x20) == 'e') {
        int64_t exponent;
        const uint8_t *const mantissa_end = p;
        p = digits_exponent(p, &exponent);
        *ret_integer &= p == mantissa_end;
    }
    return p;
}

/* Returns the end of the number at p if it has no exponent and is in a double's range; else NULL, and number_parse
 * decides. A vector holds nearly every number: its first byte that is not a digit ends the number, or is the dot. */
LANE_INLINE const uint8_t *number_pass(const uint8_t *p, const uint8_t *end) {
    enum { IN_RANGE = 300 /* digits */ };
    const uint8_t *q = p + (*p == '-');
    if (SIMD_WIDTH > 8 && LANE_LIKELY(end - q >= SIMD_WIDTH)) {
        const simd_u8 digits = simd_le(simd_xor(simd_load(q), simd_splat('0')), simd_splat(9));
        uint64_t others = ~simd_mask(digits) & (UINT64_MAX >> (64 - SIMD_WIDTH));
        const unsigned integer = others != 0 ? bits_ctz64(others) : 0;
        if (LANE_LIKELY(integer != 0 && (*q != '0' || integer == 1))) {
            const uint64_t dot = q[integer] == '.';
            unsigned stop = integer;
            others = bits_clear_lowest(others);
            if (dot)
                stop = others != 0 ? bits_ctz64(others) : 0;
            if (LANE_LIKELY(stop != 0 && !(dot && stop == integer + 1) && (q[stop] | 0x20) != 'e'))
                return q + stop;
        }
    }
    bool integer;
    const uint8_t *stop = number_scan_mantissa(p, end, &integer);
    return stop != NULL && (*stop | 0x20) != 'e' && stop - p <= IN_RANGE ? stop : NULL;
}

#endif
