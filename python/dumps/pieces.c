/* SPDX-License-Identifier: MIT */
/* Instances of subclasses, natively serialised types, and default. */
#include "pieces.h"

#include "../types/types.h"
#include "errors.h"
#include "members.h"
#include "model.h"
#include "numbers.h"
#include "stack.h"

/* -- containers of subclasses as in json's C code: reads all items first -- */

static void list_piece(lane_encoder *e, PyObject *object, lane_piece *ret) {
    PyObject *items = PyTuple_Check(object) && Py_TYPE(object)->tp_iter == PyTuple_Type.tp_iter
                          ? Py_NewRef(object)
                          : PySequence_Fast(object, LANE_PY_JSON_NO_SEQUENCE);
    if (items != NULL && PySequence_Fast_GET_SIZE(items) != 0 && !lane_py_check_cycle(e, object))
        Py_CLEAR(items);
    lane_piece_object(ret, PIECE_LIST, items);
}

/* Items that are not pairs are reported when their turn comes. */
static void dict_piece(lane_encoder *e, PyObject *object, lane_piece *ret) {
    lane_piece_fail(ret);
    if (!lane_py_check_cycle(e, object))
        return;
    PyObject *pairs = PyMapping_Items(object);
    Py_ssize_t n = 0;
    if (pairs != NULL && e->context.call->flags & DUMPS_SORT_KEYS && PyList_Sort(pairs) < 0)
        Py_CLEAR(pairs);
    if (pairs == NULL)
        return;
    while (n < PyList_GET_SIZE(pairs) && PyTuple_Check(PyList_GET_ITEM(pairs, n)) &&
           PyTuple_GET_SIZE(PyList_GET_ITEM(pairs, n)) == 2)
        n++;
    if (n > 0 || n == PyList_GET_SIZE(pairs))
        lane_piece_object(ret, PIECE_MEMBERS, lane_py_flat_pairs(pairs, n));
    else
        lane_py_fail_pair();
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

/* -- and as in its Python code: one item after the other -- */

/* Answers with the items of an iterator, stolen, as a piece of kind `kind`; of kind `none` if it is empty. */
static void stream_piece(piece_kind kind, piece_kind none, PyObject *source, lane_piece *ret) {
    PyObject *item = source == NULL ? NULL : PyIter_Next(source);
    if (item == NULL) {
        Py_XDECREF(source);
        lane_piece_object(ret, none, PyErr_Occurred() ? NULL : PyTuple_New(0));
        return;
    }
    lane_piece_object(ret, kind, lane_py_stream_items(kind == PIECE_LIST, item));
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

/* Returns whether `method` is the built-in items of `dict`. */
static bool is_dict_items(PyObject *method, PyObject *dict) {
    const PyMethodDef *own = PyDict_Type.tp_methods;
    if (!PyCFunction_CheckExact(method) || PyCFunction_GET_SELF(method) != dict)
        return false;
    while (own->ml_name != NULL && strcmp(own->ml_name, "items") != 0)
        own++;
    return PyCFunction_GET_FUNCTION(method) == own->ml_meth;
}

static void python_dict_piece(lane_encoder *e, PyObject *object, lane_piece *ret) {
    PyObject *method = PyObject_GetAttr(object, e->context.call->state->names[LANE_PY_NAME_items]);
    lane_piece_fail(ret);
    if (method != NULL && is_dict_items(method, object)) {
        lane_piece_object(ret, PIECE_DICT, Py_NewRef(object));
    } else if (method != NULL) {
        PyObject *sorts = e->context.call->flags & DUMPS_SORT_KEYS ? Py_True : Py_False,
                 *pairs = lane_py_native(&e->context, NATIVE_PAIRS);
        if (pairs != NULL)
            stream_piece(PIECE_MEMBERS, PIECE_MEMBERS, PyObject_CallFunctionObjArgs(pairs, method, sorts, NULL), ret);
    }
    Py_XDECREF(method);
}

/* Tests the truth of the object first. */
static void python_container_piece(lane_encoder *e, PyObject *object, lane_piece *ret) {
    const bool is_dict = PyAnyDict_Check(object);
    const int truth = PyObject_IsTrue(object);
    if (truth == 0)
        lane_piece_literal(ret, is_dict ? "{}" : "[]");
    else if (truth < 0 || !lane_py_check_cycle(e, object))
        lane_piece_fail(ret);
    else if (is_dict)
        python_dict_piece(e, object, ret);
    else
        python_list_piece(object, ret);
}

/* Answers for instances of subclasses of JSON's types, except str; returns false for other objects. */
static bool subclass_piece(lane_encoder *e, PyObject *object, lane_piece *ret) {
    if (PyLong_Check(object)) {
        lane_py_int_piece(e, object, ret);
    } else if (PyFloat_Check(object)) {
        lane_py_float_piece(e, object, ret);
    } else if (PyList_Check(object) || PyTuple_Check(object) || PyAnyDict_Check(object)) {
        lane_py_own_frames(e);
        if (lane_py_is_by_python(&e->context))
            python_container_piece(e, object, ret);
        else if (!PyAnyDict_Check(object))
            list_piece(e, object, ret);
        else if (PyDict_GET_SIZE(object) == 0)
            lane_piece_literal(ret, "{}");
        else
            dict_piece(e, object, ret);
    } else {
        return false;
    }
    return true;
}

/* -- any object -- */

/* Completes a piece of kind PIECE_VALUE. ASCII strs become PIECE_STR: they cannot fail, so need no frame for an error's
 * path. */
static void settle_value(lane_encoder *e, lane_piece *piece) {
    if (PyUnicode_CheckExact(piece->object) && internals_is_compact_ascii(piece->object)) {
        piece->kind = PIECE_STR;
        return;
    }
    e->values++;
    lane_py_frames_set_last(e, (size_t)(e->top - e->frames) + 1); /* the next frame is its frame */
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

/* Answers with the result of default. */
static void default_piece(lane_encoder *e, PyObject *object, lane_piece *ret) {
    lane_piece_fail(ret);
    if (e->context.call->default_ == NULL) {
        lane_py_hold_frames(e);
        lane_py_fail_type(&e->context, object);
        return;
    }
    lane_py_own_frames(e);
    if (!lane_py_check_cycle(e, object))
        return;
    if (e->defaults >= e->context.call->max_default) {
        lane_py_fail_defaults(&e->context);
        return;
    }
    lane_piece_object(ret, PIECE_VALUE, PyObject_CallOneArg(e->context.call->default_, object));
    if (ret->kind == PIECE_FAILED) {
        lane_py_fail_default(&e->context, object);
        return;
    }
    settle_value(e, ret);
    ret->by_default = ret->kind == PIECE_VALUE;
    e->defaults += ret->by_default;
}

/* Answers for objects that the orjson face serialises natively; returns false for others. */
static bool native_piece(lane_encoder *e, PyObject *object, lane_piece *ret) {
    if (PyLong_Check(object) && !(e->context.call->flags & DUMPS_NO_SUBCLASS)) {
        lane_py_int_piece(e, object, ret); /* the engine writes the smaller ones */
        return true;
    }
    if (!lane_py_type_piece(&e->context, object, ret))
        return false;
    if (ret->kind == PIECE_VALUE)
        settle_value(e, ret);
    return true;
}

/* Answers with the value of a Document; returns false for other objects. */
static bool document_piece(lane_encoder *e, PyObject *object, lane_piece *ret) {
    const lane_py_state *state = e->context.call->state;
    if (Py_TYPE(object) != state->document_type)
        return false;
    lane_py_own_frames(e);
    lane_piece_object(ret, PIECE_VALUE, PyObject_CallMethodNoArgs(object, state->names[LANE_PY_NAME_value]));
    if (ret->kind == PIECE_VALUE)
        settle_value(e, ret);
    return true;
}

void lane_py_piece(lane_encoder *e, PyObject *object, lane_piece *ret) {
    uint32_t flags = e->context.call->flags;
    ret->by_default = false;
    ret->source = NULL;
    Py_INCREF(object);
    if (!(flags & DUMPS_SUBCLASSES && subclass_piece(e, object, ret)) &&
        !(flags & DUMPS_NATIVE && native_piece(e, object, ret)) && !document_piece(e, object, ret))
        default_piece(e, object, ret);
    /* json's Python code calls user code within a generator for the object, except for a float. */
    if (ret->kind == PIECE_FAILED && flags & DUMPS_SUBCLASSES && !PyFloat_Check(object))
        lane_py_stop_generator(&e->context);
    /* Its owner may have dropped the object: the frame takes this reference. */
    if (ret->kind > PIECE_LAST_WRITTEN)
        ret->subject = object;
    else
        Py_DECREF(object);
}
