/* SPDX-License-Identifier: MIT */
/* Applies the C library's check, minify, reader and writer to the arguments of loads, with its errors. */
#include "texts.h"

#include "../base/arguments.h"
#include "../loads/hooks.h"
#include "../loads/errors.h"

#include "../../src/base/options.h"
#include "../../src/dispatch.h"
#include "../../src/document/document.h"

/* Most spaces of a level. */
#define INDENT_MOST 1000

/* -- opening -- */

/* Encodes an opened str as UTF-8, unless it already is. False with an exception set. */
static bool encode_str(lane_py_state *state, lane_py_input *input) {
    if (!input->by_character || (input->kind == 1 && PyUnicode_IS_ASCII(input->document)))
        return true;
    PyObject *text = PyUnicode_AsEncodedString(input->document, "utf-8", "surrogatepass");
    lane_py_input_close(state, input);
    *input = (lane_py_input){.valid = true, .owner = text};
    if (text == NULL)
        return false;
    input->text = (const uint8_t *)PyBytes_AS_STRING(text);
    input->length = (size_t)PyBytes_GET_SIZE(text);
    return true;
}

bool lane_py_text_open(lane_py_state *state, const char *function, PyObject *object, lane_py_input *ret) {
    switch (lane_py_input_any(state, object, ret)) {
    case LANE_PY_INPUT_OK: return encode_str(state, ret);
    case LANE_PY_INPUT_BOM:
        lane_py_raise_at(state, "Unexpected UTF-8 BOM (decode using utf-8-sig)", object, 0);
        return false;
    case LANE_PY_INPUT_TYPE:
        PyErr_Format(PyExc_TypeError, "%s() takes str, bytes or a buffer, not %.200s", function,
                     Py_TYPE(object)->tp_name);
        return false;
    default: return false;
    }
}

bool lane_py_text_check(lane_py_state *state, const lane_py_input *input, uint32_t flags) {
    lane_parse_frame frame = {.begin = input->text,
                              .end = input->text + input->length,
                              .allocator = &lane_allocator_libc,
                              .flags = flags,
                              .max_depth = UINT32_MAX};
    if (lane_kernels_active()->check(&frame))
        return true;
    const lane_py_loads call = {.state = state,
                                .text = input->text,
                                .length = input->length,
                                .valid = input->valid,
                                .kind = 1,
                                .flags = flags,
                                .error = frame.error};
    lane_py_raise_stdlib(&call, input);
    return false;
}

/* Returns UTF-8 text in the type of `object`: a str, or bytes. */
static PyObject *as_given(PyObject *object, const char *text, size_t length) {
    return PyUnicode_Check(object) ? PyUnicode_DecodeUTF8(text, (Py_ssize_t)length, "surrogatepass")
                                   : PyBytes_FromStringAndSize(text, (Py_ssize_t)length);
}

/* -- arguments -- */

enum { TEXT, JSONC, PARAMETERS = JSONC + JSONC_PARAMETERS };

/* Parses the text and the flags of JSONC. False with an exception set. */
static bool take_arguments(const lane_py_state *state, const char *function, PyObject *const *args, Py_ssize_t nargs,
                           PyObject *kwnames, PyObject **ret, uint32_t *ret_jsonc) {
    static const uint8_t parameters[PARAMETERS] = {LANE_PY_NAME_s, LANE_PY_JSONC_NAMES};
    const lane_py_signature signature = {function, function, parameters, PARAMETERS, 1, 1};
    PyObject *values[PARAMETERS] = {NULL};
    if (!lane_py_arguments(state, &signature, args, nargs, kwnames, values, NULL))
        return false;
    *ret = values[TEXT];
    return lane_py_jsonc_from(values + JSONC, ret_jsonc);
}

/* -- the functions -- */

PyObject *lane_py_validate(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames) {
    lane_py_state *state = lane_py_state_of(module);
    lane_py_input input;
    PyObject *object;
    uint32_t jsonc;
    if (!take_arguments(state, "validate", args, nargs, kwnames, &object, &jsonc))
        return NULL;
    const bool right = lane_py_text_open(state, "validate", object, &input) &&
                       lane_py_text_check(state, &input, (LANE_FLAGS_STDLIB & ~LANE_NAN) | jsonc);
    lane_py_input_close(state, &input);
    return right ? Py_NewRef(Py_None) : NULL;
}

static PyObject *minify_text(lane_py_state *state, PyObject *object) {
    lane_py_input input;
    PyObject *result = NULL, *small = NULL;
    size_t size = 0;
    if (lane_py_text_open(state, "minify", object, &input) && lane_py_text_check(state, &input, LANE_FLAGS_STDLIB))
        small = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)input.length);
    if (small != NULL && lane_kernels_active()->minify((uint8_t *)PyBytes_AS_STRING(small), input.text,
                                                       input.text + input.length, &size)) {
        if (PyUnicode_Check(object))
            result = as_given(object, PyBytes_AS_STRING(small), size);
        else if (_PyBytes_Resize(&small, (Py_ssize_t)size) == 0)
            result = Py_NewRef(small);
    }
    Py_XDECREF(small);
    lane_py_input_close(state, &input);
    return result;
}

/* Returns the text of a document; in ASCII if a string has a lone surrogate, which is not UTF-8. */
static PyObject *write_document(PyObject *object, const lane_doc *doc, uint32_t indent) {
    lane_options options = {.flags = LANE_NAN, .indent = indent};
    lane_error error;
    size_t length;
    char *text = lane_write(lane_doc_root(doc), &options, &length, &error);
    if (text == NULL && error.code == LANE_ERROR_SURROGATE) {
        options.flags |= LANE_LONE_SURROGATES | LANE_ASCII;
        text = lane_write(lane_doc_root(doc), &options, &length, &error);
    }
    PyObject *result = text == NULL ? PyErr_NoMemory() : as_given(object, text, length);
    lane_text_free(text, length, &options);
    return result;
}

static PyObject *format_text(lane_py_state *state, const char *function, PyObject *object, uint32_t jsonc,
                             uint32_t indent) {
    const lane_options options = {.flags = LANE_FLAGS_STDLIB | LANE_RAW_NUMBERS | jsonc, .max_depth = UINT32_MAX};
    lane_py_input input;
    PyObject *result = NULL;
    if (lane_py_text_open(state, function, object, &input) &&
        lane_py_text_check(state, &input, LANE_FLAGS_STDLIB | jsonc)) {
        lane_doc *doc = lane_parse((const char *)input.text, input.length, &options, NULL);
        result = doc == NULL ? PyErr_NoMemory() : write_document(object, doc, indent);
        lane_doc_free(doc);
    }
    lane_py_input_close(state, &input);
    return result;
}

PyObject *lane_py_minify(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames) {
    lane_py_state *state = lane_py_state_of(module);
    PyObject *object;
    uint32_t jsonc;
    if (!take_arguments(state, "minify", args, nargs, kwnames, &object, &jsonc))
        return NULL;
    return jsonc == 0 ? minify_text(state, object) : format_text(state, "minify", object, jsonc, 0);
}

PyObject *lane_py_format(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames) {
    static const uint8_t parameters[] = {LANE_PY_NAME_s, LANE_PY_NAME_indent, LANE_PY_JSONC_NAMES};
    static const lane_py_signature signature = {"format", "format", parameters, sizeof parameters, 2, 1};
    lane_py_state *state = lane_py_state_of(module);
    PyObject *values[sizeof parameters] = {NULL};
    uint32_t jsonc;
    if (!lane_py_arguments(state, &signature, args, nargs, kwnames, values, NULL) ||
        !lane_py_jsonc_from(values + 2, &jsonc))
        return NULL;
    Py_ssize_t indent = values[1] == NULL ? 2 : PyNumber_AsSsize_t(values[1], PyExc_OverflowError);
    if (indent == -1 && PyErr_Occurred())
        return NULL;
    if (indent < 0 || indent > INDENT_MOST) {
        PyErr_Format(PyExc_ValueError, "indent must be 0 to %d spaces, not %zd", INDENT_MOST, indent);
        return NULL;
    }
    return format_text(state, "format", values[0], jsonc, (uint32_t)indent);
}
