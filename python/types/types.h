/* SPDX-License-Identifier: MIT */
/* The types that are written natively beside JSON's own, as dumps asks for them: dataclasses, datetimes, UUIDs, enums,
 * fragments, decimals, numpy's. */
#ifndef LANE_PY_TYPES_H
#define LANE_PY_TYPES_H

#include "known.h"

/* Whether instances of this type are known to be short text: datetimes, dates, times or UUIDs. */
LANE_INLINE bool lane_py_is_short_type(const lane_py_context *c, const PyTypeObject *type) {
    const lane_py_known *known = c->known;
    return type == known->temporal[0] || type == known->temporal[1] || type == known->temporal[2] ||
           (const PyObject *)type == known->natives[NATIVE_UUID];
}

/* Writes an object of a short type at dst, at most PIECE_TEXT_ROOM bytes without quotes; their end. NULL: this may fail
 * or run Python code, or the call does not write this type. Nothing has happened then. */
uint8_t *lane_py_type_text(lane_py_context *c, uint8_t *dst, PyObject *object);

/* The piece for an object that is neither of JSON's own types nor of a subclass of int. False: the call does not write
 * its type natively; ret is as it was. */
bool lane_py_type_piece(lane_py_context *c, PyObject *object, lane_piece *ret);

/* The same for a key: PIECE_QUOTED, PIECE_TEXT, PIECE_STR, or PIECE_VALUE with the object that stands for it; false, or
 * PIECE_FAILED. */
bool lane_py_type_key_piece(lane_py_context *c, PyObject *key, lane_piece *ret);
/* Whether a key of a short type becomes text without a failure and without Python code. */
bool lane_py_type_key_has_text(lane_py_context *c, PyObject *key);

#endif
