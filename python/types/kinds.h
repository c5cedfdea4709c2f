/* SPDX-License-Identifier: MIT */
/* The kinds of objects that are written natively, for types.c alone: none of them calls another.
 *
 * `_piece`: false if the object is not of the kind; ret is as it was. `_text` writes at most PIECE_TEXT_ROOM bytes at
 * dst without running Python code, and returns their end; NULL if it cannot: the piece says why. */
#ifndef LANE_PY_KINDS_H
#define LANE_PY_KINDS_H

#include "known.h"

/* datetime, date and time, not subclasses: text as RFC 3339 has it. */
bool lane_py_temporal_piece(lane_py_context *c, PyObject *object, lane_piece *ret);
uint8_t *lane_py_temporal_text(lane_py_context *c, uint8_t *dst, PyObject *object);

/* uuid.UUID, not subclasses; for lane_py_uuid_text the object is one. */
bool lane_py_uuid_piece(lane_py_context *c, PyObject *object, lane_piece *ret);
uint8_t *lane_py_uuid_text(lane_py_context *c, uint8_t *dst, PyObject *uuid);
/* Whether lane_py_uuid_text writes it. */
bool lane_py_uuid_has_text(lane_py_context *c, PyObject *uuid);

/* lanejson.orjson.Fragment. */
bool lane_py_fragment_piece(lane_py_context *c, PyObject *object, lane_piece *ret);

/* Members of enums: their values. */
bool lane_py_enum_piece(lane_py_context *c, PyObject *object, lane_piece *ret);

/* Instances of dataclasses. */
bool lane_py_dataclass_piece(lane_py_context *c, PyObject *object, lane_piece *ret);
/* The same of one whose type has these traits, TYPE_DATACLASS among them. */
void lane_py_dataclass_members(lane_py_context *c, PyObject *object, int traits, lane_piece *ret);

/* decimal.Decimal and its subclasses, where the call writes these: PIECE_TEXT or PIECE_STR. */
bool lane_py_decimal_piece(lane_py_context *c, PyObject *object, lane_piece *ret);

/* numpy's arrays and scalars. */
bool lane_py_numpy_piece(lane_py_context *c, PyObject *object, lane_piece *ret);

#endif
