/* SPDX-License-Identifier: MIT */
/* The only list of flags, the dialects made of them, and the defaults of options. */
#ifndef LANE_OPTIONS_H
#define LANE_OPTIONS_H

#include "base.h"

#include "../../include/lanejson.h"

/* name, bit, obeyed when reading, obeyed when writing, meaning. A macro because the list becomes asserts, a table
 * and tests. */
#define LANE_EACH_FLAG(X)                                                         \
    X(NAN, 0, true, true, "NaN, Infinity and -Infinity are numbers")              \
    X(BIG_NUMBERS, 1, true, false, "integers beyond 64 bits are kept as text")    \
    X(OVERFLOW, 2, true, false, "numbers too large for a double become infinite") \
    X(RAW_NUMBERS, 3, true, false, "every number is kept as text")                \
    X(LONE_SURROGATES, 4, true, true, "lone surrogates are allowed")              \
    X(CONTROL, 5, true, false, "bytes below 0x20 may stand in strings")           \
    X(ASCII, 6, false, true, "non-ASCII characters are written as escapes")       \
    X(COPY, 7, true, false, "the document keeps its own text")                    \
    X(BOM, 8, true, false, "a byte order mark before the text is skipped")        \
    X(LINES, 9, true, false, "each line is a text of its own, for a reader")      \
    X(CANONICAL, 10, false, true, "the form of RFC 8785")                         \
    X(COMMENTS, 11, true, false, "comments may stand where white space may")      \
    X(TRAILING_COMMAS, 12, true, false, "a comma may stand before a closing bracket")

#define LANE_OPTIONS_ONE(name, bit, read, write, meaning) +1
/* The number of bits that the flags take, from bit 0 on. Python's own flags begin after them: python/dumps/dumps.h. */
enum { LANE_FLAG_BITS = 0 LANE_EACH_FLAG(LANE_OPTIONS_ONE) };
#undef LANE_OPTIONS_ONE

/* For tests, not public: forces a cursor, whatever the input. */
enum { LANE_CURSOR_SCANNING = 1u << 29, LANE_CURSOR_INDEXED = 1u << 30 };

#define LANE_OPTIONS_ASSERT(name, bit, read, write, meaning) \
    static_assert(LANE_##name == 1u << (bit), "LANE_EACH_FLAG and lanejson.h agree");
LANE_EACH_FLAG(LANE_OPTIONS_ASSERT)
#undef LANE_OPTIONS_ASSERT

#define LANE_OPTIONS_BIT(name, bit, read, write, meaning) | LANE_##name
/* Every flag that a caller may set. */
#define LANE_FLAGS_KNOWN (0u LANE_EACH_FLAG(LANE_OPTIONS_BIT) | LANE_CURSOR_SCANNING | LANE_CURSOR_INDEXED)

typedef struct {
    const char *name; /* without LANE_ */
    uint32_t flag;
    bool read, write;
    const char *meaning;
} lane_flag;

extern const lane_flag lane_flags[];
extern const size_t lane_flags_count;

/* The dialect of Python's json. */
#define LANE_FLAGS_STDLIB (LANE_NAN | LANE_BIG_NUMBERS | LANE_OVERFLOW | LANE_LONE_SURROGATES)
/* RFC 8259. */
#define LANE_FLAGS_STRICT 0u

extern const lane_options lane_options_stdlib, lane_options_strict;

/* Fills *ret with `options`, which may be NULL, and the defaults. Returns false if the options must be refused; *ret is
 * usable all the same. */
bool lane_options_complete(const lane_options *options, lane_options *ret);

#endif
