/* SPDX-License-Identifier: MIT */
/* UUIDs. */
#include "kinds.h"

/* Returns the eight hexadecimal digits of `value`, the most significant in the lowest byte. Swaps the bytes, spreads
 * the digits to one a byte, and finds digits from 10 by the bit that adding 6 sets. */
LANE_INLINE uint64_t hex_digits(uint32_t value) {
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t x = bits_swap32(value);
    x = (x | x << 16) & UINT64_C(0x0000FFFF0000FFFF);
    x = (x | x << 8) & UINT64_C(0x00FF00FF00FF00FF);
    x = (x >> 4 & 0x0F * (ones & UINT64_C(0x00FF00FF00FF00FF))) |
        (x << 8 & 0x0F * (ones & UINT64_C(0xFF00FF00FF00FF00)));
    return x + '0' * ones + ('a' - '0' - 10) * ((x + 6 * ones) >> 4 & ones);
}

/* Writes 8-4-4-4-12 digits and returns the end. */
static uint8_t *put_uuid_digits(uint8_t *dst, uint64_t high, uint64_t low) {
    const uint64_t second = hex_digits((uint32_t)high), third = hex_digits((uint32_t)(low >> 32));
    lane_store64(dst, hex_digits((uint32_t)(high >> 32)));
    lane_store32(dst + 9, (uint32_t)second);
    lane_store32(dst + 14, (uint32_t)(second >> 32));
    lane_store32(dst + 19, (uint32_t)third);
    lane_store32(dst + 24, (uint32_t)(third >> 32));
    lane_store64(dst + 28, hex_digits((uint32_t)low));
    dst[8] = dst[13] = dst[18] = dst[23] = '-';
    return dst + 36;
}

/* Returns a UUID's int from its slot, borrowed; NULL if it is not there. */
static PyObject *uuid_slot(lane_py_context *c, PyObject *uuid) {
    PyObject *number = internals_slot(uuid, c->call->state->names[LANE_PY_NAME_int]);
    return number != NULL && PyLong_CheckExact(number) ? number : NULL;
}

static uint8_t *put_uuid(lane_py_context *c, uint8_t *dst, PyObject *uuid) {
    uint64_t high, low;
    PyObject *number = Py_XNewRef(uuid_slot(c, uuid));
    if (LANE_UNLIKELY(number == NULL)) {
        lane_py_before_python(c); /* the attribute may have been replaced by a property */
        number = lane_py_native_attribute(c, uuid, LANE_PY_NAME_int);
    }
    bool ok = number != NULL && PyLong_Check(number) && internals_int_get_128(number, &high, &low);
    Py_XDECREF(number);
    if (!ok) {
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_TypeError, "UUID.int must be an int");
        return NULL;
    }
    return put_uuid_digits(dst, high, low);
}

/* Reads a UUID's number without running Python code. False if its slot has no int of 128 bits. */
static bool slot_number(lane_py_context *c, PyObject *uuid, uint64_t *ret_high, uint64_t *ret_low) {
    PyObject *number = uuid_slot(c, uuid);
    if (LANE_UNLIKELY(number == NULL))
        return false;
    if (LANE_UNLIKELY(!internals_int_get_128(number, ret_high, ret_low))) {
        PyErr_Clear();
        return false;
    }
    return true;
}

uint8_t *lane_py_uuid_text(lane_py_context *c, uint8_t *dst, PyObject *uuid) {
    uint64_t high, low;
    return slot_number(c, uuid, &high, &low) ? put_uuid_digits(dst, high, low) : NULL;
}

bool lane_py_uuid_has_text(lane_py_context *c, PyObject *uuid) {
    uint64_t high, low;
    return slot_number(c, uuid, &high, &low);
}

bool lane_py_uuid_piece(lane_py_context *c, PyObject *object, lane_piece *ret) {
    PyObject *known = c->known->natives[NATIVE_UUID];
    if (known == NULL) {
        /* An instance exists only if its module has been imported. */
        if (strcmp(Py_TYPE(object)->tp_name, "UUID") != 0)
            return false;
        known = lane_py_native(c, NATIVE_UUID);
    }
    if (known != NULL && (PyObject *)Py_TYPE(object) != known)
        return false;
    if (known == NULL && lane_py_forget())
        return false;
    lane_piece_buffer(ret, PIECE_QUOTED, known == NULL ? NULL : put_uuid(c, ret->buffer, object));
    return true;
}
