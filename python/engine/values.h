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

#include "strings.h"

#include "../../src/kernel/cursor.h"
#include "../../src/kernel/digits.h"

/* -- words and numbers -- */

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
        return decode_call_hook(s, hook, decode_ascii(s, begin, (size_t)(end - begin), s->end - end >= 16));
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

/* -- keys -- */

/* Returns a hash of a key's text for the key cache. n >= 1; 8 bytes from `text` must be readable. */
LANE_INLINE uint32_t decode_key_hash(const uint8_t *text, size_t n) {
    uint64_t first = lane_load64(text), last = 0;
    if (n < 8)
        first &= bits_below(8 * (unsigned)n);
    else
        last = lane_load64(text + n - 8);
    uint64_t h = (first ^ last * 0x9E3779B97F4A7C15u ^ n) * 0xFF51AFD7ED558CCDu;
    return (uint32_t)((h ^ h >> 32) * 0xC4CEB9FE1A85EC53u >> 40);
}

/* Computes the hash of a str. Returns the str; NULL, and drops it, on failure. */
LANE_INLINE PyObject *decode_hashed(PyObject *key) {
    if (LANE_UNLIKELY(key == NULL || PyObject_Hash(key) == -1)) {
        Py_XDECREF(key);
        return NULL;
    }
    return key;
}

LANE_INLINE void decode_cache_key(cache_key *slot, PyObject *key, uint32_t hash) {
    PyObject *old = slot->key;
    Py_INCREF(key);
    slot->key = key;
    slot->hash = hash;
    Py_XDECREF(old);
}

/* Returns a key with escapes or non-ASCII characters. Creates the str, then replaces it by an equal one from the cache,
 * so that a document has each key once. */
static LANE_NOINLINE PyObject *decode_key_odd(lane_sink *s, const lane_string *text, walk_fault *fault) {
    PyObject *key = decode_hashed(decode_str(s, text, fault));
    if (key == NULL || !LANE_HAS_KEY_CACHE || !s->shares_cache || text->end - text->begin > CACHE_KEY_MOST)
        return key;
    uint32_t hash = (uint32_t)PyObject_Hash(key);
    cache_key *slot = &s->cache->decoded_keys[hash % CACHE_DECODED_KEYS];
    if (slot->key != NULL && slot->hash == hash && PyUnicode_Compare(slot->key, key) == 0) {
        Py_DECREF(key);
        Py_INCREF(slot->key);
        return slot->key;
    }
    decode_cache_key(slot, key, hash);
    return key;
}

/* Returns a key with its hash computed, from the key cache if possible. */
LANE_INLINE PyObject *decode_key(lane_sink *s, const lane_string *text, walk_fault *fault) {
    size_t n = (size_t)(text->end - text->begin);
    if (LANE_UNLIKELY(text->seen != 0)) {
        const lane_string copy = *text;
        return decode_key_odd(s, &copy, fault);
    }
    if (LANE_UNLIKELY(!LANE_HAS_KEY_CACHE || !s->shares_cache || n - 2 > CACHE_KEY_MOST - 2 ||
                      s->end - text->begin < 8))
        return decode_hashed(decode_str(s, text, fault));
    uint32_t hash = decode_key_hash(text->begin, n);
    cache_key *slot = &s->cache->keys[hash % CACHE_KEYS];
    PyObject *key = slot->key;
    if (LANE_LIKELY(key != NULL && slot->hash == hash && (size_t)PyUnicode_GET_LENGTH(key) == n &&
                    memcmp(internals_ascii_data(key), text->begin, n) == 0)) {
        Py_INCREF(key);
        return key;
    }
    key = decode_hashed(decode_str(s, text, fault));
    if (LANE_LIKELY(key != NULL))
        decode_cache_key(slot, key, hash);
    return key;
}

/* Pushes the key's entry, which the value's follows. */
LANE_INLINE bool decode_push_key(lane_sink *s, PyObject *key) {
    if (LANE_UNLIKELY(s->top >= s->limit) && !decode_grow_values(s)) {
        Py_XDECREF(key);
        return false;
    }
    *s->top++ = key;
    return true;
}

#if LANE_PYINTERNALS

/* Ends the shape of a frame: stores the keys of its nodes in their entries. */
static LANE_NOINLINE void decode_leave_shape(const lane_sink *s, decode_frame *f) {
    PyObject **pairs = s->scratch->values + f->base;
    for (const shape_node *node = f->node; node->key != NULL; node = node->parent) {
        Py_INCREF(node->key);
        pairs[2 * (node->depth - 1)] = node->key;
    }
    f->node = NULL;
}

LANE_INLINE shape_node *decode_expected(const decode_frame *f) {
    return f->node == NULL ? NULL : f->node->key == NULL ? f->context->inner : f->node->next;
}

LANE_INLINE void decode_follow(decode_frame *f, shape_node *node) {
    if (f->node->key == NULL)
        f->context->inner = node;
    else
        f->node->next = node;
    f->node = node;
}

/* Returns whether n >= 1 bytes are equal. Compares few bytes by two words that may overlap. */
LANE_INLINE bool decode_is_same(const uint8_t *a, const uint8_t *b, size_t n) {
    if (n < 4)
        return a[0] == b[0] && a[n / 2] == b[n / 2] && a[n - 1] == b[n - 1];
    if (n <= 8)
        return ((lane_load32(a) ^ lane_load32(b)) | (lane_load32(a + n - 4) ^ lane_load32(b + n - 4))) == 0;
    if (n <= 16)
        return ((lane_load64(a) ^ lane_load64(b)) | (lane_load64(a + n - 8) ^ lane_load64(b + n - 8))) == 0;
    return memcmp(a, b, n) == 0;
}

/* Returns whether the n bytes at p are a node's key with its closing quote. */
LANE_INLINE bool decode_is_key(const shape_node *node, const uint8_t *p, const uint8_t *end, size_t n) {
    if (LANE_UNLIKELY(end - p < SHAPE_KEY_ROOM))
        return (size_t)(end - p) >= n && decode_is_same(p, node->text, n);
    for (size_t i = 0;; i += SIMD_WIDTH) {
        uint64_t same = simd_mask(simd_eq(simd_load(p + i), simd_load(node->text + i)));
        if (LANE_LIKELY(n - i < SIMD_WIDTH))
            return (~same & bits_below((unsigned)(n - i))) == 0;
        if (same != SIMD_ALL)
            return false;
    }
}

/* Returns whether the text at p, which equals a node's text, also has the units of its key. */
static LANE_NOINLINE bool decode_is_wide_key(const lane_sink *s, const shape_node *node, const uint8_t *p) {
    return shape_is_same(node, decode_units_at(s, p), s->call->kind);
}

LANE_INLINE size_t sink_key_expected(lane_sink *s, const uint8_t *p, const uint8_t *end) {
    decode_frame *f = s->frame;
    shape_node *node = decode_expected(f);
    if (LANE_UNLIKELY(node == NULL))
        return 0;
    size_t n = node->length + 1u;
    if (LANE_UNLIKELY(!decode_is_key(node, p, end, n)) ||
        (LANE_UNLIKELY(node->form != SHAPE_ASCII) && !decode_is_wide_key(s, node, p)))
        return 0;
    if (LANE_UNLIKELY(!decode_push_key(s, NULL))) {
        PyErr_Clear(); /* sink_key will fail again */
        return 0;
    }
    f->node = node;
    return n;
}

/* Moves to the successor for this key if the tree has or gets one; else leaves the shape. */
static LANE_NOINLINE bool decode_step(lane_sink *s, const lane_string text) {
    decode_frame *f = s->frame;
    shape_node *node = NULL;
    if (!(text.seen & STRING_ESCAPED) && (!(text.seen & STRING_NON_ASCII) || s->valid)) {
        const size_t length = (size_t)(text.end - text.begin);
        const shape_key key = {text.begin, length, decode_units_at(s, text.begin), s->call->kind};
        node = shape_successor(&s->cache->shapes, f->node, &key);
    }
    if (node == NULL) {
        decode_leave_shape(s, f);
        return false;
    }
    decode_follow(f, node);
    return true;
}

#else

LANE_INLINE size_t sink_key_expected(lane_sink *s, const uint8_t *p, const uint8_t *end) {
    (void)s;
    (void)p;
    (void)end;
    return 0;
}

#endif

LANE_INLINE bool sink_key(lane_sink *s, const lane_string *text, walk_fault *fault) {
#if LANE_PYINTERNALS
    if (s->frame->node != NULL && decode_step(s, *text))
        return decode_push_key(s, NULL);
#endif
    PyObject *key = decode_key(s, text, fault);
    return key != NULL && decode_push_key(s, key);
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
    static_assert(SIMD_WIDTH <= SHAPE_TABLE_SLACK, "vectors are read beyond the end of a table");
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

/* -- the document -- */

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

/* Returns the value of a document of two characters that is empty, as many answers are; NULL without an exception for
 * others. */
LANE_INLINE PyObject *decode_empty(const lane_py_cache *cache, const uint8_t *text) {
    switch (text[0] | text[1] << 8) {
    case '[' | ']' << 8: return PyList_New(0);
    case '{' | '}' << 8: return PyDict_New();
    case '"' | '"' << 8: return Py_NewRef(cache->empty);
    default: return NULL;
    }
}

/* Returns the value of a document that is a plain number and nothing else; NULL without an exception for others. */
static LANE_NOINLINE PyObject *decode_lone_number(const lane_sink *s) {
    const lane_py_cache *cache = s->cache;
    lane_number number = {.kind = LANE_NUMBER_BIG}; /* compilers do not see that it is set */
    if (number_parse(s->call->text, s->end, &number) != s->end)
        return NULL;
    if (number.kind == LANE_NUMBER_INT) {
        const uint64_t small = (uint64_t)number.i + 5;
        return small < CACHE_SMALL_INTS ? Py_NewRef(cache->small_ints[small])
                                        : decode_or_no_memory(internals_int_new(&cache->images, number.i));
    }
    if (number.kind == LANE_NUMBER_DOUBLE && double_is_finite(number.d))
        return decode_or_no_memory(internals_float_new(&cache->images, number.d));
    return NULL;
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
    const bool number = call->text[0] >= '-' && call->text[0] <= '9';
    if ((number || call->length == 2) && !s.hooks) {
        PyObject *result = number ? decode_lone_number(&s) : decode_empty(s.cache, call->text);
        call->end = call->length;
        if (result != NULL || PyErr_Occurred())
            return result;
    }
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
