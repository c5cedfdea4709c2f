/* SPDX-License-Identifier: MIT */
/* Tries the natively serialised kinds in order. */
#include "types.h"

#include "kinds.h"

/* Tries all kinds except decimals and numpy's types, cheapest check first. */
static bool known_piece(lane_py_context *c, PyObject *object, lane_piece *ret) {
    const uint32_t flags = c->call->flags;
    if (lane_py_enum_piece(c, object, ret) || lane_py_fragment_piece(c, object, ret) ||
        lane_py_uuid_piece(c, object, ret) ||
        (!(flags & DUMPS_NO_DATETIME) && lane_py_temporal_piece(c, object, ret)) ||
        (!(flags & DUMPS_NO_DATACLASS) && lane_py_dataclass_piece(c, object, ret)))
        return true;
    lane_py_remember_other(c, Py_TYPE(object));
    return false;
}

bool lane_py_type_piece(lane_py_context *c, PyObject *object, lane_piece *ret) {
    const int traits = lane_py_remembered_traits(c, Py_TYPE(object));
    if (traits & TYPE_DATACLASS && !(c->call->flags & DUMPS_NO_DATACLASS)) {
        lane_py_dataclass_members(c, object, traits, ret);
        return true;
    }
    /* TYPE_OTHER does not cover decimals: few calls write them. */
    return (!(traits & TYPE_OTHER) && known_piece(c, object, ret)) || lane_py_decimal_piece(c, object, ret) ||
           (c->call->flags & DUMPS_NUMPY && lane_py_numpy_piece(c, object, ret));
}

uint8_t *lane_py_type_text(lane_py_context *c, uint8_t *dst, PyObject *object) {
    const uint32_t flags = c->call->flags;
    if (LANE_UNLIKELY(!(flags & DUMPS_NATIVE)))
        return NULL;
    if ((PyObject *)Py_TYPE(object) == c->known->natives[NATIVE_UUID])
        return lane_py_uuid_text(c, dst, object);
    return flags & DUMPS_NO_DATETIME ? NULL : lane_py_temporal_text(c, dst, object);
}

bool lane_py_type_key_piece(lane_py_context *c, PyObject *key, lane_piece *ret) {
    return lane_py_uuid_piece(c, key, ret) || lane_py_temporal_piece(c, key, ret) || lane_py_enum_piece(c, key, ret) ||
           lane_py_decimal_piece(c, key, ret);
}

bool lane_py_type_key_has_text(lane_py_context *c, PyObject *key) {
    uint8_t text[PIECE_TEXT_ROOM];
    if (!lane_py_is_short_type(c, Py_TYPE(key)))
        return false;
    return (PyObject *)Py_TYPE(key) == c->known->natives[NATIVE_UUID] ? lane_py_uuid_has_text(c, key)
                                                                      : lane_py_temporal_text(c, text, key) != NULL;
}
