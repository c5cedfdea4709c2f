/* SPDX-License-Identifier: MIT */
/* How far a text that comes in pieces has been read, as its reader counts: in characters and lines. */
#ifndef LANE_PY_PLACE_H
#define LANE_PY_PLACE_H

#include "../../src/base/base.h"

/* All zero at the start. A character is a code point, or a lone surrogate; a line ends with "\n". */
typedef struct {
    size_t characters; /* before the place */
    size_t lines;      /* that ended before it */
    size_t column;     /* characters before it in its line */
} lane_py_place;

/* Moves a place over UTF-8, which need not be whole or right: a byte that continues no character begins one. */
void lane_py_place_pass(lane_py_place *place, const uint8_t *p, const uint8_t *end);

#endif
