/* SPDX-License-Identifier: MIT */
/* The part of a text that has come and is not passed over yet, and the errors that name places in the whole of it. */
#ifndef LANE_PY_WINDOW_H
#define LANE_PY_WINDOW_H

#include "place.h"
#include "../base/state.h"

/* memory[at..end) is to be read. Up to `limit` it is right UTF-8, and a 0 lies there in the place of `covered`.
 * Zeros at the start. */
typedef struct {
    uint8_t *memory; /* PyMem's */
    size_t size, at, limit, end;
    uint8_t covered;
    bool text;            /* it comes as str, which needs no look */
    bool ended;           /* no more will come */
    lane_py_place passed; /* before memory[0] */
} lane_py_window;

/* Adds what has come, and forgets what was passed over: a byte costs a bounded time. False with MemoryError set. */
bool lane_py_window_add(lane_py_window *window, const uint8_t *piece, size_t size);

/* Whether what follows the limit is not UTF-8, whatever comes. */
bool lane_py_window_is_wrong(const lane_py_window *window);

/* Passes over a byte order mark at the very beginning of bytes, which is not counted. */
void lane_py_window_pass_mark(lane_py_window *window);

/* Whether a str begins with one, which json refuses. */
bool lane_py_window_has_mark(const lane_py_window *window);

/* Sets StreamDecodeError: `message`, which is stolen, about memory[offset]. */
void lane_py_window_raise(const lane_py_window *window, PyObject *message, size_t offset);

/* Sets what call.error means in the text from window.at on as StreamDecodeError, if it is about the text. */
void lane_py_window_raise_fault(const lane_py_window *window, const lane_py_loads *call);

void lane_py_window_free(lane_py_window *window);

#endif
