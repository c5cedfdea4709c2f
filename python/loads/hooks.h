/* SPDX-License-Identifier: MIT */
/* How json.JSONDecoder is to read, and the object that keeps it: the scanner. */
#ifndef LANE_PY_HOOKS_H
#define LANE_PY_HOOKS_H

#include "../base/state.h"

/* A decoder's attributes. Borrowed; NULL and None both mean none. */
typedef struct {
    PyObject *object_hook, *object_pairs_hook, *array_hook, *parse_float, *parse_int, *parse_constant;
    bool strict;
} lane_py_hooks;

/* An instance of state->scanner_type, which scanner.c makes. */
typedef struct {
    PyObject_HEAD
    char strict;
    /* Owned, never NULL once made; None is none. */
    PyObject *object_hook, *object_pairs_hook, *array_hook, *parse_float, *parse_int, *parse_constant;
} lane_py_scanner;

static inline lane_py_hooks lane_py_scanner_hooks(const lane_py_scanner *self) {
    return (lane_py_hooks){self->object_hook, self->object_pairs_hook, self->array_hook, self->parse_float,
                           self->parse_int,   self->parse_constant,    self->strict != 0};
}

#endif
