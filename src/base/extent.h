/* SPDX-License-Identifier: MIT */
/* Documents that follow each other or come in pieces: what stands between them, and how far kernel/extent.h has looked
 * for the end of one. */
#ifndef LANE_EXTENT_H
#define LANE_EXTENT_H

#include "base.h"

/* What one piece hands to the next; all zero where a value starts. */
typedef struct lane_extent {
    uint64_t escaped;   /* 0 or 1: the next byte is escaped */
    uint64_t in_string; /* all ones or 0 */
    size_t depth;       /* containers that are open */
} lane_extent;

/* Begins a record of RFC 7464. */
#define EXTENT_SEPARATOR 0x1E

/* Whether a byte may stand between documents. */
LANE_INLINE bool extent_is_gap(uint8_t c) {
    return lane_is_space(c) || c == EXTENT_SEPARATOR;
}

/* Whether a byte ends the number or word before it, which no other document may follow at once. */
LANE_INLINE bool extent_ends_scalar(uint8_t c) {
    return extent_is_gap(c) || c == '{' || c == '[' || c == '"';
}

#endif
