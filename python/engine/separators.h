/* SPDX-License-Identifier: MIT */
/* Writes separators, line breaks and indentation. The invariants are those of scalars.h. */
#ifndef LANE_PY_ENGINE_SEPARATORS_H
#define LANE_PY_ENGINE_SEPARATORS_H

#include "frames.h"
#include "scalars.h"
#include "../dumps/model.h"
#include "../dumps/separators.h"

/* The separators of an instance of the loop. */
typedef enum {
    LAYOUT_COMPACT, /* "," and ":" */
    LAYOUT_SPACED,  /* ", " and ": " */
    LAYOUT_WORDS,   /* other separators of one or two ASCII characters */
    LAYOUT_CHUNKS,  /* as LAYOUT_WORDS, for text in chunks */
    LAYOUT_FREE     /* any: not written with a value */
} encode_layout;

LANE_INLINE encode_tail encode_item_tail(const dumps_separators *separators, encode_layout layout) {
    return layout == LAYOUT_COMPACT  ? (encode_tail){',', 1}
           : layout == LAYOUT_SPACED ? (encode_tail){',' | ' ' << 8, 2}
           : layout == LAYOUT_FREE   ? (encode_tail){0, 0}
                                     : encode_words(&separators->item);
}

LANE_INLINE encode_tail encode_key_tail(const dumps_separators *separators, encode_layout layout) {
    return layout == LAYOUT_COMPACT  ? (encode_tail){':', 1}
           : layout == LAYOUT_SPACED ? (encode_tail){':' | ' ' << 8, 2}
           : layout == LAYOUT_FREE   ? (encode_tail){0, 0}
                                     : encode_words(&separators->key);
}

static LANE_NOINLINE uint8_t *encode_fixed(lane_encoder *e, uint8_t *p, const dumps_separator *text, unsigned width) {
    p = encode_room(e, p, text->length * width);
    for (size_t i = 0; p != NULL && i < text->length; i++)
        p = unit_put(p, text->kind == 1 ? text->units[i] : unit_get(text->units + i * text->kind, text->kind), width);
    return p;
}

static LANE_NOINLINE uint8_t *encode_newline(lane_encoder *e, uint8_t *p, unsigned level, unsigned width) {
    const dumps_separator *indent = &e->context.call->separators->indent;
    p = encode_room(e, p, (indent->length * level + 1) * width);
    if (p == NULL)
        return NULL;
    p = unit_put(p, '\n', width);
    if (indent->kind == 0) { /* spaces */
        for (size_t n = indent->length * level, i = 0; i < n; i += SIMD_WIDTH)
            unit_store(p + i * width, simd_splat(' '), width);
        return p + indent->length * level * width;
    }
    while (p != NULL && level-- != 0)
        p = encode_fixed(e, p, indent, width);
    return p;
}

/* Writes the text before an item in the free layout. Reserves even for empty text: nested opening brackets are written
 * unchecked. */
static LANE_NOINLINE uint8_t *encode_before_item_any(lane_encoder *e, uint8_t *p, bool begun, unsigned width) {
    p = begun ? encode_fixed(e, p, &e->context.call->separators->item, width) : encode_room(e, p, 0);
    if (p != NULL && e->context.call->separators->indent.units != NULL)
        p = encode_newline(e, p, e->level, width);
    e->stop = STOP_FAILED;
    return p;
}

/* As encode_before_item_any; writes indentation by spaces, the most frequent one, inline. */
LANE_INLINE uint8_t *encode_before_item(lane_encoder *e, uint8_t *p, lane_frame *f, const dumps_separators *separators,
                                        unsigned width) {
    const bool begun = f->begun;
    f->begun = true;
    if (LANE_UNLIKELY(separators->arrangement != SEPARATORS_LINES))
        return encode_before_item_any(e, p, begun, width);
    const size_t spaces = separators->indent.length * e->level;
    p = encode_room(e, p, spaces * width);
    if (LANE_UNLIKELY(p == NULL))
        return NULL;
    if (begun)
        p = encode_put_tail(p, 0, 0, encode_words(&separators->item), width);
    p = unit_put(p, '\n', width);
    for (size_t i = 0; i < spaces; i += SIMD_WIDTH)
        unit_store(p + i * width, simd_splat(' '), width);
    return p + spaces * width;
}

/* Writes the text before the closing bracket. */
static LANE_NOINLINE uint8_t *encode_before_close(lane_encoder *e, uint8_t *p, lane_frame *f, unsigned width) {
    bool lines = e->context.call->separators->indent.units != NULL;
    if (lines && !f->begun) { /* all members were skipped */
        e->top = f;
        int breaks = lane_py_breaks_empty(&e->context);
        if (breaks < 0)
            return NULL;
        lines = breaks != 0;
        if (lines)
            p = encode_newline(e, p, e->level, width);
    }
    e->level--;
    if (lines && p != NULL)
        p = encode_newline(e, p, e->level, width);
    return p;
}

#endif
