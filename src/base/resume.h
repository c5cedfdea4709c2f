/* SPDX-License-Identifier: MIT */
/* Where kernel/walk.h has stopped in a text of which more is to come, and goes on when it is there. */
#ifndef LANE_RESUME_H
#define LANE_RESUME_H

#include "error.h"

/* All zero at the start, but for max_depth. */
typedef struct {
    size_t at; /* the token that was not all there, or the end: bytes from the beginning of the text */
    lane_error_code
        code;        /* what is missing there; LANE_OK: nothing has been read, LANE_ERROR_EXTRA: the text is whole */
    uint32_t parent; /* walk_parent */
    uint32_t depth, max_depth;
    bool final; /* no more will come: a number that the text ends in is whole */
} lane_resume;

#endif
