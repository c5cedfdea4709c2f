/* SPDX-License-Identifier: MIT */
/* Types that are written natively beside JSON's own. */
#include "natives.h"

#include "refuse.h"

bool lane_py_native_piece(lane_encoder *e, PyObject *object, lane_piece *ret) {
    (void)e; (void)object; (void)ret;
    return false;
}
void lane_py_native_key_piece(lane_encoder *e, PyObject *key, lane_piece *ret) {
    ret->kind = PIECE_FAILED;
    lane_py_fail_key(e, key);
}
PyObject *lane_py_native_sorted_items(lane_encoder *e, PyObject *dict) {
    (void)e; (void)dict;
    return NULL;
}
