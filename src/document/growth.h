/* SPDX-License-Identifier: MIT */
/* The state of a document whose text arrives in pieces, between two calls of lane_kernels.parse_on.
 *
 * The text is kept from the document's first byte on, since strings point into it. The values read so far are in the
 * document, which counts them. */
#ifndef LANE_GROWTH_H
#define LANE_GROWTH_H

#include "../base/resume.h"

/* Levels of nesting whose keys are predicted; deeper ones share them. */
#define LANE_LEVELS 16

/* The keys of one level, as distances in bytes from the outside value; 0: none. */
typedef struct {
    size_t key;   /* expected next in the open object */
    size_t first; /* the first key of the object last opened here */
} lane_level;

/* Before a document, `resume` is zero and the rest has no meaning. The other fields are those of the sink
 * (engine/value.h), places as in lane_level. */
typedef struct lane_growth {
    lane_resume resume;
    size_t open, twin;
    uint64_t count;
    lane_level levels[LANE_LEVELS];
} lane_growth;

#endif
