/* SPDX-License-Identifier: MIT */
/* Documents of one short scalar or an empty container, both ways: read without a walk, written without an encoder.
 *
 * Setting up a walk or an encoder takes longer than such a value does. What is not here goes the long way, which gives
 * the same results; faults and exceptions are its own. */
#ifndef LANE_PY_LONE_H
#define LANE_PY_LONE_H

#include "scalars.h"
#include "strings.h"
#include "../dumps/cache.h"

#include "../../src/kernel/digits.h"
#include "../../src/kernel/string.h"

/* -- reading -- */

/* Returns the str of a text that is a quote and on; NULL if it is not one string of plain ASCII, or with an exception
 * set. */
LANE_INLINE PyObject *decode_lone_str(const lane_py_cache *cache, const uint8_t *text, const uint8_t *end) {
    uint64_t non_ascii = 0;
    const uint8_t *const stop = string_scan(text + 1, end, &non_ascii);
    if (stop != end - 1 || *stop != '"' || non_ascii != 0)
        return NULL;
    return decode_ascii(cache, text + 1, (size_t)(stop - text - 1), false);
}

/* Returns the value of a text that begins as a number; NULL if it is not one number of a word or a finite double, or
 * with an exception set. */
LANE_INLINE PyObject *decode_lone_number(const lane_py_cache *cache, const uint8_t *text, const uint8_t *end) {
    lane_number number = {.kind = LANE_NUMBER_BIG}; /* compilers do not see that it is set */
    if (number_parse(text, end, &number) != end)
        return NULL;
    if (number.kind == LANE_NUMBER_INT) {
        const uint64_t small = (uint64_t)number.i + 5;
        return small < CACHE_SMALL_INTS ? Py_NewRef(cache->small_ints[small])
                                        : decode_or_no_memory(internals_int_new(&cache->images, number.i));
    }
    if (number.kind == LANE_NUMBER_DOUBLE && double_is_finite(number.d))
        return decode_or_no_memory(internals_float_new(&cache->images, number.d));
    return NULL;
}

/* lane_py_engine.loads_lone. */
static bool decode_lone(lane_py_state *state, const uint8_t *text, size_t length, PyObject **ret) {
    const lane_py_cache *cache = lane_py_cache_of(state);
    if (LANE_PY_FREE_THREADED && LANE_UNLIKELY(cache == NULL))
        return false;
    PyObject *value = NULL;
    switch (*text) {
    case '"': value = decode_lone_str(cache, text, text + length); break;
    case 't': value = length == 4 && memcmp(text, "true", 4) == 0 ? Py_NewRef(Py_True) : NULL; break;
    case 'f': value = length == 5 && memcmp(text, "false", 5) == 0 ? Py_NewRef(Py_False) : NULL; break;
    case 'n': value = length == 4 && memcmp(text, "null", 4) == 0 ? Py_NewRef(Py_None) : NULL; break;
    default: value = *text >= '-' && *text <= '9' ? decode_lone_number(cache, text, text + length) : NULL;
    }
    *ret = value;
    return LANE_LIKELY(value != NULL) || PyErr_Occurred();
}

/* -- writing -- */

/* Most characters of a str. */
#define LONE_STR_MOST 256

/* Sets *ret to a word of JSON from the cache, or to NULL with an exception set. */
LANE_INLINE void encode_lone_word(lane_py_state *state, const lane_py_style *style, lane_py_word word, PyObject **ret) {
    lane_py_dumps_cache *cache = lane_py_dumps_cache_of(state);
    if (LANE_UNLIKELY(cache == NULL))
        *ret = NULL;
    else if (LANE_LIKELY(cache->words[style->to_bytes][word] != NULL))
        *ret = Py_NewRef(cache->words[style->to_bytes][word]);
    else
        *ret = lane_py_dumps_word_new(cache, style->to_bytes, word);
}

/* Writes a str of plain ASCII with its quotes. Returns the end; NULL for another str. */
LANE_INLINE uint8_t *encode_lone_str(const lane_py_style *style, uint8_t *p, PyObject *str) {
    if (!internals_is_compact_ascii(str) || PyUnicode_GET_LENGTH(str) > LONE_STR_MOST)
        return NULL;
    const size_t n = (size_t)PyUnicode_GET_LENGTH(str);
    const escape_class stop = style->flags & LANE_ASCII ? ESCAPE_BEYOND_ASCII : ESCAPE_CONTROLS;
    *p++ = '"';
    if (escape_copy(p, internals_ascii_data(str), n, stop, 1, true) != n)
        return NULL;
    p[n] = '"';
    return p + n + 1;
}

/* Writes an int. Returns the end; NULL if the engine's loop must check it. */
LANE_INLINE uint8_t *encode_lone_int(const lane_py_style *style, uint8_t *p, PyObject *v) {
    bool negative;
    uint64_t magnitude;
    if (!internals_int_get(v, &negative, &magnitude) || magnitude > lane_py_int_most(style->flags))
        return NULL;
    *p = '-';
    return decimal_put_u64(p + negative, magnitude);
}

/* Writes a float. Returns the end; NULL unless it is finite. */
LANE_INLINE uint8_t *encode_lone_float(const lane_py_style *style, uint8_t *p, PyObject *v) {
    format_gate gate = {0, 0};
    const double value = PyFloat_AS_DOUBLE(v);
    return double_is_finite(value) ? decimal_put_double(p, value, style->layout, &gate) : NULL;
}

/* lane_py_engine.dumps_lone. */
static bool encode_lone(lane_py_state *state, const lane_py_style *style, PyObject *v, PyObject **ret) {
    uint8_t text[LONE_STR_MOST + OUTPUT_SLACK], *end;
    const PyTypeObject *const type = Py_TYPE(v);
    if (type == &PyBool_Type || v == Py_None) {
        encode_lone_word(state, style, v == Py_True ? WORD_TRUE : v == Py_False ? WORD_FALSE : WORD_NULL, ret);
        return true;
    }
    if (type == &PyDict_Type || type == &PyList_Type || type == &PyTuple_Type) {
        encode_lone_word(state, style, type == &PyDict_Type ? WORD_EMPTY_DICT : WORD_EMPTY_LIST, ret);
        return true;
    }
    end = type == &PyUnicode_Type ? encode_lone_str(style, text, v)
          : type == &PyLong_Type  ? encode_lone_int(style, text, v)
          : type == &PyFloat_Type ? encode_lone_float(style, text, v)
                                  : NULL;
    if (end != NULL)
        *ret = lane_output_text(text, (size_t)(end - text), !style->to_bytes, lane_py_images_of(state));
    return end != NULL;
}

#endif
