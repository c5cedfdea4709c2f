/* SPDX-License-Identifier: MIT */
/* validate, minify and format: texts that are looked at, or become other texts, without Python objects in between. */
#ifndef LANE_PY_TEXTS_H
#define LANE_PY_TEXTS_H

#include "../base/state.h"
#include "../loads/input.h"

/* Opens what loads takes, as UTF-8; `function` is what a TypeError calls it by. False with an exception set; to be
 * closed in any case. */
bool lane_py_text_open(lane_py_state *state, const char *function, PyObject *object, lane_py_input *ret);

/* METH_FASTCALL | METH_KEYWORDS */
PyObject *lane_py_validate(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames);
PyObject *lane_py_minify(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames);
PyObject *lane_py_format(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames);

#endif
