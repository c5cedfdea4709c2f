/* SPDX-License-Identifier: MIT */
/* The canonical form of RFC 8785. */
#ifndef LANE_CANONICAL_H
#define LANE_CANONICAL_H

#include "document.h"

/* As lane_kernels.write does it; of frame's flags and indentation nothing is obeyed. */
bool lane_canonical_write(lane_write_frame *frame);

/* The same in parts, for values that are in no document. */

/* Below, equal to or above 0, as key a comes before b, is the same, or comes after it: strings of UTF-8 in the order
 * of UTF-16. */
int lane_canonical_compare(const lane_value *a, const lane_value *b);

/* Sorts n keys, in n log n steps whatever they are. */
void lane_canonical_sort(const lane_value **keys, size_t n);

/* Writes a number: LANE_ERROR_RANGE if it is NaN, infinite, or an integer that no double is. What else goes wrong is
 * the writer's error. */
lane_error_code lane_canonical_double(lane_writer *writer, double d);
lane_error_code lane_canonical_integer(lane_writer *writer, uint64_t magnitude, bool negative);

#endif
