/* SPDX-License-Identifier: MIT */
/* A cache for the types: objects of the standard library, numpy's types, and the traits of classes. */
#ifndef LANE_PY_KNOWN_H
#define LANE_PY_KNOWN_H

#include "piece.h"

/* Objects of the standard library (NATIVE_PAIRS: of lanejson), looked up at first use. */
typedef enum {
    NATIVE_ENUM_META,   /* enum.EnumMeta */
    NATIVE_ENUM,        /* enum.Enum */
    NATIVE_UUID,        /* uuid.UUID */
    NATIVE_FIELD,       /* dataclasses._FIELD, which tells fields from ClassVar and InitVar */
    NATIVE_TIMEZONE,    /* datetime.timezone.utcoffset, a method */
    NATIVE_ZONEINFO,    /* zoneinfo.ZoneInfo.utcoffset, a method */
    NATIVE_DECIMAL,     /* decimal.Decimal */
    NATIVE_DECIMAL_STR, /* decimal.Decimal.__str__ */
    NATIVE_PAIRS,       /* lanejson._items.pairs */
    NATIVES
} native_known;

/* numpy's array and scalar types; looked up once numpy has been imported. */
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

/* Cached traits of a type, valid until its attributes change. */
enum {
    TYPE_SEEN = 1,
    TYPE_DATACLASS = 2,
    TYPE_SLOTS = 4,
    TYPE_PLAIN_DICT = 8, /* instances have an ordinary __dict__, which the class does not replace */
    TYPE_OTHER = 16      /* not serialised natively; a decimal or one of numpy's types may still be */
};
typedef struct {
    const PyTypeObject *type; /* never dereferenced: another type may be at this address by now */
    unsigned version;         /* internals_type_version; 0: no entry */
    uint8_t traits;
} seen_type;
enum { SEEN_TYPES = 16 };

/* Initialised with zeros. */
typedef struct lane_py_known {
    PyObject *natives[NATIVES];   /* owned or NULL */
    PyObject *numpy[NUMPY_TYPES]; /* owned; all NULL until numpy has been imported */
    seen_type seen[SEEN_TYPES];
    const void *datetime;            /* datetime's C API, immortal; NULL until needed */
    const PyTypeObject *temporal[3]; /* datetime, date, time; NULL until needed */
} lane_py_known;

int lane_py_known_traverse(lane_py_known *known, visitproc visit, void *arg);
void lane_py_known_clear(lane_py_known *known);

/* Returns the object, borrowed; NULL with an exception set. */
PyObject *lane_py_native(lane_py_context *c, native_known which);
/* Returns whether `type` is that object: 1, 0, or -1 with an exception set. */
int lane_py_is_native(lane_py_context *c, PyTypeObject *type, native_known which);
/* Returns an attribute, a new reference; NULL with an exception set. */
PyObject *lane_py_native_attribute(lane_py_context *c, PyObject *object, lane_py_name name);
/* Clears the current exception unless it is a MemoryError or not an Exception. Returns false if it stays set. */
bool lane_py_forget(void);

/* Returns the traits of a type; -1 with an exception set. */
int lane_py_type_traits(lane_py_context *c, PyTypeObject *type);
/* Returns the cached traits of a type; 0 if none are cached or if it is an enum or a subclass of int, which dumps
 * handles first. */
int lane_py_remembered_traits(const lane_py_context *c, PyTypeObject *type);
/* Records that a type is not serialised natively. Does nothing in calls whose options exclude native types: those
 * cannot tell. */
void lane_py_remember_other(const lane_py_context *c, PyTypeObject *type);

#endif
