/* SPDX-License-Identifier: MIT */
/* Reads documents held in a Python str. The walk reads the projection of the str, one byte per character: the character
 * itself if it is ASCII, else some non-ASCII byte. Bodies of strings are then read from the same places in the units.
 *
 * Latin-1 is its own projection. `kind` is the size of a unit in bytes. */
#ifndef LANE_KERNEL_PROJECT_H
#define LANE_KERNEL_PROJECT_H

#include "unescape.h"
#include "transcode.h"

/* Projects the SIMD_WIDTH units at s. Lowers each lane of *halves to the least unit ^ 0xD800, which is below 0x800 for
 * a surrogate, D800 to DFFF. */
LANE_INLINE void project_vector(uint8_t *dst, const uint8_t *s, unsigned kind, simd_u8 *halves) {
    simd_u8 v[2];
    for (unsigned i = 0; i < 2; i++, s += SIMD_WIDTH / 2 * kind) {
        v[i] = kind == 2 ? simd_load(s) : simd_cap32(simd_load(s), simd_load(s + SIMD_WIDTH));
        *halves = simd_min16(*halves, simd_xor(v[i], simd_splat16(0xD800)));
    }
    simd_store(dst, simd_cap16(v[0], v[1]));
}

/* Projects the four units at s, on little-endian. In lanes of 16 or 32 bits, adding ones up to a bit carries into that
 * bit unless the addend is 0. So a lane's bit stays set in *whole as long as no unit is a surrogate, D800 to DFFF. */
LANE_INLINE void project_four(uint8_t *dst, const uint8_t *s, unsigned kind, uint64_t *whole) {
    const uint64_t x = lane_load64(s);
    if (kind == 2) {
        const uint64_t ones = 0x0001000100010001u, all = 0x7F80 * ones;
        const uint64_t beyond = (((x & all) + all) | x) & 0x8000 * ones; /* non-ASCII units */
        const uint64_t bytes = (x & 0x7F * ones) | beyond >> 8, pairs = bytes | bytes >> 8;
        lane_store16(dst, (uint16_t)pairs);
        lane_store16(dst + 2, (uint16_t)(pairs >> 32));
        *whole &= ((x ^ 0xD800 * ones) >> 11 & 0x1F * ones) + 0x1F * ones;
        return;
    }
    const uint64_t ones = 0x0000000100000001u, all = 0x7FFFFF80 * ones, y = lane_load64(s + 8);
    for (unsigned i = 0; i < 2; i++) {
        const uint64_t v = i == 0 ? x : y, beyond = ((v & all) + all) & 0x80000000 * ones;
        const uint64_t bytes = (v & 0x7F * ones) | beyond >> 24;
        lane_store16(dst + 2 * i, (uint16_t)(bytes | bytes >> 24));
        *whole &= ((v ^ 0xD800 * ones) >> 11 & 0x3FF * ones) + 0x3FF * ones;
    }
}

/* Projects n units, by fours, and the last ones one by one. Returns whether none is a surrogate. */
LANE_INLINE bool project_few(uint8_t *dst, const uint8_t *s, size_t n, unsigned kind) {
    const uint64_t mark = kind == 2 ? 0x0020002000200020u : 0x0000040000000400u;
    uint64_t whole = mark;
    size_t i = 0;
    for (; !LANE_BIG_ENDIAN && n - i >= 4; i += 4)
        project_four(dst + i, s + i * kind, kind, &whole);
    for (; i < n; i++) {
        const uint32_t c = unit_get(s + i * kind, kind);
        dst[i] = c <= 0xFF ? (uint8_t)c : 0xFF;
        whole = transcode_is_surrogate(c) ? 0 : whole;
    }
    return (whole & mark) == mark;
}

/* Callers pass a constant `kind`. */
LANE_INLINE bool project_units_of(uint8_t *dst, const uint8_t *s, size_t n, unsigned kind) {
    simd_u8 halves = simd_splat16(0xFFFF);
    if (n < SIMD_WIDTH || SIMD_WIDTH == 8 || LANE_BIG_ENDIAN)
        return project_few(dst, s, n, kind);
    for (size_t i = 0; n - i > SIMD_WIDTH; i += SIMD_WIDTH)
        project_vector(dst + i, s + i * kind, kind, &halves);
    /* The last vector overlaps the one before it. */
    project_vector(dst + n - SIMD_WIDTH, s + (n - SIMD_WIDTH) * kind, kind, &halves);
    return !simd_any(simd_le16(halves, simd_splat16(0x7FF)));
}

/* Writes the projection of n units of 2 or 4 bytes: Latin-1 unchanged, others as some non-ASCII byte. Returns whether
 * no unit is a surrogate. */
static LANE_MAYBE_UNUSED bool project_units(uint8_t *dst, const uint8_t *s, size_t n, unsigned kind) {
    return kind == 2 ? project_units_of(dst, s, n, 2) : project_units_of(dst, s, n, 4);
}

/* -- slices -- */

/* Returns the mask, in a vector of units, of the k-th byte of each unit, counted from the lowest. */
LANE_INLINE uint64_t project_places(unsigned k, unsigned kind) {
    const uint64_t first = kind == 2 ? UINT64_C(0x5555555555555555) : UINT64_C(0x1111111111111111);
    return first << (LANE_BIG_ENDIAN ? kind - 1 - k : k);
}

/* Returns the least of FF, FFFF and 10FFFF that is not below any of the n units. */
LANE_INLINE uint32_t project_widest_few(const uint8_t *s, size_t n, unsigned kind) {
    uint32_t all = 0;
    for (size_t i = 0; i < n; i++)
        all |= unit_get(s + i * kind, kind);
    return all <= 0xFF ? 0xFF : all <= 0xFFFF ? 0xFFFF : 0x10FFFF;
}

/* Returns the same for units or-ed into one vector. */
LANE_INLINE uint32_t project_limit(simd_u8 all, unsigned kind) {
    const uint64_t set = simd_mask(simd_le(simd_splat(1), all));
    if (kind == 4 && (set & project_places(2, kind)) != 0)
        return 0x10FFFF;
    return (set & project_places(1, kind)) != 0 ? 0xFFFF : 0xFF;
}

/* Returns the same for n units. Stops at the first block that needs the largest bound of its kind. */
static LANE_MAYBE_UNUSED uint32_t project_widest(const uint8_t *s, size_t n, unsigned kind) {
    const uint32_t most = kind == 4 ? 0x10FFFF : 0xFFFF;
    if (kind == 1)
        return 0xFF;
    if (n < SIMD_WIDTH / kind)
        return project_widest_few(s, n, kind);
    const uint8_t *last = s + n * kind - SIMD_WIDTH;
    simd_u8 all = simd_load(last);
    for (; last - s >= BLOCK_SIZE; s += BLOCK_SIZE) {
        const vectors b = vectors_load(s);
        all = simd_or(all, vectors_or(&b));
        if (project_limit(all, kind) == most)
            return most;
    }
    for (; s < last; s += SIMD_WIDTH)
        all = simd_or(all, simd_load(s));
    return project_limit(all, kind);
}

LANE_INLINE void project_halve_vector(uint8_t *dst, const uint8_t *s) {
    simd_u8 v[4];
    unit_load32(s, v);
    unit_store16(dst, v[0], v[1]);
}

/* Writes n units of 4 bytes, none above FFFF, as units of 2 bytes. */
LANE_INLINE void project_halve(uint8_t *dst, const uint8_t *s, size_t n) {
    size_t i = 0;
    for (; n - i >= SIMD_WIDTH; i += SIMD_WIDTH)
        project_halve_vector(dst + 2 * i, s + 4 * i);
    for (; i < n; i++)
        (void)unit_put(dst + 2 * i, unit_get(s + 4 * i, 4), 2);
}

/* Writes n units of `from` bytes as units of `to` <= `from` bytes, which can hold them. */
static LANE_MAYBE_UNUSED void project_narrow(uint8_t *dst, const uint8_t *s, size_t n, unsigned from, unsigned to) {
    if (from == to)
        memcpy(dst, s, n * from);
    else if (to == 1)
        (void)project_units(dst, s, n, from);
    else
        project_halve(dst, s, n);
}

/* -- bodies with escapes: units of `kind` bytes to units of `width` bytes, which is `kind` or 4 -- */

/* Copies SIMD_WIDTH units. */
LANE_INLINE void project_move(uint8_t *dst, const uint8_t *s, unsigned kind, unsigned width) {
    if (kind == width) {
        for (unsigned i = 0; i < kind; i++)
            simd_store(dst + i * SIMD_WIDTH, simd_load(s + i * SIMD_WIDTH));
        return;
    }
    simd_u8 v[4];
    unit_load(s, kind, v);
    unit_store32(dst, v[0], v[1], v[2]);
}

/* Copies units as long as the body at *text, their projection, has no backslash or control character, and moves *text
 * past them. Reads the projection only below `limit`. Stores up to SIMD_WIDTH units after the copy. */
LANE_INLINE uint8_t *project_copy_plain(uint8_t *dst, const uint8_t *s, unsigned kind, unsigned width,
                                        const uint8_t **text, const uint8_t *end, const uint8_t *limit) {
    const uint8_t *p = *text;
    for (; limit - p >= SIMD_WIDTH; p += SIMD_WIDTH, s += SIMD_WIDTH * kind, dst += SIMD_WIDTH * width) {
        const uint64_t stops = simd_mask(string_escapes(simd_load(p)));
        const size_t left = (size_t)(end - p), plain = stops == 0 ? SIMD_WIDTH : bits_ctz64(stops);
        project_move(dst, s, kind, width);
        if (plain < SIMD_WIDTH || left <= SIMD_WIDTH) {
            const size_t n = plain < left ? plain : left;
            *text = p + n;
            return dst + n * width;
        }
    }
    for (; p < end && *p != '\\' && *p >= 0x20; p++, s += kind)
        dst = unit_put(dst, unit_get(s, kind), width);
    *text = p;
    return dst;
}

/* Returns the end of the run of escapes and control characters at p. Takes escapes for well-formed: six bytes with \u,
 * else two. */
LANE_INLINE const uint8_t *project_run(const uint8_t *p, const uint8_t *end) {
    while (p < end && (*p == '\\' || *p < 0x20)) {
        const size_t length = *p != '\\' ? 1 : end - p >= 2 && p[1] == 'u' ? 6 : 2;
        p = (size_t)(end - p) < length ? end : p + length;
    }
    return p;
}

/* Decodes a run as string_unescape does, to units of `width` bytes. `room` takes the run as UTF-8. Returns NULL also
 * for a character that does not fit in a unit, with LANE_OK in *code. */
LANE_INLINE uint8_t *project_put_run(uint8_t *dst, unsigned width, uint8_t *room, const uint8_t *p, const uint8_t *end,
                                     uint32_t flags, const uint8_t **at, lane_error_code *code) {
    const uint8_t *utf8 = room, *utf8_end = string_unescape(room, p, end, end, flags, at, code);
    if (LANE_UNLIKELY(utf8_end == NULL))
        return NULL;
    while (utf8 < utf8_end) {
        const uint32_t c = utf8_next(&utf8);
        if (width < 4 && LANE_UNLIKELY(c >> 8 * width != 0)) {
            *code = LANE_OK;
            return NULL;
        }
        dst = unit_put(dst, c, width);
    }
    return dst;
}

LANE_INLINE uint8_t *project_unescape_to(uint8_t *dst, unsigned width, const uint8_t *s, unsigned kind,
                                         const uint8_t *p, const uint8_t *end, const uint8_t *limit, uint32_t flags,
                                         const uint8_t **at, lane_error_code *code) {
    const uint8_t *begin = p;
    uint8_t *room = dst + width * ((size_t)(end - p) + SIMD_WIDTH);
    for (;;) {
        uint8_t letter;
        dst = project_copy_plain(dst, s + (size_t)(p - begin) * kind, kind, width, &p, end, limit);
        if (p == end)
            return dst;
        if (LANE_LIKELY(*p == '\\' && end - p >= 2 && (letter = unescape_letter[p[1]]) != 0)) {
            dst = unit_put(dst, letter, width);
            p += 2;
        } else {
            const uint8_t *run_end = project_run(p, end);
            dst = project_put_run(dst, width, room, p, run_end, flags, at, code);
            if (LANE_UNLIKELY(dst == NULL))
                return NULL;
            p = run_end;
        }
    }
}

/* Decodes the projection [p, end) of the units at s as string_unescape does, in an input that ends at `limit`, to units
 * of `width` bytes at dst. Returns NULL also for a character that does not fit in a unit, with LANE_OK in *code. Room:
 * width + 1 bytes for each unit and for SIMD_WIDTH more. */
static LANE_MAYBE_UNUSED uint8_t *project_unescape(uint8_t *dst, unsigned width, const uint8_t *s, unsigned kind,
                                                   const uint8_t *p, const uint8_t *end, const uint8_t *limit,
                                                   uint32_t flags, const uint8_t **at, lane_error_code *code) {
    if (width != kind)
        return project_unescape_to(dst, 4, s, kind, p, end, limit, flags, at, code);
    return kind == 1   ? project_unescape_to(dst, 1, s, 1, p, end, limit, flags, at, code)
           : kind == 2 ? project_unescape_to(dst, 2, s, 2, p, end, limit, flags, at, code)
                       : project_unescape_to(dst, 4, s, 4, p, end, limit, flags, at, code);
}

/* Returns the character of the \uXXXX at p; 0 if there is none, it is malformed, or it is a surrogate or U+0000. */
LANE_INLINE uint32_t project_unit(const uint8_t *p) {
    const int32_t unit = p[0] == '\\' && p[1] == 'u' ? unescape_unit(p + 2) : 0;
    return unit < 0 || transcode_is_surrogate((uint32_t)unit) ? 0 : (uint32_t)unit;
}

/* Like STRING_TAIL, for project_decode. */
#define PROJECT_TAIL (2 * SIMD_WIDTH + 6)

LANE_INLINE uint8_t *project_decode_to(uint8_t *dst, size_t room, const uint8_t *s, unsigned kind, const uint8_t **text,
                                       const uint8_t *end) {
    const uint8_t *p = *text, *const reach = (size_t)(end - p) > room ? p + room : end;
    while (reach - p >= PROJECT_TAIL) {
        const uint8_t *const begin = p, *const next = p + SIMD_WIDTH;
        uint64_t stops = simd_mask(string_stops(simd_load(p)));
        project_move(dst, s, kind, kind);
        while (stops != 0) {
            const size_t plain = (size_t)(begin + bits_ctz64(stops) - p);
            p += plain;
            s += plain * kind;
            dst += plain * kind;
            if (*p == '"') {
                *text = p;
                return dst;
            }
            const uint8_t letter = *p == '\\' ? unescape_letter[p[1]] : 0;
            const uint32_t c = LANE_LIKELY(letter != 0) ? letter : project_unit(p);
            const size_t length = LANE_LIKELY(letter != 0) ? 2 : 6;
            if (LANE_UNLIKELY(c == 0))
                return NULL;
            dst = unit_put(dst, c, kind);
            p += length;
            s += length * kind;
            stops = p - begin < SIMD_WIDTH ? stops & ~bits_below((unsigned)(p - begin)) : 0;
            project_move(dst, s, kind, kind);
        }
        if (LANE_LIKELY(p < next)) {
            const size_t plain = (size_t)(next - p);
            p = next;
            s += plain * kind;
            dst += plain * kind;
        }
    }
    return NULL;
}

/* Decodes the projection at *text of the units at s, of 2 or 4 bytes, as string_decode does, to units of the same size.
 * Returns NULL also near the end of the input and at escaped surrogates. Room: `room` + PROJECT_TAIL units. */
static LANE_MAYBE_UNUSED uint8_t *project_decode(uint8_t *dst, size_t room, const uint8_t *s, unsigned kind,
                                                 const uint8_t **text, const uint8_t *end) {
    return kind == 2 ? project_decode_to(dst, room, s, 2, text, end) : project_decode_to(dst, room, s, 4, text, end);
}

#endif
