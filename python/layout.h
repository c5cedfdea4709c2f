/* SPDX-License-Identifier: MIT */
/* Whether pyinternals.h is right about this CPython, found out at import: objects made by it are compared with what
 * CPython makes, and what it reads with what CPython says. */
#ifndef LANE_PY_LAYOUT_H
#define LANE_PY_LAYOUT_H

#include "pyinternals.h"

#if LANE_PYINTERNALS

/* Makes the images, and sets `active` if objects can be made of them. False with an exception set. */
bool lane_py_layout_images(internals_images *images);

/* Whether str, int and dict are read rightly: if not, false with an ImportError set, since reading has no second way
 * that would cost nothing. */
bool lane_py_layout_is_readable(void);

#endif
#endif
