/* SPDX-License-Identifier: MIT */
/* The settings of json.JSONDecoder, and the scanner, which holds them. */
#ifndef LANE_PY_HOOKS_H
#define LANE_PY_HOOKS_H

#include "../base/state.h"

#include "../../src/base/options.h"

/* A decoder's attributes. Borrowed; NULL and None both mean absent. */
typedef struct {
    PyObject *object_hook, *object_pairs_hook, *array_hook, *parse_float, *parse_int, *parse_constant;
    bool strict;
    uint32_t jsonc; /* LANE_COMMENTS, LANE_TRAILING_COMMAS: extensions of JSONC to accept */
} lane_py_hooks;

/* Indices and names of the keywords of loads for hooks, which are also attributes of a scanner. */
enum {
    HOOK_OBJECT,
    HOOK_PARSE_FLOAT,
    HOOK_PARSE_INT,
    HOOK_PARSE_CONSTANT,
    HOOK_OBJECT_PAIRS,
    HOOK_ARRAY,
    HOOK_STRICT, /* not a hook; the hooks are before it */
    HOOK_PARAMETERS
};
#define LANE_PY_HOOK_NAMES                                                                                   \
    LANE_PY_NAME_object_hook, LANE_PY_NAME_parse_float, LANE_PY_NAME_parse_int, LANE_PY_NAME_parse_constant, \
        LANE_PY_NAME_object_pairs_hook, LANE_PY_NAME_array_hook, LANE_PY_NAME_strict

/* Fills *ret from values in that order; NULL if not given. Takes the truth of `strict`, which may run Python code:
 * false with its exception set. */
static inline bool lane_py_hooks_from(PyObject *const *values, lane_py_hooks *ret) {
    int strict = values[HOOK_STRICT] == NULL ? 1 : PyObject_IsTrue(values[HOOK_STRICT]);
    *ret = (lane_py_hooks){
        values[HOOK_OBJECT],    values[HOOK_OBJECT_PAIRS],   values[HOOK_ARRAY], values[HOOK_PARSE_FLOAT],
        values[HOOK_PARSE_INT], values[HOOK_PARSE_CONSTANT], strict > 0,         0};
    return strict >= 0;
}

/* Indices and names of the keywords for JSONC. */
enum { JSONC_COMMENTS, JSONC_TRAILING_COMMAS, JSONC_PARAMETERS };
#define LANE_PY_JSONC_NAMES LANE_PY_NAME_comments, LANE_PY_NAME_trailing_commas

/* Computes the flags from values in that order, NULL if not given. Takes their truth, which may run Python code: false
 * with its exception set. */
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

/* An instance of state->scanner_type, created by scanner.c. */
typedef struct {
    PyObject_HEAD
    char strict, comments, trailing_commas;
    /* Owned, not NULL after creation; None means absent. */
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
