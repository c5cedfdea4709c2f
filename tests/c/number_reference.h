/* SPDX-License-Identifier: MIT */
/* The oracle of numbers: RFC 8259's grammar byte by byte, values by strtod, digits by printf. */
#ifndef NUMBER_REFERENCE_H
#define NUMBER_REFERENCE_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/dispatch.h"
#include "../../src/number/format.h"
#include "../../src/number/number.h"

/* Returns a random number of 64 bits (Sebastiano Vigna, "An experimental exploration of Marsaglia's xorshift
 * generators", 2016: splitmix). */
LANE_INLINE uint64_t number_random(uint64_t *state) {
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

static inline const char *reference_digits(const char *p) {
    while (*p >= '0' && *p <= '9')
        p++;
    return p;
}

/* Returns the end of the longest number at p, or NULL. *ret_integer: it has neither fraction nor exponent. */
static inline const char *reference_number(const char *p, bool *ret_integer) {
    if (*p == '-')
        p++;
    const char *end = *p == '0' ? p + 1 : reference_digits(p);
    if (end == p)
        return NULL;
    *ret_integer = true;
    if (*end == '.' && reference_digits(end + 1) != end + 1) {
        end = reference_digits(end + 1);
        *ret_integer = false;
    }
    if (*end == 'e' || *end == 'E') {
        const char *exponent = end + 1 + (end[1] == '-' || end[1] == '+');
        if (reference_digits(exponent) != exponent) {
            end = reference_digits(exponent);
            *ret_integer = false;
        }
    }
    return end;
}

/* Returns the value of the integer text [p, end) by schoolbook arithmetic. */
static inline lane_number reference_integer(const char *p, const char *end) {
    bool negative = *p == '-', fits = true;
    uint64_t m = 0;
    for (p += negative; p < end; p++) {
        unsigned digit = (unsigned)(*p - '0');
        fits = fits && m <= (UINT64_MAX - digit) / 10;
        m = m * 10 + digit;
    }
    lane_number r = {.kind = LANE_NUMBER_BIG};
    if (fits && m <= (uint64_t)INT64_MAX + negative) {
        r.kind = LANE_NUMBER_INT;
        r.i = negative ? (int64_t)(0 - m) : (int64_t)m;
    } else if (fits && !negative) {
        r.kind = LANE_NUMBER_UINT;
        r.u = m;
    }
    return r;
}

/* Returns the i-th instruction set of this machine, best first; NULL after the last one. Asks the processor once, since
 * that is slow. */
static inline const lane_kernels *number_kernels(unsigned i) {
    static const lane_kernels *found[LANE_ISA_COUNT + 1];
    if (found[0] == NULL) {
        unsigned n = 0;
        for (int isa = 0; isa < LANE_ISA_COUNT; isa++) {
            const lane_kernels *kernels = lane_kernels_of((lane_isa)isa);
            if (kernels != NULL)
                found[n++] = kernels;
        }
    }
    return found[i];
}

static inline bool number_fault(const char *text, const char *what) {
    fprintf(stderr, "%s: %.200s\n", what, text);
    return false;
}

/* Returns whether number_pass, which gave `passed` for `begin`, agrees with the oracle, which gave `end` for the same
 * text: the same end, or NULL for what may be an exponent or out of range. */
static inline bool number_passes(const uint8_t *begin, const uint8_t *passed, const char *text, const char *end) {
    bool plain = end != NULL && end - text <= 300;
    for (const char *p = text; plain && p <= end; p++)
        plain = *p != 'e' && *p != 'E';
    return passed == (plain ? begin + (end - text) : NULL);
}

/* Returns whether a reader agrees with the oracle on `text`, which is NUL-terminated. `bits` is the double that a text
 * that is one number must give; NULL: strtod's. Copies the text to a block of exactly its size, so that a sanitizer
 * sees reads outside. */
static inline bool number_reads_with(const lane_kernel_parts *parts, const char *text, const uint64_t *bits) {
    size_t length = strlen(text);
    uint8_t *copy = (uint8_t *)malloc(length + 1);
    if (copy == NULL)
        abort();
    memcpy(copy, text, length + 1);
    bool integer = false, scanned_integer = false, ok = true;
    const char *end = reference_number(text, &integer);
    lane_number number = {.kind = LANE_NUMBER_BIG};
    const uint8_t *read = parts->number_parse(copy, copy + length, &number);
    const uint8_t *scanned = parts->number_scan(copy, copy + length, &scanned_integer);
    uint8_t *padded = (uint8_t *)calloc(length + 65, 1); /* for whole vectors */
    if (padded == NULL)
        abort();
    memcpy(padded, text, length);
    if (!number_passes(copy, parts->number_pass(copy, copy + length), text, end) ||
        !number_passes(padded, parts->number_pass(padded, padded + length + 64), text, end))
        ok = number_fault(text, "passed wrongly");
    free(padded);
    if (end == NULL) {
        if (read != NULL || scanned != NULL)
            ok = number_fault(text, "accepted");
    } else if (read != copy + (end - text) || scanned != read || scanned_integer != integer) {
        ok = number_fault(text, "ends elsewhere");
    } else {
        double exact = lane_number_exact(copy, read);
        /* strtod accepts more than JSON, like "0x1", so it gets only the number. */
        copy[end - text] = 0;
        double expected = strtod((const char *)copy, NULL);
        if (bits != NULL && *end == 0)
            expected = double_from_bits(*bits);
        if (double_to_bits(exact) != double_to_bits(expected))
            ok = number_fault(text, "wrong by comparison");
        if (integer) {
            lane_number r = reference_integer(text, end);
            if (number.kind != r.kind || (r.kind != LANE_NUMBER_BIG && number.u != r.u))
                ok = number_fault(text, "wrong integer");
        } else if (number.kind != LANE_NUMBER_DOUBLE || double_to_bits(number.d) != double_to_bits(expected)) {
            ok = number_fault(text, "wrong double");
        }
    }
    free(copy);
    return ok;
}

/* Does the same for the readers of every instruction set. */
static inline bool number_reads(const char *text, const uint64_t *bits) {
    bool ok = true;
    for (unsigned i = 0; number_kernels(i) != NULL; i++)
        ok &= number_reads_with(number_kernels(i)->parts, text, bits);
    return ok;
}

/* Writes Python's layout of the digits that printf gives for the shortest precision that reads back. Not for powers of
 * two, where the closest number of that many digits may lie beyond the nearer neighbour. */
static inline void reference_double(char *dst, double v, format_layout layout) {
    char digits[40], fewer[40];
    int precision = 16;
    snprintf(digits, sizeof digits, "%.16e", v);
    while (precision > 0 && snprintf(fewer, sizeof fewer, "%.*e", precision - 1, v) > 0 && strtod(fewer, NULL) == v) {
        memcpy(digits, fewer, sizeof digits);
        precision--;
    }
    int exponent = atoi(strchr(digits, 'e') + 1);
    *strchr(digits, 'e') = 0;
    if (exponent >= 16 || exponent < (layout == FORMAT_REPR ? -4 : -5)) {
        sprintf(dst, layout == FORMAT_REPR ? "%se%c%02d" : "%se%c%d", digits, exponent < 0 ? '-' : '+', abs(exponent));
        return;
    }
    int decimals = precision - exponent;
    if (decimals >= 1) {
        sprintf(dst, "%.*f", decimals, v);
        return;
    }
    /* Zeros, where printf would write digits of the exact value. */
    char *p = dst;
    for (const char *d = digits; *d != 0; d++)
        if (*d != '.')
            *p++ = *d;
    memset(p, '0', (size_t)-decimals);
    memcpy(p - decimals, ".0", 3);
}

/* Writes v with one instruction set's kernels to dst[LANE_NUMBER_ROOM + 1], NUL-terminated. Returns whether nothing was
 * stored outside the room. */
static inline bool number_writes_with(const lane_kernels *kernels, char *dst, double v, format_layout layout,
                                      format_gate *gate) {
    uint8_t room[16 + LANE_NUMBER_ROOM + 16];
    memset(room, 0xA5, sizeof room);
    uint8_t *end = kernels->format_double(room + 16, v, layout, gate);
    for (unsigned i = 0; i < 16; i++)
        if (room[i] != 0xA5 || room[16 + LANE_NUMBER_ROOM + i] != 0xA5)
            return number_fault("", "stored outside");
    *end = 0;
    memcpy(dst, room + 16, (size_t)(end - room - 16) + 1);
    return true;
}

/* Does the same for every instruction set. All must agree on the text and on the new *gate. */
static inline bool number_writes(char *dst, double v, format_layout layout, format_gate *gate) {
    format_gate before = *gate;
    if (!number_writes_with(number_kernels(0), dst, v, layout, gate))
        return false;
    for (unsigned i = 1; number_kernels(i) != NULL; i++) {
        char text[LANE_NUMBER_ROOM + 1];
        format_gate other = before;
        if (!number_writes_with(number_kernels(i), text, v, layout, &other))
            return false;
        if (strcmp(text, dst) != 0 || other.credit != gate->credit || other.wait != gate->wait)
            return number_fault(text, number_kernels(i)->name);
    }
    return true;
}

/* Returns whether the text of v reads back as v. */
static inline bool number_returns(double v, format_gate *gate) {
    char text[LANE_NUMBER_ROOM + 1];
    if (!number_writes(text, v, FORMAT_REPR, gate))
        return false;
    lane_number r = {.kind = LANE_NUMBER_BIG};
    size_t length = strlen(text);
    const uint8_t *end =
        number_kernels(0)->parts->number_parse((const uint8_t *)text, (const uint8_t *)text + length, &r);
    if (end != (const uint8_t *)text + length || r.kind != LANE_NUMBER_DOUBLE ||
        double_to_bits(r.d) != double_to_bits(v))
        return number_fault(text, "not read back");
    return true;
}

/* Returns whether v is written with the oracle's digits, in both layouts, with the decimal path open and shut. */
static inline bool number_is_shortest(double v) {
    char text[LANE_NUMBER_ROOM + 1], expected[400];
    for (int i = 0; i < 4; i++) {
        format_gate gate = {.credit = 0, .wait = (uint8_t)(i / 2)};
        format_layout layout = i % 2 == 0 ? FORMAT_REPR : FORMAT_PLAIN;
        if (!number_writes(text, v, layout, &gate))
            return false;
        reference_double(expected, v, layout);
        if (strcmp(text, expected) != 0) {
            fprintf(stderr, "expected %s\n", expected);
            return number_fault(text, "not the shortest");
        }
    }
    return true;
}

#endif
