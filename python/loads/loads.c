/* SPDX-License-Identifier: MIT */
/* The entrances of reading: arguments, input, one call of the engine, and what its failure means in this dialect. */
#include "loads.h"

#include "../base/arguments.h"
#include "../base/depth.h"
#include "input.h"
#include "errors.h"

#include "../../src/base/base.h"
#include "../../src/dispatch.h"
#include "../../src/base/options.h"

/* Containers within containers, the outermost apart, that orjson reads. */
#define STRICT_DEPTH 1024

/* -- one call of the engine -- */

/* One field after the other: compilers clear a struct of this size by an instruction that takes as long as a short
 * call. What is left out is set by `run` and the engine. */
LANE_INLINE void call_begin(lane_py_loads *call, lane_py_state *state, uint32_t flags, uint32_t max_depth) {
    call->state = state;
    call->flags = flags;
    call->max_depth = max_depth;
    call->deeper = NULL;
    call->model_calls = 0;
    call->prefix = call->hooked = false;
    call->object_hook = call->object_pairs_hook = call->array_hook = NULL;
    call->parse_float = call->parse_int = call->parse_constant = NULL;
}

/* The same of json's. */
LANE_INLINE void stdlib_call_begin(lane_py_loads *call, lane_py_state *state) {
    call_begin(call, state, LANE_FLAGS_STDLIB, LANE_PY_FIRST_DEPTH);
    call->deeper = lane_py_deeper;
    call->model_calls = LANE_PY_CALLS_LOADS;
}

LANE_INLINE PyObject *run(lane_py_loads *call, const lane_py_input *input) {
    call->text = input->text;
    call->length = input->length;
    call->units = input->units;
    call->kind = input->kind;
    call->valid = input->valid;
    return call->state->engine->loads(call);
}

static PyObject *given(PyObject *value) {
    return value == Py_None ? NULL : value;
}

/* json takes the default for whatever is false. False with an exception set. */
static bool set_parser(PyObject *value, PyObject **ret) {
    if (value == NULL || value == Py_None)
        return true;
    int truth = PyObject_IsTrue(value);
    if (truth > 0)
        *ret = value;
    return truth >= 0;
}

/* The engine knows best itself what the constants stand for by default. */
static PyObject *unless_default(const lane_py_state *state, PyObject *parse_constant) {
    bool is_default = parse_constant != NULL && PyCFunction_Check(parse_constant) &&
                      PyCFunction_GET_SELF(parse_constant) == state->constants;
    return is_default ? NULL : parse_constant;
}

static PyObject *unless_type(PyTypeObject *type, PyObject *parser) {
    return parser == (PyObject *)type ? NULL : parser;
}

bool lane_py_loads_init(lane_py_state *state, const lane_py_hooks *hooks, lane_py_loads *ret) {
    stdlib_call_begin(ret, state);
    if (!hooks->strict)
        ret->flags |= LANE_CONTROL;
    ret->object_hook = given(hooks->object_hook);
    ret->object_pairs_hook = given(hooks->object_pairs_hook);
    ret->array_hook = given(hooks->array_hook);
    if (!set_parser(unless_type(&PyFloat_Type, hooks->parse_float), &ret->parse_float) ||
        !set_parser(unless_type(&PyLong_Type, hooks->parse_int), &ret->parse_int) ||
        !set_parser(unless_default(state, hooks->parse_constant), &ret->parse_constant))
        return false;
    ret->hooked = ret->object_hook != NULL || ret->object_pairs_hook != NULL || ret->array_hook != NULL ||
                  ret->parse_float != NULL || ret->parse_int != NULL || ret->parse_constant != NULL;
    return true;
}

/* -- as json -- */

enum {
    PARAMETER_TEXT,
    PARAMETER_CLS,
    PARAMETER_OBJECT_HOOK,
    PARAMETER_PARSE_FLOAT,
    PARAMETER_PARSE_INT,
    PARAMETER_PARSE_CONSTANT,
    PARAMETER_OBJECT_PAIRS_HOOK,
    PARAMETER_ARRAY_HOOK,
    PARAMETER_STRICT,
    PARAMETERS
};

#define PARAMETERS_AFTER_TEXT                                                                     \
    LANE_PY_NAME_cls, LANE_PY_NAME_object_hook, LANE_PY_NAME_parse_float, LANE_PY_NAME_parse_int, \
        LANE_PY_NAME_parse_constant, LANE_PY_NAME_object_pairs_hook, LANE_PY_NAME_array_hook, LANE_PY_NAME_strict

static const uint8_t loads_parameters[PARAMETERS] = {LANE_PY_NAME_s, PARAMETERS_AFTER_TEXT};
static const uint8_t load_parameters[PARAMETERS] = {LANE_PY_NAME_fp, PARAMETERS_AFTER_TEXT};

static const char decoder_init[] = "JSONDecoder.__init__";
static const lane_py_signature loads_signature = {"loads", decoder_init, loads_parameters, PARAMETERS, 1, 1};
static const lane_py_signature load_signature = {"load", decoder_init, load_parameters, PARAMETERS, 1, 1};

static LANE_COLD PyObject *raise_unopened(lane_py_state *state, PyObject *object, lane_py_input_status status) {
    if (status == LANE_PY_INPUT_BOM)
        return lane_py_raise_at(state, "Unexpected UTF-8 BOM (decode using utf-8-sig)", object, 0);
    if (status == LANE_PY_INPUT_TYPE) {
        PyObject *type = PyObject_GetAttrString(object, "__class__");
        PyObject *name = type == NULL ? NULL : PyObject_GetAttrString(type, "__name__");
        if (name != NULL)
            PyErr_Format(PyExc_TypeError, "the JSON object must be str, bytes or bytearray, not %S", name);
        Py_XDECREF(name);
        Py_XDECREF(type);
    }
    return NULL;
}

/* Bytes as the str that a decoder is given. */
static LANE_COLD bool decode_first(lane_py_input *input) {
    PyObject *document = PyUnicode_DecodeUTF8((const char *)input->text, (Py_ssize_t)input->length, "surrogatepass");
    if (document == NULL)
        return false;
    input->valid = true;
    input->document = document;
    Py_XSETREF(input->owner, document);
    return true;
}

LANE_INLINE PyObject *read_unhooked(lane_py_state *state, const lane_py_input *input) {
    lane_py_loads call;
    stdlib_call_begin(&call, state);
    PyObject *result = run(&call, input);
    return LANE_LIKELY(result != NULL) ? result : lane_py_raise_stdlib(&call, input);
}

static PyObject *read_plain(lane_py_state *state, PyObject *object) {
    lane_py_input input;
    if (LANE_LIKELY(lane_py_input_ascii(object, &input)))
        return read_unhooked(state, &input);
    lane_py_input_status status = lane_py_input_any(state, object, &input);
    PyObject *result;
    if (LANE_LIKELY(status == LANE_PY_INPUT_OK)) {
        result = read_unhooked(state, &input);
    } else {
        result = raise_unopened(state, object, status);
    }
    lane_py_input_close(state, &input);
    return result;
}

/* Hooks must not see the values of a text that is refused in the end as not being UTF-8. */
static PyObject *read_hooked(lane_py_loads *call, lane_py_input *input) {
    if (call->hooked && !input->valid) {
        if (lane_kernels_active()->utf8_invalid(input->text, input->text + input->length, true) != NULL)
            return lane_py_raise_stdlib(call, input);
        input->valid = true;
    }
    PyObject *result = run(call, input);
    return result != NULL ? result : lane_py_raise_stdlib(call, input);
}

PyObject *lane_py_loads_document(lane_py_state *state, PyObject *str, const lane_py_hooks *hooks) {
    lane_py_input input;
    lane_py_loads call;
    PyObject *result = NULL;
    if (lane_py_input_str(state, str, &input) == LANE_PY_INPUT_OK && lane_py_loads_init(state, hooks, &call)) {
        call.model_calls = LANE_PY_CALLS_DECODE;
        result = read_hooked(&call, &input);
    }
    lane_py_input_close(state, &input);
    return result;
}

/* The keywords that json.loads hands on to cls: those that are not None, strict and what it does not know itself as
 * given. */
static PyObject *class_arguments(lane_py_state *state, PyObject *const *values, PyObject *unknown) {
    PyObject *kwargs = unknown == NULL ? PyDict_New() : PyDict_Copy(unknown);
    for (unsigned i = PARAMETER_OBJECT_HOOK; kwargs != NULL && i < PARAMETERS; i++) {
        if (values[i] == NULL || (values[i] == Py_None && i != PARAMETER_STRICT))
            continue;
        if (PyDict_SetItem(kwargs, state->names[loads_parameters[i]], values[i]) < 0)
            Py_CLEAR(kwargs);
    }
    return kwargs;
}

/* cls(**kwargs).decode(text), where text is a str. */
static PyObject *read_with_class(lane_py_state *state, PyObject *text, PyObject *const *values, PyObject *unknown) {
    PyObject *result = NULL, *decoder = NULL, *none = PyTuple_New(0), *kwargs = class_arguments(state, values, unknown);
    if (none != NULL && kwargs != NULL)
        decoder = PyObject_Call(values[PARAMETER_CLS], none, kwargs);
    if (decoder != NULL)
        result = PyObject_CallMethodOneArg(decoder, state->names[LANE_PY_NAME_decode], text);
    Py_XDECREF(decoder);
    Py_XDECREF(kwargs);
    Py_XDECREF(none);
    return result;
}

static PyObject *read_opened(lane_py_state *state, lane_py_input *input, PyObject *const *values, PyObject *unknown) {
    if (values[PARAMETER_CLS] != NULL && values[PARAMETER_CLS] != Py_None) {
        if (input->document == NULL && !decode_first(input))
            return NULL;
        return read_with_class(state, input->document, values, unknown);
    }
    if (unknown != NULL) {
        Py_ssize_t position = 0;
        PyObject *name, *value;
        PyDict_Next(unknown, &position, &name, &value);
        PyErr_Format(PyExc_TypeError, "%s() got an unexpected keyword argument '%U'", decoder_init, name);
        return NULL;
    }
    lane_py_hooks hooks = {
        .object_hook = values[PARAMETER_OBJECT_HOOK],
        .object_pairs_hook = values[PARAMETER_OBJECT_PAIRS_HOOK],
        .array_hook = values[PARAMETER_ARRAY_HOOK],
        .parse_float = values[PARAMETER_PARSE_FLOAT],
        .parse_int = values[PARAMETER_PARSE_INT],
        .parse_constant = values[PARAMETER_PARSE_CONSTANT],
        .strict = true,
    };
    if (values[PARAMETER_STRICT] != NULL) {
        int strict = PyObject_IsTrue(values[PARAMETER_STRICT]);
        if (strict < 0)
            return NULL;
        hooks.strict = strict > 0;
    }
    lane_py_loads call;
    return lane_py_loads_init(state, &hooks, &call) ? read_hooked(&call, input) : NULL;
}

/* values: by parameter, NULL where not given. */
static PyObject *read_with_arguments(lane_py_state *state, PyObject *const *values, PyObject *unknown) {
    lane_py_input input;
    lane_py_input_status status = lane_py_input_any(state, values[PARAMETER_TEXT], &input);
    PyObject *result = status == LANE_PY_INPUT_OK ? read_opened(state, &input, values, unknown)
                                                  : raise_unopened(state, values[PARAMETER_TEXT], status);
    lane_py_input_close(state, &input);
    return result;
}

PyObject *lane_py_loads_stdlib(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames) {
    lane_py_state *state = lane_py_state_of(module);
    if (LANE_LIKELY(nargs == 1 && kwnames == NULL))
        return read_plain(state, args[0]);
    PyObject *values[PARAMETERS] = {NULL}, *unknown = NULL, *result = NULL;
    if (lane_py_arguments(state, &loads_signature, args, nargs, kwnames, values, &unknown))
        result = read_with_arguments(state, values, unknown);
    Py_XDECREF(unknown);
    return result;
}

PyObject *lane_py_load_stdlib(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames) {
    lane_py_state *state = lane_py_state_of(module);
    PyObject *values[PARAMETERS] = {NULL}, *unknown = NULL, *result = NULL, *text = NULL;
    if (lane_py_arguments(state, &load_signature, args, nargs, kwnames, values, &unknown)) {
        text = PyObject_CallMethodNoArgs(values[PARAMETER_TEXT], state->names[LANE_PY_NAME_read]);
        values[PARAMETER_TEXT] = text;
        if (text != NULL)
            result = read_with_arguments(state, values, unknown);
    }
    Py_XDECREF(text);
    Py_XDECREF(unknown);
    return result;
}

/* -- as orjson -- */

static LANE_COLD PyObject *raise_unopened_strict(lane_py_state *state, lane_py_input_status status) {
    if (status == LANE_PY_INPUT_TYPE)
        return lane_py_raise_no_document(state, "Input must be bytes, bytearray, memoryview, or str");
    if (status == LANE_PY_INPUT_INVALID)
        return lane_py_raise_no_document(state, "str is not valid UTF-8: surrogates not allowed");
    return NULL;
}

LANE_INLINE PyObject *read_strict(lane_py_state *state, const lane_py_input *input) {
    if (LANE_UNLIKELY(input->length == 0))
        return lane_py_raise_no_document(state, "Input is a zero-length, empty document");
    lane_py_loads call;
    call_begin(&call, state, LANE_FLAGS_STRICT, STRICT_DEPTH);
    PyObject *result = run(&call, input);
    if (LANE_UNLIKELY(result == NULL))
        lane_py_raise_strict(&call, input);
    return result;
}

PyObject *lane_py_loads_strict(PyObject *module, PyObject *object) {
    lane_py_state *state = lane_py_state_of(module);
    lane_py_input input;
    if (LANE_LIKELY(lane_py_input_bytes(object, &input) || lane_py_input_ascii(object, &input)))
        return read_strict(state, &input);
    lane_py_input_status status = lane_py_input_strict(state, object, &input);
    PyObject *result = status == LANE_PY_INPUT_OK ? read_strict(state, &input) : raise_unopened_strict(state, status);
    lane_py_input_close(state, &input);
    return result;
}
