/* SPDX-License-Identifier: MIT */
/* Members of enums. */
#include "kinds.h"

/* Returns .value. If that is the property of enum.Enum, reads ._value_ instead, as the property does, without a call of
 * Python code. */
static PyObject *enum_value(lane_py_context *c, PyObject *object) {
    PyObject *base = lane_py_native(c, NATIVE_ENUM);
    if (base == NULL)
        return NULL;
    PyObject *const *names = c->call->state->names;
    PyObject *property = internals_type_lookup(Py_TYPE(object), names[LANE_PY_NAME_value]);
    bool is_own =
        property != NULL && property == internals_type_lookup((PyTypeObject *)base, names[LANE_PY_NAME_value]);
    return PyObject_GetAttr(object, names[is_own ? LANE_PY_NAME__value_ : LANE_PY_NAME_value]);
}

bool lane_py_enum_piece(lane_py_context *c, PyObject *object, lane_piece *ret) {
    PyTypeObject *meta = Py_TYPE((PyObject *)Py_TYPE(object));
    const int is_enum =
        meta == &PyType_Type ? 0 /* as for nearly all types */ : lane_py_is_native(c, meta, NATIVE_ENUM_META);
    if (is_enum == 0)
        return false;
    lane_py_before_python(c);
    lane_piece_object(ret, PIECE_VALUE, is_enum < 0 ? NULL : enum_value(c, object));
    return true;
}
