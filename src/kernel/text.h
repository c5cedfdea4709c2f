/* SPDX-License-Identifier: MIT */
/* Bodies of JSON strings: where one ends, what is odd in it, and its bytes with escapes decoded.
 *
 * A body is what stands between the quotes. Nothing beyond `end` is read, so the last bytes of a text go word by
 * word. */
#ifndef LANE_KERNEL_TEXT_H
#define LANE_KERNEL_TEXT_H

#include "../../include/lanejson.h"
#include "block.h"

/* Marks '"', '\\' and bytes below 0x20. Flipping bit 1 carries '"' (0x22) to 0x20, next to the control characters,
 * which stay below it; 0x20 and 0x21 go to 0x22 and 0x23. The vectors that it compares with are loaded at each use, so
 * that a loop within a large function keeps none of them in a register or on the stack. */
LANE_INLINE simd_u8 text_far_stops(simd_u8 v) {
    simd_u8 flipped = simd_xor(v, block_same(lane_splats[LANE_SPLAT_02], 2));
    return simd_or(simd_le(flipped, block_same(lane_splats[LANE_SPLAT_20], 0x20)),
                   simd_eq(v, block_same(lane_splats[LANE_SPLAT_BACKSLASH], '\\')));
}

/* The same for the eight bytes of a word, as their top bits. Exact for the lowest mark only: a borrow may set marks
 * above it. */
LANE_INLINE uint64_t text_word_stops(uint64_t x) {
    const uint64_t ones = 0x0101010101010101u;
    uint64_t quote_or_control = (x ^ ones * 2) - ones * 0x21;
    uint64_t backslash = (x ^ ones * '\\') - ones;
    return (quote_or_control | backslash) & ~x & ones * 0x80;
}

LANE_INLINE bool text_is_stop(uint8_t c) {
    return c < 0x20 || c == '"' || c == '\\';
}

typedef struct {
    const uint8_t *at;
    uint64_t high;
} text_stop;

/* text_scan for what is less than a vector, and for all where a vector is a word. */
LANE_INLINE text_stop text_scan_short(const uint8_t *p, const uint8_t *end) {
    const uint64_t tops = 0x8080808080808080u;
    text_stop r = {p, 0};
    while (end - r.at >= 8) {
        uint64_t x = lane_load64(r.at), stops = text_word_stops(x);
        if (stops != 0) {
            r.high |= x & (stops ^ (stops - 1)) & tops;
            r.at += bits_ctz64(stops) / 8;
            return r;
        }
        r.high |= x & tops;
        r.at += 8;
    }
    while (r.at < end && !text_is_stop(*r.at))
        r.high |= *r.at++ & 0x80;
    return r;
}

/* Marks '\\' and bytes below 0x20. */
LANE_INLINE simd_u8 text_odd(simd_u8 v) {
    return simd_or(simd_eq(v, block_same(lane_splats[LANE_SPLAT_BACKSLASH], '\\')),
                   simd_le(v, block_same(lane_splats[LANE_SPLAT_1F], 0x1F)));
}

/* Bytes of the first look. Most strings are shorter, and two vectors of 16 bytes cost less than a branch that cannot be
 * predicted. */
#define TEXT_FIRST (SIMD_WIDTH > 32 ? SIMD_WIDTH : 32)

typedef struct {
    uint64_t quotes, odd, tops;
} text_marks;

LANE_INLINE text_marks text_first(const uint8_t *p) {
    text_marks m = {0, 0, 0};
    LANE_UNROLL
    for (unsigned i = 0; i < TEXT_FIRST; i += SIMD_WIDTH) {
        simd_u8 v = simd_load(p + i);
        m.quotes |= simd_mask(simd_eq(v, block_same(lane_splats[LANE_SPLAT_QUOTE], '"'))) << i;
        m.odd |= simd_mask(text_odd(v)) << i;
        m.tops |= simd_mask(v) << i;
    }
    return m;
}

/* The first '"', '\\' or byte below 0x20 at or after p, or end; *high gets a bit if a byte before it is beyond ASCII.
 *
 * Most strings end within the first look, and where the next token is hangs on their quote. So there nothing but the
 * quote is on the way to the result; what else may stand before it is a branch that goes the same way. */
LANE_INLINE const uint8_t *text_scan(const uint8_t *p, const uint8_t *end, uint64_t *high) {
    if (SIMD_WIDTH > 8 && LANE_LIKELY(end - p >= TEXT_FIRST)) {
        const text_marks m = text_first(p);
        const uint64_t before =
            m.quotes ^ (m.quotes - 1); /* and the quote, which is ASCII; all ones if there is none */
        if (LANE_UNLIKELY((m.odd & before) != 0)) {
            *high |= m.tops & (m.odd ^ (m.odd - 1));
            return p + bits_ctz64(m.odd);
        }
        *high |= m.tops & before;
        if (LANE_LIKELY(m.quotes != 0))
            return p + bits_ctz64(m.quotes);
        for (p += TEXT_FIRST; LANE_LIKELY(end - p >= SIMD_WIDTH); p += SIMD_WIDTH) {
            simd_u8 v = simd_load(p);
            uint64_t stops = simd_mask(text_far_stops(v)), tops = simd_mask(v);
            if (stops != 0) {
                *high |= tops & (stops ^ (stops - 1));
                return p + bits_ctz64(stops);
            }
            *high |= tops;
        }
    }
    text_stop r = text_scan_short(p, end);
    *high |= r.high;
    return r.at;
}

/* What there is in a body, as bits. */
enum {
    TEXT_HIGH = 1,    /* a byte beyond ASCII */
    TEXT_ESCAPED = 2, /* a backslash or a byte below 0x20 */
    TEXT_UNITS = 4    /* a \uXXXX */
};

/* Of two words, which come back in registers. */
typedef struct {
    const uint8_t *end;
    uint64_t seen;
} text_closed;

/* Whether neither a quote nor a backslash is in a block. */
LANE_INLINE bool text_is_plain(const block *b) {
    simd_u8 odd = simd_zero();
    LANE_UNROLL
    for (unsigned i = 0; i < SIMD_BLOCK; i++)
        odd = simd_or(odd, simd_or(simd_eq(b->v[i], simd_splat('"')), simd_eq(b->v[i], simd_splat('\\'))));
    return !simd_any(odd);
}

/* The closing quote of the body that starts at p and may hold escapes, and what lies before it; or the end of the text
 * if there is none. p is not itself escaped. Bytes below 0x20 are not looked for. */
static LANE_MAYBE_UNUSED LANE_NOINLINE text_closed text_close(const uint8_t *p, const uint8_t *end) {
    uint64_t carry = 0, high = 0, units = 0;
    simd_u8 plain = simd_zero();
    for (;;) {
        const size_t left = (size_t)(end - p);
        const block b = LANE_LIKELY(left >= BLOCK_SIZE) ? block_load(p) : block_load_tail(p, left, 0);
        const uint64_t escaped = block_escaped(block_eq(&b, '\\'), &carry);
        const uint64_t quotes = block_eq(&b, '"') & ~escaped;
        const uint64_t before = quotes ^ (quotes - 1); /* all ones if there is none */
        high |= block_high(&b) & before;
        if (escaped != 0)
            units |= block_eq(&b, 'u') & escaped & before;
        if (quotes != 0 || left <= BLOCK_SIZE) {
            const uint64_t seen = TEXT_HIGH * ((high != 0) | simd_any(plain)) + TEXT_UNITS * (units != 0);
            return (text_closed){quotes != 0 ? p + bits_ctz64(quotes) : end, seen};
        }
        p += BLOCK_SIZE;
        while (escaped == 0 && carry == 0 && end - p >= BLOCK_SIZE) { /* where there are few */
            const block c = block_load(p);
            if (!text_is_plain(&c))
                break;
            plain = simd_or(plain, block_union(&c));
            p += BLOCK_SIZE;
        }
    }
}

/* The value of a hexadecimal digit, or -1. */
static const int8_t text_hex[256] = {
#define TEXT_BAD4 -1, -1, -1, -1
#define TEXT_BAD16 TEXT_BAD4, TEXT_BAD4, TEXT_BAD4, TEXT_BAD4
#define TEXT_LETTERS -1, 10, 11, 12, 13, 14, 15, -1, TEXT_BAD4, TEXT_BAD4
    TEXT_BAD16,
    TEXT_BAD16,
    TEXT_BAD16,
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    -1,
    -1,
    TEXT_BAD4,
    TEXT_LETTERS,
    TEXT_BAD16,
    TEXT_LETTERS,
    TEXT_BAD16,
    TEXT_BAD16,
    TEXT_BAD16,
    TEXT_BAD16,
    TEXT_BAD16,
    TEXT_BAD16,
    TEXT_BAD16,
    TEXT_BAD16,
    TEXT_BAD16,
#undef TEXT_LETTERS
#undef TEXT_BAD16
#undef TEXT_BAD4
};

/* What a one-letter escape stands for, or 0. */
static const uint8_t text_letter[256] = {
    ['"'] = '"', ['\\'] = '\\', ['/'] = '/', ['b'] = '\b', ['f'] = '\f', ['n'] = '\n', ['r'] = '\r', ['t'] = '\t',
};

/* The UTF-16 unit that four hexadecimal digits at p spell, or a negative number. */
LANE_INLINE int32_t text_unit(const uint8_t *p) {
    return (int32_t)((uint32_t)text_hex[p[0]] << 12 | (uint32_t)text_hex[p[1]] << 8 | (uint32_t)text_hex[p[2]] << 4 |
                     (uint32_t)text_hex[p[3]]);
}

/* Writes a code point below 0x10000; up to 4 bytes of dst are touched, the end of those that count is returned. */
LANE_INLINE uint8_t *text_put_unit(uint8_t *dst, uint32_t c) {
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

LANE_INLINE uint8_t *text_put_pair(uint8_t *dst, uint32_t high, uint32_t low) {
    uint32_t c = 0x10000 + ((high & 0x3FF) << 10 | (low & 0x3FF));
    lane_store32(dst, 0x808080F0 | c >> 18 | (c >> 4 & 0x3F00) | (c << 10 & 0x3F0000) | (c << 24 & 0x3F000000));
    return dst + 4;
}

/* Whether a 16-bit lane of x is zero. */
LANE_INLINE bool text_has_zero_unit(uint64_t x) {
    return ((x - 0x0001000100010001u) & ~x & 0x8000800080008000u) != 0;
}

/* Two units of U+0800..U+FFFF in the low half of x, as three bytes each. */
LANE_INLINE uint64_t text_encode_two(uint64_t x) {
    x = (x & 0xFFFF) | (x & 0xFFFF0000u) << 8;
    return 0x8080E08080E0u | (x >> 12 & 0x00000F00000Fu) | (x << 2 & 0x003F00003F00u) | (x << 16 & 0x3F00003F0000u);
}

/* Decodes \uXXXX by fours, as long as there are that many, all well-formed and none of a surrogate. Up to two bytes
 * beyond the result are touched. */
LANE_INLINE uint8_t *text_unescape_fours(uint8_t *dst, const uint8_t **text, const uint8_t *end) {
    const uint64_t prefixes = 0x755C00000000755Cu, prefix_bytes = 0xFFFF00000000FFFFu; /* "\u....\u" */
    const uint64_t high5 = 0xF800F800F800F800u, surrogates = 0xD800D800D800D800u;
    const uint8_t *p = *text;
    for (; end - p >= 24; p += 24) {
        uint64_t units, others = (lane_load64(p) ^ prefixes) | (lane_load64(p + 12) ^ prefixes);
        uint64_t first = lane_load32(p + 2) | (uint64_t)lane_load32(p + 8) << 32;
        uint64_t last = lane_load32(p + 14) | (uint64_t)lane_load32(p + 20) << 32;
        if ((others & prefix_bytes) != 0 || !simd_unhex16(first, last, &units))
            break;
        if (text_has_zero_unit((units & high5) ^ surrogates))
            break;
        if (LANE_LIKELY(!text_has_zero_unit(units & high5))) {
            lane_store64(dst, text_encode_two(units));
            lane_store64(dst + 6, text_encode_two(units >> 32));
            dst += 12;
        } else {
            for (unsigned i = 0; i < 64; i += 16)
                dst = text_put_unit(dst, units >> i & 0xFFFF);
        }
    }
    *text = p;
    return dst;
}

/* Decodes the run of \uXXXX that starts at *p, as far as it goes. A unit that needs the run to go on and is not
 * followed by one that fits stops it with a code. */
LANE_INLINE uint8_t *text_unescape_units(uint8_t *dst, const uint8_t **text, const uint8_t *end, uint32_t flags,
                                         lane_error_code *code) {
    const uint8_t *p = *text;
    const uint16_t u_escape = '\\' | 'u' << 8;
    do {
        if (SIMD_WIDTH > 8) /* where a vector is a word, digits are quicker one by one */
            dst = text_unescape_fours(dst, &p, end);
        if (end - p < 6 || lane_load16(p) != u_escape)
            break;
        int32_t unit = text_unit(p + 2);
        if (LANE_UNLIKELY(unit < 0)) {
            *code = LANE_ERROR_UNICODE_ESCAPE;
            break;
        }
        if (LANE_UNLIKELY((unit & 0xF800) == 0xD800)) {
            int32_t low = unit < 0xDC00 && end - p >= 12 && lane_load16(p + 6) == u_escape ? text_unit(p + 8) : -1;
            if (low >= 0xDC00 && low < 0xE000) {
                dst = text_put_pair(dst, (uint32_t)unit, (uint32_t)low);
                p += 12;
                continue;
            }
            if ((flags & LANE_LONE_SURROGATES) == 0) {
                *code = LANE_ERROR_SURROGATE;
                break;
            }
        }
        dst = text_put_unit(dst, (uint32_t)unit);
        p += 6;
    } while (end - p >= 6 && lane_load16(p) == u_escape);
    *text = p;
    return dst;
}

/* Copies bytes up to the first backslash or byte below 0x20, or up to end, and moves *p there; bytes up to `limit` may
 * be read. Up to SIMD_WIDTH bytes beyond the copy are touched. */
LANE_INLINE uint8_t *text_copy_plain(uint8_t *dst, const uint8_t **text, const uint8_t *end, const uint8_t *limit) {
    const uint8_t *p = *text;
    while (LANE_LIKELY(limit - p >= SIMD_WIDTH)) {
        simd_u8 v = simd_load(p);
        const uint64_t stops = simd_mask(text_odd(v));
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

/* Copies bytes, and decodes escapes of one letter among them, block by block: up to the first other escape or byte
 * below 0x20, or up to some two blocks before end. Moves *text there. Up to a block beyond the result is touched. All
 * stops of a block are found at once, so that none waits for what was made of the one before. */
LANE_INLINE uint8_t *text_unescape_blocks(uint8_t *dst, const uint8_t **text, const uint8_t *end) {
    const uint8_t *p = *text;
    while (end - p > 2 * BLOCK_SIZE + 1) {
        const uint8_t *const begin = p, *const next = p + BLOCK_SIZE;
        const block b = block_load(p);
        simd_u8 odd[SIMD_BLOCK], any = simd_zero();
        LANE_UNROLL
        for (unsigned i = 0; i < SIMD_BLOCK; i++) {
            odd[i] = text_odd(b.v[i]);
            any = simd_or(any, odd[i]);
        }
        block_store(dst, &b);
        if (LANE_UNLIKELY(simd_any(any))) {
            uint64_t stops = simd_block_mask(odd);
            do {
                const unsigned at = bits_ctz64(stops);
                dst += begin + at - p;
                p = begin + at;
                const uint8_t letter = *p == '\\' ? text_letter[p[1]] : 0;
                if (LANE_UNLIKELY(letter == 0)) {
                    *text = p;
                    return dst;
                }
                *dst++ = letter;
                p += 2;
                stops &= ~(UINT64_C(3) << at);
                const block rest = block_load(p);
                block_store(dst, &rest);
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

/* The same up to end, vector by vector; or, as nothing at or beyond `limit` is read, up to some two vectors before it.
 * Up to SIMD_WIDTH bytes beyond the result are touched, or what there is room for if nothing shrinks. */
LANE_INLINE uint8_t *text_unescape_letters(uint8_t *dst, const uint8_t **text, const uint8_t *end,
                                           const uint8_t *limit) {
    if (SIMD_WIDTH > 8)
        dst = text_unescape_blocks(dst, text, end);
    const uint8_t *p = *text;
    while (p < end && LANE_LIKELY(limit - p > 2 * SIMD_WIDTH)) {
        const size_t left = (size_t)(end - p);
        const uint8_t *const begin = p, *const next = left < SIMD_WIDTH ? end : p + SIMD_WIDTH;
        const simd_u8 v = simd_load(p);
        uint64_t stops = simd_mask(text_odd(v));
        simd_store(dst, v);
        if (LANE_UNLIKELY(left < SIMD_WIDTH))
            stops &= simd_below(left);
        while (stops != 0) {
            const unsigned at = bits_ctz64(stops);
            dst += begin + at - p;
            p = begin + at;
            const uint8_t letter = *p == '\\' && end - p >= 2 ? text_letter[p[1]] : 0;
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

/* Decodes the body [p, end) of a text that ends at `limit` into dst, which has room for end - p + SIMD_WIDTH bytes: no
 * escape is shorter than what it stands for. Returns the end of what was written; NULL with the place and the kind of
 * the leftmost error: a byte below 0x20 (allowed by LANE_CONTROL), an unknown or cut escape, half a surrogate pair
 * (allowed by LANE_LONE_SURROGATES). Bytes beyond ASCII are copied as they are. */
LANE_MAYBE_UNUSED static uint8_t *text_unescape(uint8_t *dst, const uint8_t *p, const uint8_t *end,
                                                const uint8_t *limit, uint32_t flags, const uint8_t **at,
                                                lane_error_code *code) {
    lane_error_code failed = LANE_OK;
    for (;;) {
        dst = text_unescape_letters(dst, &p, end, limit);
        if (p < end && *p != '\\')
            dst = text_copy_plain(dst, &p, end, limit);
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
            dst = text_unescape_units(dst, &p, end, flags, &failed);
            if (LANE_UNLIKELY(failed != LANE_OK))
                break;
        } else if (LANE_LIKELY(end - p >= 2 && (letter = text_letter[p[1]]) != 0)) {
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

/* -- a body whose end nobody has looked for yet -- */

/* Bytes of a text that may be read beyond the place where its next block begins. So many at its end are read from a
 * copy, with as many zeros behind them, which stop everything. */
#define TEXT_TAIL (2 * BLOCK_SIZE + 2)

/* Decodes the body from *text on up to its closing quote, and moves *text there: block by block, as
 * text_unescape_blocks does, to dst, which has room for `room` bytes and TEXT_TAIL. The end of the result, with
 * TEXT_HIGH and TEXT_UNITS in *ret_seen; NULL for all that is out of the ordinary: the body is as long as the room or
 * does not end, something malformed is in it, or a byte below 0x20. */
LANE_MAYBE_UNUSED static uint8_t *text_decode(uint8_t *dst, size_t room, const uint8_t **text, const uint8_t *end,
                                              uint32_t flags, uint64_t *ret_seen) {
    uint8_t copy[2 * TEXT_TAIL];
    const uint8_t *p = *text, *from = p, *reach = (size_t)(end - p) > room ? p + room : end;
    simd_u8 before = simd_zero(); /* the union of the blocks that are done */
    uint64_t seen = 0;
    lane_error_code code = LANE_OK;
    for (;;) {
        if (LANE_UNLIKELY(reach - p < TEXT_TAIL)) {
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
        const block b = block_load(p);
        simd_u8 marks[SIMD_BLOCK];
        LANE_UNROLL
        for (unsigned i = 0; i < SIMD_BLOCK; i++)
            marks[i] = text_far_stops(b.v[i]);
        uint64_t stops = simd_block_mask(marks);
        block_store(dst, &b);
        while (stops != 0) {
            const unsigned at = bits_ctz64(stops);
            dst += begin + at - p;
            p = begin + at;
            const uint8_t letter = *p == '\\' ? text_letter[p[1]] : 0;
            if (LANE_UNLIKELY(letter == 0)) {
                seen |= TEXT_HIGH * ((block_high(&b) & bits_below(at)) != 0 || simd_any(before));
                if (*p == '"') {
                    *text += p - from;
                    *ret_seen = seen;
                    return dst;
                }
                if (*p != '\\' || p[1] != 'u')
                    return NULL;
                seen |= TEXT_UNITS;
                dst = text_unescape_units(dst, &p, reach, flags, &code);
                if (LANE_UNLIKELY(code != LANE_OK))
                    return NULL;
                break;
            }
            *dst++ = letter;
            p += 2;
            stops &= ~(UINT64_C(3) << at);
            const block rest = block_load(p);
            block_store(dst, &rest);
        }
        if (stops == 0) {
            before = simd_or(before, block_union(&b));
            if (LANE_LIKELY(p < next)) {
                dst += next - p;
                p = next;
            }
        }
    }
}

#endif
