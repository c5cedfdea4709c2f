/* SPDX-License-Identifier: MIT */
/* Cases of kernel_check: strings, UTF-8 and white space. */
#include "check.h"

static bool agree_string_scan(check_trial *t) {
    uint64_t high = 0, want_high = 0;
    const uint8_t *got = t->kernels->parts->string_scan(t->p, t->end, &high);
    const uint8_t *want = reference_string_scan(t->p, t->end, &want_high);
    if (!check_same_place(t, got, want))
        return false;
    return (high != 0) == (want_high != 0) || check_differs(t, "high is %d", high != 0);
}

/* Scans every body of a text: from after a quote to the next stop. */
static uint64_t bench_string_scan(const lane_kernels *kernels, const uint8_t *p, const uint8_t *end, uint8_t *out) {
    uint64_t high = 0;
    (void)out;
    while (p < end)
        p = kernels->parts->string_scan(p, end, &high) + 1;
    return high;
}

static bool agree_string_close(check_trial *t) {
    uint64_t high = 0, want_high = 0, units = 0, want_units = 0;
    const uint8_t *got = t->kernels->parts->string_close(t->p, t->end, &high, &units);
    const uint8_t *want = reference_string_close(t->p, t->end, &want_high, &want_units);
    if (!check_same_place(t, got, want))
        return false;
    if ((units != 0) != (want_units != 0))
        return check_differs(t, "units is %d", units != 0);
    return (high != 0) == (want_high != 0) || check_differs(t, "high is %d", high != 0);
}

static uint64_t bench_string_close(const lane_kernels *kernels, const uint8_t *p, const uint8_t *end, uint8_t *out) {
    uint64_t high = 0, units = 0;
    (void)out;
    while (p < end)
        p = kernels->parts->string_close(p, end, &high, &units) + 1;
    return high + units;
}

/* Sometimes decodes only a part of the input: more bytes after the body are readable then. */
static bool agree_string_unescape(check_trial *t) {
    static const uint32_t flags_of[] = {0, LANE_LONE_SURROGATES, LANE_CONTROL, LANE_LONE_SURROGATES | LANE_CONTROL};
    uint32_t flags = flags_of[random_below(t->random, 4)];
    const size_t all = (size_t)(t->end - t->p),
                 n = random_chance(t->random, 2) ? all : random_below(t->random, all + 1);
    const size_t room = n + t->kernels->parts->width;
    const uint8_t *end = t->p + n;
    uint8_t *out = check_room(0, room), *want_out = check_room(1, n);
    const uint8_t *at = NULL, *want_at = NULL;
    lane_error_code code = LANE_OK, want_code = LANE_OK;
    uint8_t *got = t->kernels->parts->string_unescape(out, t->p, end, t->end, flags, &at, &code);
    uint8_t *want = reference_string_unescape(want_out, t->p, end, flags, &want_at, &want_code);
    if (!check_room_intact(0, room))
        return check_differs(t, "wrote before its room");
    if ((got == NULL) != (want == NULL))
        return check_differs(t, "returned %s", got ? "text" : "an error");
    if (got != NULL)
        return check_same_bytes(t, out, (size_t)(got - out), want_out, (size_t)(want - want_out));
    if (code != want_code)
        return check_differs(t, "code %d, not %d", (int)code, (int)want_code);
    return check_same_place(t, at, want_at);
}

static uint64_t bench_string_unescape(const lane_kernels *kernels, const uint8_t *p, const uint8_t *end, uint8_t *out) {
    uint64_t sum = 0, units = 0;
    while (p < end) {
        const uint8_t *begin = p, *at;
        lane_error_code code;
        p = kernels->parts->string_close(p, end, &sum, &units);
        sum += (uint64_t)(kernels->parts->string_unescape(out, begin, p, end, LANE_CONTROL, &at, &code) - out);
        p++;
    }
    return sum;
}

/* Bytes of room and of input after the body that string_decode may need beyond its result: STRING_TAIL. */
#define TAIL ((size_t)140)

/* Decodes with room for the whole input or for a part of it. */
static bool agree_string_decode(check_trial *t) {
    const uint32_t flags = random_chance(t->random, 2) ? LANE_LONE_SURROGATES : 0;
    const size_t length = (size_t)(t->end - t->p),
                 room = random_chance(t->random, 2) ? length : random_below(t->random, length + 1);
    const uint8_t *text = t->p, *at;
    uint64_t high = 0, want_high = 0, units = 0, want_units = 0;
    lane_error_code code;
    uint8_t *out = check_room(0, room + TAIL), *want_out = check_room(1, length);
    uint8_t *got = t->kernels->parts->string_decode(out, room, &text, t->end, flags, &high, &units);
    const uint8_t *end = reference_string_close(t->p, t->end, &want_high, &want_units);
    const uint8_t *want = reference_string_unescape(want_out, t->p, end, flags, &at, &code);
    const bool right = end != t->end && want != NULL;
    if (!check_room_intact(0, room + TAIL))
        return check_differs(t, "wrote before its room");
    if (got == NULL)
        return !right || (room < length && (size_t)(end - t->p) + TAIL > room) || check_differs(t, "returned nothing");
    if (!right)
        return check_differs(t, "returned text");
    if ((high != 0) != (want_high != 0) || (units != 0) != (want_units != 0))
        return check_differs(t, "high is %d, units is %d", high != 0, units != 0);
    return check_same_place(t, text, end) &&
           check_same_bytes(t, out, (size_t)(got - out), want_out, (size_t)(want - want_out));
}

static uint64_t bench_string_decode(const lane_kernels *kernels, const uint8_t *p, const uint8_t *end, uint8_t *out) {
    uint64_t sum = 0, units = 0;
    for (; p < end; p++) {
        const uint8_t *text = p;
        if (kernels->parts->string_decode(out, (size_t)(end - p), &text, end, 0, &sum, &units) == NULL)
            text = kernels->parts->string_close(p, end, &sum, &units);
        p = text;
    }
    return sum;
}

/* Every \uXXXX alone, and after and before a lone surrogate. */
static void each_unicode_escape(void (*run)(void *context, const uint8_t *p, size_t n), void *context) {
    static const char digits[] = "0123456789ABCDEF";
    uint8_t text[18] = "\\ud83d\\u0000\\uDE00";
    for (unsigned unit = 0; unit < 0x10000; unit++) {
        for (unsigned i = 0; i < 4; i++)
            text[8 + i] = (uint8_t)digits[unit >> (12 - 4 * i) & 15];
        run(context, text + 6, 6);
        run(context, text, 12);
        run(context, text + 6, 12);
    }
}

static bool agree_space_skip(check_trial *t) {
    return check_same_place(t, t->kernels->parts->space_skip(t->p, t->end), reference_space_skip(t->p, t->end));
}

static uint64_t bench_space_skip(const lane_kernels *kernels, const uint8_t *p, const uint8_t *end, uint8_t *out) {
    uint64_t sum = 0;
    (void)out;
    while (p < end) {
        p = kernels->parts->space_skip(p, end) + 1;
        sum++;
    }
    return sum;
}

static bool agree_utf8_invalid(check_trial *t) {
    bool surrogates = random_chance(t->random, 2);
    return check_same_place(t, t->kernels->utf8_invalid(t->p, t->end, surrogates),
                            reference_utf8_invalid(t->p, t->end, surrogates));
}

static uint64_t bench_utf8_invalid(const lane_kernels *kernels, const uint8_t *p, const uint8_t *end, uint8_t *out) {
    (void)out;
    return kernels->utf8_invalid(p, end, false) == NULL;
}

/* Every sequence of four bytes at the edges of their ranges, across the end of a block. */
static void each_sequence(void (*run)(void *context, const uint8_t *p, size_t n), void *context) {
    static const uint8_t edges[] = {0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2,
                                    0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF};
    enum { EDGES = sizeof edges };
    uint8_t text[70];
    memset(text, 'x', sizeof text);
    for (unsigned i = 0; i < EDGES * EDGES * EDGES * EDGES; i++) {
        uint8_t *p = text + 61 + i % 4;
        p[0] = edges[i / (EDGES * EDGES * EDGES)];
        p[1] = edges[i / (EDGES * EDGES) % EDGES];
        p[2] = edges[i / EDGES % EDGES];
        p[3] = edges[i % EDGES];
        run(context, text, sizeof text);
        memset(p, 'x', 4);
    }
}

static bool agree_utf8_measure(check_trial *t) {
    uint32_t max = 0, want_max = 0;
    const size_t length = (size_t)(t->end - t->p);
    uint8_t *text = check_room(0, length); /* after readable bytes */
    memcpy(text, t->p, length);
    size_t got = t->kernels->parts->utf8_measure(text, text + length, &max);
    size_t want = reference_utf8_measure(t->p, t->end, &want_max);
    if (got != want)
        return check_differs(t, "%zu code points, not %zu", got, want);
    return max == want_max || check_differs(t, "maximum %#x, not %#x", (unsigned)max, (unsigned)want_max);
}

static uint64_t bench_utf8_measure(const lane_kernels *kernels, const uint8_t *p, const uint8_t *end, uint8_t *out) {
    uint32_t max;
    (void)out;
    for (p += 64; (*p & 0xC0) == 0x80;)
        p++;
    return kernels->parts->utf8_measure(p, end, &max);
}

const kernel_case check_cases_string[] = {
    {"string_scan", fill_json, agree_string_scan, bench_string_scan, "short long chinese", NULL, 0},
    {"string_close", fill_json, agree_string_close, bench_string_close, "short long escapes", NULL, 0},
    {"string_unescape", fill_body, agree_string_unescape, bench_string_unescape, "newlines escapes",
     each_unicode_escape, 0},
    {"string_decode", fill_closed, agree_string_decode, bench_string_decode, "newlines escapes", NULL, 0},
    {"space_skip", fill_spaces, agree_space_skip, bench_space_skip, "blanks indents", NULL, 1},
    {"utf8_invalid", fill_utf8, agree_utf8_invalid, bench_utf8_invalid, "ascii twitter chinese emoji", each_sequence,
     0},
    {"utf8_measure", fill_valid, agree_utf8_measure, bench_utf8_measure, "ascii chinese", NULL, 0},
    {NULL, NULL, NULL, NULL, NULL, NULL, 0},
};
