/* SPDX-License-Identifier: MIT */
/* The place where kernel/walk.h stopped in an input that arrives in pieces, and where it continues with the next
 * piece. */
#ifndef LANE_RESUME_H
#define LANE_RESUME_H

#include "error.h"

/* All zero at the start, except max_depth. */
typedef struct {
    size_t at; /* offset of the incomplete token, or of the end, from the start of the input */
    lane_error_code
        code;        /* what is missing there; LANE_OK: nothing is read yet; LANE_ERROR_EXTRA: the value is complete */
    size_t before;   /* after comments: 1 + the offset of the token before them; else 0 */
    uint32_t parent; /* walk_parent */
    uint32_t depth, max_depth;
    bool final; /* no more input follows: a number at its end is complete */
} lane_resume;

#endif
