/* SPDX-License-Identifier: MIT */
/* CPU features, as bits. Only cpu.c asks the processor. */
#ifndef LANE_ARCH_CPU_H
#define LANE_ARCH_CPU_H

#include <stdint.h>

enum {
    CPU_SSE42 = 1u << 0, /* SSE4.2, SSSE3 and POPCNT */
    CPU_AVX2 = 1u << 1,  /* AVX2 with YMM state saved by the OS */
    CPU_BMI2 = 1u << 2,  /* BMI1, BMI2 and LZCNT */
    CPU_CLMUL = 1u << 3, /* PCLMULQDQ */
    CPU_NEON = 1u << 4,  /* AArch64 Advanced SIMD */
    CPU_AVX512 = 1u << 5 /* AVX-512 F, BW, DQ, VL, VBMI and VBMI2, with masks and ZMM state saved by the OS */
};

/* Returns the features of the running CPU that the operating system also supports. The result never changes. */
uint32_t lane_cpu_features(void);

#endif
