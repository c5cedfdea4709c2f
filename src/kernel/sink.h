/* SPDX-License-Identifier: MIT */
/* What a unit gives to walk.h, checked by the compiler here alone.
 *
 * The unit defines SINK_IN_REGISTERS before it includes walk.h, and `struct lane_sink` and the functions below after
 * it. So the sink is an incomplete type in walk.h: the compiler refuses to copy a sink, which may own memory, and
 * reports a missing function.
 *
 * A function that returns false or WALK_STOP stops the walk. For a fault in the input it sets *fault; otherwise the
 * sink keeps the reason. Each event except the ends belongs to the innermost open container. */
#ifndef LANE_KERNEL_SINK_H
#define LANE_KERNEL_SINK_H

#include "digits.h"
#include "string.h"

#include "../../include/lanejson.h"

/* 1: the sink is small and its fields should live in registers. Then nothing may take the sink's address, and reading
 * numbers is part of the walk. 0: reading numbers is a separate function, which has the registers to itself. */
#ifndef SINK_IN_REGISTERS
#error "define SINK_IN_REGISTERS as 1 or 0 before walk.h is included"
#endif

typedef struct lane_sink lane_sink;

typedef enum { WALK_NAN, WALK_INFINITY, WALK_MINUS_INFINITY } walk_constant;
typedef enum { WALK_STOP, WALK_ROOT, WALK_ARRAY, WALK_OBJECT } walk_parent;

/* A fault in the input and its byte. */
typedef struct {
    lane_error_code code;
    const uint8_t *at;
} walk_fault;

LANE_INLINE bool sink_null(lane_sink *);
LANE_INLINE bool sink_bool(lane_sink *, bool value);

/* Takes the number at p if the sink needs only its end. Returns that end, else NULL. */
LANE_INLINE const uint8_t *sink_number_passed(lane_sink *, const uint8_t *p, const uint8_t *end);

LANE_INLINE bool sink_number(lane_sink *, const lane_number *, const uint8_t *begin, const uint8_t *end, walk_fault *);

/* NaN and the infinities, if flags allow them. */
LANE_INLINE bool sink_constant(lane_sink *, walk_constant);

LANE_INLINE bool sink_string(lane_sink *, const lane_string *, walk_fault *);

/* Takes in one go a string that is plain up to `stop`, where an escape, a control character or the end of the input is.
 * Returns its closing quote; or NULL, for any reason, to get the string by sink_string instead. */
LANE_INLINE const uint8_t *sink_escaped(lane_sink *, const uint8_t *begin, const uint8_t *stop, uint64_t seen);

/* A string that is not closed, up to the end of the input. Returns false if its body has a fault of its own. */
LANE_INLINE bool sink_open_string(lane_sink *, const lane_string *, walk_fault *);

/* Takes the key at p if the sink expects it. Returns the bytes of the key and its closing quote, else 0. */
LANE_INLINE size_t sink_key_expected(lane_sink *, const uint8_t *p, const uint8_t *end);

LANE_INLINE bool sink_key(lane_sink *, const lane_string *, walk_fault *);

/* max_depth has been reached. Returns a larger one, or the same if containers may not nest any deeper. */
LANE_INLINE uint32_t sink_deeper(lane_sink *, uint32_t max_depth);

/* Push a frame. */
LANE_INLINE bool sink_array_begin(lane_sink *);
LANE_INLINE bool sink_object_begin(lane_sink *);

/* Pop the frame and add the container to its parent as a value. Return the parent, or WALK_STOP. */
LANE_INLINE walk_parent sink_array_end(lane_sink *);
LANE_INLINE walk_parent sink_object_end(lane_sink *);

#endif
