/* SPDX-License-Identifier: MIT */
/* The second half of the vocabulary: words for units, the parts of 1, 2 or 4 bytes in which characters are stored. They
 * are in the file that SIMD_UNITS names.
 *
 * Constants
 *   SIMD_SLOTS         1 if there are simd_put_slots, simd_put_pairs, simd_widen8 and simd_split32
 *   SIMD_PACKS         1 if there are simd_last8, simd_last16 and simd_last32
 * Memory, interleaved: byte i of the k-th vector is byte k + i * N of the N * SIMD_WIDTH bytes at p
 *   simd_load2(p, v), simd_load4(p, v)   to v[N]
 *   simd_store2(p, a, b), simd_store4(p, a, b, c, d)
 * UTF-8 of units, on little-endian machines
 *   simd_narrow16(p, v)      of SIMD_WIDTH / 2 two-byte ones below 80: their lower bytes
 *   simd_utf8_three(p, v)    of as many from 800 on; touches 2 * SIMD_WIDTH bytes
 *   simd_from_three(p, q)    whether the 3 * SIMD_WIDTH / 2 bytes at q, of valid text, are as many characters of three
 *                            bytes as SIMD_WIDTH / 2; their units to p, anything if they are not
 *   simd_put_slots(p, high, low, keep, n, four)
 *                            pairs of two-byte units of high and low are slots of four bytes; the last bytes of the
 *                            first n <= SIMD_WIDTH / 2 slots, one after the other; the end of them. Of slot i, bits 2i
 *                            (the right one) and 2i + 1 of keep say how many: 00 three, 10 two, 11 one, and only where
 *                            `four` says so, 01 four. Touches 2 * SIMD_WIDTH bytes
 *   simd_put_pairs(p, v, one, n)
 *                            of each of the first n <= SIMD_WIDTH / 2 pairs of bytes in v both, or where `one` is
 *                            0xFFFF the second, one after the other; the end of them. Touches SIMD_WIDTH bytes
 *   simd_widen8(v)           the first SIMD_WIDTH / 2 bytes, each as two
 *   simd_cap16(x, y)         SIMD_WIDTH units of two bytes, each as a byte: the least of it and FF
 *   simd_cap32(x, y)         SIMD_WIDTH / 2 units of four bytes, below 2^31, each as two: the least of it and FFFF
 *   simd_split32(x, y, ret_low, ret_high)   the two-byte halves of SIMD_WIDTH / 2 units of four bytes
 *   simd_last8(end, v, m), simd_last16(end, a, b, m), simd_last32(end, a, b, c, d, m)
 *                            the bytes v[i], or a[i] b[i], or a[i] b[i] c[i] d[i] with bit i of m set, in order, so
 *                            that they end at `end`; their beginning. Of each eight bits, those set are stored as
 *                            eight, with anything before them; bits from SIMD_WIDTH on are ignored
 * Pairs of bytes, the lower byte first
 *   simd_splat16(x)          every pair = x
 *   simd_eq16(a, b), simd_le16(a, b)   0xFFFF where true, unsigned, 0 where false
 *   simd_min16(a, b)         unsigned
 *   simd_shr16(a, n), simd_shl16(a, n)   each pair shifted by n < 16 bits
 * Bits
 *   simd_shr2(a), simd_shl4(a), simd_shl6(a)   each byte shifted by so many bits
 *   simd_select(m, a, b)     of each byte a where m is 0xFF, b where it is 0
 */
#ifndef LANE_ARCH_UNITS_H
#define LANE_ARCH_UNITS_H

#include "simd.h"

#include SIMD_UNITS

#endif
