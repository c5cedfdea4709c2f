/* SPDX-License-Identifier: MIT */
/* Members of dicts: keys that are not exact strs, and dicts that need preparation before they are written. */
#ifndef LANE_PY_MEMBERS_H
#define LANE_PY_MEMBERS_H

#include "encoder.h"

/* Returns whether json accepts keys of this type. */
bool lane_py_key_allowed(PyObject *key);
/* Answers for a key that is not an exact str: PIECE_TEXT without quotes, PIECE_STR or PIECE_FAILED. */
void lane_py_key_piece(lane_encoder *e, PyObject *key, lane_piece *ret);
/* Prepares the top frame, of a dict that is not empty: its entries are then sorted and its keys checked, as the call
 * asks. False with an exception set. */
bool lane_py_prepare_members(lane_encoder *e);

/* Returns the first n pairs of a list as a list of keys and values in turn; NULL with an exception set. */
PyObject *lane_py_flat_pairs(PyObject *pairs, Py_ssize_t n);

#endif
