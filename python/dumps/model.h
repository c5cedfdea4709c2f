/* SPDX-License-Identifier: MIT */
/* The behaviour of the running json, where its versions differ. */
#ifndef LANE_PY_MODEL_H
#define LANE_PY_MODEL_H

#include "../types/piece.h"

/* encoder.encode(object), or the pieces of encoder.iterencode(object) as one str. NULL with an exception set. */
PyObject *lane_py_encoder_text(lane_py_state *state, PyObject *encoder, PyObject *object, bool in_pieces);

/* Returns the text of JSONEncoder(**settings) for an object, by iterencode if in_pieces. Steals `settings`. NULL with
 * an exception set. */
PyObject *lane_py_model_text(lane_py_context *c, PyObject *object, PyObject *settings, bool in_pieces);
/* Returns whether json serialises this call's object by Python code, which reads objects in another way and has other
 * messages: some versions do with indent, and in pieces. Runs Python code at first use. */
bool lane_py_is_by_python(lane_py_context *c);
/* Returns whether json breaks lines in an object whose members were all skipped: 1, 0, or -1 with an exception set. */
int lane_py_breaks_empty(lane_py_context *c);
/* Converts the current exception, if it is a StopIteration and json runs Python code, to the RuntimeError that its
 * generators raise. */
void lane_py_stop_generator(lane_py_context *c);

#endif
