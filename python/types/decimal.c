/* SPDX-License-Identifier: MIT */
/* decimal.Decimal, if the call writes it: as a number, or as a string. */
#include "kinds.h"

/* 1, 0, or -1 with an exception set. */
static int is_decimal(lane_py_context *c, PyObject *object) {
    if (LANE_LIKELY(c->call->decimals == DECIMALS_UNKNOWN))
        return 0;
    PyObject *type = lane_py_native(c, NATIVE_DECIMAL);
    if (type == NULL)
        return lane_py_forget() ? 0 : -1;
    return (PyObject *)Py_TYPE(object) == type ||
           (!(c->call->flags & DUMPS_NO_SUBCLASS) && PyType_IsSubtype(Py_TYPE(object), (PyTypeObject *)type));
}

/* Answers for NaN or an infinity; `text` is its str(). */
static void not_finite_piece(lane_py_context *c, PyObject *decimal, const char *text, lane_piece *ret) {
    if (c->call->flags & DUMPS_REFUSE_NAN) {
        lane_py_refuse(c, "%R is not JSON: " PIECE_NAN_ADVICE, decimal);
        lane_piece_fail(ret);
    } else if (!(c->call->flags & LANE_NAN)) {
        lane_piece_literal(ret, "null");
    } else {
        lane_piece_literal(ret, strstr(text, "NaN") != NULL ? "NaN" : *text == '-' ? "-Infinity" : "Infinity");
    }
}

/* Answers with the text of a decimal as a number: each finite decimal is valid JSON. Steals `text`. */
static void number_piece(lane_py_context *c, PyObject *decimal, PyObject *text, lane_piece *ret) {
    Py_ssize_t length;
    const char *digits = PyUnicode_AsUTF8AndSize(text, &length);
    const unsigned first = digits == NULL ? 0 : (unsigned char)digits[digits[0] == '-'];
    if (first - '0' < 10) {
        lane_piece_object(ret, PIECE_TEXT, text);
        ret->text = (const uint8_t *)digits;
        ret->length = (size_t)length;
        return;
    }
    if (digits != NULL)
        not_finite_piece(c, decimal, digits, ret);
    else
        lane_piece_fail(ret);
    Py_DECREF(text);
}

bool lane_py_decimal_piece(lane_py_context *c, PyObject *object, lane_piece *ret) {
    const int decimal = is_decimal(c, object);
    if (decimal == 0)
        return false;
    lane_py_before_python(c);
    PyObject *str = decimal < 0 ? NULL : lane_py_native(c, NATIVE_DECIMAL_STR);
    PyObject *text = str == NULL ? NULL : PyObject_CallOneArg(str, object);
    if (text != NULL && c->call->decimals == DECIMALS_NUMBERS)
        number_piece(c, object, text, ret);
    else
        lane_piece_object(ret, PIECE_STR, text);
    return true;
}
