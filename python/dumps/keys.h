/* SPDX-License-Identifier: MIT */
/* Keys that are strs: whether they can be refused, and their order. */
#ifndef LANE_PY_KEYS_H
#define LANE_PY_KEYS_H

#include "encoder.h"

/* Whether a str contains a lone surrogate, or the str cannot be made ready, with an exception set. */
bool lane_py_has_surrogate(PyObject *str);
bool lane_py_is_infallible_wide_str(const lane_encoder *e, PyObject *key);
/* Whether a key is a str that is ready, and that the call writes whatever it is; an exception may be set if not. */
LANE_INLINE bool lane_py_is_infallible_str(const lane_encoder *e, PyObject *key) {
    return PyUnicode_CheckExact(key) &&
           (LANE_LIKELY(internals_is_compact_ascii(key)) || lane_py_is_infallible_wide_str(e, key));
}

/* The n entries of a table, sorted by their keys, to ret. False if a key is not an infallible str, or memory has run
 * out; only the latter always sets an exception. */
bool lane_py_sort_entries(const lane_encoder *e, PyObject **ret, const internals_table *table, size_t n);

#endif
