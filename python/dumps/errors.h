/* SPDX-License-Identifier: MIT */
/* Everything that dumps refuses, as exceptions: their classes and messages in one place. Each function leaves an
 * exception set. Some ask the running json or a class: the frames are held before (lane_py_hold_frames). */
#ifndef LANE_PY_DUMPS_ERRORS_H
#define LANE_PY_DUMPS_ERRORS_H

#include "../types/piece.h"

void lane_py_fail_type(lane_py_context *c, PyObject *object);
/* default has raised. */
void lane_py_fail_default(lane_py_context *c, PyObject *object);
/* Too many default results within each other. */
void lane_py_fail_defaults(lane_py_context *c);
void lane_py_fail_depth(lane_py_context *c);
/* fits: into 64 bits. */
void lane_py_fail_int(lane_py_context *c, bool fits);
void lane_py_fail_not_finite(lane_py_context *c, PyObject *value);
void lane_py_fail_key(lane_py_context *c, PyObject *key);
void lane_py_fail_surrogate(lane_py_context *c, PyObject *str);
/* A dict has changed while it was written. */
void lane_py_fail_changed(void);
/* items has given something else than a pair. */
void lane_py_fail_pair(void);

#endif
