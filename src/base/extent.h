/* SPDX-License-Identifier: MIT */
/* How far the end of a value was looked for in a text that comes in pieces; kernel/extent.h looks. */
#ifndef LANE_EXTENT_H
#define LANE_EXTENT_H

#include "base.h"

/* What one piece hands to the next; all zero where a value starts. */
typedef struct lane_extent {
    uint64_t escaped;   /* 0 or 1: the next byte is escaped */
    uint64_t in_string; /* all ones or 0 */
    size_t depth;       /* containers that are open */
} lane_extent;

#endif
