/* SPDX-License-Identifier: MIT */
/* Error messages. An engine reports a code and a byte. Each dialect has its own message and position for a fault, found
 * here from the document around that byte. */
#include "errors.h"

#include "../base/depth.h"

#include "../../src/base/comment.h"

/* A fault in the terms of a dialect. */
typedef struct {
    const char *message;
    size_t at; /* byte */
} fault;

/* Sets the exception, which it steals; NULL: creating it failed and has set another. */
static PyObject *raise_made(PyObject *error) {
    if (error != NULL) {
        PyErr_SetObject((PyObject *)Py_TYPE(error), error);
        Py_DECREF(error);
    }
    return NULL;
}

static PyObject *raise_decode_error(PyObject *type, const char *message, PyObject *document, size_t position) {
    return raise_made(PyObject_CallFunction(type, "sOn", message, document, (Py_ssize_t)position));
}

PyObject *lane_py_raise_at(const lane_py_state *state, const char *message, PyObject *document, size_t position) {
    return raise_decode_error(state->decode_error, message, document, position);
}

static size_t skip_space(const lane_py_loads *call, size_t at) {
    while (at < call->length && lane_is_space(call->text[at]))
        at++;
    return at;
}

/* As skip_space, and skips comments if the call reads them. */
static size_t skip_gap(const lane_py_loads *call, size_t at) {
    bool open = false;
    return call->flags & LANE_COMMENTS
               ? (size_t)(comment_skip(call->text + at, call->text + call->length, false, &open) - call->text)
               : skip_space(call, at);
}

/* -- json -- */

static const char bad_unicode_escape[] = "Invalid \\uXXXX escape";

/* Counts the characters from byte `at` to the end of the document. UTF-8: counts up to `most`. */
static size_t characters_left(const lane_py_loads *call, size_t at, size_t most) {
    size_t count = 0;
    if (call->units != NULL)
        return call->length - at;
    for (; at < call->length && count < most; at++)
        count += at + 1 == call->length || (call->text[at + 1] & 0xC0) != 0x80;
    return count;
}

/* An unclosed string is reported at its start. If the document ends with or within a \uXXXX, json reports that escape
 * instead: its scanner requires a character after it. */
static fault stdlib_string_end(const lane_py_loads *call, size_t quote) {
    size_t whole = call->state->refuses_last_escape ? 7 : 6;
    for (size_t at = quote + 1; at + 1 < call->length;) {
        if (call->text[at] != '\\') {
            at++;
        } else if (call->text[at + 1] == 'u') {
            if (characters_left(call, at, whole) < whole)
                return (fault){bad_unicode_escape, at + 1};
            at += 6;
        } else {
            at += 2;
        }
    }
    return (fault){"Unterminated string starting at", quote};
}

static fault stdlib_fault(const lane_py_loads *call) {
    static const char value[] = "Expecting value", key[] = "Expecting property name enclosed in double quotes";
    size_t at = call->error.offset;
    bool named = call->state->names_trailing_comma;
    switch (call->error.code) {
    case LANE_ERROR_KEY: return (fault){key, at};
    case LANE_ERROR_COLON: return (fault){"Expecting ':' delimiter", at};
    case LANE_ERROR_ARRAY_COMMA:
    case LANE_ERROR_OBJECT_COMMA: return (fault){"Expecting ',' delimiter", at};
    case LANE_ERROR_ARRAY_TRAILING:
        return named ? (fault){"Illegal trailing comma before end of array", at}
                     : (fault){value, skip_gap(call, at + 1)};
    case LANE_ERROR_OBJECT_TRAILING:
        return named ? (fault){"Illegal trailing comma before end of object", at}
                     : (fault){key, skip_gap(call, at + 1)};
    case LANE_ERROR_EXTRA: return (fault){"Extra data", at};
    case LANE_ERROR_INCOMPLETE: return (fault){"Unterminated comment starting at", at};
    case LANE_ERROR_STRING_END: return stdlib_string_end(call, at);
    case LANE_ERROR_CONTROL: return (fault){"Invalid control character at", at};
    case LANE_ERROR_ESCAPE: return (fault){"Invalid \\escape", at};
    case LANE_ERROR_UNICODE_ESCAPE: return (fault){bad_unicode_escape, at + 1};
    default: return (fault){value, at};
    }
}

static PyObject *raise_recursion(const lane_py_loads *call) {
    lane_py_raise_depth(call->text[call->error.offset] == '{' ? "object" : "array");
    return NULL;
}

/* Returns the document as a str: a new reference, or NULL with UnicodeDecodeError set. On success an exception that was
 * set stays set. */
static PyObject *stdlib_document(const lane_py_input *input) {
    if (input->document != NULL) {
        Py_INCREF(input->document);
        return input->document;
    }
    PyObject *before = PyErr_GetRaisedException();
    PyObject *document = lane_py_input_decode(input);
    if (document != NULL)
        PyErr_SetRaisedException(before);
    else
        Py_XDECREF(before);
    return document;
}

/* json's scanner raises StopIteration where it expected a value. Its decoder cannot tell this from a hook's
 * StopIteration, so both become JSONDecodeError. */
static void raise_stopped(const lane_py_loads *call, PyObject *document) {
    PyObject *stop = PyErr_GetRaisedException(), *position = PyObject_GetAttrString(stop, "value");
    if (position != NULL)
        raise_made(PyObject_CallFunction(call->state->decode_error, "sOO", "Expecting value", document, position));
    Py_XDECREF(position);
    Py_DECREF(stop);
}

PyObject *lane_py_raise_stdlib(const lane_py_loads *call, const lane_py_input *input) {
    PyObject *document = stdlib_document(input);
    if (document == NULL)
        return NULL;
    if (PyErr_ExceptionMatches(PyExc_StopIteration)) {
        raise_stopped(call, document);
    } else if (PyErr_Occurred()) {
        ;
    } else if (call->error.code == LANE_ERROR_MEMORY) {
        PyErr_NoMemory();
    } else if (call->error.code == LANE_ERROR_DEPTH) {
        raise_recursion(call);
    } else {
        fault found = stdlib_fault(call);
        lane_py_raise_at(call->state, found.message, document, lane_py_input_characters(input, found.at));
    }
    Py_DECREF(document);
    return NULL;
}

PyObject *lane_py_raise_scanner(const lane_py_loads *call, PyObject *document, size_t index) {
    if (PyErr_Occurred())
        return NULL;
    if (call->error.code == LANE_ERROR_MEMORY)
        return PyErr_NoMemory();
    if (call->error.code == LANE_ERROR_DEPTH)
        return raise_recursion(call);
    fault found = stdlib_fault(call);
    size_t position = index + found.at;
    if (strcmp(found.message, "Expecting value") != 0)
        return lane_py_raise_at(call->state, found.message, document, position);
    PyObject *value = PyLong_FromSize_t(position);
    if (value != NULL) {
        PyErr_SetObject(PyExc_StopIteration, value);
        Py_DECREF(value);
    }
    return NULL;
}

/* -- orjson -- */

/* Returns whether the document ends within a word that starts at `at`. */
static bool is_cut_word(const lane_py_loads *call, size_t at) {
    static const char *const words[] = {"true", "false", "null"};
    size_t left = call->length - at;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (left < strlen(words[i]) && memcmp(call->text + at, words[i], left) == 0)
            return true;
    }
    return false;
}

/* Returns the fault of the number that starts at `at`; message NULL if there is none. */
static fault strict_number(const lane_py_loads *call, size_t at) {
    const uint8_t *text = call->text; /* NUL-terminated; NUL is no digit */
    size_t p = at + (text[at] == '-');
    if (!lane_is_digit(text[p]))
        return (fault){"no digit after sign", p};
    if (text[p] == '0' && lane_is_digit(text[p + 1]))
        return (fault){"number with leading zero is not allowed", p};
    while (lane_is_digit(text[p]))
        p++;
    if (text[p] == '.') {
        p++;
        if (!lane_is_digit(text[p]))
            return (fault){"no digit after decimal point", p};
        while (lane_is_digit(text[p]))
            p++;
    }
    if ((text[p] | 0x20) == 'e') {
        p++;
        p += text[p] == '+' || text[p] == '-';
        if (!lane_is_digit(text[p]))
            return (fault){"no digit after exponent sign", p};
    }
    return (fault){NULL, at};
}

/* The engine reads the longest valid number and reports the byte after it. Returns the fault of the number if that byte
 * belongs to it, else `otherwise`. */
static fault strict_after_number(const lane_py_loads *call, const char *otherwise, size_t at) {
    size_t start = at;
    if (at > 0 && lane_is_digit(call->text[at - 1])) {
        while (start > 0 && (lane_is_digit(call->text[start - 1]) || strchr("+-.eE", call->text[start - 1]) != NULL))
            start--;
        fault number = strict_number(call, start);
        if (number.message != NULL)
            return number;
    }
    return (fault){otherwise, at};
}

static fault strict_value(const lane_py_loads *call, const lane_py_input *input, size_t at) {
    switch (call->text[at]) {
    case '-':
    case '+':
    case '.': return strict_number(call, at);
    case 't': return (fault){"invalid literal, expected 'true'", is_cut_word(call, at) ? call->length : at};
    case 'f': return (fault){"invalid literal, expected 'false'", is_cut_word(call, at) ? call->length : at};
    case 'n': return (fault){"invalid literal, expected 'null'", is_cut_word(call, at) ? call->length : at};
    default:
        if (at == 0 && lane_py_input_has_bom(input))
            return (fault){"UTF-8 byte order mark (BOM) is not supported", at};
        return (fault){"unexpected character, expected a JSON value", at};
    }
}

/* Returns the value of four hexadecimal digits, or -1. */
static int hex4(const uint8_t *p) {
    int value = 0;
    for (int i = 0; i < 4; i++) {
        if (!lane_is_hex(p[i]))
            return -1;
        value = value << 4 | (lane_is_digit(p[i]) ? p[i] - '0' : (p[i] | 0x20) - 'a' + 10);
    }
    return value;
}

/* Returns whether the document ends within the escape that starts at `at` and more text could make it valid. */
static bool is_cut_escape(const lane_py_loads *call, size_t at) {
    const uint8_t *p = call->text + at, *end = call->text + call->length;
    size_t left = (size_t)(end - p);
    if (left == 1)
        return true;
    if (left > 11 || p[1] != 'u')
        return false;
    for (size_t i = 2; i < left && i < 6; i++) {
        if (!lane_is_hex(p[i]))
            return false;
    }
    if (left < 6)
        return true;
    if ((hex4(p + 2) & 0xF800) != 0xD800)
        return false;
    /* A lone surrogate. The rest must be a prefix of a low surrogate, \uDC00 to \uDFFF. */
    static const char other[] = "\\ud";
    for (size_t i = 6; i < left; i++) {
        uint8_t c = p[i] == '\\' ? p[i] : p[i] == 'D' ? 'd' : p[i];
        if (i < 9    ? c != (uint8_t)other[i - 6]
            : i == 9 ? !lane_is_hex(c) || (c | 0x20) < 'c' || lane_is_digit(c)
                     : !lane_is_hex(c))
            return false;
    }
    return true;
}

static fault strict_escape(const lane_py_loads *call, size_t at) {
    const uint8_t *p = call->text + at;
    size_t where = is_cut_escape(call, at) ? call->length : at;
    if (p[1] != 'u' || call->length - at < 6 || hex4(p + 2) < 0)
        return (fault){"invalid escaped sequence in string", where};
    if ((hex4(p + 2) & 0xFC00) != 0xD800)
        return (fault){"invalid high surrogate in string", where};
    if (call->length - at < 8 || p[6] != '\\' || p[7] != 'u')
        return (fault){"no low surrogate in string", where};
    if (call->length - at < 12 || hex4(p + 8) < 0)
        return (fault){"invalid escape in string", where};
    return (fault){"invalid low surrogate in string", where};
}

static fault strict_fault(const lane_py_loads *call, const lane_py_input *input) {
    size_t at = call->error.offset;
    switch (call->error.code) {
    case LANE_ERROR_KEY: return (fault){"unexpected character, expected a string key", at};
    case LANE_ERROR_COLON: return (fault){"unexpected character, expected ':' after key", at};
    case LANE_ERROR_ARRAY_COMMA: return strict_after_number(call, "unexpected character, expected ',' or ']'", at);
    case LANE_ERROR_OBJECT_COMMA: return strict_after_number(call, "unexpected character, expected ',' or '}'", at);
    case LANE_ERROR_EXTRA: return strict_after_number(call, "unexpected content after document", at);
    case LANE_ERROR_ARRAY_TRAILING:
    case LANE_ERROR_OBJECT_TRAILING: return (fault){"trailing comma is not allowed", at};
    case LANE_ERROR_STRING_END: return (fault){NULL, call->length};
    case LANE_ERROR_CONTROL: return (fault){"unexpected control character in string", at};
    case LANE_ERROR_ESCAPE:
    case LANE_ERROR_UNICODE_ESCAPE:
    case LANE_ERROR_SURROGATE: return strict_escape(call, at);
    case LANE_ERROR_DEPTH: return (fault){"depth limit exceeded", at + 1};
    case LANE_ERROR_RANGE: {
        fault number = strict_number(call, at);
        return number.message != NULL ? number : (fault){"number is infinity when parsed as double", at};
    }
    default: return strict_value(call, input, at);
    }
}

/* Returns the document as a str: a new reference, or NULL with an exception set. */
static PyObject *strict_document(const lane_py_loads *call, const lane_py_input *input) {
    if (input->document != NULL) {
        Py_INCREF(input->document);
        return input->document;
    }
    PyObject *document = PyUnicode_DecodeUTF8((const char *)input->text, (Py_ssize_t)input->length, "strict");
    if (document == NULL && PyErr_ExceptionMatches(PyExc_UnicodeDecodeError)) {
        PyErr_Clear();
        lane_py_raise_no_document(call->state, "str is not valid UTF-8: surrogates not allowed");
    }
    return document;
}

PyObject *lane_py_raise_no_document(const lane_py_state *state, const char *message) {
    PyObject *empty = PyUnicode_New(0, 0);
    if (empty != NULL) {
        raise_decode_error(state->strict_decode_error, message, empty, 0);
        Py_DECREF(empty);
    }
    return NULL;
}

PyObject *lane_py_raise_strict(const lane_py_loads *call, const lane_py_input *input) {
    if (PyErr_Occurred()) /* out of memory, or a hook raised */
        return NULL;
    if (call->error.code == LANE_ERROR_MEMORY)
        return PyErr_NoMemory();
    PyObject *document = strict_document(call, input);
    if (document == NULL)
        return NULL;
    fault found = strict_fault(call, input);
    if (skip_space(call, 0) == call->length)
        found = (fault){"input data is empty", 0};
    else if (found.at >= call->length)
        found = (fault){"unexpected end of data", call->length};
    raise_decode_error(call->state->strict_decode_error, found.message, document,
                       lane_py_input_characters(input, found.at));
    Py_DECREF(document);
    return NULL;
}
