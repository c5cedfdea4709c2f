/* SPDX-License-Identifier: MIT */
/* The interface between the two halves of kernel_check. */
#ifndef LANE_TESTS_CHECK_RUN_H
#define LANE_TESTS_CHECK_RUN_H

#include "check.h"

/* Prints the table of times. `suites` ends with NULL; `kernels` has scalar last; `only` is a part of kernels' names, or
 * NULL. */
void check_bench(const kernel_case *const *suites, const lane_kernels *const *kernels, size_t count, const char *only);

#endif
