/* SPDX-License-Identifier: MIT */
/* Numbers that the engine leaves aside. */
#ifndef LANE_PY_NUMBERS_H
#define LANE_PY_NUMBERS_H

#include "encoder.h"

/* An int beyond lane_py_int_most: text to be written; false with an exception set. May run Python code where the int is
 * beyond 64 bits and not refused. */
bool lane_py_big_int(lane_encoder *e, PyObject *value, lane_piece *ret);
/* NaN or an infinity. */
bool lane_py_not_finite(lane_encoder *e, PyObject *value, lane_piece *ret);

/* Any int or float, instances of subclasses too. */
void lane_py_int_piece(lane_encoder *e, PyObject *value, lane_piece *ret);
void lane_py_float_piece(lane_encoder *e, PyObject *value, lane_piece *ret);

#endif
