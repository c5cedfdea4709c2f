/* SPDX-License-Identifier: MIT */
/* The end of a call. */
#ifndef LANE_PY_FINISH_H
#define LANE_PY_FINISH_H

#include "encoder.h"

/* The result, or NULL with the exception that the call is to raise, with notes of where it happened; releases
 * everything. */
PyObject *lane_py_encoder_end(lane_encoder *e, bool done);

#endif
