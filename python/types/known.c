/* SPDX-License-Identifier: MIT */
/* Looks up objects of the standard library for the types, and caches the traits of classes. */
#include "known.h"

static const struct {
    const char *module, *name, *attribute;
} native_names[NATIVES] = {
    [NATIVE_ENUM_META] = {"enum", "EnumMeta", NULL},
    [NATIVE_ENUM] = {"enum", "Enum", NULL},
    [NATIVE_UUID] = {"uuid", "UUID", NULL},
    [NATIVE_FIELD] = {"dataclasses", "_FIELD", NULL},
    [NATIVE_TIMEZONE] = {"datetime", "timezone", "utcoffset"},
    [NATIVE_ZONEINFO] = {"zoneinfo", "ZoneInfo", "utcoffset"},
    [NATIVE_DECIMAL] = {"decimal", "Decimal", NULL},
    [NATIVE_DECIMAL_STR] = {"decimal", "Decimal", "__str__"},
    [NATIVE_PAIRS] = {"lanejson._items", "pairs", NULL},
};

void lane_py_known_clear(lane_py_known *known) {
    for (size_t i = 0; i < NATIVES; i++)
        Py_CLEAR(known->natives[i]);
    for (size_t i = 0; i < NUMPY_TYPES; i++)
        Py_CLEAR(known->numpy[i]);
}

int lane_py_known_traverse(lane_py_known *known, visitproc visit, void *arg) {
    for (size_t i = 0; i < NATIVES; i++)
        Py_VISIT(known->natives[i]);
    for (size_t i = 0; i < NUMPY_TYPES; i++)
        Py_VISIT(known->numpy[i]);
    return 0;
}

bool lane_py_forget(void) {
    if (!PyErr_Occurred())
        return true;
    if (PyErr_ExceptionMatches(PyExc_MemoryError) || !PyErr_ExceptionMatches(PyExc_Exception))
        return false;
    PyErr_Clear();
    return true;
}

PyObject *lane_py_native(lane_py_context *c, native_known which) {
    PyObject **kept = &c->known->natives[which];
    if (LANE_UNLIKELY(*kept == NULL)) {
        lane_py_before_python(c);
        PyObject *module = PyImport_ImportModule(native_names[which].module);
        PyObject *found = module == NULL ? NULL : PyObject_GetAttrString(module, native_names[which].name);
        Py_XDECREF(module);
        if (found != NULL && native_names[which].attribute != NULL)
            Py_SETREF(found, PyObject_GetAttrString(found, native_names[which].attribute));
        if (found == NULL)
            return NULL;
        if (*kept == NULL) /* the import may have called dumps, which filled it */
            *kept = found;
        else
            Py_DECREF(found);
    }
    return *kept;
}

PyObject *lane_py_native_attribute(lane_py_context *c, PyObject *object, lane_py_name name) {
    return PyObject_GetAttr(object, c->call->state->names[name]);
}

int lane_py_is_native(lane_py_context *c, PyTypeObject *type, native_known which) {
    PyObject *known = lane_py_native(c, which);
    if (known == NULL)
        return lane_py_forget() ? 0 : -1;
    return (PyObject *)type == known;
}

/* -- traits -- */

/* Returns whether the type's own __dict__ has the name: 1, 0, or -1 with an exception set. */
static int type_has(lane_py_context *c, PyTypeObject *type, lane_py_name name) {
    PyObject *dict = internals_type_dict(type);
    return dict == NULL ? 0 : PyDict_Contains(dict, c->call->state->names[name]);
}

/* Returns whether instances have the ordinary __dict__: its descriptor is the getset of heap types, not replaced by the
 * class. */
static bool has_plain_dict(lane_py_context *c, PyTypeObject *type) {
    PyObject *descriptor = internals_type_lookup(type, c->call->state->names[LANE_PY_NAME___dict__]);
    return descriptor != NULL && Py_IS_TYPE(descriptor, &PyGetSetDescr_Type) && !PyType_IsSubtype(type, &PyType_Type);
}

/* Computes the traits of a type; -1 with an exception set. */
static int learn_type(lane_py_context *c, PyTypeObject *type) {
    lane_py_before_python(c); /* a class may have keys that compare by Python code */
    int dataclass = type_has(c, type, LANE_PY_NAME___dataclass_fields__);
    int slots = dataclass <= 0 ? dataclass : type_has(c, type, LANE_PY_NAME___slots__);
    if (slots < 0)
        return -1;
    return TYPE_SEEN | (dataclass ? TYPE_DATACLASS : 0) | (slots ? TYPE_SLOTS : 0) |
           (has_plain_dict(c, type) ? TYPE_PLAIN_DICT : 0);
}

/* Returns the cache entry of a type if its attributes have not changed since; else NULL. */
static seen_type *recall(const lane_py_context *c, PyTypeObject *type) {
    seen_type *seen = &c->known->seen[((uintptr_t)type >> 4) % SEEN_TYPES];
    return seen->type == type && seen->version != 0 && seen->version == internals_type_version(type) ? seen : NULL;
}

int lane_py_type_traits(lane_py_context *c, PyTypeObject *type) {
    seen_type *seen = recall(c, type);
    if (LANE_LIKELY(seen != NULL))
        return seen->traits;
    unsigned version = internals_type_version(type);
    int traits = learn_type(c, type);
    if (traits >= 0 && internals_type_version(type) == version)
        c->known->seen[((uintptr_t)type >> 4) % SEEN_TYPES] = (seen_type){type, version, (uint8_t)traits};
    return traits;
}

int lane_py_remembered_traits(const lane_py_context *c, PyTypeObject *type) {
    const seen_type *seen = recall(c, type);
    bool is_usable = Py_IS_TYPE((PyObject *)type, &PyType_Type) && !PyType_FastSubclass(type, Py_TPFLAGS_LONG_SUBCLASS);
    return seen != NULL && is_usable ? seen->traits : 0;
}

void lane_py_remember_other(const lane_py_context *c, PyTypeObject *type) {
    seen_type *seen = recall(c, type);
    if (seen != NULL && !(c->call->flags & (DUMPS_NO_SUBCLASS | DUMPS_NO_DATETIME | DUMPS_NO_DATACLASS)))
        seen->traits |= TYPE_OTHER;
}
