/* SPDX-License-Identifier: MIT */
/* The hot half of dumps: exact str, int, float, bool, None, list, tuple and dict to text.
 *
 * One loop over an explicit stack, instantiated for 1, 2 and 4 bytes a unit and for kinds of layout. When a str is to
 * hold a wider character than it can, the text is widened and the run goes on in the wider instance: all that it needs
 * is in the encoder.
 *
 * Invariants: p is where the next unit goes. After lane_output's check for n units, n + OUTPUT_SLACK may be stored;
 * a scalar other than a str is stored unchecked behind such a check, together with the separators and brackets
 * around it. */
#ifndef LANE_PY_ENCODE_H
#define LANE_PY_ENCODE_H

#include "objects.h"

#include "../src/kernel/decimal.h"
#include "../src/kernel/escape.h"
#include "../src/techniques.h"

/* Source units between two checks for room where each may become ESCAPE_MOST_ASTRAL. */
#define ENCODE_CHUNK 1024
#define ENCODE_CHUNK_LEAST 64

/* Characters of ASCII that are written behind the check for the entry or item that they are a part of. */
#define ENCODE_SHORT 32

static_assert(OUTPUT_MARGIN >= ENCODE_CHUNK_LEAST * ESCAPE_MOST * 4,
              "units of four bytes, of which each may be escaped");
static_assert(OUTPUT_SLACK >= ESCAPE_SLACK && OUTPUT_SLACK >= LANE_NUMBER_ROOM + SIMD_WIDTH + 16,
              "the end of a str; or a number, quotes, separators, a bracket and the end of a line");
static_assert(OUTPUT_SLACK >= 2 * (ENCODE_SHORT + 8) && OUTPUT_SLACK >= ENCODE_SHORT + 8 + LANE_NUMBER_ROOM + 8,
              "a short key, and a short str or a number, quotes and a separator each, of which eight units are stored");

typedef enum { RUN_DONE, RUN_FAILED, RUN_WIDENED } encode_outcome;

LANE_INLINE uint8_t *encode_room(lane_encoder *e, uint8_t *p, size_t bytes) {
    assert(p <= e->out.limit + (size_t)OUTPUT_SLACK * e->out.width);
    if (LANE_LIKELY(e->out.limit - p >= (ptrdiff_t)bytes))
        return p;
    return lane_output_grow(&e->out, p, bytes);
}

/* What follows a value or a key: at most two ASCII characters, the first one lowest. Constant in the hot instances. */
typedef struct {
    uint64_t word;
    unsigned length;
} encode_tail;

/* The n <= 5 characters of `text` and the tail. Stores 8 units at most. */
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

/* The separators of the call, where they are of one or two ASCII characters. */
LANE_INLINE encode_tail encode_item_words(const lane_encoder *e) {
    return (encode_tail){e->call->item.word, (unsigned)e->call->item.length};
}
LANE_INLINE encode_tail encode_key_words(const lane_encoder *e) {
    return (encode_tail){e->call->key.word, (unsigned)e->call->key.length};
}

/* -- str -- */

/* What ends the copying of a str of one byte a character. */
LANE_INLINE escape_class encode_stops(const lane_encoder *e) {
    return e->form == ENCODE_ASCII ? ESCAPE_BEYOND_ASCII : ESCAPE_CONTROLS;
}

/* How many of `chunk` units, each of which may become `most` bytes, to take next: as many as there is room for, if
 * these are not few, so that a text which is nearly as long as its room does not ask for more than it will need. */
static LANE_NOINLINE size_t encode_chunk_that_fits(const lane_encoder *e, const uint8_t *p, size_t chunk, size_t most) {
    const ptrdiff_t room = e->out.limit - p;
    const size_t fit = room < 0 ? 0 : (size_t)room / most;
    return fit < ENCODE_CHUNK_LEAST || fit > chunk ? chunk : fit;
}

/* The body of a str in chunks, so that the worst case of each asks for little room. A constant `form` and `kind` select
 * the kernel. `behind`: SIMD_SHORT bytes before s may be read. */
LANE_INLINE uint8_t *encode_chunks(lane_encoder *e, uint8_t *p, const uint8_t *s, size_t n, bool behind,
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
            p = form == ENCODE_UTF8 ? latin1_to_utf8(p, s, chunk, behind) : escape_bytes(p, s, chunk, stop, width);
        else if (form == ENCODE_UTF8)
            p = units_to_utf8(p, s, chunk, (e->call->flags & LANE_LONE_SURROGATES) != 0, kind, behind);
        else if (form == ENCODE_ASCII)
            p = escape_units_to_ascii(p, s, chunk, kind, width);
        else
            p = escape_units(p, s, chunk, kind, width, behind);
        s += chunk * kind;
        n -= chunk;
    }
    return p;
}

/* Bytes that pass but for those that e's class marks. */
static LANE_NOINLINE uint8_t *encode_bytes_1(lane_encoder *e, uint8_t *p, const uint8_t *s, size_t n,
                                             escape_class stop) {
    return encode_chunks(e, p, s, n, false, ENCODE_UNITS, 1, stop, 1);
}
static LANE_NOINLINE uint8_t *encode_bytes_2(lane_encoder *e, uint8_t *p, const uint8_t *s, size_t n,
                                             escape_class stop) {
    return encode_chunks(e, p, s, n, false, ENCODE_UNITS, 1, stop, 2);
}
static LANE_NOINLINE uint8_t *encode_bytes_4(lane_encoder *e, uint8_t *p, const uint8_t *s, size_t n,
                                             escape_class stop) {
    return encode_chunks(e, p, s, n, false, ENCODE_UNITS, 1, stop, 4);
}

LANE_INLINE uint8_t *encode_bytes(lane_encoder *e, uint8_t *p, const uint8_t *s, size_t n, escape_class stop,
                                  unsigned width) {
    return width == 1   ? encode_bytes_1(e, p, s, n, stop)
           : width == 2 ? encode_bytes_2(e, p, s, n, stop)
                        : encode_bytes_4(e, p, s, n, stop);
}

/* A body whose bytes pass as they are, in the way of short ones. SIMD_SHORT bytes before it are readable. */
LANE_INLINE uint8_t *encode_passing(lane_encoder *e, uint8_t *p, const uint8_t *s, size_t n) {
    p = encode_room(e, p, n);
    if (LANE_UNLIKELY(p == NULL))
        return NULL;
    const size_t copied = escape_copy(p, s, n, ESCAPE_CONTROLS, 1, true);
    p += copied;
    return LANE_LIKELY(copied == n) ? p : encode_bytes_1(e, p, s + copied, n - copied, ESCAPE_CONTROLS);
}

static LANE_NOINLINE uint8_t *encode_utf8_1(lane_encoder *e, uint8_t *p, const uint8_t *s, size_t n, bool behind) {
    return encode_chunks(e, p, s, n, behind, ENCODE_UTF8, 1, ESCAPE_CONTROLS, 1);
}
static LANE_NOINLINE uint8_t *encode_utf8_2(lane_encoder *e, uint8_t *p, const uint8_t *s, size_t n, bool behind) {
    return encode_chunks(e, p, s, n, behind, ENCODE_UTF8, 2, ESCAPE_CONTROLS, 1);
}
static LANE_NOINLINE uint8_t *encode_utf8_4(lane_encoder *e, uint8_t *p, const uint8_t *s, size_t n, bool behind) {
    return encode_chunks(e, p, s, n, behind, ENCODE_UTF8, 4, ESCAPE_CONTROLS, 1);
}

/* The body of a str of `kind` beyond ASCII as UTF-8. NULL also for a lone surrogate that is not let pass. */
LANE_INLINE uint8_t *encode_utf8(lane_encoder *e, uint8_t *p, PyObject *str, const uint8_t *s, size_t n,
                                 unsigned kind) {
    size_t length;
    const uint8_t *cached = PyUnicode_CheckExact(str) ? internals_str_cached_utf8(str, &length) : NULL;
    if (cached != NULL)
        return encode_bytes_1(e, p, cached, length, ESCAPE_CONTROLS);
    const bool behind = PyUnicode_IS_COMPACT(str); /* its head */
    p = kind == 1   ? encode_utf8_1(e, p, s, n, behind)
        : kind == 2 ? encode_utf8_2(e, p, s, n, behind)
                    : encode_utf8_4(e, p, s, n, behind);
    if (LANE_UNLIKELY(p == NULL) && !PyErr_Occurred())
        lane_py_fail_surrogate(e, str);
    return p;
}

/* The body in units of `width` >= kind; non-ASCII characters as escapes if the form says so. */
LANE_INLINE uint8_t *encode_units(lane_encoder *e, uint8_t *p, const uint8_t *s, size_t n, bool behind, unsigned kind,
                                  unsigned width) {
    const escape_class stop = encode_stops(e);
    if (kind == 1)
        return encode_bytes(e, p, s, n, stop, width);
    if (e->form == ENCODE_ASCII)
        return kind == 2 ? encode_chunks(e, p, s, n, false, ENCODE_ASCII, 2, stop, width)
                         : encode_chunks(e, p, s, n, false, ENCODE_ASCII, 4, stop, width);
    if (width == 2)
        return encode_chunks(e, p, s, n, behind, ENCODE_UNITS, 2, stop, 2);
    return kind == 2 ? encode_chunks(e, p, s, n, behind, ENCODE_UNITS, 2, stop, 4)
                     : encode_chunks(e, p, s, n, behind, ENCODE_UNITS, 4, stop, 4);
}

static LANE_NOINLINE uint8_t *encode_units_2(lane_encoder *e, uint8_t *p, const uint8_t *s, size_t n, bool behind,
                                             unsigned kind) {
    return encode_units(e, p, s, n, behind, kind, 2);
}
static LANE_NOINLINE uint8_t *encode_units_4(lane_encoder *e, uint8_t *p, const uint8_t *s, size_t n, bool behind,
                                             unsigned kind) {
    return encode_units(e, p, s, n, behind, kind, 4);
}

/* A str with characters that the text cannot hold yet: widens it. Never returns a cursor, since another instance has to
 * go on. */
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

/* A str that is not compact ASCII. */
LANE_INLINE uint8_t *encode_str_any(lane_encoder *e, uint8_t *p, PyObject *str, unsigned width) {
    e->stop = STOP_FAILED;
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
    else if (width == 1 && kind != 1) /* then the form is ENCODE_ASCII */
        p = kind == 2 ? encode_chunks(e, p, s, n, false, ENCODE_ASCII, 2, ESCAPE_CONTROLS, 1)
                      : encode_chunks(e, p, s, n, false, ENCODE_ASCII, 4, ESCAPE_CONTROLS, 1);
    else if (width == 1 && e->form == ENCODE_UNITS && PyUnicode_IS_COMPACT(str)) /* behind its head */
        p = encode_passing(e, p, s, n);
    else if (width == 1)
        p = encode_bytes_1(e, p, s, n, encode_stops(e));
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

/* Any str, instances of subclasses too, and the tail; `checked`: behind a check for room, and a short key at most.
 * NULL: see e->stop. */
LANE_INLINE uint8_t *encode_str(lane_encoder *e, uint8_t *p, PyObject *str, bool checked, unsigned width,
                                escape_class stop, encode_tail tail) {
    if (LANE_UNLIKELY(!internals_is_compact_ascii(str))) {
        p = width == 1   ? encode_str_any_1(e, p, str)
            : width == 2 ? encode_str_any_2(e, p, str)
                         : encode_str_any_4(e, p, str);
        return p == NULL ? NULL : encode_put_tail(p, 0, 0, tail, width);
    }
    size_t n = (size_t)PyUnicode_GET_LENGTH(str);
    const uint8_t *s = internals_ascii_data(str); /* behind the object's head: bytes before it may be read */
    static_assert(sizeof(PyASCIIObject) >= SIMD_SHORT, "escape_copy reads a short vector before the text");
    if (!checked || LANE_UNLIKELY(n > ENCODE_SHORT))
        p = encode_room(e, p, n * width);
    if (LANE_LIKELY(p != NULL)) {
        p = unit_put(p, '"', width);
        size_t copied = escape_copy(p, s, n, stop, width, checked);
        p += copied * width;
        if (LANE_UNLIKELY(copied != n))
            p = encode_bytes(e, p, s + copied, n - copied, stop, width);
    }
    if (LANE_UNLIKELY(p == NULL)) {
        e->stop = STOP_FAILED;
        return NULL;
    }
    return encode_put_tail(p, '"', 1, tail, width);
}

/* -- other scalars: written unchecked -- */

/* n <= LANE_NUMBER_ROOM bytes of text that was written at p, if a unit is a byte, else at text. */
LANE_INLINE uint8_t *encode_widened(uint8_t *p, const uint8_t *text, size_t n, unsigned width) {
    for (size_t i = 0; i < n; i++)
        p = unit_put(p, text[i], width);
    return p;
}

/* ASCII of any length. */
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

/* Text of what a cold function made out of a number. */
LANE_INLINE uint8_t *encode_odd_number(lane_encoder *e, uint8_t *p, PyObject *v, unsigned width,
                                       bool (*make)(lane_encoder *, PyObject *, lane_piece *)) {
    lane_piece piece;
    e->stop = STOP_FAILED;
    if (!make(e, v, &piece))
        return NULL;
    p = encode_text(e, p, piece.text, piece.length, width);
    Py_XDECREF(piece.object);
    return p;
}

static LANE_NOINLINE uint8_t *encode_big_int(lane_encoder *e, uint8_t *p, PyObject *v, unsigned width) {
    return encode_odd_number(e, p, v, width, lane_py_big_int);
}

static LANE_NOINLINE uint8_t *encode_not_finite(lane_encoder *e, uint8_t *p, PyObject *v, unsigned width) {
    return encode_odd_number(e, p, v, width, lane_py_not_finite);
}

/* What else than a scalar a value is. */
typedef enum { OTHER_NONE, OTHER_DICT, OTHER_LIST, OTHER_ANY } encode_other;

/* Leaves aside what lane_py_big_int may run Python code for. */
LANE_INLINE uint8_t *encode_int(lane_encoder *e, uint8_t *p, PyObject *v, unsigned width, encode_other *ret_other) {
    bool negative;
    uint64_t magnitude;
    if (LANE_UNLIKELY(!internals_int_get_short(v, &negative, &magnitude))) {
        const bool sized = internals_int_get(v, &negative, &magnitude);
        if (LANE_UNLIKELY(!sized || magnitude > e->int_most)) {
            if (sized || !(e->call->flags & DUMPS_BIG_INTS))
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

/* An instance of a subclass of int; NULL: it is too big, and nothing has happened. */
static LANE_NOINLINE uint8_t *encode_odd_int(lane_encoder *e, uint8_t *p, PyObject *v) {
    bool negative;
    uint64_t magnitude;
    if (LANE_UNLIKELY(!internals_int_get(v, &negative, &magnitude) || magnitude > e->int_most))
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
    uint8_t *end = decimal_put_double(dst, value, e->call->layout, &e->gate);
    return width == 1 ? end : encode_widened(p, text, (size_t)(end - text), width);
}

/* Words as unit_put_word takes them: the first character lowest. */
#define ENCODE_TRUE 0x65757274u
#define ENCODE_FALSE UINT64_C(0x65736C6166)
#define ENCODE_NULL 0x6C6C756Eu

/* true or false and the tail, without a branch: which of the two it is, nobody can predict. */
LANE_INLINE uint8_t *encode_bool(uint8_t *p, PyObject *v, unsigned width, encode_tail tail) {
    const bool truth = v == Py_True;
    const uint64_t word = truth ? ENCODE_TRUE | tail.word << 32 : ENCODE_FALSE | tail.word << 40;
    return unit_put_word(p, word, 5 - truth + tail.length, width);
}

/* Units of an int, a float or a bool with the tail. */
#define ENCODE_SCALAR_MOST 32

/* How far from v on there is room for such, behind the check that was made for the first of them. */
LANE_INLINE PyObject *const *encode_run_end(const lane_encoder *e, const uint8_t *p, PyObject *const *v,
                                            PyObject *const *end, unsigned width) {
    const size_t fit = (size_t)(e->out.limit - p) / (ENCODE_SCALAR_MOST * width);
    return (size_t)(end - v) <= fit ? end : v + fit;
}

/* Moves *v on. Whether what it comes to goes on the run. */
LANE_INLINE bool encode_run_next(PyObject *const **v, PyObject *const *end, bool alone, const PyTypeObject *type) {
    ++*v;
    return LANE_HAS_RUNS && !alone && *v < end && Py_TYPE(**v) == type;
}

/* Writes the scalar at *v and the tail. Unless it is `alone`, those behind it, up to `end`, that are of its type may
 * follow: lists tend to have one type. *v and *dst move on. False: all but what *v is at then; *ret_other says that it
 * is no scalar, and nothing has happened to it; else see e->stop. The types are compared in the order of their
 * frequency. */
LANE_INLINE bool encode_scalars(lane_encoder *e, uint8_t **dst, PyObject *const **v, PyObject *const *end, bool alone,
                                unsigned width, escape_class stop, encode_tail tail, encode_other *ret_other) {
    const PyTypeObject *type = Py_TYPE(**v);
    uint8_t *p = *dst, *q; /* q: behind the last one, NULL if it was not written */
    if (type == &PyUnicode_Type) {
        do {
            q = encode_str(e, p, **v, true, width, stop, tail);
            if (LANE_UNLIKELY(q == NULL))
                break;
            p = q;
        } while (encode_run_next(v, end, alone, &PyUnicode_Type) && p <= e->out.limit);
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
        p = q = encode_put_tail(p, ENCODE_NULL, 4, tail, width);
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
        *ret_other = OTHER_ANY;
        return false;
    }
    *dst = p;
    return q != NULL;
}

/* -- layout -- */

static LANE_NOINLINE uint8_t *encode_fixed(lane_encoder *e, uint8_t *p, const dumps_text *text, unsigned width) {
    p = encode_room(e, p, text->length * width);
    for (size_t i = 0; p != NULL && i < text->length; i++)
        p = unit_put(p, text->kind == 1 ? text->units[i] : unit_get(text->units + i * text->kind, text->kind), width);
    return p;
}

static LANE_NOINLINE uint8_t *encode_newline(lane_encoder *e, uint8_t *p, unsigned level, unsigned width) {
    const dumps_text *indent = &e->call->indent;
    p = encode_room(e, p, (indent->length * level + 1) * width);
    if (p == NULL)
        return NULL;
    p = unit_put(p, '\n', width);
    if (indent->kind == 0) { /* spaces */
        for (size_t n = indent->length * level, i = 0; i < n; i += SIMD_WIDTH)
            unit_store(p + i * width, simd_splat(' '), width);
        return p + indent->length * level * width;
    }
    while (p != NULL && level-- != 0)
        p = encode_fixed(e, p, indent, width);
    return p;
}

/* What stands before an item, where the layout is not plain. Checks for room even if that is nothing: a bracket of each
 * level goes before the first scalar of a nest. */
static LANE_NOINLINE uint8_t *encode_before_item_any(lane_encoder *e, uint8_t *p, bool begun, unsigned width) {
    p = begun ? encode_fixed(e, p, &e->call->item, width) : encode_room(e, p, 0);
    if (p != NULL && e->call->indent.units != NULL)
        p = encode_newline(e, p, e->level, width);
    e->stop = STOP_FAILED;
    return p;
}

/* The same, with the indentation that nearly everybody asks for written here. */
LANE_INLINE uint8_t *encode_before_item(lane_encoder *e, uint8_t *p, lane_frame *f, unsigned width) {
    const bool begun = f->begun;
    f->begun = true;
    if (LANE_UNLIKELY(!e->lines))
        return encode_before_item_any(e, p, begun, width);
    const size_t spaces = e->call->indent.length * e->level;
    p = encode_room(e, p, spaces * width);
    if (LANE_UNLIKELY(p == NULL))
        return NULL;
    if (begun)
        p = encode_put_tail(p, 0, 0, encode_item_words(e), width);
    p = unit_put(p, '\n', width);
    for (size_t i = 0; i < spaces; i += SIMD_WIDTH)
        unit_store(p + i * width, simd_splat(' '), width);
    return p + spaces * width;
}

/* Before the closing bracket. */
static LANE_NOINLINE uint8_t *encode_before_close(lane_encoder *e, uint8_t *p, lane_frame *f, unsigned width) {
    bool lines = e->call->indent.units != NULL;
    if (lines && !f->begun) { /* every key was left out */
        e->top = f;
        int breaks = lane_py_breaks_empty(e);
        if (breaks < 0)
            return NULL;
        lines = breaks != 0;
        if (lines)
            p = encode_newline(e, p, e->level, width);
    }
    e->level--;
    if (lines && p != NULL)
        p = encode_newline(e, p, e->level, width);
    return p;
}

/* -- containers -- */

/* The items of a FRAME_LIST, from the first one on. */
LANE_INLINE void list_open(lane_frame *f) {
    f->first = f->entry = PySequence_Fast_ITEMS(f->object);
    f->end = f->first + PySequence_Fast_GET_SIZE(f->object);
}

/* The same from the next item on. */
static LANE_NOINLINE void list_reopen(lane_frame *f) {
    const ptrdiff_t next = lane_py_frame_item(f);
    list_open(f);
    f->entry = next < f->end - f->first ? f->first + next : f->end;
}

/* The entry at the place `at` of a FRAME_DICT or FRAME_ITEMS, whose table is looked up; that of a FRAME_TABLE stays
 * where it is. Tables of keys of any type, with their hashes in between, are left to PyDict_Next. */
LANE_INLINE PyObject *const *items_open(lane_encoder *e, lane_frame *f, Py_ssize_t at) {
    internals_table table;
    if (f->kind == FRAME_DICT)
        table = LANE_HAS_DICT_TABLES ? internals_dict_table(f->object) : (internals_table){NULL, 0, 0};
    else if (f->kind == FRAME_ITEMS)
        table = (internals_table){(const char *)PySequence_Fast_ITEMS(f->object), 2 * sizeof(PyObject *),
                                  PySequence_Fast_GET_SIZE(f->object) / 2};
    else
        return f->entry;
    if (LANE_LIKELY(table.first != NULL && table.stride == 2 * sizeof(PyObject *))) {
        f->first = (PyObject *const *)table.first;
        f->end = f->first + 2 * table.count;
        return f->entry = f->first + 2 * (at < table.count ? at : table.count);
    }
    e->after = at;
    f->first = NULL;
    return f->end = e->pair;
}

static LANE_NOINLINE PyObject *const *items_next(lane_encoder *e, lane_frame *f) {
    f->at = e->after;
    if (!PyDict_Next(f->object, &e->after, &e->pair[0], &e->pair[1]))
        return NULL;
    f->end = e->pair + 2;
    return e->pair;
}

/* The entry at hand, or the next one if there is none at it; NULL if there are no more. */
LANE_INLINE PyObject *const *items_get(lane_encoder *e, lane_frame *f, PyObject *const *entry) {
    for (; entry != f->end; entry += 2) {
        if (LANE_LIKELY(entry[1] != NULL))
            return entry;
    }
    return LANE_LIKELY(f->first != NULL) ? NULL : items_next(e, f);
}

/* Behind the entry at which the frame was left; NULL if the dict has changed and has no such entry. */
LANE_INLINE PyObject *const *items_return(lane_encoder *e, lane_frame *f) {
    if (LANE_LIKELY(!e->reread && f->first != NULL))
        return f->entry + 2;
    PyObject *const *entry = items_get(e, f, items_open(e, f, lane_py_frame_place(f)));
    return entry == NULL ? NULL : entry + 2;
}

LANE_INLINE lane_frame *encode_push(lane_encoder *e, lane_frame *f, PyObject *object, PyObject *subject,
                                    frame_kind kind) {
    if (LANE_UNLIKELY(f == e->last || e->exact_cycles)) {
        e->top = f;
        f = lane_py_frame_checked(e, subject);
        if (f == NULL)
            return NULL;
    } else {
        f++;
    }
    f->object = object;
    f->subject = subject;
    f->at = 0;
    f->first = NULL;
    f->kind = (uint8_t)kind;
    f->owned = false;
    f->releases = false;
    f->begun = false;
    f->by_default = false;
    e->top = f; /* kept right at all times: a scalar that is refused runs Python code to say why */
    return f;
}

/* Makes entries the table of a frame. */
LANE_INLINE void encode_take_entries(lane_frame *f, const lane_entries *entries) {
    f->first = f->entry = entries->first;
    f->end = entries->end;
}

/* Writes a key that is no exact str, with its quotes. */
static LANE_NOINLINE uint8_t *encode_odd_key(lane_encoder *e, uint8_t *p, PyObject *key, unsigned width) {
    const encode_tail none = {0, 0};
    lane_piece piece;
    e->cursor = p;
    lane_py_key_piece(e, key, &piece);
    e->stop = STOP_FAILED;
    switch (piece.kind) {
    case PIECE_STR: p = encode_str(e, p, piece.object, false, width, encode_stops(e), none); break;
    case PIECE_TEXT:
        p = encode_room(e, p, 0);
        if (p != NULL)
            p = encode_text(e, unit_put(p, '"', width), piece.text, piece.length, width);
        if (p != NULL)
            p = unit_put(p, '"', width);
        break;
    default: return NULL;
    }
    Py_XDECREF(piece.object);
    return p;
}

/* Which separators an instance of the loop writes. */
typedef enum {
    LAYOUT_COMPACT, /* "," and ":" */
    LAYOUT_SPACED,  /* ", " and ": " */
    LAYOUT_WORDS,   /* any of one or two ASCII characters */
    LAYOUT_FREE     /* anything: not part of a value's tail */
} encode_layout;

LANE_INLINE encode_tail encode_item_tail(const lane_encoder *e, encode_layout layout) {
    return layout == LAYOUT_COMPACT  ? (encode_tail){',', 1}
           : layout == LAYOUT_SPACED ? (encode_tail){',' | ' ' << 8, 2}
           : layout == LAYOUT_WORDS  ? encode_item_words(e)
                                     : (encode_tail){0, 0};
}

LANE_INLINE encode_tail encode_key_tail(const lane_encoder *e, encode_layout layout) {
    return layout == LAYOUT_COMPACT  ? (encode_tail){':', 1}
           : layout == LAYOUT_SPACED ? (encode_tail){':' | ' ' << 8, 2}
           : layout == LAYOUT_WORDS  ? encode_key_words(e)
                                     : (encode_tail){0, 0};
}

/* Writes until the document is done, fails, or its text has become wider than `width`. */
LANE_INLINE encode_outcome encode_run(lane_encoder *e, unsigned width, encode_layout layout, escape_class stop) {
    const bool plain = layout != LAYOUT_FREE;
    const encode_tail none = {0, 0}, item = encode_item_tail(e, layout), colon = encode_key_tail(e, layout);
    uint8_t *p = e->cursor, *q = NULL;
    lane_frame *f = e->top, *pushed = NULL;
    PyObject *v = NULL;
    PyObject *const *entry = NULL;
    PyObject *const *at;
    lane_piece piece;
    bool at_key = false;
    encode_other other = OTHER_NONE;

    switch (e->resume) {
    case RESUME_AFTER_KEY: goto key_written;
    case RESUME_AFTER_VALUE: goto value_written;
    default: v = e->value;
    }

value:
    p = encode_room(e, p, 0);
    if (LANE_UNLIKELY(p == NULL))
        goto failed;
    other = OTHER_NONE;
    at = &v;
    if (LANE_UNLIKELY(!encode_scalars(e, &p, &at, at + 1, true, width, stop, none, &other)))
        goto no_scalar;

value_written:
    if (f->kind == FRAME_LIST) {
        p = encode_put_tail(p, 0, 0, item, width);
        goto list_items;
    }
    if (LANE_LIKELY(f->kind != FRAME_ROOT)) {
        if (f->kind == FRAME_VALUE)
            goto frame_end;
        p = encode_put_tail(p, 0, 0, item, width);
        entry = items_return(e, f);
        if (LANE_UNLIKELY(entry == NULL))
            goto container_end;
        goto dict_items;
    }
    e->cursor = p;
    return RUN_DONE;

list_items:
    if (LANE_UNLIKELY(e->reread))
        list_reopen(f);
    for (at = f->entry; at < f->end;) {
        p = plain ? encode_room(e, p, 0) : encode_before_item(e, p, f, width);
        if (LANE_UNLIKELY(p == NULL))
            goto failed;
        other = OTHER_NONE;
        if (LANE_UNLIKELY(!encode_scalars(e, &p, &at, f->end, !plain, width, stop, item, &other))) {
            v = *at;
            f->entry = at + 1;
            goto no_scalar;
        }
    }
    goto container_end;

dict_items:
    while ((entry = items_get(e, f, entry)) != NULL) {
        if (!plain) {
            if (LANE_UNLIKELY(e->call->flags & DUMPS_SKIP_KEYS) && !lane_py_key_allowed(entry[0])) {
                entry += 2;
                continue;
            }
            p = encode_before_item(e, p, f, width);
            if (LANE_UNLIKELY(p == NULL))
                goto failed;
        }
        if (LANE_UNLIKELY(!PyUnicode_CheckExact(entry[0])))
            goto odd_key;
        q = encode_str(e, p, entry[0], false, width, stop, colon);
        if (LANE_UNLIKELY(q == NULL)) {
            f->entry = entry;
            at_key = true;
            goto stopped;
        }
        p = q;
    after_key:
        if (!plain) {
            p = e->lines ? encode_put_tail(p, 0, 0, encode_key_words(e), width)
                         : encode_fixed(e, p, &e->call->key, width);
            if (LANE_UNLIKELY(p == NULL))
                goto failed;
        }
        at = &entry[1];
        other = OTHER_NONE;
        if (LANE_UNLIKELY(!encode_scalars(e, &p, &at, at + 1, true, width, stop, item, &other))) {
            f->entry = entry;
            v = entry[1];
            goto no_scalar;
        }
        entry += 2;
    }

container_end:
    if (plain)
        p -= (size_t)item.length * width;
    else
        p = encode_before_close(e, p, f, width);
    if (LANE_LIKELY(p != NULL))
        p = encode_room(e, p, 0);
    if (LANE_UNLIKELY(p == NULL))
        goto failed;
    p = unit_put(p, f->kind == FRAME_LIST ? ']' : '}', width);
frame_end:
    if (LANE_UNLIKELY(f->releases)) {
        e->top = f;
        lane_py_frame_release(e);
    }
    e->top = --f;
    goto value_written;

no_scalar:
    if (other == OTHER_ANY && e->writes_containers)
        other = PyDict_Check(v) ? OTHER_DICT : PyList_Check(v) ? OTHER_LIST : OTHER_ANY;
    switch (other) {
    case OTHER_NONE: goto stopped;
    case OTHER_DICT:
        if (PyDict_GET_SIZE(v) == 0) {
            p = unit_put_word(p, '{' | '}' << 8, 2, width);
            goto value_written;
        }
        pushed = encode_push(e, f, v, v, FRAME_DICT);
        if (LANE_UNLIKELY(pushed == NULL))
            return RUN_FAILED;
        f = pushed;
        goto dict_open;
    case OTHER_LIST:
        if (PySequence_Fast_GET_SIZE(v) == 0) {
            p = unit_put_word(p, '[' | ']' << 8, 2, width);
            goto value_written;
        }
        pushed = encode_push(e, f, v, v, FRAME_LIST);
        if (LANE_UNLIKELY(pushed == NULL))
            return RUN_FAILED;
        f = pushed;
        list_open(f);
        p = unit_put(p, '[', width);
        if (!plain)
            e->level++;
        goto list_items;
    case OTHER_ANY: break;
    }

    if (PyUnicode_Check(v) && e->writes_scalars) {
        p = encode_str(e, p, v, false, width, stop, none);
        if (LANE_UNLIKELY(p == NULL))
            goto stopped;
        goto value_written;
    }
    if (width == 1 && PyLong_Check(v) && e->writes_scalars && (q = encode_odd_int(e, p, v)) != NULL) {
        p = q;
        goto value_written;
    }
    e->cursor = p;
    e->top = f;
    lane_py_piece(e, v, &piece);
    p = e->cursor;
    e->stop = STOP_FAILED;
    switch (piece.kind) {
    case PIECE_DONE: goto value_written;
    case PIECE_TEXT:
    case PIECE_RAW: q = encode_text(e, p, piece.text, piece.length, width); break;
    case PIECE_STR: q = encode_str(e, p, piece.object, false, width, stop, none); break;
    case PIECE_VALUE: pushed = encode_push(e, f, piece.object, v, FRAME_VALUE); break;
    case PIECE_LIST: pushed = encode_push(e, f, piece.object, v, FRAME_LIST); break;
    case PIECE_ITEMS: pushed = encode_push(e, f, piece.object, v, FRAME_ITEMS); break;
    case PIECE_TABLE: pushed = encode_push(e, f, piece.object, v, FRAME_TABLE); break;
    case PIECE_DICT: pushed = encode_push(e, f, piece.object, v, FRAME_DICT); break;
    default: return RUN_FAILED;
    }
    if (piece.kind <= PIECE_STR) {
        Py_XDECREF(piece.object);
        if (LANE_UNLIKELY(q == NULL))
            goto stopped;
        p = q;
        goto value_written;
    }
    if (LANE_UNLIKELY(pushed == NULL)) {
        lane_py_piece_release(e, &piece);
        return RUN_FAILED;
    }
    f = pushed;
    /* The frame takes over the piece's references. */
    f->owned = f->releases = true;
    f->by_default = piece.by_default;
    v = piece.object;
    if (piece.kind == PIECE_VALUE)
        goto value;
    if (piece.kind == PIECE_LIST) {
        if (PySequence_Fast_GET_SIZE(v) == 0) {
            p = unit_put_word(p, '[' | ']' << 8, 2, width);
            goto frame_end;
        }
        list_open(f);
        p = unit_put(p, '[', width);
        if (!plain)
            e->level++;
        goto list_items;
    }
    if (piece.kind == PIECE_TABLE)
        encode_take_entries(f, &piece.entries);
    if (piece.kind == PIECE_TABLE  ? f->entry == f->end
        : piece.kind == PIECE_DICT ? PyDict_GET_SIZE(v) == 0
                                   : PyList_GET_SIZE(v) == 0) {
        p = unit_put_word(p, '{' | '}' << 8, 2, width);
        goto frame_end;
    }

dict_open: /* f is a new frame of a dict or of items that is not empty */
    p = unit_put(p, '{', width);
    if (!plain)
        e->level++;
    if (LANE_UNLIKELY(e->prepares) && f->kind == FRAME_DICT) {
        e->cursor = p;
        e->top = f;
        if (LANE_UNLIKELY(!lane_py_prepare(e)))
            goto failed;
    }
    entry = items_open(e, f, 0);
    goto dict_items;

odd_key:
    f->entry = entry;
    e->top = f;
    q = encode_odd_key(e, p, entry[0], width);
    if (LANE_UNLIKELY(q == NULL)) {
        at_key = true;
        goto stopped;
    }
    p = q;

key_written : { /* the key of the entry at hand */
    const Py_ssize_t place = lane_py_frame_place(f);
    entry = items_get(e, f, items_open(e, f, place));
    if (LANE_LIKELY(entry != NULL))
        f->entry = entry;
    if (LANE_UNLIKELY(entry == NULL || lane_py_frame_place(f) != place)) {
        lane_py_fail_changed(e);
        goto failed;
    }
    at_key = false;
    p = encode_put_tail(p, 0, 0, colon, width);
    goto after_key;
}

stopped:
    e->top = f;
    e->resume = at_key ? RESUME_AFTER_KEY : RESUME_AFTER_VALUE;
    return e->stop == STOP_WIDENED ? RUN_WIDENED : RUN_FAILED;

failed: /* not after a cold function that may have cut the stack */
    e->top = f;
    return RUN_FAILED;
}

/* The two kinds of text that are written most have instances that know their separators and their class. */
static LANE_NOINLINE encode_outcome encode_run_compact(lane_encoder *e) {
    return encode_run(e, 1, LAYOUT_COMPACT, ESCAPE_CONTROLS);
}
static LANE_NOINLINE encode_outcome encode_run_spaced(lane_encoder *e) {
    return encode_run(e, 1, LAYOUT_SPACED, ESCAPE_BEYOND_ASCII);
}
static LANE_NOINLINE encode_outcome encode_run_words_1(lane_encoder *e) {
    return encode_run(e, 1, LAYOUT_WORDS, encode_stops(e));
}
/* Separators of ASCII do not widen a text: it was a str that did, which does not happen where non-ASCII is escaped. */
static LANE_NOINLINE encode_outcome encode_run_words_2(lane_encoder *e) {
    return encode_run(e, 2, LAYOUT_WORDS, ESCAPE_CONTROLS);
}
static LANE_NOINLINE encode_outcome encode_run_words_4(lane_encoder *e) {
    return encode_run(e, 4, LAYOUT_WORDS, ESCAPE_CONTROLS);
}
static LANE_NOINLINE encode_outcome encode_run_free_1(lane_encoder *e) {
    return encode_run(e, 1, LAYOUT_FREE, encode_stops(e));
}
static LANE_NOINLINE encode_outcome encode_run_free_2(lane_encoder *e) {
    return encode_run(e, 2, LAYOUT_FREE, encode_stops(e));
}
static LANE_NOINLINE encode_outcome encode_run_free_4(lane_encoder *e) {
    return encode_run(e, 4, LAYOUT_FREE, encode_stops(e));
}

static bool encode_separates(const lane_encoder *e, encode_layout layout) {
    const encode_tail item = encode_item_tail(e, layout), colon = encode_key_tail(e, layout);
    return encode_item_words(e).word == item.word && encode_key_words(e).word == colon.word;
}

static encode_outcome encode_go_on(lane_encoder *e) {
    const unsigned width = e->out.width;
    if (!e->plain)
        return width == 1 ? encode_run_free_1(e) : width == 2 ? encode_run_free_2(e) : encode_run_free_4(e);
    if (width != 1)
        return width == 2 ? encode_run_words_2(e) : encode_run_words_4(e);
    if (e->form != ENCODE_ASCII && encode_separates(e, LAYOUT_COMPACT))
        return encode_run_compact(e);
    if (e->form == ENCODE_ASCII && encode_separates(e, LAYOUT_SPACED))
        return encode_run_spaced(e);
    return encode_run_words_1(e);
}

static PyObject *encode_document(lane_py_dumps *call) {
    lane_encoder e;
    encode_outcome outcome;
    if (LANE_UNLIKELY(!lane_py_encoder_begin(&e, call)))
        return NULL;
    do
        outcome = encode_go_on(&e);
    while (outcome == RUN_WIDENED);
    return lane_py_encoder_end(&e, outcome == RUN_DONE);
}

#endif
