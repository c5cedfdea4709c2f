/* SPDX-License-Identifier: MIT */
/* Cases of kernel_check: the structural index and the kernels built on it. */
#include "check.h"

static bool agree_index(check_trial *t) {
    size_t n = (size_t)(t->end - t->p), room = n * sizeof(uint32_t);
    uint32_t *got = (uint32_t *)(void *)check_room(0, room), *want = (uint32_t *)(void *)check_room(1, room);
    bool open, want_open;
    size_t count = t->kernels->parts->index(got, t->p, t->end, &open);
    size_t want_count = reference_index(want, t->p, t->end, &want_open);
    for (size_t i = 0; i < count && i < want_count; i++) {
        if (got[i] != want[i])
            return check_differs(t, "token %zu at %u, not %u", i, (unsigned)got[i], (unsigned)want[i]);
    }
    if (count != want_count)
        return check_differs(t, "%zu tokens, not %zu", count, want_count);
    return open == want_open || check_differs(t, "open is %d", open);
}

static uint64_t bench_index(const lane_kernels *kernels, const uint8_t *p, const uint8_t *end, uint8_t *out) {
    (void)out;
    return kernels->parts->index_sum(p, end);
}

/* Minifies to another place and in place. */
static bool agree_minify(check_trial *t) {
    size_t n = (size_t)(t->end - t->p), length = 0, want_length = 0, again_length = 0;
    uint8_t *out = check_room(0, n);
    bool ok = t->kernels->minify(out, t->p, t->end, &length);
    if (!check_room_intact(0, n))
        return check_differs(t, "wrote before its room");
    uint8_t *want = check_room(1, n);
    bool want_ok = reference_minify(want, t->p, t->end, &want_length);
    if (ok != want_ok)
        return check_differs(t, "returned %d", ok);
    if (!ok)
        return length == want_length || check_differs(t, "the open string at %zu, not %zu", length, want_length);
    if (!check_same_bytes(t, out, length, want, want_length))
        return false;
    if (n != 0)
        memcpy(out, t->p, n);
    if (!t->kernels->minify(out, out, out + n, &again_length))
        return check_differs(t, "refused in place");
    return check_same_bytes(t, out, again_length, want, want_length);
}

static uint64_t bench_minify(const lane_kernels *kernels, const uint8_t *p, const uint8_t *end, uint8_t *out) {
    size_t length;
    kernels->minify(out, p, end, &length);
    return length;
}

const kernel_case check_cases_index[] = {
    {"index", fill_json, agree_index, bench_index, "compact pretty twitter numbers", NULL, 0},
    {"minify", fill_json, agree_minify, bench_minify, "compact pretty twitter", NULL, 0},
    {NULL, NULL, NULL, NULL, NULL, NULL, 0},
};
