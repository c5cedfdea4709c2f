/* SPDX-License-Identifier: MIT */
/* The end of a call. */
#ifndef LANE_PY_FINISH_H
#define LANE_PY_FINISH_H

#include "encoder.h"

/* Ends a call and releases everything. Returns the result; or NULL with the exception to raise, with notes that tell
 * its place. */
PyObject *lane_py_encoder_end(lane_encoder *e, bool done);

/* A part of lane_py_encoder_end: adds notes that tell the place to the current exception, if any, and converts it as
 * json's generators do. */
void lane_py_encoder_describe(lane_encoder *e);
/* Releases the frames, which may run Python code, and the output. Keeps the current exception. */
void lane_py_encoder_release(lane_encoder *e);

#endif
