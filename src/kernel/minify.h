/* SPDX-License-Identifier: MIT */
/* Removes white space between tokens. Recognises strings; checks nothing else. */
#ifndef LANE_KERNEL_MINIFY_H
#define LANE_KERNEL_MINIFY_H

#include "index.h"

/* Copies [p, end) without white space outside strings to dst, which has room for end - p bytes. dst may be p and must
 * not overlap the input otherwise. *ret is the number of bytes written. Returns false if a string is not closed; *ret
 * is then the offset of its opening quote. */
LANE_MAYBE_UNUSED static bool minify(uint8_t *dst, const uint8_t *p, const uint8_t *end, size_t *ret) {
    const uint8_t *const begin = p;
    uint8_t *const start = dst;
    index_state state = {0, 0, 0};
    size_t last_quote = 0;
    while (p < end) {
        size_t left = (size_t)(end - p);
        uint8_t tail[BLOCK_SIZE];
        const uint8_t *from = p;
        if (LANE_UNLIKELY(left < BLOCK_SIZE)) {
            memset(tail, ' ', sizeof tail);
            memcpy(tail, p, left);
            from = tail;
        }
        block b = block_load(from);
        index_strings s = index_find_strings(&b, &state);
        uint64_t keep = s.in_string | ~index_classify(&b).space;
        if (s.quotes != 0)
            last_quote = (size_t)(p - begin) + 63 - bits_clz64(s.quotes);
        if (LANE_UNLIKELY(left < BLOCK_SIZE)) {
            keep &= bits_below((unsigned)left); /* drops the filling, which an open string would keep */
            uint8_t *tail_end = block_compress(tail, tail, keep);
            memcpy(dst, tail, (size_t)(tail_end - tail));
            dst += tail_end - tail;
            break;
        }
        if (keep == UINT64_MAX) {
            block_store(dst, &b);
            dst += BLOCK_SIZE;
        } else {
            dst = block_compress(dst, p, keep);
        }
        p += BLOCK_SIZE;
    }
    *ret = state.in_string ? last_quote : (size_t)(dst - start);
    return state.in_string == 0;
}

#endif
