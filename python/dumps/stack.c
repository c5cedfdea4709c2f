/* SPDX-License-Identifier: MIT */
/* Pushes, owns and releases frames, and detects cycles. */
#include "stack.h"

#include "../base/depth.h"
#include "errors.h"
#include "model.h"

/* The limit on nested containers where json or orjson has none except the C stack. */
#define DEPTH_UNBOUNDED ((uint32_t)1 << 17)

/* -- owned frames -- */

PyObject *lane_py_frame_key(const lane_frame *f) {
    PyObject *key = NULL, *value;
    Py_ssize_t at = lane_py_frame_place(f);
    internals_table table = internals_dict_table(f->object);
    Py_BEGIN_CRITICAL_SECTION(f->object);
    if (table.first != NULL)
        key = at >= 0 && at < table.count ? *(PyObject *const *)(table.first + (size_t)at * table.stride) : NULL;
    else if (!PyDict_Next(f->object, &at, &key, &value))
        key = NULL;
    Py_XINCREF(key);
    Py_END_CRITICAL_SECTION();
    return key;
}

/* Turns an owned frame of a dict into one of keys and values in turn: a list or tuple, which it steals. */
static void frame_take_items(lane_frame *f, PyObject *items) {
    PyObject *dict = f->object; /* not the last reference: it is also the subject */
    f->kind = FRAME_MEMBERS;
    f->object = items;
    f->first = f->entry = PySequence_Fast_ITEMS(items);
    f->end = f->first + PySequence_Fast_GET_SIZE(items);
    Py_DECREF(dict);
}

/* Returns the entries of a frame's dict from the current one on as a list of keys and values in turn; NULL with an
 * exception set. */
static PyObject *entries_left(const lane_frame *f) {
    Py_ssize_t at = lane_py_frame_place(f);
    PyObject *list = PyList_New(0), *key, *value;
    Py_BEGIN_CRITICAL_SECTION(f->object);
    while (list != NULL && PyDict_Next(f->object, &at, &key, &value)) {
        if (!lane_py_append_pair(list, key, value))
            Py_CLEAR(list);
    }
    Py_END_CRITICAL_SECTION();
    return list;
}

/* Returns the current entry of a frame and makes the frame stream the rest from its dict. NULL with an exception
 * set. */
static PyObject *entry_streamed(lane_frame *f) {
    PyObject *key, *value, *pair = NULL;
    Py_ssize_t at = lane_py_frame_place(f);
    Py_BEGIN_CRITICAL_SECTION(f->object);
    if (PyDict_Next(f->object, &at, &key, &value))
        pair = PyTuple_Pack(2, key, value);
    if (pair != NULL) {
        f->streams = true;
        f->source = NULL;
        f->after = at;
        f->size = PyDict_GET_SIZE(f->object);
        for (f->left = 0; PyDict_Next(f->object, &at, &key, &value);)
            f->left++;
    }
    Py_END_CRITICAL_SECTION();
    return pair;
}

/* Freezes the view that the running json has of a frame's dict. json's Python code uses an iterator over the dict; its
 * C code up to 3.11 a list of the items; later C code asks for one entry after the other, as the engine does. Out of
 * memory: the frame stays unchanged. */
static void frame_settle(lane_encoder *e, lane_frame *f) {
    if (f->kind != FRAME_DICT || (f->first == NULL && f->at < 0))
        return;
    if (f->key == NULL || f->key_place != lane_py_frame_place(f)) { /* else the key is already known */
        f->key_place = lane_py_frame_place(f);
        Py_XSETREF(f->key, lane_py_frame_key(f));
    }
    PyObject *items = lane_py_is_by_python(&e->context) ? entry_streamed(f)
                      : LANE_PY_JSON_LISTS_ITEMS        ? entries_left(f)
                                                        : NULL;
    if (items != NULL)
        frame_take_items(f, items);
    else
        PyErr_Clear();
}

void lane_py_hold_frames(lane_encoder *e) {
    const size_t count = (size_t)(e->top - e->frames) + 1;
    for (size_t i = e->owned; i < count; i++) {
        lane_frame *f = &e->frames[i];
        if (!f->owned && f->kind != FRAME_ROOT) {
            Py_INCREF(f->object);
            Py_INCREF(f->subject);
            for (PyObject *const *p = f->first; f->kind == FRAME_TABLE && p != f->end; p++)
                Py_INCREF(*p);
            f->owned = f->releases = true;
            f->key = NULL;
        }
    }
    e->owned = count;
    e->reread = true;
    e->exact_cycles = (e->context.call->flags & DUMPS_CYCLES) != 0;
}

void lane_py_own_frames(lane_encoder *e) {
    /* Frames below the highest owned one have not moved since. */
    const size_t first = e->owned == 0 ? 0 : e->owned - 1;
    lane_py_hold_frames(e);
    for (size_t i = first; e->context.call->flags & DUMPS_SUBCLASSES && i < e->owned; i++)
        frame_settle(e, &e->frames[i]);
}

void lane_py_own_frames_of(lane_py_context *c) {
    static_assert(offsetof(lane_encoder, context) == 0, "a context is the first field of its encoder");
    lane_py_own_frames((lane_encoder *)c);
}

void lane_py_frame_release(lane_encoder *e) {
    lane_frame *f = e->top;
    const size_t index = (size_t)(f - e->frames);
    const bool owned = f->owned, releases = f->releases;
    PyObject *object = f->object, *subject = f->subject;
    PyObject *source = f->streams ? f->source : NULL, *key = owned ? f->key : NULL;
    if (e->owned > index)
        e->owned = index;
    if (f->by_default)
        e->defaults--;
    if (f->kind == FRAME_VALUE)
        e->values--;
    if (f->kind == FRAME_VALUE || index == lane_py_frames_most(e) + 1)
        lane_py_frames_set_last(e, index - 1);
    f->owned = f->releases = f->streams = false;
    if (f->kind == FRAME_TABLE && releases)
        lane_py_entries_release(f->first, owned ? f->end : f->first);
    if (owned) {
        Py_DECREF(object);
        Py_DECREF(subject);
        Py_XDECREF(key);
        Py_XDECREF(source);
    }
}

/* -- streamed items -- */

PyObject *lane_py_stream_items(bool is_list, PyObject *item) {
    PyObject *items = NULL;
    if (is_list)
        items = PyTuple_Pack(1, item);
    else if (PyTuple_Check(item) && PyTuple_GET_SIZE(item) == 2)
        items = Py_NewRef(item);
    else
        lane_py_fail_pair();
    Py_DECREF(item);
    return items;
}

/* Returns the next entry of a dict, with the errors of its iterator. NULL at the end, or with an exception set. */
static PyObject *dict_pair(lane_frame *f) {
    PyObject *key, *value, *pair = NULL;
    Py_BEGIN_CRITICAL_SECTION(f->subject);
    if (PyDict_GET_SIZE(f->subject) != f->size)
        PyErr_SetString(PyExc_RuntimeError, "dictionary changed size during iteration");
    else if (!PyDict_Next(f->subject, &f->after, &key, &value))
        pair = NULL;
    else if (f->left-- != 0)
        pair = PyTuple_Pack(2, key, value);
    else
        PyErr_SetString(PyExc_RuntimeError, "dictionary keys changed during iteration");
    Py_END_CRITICAL_SECTION();
    return pair;
}

int lane_py_frame_refill(lane_encoder *e) {
    lane_frame *f = e->top;
    const bool is_list = f->kind == FRAME_LIST;
    PyObject *item = f->source == NULL ? dict_pair(f) : PyIter_Next(f->source);
    if (item == NULL) {
        e->before_items = PyErr_Occurred() != NULL;
        return e->before_items ? -1 : 0;
    }
    f->at += is_list;
    item = lane_py_stream_items(is_list, item);
    e->before_items = item == NULL;
    if (item == NULL)
        return -1;
    f->first = f->entry = PySequence_Fast_ITEMS(item);
    f->end = f->first + PySequence_Fast_GET_SIZE(item);
    if (!is_list)
        f->entry -= 2; /* as after the entry before it */
    Py_SETREF(f->object, item);
    return 1;
}

/* -- cycles and growth -- */

static const lane_frame *find_subject(const lane_frame *from, const lane_frame *to, const PyObject *subject) {
    for (; from < to; from++) {
        if (from->subject == subject)
            return from;
    }
    return NULL;
}

/* Without Python code, cycles are checked only when the stack doubles. Unwinds to the first repetition, so that the
 * error is the same. */
static void cut_to_first_repetition(lane_encoder *e) {
    for (lane_frame *f = e->frames + 2; f <= e->top; f++) {
        if (find_subject(e->frames + 1, f, f->subject) != NULL) {
            while (e->top >= f) {
                lane_py_frame_release(e);
                e->top--;
            }
            return;
        }
    }
}

bool lane_py_check_cycle(lane_encoder *e, PyObject *subject) {
    if (!(e->context.call->flags & DUMPS_CYCLES) || find_subject(e->frames + 1, e->top + 1, subject) == NULL)
        return true;
    cut_to_first_repetition(e);
    PyErr_SetString(PyExc_ValueError, "Circular reference detected");
    return false;
}

/* As in orjson, which counts every container but checks the count only before lists, dicts and dataclasses, and only
 * for equality: a tuple gets past max_depth, and any containers may be in it. */
bool lane_py_depth_allows(lane_encoder *e, const PyObject *subject, frame_kind kind) {
    const size_t depth = (size_t)(e->top - e->frames);
    if (depth < DEPTH_UNBOUNDED &&
        (depth != lane_py_frames_most(e) || kind == FRAME_VALUE || PyTuple_CheckExact(subject)))
        return true;
    lane_py_fail_depth(&e->context);
    return false;
}

static bool grow_stack(lane_encoder *e) {
    size_t depth = (size_t)(e->top - e->frames), room = 2 * (depth + 1);
    room = room < DEPTH_UNBOUNDED + 1 ? room : DEPTH_UNBOUNDED + 1;
    if (e->context.call->flags & DUMPS_CALL_DEPTH) {
        size_t allowed = lane_py_levels_left(e, room - 1, " while encoding a JSON object");
        if (allowed <= depth)
            return false;
        if (allowed < room - 1) {
            PyErr_Clear();
            room = allowed + 1;
        }
    }
    lane_frame *frames = (lane_frame *)PyMem_Malloc(room * sizeof *frames);
    if (frames == NULL) {
        PyErr_NoMemory();
        return false;
    }
    memcpy(frames, e->frames, (depth + 1) * sizeof *frames);
    if (e->frames != e->first)
        PyMem_Free(e->frames);
    e->frames = frames;
    e->top = frames + depth;
    e->room = room;
    return true;
}

lane_frame *lane_py_frame_checked(lane_encoder *e, PyObject *subject, frame_kind kind, bool *ret_releases) {
    if (!lane_py_check_cycle(e, subject))
        return NULL;
    if (e->top == e->last) {
        if (!lane_py_depth_allows(e, subject, kind))
            return NULL;
        if ((size_t)(e->top - e->frames) == e->room - 1 && !grow_stack(e))
            return NULL;
        const size_t count = (size_t)(e->top - e->frames) + 1;
        *ret_releases = count == lane_py_frames_most(e) + 1;
        lane_py_frames_set_last(e, count);
    }
    return e->top + 1;
}
