/* SPDX-License-Identifier: MIT */
/* Finds the end of the value at the start of an input that arrives in pieces. A reader of pieces thus looks at each
 * byte once here, and walks over the value once all of it is there.
 *
 * It counts brackets outside strings. If the input is JSON, the value ends there; the walk finds out whether it is
 * JSON. */
#ifndef LANE_KERNEL_EXTENT_H
#define LANE_KERNEL_EXTENT_H

#include "block.h"

#include "../base/extent.h"

/* Brackets outside strings and closing quotes of a block, one bit a byte. */
typedef struct {
    uint64_t opens, closes, quotes;
} extent_events;

/* Finds those of the first n bytes of a block. */
LANE_INLINE extent_events extent_block(const block *b, unsigned n, lane_extent *extent) {
    const uint64_t known = n == BLOCK_SIZE ? UINT64_MAX : bits_below(n);
    const uint64_t escaped = block_escaped(block_eq(b, '\\'), &extent->escaped);
    if (n < BLOCK_SIZE)
        extent->escaped = escaped >> n & 1;
    const uint64_t quotes = block_eq(b, '"') & ~escaped & known;
    const uint64_t in_string = bits_prefix_xor(quotes) ^ extent->in_string;
    extent->in_string = 0 - (in_string >> 63);
    const uint64_t outside = ~(in_string | quotes) & known;
    return (extent_events){
        .opens = (block_eq(b, '{') | block_eq(b, '[')) & outside,
        .closes = (block_eq(b, '}') | block_eq(b, ']')) & outside,
        .quotes = quotes & ~in_string,
    };
}

/* Counts events until no container and no string is open. Returns the bit of that event, or 64 if there is none. */
LANE_INLINE unsigned extent_close(extent_events events, size_t *depth) {
    for (uint64_t all = events.opens | events.closes | events.quotes; all != 0; all = bits_clear_lowest(all)) {
        const uint64_t bit = all & (0 - all);
        *depth += (events.opens & bit) != 0;
        *depth -= (events.closes & bit) != 0 && *depth != 0;
        if (*depth == 0)
            return bits_ctz64(bit);
    }
    return BLOCK_SIZE;
}

/* Returns the end of the value if it is in [p, end), which follows the bytes that *extent has seen; else NULL. The
 * value begins with a bracket or a quote. */
LANE_MAYBE_UNUSED static const uint8_t *extent_end(lane_extent *extent, const uint8_t *p, const uint8_t *end) {
    for (unsigned n; p < end; p += n) {
        n = end - p >= BLOCK_SIZE ? BLOCK_SIZE : (unsigned)(end - p);
        const block b = n == BLOCK_SIZE ? block_load(p) : block_load_tail(p, n, ' ');
        const extent_events events = extent_block(&b, n, extent);
        if (LANE_LIKELY(bits_popcount64(events.closes) < extent->depth)) {
            extent->depth += bits_popcount64(events.opens);
            extent->depth -= bits_popcount64(events.closes);
            continue;
        }
        const unsigned at = extent_close(events, &extent->depth);
        if (at != BLOCK_SIZE)
            return p + at + 1;
    }
    return NULL;
}

#endif
