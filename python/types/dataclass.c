/* SPDX-License-Identifier: MIT */
/* Dataclasses, told from other types by what is remembered of these. */
#include "natives.h"

#include "../dumps/errors.h"

static bool is_private(PyObject *name) {
    if (LANE_LIKELY(internals_is_compact_ascii(name)))
        return *internals_ascii_data(name) == '_'; /* a 0 is behind the text */
    return PyUnicode_GET_LENGTH(name) > 0 && PyUnicode_READ_CHAR(name, 0) == '_';
}

/* The entries of an instance's __dict__, stolen, but for the private ones. */
static void dict_of_instance(lane_encoder *e, PyObject *dict, lane_piece *ret) {
    PyObject *key, *value, **end;
    bool good = lane_py_entries_new(&ret->entries, (size_t)PyDict_GET_SIZE(dict));
    end = ret->entries.first;
    for (Py_ssize_t at = 0; good && PyDict_Next(dict, &at, &key, &value);) {
        good = PyUnicode_CheckExact(key);
        if (!good) {
            lane_py_refuse(e, "Dict key must be str");
        } else if (!is_private(key)) {
            *end++ = Py_NewRef(key);
            *end++ = Py_NewRef(value);
        }
    }
    ret->entries.end = end;
    if (good) {
        lane_piece_object(ret, PIECE_TABLE, dict);
        return;
    }
    if (end != NULL)
        lane_py_entries_release(ret->entries.first, end);
    Py_DECREF(dict);
    lane_piece_fail(ret);
}

/* One field's name and value to flat, unless it is private or no field of instances. */
static bool append_field(lane_encoder *e, PyObject *object, PyObject *name, PyObject *field, PyObject *plain,
                         PyObject *flat) {
    PyObject *kind = lane_py_native_attribute(e, field, LANE_PY_NAME__field_type);
    if (kind == NULL)
        return false;
    Py_DECREF(kind);
    if (kind != plain || !PyUnicode_CheckExact(name) || is_private(name))
        return true;
    PyObject *value = PyObject_GetAttr(object, name);
    bool ok = value != NULL && lane_py_append_pair(flat, name, value);
    Py_XDECREF(value);
    return ok;
}

/* Field by field, where instances have slots. */
static PyObject *fields_of_instance(lane_encoder *e, PyObject *object) {
    PyObject *plain = lane_py_native(e, NATIVE_FIELD);
    PyObject *fields = plain == NULL ? NULL : lane_py_native_attribute(e, object, LANE_PY_NAME___dataclass_fields__);
    PyObject *pairs = fields == NULL ? NULL : PyMapping_Items(fields);
    PyObject *flat = pairs == NULL ? NULL : PyList_New(0);
    for (Py_ssize_t i = 0; flat != NULL && i < PyList_GET_SIZE(pairs); i++) {
        PyObject *pair = Py_NewRef(PyList_GET_ITEM(pairs, i));
        if (!PyTuple_Check(pair) || PyTuple_GET_SIZE(pair) != 2 ||
            !append_field(e, object, PyTuple_GET_ITEM(pair, 0), PyTuple_GET_ITEM(pair, 1), plain, flat)) {
            if (!PyErr_Occurred())
                PyErr_SetString(PyExc_TypeError, "__dataclass_fields__ must be a dict");
            Py_CLEAR(flat);
        }
        Py_DECREF(pair);
    }
    Py_XDECREF(pairs);
    Py_XDECREF(fields);
    return flat;
}

/* 1, 0, or -1 with an exception. */
static int type_has(lane_encoder *e, PyTypeObject *type, lane_py_name name) {
    PyObject *dict = internals_type_dict(type);
    return dict == NULL ? 0 : PyDict_Contains(dict, e->call->state->names[name]);
}

/* Whether the __dict__ of instances is what every instance of a class of Python's has. */
static bool has_usual_dict(lane_encoder *e, PyTypeObject *type) {
    PyObject *descriptor = internals_type_lookup(type, e->call->state->names[LANE_PY_NAME___dict__]);
    return descriptor != NULL && Py_IS_TYPE(descriptor, &PyGetSetDescr_Type) && !PyType_IsSubtype(type, &PyType_Type);
}

/* What there is to know of a type, found out; -1 with an exception set. */
static int learn_type(lane_encoder *e, PyTypeObject *type) {
    lane_py_own_frames(e); /* a class may have keys that compare by Python code */
    int dataclass = type_has(e, type, LANE_PY_NAME___dataclass_fields__);
    int slots = dataclass <= 0 ? dataclass : type_has(e, type, LANE_PY_NAME___slots__);
    if (slots < 0)
        return -1;
    return TYPE_SEEN | (dataclass ? TYPE_DATACLASS : 0) | (slots ? TYPE_SLOTS : 0) |
           (has_usual_dict(e, type) ? TYPE_USUAL_DICT : 0);
}

/* What is remembered of a type, as long as its attributes stay what they are; NULL if that is nothing. */
static seen_type *recall(lane_encoder *e, PyTypeObject *type) {
    seen_type *seen = &e->kept->seen[((uintptr_t)type >> 4) % SEEN_TYPES];
    return seen->type == type && seen->version != 0 && seen->version == internals_type_version(type) ? seen : NULL;
}

int lane_py_type_traits(lane_encoder *e, PyTypeObject *type) {
    seen_type *seen = recall(e, type);
    if (LANE_LIKELY(seen != NULL))
        return seen->traits;
    unsigned version = internals_type_version(type);
    int traits = learn_type(e, type);
    if (traits >= 0 && internals_type_version(type) == version)
        e->kept->seen[((uintptr_t)type >> 4) % SEEN_TYPES] = (seen_type){type, version, (uint8_t)traits};
    return traits;
}

int lane_py_usual_traits(lane_encoder *e, PyTypeObject *type) {
    const seen_type *seen = recall(e, type);
    bool usual = Py_IS_TYPE((PyObject *)type, &PyType_Type) && !PyType_FastSubclass(type, Py_TPFLAGS_LONG_SUBCLASS);
    return seen != NULL && usual ? seen->traits : 0;
}

void lane_py_remember_other(lane_encoder *e, PyTypeObject *type) {
    seen_type *seen = recall(e, type);
    if (seen != NULL && !(e->call->flags & (DUMPS_NO_SUBCLASS | DUMPS_NO_DATETIME | DUMPS_NO_DATACLASS)))
        seen->traits |= TYPE_OTHER;
}

static PyObject *dict_of(lane_encoder *e, PyObject *object, int traits) {
    return traits & TYPE_SLOTS        ? NULL
           : traits & TYPE_USUAL_DICT ? PyObject_GenericGetDict(object, NULL)
                                      : lane_py_native_attribute(e, object, LANE_PY_NAME___dict__);
}

void lane_py_dataclass_piece(lane_encoder *e, PyObject *object, int traits, lane_piece *ret) {
    lane_py_own_frames(e);
    PyObject *dict = dict_of(e, object, traits);
    if (dict != NULL && PyDict_Check(dict)) {
        dict_of_instance(e, dict, ret);
        return;
    }
    Py_XDECREF(dict);
    lane_piece_object(ret, PIECE_ITEMS, lane_py_forget() ? fields_of_instance(e, object) : NULL);
}
