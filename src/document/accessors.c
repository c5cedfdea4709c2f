/* SPDX-License-Identifier: MIT */
/* Symbols for the inline functions of lanejson.h: for ctypes, dlopen and languages that cannot compile C. */
#include "../../include/lanejson.h"

extern lane_type lane_value_type(const lane_value *value);
extern bool lane_value_bool(const lane_value *value);
extern int64_t lane_value_int(const lane_value *value);
extern uint64_t lane_value_uint(const lane_value *value);
extern double lane_value_double(const lane_value *value);
extern const char *lane_value_text(const lane_value *value);
extern size_t lane_value_length(const lane_value *value);
extern size_t lane_value_count(const lane_value *value);
extern const lane_value *lane_value_after(const lane_value *value);
extern lane_iterator lane_iterate(const lane_value *container);
extern const lane_value *lane_array_next(lane_iterator *it);
extern const lane_value *lane_object_next(lane_iterator *it, const lane_value **ret_value);
