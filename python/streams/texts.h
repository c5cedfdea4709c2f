/* SPDX-License-Identifier: MIT */
/* validate, minify and format: check or convert texts without Python objects. */
#ifndef LANE_PY_TEXTS_H
#define LANE_PY_TEXTS_H

#include "../base/state.h"
#include "../loads/input.h"

/* Opens an argument as loads does, as UTF-8. `function` is named in a TypeError. False with an exception set; the
 * caller closes *ret in either case. */
bool lane_py_text_open(lane_py_state *state, const char *function, PyObject *object, lane_py_input *ret);

/* Returns whether the input is JSON, with these flags of lanejson.h; else sets the exception of loads. */
bool lane_py_text_check(lane_py_state *state, const lane_py_input *input, uint32_t flags);

/* METH_FASTCALL | METH_KEYWORDS */
PyObject *lane_py_validate(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames);
PyObject *lane_py_minify(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames);
PyObject *lane_py_format(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames);

#endif
