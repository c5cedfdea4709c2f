/* SPDX-License-Identifier: MIT */
/* Types: their attributes, versions and slots. */
#ifndef LANE_PY_INTERNALS_TYPE_H
#define LANE_PY_INTERNALS_TYPE_H

#include "images.h"

#if LANE_PYINTERNALS

/* Returns an attribute of a type, by its method resolution order: borrowed; NULL without an exception if there is
 * none. */
LANE_INLINE PyObject *internals_type_lookup(PyTypeObject *type, PyObject *name) {
    return _PyType_Lookup(type, name);
}

/* Returns a number for a type's current attributes: it changes with them and with those of its bases, and no other type
 * has it. 0 if there is none. */
LANE_INLINE unsigned internals_type_version(PyTypeObject *type) {
#if LANE_PY_MINOR < 13
    if (!PyType_HasFeature(type, Py_TPFLAGS_VALID_VERSION_TAG))
        return 0;
#endif
    return type->tp_version_tag;
}

/* Returns the value of an attribute in a slot of the object's own type: borrowed; NULL without an exception if it is
 * not in a slot, or is unset. */
LANE_INLINE PyObject *internals_slot(PyObject *object, PyObject *name) {
    PyObject *descriptor = _PyType_Lookup(Py_TYPE(object), name);
    if (descriptor == NULL || !Py_IS_TYPE(descriptor, &PyMemberDescr_Type) ||
        PyDescr_TYPE(descriptor) != Py_TYPE(object))
        return NULL;
    const PyMemberDef *member = ((PyMemberDescrObject *)descriptor)->d_member;
    PyObject *value = NULL;
    if (member->type == Py_T_OBJECT_EX)
        memcpy(&value, (const char *)object + member->offset, sizeof value);
    return value;
}

#else /* the public API */

LANE_INLINE unsigned internals_type_version(PyTypeObject *type) {
    (void)type;
    return 0;
}

LANE_INLINE PyObject *internals_slot(PyObject *object, PyObject *name) {
    (void)object;
    (void)name;
    return NULL;
}

LANE_INLINE PyObject *internals_type_lookup(PyTypeObject *type, PyObject *name) {
    (void)type;
    (void)name;
    return NULL;
}

#endif

/* Returns a type's own attributes: borrowed; NULL for a builtin type in a subinterpreter. */
LANE_INLINE PyObject *internals_type_dict(PyTypeObject *type) {
    return type->tp_dict;
}

#endif
