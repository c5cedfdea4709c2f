/* SPDX-License-Identifier: MIT */
/* The frames of containers that are being written: how they are pushed, and what they go over. The invariants are those
 * of encoder.h. */
#ifndef LANE_PY_FRAMES_H
#define LANE_PY_FRAMES_H

#include "../cpython/pyinternals.h"
#include "../dumps/stack.h"

#include "../../src/base/techniques.h"

/* The items of a FRAME_LIST, from the first one on. */
LANE_INLINE void list_open(lane_frame *f) {
    f->first = f->entry = PySequence_Fast_ITEMS(f->object);
    f->end = f->first + PySequence_Fast_GET_SIZE(f->object);
}

/* The same from the next item on. */
static LANE_NOINLINE void list_reopen(lane_frame *f) {
    const ptrdiff_t next = lane_py_frame_item(f);
    list_open(f);
    f->entry = next < f->end - f->first ? f->first + next : f->end;
}

/* The entry at the place `at` of a FRAME_DICT or FRAME_MEMBERS, whose table is looked up; that of a FRAME_TABLE stays
 * where it is. Tables of keys of any type, with their hashes in between, are left to PyDict_Next. */
LANE_INLINE PyObject *const *items_open(lane_encoder *e, lane_frame *f, Py_ssize_t at) {
    internals_table table;
    if (f->kind == FRAME_DICT)
        table = LANE_HAS_DICT_TABLES ? internals_dict_table(f->object) : (internals_table){NULL, 0, 0};
    else if (f->kind == FRAME_MEMBERS)
        table = (internals_table){(const char *)PySequence_Fast_ITEMS(f->object), 2 * sizeof(PyObject *),
                                  PySequence_Fast_GET_SIZE(f->object) / 2};
    else
        return f->entry;
    if (LANE_LIKELY(table.first != NULL && table.stride == 2 * sizeof(PyObject *))) {
        f->first = (PyObject *const *)table.first;
        f->end = f->first + 2 * table.count;
        return f->entry = f->first + 2 * (at < table.count ? at : table.count);
    }
    e->after = at;
    f->first = NULL;
    return f->end = e->pair;
}

static LANE_NOINLINE PyObject *const *items_next(lane_encoder *e, lane_frame *f) {
    f->at = e->after;
    if (!PyDict_Next(f->object, &e->after, &e->pair[0], &e->pair[1]))
        return NULL;
    f->after = e->after;
    f->end = e->pair + 2;
    return e->pair;
}

/* The entry at hand, or the next one if there is none at it; NULL if there are no more. */
LANE_INLINE PyObject *const *items_get(lane_encoder *e, lane_frame *f, PyObject *const *entry) {
    for (; entry != f->end; entry += 2) {
        if (LANE_LIKELY(entry[1] != NULL))
            return entry;
    }
    return LANE_LIKELY(f->first != NULL) ? NULL : items_next(e, f);
}

static LANE_NOINLINE PyObject *const *items_reopen(lane_encoder *e, lane_frame *f) {
    return items_open(e, f, f->first != NULL ? lane_py_frame_place(f) + 1 : f->after);
}

/* Behind the entry at which the frame was left, whatever has become of it. */
LANE_INLINE PyObject *const *items_return(lane_encoder *e, lane_frame *f) {
    return LANE_LIKELY(f->first != NULL && (!e->reread || f->kind == FRAME_TABLE)) ? f->entry + 2 : items_reopen(e, f);
}

LANE_INLINE lane_frame *encode_push(lane_encoder *e, lane_frame *f, PyObject *object, PyObject *subject,
                                    frame_kind kind) {
    bool releases = false;
    if (LANE_UNLIKELY(f == e->last || e->exact_cycles)) {
        e->top = f;
        f = lane_py_frame_checked(e, subject, kind, &releases);
        if (f == NULL)
            return NULL;
    } else {
        f++;
    }
    f->object = object;
    f->subject = subject;
    f->at = kind == FRAME_DICT ? -1 : 0;
    f->first = NULL;
    f->kind = (uint8_t)kind;
    f->owned = false;
    f->releases = releases;
    f->begun = false;
    f->by_default = false;
    f->streams = false;
    e->top = f; /* kept right at all times: a scalar that is refused runs Python code to say why */
    return f;
}

/* Whether an empty container, which gets no frame, may stand above f, the last frame there is. */
static LANE_NOINLINE bool encode_allows_empty(lane_encoder *e, lane_frame *f, const PyObject *empty) {
    e->top = f;
    return lane_py_depth_allows(e, empty, FRAME_LIST);
}

/* Objects that nobody has looked at for a while come from memory one after the other, each after the pointer to it:
 * three waits a dict, for its head, its table and its first value. So these are asked for before they are needed, where
 * something else is to be written meanwhile. An object or two ahead within a container gains nothing: the processor
 * looks that far by itself. */
#define ENCODE_PREFETCH_MOST 16

/* The values of a dict that has just been opened: two lines of each, the second for a str. */
LANE_INLINE void encode_prefetch_values(PyObject *const *entry, PyObject *const *end) {
    if (!LANE_HAS_PREFETCH)
        return;
    for (unsigned i = 0; i < ENCODE_PREFETCH_MOST && entry < end; i++, entry += 2) {
        LANE_PREFETCH(entry[1]);
        LANE_PREFETCH((const char *)entry[1] + 64);
    }
}

/* What follows a dict in its container: the table of the next one, and in a list the head of the one after that. */
LANE_INLINE void encode_prefetch_siblings(const lane_frame *f) {
    PyObject *next = NULL;
    if (!LANE_HAS_PREFETCH || f->first == NULL)
        return;
    if (f->kind != FRAME_LIST) {
        next = f->end - f->entry > 2 ? f->entry[3] : NULL;
    } else if (f->end - f->entry > 1) {
        LANE_PREFETCH(f->entry[1]);
        next = f->entry[0];
    }
    if (next != NULL && PyDict_CheckExact(next))
        internals_dict_prefetch(next);
}

/* Most lists within lists hold scalars alone. Such a leaf needs no frame, as long as nothing in it may fail or run
 * Python code; it gets one where something may. */
LANE_INLINE bool encode_allows_leaf(const lane_encoder *e, const lane_frame *f) {
    return LANE_LIKELY(!e->reread && !e->exact_cycles && f != e->last);
}

/* The frame of a leaf above f; `at` is its next item. */
static LANE_NOINLINE lane_frame *encode_push_leaf(lane_encoder *e, lane_frame *f, PyObject *leaf, PyObject *const *at) {
    e->leaf = false;
    f = encode_push(e, f, leaf, leaf, FRAME_LIST); /* there is room for it */
    list_open(f);
    f->entry = at;
    return f;
}

/* Makes entries the table of a frame. */
LANE_INLINE void encode_take_entries(lane_frame *f, const lane_entries *entries) {
    f->first = f->entry = entries->first;
    f->end = entries->end;
}

#endif
