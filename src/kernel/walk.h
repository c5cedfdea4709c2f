/* SPDX-License-Identifier: MIT */
/* The grammar of JSON (RFC 8259), the only one in the project. It moves a cursor and calls a sink, without recursion.
 * See sink.h for what a unit defines before and after it includes this. */
#ifndef LANE_KERNEL_WALK_H
#define LANE_KERNEL_WALK_H

#include "cursor.h"
#include "digits.h"
#include "sink.h"

#include "../base/comment.h"
#include "../base/resume.h"

/* Returns the end of NaN, Infinity or -Infinity at p, or NULL. Cold: few documents have one. */
static LANE_COLD const uint8_t *walk_constant_end(const uint8_t *p, const uint8_t *end, walk_constant *ret) {
    static const struct {
        const char *word;
        size_t length;
        walk_constant constant;
    } words[] = {{"NaN", 3, WALK_NAN}, {"Infinity", 8, WALK_INFINITY}, {"-Infinity", 9, WALK_MINUS_INFINITY}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if ((size_t)(end - p) >= words[i].length && memcmp(p, words[i].word, words[i].length) == 0) {
            *ret = words[i].constant;
            return p + words[i].length;
        }
    }
    return NULL;
}

/* Returns the last byte before p that is not white space; NULL if there is none. */
static LANE_COLD const uint8_t *walk_before(const uint8_t *begin, const uint8_t *p) {
    while (p > begin && space_is(p[-1]))
        p--;
    return p > begin ? p - 1 : NULL;
}

#if SINK_IN_REGISTERS
#define WALK_NUMBERS LANE_INLINE
#else
#define WALK_NUMBERS static LANE_NOINLINE
#endif

static LANE_NOINLINE const uint8_t *walk_gap(const uint8_t *p, const uint8_t *end, space_guess *guess) {
    return space_skip_guess(p, end, guess);
}

/* Returns whether the number [p, number_end) may continue if more input follows [p, end). */
static LANE_COLD bool walk_number_is_open(const uint8_t *p, const uint8_t *number_end, const uint8_t *end) {
    bool fraction = false, exponent = false;
    if (number_end == end)
        return true;
    for (; p < number_end; p++) {
        fraction |= *p == '.';
        exponent |= (*p | 0x20) == 'e';
    }
    if (*p == '.')
        return p + 1 == end && !fraction && !exponent;
    return (*p | 0x20) == 'e' && !exponent && (p + 1 == end || (p + 2 == end && (p[1] == '+' || p[1] == '-')));
}

/* See walk_numbers. `open`: more input may follow; a number that may continue is LANE_ERROR_INCOMPLETE. */
LANE_INLINE const uint8_t *walk_numbers_of(lane_sink *sink, const uint8_t *p, const uint8_t *end, bool run, bool open,
                                           walk_fault *fault) {
    space_guess guess = {0, 0};
    for (;;) {
        const uint8_t *number_end = open ? NULL : sink_number_passed(sink, p, end);
        if (number_end == NULL) {
            lane_number number;
            number_end = number_parse(p, end, &number);
            if (LANE_UNLIKELY(number_end == NULL)) {
                *fault = (walk_fault){LANE_ERROR_NUMBER, p};
                return NULL;
            }
            if (open && LANE_UNLIKELY(end - number_end <= 2) && walk_number_is_open(p, number_end, end)) {
                *fault = (walk_fault){LANE_ERROR_INCOMPLETE, p};
                return NULL;
            }
            if (LANE_UNLIKELY(!sink_number(sink, &number, p, number_end, fault)))
                return NULL;
        }
        if (!run || *number_end != ',')
            return number_end;
        p = number_end + 1;
        if (*p <= ' ')
            p = walk_gap(p, end, &guess);
        if ((unsigned)p[*p == '-'] - '0' > 9) /* no branch on the sign, which may be unpredictable */
            return number_end;
    }
}

/* Reads the number at p and, with `run`, those that follow it in an array. Returns the end of the last one; or NULL
 * with *fault, whose code is LANE_ERROR_NUMBER if there is no number at p. */
WALK_NUMBERS const uint8_t *walk_numbers(lane_sink *sink, const uint8_t *p, const uint8_t *end, bool run,
                                         walk_fault *fault) {
    return walk_numbers_of(sink, p, end, run, false, fault);
}

/* Does the same for a walk that can resume; `open` is not constant. */
LANE_MAYBE_UNUSED WALK_NUMBERS const uint8_t *
walk_resumed_numbers(lane_sink *sink, const uint8_t *p, const uint8_t *end, bool run, bool open, walk_fault *fault) {
    return walk_numbers_of(sink, p, end, run, open, fault);
}

/* Does the work of walk. `resume` is NULL, or says where to go on, and on return where the walk stopped. c->begin is
 * the beginning of the input, or the token before resume->at. */
LANE_INLINE const uint8_t *walk_on(lane_cursor *c, lane_sink *sink, uint32_t flags, uint32_t max_depth, bool whole,
                                   bool indexed, bool jsonc, lane_resume *resume, lane_error *error) {
    const uint8_t *const end = c->end;
    const uint8_t *p = c->begin, *before = NULL, *comma;
    walk_fault fault = {LANE_OK, p};
    lane_error_code code = LANE_OK;
    walk_parent parent = WALK_ROOT;
    uint32_t depth = 0;
    lane_string text;
    space_guess guess = {0, 0};

    if (resume != NULL && resume->code != LANE_OK) {
        code = resume->code;
        parent = (walk_parent)resume->parent;
        depth = resume->depth;
        p = cursor_token(c, p + resume->at, indexed);
        if (resume->before != 0)
            before = c->begin + resume->before - 1;
        else if (*p == ']' || *p == '}' || *p == '/')
            before = walk_before(c->begin, p);
        if (p != end)
            resume->before = 0;
        if (jsonc && flags & LANE_COMMENTS && *p == '/')
            goto comment_on;
        goto again;
    }
    p = cursor_token(c, p, indexed);

value:
    /* Tested first: in the switch, compilers would put the most common kind after several compares. */
    if (*p == '"') {
        if (LANE_UNLIKELY(!cursor_string_plain(c, p + 1, &text, indexed)))
            goto odd_string;
        if (LANE_UNLIKELY(!sink_string(sink, &text, &fault)))
            goto stop;
        p = cursor_token(c, text.end + 1, indexed);
        goto scalar_end;
    }
    switch (*p) {
    case '{':
        if (LANE_UNLIKELY(depth == max_depth) && (max_depth = sink_deeper(sink, max_depth)) == depth)
            goto too_deep;
        depth++;
        if (LANE_UNLIKELY(!sink_object_begin(sink)))
            goto stop;
        parent = WALK_OBJECT;
        p = cursor_token_guess(c, p + 1, indexed, &guess);
        if (LANE_LIKELY(*p == '"'))
            goto key;
        if (*p == '}')
            goto object_end;
        code = LANE_ERROR_KEY;
        goto fail;

    case '[':
        if (LANE_UNLIKELY(depth == max_depth) && (max_depth = sink_deeper(sink, max_depth)) == depth)
            goto too_deep;
        depth++;
        if (LANE_UNLIKELY(!sink_array_begin(sink)))
            goto stop;
        parent = WALK_ARRAY;
        p = cursor_token(c, p + 1, indexed);
        if (LANE_UNLIKELY(*p == ']'))
            goto array_end;
        goto value;

    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9': {
        const bool run = !indexed && parent == WALK_ARRAY;
        const uint8_t *number_end = resume != NULL ? walk_resumed_numbers(sink, p, end, run, !resume->final, &fault)
                                                   : walk_numbers(sink, p, end, run, &fault);
        if (LANE_UNLIKELY(number_end == NULL)) {
            code = fault.code;
            if (code == LANE_ERROR_NUMBER)
                goto constant;
            goto stop;
        }
        p = cursor_token_after_scalar(c, number_end, indexed);
        break;
    }

    case 't':
    case 'f':
    truth : {
        /* One path for both: which of them comes next is often unpredictable. */
        const bool is_false = *p == 'f';
        const uint32_t word = is_false ? 0x65736C61u : 0x65757274u; /* "alse", "true", low byte first */
        if (LANE_UNLIKELY(end - p < 4 + is_false || lane_load32(p + is_false) != word))
            goto no_value;
        if (LANE_UNLIKELY(!sink_bool(sink, !is_false)))
            goto stop;
        p += 4 + is_false;
        if (!indexed && parent == WALK_ARRAY && *p == ',' && (p[1] & ~('t' ^ 'f')) == ('t' & 'f')) {
            p++; /* another bool; or a 'd' or 'v', which the comparison refuses */
            goto truth;
        }
        p = cursor_token_after_scalar(c, p, indexed);
        break;
    }

    case 'n':
        if (LANE_UNLIKELY(end - p < 4 || lane_load32(p) != 0x6C6C756Eu)) /* "null" */
            goto no_value;
        if (LANE_UNLIKELY(!sink_null(sink)))
            goto stop;
        p = cursor_token_after_scalar(c, p + 4, indexed);
        break;

    default:
    no_value:
        code = LANE_ERROR_VALUE;
    constant:
        if (flags & LANE_NAN) {
            walk_constant which;
            const uint8_t *after = walk_constant_end(p, end, &which);
            if (after != NULL) {
                if (!sink_constant(sink, which))
                    goto stop;
                p = cursor_token_after_scalar(c, after, indexed);
                break;
            }
        }
        goto fail;
    }

scalar_end: /* p is at the token after the scalar */
    if (parent == WALK_OBJECT)
        goto object_next;
    if (LANE_UNLIKELY(parent == WALK_ROOT))
        goto root_end;

array_next:
    if (LANE_LIKELY(*p == ',')) {
        comma = p;
        p = cursor_token_guess(c, p + 1, indexed, &guess);
        if (LANE_UNLIKELY(*p == ']')) {
            if (jsonc && flags & LANE_TRAILING_COMMAS)
                goto array_end;
            code = LANE_ERROR_ARRAY_TRAILING;
            p = comma;
            goto fail;
        }
        goto value;
    }
    if (LANE_LIKELY(*p == ']'))
        goto array_end;
    code = LANE_ERROR_ARRAY_COMMA;
    goto fail;

array_end:
    parent = sink_array_end(sink);
    goto container_end;

key:
    p++;
    {
        size_t expected = sink_key_expected(sink, p, end);
        if (LANE_LIKELY(expected != 0)) {
            cursor_pass_quote(c, indexed);
            p += expected;
        } else {
            if (LANE_UNLIKELY(!cursor_string_plain(c, p, &text, indexed) && !cursor_string_rest(c, &text, indexed))) {
                code = LANE_ERROR_KEY;
                goto open_string;
            }
            if (LANE_UNLIKELY(!sink_key(sink, &text, &fault)))
                goto stop;
            p = text.end + 1;
        }
    }
    p = cursor_token(c, p, indexed);
    if (LANE_UNLIKELY(*p != ':')) {
        code = LANE_ERROR_COLON;
        goto fail;
    }
    p = cursor_token(c, p + 1, indexed);
    goto value;

object_next:
    if (LANE_LIKELY(*p == ',')) {
        comma = p;
        p = cursor_token_guess(c, p + 1, indexed, &guess);
        if (LANE_LIKELY(*p == '"'))
            goto key;
        if (*p == '}') {
            if (jsonc && flags & LANE_TRAILING_COMMAS)
                goto object_end;
            code = LANE_ERROR_OBJECT_TRAILING;
            p = comma;
        } else {
            code = LANE_ERROR_KEY;
        }
        goto fail;
    }
    if (LANE_LIKELY(*p == '}'))
        goto object_end;
    code = LANE_ERROR_OBJECT_COMMA;
    goto fail;

object_end:
    parent = sink_object_end(sink);

container_end:
    depth--;
    p++;
    if (LANE_UNLIKELY(parent == WALK_STOP)) {
        fault.at = p;
        goto stop;
    }
    if (LANE_LIKELY(p != end)) { /* after the last closing bracket no byte need be readable */
        p = cursor_token(c, p, indexed);
        if (parent == WALK_OBJECT)
            goto object_next;
        if (parent == WALK_ARRAY)
            goto array_next;
    } else if (parent != WALK_ROOT) {
        code = parent == WALK_ARRAY ? LANE_ERROR_ARRAY_COMMA : LANE_ERROR_OBJECT_COMMA;
        goto fail;
    }

root_end:
    if (whole && LANE_UNLIKELY(p != end)) {
        code = LANE_ERROR_EXTRA;
        goto fail;
    }
    if (!whole) {
        /* The cursor has skipped the white space after the value: go back over it. */
        while (p[-1] == ' ' || p[-1] == '\n' || p[-1] == '\r' || p[-1] == '\t')
            p--;
    }
    if (resume != NULL) {
        resume->code = LANE_ERROR_EXTRA;
        resume->at = (size_t)(p - c->begin);
        resume->parent = parent;
        resume->depth = depth;
    }
    return p;

odd_string:
    p = sink_escaped(sink, text.begin, text.end, text.seen);
    if (LANE_LIKELY(p != NULL)) {
        cursor_pass_quote(c, indexed);
    } else {
        if (LANE_UNLIKELY(!cursor_string_rest(c, &text, indexed))) {
            code = LANE_ERROR_VALUE;
            goto open_string;
        }
        if (LANE_UNLIKELY(!sink_string(sink, &text, &fault)))
            goto stop;
        p = text.end;
    }
    p = cursor_token(c, p + 1, indexed);
    goto scalar_end;

comment:
    /* A comment begins where a token is missing. Only the scanning cursor comes here: the index takes the contents of
     * comments for tokens. */
    before = walk_before(c->begin, p);
comment_on : {
    bool open = false;
    const uint8_t *const after = comment_skip(p, end, resume != NULL && !resume->final, &open);
    const bool skipped = after != p;
    p = after;
    if (resume != NULL && before != NULL && (open || p == end))
        resume->before = (size_t)(before - c->begin) + 1;
    if (open) {
        fault = (walk_fault){LANE_ERROR_INCOMPLETE, p};
        goto stop;
    }
    if (!skipped)
        goto stop_at;
}
again: /* Looks again for the missing token. `before`, the byte before it, is known if p is at a closing bracket. */
    switch (code) {
    case LANE_ERROR_VALUE:
        if (*p != ']' || before == NULL || (*before != '[' && *before != ','))
            goto value;
        if (*before == '[' || flags & LANE_TRAILING_COMMAS)
            goto array_end;
        code = LANE_ERROR_ARRAY_TRAILING;
        p = before;
        goto stop_at;
    case LANE_ERROR_KEY:
        if (*p == '"')
            goto key;
        if (*p != '}')
            goto stop_at;
        if (*before == '{' || flags & LANE_TRAILING_COMMAS)
            goto object_end;
        code = LANE_ERROR_OBJECT_TRAILING;
        p = before;
        goto stop_at;
    case LANE_ERROR_COLON:
        if (*p != ':')
            goto stop_at;
        p = cursor_token(c, p + 1, indexed);
        goto value;
    case LANE_ERROR_ARRAY_COMMA: goto array_next;
    case LANE_ERROR_OBJECT_COMMA: goto object_next;
    case LANE_ERROR_EXTRA: goto root_end;
    default: goto stop_at;
    }

too_deep:
    code = LANE_ERROR_DEPTH;
fail:
    LANE_COLD_LABEL;
    if (jsonc && !indexed && LANE_UNLIKELY(flags & LANE_COMMENTS) && *p == '/')
        goto comment;
stop_at:
    fault.code = code;
    fault.at = p;
    goto stop;
open_string:
    /* An earlier fault in its body comes first; but a backslash that ends the input is not a fault of its own. */
    fault.code = LANE_OK;
    if (!sink_open_string(sink, &text, &fault) && (fault.code != LANE_ERROR_ESCAPE || fault.at != text.end - 1))
        goto stop;
    fault = (walk_fault){LANE_ERROR_STRING_END, text.begin - 1};
stop:
    error->code = fault.code;
    error->offset = (size_t)(fault.at - c->begin);
    if (resume != NULL) {
        /* `code` tells what the string or comment that is cut off stands in the place of. */
        if (fault.code != LANE_ERROR_STRING_END && fault.code != LANE_ERROR_INCOMPLETE)
            code = fault.code;
        const bool value = code == LANE_ERROR_NUMBER || code == LANE_ERROR_INCOMPLETE;
        resume->code = value ? LANE_ERROR_VALUE : code;
        resume->at = error->offset;
        resume->parent = parent;
        resume->depth = depth;
        resume->max_depth = max_depth;
    }
    return NULL;
}

/* Reads one value into the sink; with `whole` it must be the whole input. Obeys the flags of JSONC with `jsonc`, a
 * constant of each walk, so that other walks pay nothing. Returns the end of the value; or NULL with *error set, whose
 * code is LANE_OK if the sink keeps the reason. */
LANE_INLINE const uint8_t *walk(lane_cursor *c, lane_sink *sink, uint32_t flags, uint32_t max_depth, bool whole,
                                bool indexed, bool jsonc, lane_error *error) {
    return walk_on(c, sink, flags, max_depth, whole, indexed, jsonc, NULL, error);
}

#endif
