/* SPDX-License-Identifier: MIT */
/* Numbers that the engine does not write. */
#ifndef LANE_PY_NUMBERS_H
#define LANE_PY_NUMBERS_H

#include "encoder.h"

/* Answers for an int greater than lane_py_int_most; false with an exception set. May run Python code if it is beyond 64
 * bits and allowed. */
bool lane_py_big_int(lane_encoder *e, PyObject *value, lane_piece *ret);
/* Answers for NaN or an infinity; false with an exception set. */
bool lane_py_not_finite(lane_encoder *e, PyObject *value, lane_piece *ret);

/* Answer for any int or float, including instances of subclasses. */
void lane_py_int_piece(lane_encoder *e, PyObject *value, lane_piece *ret);
void lane_py_float_piece(lane_encoder *e, PyObject *value, lane_piece *ret);

#endif
