/* SPDX-License-Identifier: MIT */
/* Pieces for objects that are not of the engine's exact types. */
#ifndef LANE_PY_PIECES_H
#define LANE_PY_PIECES_H

#include "encoder.h"

/* Answers for an object that is not of the engine's exact types, by a borrowed reference. */
void lane_py_piece(lane_encoder *e, PyObject *object, lane_piece *ret);
/* Releases a piece that does not become a frame. */
void lane_py_piece_release(lane_encoder *e, lane_piece *piece);

#endif
