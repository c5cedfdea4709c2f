/* SPDX-License-Identifier: MIT */
/* UUIDs. */
#include "natives.h"

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

/* A UUID's int, borrowed, where it is in a slot as usual; else NULL. */
static PyObject *uuid_slot(lane_encoder *e, PyObject *uuid) {
    PyObject *number = internals_slot(uuid, e->call->state->names[LANE_PY_NAME_int]);
    return number != NULL && PyLong_CheckExact(number) ? number : NULL;
}

uint8_t *lane_py_uuid_put(lane_encoder *e, uint8_t *dst, PyObject *uuid) {
    uint64_t high, low;
    PyObject *number = Py_XNewRef(uuid_slot(e, uuid));
    if (LANE_UNLIKELY(number == NULL)) {
        lane_py_own_frames(e); /* the attribute may have been replaced by a property */
        number = lane_py_native_attribute(e, uuid, LANE_PY_NAME_int);
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

/* The number of a UUID that is easy to have: in a slot, and of 128 bits. */
static bool easy_number(lane_encoder *e, PyObject *uuid, uint64_t *ret_high, uint64_t *ret_low) {
    PyObject *number = uuid_slot(e, uuid);
    if (LANE_UNLIKELY(number == NULL))
        return false;
    if (LANE_UNLIKELY(!internals_int_get_128(number, ret_high, ret_low))) {
        PyErr_Clear();
        return false;
    }
    return true;
}

uint8_t *lane_py_uuid_put_easy(lane_encoder *e, uint8_t *dst, PyObject *uuid) {
    uint64_t high, low;
    return easy_number(e, uuid, &high, &low) ? put_uuid_digits(dst, high, low) : NULL;
}

int lane_py_is_uuid(lane_encoder *e, PyObject *object) {
    /* Only where its module has been imported can there be an instance. */
    const char *name = Py_TYPE(object)->tp_name;
    if (e->kept->natives[NATIVE_UUID] == NULL && (*name != 'U' || strcmp(name, "UUID") != 0))
        return 0;
    return lane_py_is_native(e, Py_TYPE(object), NATIVE_UUID);
}

bool lane_py_uuid_is_easy(lane_encoder *e, PyObject *object) {
    uint64_t high, low;
    if (e->kept->natives[NATIVE_UUID] == NULL || (PyObject *)Py_TYPE(object) != e->kept->natives[NATIVE_UUID])
        return false;
    return easy_number(e, object, &high, &low);
}
