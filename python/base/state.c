/* SPDX-License-Identifier: MIT */
/* The part of the state that is initialised here: names, and facts about the model. module.c fills the rest. */
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

static bool take_flag(PyObject *model, const char *name, bool *ret) {
    PyObject *flag = PyObject_GetAttrString(model, name);
    *ret = flag == Py_True;
    Py_XDECREF(flag);
    return flag != NULL;
}

const char *const lane_py_constant_texts[3] = {"NaN", "Infinity", "-Infinity"};

/* Takes the same objects that json returns. */
static bool take_constants(lane_py_state *state, PyObject *model) {
    state->constants = PyObject_GetAttrString(model, "CONSTANTS");
    for (size_t i = 0; state->constants != NULL && i < 3; i++) {
        if ((state->constant[i] = PyMapping_GetItemString(state->constants, lane_py_constant_texts[i])) == NULL)
            return false;
    }
    return state->constants != NULL;
}

/* Imports the model once: later code reads the objects taken here. */
static bool learn_from_model(lane_py_state *state) {
    PyObject *model = PyImport_ImportModule("lanejson._model");
    if (model == NULL)
        return false;
    state->decode_error = PyObject_GetAttrString(model, "JSONDecodeError");
    state->model_encoder = PyObject_GetAttrString(model, "Encoder");
    state->model_scanner = PyObject_GetAttrString(model, "Scanner");
    bool known = state->decode_error != NULL && state->model_encoder != NULL && state->model_scanner != NULL &&
                 take_flag(model, "NAMES_TRAILING_COMMA", &state->names_trailing_comma) &&
                 take_flag(model, "REFUSES_LAST_ESCAPE", &state->refuses_last_escape) && take_constants(state, model);
    Py_DECREF(model);
    return known;
}

bool lane_py_state_init(lane_py_state *state) {
    lane_py_collector_find(&state->collector);
    lane_py_seat_init(&state->seat);
    if (!intern_names(state) || !learn_from_model(state))
        return false;
    state->strict_decode_error = PyErr_NewExceptionWithDoc(
        "lanejson.orjson.JSONDecodeError", "The document is not valid JSON.", state->decode_error, NULL);
    return state->strict_decode_error != NULL;
}

int lane_py_state_traverse(lane_py_state *state, visitproc visit, void *arg) {
    Py_VISIT(state->model_encoder);
    Py_VISIT(state->model_scanner);
    Py_VISIT(state->decode_error);
    Py_VISIT(state->strict_decode_error);
    Py_VISIT(state->constants);
    Py_VISIT(state->scanner_type);
    Py_VISIT(state->fragment_type);
    Py_VISIT(state->lines_type);
    Py_VISIT(state->parser_type);
    Py_VISIT(state->chunk_iterator_type);
    Py_VISIT(state->items_type);
    Py_VISIT(state->document_type);
    return lane_py_seat_traverse(&state->seat, visit, arg);
}

void lane_py_state_clear(lane_py_state *state) {
    Py_CLEAR(state->model_encoder);
    Py_CLEAR(state->model_scanner);
    Py_CLEAR(state->decode_error);
    Py_CLEAR(state->strict_decode_error);
    Py_CLEAR(state->constants);
    Py_CLEAR(state->scanner_type);
    Py_CLEAR(state->fragment_type);
    Py_CLEAR(state->lines_type);
    Py_CLEAR(state->parser_type);
    Py_CLEAR(state->chunk_iterator_type);
    Py_CLEAR(state->items_type);
    Py_CLEAR(state->document_type);
    lane_py_seat_clear(&state->seat);
}

void lane_py_state_free(lane_py_state *state) {
    lane_py_state_clear(state);
    for (unsigned i = 0; i < LANE_PY_NAMES; i++)
        Py_CLEAR(state->names[i]);
    for (unsigned i = 0; i < 3; i++)
        Py_CLEAR(state->constant[i]);
}
