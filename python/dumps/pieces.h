/* SPDX-License-Identifier: MIT */
/* What is written for objects that are not of the engine's exact types. */
#ifndef LANE_PY_PIECES_H
#define LANE_PY_PIECES_H

#include "encoder.h"

/* Anything that is not of the engine's exact types. The object need not be owned. */
void lane_py_piece(lane_encoder *e, PyObject *object, lane_piece *ret);
/* Releases a piece that did not become a frame. */
void lane_py_piece_release(lane_encoder *e, lane_piece *piece);

#endif
