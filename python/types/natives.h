/* SPDX-License-Identifier: MIT */
/* Types that are written natively beside JSON's own: dataclasses, datetimes, UUIDs, enums, fragments, numpy's. */
#ifndef LANE_PY_NATIVES_H
#define LANE_PY_NATIVES_H

#include "../dumps/objects.h"

/* What there is in the standard library, looked up when it is first needed. */
typedef enum {
    NATIVE_ENUM_META, /* enum.EnumMeta */
    NATIVE_ENUM,      /* enum.Enum */
    NATIVE_UUID,      /* uuid.UUID */
    NATIVE_FIELD,     /* dataclasses._FIELD, which tells fields from ClassVar and InitVar */
    NATIVE_TIMEZONE,  /* datetime.timezone.utcoffset, the method */
    NATIVE_ZONEINFO,  /* zoneinfo.ZoneInfo.utcoffset, likewise */
    NATIVE_PAIRS,     /* lanejson._items.pairs */
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
    TYPE_USUAL_DICT = 8, /* __dict__ is no attribute of the class's own */
    TYPE_OTHER = 16      /* none that is written natively, unless by its metaclass or by numpy's means */
};
typedef struct {
    const PyTypeObject *type; /* never looked into: there may be another one at its place */
    unsigned version;         /* internals_type_version; 0: nothing is known */
    uint8_t traits;
} seen_type;
enum { SEEN_TYPES = 16 };

struct lane_py_kept {
    output_kept output;
    enum { EMPTY_UNKNOWN, EMPTY_BREAKS, EMPTY_STAYS } empty[2]; /* see lane_py_breaks_empty; in pieces and not */
    enum { PATH_UNKNOWN, PATH_C, PATH_PYTHON } path[2];         /* json's with indent, and in pieces */
    PyObject *natives[NATIVES];                                 /* owned or NULL */
    PyObject *numpy[NUMPY_TYPES];                               /* owned; all NULL until numpy is there */
    seen_type seen[SEEN_TYPES];
    const void *datetime;            /* datetime's C API, which lives as long as the process; NULL until it is needed */
    const PyTypeObject *temporal[3]; /* its datetime, date and time; NULL likewise */
};

/* What there is of that name, borrowed; NULL with an exception set. */
PyObject *lane_py_native(lane_encoder *e, native_known which);
/* Whether a type is that one: 1, 0, or -1 with an exception set. */
int lane_py_is_native(lane_encoder *e, PyTypeObject *type, native_known which);
/* An attribute, a new reference; NULL with an exception set. */
PyObject *lane_py_native_attribute(lane_encoder *e, PyObject *object, lane_py_name name);
/* A key and its value to a list of them in turn. */
bool lane_py_append_pair(PyObject *flat, PyObject *key, PyObject *value);
/* Forgets an exception that says no more than that something is not there. False: it says more, and stays. */
bool lane_py_forget(void);

/* Whether it is known that instances of this type are datetimes, dates, times or UUIDs. */
LANE_INLINE bool lane_py_is_short_native(const lane_encoder *e, const PyTypeObject *type) {
    const lane_py_kept *kept = e->kept;
    return type == kept->temporal[0] || type == kept->temporal[1] || type == kept->temporal[2] ||
           (const PyObject *)type == kept->natives[NATIVE_UUID];
}

/* Writes such an object at the cursor, with quotes, if that neither fails nor runs Python code. False: it does, or the
 * call does not write such; nothing has happened. */
bool lane_py_native_write(lane_encoder *e, PyObject *object);
/* False: the object is of no such type, and ret is as it was. */
bool lane_py_native_piece(lane_encoder *e, PyObject *object, lane_piece *ret);
/* Whether it is an enum's member: 1, 0, or -1 with an exception set. */
int lane_py_is_enum(lane_encoder *e, PyObject *object);
/* What .value gives; without its call of Python code where it is the property of enum.Enum, which reads ._value_. */
PyObject *lane_py_enum_value(lane_encoder *e, PyObject *object);

/* -- keys.c -- */

/* The text of a key that is no exact str. */
void lane_py_native_key_piece(lane_encoder *e, PyObject *key, lane_piece *ret);
/* Whether all keys of a table can be written one after the other, since none of them can fail or run Python code; an
 * exception may be set if not. */
bool lane_py_has_easy_keys(lane_encoder *e, internals_table table);
/* Halves of surrogate pairs are only in strs of two and four bytes a character. */
bool lane_py_has_surrogate(PyObject *str);
/* A dict's items as a list of keys and values in turn, with the keys as text and sorted by it if the call says so; the
 * frames are owned. */
PyObject *lane_py_native_items(lane_encoder *e, PyObject *dict);

/* -- dataclass.c -- */

/* The traits of a type; -1 with an exception set. */
int lane_py_type_traits(lane_encoder *e, PyTypeObject *type);
/* What is remembered of a type that is neither an enum nor a kind of int, both of which come first; else 0. */
int lane_py_usual_traits(lane_encoder *e, PyTypeObject *type);
/* To be called where all that a type might be has been looked for, unless the call leaves some of it aside. */
void lane_py_remember_other(lane_encoder *e, PyTypeObject *type);
/* An instance of a dataclass, given the traits of its type. */
void lane_py_dataclass_piece(lane_encoder *e, PyObject *object, int traits, lane_piece *ret);

/* -- uuid.c -- */

/* Whether it is a uuid.UUID: 1, 0, or -1 with an exception set. */
int lane_py_is_uuid(lane_encoder *e, PyObject *object);
/* Its 36 characters to dst; the end, or NULL with an exception set. */
uint8_t *lane_py_uuid_put(lane_encoder *e, uint8_t *dst, PyObject *uuid);
/* The same if that neither fails nor runs Python code, else NULL. */
uint8_t *lane_py_uuid_put_easy(lane_encoder *e, uint8_t *dst, PyObject *uuid);
/* Whether it is such a one. */
bool lane_py_uuid_is_easy(lane_encoder *e, PyObject *object);

/* -- temporal.c: exact datetime, date and time -- */

/* ISO 8601 without quotes to dst, which has room for 40 bytes. False: it is none of them; else its end, or NULL with an
 * exception set. */
bool lane_py_temporal_put(lane_encoder *e, uint8_t *dst, PyObject *object, uint8_t **ret_end);
/* The end, of one that neither fails nor runs Python code; else NULL. */
uint8_t *lane_py_temporal_put_easy(lane_encoder *e, uint8_t *dst, PyObject *object);
/* Whether it is such a one. */
bool lane_py_temporal_is_easy(lane_encoder *e, PyObject *object);

/* A date and time of numpy's: microseconds since 1970 of year 0 to 9999 to text at dst, which has room for 40 bytes;
 * its end. */
uint8_t *lane_py_temporal_of_numpy(uint8_t *dst, int64_t days, int64_t microseconds, uint32_t flags);

/* -- numpy.c, and dumps/rows.h in the engine -- */

/* What the items of an array may be. */
typedef enum {
    LANE_PY_ITEM_BOOL,
    LANE_PY_ITEM_F16,
    LANE_PY_ITEM_F32,
    LANE_PY_ITEM_F64,
    LANE_PY_ITEM_I8,
    LANE_PY_ITEM_I16,
    LANE_PY_ITEM_I32,
    LANE_PY_ITEM_I64,
    LANE_PY_ITEM_U8,
    LANE_PY_ITEM_U16,
    LANE_PY_ITEM_U32,
    LANE_PY_ITEM_U64,
    LANE_PY_ITEM_DATETIME, /* the engine leaves it to numpy.c */
    LANE_PY_ITEM_NONE
} lane_py_item;

LANE_INLINE size_t lane_py_item_size(lane_py_item type) {
    static const uint8_t sizes[LANE_PY_ITEM_NONE] = {1, 2, 4, 8, 1, 2, 4, 8, 1, 2, 4, 8, 8};
    return sizes[type];
}

bool lane_py_numpy_piece(lane_encoder *e, PyObject *object, lane_piece *ret);

#endif
