/* SPDX-License-Identifier: MIT */
/* The stack of frames: growth, ownership, cycles. */
#ifndef LANE_PY_STACK_H
#define LANE_PY_STACK_H

#include "encoder.h"

/* Returns the frame above e->top if the engine has no room or must check for cycles. NULL with an exception set.
 * *ret_releases: value for the frame's `releases`. */
lane_frame *lane_py_frame_checked(lane_encoder *e, PyObject *subject, frame_kind kind, bool *ret_releases);
/* Returns whether a container or a FRAME_VALUE may be pushed. False with an exception set. */
bool lane_py_depth_allows(lane_encoder *e, const PyObject *subject, frame_kind kind);
/* Makes all frames own their references. Sufficient if the call is about to fail. */
void lane_py_hold_frames(lane_encoder *e);
/* As lane_py_hold_frames, before Python code runs while the current entry of each frame is being written. Also freezes
 * the entries of dicts that the running json would already have read. */
void lane_py_own_frames(lane_encoder *e);
/* As lane_py_own_frames, given a context. */
void lane_py_own_frames_of(lane_py_context *c);
/* Drops the references of the top frame, which may run Python code. */
void lane_py_frame_release(lane_encoder *e);
/* Replaces the item, or key and value, of the top frame, which streams, by the next one. Leaves the frame as after a
 * value. Returns 1; 0 at the end; -1 with an exception set. */
int lane_py_frame_refill(lane_encoder *e);
/* Returns the key of the current entry of a dict's frame: a new reference; NULL if it is gone. */
PyObject *lane_py_frame_key(const lane_frame *f);

/* Converts an item from an iterator, stolen, to the items of a frame: of a list, or a key and a value. NULL with an
 * exception set. */
PyObject *lane_py_stream_items(bool is_list, PyObject *item);
/* Returns whether `subject` is not on the stack; false with an exception set. */
bool lane_py_check_cycle(lane_encoder *e, PyObject *subject);

#endif
