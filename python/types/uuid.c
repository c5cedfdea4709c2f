/* SPDX-License-Identifier: MIT */
/* UUIDs. */
#include "kinds.h"

/* A word's eight hexadecimal digits, the highest one in the lowest byte: its bytes are turned round and drawn apart, a
 * digit a byte; those from 10 on have a bit beside them when 6 is added. */
LANE_INLINE uint64_t hex_digits(uint32_t value) {
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t x = bits_swap32(value);
    x = (x | x << 16) & UINT64_C(0x0000FFFF0000FFFF);
    x = (x | x << 8) & UINT64_C(0x00FF00FF00FF00FF);
    x = (x >> 4 & 0x0F * (ones & UINT64_C(0x00FF00FF00FF00FF))) |
        (x << 8 & 0x0F * (ones & UINT64_C(0xFF00FF00FF00FF00)));
    return x + '0' * ones + ('a' - '0' - 10) * ((x + 6 * ones) >> 4 & ones);
}

/* 8-4-4-4-12 digits; the end. */
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

/* A UUID's int, borrowed, if it is in its slot; else NULL. */
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

/* The number of a UUID if it is in its slot, and of 128 bits: no Python code is run to have it. */
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
        /* Only where its module has been imported can there be an instance. */
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
