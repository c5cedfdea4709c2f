/* SPDX-License-Identifier: MIT */
/* Entry point of serialising in orjson's face: from arguments to the frame of a call. */
#include "call.h"
#include "dumps.h"
#include "keys.h"

#include "../base/arguments.h"

/* Nested containers at which only a tuple may still be opened; and most nested results of default. */
#define ORJSON_DEPTH 254
#define STRICT_DEFAULTS 255

/* orjson's values. The options with value 0 are always on. */
enum { OPT_INDENT_2 = 1u << 0, OPT_APPEND_NEWLINE = 1u << 10, OPT_ALL = (1u << 12) - 1, OPT_DIGIT = 1u << 30 };

static const struct {
    const char *name;
    uint32_t option;
    uint32_t flag; /* of the call, if the option only sets a flag */
} strict_options[] = {
    {"OPT_INDENT_2", OPT_INDENT_2, 0},
    {"OPT_NAIVE_UTC", 1u << 1, DUMPS_NAIVE_UTC},
    {"OPT_NON_STR_KEYS", 1u << 2, DUMPS_NATIVE_KEYS},
    {"OPT_OMIT_MICROSECONDS", 1u << 3, DUMPS_NO_MICROSECONDS},
    {"OPT_SERIALIZE_NUMPY", 1u << 4, DUMPS_NUMPY},
    {"OPT_SORT_KEYS", 1u << 5, DUMPS_SORT_KEYS},
    {"OPT_STRICT_INTEGER", 1u << 6, DUMPS_INTS_53},
    {"OPT_UTC_Z", 1u << 7, DUMPS_UTC_Z},
    {"OPT_PASSTHROUGH_SUBCLASS", 1u << 8, DUMPS_NO_SUBCLASS},
    {"OPT_PASSTHROUGH_DATETIME", 1u << 9, DUMPS_NO_DATETIME},
    {"OPT_APPEND_NEWLINE", OPT_APPEND_NEWLINE, 0},
    {"OPT_PASSTHROUGH_DATACLASS", 1u << 11, DUMPS_NO_DATACLASS},
    {"OPT_SERIALIZE_DATACLASS", 0, 0},
    {"OPT_SERIALIZE_UUID", 0, 0},
};

int lane_py_dumps_add_constants(PyObject *module) {
    for (size_t i = 0; i < sizeof strict_options / sizeof *strict_options; i++) {
        if (PyModule_AddIntConstant(module, strict_options[i].name, (long)strict_options[i].option) < 0)
            return -1;
    }
    return 0;
}

static bool strict_set_options(lane_py_dumps *call, PyObject *option) {
    if (option == NULL || option == Py_None)
        return true;
    int overflow = 0;
    long bits = PyLong_CheckExact(option) ? PyLong_AsLongAndOverflow(option, &overflow) : -1;
    if (LANE_UNLIKELY(bits < 0 || bits > OPT_ALL)) {
        /* orjson reads only the lowest digit of an int: if that is 0, the option is 0. */
        if (!PyLong_CheckExact(option) || PyLong_AsUnsignedLongLongMask(option) % OPT_DIGIT != 0) {
            PyErr_SetString(call->error, "Invalid opts");
            return false;
        }
        bits = 0;
    }
    for (size_t i = 0; i < sizeof strict_options / sizeof *strict_options; i++) {
        if ((uint32_t)bits & strict_options[i].option)
            call->flags |= strict_options[i].flag;
    }
    if (bits & OPT_INDENT_2)
        call->separators = &lane_py_indented;
    call->newline = (bits & OPT_APPEND_NEWLINE) != 0;
    return true;
}

/* The arguments of dumps after its object. Those that orjson lacks are keyword-only. */
enum {
    STRICT_DEFAULT,
    STRICT_OPTION,
    STRICT_INDENT,
    STRICT_ENSURE_ASCII,
    STRICT_NAN,
    STRICT_DECIMAL,
    STRICT_CACHE_UTF8,
    STRICT_PARAMETERS
};

static bool strict_keywords(const lane_py_state *state, PyObject *const *given, PyObject *kwnames, PyObject **values) {
    static const uint8_t parameters[STRICT_PARAMETERS] = {
        LANE_PY_NAME_default, LANE_PY_NAME_option,  LANE_PY_NAME_indent,    LANE_PY_NAME_ensure_ascii,
        LANE_PY_NAME_nan,     LANE_PY_NAME_decimal, LANE_PY_NAME_cache_utf8};
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(kwnames); i++) {
        PyObject *name = PyTuple_GET_ITEM(kwnames, i);
        unsigned at = lane_py_find_parameter(state, parameters, STRICT_PARAMETERS, name);
        if (at == STRICT_PARAMETERS) {
            PyErr_SetString(PyExc_TypeError, "dumps() got an unexpected keyword argument");
            return false;
        }
        if (values[at] != NULL) {
            PyErr_Format(PyExc_TypeError, "dumps() got multiple values for argument: '%U'", name);
            return false;
        }
        values[at] = given[i];
    }
    return true;
}

/* Returns the index of a value among three words, 0 if not given; -1 with an exception set for other values. */
static int choice_of(const lane_py_dumps *call, const char *name, PyObject *value, const char *const words[3]) {
    if (value == NULL)
        return 0;
    for (int i = 0; i < 3 && PyUnicode_Check(value); i++) {
        if (PyUnicode_CompareWithASCIIString(value, words[i]) == 0)
            return i;
    }
    PyErr_Format(call->error, "dumps() argument '%s' must be '%s', '%s' or '%s', not %R", name, words[0], words[1],
                 words[2], value);
    return -1;
}

static bool strict_set_indent(dumps_own_call *c, PyObject *indent) {
    if (indent == NULL || indent == Py_None)
        return true;
    if (!PyLong_Check(indent) && !PyUnicode_Check(indent)) {
        PyErr_Format(c->call.error, "dumps() argument 'indent' must be int, str or None, not %.100s",
                     Py_TYPE(indent)->tp_name);
        return false;
    }
    if (PyUnicode_Check(indent) && lane_py_has_surrogate(indent)) {
        PyErr_SetString(c->call.error, "str is not valid UTF-8: surrogates not allowed");
        return false;
    }
    c->call.separators = &c->layout.separators;
    return lane_py_layout_set(&c->layout, true, indent, NULL, NULL);
}

/* Applies the arguments that orjson lacks. False with an exception set. */
static bool strict_set_additions(dumps_own_call *c, PyObject *const *values) {
    static const char *const nans[] = {"null", "error", "constant"};
    static const uint32_t nan_flags[] = {0, DUMPS_REFUSE_NAN, LANE_NAN};
    static const char *const decimals[] = {
        [DECIMALS_UNKNOWN] = "error", [DECIMALS_NUMBERS] = "number", [DECIMALS_STRINGS] = "string"};
    int nan = choice_of(&c->call, "nan", values[STRICT_NAN], nans);
    int decimal = nan < 0 ? -1 : choice_of(&c->call, "decimal", values[STRICT_DECIMAL], decimals);
    if (decimal < 0)
        return false;
    c->call.flags |= nan_flags[nan];
    c->call.decimals = (uint8_t)decimal;
    uint32_t caches = 0;
    if (dumps_flag_from(values[STRICT_CACHE_UTF8], 1, false, &caches) < 0)
        return false;
    c->call.caches_utf8 = caches != 0;
    return dumps_flag_from(values[STRICT_ENSURE_ASCII], LANE_ASCII, false, &c->call.flags) == 0 &&
           strict_set_indent(c, values[STRICT_INDENT]);
}

static bool strict_has_additions(PyObject *const *values) {
    bool any = false;
    for (unsigned i = STRICT_INDENT; i < STRICT_PARAMETERS; i++)
        any |= values[i] != NULL;
    return any;
}

LANE_INLINE void strict_call_begin(lane_py_dumps *call, lane_py_state *state, PyObject *object) {
    dumps_call_begin(call, state, object, DUMPS_NATIVE, &lane_py_compact);
    call->max_depth = ORJSON_DEPTH;
    call->max_default = STRICT_DEFAULTS;
    call->to_bytes = true;
    call->layout = FORMAT_PLAIN;
    call->error = PyExc_TypeError;
}

static LANE_NOINLINE PyObject *strict_dumps_with(lane_py_state *state, PyObject *const *args, Py_ssize_t nargs,
                                                 PyObject *kwnames) {
    PyObject *values[STRICT_PARAMETERS] = {NULL}, *result = NULL;
    if (nargs == 0) {
        PyErr_SetString(PyExc_TypeError, "dumps() missing 1 required positional argument: 'obj'");
        return NULL;
    }
    /* orjson counts arguments modulo 4: with more than three it may ignore the second and the third. */
    values[STRICT_DEFAULT] = nargs & 2 ? args[1] : NULL;
    values[STRICT_OPTION] = (nargs & 3) == 3 ? args[2] : NULL;
    if (kwnames != NULL && !strict_keywords(state, args + nargs, kwnames, values))
        return NULL;
    dumps_own_call c;
    strict_call_begin(&c.call, state, args[0]);
    lane_py_layout_init(&c.layout);
    if (values[STRICT_DEFAULT] != Py_None)
        c.call.default_ = values[STRICT_DEFAULT];
    if (strict_set_options(&c.call, values[STRICT_OPTION]) &&
        (!strict_has_additions(values) || strict_set_additions(&c, values)))
        result = state->engine->dumps(&c.call);
    lane_py_layout_release(&c.layout);
    return result;
}

PyObject *lane_py_dumps_strict(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames) {
    lane_py_state *state = lane_py_state_of(module);
    if (nargs != 1 || kwnames != NULL)
        return strict_dumps_with(state, args, nargs, kwnames);
    static const lane_py_style style = {DUMPS_NATIVE, true, FORMAT_PLAIN};
    PyObject *lone;
    if (dumps_lone(state, &style, args[0], &lone))
        return lone;
    lane_py_dumps call;
    strict_call_begin(&call, state, args[0]);
    return state->engine->dumps(&call);
}
