/* SPDX-License-Identifier: MIT */
/* Cases of kernel_check: numbers. number_check tests their values in depth. */
#include "check.h"
#include "number_reference.h"

/* Fills with characters of numbers, mostly in an order that makes one; the last byte cannot continue it. */
static void fill_number(check_random *random, uint8_t *p, size_t n) {
    static const char after[] = "]}, \n\"x", soup[] = "0123456789-+.eE ,";
    size_t i = 0;
    if (n == 0)
        return;
    if (n > 1 && random_chance(random, 3))
        p[i++] = '-';
    size_t point = random_chance(random, 2) ? n : random_below(random, n), power = point + random_below(random, 24);
    for (; i + 1 < n; i++) {
        p[i] = (uint8_t)('0' + random_below(random, 10));
        if (i == point)
            p[i] = '.';
        else if (i == power)
            p[i] = random_chance(random, 2) ? 'e' : 'E';
        else if (i == power + 1 && random_chance(random, 2))
            p[i] = random_chance(random, 2) ? '-' : '+';
        else if (i > power + 3 || random_chance(random, 200))
            p[i] = (uint8_t)soup[random_below(random, sizeof soup - 1)];
    }
    p[n - 1] = (uint8_t)after[random_below(random, sizeof after - 1)];
}

static bool agree_number(check_trial *t) {
    static char text[40001];
    size_t n = (size_t)(t->end - t->p);
    bool integer = false, scanned_integer = false;
    memcpy(text, t->p, n);
    text[n] = 0;
    const char *end = reference_number(text, &integer);
    lane_number number = {.kind = LANE_NUMBER_BIG};
    const uint8_t *want = end ? t->p + (end - text) : NULL;
    if (!check_same_place(t, t->kernels->parts->number_parse(t->p, t->end, &number), want) ||
        !check_same_place(t, t->kernels->parts->number_scan(t->p, t->end, &scanned_integer), want))
        return false;
    if (!number_passes(t->p, t->kernels->parts->number_pass(t->p, t->end), text, end))
        return check_differs(t, "passed wrongly");
    if (want == NULL)
        return true;
    if (integer != scanned_integer)
        return check_differs(t, "integer is %d", scanned_integer);
    if (integer) {
        lane_number r = reference_integer(text, end);
        return (number.kind == r.kind && (r.kind == LANE_NUMBER_BIG || number.u == r.u)) ||
               check_differs(t, "another integer");
    }
    text[end - text] = 0;
    return (number.kind == LANE_NUMBER_DOUBLE && double_to_bits(number.d) == double_to_bits(strtod(text, NULL))) ||
           check_differs(t, "another double");
}

static uint64_t bench_number(const lane_kernels *kernels, const uint8_t *p, const uint8_t *end, uint8_t *out) {
    uint64_t sum = 0;
    (void)out;
    while (p < end) {
        lane_number number = {.kind = LANE_NUMBER_BIG, .u = 0};
        const uint8_t *after = kernels->parts->number_parse(p, end, &number);
        sum += number.u;
        p = after ? after : p + 1;
    }
    return sum;
}

const kernel_case check_cases_number[] = {
    {"number_parse", fill_number, agree_number, bench_number, "numbers", NULL, 1},
    {NULL, NULL, NULL, NULL, NULL, NULL, 0},
};
