/* SPDX-License-Identifier: MIT */
/* Decodes the escapes in bodies of JSON strings, to UTF-8.
 *
 * The result is at most as long as the body, but it is stored in whole vectors or blocks, which need more room. */
#ifndef LANE_KERNEL_UNESCAPE_H
#define LANE_KERNEL_UNESCAPE_H

#include "../../include/lanejson.h"
#include "../base/tables.h"
#include "string.h"

/* The character that a one-letter escape stands for, or 0. */
static const uint8_t unescape_letter[256] = {
    ['"'] = '"', ['\\'] = '\\', ['/'] = '/', ['b'] = '\b', ['f'] = '\f', ['n'] = '\n', ['r'] = '\r', ['t'] = '\t',
};

/* Returns the UTF-16 unit that the four hexadecimal digits at p spell, or a negative number if one is not a digit. */
LANE_INLINE int32_t unescape_unit(const uint8_t *p) {
    return (int32_t)((uint32_t)lane_hex[p[0]] << 12 | (uint32_t)lane_hex[p[1]] << 8 | (uint32_t)lane_hex[p[2]] << 4 |
                     (uint32_t)lane_hex[p[3]]);
}

/* Writes a code point below 0x10000 as UTF-8. Stores up to 4 bytes. Returns the end of the result. */
LANE_INLINE uint8_t *unescape_put_unit(uint8_t *dst, uint32_t c) {
    if (LANE_LIKELY(c >= 0x800)) {
        lane_store32(dst, 0x8080E0 | c >> 12 | (c << 2 & 0x3F00) | (c << 16 & 0x3F0000));
        return dst + 3;
    }
    if (c >= 0x80) {
        lane_store16(dst, (uint16_t)(0x80C0 | c >> 6 | (c << 8 & 0x3F00)));
        return dst + 2;
    }
    *dst = (uint8_t)c;
    return dst + 1;
}

LANE_INLINE uint8_t *unescape_put_pair(uint8_t *dst, uint32_t high, uint32_t low) {
    uint32_t c = 0x10000 + ((high & 0x3FF) << 10 | (low & 0x3FF));
    lane_store32(dst, 0x808080F0 | c >> 18 | (c >> 4 & 0x3F00) | (c << 10 & 0x3F0000) | (c << 24 & 0x3F000000));
    return dst + 4;
}

/* Returns whether a 16-bit lane of x is zero. */
LANE_INLINE bool unescape_has_zero_unit(uint64_t x) {
    return ((x - 0x0001000100010001u) & ~x & 0x8000800080008000u) != 0;
}

/* Encodes the two units of U+0800..U+FFFF in the low half of x as three bytes each. */
LANE_INLINE uint64_t unescape_encode_two(uint64_t x) {
    x = (x & 0xFFFF) | (x & 0xFFFF0000u) << 8;
    return 0x8080E08080E0u | (x >> 12 & 0x00000F00000Fu) | (x << 2 & 0x003F00003F00u) | (x << 16 & 0x3F00003F0000u);
}

/* Decodes \uXXXX four at a time, as long as four well-formed ones follow that hold no surrogate or two pairs. Stores up
 * to two bytes after the result. */
LANE_INLINE uint8_t *unescape_fours(uint8_t *dst, const uint8_t **text, const uint8_t *end) {
    const uint64_t prefixes = 0x755C00000000755Cu, prefix_bytes = 0xFFFF00000000FFFFu; /* "\u....\u" */
    const uint64_t high5 = 0xF800F800F800F800u, surrogates = 0xD800D800D800D800u;
    const uint8_t *p = *text;
    for (; end - p >= 24; p += 24) {
        uint64_t units, others = (lane_load64(p) ^ prefixes) | (lane_load64(p + 12) ^ prefixes);
        uint64_t first = lane_load32(p + 2) | (uint64_t)lane_load32(p + 8) << 32;
        uint64_t last = lane_load32(p + 14) | (uint64_t)lane_load32(p + 20) << 32;
        if ((others & prefix_bytes) != 0 || !simd_unhex16(first, last, &units))
            break;
        if (LANE_UNLIKELY(unescape_has_zero_unit((units & high5) ^ surrogates))) {
            if ((units & 0xFC00FC00FC00FC00u) != 0xDC00D800DC00D800u)
                break;
            dst = unescape_put_pair(dst, units & 0xFFFF, units >> 16 & 0xFFFF);
            dst = unescape_put_pair(dst, units >> 32 & 0xFFFF, (uint32_t)(units >> 48));
            continue;
        }
        if (LANE_LIKELY(!unescape_has_zero_unit(units & high5))) {
            lane_store64(dst, unescape_encode_two(units));
            lane_store64(dst + 6, unescape_encode_two(units >> 32));
            dst += 12;
        } else {
            for (unsigned i = 0; i < 64; i += 16)
                dst = unescape_put_unit(dst, units >> i & 0xFFFF);
        }
    }
    *text = p;
    return dst;
}

/* Decodes the run of \uXXXX at *text and moves *text past it. At a malformed escape or a refused lone surrogate, stops
 * there and sets *code. */
LANE_INLINE uint8_t *unescape_units(uint8_t *dst, const uint8_t **text, const uint8_t *end, uint32_t flags,
                                    lane_error_code *code) {
    const uint8_t *p = *text;
    const uint16_t u_escape = '\\' | 'u' << 8;
    do {
        if (SIMD_WIDTH > 8) /* where a vector is a word, digits are quicker one by one */
            dst = unescape_fours(dst, &p, end);
        if (end - p < 6 || lane_load16(p) != u_escape)
            break;
        int32_t unit = unescape_unit(p + 2);
        if (LANE_UNLIKELY(unit < 0)) {
            *code = LANE_ERROR_UNICODE_ESCAPE;
            break;
        }
        if (LANE_UNLIKELY((unit & 0xF800) == 0xD800)) {
            int32_t low = unit < 0xDC00 && end - p >= 12 && lane_load16(p + 6) == u_escape ? unescape_unit(p + 8) : -1;
            if (low >= 0xDC00 && low < 0xE000) {
                dst = unescape_put_pair(dst, (uint32_t)unit, (uint32_t)low);
                p += 12;
                continue;
            }
            if ((flags & LANE_LONE_SURROGATES) == 0) {
                *code = LANE_ERROR_SURROGATE;
                break;
            }
        }
        dst = unescape_put_unit(dst, (uint32_t)unit);
        p += 6;
    } while (end - p >= 6 && lane_load16(p) == u_escape);
    *text = p;
    return dst;
}

/* Copies bytes up to the first backslash or byte below 0x20, or up to `end`, and moves *text there. Reads only below
 * `limit`. Stores up to SIMD_WIDTH bytes after the copy. */
LANE_INLINE uint8_t *unescape_copy_plain(uint8_t *dst, const uint8_t **text, const uint8_t *end, const uint8_t *limit) {
    const uint8_t *p = *text;
    while (LANE_LIKELY(limit - p >= SIMD_WIDTH)) {
        simd_u8 v = simd_load(p);
        const uint64_t stops = simd_mask(string_escapes(v));
        const size_t left = (size_t)(end - p), plain = stops != 0 ? bits_ctz64(stops) : SIMD_WIDTH;
        simd_store(dst, v);
        if (stops != 0 || left <= SIMD_WIDTH) {
            const size_t n = plain < left ? plain : left;
            *text = p + n;
            return dst + n;
        }
        p += SIMD_WIDTH;
        dst += SIMD_WIDTH;
    }
    while (p < end && *p != '\\' && *p >= 0x20)
        *dst++ = *p++;
    *text = p;
    return dst;
}

/* Copies bytes and decodes one-letter escapes, block by block, up to the first other escape or byte below 0x20, or up
 * to about two blocks before `end`. Moves *text there. Stores up to a block after the result. Finds all stops of a
 * block at once, so none waits for the decoding of the one before. */
LANE_INLINE uint8_t *unescape_blocks(uint8_t *dst, const uint8_t **text, const uint8_t *end) {
    const uint8_t *p = *text;
    while (end - p > 2 * BLOCK_SIZE + 1) {
        const uint8_t *const begin = p, *const next = p + BLOCK_SIZE;
        const vectors b = vectors_load(p);
        simd_u8 escapes[SIMD_BLOCK], any = simd_zero();
        LANE_UNROLL
        for (unsigned i = 0; i < SIMD_BLOCK; i++) {
            escapes[i] = string_escapes(b.v[i]);
            any = simd_or(any, escapes[i]);
        }
        vectors_store(dst, &b);
        if (LANE_UNLIKELY(simd_any(any))) {
            uint64_t stops = simd_block_mask(escapes);
            do {
                const unsigned at = bits_ctz64(stops);
                dst += begin + at - p;
                p = begin + at;
                const uint8_t letter = *p == '\\' ? unescape_letter[p[1]] : 0;
                if (LANE_UNLIKELY(letter == 0)) {
                    *text = p;
                    return dst;
                }
                *dst++ = letter;
                p += 2;
                stops &= ~(UINT64_C(3) << at);
                const vectors rest = vectors_load(p);
                vectors_store(dst, &rest);
            } while (stops != 0);
        }
        if (LANE_LIKELY(p < next)) {
            dst += next - p;
            p = next;
        }
    }
    *text = p;
    return dst;
}

/* Does the same up to `end`, or up to about two vectors before `limit`, since it reads only below `limit`: first by
 * blocks, then by vectors. Stores within the end - *text + SIMD_WIDTH bytes at dst. */
LANE_INLINE uint8_t *unescape_letters(uint8_t *dst, const uint8_t **text, const uint8_t *end, const uint8_t *limit) {
    if (SIMD_WIDTH > 8)
        dst = unescape_blocks(dst, text, end);
    const uint8_t *p = *text;
    while (p < end && LANE_LIKELY(limit - p > 2 * SIMD_WIDTH)) {
        const size_t left = (size_t)(end - p);
        const uint8_t *const begin = p, *const next = left < SIMD_WIDTH ? end : p + SIMD_WIDTH;
        const simd_u8 v = simd_load(p);
        uint64_t stops = simd_mask(string_escapes(v));
        simd_store(dst, v);
        if (LANE_UNLIKELY(left < SIMD_WIDTH))
            stops &= simd_below(left);
        while (stops != 0) {
            const unsigned at = bits_ctz64(stops);
            dst += begin + at - p;
            p = begin + at;
            const uint8_t letter = *p == '\\' && end - p >= 2 ? unescape_letter[p[1]] : 0;
            if (LANE_UNLIKELY(letter == 0)) {
                *text = p;
                return dst;
            }
            *dst++ = letter;
            p += 2;
            stops &= ~(UINT64_C(3) << at);
            simd_store(dst, simd_load(p));
        }
        if (LANE_LIKELY(p < next)) {
            dst += next - p;
            p = next;
        }
    }
    *text = p;
    return dst;
}

/* Decodes the body [p, end) in an input that ends at `limit` to dst, which has room for end - p + SIMD_WIDTH bytes: no
 * escape is shorter than its character. Copies non-ASCII bytes unchanged. Returns the end of the result. Returns NULL,
 * with *at and *code, at the leftmost error: a byte below 0x20 (allowed by LANE_CONTROL), an unknown or truncated
 * escape, or a lone surrogate (allowed by LANE_LONE_SURROGATES). */
LANE_MAYBE_UNUSED static uint8_t *string_unescape(uint8_t *dst, const uint8_t *p, const uint8_t *end,
                                                  const uint8_t *limit, uint32_t flags, const uint8_t **at,
                                                  lane_error_code *code) {
    lane_error_code failed = LANE_OK;
    for (;;) {
        dst = unescape_letters(dst, &p, end, limit);
        if (p < end && *p != '\\')
            dst = unescape_copy_plain(dst, &p, end, limit);
        if (p == end)
            return dst;
        uint8_t letter;
        if (LANE_UNLIKELY(*p != '\\')) {
            if ((flags & LANE_CONTROL) == 0) {
                failed = LANE_ERROR_CONTROL;
                break;
            }
            *dst++ = *p++;
        } else if (end - p >= 6 && p[1] == 'u') {
            dst = unescape_units(dst, &p, end, flags, &failed);
            if (LANE_UNLIKELY(failed != LANE_OK))
                break;
        } else if (LANE_LIKELY(end - p >= 2 && (letter = unescape_letter[p[1]]) != 0)) {
            *dst++ = letter;
            p += 2;
        } else {
            failed = end - p >= 2 && p[1] == 'u' ? LANE_ERROR_UNICODE_ESCAPE : LANE_ERROR_ESCAPE;
            break;
        }
    }
    *at = p;
    *code = failed;
    return NULL;
}

/* Decodes the \uXXXX at *text, or the two of a surrogate pair, and moves *text past it. Stores up to 4 bytes. Returns
 * NULL for a malformed escape and for a lone surrogate. Twelve bytes must be readable. */
LANE_INLINE uint8_t *unescape_one(uint8_t *dst, const uint8_t **text) {
    const uint8_t *p = *text;
    const int32_t unit = unescape_unit(p + 2);
    if (LANE_UNLIKELY((unit & 0xF800) == 0xD800)) { /* or malformed */
        const int32_t low = unescape_unit(p + 8);
        if ((unit & ~0x3FF) != 0xD800 || p[6] != '\\' || p[7] != 'u' || (low & ~0x3FF) != 0xDC00)
            return NULL;
        *text = p + 12;
        return unescape_put_pair(dst, (uint32_t)unit, (uint32_t)low);
    }
    if (LANE_UNLIKELY(unit < 0))
        return NULL;
    *text = p + 6;
    return unescape_put_unit(dst, (uint32_t)unit);
}

/* -- a body whose end is not yet known -- */

/* Bytes that string_decode may read from the start of a block on. Nearer to the end of the input, it reads from a copy
 * with zeros after it, which stop every loop. */
#define STRING_TAIL (2 * BLOCK_SIZE + 12)

/* The backslashes of four \uXXXX, one after the other. */
#define STRING_FOUR_UNITS ((uint64_t)1 | 1 << 6 | 1 << 12 | 1 << 18)

/* Decodes the body at *text up to its closing quote and moves *text there. Works block by block, as unescape_blocks
 * does. dst has room for `room` + STRING_TAIL bytes. Returns the end of the result, with STRING_NON_ASCII and
 * STRING_UNICODE in *ret_seen. Returns NULL if the body is as long as `room`, is not closed, is malformed or has a byte
 * below 0x20. */
LANE_MAYBE_UNUSED static uint8_t *string_decode(uint8_t *dst, size_t room, const uint8_t **text, const uint8_t *end,
                                                uint32_t flags, uint64_t *ret_seen) {
    uint8_t copy[2 * STRING_TAIL];
    const uint8_t *p = *text, *from = p, *reach = (size_t)(end - p) > room ? p + room : end;
    simd_u8 before = simd_zero(); /* the bytes of finished blocks, or-ed */
    uint64_t seen = 0;
    lane_error_code code = LANE_OK;
    for (;;) {
        if (LANE_UNLIKELY(reach - p < STRING_TAIL)) {
            const size_t left = (size_t)(end - p);
            if (reach != end)
                return NULL;
            memcpy(copy, p, left);
            memset(copy + left, 0, sizeof copy - left);
            *text = p;
            p = from = copy;
            reach = copy + sizeof copy;
        }
        const uint8_t *const begin = p, *const next = p + BLOCK_SIZE;
        const vectors b = vectors_load(p);
        simd_u8 marks[SIMD_BLOCK];
        LANE_UNROLL
        for (unsigned i = 0; i < SIMD_BLOCK; i++)
            marks[i] = string_stops(b.v[i]);
        uint64_t stops = simd_block_mask(marks);
        vectors_store(dst, &b);
        while (stops != 0) {
            const unsigned at = bits_ctz64(stops);
            dst += begin + at - p;
            p = begin + at;
            const uint8_t letter = *p == '\\' ? unescape_letter[p[1]] : 0;
            if (LANE_UNLIKELY(letter == 0)) {
                const bool unit = *p == '\\' && p[1] == 'u';
                if (unit && (stops >> at & STRING_FOUR_UNITS) != STRING_FOUR_UNITS) {
                    uint8_t *const after = unescape_one(dst, &p);
                    if (LANE_LIKELY(after != NULL)) {
                        seen |= STRING_UNICODE;
                        dst = after;
                        stops = p - begin < BLOCK_SIZE ? stops & ~bits_below((unsigned)(p - begin)) : 0;
                        const vectors rest = vectors_load(p);
                        vectors_store(dst, &rest);
                        continue;
                    }
                }
                seen |= STRING_NON_ASCII * ((vectors_mask(&b) & bits_below(at)) != 0 || simd_any(before));
                if (*p == '"') {
                    *text += p - from;
                    *ret_seen = seen;
                    return dst;
                }
                if (!unit)
                    return NULL;
                seen |= STRING_UNICODE;
                dst = unescape_units(dst, &p, reach, flags, &code);
                if (LANE_UNLIKELY(code != LANE_OK))
                    return NULL;
                break;
            }
            *dst++ = letter;
            p += 2;
            stops &= ~(UINT64_C(3) << at);
            const vectors rest = vectors_load(p);
            vectors_store(dst, &rest);
        }
        if (stops == 0) {
            before = simd_or(before, vectors_or(&b));
            if (LANE_LIKELY(p < next)) {
                dst += next - p;
                p = next;
            }
        }
    }
}

#endif
