/* SPDX-License-Identifier: MIT */
/* Entry points of parsing: parse arguments, open the input, call the engine once, raise its failure in the dialect's
 * terms. */
#include "loads.h"

#include "../base/arguments.h"
#include "../base/depth.h"
#include "input.h"
#include "errors.h"

#include "../../src/base/base.h"
#include "../../src/dispatch.h"
#include "../../src/base/options.h"

/* Most containers within the outermost one that orjson reads. */
#define ORJSON_DEPTH 1024

/* -- one call of the engine -- */

/* Assigns field by field: compilers clear a struct of this size by an instruction that takes as long as a short call.
 * `run` and the engine set the remaining fields. */
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

/* As call_begin, in json's dialect. */
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

/* Most bytes of a document that is tried as one scalar. */
#define LONE_MOST 64

/* Reads a document of one scalar or an empty container, of the usual types, before a call is set up for it. Returns
 * whether it did, as lane_py_engine.loads_lone. */
LANE_INLINE bool read_lone(lane_py_state *state, PyObject *object, PyObject **ret) {
    const uint8_t *text;
    size_t length;
    if (PyBytes_CheckExact(object)) {
        text = (const uint8_t *)PyBytes_AS_STRING(object);
        length = (size_t)PyBytes_GET_SIZE(object);
    } else if (PyUnicode_CheckExact(object) && PyUnicode_IS_COMPACT_ASCII(object)) {
        text = PyUnicode_1BYTE_DATA(object);
        length = (size_t)PyUnicode_GET_LENGTH(object);
    } else {
        return false;
    }
    if (*text == '[' || *text == '{') {
        if (length != 2 || text[1] != *text + 2)
            return false;
        *ret = *text == '[' ? PyList_New(0) : PyDict_New();
        return true;
    }
    return length <= LONE_MOST && state->engine->loads_lone(state, text, length, ret);
}

static PyObject *given(PyObject *value) {
    return value == Py_None ? NULL : value;
}

/* Stores a parser unless it is false: json then uses the default. False with an exception set. */
static bool set_parser(PyObject *value, PyObject **ret) {
    if (value == NULL || value == Py_None)
        return true;
    int truth = PyObject_IsTrue(value);
    if (truth > 0)
        *ret = value;
    return truth >= 0;
}

/* Returns whether the dict of constants still has the values that the engine uses. */
static bool constants_stand(const lane_py_state *state) {
    bool same = true;
    for (size_t i = 0; same && !lane_py_seat_quiet(&state->seat, SEAT_LOADS) && i < 3; i++) {
        PyObject *value = PyMapping_GetItemString(state->constants, lane_py_constant_texts[i]);
        if (value == NULL)
            PyErr_Clear();
        same = value == state->constant[i];
        Py_XDECREF(value);
    }
    return same;
}

/* Returns NULL for json's default parse_constant: the engine then uses the constants directly. */
static PyObject *unless_default(const lane_py_state *state, PyObject *parse_constant) {
    bool is_default = parse_constant != NULL && PyCFunction_Check(parse_constant) &&
                      PyCFunction_GET_SELF(parse_constant) == state->constants && constants_stand(state);
    return is_default ? NULL : parse_constant;
}

static PyObject *unless_type(PyTypeObject *type, PyObject *parser) {
    return parser == (PyObject *)type ? NULL : parser;
}

bool lane_py_loads_init(lane_py_state *state, const lane_py_hooks *hooks, lane_py_loads *ret) {
    stdlib_call_begin(ret, state);
    if (!hooks->strict)
        ret->flags |= LANE_CONTROL;
    ret->flags |= hooks->jsonc;
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
    PARAMETER_HOOKS,
    PARAMETER_STRICT = PARAMETER_HOOKS + HOOK_STRICT,
    PARAMETER_JSONC = PARAMETER_HOOKS + HOOK_PARAMETERS,
    PARAMETERS = PARAMETER_JSONC + JSONC_PARAMETERS
};

static const uint8_t loads_parameters[PARAMETERS] = {LANE_PY_NAME_s, LANE_PY_NAME_cls, LANE_PY_HOOK_NAMES,
                                                     LANE_PY_JSONC_NAMES};
static const uint8_t load_parameters[PARAMETERS] = {LANE_PY_NAME_fp, LANE_PY_NAME_cls, LANE_PY_HOOK_NAMES,
                                                    LANE_PY_JSONC_NAMES};

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

/* Decodes bytes to the str that a decoder class receives. */
static LANE_COLD bool decode_first(lane_py_input *input) {
    PyObject *document = lane_py_input_decode(input);
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
    PyObject *lone;
    if (read_lone(state, object, &lone))
        return lone;
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

/* Returns whether the input is UTF-8, or WTF-8 if `surrogates`; caches success. */
static bool is_utf8(lane_py_input *input, bool surrogates) {
    if (!input->valid)
        input->valid =
            lane_kernels_active()->utf8_invalid(input->text, input->text + input->length, surrogates) == NULL;
    return input->valid;
}

/* With hooks, checks UTF-8 first: hooks must not see values of an input that is refused later. */
static PyObject *read_hooked(lane_py_loads *call, lane_py_input *input) {
    if (call->hooked && !is_utf8(input, true))
        return lane_py_raise_stdlib(call, input);
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

/* Returns the keywords that json.loads passes to cls: those that are not None, `strict` always, and unknown ones
 * unchanged. */
static PyObject *class_arguments(lane_py_state *state, PyObject *const *values, PyObject *unknown) {
    PyObject *kwargs = unknown == NULL ? PyDict_New() : PyDict_Copy(unknown);
    for (unsigned i = PARAMETER_HOOKS; kwargs != NULL && i < PARAMETERS; i++) {
        if (values[i] == NULL || (values[i] == Py_None && i != PARAMETER_STRICT))
            continue;
        if (PyDict_SetItem(kwargs, state->names[loads_parameters[i]], values[i]) < 0)
            Py_CLEAR(kwargs);
    }
    return kwargs;
}

/* Reads the settings of a scanner of json into *ret, with references in `owned`. False with an exception set. */
static bool take_hooks(const lane_py_state *state, PyObject *scanner, PyObject **owned, lane_py_hooks *ret) {
    static const uint8_t names[HOOK_PARAMETERS] = {LANE_PY_HOOK_NAMES};
    for (size_t i = 0; i < HOOK_PARAMETERS; i++) {
        /* array_hook exists only in newer versions. */
        if (pycompat_get_optional(scanner, state->names[names[i]], &owned[i]) < 0)
            return false;
    }
    return lane_py_hooks_from(owned, ret);
}

/* Parses as json's JSONDecoder does with a decoder's scanner. Returns a new reference; Py_NotImplemented if json's own
 * code must handle the call; NULL with an exception set. */
static PyObject *decode_by_scanner(lane_py_state *state, PyObject *decoder, PyObject *text) {
    int owner = lane_py_seat_owner(&state->seat, decoder, state->names[LANE_PY_NAME_raw_decode], SEAT_RAW_DECODE);
    if (owner < 0)
        return NULL;
    PyObject *scanner = NULL, *owned[HOOK_PARAMETERS] = {NULL}, *result = Py_NotImplemented;
    lane_py_hooks hooks;
    if (owner != SEAT_OTHER && PyUnicode_Check(text) &&
        pycompat_get_optional(decoder, state->names[LANE_PY_NAME_scan_once], &scanner) < 0)
        return NULL;
    if (scanner != NULL && Py_TYPE(scanner) == state->scanner_type) {
        hooks = lane_py_scanner_hooks((const lane_py_scanner *)scanner);
        result = lane_py_loads_document(state, text, &hooks);
    } else if (scanner != NULL && (PyObject *)Py_TYPE(scanner) == state->model_scanner) {
        result = take_hooks(state, scanner, owned, &hooks) ? lane_py_loads_document(state, text, &hooks) : NULL;
    } else {
        Py_INCREF(result);
    }
    for (size_t i = 0; i < HOOK_PARAMETERS; i++)
        Py_XDECREF(owned[i]);
    Py_XDECREF(scanner);
    return result;
}

PyObject *lane_py_decode(PyObject *module, PyObject *const *args, Py_ssize_t nargs) {
    if (nargs != 2)
        return PyErr_Format(PyExc_TypeError, "expected a decoder and a text");
    return decode_by_scanner(lane_py_state_of(module), args[0], args[1]);
}

/* Calls cls(**kwargs).decode(text); text is a str. */
static PyObject *read_with_class(lane_py_state *state, PyObject *text, PyObject *const *values, PyObject *unknown) {
    PyObject *decoder = NULL, *none = PyTuple_New(0), *kwargs = class_arguments(state, values, unknown);
    if (none != NULL && kwargs != NULL)
        decoder = PyObject_Call(values[PARAMETER_CLS], none, kwargs);
    Py_XDECREF(kwargs);
    Py_XDECREF(none);
    if (decoder == NULL)
        return NULL;
    PyObject *decode = state->names[LANE_PY_NAME_decode];
    int owner = lane_py_seat_owner(&state->seat, decoder, decode, SEAT_DECODE);
    PyObject *result = owner < 0             ? NULL
                       : owner == SEAT_OTHER ? Py_NewRef(Py_NotImplemented)
                                             : decode_by_scanner(state, decoder, text);
    if (result == Py_NotImplemented) {
        Py_DECREF(result);
        result = PyObject_CallMethodOneArg(decoder, decode, text);
    }
    Py_DECREF(decoder);
    return result;
}

/* Calls json's own loads or load, which honours the replacements. Converts buffers that json does not accept to
 * bytes. */
static PyObject *read_slowly(lane_py_state *state, lane_py_slow way, PyObject *const *values, PyObject *unknown) {
    PyObject *source = values[PARAMETER_TEXT], *kwargs = class_arguments(state, values, unknown), *result = NULL;
    bool copy = way == SEAT_SLOW_LOADS && PyObject_CheckBuffer(source) && !PyByteArray_Check(source);
    PyObject *text = copy ? PyBytes_FromObject(source) : Py_NewRef(source);
    PyObject *args = text == NULL ? NULL : PyTuple_Pack(1, text);
    if (args != NULL && kwargs != NULL)
        result = PyObject_Call(state->seat.slow[way], args, kwargs);
    Py_XDECREF(args);
    Py_XDECREF(text);
    Py_XDECREF(kwargs);
    return result;
}

static PyObject *read_opened(lane_py_state *state, lane_py_input *input, PyObject *const *values, PyObject *unknown) {
    if (values[PARAMETER_CLS] != NULL && values[PARAMETER_CLS] != Py_None) {
        if (input->document == NULL && !decode_first(input))
            return NULL;
        return read_with_class(state, input->document, values, unknown);
    }
    if (unknown != NULL)
        return read_slowly(state, SEAT_SLOW_LOADS, values,
                           unknown); /* json refuses it, with the running version's message */
    lane_py_hooks hooks;
    if (!lane_py_hooks_from(values + PARAMETER_HOOKS, &hooks) ||
        !lane_py_jsonc_from(values + PARAMETER_JSONC, &hooks.jsonc))
        return NULL;
    lane_py_loads call;
    return lane_py_loads_init(state, &hooks, &call) ? read_hooked(&call, input) : NULL;
}

/* values: indexed by parameter, NULL where not given. */
static PyObject *read_with_arguments(lane_py_state *state, PyObject *const *values, PyObject *unknown) {
    lane_py_input input;
    lane_py_input_status status = lane_py_input_any(state, values[PARAMETER_TEXT], &input);
    PyObject *result = status == LANE_PY_INPUT_OK ? read_opened(state, &input, values, unknown)
                                                  : raise_unopened(state, values[PARAMETER_TEXT], status);
    lane_py_input_close(state, &input);
    return result;
}

/* Returns 1 if the fast path is valid, 0 if json's own code must honour replacements, -1 with an exception set. */
static int seat_open(lane_py_state *state, PyObject *const *values, PyObject *unknown) {
    bool with = unknown != NULL;
    if (values[PARAMETER_CLS] != NULL && values[PARAMETER_CLS] != Py_None)
        return 1;
    for (unsigned i = PARAMETER_HOOKS; !with && i < PARAMETERS; i++)
        with = values[i] != NULL && (values[i] != Py_None || i == PARAMETER_STRICT);
    return lane_py_seat_open(&state->seat, with ? SEAT_LOADS_WITH : SEAT_LOADS);
}

PyObject *lane_py_loads_stdlib(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames) {
    lane_py_state *state = lane_py_state_of(module);
    if (LANE_LIKELY(nargs == 1 && kwnames == NULL && lane_py_seat_quiet(&state->seat, SEAT_LOADS)))
        return read_plain(state, args[0]);
    PyObject *values[PARAMETERS] = {NULL}, *unknown = NULL, *result = NULL;
    if (lane_py_arguments(state, &loads_signature, args, nargs, kwnames, values, &unknown)) {
        int open = seat_open(state, values, unknown);
        result = open < 0    ? NULL
                 : open == 0 ? read_slowly(state, SEAT_SLOW_LOADS, values, unknown)
                             : read_with_arguments(state, values, unknown);
    }
    Py_XDECREF(unknown);
    return result;
}

PyObject *lane_py_load_stdlib(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames) {
    lane_py_state *state = lane_py_state_of(module);
    PyObject *values[PARAMETERS] = {NULL}, *unknown = NULL, *result = NULL, *text = NULL;
    if (lane_py_arguments(state, &load_signature, args, nargs, kwnames, values, &unknown)) {
        int open = seat_open(state, values, unknown);
        if (open == 0)
            result = read_slowly(state, SEAT_SLOW_LOAD, values, unknown);
        else if (open > 0)
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

/* Runs a call that is set up. With hooks, checks UTF-8 first: hooks must not see values of an input that is refused
 * later. */
LANE_INLINE PyObject *run_strict(lane_py_loads *call, lane_py_input *input) {
    if (LANE_UNLIKELY(input->length == 0))
        return lane_py_raise_no_document(call->state, "Input is a zero-length, empty document");
    if (LANE_UNLIKELY(call->hooked) && !is_utf8(input, false))
        return raise_unopened_strict(call->state, LANE_PY_INPUT_INVALID);
    PyObject *result = run(call, input);
    if (LANE_UNLIKELY(result == NULL))
        lane_py_raise_strict(call, input);
    return result;
}

LANE_INLINE PyObject *read_strict(lane_py_state *state, lane_py_input *input) {
    lane_py_loads call;
    call_begin(&call, state, LANE_FLAGS_STRICT, ORJSON_DEPTH);
    return run_strict(&call, input);
}

/* loads with keywords that orjson lacks: object_hook, parse_float, parse_int. */
static LANE_NOINLINE PyObject *read_strict_hooked(lane_py_state *state, PyObject *const *args, Py_ssize_t nargs,
                                                  PyObject *kwnames) {
    enum { OBJECT_HOOK, PARSE_FLOAT, PARSE_INT, HOOKS };
    static const uint8_t parameters[HOOKS] = {LANE_PY_NAME_object_hook, LANE_PY_NAME_parse_float,
                                              LANE_PY_NAME_parse_int};
    static const lane_py_signature signature = {"loads", "loads", parameters, HOOKS, 0, 0};
    PyObject *hooks[HOOKS] = {NULL}, *result = NULL;
    if (nargs != 1)
        return PyErr_Format(PyExc_TypeError, "lanejson.orjson.loads() takes exactly one argument (%zd given)", nargs);
    if (!lane_py_arguments(state, &signature, args + 1, 0, kwnames, hooks, NULL))
        return NULL;
    lane_py_loads call;
    call_begin(&call, state, LANE_FLAGS_STRICT, ORJSON_DEPTH);
    call.object_hook = given(hooks[OBJECT_HOOK]);
    call.parse_float = unless_type(&PyFloat_Type, given(hooks[PARSE_FLOAT]));
    call.parse_int = unless_type(&PyLong_Type, given(hooks[PARSE_INT]));
    call.hooked = call.object_hook != NULL || call.parse_float != NULL || call.parse_int != NULL;
    lane_py_input input;
    lane_py_input_status status = lane_py_input_strict(state, args[0], &input);
    result = status == LANE_PY_INPUT_OK ? run_strict(&call, &input) : raise_unopened_strict(state, status);
    lane_py_input_close(state, &input);
    return result;
}

PyObject *lane_py_loads_strict(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames) {
    lane_py_state *state = lane_py_state_of(module);
    if (LANE_UNLIKELY(nargs != 1 || kwnames != NULL))
        return read_strict_hooked(state, args, nargs, kwnames);
    PyObject *object = args[0], *lone;
    if (read_lone(state, object, &lone))
        return lone;
    lane_py_input input;
    if (LANE_LIKELY(lane_py_input_bytes(object, &input) || lane_py_input_ascii(object, &input)))
        return read_strict(state, &input);
    lane_py_input_status status = lane_py_input_strict(state, object, &input);
    PyObject *result = status == LANE_PY_INPUT_OK ? read_strict(state, &input) : raise_unopened_strict(state, status);
    lane_py_input_close(state, &input);
    return result;
}
