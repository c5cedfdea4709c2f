/* SPDX-License-Identifier: MIT */
/* The two halves of kernel_check to each other. */
#ifndef LANE_TESTS_CHECK_RUN_H
#define LANE_TESTS_CHECK_RUN_H

#include "check.h"

/* Prints the table. `suites` ends with NULL; `kernels` has scalar last; `only` is a part of the kernels' names, or
 * NULL. */
void check_bench(const kernel_case *const *suites, const lane_kernels *const *kernels, size_t count, const char *only);

#endif
