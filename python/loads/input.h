/* SPDX-License-Identifier: MIT */
/* The argument of loads as NUL-terminated bytes: bytes as UTF-8, a str with one byte per character (project.h).
 * Borrowed if the object has these bytes, else in a buffer of the call.
 *
 * ASCII and Latin-1 str and bytes are borrowed: they are immutable, and CPython terminates them with NUL. Objects that
 * a hook or another thread could change (bytearray, memoryview, ...) are copied. */
#ifndef LANE_PY_INPUT_H
#define LANE_PY_INPUT_H

#include "../base/state.h"

#include "../../src/base/base.h"

typedef struct {
    const uint8_t *text;  /* text[length] is 0 */
    size_t length;        /* bytes */
    const uint8_t *units; /* non-ASCII str: its units, `kind` bytes for each byte of text; else NULL */
    uint8_t kind;         /* bytes of a unit, for a str */
    bool by_character;    /* from a str: each byte of text is a character */
    bool marked;          /* a byte order mark of UTF-8 is in the three bytes before text */
    bool valid;           /* from a str, or known to be well-formed UTF-8 or WTF-8 */
    PyObject *document;   /* the str, borrowed or owned by `owner`; NULL for bytes */
    PyObject *owner;      /* owned; keeps text alive if the argument does not; or NULL */
    uint8_t *buffer;      /* the call's own copy, or NULL */
    size_t buffer_size;
} lane_py_input;

/* Open the usual arguments: an ASCII str, or bytes as UTF-8. They need no close. False: another object. */
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

/* Results of opening an argument. */
typedef enum {
    LANE_PY_INPUT_OK,
    LANE_PY_INPUT_ERROR,  /* an exception is set */
    LANE_PY_INPUT_TYPE,   /* an object of an unsupported type; no exception set */
    LANE_PY_INPUT_BOM,    /* a str that starts with a byte order mark; no exception set */
    LANE_PY_INPUT_INVALID /* strict only: a str with lone surrogates; no exception set */
} lane_py_input_status;

/* As json: str and its subclasses, or any C-contiguous buffer in UTF-8, UTF-16 or UTF-32, detected as by
 * json.detect_encoding. */
lane_py_input_status lane_py_input_any(lane_py_state *state, PyObject *object, lane_py_input *ret);

/* As orjson: str, bytes, bytearray and memoryview, not their subclasses. UTF-8 only. */
lane_py_input_status lane_py_input_strict(lane_py_state *state, PyObject *object, lane_py_input *ret);

/* Opens a whole str. */
lane_py_input_status lane_py_input_str(lane_py_state *state, PyObject *str, lane_py_input *ret);

/* Opens a str, which must be ready, from character `index`. If it must be copied, copies [index, end) only. */
lane_py_input_status lane_py_input_from(lane_py_state *state, PyObject *str, size_t index, size_t end,
                                        lane_py_input *ret);

/* Releases the buffer and owner of an input; most inputs have neither. */
void lane_py_input_release(lane_py_state *state, lane_py_input *input);
static inline void lane_py_input_close(lane_py_state *state, lane_py_input *input) {
    if (input->buffer != NULL || input->owner != NULL)
        lane_py_input_release(state, input);
}

/* Returns the codec's name, as json.detect_encoding. */
const char *lane_py_detect_encoding(const uint8_t *b, size_t length);

/* Decodes UTF-8 as json does: a new str, or NULL with UnicodeDecodeError set. */
PyObject *lane_py_input_decode(const lane_py_input *input);

/* Returns whether the document starts with a byte order mark. */
bool lane_py_input_has_bom(const lane_py_input *input);

/* Returns the number of characters (code points, lone surrogates included) in text[0..offset). */
size_t lane_py_input_characters(const lane_py_input *input, size_t offset);

#endif
