/* SPDX-License-Identifier: MIT */
/* Writing of numbers: integers of every length, and the shortest digits of doubles in both layouts. */
#include <criterion/criterion.h>

#include <inttypes.h>

#include "number_reference.h"

static void writes_integer(uint64_t v) {
    char expected[32];
    uint8_t text[LANE_NUMBER_ROOM + 1];
    sprintf(expected, "%" PRIu64, v);
    *format_u64(text, v) = 0;
    cr_expect_str_eq((char *)text, expected);
    for (unsigned i = 0; number_kernels(i) != NULL; i++) {
        memset(text, 0xA5, sizeof text);
        *number_kernels(i)->format_u64(text, v) = 0;
        cr_expect_str_eq((char *)text, expected);
        cr_expect_eq(text[LANE_NUMBER_ROOM], 0xA5);
    }
    sprintf(expected, "%" PRId64, (int64_t)v);
    *format_i64(text, (int64_t)v) = 0;
    cr_expect_str_eq((char *)text, expected);
}

Test(format, integers) {
    for (uint64_t v = 0; v < 20000; v++)
        writes_integer(v);
    for (unsigned i = 0; i < 20; i++) {
        for (uint64_t d = 0; d < 5; d++) {
            writes_integer(lane_tens[i] + d - 2);
            writes_integer(0 - (lane_tens[i] + d - 2));
        }
    }
    for (unsigned i = 0; i < 64; i++) {
        for (uint64_t d = 0; d < 3; d++)
            writes_integer(((uint64_t)1 << i) + d - 1);
    }
    writes_integer(UINT64_MAX);
    writes_integer((uint64_t)INT64_MIN);
    uint64_t state = 7;
    for (int i = 0; i < 100000; i++) {
        uint64_t r = number_random(&state);
        writes_integer(r >> (number_random(&state) & 63));
    }
}

static void writes_double(double v, const char *repr, const char *plain) {
    for (int i = 0; i < 4; i++) {
        char text[LANE_NUMBER_ROOM + 1];
        /* With the decimal path open, and shut. */
        format_gate gate = {.credit = 0, .wait = (uint8_t)(i / 2)};
        cr_expect(number_writes(text, v, i % 2 == 0 ? FORMAT_REPR : FORMAT_PLAIN, &gate));
        cr_expect_str_eq(text, i % 2 == 0 ? repr : plain);
    }
}

Test(format, layouts) {
    static const struct {
        double v;
        const char *repr, *plain; /* NULL: the same as repr */
    } rows[] = {
        {0.0, "0.0", NULL},
        {-0.0, "-0.0", NULL},
        {1.0, "1.0", NULL},
        {-1.5, "-1.5", NULL},
        {0.1, "0.1", NULL},
        {100.0, "100.0", NULL},
        {123456.789, "123456.789", NULL},
        {0.001, "0.001", NULL},
        {0.0001, "0.0001", NULL},
        {0.000123456, "0.000123456", NULL},
        {1e-5, "1e-05", "0.00001"},
        {-1.5e-5, "-1.5e-05", "-0.000015"},
        {1.2345678901234568e-05, "1.2345678901234568e-05", "0.000012345678901234568"},
        {9.999999999999999e-06, "9.999999999999999e-06", "9.999999999999999e-6"},
        {1e-6, "1e-06", "1e-6"},
        {1e-9, "1e-09", "1e-9"},
        {1e-10, "1e-10", NULL},
        {1e-100, "1e-100", NULL},
        {999999999.0, "999999999.0", NULL},
        {1e9, "1000000000.0", NULL},
        {1e15, "1000000000000000.0", NULL},
        {9007199254740993.0, "9007199254740992.0", NULL},
        {9999999999999998.0, "9999999999999998.0", NULL},
        {1e16, "1e+16", NULL},
        {1.2345678901234568e+16, "1.2345678901234568e+16", NULL},
        {1e22, "1e+22", NULL},
        {1e23, "1e+23", NULL},
        {1e100, "1e+100", NULL},
        {5e-324, "5e-324", NULL},
        {2.225073858507201e-308, "2.225073858507201e-308", NULL},
        {2.2250738585072014e-308, "2.2250738585072014e-308", NULL},
        {1.7976931348623157e308, "1.7976931348623157e+308", NULL},
        {-1.7976931348623157e308, "-1.7976931348623157e+308", NULL},
        {0.3, "0.3", NULL},
        {0.1 + 0.2, "0.30000000000000004", NULL},
        {5e-5, "5e-05", "0.00005"},
        {1234567890123456.8, "1234567890123456.8", NULL},
        {123456789012345.67, "123456789012345.67", NULL},
        {65.61361699999998, "65.61361699999998", NULL},
        {9007199254740991.0, "9007199254740991.0", NULL},
        {2251799813685248.5, "2251799813685248.5", NULL},
        {0.5, "0.5", NULL},
        {2.5, "2.5", NULL},
        {1e-7 * 3, "3e-07", "3e-7"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        writes_double(rows[i].v, rows[i].repr, rows[i].plain ? rows[i].plain : rows[i].repr);
}

/* Powers of two, whose lower neighbour is nearer: digits of Python's repr. */
Test(format, powers_of_two) {
    writes_double(0x1p-44, "5.684341886080802e-14", "5.684341886080802e-14");
    writes_double(0x1p-24, "5.960464477539063e-08", "5.960464477539063e-8");
    writes_double(0x1p63, "9.223372036854776e+18", "9.223372036854776e+18");
    writes_double(0x1p-1022, "2.2250738585072014e-308", "2.2250738585072014e-308");
    format_gate gate = {0};
    for (int e = -1074; e <= 1023; e++) {
        cr_expect(number_returns(ldexp(1, e), &gate));
        cr_expect(number_is_shortest(ldexp(1.5, e)) || e == -1074);
        double v = ldexp(1, e);
        cr_expect(number_is_shortest(nextafter(v, INFINITY)));
        if (e > -1074)
            cr_expect(number_is_shortest(nextafter(v, 0)));
    }
}

Test(format, powers_of_ten) {
    char text[40];
    format_gate gate = {0};
    for (int q = -323; q <= 308; q++) {
        for (int m = 1; m <= 9; m++) {
            sprintf(text, "%de%d", m, q);
            double v = strtod(text, NULL);
            if (!isfinite(v))
                continue;
            cr_expect(number_returns(v, &gate));
            if ((double_to_bits(v) & bits_below(52)) == 0)
                continue;
            cr_expect(number_is_shortest(v));
            cr_expect(number_is_shortest(nextafter(v, 0)));
            double above = nextafter(v, INFINITY);
            cr_expect(!isfinite(above) || number_is_shortest(above));
        }
    }
}

/* Decimals near the limits of the decimal path: six places, 10^-3 and 10^9. */
Test(format, few_decimals) {
    uint64_t state = 11;
    for (int i = 0; i < 20000; i++) {
        uint64_t n = number_random(&state) >> (number_random(&state) % 60);
        for (unsigned places = 0; places <= 8; places++) {
            double v = (double)n / lane_exact_tens[places];
            if (v != 0 && (double_to_bits(v) & bits_below(52)) != 0)
                cr_expect(number_is_shortest(v));
        }
    }
    writes_double(999999999.999999, "999999999.999999", "999999999.999999");
    writes_double(0.000999, "0.000999", "0.000999");
    writes_double(0.001001, "0.001001", "0.001001");
}

/* The gate shuts after failures and is tried again later. */
Test(format, gate) {
    format_gate gate = {0};
    char text[LANE_NUMBER_ROOM + 1];
    unsigned tried = 0;
    for (int i = 0; i < 1000; i++) {
        tried += gate.wait == 0;
        cr_expect(number_writes(text, 1.0 / 3, FORMAT_REPR, &gate));
        cr_expect_str_eq(text, "0.3333333333333333");
    }
    cr_expect_lt(tried, 20u);
    for (int i = 0; i < 200; i++) {
        cr_expect(number_writes(text, 0.25, FORMAT_REPR, &gate));
        cr_expect_str_eq(text, "0.25");
    }
    cr_expect_eq(gate.wait, 0);
    cr_expect_neq(gate.credit, 0);
    /* One failure in ten does not shut it. */
    for (int i = 0; i < 1000; i++) {
        cr_expect(number_writes(text, i % 10 == 0 ? 1.0 / 3 : 0.25, FORMAT_REPR, &gate));
        cr_expect_eq(gate.wait, 0);
    }
}

Test(format, random_doubles) {
    uint64_t state = 3;
    format_gate gate = {0};
    for (int i = 0; i < 300000; i++) {
        double v = double_from_bits(number_random(&state));
        if (!isfinite(v))
            continue;
        cr_expect(number_returns(v, &gate));
        if (i % 64 == 0 && (double_to_bits(v) & bits_below(52)) != 0)
            cr_expect(number_is_shortest(v));
    }
}
