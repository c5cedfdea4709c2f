/* SPDX-License-Identifier: MIT */
/* The canonical form of RFC 8785. */
#ifndef LANE_CANONICAL_H
#define LANE_CANONICAL_H

#include "document.h"

/* As lane_kernels.write does it; of frame's flags and indentation nothing is obeyed. */
bool lane_canonical_write(lane_write_frame *frame);

#endif
