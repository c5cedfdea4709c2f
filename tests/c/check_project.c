/* SPDX-License-Identifier: MIT */
/* Cases of kernel_check: the projection of units of 2 and 4 bytes, and strings made from slices of them. */
#include "check.h"

enum { MOST = 40000 }; /* units of an input */

/* Makes units of `kind` bytes that end at a page that cannot be read, and in `c` their values: ASCII bytes of an input
 * unchanged, others replaced by anything that fits. At times at most one unit is beyond Latin-1, or beyond the basic
 * plane. */
static uint8_t *make_units(check_trial *t, unsigned kind, uint32_t *c) {
    static const uint32_t limits[] = {0xFF, 0xFFFF, 0x1FFFFF};
    const size_t n = (size_t)(t->end - t->p), exception = n == 0 ? 0 : random_below(t->random, 2 * n);
    const uint32_t largest = limits[kind / 2], limit = limits[random_below(t->random, 3)];
    uint8_t *units = check_room(1, n * kind);
    for (size_t i = 0; i < n; i++) {
        uint32_t wide = random_chance(t->random, 20) ? 0xD800 + (uint32_t)random_below(t->random, 0x800)
                                                     : (uint32_t)random_below(t->random, 0x110000);
        wide &= largest & (i == exception ? largest : limit);
        c[i] = t->p[i] < 0x80 ? t->p[i] : wide < 0x80 || wide > 0x10FFFF ? 0x80 : wide;
        unit_set(units, i, kind, c[i]);
    }
    return units;
}

static bool agree_units(check_trial *t, unsigned kind) {
    static uint32_t c[MOST];
    static uint8_t want[MOST];
    const size_t n = (size_t)(t->end - t->p);
    const uint8_t *units = make_units(t, kind, c);
    uint8_t *out = check_room(0, n);
    bool whole = t->kernels->parts->project_units(out, units, n, kind);
    if (!check_room_intact(0, n))
        return check_differs(t, "wrote before its room");
    if (whole != reference_project(want, c, n))
        return check_differs(t, "units of %u: says %d of surrogates", kind, !whole);
    for (size_t i = 0; i < n; i++) { /* any non-ASCII byte will do */
        if (c[i] > 0xFF && out[i] >= 0x80)
            out[i] = want[i];
    }
    return check_same_bytes(t, out, n, want, n);
}

static bool agree_units_ucs2(check_trial *t) {
    return agree_units(t, 2);
}

static bool agree_units_ucs4(check_trial *t) {
    return agree_units(t, 4);
}

static bool agree_widest(check_trial *t) {
    static uint32_t c[MOST];
    const unsigned kind = 1u << random_below(t->random, 3);
    const size_t n = (size_t)(t->end - t->p);
    const uint8_t *units = make_units(t, kind, c);
    uint32_t got = t->kernels->parts->project_widest(units, n, kind), want = reference_widest(c, n);
    return got == want || check_differs(t, "units of %u: %#x, not %#x", kind, (unsigned)got, (unsigned)want);
}

/* Narrows units to each size that holds them. */
static bool agree_narrow(check_trial *t) {
    static uint32_t c[MOST];
    const unsigned kind = 1u << random_below(t->random, 3);
    const size_t n = (size_t)(t->end - t->p);
    const uint8_t *units = make_units(t, kind, c);
    uint32_t widest = reference_widest(c, n);
    for (unsigned to = widest == 0xFF ? 1 : widest == 0xFFFF ? 2 : 4; to <= kind; to *= 2) {
        uint8_t *out = check_room(0, n * to);
        t->kernels->parts->project_narrow(out, units, n, kind, to);
        if (!check_room_intact(0, n * to))
            return check_differs(t, "wrote before its room");
        if (!check_same_units(t, out, n, c, n, to))
            return false;
    }
    return true;
}

static bool agree_unescape_to(check_trial *t, unsigned width, const uint8_t *units, unsigned kind, const uint32_t *c,
                              size_t n, uint32_t flags) {
    static uint32_t want[MOST];
    const size_t room = (width + 1) * (n + t->kernels->parts->width);
    const uint8_t *at = NULL;
    size_t want_count, want_at = 0;
    lane_error_code code = LANE_OK, want_code = LANE_OK;
    uint8_t *out = check_room(0, room);
    uint8_t *got =
        t->kernels->parts->project_unescape(out, width, units, kind, t->p, t->p + n, t->end, flags, &at, &code);
    bool right = reference_unescape(want, &want_count, c, n, flags, &want_at, &want_code);
    if (!check_room_intact(0, room))
        return check_differs(t, "wrote before its room");
    if (got == NULL && code == LANE_OK && width < 4) /* an error may come after the character that does not fit */
        return !right || reference_widest(want, want_count) >> 8 * width != 0 ||
               check_differs(t, "units of %u are not wide enough", width);
    if ((got != NULL) != right)
        return check_differs(t, "returned %s", got ? "text" : "an error");
    if (right)
        return check_same_units(t, out, (size_t)(got - out) / width, want, want_count, width);
    if (code != want_code)
        return check_differs(t, "code %d, not %d", (int)code, (int)want_code);
    return check_same_place(t, at, t->p + want_at);
}

/* Decodes a body that is the whole input or the beginning of it. */
static bool agree_unescape(check_trial *t) {
    static uint32_t c[MOST];
    static const uint32_t flags_of[] = {0, LANE_LONE_SURROGATES, LANE_CONTROL, LANE_LONE_SURROGATES | LANE_CONTROL};
    const uint32_t flags = flags_of[random_below(t->random, 4)];
    const unsigned kind = 1u << random_below(t->random, 3);
    const uint8_t *units = make_units(t, kind, c);
    const size_t length = (size_t)(t->end - t->p);
    const size_t n = random_chance(t->random, 2) ? length : random_below(t->random, length + 1);
    return agree_unescape_to(t, kind, units, kind, c, n, flags) && agree_unescape_to(t, 4, units, kind, c, n, flags);
}

/* Units of room and of input after the body that project_decode may need beyond its result: PROJECT_TAIL. */
static size_t tail(const check_trial *t) {
    return 2 * (size_t)t->kernels->parts->width + 6;
}

static bool agree_decode(check_trial *t) {
    static uint32_t c[MOST], want[MOST];
    const unsigned kind = 2u << random_below(t->random, 2);
    const uint8_t *units = make_units(t, kind, c), *text = t->p;
    const size_t length = (size_t)(t->end - t->p),
                 room = random_chance(t->random, 2) ? length : random_below(t->random, length + 1);
    uint64_t high = 0, escapes = 0;
    uint8_t *out = check_room(0, kind * (room + tail(t)));
    const uint8_t *got = t->kernels->parts->project_decode(out, room, units, kind, &text, t->end);
    const uint8_t *end = reference_string_close(t->p, t->end, &high, &escapes);
    const size_t n = (size_t)(end - t->p);
    size_t want_count, want_at;
    lane_error_code code;
    const bool right = reference_unescape(want, &want_count, c, n, 0, &want_at, &code) && end != t->end;
    if (!check_room_intact(0, kind * (room + tail(t))))
        return check_differs(t, "wrote before its room");
    if (got == NULL)
        return !right || escapes != 0 || n + tail(t) > room || check_differs(t, "returned nothing");
    if (!right)
        return check_differs(t, "returned text");
    return check_same_place(t, text, end) &&
           check_same_units(t, out, (size_t)(got - out) / kind, want, want_count, kind);
}

/* Takes each two or four bytes of the text as a unit. */
static uint64_t bench_units_ucs2(const lane_kernels *kernels, const uint8_t *p, const uint8_t *end, uint8_t *out) {
    return kernels->parts->project_units(out, p, (size_t)(end - p) / 2, 2);
}

static uint64_t bench_units_ucs4(const lane_kernels *kernels, const uint8_t *p, const uint8_t *end, uint8_t *out) {
    return kernels->parts->project_units(out, p, (size_t)(end - p) / 4, 4);
}

static uint64_t bench_narrow(const lane_kernels *kernels, const uint8_t *p, const uint8_t *end, uint8_t *out) {
    kernels->parts->project_narrow(out, p, (size_t)(end - p) / 4, 4, 2);
    return out[0];
}

/* Decodes every body of a text as Latin-1. */
static uint64_t bench_unescape(const lane_kernels *kernels, const uint8_t *p, const uint8_t *end, uint8_t *out) {
    uint64_t sum = 0, units = 0;
    while (p < end) {
        const uint8_t *begin = p, *at;
        lane_error_code code;
        p = kernels->parts->string_close(p, end, &sum, &units);
        sum += (uint64_t)(kernels->parts->project_unescape(out, 1, begin, 1, begin, p, end, LANE_CONTROL, &at, &code) -
                          out);
        p++;
    }
    return sum;
}

const kernel_case check_cases_project[] = {
    {"project_ucs2", fill_valid, agree_units_ucs2, bench_units_ucs2, "chinese", NULL, 0},
    {"project_ucs4", fill_valid, agree_units_ucs4, bench_units_ucs4, "emoji", NULL, 0},
    {"project_widest", fill_valid, agree_widest, NULL, NULL, NULL, 0},
    {"project_narrow", fill_valid, agree_narrow, bench_narrow, "chinese", NULL, 0},
    {"project_unescape", fill_body, agree_unescape, bench_unescape, "newlines escapes", NULL, 0},
    {"project_decode", fill_closed, agree_decode, NULL, NULL, NULL, 0},
    {NULL, NULL, NULL, NULL, NULL, NULL, 0},
};
