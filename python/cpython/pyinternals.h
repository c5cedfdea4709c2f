/* SPDX-License-Identifier: MIT */
/* The internal fields of CPython's objects: only the files of internals/ read or write them. Each function states its
 * assumptions.
 *
 * With LANE_PYINTERNALS=0 each function calls the public API instead: with the Meson option pyinternals=false, in
 * builds with an unknown layout, and always in the second extension, _public. With 1, layout.c tests all assumptions at
 * import; if one fails, the package imports _public.
 *
 * Assumes CPython 3.11-3.15 with the GIL, not a debug build. */
#ifndef LANE_PY_PYINTERNALS_H
#define LANE_PY_PYINTERNALS_H

#include "internals/dict.h"
#include "internals/images.h"
#include "internals/list.h"
#include "internals/number.h"
#include "internals/str.h"
#include "internals/type.h"

#endif
