/* SPDX-License-Identifier: MIT */
/* Comments of JSONC, as in C: from // to the end of the line, or from slash and star to star and slash. They are read
 * byte by byte, since a walk looks for them only where a token is missing. */
#ifndef LANE_COMMENT_H
#define LANE_COMMENT_H

#include "base.h"

/* Returns the end of the comment at p, which is a slash; p if it begins no comment; NULL if the comment is not closed.
 * The end of the input ends a line, unless `more` may come. */
LANE_INLINE const uint8_t *comment_end(const uint8_t *p, const uint8_t *end, bool more) {
    if (end - p < 2)
        return NULL;
    const bool line = p[1] == '/';
    if (!line && p[1] != '*')
        return p;
    for (p += 2; p < end; p++) {
        if (line ? *p == '\n' || *p == '\r' : *p == '*' && end - p >= 2 && p[1] == '/')
            return line ? p : p + 2;
    }
    return line && !more ? end : NULL;
}

/* Returns whether the comment at `begin`, whose bytes before p do not end it, ends in [p, end). True for a lone slash
 * with a byte after it, which may begin no comment. */
LANE_INLINE bool comment_may_end(const uint8_t *begin, const uint8_t *p, const uint8_t *end) {
    if (p - begin < 2)
        return end - begin >= 2;
    for (; p < end; p++) {
        if (begin[1] == '/' ? *p == '\n' || *p == '\r' : *p == '/' && p[-1] == '*' && p - begin > 2)
            return true;
    }
    return false;
}

/* Returns the first byte of [p, end) that is neither white space nor in a comment, or `end`. At a comment that is not
 * closed, returns its first byte and sets *ret_open. */
LANE_MAYBE_UNUSED static LANE_COLD const uint8_t *comment_skip(const uint8_t *p, const uint8_t *end, bool more,
                                                               bool *ret_open) {
    for (;;) {
        while (p < end && lane_is_space(*p))
            p++;
        if (p == end || *p != '/')
            return p;
        const uint8_t *after = comment_end(p, end, more);
        *ret_open = after == NULL;
        if (after == NULL || after == p)
            return p;
        p = after;
    }
}

#endif
