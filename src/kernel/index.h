/* SPDX-License-Identifier: MIT */
/* The structural index: where tokens start. It is built window by window, so its memory is bounded.
 *
 * After Geoff Langdale and Daniel Lemire, "Parsing Gigabytes of JSON per Second", 2019; here both quotes of a string
 * are tokens.
 *
 *   text      {"a\"b": [12, true ]}
 *   tokens    11    11 11 1 1    11
 *
 * Tokens are: { } [ ] : , outside strings; the opening and the closing quote of each string; and outside strings, the
 * first byte of each run of other bytes except white space (numbers, words, stray bytes). Only these tokens and white
 * space end a run: "12a" is one run.
 *
 *   lane_index index;
 *   index_open(&index, begin, end);
 *   while (index_next_window(&index))
 *       for (unsigned i = 0; i < index.count; i++)
 *           use(index.base + index.positions[i]);
 *   if (index_in_string(&index)) the last quote opens a string that is not closed
 *
 * Bytes 0x0C and 0x1A outside strings are classified like ',' and ':'. They become tokens, which the grammar
 * refuses. */
#ifndef LANE_KERNEL_INDEX_H
#define LANE_KERNEL_INDEX_H

#include "block.h"

enum {
    INDEX_WINDOW = 8192, /* bytes of input; they and their positions fit in a first-level cache */
    INDEX_CAPACITY = INDEX_WINDOW + BLOCK_POSITIONS_SLACK
};

/* The state that one block passes to the next. */
typedef struct {
    uint64_t escaped;   /* 0 or 1: the next byte is escaped */
    uint64_t in_string; /* all ones or 0 */
    uint64_t other;     /* 0 or 1: the byte before belongs to a number or word */
} index_state;

typedef struct {
    const uint8_t *next, *end; /* the input after the window */
    const uint8_t *base;       /* the window's bytes; positions count from here */
    unsigned count;            /* positions */
    index_state state;
    uint16_t positions[INDEX_CAPACITY];
    uint8_t seen[INDEX_WINDOW / BLOCK_SIZE]; /* INDEX_SEEN_*, of each block; only if BLOCK_MASKS_ARE_FAST */
} lane_index;

enum {
    INDEX_SEEN_NON_ASCII = 1, /* a non-ASCII byte */
    INDEX_SEEN_ESCAPED = 2    /* a backslash, or a byte below 0x20 in a string */
};

static_assert(INDEX_WINDOW <= 65536 && INDEX_WINDOW % (2 * BLOCK_SIZE) == 0,
              "positions have 16 bits, and blocks are indexed in pairs");

LANE_INLINE void index_open(lane_index *index, const uint8_t *begin, const uint8_t *end) {
    index->next = index->base = begin;
    index->end = end;
    index->count = 0;
    index->state = (index_state){0, 0, 0};
}

/* Returns whether the input so far ends inside a string. */
LANE_INLINE bool index_in_string(const lane_index *index) {
    return index->state.in_string != 0;
}

typedef struct {
    uint64_t quotes;    /* unescaped quotes */
    uint64_t in_string; /* from the opening quote to before the closing one */
    uint64_t backslashes;
} index_strings;

LANE_INLINE index_strings index_find_strings(const block *b, index_state *state) {
    index_strings s;
    s.backslashes = block_eq(b, '\\');
    s.quotes = block_eq(b, '"') & ~block_escaped(s.backslashes, &state->escaped);
    s.in_string = bits_prefix_xor(s.quotes) ^ state->in_string;
    state->in_string = 0 - (s.in_string >> 63);
    return s;
}

typedef struct {
    uint64_t space, operators;
} index_classes;

/* Classifies the bytes of a block. White space: the low nibble of a byte picks the white-space byte with that nibble
 * from a table, and the two are compared; 0x80 in the table equals no byte that picks it. Operators: the same after
 * setting bit 5, which turns '[' and ']' into '{' and '}'. */
LANE_INLINE index_classes index_classify(const block *b) {
    static const uint8_t spaces[16] = {' ',  0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
                                       0x80, '\t', '\n', 0x80, 0x80, '\r', 0x80, 0x80};
    static const uint8_t operators[16] = {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, ':', '{', ',', '}', 0, 0};
    return (index_classes){block_match16(b, spaces, 0), block_match16(b, operators, 0x20)};
}

/* Marks the first bytes of the tokens of one block. Adds what is in the block to *seen, if masks are fast. */
LANE_INLINE uint64_t index_block(const block *b, index_state *state, uint8_t *seen) {
    index_strings s = index_find_strings(b, state);
    if (BLOCK_MASKS_ARE_FAST) {
        const uint64_t escaped = s.backslashes | (block_le(b, 0x1F) & s.in_string);
        *seen = (uint8_t)(INDEX_SEEN_NON_ASCII * (block_non_ascii(b) != 0) + INDEX_SEEN_ESCAPED * (escaped != 0));
    }
    index_classes c = index_classify(b);
    uint64_t outside = ~(s.in_string | s.quotes);
    uint64_t other = outside & ~(c.space | c.operators);
    uint64_t starts = other & ~(other << 1 | state->other);
    state->other = other >> 63;
    return (c.operators & outside) | starts | s.quotes;
}

/* Returns INDEX_SEEN_* of the blocks that the bytes [from, to] of the window are in. */
LANE_INLINE unsigned index_seen(const lane_index *index, unsigned from, unsigned to) {
    unsigned first = from / BLOCK_SIZE, last = to / BLOCK_SIZE, seen = index->seen[first] | index->seen[last];
    while (LANE_UNLIKELY(first + 1 < last))
        seen |= index->seen[++first];
    return seen;
}

/* Indexes the next window. Returns false, with no positions, at the end of the input. */
LANE_MAYBE_UNUSED static bool index_next_window(lane_index *index) {
    const uint8_t *const base = index->next;
    size_t left = (size_t)(index->end - base);
    unsigned size = left < INDEX_WINDOW ? (unsigned)left : INDEX_WINDOW, at = 0;
    index_state state = index->state;
    uint16_t *out = index->positions;
    for (; size - at >= 2 * BLOCK_SIZE; at += 2 * BLOCK_SIZE) {
        block first = block_load(base + at), second = block_load(base + at + BLOCK_SIZE);
        uint8_t *const seen = index->seen + at / BLOCK_SIZE;
        const uint64_t tokens = index_block(&first, &state, seen), more = index_block(&second, &state, seen + 1);
        out = block_positions(out, tokens, at);
        out = block_positions(out, more, at + BLOCK_SIZE);
    }
    for (; at < size; at += BLOCK_SIZE) {
        unsigned n = size - at;
        block b = n >= BLOCK_SIZE ? block_load(base + at) : block_load_tail(base + at, n, ' ');
        out = block_positions(out, index_block(&b, &state, index->seen + at / BLOCK_SIZE), at);
    }
    index->state = state;
    index->base = base;
    index->next = base + size;
    index->count = (unsigned)(out - index->positions);
    return size != 0;
}

#endif
