/* SPDX-License-Identifier: MIT */
/* The vocabulary: every primitive that differs between instruction sets, specified once. Kernels use these words and
 * no intrinsics. This file has the core words; units.h has those for units of characters.
 *
 * A file that includes this is compiled once per ISA with -DLANE_ISA=<name> and that ISA's flags. src/arch/<name>.h
 * defines all of the following; it may take words for which it has no instructions from portable.h and
 * portable_units.h.
 *
 * Types
 *   simd_u8            vector of SIMD_WIDTH unsigned bytes; byte 0 is the one at the lowest address
 *   simd_table         16 bytes to look up in
 * Constants
 *   SIMD_WIDTH         bytes in a vector: 8, 16, 32 or 64
 *   SIMD_BLOCK         vectors in 64 bytes; from simd.h
 *   SIMD_SHORT         bytes of a short vector, the bottom of a simd_u8: SIMD_WIDTH or half of it, and 8 to 32
 *   SIMD_LOOKUP_IS_FAST  1 if simd_lookup16 is an instruction, 0 if it is a loop: then a kernel may have a better way
 *   SIMD_UNITS         the file of the words of units.h, in quotes
 *   LANE_ISA_REQUIRES  feature bits (base/cpu.h) that code compiled in this unit needs
 * Memory (no alignment asked)
 *   simd_load(p)       SIMD_WIDTH bytes from p
 *   simd_store(p, v)
 *   simd_splat(b)      every byte = b
 *   simd_zero()
 *   simd_table16(p)    simd_table of the 16 bytes at p, which must outlive it
 *   simd_load_short(p), simd_store_short(p, v)
 *   simd_load_before(p, n)   the n <= SIMD_SHORT bytes before p at the bottom, anything above; reads SIMD_SHORT bytes
 *                      before p
 *   simd_join_short(v, w)    the short vector v at the bottom and w above it, where SIMD_WIDTH is 2 * SIMD_SHORT
 * Compare: 0xFF where true, 0x00 where false
 *   simd_eq(a, b)
 *   simd_le(a, b)      unsigned a <= b
 *   simd_mask(v)       uint64_t, bit i = top bit of byte i; bits SIMD_WIDTH.. are 0
 *   simd_any(v)        whether a top bit is set
 *   simd_block_mask(v) v[SIMD_BLOCK] -> uint64_t, bit i = top bit of byte i of the 64; every byte is 0x00 or 0xFF
 * Bits
 *   simd_and(a, b), simd_or(a, b), simd_xor(a, b)
 *   simd_andnot(a, b)  a & ~b
 *   simd_shr4(a)       each byte shifted by 4 bits
 * Bytes
 *   simd_sub_sat(a, b) max(a - b, 0), unsigned
 *   simd_max(a, b)     unsigned
 *   simd_lookup16(t, i)  byte i of t; i's bytes <= 15
 *   simd_prev1(v, before), simd_prev2, simd_prev3
 *                      v moved up by 1, 2, 3 bytes; the last bytes of `before` come in at the bottom
 *   simd_compress8(dst, p, m)  stores at dst, in order, the bytes i of the eight at p with bit i of m < 256 set; writes
 *                      eight bytes
 * 64 bytes as vectors; their masks are a uint64_t, bit i for byte i
 *   vectors            a struct of them: v[SIMD_BLOCK]
 *   vectors_load(p), vectors_store(p, b)
 *   vectors_load_tail(p, n, fill)   exactly the n <= 64 bytes at p, then `fill`; p may be NULL if n is 0
 *   vectors_mask(b)    the bytes whose top bit is set
 *   vectors_or(b)      the vectors or-ed into one
 * 64 bytes in the form that gives masks quickest; blocks.h has it over vectors
 *   BLOCK_MASKS_ARE_FAST   1 if a mask is one or two instructions: then the index also notes what is in strings
 *   block, block_load(p), block_load_tail(p, n, fill), block_store(p, b)
 *   block_eq(b, byte)  the bytes that equal `byte`
 *   block_le(b, most)  the bytes <= most, unsigned
 *   block_non_ascii(b) the bytes whose top bit is set
 *   block_match16(b, table, set)   the bytes x for which x | set is byte x & 15 of the table; the lower four bits of
 *                      `set` are 0
 *   block_compress(dst, p, keep)   stores, in order, the bytes of the 64 at p whose bit is set in `keep`, and returns
 *                      their end. Writes within 64 bytes. dst is <= p or apart from the 64 bytes
 *   block_positions(out, bits, offset)   stores offset + i for each set bit i, in order, as uint16_t, and returns their
 *                      end. May write BLOCK_POSITIONS_SLACK more
 * Words
 *   bits_prefix_xor(x) bit i = xor of bits 0..i of x
 *   simd_unhex16(first, last, ret)
 *                      16 hexadecimal digits, in the bytes of two words, low byte first -> *ret, four 16-bit values,
 *                      the first one lowest; false if a byte is not a digit
 *   simd_digits_prefix(p, ret)
 *                      the value of the decimal digits that begin the 16 bytes at p, and in *ret their number, 0 to 16
 * Decimal digits
 *   simd_digits        sixteen digits of a number
 *   simd_digits_make(v)          those of v < 10^16
 *   simd_digits_zeros(d)         the number of trailing zeros; 16 if all digits are 0
 *   simd_digits_store(p, d, n)   as text, from the n-th on, n <= 16, then anything; writes 16 bytes
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
#define SIMD_BLOCK (64 / SIMD_WIDTH)
#include LANE_ARCH_HEADER(LANE_ISA)

static_assert(64 % SIMD_WIDTH == 0 && SIMD_WIDTH >= 8, "blocks of 64 bytes are whole vectors");
static_assert(SIMD_WIDTH <= LANE_WIDEST, "code that is compiled once reserves LANE_WIDEST bytes for a vector");
static_assert(sizeof(simd_u8) == SIMD_WIDTH, "SIMD_WIDTH is the size of simd_u8");
static_assert(SIMD_SHORT == SIMD_WIDTH || 2 * SIMD_SHORT == SIMD_WIDTH, "a short vector is a whole or half a vector");
static_assert(SIMD_SHORT >= 8 && SIMD_SHORT <= LANE_WIDEST_SHORT,
              "LANE_WIDEST_SHORT bytes before a string are readable");

/* A bit for each byte of a vector. */
#define SIMD_ALL (UINT64_MAX >> (64 - SIMD_WIDTH))

/* The bits of the first n <= SIMD_WIDTH bytes of a vector. */
LANE_INLINE uint64_t simd_below(size_t n) {
    return SIMD_WIDTH == 64 && n == 64 ? UINT64_MAX : bits_below((unsigned)n);
}

#endif
