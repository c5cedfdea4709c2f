/* SPDX-License-Identifier: MIT */
/* The hot half of dumps: exact list, tuple and dict, and what scalars.h writes, to text.
 *
 * One loop over an explicit stack, instantiated for 1, 2 and 4 bytes a unit and for kinds of layout. When a str is to
 * hold a wider character than it can, the text is widened and the run goes on in the wider instance: all that it needs
 * is in the encoder. The invariants are those of scalars.h. */
#ifndef LANE_PY_ENCODE_H
#define LANE_PY_ENCODE_H

#include "frames.h"
#include "rows.h"
#include "scalars.h"
#include "../dumps/cache.h"
#include "../dumps/finish.h"
#include "../dumps/members.h"
#include "../dumps/model.h"
#include "../dumps/pieces.h"
#include "../dumps/separators.h"
#include "../types/types.h"

typedef enum { RUN_DONE, RUN_FAILED, RUN_WIDENED } encode_outcome;

/* -- layout -- */

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

/* What stands before an item, where the layout is not plain. Checks for room even if that is nothing: a bracket of each
 * level goes before the first scalar of a nest. */
static LANE_NOINLINE uint8_t *encode_before_item_any(lane_encoder *e, uint8_t *p, bool begun, unsigned width) {
    p = begun ? encode_fixed(e, p, &e->context.call->separators->item, width) : encode_room(e, p, 0);
    if (p != NULL && e->context.call->separators->indent.units != NULL)
        p = encode_newline(e, p, e->level, width);
    e->stop = STOP_FAILED;
    return p;
}

/* The same, with the indentation that nearly everybody asks for written here. */
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

/* Before the closing bracket. */
static LANE_NOINLINE uint8_t *encode_before_close(lane_encoder *e, uint8_t *p, lane_frame *f, unsigned width) {
    bool lines = e->context.call->separators->indent.units != NULL;
    if (lines && !f->begun) { /* every key was left out */
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

/* -- short text -- */

/* Text of at most PIECE_TEXT_ROOM bytes, which was written at p + 1 after a check for room, gets its quotes. */
LANE_INLINE uint8_t *encode_put_quotes(uint8_t *p, uint8_t *end) {
    static_assert(OUTPUT_SLACK >= 2 + PIECE_TEXT_ROOM + 16, "quotes, the text, and what is between values");
    *p = *end = '"';
    return end + 1;
}

static LANE_NOINLINE uint8_t *encode_quoted(lane_encoder *e, uint8_t *p, const uint8_t *text, size_t n,
                                            unsigned width) {
    e->stop = STOP_FAILED;
    p = encode_room(e, p, 0);
    if (p != NULL)
        p = encode_text(e, unit_put(p, '"', width), text, n, width);
    return p == NULL ? NULL : unit_put(p, '"', width);
}

/* -- keys -- */

/* Writes a key that is no exact str, with its quotes. */
static LANE_NOINLINE uint8_t *encode_odd_key(lane_encoder *e, uint8_t *p, PyObject *key, unsigned width) {
    const encode_tail none = {0, 0};
    lane_piece piece;
    e->cursor = p;
    lane_py_key_piece(e, key, &piece);
    e->stop = STOP_FAILED;
    switch (piece.kind) {
    case PIECE_STR: p = encode_str(e, p, piece.object, false, width, encode_stops(e), none); break;
    case PIECE_TEXT: p = encode_quoted(e, p, piece.text, piece.length, width); break;
    default: return NULL;
    }
    Py_XDECREF(piece.object);
    return p;
}

/* -- the loop -- */

/* Which separators an instance of it writes. */
typedef enum {
    LAYOUT_COMPACT, /* "," and ":" */
    LAYOUT_SPACED,  /* ", " and ": " */
    LAYOUT_WORDS,   /* any of one or two ASCII characters */
    LAYOUT_FREE     /* anything: not part of a value's tail */
} encode_layout;

LANE_INLINE encode_tail encode_item_tail(const dumps_separators *separators, encode_layout layout) {
    return layout == LAYOUT_COMPACT  ? (encode_tail){',', 1}
           : layout == LAYOUT_SPACED ? (encode_tail){',' | ' ' << 8, 2}
           : layout == LAYOUT_WORDS  ? encode_words(&separators->item)
                                     : (encode_tail){0, 0};
}

LANE_INLINE encode_tail encode_key_tail(const dumps_separators *separators, encode_layout layout) {
    return layout == LAYOUT_COMPACT  ? (encode_tail){':', 1}
           : layout == LAYOUT_SPACED ? (encode_tail){':' | ' ' << 8, 2}
           : layout == LAYOUT_WORDS  ? encode_words(&separators->key)
                                     : (encode_tail){0, 0};
}

/* Writes until the document is done, fails, or its text has become wider than `width`. */
LANE_INLINE encode_outcome encode_run(lane_encoder *e, unsigned width, encode_layout layout, escape_class stop) {
    const bool plain = layout != LAYOUT_FREE;
    const dumps_separators *const separators = e->context.call->separators;
    const encode_tail none = {0, 0}, item = encode_item_tail(separators, layout),
                      colon = encode_key_tail(separators, layout);
    uint8_t *p = e->cursor, *q = NULL;
    lane_frame *f = e->top, *pushed = NULL;
    PyObject *v = NULL, *leaf = NULL;
    PyObject *const *entry = NULL;
    PyObject *const *at, *const *end;
    lane_piece piece;
    bool at_key = false;
    encode_other other = OTHER_NONE;

    switch (e->resume) {
    case RESUME_AFTER_KEY: goto key_written;
    case RESUME_AFTER_VALUE: goto value_written;
    default: v = e->value;
    }

value:
    p = encode_room(e, p, 0);
    if (LANE_UNLIKELY(p == NULL))
        goto failed;
    other = OTHER_NONE;
    at = &v;
    if (LANE_UNLIKELY(!encode_scalars(e, &p, &at, at + 1, true, width, stop, none, &other)))
        goto no_scalar;

value_written:
    if (f->kind == FRAME_LIST) {
        p = encode_put_tail(p, 0, 0, item, width);
        goto list_items;
    }
    if (LANE_LIKELY(f->kind != FRAME_ROOT)) {
        if (f->kind == FRAME_VALUE)
            goto frame_end;
        p = encode_put_tail(p, 0, 0, item, width);
        entry = items_return(e, f);
        goto dict_items;
    }
    e->cursor = p;
    return RUN_DONE;

list_items:
    if (LANE_UNLIKELY(e->reread))
        list_reopen(f);
    at = f->entry;
    end = f->end;
list_next:
    while (at < end) {
        p = plain ? encode_room(e, p, 0) : encode_before_item(e, p, f, separators, width);
        if (LANE_UNLIKELY(p == NULL))
            goto failed;
        other = OTHER_NONE;
        if (LANE_LIKELY(encode_scalars(e, &p, &at, end, !plain, width, stop, item, &other)))
            continue;
        if (plain && leaf != NULL) { /* it takes a frame: from this item on, with one */
            f = encode_push_leaf(e, f, leaf, at);
            leaf = NULL;
            if (LANE_LIKELY(other != OTHER_NONE || e->stop == STOP_LATER))
                continue;
        }
        if (plain && other == OTHER_LIST && encode_allows_leaf(e, f)) {
            leaf = *at;
            f->entry = at + 1;
            e->leaf = true;
            at = PySequence_Fast_ITEMS(leaf);
            end = at + PySequence_Fast_GET_SIZE(leaf);
            p = encode_put_tail(p, 0, 0, (encode_tail){'[', 1}, width);
            if (at == end) /* closing takes a separator back */
                p = encode_put_tail(p, 0, 0, item, width);
            continue;
        }
        v = *at;
        f->entry = at + 1;
        goto no_scalar;
    }
    if (plain && leaf != NULL) {
        leaf = NULL;
        e->leaf = false;
        p = encode_put_tail(p - (size_t)item.length * width, ']', 1, item, width);
        at = f->entry;
        end = f->end;
        goto list_next;
    }
    goto container_end;

dict_items:
    while ((entry = items_get(e, f, entry)) != NULL) {
        if (!plain) {
            if (LANE_UNLIKELY(e->context.call->flags & DUMPS_SKIP_KEYS) && !lane_py_key_allowed(entry[0])) {
                entry += 2;
                continue;
            }
            p = encode_before_item(e, p, f, separators, width);
            if (LANE_UNLIKELY(p == NULL))
                goto failed;
        }
        if (LANE_UNLIKELY(!PyUnicode_CheckExact(entry[0])))
            goto odd_key;
        q = encode_str(e, p, entry[0], false, width, stop, colon);
        if (LANE_UNLIKELY(q == NULL)) {
            f->entry = entry;
            at_key = true;
            goto stopped;
        }
        p = q;
    after_key:
        if (!plain) {
            p = separators->arrangement == SEPARATORS_LINES
                    ? encode_put_tail(p, 0, 0, encode_words(&separators->key), width)
                    : encode_fixed(e, p, &separators->key, width);
            if (LANE_UNLIKELY(p == NULL))
                goto failed;
        }
        at = &entry[1];
        other = OTHER_NONE;
        if (LANE_UNLIKELY(!encode_scalars(e, &p, &at, at + 1, true, width, stop, item, &other))) {
            f->entry = entry;
            v = entry[1];
            goto no_scalar;
        }
        entry += 2;
    }

container_end:
    if (plain)
        p -= (size_t)item.length * width;
    if (LANE_UNLIKELY(f->streams)) {
        e->top = f;
        const int more = lane_py_frame_refill(e);
        if (more < 0)
            return RUN_FAILED;
        if (more > 0)
            goto value_written;
    }
    if (!plain)
        p = encode_before_close(e, p, f, width);
    if (LANE_LIKELY(p != NULL))
        p = encode_room(e, p, 0);
    if (LANE_UNLIKELY(p == NULL))
        goto failed;
    p = unit_put(p, f->kind == FRAME_LIST ? ']' : '}', width);
frame_end:
    if (LANE_UNLIKELY(f->releases)) {
        e->top = f;
        lane_py_frame_release(e);
    }
    e->top = --f;
    goto value_written;

no_scalar:
    if (width == 1 && other == OTHER_ANY && lane_py_is_short_type(&e->context, Py_TYPE(v))) {
        q = lane_py_type_text(&e->context, p + 1, v); /* the slack has room */
        if (LANE_LIKELY(q != NULL)) {
            p = encode_put_quotes(p, q);
            goto value_written;
        }
    }
    if (other == OTHER_ANY && lane_py_writes_containers(e))
        other = PyDict_Check(v) ? OTHER_DICT : PyList_Check(v) ? OTHER_LIST : OTHER_ANY;
    switch (other) {
    case OTHER_NONE: goto stopped;
    case OTHER_DICT:
        if (PyDict_GET_SIZE(v) == 0) {
            if (LANE_UNLIKELY(f == e->last) && !encode_allows_empty(e, f, v))
                return RUN_FAILED;
            p = unit_put_word(p, '{' | '}' << 8, 2, width);
            goto value_written;
        }
        encode_prefetch_siblings(f);
        pushed = encode_push(e, f, v, v, FRAME_DICT);
        if (LANE_UNLIKELY(pushed == NULL))
            return RUN_FAILED;
        f = pushed;
        goto dict_open;
    case OTHER_LIST:
        if (PySequence_Fast_GET_SIZE(v) == 0) {
            if (LANE_UNLIKELY(f == e->last) && !encode_allows_empty(e, f, v))
                return RUN_FAILED;
            p = unit_put_word(p, '[' | ']' << 8, 2, width);
            goto value_written;
        }
        pushed = encode_push(e, f, v, v, FRAME_LIST);
        if (LANE_UNLIKELY(pushed == NULL))
            return RUN_FAILED;
        f = pushed;
        list_open(f);
        p = unit_put(p, '[', width);
        if (!plain)
            e->level++;
        goto list_items;
    case OTHER_ANY: break;
    }

    if (PyUnicode_Check(v) && lane_py_writes_scalars(e)) {
        p = encode_str(e, p, v, false, width, stop, none);
        if (LANE_UNLIKELY(p == NULL))
            goto stopped;
        goto value_written;
    }
    if (width == 1 && PyLong_Check(v) && lane_py_writes_scalars(e) && (q = encode_odd_int(e, p, v)) != NULL) {
        p = q;
        goto value_written;
    }
    e->cursor = p;
    e->top = f;
    lane_py_piece(e, v, &piece);
    p = e->cursor;
    e->stop = STOP_FAILED;
    switch (piece.kind) {
    case PIECE_TEXT:
    case PIECE_RAW: q = encode_text(e, p, piece.text, piece.length, width); break;
    case PIECE_QUOTED: q = encode_quoted(e, p, piece.text, piece.length, width); break;
    case PIECE_ARRAY: q = encode_array(e, p, &piece.array); break;
    case PIECE_STR: q = encode_str(e, p, piece.object, false, width, stop, none); break;
    case PIECE_VALUE: pushed = encode_push(e, f, piece.object, v, FRAME_VALUE); break;
    case PIECE_LIST:
    case PIECE_CLOSE: pushed = encode_push(e, f, piece.object, v, FRAME_LIST); break;
    case PIECE_MEMBERS: pushed = encode_push(e, f, piece.object, v, FRAME_MEMBERS); break;
    case PIECE_TABLE: pushed = encode_push(e, f, piece.object, v, FRAME_TABLE); break;
    case PIECE_DICT: pushed = encode_push(e, f, piece.object, v, FRAME_DICT); break;
    default: return RUN_FAILED;
    }
    if (piece.kind <= PIECE_LAST_WRITTEN) {
        Py_XDECREF(piece.object);
        if (LANE_UNLIKELY(q == NULL))
            goto stopped;
        p = q;
        goto value_written;
    }
    if (LANE_UNLIKELY(pushed == NULL)) {
        lane_py_piece_release(e, &piece);
        return RUN_FAILED;
    }
    f = pushed;
    /* The frame takes over the piece's references. */
    f->owned = f->releases = true;
    f->by_default = piece.by_default;
    f->source = piece.source;
    f->streams = piece.source != NULL;
    f->key = NULL;
    v = piece.object;
    if (piece.kind == PIECE_VALUE)
        goto value;
    if (piece.kind == PIECE_LIST || piece.kind == PIECE_CLOSE) {
        list_open(f);
        if (piece.kind == PIECE_CLOSE) {
            f->begun = true;
            p = encode_put_tail(p, 0, 0, item, width); /* closing takes a separator back */
        } else if (f->entry == f->end) {
            p = unit_put_word(p, '[' | ']' << 8, 2, width);
            goto frame_end;
        } else {
            p = unit_put(p, '[', width);
        }
        if (!plain)
            e->level++;
        goto list_items;
    }
    if (piece.kind == PIECE_TABLE)
        encode_take_entries(f, &piece.entries);
    if (piece.kind == PIECE_TABLE  ? f->entry == f->end
        : piece.kind == PIECE_DICT ? PyDict_GET_SIZE(v) == 0
                                   : PySequence_Fast_GET_SIZE(v) == 0) {
        if (!plain && e->context.call->flags & DUMPS_SUBCLASSES) { /* the running json may break lines in it */
            p = unit_put(p, '{', width);
            e->level++;
            goto container_end;
        }
        p = unit_put_word(p, '{' | '}' << 8, 2, width);
        goto frame_end;
    }

dict_open: /* f is a new frame of a dict or of items that is not empty */
    p = unit_put(p, '{', width);
    if (!plain)
        e->level++;
    if (LANE_UNLIKELY(e->context.call->flags & (DUMPS_SORT_KEYS | DUMPS_NATIVE_KEYS)) && f->kind == FRAME_DICT) {
        e->cursor = p;
        e->top = f;
        if (LANE_UNLIKELY(!lane_py_prepare_members(e)))
            goto failed;
    }
    entry = items_open(e, f, 0);
    encode_prefetch_values(entry, f->end);
    goto dict_items;

odd_key:
    f->entry = entry;
    e->top = f;
    q = encode_odd_key(e, p, entry[0], width);
    if (LANE_UNLIKELY(q == NULL)) {
        at_key = true;
        goto stopped;
    }
    p = q;

key_written : { /* the key of the entry at hand */
    const Py_ssize_t place = lane_py_frame_place(f);
    entry = items_get(e, f, items_open(e, f, place));
    if (LANE_LIKELY(entry != NULL))
        f->entry = entry;
    if (LANE_UNLIKELY(entry == NULL || lane_py_frame_place(f) != place)) {
        lane_py_fail_changed();
        goto failed;
    }
    at_key = false;
    p = encode_put_tail(p, 0, 0, colon, width);
    goto after_key;
}

stopped:
    e->top = f;
    e->resume = at_key ? RESUME_AFTER_KEY : RESUME_AFTER_VALUE;
    return e->stop == STOP_WIDENED ? RUN_WIDENED : RUN_FAILED;

failed: /* not after a cold function that may have cut the stack */
    e->top = f;
    return RUN_FAILED;
}

/* The two kinds of text that are written most have instances that know their separators and their class. */
static LANE_NOINLINE encode_outcome encode_run_compact(lane_encoder *e) {
    return encode_run(e, 1, LAYOUT_COMPACT, ESCAPE_CONTROLS);
}
static LANE_NOINLINE encode_outcome encode_run_spaced(lane_encoder *e) {
    return encode_run(e, 1, LAYOUT_SPACED, ESCAPE_BEYOND_ASCII);
}
static LANE_NOINLINE encode_outcome encode_run_words_1(lane_encoder *e) {
    return encode_run(e, 1, LAYOUT_WORDS, encode_stops(e));
}
/* Separators of ASCII do not widen a text: it was a str that did, which does not happen where non-ASCII is escaped. */
static LANE_NOINLINE encode_outcome encode_run_words_2(lane_encoder *e) {
    return encode_run(e, 2, LAYOUT_WORDS, ESCAPE_CONTROLS);
}
static LANE_NOINLINE encode_outcome encode_run_words_4(lane_encoder *e) {
    return encode_run(e, 4, LAYOUT_WORDS, ESCAPE_CONTROLS);
}
static LANE_NOINLINE encode_outcome encode_run_free_1(lane_encoder *e) {
    return encode_run(e, 1, LAYOUT_FREE, encode_stops(e));
}
static LANE_NOINLINE encode_outcome encode_run_free_2(lane_encoder *e) {
    return encode_run(e, 2, LAYOUT_FREE, encode_stops(e));
}
static LANE_NOINLINE encode_outcome encode_run_free_4(lane_encoder *e) {
    return encode_run(e, 4, LAYOUT_FREE, encode_stops(e));
}

static bool encode_separates(const dumps_separators *separators, encode_layout layout) {
    return separators->item.word == encode_item_tail(separators, layout).word &&
           separators->key.word == encode_key_tail(separators, layout).word;
}

/* All in one line, with keys as they come. */
LANE_INLINE bool encode_is_plain(const lane_py_dumps *call) {
    return LANE_LIKELY(call->separators->arrangement == SEPARATORS_LINE && !(call->flags & DUMPS_SKIP_KEYS));
}

static LANE_NOINLINE encode_outcome encode_go_on(lane_encoder *e) {
    const unsigned width = e->out.width;
    if (!encode_is_plain(e->context.call))
        return width == 1 ? encode_run_free_1(e) : width == 2 ? encode_run_free_2(e) : encode_run_free_4(e);
    if (width != 1)
        return width == 2 ? encode_run_words_2(e) : encode_run_words_4(e);
    if (e->form != ENCODE_ASCII && encode_separates(e->context.call->separators, LAYOUT_COMPACT))
        return encode_run_compact(e);
    if (e->form == ENCODE_ASCII && encode_separates(e->context.call->separators, LAYOUT_SPACED))
        return encode_run_spaced(e);
    return encode_run_words_1(e);
}

/* -- a call -- */

/* Sets *e up for one. False with an exception set: nothing is to be released. */
LANE_INLINE bool encode_begin(lane_encoder *e, const lane_py_dumps *call) {
    lane_py_dumps_cache *cache = lane_py_dumps_cache_of(call->state);
    if (LANE_UNLIKELY(cache == NULL))
        return false;
    e->context = (lane_py_context){call, &cache->known, lane_py_own_frames_of};
    e->form = call->flags & LANE_ASCII ? ENCODE_ASCII : call->to_bytes ? ENCODE_UTF8 : ENCODE_UNITS;
    e->reread = LANE_PY_FREE_THREADED;
    e->exact_cycles = e->before_items = e->leaf = false;
    e->resume = RESUME_VALUE;
    e->stop = STOP_FAILED;
    e->level = 0;
    e->defaults = 0;
    e->gate = (format_gate){0, 0};
    e->value = call->object;
    e->frames = e->top = e->first;
    e->room = ENCODER_FRAMES;
    e->values = 0;
    e->owned = 0;
    e->first[0].kind = FRAME_ROOT;
    e->first[0].first = NULL;
    e->first[0].owned = e->first[0].releases = e->first[0].streams = false;
    lane_py_frames_set_last(e, 0);
    const Py_UCS4 most = call->to_bytes ? 0 : encode_is_plain(call) ? 0x7F : lane_py_separators_most(call->separators);
    e->cursor = lane_output_begin(&e->out, &cache->output, most);
    return e->cursor != NULL;
}

static PyObject *encode_document(lane_py_dumps *call) {
    lane_encoder e;
    encode_outcome outcome;
    if (LANE_UNLIKELY(!encode_begin(&e, call)))
        return NULL;
    do
        outcome = encode_go_on(&e);
    while (outcome == RUN_WIDENED);
    if (LANE_LIKELY(outcome == RUN_DONE) && call->newline)
        *e.cursor++ = '\n'; /* of bytes only; the slack has room */
    if (LANE_LIKELY(outcome == RUN_DONE && e.frames == e.first))
        return lane_output_copy(&e.out, e.cursor, &call->state->cache->images);
    return lane_py_encoder_end(&e, outcome == RUN_DONE);
}

#endif
