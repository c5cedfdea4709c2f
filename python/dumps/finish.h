/* SPDX-License-Identifier: MIT */
/* The end of a call. */
#ifndef LANE_PY_FINISH_H
#define LANE_PY_FINISH_H

#include "encoder.h"

/* The result, or NULL with the exception that the call is to raise, with notes of where it happened; releases
 * everything. */
PyObject *lane_py_encoder_end(lane_encoder *e, bool done);

/* Its parts: adds to the exception that is set, if any, where in the object it happened, and makes of it what json's
 * generators make of it. */
void lane_py_encoder_describe(lane_encoder *e);
/* Releases the frames, which may run Python code, and the text. An exception that is set stays. */
void lane_py_encoder_release(lane_encoder *e);

#endif
