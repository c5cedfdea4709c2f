/* SPDX-License-Identifier: MIT */
/* Attributes, assertions, unaligned access and bit helpers that every layer uses.
 *
 * Multi-byte loads and stores are little-endian on every host: byte 0 of memory is the low byte. */
#ifndef LANE_BASE_H
#define LANE_BASE_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(_MSC_VER) && !defined(__clang__)
#include <intrin.h>
#define LANE_INLINE static __forceinline
#define LANE_NOINLINE __declspec(noinline)
#define LANE_THREAD_LOCAL __declspec(thread)
#define LANE_COLD __declspec(noinline)
#define LANE_COLD_LABEL ((void)0)
#define LANE_MAYBE_UNUSED
#define LANE_HIDDEN
#define LANE_LIKELY(x) (x)
#define LANE_UNLIKELY(x) (x)
#define LANE_UNREACHABLE() __assume(0)
#define LANE_PREFETCH(p) ((void)(p))
#else
#define LANE_INLINE static inline __attribute__((always_inline, unused))
#define LANE_NOINLINE __attribute__((noinline))
#define LANE_THREAD_LOCAL _Thread_local
#define LANE_COLD __attribute__((noinline, cold))
#ifdef __clang__
#define LANE_COLD_LABEL ((void)0)
#else
#define LANE_COLD_LABEL __attribute__((cold)) /* after a label: a branch to it is unlikely */
#endif
#define LANE_MAYBE_UNUSED __attribute__((unused))
#ifdef _WIN32
#define LANE_HIDDEN
#else
#define LANE_HIDDEN __attribute__((visibility("hidden"))) /* on declarations: no access through the GOT */
#endif
#define LANE_LIKELY(x) __builtin_expect(!!(x), 1)
#define LANE_UNLIKELY(x) __builtin_expect(!!(x), 0)
#define LANE_UNREACHABLE() __builtin_unreachable()
#define LANE_PREFETCH(p) __builtin_prefetch(p) /* the cache line at p, which may be any address */
#endif

/* Before a short loop of constant length whose arrays must stay in registers; gcc unrolls such loops by itself only at
 * -O3. */
#if defined(__GNUC__) && !defined(__clang__)
#define LANE_UNROLL _Pragma("GCC unroll 8")
#else
#define LANE_UNROLL
#endif

/* Macros, because only the preprocessor can paste and quote tokens. */
#define LANE_CAT_(a, b) a##b
#define LANE_CAT(a, b) LANE_CAT_(a, b)
#define LANE_STRINGIFY_(a) #a
#define LANE_STRINGIFY(a) LANE_STRINGIFY_(a)

/* Checked in debug builds, a hint to the optimiser in release; the expression must have no side effect. */
#ifdef NDEBUG
#define LANE_ASSUME(x)          \
    do {                        \
        if (!(x))               \
            LANE_UNREACHABLE(); \
    } while (0)
#else
#define LANE_ASSUME(x) assert(x)
#endif

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define LANE_BIG_ENDIAN 1
#else
#define LANE_BIG_ENDIAN 0
#endif

/* The white space of RFC 8259. */
LANE_INLINE bool lane_is_space(uint8_t c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

LANE_INLINE bool lane_is_digit(uint8_t c) {
    return (unsigned)c - '0' <= 9;
}

LANE_INLINE bool lane_is_hex(uint8_t c) {
    return lane_is_digit(c) || (unsigned)(c | 0x20) - 'a' <= 5;
}

LANE_INLINE uint64_t bits_swap64(uint64_t x) {
#if defined(_MSC_VER) && !defined(__clang__)
    return _byteswap_uint64(x);
#else
    return __builtin_bswap64(x);
#endif
}

LANE_INLINE uint32_t bits_swap32(uint32_t x) {
    return (uint32_t)(bits_swap64(x) >> 32);
}

LANE_INLINE uint64_t lane_load64(const void *p) {
    uint64_t x;
    memcpy(&x, p, 8);
    return LANE_BIG_ENDIAN ? bits_swap64(x) : x;
}

LANE_INLINE uint32_t lane_load32(const void *p) {
    uint32_t x;
    memcpy(&x, p, 4);
    return LANE_BIG_ENDIAN ? bits_swap32(x) : x;
}

LANE_INLINE uint16_t lane_load16(const void *p) {
    const uint8_t *b = (const uint8_t *)p;
    return (uint16_t)(b[0] | b[1] << 8);
}

LANE_INLINE void lane_store64(void *p, uint64_t x) {
    x = LANE_BIG_ENDIAN ? bits_swap64(x) : x;
    memcpy(p, &x, 8);
}

LANE_INLINE void lane_store32(void *p, uint32_t x) {
    x = LANE_BIG_ENDIAN ? bits_swap32(x) : x;
    memcpy(p, &x, 4);
}

LANE_INLINE void lane_store16(void *p, uint16_t x) {
    uint8_t *b = (uint8_t *)p;
    b[0] = (uint8_t)x;
    b[1] = (uint8_t)(x >> 8);
}

/* Returns x and hides its value from the compiler. */
LANE_INLINE uint64_t bits_opaque(uint64_t x) {
#if defined(__GNUC__)
    __asm__("" : "+r"(x));
#endif
    return x;
}

/* Returns the index of the lowest set bit. x != 0. */
LANE_INLINE unsigned bits_ctz64(uint64_t x) {
#if defined(_MSC_VER) && !defined(__clang__)
    unsigned long i;
    _BitScanForward64(&i, x);
    return i;
#else
    return (unsigned)__builtin_ctzll(x);
#endif
}

/* Returns the number of zero bits above the highest set bit. x != 0. */
LANE_INLINE unsigned bits_clz64(uint64_t x) {
#if defined(_MSC_VER) && !defined(__clang__)
    unsigned long i;
    _BitScanReverse64(&i, x);
    return 63 - i;
#else
    return (unsigned)__builtin_clzll(x);
#endif
}

LANE_INLINE unsigned bits_popcount64(uint64_t x) {
#if defined(_MSC_VER) && !defined(__clang__)
    x = x - ((x >> 1) & 0x5555555555555555u);
    x = (x & 0x3333333333333333u) + ((x >> 2) & 0x3333333333333333u);
    return (unsigned)((((x + (x >> 4)) & 0x0F0F0F0F0F0F0F0Fu) * 0x0101010101010101u) >> 56);
#else
    return (unsigned)__builtin_popcountll(x);
#endif
}

LANE_INLINE uint64_t bits_clear_lowest(uint64_t x) {
    return x & (x - 1);
}

/* Returns the lowest n bits set. n <= 63. */
LANE_INLINE uint64_t bits_below(unsigned n) {
    return ((uint64_t)1 << n) - 1;
}

/* Bytes of the widest vectors of any instruction set, and of the widest short vectors (arch/simd.h). Memory that is
 * read or written in whole vectors, by code that does not know their width, has this much to spare. */
#define LANE_WIDEST 64
#define LANE_WIDEST_SHORT 32

typedef struct {
    uint64_t high, low;
} bits_u128;

/* Returns the full 64 x 64 -> 128 bit product. */
LANE_INLINE bits_u128 bits_multiply(uint64_t a, uint64_t b) {
#if defined(__SIZEOF_INT128__)
    __extension__ unsigned __int128 r = (unsigned __int128)a * b;
    return (bits_u128){(uint64_t)(r >> 64), (uint64_t)r};
#elif defined(_MSC_VER) && defined(_M_X64)
    bits_u128 r;
    r.low = _umul128(a, b, &r.high);
    return r;
#else
    uint64_t a0 = (uint32_t)a, a1 = a >> 32, b0 = (uint32_t)b, b1 = b >> 32;
    uint64_t low = a0 * b0, mid = a1 * b0 + (low >> 32), mid2 = a0 * b1 + (uint32_t)mid;
    return (bits_u128){a1 * b1 + (mid >> 32) + (mid2 >> 32), mid2 << 32 | (uint32_t)low};
#endif
}

#endif
