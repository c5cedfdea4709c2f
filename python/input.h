/* SPDX-License-Identifier: MIT */
/* What loads was given, as UTF-8 that ends with a 0: borrowed where the object has that already, else in a buffer of
 * the call's own.
 *
 * Borrowed are ASCII str and bytes: they cannot change, and CPython keeps a 0 behind both. Everything that may change
 * under a hook or another thread (bytearray, memoryview, ...) is copied. */
#ifndef LANE_PY_INPUT_H
#define LANE_PY_INPUT_H

#include "state.h"

typedef struct {
    const uint8_t *text; /* text[length] is 0 */
    size_t length;       /* bytes */
    bool valid;          /* from a str: well-formed, halves of surrogate pairs apart */
    bool ascii;          /* known to be ASCII, so that bytes are characters */
    PyObject *document;  /* borrowed or owned by `owner`: the str that was read; NULL if it was bytes */
    PyObject *owner;     /* owned; keeps text alive where the argument does not; may be NULL */
    uint8_t *buffer;     /* the call's own copy, or NULL */
    size_t buffer_size;
} lane_py_input;

/* What an attempt to open came to, where it is no input. */
typedef enum {
    LANE_PY_INPUT_OK,
    LANE_PY_INPUT_ERROR,  /* an exception is set */
    LANE_PY_INPUT_TYPE,   /* not an object that can be read; no exception set */
    LANE_PY_INPUT_BOM,    /* a str that starts with a byte order mark; no exception set */
    LANE_PY_INPUT_INVALID /* strict only: a str with halves of surrogate pairs; no exception set */
} lane_py_input_status;

/* As json: str and its subclasses; UTF-8, UTF-16 and UTF-32, recognised as json.detect_encoding does, in any
 * C-contiguous buffer. */
lane_py_input_status lane_py_input_any(lane_py_state *state, PyObject *object, lane_py_input *ret);

/* As orjson: UTF-8 only; str, bytes, bytearray and memoryview, but no subclass of them. */
lane_py_input_status lane_py_input_strict(lane_py_state *state, PyObject *object, lane_py_input *ret);

/* A str alone, whole. */
lane_py_input_status lane_py_input_str(lane_py_state *state, PyObject *str, lane_py_input *ret);

/* Releases what the input holds. */
void lane_py_input_close(lane_py_state *state, lane_py_input *input);

/* The number of characters (code points, or halves of pairs) in text[0..offset). */
size_t lane_py_input_characters(const lane_py_input *input, size_t offset);

#endif
