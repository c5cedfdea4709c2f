/* SPDX-License-Identifier: MIT */
/* The cold half of dumps: the encoder's stack, keys, sorting, subclasses, default, and what the engine leaves aside. */
#include "objects.h"

#include "../base/depth.h"
#include "../types/natives.h"
#include "errors.h"

#include "../../src/dispatch.h"

/* Where json or orjson is bounded by a large C stack alone. Containers within each other. */
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

PyObject *lane_py_frame_key(const lane_frame *f) {
    PyObject *key = NULL, *value;
    Py_ssize_t at = lane_py_frame_place(f);
    internals_table table = internals_dict_table(f->object);
    if (table.first == NULL)
        return PyDict_Next(f->object, &at, &key, &value) ? key : NULL;
    return at >= 0 && at < table.count ? *(PyObject *const *)(table.first + (size_t)at * table.stride) : NULL;
}

/* Makes of an owned frame of a dict one of a list or tuple of keys and values in turn, which is stolen. */
static void frame_take_items(lane_frame *f, PyObject *items) {
    PyObject *dict = f->object; /* not its last reference: it is the subject too */
    f->kind = FRAME_ITEMS;
    f->object = items;
    f->first = f->entry = PySequence_Fast_ITEMS(items);
    f->end = f->first + PySequence_Fast_GET_SIZE(items);
    Py_DECREF(dict);
}

/* What a frame's dict has left from the entry at hand on: keys and values in turn. NULL with an exception set. */
static PyObject *entries_left(const lane_frame *f) {
    Py_ssize_t at = lane_py_frame_place(f);
    PyObject *list = PyList_New(0), *key, *value;
    while (list != NULL && PyDict_Next(f->object, &at, &key, &value)) {
        if (!lane_py_append_pair(list, key, value))
            Py_CLEAR(list);
    }
    return list;
}

/* The entry at hand of a frame, which from then on streams from its dict. NULL with an exception set. */
static PyObject *entry_streamed(lane_frame *f) {
    PyObject *key, *value, *pair = NULL;
    Py_ssize_t at = lane_py_frame_place(f);
    if (PyDict_Next(f->object, &at, &key, &value))
        pair = PyTuple_Pack(2, key, value);
    if (pair == NULL)
        return NULL;
    f->streams = true;
    f->source = NULL;
    f->after = at;
    f->size = PyDict_GET_SIZE(f->object);
    for (f->left = 0; PyDict_Next(f->object, &at, &key, &value);)
        f->left++;
    return pair;
}

/* json's Python code has an iterator over a dict, and its C code up to 3.11 a list of the items; later it asks for one
 * item after the other, as the engine does. If memory runs out, the frame stays as it is. */
static void frame_settle(lane_encoder *e, lane_frame *f) {
    if (f->kind != FRAME_DICT || (f->first == NULL && f->at < 0))
        return;
    if (f->key == NULL || f->key_place != lane_py_frame_place(f)) { /* else nothing but the dict may have changed */
        f->key_place = lane_py_frame_place(f);
        Py_XSETREF(f->key, Py_XNewRef(lane_py_frame_key(f)));
    }
    PyObject *items = lane_py_is_by_python(e) ? entry_streamed(f) : LANE_PY_JSON_LISTS_ITEMS ? entries_left(f) : NULL;
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
    e->exact_cycles = (e->call->flags & DUMPS_CYCLES) != 0;
}

void lane_py_own_frames(lane_encoder *e) {
    /* Below the highest frame that was owned already nothing has moved on. */
    const size_t first = e->owned == 0 ? 0 : e->owned - 1;
    lane_py_hold_frames(e);
    for (size_t i = first; e->call->flags & DUMPS_SUBCLASSES && i < e->owned; i++)
        frame_settle(e, &e->frames[i]);
}

static const char not_a_pair[] = "items must return 2-tuples";

/* What an iterator gave, stolen, as items of a frame. NULL with an exception set. */
static PyObject *stream_items(bool is_list, PyObject *item) {
    PyObject *items = NULL;
    if (is_list)
        items = PyTuple_Pack(1, item);
    else if (PyTuple_Check(item) && PyTuple_GET_SIZE(item) == 2)
        items = Py_NewRef(item);
    else
        PyErr_SetString(PyExc_ValueError, not_a_pair);
    Py_DECREF(item);
    return items;
}

/* The next entry of a dict, as its own iterator gives it. NULL with or without an exception set. */
static PyObject *dict_pair(lane_frame *f) {
    PyObject *key, *value;
    if (PyDict_GET_SIZE(f->subject) != f->size) {
        PyErr_SetString(PyExc_RuntimeError, "dictionary changed size during iteration");
    } else if (PyDict_Next(f->subject, &f->after, &key, &value)) {
        if (f->left-- != 0)
            return PyTuple_Pack(2, key, value);
        PyErr_SetString(PyExc_RuntimeError, "dictionary keys changed during iteration");
    }
    return NULL;
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
    item = stream_items(is_list, item);
    e->before_items = item == NULL;
    if (item == NULL)
        return -1;
    f->first = f->entry = PySequence_Fast_ITEMS(item);
    f->end = f->first + PySequence_Fast_GET_SIZE(item);
    if (!is_list)
        f->entry -= 2; /* as if the entry before it had been written */
    Py_SETREF(f->object, item);
    return 1;
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

/* As in orjson, which counts every container, but looks at the count before lists, dicts and dataclasses alone, and for
 * that one value: a tuple gets past max_depth, and anything may be within it. */
bool lane_py_depth_allows(lane_encoder *e, const PyObject *subject, frame_kind kind) {
    const size_t depth = (size_t)(e->top - e->frames);
    if (depth < DEPTH_UNBOUNDED &&
        (depth != lane_py_frames_most(e) || kind == FRAME_VALUE || PyTuple_CheckExact(subject)))
        return true;
    lane_py_fail_depth(e);
    return false;
}

static bool grow_stack(lane_encoder *e) {
    size_t depth = (size_t)(e->top - e->frames), room = 2 * (depth + 1);
    room = room < DEPTH_UNBOUNDED + 1 ? room : DEPTH_UNBOUNDED + 1;
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

/* What json's Python code takes an instance of a subclass of float for: "NaN", "Infinity", "-Infinity", "" for the text
 * of float, or NULL with an exception set. It compares before it looks. */
static const char *float_class(PyObject *value) {
    static const struct {
        int operation;
        double other; /* 0: the number itself */
        const char *name;
    } tests[] = {{Py_NE, 0, "NaN"}, {Py_EQ, Py_HUGE_VAL, "Infinity"}, {Py_EQ, -Py_HUGE_VAL, "-Infinity"}};
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
        PyObject *other = tests[i].other == 0 ? Py_NewRef(value) : PyFloat_FromDouble(tests[i].other);
        PyObject *result = other == NULL ? NULL : PyObject_RichCompare(value, other, tests[i].operation);
        const int truth = result == NULL ? -1 : PyObject_IsTrue(result);
        Py_XDECREF(result);
        Py_XDECREF(other);
        if (truth != 0)
            return truth < 0 ? NULL : tests[i].name;
    }
    return "";
}

/* The same where a class has its own idea of comparing. */
static void odd_float_piece(lane_encoder *e, PyObject *value, lane_piece *ret) {
    lane_py_own_frames(e);
    const char *name = float_class(value);
    if (name != NULL && *name != '\0' && !(e->call->flags & LANE_NAN)) {
        PyObject *text = PyObject_Repr(value);
        if (text != NULL)
            PyErr_Format(PyExc_ValueError, "Out of range float values are not JSON compliant: %U", text);
        Py_XDECREF(text);
        name = NULL;
    }
    if (name == NULL)
        lane_piece_fail(ret);
    else if (*name != '\0')
        piece_literal(ret, name);
    else
        piece_ascii(ret, PyFloat_Type.tp_repr(value));
}

static void float_piece(lane_encoder *e, PyObject *value, lane_piece *ret) {
    double number = PyFloat_AS_DOUBLE(value);
    if (Py_TYPE(value)->tp_richcompare != PyFloat_Type.tp_richcompare && e->call->flags & DUMPS_SUBCLASSES &&
        lane_py_is_by_python(e)) {
        odd_float_piece(e, value, ret);
    } else if (number - number != 0) {
        if (!PyFloat_CheckExact(value)) /* its repr may be asked for */
            lane_py_own_frames(e);
        if (!lane_py_not_finite(e, value, ret))
            lane_piece_fail(ret);
    } else {
        lane_piece_buffer(ret, lane_kernels_active()->format_double(ret->buffer, number, e->call->layout, &e->gate));
    }
}

/* The first n of a list of pairs as a list of keys and values in turn. */
static PyObject *flat_pairs(PyObject *pairs, Py_ssize_t n) {
    PyObject *flat = PyList_New(0);
    for (Py_ssize_t i = 0; flat != NULL && i < n; i++) {
        PyObject *pair = PyList_GET_ITEM(pairs, i);
        if (!lane_py_append_pair(flat, PyTuple_GET_ITEM(pair, 0), PyTuple_GET_ITEM(pair, 1)))
            Py_CLEAR(flat);
    }
    return flat;
}

/* The items of a dict, whatever its methods say, sorted if the call says so: keys and values in turn. */
static PyObject *dict_items(lane_encoder *e, PyObject *dict) {
    PyObject *pairs = PyDict_Items(dict), *flat = NULL;
    if (pairs != NULL && (!(e->call->flags & DUMPS_SORT_KEYS) || PyList_Sort(pairs) == 0))
        flat = flat_pairs(pairs, PyList_GET_SIZE(pairs));
    Py_XDECREF(pairs);
    return flat;
}

/* -- containers of subclasses, as json's C code takes them: all of their items first -- */

static void list_piece(lane_encoder *e, PyObject *object, lane_piece *ret) {
    PyObject *items = PyTuple_Check(object) && Py_TYPE(object)->tp_iter == PyTuple_Type.tp_iter
                          ? Py_NewRef(object)
                          : PySequence_Fast(object, "_iterencode_list needs a sequence");
    if (items != NULL && PySequence_Fast_GET_SIZE(items) != 0 && !lane_py_check_cycle(e, object))
        Py_CLEAR(items);
    lane_piece_object(ret, PIECE_LIST, items);
}

/* What is no pair is found when its turn has come. */
static void dict_piece(lane_encoder *e, PyObject *object, lane_piece *ret) {
    lane_piece_fail(ret);
    if (!lane_py_check_cycle(e, object))
        return;
    PyObject *pairs = PyMapping_Items(object);
    Py_ssize_t n = 0;
    if (pairs != NULL && e->call->flags & DUMPS_SORT_KEYS && PyList_Sort(pairs) < 0)
        Py_CLEAR(pairs);
    if (pairs == NULL)
        return;
    while (n < PyList_GET_SIZE(pairs) && PyTuple_Check(PyList_GET_ITEM(pairs, n)) &&
           PyTuple_GET_SIZE(PyList_GET_ITEM(pairs, n)) == 2)
        n++;
    if (n > 0 || n == PyList_GET_SIZE(pairs))
        lane_piece_object(ret, PIECE_ITEMS, flat_pairs(pairs, n));
    else
        PyErr_SetString(PyExc_ValueError, not_a_pair);
    if (ret->kind != PIECE_FAILED && n < PyList_GET_SIZE(pairs)) {
        PyObject *rest = PyList_GetSlice(pairs, n, PyList_GET_SIZE(pairs));
        ret->source = rest == NULL ? NULL : PyObject_GetIter(rest);
        Py_XDECREF(rest);
        if (ret->source == NULL) {
            Py_CLEAR(ret->object);
            lane_piece_fail(ret);
        }
    }
    Py_DECREF(pairs);
}

/* -- and as its Python code does: one item after the other -- */

/* What an iterator, stolen, gives; `none` if that is nothing. */
static void stream_piece(piece_kind kind, piece_kind none, PyObject *source, lane_piece *ret) {
    PyObject *item = source == NULL ? NULL : PyIter_Next(source);
    if (item == NULL) {
        Py_XDECREF(source);
        lane_piece_object(ret, none, PyErr_Occurred() ? NULL : PyTuple_New(0));
        return;
    }
    lane_piece_object(ret, kind, stream_items(kind == PIECE_LIST, item));
    ret->source = source;
    if (ret->kind == PIECE_FAILED)
        Py_CLEAR(ret->source);
}

static void python_list_piece(PyObject *object, lane_piece *ret) {
    const bool is_usual =
        Py_TYPE(object)->tp_iter == (PyTuple_Check(object) ? PyTuple_Type.tp_iter : PyList_Type.tp_iter);
    if (is_usual)
        lane_piece_object(ret, PySequence_Fast_GET_SIZE(object) == 0 ? PIECE_CLOSE : PIECE_LIST, Py_NewRef(object));
    else
        stream_piece(PIECE_LIST, PIECE_CLOSE, PyObject_GetIter(object), ret);
}

/* Whether a method is dict's own items. */
static bool is_dict_items(PyObject *method, PyObject *dict) {
    const PyMethodDef *own = PyDict_Type.tp_methods;
    if (!PyCFunction_CheckExact(method) || PyCFunction_GET_SELF(method) != dict)
        return false;
    while (own->ml_name != NULL && strcmp(own->ml_name, "items") != 0)
        own++;
    return PyCFunction_GET_FUNCTION(method) == own->ml_meth;
}

static void python_dict_piece(lane_encoder *e, PyObject *object, lane_piece *ret) {
    PyObject *method = PyObject_GetAttr(object, e->call->state->names[LANE_PY_NAME_items]);
    lane_piece_fail(ret);
    if (method != NULL && is_dict_items(method, object)) {
        lane_piece_object(ret, PIECE_DICT, Py_NewRef(object));
    } else if (method != NULL) {
        PyObject *sorts = e->call->flags & DUMPS_SORT_KEYS ? Py_True : Py_False,
                 *pairs = lane_py_native(e, NATIVE_PAIRS);
        if (pairs != NULL)
            stream_piece(PIECE_ITEMS, PIECE_ITEMS, PyObject_CallFunctionObjArgs(pairs, method, sorts, NULL), ret);
    }
    Py_XDECREF(method);
}

/* Asks for the truth before anything else. */
static void python_container_piece(lane_encoder *e, PyObject *object, lane_piece *ret) {
    const bool is_dict = PyDict_Check(object);
    const int truth = PyObject_IsTrue(object);
    if (truth == 0)
        piece_literal(ret, is_dict ? "{}" : "[]");
    else if (truth < 0 || !lane_py_check_cycle(e, object))
        lane_piece_fail(ret);
    else if (is_dict)
        python_dict_piece(e, object, ret);
    else
        python_list_piece(object, ret);
}

/* Instances of subclasses of what JSON has, but for str's. False: it is none. */
static bool subclass_piece(lane_encoder *e, PyObject *object, lane_piece *ret) {
    if (PyLong_Check(object)) {
        int_piece(e, object, ret);
    } else if (PyFloat_Check(object)) {
        float_piece(e, object, ret);
    } else if (PyList_Check(object) || PyTuple_Check(object) || PyDict_Check(object)) {
        lane_py_own_frames(e);
        if (lane_py_is_by_python(e))
            python_container_piece(e, object, ret);
        else if (!PyDict_Check(object))
            list_piece(e, object, ret);
        else if (PyDict_GET_SIZE(object) == 0)
            piece_literal(ret, "{}");
        else
            dict_piece(e, object, ret);
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
    lane_py_frames_set_last(e, (size_t)(e->top - e->frames) + 1); /* its frame is the next one */
}

void lane_py_piece_release(lane_encoder *e, lane_piece *piece) {
    if (piece->kind == PIECE_VALUE) {
        e->values--;
        lane_py_frames_set_last(e, (size_t)(e->top - e->frames));
    }
    if (piece->kind == PIECE_TABLE)
        lane_py_entries_release(piece->entries.first, piece->entries.end);
    if (piece->by_default)
        e->defaults--;
    Py_CLEAR(piece->object);
    Py_CLEAR(piece->subject);
    Py_CLEAR(piece->source);
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
    ret->source = NULL;
    Py_INCREF(object);
    if (!(flags & DUMPS_SUBCLASSES && subclass_piece(e, object, ret)) &&
        !(flags & DUMPS_NATIVE && lane_py_native_piece(e, object, ret)))
        default_piece(e, object, ret);
    /* json's Python code calls out from a generator of the object's own, but for a float. */
    if (ret->kind == PIECE_FAILED && flags & DUMPS_SUBCLASSES && !PyFloat_Check(object))
        lane_py_stop_generator(e);
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
    PyObject *flat = e->call->flags & DUMPS_NATIVE ? lane_py_native_items(e, f->object) : dict_items(e, f->object);
    if (flat == NULL) {
        e->before_items = true;
        return false;
    }
    Py_SETREF(f->object, flat);
    f->kind = FRAME_ITEMS;
    return true;
}
