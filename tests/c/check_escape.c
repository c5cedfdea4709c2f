/* SPDX-License-Identifier: MIT */
/* Cases of kernel_check: transcoding between UTF-8 and units of 1, 2 and 4 bytes, and escaping strings. */
#include "check.h"

enum { MOST = 2000 }; /* units of an input */

/* Units that may be written after a result. */
static size_t slack(const check_trial *t) {
    return 2 * t->kernels->parts->width;
}

/* -- From UTF-8 -- */

/* Decodes an input to code points. Returns their number. */
static size_t decode(uint32_t *c, const uint8_t *p, const uint8_t *end) {
    size_t count = 0;
    while (p < end)
        p += reference_utf8_decode(p, end, &c[count++]);
    return count;
}

/* Decodes to each size of unit that holds the input. */
static bool agree_utf8_to_units(check_trial *t) {
    static uint32_t want[40000];
    uint32_t max;
    const size_t length = (size_t)(t->end - t->p);
    uint8_t *text = check_room(1, length); /* after readable bytes */
    memcpy(text, t->p, length);
    size_t count = decode(want, t->p, t->end);
    reference_utf8_measure(t->p, t->end, &max);
    for (unsigned kind = max <= 0xFF ? 1 : max <= 0xFFFF ? 2 : 4; kind <= 4; kind *= 2) {
        uint8_t *out = check_room(0, count * kind);
        t->kernels->parts->utf8_to_units(out, count, text, text + length, kind);
        if (!check_room_intact(0, count * kind))
            return check_differs(t, "wrote before its room");
        if (!check_same_units(t, out, count, want, count, kind))
            return false;
    }
    return true;
}

/* Decodes an input that ends at a page that cannot be read; and one followed by an ASCII byte and some random bytes. */
static bool agree_utf8_decode(check_trial *t) {
    static uint32_t want[40000];
    uint32_t max;
    const size_t length = (size_t)(t->end - t->p), count = decode(want, t->p, t->end);
    const size_t room = 4 * (length + 16), behind = random_below(t->random, 24);
    reference_utf8_measure(t->p, t->end, &max);
    for (unsigned closed = 0; closed < 2; closed++) {
        uint8_t *text = check_room(1, length + (closed ? 1 + behind : 0));
        memcpy(text, t->p, length);
        if (closed) {
            for (size_t i = 0; i < behind; i++)
                text[length + 1 + i] = (uint8_t)random_next(t->random);
            text[length] = '"';
        }
        unsigned kind = 0;
        uint8_t *out = check_room(0, room);
        const size_t got =
            t->kernels->parts->utf8_decode(out, text, text + length, text + length + (closed ? 1 + behind : 0), &kind);
        if (kind != (max <= 0xFF ? 1u : max <= 0xFFFF ? 2u : 4u))
            return check_differs(t, "units of %u bytes up to %#x", kind, (unsigned)max);
        if (!check_room_intact(0, room))
            return check_differs(t, "wrote before its room");
        if (!check_same_units(t, out, got, want, count, kind))
            return false;
    }
    return true;
}

static uint64_t bench_utf8_decode(const lane_kernels *kernels, const uint8_t *p, const uint8_t *end, uint8_t *out) {
    unsigned kind;
    return kernels->parts->utf8_decode(out, p, end, end, &kind);
}

/* Skips the first bytes of the text: bytes before the input must be readable. */
static uint64_t bench_utf8_to_units(const lane_kernels *kernels, const uint8_t *p, const uint8_t *end, uint8_t *out,
                                    unsigned kind) {
    uint32_t max;
    for (p += 64; (*p & 0xC0) == 0x80;)
        p++;
    kernels->parts->utf8_to_units(out + 32, kernels->parts->utf8_measure(p, end, &max), p, end, kind);
    return out[32];
}

static uint64_t bench_utf8_to_latin1(const lane_kernels *kernels, const uint8_t *p, const uint8_t *end, uint8_t *out) {
    return bench_utf8_to_units(kernels, p, end, out, 1);
}

static uint64_t bench_utf8_to_ucs2(const lane_kernels *kernels, const uint8_t *p, const uint8_t *end, uint8_t *out) {
    return bench_utf8_to_units(kernels, p, end, out, 2);
}

static uint64_t bench_utf8_to_ucs4(const lane_kernels *kernels, const uint8_t *p, const uint8_t *end, uint8_t *out) {
    return bench_utf8_to_units(kernels, p, end, out, 4);
}

/* -- To JSON -- */

/* Input with something to escape. */
static void fill_escaped(check_random *random, uint8_t *p, size_t n) {
    fill_valid(random, p, n);
    for (size_t marks = random_chance(random, 2) ? 0 : 1 + random_below(random, 1 + n / 8); n != 0 && marks != 0;
         marks--) {
        size_t at = random_below(random, n);
        if (p[at] < 0x80)
            p[at] = (uint8_t) "\"\\\n\t\x01\x1F\x7F/ "[random_below(random, 9)];
    }
}

/* Makes units of `kind` bytes of an input's code points, which end at a page that cannot be read; and in `c` the code
 * points. Returns their number. Inserts lone surrogates now and then. */
static size_t make_units(check_trial *t, unsigned kind, uint32_t *c, uint8_t **ret_units, bool *ret_halves) {
    static uint32_t all[40000];
    size_t count = decode(all, t->p, t->end);
    count = count < MOST ? count : MOST;
    *ret_units = check_room(1, count * kind);
    *ret_halves = false;
    bool halves = kind > 1 && random_chance(t->random, 4);
    for (size_t i = 0; i < count; i++) {
        c[i] = kind == 1 ? all[i] & 0xFF : kind == 2 ? all[i] & 0xFFFF : all[i];
        if (halves && random_chance(t->random, 30))
            c[i] = 0xD800 + (uint32_t)random_below(t->random, 0x800);
        *ret_halves = *ret_halves || (c[i] >= 0xD800 && c[i] <= 0xDFFF);
        unit_set(*ret_units, i, kind, c[i]);
    }
    return count;
}

static bool agree_escape(check_trial *t, unsigned kind) {
    static uint32_t c[MOST], want[MOST * 12];
    lane_escape_form form = (lane_escape_form)random_below(t->random, 4);
    bool halves, utf8 = form == LANE_ESCAPE_UTF8 || form == LANE_ESCAPE_WTF8,
                 readable_before = random_chance(t->random, 2);
    uint8_t *units;
    size_t count = make_units(t, kind, c, &units, &halves);
    unsigned width = form == LANE_ESCAPE_UNITS ? kind : 1;
    size_t want_count = reference_escape(want, c, count, form == LANE_ESCAPE_ASCII, utf8);
    size_t room = (count * (kind == 4 ? 12 : 6) + slack(t)) * width;
    uint8_t *out = check_room(0, room),
            *end = t->kernels->parts->escape(out, units, count, kind, form, readable_before);
    if (!check_room_intact(0, room))
        return check_differs(t, "form %d wrote before its room", (int)form);
    if (form == LANE_ESCAPE_UTF8 && halves)
        return end == NULL || check_differs(t, "half a pair was let pass");
    if (end == NULL)
        return check_differs(t, "form %d refused", (int)form);
    return check_same_units(t, out, (size_t)(end - out) / width, want, want_count, width);
}

static bool agree_escape_latin1(check_trial *t) {
    return agree_escape(t, 1);
}

static bool agree_escape_ucs2(check_trial *t) {
    return agree_escape(t, 2);
}

static bool agree_escape_ucs4(check_trial *t) {
    return agree_escape(t, 4);
}

static uint64_t bench_escape_latin1(const lane_kernels *kernels, const uint8_t *p, const uint8_t *end, uint8_t *out) {
    return (uint64_t)(kernels->parts->escape(out, p, (size_t)(end - p), 1, LANE_ESCAPE_UTF8, false) - out);
}

static uint64_t bench_escape_ascii(const lane_kernels *kernels, const uint8_t *p, const uint8_t *end, uint8_t *out) {
    return (uint64_t)(kernels->parts->escape(out, p, (size_t)(end - p), 1, LANE_ESCAPE_ASCII, false) - out);
}

/* Takes each two bytes of the text as a unit. */
static uint64_t bench_escape_ucs2(const lane_kernels *kernels, const uint8_t *p, const uint8_t *end, uint8_t *out) {
    return (uint64_t)(kernels->parts->escape(out, p, (size_t)(end - p) / 2, 2, LANE_ESCAPE_WTF8, false) - out);
}

/* Escapes the last bytes of the input, so that bytes before the string are readable, as the function requires. */
static bool agree_escape_copy(check_trial *t) {
    size_t n = (size_t)(t->end - t->p), before = n < 16 ? n : 16, want = 0;
    if (before < 16)
        return true;
    const uint8_t *s = t->p + before;
    n -= before;
    uint8_t *out = check_room(0, n + slack(t));
    while (want < n && s[want] >= 0x20 && s[want] != '"' && s[want] != '\\')
        want++;
    for (unsigned either = 0; either < 2; either++) {
        size_t got = t->kernels->parts->escape_copy(out, s, n, either != 0);
        if (!check_room_intact(0, n + slack(t)))
            return check_differs(t, "wrote before its room");
        if (!check_same_bytes(t, out, got, s, want))
            return false;
        memset(out, 0, n);
    }
    return true;
}

const kernel_case check_cases_escape[] = {
    {"utf8_to_latin1", fill_valid, agree_utf8_to_units, bench_utf8_to_latin1, "ascii", NULL, 0},
    {"utf8_to_ucs2", fill_valid, agree_utf8_to_units, bench_utf8_to_ucs2, "ascii chinese", NULL, 0},
    {"utf8_to_ucs4", fill_valid, agree_utf8_to_units, bench_utf8_to_ucs4, "emoji", NULL, 0},
    {"utf8_decode", fill_valid, agree_utf8_decode, bench_utf8_decode, "ascii chinese emoji", NULL, 0},
    {"escape_copy", fill_escaped, agree_escape_copy, NULL, NULL, NULL, 16},
    {"escape_latin1", fill_escaped, agree_escape_latin1, bench_escape_latin1, "ascii long", NULL, 0},
    {"escape_ascii", fill_escaped, agree_escape_latin1, bench_escape_ascii, "ascii long", NULL, 0},
    {"escape_ucs2", fill_escaped, agree_escape_ucs2, bench_escape_ucs2, "chinese", NULL, 0},
    {"escape_ucs4", fill_escaped, agree_escape_ucs4, NULL, NULL, NULL, 0},
    {NULL, NULL, NULL, NULL, NULL, NULL, 0},
};
