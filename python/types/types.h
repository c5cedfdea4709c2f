/* SPDX-License-Identifier: MIT */
/* The natively serialised types beside JSON's own, for dumps: dataclasses, datetimes, UUIDs, enums, fragments,
 * decimals, numpy's types. */
#ifndef LANE_PY_TYPES_H
#define LANE_PY_TYPES_H

#include "known.h"

/* Returns whether the type is known to be datetime, date, time or UUID: short text. */
LANE_INLINE bool lane_py_is_short_type(const lane_py_context *c, const PyTypeObject *type) {
    const lane_py_known *known = c->known;
    return type == known->temporal[0] || type == known->temporal[1] || type == known->temporal[2] ||
           (const PyObject *)type == known->natives[NATIVE_UUID];
}

/* Writes an object of a short type without quotes at dst, at most PIECE_TEXT_ROOM bytes, and returns the end. NULL,
 * with no side effect, if this may fail or run Python code, or if the call does not write the type. */
uint8_t *lane_py_type_text(lane_py_context *c, uint8_t *dst, PyObject *object);

/* Answers for an object that is neither of JSON's own types nor of a subclass of int. Returns false, with *ret
 * unchanged, if the call does not serialise its type natively. */
bool lane_py_type_piece(lane_py_context *c, PyObject *object, lane_piece *ret);

/* Answers for a key: PIECE_QUOTED, _TEXT, _STR, _FAILED, or PIECE_VALUE with the object to use as the key. Returns
 * false, with *ret unchanged, for other types. */
bool lane_py_type_key_piece(lane_py_context *c, PyObject *key, lane_piece *ret);
/* Returns whether a key is of a short type and can be written without failure and without Python code. */
bool lane_py_type_key_has_text(lane_py_context *c, PyObject *key);

#endif
