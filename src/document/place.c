/* SPDX-License-Identifier: MIT */
/* Finds the offset of a value in its text. Values do not store it, so the text is scanned again. Cold. */
#include "document.h"

#include "../base/comment.h"

static const char *string_end(const char *p, const char *end) {
    while (p < end && *p != '"')
        p += *p == '\\' ? 2 : 1;
    return p + 1;
}

/* Returns whether a byte outside of strings starts a value, in valid text. */
static bool starts_value(char c) {
    return c == '"' || c == '[' || c == '{' || c == '-' || (unsigned)(c - '0') <= 9 ||
           (unsigned)((c | 0x20) - 'a') <= 25;
}

static bool within_scalar(char c) {
    return (unsigned)(c - '0') <= 9 || (unsigned)((c | 0x20) - 'a') <= 25 || c == '-' || c == '+' || c == '.';
}

size_t lane_value_offset(const lane_doc *doc, const lane_value *value, const char *text, size_t length) {
    const lane_value *root = lane_doc_root(doc);
    if (value == NULL || root == NULL || text == NULL || value < root || value >= root + lane_doc_count(doc))
        return SIZE_MAX;
    const char *p = text, *end = text + length;
    for (size_t left = (size_t)(value - root); p < end;) {
        if (*p == '/') { /* in valid text, only a comment has one outside of strings */
            const char *after = (const char *)comment_end((const uint8_t *)p, (const uint8_t *)end, false);
            if (after == NULL || after == p)
                return SIZE_MAX;
            p = after;
        } else if (!starts_value(*p)) {
            p++;
        } else if (left-- == 0) {
            return (size_t)(p - text);
        } else if (*p == '"') {
            p = string_end(p + 1, end);
        } else if (*p == '[' || *p == '{') {
            p++;
        } else {
            while (p < end && within_scalar(*p))
                p++;
        }
    }
    return SIZE_MAX;
}
