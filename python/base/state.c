/* SPDX-License-Identifier: MIT */
/* The state's own part: names, and what is learned from the model. module.c fills the rest. */
#include "state.h"

static const char *const names[LANE_PY_NAMES] = {
#define NAME(name) [LANE_PY_NAME_##name] = #name,
    LANE_PY_EACH_NAME(NAME)
#undef NAME
};

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

bool lane_py_state_init(lane_py_state *state) {
    if (!intern_names(state) || !learn_from_model(state))
        return false;
    state->strict_decode_error = PyErr_NewExceptionWithDoc(
        "lanejson.orjson.JSONDecodeError", "The document is not valid JSON.", state->decode_error, NULL);
    return state->strict_decode_error != NULL;
}

int lane_py_state_traverse(lane_py_state *state, visitproc visit, void *arg) {
    Py_VISIT(state->model_encoder);
    Py_VISIT(state->decode_error);
    Py_VISIT(state->strict_decode_error);
    Py_VISIT(state->constants);
    Py_VISIT(state->scanner_type);
    Py_VISIT(state->fragment_type);
    return 0;
}

void lane_py_state_clear(lane_py_state *state) {
    Py_CLEAR(state->model_encoder);
    Py_CLEAR(state->decode_error);
    Py_CLEAR(state->strict_decode_error);
    Py_CLEAR(state->constants);
    Py_CLEAR(state->scanner_type);
    Py_CLEAR(state->fragment_type);
}

void lane_py_state_free(lane_py_state *state) {
    lane_py_state_clear(state);
    for (unsigned i = 0; i < LANE_PY_NAMES; i++)
        Py_CLEAR(state->names[i]);
    for (unsigned i = 0; i < 3; i++)
        Py_CLEAR(state->constant[i]);
    PyMem_Free(state->spare);
    state->spare = NULL;
}
