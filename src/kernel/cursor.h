/* SPDX-License-Identifier: MIT */
/* Finds the next token, in the two ways in which walk.h moves through an input.
 *
 * The scanning cursor skips white space after the last token. The indexed cursor takes the next position of the
 * structural index, which it builds one window at a time, so its memory is bounded. Both find the same tokens. Callers
 * pass a constant `indexed`, so no branch on the choice remains.
 *
 * Invariant of both: the sentinel contract. The input is [begin, end); *end is readable and 0, or the last byte of the
 * input is a closing bracket. So a byte may be read if the byte before it was neither the last closing bracket nor the
 * 0. */
#ifndef LANE_KERNEL_CURSOR_H
#define LANE_KERNEL_CURSOR_H

#include "index.h"
#include "space.h"
#include "string.h"

#include "../base/options.h"
#include "../base/techniques.h"

/* The body of a string in the input: the bytes between the quotes. */
typedef struct {
    const uint8_t *begin, *end;
    uint64_t seen; /* STRING_*; with STRING_ESCAPED, string_unescape must decode or refuse it */
} lane_string;

typedef struct {
    const uint8_t *begin, *end;
    lane_index *index; /* for the indexed cursor; too large for the stack of a recursive call */
    unsigned next;     /* number of positions taken from the window */
} lane_cursor;

/* Returns the first token after an exhausted window; end if there is none. */
static LANE_NOINLINE const uint8_t *cursor_refill(lane_cursor *c) {
    while (index_next_window(c->index)) {
        c->next = 0;
        if (c->index->count != 0)
            return c->index->base + c->index->positions[c->next++];
    }
    return c->end;
}

LANE_INLINE const uint8_t *cursor_indexed(lane_cursor *c) {
    if (LANE_LIKELY(c->next < c->index->count))
        return c->index->base + c->index->positions[c->next++];
    return cursor_refill(c);
}

/* Returns the first byte of the next token at or after p, where the last token ended; end if there is none. The last
 * token was not a number or a word: after one, call cursor_token_after_scalar. */
LANE_INLINE const uint8_t *cursor_token(lane_cursor *c, const uint8_t *p, bool indexed) {
    if (indexed)
        return cursor_indexed(c);
    return space_skip(p, c->end);
}

/* As cursor_token, where a line is likely to begin. */
LANE_INLINE const uint8_t *cursor_token_guess(lane_cursor *c, const uint8_t *p, bool indexed, space_guess *guess) {
    return indexed ? cursor_token(c, p, indexed) : space_skip_guess(p, c->end, guess);
}

/* Returns whether a byte may end a number or a word. */
LANE_INLINE bool cursor_is_break(uint8_t c) {
    return c == ',' || c == '\n' || c == ']' || c == '}' || c == ' ' || c == '\r' || c == '\t' || c == ':' ||
           c == '[' || c == '{';
}

/* As cursor_token, after a number or a word. The index has no position for a byte that follows a scalar without a break
 * ("12a"), so the indexed cursor looks at that byte itself. */
LANE_INLINE const uint8_t *cursor_token_after_scalar(lane_cursor *c, const uint8_t *p, bool indexed) {
    if (indexed && LANE_UNLIKELY(!cursor_is_break(*p)) && p != c->end)
        return p;
    return cursor_token(c, p, indexed);
}

/* Skips the index's position of a closing quote that was found without the cursor. */
LANE_INLINE void cursor_pass_quote(lane_cursor *c, bool indexed) {
    if (indexed)
        (void)cursor_indexed(c);
}

/* Reads a string's body from p, after its opening quote, up to the closing quote or the first escape or byte below
 * 0x20. Returns whether it found the quote. */
LANE_INLINE bool cursor_string_plain(lane_cursor *c, const uint8_t *p, lane_string *ret, bool indexed) {
    uint64_t non_ascii = 0;
    if (indexed && BLOCK_MASKS_ARE_FAST && LANE_LIKELY(c->next < c->index->count)) {
        const unsigned quote = c->index->positions[c->next];
        const unsigned seen = index_seen(c->index, (unsigned)(p - c->index->base), quote);
        if (LANE_LIKELY((seen & INDEX_SEEN_ESCAPED) == 0)) {
            c->next++;
            *ret = (lane_string){p, c->index->base + quote, STRING_NON_ASCII * (seen & INDEX_SEEN_NON_ASCII)};
            return true;
        }
    }
    const uint8_t *end = string_scan(p, c->end, &non_ascii);
    *ret = (lane_string){p, end, STRING_NON_ASCII * (non_ascii != 0)};
    if (LANE_UNLIKELY(end == c->end || *end != '"'))
        return false;
    cursor_pass_quote(c, indexed);
    return true;
}

/* Reads the rest of a body that cursor_string_plain began. Returns false if it is not closed; *ret then covers the rest
 * of the input. */
LANE_INLINE bool cursor_string_rest(lane_cursor *c, lane_string *ret, bool indexed) {
    const string_closed closed = string_close(ret->end, c->end);
    ret->end = closed.end;
    ret->seen |= closed.seen | STRING_ESCAPED;
    if (LANE_UNLIKELY(ret->end == c->end))
        return false;
    cursor_pass_quote(c, indexed);
    return true;
}

/* Returns whether the indexed cursor is likely to be faster, judged by a sample: more than half of it is white space
 * and it has few quotes, as in indented arrays of numbers. Short inputs do not repay the sample, nor does an
 * instruction set that indexes byte by byte. */
static inline bool cursor_sniff(const uint8_t *begin, const uint8_t *end) {
    enum { WORTH = 32 * 1024, BLOCKS = 16 };
    unsigned spaces = 0, quotes = 0;
    if (!SIMD_LOOKUP_IS_FAST || end - begin < WORTH)
        return false;
    const uint8_t *p = begin + (end - begin) / 4;
    for (unsigned i = 0; i < BLOCKS; i++, p += BLOCK_SIZE) {
        block b = block_load(p);
        spaces += bits_popcount64(index_classify(&b).space);
        quotes += bits_popcount64(block_eq(&b, '"'));
    }
    return spaces > BLOCKS * BLOCK_SIZE / 2 && quotes < BLOCKS;
}

/* Does the same for a walk that keeps nothing, where masks of blocks are fast: most strings need not be scanned then.
 * The index pays unless tokens are few, escapes many, or the letter e as frequent as in prose or in arrays of bools,
 * which the scanning cursor takes in runs. Shorter inputs do not repay the sample. */
static inline bool cursor_sniff_check(const uint8_t *begin, const uint8_t *end) {
    enum { WORTH = 512, BLOCKS = 16 };
    unsigned tokens = 0, letters = 0, escaped = 0;
    if (end - begin < WORTH)
        return false;
    const size_t step = (size_t)(end - begin - BLOCK_SIZE) / (BLOCKS - 1);
    for (unsigned i = 0; i < BLOCKS; i++) {
        const block b = block_load(begin + i * step);
        tokens += bits_popcount64(block_eq(&b, '"') | index_classify(&b).operators);
        letters += bits_popcount64(block_eq(&b, 'e'));
        escaped += block_eq(&b, '\\') != 0;
    }
    return tokens >= 4 * BLOCKS && escaped <= BLOCKS / 8 && 4 * letters < 3 * tokens;
}

/* Returns whether to use the indexed cursor: as `flags` say, else by a sample. `keeps`: the walk makes values. */
LANE_INLINE bool cursor_choose(const uint8_t *begin, const uint8_t *end, uint32_t flags, bool keeps) {
    const uint32_t chosen = flags & (LANE_CURSOR_SCANNING | LANE_CURSOR_INDEXED);
    if (chosen != 0)
        return chosen == LANE_CURSOR_INDEXED;
    if (!LANE_HAS_SNIFF)
        return false;
    return BLOCK_MASKS_ARE_FAST && !keeps ? cursor_sniff_check(begin, end) : cursor_sniff(begin, end);
}

/* Returns a cursor at the beginning of an input: the indexed one if `index`, which is opened, is not NULL. */
LANE_INLINE lane_cursor cursor_open(const uint8_t *begin, const uint8_t *end, lane_index *index) {
    if (index != NULL)
        index_open(index, begin, end);
    return (lane_cursor){.begin = begin, .end = end, .index = index, .next = 0};
}

#endif
