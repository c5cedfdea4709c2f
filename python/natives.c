/* SPDX-License-Identifier: MIT */
/* Dataclasses, enums, UUIDs, fragments and subclasses, as values and as keys. */
#include "natives.h"

#include "fragment.h"
#include "refuse.h"

/* Enums whose value is an enum, within each other, as keys. */
#define STRICT_ENUM_DEPTH 64

static const struct {
    const char *module, *name, *attribute;
} native_names[NATIVES] = {
    [NATIVE_ENUM_META] = {"enum", "EnumMeta", NULL},
    [NATIVE_ENUM] = {"enum", "Enum", NULL},
    [NATIVE_UUID] = {"uuid", "UUID", NULL},
    [NATIVE_FIELD] = {"dataclasses", "_FIELD", NULL},
    [NATIVE_TIMEZONE] = {"datetime", "timezone", "utcoffset"},
    [NATIVE_ZONEINFO] = {"zoneinfo", "ZoneInfo", "utcoffset"},
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

static void fail(lane_piece *ret) {
    ret->kind = PIECE_FAILED;
    ret->object = NULL;
}

static void put_object(lane_piece *ret, piece_kind kind, PyObject *object) {
    ret->kind = object == NULL ? PIECE_FAILED : kind;
    ret->object = object;
}

static void put_buffer(lane_piece *ret, const uint8_t *end) {
    ret->kind = PIECE_TEXT;
    ret->object = NULL;
    ret->text = ret->buffer;
    ret->length = (size_t)(end - ret->buffer);
}

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
        fail(ret);
        return;
    }
    quote(e, end);
    ret->kind = PIECE_DONE;
}

/* The same as a key: in the buffer, without quotes. */
static void put_key(lane_piece *ret, const uint8_t *end) {
    if (end == NULL)
        fail(ret);
    else
        put_buffer(ret, end);
}

static PyObject *attribute(lane_encoder *e, PyObject *object, lane_py_name name) {
    return PyObject_GetAttr(object, e->call->state->names[name]);
}

/* -- UUID -- */

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

/* 8-4-4-4-12 hexadecimal digits to dst; the end, or NULL with an exception set. */
static uint8_t *put_uuid(lane_encoder *e, uint8_t *dst, PyObject *uuid) {
    uint64_t high, low;
    PyObject *number = Py_XNewRef(uuid_slot(e, uuid));
    if (LANE_UNLIKELY(number == NULL)) {
        lane_py_own_frames(e); /* the attribute may have been replaced by a property */
        number = attribute(e, uuid, LANE_PY_NAME_int);
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

/* The same if it neither fails nor runs Python code, else NULL. */
static uint8_t *put_easy_uuid(lane_encoder *e, uint8_t *dst, PyObject *uuid) {
    uint64_t high, low;
    PyObject *number = uuid_slot(e, uuid);
    if (LANE_UNLIKELY(number == NULL))
        return NULL;
    if (LANE_UNLIKELY(!internals_int_get_128(number, &high, &low))) {
        PyErr_Clear();
        return NULL;
    }
    return put_uuid_digits(dst, high, low);
}

/* is: 1, or -1 where a failure has come before. */
static uint8_t *put_if_uuid(lane_encoder *e, uint8_t *dst, PyObject *object, int is) {
    return is < 0 ? NULL : put_uuid(e, dst, object);
}

/* -- dataclasses -- */

static bool is_private(PyObject *name) {
    if (LANE_LIKELY(internals_is_compact_ascii(name)))
        return *internals_ascii_data(name) == '_'; /* a 0 is behind the text */
    return PyUnicode_GET_LENGTH(name) > 0 && PyUnicode_READ_CHAR(name, 0) == '_';
}

static bool append_pair(PyObject *flat, PyObject *key, PyObject *value) {
    return PyList_Append(flat, key) == 0 && PyList_Append(flat, value) == 0;
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
        put_object(ret, PIECE_TABLE, dict);
        return;
    }
    if (end != NULL)
        lane_py_entries_release(ret->entries.first, end);
    Py_DECREF(dict);
    fail(ret);
}

/* One field's name and value to flat, unless it is private or no field of instances. */
static bool append_field(lane_encoder *e, PyObject *object, PyObject *name, PyObject *field, PyObject *plain,
                         PyObject *flat) {
    PyObject *kind = attribute(e, field, LANE_PY_NAME__field_type);
    if (kind == NULL)
        return false;
    Py_DECREF(kind);
    if (kind != plain || !PyUnicode_CheckExact(name) || is_private(name))
        return true;
    PyObject *value = PyObject_GetAttr(object, name);
    bool ok = value != NULL && append_pair(flat, name, value);
    Py_XDECREF(value);
    return ok;
}

/* Field by field, where instances have slots. */
static PyObject *fields_of_instance(lane_encoder *e, PyObject *object) {
    PyObject *plain = lane_py_native(e, NATIVE_FIELD);
    PyObject *fields = plain == NULL ? NULL : attribute(e, object, LANE_PY_NAME___dataclass_fields__);
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

/* The traits of a type; -1 with an exception set. */
static int type_traits(lane_encoder *e, PyTypeObject *type) {
    seen_type *seen = recall(e, type);
    if (LANE_LIKELY(seen != NULL))
        return seen->traits;
    unsigned version = internals_type_version(type);
    int traits = learn_type(e, type);
    if (traits >= 0 && internals_type_version(type) == version)
        e->kept->seen[((uintptr_t)type >> 4) % SEEN_TYPES] = (seen_type){type, version, (uint8_t)traits};
    return traits;
}

/* What is remembered of a type that is neither an enum nor a kind of int, both of which come first; else 0. */
static int usual_traits(lane_encoder *e, PyTypeObject *type) {
    const seen_type *seen = recall(e, type);
    bool usual = Py_IS_TYPE((PyObject *)type, &PyType_Type) && !PyType_FastSubclass(type, Py_TPFLAGS_LONG_SUBCLASS);
    return seen != NULL && usual ? seen->traits : 0;
}

/* To be called where all that a type might be has been looked for, unless the call leaves some of it aside. */
static void remember_other(lane_encoder *e, PyTypeObject *type) {
    seen_type *seen = recall(e, type);
    if (seen != NULL && !(e->call->flags & (DUMPS_NO_SUBCLASS | DUMPS_NO_DATETIME | DUMPS_NO_DATACLASS)))
        seen->traits |= TYPE_OTHER;
}

static PyObject *dict_of(lane_encoder *e, PyObject *object, int traits) {
    return traits & TYPE_SLOTS        ? NULL
           : traits & TYPE_USUAL_DICT ? PyObject_GenericGetDict(object, NULL)
                                      : attribute(e, object, LANE_PY_NAME___dict__);
}

static void dataclass_piece(lane_encoder *e, PyObject *object, int traits, lane_piece *ret) {
    lane_py_own_frames(e);
    PyObject *dict = dict_of(e, object, traits);
    if (dict != NULL && PyDict_Check(dict)) {
        dict_of_instance(e, dict, ret);
        return;
    }
    Py_XDECREF(dict);
    put_object(ret, PIECE_ITEMS, lane_py_forget() ? fields_of_instance(e, object) : NULL);
}

/* -- fragments -- */

static void fragment_piece(lane_encoder *e, PyObject *object, lane_piece *ret) {
    PyObject *contents = lane_py_fragment_contents(object);
    Py_ssize_t length;
    ret->text = NULL;
    if (PyBytes_Check(contents)) {
        put_object(ret, PIECE_RAW, Py_NewRef(contents));
    } else if (PyUnicode_Check(contents)) {
        put_object(ret, PIECE_RAW, PyUnicode_AsUTF8String(contents));
        if (ret->kind == PIECE_FAILED) {
            if (!PyErr_ExceptionMatches(PyExc_UnicodeError))
                return;
            PyErr_Clear();
            lane_py_refuse(e, "str is not valid UTF-8: surrogates not allowed");
            return;
        }
    } else {
        lane_py_refuse(e, "orjson.Fragment's content is not of type bytes or str");
        fail(ret);
        return;
    }
    length = PyBytes_GET_SIZE(ret->object);
    ret->text = (const uint8_t *)PyBytes_AS_STRING(ret->object);
    ret->length = (size_t)length;
}

/* -- values -- */

/* Whether a type is the native one: 1, 0, or -1 with an exception set. */
static int is_native(lane_encoder *e, PyTypeObject *type, native_known which) {
    PyObject *known = lane_py_native(e, which);
    if (known == NULL)
        return lane_py_forget() ? 0 : -1;
    return (PyObject *)type == known;
}

static int is_enum(lane_encoder *e, PyObject *object) {
    PyTypeObject *meta = Py_TYPE((PyObject *)Py_TYPE(object));
    return meta == &PyType_Type ? 0 /* as nearly all */ : is_native(e, meta, NATIVE_ENUM_META);
}

/* What .value gives; without its call of Python code where it is the property of enum.Enum, which reads ._value_. */
static PyObject *enum_value(lane_encoder *e, PyObject *object) {
    PyObject *base = lane_py_native(e, NATIVE_ENUM);
    if (base == NULL)
        return NULL;
    PyObject *const *names = e->call->state->names;
    PyObject *property = internals_type_lookup(Py_TYPE(object), names[LANE_PY_NAME_value]);
    bool usual = property != NULL && property == internals_type_lookup((PyTypeObject *)base, names[LANE_PY_NAME_value]);
    return PyObject_GetAttr(object, names[usual ? LANE_PY_NAME__value_ : LANE_PY_NAME_value]);
}

static int is_uuid(lane_encoder *e, PyObject *object) {
    /* Only where its module has been imported can there be an instance. */
    const char *name = Py_TYPE(object)->tp_name;
    if (e->kept->natives[NATIVE_UUID] == NULL && (*name != 'U' || strcmp(name, "UUID") != 0))
        return 0;
    return is_native(e, Py_TYPE(object), NATIVE_UUID);
}

/* All but numpy's types; false: it is none of them. */
static bool known_piece(lane_encoder *e, PyObject *object, lane_piece *ret) {
    uint32_t flags = e->call->flags;
    uint8_t *end;
    if (PyLong_Check(object) && !(flags & DUMPS_NO_SUBCLASS)) { /* the engine writes those that are not too big */
        if (!lane_py_big_int(e, object, ret))
            fail(ret);
        return true;
    }
    if (!(flags & DUMPS_NO_DATETIME) && lane_py_temporal_put(e, e->cursor + 1, object, &end)) {
        put_quoted(e, ret, end);
        return true;
    }
    int uuid = is_uuid(e, object);
    if (uuid != 0) {
        put_quoted(e, ret, put_if_uuid(e, e->cursor + 1, object, uuid));
        return true;
    }
    if (Py_TYPE(object) == e->call->state->fragment_type) {
        fragment_piece(e, object, ret);
        return true;
    }
    int enumeration = is_enum(e, object);
    if (enumeration != 0) {
        lane_py_own_frames(e);
        lane_py_piece_value(e, ret, enumeration < 0 ? NULL : enum_value(e, object));
        return true;
    }
    int traits = flags & DUMPS_NO_DATACLASS ? TYPE_SEEN : type_traits(e, Py_TYPE(object));
    if (traits < 0) {
        fail(ret);
        return true;
    }
    if (traits & TYPE_DATACLASS) {
        dataclass_piece(e, object, traits, ret);
        return true;
    }
    remember_other(e, Py_TYPE(object));
    return false;
}

bool lane_py_native_write(lane_encoder *e, PyObject *object) {
    const uint32_t flags = e->call->flags;
    uint8_t *end = NULL;
    if (LANE_UNLIKELY(!(flags & DUMPS_NATIVE)))
        return false;
    if ((PyObject *)Py_TYPE(object) == e->kept->natives[NATIVE_UUID])
        end = put_easy_uuid(e, e->cursor + 1, object);
    else if (!(flags & DUMPS_NO_DATETIME))
        end = lane_py_temporal_put_easy(e, e->cursor + 1, object);
    if (LANE_UNLIKELY(end == NULL))
        return false;
    quote(e, end);
    return true;
}

bool lane_py_native_piece(lane_encoder *e, PyObject *object, lane_piece *ret) {
    PyTypeObject *type = Py_TYPE(object);
    int traits = usual_traits(e, type);
    if (traits & TYPE_DATACLASS && !(e->call->flags & DUMPS_NO_DATACLASS)) {
        dataclass_piece(e, object, traits, ret);
        return true;
    }
    return (!(traits & TYPE_OTHER) && known_piece(e, object, ret)) ||
           (e->call->flags & DUMPS_NUMPY && lane_py_numpy_piece(e, object, ret));
}

/* -- keys -- */

static void float_key(lane_encoder *e, PyObject *key, lane_piece *ret) {
    double value = PyFloat_AS_DOUBLE(key);
    if (value - value != 0)
        put_buffer(ret, (uint8_t *)memcpy(ret->buffer, "null", 4) + 4);
    else
        put_buffer(ret, format_double(ret->buffer, value, e->call->layout, &e->gate));
}

static void int_key(lane_encoder *e, PyObject *key, lane_piece *ret) {
    bool negative;
    uint64_t magnitude;
    if (!internals_int_get(key, &negative, &magnitude) || (negative && magnitude > (uint64_t)1 << 63)) {
        lane_py_refuse(e, "Dict integer key must be within 64-bit range");
        fail(ret);
        return;
    }
    ret->buffer[0] = '-';
    put_buffer(ret, format_u64(ret->buffer + negative, magnitude));
}

/* None, True and False; false: it is none of them. */
static bool word_key(lane_piece *ret, PyObject *key) {
    const char *word = key == Py_None ? "null" : key == Py_True ? "true" : key == Py_False ? "false" : NULL;
    if (word == NULL)
        return false;
    size_t n = strlen(word);
    memcpy(ret->buffer, word, n);
    put_buffer(ret, ret->buffer + n);
    return true;
}

/* False: it is no scalar. */
static bool scalar_key(lane_encoder *e, PyObject *key, lane_piece *ret) {
    int uuid = 0;
    uint8_t *end;
    if (word_key(ret, key))
        return true;
    if (PyUnicode_Check(key))
        put_object(ret, PIECE_STR, Py_NewRef(key));
    else if (PyLong_Check(key))
        int_key(e, key, ret);
    else if (PyFloat_CheckExact(key))
        float_key(e, key, ret);
    else if ((uuid = is_uuid(e, key)) != 0)
        put_key(ret, put_if_uuid(e, ret->buffer, key, uuid));
    else if (lane_py_temporal_put(e, ret->buffer, key, &end))
        put_key(ret, end);
    else
        return false;
    return true;
}

void lane_py_native_key_piece(lane_encoder *e, PyObject *key, lane_piece *ret) {
    Py_INCREF(key);
    for (unsigned depth = 0;; depth++) {
        if (scalar_key(e, key, ret))
            break;
        /* An enum's value may be an enum again; no sane one goes on for ever. */
        PyObject *value = NULL;
        if (is_enum(e, key) > 0 && depth < STRICT_ENUM_DEPTH) {
            lane_py_own_frames(e);
            value = enum_value(e, key);
        }
        if (value == NULL) {
            if (!PyErr_Occurred())
                lane_py_refuse(e, "Dict key must a type serializable with OPT_NON_STR_KEYS");
            fail(ret);
            break;
        }
        Py_SETREF(key, value);
    }
    Py_DECREF(key);
}

bool lane_py_has_surrogate(PyObject *str) {
    if (!pycompat_str_ready(str) || PyUnicode_KIND(str) == PyUnicode_1BYTE_KIND)
        return false;
    for (Py_ssize_t i = 0, n = PyUnicode_GET_LENGTH(str); i < n; i++) {
        if (Py_UNICODE_IS_SURROGATE(PyUnicode_READ_CHAR(str, i)))
            return true;
    }
    return false;
}

/* The text of a key as an exact str; a new reference, NULL with an exception set. */
static PyObject *key_text(lane_encoder *e, PyObject *key) {
    lane_piece piece;
    PyObject *text = NULL;
    if (PyUnicode_CheckExact(key)) {
        text = Py_NewRef(key);
    } else {
        lane_py_key_piece(e, key, &piece);
        if (piece.kind == PIECE_TEXT)
            return PyUnicode_FromStringAndSize((const char *)piece.text, (Py_ssize_t)piece.length);
        if (piece.kind == PIECE_STR) {
            text = PyUnicode_FromObject(piece.object);
            Py_DECREF(piece.object);
        }
    }
    if (text != NULL && lane_py_has_surrogate(text)) {
        lane_py_fail_surrogate(e, text);
        Py_CLEAR(text);
    }
    return text;
}

/* A UUID whose int is one of 128 bits. */
static bool is_easy_uuid(lane_encoder *e, PyObject *key) {
    if (e->kept->natives[NATIVE_UUID] == NULL || (PyObject *)Py_TYPE(key) != e->kept->natives[NATIVE_UUID])
        return false;
    uint8_t text[36];
    return put_easy_uuid(e, text, key) != NULL;
}

static bool fits_64(PyObject *value) {
    bool negative;
    uint64_t magnitude;
    return internals_int_get(value, &negative, &magnitude) && !(negative && magnitude > (uint64_t)1 << 63);
}

static bool is_easy_key(lane_encoder *e, PyObject *key) {
    return lane_py_is_easy_str(e, key) || key == Py_None || PyBool_Check(key) || PyFloat_CheckExact(key) ||
           (PyLong_CheckExact(key) && fits_64(key)) || is_easy_uuid(e, key) || lane_py_temporal_is_easy(e, key);
}

bool lane_py_has_easy_keys(lane_encoder *e, internals_table table) {
    for (Py_ssize_t i = 0; i < table.count; i++) {
        PyObject *const *entry = (PyObject *const *)(table.first + (size_t)i * table.stride);
        if (entry[1] != NULL && !is_easy_key(e, entry[0]))
            return false;
    }
    return true;
}

/* Sorts a list of keys, exact strs, and values in turn. False with MemoryError set. */
static bool sort_pairs(const lane_encoder *e, PyObject *flat) {
    PyObject **items = PySequence_Fast_ITEMS(flat);
    const size_t n = (size_t)PyList_GET_SIZE(flat) / 2;
    const internals_table table = {(const char *)items, 2 * sizeof *items, (Py_ssize_t)n};
    lane_entries sorted;
    if (!lane_py_entries_new(&sorted, n))
        return false;
    bool done = lane_py_sort_entries(e, sorted.first, &table, n);
    if (done)
        memcpy(items, sorted.first, 2 * n * sizeof *items);
    PyMem_Free(sorted.first);
    return done;
}

PyObject *lane_py_native_items(lane_encoder *e, PyObject *dict) {
    PyObject *pairs = PyDict_Items(dict);
    PyObject *flat = pairs == NULL ? NULL : PyList_New(0);
    for (Py_ssize_t i = 0; flat != NULL && i < PyList_GET_SIZE(pairs); i++) {
        PyObject *pair = Py_NewRef(PyList_GET_ITEM(pairs, i)), *text = key_text(e, PyTuple_GET_ITEM(pair, 0));
        if (text == NULL || !append_pair(flat, text, PyTuple_GET_ITEM(pair, 1)))
            Py_CLEAR(flat);
        Py_XDECREF(text);
        Py_DECREF(pair);
    }
    Py_XDECREF(pairs);
    if (flat != NULL && e->call->flags & DUMPS_SORT_KEYS && !sort_pairs(e, flat))
        Py_CLEAR(flat);
    return flat;
}
