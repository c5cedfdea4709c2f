/* SPDX-License-Identifier: MIT */
/* The kinds of objects that are serialised natively. Only types.c includes this; no kind calls another.
 *
 * `_piece` returns false, with *ret unchanged, if the object is not of the kind. `_text` writes at most PIECE_TEXT_ROOM
 * bytes at dst without running Python code, and returns their end; NULL if it cannot: the piece then reports why. */
#ifndef LANE_PY_KINDS_H
#define LANE_PY_KINDS_H

#include "known.h"

/* datetime, date and time as RFC 3339 text; not subclasses. */
bool lane_py_temporal_piece(lane_py_context *c, PyObject *object, lane_piece *ret);
uint8_t *lane_py_temporal_text(lane_py_context *c, uint8_t *dst, PyObject *object);

/* uuid.UUID; not subclasses. The argument of lane_py_uuid_text must be one. */
bool lane_py_uuid_piece(lane_py_context *c, PyObject *object, lane_piece *ret);
uint8_t *lane_py_uuid_text(lane_py_context *c, uint8_t *dst, PyObject *uuid);
/* Returns whether lane_py_uuid_text succeeds. */
bool lane_py_uuid_has_text(lane_py_context *c, PyObject *uuid);

/* lanejson.orjson.Fragment. */
bool lane_py_fragment_piece(lane_py_context *c, PyObject *object, lane_piece *ret);

/* Members of enums, by their values. */
bool lane_py_enum_piece(lane_py_context *c, PyObject *object, lane_piece *ret);

/* Instances of dataclasses. */
bool lane_py_dataclass_piece(lane_py_context *c, PyObject *object, lane_piece *ret);
/* As lane_py_dataclass_piece, for an instance whose type has these traits, which include TYPE_DATACLASS. */
void lane_py_dataclass_members(lane_py_context *c, PyObject *object, int traits, lane_piece *ret);

/* decimal.Decimal and its subclasses, if the call writes them: PIECE_TEXT or PIECE_STR. */
bool lane_py_decimal_piece(lane_py_context *c, PyObject *object, lane_piece *ret);

/* Arrays and scalars of numpy. */
bool lane_py_numpy_piece(lane_py_context *c, PyObject *object, lane_piece *ret);

#endif
