/* SPDX-License-Identifier: MIT */
/* Units of 1, 2 and 4 bytes, for the cases of kernel_check. */
#include "check.h"

uint32_t unit_get(const uint8_t *units, size_t i, unsigned kind) {
    uint16_t two;
    uint32_t four;
    if (kind == 1)
        return units[i];
    if (kind == 2) {
        memcpy(&two, units + 2 * i, 2);
        return two;
    }
    memcpy(&four, units + 4 * i, 4);
    return four;
}

void unit_set(uint8_t *units, size_t i, unsigned kind, uint32_t value) {
    uint16_t two = (uint16_t)value;
    if (kind == 1)
        units[i] = (uint8_t)value;
    else if (kind == 2)
        memcpy(units + 2 * i, &two, 2);
    else
        memcpy(units + 4 * i, &value, 4);
}

bool check_same_units(check_trial *t, const uint8_t *got, size_t got_count, const uint32_t *want, size_t want_count,
                      unsigned kind) {
    for (size_t i = 0; i < got_count && i < want_count; i++) {
        if (unit_get(got, i, kind) != want[i])
            return check_differs(t, "unit %zu of the result is %#x, not %#x", i, (unsigned)unit_get(got, i, kind),
                                 (unsigned)want[i]);
    }
    return got_count == want_count || check_differs(t, "%zu units, not %zu", got_count, want_count);
}
