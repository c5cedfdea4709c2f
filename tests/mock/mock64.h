/* SPDX-License-Identifier: MIT */
/* The mock instruction set with vectors as wide as a block. */
#ifndef LANE_ARCH_MOCK64_H
#define LANE_ARCH_MOCK64_H

#define MOCK_WORDS 8
#include "mock.h"

#endif
