/* SPDX-License-Identifier: MIT */
/* The sink that builds Python objects: its state, and the stacks of finished values and open containers (see
 * values.h). */
#ifndef LANE_PY_SINK_H
#define LANE_PY_SINK_H

#include "../loads/cache.h"
#include "../loads/partial.h"
#include "../base/engine.h"
#include "../base/state.h"

#include "../../src/base/options.h"
#include "../../src/base/techniques.h"
#define SINK_IN_REGISTERS 0
#include "../../src/kernel/walk.h"

typedef struct {
    size_t base;              /* index of the container's first entry on the value stack */
    uint32_t is_object;       /* 1 or 0 */
    uint32_t holds_container; /* the values include a list, a dict or a hook's result */
#if LANE_PYINTERNALS
    shape_node *context; /* the key whose value contains this container; the root outside of any. NULL: no shapes */
    shape_node *node;    /* the last key of an object that follows a shape; else NULL */
#endif
} decode_frame;

/* Borrows its references, except those on the value stack. */
struct lane_sink {
    lane_py_loads *call;
    lane_py_cache *cache;
    cache_scratch *scratch;             /* the cache's; the call's own if the cache is taken */
    PyObject **top, **limit;            /* of the value stack */
    decode_frame *frame, *frames_limit; /* innermost; frames[0] is the root's */
    decode_frame
        *watched; /* the innermost frame with its own ending (partial.h), as all outer ones; at least frames[0] */
    lane_py_partial *partial; /* of a document that may be cut off; else NULL */
    const uint8_t *end;       /* end of the text */
    bool valid;               /* the text is known to be UTF-8 */
    bool hooks;
    bool paused; /* the collector was enabled, and is again during hooks */
    bool marked; /* mark says where the collector's youngest generation ended */
    collector_mark mark;
    bool shares_cache;
};

static LANE_NOINLINE bool decode_grow_values(lane_sink *s) {
    cache_scratch *scratch = s->scratch;
    size_t used = scratch->values == NULL ? 0 : (size_t)(s->top - scratch->values);
    size_t room = scratch->values_room == 0 ? 256 : 2 * scratch->values_room;
    PyObject **values = room > (size_t)PTRDIFF_MAX / sizeof *values
                            ? NULL
                            : (PyObject **)PyMem_Realloc(scratch->values, room * sizeof *values);
    if (values == NULL) {
        PyErr_NoMemory();
        return false;
    }
    scratch->values = values;
    scratch->values_room = room;
    s->top = values + used;
    s->limit = values + room - 1; /* a member pushes two entries */
    return true;
}

static LANE_NOINLINE bool decode_grow_frames(lane_sink *s) {
    cache_scratch *scratch = s->scratch;
    size_t used = scratch->frames == NULL ? 0 : (size_t)(s->frame - (decode_frame *)scratch->frames);
    size_t watched = scratch->frames == NULL ? 0 : (size_t)(s->watched - (decode_frame *)scratch->frames);
    size_t room = scratch->frames_room == 0 ? 64 : 2 * scratch->frames_room;
    decode_frame *frames = (decode_frame *)PyMem_Realloc(scratch->frames, room * sizeof *frames);
    if (frames == NULL) {
        PyErr_NoMemory();
        return false;
    }
    scratch->frames = frames;
    scratch->frames_room = room;
    s->frame = frames + used;
    s->watched = frames + watched;
    s->frames_limit = frames + room - 1;
    return true;
}

/* Bytes reserved to decode strings of unknown length. */
#define DECODE_ROOM ((size_t)8192)

/* Reserves n * size bytes for decoded escapes; NULL with an exception set. */
static uint8_t *decode_bytes_room(lane_sink *s, size_t n, size_t size) {
    cache_scratch *scratch = s->scratch;
    if (scratch->bytes_room / size < n) {
        PyMem_Free(scratch->bytes);
        scratch->bytes_room = 0;
        scratch->bytes = n > PTRDIFF_MAX / 2 / size ? NULL : (uint8_t *)PyMem_Malloc(n * size + n * size / 2);
        if (scratch->bytes == NULL) {
            PyErr_NoMemory();
            return NULL;
        }
        scratch->bytes_room = n * size + n * size / 2;
    }
    return scratch->bytes;
}

/* Pushes a value, whose reference it steals. False for NULL or with an exception set. */
LANE_INLINE bool decode_push(lane_sink *s, PyObject *value) {
    if (LANE_UNLIKELY(value == NULL))
        return false;
    if (LANE_UNLIKELY(s->top >= s->limit) && !decode_grow_values(s)) {
        Py_DECREF(value);
        return false;
    }
    *s->top++ = value;
    return true;
}

LANE_INLINE PyObject *decode_or_no_memory(PyObject *o) {
    return LANE_LIKELY(o != NULL) ? o : PyErr_Occurred() ? NULL : PyErr_NoMemory();
}

#endif
