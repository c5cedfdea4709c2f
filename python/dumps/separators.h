/* SPDX-License-Identifier: MIT */
/* The separators of a call: what is written between values, and before lines. */
#ifndef LANE_PY_SEPARATORS_H
#define LANE_PY_SEPARATORS_H

#include "../base/state.h"

/* "," and ":"; ", " and ": "; "," and ": " with two spaces a level. */
extern const dumps_separators lane_py_compact, lane_py_spaced, lane_py_indented;

/* Separators of a call's own, with the memory that they lie in. */
typedef struct {
    dumps_separators separators;
    PyObject *held[3]; /* owned or NULL */
} lane_py_layout;

LANE_INLINE void lane_py_layout_init(lane_py_layout *layout) {
    layout->held[0] = layout->held[1] = layout->held[2] = NULL;
}
/* indent: None, NULL, an int or a str; item, key: a str or NULL. False with an exception set; to be released in any
 * case. */
bool lane_py_layout_set(lane_py_layout *layout, bool to_bytes, PyObject *indent, PyObject *item, PyObject *key);
void lane_py_layout_release(lane_py_layout *layout);

/* The widest character of separators, at least ASCII: a str begins with it. */
Py_UCS4 lane_py_separators_most(const dumps_separators *separators);

#endif
