/* SPDX-License-Identifier: MIT */
/* Parses a document that is cut off, from one text. */
#include "parser.h"

#include "texts.h"
#include "../base/arguments.h"
#include "../loads/errors.h"
#include "../loads/loads.h"
#include "../loads/partial.h"

#include "../../src/base/options.h"
#include "../../src/dispatch.h"
#include "../../src/document/fault.h"

/* Parses `strings`: whether unclosed strings are kept. False with an exception set. */
static bool set_strings(PyObject *strings, bool *ret_keep) {
    *ret_keep = false;
    if (strings == NULL || (PyUnicode_Check(strings) && PyUnicode_CompareWithASCIIString(strings, "drop") == 0))
        return true;
    *ret_keep = PyUnicode_Check(strings) && PyUnicode_CompareWithASCIIString(strings, "keep") == 0;
    if (!*ret_keep)
        PyErr_Format(PyUnicode_Check(strings) ? PyExc_ValueError : PyExc_TypeError,
                     "strings must be \"drop\" or \"keep\", not %R", strings);
    return *ret_keep;
}

/* Initialises a parse from values in the order of `strings` and the hooks of loads. False with an exception set. */
static bool set_partial(lane_py_state *state, PyObject *const *values, lane_py_partial *ret) {
    lane_py_hooks hooks;
    if (!set_strings(values[0], &ret->keep) || !lane_py_hooks_from(values + 1, &hooks) ||
        !lane_py_loads_init(state, &hooks, &ret->call))
        return false;
    ret->call.units = NULL;
    ret->call.kind = 1;
    ret->call.valid = true;
    lane_py_partial_begin(ret);
    return true;
}

/* -- one text -- */

/* Returns the end of the last complete character of a text that may be cut within one; NULL if it is not UTF-8. */
static const uint8_t *whole_characters(const lane_py_input *input) {
    const uint8_t *end = input->text + input->length;
    const uint8_t *wrong = input->valid ? NULL : lane_kernels_active()->utf8_invalid(input->text, end, true);
    return wrong == NULL ? end : lane_fault_string_end(wrong, end) == wrong ? wrong : NULL;
}

/* Parses [input->text, end), which an incomplete character may follow. False with an exception set. */
static bool read_partial(lane_py_partial *partial, const lane_py_input *input, const uint8_t *end) {
    lane_py_loads *call = &partial->call;
    const bool cut = end != NULL && end < input->text + input->length;
    call->text = input->text;
    call->length = (size_t)(end != NULL ? end - input->text : 0);
    if (end == NULL) { /* raises the error of the decoder */
        lane_py_raise_stdlib(call, input);
        return false;
    }
    lane_py_partial_outcome outcome = lane_py_partial_read(partial);
    if (cut && (outcome == PARTIAL_WHOLE || (outcome == PARTIAL_MORE && call->error.code != LANE_ERROR_STRING_END))) {
        /* An incomplete character is valid only within a string. */
        partial->resume.final = true;
        outcome = lane_py_partial_read(partial);
        if (outcome == PARTIAL_WHOLE)
            call->error = (lane_error){LANE_ERROR_EXTRA, call->length};
        outcome = outcome == PARTIAL_FAILED ? outcome : PARTIAL_WRONG;
    }
    if (outcome == PARTIAL_MORE || outcome == PARTIAL_WHOLE)
        return true;
    const lane_py_input begin = {.text = input->text, .length = call->length, .valid = true};
    lane_py_raise_stdlib(call, cut ? &begin : input);
    return false;
}

PyObject *lane_py_loads_partial(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames) {
    static const uint8_t parameters[] = {LANE_PY_NAME_s, LANE_PY_NAME_strings, LANE_PY_HOOK_NAMES};
    static const lane_py_signature signature = {"loads_partial", "loads_partial", parameters, sizeof parameters, 1, 1};
    lane_py_state *state = lane_py_state_of(module);
    PyObject *values[sizeof parameters] = {NULL}, *result = NULL;
    if (!lane_py_arguments(state, &signature, args, nargs, kwnames, values, NULL))
        return NULL;
    lane_py_partial partial = {.count = 0};
    lane_py_input input;
    if (!set_partial(state, values + 1, &partial))
        return NULL;
    if (lane_py_text_open(state, "loads_partial", values[0], &input) &&
        read_partial(&partial, &input, whole_characters(&input)))
        result = Py_NewRef(partial.root != NULL ? partial.root : Py_None);
    lane_py_input_close(state, &input);
    lane_py_partial_clear(&partial);
    return result;
}
