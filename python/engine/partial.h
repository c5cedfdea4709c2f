/* SPDX-License-Identifier: MIT */
/* Parses on in a document that may be cut off, by the sink of values.h.
 *
 * At the end of the text, the values on the stack move to visible containers (loads/partial.h), so that only keys
 * without values stay on the stack: each value moves once. The frames of these containers are the watched ones. When
 * one of them ends, the values parsed since are added to its container, which keeps its identity. */
#ifndef LANE_PY_ENGINE_PARTIAL_H
#define LANE_PY_ENGINE_PARTIAL_H

#include "items.h"

static uint32_t decode_partial_deeper(lane_sink *s, uint32_t max_depth) {
    if (s->partial->items != NULL)
        return decode_items_deeper(s, max_depth);
    return s->call->deeper == NULL ? max_depth : s->call->deeper(s->call, max_depth);
}

/* -- visible containers -- */

static bool decode_show_item(const lane_py_shown *shown, PyObject *item) {
    return PyList_Append(shown->container, item) == 0;
}

static bool decode_show_member(const lane_py_shown *shown, PyObject *key, PyObject *value) {
    if (PyDict_SetItem(shown->container, key, value) < 0)
        return false;
    PyObject *pair = shown->pairs == NULL ? NULL : PyTuple_Pack(2, key, value);
    const bool right = shown->pairs == NULL || (pair != NULL && PyList_Append(shown->pairs, pair) == 0);
    Py_XDECREF(pair);
    return right;
}

/* Moves complete entries of the stack, from *at up to `end`, to the container of their frame, and advances *at. At most
 * a key is left. False with an exception set. */
static bool decode_show_entries(lane_sink *s, const lane_py_shown *shown, bool is_object, size_t end, size_t *at) {
    const size_t step = is_object ? 2 : 1;
    for (; end - *at >= step; *at += step) {
        PyObject **entry = s->scratch->values + *at;
        if (!(is_object ? decode_show_member(shown, entry[0], entry[1]) : decode_show_item(shown, entry[0])))
            return false;
        Py_CLEAR(entry[0]);
        if (is_object)
            Py_CLEAR(entry[1]);
    }
    return true;
}

/* As decode_show_entries for the root, whose entry is the value. */
static bool decode_show_root(lane_sink *s, size_t end, size_t *at) {
    if (*at < end) {
        Py_XSETREF(s->partial->root, s->scratch->values[*at]);
        s->scratch->values[(*at)++] = NULL;
    }
    return true;
}

/* Adds a value to the innermost visible container, or makes it the root. In an object its key is the last entry of the
 * stack. */
static bool decode_show_value(lane_sink *s, PyObject *value, Py_ssize_t *ret_at) {
    lane_py_partial *p = s->partial;
    *ret_at = -1;
    if (p->shown_count == 0) {
        Py_XSETREF(p->root, Py_NewRef(value));
        return true;
    }
    const lane_py_shown *shown = p->shown + p->shown_count - 1;
    if (decode_frame_at(s, p->shown_count)->is_object)
        return PyDict_SetItem(shown->container, s->top[-1], value) == 0;
    *ret_at = PyList_GET_SIZE(shown->container);
    return decode_show_item(shown, value);
}

static bool decode_reserve_shown(lane_py_partial *p) {
    if (p->shown_count < p->shown_room)
        return true;
    const size_t room = p->shown_room == 0 ? 16 : 2 * p->shown_room;
    lane_py_shown *shown = (lane_py_shown *)PyMem_Realloc(p->shown, room * sizeof *shown);
    if (shown == NULL) {
        PyErr_NoMemory();
        return false;
    }
    p->shown = shown;
    p->shown_room = room;
    return true;
}

/* Creates the visible container of a frame, empty. */
static bool decode_show_container(lane_sink *s, bool is_object) {
    lane_py_partial *p = s->partial;
    if (!decode_reserve_shown(p))
        return false;
    lane_py_shown shown = {.container = is_object ? PyDict_New() : PyList_New(0)};
    if (is_object && s->call->object_pairs_hook != NULL && shown.container != NULL)
        shown.pairs = PyList_New(0);
    if (shown.container == NULL || (is_object && s->call->object_pairs_hook != NULL && shown.pairs == NULL) ||
        !decode_show_value(s, shown.container, &shown.at)) {
        Py_XDECREF(shown.container);
        Py_XDECREF(shown.pairs);
        return false;
    }
    p->shown[p->shown_count++] = shown;
    return true;
}

/* Moves the entries of the stack to the visible containers. Frames outside the innermost visible one have no new
 * entries. False with an exception set: the stack then still owns its entries that are not NULL. */
static bool decode_show(lane_sink *s) {
    PyObject **const end = s->top;
    decode_frame *const frames = decode_frame_at(s, 0);
    const size_t first = s->partial->shown_count, depth = (size_t)(s->frame - frames);
    s->top = s->scratch->values + frames[first].base;
    for (size_t i = first; i <= depth; i++) {
        decode_frame *f = frames + i;
        size_t left = f->base;
        const size_t until = i == depth ? (size_t)(end - s->scratch->values) : f[1].base;
        const bool shown = i == first || decode_show_container(s, f->is_object != 0);
        f->base = (size_t)(s->top - s->scratch->values);
        if (!shown || !(i == 0 ? decode_show_root(s, until, &left)
                               : decode_show_entries(s, s->partial->shown + i - 1, f->is_object != 0, until, &left))) {
            s->top = end;
            return false;
        }
        if (left < until) { /* a key: moves down to the place of the entries */
            PyObject *key = s->scratch->values[left];
            s->scratch->values[left] = NULL;
            *s->top++ = key;
        }
    }
    s->watched = s->frame;
    return true;
}

/* -- the end of a visible container -- */

/* Stores the final value of a visible container in the enclosing one; in an object, at the key on top of the stack.
 * False with an exception set. */
static bool decode_show_finished(lane_sink *s, const lane_py_shown *was, PyObject *value) {
    lane_py_partial *p = s->partial;
    if (p->shown_count == 0) {
        Py_XSETREF(p->root, Py_NewRef(value));
        return true;
    }
    const lane_py_shown *outer = p->shown + p->shown_count - 1;
    if (s->frame->is_object)
        return decode_show_member(outer, s->top[-1], value);
    if (value == was->container)
        return true;
    if (was->at < PyList_GET_SIZE(outer->container))
        return PyList_SetItem(outer->container, was->at, Py_NewRef(value)) == 0;
    return decode_show_item(outer, value); /* the user has removed items */
}

/* Returns the final value of a visible container, from its hook if there is one: a new reference. */
static PyObject *decode_shown_value(lane_sink *s, const lane_py_shown *shown, bool is_object) {
    PyObject *hook = shown->pairs != NULL ? s->call->object_pairs_hook
                     : is_object          ? s->call->object_hook
                                          : s->call->array_hook;
    if (hook == NULL)
        return Py_NewRef(shown->container);
    decode_resume(s);
    return PyObject_CallOneArg(hook, shown->pairs != NULL ? shown->pairs : shown->container);
}

static LANE_NOINLINE walk_parent decode_watched_end(lane_sink *s) {
    lane_py_partial *p = s->partial;
    decode_frame *f = s->frame;
    if (p->items != NULL)
        return decode_items_end(s);
    const bool is_object = f->is_object != 0;
    size_t left = f->base;
    if (!decode_show_entries(s, p->shown + p->shown_count - 1, is_object, (size_t)(s->top - s->scratch->values), &left))
        return WALK_STOP;
    const lane_py_shown ended = p->shown[--p->shown_count];
    s->top = s->scratch->values + f->base;
    s->frame = s->watched = --f;
    PyObject *value = decode_shown_value(s, &ended, is_object);
    const bool right = value != NULL && decode_show_finished(s, &ended, value);
    Py_XDECREF(value);
    Py_DECREF(ended.container);
    Py_XDECREF(ended.pairs);
    if (!right)
        return WALK_STOP;
    if (p->shown_count == 0)
        return WALK_ROOT;
    if (!f->is_object)
        return WALK_ARRAY;
    Py_DECREF(*--s->top);
    return WALK_OBJECT;
}

/* -- unclosed strings -- */

/* Removes an unclosed string from its list. In an object the final value will replace it. */
static bool decode_hide_open(lane_py_partial *p) {
    const Py_ssize_t at = p->open_at;
    p->open_at = -1;
    Py_CLEAR(p->open);
    if (at < 0)
        return true;
    PyObject *list = p->shown[p->shown_count - 1].container;
    return PyList_GET_SIZE(list) != at + 1 || PyList_SetSlice(list, at, at + 1, NULL) == 0;
}

static bool decode_show_open(lane_sink *s) {
    lane_py_partial *p = s->partial;
    const bool is_value = p->call.error.code == LANE_ERROR_STRING_END && p->resume.code == LANE_ERROR_VALUE;
    return !p->keep || !is_value || decode_show_value(s, p->open, &p->open_at);
}

/* -- a call -- */

/* Sets the sink to the state at the end of the last call. */
static bool decode_partial_enter(lane_sink *s) {
    lane_py_partial *p = s->partial;
    s->top = s->scratch->values + p->count;
    if (s->scratch->values_room == 0 && !decode_grow_values(s))
        return false;
    s->limit = s->scratch->values + s->scratch->values_room - 1;
    s->frame = s->watched = decode_frame_at(s, p->resume.depth);
    if (s->scratch->frames_room == 0) {
        if (!decode_grow_frames(s))
            return false;
        memset(s->frame, 0, sizeof *s->frame);
    }
    s->frames_limit = decode_frame_at(s, s->scratch->frames_room - 1);
    p->count = 0; /* the sink owns them now */
#if LANE_PYINTERNALS
    const bool shapes = LANE_HAS_SHAPES && s->shares_cache && !p->call.hooked;
    for (decode_frame *f = decode_frame_at(s, 0); f <= s->frame; f++)
        f->context = shapes ? &s->cache->shapes.root : NULL;
#endif
    return p->items != NULL ? decode_items_enter(s) : decode_hide_open(p);
}

/* Leaves the shapes, which may change before the next call. */
static void decode_partial_leave(lane_sink *s) {
#if LANE_PYINTERNALS
    for (decode_frame *f = decode_frame_at(s, 0); f <= s->frame; f++) {
        if (f->node != NULL)
            decode_leave_shape(s, f);
    }
#else
    (void)s;
#endif
}

/* Moves parsed values to the visible containers, or to the items; also before an exception from a hook. */
static bool decode_partial_show(lane_sink *s) {
    if (s->partial->items == NULL)
        return !PyErr_Occurred() && decode_show(s) && decode_show_open(s);
    PyObject *raised = PyErr_GetRaisedException();
    const bool right = decode_items_show(s);
    if (raised != NULL)
        PyErr_SetRaisedException(raised);
    return right && raised == NULL;
}

static bool decode_partial_run(lane_sink *s) {
    lane_py_partial *p = s->partial;
    if (!decode_partial_enter(s))
        return false;
    lane_cursor c = cursor_open(p->call.text, s->end, NULL);
    const uint8_t *end =
        walk_on(&c, s, p->call.flags, p->resume.max_depth, true, false, false, &p->resume, &p->call.error);
    decode_partial_leave(s);
    if (p->items != NULL && p->items->stopped)
        decode_items_resume(s);
    return decode_partial_show(s) && end != NULL;
}

/* lane_py_engine.partial. */
static bool decode_partial(lane_py_partial *p) {
    lane_sink s;
    decode_collect(&p->call);
    s.call = &p->call;
    s.cache = lane_py_cache_of(p->call.state);
    if (LANE_PY_FREE_THREADED && LANE_UNLIKELY(s.cache == NULL))
        return false;
    s.scratch = &p->scratch;
    s.partial = p;
    s.end = p->call.text + p->call.length;
    s.valid = p->call.valid;
    s.hooks = p->call.hooked;
    s.shares_cache = cache_take(s.cache);
    p->call.error = (lane_error){LANE_OK, 0};
    decode_pause(&s);
    const bool whole = decode_partial_run(&s);
    p->count = (size_t)(s.top - p->scratch.values);
    decode_resume(&s);
    if (LANE_LIKELY(s.shares_cache))
        cache_give_back(s.cache);
    return whole;
}

#endif
