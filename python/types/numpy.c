/* SPDX-License-Identifier: MIT */
/* numpy's arrays, through the array interface, and scalars. numpy is not needed to build, and is never imported
 * here. */
#include "calendar.h"
#include "kinds.h"

#include <limits.h>

/* numpy's "array interface", version 3, which __array_struct__ points to. */
typedef struct {
    int two; /* 2 marks a valid interface */
    int dimensions;
    char kind;
    int size; /* bytes per item */
    int flags;
    Py_intptr_t *shape, *strides;
    void *data;
    PyObject *description;
} array_interface;

enum { ARRAY_C_CONTIGUOUS = 0x1, ARRAY_NATIVE_ORDER = 0x200 };

/* Units of datetime64. per_day: units in a day; 0: a calendar unit or a week; -1: not supported. */
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

/* Looks up numpy's types if numpy has been imported. Returns whether they are known. False with an exception set if the
 * look-up failed and lane_py_forget kept the exception. */
static bool know_numpy(lane_py_context *c) {
    PyObject **kept = c->known->numpy;
    if (LANE_LIKELY(kept[0] != NULL))
        return true;
    lane_py_before_python(c);
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
    case 'M': return power == 3 ? LANE_PY_ITEM_TEXT : LANE_PY_ITEM_NONE;
    default: return LANE_PY_ITEM_NONE;
    }
}

/* -- datetime64 -- */

/* Returns the unit in object.dtype.str, such as "<M8[us]"; UNIT_NONE if there is none, or with an exception set. */
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

/* Returns the days from 1970-01-01 to the first of a month (0 to 11) of a year (0 to 9999). */
static int64_t days_before(int64_t year, unsigned month) {
    static const uint16_t before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    int64_t y = year - 1; /* full years before */
    int64_t leaps = floor_divide(y, 4) - floor_divide(y, 100) + floor_divide(y, 400);
    return 365 * y + leaps - 719162 + before[month] + (leap && month > 1);
}

/* Splits a value into days and microseconds within the day. False if the year is not in 0 to 9999. */
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

/* lane_py_array.put_text of datetime64. */
static uint8_t *put_datetime(lane_py_context *c, const lane_py_array *array, uint8_t *dst, const uint8_t *item) {
    const datetime_unit *unit = &units[array->unit];
    const uint32_t flags = c->call->flags;
    int64_t value, days, microseconds;
    memcpy(&value, item, sizeof value);
    if (unit->per_day < 0) {
        lane_py_refuse(c, "unsupported numpy.datetime64 unit: %s", unit->name);
        return NULL;
    }
    if (!split_datetime(unit, value, &days, &microseconds)) {
        lane_py_refuse(c, "unrepresentable numpy.datetime64: %lld %s", (long long)value, unit->name);
        return NULL;
    }
    const unsigned seconds = (unsigned)(microseconds / 1000000);
    dst = calendar_put_days(dst, days);
    *dst = 'T';
    dst = calendar_put_time(dst + 1, seconds / 3600, seconds / 60 % 60, seconds % 60,
                            (unsigned)(microseconds % 1000000), flags);
    return flags & DUMPS_NAIVE_UTC ? calendar_put_utc(dst, flags) : dst;
}

/* -- objects -- */

/* Returns an array's interface, valid until Python code runs, and its capsule, a new reference. NULL with an exception
 * set. */
static const array_interface *interface_of(PyObject *object, PyObject **ret_capsule) {
    *ret_capsule = PyObject_GetAttrString(object, "__array_struct__");
    return *ret_capsule == NULL ? NULL : (const array_interface *)PyCapsule_GetPointer(*ret_capsule, NULL);
}

/* Returns false if the call's `default` is to handle the array. */
static bool array_piece(lane_py_context *c, PyObject *object, lane_piece *ret) {
    lane_py_before_python(c);
    PyObject *capsule;
    const array_interface *array = interface_of(object, &capsule);
    unsigned unit = 0;
    if (array != NULL && array->kind == 'M') {
        unit = unit_of(object); /* runs Python code of numpy: the interface is read again */
        Py_CLEAR(capsule);
        array = PyErr_Occurred() ? NULL : interface_of(object, &capsule);
    }
    if (array == NULL && !lane_py_forget()) {
        Py_XDECREF(capsule);
        lane_piece_fail(ret);
        return true;
    }
    const char *why = NULL;
    bool has_default = c->call->default_ != NULL;
    const lane_py_item type = array == NULL ? LANE_PY_ITEM_NONE : item_of(array->kind, array->size);
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
    }
    if (why == NULL) {
        lane_piece_object(ret, PIECE_ARRAY, capsule);
        ret->array = (lane_py_array){
            (const uint8_t *)array->data, array->shape, array->strides, array->dimensions, type, unit, put_datetime};
        return true;
    }
    Py_XDECREF(capsule);
    if (has_default)
        return false;
    lane_py_refuse(c, "%s", why);
    lane_piece_fail(ret);
    return true;
}

/* A scalar's value follows its object header: numpy/arrayscalars.h. */
static void scalar_piece(lane_py_context *c, PyObject *object, lane_py_item type, lane_piece *ret) {
    unsigned unit = 0;
    assert((size_t)Py_TYPE(object)->tp_basicsize >= sizeof(PyObject) + lane_py_item_size(type));
    if (type == LANE_PY_ITEM_TEXT) {
        lane_py_before_python(c);
        unit = unit_of(object);
        if (PyErr_Occurred()) {
            lane_piece_fail(ret);
            return;
        }
    }
    lane_piece_object(ret, PIECE_ARRAY, Py_NewRef(object));
    ret->array = (lane_py_array){(const uint8_t *)object + sizeof(PyObject), NULL, NULL, 0, type, unit, put_datetime};
}

bool lane_py_numpy_piece(lane_py_context *c, PyObject *object, lane_piece *ret) {
    static const lane_py_item items[NUMPY_TYPES] = {
        [NUMPY_FLOAT64] = LANE_PY_ITEM_F64,    [NUMPY_FLOAT32] = LANE_PY_ITEM_F32, [NUMPY_FLOAT16] = LANE_PY_ITEM_F16,
        [NUMPY_INT64] = LANE_PY_ITEM_I64,      [NUMPY_INT32] = LANE_PY_ITEM_I32,   [NUMPY_INT16] = LANE_PY_ITEM_I16,
        [NUMPY_INT8] = LANE_PY_ITEM_I8,        [NUMPY_UINT64] = LANE_PY_ITEM_U64,  [NUMPY_UINT32] = LANE_PY_ITEM_U32,
        [NUMPY_UINT16] = LANE_PY_ITEM_U16,     [NUMPY_UINT8] = LANE_PY_ITEM_U8,    [NUMPY_BOOL] = LANE_PY_ITEM_BOOL,
        [NUMPY_DATETIME64] = LANE_PY_ITEM_TEXT};
    if (!know_numpy(c)) {
        if (!PyErr_Occurred())
            return false;
        lane_piece_fail(ret);
        return true;
    }
    PyObject *type = (PyObject *)Py_TYPE(object);
    if (type == c->known->numpy[NUMPY_ARRAY])
        return array_piece(c, object, ret);
    for (size_t i = NUMPY_ARRAY + 1; i < NUMPY_TYPES; i++) {
        if (type == c->known->numpy[i]) {
            scalar_piece(c, object, items[i], ret);
            return true;
        }
    }
    return false;
}
