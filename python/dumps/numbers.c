/* SPDX-License-Identifier: MIT */
/* Big ints, NaN and infinities, and subclasses of int and float. */
#include "numbers.h"

#include "errors.h"
#include "model.h"
#include "stack.h"

#include "../../src/dispatch.h"

/* Answers with the text of an ASCII str, which it steals. */
static void ascii_piece(lane_piece *ret, PyObject *str) {
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

bool lane_py_big_int(lane_encoder *e, PyObject *value, lane_piece *ret) {
    bool negative = false;
    uint64_t magnitude = 0;
    bool sized = internals_int_get(value, &negative, &magnitude);
    if (!(e->context.call->flags & DUMPS_BIG_INTS)) {
        bool fits = sized && !(negative && magnitude > (uint64_t)1 << 63);
        if (!fits || (e->context.call->flags & DUMPS_INTS_53 && magnitude > lane_py_int_most(e->context.call->flags))) {
            lane_py_fail_int(&e->context, fits);
            return false;
        }
    } else if (!sized) {
        /* CPython may handle signals and collect garbage here; from 3.12 on Python code converts the largest ints. */
        lane_py_own_frames(e);
        ascii_piece(ret, PyLong_Type.tp_repr(value));
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
    if (!(e->context.call->flags & LANE_NAN) && e->context.call->flags & DUMPS_REFUSE_NAN) {
        lane_py_hold_frames(e);
        lane_py_fail_not_finite(&e->context, value);
        return false;
    }
    if (!(e->context.call->flags & LANE_NAN))
        lane_piece_literal(ret, "null");
    else
        lane_piece_literal(ret, number != number ? "NaN" : number > 0 ? "Infinity" : "-Infinity");
    return true;
}

/* Ints and instances of subclasses are written as int.__repr__ does. */
void lane_py_int_piece(lane_encoder *e, PyObject *value, lane_piece *ret) {
    if (!lane_py_big_int(e, value, ret))
        lane_piece_fail(ret);
}

/* Returns how json's Python code classifies an instance of a subclass of float, by comparisons: "NaN", "Infinity",
 * "-Infinity", "" for other values, or NULL with an exception set. */
static const char *float_class(PyObject *value) {
    static const struct {
        int operation;
        double other; /* 0: compare with the number itself */
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

/* As lane_py_float_piece, for a class that overrides comparison. */
static void compared_float_piece(lane_encoder *e, PyObject *value, lane_piece *ret) {
    lane_py_own_frames(e);
    const char *name = float_class(value);
    if (name != NULL && *name != '\0' && !(e->context.call->flags & LANE_NAN)) {
        PyObject *text = PyObject_Repr(value);
        if (text != NULL)
            PyErr_Format(PyExc_ValueError, "Out of range float values are not JSON compliant: %U", text);
        Py_XDECREF(text);
        name = NULL;
    }
    if (name == NULL)
        lane_piece_fail(ret);
    else if (*name != '\0')
        lane_piece_literal(ret, name);
    else
        ascii_piece(ret, PyFloat_Type.tp_repr(value));
}

void lane_py_float_piece(lane_encoder *e, PyObject *value, lane_piece *ret) {
    double number = PyFloat_AS_DOUBLE(value);
    if (Py_TYPE(value)->tp_richcompare != PyFloat_Type.tp_richcompare && e->context.call->flags & DUMPS_SUBCLASSES &&
        lane_py_is_by_python(&e->context)) {
        compared_float_piece(e, value, ret);
    } else if (number - number != 0) {
        if (!PyFloat_CheckExact(value)) /* an error message may call its repr */
            lane_py_own_frames(e);
        if (!lane_py_not_finite(e, value, ret))
            lane_piece_fail(ret);
    } else {
        lane_piece_buffer(ret, PIECE_TEXT,
                          lane_kernels_active()->format_double(ret->buffer, number, e->context.call->layout, &e->gate));
    }
}
