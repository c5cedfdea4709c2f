/* SPDX-License-Identifier: MIT */
/* Comments of JSONC, as C has them: from // to the end of the line, from slash and star to star and slash. Byte by
 * byte: nobody looks for them but where a token is missing. */
#ifndef LANE_COMMENT_H
#define LANE_COMMENT_H

#include "base.h"

/* The end of the comment in [p, end), which begins with a slash; p if there is none; NULL if it has no end. The end of
 * the text ends a line, unless `more` text may come. */
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

/* The first byte of [p, end) that is neither white space nor in a comment; where a comment begins if it has no end, and
 * then *ret_open is set. */
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
