/* SPDX-License-Identifier: MIT */
/* What loads was given, as bytes that end with a 0: bytes as UTF-8, and str as a byte a character (project.h); borrowed
 * where the object has that already, else in a buffer of the call's own.
 *
 * Borrowed are ASCII and Latin-1 str and bytes: they cannot change, and CPython keeps a 0 after them. Everything that
 * may change under a hook or another thread (bytearray, memoryview, ...) is copied. */
#ifndef LANE_PY_INPUT_H
#define LANE_PY_INPUT_H

#include "../base/state.h"

#include "../../src/base/base.h"

typedef struct {
    const uint8_t *text;  /* text[length] is 0 */
    size_t length;        /* bytes */
    const uint8_t *units; /* of a non-ASCII str, `kind` bytes for each of the text; else NULL */
    uint8_t kind;         /* of a str */
    bool by_character;    /* from a str: bytes of the text are characters */
    bool marked;          /* the three bytes before the text are a byte order mark */
    bool valid;           /* from a str, or known to be well-formed, lone surrogates apart */
    PyObject *document;   /* borrowed or owned by `owner`: the str that was read; NULL if it was bytes */
    PyObject *owner;      /* owned; keeps text alive where the argument does not; may be NULL */
    uint8_t *buffer;      /* the call's own copy, or NULL */
    size_t buffer_size;
} lane_py_input;

/* Opens what most calls are given, for which nothing is to be closed: an ASCII str, or bytes as UTF-8. False: it is
 * something else. */
LANE_INLINE bool lane_py_input_ascii(PyObject *object, lane_py_input *ret) {
    if (!PyUnicode_CheckExact(object) || !PyUnicode_IS_COMPACT_ASCII(object))
        return false;
    *ret = (lane_py_input){.text = PyUnicode_1BYTE_DATA(object),
                           .length = (size_t)PyUnicode_GET_LENGTH(object),
                           .kind = 1,
                           .by_character = true,
                           .valid = true,
                           .document = object};
    return true;
}
LANE_INLINE bool lane_py_input_bytes(PyObject *object, lane_py_input *ret) {
    if (!PyBytes_CheckExact(object))
        return false;
    *ret =
        (lane_py_input){.text = (const uint8_t *)PyBytes_AS_STRING(object), .length = (size_t)PyBytes_GET_SIZE(object)};
    return true;
}

/* What an attempt to open came to, where it is no input. */
typedef enum {
    LANE_PY_INPUT_OK,
    LANE_PY_INPUT_ERROR,  /* an exception is set */
    LANE_PY_INPUT_TYPE,   /* not an object that can be read; no exception set */
    LANE_PY_INPUT_BOM,    /* a str that starts with a byte order mark; no exception set */
    LANE_PY_INPUT_INVALID /* strict only: a str with lone surrogates; no exception set */
} lane_py_input_status;

/* As json: str and its subclasses; UTF-8, UTF-16 and UTF-32, recognised as json.detect_encoding does, in any
 * C-contiguous buffer. */
lane_py_input_status lane_py_input_any(lane_py_state *state, PyObject *object, lane_py_input *ret);

/* As orjson: UTF-8 only; str, bytes, bytearray and memoryview, but no subclass of them. */
lane_py_input_status lane_py_input_strict(lane_py_state *state, PyObject *object, lane_py_input *ret);

/* A str alone, whole. */
lane_py_input_status lane_py_input_str(lane_py_state *state, PyObject *str, lane_py_input *ret);

/* The same, which is ready, from `index` on; of what would have to be copied, no more than up to `end`. */
lane_py_input_status lane_py_input_from(lane_py_state *state, PyObject *str, size_t index, size_t end,
                                        lane_py_input *ret);

/* Releases what the input holds: mostly nothing. */
void lane_py_input_release(lane_py_state *state, lane_py_input *input);
static inline void lane_py_input_close(lane_py_state *state, lane_py_input *input) {
    if (input->buffer != NULL || input->owner != NULL)
        lane_py_input_release(state, input);
}

/* json.detect_encoding: the codec's name. */
const char *lane_py_detect_encoding(const uint8_t *b, size_t length);

/* Bytes of UTF-8 as json decodes them: a new str, or NULL with UnicodeDecodeError set. */
PyObject *lane_py_input_decode(const lane_py_input *input);

/* Whether the document starts with a byte order mark. */
bool lane_py_input_has_bom(const lane_py_input *input);

/* The number of characters (code points, or halves of pairs) in text[0..offset). */
size_t lane_py_input_characters(const lane_py_input *input, size_t offset);

#endif
