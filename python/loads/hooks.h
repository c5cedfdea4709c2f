/* SPDX-License-Identifier: MIT */
/* How json.JSONDecoder is to read, and the object that keeps it: the scanner. */
#ifndef LANE_PY_HOOKS_H
#define LANE_PY_HOOKS_H

#include "../base/state.h"

#include "../../src/base/options.h"

/* A decoder's attributes. Borrowed; NULL and None both mean none. */
typedef struct {
    PyObject *object_hook, *object_pairs_hook, *array_hook, *parse_float, *parse_int, *parse_constant;
    bool strict;
    uint32_t jsonc; /* LANE_COMMENTS, LANE_TRAILING_COMMAS or both, if JSONC is read */
} lane_py_hooks;

/* The keywords of loads that give them, and the attributes of a scanner: their order in arrays, and their names. */
enum {
    HOOK_OBJECT,
    HOOK_PARSE_FLOAT,
    HOOK_PARSE_INT,
    HOOK_PARSE_CONSTANT,
    HOOK_OBJECT_PAIRS,
    HOOK_ARRAY,
    HOOK_STRICT, /* no hook; those are the ones before it */
    HOOK_PARAMETERS
};
#define LANE_PY_HOOK_NAMES                                                                                   \
    LANE_PY_NAME_object_hook, LANE_PY_NAME_parse_float, LANE_PY_NAME_parse_int, LANE_PY_NAME_parse_constant, \
        LANE_PY_NAME_object_pairs_hook, LANE_PY_NAME_array_hook, LANE_PY_NAME_strict

/* From values in that order; NULL is what was not given. Asks strict for its truth, which may run Python code: false
 * with its exception set. */
static inline bool lane_py_hooks_from(PyObject *const *values, lane_py_hooks *ret) {
    int strict = values[HOOK_STRICT] == NULL ? 1 : PyObject_IsTrue(values[HOOK_STRICT]);
    *ret = (lane_py_hooks){
        values[HOOK_OBJECT],    values[HOOK_OBJECT_PAIRS],   values[HOOK_ARRAY], values[HOOK_PARSE_FLOAT],
        values[HOOK_PARSE_INT], values[HOOK_PARSE_CONSTANT], strict > 0,         0};
    return strict >= 0;
}

/* The keywords that extend JSON to JSONC, where they are taken: their order, and their names. */
enum { JSONC_COMMENTS, JSONC_TRAILING_COMMAS, JSONC_PARAMETERS };
#define LANE_PY_JSONC_NAMES LANE_PY_NAME_comments, LANE_PY_NAME_trailing_commas

/* The flags of values in that order, NULL where none was given. Asks them for their truth, which may run Python code:
 * false with its exception set. */
static inline bool lane_py_jsonc_from(PyObject *const *values, uint32_t *ret) {
    static const uint32_t flags[JSONC_PARAMETERS] = {LANE_COMMENTS, LANE_TRAILING_COMMAS};
    *ret = 0;
    for (unsigned i = 0; i < JSONC_PARAMETERS; i++) {
        const int truth = values[i] == NULL ? 0 : PyObject_IsTrue(values[i]);
        if (truth < 0)
            return false;
        *ret |= truth > 0 ? flags[i] : 0;
    }
    return true;
}

/* An instance of state->scanner_type, which scanner.c makes. */
typedef struct {
    PyObject_HEAD
    char strict, comments, trailing_commas;
    /* Owned, never NULL once made; None is none. */
    PyObject *object_hook, *object_pairs_hook, *array_hook, *parse_float, *parse_int, *parse_constant;
} lane_py_scanner;

static inline lane_py_hooks lane_py_scanner_hooks(const lane_py_scanner *self) {
    return (lane_py_hooks){
        self->object_hook, self->object_pairs_hook,
        self->array_hook,  self->parse_float,
        self->parse_int,   self->parse_constant,
        self->strict != 0, (self->comments ? LANE_COMMENTS : 0u) | (self->trailing_commas ? LANE_TRAILING_COMMAS : 0u)};
}

#endif
