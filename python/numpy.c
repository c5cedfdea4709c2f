/* SPDX-License-Identifier: MIT */
/* numpy's arrays, by their array interface, and scalars. numpy itself is not needed to build, and is never imported. */
#include "natives.h"

#include "refuse.h"

#include <limits.h>

/* numpy's "array interface", version 3, which __array_struct__ points to. */
typedef struct {
    int two; /* 2: this is one */
    int dimensions;
    char kind;
    int size; /* bytes per item */
    int flags;
    Py_intptr_t *shape, *strides;
    void *data;
    PyObject *description;
} array_interface;

enum { ARRAY_C_CONTIGUOUS = 0x1, ARRAY_NATIVE_ORDER = 0x200 };

typedef enum {
    ITEM_BOOL,
    ITEM_F16,
    ITEM_F32,
    ITEM_F64,
    ITEM_I8,
    ITEM_I16,
    ITEM_I32,
    ITEM_I64,
    ITEM_U8,
    ITEM_U16,
    ITEM_U32,
    ITEM_U64,
    ITEM_DATETIME,
    ITEM_NONE
} item_type;

/* Units of datetime64: how many are in a day, or how they are special. */
typedef struct {
    const char *code, *name;
    int64_t per_day;
} datetime_unit;

static const datetime_unit units[] = {
    {"Y", "years", 0},
    {"M", "months", 0},
    {"W", "weeks", 0},
    {"D", "days", 1},
    {"h", "hours", 24},
    {"m", "minutes", 1440},
    {"s", "seconds", 86400},
    {"ms", "milliseconds", 86400000LL},
    {"us", "microseconds", 86400000000LL},
    {"ns", "nanoseconds", 86400000000000LL},
    {"ps", "picoseconds", -1},
    {"fs", "femtoseconds", -1},
    {"as", "attoseconds", -1},
    {"generic", "generic", -1},
    {"", "NaT", -1},
};

enum { UNIT_NONE = sizeof units / sizeof *units - 1 };

/* -- types -- */

static const char *const type_names[NUMPY_TYPES] = {
    [NUMPY_ARRAY] = "ndarray",   [NUMPY_FLOAT64] = "float64",
    [NUMPY_FLOAT32] = "float32", [NUMPY_FLOAT16] = "float16",
    [NUMPY_INT64] = "int64",     [NUMPY_INT32] = "int32",
    [NUMPY_INT16] = "int16",     [NUMPY_INT8] = "int8",
    [NUMPY_UINT64] = "uint64",   [NUMPY_UINT32] = "uint32",
    [NUMPY_UINT16] = "uint16",   [NUMPY_UINT8] = "uint8",
    [NUMPY_BOOL] = "bool_",      [NUMPY_DATETIME64] = "datetime64",
};

/* Looks numpy's types up, if it has been imported. False, with an exception set if it should have been possible. */
static bool know_numpy(lane_encoder *e) {
    PyObject **kept = e->kept->numpy;
    if (LANE_LIKELY(kept[0] != NULL))
        return true;
    lane_py_own_frames(e);
    PyObject *name = PyUnicode_FromString("numpy");
    PyObject *numpy = name == NULL ? NULL : PyImport_GetModule(name);
    Py_XDECREF(name);
    if (numpy == NULL)
        return false;
    PyObject *found[NUMPY_TYPES] = {NULL};
    bool all = true;
    for (size_t i = 0; all && i < NUMPY_TYPES; i++)
        all = (found[i] = PyObject_GetAttrString(numpy, type_names[i])) != NULL;
    Py_DECREF(numpy);
    if (!all)
        (void)lane_py_forget();
    all = all && kept[0] == NULL;
    for (size_t i = 0; i < NUMPY_TYPES; i++) {
        if (all)
            kept[i] = found[i];
        else
            Py_XDECREF(found[i]);
    }
    return kept[0] != NULL;
}

static item_type item_of(char kind, int size) {
    unsigned power = size == 1 ? 0 : size == 2 ? 1 : size == 4 ? 2 : size == 8 ? 3 : 4;
    if (power > 3)
        return ITEM_NONE;
    switch (kind) {
    case 'b': return power == 0 ? ITEM_BOOL : ITEM_NONE;
    case 'f': return power == 0 ? ITEM_NONE : (item_type)(ITEM_F16 + power - 1);
    case 'i': return (item_type)(ITEM_I8 + power);
    case 'u': return (item_type)(ITEM_U8 + power);
    case 'M': return power == 3 ? ITEM_DATETIME : ITEM_NONE;
    default: return ITEM_NONE;
    }
}

/* -- datetime64 -- */

/* The unit in object.dtype.str, such as "<M8[us]"; UNIT_NONE if there is none, or an exception is set. */
static unsigned unit_of(PyObject *object) {
    PyObject *dtype = PyObject_GetAttrString(object, "dtype");
    PyObject *text = dtype == NULL ? NULL : PyObject_GetAttrString(dtype, "str");
    const char *s = text == NULL || !PyUnicode_Check(text) ? NULL : PyUnicode_AsUTF8(text);
    unsigned unit = UNIT_NONE;
    if (s != NULL && strlen(s) >= 5) {
        size_t n = strlen(s) - 5; /* without "<M8[" and "]" */
        for (unsigned i = 0; i < UNIT_NONE; i++) {
            if (strlen(units[i].code) == n && memcmp(units[i].code, s + 4, n) == 0)
                unit = i;
        }
    }
    Py_XDECREF(text);
    Py_XDECREF(dtype);
    (void)lane_py_forget();
    return unit;
}

static int64_t floor_divide(int64_t a, int64_t b) {
    return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

/* Days from 1970 to January 1st of a year, 0 to 9999, and a month in it, 0 to 11. */
static int64_t days_before(int64_t year, unsigned month) {
    static const uint16_t before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    int64_t y = year - 1; /* whole years before */
    int64_t leaps = floor_divide(y, 4) - floor_divide(y, 100) + floor_divide(y, 400);
    return 365 * y + leaps - 719162 + before[month] + (leap && month > 1);
}

/* A value as days and microseconds within the day. False if its year is not 0 to 9999. */
static bool split_datetime(const datetime_unit *unit, int64_t value, int64_t *ret_days, int64_t *ret_microseconds) {
    const int64_t first = -719528, last = 2932896; /* 0000-01-01, 9999-12-31 */
    *ret_microseconds = 0;
    if (unit->per_day == 0 && *unit->code == 'W') {
        if (value < first / 7 - 1 || value > last / 7 + 1)
            return false;
        *ret_days = value * 7;
    } else if (unit->per_day == 0) {
        int64_t months = *unit->code == 'Y' ? 12 : 1;
        if (value < -12 * 1970 || value > 12 * 8030)
            return false;
        int64_t year = 1970 + floor_divide(value * months, 12);
        if (year < 0 || year > 9999)
            return false;
        *ret_days = days_before(year, (unsigned)(value * months - 12 * (year - 1970)));
    } else {
        *ret_days = floor_divide(value, unit->per_day);
        int64_t rest = value % unit->per_day;
        rest += rest < 0 ? unit->per_day : 0;
        *ret_microseconds = unit->per_day >= 86400000000LL ? rest / (unit->per_day / 86400000000LL)
                                                           : rest * (86400000000LL / unit->per_day);
    }
    return *ret_days >= first && *ret_days <= last;
}

static uint8_t *put_datetime64(lane_encoder *e, uint8_t *dst, int64_t value, unsigned unit) {
    int64_t days, microseconds;
    if (units[unit].per_day < 0) {
        if (!PyErr_Occurred())
            lane_py_refuse(e, "unsupported numpy.datetime64 unit: %s", units[unit].name);
        return NULL;
    }
    if (!split_datetime(&units[unit], value, &days, &microseconds)) {
        lane_py_refuse(e, "unrepresentable numpy.datetime64: %lld %s", (long long)value, units[unit].name);
        return NULL;
    }
    *dst = '"';
    dst = lane_py_temporal_write(dst + 1, days, microseconds, e->call->flags);
    *dst = '"';
    return dst + 1;
}

/* -- items -- */

/* IEEE 754 binary16. */
static float half_to_float(uint16_t half) {
    uint32_t sign = (uint32_t)(half & 0x8000) << 16, exponent = half >> 10 & 31, fraction = half & 0x3FF, bits;
    float value;
    if (exponent == 0) { /* zero and subnormals: fraction * 2^-24, exactly */
        value = (float)fraction * 0x1p-24f;
        return sign != 0 ? -value : value;
    }
    bits = sign | (exponent == 31 ? 0xFFu : exponent + 112) << 23 | fraction << 13;
    memcpy(&value, &bits, 4);
    return value;
}

LANE_INLINE uint8_t *put_null(uint8_t *dst) {
    memcpy(dst, "null", 4);
    return dst + 4;
}

LANE_INLINE uint8_t *put_single(uint8_t *dst, float v) {
    return v - v != 0 ? put_null(dst) : lane_format_single(dst, v);
}

/* Items read from memory that need not be aligned. Within the kind it is constant, so that each loop has its own
 * code. */
LANE_INLINE uint8_t *put_item(lane_encoder *e, uint8_t *dst, const uint8_t *p, item_type type, unsigned unit) {
    format_layout layout = e->call->layout;
    union {
        int8_t i8;
        int16_t i16;
        int32_t i32;
        int64_t i64;
        uint8_t u8;
        uint16_t u16;
        uint32_t u32;
        uint64_t u64;
        float f32;
        double f64;
    } v;
    switch (type) {
    case ITEM_BOOL:
        v.u8 = *p == 1;
        lane_store64(dst, v.u8 ? 0x65757274u : UINT64_C(0x65736C6166));
        return dst + 5 - v.u8;
    case ITEM_I8: memcpy(&v, p, 1); return format_i64(dst, v.i8);
    case ITEM_U8: return format_u64(dst, *p);
    case ITEM_I16: memcpy(&v, p, 2); return format_i64(dst, v.i16);
    case ITEM_U16: memcpy(&v, p, 2); return format_u64(dst, v.u16);
    case ITEM_F16: memcpy(&v, p, 2); return put_single(dst, half_to_float(v.u16));
    case ITEM_I32: memcpy(&v, p, 4); return format_i64(dst, v.i32);
    case ITEM_U32: memcpy(&v, p, 4); return format_u64(dst, v.u32);
    case ITEM_F32: memcpy(&v, p, 4); return put_single(dst, v.f32);
    case ITEM_I64: memcpy(&v, p, 8); return format_i64(dst, v.i64);
    case ITEM_U64: memcpy(&v, p, 8); return format_u64(dst, v.u64);
    case ITEM_F64:
        memcpy(&v, p, 8);
        return v.f64 - v.f64 != 0 ? put_null(dst) : format_double(dst, v.f64, layout, &e->gate);
    default: memcpy(&v, p, 8); return put_datetime64(e, dst, v.i64, unit);
    }
}

static const uint8_t item_sizes[] = {1, 2, 4, 8, 1, 2, 4, 8, 1, 2, 4, 8, 8};

/* Room for `bytes` at the cursor, beside the slack. */
static bool room(lane_encoder *e, size_t bytes) {
    if (LANE_LIKELY(e->out.limit - e->cursor >= (ptrdiff_t)bytes))
        return true;
    uint8_t *moved = lane_output_grow(&e->out, e->cursor, bytes);
    e->cursor = moved != NULL ? moved : e->cursor;
    return moved != NULL;
}

/* The separator or line break before item i, or before the closing bracket. */
static bool before_item(lane_encoder *e, bool first, bool close, unsigned level) {
    size_t spaces = e->call->indent.units == NULL ? 0 : e->call->indent.length * level;
    if (!room(e, spaces))
        return false;
    if (!first && !close)
        *e->cursor++ = ',';
    if (e->call->indent.units != NULL) {
        *e->cursor++ = '\n';
        memset(e->cursor, ' ', spaces);
        e->cursor += spaces;
    }
    return true;
}

/* All in one line: the slack has room for an item and its comma. */
LANE_INLINE bool put_items_plain(lane_encoder *e, const uint8_t *p, Py_intptr_t n, item_type type, unsigned unit) {
    uint8_t *dst = e->cursor;
    for (Py_intptr_t i = 0; i < n; i++, p += item_sizes[type]) {
        if (LANE_UNLIKELY(dst > e->out.limit)) {
            dst = lane_output_grow(&e->out, dst, 0);
            if (dst == NULL)
                return false;
        }
        dst = put_item(e, dst, p, type, unit);
        if (type == ITEM_DATETIME && dst == NULL)
            return false;
        *dst++ = ',';
    }
    e->cursor = dst - 1;
    return true;
}

/* n >= 1 */
LANE_INLINE bool put_items(lane_encoder *e, const uint8_t *p, Py_intptr_t n, item_type type, unsigned unit,
                           unsigned level) {
    if (LANE_LIKELY(e->call->indent.units == NULL))
        return put_items_plain(e, p, n, type, unit);
    for (Py_intptr_t i = 0; i < n; i++, p += item_sizes[type]) {
        if (!before_item(e, i == 0, false, level))
            return false;
        uint8_t *end = put_item(e, e->cursor, p, type, unit);
        if (end == NULL)
            return false;
        e->cursor = end;
    }
    return true;
}

static bool put_row(lane_encoder *e, const uint8_t *p, Py_intptr_t n, item_type type, unsigned unit, unsigned level) {
    switch (type) {
#define ROW(type) \
    case type: return put_items(e, p, n, type, unit, level)
        ROW(ITEM_BOOL);
        ROW(ITEM_F16);
        ROW(ITEM_F32);
        ROW(ITEM_F64);
        ROW(ITEM_I8);
        ROW(ITEM_I16);
        ROW(ITEM_I32);
        ROW(ITEM_I64);
        ROW(ITEM_U8);
        ROW(ITEM_U16);
        ROW(ITEM_U32);
        ROW(ITEM_U64);
#undef ROW
    default: return put_items(e, p, n, ITEM_DATETIME, unit, level);
    }
}

/* Dimension d on, at p. Recursion is bounded by numpy's number of dimensions, 64. */
static bool put_dimension(lane_encoder *e, const array_interface *array, const uint8_t *p, int d, item_type type,
                          unsigned unit, unsigned level) {
    Py_intptr_t n = array->shape[d];
    if (!room(e, 2))
        return false;
    *e->cursor++ = '[';
    if (n != 0) {
        if (d + 1 == array->dimensions) {
            if (!put_row(e, p, n, type, unit, level + 1))
                return false;
        } else {
            for (Py_intptr_t i = 0; i < n; i++, p += array->strides[d]) {
                if (!before_item(e, i == 0, false, level + 1) ||
                    !put_dimension(e, array, p, d + 1, type, unit, level + 1))
                    return false;
            }
        }
        if (!before_item(e, false, true, level))
            return false;
    }
    *e->cursor++ = ']';
    return true;
}

/* -- objects -- */

static void written(lane_piece *ret, bool ok) {
    ret->kind = ok ? PIECE_TEXT : PIECE_FAILED;
    ret->object = NULL;
    ret->text = ret->buffer;
    ret->length = 0;
}

/* An array's interface, valid until Python code runs, and what it lies in: a new reference. NULL with an exception set.
 */
static const array_interface *interface_of(PyObject *object, PyObject **ret_capsule) {
    *ret_capsule = PyObject_GetAttrString(object, "__array_struct__");
    return *ret_capsule == NULL ? NULL : (const array_interface *)PyCapsule_GetPointer(*ret_capsule, NULL);
}

/* False: default may know better. */
static bool array_piece(lane_encoder *e, PyObject *object, lane_piece *ret) {
    lane_py_own_frames(e);
    PyObject *capsule;
    const array_interface *array = interface_of(object, &capsule);
    unsigned unit = 0;
    if (array != NULL && array->kind == 'M') {
        unit = unit_of(object); /* which runs Python code of numpy's */
        Py_CLEAR(capsule);
        array = PyErr_Occurred() ? NULL : interface_of(object, &capsule);
    }
    if (array == NULL && !lane_py_forget()) {
        Py_XDECREF(capsule);
        written(ret, false);
        return true;
    }
    const char *why = NULL;
    bool ok = false, has_default = e->call->default_ != NULL;
    item_type type = array == NULL ? ITEM_NONE : item_of(array->kind, array->size);
    if (array == NULL || array->two != 2) {
        why = "numpy array is malformed";
        has_default = false;
    } else if (!(array->flags & ARRAY_C_CONTIGUOUS)) {
        why = "numpy array is not C contiguous; use ndarray.tolist() in default";
    } else if (!(array->flags & ARRAY_NATIVE_ORDER)) {
        why = "numpy array is not native-endianness";
        has_default = false;
    } else if (array->dimensions <= 0 || type == ITEM_NONE) {
        why = "unsupported datatype in numpy array";
    } else {
        ok = put_dimension(e, array, (const uint8_t *)array->data, 0, type, unit, e->level);
    }
    if (why != NULL && !has_default)
        lane_py_refuse(e, "%s", why);
    Py_XDECREF(capsule);
    if (why != NULL && has_default)
        return false;
    written(ret, ok);
    return true;
}

/* A scalar's bytes by the buffer protocol; datetime64 has none, but a dtype and a view as int64. */
static bool scalar_bytes(PyObject *object, uint8_t value[8], size_t size) {
    Py_buffer view;
    if (PyObject_GetBuffer(object, &view, PyBUF_SIMPLE) < 0)
        return false;
    bool ok = view.len == (Py_ssize_t)size;
    if (ok)
        memcpy(value, view.buf, size);
    PyBuffer_Release(&view);
    return ok;
}

static void scalar_piece(lane_encoder *e, PyObject *object, item_type type, lane_piece *ret) {
    uint8_t value[8];
    unsigned unit = 0;
    bool ok;
    lane_py_own_frames(e);
    if (type == ITEM_DATETIME)
        unit = unit_of(object);
    ok = !PyErr_Occurred() && scalar_bytes(object, value, item_sizes[type]) && room(e, 0);
    uint8_t *end = ok ? put_item(e, e->cursor, value, type, unit) : NULL;
    if (end != NULL)
        e->cursor = end;
    else if (!PyErr_Occurred())
        lane_py_refuse(e, "unsupported datatype in numpy array");
    written(ret, end != NULL);
}

bool lane_py_numpy_piece(lane_encoder *e, PyObject *object, lane_piece *ret) {
    static const item_type items[NUMPY_TYPES] = {[NUMPY_FLOAT64] = ITEM_F64,
                                                 [NUMPY_FLOAT32] = ITEM_F32,
                                                 [NUMPY_FLOAT16] = ITEM_F16,
                                                 [NUMPY_INT64] = ITEM_I64,
                                                 [NUMPY_INT32] = ITEM_I32,
                                                 [NUMPY_INT16] = ITEM_I16,
                                                 [NUMPY_INT8] = ITEM_I8,
                                                 [NUMPY_UINT64] = ITEM_U64,
                                                 [NUMPY_UINT32] = ITEM_U32,
                                                 [NUMPY_UINT16] = ITEM_U16,
                                                 [NUMPY_UINT8] = ITEM_U8,
                                                 [NUMPY_BOOL] = ITEM_BOOL,
                                                 [NUMPY_DATETIME64] = ITEM_DATETIME};
    if (!know_numpy(e)) {
        if (!PyErr_Occurred())
            return false;
        written(ret, false);
        return true;
    }
    PyObject *type = (PyObject *)Py_TYPE(object);
    if (type == e->kept->numpy[NUMPY_ARRAY])
        return array_piece(e, object, ret);
    for (size_t i = NUMPY_ARRAY + 1; i < NUMPY_TYPES; i++) {
        if (type == e->kept->numpy[i]) {
            scalar_piece(e, object, items[i], ret);
            return true;
        }
    }
    return false;
}
