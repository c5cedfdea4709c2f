/* SPDX-License-Identifier: MIT */
/* Asks the processor and the operating system what vector code they can run. */
#include "cpu.h"

#if defined(__x86_64__) || defined(__i386__) || defined(_M_X64) || defined(_M_IX86)

#if defined(_MSC_VER)
#include <intrin.h>
#else
#include <cpuid.h>
#endif

typedef struct {
    uint32_t eax, ebx, ecx, edx;
} cpuid_leaf;

/* Returns all zero if the processor does not have the leaf. */
static cpuid_leaf cpuid(uint32_t leaf, uint32_t subleaf) {
    cpuid_leaf r = {0, 0, 0, 0};
#if defined(_MSC_VER)
    int regs[4];
    __cpuidex(regs, (int)(leaf & 0x80000000u), 0);
    if ((uint32_t)regs[0] < leaf)
        return r;
    __cpuidex(regs, (int)leaf, (int)subleaf);
    r.eax = (uint32_t)regs[0], r.ebx = (uint32_t)regs[1], r.ecx = (uint32_t)regs[2], r.edx = (uint32_t)regs[3];
#else
    __get_cpuid_count(leaf, subleaf, &r.eax, &r.ebx, &r.ecx, &r.edx);
#endif
    return r;
}

/* Returns the register states that the operating system saves for each thread. Only if CPUID says OSXSAVE. */
static uint64_t xgetbv(void) {
#if defined(_MSC_VER)
    return _xgetbv(0);
#else
    uint32_t low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return (uint64_t)high << 32 | low;
#endif
}

/* Returns whether all bits of `wanted` are set. */
static int has(uint32_t word, uint32_t wanted) {
    return (word & wanted) == wanted;
}

uint32_t lane_cpu_features(void) {
    enum {
        /* leaf 1, ecx */
        SSE3 = 1u << 0,
        PCLMULQDQ = 1u << 1,
        SSSE3 = 1u << 9,
        SSE41 = 1u << 19,
        SSE42 = 1u << 20,
        POPCNT = 1u << 23,
        OSXSAVE = 1u << 27,
        AVX = 1u << 28,
        /* leaf 7, ebx */
        BMI1 = 1u << 3,
        AVX2 = 1u << 5,
        BMI2 = 1u << 8,
        AVX512F = 1u << 16,
        AVX512DQ = 1u << 17,
        AVX512BW = 1u << 30,
        /* leaf 7, ecx */
        AVX512VBMI = 1u << 1,
        AVX512VBMI2 = 1u << 6,
        /* leaf 80000001, ecx */
        LZCNT = 1u << 5,
        /* XCR0 */
        XMM_YMM = 6,
        MASKS_ZMM = 0xE0 | XMM_YMM
    };
    const uint32_t avx512vl = 1u << 31; /* leaf 7, ebx; beyond an enumeration's int */
    const uint32_t basic = cpuid(1, 0).ecx, amd = cpuid(0x80000001u, 0).ecx;
    const cpuid_leaf extended = cpuid(7, 0);
    const uint64_t saved = has(basic, OSXSAVE) ? xgetbv() : 0;
    uint32_t features = 0;
    if (has(basic, SSE3 | SSSE3 | SSE41 | SSE42 | POPCNT))
        features |= CPU_SSE42;
    if (has(basic, PCLMULQDQ))
        features |= CPU_CLMUL;
    if (has(extended.ebx, BMI1 | BMI2) && has(amd, LZCNT))
        features |= CPU_BMI2;
    if (has(basic, AVX) && has(extended.ebx, AVX2) && (saved & XMM_YMM) == XMM_YMM)
        features |= CPU_AVX2;
    if (has(extended.ebx, AVX512F | AVX512DQ | AVX512BW | avx512vl) && has(extended.ecx, AVX512VBMI | AVX512VBMI2) &&
        (saved & MASKS_ZMM) == MASKS_ZMM)
        features |= CPU_AVX512;
    return features;
}

#elif defined(__aarch64__) && defined(__linux__)

#include <sys/auxv.h>

uint32_t lane_cpu_features(void) {
    enum { ASIMD = 1u << 1 }; /* HWCAP_ASIMD of the kernel's <asm/hwcap.h> */
    return getauxval(AT_HWCAP) & ASIMD ? CPU_NEON : 0;
}

#elif defined(__aarch64__) || defined(_M_ARM64)

/* These systems require Advanced SIMD. */
uint32_t lane_cpu_features(void) {
    return CPU_NEON;
}

#else

uint32_t lane_cpu_features(void) {
    return 0;
}

#endif
