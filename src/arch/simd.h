/* SPDX-License-Identifier: MIT */
/* The vocabulary: every primitive that differs between instruction sets, specified once. Kernels use these words and
 * no intrinsics.
 *
 * A file that includes this is compiled once per ISA with -DLANE_ISA=<name> and that ISA's flags.
 *
 * Types
 *   simd_u8            vector of SIMD_WIDTH unsigned bytes (8, 16 or 32); byte 0 is the one at the lowest address
 *   simd_table         16 bytes to look up in
 * Constants
 *   SIMD_WIDTH         bytes in a vector
 *   SIMD_BLOCK         vectors in a 64-byte block: 64 / SIMD_WIDTH
 *   SIMD_LOOKUP_IS_FAST  1 if simd_lookup16 is an instruction, 0 if it is a loop: then a kernel may have a better way
 *   LANE_ISA_REQUIRES  feature bits (arch/cpu.h) that code compiled in this unit needs
 * Memory (no alignment asked)
 *   simd_load(p)       SIMD_WIDTH bytes from p
 *   simd_store(p, v)
 *   simd_splat(b)      every byte = b
 *   simd_splat16(x)    every pair of bytes = x, the lower byte first
 *   simd_zero()
 *   simd_table16(p)    simd_table of the 16 bytes at p, which must outlive it
 *   SIMD_SHORT         8 or 16: bytes of a short vector, the bottom of a simd_u8
 *   simd_load_short(p), simd_store_short(p, v)
 *   simd_load_before(p, n)   the n <= SIMD_SHORT bytes before p at the bottom, anything above; reads SIMD_SHORT bytes
 *                      before p
 *   simd_join_short(v, w)    the short vectors v and w, the latter above, where SIMD_WIDTH is 2 * SIMD_SHORT
 * Memory, interleaved: byte i of the k-th vector is byte k + i * N of the N * SIMD_WIDTH bytes at p
 *   simd_load2(p, v), simd_load4(p, v)   to v[N]
 *   simd_store2(p, a, b), simd_store4(p, a, b, c, d)
 * UTF-8 of units, on machines whose lowest byte comes first
 *   simd_narrow16(p, v)      of SIMD_WIDTH / 2 two-byte ones below 80: their lower bytes
 *   simd_utf8_three(p, v)    of as many from 800 on; touches 2 * SIMD_WIDTH bytes
 *   simd_from_three(p, q)    whether the 3 * SIMD_WIDTH / 2 bytes at q, of valid text, are as many characters of three
 *                            bytes as SIMD_WIDTH / 2; their units to p, anything if they are not
 *   SIMD_SLOTS               1 if there are the following ones
 *   simd_put_slots(p, high, low, keep, n, four)
 *                            pairs of two-byte units of high and low are slots of four bytes; the last bytes of the
 *                            first n <= SIMD_WIDTH / 2 slots, one behind the other; the end of them. Of slot i, bits 2i
 *                            (the right one) and 2i + 1 of keep say how many: 00 three, 10 two, 11 one, and only where
 *                            `four` says so, 01 four. Touches 2 * SIMD_WIDTH bytes
 *   simd_put_pairs(p, v, one, n)
 *                            of each of the first n <= SIMD_WIDTH / 2 pairs of bytes in v both, or where `one` is
 *                            0xFFFF the second, one behind the other; the end of them. Touches SIMD_WIDTH bytes
 *   simd_widen8(v)           the first SIMD_WIDTH / 2 bytes, each as two
 *   simd_cap16(x, y)         SIMD_WIDTH units of two bytes, each as a byte: the least of it and FF
 *   simd_cap32(x, y)         SIMD_WIDTH / 2 units of four bytes, below 2^31, each as two: the least of it and FFFF
 *   simd_split32(x, y, ret_low, ret_high)   the two-byte halves of SIMD_WIDTH / 2 units of four bytes
 * Compare: 0xFF where true, 0x00 where false
 *   simd_eq(a, b)
 *   simd_le(a, b)      unsigned a <= b
 *   simd_eq16(a, b), simd_le16(a, b)   the same of pairs of bytes, the lower byte first: 0xFFFF or 0
 *   simd_mask(v)       uint64_t, bit i = top bit of byte i; bits SIMD_WIDTH.. are 0
 *   simd_any(v)        whether a top bit is set
 *   simd_block_mask(v) v[SIMD_BLOCK] -> uint64_t, bit i = top bit of byte i of the 64; every byte is 0x00 or 0xFF
 * Bits
 *   simd_and(a, b), simd_or(a, b), simd_xor(a, b)
 *   simd_andnot(a, b)  a & ~b
 *   simd_shr2(a), simd_shr4(a), simd_shl4(a), simd_shl6(a)   each byte shifted by so many bits
 *   simd_shr16(a, n), simd_shl16(a, n)   each pair of bytes shifted by n < 16 bits
 *   simd_select(m, a, b)   of each byte a where m is 0xFF, b where it is 0
 * Bytes
 *   simd_sub_sat(a, b) max(a - b, 0), unsigned
 *   simd_max(a, b)     unsigned
 *   simd_min16(a, b)   unsigned, of pairs of bytes, the lower byte first
 *   simd_lookup16(t, i)  byte i of t; i's bytes <= 15
 *   simd_prev1(v, before), simd_prev2, simd_prev3
 *                      v moved up by 1, 2, 3 bytes; the last bytes of `before` come in at the bottom
 *   simd_compress8(dst, p, m)  the bytes i of the eight at p with bit i of m < 256 set, in order, to dst; touches eight
 *                      there
 *   simd_last8(end, v, m), simd_last16(end, a, b, m), simd_last32(end, a, b, c, d, m)
 *                      where SIMD_LOOKUP_IS_FAST: the bytes v[i], or a[i] b[i], or a[i] b[i] c[i] d[i] with bit i of m
 *                      set, in order, so that they end at `end`; their beginning. Of each eight bits, those set are
 *                      stored as eight, with anything before them; bits from SIMD_WIDTH on are ignored
 * Words
 *   bits_prefix_xor(x) bit i = xor of bits 0..i of x
 *   simd_unhex16(first, last, ret)
 *                      16 hexadecimal digits, in the bytes of two words, low byte first -> *ret, four 16-bit values,
 *                      the first one lowest; false if a byte is no such digit
 *   simd_digits_prefix(p, ret)
 *                      the value of the decimal digits that begin the 16 bytes at p, and in *ret their number, 0 to 16
 * Decimal digits
 *   simd_digits        sixteen digits of a number
 *   simd_digits_make(v)          those of v < 10^16
 *   simd_digits_zeros(d)         zeros after the last digit that is not 0; 16 if all are
 *   simd_digits_store(p, d, n)   as text, from the n-th on, n <= 16; behind the last anything; touches 16 bytes
 */
#ifndef LANE_ARCH_SIMD_H
#define LANE_ARCH_SIMD_H

#include "../base/base.h"
#include "../base/cpu.h"

#ifndef LANE_ISA
#error "LANE_ISA must name the instruction set of this unit"
#endif

/* Picks the header by pasting, so that a new ISA adds a file and no line here. */
#define LANE_ARCH_HEADER_(isa) LANE_STRINGIFY(isa.h)
#define LANE_ARCH_HEADER(isa) LANE_ARCH_HEADER_(isa)
#include LANE_ARCH_HEADER(LANE_ISA)

#define SIMD_BLOCK (64 / SIMD_WIDTH)

static_assert(SIMD_WIDTH == 8 || SIMD_WIDTH == 16 || SIMD_WIDTH == 32, "a vector divides the 64-byte block");
static_assert(sizeof(simd_u8) == SIMD_WIDTH, "simd_u8 is SIMD_WIDTH bytes");

#endif
