/* SPDX-License-Identifier: MIT */
/* The cold half of dumps: the encoder's stack, keys, sorting, subclasses, default, and what the engine leaves aside. */
#include "objects.h"

#include "../cpython/depth.h"
#include "../types/natives.h"
#include "refuse.h"

/* Where json is bounded by a large C stack alone. Containers within each other. */
#define DEPTH_UNBOUNDED ((uint32_t)1 << 17)

/* -- what is kept between calls -- */

lane_py_kept *lane_py_kept_new(lane_py_state *state) {
    state->dumps_cache = PyMem_Calloc(1, sizeof(lane_py_kept));
    if (state->dumps_cache == NULL)
        PyErr_NoMemory();
    return (lane_py_kept *)state->dumps_cache;
}

void lane_py_dumps_cache_clear(void *cache) {
    lane_py_kept *kept = (lane_py_kept *)cache;
    for (size_t i = 0; kept != NULL && i < NATIVES; i++)
        Py_CLEAR(kept->natives[i]);
    for (size_t i = 0; kept != NULL && i < NUMPY_TYPES; i++)
        Py_CLEAR(kept->numpy[i]);
}

void lane_py_dumps_cache_free(void *cache) {
    lane_py_kept *kept = (lane_py_kept *)cache;
    if (kept == NULL)
        return;
    lane_py_dumps_cache_clear(kept);
    PyMem_Free(kept->output.block);
    PyMem_Free(kept);
}

int lane_py_dumps_cache_traverse(void *cache, visitproc visit, void *arg) {
    lane_py_kept *kept = (lane_py_kept *)cache;
    if (kept == NULL)
        return 0;
    for (size_t i = 0; i < NATIVES; i++)
        Py_VISIT(kept->natives[i]);
    for (size_t i = 0; i < NUMPY_TYPES; i++)
        Py_VISIT(kept->numpy[i]);
    return 0;
}

/* -- a call -- */

static Py_UCS4 most_of_kind(unsigned kind) {
    return kind == 1 ? 0x7F : kind == 2 ? 0xFFFF : 0x10FFFF;
}

Py_UCS4 lane_py_texts_most(const dumps_texts *texts) {
    const dumps_text *const all[] = {&texts->item, &texts->key, &texts->indent};
    Py_UCS4 most = 0x7F;
    for (size_t i = 0; i < 3; i++) {
        for (size_t k = 0; all[i]->kind == 1 && k < all[i]->length && most == 0x7F; k++)
            most = all[i]->units[k] >= 0x80 ? 0xFF : most;
        if (all[i]->kind > 1 && most_of_kind(all[i]->kind) > most)
            most = most_of_kind(all[i]->kind);
    }
    return most;
}

PyObject *lane_py_encoder_end(lane_encoder *e, bool done) {
    PyObject *result = NULL;
    if (done) {
        result = lane_output_finish(&e->out, e->cursor);
    } else {
        lane_py_describe_failure(e);
        PyObject *exception = PyErr_GetRaisedException();
        for (; e->top > e->frames; e->top--)
            lane_py_frame_release(e);
        lane_output_release(&e->out);
        PyErr_SetRaisedException(exception);
    }
    if (e->frames != e->first)
        PyMem_Free(e->frames);
    return result;
}

/* -- the stack -- */

void lane_py_own_frames(lane_encoder *e) {
    size_t count = (size_t)(e->top - e->frames) + 1;
    for (size_t i = e->owned; i < count; i++) {
        lane_frame *f = &e->frames[i];
        if (!f->owned && f->kind != FRAME_ROOT) {
            Py_INCREF(f->object);
            Py_INCREF(f->subject);
            for (PyObject *const *p = f->first; f->kind == FRAME_TABLE && p != f->end; p++)
                Py_INCREF(*p);
            f->owned = f->releases = true;
        }
    }
    e->owned = count;
    e->reread = true;
    e->exact_cycles = (e->call->flags & DUMPS_CYCLES) != 0;
}

void lane_py_frame_release(lane_encoder *e) {
    lane_frame *f = e->top;
    const size_t index = (size_t)(f - e->frames);
    const bool owned = f->owned, releases = f->releases;
    PyObject *object = f->object, *subject = f->subject;
    if (e->owned > index)
        e->owned = index;
    if (f->by_default)
        e->defaults--;
    if (f->kind == FRAME_VALUE) {
        e->values--;
        lane_py_frames_set_last(e);
    }
    f->owned = f->releases = false;
    if (f->kind == FRAME_TABLE && releases)
        lane_py_entries_release(f->first, owned ? f->end : f->first);
    if (owned) {
        Py_DECREF(object);
        Py_DECREF(subject);
    }
}

static const lane_frame *find_subject(const lane_frame *from, const lane_frame *to, const PyObject *subject) {
    for (; from < to; from++) {
        if (from->subject == subject)
            return from;
    }
    return NULL;
}

/* Without Python code in between, a cycle is only looked for where the stack has doubled. The error is that of its
 * first repetition. */
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
    if (!(e->call->flags & DUMPS_CYCLES) || find_subject(e->frames + 1, e->top + 1, subject) == NULL)
        return true;
    cut_to_first_repetition(e);
    PyErr_SetString(PyExc_ValueError, "Circular reference detected");
    return false;
}

static bool grow_stack(lane_encoder *e) {
    size_t depth = (size_t)(e->top - e->frames), room = 2 * (depth + 1);
    if (depth >= e->call->max_depth + e->values || depth >= DEPTH_UNBOUNDED) {
        lane_py_fail_depth(e);
        return false;
    }
    if (e->call->flags & DUMPS_CALL_DEPTH) {
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
    lane_py_frames_set_last(e);
    return true;
}

lane_frame *lane_py_frame_checked(lane_encoder *e, PyObject *subject) {
    if (!lane_py_check_cycle(e, subject))
        return NULL;
    if (e->top == e->last && !grow_stack(e))
        return NULL;
    return e->top + 1;
}

/* -- pieces -- */

/* An ASCII str, stolen, as text. */
static void piece_ascii(lane_piece *ret, PyObject *str) {
    lane_piece_object(ret, PIECE_TEXT, str);
    if (str == NULL)
        return;
    Py_ssize_t length;
    ret->text = (const uint8_t *)PyUnicode_AsUTF8AndSize(str, &length);
    ret->length = (size_t)length;
    if (ret->text == NULL) {
        Py_DECREF(str);
        lane_piece_fail(ret);
    }
}

static void piece_literal(lane_piece *ret, const char *text) {
    ret->kind = PIECE_TEXT;
    ret->object = NULL;
    ret->text = (const uint8_t *)text;
    ret->length = strlen(text);
}

bool lane_py_big_int(lane_encoder *e, PyObject *value, lane_piece *ret) {
    bool negative = false;
    uint64_t magnitude = 0;
    bool sized = internals_int_get(value, &negative, &magnitude);
    if (!(e->call->flags & DUMPS_BIG_INTS)) {
        bool fits = sized && !(negative && magnitude > (uint64_t)1 << 63);
        if (!fits || (e->call->flags & DUMPS_INTS_53 && magnitude > lane_py_int_most(e))) {
            lane_py_fail_int(e, fits);
            return false;
        }
    } else if (!sized) {
        /* On its way CPython handles signals and may collect, and from 3.12 on Python code makes the longest texts. */
        lane_py_own_frames(e);
        piece_ascii(ret, PyLong_Type.tp_repr(value));
        return ret->kind != PIECE_FAILED;
    }
    ret->kind = PIECE_TEXT;
    ret->object = NULL;
    ret->text = ret->buffer;
    ret->buffer[0] = '-';
    ret->length = (size_t)(format_u64(ret->buffer + negative, magnitude) - ret->buffer);
    return true;
}

bool lane_py_not_finite(lane_encoder *e, PyObject *value, lane_piece *ret) {
    double number = PyFloat_AS_DOUBLE(value);
    if (!(e->call->flags & LANE_NAN) && e->call->flags & DUMPS_REFUSE_NAN) {
        lane_py_fail_not_finite(e, value);
        return false;
    }
    if (!(e->call->flags & LANE_NAN))
        piece_literal(ret, "null");
    else
        piece_literal(ret, number != number ? "NaN" : number > 0 ? "Infinity" : "-Infinity");
    return true;
}

/* An int or an instance of a subclass, by int's own text. */
static void int_piece(lane_encoder *e, PyObject *value, lane_piece *ret) {
    if (!lane_py_big_int(e, value, ret))
        lane_piece_fail(ret);
}

static void float_piece(lane_encoder *e, PyObject *value, lane_piece *ret) {
    double number = PyFloat_AS_DOUBLE(value);
    if (number - number != 0) {
        if (!lane_py_not_finite(e, value, ret))
            lane_piece_fail(ret);
        return;
    }
    ret->kind = PIECE_TEXT;
    ret->object = NULL;
    ret->text = ret->buffer;
    ret->length = (size_t)(format_double(ret->buffer, number, e->call->layout, &e->gate) - ret->buffer);
}

/* A list of pairs, stolen, as a list of keys and values in turn. */
static PyObject *flatten_pairs(PyObject *pairs) {
    PyObject *flat = pairs == NULL ? NULL : PyList_New(0);
    for (Py_ssize_t i = 0; flat != NULL && i < PyList_GET_SIZE(pairs); i++) {
        PyObject *pair = PyList_GET_ITEM(pairs, i);
        if (!PyTuple_Check(pair) || PyTuple_GET_SIZE(pair) != 2) {
            PyErr_SetString(PyExc_ValueError, "items must return 2-tuples");
            Py_CLEAR(flat);
        } else if (PyList_Append(flat, PyTuple_GET_ITEM(pair, 0)) < 0 ||
                   PyList_Append(flat, PyTuple_GET_ITEM(pair, 1)) < 0) {
            Py_CLEAR(flat);
        }
    }
    Py_XDECREF(pairs);
    return flat;
}

/* An instance of a subclass of dict, by its items method. */
static PyObject *mapping_items(lane_encoder *e, PyObject *mapping) {
    PyObject *pairs = PyMapping_Items(mapping);
    if (pairs != NULL && e->call->flags & DUMPS_SORT_KEYS && PyList_Sort(pairs) < 0)
        Py_CLEAR(pairs);
    return flatten_pairs(pairs);
}

/* Instances of subclasses of what JSON has, but for str's. False: it is none. */
static bool subclass_piece(lane_encoder *e, PyObject *object, lane_piece *ret) {
    if (PyLong_Check(object)) {
        int_piece(e, object, ret);
    } else if (PyFloat_Check(object)) {
        float_piece(e, object, ret);
    } else if (PyList_Check(object) || PyTuple_Check(object)) {
        lane_py_own_frames(e);
        lane_piece_object(ret, PIECE_LIST, lane_py_check_cycle(e, object) ? PySequence_List(object) : NULL);
    } else if (PyDict_Check(object)) {
        if (PyDict_GET_SIZE(object) == 0) {
            piece_literal(ret, "{}");
        } else {
            lane_py_own_frames(e);
            lane_piece_object(ret, PIECE_ITEMS, lane_py_check_cycle(e, object) ? mapping_items(e, object) : NULL);
        }
    } else {
        return false;
    }
    return true;
}

/* An object to be written in the place of another. Text that cannot be refused needs no frame to say where it was. */
void lane_py_piece_value(lane_encoder *e, lane_piece *ret, PyObject *object) {
    lane_piece_object(ret, PIECE_VALUE, object);
    if (object == NULL)
        return;
    if (PyUnicode_CheckExact(object) && internals_is_compact_ascii(object)) {
        ret->kind = PIECE_STR;
        return;
    }
    e->values++;
    lane_py_frames_set_last(e);
}

void lane_py_piece_release(lane_encoder *e, lane_piece *piece) {
    if (piece->kind == PIECE_VALUE) {
        e->values--;
        lane_py_frames_set_last(e);
    }
    if (piece->kind == PIECE_TABLE)
        lane_py_entries_release(piece->entries.first, piece->entries.end);
    if (piece->by_default)
        e->defaults--;
    Py_CLEAR(piece->object);
    Py_CLEAR(piece->subject);
}

/* What default makes of it. */
static void default_piece(lane_encoder *e, PyObject *object, lane_piece *ret) {
    lane_piece_fail(ret);
    if (e->call->default_ == NULL) {
        lane_py_fail_type(e, object);
        return;
    }
    lane_py_own_frames(e);
    if (!lane_py_check_cycle(e, object))
        return;
    if (e->defaults >= e->call->max_default) {
        lane_py_fail_defaults(e);
        return;
    }
    lane_py_piece_value(e, ret, PyObject_CallOneArg(e->call->default_, object));
    if (ret->kind == PIECE_FAILED)
        lane_py_fail_default(e, object);
    if (ret->kind != PIECE_VALUE)
        return;
    ret->by_default = true;
    e->defaults++;
}

void lane_py_piece(lane_encoder *e, PyObject *object, lane_piece *ret) {
    uint32_t flags = e->call->flags;
    ret->by_default = false;
    Py_INCREF(object);
    if (!(flags & DUMPS_SUBCLASSES && subclass_piece(e, object, ret)) &&
        !(flags & DUMPS_NATIVE && lane_py_native_piece(e, object, ret)))
        default_piece(e, object, ret);
    /* What held the object may have let it go: a frame is to be made of a reference of its own. */
    if (ret->kind >= PIECE_VALUE)
        ret->subject = object;
    else
        Py_DECREF(object);
}

/* -- keys -- */

bool lane_py_key_allowed(PyObject *key) {
    return PyUnicode_Check(key) || PyFloat_Check(key) || PyLong_Check(key) || key == Py_None;
}

/* json's keys: the text that stands for a float, bool, None or int. */
static void plain_key_piece(lane_encoder *e, PyObject *key, lane_piece *ret) {
    if (PyFloat_Check(key)) {
        float_piece(e, key, ret);
    } else if (key == Py_True || key == Py_False || key == Py_None) {
        piece_literal(ret, key == Py_True ? "true" : key == Py_False ? "false" : "null");
    } else if (PyLong_Check(key)) {
        int_piece(e, key, ret);
    } else {
        lane_piece_fail(ret);
        lane_py_fail_key(e, key);
    }
}

void lane_py_key_piece(lane_encoder *e, PyObject *key, lane_piece *ret) {
    ret->by_default = false;
    Py_INCREF(key);
    if (PyUnicode_Check(key) && e->call->flags & DUMPS_PLAIN_KEYS) {
        lane_piece_object(ret, PIECE_STR, Py_NewRef(key));
    } else if (e->call->flags & DUMPS_NATIVE_KEYS) {
        lane_py_native_key_piece(e, key, ret);
    } else if (e->call->flags & DUMPS_PLAIN_KEYS) {
        plain_key_piece(e, key, ret);
    } else {
        lane_piece_fail(ret);
        lane_py_fail_key(e, key);
    }
    e->before_items = ret->kind == PIECE_FAILED;
    Py_DECREF(key);
}

/* -- dicts that are prepared -- */

bool lane_py_entries_new(lane_entries *ret, size_t n) {
    ret->first =
        n > PY_SSIZE_T_MAX / (4 * sizeof *ret->first) ? NULL : (PyObject **)PyMem_Malloc(2 * n * sizeof *ret->first);
    ret->end = ret->first + 2 * n;
    if (ret->first == NULL)
        PyErr_NoMemory();
    return ret->first != NULL;
}

void lane_py_entries_release(PyObject *const *first, PyObject *const *owned) {
    for (PyObject *const *p = first; p != owned; p++)
        Py_DECREF(*p);
    PyMem_Free((void *)(uintptr_t)first);
}

/* The table of a dict copied, borrowed, to ret, which has room for as many entries as the dict has. */
static internals_table copied_table(PyObject *dict, PyObject **ret) {
    internals_table table = {(const char *)ret, 2 * sizeof *ret, 0};
    for (Py_ssize_t at = 0; PyDict_Next(dict, &at, &ret[0], &ret[1]); ret += 2)
        table.count++;
    return table;
}

bool lane_py_is_easy_wide_str(const lane_encoder *e, PyObject *key) {
    return pycompat_str_ready(key) && !(e->call->flags & DUMPS_NATIVE && lane_py_has_surrogate(key));
}

/* The entries of a dict sorted by its keys, borrowed. False, without an exception unless memory has run out, if they
 * are not all such that this needs no Python code. */
static bool sorted_entries(const lane_encoder *e, PyObject *dict, lane_entries *ret) {
    const size_t n = (size_t)PyDict_GET_SIZE(dict);
    internals_table table = internals_dict_table(dict);
    lane_entries copy = {NULL, NULL};
    if (LANE_UNLIKELY(table.first == NULL)) {
        if (!lane_py_entries_new(&copy, n))
            return false;
        table = copied_table(dict, copy.first);
    }
    bool sorted = lane_py_entries_new(ret, n);
    if (sorted && !lane_py_sort_entries(e, ret->first, &table, n)) {
        PyMem_Free(ret->first);
        sorted = false;
    }
    if (LANE_UNLIKELY(copy.first != NULL))
        PyMem_Free(copy.first);
    return sorted;
}

/* Makes entries, borrowed, the table of a frame. */
static void frame_take(lane_frame *f, const lane_entries *entries) {
    f->kind = FRAME_TABLE;
    f->first = f->entry = entries->first;
    f->end = entries->end;
    f->releases = true;
    for (PyObject *const *p = f->first; f->owned && p != f->end; p++)
        Py_INCREF(*p);
}

/* Whether the dict of a frame can be written entry by entry as it is. Tables that only PyDict_Next can read are copied.
 * An exception may be set if not. */
static bool frame_is_easy(lane_encoder *e, lane_frame *f) {
    const size_t n = (size_t)PyDict_GET_SIZE(f->object);
    internals_table table = internals_dict_table(f->object);
    lane_entries copy;
    if (table.first != NULL && table.stride == 2 * sizeof(PyObject *))
        return lane_py_has_easy_keys(e, table);
    if (!lane_py_entries_new(&copy, n))
        return false;
    if (!lane_py_has_easy_keys(e, copied_table(f->object, copy.first))) {
        PyMem_Free(copy.first);
        return false;
    }
    frame_take(f, &copy);
    return true;
}

bool lane_py_prepare(lane_encoder *e) {
    lane_frame *f = e->top;
    lane_entries entries;
    if (e->call->flags & DUMPS_SORT_KEYS) {
        if (LANE_LIKELY(sorted_entries(e, f->object, &entries))) {
            frame_take(f, &entries);
            return true;
        }
    } else if (LANE_LIKELY(frame_is_easy(e, f))) {
        return true;
    }
    if (PyErr_Occurred())
        return false;
    lane_py_own_frames(e);
    PyObject *flat = e->call->flags & DUMPS_NATIVE ? lane_py_native_items(e, f->object) : mapping_items(e, f->object);
    if (flat == NULL) {
        e->before_items = true;
        return false;
    }
    Py_SETREF(f->object, flat);
    f->kind = FRAME_ITEMS;
    return true;
}
