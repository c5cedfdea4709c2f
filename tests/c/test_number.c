/* SPDX-License-Identifier: MIT */
/* Reading of numbers: where they end, integers at the edges of 64 bits, doubles rounded to the nearest. */
#include <criterion/criterion.h>

#include "number_reference.h"

/* Checks a text that is one number against C's own value of the same literal. */
static void reads_as(const char *text, double expected) {
    uint64_t bits = double_to_bits(expected);
    cr_expect(number_reads(text, &bits), "%s", text);
}

#define READS_AS(literal) reads_as(#literal, literal)

static lane_number parse(const char *text) {
    lane_number r = {.kind = LANE_NUMBER_BIG, .u = 0};
    size_t length = strlen(text);
    const uint8_t *end =
        number_kernels(0)->parts->number_parse((const uint8_t *)text, (const uint8_t *)text + length, &r);
    cr_expect_eq((const char *)end, text + length, "%s", text);
    return r;
}

Test(number, grammar) {
    static const char *const texts[] = {
        "",           "-",          "+1",       ".5",           "e5",          "-e5",
        "-.5",        "x",          "-x",       "NaN",          "Infinity",    "0",
        "-0",         "00",         "01",       "-01",          "0x10",        "1.",
        "1.e5",       "1.x",        "1e",       "1e+",          "1e-",         "1ex",
        "1e+x",       "1E5",        "1E+05",    "1e-0",         "1.5.5",       "1.5e5e5",
        "1-2",        "1,",         "12]",      "123}",         "1234 ",       "12345\n",
        "123456\"",   "1234567:",   "0.0",      "0.",           "-0.0",        "-0e0",
        "0e",         "0e1",        "0.0e-400", "12345678",     "123456789",   "1.2345678",
        "1.23456789", "1/2",        "1:2",      "1;",           "1.2/3",       "1.2:3",
        "1e3/4",      "1\x80",      "1.2\xB0",  "12345678\xFF", "1.12345678x", "0.123456789012345678901234567890e-3,",
        "00000000",   "0.00000000", "1_000",    "--1",          "1+1",         "1e5.5",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        cr_expect(number_reads(texts[i], NULL), "%s", texts[i]);
}

/* Every run of digits up to more than three words of eight, at every distance from the end of the input. */
Test(number, lengths) {
    char text[128];
    for (int whole = 1; whole <= 26; whole++) {
        for (int fraction = 0; fraction <= 26; fraction++) {
            for (int tail = 0; tail <= 9; tail++) {
                char *p = text;
                for (int i = 0; i < whole; i++)
                    *p++ = (char)('1' + i % 9);
                if (fraction > 0)
                    *p++ = '.';
                for (int i = 0; i < fraction; i++)
                    *p++ = (char)('0' + (i * 7 + 3) % 10);
                for (int i = 0; i < tail; i++)
                    *p++ = ",  \"\n]}/:"[i];
                *p = 0;
                cr_expect(number_reads(text, NULL), "%s", text);
            }
        }
    }
}

Test(number, integers) {
    static const struct {
        const char *text;
        lane_number_kind kind;
        uint64_t value;
    } rows[] = {
        {"0", LANE_NUMBER_INT, 0},
        {"-0", LANE_NUMBER_INT, 0},
        {"-1", LANE_NUMBER_INT, UINT64_MAX},
        {"999999999999999999", LANE_NUMBER_INT, 999999999999999999u},
        {"9223372036854775807", LANE_NUMBER_INT, INT64_MAX},
        {"9223372036854775808", LANE_NUMBER_UINT, (uint64_t)1 << 63},
        {"-9223372036854775808", LANE_NUMBER_INT, (uint64_t)1 << 63},
        {"-9223372036854775809", LANE_NUMBER_BIG, 0},
        {"9999999999999999999", LANE_NUMBER_UINT, 9999999999999999999u},
        {"10000000000000000000", LANE_NUMBER_UINT, 10000000000000000000u},
        {"18446744073709551615", LANE_NUMBER_UINT, UINT64_MAX},
        {"-18446744073709551615", LANE_NUMBER_BIG, 0},
        {"18446744073709551616", LANE_NUMBER_BIG, 0},
        {"19999999999999999999", LANE_NUMBER_BIG, 0},
        {"20000000000000000000", LANE_NUMBER_BIG, 0},
        {"28446744073709551616", LANE_NUMBER_BIG, 0},
        {"100000000000000000000", LANE_NUMBER_BIG, 0},
        {"-10000000000000000000", LANE_NUMBER_BIG, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        lane_number r = parse(rows[i].text);
        cr_expect_eq(r.kind, rows[i].kind, "%s", rows[i].text);
        if (rows[i].kind != LANE_NUMBER_BIG)
            cr_expect_eq(r.u, rows[i].value, "%s", rows[i].text);
        cr_expect(number_reads(rows[i].text, NULL), "%s", rows[i].text);
    }
}

Test(number, signed_zero) {
    cr_expect_eq(double_to_bits(parse("-0.0").d), (uint64_t)1 << 63);
    cr_expect_eq(double_to_bits(parse("0.0").d), 0);
    cr_expect_eq(double_to_bits(parse("-0e5").d), (uint64_t)1 << 63);
    cr_expect_eq(double_to_bits(parse("-1e-400").d), (uint64_t)1 << 63);
    cr_expect_eq(double_to_bits(parse("0.000000000000000000000000000000e999999999999999999999").d), 0);
}

Test(number, edges_of_the_range) {
    READS_AS(5e-324);
    READS_AS(4.9406564584124654e-324);
    READS_AS(2.4703282292062328e-324);
    READS_AS(2.2250738585072009e-308);
    READS_AS(2.2250738585072011e-308);
    READS_AS(2.2250738585072012e-308);
    READS_AS(2.2250738585072014e-308);
    READS_AS(1.7976931348623157e308);
    READS_AS(1.7976931348623158e308);
    READS_AS(1e-323);
    READS_AS(1e23);
    READS_AS(8.5e22);
    reads_as("1.7976931348623159e308", (double)INFINITY);
    reads_as("-1.8e308", -(double)INFINITY);
    reads_as("1e309", (double)INFINITY);
    reads_as("1e400", (double)INFINITY);
    reads_as("123456789012345678901234567890e300", (double)INFINITY);
    reads_as("2e-324", 0.0);
    reads_as("2.4703282292062327e-324", 0.0);
    reads_as("0.1e-400", 0.0);
}

Test(number, ties_go_to_even) {
    READS_AS(9007199254740993.0);
    READS_AS(9007199254740993e0);
    READS_AS(9007199254740995.0);
    READS_AS(9007199254740993.00000000000000000000000000000000000001);
    READS_AS(9007199254740992.99999999999999999999999999999999999999);
    READS_AS(1.00000000000000011102230246251565404236316680908203125);
    READS_AS(1.00000000000000011102230246251565404236316680908203124);
    READS_AS(1.00000000000000011102230246251565404236316680908203126);
    READS_AS(1.00000000000000033306690738754696212708950042724609375);
    /* Half-way between the largest double and the next power of two: infinity, the even one; a little less is not. */
    reads_as("179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587207096330"
             "286416"
             "692887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730270069855571"
             "366959"
             "622842914819860834936475292719074168444365510704342711559699508093042880177904174497792e0",
             (double)INFINITY);
    reads_as("179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587207096330"
             "286416"
             "692887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730270069855571"
             "366959"
             "622842914819860834936475292719074168444365510704342711559699508093042880177904174497791.99999",
             1.7976931348623157e308);
}

/* Exponents beyond every integer type, thousands of digits, and both at once compensating each other. */
Test(number, long_texts) {
    enum { DIGITS = 5000 };
    static char text[2 * DIGITS + 100];
    memset(text, '9', DIGITS);
    strcpy(text + DIGITS, "e-5000");
    reads_as(text, 1.0);
    strcpy(text + DIGITS, ".0");
    reads_as(text, (double)INFINITY);
    memcpy(text, "0.", 2);
    memset(text + 2, '0', DIGITS);
    strcpy(text + 2 + DIGITS, "125e5002");
    reads_as(text, 12.5);
    text[0] = '1';
    memset(text + 1, '0', DIGITS);
    strcpy(text + 1 + DIGITS, "e-5000");
    reads_as(text, 1.0);
    strcpy(text + 1 + DIGITS, ".00e-5000");
    reads_as(text, 1.0);
    memcpy(text, "1e", 2);
    memset(text + 2, '9', DIGITS);
    text[2 + DIGITS] = 0;
    reads_as(text, (double)INFINITY);
    memcpy(text, "1e-", 3);
    reads_as(text, 0.0);
    memcpy(text, "5e-", 3);
    memset(text + 3, '0', DIGITS);
    strcpy(text + 3 + DIGITS, "1");
    reads_as(text, 0.5);
    /* The digit that decides may come after thousands of zeros. */
    memset(text, '0', sizeof text);
    memcpy(text, "9007199254740993.", 17);
    text[17 + DIGITS] = 0;
    reads_as(text, 9007199254740992.0);
    strcpy(text + 17 + DIGITS, "1");
    reads_as(text, 9007199254740994.0);
}

Test(number, powers) {
    char text[40];
    for (int q = -400; q <= 400; q++) {
        for (int m = 1; m <= 9; m++) {
            sprintf(text, "%de%d", m, q);
            cr_expect(number_reads(text, NULL), "%s", text);
            sprintf(text, "%d.000e%+04d", m, q);
            cr_expect(number_reads(text, NULL), "%s", text);
        }
        sprintf(text, "9999999999999999999e%d", q);
        cr_expect(number_reads(text, NULL), "%s", text);
        sprintf(text, "18446744073709551615e%d", q);
        cr_expect(number_reads(text, NULL), "%s", text);
    }
}
