/* SPDX-License-Identifier: MIT */
/* Documents in a sequence or in pieces: the bytes between them, and the state of the search for the end of one
 * (kernel/extent.h). */
#ifndef LANE_EXTENT_H
#define LANE_EXTENT_H

#include "base.h"

/* The state that one piece passes to the next; all zero where a value starts. */
typedef struct lane_extent {
    uint64_t escaped;   /* 0 or 1: the next byte is escaped */
    uint64_t in_string; /* all ones or 0 */
    size_t depth;       /* open containers */
} lane_extent;

/* Begins a record of RFC 7464. */
#define EXTENT_SEPARATOR 0x1E

/* Returns whether a byte may stand between documents. */
LANE_INLINE bool extent_is_gap(uint8_t c) {
    return lane_is_space(c) || c == EXTENT_SEPARATOR;
}

/* Returns whether c may follow a number or word directly, in a sequence of documents. */
LANE_INLINE bool extent_ends_scalar(uint8_t c) {
    return extent_is_gap(c) || c == '{' || c == '[' || c == '"';
}

#endif
