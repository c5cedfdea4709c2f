/* SPDX-License-Identifier: MIT */
/* The hot part of dumps: writes exact list, tuple and dict, with the scalars of scalars.h in them.
 *
 * One loop over an explicit stack, instantiated for 1, 2 and 4 bytes a unit and for kinds of layout. When a str needs
 * wider units than the output has, the output is widened and the loop continues in the wider instance, with all of its
 * state in the encoder. The invariants are those of scalars.h. */
#ifndef LANE_PY_ENCODE_H
#define LANE_PY_ENCODE_H

#include "pieces.h"
#include "../dumps/cache.h"
#include "../dumps/finish.h"

/* -- the loop -- */

/* Returns whether the loop of a layout can stop for a chunk: it then checks the output's mark. */
LANE_INLINE bool encode_may_stop(encode_layout layout) {
    return layout == LAYOUT_CHUNKS || layout == LAYOUT_FREE;
}

/* Returns whether the loop stops before an item or a key because the text is past the mark. It does not stop before the
 * first item of a container: the container may be empty when the loop resumes, which would then remove the text before
 * as a separator. */
static LANE_NOINLINE bool encode_is_full(const lane_encoder *e, const uint8_t *p, unsigned width) {
    if (!e->out.in_chunks || p - e->out.start < OUTPUT_SCRATCH / 2)
        return false;
    const uint32_t last = unit_get(p - width, width);
    return last != '[' && last != '{';
}

/* Writes the items of the top list. Lists of scalars in it are leaves, without a frame. */
LANE_INLINE encode_step encode_items(lane_encoder *e, encode_state *s, encode_layout layout, unsigned width,
                                     escape_class stop) {
    const bool plain = layout != LAYOUT_FREE;
    const dumps_separators *const separators = e->context.call->separators;
    const encode_tail item = encode_item_tail(separators, layout);
    PyObject *leaf = NULL;
    encode_lock(e, s->frame);
    if (LANE_UNLIKELY(e->reread))
        list_reopen(s->frame);
    PyObject *const *at = s->frame->entry, *const *end = s->frame->end;
    for (;;) {
        while (at < end) {
            if (encode_may_stop(layout) && LANE_UNLIKELY(s->at > e->out.mark) && encode_is_full(e, s->at, width)) {
                if (leaf != NULL)
                    s->frame = encode_push_leaf(e, s->frame, leaf, at);
                else
                    s->frame->entry = at;
                e->resume = RESUME_ITEMS;
                return STEP_FULL;
            }
            s->at = plain ? encode_room(e, s->at, 0) : encode_before_item(e, s->at, s->frame, separators, width);
            if (LANE_UNLIKELY(s->at == NULL))
                return STEP_FAILED;
            s->other = OTHER_NONE;
            if (LANE_LIKELY(encode_scalars(e, &s->at, &at, end, !plain, width, stop, item, &s->other)))
                continue;
            if (plain && leaf != NULL) { /* the leaf needs a frame: push it, continue at this item */
                s->frame = encode_push_leaf(e, s->frame, leaf, at);
                leaf = NULL;
                if (LANE_LIKELY(s->other != OTHER_NONE || e->stop == STOP_LATER))
                    continue;
            }
            if (plain && s->other == OTHER_LIST && encode_allows_leaf(e, s->frame)) {
                leaf = *at;
                s->frame->entry = at + 1;
                e->leaf = true;
                at = PySequence_Fast_ITEMS(leaf);
                end = at + PySequence_Fast_GET_SIZE(leaf);
                s->at = encode_put_tail(s->at, 0, 0, (encode_tail){'[', 1}, width);
                if (at == end) /* closing removes a separator */
                    s->at = encode_put_tail(s->at, 0, 0, item, width);
                continue;
            }
            s->value = *at;
            s->frame->entry = at + 1;
            encode_hold(e, s->value, NULL);
            return STEP_NONSCALAR;
        }
        if (!plain || leaf == NULL)
            return STEP_CLOSE;
        leaf = NULL;
        e->leaf = false;
        s->at = encode_put_tail(s->at - (size_t)item.length * width, ']', 1, item, width);
        at = s->frame->entry;
        end = s->frame->end;
    }
}

/* Writes the text between a key and its value in the free layout. */
LANE_INLINE bool encode_after_key(lane_encoder *e, encode_state *s, unsigned width) {
    const dumps_separators *const separators = e->context.call->separators;
    s->at = separators->arrangement == SEPARATORS_LINES
                ? encode_put_tail(s->at, 0, 0, encode_words(&separators->key), width)
                : encode_fixed(e, s->at, &separators->key, width);
    return LANE_LIKELY(s->at != NULL);
}

/* Writes the members of the top dict, from s->entry on. */
LANE_INLINE encode_step encode_members(lane_encoder *e, encode_state *s, encode_layout layout, unsigned width,
                                       escape_class stop) {
    const bool plain = layout != LAYOUT_FREE;
    const dumps_separators *const separators = e->context.call->separators;
    const encode_tail item = encode_item_tail(separators, layout), colon = encode_key_tail(separators, layout);
    lane_frame *const f = s->frame;
    PyObject *const *entry = s->entry;
    encode_lock(e, f);
    for (; (entry = items_get(e, f, entry)) != NULL; entry += 2) {
        if (encode_may_stop(layout) && LANE_UNLIKELY(s->at > e->out.mark) && encode_is_full(e, s->at, width)) {
            f->entry = entry;
            e->resume = RESUME_ENTRY;
            return STEP_FULL;
        }
        if (!plain) {
            if (LANE_UNLIKELY(e->context.call->flags & DUMPS_SKIP_KEYS) && !lane_py_key_allowed(entry[0]))
                continue;
            s->at = encode_before_item(e, s->at, f, separators, width);
            if (LANE_UNLIKELY(s->at == NULL))
                return STEP_FAILED;
        }
        const bool exact = LANE_LIKELY(PyUnicode_CheckExact(entry[0]));
        if (!exact) {
            f->entry = entry;
            e->top = f;
            encode_hold(e, entry[0], entry[1]);
        }
        uint8_t *const end = exact ? encode_str(e, s->at, entry[0], false, width, stop, colon)
                                   : encode_other_key(e, s->at, entry[0], width);
        if (LANE_UNLIKELY(end == NULL)) {
            f->entry = entry;
            s->at_key = true;
            if (exact)
                encode_hold(e, entry[0], entry[1]);
            return STEP_STOPPED;
        }
        s->at = end;
        if (LANE_UNLIKELY(!exact))
            return STEP_KEY;
        if (!plain && !encode_after_key(e, s, width))
            return STEP_FAILED;
        PyObject *const *at = &entry[1];
        s->other = OTHER_NONE;
        if (LANE_UNLIKELY(!encode_scalars(e, &s->at, &at, at + 1, true, width, stop, item, &s->other))) {
            f->entry = entry;
            s->value = entry[1];
            encode_hold(e, s->value, NULL);
            return STEP_NONSCALAR;
        }
    }
    return STEP_CLOSE;
}

/* Continues with the value of a key that has been written. */
LANE_INLINE encode_step encode_key_value(lane_encoder *e, encode_state *s, bool plain, encode_tail colon,
                                         unsigned width) {
    if (LANE_UNLIKELY(!encode_find_value(e, s)))
        return STEP_FAILED;
    s->at = encode_put_tail(s->at, 0, 0, colon, width);
    return plain || encode_after_key(e, s, width) ? STEP_VALUE : STEP_FAILED;
}

/* Writes s->value if it is a scalar. */
LANE_INLINE encode_step encode_value(lane_encoder *e, encode_state *s, unsigned width, escape_class stop) {
    const encode_tail none = {0, 0};
    PyObject *const *at = &s->value;
    s->at = encode_room(e, s->at, 0);
    if (LANE_UNLIKELY(s->at == NULL))
        return STEP_FAILED;
    s->other = OTHER_NONE;
    return LANE_LIKELY(encode_scalars(e, &s->at, &at, at + 1, true, width, stop, none, &s->other)) ? STEP_NEXT
                                                                                                   : STEP_NONSCALAR;
}

/* Continues with the top container after one of its values. */
LANE_INLINE encode_step encode_next(lane_encoder *e, encode_state *s, encode_tail item, unsigned width) {
    if (s->frame->kind == FRAME_LIST) {
        s->at = encode_put_tail(s->at, 0, 0, item, width);
        return STEP_ITEMS;
    }
    if (LANE_UNLIKELY(s->frame->kind == FRAME_ROOT))
        return STEP_DONE;
    if (s->frame->kind == FRAME_VALUE)
        return STEP_LEAVE;
    s->at = encode_put_tail(s->at, 0, 0, item, width);
    s->entry = items_return(e, s->frame);
    return STEP_MEMBERS;
}

/* Writes the closing bracket of the top container, or refills the container. */
LANE_INLINE encode_step encode_close(lane_encoder *e, encode_state *s, bool plain, encode_tail item, unsigned width) {
    encode_unlock(e);
    if (plain && !encode_is_at_begin(e, s->frame, s->at, width))
        s->at -= (size_t)item.length * width;
    if (LANE_UNLIKELY(s->frame->streams)) {
        e->top = s->frame;
        const int more = lane_py_frame_refill(e);
        if (more != 0)
            return more < 0 ? STEP_CUT : STEP_NEXT;
    }
    if (!plain)
        s->at = encode_before_close(e, s->at, s->frame, width);
    if (LANE_LIKELY(s->at != NULL))
        s->at = encode_room(e, s->at, 0);
    if (LANE_UNLIKELY(s->at == NULL))
        return STEP_FAILED;
    s->at = unit_put(s->at, s->frame->kind == FRAME_LIST ? ']' : '}', width);
    return STEP_LEAVE;
}

/* Pops the top frame. */
LANE_INLINE encode_step encode_leave(lane_encoder *e, encode_state *s) {
    if (LANE_UNLIKELY(s->frame->releases)) {
        e->top = s->frame;
        lane_py_frame_release(e);
    }
    e->top = --s->frame;
    return STEP_NEXT;
}

/* Jumps to a step. Its own switch after each step: most steps return constants, known when inlined. */
#define ENCODE_GO(step)                  \
    switch (step) {                      \
    case STEP_VALUE: goto value;         \
    case STEP_NEXT: goto next;           \
    case STEP_ITEMS: goto items;         \
    case STEP_MEMBERS: goto members;     \
    case STEP_KEY: goto key;             \
    case STEP_NONSCALAR: goto nonscalar; \
    case STEP_CLOSE: goto close;         \
    case STEP_LEAVE: goto leave;         \
    case STEP_DONE: goto done;           \
    case STEP_FULL: goto full;           \
    case STEP_STOPPED: goto stopped;     \
    case STEP_FAILED: goto failed;       \
    case STEP_CUT: goto cut;             \
    }

/* Writes until the document is complete, fails, needs units wider than `width`, or a chunk is full. */
LANE_INLINE encode_outcome encode_run(lane_encoder *e, unsigned width, encode_layout layout, escape_class stop) {
    const bool plain = layout != LAYOUT_FREE;
    const encode_tail item = encode_item_tail(e->context.call->separators, layout);
    const encode_tail colon = encode_key_tail(e->context.call->separators, layout);
    encode_state s = {.at = e->cursor, .frame = e->top, .value = e->value, .other = OTHER_NONE};
    switch (e->resume) {
    case RESUME_AFTER_KEY: goto key;
    case RESUME_AFTER_VALUE: goto next;
    case RESUME_ITEMS: goto items;
    case RESUME_ENTRY: s.entry = items_open(e, s.frame, lane_py_frame_place(s.frame)); goto members;
    default: goto value;
    }
value:
    ENCODE_GO(encode_value(e, &s, width, stop));
next:
    ENCODE_GO(encode_next(e, &s, item, width));
items:
    ENCODE_GO(encode_items(e, &s, layout, width, stop));
members:
    ENCODE_GO(encode_members(e, &s, layout, width, stop));
key:
    ENCODE_GO(encode_key_value(e, &s, plain, colon, width));
nonscalar:
    ENCODE_GO(encode_nonscalar(e, &s, plain, item, width, stop));
close:
    ENCODE_GO(encode_close(e, &s, plain, item, width));
leave:
    ENCODE_GO(encode_leave(e, &s));
done:
    e->cursor = s.at;
    return RUN_DONE;
full:
    encode_unlock(e);
    e->top = s.frame;
    e->cursor = s.at;
    return RUN_FULL;
stopped:
    encode_unlock(e);
    e->resume = s.at_key ? RESUME_AFTER_KEY : RESUME_AFTER_VALUE;
    if (e->stop == STOP_WIDENED) {
        e->top = s.frame;
        return RUN_WIDENED;
    }
failed:
    encode_unlock(e);
    e->top = s.frame;
cut:
    if (encode_may_stop(layout)) /* a chunk that failed has text; elsewhere it would cost a register */
        e->cursor = s.at;
    return RUN_FAILED;
}

/* The two most frequent formats have instances with constant separators and escape class. */
static LANE_NOINLINE encode_outcome encode_run_compact(lane_encoder *e) {
    return encode_run(e, 1, LAYOUT_COMPACT, ESCAPE_CONTROLS);
}
static LANE_NOINLINE encode_outcome encode_run_spaced(lane_encoder *e) {
    return encode_run(e, 1, LAYOUT_SPACED, ESCAPE_BEYOND_ASCII);
}
static LANE_NOINLINE encode_outcome encode_run_words_1(lane_encoder *e) {
    return encode_run(e, 1, LAYOUT_WORDS, encode_stops(e));
}
/* ASCII separators do not widen the output: a str did, so non-ASCII is not escaped. */
static LANE_NOINLINE encode_outcome encode_run_words_2(lane_encoder *e) {
    return encode_run(e, 2, LAYOUT_WORDS, ESCAPE_CONTROLS);
}
static LANE_NOINLINE encode_outcome encode_run_words_4(lane_encoder *e) {
    return encode_run(e, 4, LAYOUT_WORDS, ESCAPE_CONTROLS);
}
static LANE_NOINLINE encode_outcome encode_run_chunks_1(lane_encoder *e) {
    return encode_run(e, 1, LAYOUT_CHUNKS, encode_stops(e));
}
static LANE_NOINLINE encode_outcome encode_run_chunks_2(lane_encoder *e) {
    return encode_run(e, 2, LAYOUT_CHUNKS, ESCAPE_CONTROLS);
}
static LANE_NOINLINE encode_outcome encode_run_chunks_4(lane_encoder *e) {
    return encode_run(e, 4, LAYOUT_CHUNKS, ESCAPE_CONTROLS);
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

static LANE_NOINLINE encode_outcome encode_go_on(lane_encoder *e) {
    const unsigned width = e->out.width;
    if (!lane_py_is_plain(e->context.call))
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

/* Initialises *e for a call. False with an exception set: there is nothing to release. */
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
    encode_locks_init(e);
    e->cursor = lane_output_begin(&e->out, &cache->output, lane_py_text_most(call));
    return e->cursor != NULL;
}

/* lane_py_engine.begin and go_on. */
static bool encode_begin_chunks(lane_encoder *e, const lane_py_dumps *call) {
    return encode_begin(e, call);
}

static int encode_go_on_chunks(lane_encoder *e) {
    const bool plain = lane_py_is_plain(e->context.call);
    encode_outcome outcome;
    e->unbegun = false;
    do {
        const unsigned width = e->out.width;
        outcome = !plain       ? encode_go_on(e)
                  : width == 1 ? encode_run_chunks_1(e)
                  : width == 2 ? encode_run_chunks_2(e)
                               : encode_run_chunks_4(e);
    } while (outcome == RUN_WIDENED);
    return (int)outcome;
}

/* lane_py_engine.dumps. */
static PyObject *encode_document(lane_py_dumps *call) {
    lane_encoder e;
    encode_outcome outcome;
    if (LANE_UNLIKELY(!encode_begin(&e, call)))
        return NULL;
    do
        outcome = encode_go_on(&e);
    while (outcome == RUN_WIDENED);
    encode_locks_end(&e);
    if (LANE_LIKELY(outcome == RUN_DONE) && call->newline)
        *e.cursor++ = '\n'; /* only in bytes; the slack is room enough */
    if (LANE_LIKELY(outcome == RUN_DONE && e.frames == e.first))
        return lane_output_copy(&e.out, e.cursor, lane_py_images_of(call->state));
    return lane_py_encoder_end(&e, outcome == RUN_DONE);
}

#endif
