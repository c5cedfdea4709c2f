/* SPDX-License-Identifier: MIT */
/* The vocabulary in portable C: 8 bytes in a uint64_t (SIMD within a register). Byte i of the vector is bits
 * 8i..8i+7. */
#ifndef LANE_ARCH_SCALAR_H
#define LANE_ARCH_SCALAR_H

#include "baseline.h"

#define SIMD_WIDTH 8
#define SIMD_LOOKUP_IS_FAST 0
#define LANE_ISA_REQUIRES 0u

typedef uint64_t simd_u8;
typedef const uint8_t *simd_table; /* 16 bytes do not fit a vector: the table stays where it is */

#define SCALAR_ONES 0x0101010101010101u
#define SCALAR_HIGH 0x8080808080808080u
#define SCALAR_ONES16 0x0001000100010001u
#define SCALAR_HIGH16 0x8000800080008000u

/* 0x80 -> 0xFF, 0x00 -> 0x00 in every byte. */
LANE_INLINE uint64_t scalar_spread(uint64_t high) {
    return (high << 1) - (high >> 7);
}

/* 0x8000 -> 0xFFFF, 0 -> 0 in every two bytes. */
LANE_INLINE uint64_t scalar_spread16(uint64_t high) {
    return (high << 1) - (high >> 15);
}

LANE_INLINE simd_u8 simd_load(const void *p) {
    return lane_load64(p);
}
LANE_INLINE void simd_store(void *p, simd_u8 v) {
    lane_store64(p, v);
}
LANE_INLINE simd_u8 simd_splat(uint8_t b) {
    return b * SCALAR_ONES;
}
LANE_INLINE simd_u8 simd_zero(void) {
    return 0;
}
LANE_INLINE simd_table simd_table16(const uint8_t p[16]) {
    return p;
}
LANE_INLINE simd_u8 simd_eq(simd_u8 a, simd_u8 b) {
    uint64_t x = a ^ b;
    return scalar_spread(~(((x & ~SCALAR_HIGH) + ~SCALAR_HIGH) | x) & SCALAR_HIGH);
}
/* a <= b without borrow between bytes: compare the low 7 bits, then let the top bits decide. */
LANE_INLINE simd_u8 simd_le(simd_u8 a, simd_u8 b) {
    uint64_t low = (b | SCALAR_HIGH) - (a & ~SCALAR_HIGH);
    return scalar_spread(((~a & b) | (~(a ^ b) & low)) & SCALAR_HIGH);
}
/* The product moves the top bit of byte i to bit 56 + i; no two partial products meet. */
LANE_INLINE uint64_t simd_mask(simd_u8 v) {
    return (((v & SCALAR_HIGH) >> 7) * 0x0102040810204080u) >> 56;
}
LANE_INLINE bool simd_any(simd_u8 v) {
    return (v & SCALAR_HIGH) != 0;
}
LANE_INLINE uint64_t simd_block_mask(const simd_u8 v[8]) {
    uint64_t mask = 0;
    for (unsigned i = 0; i < 8; i++)
        mask |= simd_mask(v[i]) << (8 * i);
    return mask;
}
LANE_INLINE simd_u8 simd_and(simd_u8 a, simd_u8 b) {
    return a & b;
}
LANE_INLINE simd_u8 simd_or(simd_u8 a, simd_u8 b) {
    return a | b;
}
LANE_INLINE simd_u8 simd_xor(simd_u8 a, simd_u8 b) {
    return a ^ b;
}
LANE_INLINE simd_u8 simd_andnot(simd_u8 a, simd_u8 b) {
    return a & ~b;
}
LANE_INLINE simd_u8 simd_shr4(simd_u8 a) {
    return (a >> 4) & 0x0F0F0F0F0F0F0F0Fu;
}
LANE_INLINE simd_u8 simd_shr2(simd_u8 a) {
    return (a >> 2) & 0x3F3F3F3F3F3F3F3Fu;
}
LANE_INLINE simd_u8 simd_shl4(simd_u8 a) {
    return (a << 4) & 0xF0F0F0F0F0F0F0F0u;
}
LANE_INLINE simd_u8 simd_shl6(simd_u8 a) {
    return (a << 6) & 0xC0C0C0C0C0C0C0C0u;
}
LANE_INLINE simd_u8 simd_max(simd_u8 a, simd_u8 b) {
    uint64_t le = simd_le(a, b);
    return (b & le) | (a & ~le);
}
/* max(a, b) >= b in every byte, so the subtraction borrows nowhere. */
LANE_INLINE simd_u8 simd_sub_sat(simd_u8 a, simd_u8 b) {
    return simd_max(a, b) - b;
}
LANE_INLINE simd_u8 simd_splat16(uint16_t x) {
    return x * SCALAR_ONES16;
}
/* As of bytes. */
LANE_INLINE simd_u8 simd_eq16(simd_u8 a, simd_u8 b) {
    const uint64_t x = a ^ b;
    return scalar_spread16(~(((x & ~SCALAR_HIGH16) + ~SCALAR_HIGH16) | x) & SCALAR_HIGH16);
}
LANE_INLINE simd_u8 simd_le16(simd_u8 a, simd_u8 b) {
    const uint64_t low = (b | SCALAR_HIGH16) - (a & ~SCALAR_HIGH16);
    return scalar_spread16(((~a & b) | (~(a ^ b) & low)) & SCALAR_HIGH16);
}
LANE_INLINE simd_u8 simd_min16(simd_u8 a, simd_u8 b) {
    const uint64_t le = simd_le16(a, b);
    return (a & le) | (b & ~le);
}
LANE_INLINE simd_u8 simd_shr16(simd_u8 a, unsigned n) {
    return a >> n & (0xFFFFu >> n) * SCALAR_ONES16;
}
LANE_INLINE simd_u8 simd_shl16(simd_u8 a, unsigned n) {
    return a << n & (0xFFFFu << n & 0xFFFF) * SCALAR_ONES16;
}
LANE_INLINE simd_u8 simd_select(simd_u8 m, simd_u8 a, simd_u8 b) {
    return (a & m) | (b & ~m);
}
LANE_INLINE simd_u8 simd_lookup16(simd_table table, simd_u8 index) {
    uint64_t r = 0;
    for (unsigned i = 0; i < 64; i += 8)
        r |= (uint64_t)table[index >> i & 15] << i;
    return r;
}
LANE_INLINE simd_u8 simd_prev1(simd_u8 v, simd_u8 before) {
    return v << 8 | before >> 56;
}
LANE_INLINE simd_u8 simd_prev2(simd_u8 v, simd_u8 before) {
    return v << 16 | before >> 48;
}
LANE_INLINE simd_u8 simd_prev3(simd_u8 v, simd_u8 before) {
    return v << 24 | before >> 40;
}

LANE_INLINE uint64_t bits_prefix_xor(uint64_t x) {
    x ^= x << 1;
    x ^= x << 2;
    x ^= x << 4;
    x ^= x << 8;
    x ^= x << 16;
    return x ^ x << 32;
}

LANE_INLINE uint64_t simd_digits_prefix(const void *p, unsigned *ret_count) {
    const uint8_t *b = (const uint8_t *)p;
    uint64_t value = 0;
    unsigned count = 0;
    for (unsigned digit; count < 16 && (digit = (unsigned)b[count] - '0') <= 9; count++)
        value = value * 10 + digit;
    *ret_count = count;
    return value;
}

/* The first digit in the lowest byte of the first word. */
typedef struct {
    uint64_t first, last;
} simd_digits;

LANE_INLINE simd_digits simd_digits_make(uint64_t v) {
    uint64_t high = v / 100000000;
    return (simd_digits){baseline_digits8((uint32_t)high), baseline_digits8((uint32_t)(v - high * 100000000))};
}
LANE_INLINE unsigned simd_digits_zeros(simd_digits d) {
    if (d.last != 0)
        return bits_clz64(d.last) >> 3;
    return d.first != 0 ? 8 + (bits_clz64(d.first) >> 3) : 16;
}
LANE_INLINE void simd_digits_store(void *p, simd_digits d, unsigned from) {
    uint64_t zeros = simd_splat('0'), first = d.first | zeros, last = d.last | zeros;
    unsigned shift = 8 * (from & 7);
    uint64_t low = (from >= 8 ? last : first) >> shift;
    low |= from >= 8 ? 0 : last << 1 << (63 - shift);
    lane_store64(p, low);
    lane_store64((uint8_t *)p + 8, last >> shift);
}

#define SIMD_SHORT 8
LANE_INLINE simd_u8 simd_load_short(const void *p) {
    return lane_load64(p);
}
LANE_INLINE void simd_store_short(void *p, simd_u8 v) {
    lane_store64(p, v);
}
LANE_INLINE simd_u8 simd_load_before(const void *p, size_t n) {
    uint64_t v = lane_load64((const uint8_t *)p - 8);
    return n == 0 ? v : v >> (64 - 8 * n);
}
LANE_INLINE simd_u8 simd_join_short(simd_u8 v, simd_u8 w) {
    (void)w; /* a short vector is a whole one */
    return v;
}
/* Of each of the words x and y, half of the result: units of `from` bits, of which the lower half is kept. */
LANE_INLINE simd_u8 scalar_cap(simd_u8 x, simd_u8 y, unsigned from) {
    const unsigned to = from / 2;
    const uint64_t most = (UINT64_C(1) << to) - 1;
    uint64_t r = 0;
    for (unsigned i = 0; i < 64; i += to) {
        const uint64_t unit = (i < 32 ? x : y) >> 2 * (i % 32) & (most << to | most);
        r |= (unit < most ? unit : most) << i;
    }
    return r;
}
LANE_INLINE simd_u8 simd_cap16(simd_u8 x, simd_u8 y) {
    return scalar_cap(x, y, 16);
}
LANE_INLINE simd_u8 simd_cap32(simd_u8 x, simd_u8 y) {
    return scalar_cap(x, y, 32);
}
LANE_INLINE void simd_narrow16(void *p, simd_u8 v) {
    for (unsigned i = 0; i < 4; i++)
        ((uint8_t *)p)[i] = (uint8_t)(v >> 16 * i);
}
LANE_INLINE bool simd_from_three(void *p, const void *q) {
    const uint8_t *s = (const uint8_t *)q;
    bool same = true;
    for (unsigned i = 0; i < 4; i++, s += 3) {
        const unsigned c = (s[0] & 0xFu) << 12 | (s[1] & 0x3Fu) << 6 | (s[2] & 0x3Fu);
        lane_store16((uint8_t *)p + 2 * i, (uint16_t)c);
        same &= s[0] >> 4 == 0xE;
    }
    return same;
}
#define SIMD_SLOTS 0
LANE_INLINE void simd_utf8_three(void *p, simd_u8 v) {
    uint8_t *dst = (uint8_t *)p;
    for (unsigned i = 0; i < 4; i++, dst += 3) {
        dst[0] = (uint8_t)(0xE0 | (v >> (16 * i + 12) & 0xF));
        dst[1] = (uint8_t)(0x80 | (v >> (16 * i + 6) & 0x3F));
        dst[2] = (uint8_t)(0x80 | (v >> 16 * i & 0x3F));
    }
}
LANE_INLINE void scalar_load(const uint8_t *p, simd_u8 *v, unsigned count) {
    for (unsigned k = 0; k < count; k++) {
        v[k] = 0;
        for (unsigned i = 0; i < 8; i++)
            v[k] |= (uint64_t)p[k + i * count] << 8 * i;
    }
}
LANE_INLINE void scalar_store(uint8_t *p, const simd_u8 *v, unsigned count) {
    for (unsigned i = 0; i < 8; i++) {
        for (unsigned k = 0; k < count; k++)
            p[k + i * count] = (uint8_t)(v[k] >> 8 * i);
    }
}
LANE_INLINE void simd_load2(const void *p, simd_u8 v[2]) {
    scalar_load((const uint8_t *)p, v, 2);
}
LANE_INLINE void simd_load4(const void *p, simd_u8 v[4]) {
    scalar_load((const uint8_t *)p, v, 4);
}
LANE_INLINE void simd_store2(void *p, simd_u8 a, simd_u8 b) {
    const simd_u8 v[2] = {a, b};
    scalar_store((uint8_t *)p, v, 2);
}
LANE_INLINE void simd_store4(void *p, simd_u8 a, simd_u8 b, simd_u8 c, simd_u8 d) {
    const simd_u8 v[4] = {a, b, c, d};
    scalar_store((uint8_t *)p, v, 4);
}

LANE_INLINE void simd_compress8(void *dst, const void *p, unsigned keep) {
    uint64_t v = lane_load64(p), packed = 0;
    unsigned at = 0;
    for (unsigned i = 0; i < 8; i++) {
        packed |= (v >> 8 * i & 0xFF & (0u - (keep >> i & 1))) << at;
        at += (keep >> i & 1) * 8;
        at &= 63; /* after the eighth byte nothing follows */
    }
    lane_store64(dst, packed);
}

/* Byte by byte, wrapping. */
LANE_INLINE simd_u8 scalar_add(simd_u8 a, simd_u8 b) {
    return ((a & ~SCALAR_HIGH) + (b & ~SCALAR_HIGH)) ^ ((a ^ b) & SCALAR_HIGH);
}
/* Eight hexadecimal digits -> two 16-bit values, or a byte beyond 15 in *bad. */
LANE_INLINE uint32_t scalar_unhex8(uint64_t x, uint64_t *bad) {
    uint64_t digits = scalar_add(x, simd_splat(0x100 - '0'));
    uint64_t letters = scalar_add(x & simd_splat(0xDF), simd_splat(0x100 - 'A'));
    uint64_t is_digit = simd_le(digits, simd_splat(9)), is_letter = simd_le(letters, simd_splat(5));
    uint64_t nibbles = (digits & is_digit) | (scalar_add(letters, simd_splat(10)) & is_letter);
    *bad |= ~(is_digit | is_letter);
    /* Nibble pairs to the even bytes, then these to 32-bit lanes. */
    uint64_t pairs = (nibbles << 4 | nibbles >> 8) & 0x00FF00FF00FF00FFu;
    uint64_t fours = (pairs << 8 | pairs >> 16) & 0x0000FFFF0000FFFFu;
    return (uint32_t)(fours | fours >> 16);
}
LANE_INLINE bool simd_unhex16(uint64_t first, uint64_t last, uint64_t *ret) {
    uint64_t bad = 0;
    *ret = scalar_unhex8(first, &bad) | (uint64_t)scalar_unhex8(last, &bad) << 32;
    return bad == 0;
}

#endif
