/* SPDX-License-Identifier: MIT */
/* Everything that dumps refuses, as exceptions: their classes and words in one place. Each function leaves an exception
 * set. */
#ifndef LANE_PY_DUMPS_ERRORS_H
#define LANE_PY_DUMPS_ERRORS_H

#include "objects.h"

/* Looks whether subject is on the stack already; false with an exception set. */
bool lane_py_check_cycle(lane_encoder *e, PyObject *subject);

void lane_py_fail_type(lane_encoder *e, PyObject *object);
/* default has raised. */
void lane_py_fail_default(lane_encoder *e, PyObject *object);
/* Too many default results within each other. */
void lane_py_fail_defaults(lane_encoder *e);
void lane_py_fail_depth(lane_encoder *e);
/* fits: into 64 bits. */
void lane_py_fail_int(lane_encoder *e, bool fits);
void lane_py_fail_not_finite(lane_encoder *e, PyObject *value);
void lane_py_fail_key(lane_encoder *e, PyObject *key);

/* Whether the running json writes this call's object by Python code, which goes about objects in another way and has
 * words of its own: some versions do with indent, and in pieces. Where that is not known yet it runs Python code. */
bool lane_py_is_by_python(lane_encoder *e);

/* Makes of a StopIteration that is set, if the running json writes by Python code, what its generators make of it. */
void lane_py_stop_generator(lane_encoder *e);
/* Adds to the exception where in the object it happened, and makes of it what json's generators make of it. */
void lane_py_describe_failure(lane_encoder *e);

/* Raises the call's class of exceptions; a message as of PyErr_Format. */
void lane_py_refuse(lane_encoder *e, const char *format, ...);

#endif
