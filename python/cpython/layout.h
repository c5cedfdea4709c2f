/* SPDX-License-Identifier: MIT */
/* Tests at import whether pyinternals.h matches this CPython: compares objects that it creates with CPython's, and
 * fields that it reads with the public API. */
#ifndef LANE_PY_LAYOUT_H
#define LANE_PY_LAYOUT_H

#include "pyinternals.h"

#if LANE_PYINTERNALS

/* Creates the images if all tests pass. False with an exception set: an ImportError whose `name` is that of the module
 * over the public API, or a MemoryError. */
bool lane_py_layout_is_known(internals_images *images);

#endif
#endif
