/* SPDX-License-Identifier: MIT */
/* How the running json writes, where its versions differ. */
#ifndef LANE_PY_MODEL_H
#define LANE_PY_MODEL_H

#include "../types/piece.h"

/* encoder.encode(object), or the pieces of encoder.iterencode(object) as one str. NULL with an exception set. */
PyObject *lane_py_encoder_text(lane_py_state *state, PyObject *encoder, PyObject *object, bool in_pieces);

/* The text that JSONEncoder(**settings) makes of an object; in_pieces: by iterencode. Settings are stolen. NULL with an
 * exception set. */
PyObject *lane_py_model_text(lane_py_context *c, PyObject *object, PyObject *settings, bool in_pieces);
/* Whether it writes this call's object by Python code, which goes about objects in another way and has messages of its
 * own: some versions do with indent, and in pieces. Where that is not known yet it runs Python code. */
bool lane_py_is_by_python(lane_py_context *c);
/* Whether it breaks lines in an object whose keys were all left out: 1 or 0, or -1 with an exception set. */
int lane_py_breaks_empty(lane_py_context *c);
/* Makes of a StopIteration that is set, if it writes by Python code, what its generators make of it. */
void lane_py_stop_generator(lane_py_context *c);

#endif
