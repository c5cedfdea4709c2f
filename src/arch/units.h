/* SPDX-License-Identifier: MIT */
/* The second half of the vocabulary: words for units, the 1, 2 or 4 bytes in which a character is stored. The file that
 * SIMD_UNITS names defines them.
 *
 * Constants
 *   SIMD_SLOTS         1 if there are simd_put_slots, simd_put_pairs, simd_widen8 and simd_split32
 *   SIMD_PACKS         1 if there are simd_last8, simd_last16 and simd_last32
 * Memory, interleaved: byte i of the k-th vector is byte k + i * N of the N * SIMD_WIDTH bytes at p
 *   simd_load2(p, v), simd_load4(p, v)   to v[N]
 *   simd_store2(p, a, b), simd_store4(p, a, b, c, d)
 * UTF-8 of units, on little-endian machines
 *   simd_narrow16(p, v)      stores SIMD_WIDTH / 2 two-byte units below 80 as their lower bytes
 *   simd_utf8_three(p, v)    stores SIMD_WIDTH / 2 units from 800 on as three bytes each; may write
 *                            2 * SIMD_WIDTH bytes
 *   simd_from_three(p, q)    whether the 3 * SIMD_WIDTH / 2 bytes at q, of valid UTF-8, are SIMD_WIDTH / 2 characters
 *                            of three bytes; stores their units at p, or anything if they are not
 *   simd_put_slots(p, high, low, keep, n, four)
 *                            units i of high and low, two bytes each, make slot i; stores the last bytes of the first
 *                            n <= SIMD_WIDTH / 2 slots one after the other and returns their end. Bits 2i (the right
 *                            one) and 2i + 1 of keep say how many of slot i: 00 three, 10 two, 11 one, and only with
 *                            `four`, 01 four. May write 2 * SIMD_WIDTH bytes
 *   simd_put_pairs(p, v, one, n)
 *                            stores both bytes of each of the first n <= SIMD_WIDTH / 2 pairs in v, or where `one`
 *                            is 0xFFFF the second, one after the other; returns their end. May write SIMD_WIDTH bytes
 *   simd_widen8(v)           the first SIMD_WIDTH / 2 bytes, each as two
 *   simd_cap16(x, y)         SIMD_WIDTH units of two bytes as bytes: the lesser of each and FF
 *   simd_cap32(x, y)         SIMD_WIDTH / 2 units of four bytes, below 2^31, as two: the lesser of each and FFFF
 *   simd_split32(x, y, ret_low, ret_high)   the two-byte halves of SIMD_WIDTH / 2 units of four bytes
 *   simd_last8(end, v, m), simd_last16(end, a, b, m), simd_last32(end, a, b, c, d, m)
 *                            stores v[i], or a[i] b[i], or a[i] b[i] c[i] d[i], where bit i of m is set, in order, so
 *                            that they end at `end`; returns their beginning. For each eight bits of m stores eight,
 *                            anything before those whose bit is set; ignores bits from SIMD_WIDTH on
 * Pairs of bytes, the lower byte first
 *   simd_splat16(x)          every pair = x
 *   simd_eq16(a, b), simd_le16(a, b)   0xFFFF where true, unsigned, 0 where false
 *   simd_min16(a, b)         unsigned
 *   simd_shr16(a, n), simd_shl16(a, n)   each pair shifted by n < 16 bits
 * Bits
 *   simd_shr2(a), simd_shl4(a), simd_shl6(a)   each byte shifted by 2, 4 or 6 bits
 *   simd_select(m, a, b)     the bytes of a where m is 0xFF, those of b where it is 0
 */
#ifndef LANE_ARCH_UNITS_H
#define LANE_ARCH_UNITS_H

#include "simd.h"

#include SIMD_UNITS

#endif
