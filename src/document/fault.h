/* SPDX-License-Identifier: MIT */
/* Turns the place where a walk stopped into the fault of the whole text: cut off, in another encoding, or invalid
 * there. */
#ifndef LANE_FAULT_H
#define LANE_FAULT_H

#include "../base/error.h"

/* A failed walk over [begin, walked); [walked, end) is white space that it did not read. */
typedef struct {
    const uint8_t *begin, *walked, *end;
    uint32_t flags;
    /* Returns the first byte of [p, end) that is not UTF-8, or NULL. */
    const uint8_t *(*utf8_invalid)(const uint8_t *p, const uint8_t *end, bool surrogates);
} lane_fault_text;

/* Returns the error to report for the one that the walk found. */
lane_error lane_fault_settle(const lane_fault_text *text, lane_error found);

/* Returns the end of the complete characters in the body [p, end) of an unclosed string: excludes an escape, surrogate
 * pair or UTF-8 character that is cut off. */
const uint8_t *lane_fault_string_end(const uint8_t *p, const uint8_t *end);

#endif
