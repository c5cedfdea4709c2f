/* SPDX-License-Identifier: MIT */
/* Argument parsing for functions with keywords, with the TypeErrors that a Python function would raise. */
#ifndef LANE_PY_ARGUMENTS_H
#define LANE_PY_ARGUMENTS_H

#include "state.h"

/* A function's parameters. Parameter i is named state->names[parameters[i]]. */
typedef struct {
    const char *function;   /* "loads" */
    const char *unexpected; /* the function named in errors about unknown keywords: "JSONDecoder.__init__" */
    const uint8_t *parameters;
    uint8_t count;
    uint8_t positional; /* parameters accepted by position */
    uint8_t required;   /* parameters without a default, from the first */
} lane_py_signature;

enum { LANE_PY_MOST_PARAMETERS = 16 };

/* Returns the index of a name among the parameters, or `count`. */
unsigned lane_py_find_parameter(const lane_py_state *state, const uint8_t *parameters, unsigned count, PyObject *name);

/* Stores borrowed references in ret[0..count-1], which must be NULL; arguments not given stay NULL. False with a
 * TypeError set. If ret_unknown is not NULL, collects unknown keywords in a new dict in *ret_unknown, which stays NULL
 * without any, instead of refusing them. */
bool lane_py_arguments(const lane_py_state *state, const lane_py_signature *signature, PyObject *const *args,
                       Py_ssize_t nargs, PyObject *kwnames, PyObject **ret, PyObject **ret_unknown);

#endif
