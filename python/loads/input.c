/* SPDX-License-Identifier: MIT */
/* Opens the argument of loads. */
#include "input.h"

#include "../cpython/pyinternals.h"

#include "../../src/base/base.h"

/* Buffers up to this many bytes stay between calls. */
#define SPARE_MOST ((size_t)256 * 1024)

/* Allocates ret->buffer with at least `size` bytes, or takes the spare one. Returns it; NULL with MemoryError set. */
static uint8_t *take_buffer(lane_py_state *state, size_t size, lane_py_input *ret) {
    lane_py_kept *kept = lane_py_kept_of(&state->keeper);
    if (LANE_PY_FREE_THREADED && kept == NULL)
        return NULL;
    if (kept->spare != NULL && kept->spare_size >= size) {
        ret->buffer = kept->spare;
        ret->buffer_size = kept->spare_size;
        kept->spare = NULL;
        return ret->buffer;
    }
    ret->buffer_size = size < 1024 ? 1024 : size;
    ret->buffer = (uint8_t *)PyMem_Malloc(ret->buffer_size);
    if (ret->buffer == NULL)
        PyErr_NoMemory();
    return ret->buffer;
}

void lane_py_input_release(lane_py_state *state, lane_py_input *input) {
    if (input->buffer != NULL) {
        lane_py_kept *kept = lane_py_kept_of(&state->keeper);
        if ((!LANE_PY_FREE_THREADED || kept != NULL) && input->buffer_size <= SPARE_MOST &&
            (kept->spare == NULL || kept->spare_size < input->buffer_size)) {
            uint8_t *smaller = kept->spare;
            kept->spare = input->buffer;
            kept->spare_size = input->buffer_size;
            input->buffer = smaller;
        }
        PyMem_Free(input->buffer);
        input->buffer = NULL;
    }
    Py_CLEAR(input->owner);
}

/* -- str -- */

/* Projects ret->units, of 2 or 4 bytes each, into a new buffer. */
static lane_py_input_status project(lane_py_state *state, bool surrogates, lane_py_input *ret) {
    uint8_t *copy = take_buffer(state, ret->length + 1, ret);
    if (copy == NULL)
        return LANE_PY_INPUT_ERROR;
    bool whole = state->engine->project(copy, ret->units, ret->length, ret->kind);
    if (!whole && !surrogates)
        return LANE_PY_INPUT_INVALID;
    copy[ret->length] = 0;
    ret->text = copy;
    return LANE_PY_INPUT_OK;
}

/* See lane_py_input_from. */
LANE_INLINE lane_py_input_status open_from(lane_py_state *state, PyObject *str, size_t index, size_t end,
                                           bool surrogates, lane_py_input *ret) {
    ret->by_character = ret->valid = true;
    ret->document = str;
    ret->kind = (uint8_t)PyUnicode_KIND(str);
    if (LANE_LIKELY(ret->kind == 1)) {
        ret->text = PyUnicode_1BYTE_DATA(str) + index;
        ret->length = (size_t)PyUnicode_GET_LENGTH(str) - index;
        ret->units = PyUnicode_IS_ASCII(str) ? NULL : ret->text;
        return LANE_PY_INPUT_OK;
    }
    ret->length = end - index;
    ret->units = (const uint8_t *)PyUnicode_DATA(str) + index * ret->kind;
    return project(state, surrogates, ret);
}

LANE_INLINE lane_py_input_status open_str(lane_py_state *state, PyObject *str, bool surrogates, lane_py_input *ret) {
    if (LANE_UNLIKELY(!pycompat_str_ready(str)))
        return LANE_PY_INPUT_ERROR;
    return open_from(state, str, 0, (size_t)PyUnicode_GET_LENGTH(str), surrogates, ret);
}

lane_py_input_status lane_py_input_str(lane_py_state *state, PyObject *str, lane_py_input *ret) {
    *ret = (lane_py_input){0};
    return open_str(state, str, true, ret);
}

lane_py_input_status lane_py_input_from(lane_py_state *state, PyObject *str, size_t index, size_t end,
                                        lane_py_input *ret) {
    *ret = (lane_py_input){0};
    return open_from(state, str, index, end, true, ret);
}

/* -- bytes -- */

const char *lane_py_detect_encoding(const uint8_t *b, size_t length) {
    if (length >= 4 && (memcmp(b, "\0\0\xFE\xFF", 4) == 0 || memcmp(b, "\xFF\xFE\0\0", 4) == 0))
        return "utf-32";
    if (length >= 2 && (memcmp(b, "\xFE\xFF", 2) == 0 || memcmp(b, "\xFF\xFE", 2) == 0))
        return "utf-16";
    if (length >= 3 && memcmp(b, "\xEF\xBB\xBF", 3) == 0)
        return "utf-8-sig";
    if (length >= 4) {
        if (b[0] == 0)
            return b[1] != 0 ? "utf-16-be" : "utf-32-be";
        if (b[1] == 0)
            return b[2] != 0 || b[3] != 0 ? "utf-16-le" : "utf-32-le";
    } else if (length == 2) {
        if (b[0] == 0)
            return "utf-16-be";
        if (b[1] == 0)
            return "utf-16-le";
    }
    return "utf-8";
}

static LANE_COLD lane_py_input_status open_encoded(lane_py_state *state, lane_py_input *ret) {
    const char *encoding = lane_py_detect_encoding(ret->text, ret->length);
    if (strcmp(encoding, "utf-8") == 0)
        return LANE_PY_INPUT_OK;
    if (strcmp(encoding, "utf-8-sig") == 0) {
        ret->text += 3;
        ret->length -= 3;
        ret->marked = true;
        return LANE_PY_INPUT_OK;
    }
    PyObject *str = PyUnicode_Decode((const char *)ret->text, (Py_ssize_t)ret->length, encoding, "surrogatepass");
    lane_py_input_close(state, ret);
    *ret = (lane_py_input){0};
    if (str == NULL)
        return LANE_PY_INPUT_ERROR;
    lane_py_input_status status = open_str(state, str, true, ret);
    ret->owner = str;
    return status;
}

/* Without the GIL: copies a bytearray under its lock. CPython 3.13 counts its exports without one. */
static lane_py_input_status copy_bytearray(lane_py_state *state, PyObject *object, lane_py_input *ret) {
    uint8_t *copy;
    Py_BEGIN_CRITICAL_SECTION(object);
    const size_t size = (size_t)PyByteArray_GET_SIZE(object);
    copy = take_buffer(state, size + 1, ret);
    if (copy != NULL) {
        memcpy(copy, PyByteArray_AS_STRING(object), size);
        copy[size] = 0;
        ret->text = copy;
        ret->length = size;
    }
    Py_END_CRITICAL_SECTION();
    return copy == NULL ? LANE_PY_INPUT_ERROR : LANE_PY_INPUT_OK;
}

/* Copies any C-contiguous buffer. */
static lane_py_input_status copy_buffer(lane_py_state *state, PyObject *object, lane_py_input *ret) {
    if (LANE_PY_FREE_THREADED && PyByteArray_CheckExact(object))
        return copy_bytearray(state, object, ret);
    Py_buffer view;
    if (PyObject_GetBuffer(object, &view, PyBUF_SIMPLE) < 0)
        return LANE_PY_INPUT_ERROR;
    uint8_t *copy = take_buffer(state, (size_t)view.len + 1, ret);
    if (copy != NULL) {
        Py_BEGIN_CRITICAL_SECTION(view.obj);
        memcpy(copy, view.buf, (size_t)view.len);
        Py_END_CRITICAL_SECTION();
        copy[view.len] = 0;
        ret->text = copy;
        ret->length = (size_t)view.len;
    }
    PyBuffer_Release(&view);
    return copy == NULL ? LANE_PY_INPUT_ERROR : LANE_PY_INPUT_OK;
}

/* -- the faces -- */

/* Uses the same codec as json: newer versions of CPython name it in a note of the exception. */
PyObject *lane_py_input_decode(const lane_py_input *input) {
    const char *text = (const char *)input->text;
    return input->marked ? PyUnicode_Decode(text - 3, (Py_ssize_t)input->length + 3, "utf-8-sig", "surrogatepass")
                         : PyUnicode_DecodeUTF8(text, (Py_ssize_t)input->length, "surrogatepass");
}

bool lane_py_input_has_bom(const lane_py_input *input) {
    if (input->by_character)
        return input->kind != 1 && PyUnicode_READ_CHAR(input->document, 0) == 0xFEFF;
    return input->length >= 3 && memcmp(input->text, "\xEF\xBB\xBF", 3) == 0;
}

lane_py_input_status lane_py_input_any(lane_py_state *state, PyObject *object, lane_py_input *ret) {
    lane_py_input_status status;
    *ret = (lane_py_input){0};
    if (PyUnicode_Check(object)) {
        status = open_str(state, object, true, ret);
        return LANE_UNLIKELY(ret->kind != 1) && status == LANE_PY_INPUT_OK && lane_py_input_has_bom(ret)
                   ? LANE_PY_INPUT_BOM
                   : status;
    }
    if (LANE_LIKELY(PyBytes_Check(object))) {
        ret->text = (const uint8_t *)PyBytes_AS_STRING(object);
        ret->length = (size_t)PyBytes_GET_SIZE(object);
    } else {
        if (!PyObject_CheckBuffer(object))
            return LANE_PY_INPUT_TYPE;
        status = copy_buffer(state, object, ret);
        if (status != LANE_PY_INPUT_OK)
            return status;
    }
    /* Each byte order mark starts with 0 or a non-ASCII byte; UTF-16 and UTF-32 have a 0 in the first two bytes. */
    if (LANE_LIKELY((uint8_t)(ret->text[0] - 1) < 0x7F && ret->text[1] != 0))
        return LANE_PY_INPUT_OK;
    return open_encoded(state, ret);
}

lane_py_input_status lane_py_input_strict(lane_py_state *state, PyObject *object, lane_py_input *ret) {
    if (lane_py_input_bytes(object, ret))
        return LANE_PY_INPUT_OK;
    *ret = (lane_py_input){0};
    if (PyUnicode_CheckExact(object))
        return open_str(state, object, false, ret);
    if (!PyByteArray_CheckExact(object) && !PyMemoryView_Check(object))
        return LANE_PY_INPUT_TYPE;
    lane_py_input_status status = copy_buffer(state, object, ret);
    if (status == LANE_PY_INPUT_ERROR && PyErr_ExceptionMatches(PyExc_BufferError)) {
        PyErr_Clear();
        return LANE_PY_INPUT_TYPE;
    }
    return status;
}

size_t lane_py_input_characters(const lane_py_input *input, size_t offset) {
    size_t count = 0;
    if (input->by_character)
        return offset;
    size_t i = 0;
    for (; offset - i >= 8; i += 8) {
        const uint64_t bytes = lane_load64(input->text + i);
        count += 8 - bits_popcount64(bytes >> 7 & ~bytes >> 6 & 0x0101010101010101u); /* of continuation bytes */
    }
    for (; i < offset; i++)
        count += (input->text[i] & 0xC0) != 0x80;
    return count;
}
