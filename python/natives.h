/* SPDX-License-Identifier: MIT */
/* Types that are written natively beside JSON's own: dataclasses, datetimes, UUIDs, enums, numpy, fragments. */
#ifndef LANE_PY_NATIVES_H
#define LANE_PY_NATIVES_H

#include "objects.h"

/* Types that are looked up when the first object comes that may be of one. */
typedef enum { NATIVE_ENUM, NATIVE_UUID, NATIVE_DATE, NATIVE_DATETIME, NATIVE_TIME, NATIVE_TYPES } native_type;

typedef struct {
    PyObject *types[NATIVE_TYPES];
} native_kept;

struct lane_py_kept {
    output_kept output;
    native_kept natives;
};

/* False if the object is of no such type. */
bool lane_py_native_piece(lane_encoder *e, PyObject *object, lane_piece *ret);
void lane_py_native_key_piece(lane_encoder *e, PyObject *key, lane_piece *ret);
/* Items sorted by the text of their keys. */
PyObject *lane_py_native_sorted_items(lane_encoder *e, PyObject *dict);

#endif
