/* SPDX-License-Identifier: MIT */
/* Fills and empties the module's state. */
#include "state.h"

#include "../loads/cache.h"
#include "../dumps/dumps.h"
#include "../types/fragment.h"
#include "../loads/scanner.h"

#include "../../src/dispatch.h"

#define DECLARE(name) extern const lane_py_engine lane_py_engine_##name;
LANE_EACH_ISA(DECLARE)
#undef DECLARE

static const lane_py_engine *const engines[LANE_ISA_COUNT] = {
#define ROW(name) [LANE_ISA_##name] = &lane_py_engine_##name,
    LANE_EACH_ISA(ROW)
#undef ROW
};

static const char *const names[LANE_PY_NAMES] = {
#define NAME(name) [LANE_PY_NAME_##name] = #name,
    LANE_PY_EACH_NAME(NAME)
#undef NAME
};

static bool choose_engine(lane_py_state *state) {
    if (lane_isa_refused()) {
        char why[160];
        lane_isa_describe(why, sizeof why);
        PyErr_SetString(PyExc_ImportError, why);
        return false;
    }
    state->engine = engines[lane_isa_active()];
    return true;
}

static bool intern_names(lane_py_state *state) {
    for (unsigned i = 0; i < LANE_PY_NAMES; i++) {
        if ((state->names[i] = PyUnicode_InternFromString(names[i])) == NULL)
            return false;
    }
    return true;
}

/* Whether the model's message for a text that its decoder refuses starts with `start`; -1 with an exception set. */
static int probe_message(const lane_py_state *state, PyObject *decoder, const char *text, const char *start) {
    PyObject *result = PyObject_CallMethod(decoder, "decode", "s", text);
    if (result != NULL || !PyErr_ExceptionMatches(state->decode_error)) {
        Py_XDECREF(result);
        return result != NULL ? 0 : -1;
    }
    PyObject *error = PyErr_GetRaisedException();
    PyObject *message = PyObject_GetAttrString(error, "msg");
    Py_DECREF(error);
    const char *utf8 = message == NULL ? NULL : PyUnicode_AsUTF8(message);
    int starts = utf8 == NULL ? -1 : strncmp(utf8, start, strlen(start)) == 0;
    Py_XDECREF(message);
    return starts;
}

/* What json's versions say differently. */
static bool probe_messages(lane_py_state *state, PyObject *model) {
    PyObject *decoder = PyObject_CallMethod(model, "Decoder", NULL);
    int trailing = decoder == NULL ? -1 : probe_message(state, decoder, "[0,]", "Illegal trailing comma");
    int escape = trailing < 0 ? -1 : probe_message(state, decoder, "\"\\u0000", "Invalid");
    state->names_trailing_comma = trailing > 0;
    state->refuses_last_escape = escape > 0;
    Py_XDECREF(decoder);
    return escape >= 0;
}

/* The very objects that json returns. */
static bool take_constants(lane_py_state *state, PyObject *model) {
    static const char *const texts[][2] = {{"NaN", "NaN"}, {"Infinity", "PosInf"}, {"-Infinity", "NegInf"}};
    PyObject *decoder = PyObject_GetAttrString(model, "decoder");
    bool good = decoder != NULL && (state->constants = PyDict_New()) != NULL;
    for (size_t i = 0; good && i < sizeof texts / sizeof *texts; i++) {
        PyObject *value = PyObject_GetAttrString(decoder, texts[i][1]);
        good = value != NULL && PyDict_SetItemString(state->constants, texts[i][0], value) == 0;
        state->constant[i] = value;
    }
    Py_XDECREF(decoder);
    return good;
}

/* The only import of the model: what else is asked of it later is asked of what is taken here. */
static bool learn_from_model(lane_py_state *state) {
    PyObject *model = PyImport_ImportModule("lanejson._model");
    if (model == NULL)
        return false;
    state->decode_error = PyObject_GetAttrString(model, "JSONDecodeError");
    state->model_encoder = PyObject_GetAttrString(model, "Encoder");
    bool known = state->decode_error != NULL && state->model_encoder != NULL && probe_messages(state, model) &&
                 take_constants(state, model);
    Py_DECREF(model);
    return known;
}

int lane_py_state_init(lane_py_state *state, PyObject *module) {
    /* What may refuse comes first. */
    if (!choose_engine(state) || (state->cache = lane_py_cache_new()) == NULL)
        return -1;
    if (!intern_names(state) || !learn_from_model(state))
        return -1;
    state->strict_decode_error = PyErr_NewExceptionWithDoc(
        "lanejson.orjson.JSONDecodeError", "The document is not valid JSON.", state->decode_error, NULL);
    if (state->strict_decode_error == NULL)
        return -1;
    if ((state->scanner_type = lane_py_scanner_type_new(module)) == NULL)
        return -1;
    if ((state->fragment_type = lane_py_fragment_type_new(module)) == NULL)
        return -1;
    return 0;
}

int lane_py_state_traverse(lane_py_state *state, visitproc visit, void *arg) {
    Py_VISIT(state->model_encoder);
    Py_VISIT(state->decode_error);
    Py_VISIT(state->strict_decode_error);
    Py_VISIT(state->constants);
    Py_VISIT(state->scanner_type);
    Py_VISIT(state->fragment_type);
    return lane_py_dumps_cache_traverse(state->dumps_cache, visit, arg);
}

void lane_py_state_clear(lane_py_state *state) {
    Py_CLEAR(state->model_encoder);
    Py_CLEAR(state->decode_error);
    Py_CLEAR(state->strict_decode_error);
    Py_CLEAR(state->constants);
    Py_CLEAR(state->scanner_type);
    Py_CLEAR(state->fragment_type);
    lane_py_dumps_cache_clear(state->dumps_cache);
}

void lane_py_state_free(lane_py_state *state) {
    lane_py_state_clear(state);
    for (unsigned i = 0; i < LANE_PY_NAMES; i++)
        Py_CLEAR(state->names[i]);
    for (unsigned i = 0; i < 3; i++)
        Py_CLEAR(state->constant[i]);
    lane_py_cache_free(state->cache);
    state->cache = NULL;
    lane_py_dumps_cache_free(state->dumps_cache);
    state->dumps_cache = NULL;
    PyMem_Free(state->spare);
    state->spare = NULL;
}
