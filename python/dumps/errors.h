/* SPDX-License-Identifier: MIT */
/* The exceptions of dumps: classes and messages in one place. Each function sets an exception. Some call the running
 * json or a class: call lane_py_hold_frames before. */
#ifndef LANE_PY_DUMPS_ERRORS_H
#define LANE_PY_DUMPS_ERRORS_H

#include "../types/piece.h"

void lane_py_fail_type(lane_py_context *c, PyObject *object);
/* After default has raised. */
void lane_py_fail_default(lane_py_context *c, PyObject *object);
/* Too many nested results of default. */
void lane_py_fail_defaults(lane_py_context *c);
void lane_py_fail_depth(lane_py_context *c);
/* fits: the int fits in 64 bits. */
void lane_py_fail_int(lane_py_context *c, bool fits);
void lane_py_fail_not_finite(lane_py_context *c, PyObject *value);
void lane_py_fail_key(lane_py_context *c, PyObject *key);
void lane_py_fail_surrogate(lane_py_context *c, PyObject *str);
/* A dict changed while it was written. */
void lane_py_fail_changed(void);
/* items() returned an item that is not a pair. */
void lane_py_fail_pair(void);

#endif
