/* SPDX-License-Identifier: MIT */
/* What the types look up once and keep: objects of the standard library, numpy's types, and the traits of classes. */
#ifndef LANE_PY_KNOWN_H
#define LANE_PY_KNOWN_H

#include "piece.h"

/* Objects of the standard library, looked up when they are first needed. */
typedef enum {
    NATIVE_ENUM_META,   /* enum.EnumMeta */
    NATIVE_ENUM,        /* enum.Enum */
    NATIVE_UUID,        /* uuid.UUID */
    NATIVE_FIELD,       /* dataclasses._FIELD, which tells fields from ClassVar and InitVar */
    NATIVE_TIMEZONE,    /* datetime.timezone.utcoffset, the method */
    NATIVE_ZONEINFO,    /* zoneinfo.ZoneInfo.utcoffset, likewise */
    NATIVE_DECIMAL,     /* decimal.Decimal */
    NATIVE_DECIMAL_STR, /* decimal.Decimal.__str__ */
    NATIVE_PAIRS,       /* lanejson._items.pairs */
    NATIVES
} native_known;

/* numpy's array and scalar types; looked up when numpy has been imported. */
typedef enum {
    NUMPY_ARRAY,
    NUMPY_FLOAT64,
    NUMPY_FLOAT32,
    NUMPY_FLOAT16,
    NUMPY_INT64,
    NUMPY_INT32,
    NUMPY_INT16,
    NUMPY_INT8,
    NUMPY_UINT64,
    NUMPY_UINT32,
    NUMPY_UINT16,
    NUMPY_UINT8,
    NUMPY_BOOL,
    NUMPY_DATETIME64,
    NUMPY_TYPES
} numpy_type;

/* What is known of the types of objects, as long as their attributes stay as they are. */
enum {
    TYPE_SEEN = 1,
    TYPE_DATACLASS = 2,
    TYPE_SLOTS = 4,
    TYPE_PLAIN_DICT = 8, /* __dict__ is no attribute of the class's own */
    TYPE_OTHER = 16      /* none that is written natively, unless by its metaclass or by numpy's means */
};
typedef struct {
    const PyTypeObject *type; /* never looked into: there may be another one at its place */
    unsigned version;         /* internals_type_version; 0: nothing is known */
    uint8_t traits;
} seen_type;
enum { SEEN_TYPES = 16 };

/* Zeroed at first. */
typedef struct lane_py_known {
    PyObject *natives[NATIVES];   /* owned or NULL */
    PyObject *numpy[NUMPY_TYPES]; /* owned; all NULL until numpy is there */
    seen_type seen[SEEN_TYPES];
    const void *datetime;            /* datetime's C API, which lives as long as the process; NULL until it is needed */
    const PyTypeObject *temporal[3]; /* its datetime, date and time; NULL likewise */
} lane_py_known;

int lane_py_known_traverse(lane_py_known *known, visitproc visit, void *arg);
void lane_py_known_clear(lane_py_known *known);

/* The object of that name, borrowed; NULL with an exception set. */
PyObject *lane_py_native(lane_py_context *c, native_known which);
/* Whether a type is that one: 1, 0, or -1 with an exception set. */
int lane_py_is_native(lane_py_context *c, PyTypeObject *type, native_known which);
/* An attribute, a new reference; NULL with an exception set. */
PyObject *lane_py_native_attribute(lane_py_context *c, PyObject *object, lane_py_name name);
/* Forgets an exception that says no more than that something is not there. False: it says more, and stays. */
bool lane_py_forget(void);

/* The traits of a type; -1 with an exception set. */
int lane_py_type_traits(lane_py_context *c, PyTypeObject *type);
/* Those that are remembered of a type, unless it is an enum or a subclass of int, which come first; else 0. */
int lane_py_remembered_traits(const lane_py_context *c, PyTypeObject *type);
/* To be called for a type that is none of those that are written natively. Calls that write only some of these
 * remember nothing. */
void lane_py_remember_other(const lane_py_context *c, PyTypeObject *type);

#endif
