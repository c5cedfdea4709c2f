/* SPDX-License-Identifier: MIT */
/* The window's memory: text is added at its end and dropped at its start. */
#include "window.h"

#include "../loads/errors.h"

#include "../../src/base/error.h"
#include "../../src/base/extent.h"
#include "../../src/dispatch.h"

/* Most bytes of a character; this many bytes are enough to tell an invalid one. */
#define CHARACTER 4

/* -- memory -- */

static void forget_passed(lane_py_window *window) {
    lane_py_place_pass(&window->passed, window->memory, window->memory + window->at);
    memmove(window->memory, window->memory + window->at, window->end - window->at);
    window->limit -= window->at;
    window->end -= window->at;
    window->at = 0;
}

/* Reserves `more` bytes and a 0. False with MemoryError set. */
static bool reserve(lane_py_window *window, size_t more) {
    const size_t needed = window->end + more + 1;
    if (needed <= window->size)
        return true;
    const size_t grown = window->size + window->size / 2, size = needed > grown ? needed : grown;
    uint8_t *memory = size > PTRDIFF_MAX ? NULL : (uint8_t *)PyMem_Realloc(window->memory, size);
    if (memory == NULL) {
        PyErr_NoMemory();
        return false;
    }
    window->memory = memory;
    window->size = size;
    return true;
}

/* Sets `limit` to the end of valid UTF-8. */
static void set_limit(lane_py_window *window) {
    const uint8_t *end = window->memory + window->end;
    const uint8_t *wrong =
        window->text ? NULL : lane_kernels_active()->utf8_invalid(window->memory + window->limit, end, true);
    window->limit = (size_t)((wrong != NULL ? wrong : end) - window->memory);
    window->covered = window->memory[window->limit];
    window->memory[window->limit] = 0;
}

bool lane_py_window_add(lane_py_window *window, const uint8_t *piece, size_t size) {
    /* Moves no more bytes than were passed, which bounds the time per byte. */
    if (window->at >= window->end - window->at && window->at != 0)
        forget_passed(window);
    if (!reserve(window, size))
        return false;
    if (window->end != 0)
        window->memory[window->limit] = window->covered;
    memcpy(window->memory + window->end, piece, size);
    window->end += size;
    window->memory[window->end] = 0;
    set_limit(window);
    return true;
}

bool lane_py_window_is_wrong(const lane_py_window *window) {
    return window->limit < window->end && (window->ended || window->end - window->limit >= CHARACTER);
}

bool lane_py_window_pass_line(lane_py_window *window) {
    if (window->memory == NULL)
        return true;
    window->memory[window->limit] = window->covered;
    while (window->at < window->end && window->memory[window->at] != '\n' &&
           window->memory[window->at] != EXTENT_SEPARATOR)
        window->at++;
    if (window->limit < window->at)
        window->limit = window->at;
    set_limit(window);
    return window->at < window->end || window->ended;
}

static bool begins_with_mark(const lane_py_window *window) {
    return window->passed.characters == 0 && window->at == 0 && window->limit >= LANE_BOM_SIZE &&
           memcmp(window->memory, LANE_BOM_BYTES, LANE_BOM_SIZE) == 0;
}

void lane_py_window_pass_mark(lane_py_window *window) {
    if (window->text || !begins_with_mark(window))
        return;
    window->limit -= LANE_BOM_SIZE;
    window->end -= LANE_BOM_SIZE;
    memmove(window->memory, window->memory + LANE_BOM_SIZE, window->end + 1);
}

lane_py_width lane_py_window_width(const lane_py_window *window) {
    uint8_t first[4];
    const size_t n = window->end < sizeof first ? window->end : sizeof first;
    if (window->text || window->passed.characters != 0)
        return WIDTH_BYTE;
    for (size_t i = 0; i < n; i++)
        first[i] = i == window->limit ? window->covered : window->memory[i];
    if (n == 0 || (first[0] < 0xFE && memchr(first, 0, n < 2 ? n : 2) == NULL))
        return WIDTH_BYTE;
    if (n < sizeof first && !window->ended)
        return WIDTH_OPEN;
    return strncmp(lane_py_detect_encoding(first, n), "utf-8", strlen("utf-8")) == 0 ? WIDTH_BYTE : WIDTH_WIDE;
}

bool lane_py_window_has_mark(const lane_py_window *window) {
    return window->text && begins_with_mark(window);
}

void lane_py_window_free(lane_py_window *window) {
    PyMem_Free(window->memory);
    *window = (lane_py_window){.memory = NULL};
}

/* -- errors -- */

/* Returns the place of memory[offset] in the whole text. */
static lane_py_place place_of(const lane_py_window *window, size_t offset) {
    lane_py_place place = window->passed;
    lane_py_place_pass(&place, window->memory, window->memory + offset);
    return place;
}

/* Returns the end of the line of memory[offset], as far as it has arrived. */
static size_t line_end(const lane_py_window *window, size_t offset) {
    const uint8_t *p = window->memory + offset, *newline = memchr(p, '\n', window->limit - offset);
    return newline != NULL ? (size_t)(newline - window->memory) : window->limit;
}

/* Returns a new exception of `type`, StreamDecodeError or RecordDecodeError; NULL with another one set. */
static PyObject *decode_error(PyObject *type, size_t record, PyObject *message, PyObject *text,
                              const lane_py_place *place, const lane_py_place *start) {
    const Py_ssize_t position = (Py_ssize_t)place->characters, line = (Py_ssize_t)place->lines + 1;
    const Py_ssize_t column = (Py_ssize_t)place->column + 1, first = (Py_ssize_t)start->characters;
    return record == 0 ? PyObject_CallFunction(type, "OOnnnn", message, text, position, line, column, first)
                       : PyObject_CallFunction(type, "OOnnnnn", message, text, position, line, column,
                                               (Py_ssize_t)record, first);
}

void lane_py_window_raise(const lane_py_window *window, size_t record, PyObject *message, size_t offset) {
    const char *const name = record == 0 ? "StreamDecodeError" : "RecordDecodeError";
    const lane_py_place start = place_of(window, window->at), place = place_of(window, offset);
    const size_t end = line_end(window, offset);
    PyObject *module = message == NULL ? NULL : PyImport_ImportModule("lanejson._records");
    PyObject *type = module == NULL ? NULL : PyObject_GetAttrString(module, name);
    PyObject *text = type == NULL ? NULL
                                  : PyUnicode_DecodeUTF8((const char *)window->memory + window->at,
                                                         (Py_ssize_t)(end - window->at), "surrogatepass");
    PyObject *error = text == NULL ? NULL : decode_error(type, record, message, text, &place, &start);
    if (error != NULL)
        PyErr_SetObject(type, error);
    Py_XDECREF(error);
    Py_XDECREF(text);
    Py_XDECREF(type);
    Py_XDECREF(module);
    Py_XDECREF(message);
}

/* Returns the offset of the character that is `characters` after window.at. */
static size_t offset_of(const lane_py_window *window, Py_ssize_t characters) {
    size_t offset = window->at;
    for (; characters > 0 || (window->memory[offset] & 0xC0) == 0x80; offset++)
        characters -= (window->memory[offset] & 0xC0) != 0x80;
    return offset;
}

bool lane_py_window_raise_fault(const lane_py_window *window, const lane_py_loads *call, size_t record) {
    const bool raised = PyErr_Occurred() != NULL;
    const lane_py_input input = {
        .text = call->text, .length = line_end(window, window->at + call->error.offset) - window->at, .valid = true};
    lane_py_raise_stdlib(call, &input);
    if (raised || !PyErr_ExceptionMatches(call->state->decode_error))
        return false;
    PyObject *error = PyErr_GetRaisedException();
    PyObject *message = PyObject_GetAttrString(error, "msg");
    PyObject *position = message == NULL ? NULL : PyObject_GetAttrString(error, "pos");
    const Py_ssize_t characters = position == NULL ? -1 : PyLong_AsSsize_t(position);
    Py_DECREF(error);
    Py_XDECREF(position);
    if (characters < 0)
        Py_XDECREF(message);
    else
        lane_py_window_raise(window, record, message, offset_of(window, characters));
    return characters >= 0;
}
