/* SPDX-License-Identifier: MIT */
/* Arguments of the functions that take keywords: which value goes where, and the TypeErrors that a Python function
 * would raise. */
#ifndef LANE_PY_ARGUMENTS_H
#define LANE_PY_ARGUMENTS_H

#include "state.h"

/* What a function takes. Parameter i is named state->names[parameters[i]]. */
typedef struct {
    const char *function;   /* "loads" */
    const char *unexpected; /* the function that an unknown keyword is reported by: "JSONDecoder.__init__" */
    const uint8_t *parameters;
    uint8_t count;
    uint8_t positional; /* the first so many may be given by position */
    uint8_t required;   /* the first so many must be given */
} lane_py_signature;

enum { LANE_PY_MOST_PARAMETERS = 16 };

/* The index of a name among parameters, or their count. */
unsigned lane_py_find_parameter(const lane_py_state *state, const uint8_t *parameters, unsigned count, PyObject *name);

/* Puts borrowed references to ret[0..count-1]; what was not given stays NULL, which all are before. False with a
 * TypeError set. If *ret_unknown is not NULL, keywords that the signature lacks are collected in a new dict there
 * instead of being refused (NULL stays NULL without any). */
bool lane_py_arguments(const lane_py_state *state, const lane_py_signature *signature, PyObject *const *args,
                       Py_ssize_t nargs, PyObject *kwnames, PyObject **ret, PyObject **ret_unknown);

#endif
