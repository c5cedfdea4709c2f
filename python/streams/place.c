/* SPDX-License-Identifier: MIT */
/* Counts eight bytes at a time: each text passes here, although few callers ask for the place. */
#include "place.h"

#define ONES UINT64_C(0x0101010101010101)

/* Returns the sum of a word's bytes. */
static size_t sum_of(uint64_t bytes) {
    const uint64_t even = bytes & UINT64_C(0x00FF00FF00FF00FF);
    const uint64_t odd = bytes >> 8 & UINT64_C(0x00FF00FF00FF00FF);
    return (size_t)((even + odd) * UINT64_C(0x0001000100010001) >> 48);
}

/* Returns 1 in each continuation byte (10xxxxxx). */
static uint64_t continuing(uint64_t word) {
    return word >> 7 & ~word >> 6 & ONES;
}

/* Returns 1 in each byte that is "\n". */
static uint64_t newlines(uint64_t word) {
    const uint64_t other = word ^ ONES * '\n', low = ONES * 0x7F;
    return ~(((other & low) + low) | other) >> 7 & ONES;
}

void lane_py_place_pass(lane_py_place *place, const uint8_t *p, const uint8_t *end) {
    const uint8_t *const begin = p;
    size_t continued = 0, lines = 0;
    while (end - p >= 8) {
        uint64_t sums[2] = {0, 0}; /* per byte position, of at most 255 words */
        for (unsigned i = 0; i < 255 && end - p >= 8; i++, p += 8) {
            const uint64_t word = lane_load64(p);
            sums[0] += continuing(word);
            sums[1] += newlines(word);
        }
        continued += sum_of(sums[0]);
        lines += sum_of(sums[1]);
    }
    for (; p < end; p++) {
        continued += (*p & 0xC0) == 0x80;
        lines += *p == '\n';
    }
    const size_t characters = (size_t)(end - begin) - continued;
    place->characters += characters;
    place->lines += lines;
    place->column += characters;
    if (lines != 0) {
        for (place->column = 0; p[-1] != '\n'; p--)
            place->column += (p[-1] & 0xC0) != 0x80;
    }
}
