/* SPDX-License-Identifier: MIT */
/* The stack of frames: growth, ownership, cycles. */
#ifndef LANE_PY_STACK_H
#define LANE_PY_STACK_H

#include "encoder.h"

/* The frame above e->top, where the engine found no room or has to look for cycles. NULL with an exception set.
 * *ret_releases: the frame is to have `releases`. */
lane_frame *lane_py_frame_checked(lane_encoder *e, PyObject *subject, frame_kind kind, bool *ret_releases);
/* Whether a container, or the frame of a value, may stand above e->top. False with an exception set. */
bool lane_py_depth_allows(lane_encoder *e, const PyObject *subject, frame_kind kind);
/* Gives the frames references of their own. It is enough where the call is to fail. */
void lane_py_hold_frames(lane_encoder *e);
/* The same before Python code runs, the entry of each frame being the one that is written: makes of dicts what the
 * running json has of them by then, for them to be changed. */
void lane_py_own_frames(lane_encoder *e);
/* The same, for the context of a call. */
void lane_py_own_frames_of(lane_py_context *c);
/* Releases the references of the top frame, which may run Python code. */
void lane_py_frame_release(lane_encoder *e);
/* Takes the next item, or key and value, of the top frame, which streams, in the place of the last, and leaves the
 * frame as after a value: 1, 0 at the end, -1 with an exception set. */
int lane_py_frame_refill(lane_encoder *e);
/* The key of the entry at hand of a dict's frame: borrowed, NULL if it is gone. */
PyObject *lane_py_frame_key(const lane_frame *f);

/* An item that an iterator gave, stolen, as items of a frame: of a list, or a key and its value. NULL with an exception
 * set. */
PyObject *lane_py_stream_items(bool is_list, PyObject *item);
/* Looks whether subject is on the stack already; false with an exception set. */
bool lane_py_check_cycle(lane_encoder *e, PyObject *subject);

#endif
