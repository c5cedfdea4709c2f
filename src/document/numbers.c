/* SPDX-License-Identifier: MIT */
/* Converts numbers of all kinds, including those kept as text, to C types. */
#include "document.h"

#include "../number/number.h"

/* Parses an integer without fraction and exponent. False for other numbers, or beyond 64 bits. */
static bool text_integer(const lane_value *value, uint64_t *ret_magnitude, bool *ret_negative) {
    const char *p = lane_value_text(value), *end = p + lane_value_length(value);
    uint64_t magnitude = 0;
    *ret_negative = p < end && *p == '-';
    for (p += *ret_negative; p < end; p++) {
        const unsigned digit = (unsigned)(*p - '0');
        if (digit > 9 || magnitude > (UINT64_MAX - digit) / 10)
            return false;
        magnitude = magnitude * 10 + digit;
    }
    *ret_magnitude = magnitude;
    return true;
}

bool lane_number_int(const lane_value *value, int64_t *ret) {
    int64_t found = lane_value_int(value);
    if (lane_value_type(value) == LANE_TYPE_NUMBER) {
        uint64_t magnitude;
        bool negative;
        if (!text_integer(value, &magnitude, &negative) || magnitude > (uint64_t)INT64_MAX + negative)
            return false;
        found = (int64_t)(negative ? 0 - magnitude : magnitude);
    } else if (lane_value_type(value) != LANE_TYPE_INT) {
        return false;
    }
    if (ret != NULL)
        *ret = found;
    return true;
}

bool lane_number_uint(const lane_value *value, uint64_t *ret) {
    uint64_t found = lane_value_uint(value);
    if (lane_value_type(value) == LANE_TYPE_NUMBER) {
        bool negative;
        if (!text_integer(value, &found, &negative) || (negative && found != 0))
            return false;
    } else if (lane_value_type(value) != LANE_TYPE_UINT &&
               (lane_value_type(value) != LANE_TYPE_INT || lane_value_int(value) < 0)) {
        return false;
    }
    if (ret != NULL)
        *ret = found;
    return true;
}

bool lane_number_double(const lane_value *value, double *ret) {
    const lane_type type = lane_value_type(value);
    if (type < LANE_TYPE_INT || type > LANE_TYPE_NUMBER)
        return false;
    double found = lane_value_double(value);
    if (type == LANE_TYPE_NUMBER) {
        const uint8_t *text = (const uint8_t *)lane_value_text(value);
        found = lane_number_exact(text, text + lane_value_length(value));
        if (!double_is_finite(found))
            return false;
    }
    if (ret != NULL)
        *ret = found;
    return true;
}
