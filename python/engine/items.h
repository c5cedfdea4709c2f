/* SPDX-License-Identifier: MIT */
/* iter_items: yields the members of the containers at a path, and drops all other values.
 *
 * The watched frames are the containers on the path, and a skipped one off the path. The walk calls sink_deeper for
 * each container within them, and stops at the end of each of them. Hooks are off outside of the items. */
#ifndef LANE_PY_ENGINE_ITEMS_H
#define LANE_PY_ENGINE_ITEMS_H

#include "values.h"

LANE_INLINE decode_frame *decode_frame_at(const lane_sink *s, size_t depth) {
    return (decode_frame *)s->scratch->frames + depth;
}

/* Returns whether the items' container is open, so that values in it are items. */
LANE_INLINE bool decode_in_items(const lane_py_items *items) {
    return items->matched == items->steps && !items->skipping;
}

static void decode_set_hooks(lane_sink *s) {
    lane_py_partial *p = s->partial;
    s->call = decode_in_items(p->items) ? &p->call : &p->items->muted;
    s->hooks = s->call->hooked;
}

/* Returns the key of the container that starts in the innermost frame: a new str or int; NULL with an exception set. */
static PyObject *decode_items_key(const lane_sink *s, const lane_py_level *outer) {
    const decode_frame *f = s->frame;
    PyObject *key = f->is_object ? s->top[-1] : NULL;
    if (!f->is_object)
        return PyLong_FromSsize_t(outer->passed + (s->top - s->scratch->values) - (Py_ssize_t)f->base);
#if LANE_PYINTERNALS
    if (key == NULL)
        key = f->node->key;
#endif
    return Py_NewRef(key);
}

/* Returns whether a key matches the path at a level; -1 with an exception set. */
static int decode_is_step(const lane_py_items *items, size_t level, PyObject *key) {
    PyObject *step = PyTuple_GET_ITEM(items->path, (Py_ssize_t)level);
    if (step == Py_None)
        return 1;
    PyObject *text = PyObject_Str(key);
    const int order = text == NULL ? -1 : PyUnicode_Compare(text, step);
    Py_XDECREF(text);
    return text == NULL || PyErr_Occurred() ? -1 : order == 0;
}

/* sink_deeper, called at the start of a container. Returns max_depth with an exception set on failure. */
static uint32_t decode_items_deeper(lane_sink *s, uint32_t max_depth) {
    lane_py_items *items = s->partial->items;
    const size_t matched = items->matched;
    if (items->skipping || matched == items->steps)
        return s->call->deeper == NULL ? max_depth : s->call->deeper(s->call, max_depth);
    PyObject *key = matched == 0 ? NULL : decode_items_key(s, items->levels + matched - 1);
    const int is_step = matched == 0 ? 1 : key == NULL ? -1 : decode_is_step(items, matched - 1, key);
    if (is_step <= 0) {
        Py_XDECREF(key);
        items->skipping = is_step == 0;
    } else {
        items->levels[items->matched++] = (lane_py_level){.key = key};
    }
    if (is_step < 0)
        return max_depth;
    s->watched = s->frame + 1;
    decode_set_hooks(s);
    return items->skipping || items->matched == items->steps ? s->partial->call.max_depth : max_depth + 1;
}

/* Adds a member to the items. False with an exception set. */
static bool decode_items_give(lane_py_items *items, bool is_object, PyObject *const *entry, Py_ssize_t index) {
    if (PyList_GET_SIZE(items->values) == 0) {
        items->first = index;
        Py_CLEAR(items->keys);
        if (is_object && (items->keys = PyList_New(0)) == NULL)
            return false;
    }
    return (!is_object || PyList_Append(items->keys, entry[0]) == 0) &&
           PyList_Append(items->values, entry[is_object ? 1 : 0]) == 0;
}

/* Consumes the complete members of a frame, from entry `at` up to `end`: adds items, drops other members. Returns the
 * first entry left, which is a key; sets *right to false with an exception set. */
static size_t decode_items_consume(lane_sink *s, size_t depth, size_t at, size_t end, bool *right) {
    lane_py_items *items = s->partial->items;
    const bool is_object = decode_frame_at(s, depth)->is_object != 0;
    const bool is_items = depth == items->steps && items->matched == items->steps;
    lane_py_level *level = depth >= 1 && depth <= items->matched ? items->levels + depth - 1 : NULL;
    const size_t step = is_object ? 2 : 1;
    for (; end - at >= step; at += step) {
        PyObject **entry = s->scratch->values + at;
        if (is_items && *right)
            *right = decode_items_give(items, is_object, entry, level->passed);
        if (level != NULL)
            level->passed++;
        Py_DECREF(entry[0]);
        if (is_object)
            Py_DECREF(entry[1]);
    }
    return at;
}

/* Consumes the entries of the stack, except those of an incomplete item. False with an exception set. */
static bool decode_items_show(lane_sink *s) {
    const lane_py_items *items = s->partial->items;
    PyObject **const values = s->scratch->values;
    const size_t depth = (size_t)(s->frame - decode_frame_at(s, 0)), end = (size_t)(s->top - values);
    size_t top = 0;
    bool right = true;
    for (size_t i = 0; i <= depth; i++) {
        decode_frame *f = decode_frame_at(s, i);
        size_t at = f->base;
        const size_t until = i == depth ? end : f[1].base;
        f->base = top;
        if (i <= items->matched || items->skipping)
            at = decode_items_consume(s, i, at, until, &right);
        memmove(values + top, values + at, (until - at) * sizeof *values);
        top += until - at;
    }
    s->top = values + top;
    return right;
}

/* Ends a watched container, which becomes None in the enclosing one, and stops the walk. */
static walk_parent decode_items_end(lane_sink *s) {
    lane_py_items *items = s->partial->items;
    decode_frame *f = s->frame;
    bool right = true;
#if LANE_PYINTERNALS
    if (f->node != NULL)
        decode_leave_shape(s, f);
#endif
    (void)decode_items_consume(s, (size_t)(f - decode_frame_at(s, 0)), f->base, (size_t)(s->top - s->scratch->values),
                               &right);
    s->top = s->scratch->values + f->base;
    s->frame = s->watched = f - 1;
    if (items->skipping) {
        items->skipping = false;
    } else {
        items->matched--;
        Py_CLEAR(items->levels[items->matched].key);
    }
    decode_set_hooks(s);
    items->stopped = right && decode_push(s, Py_NewRef(Py_None));
    return WALK_STOP;
}

/* Sets the position at which the walk resumes after the end of a watched container. */
static void decode_items_resume(const lane_sink *s) {
    lane_py_partial *p = s->partial;
    const decode_frame *f = s->frame;
    const bool is_root = f == decode_frame_at(s, 0);
    p->resume.code = is_root ? LANE_ERROR_EXTRA : f->is_object ? LANE_ERROR_OBJECT_COMMA : LANE_ERROR_ARRAY_COMMA;
    p->resume.parent = is_root ? WALK_ROOT : f->is_object ? WALK_OBJECT : WALK_ARRAY;
    p->resume.max_depth = (uint32_t)p->items->matched;
}

/* Sets the sink to parse items. False with MemoryError set. */
static bool decode_items_enter(lane_sink *s) {
    lane_py_partial *p = s->partial;
    lane_py_items *items = p->items;
    items->stopped = false;
    items->muted = p->call;
    items->muted.hooked = false;
    items->muted.object_hook = items->muted.object_pairs_hook = items->muted.array_hook = NULL;
    items->muted.parse_float = items->muted.parse_int = items->muted.parse_constant = NULL;
    decode_set_hooks(s);
    s->watched = decode_frame_at(s, items->matched + items->skipping);
    if (items->values == NULL)
        items->values = PyList_New(0);
    return items->values != NULL;
}

#endif
