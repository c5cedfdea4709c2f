/* SPDX-License-Identifier: MIT */
/* One loads: chooses the walk, and runs it between the start and the end of the collector's pause. */
#ifndef LANE_PY_ENGINE_DOCUMENT_H
#define LANE_PY_ENGINE_DOCUMENT_H

#include "values.h"

static LANE_NOINLINE const uint8_t *decode_walk_scanning(lane_sink *s) {
    lane_cursor c = cursor_open(s->call->text, s->end, NULL);
    return walk(&c, s, s->call->flags, s->call->max_depth, !s->call->prefix, false, false, &s->call->error);
}

static LANE_NOINLINE const uint8_t *decode_walk_indexed(lane_sink *s) {
    lane_index index;
    lane_cursor c = cursor_open(s->call->text, s->end, &index);
    return walk(&c, s, s->call->flags, s->call->max_depth, !s->call->prefix, true, false, &s->call->error);
}

#define DECODE_JSONC (LANE_COMMENTS | LANE_TRAILING_COMMAS)

/* Validates UTF-8 first if there may be comments, which the sink does not see. */
static LANE_NOINLINE const uint8_t *decode_walk_jsonc(lane_sink *s) {
    lane_cursor c = cursor_open(s->call->text, s->end, NULL);
    walk_fault fault;
    if (s->call->flags & LANE_COMMENTS && !s->valid && !decode_check_utf8(s, &fault)) {
        s->call->error = (lane_error){fault.code, (size_t)(fault.at - s->call->text)};
        return NULL;
    }
    return walk(&c, s, s->call->flags, s->call->max_depth, !s->call->prefix, false, true, &s->call->error);
}

/* Runs the walks that few calls ask for by flags. */
static LANE_NOINLINE const uint8_t *decode_walk_asked(lane_sink *s) {
    return s->call->flags & DECODE_JSONC ? decode_walk_jsonc(s) : decode_walk_indexed(s);
}

/* Drops the values that a failed walk left on the stack. With hooks a finalizer may run here and start another call:
 * this call still owns the stack. */
static LANE_COLD void decode_drop(lane_sink *s) {
    PyObject **values = s->scratch->values;
    while (s->top > values)
        Py_XDECREF(*--s->top);
}

static PyObject *decode_run(lane_sink *s) {
    lane_py_loads *call = s->call;
    if ((s->scratch->values_room == 0 && !decode_grow_values(s)) ||
        (s->scratch->frames_room == 0 && !decode_grow_frames(s)))
        return NULL;
    s->top = s->scratch->values;
    s->limit = s->top + s->scratch->values_room - 1;
    s->frame = s->watched = (decode_frame *)s->scratch->frames;
    s->frames_limit = s->frame + s->scratch->frames_room - 1;
    memset(s->frame, 0, sizeof *s->frame);
#if LANE_PYINTERNALS
    if (LANE_HAS_SHAPES && s->shares_cache && !s->hooks)
        s->frame->context = &s->cache->shapes.root;
#endif
    /* Creating objects takes so long that the index never pays: only tests ask for it. */
    const uint8_t *end =
        call->flags & (LANE_CURSOR_INDEXED | DECODE_JSONC) ? decode_walk_asked(s) : decode_walk_scanning(s);
    if (LANE_UNLIKELY(end == NULL)) {
        decode_drop(s);
        return NULL;
    }
    call->end = (size_t)(end - call->text);
    return s->top[-1];
}

/* lane_py_engine.loads. */
static PyObject *decode_document(lane_py_loads *call) {
    lane_sink s;
    cache_scratch own;
    s.call = call;
    s.cache = lane_py_cache_of(call->state);
    s.end = call->text + call->length;
    s.valid = call->valid;
    s.hooks = call->hooked;
    s.partial = NULL;
    call->error = (lane_error){LANE_OK, 0};
    if (LANE_PY_FREE_THREADED && LANE_UNLIKELY(s.cache == NULL))
        return NULL;
    decode_collect(call);
    s.shares_cache = cache_take(s.cache);
    if (LANE_LIKELY(s.shares_cache)) {
        s.scratch = &s.cache->scratch;
    } else {
        memset(&own, 0, sizeof own);
        s.scratch = &own;
    }
    decode_pause(&s);
    s.marked = false;
    if (LANE_UNLIKELY(call->length >= COLLECTOR_FROM))
        decode_mark(&s);
    PyObject *result = decode_run(&s);
    if (LANE_UNLIKELY(s.marked) && result != NULL)
        lane_py_collector_promote(&call->state->collector, s.mark);
    decode_resume(&s);
    if (LANE_LIKELY(s.shares_cache))
        cache_give_back(s.cache);
    else
        cache_scratch_free(&own);
    return result;
}

#endif
