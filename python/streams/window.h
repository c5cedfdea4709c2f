/* SPDX-License-Identifier: MIT */
/* A window of a text: the part that has arrived and is not yet passed; and the errors with positions in the whole
 * text. */
#ifndef LANE_PY_WINDOW_H
#define LANE_PY_WINDOW_H

#include "place.h"
#include "../base/state.h"

/* memory[at..end) is unread. Up to `limit` it is valid UTF-8, and memory[limit] is 0 in place of `covered`. Initialised
 * with zeros. */
typedef struct {
    uint8_t *memory; /* allocated by PyMem */
    size_t size, at, limit, end;
    uint8_t covered;
    bool text;            /* from str: valid UTF-8 without a check */
    bool ended;           /* no more text will come */
    lane_py_place passed; /* the place of memory[0] */
} lane_py_window;

/* Adds a piece and drops passed text; the time per byte is bounded. False with MemoryError set. */
bool lane_py_window_add(lane_py_window *window, const uint8_t *piece, size_t size);

/* Returns whether the bytes after `limit` are invalid UTF-8, whatever follows. */
bool lane_py_window_is_wrong(const lane_py_window *window);

/* Drops a byte order mark at the start of bytes; it does not count as a character. */
void lane_py_window_pass_mark(lane_py_window *window);

/* Whether bytes are UTF-8, or UTF-16 or UTF-32. */
typedef enum {
    WIDTH_BYTE,
    WIDTH_OPEN, /* too few bytes have arrived */
    WIDTH_WIDE
} lane_py_width;

/* Detects it as loads does. A str is WIDTH_BYTE. */
lane_py_width lane_py_window_width(const lane_py_window *window);

/* Returns whether a str starts with a byte order mark, which json refuses. */
bool lane_py_window_has_mark(const lane_py_window *window);

/* Skips the rest of a line or record, as far as it has arrived, valid or not. Returns whether its end has arrived. */
bool lane_py_window_pass_line(lane_py_window *window);

/* Raises StreamDecodeError, or RecordDecodeError if `record` is not 0, for memory[offset]. Steals `message`. */
void lane_py_window_raise(const lane_py_window *window, size_t record, PyObject *message, size_t offset);

/* Raises call.error, in the text from window.at, as one of these; other exceptions unchanged. Returns whether it is a
 * fault of the text: false if an exception was set before, or is another one. */
bool lane_py_window_raise_fault(const lane_py_window *window, const lane_py_loads *call, size_t record);

void lane_py_window_free(lane_py_window *window);

#endif
