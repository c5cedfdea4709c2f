/* SPDX-License-Identifier: MIT */
/* The canonical form of RFC 8785. */
#ifndef LANE_CANONICAL_H
#define LANE_CANONICAL_H

#include "document.h"

/* As lane_kernels.write; ignores frame's flags and indentation. */
bool lane_canonical_write(lane_write_frame *frame);

/* Parts of it, for values outside of documents. */

/* Compares strings of UTF-8 in the order of UTF-16. Returns a number below, equal to or above 0 if key a comes before
 * b, equals b, or comes after b. */
int lane_canonical_compare(const lane_value *a, const lane_value *b);

/* Sorts n keys in O(n log n), also in the worst case. */
void lane_canonical_sort(const lane_value **keys, size_t n);

/* Writes a number. Returns LANE_ERROR_RANGE for NaN, infinities, and integers that no double equals. Other errors are
 * the writer's. */
lane_error_code lane_canonical_double(lane_writer *writer, double d);
lane_error_code lane_canonical_integer(lane_writer *writer, uint64_t magnitude, bool negative);

#endif
