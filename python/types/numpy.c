/* SPDX-License-Identifier: MIT */
/* numpy's arrays, by their array interface, and scalars. numpy itself is not needed to build, and is never imported. */
#include "natives.h"

#include "../dumps/errors.h"

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

static lane_py_item item_of(char kind, int size) {
    unsigned power = size == 1 ? 0 : size == 2 ? 1 : size == 4 ? 2 : size == 8 ? 3 : 4;
    if (power > 3)
        return LANE_PY_ITEM_NONE;
    switch (kind) {
    case 'b': return power == 0 ? LANE_PY_ITEM_BOOL : LANE_PY_ITEM_NONE;
    case 'f': return power == 0 ? LANE_PY_ITEM_NONE : (lane_py_item)(LANE_PY_ITEM_F16 + power - 1);
    case 'i': return (lane_py_item)(LANE_PY_ITEM_I8 + power);
    case 'u': return (lane_py_item)(LANE_PY_ITEM_U8 + power);
    case 'M': return power == 3 ? LANE_PY_ITEM_DATETIME : LANE_PY_ITEM_NONE;
    default: return LANE_PY_ITEM_NONE;
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

/* At the cursor; the slack has room. False with an exception set. */
static bool put_datetime(lane_encoder *e, int64_t value, unsigned unit) {
    int64_t days, microseconds;
    if (units[unit].per_day < 0) {
        if (!PyErr_Occurred())
            lane_py_refuse(e, "unsupported numpy.datetime64 unit: %s", units[unit].name);
        return false;
    }
    if (!split_datetime(&units[unit], value, &days, &microseconds)) {
        lane_py_refuse(e, "unrepresentable numpy.datetime64: %lld %s", (long long)value, units[unit].name);
        return false;
    }
    *e->cursor = '"';
    uint8_t *end = lane_py_temporal_of_numpy(e->cursor + 1, days, microseconds, e->call->flags);
    *end = '"';
    e->cursor = end + 1;
    return true;
}

/* -- items -- */

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
    size_t spaces = e->call->texts->indent.units == NULL ? 0 : e->call->texts->indent.length * level;
    if (!room(e, spaces))
        return false;
    if (!first && !close)
        *e->cursor++ = ',';
    if (e->call->texts->indent.units != NULL) {
        *e->cursor++ = '\n';
        memset(e->cursor, ' ', spaces);
        e->cursor += spaces;
    }
    return true;
}

/* n >= 1 */
static bool put_datetimes(lane_encoder *e, const uint8_t *p, Py_intptr_t n, unsigned unit, unsigned level) {
    for (Py_intptr_t i = 0; i < n; i++, p += sizeof(int64_t)) {
        int64_t value;
        memcpy(&value, p, sizeof value);
        if (!before_item(e, i == 0, false, level) || !put_datetime(e, value, unit))
            return false;
    }
    return true;
}

/* n >= 1 items of a number's type, behind a check for room. */
static bool put_numbers(lane_encoder *e, const uint8_t *p, Py_intptr_t n, lane_py_item type, unsigned level) {
    uint8_t *end = e->call->state->engine->items(e, e->cursor, p, (size_t)n, type, level);
    e->cursor = end != NULL ? end : e->cursor;
    return end != NULL;
}

static bool put_row(lane_encoder *e, const uint8_t *p, Py_intptr_t n, lane_py_item type, unsigned unit,
                    unsigned level) {
    return type == LANE_PY_ITEM_DATETIME ? put_datetimes(e, p, n, unit, level) : put_numbers(e, p, n, type, level);
}

/* Dimension d on, at p. Recursion is bounded by numpy's number of dimensions, 64. */
static bool put_dimension(lane_encoder *e, const array_interface *array, const uint8_t *p, int d, lane_py_item type,
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
    ret->kind = ok ? PIECE_DONE : PIECE_FAILED;
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
    lane_py_item type = array == NULL ? LANE_PY_ITEM_NONE : item_of(array->kind, array->size);
    if (array == NULL || array->two != 2) {
        why = "numpy array is malformed";
        has_default = false;
    } else if (!(array->flags & ARRAY_C_CONTIGUOUS)) {
        why = "numpy array is not C contiguous; use ndarray.tolist() in default";
    } else if (!(array->flags & ARRAY_NATIVE_ORDER)) {
        why = "numpy array is not native-endianness";
        has_default = false;
    } else if (array->dimensions <= 0 || type == LANE_PY_ITEM_NONE) {
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

/* A scalar's value stands behind its head: numpy/arrayscalars.h. */
static void scalar_piece(lane_encoder *e, PyObject *object, lane_py_item type, lane_piece *ret) {
    const uint8_t *value = (const uint8_t *)object + sizeof(PyObject);
    assert((size_t)Py_TYPE(object)->tp_basicsize >= sizeof(PyObject) + lane_py_item_size(type));
    if (!room(e, 0)) {
        written(ret, false);
    } else if (type == LANE_PY_ITEM_DATETIME) {
        int64_t since;
        lane_py_own_frames(e);
        unsigned unit = unit_of(object);
        memcpy(&since, value, sizeof since);
        written(ret, !PyErr_Occurred() && put_datetime(e, since, unit));
    } else {
        written(ret, put_numbers(e, value, 1, type, 0));
    }
}

bool lane_py_numpy_piece(lane_encoder *e, PyObject *object, lane_piece *ret) {
    static const lane_py_item items[NUMPY_TYPES] = {[NUMPY_FLOAT64] = LANE_PY_ITEM_F64,
                                                    [NUMPY_FLOAT32] = LANE_PY_ITEM_F32,
                                                    [NUMPY_FLOAT16] = LANE_PY_ITEM_F16,
                                                    [NUMPY_INT64] = LANE_PY_ITEM_I64,
                                                    [NUMPY_INT32] = LANE_PY_ITEM_I32,
                                                    [NUMPY_INT16] = LANE_PY_ITEM_I16,
                                                    [NUMPY_INT8] = LANE_PY_ITEM_I8,
                                                    [NUMPY_UINT64] = LANE_PY_ITEM_U64,
                                                    [NUMPY_UINT32] = LANE_PY_ITEM_U32,
                                                    [NUMPY_UINT16] = LANE_PY_ITEM_U16,
                                                    [NUMPY_UINT8] = LANE_PY_ITEM_U8,
                                                    [NUMPY_BOOL] = LANE_PY_ITEM_BOOL,
                                                    [NUMPY_DATETIME64] = LANE_PY_ITEM_DATETIME};
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
