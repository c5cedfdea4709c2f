/* SPDX-License-Identifier: MIT */
/* What Python code has replaced of json's names: classes, their attributes, functions and settings that json's own
 * code would find replaced, and that the fast ways do not look at.
 *
 * lanejson/_seat.py registers what each fast way relies on: a class, dicts, and a function that compares all of them
 * with what they were at import. The function is called only after one of them has changed at all, which a call tells
 * by a few comparisons: of CPython's version tags of classes and, before 3.12, versions of dicts; later it has watchers
 * of dicts. */
#ifndef LANE_PY_SEAT_H
#define LANE_PY_SEAT_H

#include "../cpython/pyinternals.h"

/* The fast ways, as _seat.py orders them. */
typedef enum {
    SEAT_DUMPS,         /* dumps, dump: JSONEncoder, and _default_encoder */
    SEAT_LOADS,         /* loads, load: _default_decoder */
    SEAT_LOADS_WITH,    /* the same with keywords: JSONDecoder, and what makes one */
    SEAT_ENCODER,       /* the methods of JSONEncoder: names of the module encoder */
    SEAT_MODEL_ENCODER, /* the methods of the model's JSONEncoder: names of json.encoder */
    SEAT_WAYS
} lane_py_way;

enum { SEAT_DICTS = 4 };

typedef enum { FOUND_NOTHING, FOUND_PLAIN, FOUND_CHANGED } lane_py_found;

typedef struct {
    const unsigned *tag_now; /* the class's version tag; `tag` itself where there is no class */
    /* Versions of dicts, or the count of changes of all that are watched; `change` itself where there is none. */
    const uint64_t *change_now[SEAT_DICTS];
    unsigned tag;
    uint64_t change[SEAT_DICTS];
    lane_py_found found;                        /* when tag and change were taken */
    bool blind;                                 /* changes are not told: each call compares */
    PyObject *type, *dicts[SEAT_DICTS], *check; /* owned or NULL */
} lane_py_watch;

/* Methods of which _seat.py registers this package's own and the model's. */
typedef enum { SEAT_ENCODE, SEAT_ITERENCODE, SEAT_DECODE, SEAT_RAW_DECODE, SEAT_METHODS } lane_py_method;

/* json's own functions, reading the names of this package, which _seat.py registers. */
typedef enum { SEAT_SLOW_DUMPS, SEAT_SLOW_DUMP, SEAT_SLOW_LOADS, SEAT_SLOW_LOAD, SEAT_SLOW_WAYS } lane_py_slow;

typedef struct {
    lane_py_watch watch[SEAT_WAYS];
    PyObject *own[SEAT_METHODS], *model[SEAT_METHODS]; /* owned; NULL until registered */
    PyObject *slow[SEAT_SLOW_WAYS];
    PyObject *changes; /* owned: what counts the changes of watched dicts; NULL where there are versions */
} lane_py_seat;

void lane_py_seat_init(lane_py_seat *seat);
int lane_py_seat_traverse(lane_py_seat *seat, visitproc visit, void *arg);
void lane_py_seat_clear(lane_py_seat *seat);

/* Whether what a way relies on has not changed at all since it was compared. */
LANE_INLINE bool lane_py_seat_unchanged(const lane_py_watch *watch) {
    bool same = *watch->tag_now == watch->tag && *watch->change_now[0] == watch->change[0];
#if LANE_PY_VERSIONED_DICTS
    for (unsigned i = 1; i < SEAT_DICTS; i++)
        same = same && *watch->change_now[i] == watch->change[i];
#endif
    return same;
}

/* Whether, besides, it was then as at import. */
LANE_INLINE bool lane_py_seat_quiet(const lane_py_seat *seat, lane_py_way way) {
    return seat->watch[way].found == FOUND_PLAIN && lane_py_seat_unchanged(&seat->watch[way]);
}

/* 1: the fast way may be gone, 0: something was replaced, -1 with an exception set. May run Python code. */
int lane_py_seat_look(lane_py_watch *watch);
LANE_INLINE int lane_py_seat_open(lane_py_seat *seat, lane_py_way way) {
    return LANE_LIKELY(lane_py_seat_quiet(seat, way)) ? 1 : lane_py_seat_look(&seat->watch[way]);
}

typedef enum { SEAT_OTHER, SEAT_OWN, SEAT_MODEL } lane_py_owner;

/* Whose the method of that name of an object is; -1 with an exception set. SEAT_OTHER if it has none. */
int lane_py_seat_owner(const lane_py_seat *seat, PyObject *object, PyObject *name, lane_py_method method);

/* Registers what _seat.py hands over: watches, own, model, slow, tuples in the order of the enums; a watch is (class or
 * None, dicts, check). False with an exception set. */
bool lane_py_seat_take(lane_py_seat *seat, PyObject *const *args, Py_ssize_t nargs);

#endif
