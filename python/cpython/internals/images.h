/* SPDX-License-Identifier: MIT */
/* LANE_PYINTERNALS, and the headers that new objects are copied from. */
#ifndef LANE_PY_INTERNALS_IMAGES_H
#define LANE_PY_INTERNALS_IMAGES_H

#include "../pycompat.h"

#include "../../../src/base/base.h"

#ifndef LANE_PYINTERNALS
#define LANE_PYINTERNALS LANE_PY_KNOWN_LAYOUT
#endif

/* Copies of the headers of new objects. A new object starts as a copy; only the fields named here are then set. So the
 * other contents of a header (type, reference count, state bits) are copied, not assumed. */
typedef struct {
    PyASCIIObject ascii;            /* ASCII str: set the length */
    PyCompactUnicodeObject wide[3]; /* non-ASCII str of 1, 2 and 4 bytes a character: set the length */
    PyBytesObject bytes;            /* bytes: set the size */
    PyFloatObject number;           /* float: set ob_fval */
    unsigned char integer[32];      /* int: set the size with the sign, and the digits */
} internals_images;

#endif
