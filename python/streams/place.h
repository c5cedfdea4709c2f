/* SPDX-License-Identifier: MIT */
/* A position in a text that arrives in pieces, in characters and lines. */
#ifndef LANE_PY_PLACE_H
#define LANE_PY_PLACE_H

#include "../../src/base/base.h"

/* All zero at the start. A character is a code point or a lone surrogate; "\n" ends a line. */
typedef struct {
    size_t characters; /* before the position */
    size_t lines;      /* ended before it */
    size_t column;     /* characters before it in its line */
} lane_py_place;

/* Advances a place over UTF-8, which may be incomplete or invalid: each byte that is not a continuation byte starts a
 * character. */
void lane_py_place_pass(lane_py_place *place, const uint8_t *p, const uint8_t *end);

#endif
