/* SPDX-License-Identifier: MIT */
/* Values that are not exact str, int, float, bool or None: opens containers, and writes or opens the pieces that
 * dumps/pieces.h returns for other objects. The invariants are those of scalars.h. */
#ifndef LANE_PY_ENGINE_PIECES_H
#define LANE_PY_ENGINE_PIECES_H

#include "frames.h"
#include "rows.h"
#include "scalars.h"
#include "separators.h"
#include "../dumps/members.h"
#include "../dumps/pieces.h"
#include "../types/types.h"

/* The next step of the loop. */
typedef enum {
    STEP_VALUE,     /* write `value` */
    STEP_NEXT,      /* a value has been written: continue with the top container */
    STEP_ITEMS,     /* write the items of the top list, from its current entry */
    STEP_MEMBERS,   /* write the members of the top dict, from `entry` */
    STEP_KEY,       /* a key has been written outside of STEP_MEMBERS: write its value */
    STEP_NONSCALAR, /* write `value`, which is not a scalar: see `other` */
    STEP_CLOSE,     /* close the top container */
    STEP_LEAVE,     /* pop the top frame */
    STEP_DONE,      /* the document is written */
    STEP_FULL,      /* a chunk is full; e->resume tells where to resume */
    STEP_STOPPED,   /* e->stop says why */
    STEP_FAILED,    /* with an exception set */
    STEP_CUT        /* failed in a cold function that may have unwound the stack: `frame` is stale */
} encode_step;

/* The loop's state, in registers: only inlined functions take its address. */
typedef struct {
    uint8_t *at;            /* the output cursor */
    lane_frame *frame;      /* the top frame */
    PyObject *value;        /* of STEP_VALUE and STEP_NONSCALAR */
    PyObject *const *entry; /* of STEP_MEMBERS */
    encode_other other;     /* of STEP_NONSCALAR */
    bool at_key;            /* of STEP_STOPPED: while writing a key */
} encode_state;

/* -- short text -- */

/* Adds the quotes to text of at most PIECE_TEXT_ROOM bytes, written at p + 1 after a check for room. */
LANE_INLINE uint8_t *encode_put_quotes(uint8_t *p, uint8_t *end) {
    static_assert(OUTPUT_SLACK >= 2 + PIECE_TEXT_ROOM + 16, "the slack holds quotes, the text and a separator");
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

/* Writes a key that is not an exact str, with its quotes. */
static LANE_NOINLINE uint8_t *encode_other_key(lane_encoder *e, uint8_t *p, PyObject *key, unsigned width) {
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

/* Finds the value of the current entry after its key has been written. Looks up the entry again: the key may have run
 * Python code. False with an exception set if the dict has changed. Without the GIL the value is held. */
LANE_INLINE bool encode_find_value(lane_encoder *e, encode_state *s) {
    lane_frame *const f = s->frame;
#if LANE_PY_FREE_THREADED
    if (f->kind == FRAME_DICT) {
        s->value = e->held[1];
        return true;
    }
#endif
    const Py_ssize_t place = lane_py_frame_place(f);
    PyObject *const *const entry = items_get(e, f, items_open(e, f, place));
    if (LANE_LIKELY(entry != NULL))
        f->entry = entry;
    if (LANE_UNLIKELY(entry == NULL || lane_py_frame_place(f) != place)) {
        lane_py_fail_changed();
        return false;
    }
    s->value = entry[1];
    return true;
}

/* -- containers -- */

/* Writes an empty container, which gets no frame. */
LANE_INLINE encode_step encode_empty(lane_encoder *e, encode_state *s, uint64_t brackets, unsigned width) {
    if (LANE_UNLIKELY(s->frame == e->last) && !encode_allows_empty(e, s->frame, s->value))
        return STEP_CUT;
    s->at = unit_put_word(s->at, brackets, 2, width);
    return STEP_NEXT;
}

LANE_INLINE bool encode_open(lane_encoder *e, encode_state *s, PyObject *object, frame_kind kind) {
    lane_frame *const f = encode_push(e, s->frame, object, s->value, kind);
    if (LANE_UNLIKELY(f == NULL))
        return false;
    s->frame = f;
    return true;
}

/* Writes the opening bracket of a list. */
LANE_INLINE encode_step encode_open_items(lane_encoder *e, encode_state *s, bool plain, unsigned width) {
    s->at = unit_put(s->at, '[', width);
    encode_note_begin(e, s->frame, s->at, width);
    if (!plain)
        e->level++;
    return STEP_ITEMS;
}

/* Writes the opening brace of a dict that is not empty and whose frame is new. */
LANE_INLINE encode_step encode_open_members(lane_encoder *e, encode_state *s, bool plain, unsigned width) {
    lane_frame *const f = s->frame;
    s->at = unit_put(s->at, '{', width);
    encode_note_begin(e, f, s->at, width);
    if (!plain)
        e->level++;
    if (LANE_UNLIKELY(e->context.call->flags & (DUMPS_SORT_KEYS | DUMPS_NATIVE_KEYS)) && f->kind == FRAME_DICT) {
        e->cursor = s->at;
        e->top = f;
        if (LANE_UNLIKELY(!lane_py_prepare_members(e)))
            return STEP_FAILED;
    }
    s->entry = items_open(e, f, 0);
    encode_prefetch_values(s->entry, f->end);
    return STEP_MEMBERS;
}

/* -- pieces -- */

/* Opens a piece in the new top frame, which takes over the piece's references. */
LANE_INLINE encode_step encode_open_piece(lane_encoder *e, encode_state *s, const lane_piece *piece, bool plain,
                                          encode_tail item, unsigned width) {
    lane_frame *const f = s->frame;
    bool empty;
    f->owned = f->releases = true;
    f->by_default = piece->by_default;
    f->source = piece->source;
    f->streams = piece->source != NULL;
    f->key = NULL;
    s->value = piece->object;
    switch (piece->kind) {
    case PIECE_VALUE: return STEP_VALUE;
    case PIECE_CLOSE: /* closing removes a separator */
        list_begin(f);
        f->begun = true;
        encode_note_begin(e, f, s->at, width);
        s->at = encode_put_tail(s->at, 0, 0, item, width);
        if (!plain)
            e->level++;
        return STEP_ITEMS;
    case PIECE_LIST:
        list_begin(f);
        if (PySequence_Fast_GET_SIZE(piece->object) != 0)
            return encode_open_items(e, s, plain, width);
        s->at = unit_put_word(s->at, '[' | ']' << 8, 2, width);
        return STEP_LEAVE;
    case PIECE_TABLE:
        encode_take_entries(f, &piece->entries);
        empty = f->entry == f->end;
        break;
    case PIECE_DICT: empty = PyDict_GET_SIZE(piece->object) == 0; break;
    default: empty = PySequence_Fast_GET_SIZE(piece->object) == 0; break;
    }
    if (!empty)
        return encode_open_members(e, s, plain, width);
    if (!plain && e->context.call->flags & DUMPS_SUBCLASSES) { /* the running json may break lines in an empty object */
        s->at = unit_put(s->at, '{', width);
        e->level++;
        return STEP_CLOSE;
    }
    s->at = unit_put_word(s->at, '{' | '}' << 8, 2, width);
    return STEP_LEAVE;
}

/* Gets the piece for s->value; writes or opens it. */
LANE_INLINE encode_step encode_piece(lane_encoder *e, encode_state *s, bool plain, encode_tail item, unsigned width,
                                     escape_class stop) {
    const encode_tail none = {0, 0};
    lane_piece piece;
    uint8_t *end = NULL;
    bool opened = false;
    e->cursor = s->at;
    e->top = s->frame;
    const bool is_number = PyLong_Check(s->value) || PyFloat_Check(s->value);
    lane_py_piece(e, s->value, &piece);
    s->at = e->cursor;
    e->stop = STOP_FAILED;
    switch (piece.kind) {
    case PIECE_TEXT:
    case PIECE_RAW: end = encode_text(e, s->at, piece.text, piece.length, width); break;
    case PIECE_QUOTED: end = encode_quoted(e, s->at, piece.text, piece.length, width); break;
    case PIECE_ARRAY: end = encode_array(e, s->at, &piece.array); break;
    case PIECE_STR: end = encode_str(e, s->at, piece.object, false, width, stop, none); break;
    case PIECE_VALUE: opened = encode_open(e, s, piece.object, FRAME_VALUE); break;
    case PIECE_LIST:
    case PIECE_CLOSE: opened = encode_open(e, s, piece.object, FRAME_LIST); break;
    case PIECE_MEMBERS: opened = encode_open(e, s, piece.object, FRAME_MEMBERS); break;
    case PIECE_TABLE: opened = encode_open(e, s, piece.object, FRAME_TABLE); break;
    case PIECE_DICT: opened = encode_open(e, s, piece.object, FRAME_DICT); break;
    default: e->unbegun = is_number && s->frame->kind == FRAME_LIST; return STEP_CUT;
    }
    if (piece.kind <= PIECE_LAST_WRITTEN) {
        Py_XDECREF(piece.object);
        if (LANE_UNLIKELY(end == NULL))
            return STEP_STOPPED;
        s->at = end;
        return STEP_NEXT;
    }
    if (LANE_UNLIKELY(!opened)) {
        lane_py_piece_release(e, &piece);
        return STEP_CUT;
    }
    return encode_open_piece(e, s, &piece, plain, item, width);
}

/* Writes or opens s->value, which is not a scalar; s->other is its type. */
LANE_INLINE encode_step encode_nonscalar(lane_encoder *e, encode_state *s, bool plain, encode_tail item, unsigned width,
                                         escape_class stop) {
    const encode_tail none = {0, 0};
    PyObject *const v = s->value;
    uint8_t *end;
    if (width == 1 && s->other == OTHER_ANY && lane_py_is_short_type(&e->context, Py_TYPE(v))) {
        end = lane_py_type_text(&e->context, s->at + 1, v); /* the slack is room enough */
        if (LANE_LIKELY(end != NULL)) {
            s->at = encode_put_quotes(s->at, end);
            return STEP_NEXT;
        }
    }
    if (s->other == OTHER_ANY && lane_py_writes_containers(e))
        s->other = PyDict_Check(v) ? OTHER_DICT : PyList_Check(v) ? OTHER_LIST : OTHER_ANY;
    switch (s->other) {
    case OTHER_NONE: e->unbegun = s->frame->kind == FRAME_LIST && !PyUnicode_CheckExact(v); return STEP_STOPPED;
    case OTHER_DICT:
        if (PyDict_GET_SIZE(v) == 0)
            return encode_empty(e, s, '{' | '}' << 8, width);
        encode_prefetch_siblings(s->frame);
        if (LANE_UNLIKELY(!encode_open(e, s, v, FRAME_DICT)))
            return STEP_CUT;
        encode_own(s->frame);
        return encode_open_members(e, s, plain, width);
    case OTHER_LIST:
        if (PySequence_Fast_GET_SIZE(v) == 0)
            return encode_empty(e, s, '[' | ']' << 8, width);
        if (LANE_UNLIKELY(!encode_open(e, s, v, FRAME_LIST)))
            return STEP_CUT;
        encode_own(s->frame);
        list_begin(s->frame);
        return encode_open_items(e, s, plain, width);
    case OTHER_ANY: break;
    }
    if (PyUnicode_Check(v) && lane_py_writes_scalars(e)) {
        end = encode_str(e, s->at, v, false, width, stop, none);
        if (LANE_UNLIKELY(end == NULL))
            return STEP_STOPPED;
        s->at = end;
        return STEP_NEXT;
    }
    if (width == 1 && PyLong_Check(v) && lane_py_writes_scalars(e) &&
        (end = encode_int_subclass(e, s->at, v)) != NULL) {
        s->at = end;
        return STEP_NEXT;
    }
    return encode_piece(e, s, plain, item, width, stop);
}

#endif
