/* SPDX-License-Identifier: MIT */
/* Keys that are strs: whether writing them can fail, and their order. */
#ifndef LANE_PY_KEYS_H
#define LANE_PY_KEYS_H

#include "encoder.h"

/* Returns whether a str contains a lone surrogate; also true, with an exception set, if it cannot be made ready. */
bool lane_py_has_surrogate(PyObject *str);
bool lane_py_is_infallible_wide_str(const lane_encoder *e, PyObject *key);
/* Returns whether a key is an exact str, ready, that this call writes without failure; false with or without an
 * exception set. */
LANE_INLINE bool lane_py_is_infallible_str(const lane_encoder *e, PyObject *key) {
    return PyUnicode_CheckExact(key) &&
           (LANE_LIKELY(internals_is_compact_ascii(key)) || lane_py_is_infallible_wide_str(e, key));
}

/* Stores the n entries of a table in ret, sorted by key. False if a key is not an infallible str or memory runs out;
 * only the latter always sets an exception. */
bool lane_py_sort_entries(const lane_encoder *e, PyObject **ret, const internals_table *table, size_t n);

#endif
