/* SPDX-License-Identifier: MIT */
/* Whether pyinternals.h is right about this CPython, found out at import: objects made by it are compared with what
 * CPython makes, and what it reads with what CPython says. */
#ifndef LANE_PY_LAYOUT_H
#define LANE_PY_LAYOUT_H

#include "pyinternals.h"

#if LANE_PYINTERNALS

/* Makes the images, if all of it is right. False with an exception set: an ImportError whose `name` is that of the
 * module over the public API, or MemoryError. */
bool lane_py_layout_is_known(internals_images *images);

#endif
#endif
