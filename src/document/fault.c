/* SPDX-License-Identifier: MIT */
/* Cold: examines the place where a walk stopped. */
#include "fault.h"

#include "../base/options.h"

static const uint8_t *skip_digits(const uint8_t *p, const uint8_t *end) {
    while (p < end && lane_is_digit(*p))
        p++;
    return p;
}

/* Returns whether [p, end) is a proper prefix of a word. */
static bool word_is_cut(const uint8_t *p, const uint8_t *end, uint32_t flags) {
    static const char *const words[] = {"true", "false", "null", "NaN", "Infinity", "-Infinity"};
    const size_t count = flags & LANE_NAN ? 6 : 3, left = (size_t)(end - p);
    for (size_t i = 0; i < count; i++) {
        if (left < strlen(words[i]) && memcmp(p, words[i], left) == 0)
            return true;
    }
    return false;
}

/* Returns the start of the number that ends at `at` if [at, end) starts a fraction or an exponent that it lacks; else
 * NULL. */
static const uint8_t *number_is_cut(const uint8_t *begin, const uint8_t *at, const uint8_t *end) {
    const uint8_t *start = at;
    bool fraction = false, exponent = false;
    for (; start > begin && (lane_is_digit(start[-1]) || memchr("+-.eE", start[-1], 5) != NULL); start--) {
        fraction |= start[-1] == '.';
        exponent |= (start[-1] | 0x20) == 'e';
    }
    if (start == at || !lane_is_digit(at[-1]) || exponent)
        return NULL;
    if (*at == '.')
        return at + 1 == end && !fraction ? start : NULL;
    if ((*at | 0x20) != 'e' || (at + 1 != end && at[1] != '+' && at[1] != '-'))
        return NULL;
    return end - at <= 2 ? start : NULL;
}

/* Returns whether a number that is too large reaches the end and a negative exponent could still make it smaller. */
static bool range_is_open(const uint8_t *p, const uint8_t *end) {
    p = skip_digits(p + (*p == '-'), end);
    if (p < end && *p == '.')
        p = skip_digits(p + 1, end);
    if (p < end && (*p | 0x20) == 'e') {
        p++;
        p = p < end && *p == '-' ? skip_digits(p + 1, end) : p;
    }
    return p == end;
}

/* Returns whether [p, end) is a proper prefix of an escape of `pattern`. In a pattern, x is any hexadecimal digit, D is
 * d or D, and l is one of c to f in either case. */
static bool escape_is_cut(const uint8_t *p, const uint8_t *end, const char *pattern) {
    if ((size_t)(end - p) >= strlen(pattern))
        return false;
    for (; p < end; p++, pattern++) {
        bool fits = *pattern == 'x'   ? lane_is_hex(*p)
                    : *pattern == 'D' ? (*p | 0x20) == 'd'
                    : *pattern == 'l' ? lane_is_hex(*p) && (*p | 0x20) >= 'c'
                                      : *p == (uint8_t)*pattern;
        if (!fits)
            return false;
    }
    return true;
}

/* Returns whether the escape at p is cut off and allowed: without LANE_LONE_SURROGATES, it cannot become a low
 * surrogate. */
static bool unit_is_cut(const uint8_t *p, const uint8_t *end, uint32_t flags) {
    return escape_is_cut(p, end, "\\uxxxx") &&
           (flags & LANE_LONE_SURROGATES || end - p < 4 || !escape_is_cut(p, end, "\\uDlxx"));
}

/* Returns whether the escape at p is a high surrogate and the low one after it is cut off. */
static bool pair_is_cut(const uint8_t *p, const uint8_t *end) {
    return end - p >= 6 && p[1] == 'u' && (p[2] | 0x20) == 'd' && memchr("89abAB", p[3], 6) != NULL &&
           lane_is_hex(p[4]) && lane_is_hex(p[5]) && escape_is_cut(p + 6, end, "\\uDlxx");
}

/* Returns whether [p, end) is a proper prefix of a UTF-8 character. */
static bool character_is_cut(const uint8_t *p, const uint8_t *end, bool surrogates) {
    const size_t left = (size_t)(end - p), whole = *p >= 0xF0 ? 4 : *p >= 0xE0 ? 3 : 2;
    if (*p < 0xC2 || *p > 0xF4 || left >= whole)
        return false;
    for (size_t i = 1; i < left; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return false;
    }
    /* The second byte decides whether a character is overlong or out of range. */
    const uint8_t least = *p == 0xE0 ? 0xA0 : *p == 0xF0 ? 0x90 : 0x80;
    const uint8_t most = *p == 0xED && !surrogates ? 0x9F : *p == 0xF4 ? 0x8F : 0xBF;
    return left == 1 || (p[1] >= least && p[1] <= most);
}

/* Returns whether the backslash at p, in a body that starts at `begin`, starts an escape. */
static bool begins_escape(const uint8_t *begin, const uint8_t *p) {
    const uint8_t *first = p;
    while (first > begin && first[-1] == '\\')
        first--;
    return (p - first) % 2 == 0;
}

const uint8_t *lane_fault_string_end(const uint8_t *p, const uint8_t *end) {
    enum { PAIR = 12, CHARACTER = 4 };
    const uint8_t *const begin = p;
    for (p = end - begin < PAIR ? begin : end - PAIR + 1; p < end; p++) {
        if (*p == '\\' && begins_escape(begin, p) && (escape_is_cut(p, end, "\\uxxxx") || pair_is_cut(p, end)))
            return p;
    }
    for (p = end - begin < CHARACTER ? begin : end - CHARACTER + 1; p < end; p++) {
        if (character_is_cut(p, end, true))
            return p;
    }
    return end;
}

/* Returns the fault of an unclosed string: incomplete, unless bytes of it are not UTF-8, or a control character is in
 * the white space that the walk did not read. */
static lane_error open_string(const lane_fault_text *text, const uint8_t *quote) {
    const bool surrogates = (text->flags & LANE_LONE_SURROGATES) != 0;
    const uint8_t *bad = text->utf8_invalid(quote, text->end, surrogates), *p = text->walked;
    if (bad != NULL && !character_is_cut(bad, text->end, surrogates))
        return (lane_error){LANE_ERROR_UTF8, (size_t)(bad - text->begin)};
    while (p < text->end && (*p == ' ' || text->flags & LANE_CONTROL))
        p++;
    if (p < text->end)
        return (lane_error){LANE_ERROR_CONTROL, (size_t)(p - text->begin)};
    return (lane_error){LANE_ERROR_INCOMPLETE, (size_t)(quote - text->begin)};
}

/* Returns the start of the token at the end of the text, or the end, if more text could make it valid; else NULL. */
static const uint8_t *unfinished(const lane_fault_text *text, lane_error_code code, const uint8_t *at) {
    const uint8_t *end = text->end;
    switch (code) {
    case LANE_ERROR_VALUE: return word_is_cut(at, end, text->flags) ? at : NULL;
    case LANE_ERROR_NUMBER: return at + 1 == end || word_is_cut(at, end, text->flags) ? at : NULL;
    case LANE_ERROR_KEY:
    case LANE_ERROR_COLON: return at == end ? at : NULL;
    case LANE_ERROR_ARRAY_COMMA:
    case LANE_ERROR_OBJECT_COMMA:
    case LANE_ERROR_EXTRA: return at == end ? at : number_is_cut(text->begin, at, end);
    case LANE_ERROR_RANGE: return range_is_open(at, end) ? at : NULL;
    case LANE_ERROR_UNICODE_ESCAPE: return unit_is_cut(at, end, text->flags) ? at : NULL;
    case LANE_ERROR_SURROGATE: return pair_is_cut(at, end) ? at : NULL;
    default: return NULL;
    }
}

/* Returns whether the text seems to be UTF-16 or UTF-32: a JSON text starts with an ASCII character, so in these one of
 * the first two bytes is 0, unless there is a byte order mark. */
static bool is_wide(const uint8_t *begin, const uint8_t *end) {
    return end - begin >= 2 && (begin[0] == 0 || begin[1] == 0 || (begin[0] == 0xFE && begin[1] == 0xFF) ||
                                (begin[0] == 0xFF && begin[1] == 0xFE));
}

static bool has_bom(const uint8_t *begin, const uint8_t *end) {
    return end - begin >= LANE_BOM_SIZE && memcmp(begin, LANE_BOM_BYTES, LANE_BOM_SIZE) == 0;
}

lane_error lane_fault_settle(const lane_fault_text *text, lane_error found) {
    if (found.code == LANE_ERROR_MEMORY)
        return found;
    if (found.code == LANE_ERROR_STRING_END)
        return open_string(text, text->begin + found.offset);
    const uint8_t *at = text->begin + found.offset;
    const uint8_t *cut = unfinished(text, found.code, at == text->walked ? text->end : at);
    if (cut != NULL)
        return (lane_error){LANE_ERROR_INCOMPLETE, (size_t)(cut - text->begin)};
    if (found.offset <= 1 && is_wide(text->begin, text->end))
        return (lane_error){LANE_ERROR_UTF16, 0};
    if (found.offset == 0 && has_bom(text->begin, text->end))
        return (lane_error){LANE_ERROR_BOM, 0};
    return found;
}
