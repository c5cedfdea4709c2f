/* SPDX-License-Identifier: MIT */
/* float, and int: 30-bit digits after a header whose size word holds count and sign. */
#ifndef LANE_PY_INTERNALS_NUMBER_H
#define LANE_PY_INTERNALS_NUMBER_H

#include "images.h"

#if LANE_PYINTERNALS

LANE_INLINE PyObject *internals_float_new(const internals_images *images, double value) {
    PyFloatObject *o = (PyFloatObject *)PyObject_Malloc(sizeof *o);
    if (LANE_UNLIKELY(o == NULL))
        return NULL;
    memcpy(o, &images->number, sizeof *o);
    o->ob_fval = value;
    return (PyObject *)o;
}

#define INTERNALS_DIGIT_BITS 30

LANE_INLINE uint32_t *internals_int_digits(void *o) {
#if LANE_PY_MINOR >= 12
    return ((PyLongObject *)o)->long_value.ob_digit;
#else
    return ((PyLongObject *)o)->ob_digit;
#endif
}

/* Without a branch: signs may be unpredictable. */
LANE_INLINE void internals_int_set_size(void *o, unsigned digits, bool negative) {
#if LANE_PY_MINOR >= 12
    ((PyLongObject *)o)->long_value.lv_tag = (uintptr_t)digits << 3 | (uintptr_t)negative << 1; /* 2: negative */
#else
    ((PyVarObject *)o)->ob_size = ((Py_ssize_t)digits ^ -(Py_ssize_t)negative) + negative;
#endif
}

/* An int of 2^60 or more: of three digits. */
static LANE_NOINLINE LANE_MAYBE_UNUSED PyObject *internals_int_long(const internals_images *images, bool negative,
                                                                    uint64_t magnitude) {
    void *o = PyObject_Malloc(36); /* head and digits */
    if (LANE_UNLIKELY(o == NULL))
        return NULL;
    memcpy(o, images->integer, 32);
    internals_int_set_size(o, 3, negative);
    for (unsigned i = 0; i < 3; i++)
        internals_int_digits(o)[i] = magnitude >> i * INTERNALS_DIGIT_BITS & bits_below(INTERNALS_DIGIT_BITS);
    return (PyObject *)o;
}

/* Returns a new int. Not for those that CPython shares, LANE_PY_SMALL_INTS. */
LANE_INLINE PyObject *internals_int_new(const internals_images *images, int64_t value) {
    const uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    if (LANE_UNLIKELY(magnitude >> (2 * INTERNALS_DIGIT_BITS) != 0))
        return internals_int_long(images, value < 0, magnitude);
    void *o = PyObject_Malloc(32); /* header and two digits; the same size class as one digit */
    if (LANE_UNLIKELY(o == NULL))
        return NULL;
    memcpy(o, images->integer, 32);
    internals_int_set_size(o, 1 + (magnitude >> INTERNALS_DIGIT_BITS != 0), value < 0);
    const uint64_t pair = (magnitude & bits_below(INTERNALS_DIGIT_BITS)) | magnitude >> INTERNALS_DIGIT_BITS << 32;
    memcpy(internals_int_digits(o), &pair, 8);
    return (PyObject *)o;
}

/* Returns the number of an int's digits, and its sign. */
LANE_INLINE size_t internals_int_count(PyObject *o, bool *ret_negative) {
#if LANE_PY_MINOR >= 12
    uintptr_t tag = ((PyLongObject *)o)->long_value.lv_tag;
    *ret_negative = (tag & 3) == 2;
    return tag >> 3;
#else
    Py_ssize_t size = ((PyVarObject *)o)->ob_size;
    *ret_negative = size < 0;
    return (size_t)(size < 0 ? -size : size);
#endif
}

/* Gets the sign and magnitude of an int of at most one digit; false if it has more. The digit of 0 is undefined. */
LANE_INLINE bool internals_int_get_short(PyObject *o, bool *ret_negative, uint64_t *ret_magnitude) {
#if LANE_PY_MINOR >= 12
    const uintptr_t tag = ((PyLongObject *)o)->long_value.lv_tag, digits = tag >> 3;
    const bool is_short = digits < 2;
    *ret_negative = tag >> 1 & 1;
#else
    const uintptr_t digits = (uintptr_t)((PyVarObject *)o)->ob_size; /* less than 0 for a negative int */
    const bool is_short = digits + 1 < 3;
    *ret_negative = digits >> (sizeof digits * 8 - 1);
#endif
    *ret_magnitude = digits == 0 ? 0 : *internals_int_digits(o);
    return is_short;
}

/* Gets the sign and magnitude of an int of at most 64 bits; false if it has more. */
LANE_INLINE bool internals_int_get(PyObject *o, bool *ret_negative, uint64_t *ret_magnitude) {
    if (LANE_LIKELY(internals_int_get_short(o, ret_negative, ret_magnitude)))
        return true;
    const size_t digits = internals_int_count(o, ret_negative);
    const uint32_t *digit = internals_int_digits(o);
    uint64_t magnitude = digit[0] | (uint64_t)digit[1] << INTERNALS_DIGIT_BITS;
    if (digits > 2) {
        if (digits > 3 || digit[2] >> (64 - 2 * INTERNALS_DIGIT_BITS) != 0)
            return false;
        magnitude |= (uint64_t)digit[2] << 2 * INTERNALS_DIGIT_BITS;
    }
    *ret_magnitude = magnitude;
    return true;
}

/* Stores an int of 0 to 2^128 - 1 in two halves. False with an exception set if it is out of range. */
static inline bool internals_int_get_128(PyObject *o, uint64_t *ret_high, uint64_t *ret_low) {
    bool negative;
    size_t digits = internals_int_count(o, &negative);
    const uint32_t *digit = internals_int_digits(o);
    if (LANE_UNLIKELY(negative || digits > 5 || (digits == 5 && digit[4] >> (128 - 4 * INTERNALS_DIGIT_BITS) != 0)))
        return pycompat_int_as_128(o, ret_high, ret_low);
    uint64_t all[5] = {0};
    for (size_t i = 0; i < digits; i++)
        all[i] = digit[i];
    static_assert(INTERNALS_DIGIT_BITS == 30, "the third digit ends the lower half, the fifth the upper one");
    *ret_low = all[0] | all[1] << 30 | all[2] << 60;
    *ret_high = all[2] >> 4 | all[3] << 26 | all[4] << 56;
    return true;
}

#else /* the public API */

LANE_INLINE PyObject *internals_float_new(const internals_images *images, double value) {
    (void)images;
    return PyFloat_FromDouble(value);
}

LANE_INLINE PyObject *internals_int_new(const internals_images *images, int64_t value) {
    (void)images;
    return PyLong_FromLongLong(value);
}

LANE_INLINE PyObject *internals_int_long(const internals_images *images, bool negative, uint64_t magnitude) {
    (void)images;
    return negative ? PyLong_FromLongLong((long long)(0 - magnitude)) : PyLong_FromUnsignedLongLong(magnitude);
}

LANE_INLINE bool internals_int_get_short(PyObject *o, bool *ret_negative, uint64_t *ret_magnitude) {
    (void)o;
    (void)ret_negative;
    (void)ret_magnitude;
    return false;
}

LANE_INLINE bool internals_int_get(PyObject *o, bool *ret_negative, uint64_t *ret_magnitude) {
    int overflow;
    long long value = PyLong_AsLongLongAndOverflow(o, &overflow);
    *ret_negative = value < 0;
    *ret_magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    if (LANE_LIKELY(overflow == 0))
        return true;
    if (overflow > 0) {
        *ret_negative = false;
        *ret_magnitude = PyLong_AsUnsignedLongLong(o);
        if (!PyErr_Occurred())
            return true;
        PyErr_Clear();
    }
    return false;
}

static inline bool internals_int_get_128(PyObject *o, uint64_t *ret_high, uint64_t *ret_low) {
    return pycompat_int_as_128(o, ret_high, ret_low);
}

#endif

#endif
