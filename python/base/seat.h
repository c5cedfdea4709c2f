/* SPDX-License-Identifier: MIT */
/* Detects replacements of json's names by Python code: classes, their attributes, functions and settings that json's
 * own code would honour and that the fast paths do not read.
 *
 * lanejson/_seat.py registers the dependencies of each fast path: a class, dicts, and a function that compares them
 * with their state at import. The function is called only after one of them has changed. A call detects changes by a
 * few comparisons: of CPython's version tags of classes and, before 3.12, versions of dicts; later versions of CPython
 * have watchers of dicts. */
#ifndef LANE_PY_SEAT_H
#define LANE_PY_SEAT_H

#include "../cpython/pyinternals.h"

/* The fast paths, in the order of _seat.py. */
typedef enum {
    SEAT_DUMPS,         /* dumps, dump: JSONEncoder, and _default_encoder */
    SEAT_LOADS,         /* loads, load: _default_decoder */
    SEAT_LOADS_WITH,    /* these with keywords: JSONDecoder and its dependencies */
    SEAT_ENCODER,       /* the methods of JSONEncoder: names of the module encoder */
    SEAT_MODEL_ENCODER, /* the methods of the model's JSONEncoder: names of json.encoder */
    SEAT_WAYS
} lane_py_way;

enum { SEAT_DICTS = 4 };

typedef enum { FOUND_NOTHING, FOUND_PLAIN, FOUND_CHANGED } lane_py_found;

typedef struct {
    const unsigned *tag_now; /* the class's version tag; &tag without a class */
    /* Versions of dicts, or the count of changes of all watched dicts; &change[i] without a dict. */
    const uint64_t *change_now[SEAT_DICTS];
    unsigned tag;
    uint64_t change[SEAT_DICTS];
    int found;                                  /* lane_py_found: the state when tag and change were read */
    bool blind;                                 /* changes cannot be detected: each call compares */
    PyObject *type, *dicts[SEAT_DICTS], *check; /* owned or NULL */
} lane_py_watch;

/* Methods that _seat.py registers, both this package's and the model's. */
typedef enum { SEAT_ENCODE, SEAT_ITERENCODE, SEAT_DECODE, SEAT_RAW_DECODE, SEAT_METHODS } lane_py_method;

/* json's own functions with this package's globals, registered by _seat.py. */
typedef enum { SEAT_SLOW_DUMPS, SEAT_SLOW_DUMP, SEAT_SLOW_LOADS, SEAT_SLOW_LOAD, SEAT_SLOW_WAYS } lane_py_slow;

typedef struct {
    lane_py_watch watch[SEAT_WAYS];
    PyObject *own[SEAT_METHODS], *model[SEAT_METHODS]; /* owned; NULL until registered */
    PyObject *slow[SEAT_SLOW_WAYS];
    PyObject *changes; /* owned: the counter of changes of watched dicts; NULL with versioned dicts */
} lane_py_seat;

void lane_py_seat_init(lane_py_seat *seat);
int lane_py_seat_traverse(lane_py_seat *seat, visitproc visit, void *arg);
void lane_py_seat_clear(lane_py_seat *seat);

/* Returns whether the dependencies of a path are unchanged since they were last compared. */
LANE_INLINE bool lane_py_seat_unchanged(const lane_py_watch *watch) {
    bool same = pycompat_load_uint32(watch->tag_now) == pycompat_load_uint32(&watch->tag) &&
                pycompat_load_uint64(watch->change_now[0]) == pycompat_load_uint64(&watch->change[0]);
#if LANE_PY_VERSIONED_DICTS
    for (unsigned i = 1; i < SEAT_DICTS; i++)
        same = same && *watch->change_now[i] == watch->change[i];
#endif
    return same;
}

/* Returns whether the dependencies are unchanged since then, and were as at import. Reads `found` last: see publish. */
LANE_INLINE bool lane_py_seat_quiet(const lane_py_seat *seat, lane_py_way way) {
    return lane_py_seat_unchanged(&seat->watch[way]) && pycompat_load_int(&seat->watch[way].found) == FOUND_PLAIN;
}

/* Returns 1 if the fast path is valid, 0 if a dependency was replaced, -1 with an exception set. May run Python
 * code. */
int lane_py_seat_look(lane_py_watch *watch);
LANE_INLINE int lane_py_seat_open(lane_py_seat *seat, lane_py_way way) {
    return LANE_LIKELY(lane_py_seat_quiet(seat, way)) ? 1 : lane_py_seat_look(&seat->watch[way]);
}

typedef enum { SEAT_OTHER, SEAT_OWN, SEAT_MODEL } lane_py_owner;

/* Returns the owner of an object's method; SEAT_OTHER if it has none; -1 with an exception set. */
int lane_py_seat_owner(const lane_py_seat *seat, PyObject *object, PyObject *name, lane_py_method method);

/* Registers the arguments from _seat.py: watches, own, model, slow, as tuples in the order of the enums; a watch is
 * (class or None, dicts, check). False with an exception set. */
bool lane_py_seat_take(lane_py_seat *seat, PyObject *const *args, Py_ssize_t nargs);

#endif
