/* SPDX-License-Identifier: MIT */
/* Values that are written natively beside JSON's own types, and what they need of the standard library. */
#include "natives.h"

#include "fragment.h"
#include "../dumps/errors.h"

static const struct {
    const char *module, *name, *attribute;
} native_names[NATIVES] = {
    [NATIVE_ENUM_META] = {"enum", "EnumMeta", NULL},
    [NATIVE_ENUM] = {"enum", "Enum", NULL},
    [NATIVE_UUID] = {"uuid", "UUID", NULL},
    [NATIVE_FIELD] = {"dataclasses", "_FIELD", NULL},
    [NATIVE_TIMEZONE] = {"datetime", "timezone", "utcoffset"},
    [NATIVE_ZONEINFO] = {"zoneinfo", "ZoneInfo", "utcoffset"},
    [NATIVE_PAIRS] = {"lanejson._items", "pairs", NULL},
};

bool lane_py_forget(void) {
    if (!PyErr_Occurred())
        return true;
    if (PyErr_ExceptionMatches(PyExc_MemoryError) || !PyErr_ExceptionMatches(PyExc_Exception))
        return false;
    PyErr_Clear();
    return true;
}

PyObject *lane_py_native(lane_encoder *e, native_known which) {
    PyObject **kept = &e->kept->natives[which];
    if (LANE_UNLIKELY(*kept == NULL)) {
        lane_py_own_frames(e);
        PyObject *module = PyImport_ImportModule(native_names[which].module);
        PyObject *found = module == NULL ? NULL : PyObject_GetAttrString(module, native_names[which].name);
        Py_XDECREF(module);
        if (found != NULL && native_names[which].attribute != NULL)
            Py_SETREF(found, PyObject_GetAttrString(found, native_names[which].attribute));
        if (found == NULL)
            return NULL;
        if (*kept == NULL) /* the import may have run dumps */
            *kept = found;
        else
            Py_DECREF(found);
    }
    return *kept;
}

PyObject *lane_py_native_attribute(lane_encoder *e, PyObject *object, lane_py_name name) {
    return PyObject_GetAttr(object, e->call->state->names[name]);
}

int lane_py_is_native(lane_encoder *e, PyTypeObject *type, native_known which) {
    PyObject *known = lane_py_native(e, which);
    if (known == NULL)
        return lane_py_forget() ? 0 : -1;
    return (PyObject *)type == known;
}

bool lane_py_append_pair(PyObject *flat, PyObject *key, PyObject *value) {
    return PyList_Append(flat, key) == 0 && PyList_Append(flat, value) == 0;
}

/* -- enums -- */

int lane_py_is_enum(lane_encoder *e, PyObject *object) {
    PyTypeObject *meta = Py_TYPE((PyObject *)Py_TYPE(object));
    return meta == &PyType_Type ? 0 /* as nearly all */ : lane_py_is_native(e, meta, NATIVE_ENUM_META);
}

PyObject *lane_py_enum_value(lane_encoder *e, PyObject *object) {
    PyObject *base = lane_py_native(e, NATIVE_ENUM);
    if (base == NULL)
        return NULL;
    PyObject *const *names = e->call->state->names;
    PyObject *property = internals_type_lookup(Py_TYPE(object), names[LANE_PY_NAME_value]);
    bool usual = property != NULL && property == internals_type_lookup((PyTypeObject *)base, names[LANE_PY_NAME_value]);
    return PyObject_GetAttr(object, names[usual ? LANE_PY_NAME__value_ : LANE_PY_NAME_value]);
}

/* -- fragments -- */

static void fragment_piece(lane_encoder *e, PyObject *object, lane_piece *ret) {
    PyObject *contents = lane_py_fragment_contents(object);
    Py_ssize_t length;
    ret->text = NULL;
    if (PyBytes_Check(contents)) {
        lane_piece_object(ret, PIECE_RAW, Py_NewRef(contents));
    } else if (PyUnicode_Check(contents)) {
        lane_piece_object(ret, PIECE_RAW, PyUnicode_AsUTF8String(contents));
        if (ret->kind == PIECE_FAILED) {
            if (!PyErr_ExceptionMatches(PyExc_UnicodeError))
                return;
            PyErr_Clear();
            lane_py_refuse(e, "str is not valid UTF-8: surrogates not allowed");
            return;
        }
    } else {
        lane_py_refuse(e, "orjson.Fragment's content is not of type bytes or str");
        lane_piece_fail(ret);
        return;
    }
    length = PyBytes_GET_SIZE(ret->object);
    ret->text = (const uint8_t *)PyBytes_AS_STRING(ret->object);
    ret->length = (size_t)length;
}

/* -- values -- */

/* Quotes around short text that was written one byte behind the cursor. What is written natively is UTF-8, and the
 * slack has room. */
LANE_INLINE void quote(lane_encoder *e, uint8_t *end) {
    static_assert(OUTPUT_SLACK >= 2 + 40 + 16, "quotes, a date with a time and a zone, and what is between values");
    assert(e->out.width == 1);
    *e->cursor = *end = '"';
    e->cursor = end + 1;
}

/* Such text becomes a value. No end is a failure. */
static void put_quoted(lane_encoder *e, lane_piece *ret, uint8_t *end) {
    if (end == NULL) {
        lane_piece_fail(ret);
        return;
    }
    quote(e, end);
    ret->kind = PIECE_DONE;
}

/* All but numpy's types; false: it is none of them. */
static bool known_piece(lane_encoder *e, PyObject *object, lane_piece *ret) {
    uint32_t flags = e->call->flags;
    uint8_t *end;
    if (PyLong_Check(object) && !(flags & DUMPS_NO_SUBCLASS)) { /* the engine writes those that are not too big */
        if (!lane_py_big_int(e, object, ret))
            lane_piece_fail(ret);
        return true;
    }
    if (!(flags & DUMPS_NO_DATETIME) && lane_py_temporal_put(e, e->cursor + 1, object, &end)) {
        put_quoted(e, ret, end);
        return true;
    }
    int uuid = lane_py_is_uuid(e, object);
    if (uuid != 0) {
        put_quoted(e, ret, uuid < 0 ? NULL : lane_py_uuid_put(e, e->cursor + 1, object));
        return true;
    }
    if (Py_TYPE(object) == e->call->state->fragment_type) {
        fragment_piece(e, object, ret);
        return true;
    }
    int enumeration = lane_py_is_enum(e, object);
    if (enumeration != 0) {
        lane_py_own_frames(e);
        lane_py_piece_value(e, ret, enumeration < 0 ? NULL : lane_py_enum_value(e, object));
        return true;
    }
    int traits = flags & DUMPS_NO_DATACLASS ? TYPE_SEEN : lane_py_type_traits(e, Py_TYPE(object));
    if (traits < 0) {
        lane_piece_fail(ret);
        return true;
    }
    if (traits & TYPE_DATACLASS) {
        lane_py_dataclass_piece(e, object, traits, ret);
        return true;
    }
    lane_py_remember_other(e, Py_TYPE(object));
    return false;
}

bool lane_py_native_write(lane_encoder *e, PyObject *object) {
    const uint32_t flags = e->call->flags;
    uint8_t *end = NULL;
    if (LANE_UNLIKELY(!(flags & DUMPS_NATIVE)))
        return false;
    if ((PyObject *)Py_TYPE(object) == e->kept->natives[NATIVE_UUID])
        end = lane_py_uuid_put_easy(e, e->cursor + 1, object);
    else if (!(flags & DUMPS_NO_DATETIME))
        end = lane_py_temporal_put_easy(e, e->cursor + 1, object);
    if (LANE_UNLIKELY(end == NULL))
        return false;
    quote(e, end);
    return true;
}

bool lane_py_native_piece(lane_encoder *e, PyObject *object, lane_piece *ret) {
    PyTypeObject *type = Py_TYPE(object);
    int traits = lane_py_usual_traits(e, type);
    if (traits & TYPE_DATACLASS && !(e->call->flags & DUMPS_NO_DATACLASS)) {
        lane_py_dataclass_piece(e, object, traits, ret);
        return true;
    }
    return (!(traits & TYPE_OTHER) && known_piece(e, object, ret)) ||
           (e->call->flags & DUMPS_NUMPY && lane_py_numpy_piece(e, object, ret));
}
