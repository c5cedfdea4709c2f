/* SPDX-License-Identifier: MIT */
/* The Python sink of walk.h: None, bool, int, float, str, list, dict, and the hooks.
 *
 * Finished values are on one stack; those of a container are above its frame's base. A member of an object takes two
 * entries, key and value; the key's entry is NULL while the object follows a shape, whose nodes have the keys.
 *
 *    values: ... | key value | key value | item item item          frames: ... {object} {array}
 *                  ^ base of an object     ^ base of an array in it
 *
 * A container is created when it is complete, so incomplete ones are never visible. Without hooks, no Python code runs
 * during a call: the collector is off, or cannot run here (decode_pause), and only str, int, float, list and dict are
 * created or dropped. A hook may run any code: the stack owns its values, and no other call uses the cache
 * (cache_take). */
#ifndef LANE_PY_VALUES_H
#define LANE_PY_VALUES_H

#include "keys.h"

#include "../../src/kernel/cursor.h"
#include "../../src/kernel/digits.h"

/* -- words -- */

LANE_INLINE bool sink_null(lane_sink *s) {
    Py_INCREF(Py_None);
    return decode_push(s, Py_None);
}

LANE_INLINE bool sink_bool(lane_sink *s, bool value) {
    /* Without a branch, which could be unpredictable. */
    const uintptr_t no = (uintptr_t)Py_False, yes = (uintptr_t)Py_True;
    PyObject *o = (PyObject *)(no ^ ((no ^ yes) & (uintptr_t)bits_opaque(0 - (uint64_t)value)));
    Py_INCREF(o);
    return decode_push(s, o);
}

/* -- the collector, and hooks -- */

/* Least bytes of a text for which pausing the collector pays. */
#define DECODE_PAUSE_FROM 256

/* Pauses the collector. Required for each text if the collector may run anywhere (see the top). Else an optimisation:
 * objects under construction do not trigger it. */
LANE_INLINE void decode_pause(lane_sink *s) {
    const bool wanted = LANE_HAS_COLLECTOR_PAUSE && (LANE_PY_COLLECTS_ANYWHERE || s->call->length >= DECODE_PAUSE_FROM);
    s->paused = wanted && pycompat_gc_pause();
}

LANE_INLINE void decode_resume(lane_sink *s) {
    if (s->paused)
        pycompat_gc_resume();
    s->paused = false;
}

/* Starts the collection that earlier documents have made due: containers that are made while the collector is paused do
 * not start it. Before anything of this document is made. */
LANE_INLINE void decode_collect(const lane_py_loads *call) {
    if (LANE_PY_FREE_THREADED)
        return;
    lane_py_collector *const collector = &call->state->collector;
    bool due;
    if (LANE_PYINTERNALS && LANE_LIKELY(collector->young != NULL)) {
        due = lane_py_collector_is_due(collector);
    } else {
        due = (collector->unseen += call->length) >= COLLECTOR_FROM;
        collector->unseen = due ? 0 : collector->unseen;
    }
    if (LANE_UNLIKELY(due) && PyGC_IsEnabled())
        lane_py_collector_run();
}

/* Notes where the containers of this document begin, if they may skip the youngest generation. */
static LANE_NOINLINE void decode_mark(lane_sink *s) {
    const lane_py_collector *const collector = &s->call->state->collector;
    s->marked = s->paused && !s->hooks && collector->young != NULL;
    if (s->marked)
        s->mark = lane_py_collector_mark(collector);
}

/* Calls a hook with the collector in the caller's state, which the hook may change. The creation of the next container
 * pauses it again. */
static LANE_NOINLINE bool decode_call_hook(lane_sink *s, PyObject *hook, PyObject *argument) {
    if (argument == NULL)
        return false;
    decode_resume(s);
    PyObject *value = PyObject_CallOneArg(hook, argument);
    Py_DECREF(argument);
    s->frame->holds_container = true;
    return decode_push(s, value);
}

/* -- numbers -- */

static LANE_COLD bool decode_constant(lane_sink *s, walk_constant which) {
    static const char *const names[] = {"NaN", "Infinity", "-Infinity"};
    if (s->call->parse_constant != NULL)
        return decode_call_hook(s, s->call->parse_constant, PyUnicode_FromString(names[which]));
    return decode_push(s, Py_NewRef(s->call->state->constant[which]));
}

LANE_INLINE bool sink_constant(lane_sink *s, walk_constant which) {
    return decode_constant(s, which);
}

/* Returns the int of a text of any length. Copies the text: CPython's parser stops at the first byte that is neither a
 * digit nor '_', and the byte after the text could be '_'. */
static LANE_COLD PyObject *decode_big_int(const uint8_t *begin, const uint8_t *end) {
    size_t n = (size_t)(end - begin);
    char *copy = (char *)PyMem_Malloc(n + 1);
    if (copy == NULL)
        return PyErr_NoMemory();
    memcpy(copy, begin, n);
    copy[n] = 0;
    PyObject *o = PyLong_FromString(copy, NULL, 10);
    PyMem_Free(copy);
    return o;
}

/* Pushes the other numbers: big ones, those beyond doubles, and those for a hook. */
static LANE_NOINLINE bool decode_number_special(lane_sink *s, const lane_number *number, const uint8_t *begin,
                                                const uint8_t *end, walk_fault *fault) {
    bool is_float = number->kind == LANE_NUMBER_DOUBLE;
    PyObject *hook = is_float ? s->call->parse_float : s->call->parse_int;
    if (hook != NULL)
        return decode_call_hook(s, hook, decode_ascii(s->cache, begin, (size_t)(end - begin), s->end - end >= 16));
    if (number->kind == LANE_NUMBER_INT)
        return decode_push(s, PyLong_FromLongLong(number->i));
    if (number->kind == LANE_NUMBER_UINT)
        return decode_push(s, decode_or_no_memory(internals_int_long(&s->cache->images, false, number->u)));
    if (!is_float && (s->call->flags & LANE_BIG_NUMBERS))
        return decode_push(s, decode_big_int(begin, end));
    double value = is_float ? number->d : lane_number_exact(begin, end);
    if (!(s->call->flags & LANE_OVERFLOW) && !double_is_finite(value)) {
        fault->code = LANE_ERROR_RANGE;
        fault->at = begin;
        return false;
    }
    return decode_push(s, PyFloat_FromDouble(value));
}

LANE_INLINE const uint8_t *sink_number_passed(lane_sink *s, const uint8_t *p, const uint8_t *end) {
    (void)s, (void)p, (void)end;
    return NULL;
}

LANE_INLINE bool sink_number(lane_sink *s, const lane_number *number, const uint8_t *begin, const uint8_t *end,
                             walk_fault *fault) {
    if (LANE_LIKELY(!s->hooks)) {
        if (number->kind == LANE_NUMBER_INT) {
            uint64_t small = (uint64_t)number->i + 5;
            if (small < CACHE_SMALL_INTS) {
                PyObject *o = s->cache->small_ints[small];
                Py_INCREF(o);
                return decode_push(s, o);
            }
            return decode_push(s, decode_or_no_memory(internals_int_new(&s->cache->images, number->i)));
        }
        if (number->kind == LANE_NUMBER_DOUBLE && LANE_LIKELY(double_is_finite(number->d)))
            return decode_push(s, decode_or_no_memory(internals_float_new(&s->cache->images, number->d)));
    }
    const lane_number copy = *number; /* lets *number stay in registers */
    return decode_number_special(s, &copy, begin, end, fault);
}

/* -- containers -- */

LANE_INLINE bool decode_open(lane_sink *s, bool is_object) {
    if (LANE_UNLIKELY(s->frame >= s->frames_limit) && !decode_grow_frames(s))
        return false;
    decode_frame *outer = s->frame, *f = ++s->frame;
    f->base = (size_t)(s->top - s->scratch->values);
    f->is_object = is_object;
    f->holds_container = false;
#if LANE_PYINTERNALS
    /* A value of a key without a node has the context of its container. */
    f->context = outer->is_object && outer->node != NULL ? outer->node : outer->context;
    f->node = is_object && f->context != NULL ? &s->cache->shapes.root : NULL;
#else
    (void)outer;
#endif
    return true;
}

static uint32_t decode_partial_deeper(lane_sink *s, uint32_t max_depth);
static walk_parent decode_watched_end(lane_sink *s);

LANE_INLINE uint32_t sink_deeper(lane_sink *s, uint32_t max_depth) {
    if (s->partial != NULL)
        return decode_partial_deeper(s, max_depth);
    return s->call->deeper == NULL ? max_depth : s->call->deeper(s->call, max_depth);
}

LANE_INLINE bool sink_array_begin(lane_sink *s) {
    return decode_open(s, false);
}

LANE_INLINE bool sink_object_begin(lane_sink *s) {
    return decode_open(s, true);
}

/* Pops the frame and pushes the finished container, or the hook's result for it. */
LANE_INLINE walk_parent decode_close(lane_sink *s, PyObject *made, PyObject *hook) {
    decode_frame *f = s->frame;
    if (LANE_UNLIKELY(made == NULL))
        return WALK_STOP;
    s->top = s->scratch->values + f->base;
    s->frame = --f;
    f->holds_container = true;
    if (LANE_UNLIKELY(hook != NULL)) {
        if (!decode_call_hook(s, hook, made))
            return WALK_STOP;
    } else if (LANE_UNLIKELY(!decode_push(s, made))) {
        return WALK_STOP;
    }
    return f == (decode_frame *)s->scratch->frames ? WALK_ROOT : f->is_object ? WALK_OBJECT : WALK_ARRAY;
}

/* Builds a list by appending. Steals the references on success. */
static LANE_MAYBE_UNUSED PyObject *decode_list_slowly(PyObject **items, size_t n) {
    PyObject *list = PyList_New(0);
    for (size_t i = 0; list != NULL && i < n; i++) {
        if (PyList_Append(list, items[i]) < 0)
            Py_CLEAR(list);
    }
    for (size_t i = 0; list != NULL && i < n; i++)
        Py_DECREF(items[i]);
    return list;
}

#if LANE_PYINTERNALS

/* Turns the value stack into the list. The stack holds only its items, and is so large that it would be freed at the
 * end of the call. */
static LANE_NOINLINE PyObject *decode_list_of_stack(lane_sink *s) {
    cache_scratch *scratch = s->scratch;
    PyObject *list = internals_list_of(scratch->values, (size_t)(s->top - scratch->values));
    if (list == NULL)
        return NULL;
    scratch->values = s->top = NULL;
    scratch->values_room = 0;
    if (!decode_grow_values(s))
        Py_CLEAR(list);
    return list;
}

#endif

LANE_INLINE PyObject *decode_list(lane_sink *s) {
    size_t base = s->frame->base;
    PyObject **items = s->scratch->values + base;
    size_t n = (size_t)(s->top - items);
    if (n == 0)
        return PyList_New(0);
    if (!LANE_HAS_PRESIZE)
        return decode_list_slowly(items, n);
#if LANE_PYINTERNALS
    if (LANE_UNLIKELY(n > CACHE_VALUES_KEPT) && base == 0)
        return decode_list_of_stack(s);
#endif
    return internals_list_new(items, n);
}

LANE_INLINE walk_parent sink_array_end(lane_sink *s) {
    if (LANE_UNLIKELY(s->frame <= s->watched))
        return decode_watched_end(s);
    if (LANE_UNLIKELY(s->hooks) && !s->paused)
        decode_pause(s);
    PyObject *list = decode_list(s);
    return decode_close(s, list, s->hooks ? s->call->array_hook : NULL);
}

/* Returns the list of (key, value) tuples for object_pairs_hook. Steals the references on success. */
static LANE_COLD PyObject *decode_pairs(PyObject **pairs, size_t n) {
    PyObject *list = PyList_New((Py_ssize_t)n);
    size_t i = 0;
    if (list != NULL)
        PyObject_GC_UnTrack(list); /* creating a tuple may run the collector, which must not find the list half full */
    for (; list != NULL && i < n; i++) {
        PyObject *pair = PyTuple_Pack(2, pairs[2 * i], pairs[2 * i + 1]);
        if (pair == NULL)
            Py_CLEAR(list);
        else
            PyList_SET_ITEM(list, (Py_ssize_t)i, pair);
    }
    if (list != NULL)
        PyObject_GC_Track(list);
    for (i = 0; list != NULL && i < 2 * n; i++)
        Py_DECREF(pairs[i]);
    return list;
}

#if LANE_PYINTERNALS

/* Returns a dict with the keys of the sequence that ends at `node` and the values at pairs[1], pairs[3], ..., whose
 * references it steals on success. Ignores pairs[0], pairs[2], ... */
LANE_INLINE PyObject *decode_dict_of_shape(const shape_node *node, PyObject **pairs, bool track) {
    const size_t n = node->depth, head = internals_keys_head(node->table->log2_size);
    const size_t size = head + sizeof(internals_entry) * internals_keys_usable(node->table->log2_size);
    PyObject *dict = PyDict_New();
    if (LANE_UNLIKELY(dict == NULL))
        return NULL;
    internals_keys *keys = (internals_keys *)internals_keys_malloc(size);
    if (LANE_UNLIKELY(keys == NULL)) {
        Py_DECREF(dict);
        return PyErr_NoMemory();
    }
    static_assert(SIMD_WIDTH <= SHAPE_TABLE_SLACK, "a vector at the end of a table is readable");
    if (SIMD_WIDTH <= 2 * sizeof(internals_entry)) {
        /* Copies and clears whole vectors. The copy of the head may overwrite entries, which are written later. The
         * unused entries are cleared backwards from the end, and may overwrite used ones in the same way. */
        for (size_t i = 0; i < head; i += SIMD_WIDTH)
            simd_store((uint8_t *)keys + i, simd_load((const uint8_t *)node->table + i));
        for (size_t i = size; i > head + n * sizeof(internals_entry); i -= SIMD_WIDTH)
            simd_store((uint8_t *)keys + i - SIMD_WIDTH, simd_zero());
    } else {
        memcpy(keys, node->table, head);
        memset((uint8_t *)keys + head, 0, size - head);
    }
    internals_entry *entries = (internals_entry *)((char *)keys + head);
    PyObject *const *names = shape_table_keys(node);
    for (size_t i = 0; i < n; i++) {
        Py_INCREF(names[i]);
        entries[i].key = names[i];
        entries[i].value = pairs[2 * i + 1];
    }
    internals_dict_adopt(dict, keys, track);
    return dict;
}

#endif

LANE_INLINE PyObject *decode_dict(lane_sink *s, PyObject **pairs, size_t n) {
    decode_frame *f = s->frame;
    (void)f;
    if (n == 0)
        return PyDict_New();
#if LANE_PYINTERNALS
    shape_node *node = f->node;
    if (LANE_LIKELY(node != NULL)) {
        if (LANE_HAS_DIRECT_DICTS && (LANE_LIKELY(node->table != NULL) || shape_make_table(&s->cache->shapes, node)))
            return decode_dict_of_shape(node, pairs, f->holds_container);
        decode_leave_shape(s, f);
    }
    if (LANE_HAS_DIRECT_DICTS)
        return internals_dict_from_pairs(pairs, n, f->holds_container);
#endif
    return internals_dict_from_pairs_public(pairs, n);
}

LANE_INLINE walk_parent sink_object_end(lane_sink *s) {
    if (LANE_UNLIKELY(s->frame <= s->watched))
        return decode_watched_end(s);
    PyObject **pairs = s->scratch->values + s->frame->base, *hook = NULL, *made;
    size_t n = (size_t)(s->top - pairs) / 2;
    if (LANE_UNLIKELY(s->hooks) && !s->paused)
        decode_pause(s);
    if (LANE_UNLIKELY(s->hooks) && s->call->object_pairs_hook != NULL) {
        hook = s->call->object_pairs_hook;
        made = decode_pairs(pairs, n);
    } else {
        hook = s->hooks ? s->call->object_hook : NULL;
        made = decode_dict(s, pairs, n);
    }
    return decode_close(s, made, hook);
}

#endif
