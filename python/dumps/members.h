/* SPDX-License-Identifier: MIT */
/* Members of dicts: keys that are no exact str, and dicts that are prepared before they are written. */
#ifndef LANE_PY_MEMBERS_H
#define LANE_PY_MEMBERS_H

#include "encoder.h"

/* Whether a key is of a type that json takes. */
bool lane_py_key_allowed(PyObject *key);
/* A key that is not an exact str: PIECE_TEXT without quotes, PIECE_STR or PIECE_FAILED. */
void lane_py_key_piece(lane_encoder *e, PyObject *key, lane_piece *ret);
/* Makes of the top frame, that of a dict which is not empty, one whose entries are sorted and whose keys have been
 * looked at, as the call asks. False with an exception set. */
bool lane_py_prepare_members(lane_encoder *e);

/* The first n of a list of pairs as a list of keys and values in turn. NULL with an exception set. */
PyObject *lane_py_flat_pairs(PyObject *pairs, Py_ssize_t n);

#endif
