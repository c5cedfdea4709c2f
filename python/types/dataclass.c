/* SPDX-License-Identifier: MIT */
/* Instances of dataclasses: members of their __dict__, or of their fields. */
#include "kinds.h"

static bool is_private(PyObject *name) {
    if (LANE_LIKELY(internals_is_compact_ascii(name)))
        return *internals_ascii_data(name) == '_'; /* the text is NUL-terminated */
    return PyUnicode_GET_LENGTH(name) > 0 && PyUnicode_READ_CHAR(name, 0) == '_';
}

/* Stores the entries of a dict without private names, owned. False: a key is not a str; or with MemoryError set and
 * ret->first NULL. */
static bool take_entries(PyObject *dict, lane_entries *ret) {
    PyObject *key, *value, **end;
    bool good;
    Py_BEGIN_CRITICAL_SECTION(dict);
    good = lane_py_entries_new(ret, (size_t)PyDict_GET_SIZE(dict));
    end = ret->first;
    for (Py_ssize_t at = 0; good && PyDict_Next(dict, &at, &key, &value);) {
        good = PyUnicode_CheckExact(key);
        if (good && !is_private(key)) {
            *end++ = Py_NewRef(key);
            *end++ = Py_NewRef(value);
        }
    }
    Py_END_CRITICAL_SECTION();
    ret->end = end;
    return good;
}

/* Answers with the entries of an instance's __dict__ without private names. Steals `dict`. */
static void dict_of_instance(lane_py_context *c, PyObject *dict, lane_piece *ret) {
    if (take_entries(dict, &ret->entries)) {
        lane_piece_object(ret, PIECE_TABLE, dict);
        return;
    }
    if (ret->entries.first != NULL) {
        lane_py_refuse(c, "Dict key must be str");
        lane_py_entries_release(ret->entries.first, ret->entries.end);
    }
    Py_DECREF(dict);
    lane_piece_fail(ret);
}

/* Appends a field's name and value to `flat`; skips private fields and those that are not instance fields. False with
 * an exception set. */
static bool append_field(lane_py_context *c, PyObject *object, PyObject *name, PyObject *field, PyObject *plain,
                         PyObject *flat) {
    PyObject *kind = lane_py_native_attribute(c, field, LANE_PY_NAME__field_type);
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

/* Returns a list of names and values in turn, read from the fields: for instances with slots. */
static PyObject *fields_of_instance(lane_py_context *c, PyObject *object) {
    PyObject *plain = lane_py_native(c, NATIVE_FIELD);
    PyObject *fields = plain == NULL ? NULL : lane_py_native_attribute(c, object, LANE_PY_NAME___dataclass_fields__);
    PyObject *pairs = fields == NULL ? NULL : PyMapping_Items(fields);
    PyObject *flat = pairs == NULL ? NULL : PyList_New(0);
    for (Py_ssize_t i = 0; flat != NULL && i < PyList_GET_SIZE(pairs); i++) {
        PyObject *pair = Py_NewRef(PyList_GET_ITEM(pairs, i));
        if (!PyTuple_Check(pair) || PyTuple_GET_SIZE(pair) != 2 ||
            !append_field(c, object, PyTuple_GET_ITEM(pair, 0), PyTuple_GET_ITEM(pair, 1), plain, flat)) {
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

static PyObject *dict_of(lane_py_context *c, PyObject *object, int traits) {
    return traits & TYPE_SLOTS        ? NULL
           : traits & TYPE_PLAIN_DICT ? PyObject_GenericGetDict(object, NULL)
                                      : lane_py_native_attribute(c, object, LANE_PY_NAME___dict__);
}

void lane_py_dataclass_members(lane_py_context *c, PyObject *object, int traits, lane_piece *ret) {
    lane_py_before_python(c);
    PyObject *dict = dict_of(c, object, traits);
    if (dict != NULL && PyDict_Check(dict)) {
        dict_of_instance(c, dict, ret);
        return;
    }
    Py_XDECREF(dict);
    lane_piece_object(ret, PIECE_MEMBERS, lane_py_forget() ? fields_of_instance(c, object) : NULL);
}

bool lane_py_dataclass_piece(lane_py_context *c, PyObject *object, lane_piece *ret) {
    const int traits = lane_py_type_traits(c, Py_TYPE(object));
    if (traits < 0)
        lane_piece_fail(ret);
    else if (traits & TYPE_DATACLASS)
        lane_py_dataclass_members(c, object, traits, ret);
    else
        return false;
    return true;
}
