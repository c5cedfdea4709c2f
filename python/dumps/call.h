/* SPDX-License-Identifier: MIT */
/* The frame of a call of dumps, filled from arguments: the parts that both faces share. */
#ifndef LANE_PY_DUMPS_CALL_H
#define LANE_PY_DUMPS_CALL_H

#include "separators.h"
#include "../base/state.h"

/* Sets the fields of a call that are mostly at their defaults. Assigns field by field: compilers clear a struct of this
 * size by an instruction that takes as long as a short call. */
LANE_INLINE void dumps_call_begin(lane_py_dumps *call, lane_py_state *state, PyObject *object, uint32_t flags,
                                  const dumps_separators *separators) {
    call->state = state;
    call->object = object;
    call->flags = flags;
    call->in_pieces = call->newline = call->caches_utf8 = false;
    call->decimals = DECIMALS_UNKNOWN;
    call->separators = separators;
    call->default_ = call->error = NULL;
}

/* Writes an object of one scalar or an empty container, before a call is set up for it. Returns whether it did, as
 * lane_py_engine.dumps_lone. */
LANE_INLINE bool dumps_lone(lane_py_state *state, const lane_py_style *style, PyObject *object, PyObject **ret) {
    const bool holds = PyDict_CheckExact(object) ? PyDict_GET_SIZE(object) != 0
                                                 : (PyList_CheckExact(object) || PyTuple_CheckExact(object)) &&
                                                       PySequence_Fast_GET_SIZE(object) != 0;
    return !holds && state->engine->dumps_lone(state, style, object, ret);
}

/* A call with its own separators. */
typedef struct {
    lane_py_dumps call;
    lane_py_layout layout;
} dumps_own_call;

/* Sets or clears `flag` by the truth of a value; NULL means `on`. Returns 0, or -1 with an exception set. */
static inline int dumps_flag_from(PyObject *value, uint32_t flag, bool on, uint32_t *flags) {
    int truth = value == NULL ? on : value == Py_True ? 1 : value == Py_False ? 0 : PyObject_IsTrue(value);
    if (truth < 0)
        return -1;
    *flags = truth ? *flags | flag : *flags & ~flag;
    return 0;
}

#endif
