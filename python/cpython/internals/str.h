/* SPDX-License-Identifier: MIT */
/* str and bytes: the data of a compact str and of a bytes follow its header. */
#ifndef LANE_PY_INTERNALS_STR_H
#define LANE_PY_INTERNALS_STR_H

#include "images.h"

/* Bytes before the data of a compact str: ASCII, and others. */
#define INTERNALS_ASCII_HEAD sizeof(PyASCIIObject)
#define INTERNALS_WIDE_HEAD sizeof(PyCompactUnicodeObject)

#if LANE_PYINTERNALS

/* Returns an ASCII str of n >= 1 bytes with its terminating 0; the caller fills the data, *ret. The memory is rounded
 * up to a multiple of 16 bytes, so up to 15 bytes after the 0 may be overwritten while filling. NULL without memory; no
 * exception set. */
LANE_INLINE PyObject *internals_ascii_new(const internals_images *images, size_t n, uint8_t **ret) {
    PyASCIIObject *o = (PyASCIIObject *)PyObject_Malloc((sizeof(PyASCIIObject) + n + 1 + 15) & ~(size_t)15);
    if (LANE_UNLIKELY(o == NULL))
        return NULL;
    memcpy(o, &images->ascii, sizeof *o);
    o->length = (Py_ssize_t)n;
    *ret = (uint8_t *)(o + 1);
    (*ret)[n] = 0;
    return (PyObject *)o;
}

/* Returns a str of n characters, whose maximum `max` determines their width of 1, 2 or 4 bytes. The memory is rounded
 * up as for ASCII, after a terminating 0. */
LANE_INLINE PyObject *internals_wide_new(const internals_images *images, size_t n, uint32_t max, void **ret) {
    unsigned which = max <= 0xFF ? 0 : max <= 0xFFFF ? 1 : 2, kind = 1u << which;
    PyCompactUnicodeObject *o =
        (PyCompactUnicodeObject *)PyObject_Malloc((sizeof *o + (n + 1) * kind + 15) & ~(size_t)15);
    if (LANE_UNLIKELY(o == NULL))
        return NULL;
    memcpy(o, &images->wide[which], sizeof *o);
    o->_base.length = (Py_ssize_t)n;
    *ret = o + 1;
#if LANE_PY_MINOR < 12
    if (o->_base.wstr != NULL) { /* a str with units of wchar_t is its own wchar_t string */
        o->_base.wstr = (wchar_t *)(void *)(o + 1);
        o->wstr_length = (Py_ssize_t)n;
    }
#endif
    memset((uint8_t *)(o + 1) + n * kind, 0, kind);
    return (PyObject *)o;
}

/* Truncates an unpublished compact str to n >= 1 characters of `kind` bytes in place; its memory keeps its size. False
 * if that is impossible here. */
static inline bool internals_str_cut(PyObject *o, size_t n, unsigned kind) {
    ((PyASCIIObject *)o)->length = (Py_ssize_t)n;
#if LANE_PY_MINOR < 12
    if (((PyASCIIObject *)o)->wstr != NULL && !((PyASCIIObject *)o)->state.ascii)
        ((PyCompactUnicodeObject *)o)->wstr_length = (Py_ssize_t)n;
#endif
    memset((uint8_t *)PyUnicode_DATA(o) + n * kind, 0, kind);
    return true;
}

/* Returns whether a str is compact ASCII, by one test of both bits. */
LANE_INLINE bool internals_is_compact_ascii(PyObject *o) {
    const PyASCIIObject both = {.state = {.compact = 1, .ascii = 1}};
    uint32_t bits, mask;
    memcpy(&bits, &((const PyASCIIObject *)o)->state, sizeof bits);
    memcpy(&mask, &both.state, sizeof mask);
    return (bits & mask) == mask;
}

/* Returns whether a str is compact and not ASCII, with units of `kind` bytes. */
LANE_INLINE bool internals_is_compact(PyObject *o, unsigned kind) {
    const PyASCIIObject wanted = {.state = {.compact = 1, .kind = kind}};
    const PyASCIIObject all = {.state = {.compact = 1, .ascii = 1, .kind = 7}};
    uint32_t bits, value, mask;
    memcpy(&bits, &((const PyASCIIObject *)o)->state, sizeof bits);
    memcpy(&value, &wanted.state, sizeof value);
    memcpy(&mask, &all.state, sizeof mask);
    return (bits & mask) == value;
}

/* Returns the data of a compact ASCII str. */
LANE_INLINE const uint8_t *internals_ascii_data(PyObject *o) {
    return (const uint8_t *)((PyASCIIObject *)o + 1);
}

/* Returns the data of a compact non-ASCII str. */
LANE_INLINE const uint8_t *internals_wide_data(PyObject *o) {
    return (const uint8_t *)((PyCompactUnicodeObject *)o + 1);
}

/* Returns the hash of an exact str, which must have been computed: keys in a dict have it. */
LANE_INLINE Py_hash_t internals_str_hash(PyObject *o) {
    return ((PyASCIIObject *)o)->hash;
}

/* Returns the UTF-8 that CPython has cached in a str that is not compact ASCII, and its length; NULL if there is
 * none. */
LANE_INLINE const uint8_t *internals_str_cached_utf8(PyObject *o, size_t *ret_length) {
    const PyCompactUnicodeObject *str = (const PyCompactUnicodeObject *)o;
    *ret_length = (size_t)str->utf8_length;
    return (const uint8_t *)str->utf8;
}

/* Returns a bytes of n >= 2 bytes with its terminating 0; the caller fills the data, *ret. NULL without memory; no
 * exception set. */
LANE_INLINE PyObject *internals_bytes_new(const internals_images *images, size_t n, uint8_t **ret) {
    PyBytesObject *o = (PyBytesObject *)PyObject_Malloc(offsetof(PyBytesObject, ob_sval) + n + 1);
    if (LANE_UNLIKELY(o == NULL))
        return NULL;
    memcpy(o, &images->bytes, offsetof(PyBytesObject, ob_sval));
    Py_SET_SIZE((PyVarObject *)o, (Py_ssize_t)n);
    *ret = (uint8_t *)o->ob_sval;
    (*ret)[n] = 0;
    return (PyObject *)o;
}

#else /* the public API */

LANE_INLINE PyObject *internals_ascii_new(const internals_images *images, size_t n, uint8_t **ret) {
    (void)images;
    PyObject *o = PyUnicode_New((Py_ssize_t)n, 127);
    if (o != NULL)
        *ret = PyUnicode_1BYTE_DATA(o);
    return o;
}

LANE_INLINE PyObject *internals_wide_new(const internals_images *images, size_t n, uint32_t max, void **ret) {
    (void)images;
    PyObject *o = PyUnicode_New((Py_ssize_t)n, max);
    if (o != NULL)
        *ret = PyUnicode_DATA(o);
    return o;
}

static inline bool internals_str_cut(PyObject *o, size_t n, unsigned kind) {
    (void)o;
    (void)n;
    (void)kind;
    return false;
}

LANE_INLINE bool internals_is_compact_ascii(PyObject *o) {
    return PyUnicode_IS_COMPACT_ASCII(o);
}

LANE_INLINE bool internals_is_compact(PyObject *o, unsigned kind) {
    return PyUnicode_IS_COMPACT(o) && !PyUnicode_IS_ASCII(o) && PyUnicode_KIND(o) == kind;
}

LANE_INLINE const uint8_t *internals_ascii_data(PyObject *o) {
    return PyUnicode_1BYTE_DATA(o);
}

LANE_INLINE const uint8_t *internals_wide_data(PyObject *o) {
    return (const uint8_t *)PyUnicode_DATA(o);
}

LANE_INLINE const uint8_t *internals_str_cached_utf8(PyObject *o, size_t *ret_length) {
    (void)o;
    (void)ret_length;
    return NULL;
}

LANE_INLINE PyObject *internals_bytes_new(const internals_images *images, size_t n, uint8_t **ret) {
    (void)images;
    PyObject *o = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)n);
    if (o != NULL)
        *ret = (uint8_t *)PyBytes_AS_STRING(o);
    return o;
}

#endif

#endif
