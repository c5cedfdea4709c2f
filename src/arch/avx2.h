/* SPDX-License-Identifier: MIT */
/* The vocabulary on AVX2 (Haswell and later): 32-byte vectors. */
#ifndef LANE_ARCH_AVX2_H
#define LANE_ARCH_AVX2_H

#if !defined(__AVX2__)
#error "compile with the flags of the avx2 row in meson.build"
#endif

#include "ymm.h"

#define SIMD_UNITS "avx2_units.h"
#define LANE_ISA_REQUIRES (CPU_SSE42 | CPU_AVX2 | CPU_BMI2 | CPU_CLMUL)

#include "blocks.h"

#endif
