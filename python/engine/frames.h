/* SPDX-License-Identifier: MIT */
/* Frames of open containers: pushes them and walks their entries. The invariants are those of encoder.h. */
#ifndef LANE_PY_FRAMES_H
#define LANE_PY_FRAMES_H

#include "../cpython/pyinternals.h"
#include "../dumps/stack.h"

#include "../../src/base/techniques.h"

/* -- the lock of the container whose items are read, for builds without the GIL -- */

#if LANE_PY_FREE_THREADED

LANE_INLINE void encode_locks_init(lane_encoder *e) {
    e->locked = false;
    e->held[0] = e->held[1] = NULL;
}

LANE_INLINE void encode_lock(lane_encoder *e, const lane_frame *f) {
    pycompat_section_begin(&e->section, f->object);
    e->locked = true;
}

LANE_INLINE void encode_unlock(lane_encoder *e) {
    if (e->locked)
        pycompat_section_end(&e->section);
    e->locked = false;
}

/* Unlocks, with references to an item, or to a key and its value. Drops those that were held before, which may run
 * Python code. */
static LANE_NOINLINE void encode_hold(lane_encoder *e, PyObject *first, PyObject *second) {
    PyObject *const old[] = {e->held[0], e->held[1]};
    e->held[0] = Py_NewRef(first);
    e->held[1] = Py_XNewRef(second);
    encode_unlock(e);
    Py_XDECREF(old[0]);
    Py_XDECREF(old[1]);
}

LANE_INLINE void encode_locks_end(lane_encoder *e) {
    Py_CLEAR(e->held[0]);
    Py_CLEAR(e->held[1]);
}

/* Makes a new frame own its references. */
LANE_INLINE void encode_own(lane_frame *f) {
    Py_INCREF(f->object);
    Py_INCREF(f->subject);
    f->owned = f->releases = true;
    f->key = NULL;
}

/* Records the position of a frame's first item. A container may become empty before it is locked. */
LANE_INLINE void encode_note_begin(const lane_encoder *e, lane_frame *f, const uint8_t *p, unsigned width) {
    f->begin = (size_t)(p - e->out.start) / width;
}

LANE_INLINE bool encode_is_at_begin(const lane_encoder *e, const lane_frame *f, const uint8_t *p, unsigned width) {
    return (size_t)(p - e->out.start) / width == f->begin;
}

#else

LANE_INLINE void encode_locks_init(lane_encoder *e) {
    (void)e;
}

LANE_INLINE void encode_lock(lane_encoder *e, const lane_frame *f) {
    (void)e, (void)f;
}

LANE_INLINE void encode_unlock(lane_encoder *e) {
    (void)e;
}

LANE_INLINE void encode_hold(lane_encoder *e, PyObject *first, PyObject *second) {
    (void)e, (void)first, (void)second;
}

LANE_INLINE void encode_locks_end(lane_encoder *e) {
    (void)e;
}

LANE_INLINE void encode_own(lane_frame *f) {
    (void)f;
}

LANE_INLINE void encode_note_begin(const lane_encoder *e, lane_frame *f, const uint8_t *p, unsigned width) {
    (void)e, (void)f, (void)p, (void)width;
}

LANE_INLINE bool encode_is_at_begin(const lane_encoder *e, const lane_frame *f, const uint8_t *p, unsigned width) {
    (void)e, (void)f, (void)p, (void)width;
    return false;
}

#endif

/* -- entries -- */

/* Sets a FRAME_LIST to its first item. */
LANE_INLINE void list_open(lane_frame *f) {
    f->first = f->entry = PySequence_Fast_ITEMS(f->object);
    f->end = f->first + PySequence_Fast_GET_SIZE(f->object);
}

/* Sets a new FRAME_LIST to its first item. Without the GIL it is looked up again once the list is locked. */
LANE_INLINE void list_begin(lane_frame *f) {
    if (LANE_PY_FREE_THREADED)
        f->first = f->entry = f->end = NULL;
    else
        list_open(f);
}

/* Looks up the items of a FRAME_LIST again; its next item stays the same. */
static LANE_NOINLINE void list_reopen(lane_frame *f) {
    const ptrdiff_t next = lane_py_frame_item(f);
    list_open(f);
    f->entry = next < f->end - f->first ? f->first + next : f->end;
}

/* Looks up the table of a FRAME_DICT or FRAME_MEMBERS and returns the entry at position `at`. A FRAME_TABLE keeps its
 * table and entry. Leaves tables of general keys, which hold hashes, to PyDict_Next. */
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

/* Returns the first used entry from `entry` on; NULL at the end. */
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

/* Returns the entry after the frame's current one; looks up the table again if Python code has run. */
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
    e->top = f; /* kept up to date: a refused scalar runs Python code for its message */
    return f;
}

/* Returns whether an empty container may be written in f, the top frame. Empty containers get no frame. */
static LANE_NOINLINE bool encode_allows_empty(lane_encoder *e, lane_frame *f, const PyObject *empty) {
    e->top = f;
    return lane_py_depth_allows(e, empty, FRAME_LIST);
}

/* An object outside of the processor's cache is fetched after the pointer to it: three misses in a row for a dict: its
 * header, its table and its first value. So these are prefetched while something else is written. To prefetch one or
 * two objects ahead within a container gains nothing: the processor looks that far ahead by itself. */
#define ENCODE_PREFETCH_MOST 16

/* Prefetches the values of a dict that was just opened: two cache lines each, the second for a str. */
LANE_INLINE void encode_prefetch_values(PyObject *const *entry, PyObject *const *end) {
    if (!LANE_HAS_PREFETCH)
        return;
    for (unsigned i = 0; i < ENCODE_PREFETCH_MOST && entry < end; i++, entry += 2) {
        LANE_PREFETCH(entry[1]);
        LANE_PREFETCH((const char *)entry[1] + 64);
    }
}

/* Prefetches the table of the dict after a dict in its container, and in a list the header of the object after that. */
LANE_INLINE void encode_prefetch_siblings(const lane_frame *f) {
    PyObject *next = NULL;
    if (!LANE_HAS_PREFETCH || LANE_PY_FREE_THREADED || f->first == NULL)
        return;
    if (f->kind != FRAME_LIST) {
        next = f->end - f->entry > 2 ? f->entry[3] : NULL;
    } else if (f->end - f->entry > 1) {
        LANE_PREFETCH(f->entry[1]);
        next = f->entry[0];
    }
    if (next != NULL && PyAnyDict_CheckExact(next))
        internals_dict_prefetch(next);
}

/* Most lists in lists hold only scalars. These leaves need no frame while nothing in them can fail or run Python code;
 * they get one when something may. */
LANE_INLINE bool encode_allows_leaf(const lane_encoder *e, const lane_frame *f) {
    return LANE_LIKELY(!e->reread && !e->exact_cycles && f != e->last);
}

/* Pushes the frame of a leaf; `at` is its next item. */
static LANE_NOINLINE lane_frame *encode_push_leaf(lane_encoder *e, lane_frame *f, PyObject *leaf, PyObject *const *at) {
    e->leaf = false;
    f = encode_push(e, f, leaf, leaf, FRAME_LIST); /* encode_allows_leaf checked the room */
    list_open(f);
    f->entry = at;
    return f;
}

/* Sets a frame to a table of entries. */
LANE_INLINE void encode_take_entries(lane_frame *f, const lane_entries *entries) {
    f->first = f->entry = entries->first;
    f->end = entries->end;
}

#endif
