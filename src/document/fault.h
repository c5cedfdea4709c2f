/* SPDX-License-Identifier: MIT */
/* From the place where a walk stopped to what is wrong with the whole text: it is cut off, it is in another encoding,
 * or it is faulty there. */
#ifndef LANE_FAULT_H
#define LANE_FAULT_H

#include "../base/error.h"

/* One failed walk over [begin, walked); after it, up to `end`, white space that was left out. */
typedef struct {
    const uint8_t *begin, *walked, *end;
    uint32_t flags;
    /* The first byte of [p, end) that is not UTF-8, or NULL. */
    const uint8_t *(*utf8_invalid)(const uint8_t *p, const uint8_t *end, bool surrogates);
} lane_fault_text;

/* The error to be shown for what the walk found. */
lane_error lane_fault_settle(const lane_fault_text *text, lane_error found);

/* The body [p, end) of a string that is not closed, up to the last character that is known: before an escape, a
 * surrogate pair or a character of UTF-8 that is cut off. */
const uint8_t *lane_fault_string_end(const uint8_t *p, const uint8_t *end);

#endif
