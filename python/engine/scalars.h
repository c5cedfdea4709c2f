/* SPDX-License-Identifier: MIT */
/* Writes str, int, float, bool and None, alone or as a run of items of one type.
 *
 * Invariants: p is the position of the next unit. After encode_room has checked n units, n + OUTPUT_SLACK may be
 * stored. Scalars other than a str are written unchecked after that, with the separators and brackets around them. */
#ifndef LANE_PY_SCALARS_H
#define LANE_PY_SCALARS_H

#include "../dumps/errors.h"
#include "../dumps/keys.h"
#include "../dumps/numbers.h"

#include "../../src/kernel/decimal.h"
#include "../../src/kernel/escape_units.h"
#include "../../src/base/techniques.h"

/* Source units between two checks for room; each may become ESCAPE_MOST_ASTRAL bytes. */
#define ENCODE_CHUNK 1024
#define ENCODE_CHUNK_LEAST 64

/* Longest ASCII str that is written within the check for its entry or item. */
#define ENCODE_SHORT 32

static_assert(OUTPUT_MARGIN >= ENCODE_CHUNK_LEAST * ESCAPE_MOST * 4,
              "the margin holds a chunk of escapes in units of four bytes");
static_assert(OUTPUT_SLACK >= ESCAPE_SLACK && OUTPUT_SLACK >= LANE_NUMBER_ROOM + SIMD_WIDTH + 16,
              "the slack holds the end of a str; or a number, quotes, separators, a bracket and a line break");
static_assert(OUTPUT_SLACK >= 2 * (ENCODE_SHORT + 8) && OUTPUT_SLACK >= ENCODE_SHORT + 8 + LANE_NUMBER_ROOM + 8,
              "the slack holds a short key and a short str or number, with separators stored 8 units at a time");

LANE_INLINE uint8_t *encode_room(lane_encoder *e, uint8_t *p, size_t bytes) {
    assert(p <= e->out.limit + (size_t)OUTPUT_SLACK * e->out.width);
    if (LANE_LIKELY(e->out.limit - p >= (ptrdiff_t)bytes))
        return p;
    return lane_output_grow(&e->out, p, bytes);
}

/* The text after a value or a key: at most two ASCII characters, the first in the lowest byte. Constant in the hot
 * instances. */
typedef struct {
    uint64_t word;
    unsigned length;
} encode_tail;

/* Writes the n <= 5 characters of `text` and the tail. Stores at most 8 units. */
LANE_INLINE uint8_t *encode_put_tail(uint8_t *p, uint64_t text, unsigned n, encode_tail tail, unsigned width) {
    const uint64_t word = text | tail.word << 8 * n;
    const unsigned length = n + tail.length;
    if (length == 0)
        return p;
    if (width == 1 && length == 1)
        *p = (uint8_t)word;
    else if (n <= 2)
        (void)unit_put_four(p, (uint32_t)word, length, width);
    else
        (void)unit_put_word(p, word, length, width);
    return p + (size_t)length * width;
}

/* Returns a separator of one or two ASCII characters as a tail. */
LANE_INLINE encode_tail encode_words(const dumps_separator *separator) {
    return (encode_tail){separator->word, (unsigned)separator->length};
}

/* -- str -- */

/* Returns the class of bytes that need an escape in a str of one byte per character. */
LANE_INLINE escape_class encode_stops(const lane_encoder *e) {
    return e->form == ENCODE_ASCII ? ESCAPE_BEYOND_ASCII : ESCAPE_CONTROLS;
}

/* Returns how many of `chunk` units, which may become `most` bytes each, to write next: as many as fit, unless these
 * are few, so that a text that nearly fills its room does not reserve more than it needs. */
static LANE_NOINLINE size_t encode_chunk_that_fits(const lane_encoder *e, const uint8_t *p, size_t chunk, size_t most) {
    const ptrdiff_t room = e->out.limit - p;
    const size_t fit = room < 0 ? 0 : (size_t)room / most;
    return fit < ENCODE_CHUNK_LEAST || fit > chunk ? chunk : fit;
}

/* Writes the body of a str in chunks, which bounds the room for the worst case. Constants `form` and `kind` select the
 * kernel. readable_before: ESCAPE_READABLE_BEFORE bytes before s may be read. */
LANE_INLINE uint8_t *encode_chunks(lane_encoder *e, uint8_t *p, const uint8_t *s, size_t n, bool readable_before,
                                   encode_form form, unsigned kind, escape_class stop, unsigned width) {
    while (p != NULL && n != 0) {
        const size_t most = width * (form == ENCODE_ASCII && kind == 4 ? ESCAPE_MOST_ASTRAL : ESCAPE_MOST);
        size_t chunk = n < ENCODE_CHUNK ? n : ENCODE_CHUNK;
        if (LANE_UNLIKELY(e->out.limit - p < (ptrdiff_t)(chunk * most)))
            chunk = encode_chunk_that_fits(e, p, chunk, most);
        p = encode_room(e, p, chunk * most);
        if (LANE_UNLIKELY(p == NULL))
            return NULL;
        if (kind == 1)
            p = form == ENCODE_UTF8 ? latin1_to_utf8(p, s, chunk, readable_before)
                                    : escape_bytes(p, s, chunk, readable_before, stop, width);
        else if (form == ENCODE_UTF8)
            p = units_to_utf8(p, s, chunk, (e->context.call->flags & LANE_LONE_SURROGATES) != 0, kind, readable_before);
        else if (form == ENCODE_ASCII)
            p = escape_units_to_ascii(p, s, chunk, kind, width);
        else
            p = escape_units(p, s, chunk, kind, width, readable_before);
        s += chunk * kind;
        n -= chunk;
    }
    return p;
}

/* Write one-byte units, except those of class `stop`, unchanged. */
static LANE_NOINLINE uint8_t *encode_bytes_1(lane_encoder *e, uint8_t *p, const uint8_t *s, size_t n,
                                             bool readable_before, escape_class stop) {
    return encode_chunks(e, p, s, n, readable_before, ENCODE_UNITS, 1, stop, 1);
}
static LANE_NOINLINE uint8_t *encode_bytes_2(lane_encoder *e, uint8_t *p, const uint8_t *s, size_t n,
                                             bool readable_before, escape_class stop) {
    return encode_chunks(e, p, s, n, readable_before, ENCODE_UNITS, 1, stop, 2);
}
static LANE_NOINLINE uint8_t *encode_bytes_4(lane_encoder *e, uint8_t *p, const uint8_t *s, size_t n,
                                             bool readable_before, escape_class stop) {
    return encode_chunks(e, p, s, n, readable_before, ENCODE_UNITS, 1, stop, 4);
}

LANE_INLINE uint8_t *encode_bytes(lane_encoder *e, uint8_t *p, const uint8_t *s, size_t n, bool readable_before,
                                  escape_class stop, unsigned width) {
    return width == 1   ? encode_bytes_1(e, p, s, n, readable_before, stop)
           : width == 2 ? encode_bytes_2(e, p, s, n, readable_before, stop)
                        : encode_bytes_4(e, p, s, n, readable_before, stop);
}

static LANE_NOINLINE uint8_t *encode_utf8_1(lane_encoder *e, uint8_t *p, const uint8_t *s, size_t n,
                                            bool readable_before) {
    return encode_chunks(e, p, s, n, readable_before, ENCODE_UTF8, 1, ESCAPE_CONTROLS, 1);
}
static LANE_NOINLINE uint8_t *encode_utf8_2(lane_encoder *e, uint8_t *p, const uint8_t *s, size_t n,
                                            bool readable_before) {
    return encode_chunks(e, p, s, n, readable_before, ENCODE_UTF8, 2, ESCAPE_CONTROLS, 1);
}
static LANE_NOINLINE uint8_t *encode_utf8_4(lane_encoder *e, uint8_t *p, const uint8_t *s, size_t n,
                                            bool readable_before) {
    return encode_chunks(e, p, s, n, readable_before, ENCODE_UTF8, 4, ESCAPE_CONTROLS, 1);
}

/* Most bytes of a cached UTF-8 that is written after one check for the worst case. */
#define ENCODE_CACHED_SHORT 256

static_assert(OUTPUT_MARGIN >= ENCODE_CACHED_SHORT * ESCAPE_MOST, "a text that nearly fills its room is not moved");

/* Writes a str, with its quotes, from its UTF-8 in CPython's cache. NULL with an exception set. */
static LANE_NOINLINE uint8_t *encode_cached(lane_encoder *e, uint8_t *p, const uint8_t *utf8, size_t n) {
    const bool is_short = LANE_LIKELY(n <= ENCODE_CACHED_SHORT);
    e->stop = STOP_FAILED;
    p = encode_room(e, p, is_short ? n * ESCAPE_MOST : 0);
    if (LANE_UNLIKELY(p == NULL))
        return NULL;
    *p++ = '"';
    p = is_short ? escape_bytes(p, utf8, n, false, ESCAPE_CONTROLS, 1)
                 : encode_bytes_1(e, p, utf8, n, false, ESCAPE_CONTROLS);
    return p == NULL ? NULL : unit_put(p, '"', 1);
}

/* Makes CPython cache the UTF-8 of a str in the str, until that is freed. Returns it and its length; NULL without an
 * exception if there is none: lone surrogates, or no memory. */
static LANE_NOINLINE const uint8_t *encode_cached_utf8(PyObject *str, size_t *ret_length) {
    Py_ssize_t length = 0;
    const char *cached = PyUnicode_AsUTF8AndSize(str, &length);
    if (cached == NULL)
        PyErr_Clear();
    *ret_length = (size_t)length;
    return (const uint8_t *)cached;
}

/* Writes the body of a non-ASCII str of `kind` as UTF-8. NULL with an exception set, also for a lone surrogate that is
 * not allowed. */
LANE_INLINE uint8_t *encode_utf8(lane_encoder *e, uint8_t *p, PyObject *str, const uint8_t *s, size_t n,
                                 unsigned kind) {
    if (LANE_UNLIKELY(e->context.call->caches_utf8)) {
        size_t length;
        const uint8_t *cached = encode_cached_utf8(str, &length);
        if (cached != NULL)
            return encode_bytes_1(e, p, cached, length, false, ESCAPE_CONTROLS);
    }
    const bool readable_before = PyUnicode_IS_COMPACT(str); /* the object's header */
    p = kind == 1   ? encode_utf8_1(e, p, s, n, readable_before)
        : kind == 2 ? encode_utf8_2(e, p, s, n, readable_before)
                    : encode_utf8_4(e, p, s, n, readable_before);
    if (LANE_UNLIKELY(p == NULL) && !PyErr_Occurred())
        lane_py_fail_surrogate(&e->context, str);
    return p;
}

/* Writes the body in units of `width` >= kind; escapes non-ASCII characters if the form requires it. */
LANE_INLINE uint8_t *encode_units(lane_encoder *e, uint8_t *p, const uint8_t *s, size_t n, bool readable_before,
                                  unsigned kind, unsigned width) {
    const escape_class stop = encode_stops(e);
    if (kind == 1)
        return encode_bytes(e, p, s, n, readable_before, stop, width);
    if (e->form == ENCODE_ASCII)
        return kind == 2 ? encode_chunks(e, p, s, n, false, ENCODE_ASCII, 2, stop, width)
                         : encode_chunks(e, p, s, n, false, ENCODE_ASCII, 4, stop, width);
    if (width == 2)
        return encode_chunks(e, p, s, n, readable_before, ENCODE_UNITS, 2, stop, 2);
    return kind == 2 ? encode_chunks(e, p, s, n, readable_before, ENCODE_UNITS, 2, stop, 4)
                     : encode_chunks(e, p, s, n, readable_before, ENCODE_UNITS, 4, stop, 4);
}

static LANE_NOINLINE uint8_t *encode_units_2(lane_encoder *e, uint8_t *p, const uint8_t *s, size_t n,
                                             bool readable_before, unsigned kind) {
    return encode_units(e, p, s, n, readable_before, kind, 2);
}
static LANE_NOINLINE uint8_t *encode_units_4(lane_encoder *e, uint8_t *p, const uint8_t *s, size_t n,
                                             bool readable_before, unsigned kind) {
    return encode_units(e, p, s, n, readable_before, kind, 4);
}

/* Writes a str that needs a wider output, after widening it. Returns no cursor: another instance must continue. */
static LANE_NOINLINE uint8_t *encode_wider(lane_encoder *e, uint8_t *p, const uint8_t *s, size_t n, unsigned kind) {
    p = lane_output_widen(&e->out, p, kind == 2 ? 0xFFFF : 0x10FFFF, n);
    if (p != NULL) {
        p = unit_put(p, '"', kind);
        p = kind == 2 ? encode_units_2(e, p, s, n, false, kind) : encode_units_4(e, p, s, n, false, kind);
    }
    e->stop = STOP_FAILED;
    if (p != NULL) {
        e->cursor = unit_put(p, '"', kind);
        e->stop = STOP_WIDENED;
    }
    return NULL;
}

/* Writes a str that is not compact ASCII. */
LANE_INLINE uint8_t *encode_str_any(lane_encoder *e, uint8_t *p, PyObject *str, unsigned width) {
    e->stop = e->leaf ? STOP_LATER : STOP_FAILED;
    if (e->leaf)
        return NULL;
    if (LANE_UNLIKELY(!pycompat_str_ready(str)))
        return NULL;
    size_t n = (size_t)PyUnicode_GET_LENGTH(str);
    unsigned kind = (unsigned)PyUnicode_KIND(str);
    const uint8_t *s = (const uint8_t *)PyUnicode_DATA(str);
    bool ascii = PyUnicode_IS_ASCII(str);
    if (e->form == ENCODE_UNITS && kind > width)
        return encode_wider(e, p, s, n, kind);
    if (e->form == ENCODE_UNITS && !ascii && e->out.most == 0x7F) {
        p = lane_output_widen(&e->out, p, 0xFF, n);
        if (LANE_UNLIKELY(p == NULL))
            return NULL;
    }
    p = encode_room(e, p, 0);
    if (LANE_UNLIKELY(p == NULL))
        return NULL;
    p = unit_put(p, '"', width);
    if (width == 1 && e->form == ENCODE_UTF8 && !ascii)
        p = encode_utf8(e, p, str, s, n, kind);
    else if (width == 1 && kind != 1 && e->context.call->flags & DUMPS_NATIVE && lane_py_has_surrogate(str)) {
        lane_py_fail_surrogate(&e->context, str);
        return NULL;
    } else if (width == 1 && kind != 1) /* so the form is ENCODE_ASCII */
        p = kind == 2 ? encode_chunks(e, p, s, n, false, ENCODE_ASCII, 2, ESCAPE_CONTROLS, 1)
                      : encode_chunks(e, p, s, n, false, ENCODE_ASCII, 4, ESCAPE_CONTROLS, 1);
    else if (width == 1)
        p = encode_bytes_1(e, p, s, n, PyUnicode_IS_COMPACT(str), encode_stops(e));
    else
        p = width == 2 ? encode_units_2(e, p, s, n, PyUnicode_IS_COMPACT(str), kind)
                       : encode_units_4(e, p, s, n, PyUnicode_IS_COMPACT(str), kind);
    return p == NULL ? NULL : unit_put(p, '"', width);
}

static LANE_NOINLINE uint8_t *encode_str_any_1(lane_encoder *e, uint8_t *p, PyObject *str) {
    return encode_str_any(e, p, str, 1);
}
static LANE_NOINLINE uint8_t *encode_str_any_2(lane_encoder *e, uint8_t *p, PyObject *str) {
    return encode_str_any(e, p, str, 2);
}
static LANE_NOINLINE uint8_t *encode_str_any_4(lane_encoder *e, uint8_t *p, PyObject *str) {
    return encode_str_any(e, p, str, 4);
}

/* Writes a compact non-ASCII str as UTF-8. */
LANE_INLINE uint8_t *encode_str_utf8(lane_encoder *e, uint8_t *p, PyObject *str) {
    const size_t n = (size_t)PyUnicode_GET_LENGTH(str);
    e->stop = STOP_FAILED;
    p = encode_room(e, p, 0);
    if (LANE_UNLIKELY(p == NULL))
        return NULL;
    *p++ = '"';
    p = encode_utf8(e, p, str, internals_wide_data(str), n, (unsigned)PyUnicode_KIND(str));
    return p == NULL ? NULL : unit_put(p, '"', 1);
}

/* As encode_str_any. Copies directly a non-ASCII str whose units are as wide as the output's: the usual case after the
 * first one. */
LANE_INLINE uint8_t *encode_str_wide(lane_encoder *e, uint8_t *p, PyObject *str, unsigned width) {
    if (width == 1 && e->form == ENCODE_UTF8 && LANE_LIKELY(!e->leaf && PyUnicode_IS_COMPACT(str)))
        return encode_str_utf8(e, p, str);
    if (LANE_UNLIKELY(e->form != ENCODE_UNITS || e->out.most == 0x7F || !internals_is_compact(str, width)))
        return width == 1   ? encode_str_any_1(e, p, str)
               : width == 2 ? encode_str_any_2(e, p, str)
                            : encode_str_any_4(e, p, str);
    const uint8_t *s = internals_wide_data(str); /* preceded by the object's header */
    const size_t bytes = (size_t)PyUnicode_GET_LENGTH(str) * width;
    e->stop = STOP_FAILED;
    p = encode_room(e, p, bytes);
    if (LANE_UNLIKELY(p == NULL))
        return NULL;
    p = unit_put(p, '"', width);
    const size_t copied =
        width == 1 ? escape_copy(p, s, bytes, ESCAPE_CONTROLS, 1, true) : escape_copy_same(p, s, bytes, width);
    p += copied;
    if (LANE_UNLIKELY(copied != bytes)) {
        const size_t left = (bytes - copied) / width;
        p = width == 1   ? encode_bytes_1(e, p, s + copied, left, true, ESCAPE_CONTROLS)
            : width == 2 ? encode_units_2(e, p, s + copied, left, true, 2)
                         : encode_units_4(e, p, s + copied, left, true, 4);
    }
    return p == NULL ? NULL : unit_put(p, '"', width);
}

static LANE_NOINLINE uint8_t *encode_str_wide_1(lane_encoder *e, uint8_t *p, PyObject *str) {
    return encode_str_wide(e, p, str, 1);
}
static LANE_NOINLINE uint8_t *encode_str_wide_2(lane_encoder *e, uint8_t *p, PyObject *str) {
    return encode_str_wide(e, p, str, 2);
}
static LANE_NOINLINE uint8_t *encode_str_wide_4(lane_encoder *e, uint8_t *p, PyObject *str) {
    return encode_str_wide(e, p, str, 4);
}

/* Writes a str, or an instance of a subclass, and the tail. checked: the caller has checked for room, and at most a
 * short key was written since. NULL: see e->stop. */
LANE_INLINE uint8_t *encode_str(lane_encoder *e, uint8_t *p, PyObject *str, bool checked, unsigned width,
                                escape_class stop, encode_tail tail) {
    if (LANE_UNLIKELY(!internals_is_compact_ascii(str))) {
        size_t length;
        const uint8_t *const cached = width == 1 && e->form == ENCODE_UTF8 && PyUnicode_CheckExact(str)
                                          ? internals_str_cached_utf8(str, &length)
                                          : NULL;
        p = cached != NULL ? encode_cached(e, p, cached, length)
            : width == 1   ? encode_str_wide_1(e, p, str)
            : width == 2   ? encode_str_wide_2(e, p, str)
                           : encode_str_wide_4(e, p, str);
        return p == NULL ? NULL : encode_put_tail(p, 0, 0, tail, width);
    }
    size_t n = (size_t)PyUnicode_GET_LENGTH(str);
    const uint8_t *s = internals_ascii_data(str); /* preceded by the object's header, which may be read */
    static_assert(INTERNALS_ASCII_HEAD >= ESCAPE_READABLE_BEFORE, "the header of a str is readable before its data");
    if (!checked || LANE_UNLIKELY(n > ENCODE_SHORT))
        p = encode_room(e, p, n * width);
    if (LANE_LIKELY(p != NULL)) {
        p = unit_put(p, '"', width);
        size_t copied = escape_copy(p, s, n, stop, width, checked);
        p += copied * width;
        if (LANE_UNLIKELY(copied != n))
            p = encode_bytes(e, p, s + copied, n - copied, true, stop, width);
    }
    if (LANE_UNLIKELY(p == NULL)) {
        e->stop = STOP_FAILED;
        return NULL;
    }
    return encode_put_tail(p, '"', 1, tail, width);
}

/* -- other scalars: written unchecked -- */

/* Copies n <= LANE_NUMBER_ROOM bytes of ASCII at `text` to units at p. */
LANE_INLINE uint8_t *encode_widened(uint8_t *p, const uint8_t *text, size_t n, unsigned width) {
    for (size_t i = 0; i < n; i++)
        p = unit_put(p, text[i], width);
    return p;
}

/* Writes ASCII text of any length. */
LANE_INLINE uint8_t *encode_text(lane_encoder *e, uint8_t *p, const uint8_t *text, size_t n, unsigned width) {
    p = encode_room(e, p, n * width);
    if (LANE_UNLIKELY(p == NULL)) {
        e->stop = STOP_FAILED;
        return NULL;
    }
    if (width != 1)
        return encode_widened(p, text, n, width);
    memcpy(p, text, n);
    return p + n;
}

/* Writes a number that the cold function `make` converts. */
LANE_INLINE uint8_t *encode_made_number(lane_encoder *e, uint8_t *p, PyObject *v, unsigned width,
                                        bool (*make)(lane_encoder *, PyObject *, lane_piece *)) {
    lane_piece piece;
    e->stop = e->leaf ? STOP_LATER : STOP_FAILED;
    if (e->leaf || !make(e, v, &piece))
        return NULL;
    p = encode_text(e, p, piece.text, piece.length, width);
    Py_XDECREF(piece.object);
    return p;
}

static LANE_NOINLINE uint8_t *encode_big_int(lane_encoder *e, uint8_t *p, PyObject *v, unsigned width) {
    return encode_made_number(e, p, v, width, lane_py_big_int);
}

static LANE_NOINLINE uint8_t *encode_not_finite(lane_encoder *e, uint8_t *p, PyObject *v, unsigned width) {
    return encode_made_number(e, p, v, width, lane_py_not_finite);
}

/* The type of a value that is not a scalar. */
typedef enum { OTHER_NONE, OTHER_DICT, OTHER_LIST, OTHER_ANY } encode_other;

/* Writes an int. If lane_py_big_int may run Python code for it, returns NULL with *ret_other set. */
LANE_INLINE uint8_t *encode_int(lane_encoder *e, uint8_t *p, PyObject *v, unsigned width, encode_other *ret_other) {
    bool negative;
    uint64_t magnitude;
    if (LANE_UNLIKELY(!internals_int_get_short(v, &negative, &magnitude))) {
        const bool sized = internals_int_get(v, &negative, &magnitude);
        if (LANE_UNLIKELY(!sized || magnitude > lane_py_int_most(e->context.call->flags))) {
            if (sized || !(e->context.call->flags & DUMPS_BIG_INTS))
                return encode_big_int(e, p, v, width);
            *ret_other = OTHER_ANY;
            return NULL;
        }
    }
    uint8_t text[LANE_NUMBER_ROOM], *dst = width == 1 ? p : text;
    *dst = '-';
    uint8_t *end = decimal_put_u64(dst + negative, magnitude);
    return width == 1 ? end : encode_widened(p, text, (size_t)(end - text), width);
}

/* Writes an instance of a subclass of int; NULL, with no effect, if it is too big. */
static LANE_NOINLINE uint8_t *encode_int_subclass(lane_encoder *e, uint8_t *p, PyObject *v) {
    bool negative;
    uint64_t magnitude;
    const bool sized = internals_int_get(v, &negative, &magnitude);
    if (LANE_UNLIKELY(!sized || magnitude > lane_py_int_most(e->context.call->flags)))
        return NULL;
    *p = '-';
    return decimal_put_u64(p + negative, magnitude);
}

LANE_INLINE uint8_t *encode_float(lane_encoder *e, uint8_t *p, PyObject *v, unsigned width) {
    double value = PyFloat_AS_DOUBLE(v);
    uint64_t bits;
    memcpy(&bits, &value, 8);
    if (LANE_UNLIKELY((bits >> 52 & 0x7FF) == 0x7FF))
        return encode_not_finite(e, p, v, width);
    uint8_t text[LANE_NUMBER_ROOM], *dst = width == 1 ? p : text;
    uint8_t *end = decimal_put_double(dst, value, e->context.call->layout, &e->gate);
    return width == 1 ? end : encode_widened(p, text, (size_t)(end - text), width);
}

/* Writes true or false and the tail, without a branch: it would be unpredictable. */
LANE_INLINE uint8_t *encode_bool(uint8_t *p, PyObject *v, unsigned width, encode_tail tail) {
    const bool truth = v == Py_True;
    const uint64_t word = truth ? FORMAT_TRUE | tail.word << 32 : FORMAT_FALSE | tail.word << 40;
    return unit_put_word(p, word, 5 - truth + tail.length, width);
}

/* Most units of an int, a float or a bool, with the tail. */
#define ENCODE_SCALAR_MOST 32

/* Returns the end of the values from v on for which the checked room suffices. */
LANE_INLINE PyObject *const *encode_run_end(const lane_encoder *e, const uint8_t *p, PyObject *const *v,
                                            PyObject *const *end, unsigned width) {
    const size_t fit = (size_t)(e->out.limit - p) / (ENCODE_SCALAR_MOST * width);
    return (size_t)(end - v) <= fit ? end : v + fit;
}

/* Advances *v. Returns whether the next value continues the run. */
LANE_INLINE bool encode_run_next(PyObject *const **v, PyObject *const *end, bool alone, const PyTypeObject *type) {
    ++*v;
    return LANE_HAS_RUNS && !alone && *v < end && Py_TYPE(**v) == type;
}

/* How many strs ahead to prefetch in a list: as many as are written during a cache miss. Ints and floats are mostly
 * adjacent, so the processor prefetches them by itself. */
#define ENCODE_STRS_AHEAD 16

LANE_INLINE void encode_prefetch_str(PyObject *const *v, PyObject *const *end) {
    if (LANE_HAS_PREFETCH && end - v > ENCODE_STRS_AHEAD) {
        LANE_PREFETCH(v[ENCODE_STRS_AHEAD]);
        LANE_PREFETCH((const char *)v[ENCODE_STRS_AHEAD] + 64);
    }
}

/* Writes the scalar at *v and the tail; unless `alone`, also the following values, up to `end`, of the same type: lists
 * tend to have one type. Advances *v and *dst. Returns false if **v was not written: it is not a scalar and *ret_other
 * is its type, or see e->stop. Types are compared in the order of their frequency. */
LANE_INLINE bool encode_scalars(lane_encoder *e, uint8_t **dst, PyObject *const **v, PyObject *const *end, bool alone,
                                unsigned width, escape_class stop, encode_tail tail, encode_other *ret_other) {
    const PyTypeObject *type = Py_TYPE(**v);
    uint8_t *p = *dst, *q; /* q: end of the last scalar; NULL if it was not written */
    if (type == &PyUnicode_Type) {
        do {
            if (!alone)
                encode_prefetch_str(*v, end);
            q = encode_str(e, p, **v, true, width, stop, tail);
            if (LANE_UNLIKELY(q == NULL))
                break;
            p = q;
        } while (encode_run_next(v, end, alone, &PyUnicode_Type) && p <= e->out.mark);
    } else if (type == &PyLong_Type) {
        end = alone ? end : encode_run_end(e, p, *v, end, width);
        do {
            q = encode_int(e, p, **v, width, ret_other);
            if (LANE_UNLIKELY(q == NULL))
                break;
            p = encode_put_tail(q, 0, 0, tail, width);
        } while (encode_run_next(v, end, alone, &PyLong_Type));
    } else if (type == &PyBool_Type) {
        end = alone ? end : encode_run_end(e, p, *v, end, width);
        do
            p = q = encode_bool(p, **v, width, tail);
        while (encode_run_next(v, end, alone, &PyBool_Type));
    } else if (**v == Py_None) {
        p = q = encode_put_tail(p, FORMAT_NULL, 4, tail, width);
        ++*v;
    } else if (type == &PyDict_Type) {
        *ret_other = OTHER_DICT;
        return false;
    } else if (type == &PyList_Type || type == &PyTuple_Type) {
        *ret_other = OTHER_LIST;
        return false;
    } else if (type == &PyFloat_Type) {
        end = alone ? end : encode_run_end(e, p, *v, end, width);
        do {
            q = encode_float(e, p, **v, width);
            if (LANE_UNLIKELY(q == NULL))
                break;
            p = encode_put_tail(q, 0, 0, tail, width);
        } while (encode_run_next(v, end, alone, &PyFloat_Type));
    } else {
        *ret_other = pycompat_is_frozendict(type) ? OTHER_DICT : OTHER_ANY;
        return false;
    }
    *dst = p;
    return q != NULL;
}

#endif
