/* SPDX-License-Identifier: MIT */
/* The separators of a call: between values, after keys, and indentation. */
#ifndef LANE_PY_SEPARATORS_H
#define LANE_PY_SEPARATORS_H

#include "../base/state.h"

/* "," and ":"; ", " and ": "; "," and ": " with an indentation of two spaces. */
extern const dumps_separators lane_py_compact, lane_py_spaced, lane_py_indented;

/* Separators of one call, with the owners of their memory. */
typedef struct {
    dumps_separators separators;
    PyObject *held[3]; /* owned or NULL */
} lane_py_layout;

LANE_INLINE void lane_py_layout_init(lane_py_layout *layout) {
    layout->held[0] = layout->held[1] = layout->held[2] = NULL;
}
/* indent: None, NULL, an int or a str; item, key: a str or NULL. False with an exception set. The caller releases the
 * layout in either case. */
bool lane_py_layout_set(lane_py_layout *layout, bool to_bytes, PyObject *indent, PyObject *item, PyObject *key);
void lane_py_layout_release(lane_py_layout *layout);

/* Returns the common separators above that these are equal to; NULL if there are none. */
const dumps_separators *lane_py_separators_common(const dumps_separators *separators);

/* Returns a bound on the widest character of the separators, at least 0x7F: the initial width of a str. */
Py_UCS4 lane_py_separators_most(const dumps_separators *separators);

#endif
