/* SPDX-License-Identifier: MIT */
/* Parses a document that is cut off, from one text or as it grows. */
#include "parser.h"

#include "growing.h"
#include "texts.h"
#include "../base/arguments.h"
#include "../base/guard.h"
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

/* Returns whether bytes are the first ones of a byte order mark. */
static bool is_mark_begun(const lane_py_input *input) {
    return input->length < LANE_BOM_SIZE && memcmp(input->text, LANE_BOM_BYTES, input->length) == 0;
}

/* Parses [input->text, end), which an incomplete character may follow. False with an exception set. */
static bool read_partial(lane_py_partial *partial, const lane_py_input *input, const uint8_t *end) {
    lane_py_loads *call = &partial->call;
    const bool cut = end != NULL && end < input->text + input->length && !is_mark_begun(input);
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

/* -- as it grows -- */

typedef enum { PARSER_OPEN, PARSER_CLOSED, PARSER_FAILED } parser_state;

typedef struct {
    PyObject_HEAD
    lane_py_growing growing;
    parser_state state;
    bool begun; /* the first chunk has arrived: window.text is known */
    int whole;  /* 1 if the text is whole; other threads may read it */
    lane_py_guard guard;
} parser;

static bool parser_enter(parser *self) {
    return lane_py_guard_enter(&self->guard, "Parser");
}

static bool parser_is_open(const parser *self) {
    if (self->state != PARSER_OPEN)
        PyErr_SetString(PyExc_ValueError, self->state == PARSER_CLOSED
                                              ? "this Parser is closed"
                                              : "this Parser has met a fault, and reads no more: see value");
    return self->state == PARSER_OPEN;
}

/* Parses on, and refuses bytes that are not UTF-8. */
static lane_py_partial_outcome read_on(lane_py_growing *growing, bool again) {
    const lane_py_width width = lane_py_window_width(&growing->window);
    if (width == WIDTH_OPEN)
        return PARTIAL_MORE;
    if (width == WIDTH_WIDE) {
        lane_py_window_raise(&growing->window, 0,
                             PyUnicode_FromString("UTF-16 or UTF-32, not UTF-8: feed what an incremental decoder of "
                                                  "codecs makes of it"),
                             0);
        return PARTIAL_WRONG;
    }
    lane_py_window_pass_mark(&growing->window);
    return lane_py_growing_read(growing, again);
}

/* Parses on. False with an exception set. */
static bool parser_read(parser *self, bool again) {
    const lane_py_partial_outcome outcome = read_on(&self->growing, again);
    pycompat_store_int(&self->whole, outcome == PARTIAL_WHOLE);
    if (outcome == PARTIAL_MORE || outcome == PARTIAL_WHOLE)
        return true;
    self->state = PARSER_FAILED;
    return false;
}

/* -- chunks -- */

/* Checks that a chunk is of the same kind as the first. False with TypeError set. */
static bool take_kind(parser *self, bool text) {
    lane_py_window *window = &self->growing.window;
    if (self->begun && window->text != text)
        PyErr_Format(PyExc_TypeError, "feed() takes %s",
                     text ? "bytes after bytes, not str" : "str after str, not bytes");
    else
        window->text = text;
    self->begun = true;
    return window->text == text;
}

static bool add_bytes(parser *self, const void *bytes, size_t size, bool text) {
    return take_kind(self, text) && lane_py_window_add(&self->growing.window, (const uint8_t *)bytes, size);
}

static bool add_str(parser *self, PyObject *str) {
    if (!pycompat_str_ready(str))
        return false;
    if (PyUnicode_IS_ASCII(str))
        return add_bytes(self, PyUnicode_DATA(str), (size_t)PyUnicode_GET_LENGTH(str), true);
    PyObject *bytes = PyUnicode_AsEncodedString(str, "utf-8", "surrogatepass");
    const bool added =
        bytes != NULL && add_bytes(self, PyBytes_AS_STRING(bytes), (size_t)PyBytes_GET_SIZE(bytes), true);
    Py_XDECREF(bytes);
    return added;
}

/* Adds a chunk to the text. False with an exception set. */
static bool add_chunk(parser *self, PyObject *chunk) {
    Py_buffer view;
    if (PyUnicode_Check(chunk))
        return add_str(self, chunk);
    if (!PyObject_CheckBuffer(chunk)) {
        PyErr_Format(PyExc_TypeError, "feed() takes str, bytes or a buffer, not %.200s", Py_TYPE(chunk)->tp_name);
        return false;
    }
    if (PyObject_GetBuffer(chunk, &view, PyBUF_SIMPLE) < 0)
        return false;
    const bool added = add_bytes(self, view.buf, (size_t)view.len, false);
    PyBuffer_Release(&view);
    return added;
}

/* -- methods -- */

static PyObject *parser_feed(PyObject *object, PyObject *chunk) {
    parser *self = (parser *)object;
    if (!parser_enter(self))
        return NULL;
    const bool right = parser_is_open(self) && add_chunk(self, chunk) && parser_read(self, false);
    lane_py_guard_leave(&self->guard);
    return right ? Py_NewRef(Py_None) : NULL;
}

static PyObject *root_of(const parser *self) {
    PyObject *root = self->growing.partial.root;
    return Py_NewRef(root != NULL ? root : Py_None);
}

static PyObject *parser_value(PyObject *object, void *unused) {
    parser *self = (parser *)object;
    (void)unused;
    if (!parser_enter(self))
        return NULL;
    const bool behind =
        self->state == PARSER_OPEN && self->growing.partial.keep && lane_py_growing_is_behind(&self->growing);
    PyObject *value = !behind || parser_read(self, true) ? root_of(self) : NULL;
    lane_py_guard_leave(&self->guard);
    return value;
}

static PyObject *parser_done(PyObject *object, void *unused) {
    (void)unused;
    return PyBool_FromLong(pycompat_load_int(&((parser *)object)->whole));
}

/* Ends the text and parses the rest of it. False with an exception set. */
static bool parser_finish(parser *self) {
    self->growing.window.ended = true;
    return lane_py_window_add(&self->growing.window, (const uint8_t *)"", 0) && parser_read(self, true);
}

static PyObject *parser_close(PyObject *object, PyObject *unused) {
    parser *self = (parser *)object;
    (void)unused;
    if (!parser_enter(self))
        return NULL;
    PyObject *value = NULL;
    if (parser_is_open(self) && parser_finish(self)) {
        self->state = PARSER_CLOSED;
        lane_py_window_free(&self->growing.window);
        value = root_of(self);
    }
    lane_py_guard_leave(&self->guard);
    return value;
}

static PyObject *parser_exit(PyObject *object, PyObject *unused) {
    parser *self = (parser *)object;
    (void)unused;
    if (!parser_enter(self))
        return NULL;
    self->state = self->state == PARSER_OPEN ? PARSER_CLOSED : self->state;
    lane_py_window_free(&self->growing.window);
    lane_py_guard_leave(&self->guard);
    return Py_NewRef(Py_None);
}

static PyObject *parser_self(PyObject *self, PyObject *unused) {
    (void)unused;
    return Py_NewRef(self);
}

/* -- life -- */

static int parser_traverse(PyObject *object, visitproc visit, void *arg) {
    Py_VISIT(Py_TYPE(object));
    return lane_py_growing_traverse(&((parser *)object)->growing, visit, arg);
}

static int parser_clear(PyObject *object) {
    parser *self = (parser *)object;
    self->state = PARSER_CLOSED;
    lane_py_growing_clear(&self->growing);
    return 0;
}

static void parser_dealloc(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    (void)parser_clear(self);
    type->tp_free(self);
    Py_DECREF(type);
}

/* Converts the keywords of a call of the type for lane_py_arguments: stores borrowed values and returns a new tuple of
 * their names. NULL with an exception set. */
static PyObject *keywords_of(PyObject *kwargs, PyObject **values) {
    PyObject *name, *value, *names = PyTuple_New(kwargs == NULL ? 0 : PyDict_GET_SIZE(kwargs));
    Py_ssize_t at = 0;
    for (Py_ssize_t i = 0; names != NULL && kwargs != NULL && PyDict_Next(kwargs, &at, &name, &value); i++) {
        PyTuple_SET_ITEM(names, i, Py_NewRef(name));
        values[i] = value;
    }
    return names;
}

static PyObject *parser_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    static const uint8_t parameters[] = {LANE_PY_NAME_strings, LANE_PY_HOOK_NAMES};
    static const lane_py_signature signature = {"Parser", "Parser", parameters, sizeof parameters, 0, 0};
    lane_py_state *state = lane_py_state_of_type(type);
    PyObject *values[sizeof parameters] = {NULL};
    const Py_ssize_t positional = PyTuple_GET_SIZE(args), count = kwargs == NULL ? 0 : PyDict_GET_SIZE(kwargs);
    PyObject **given = PyMem_New(PyObject *, (size_t)(positional + count) + 1);
    if (given == NULL)
        return PyErr_NoMemory();
    PyObject *object = NULL, *names = keywords_of(kwargs, given + positional);
    if (names != NULL && lane_py_arguments(state, &signature, given, positional, names, values, NULL))
        object = type->tp_alloc(type, 0);
    Py_XDECREF(names);
    PyMem_Free(given);
    parser *self = (parser *)object;
    if (object != NULL && !(set_strings(values[0], &self->growing.partial.keep) &&
                            lane_py_growing_begin(&self->growing, state, values + 1)))
        Py_CLEAR(object);
    return object;
}

/* clang-format off */
#define PARSER_DOC \
    "Parser(*, strings='drop', object_hook=None, parse_float=None, parse_int=None, parse_constant=None, " \
    "object_pairs_hook=None, array_hook=None, strict=True)\n--\n\n" \
    "Parses one JSON text that arrives in pieces, and has its value so far.\n" \
    "\n" \
    "The keywords are those of loads_partial, and value is its result for the text fed so far. Memory: the\n" \
    "value, and the last token of the text. Time: linear in the bytes fed, however they are cut; with\n" \
    "strings='keep' also in the length of an unclosed string each time value is read. Only one thread at a time\n" \
    "may use a parser: another one, or a hook, gets ValueError. A parser is a context manager, which refuses\n" \
    "more text after its end."

#define FEED_DOC \
    "feed($self, chunk, /)\n--\n\n" \
    "Parse on in a chunk of the text: str, or bytes or a C-contiguous buffer of UTF-8, cut anywhere.\n" \
    "\n" \
    "Raises StreamDecodeError, a JSONDecodeError with the message of loads and the place in the whole text, if\n" \
    "no further text could make it valid; within a string, at the latest when the string ends or has doubled.\n" \
    "Raises the exceptions of hooks. After an error, value is the last valid one, and feed and close raise\n" \
    "ValueError. UTF-16 and UTF-32 are such an error: feed the str that codecs.getincrementaldecoder makes of\n" \
    "them. Raises TypeError for other chunks, and for bytes after str."

#define CLOSE_DOC \
    "close($self, /)\n--\n\n" \
    "End the text and return the value.\n" \
    "\n" \
    "Raises StreamDecodeError, with the message and the place of loads, if the text is incomplete."

#define VALUE_DOC \
    "The value so far; None if there is none yet. Containers in it that are still open grow with later feeds:\n" \
    "they are the same objects, so copy a value that must not change. Raises the exceptions of feed."
/* clang-format on */

static const PyMethodDef parser_methods[] = {
    {"feed", parser_feed, METH_O, PyDoc_STR(FEED_DOC)},
    {"close", parser_close, METH_NOARGS, PyDoc_STR(CLOSE_DOC)},
    {"__enter__", parser_self, METH_NOARGS, PyDoc_STR("__enter__($self, /)\n--\n\nReturn the parser.")},
    {"__exit__", parser_exit, METH_VARARGS,
     PyDoc_STR("__exit__($self, /, *exc_info)\n--\n\nTake no more text. Whether it is whole is not asked.")},
    {NULL, NULL, 0, NULL},
};

static const PyGetSetDef parser_getset[] = {
    {"value", parser_value, NULL, PyDoc_STR(VALUE_DOC), NULL},
    {"done", parser_done, NULL, PyDoc_STR("Whether the text is whole: no more than white space may follow."), NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static const PyType_Slot parser_slots[] = {
    {Py_tp_doc, (void *)(uintptr_t)PyDoc_STR(PARSER_DOC)},
    {Py_tp_new, LANE_PY_SLOT(parser_new)},
    {Py_tp_dealloc, LANE_PY_SLOT(parser_dealloc)},
    {Py_tp_traverse, LANE_PY_SLOT(parser_traverse)},
    {Py_tp_clear, LANE_PY_SLOT(parser_clear)},
    {Py_tp_methods, (void *)(uintptr_t)parser_methods},
    {Py_tp_getset, (void *)(uintptr_t)parser_getset},
    {0, NULL},
};

static const PyType_Spec parser_spec = {
    .name = "lanejson.Parser",
    .basicsize = sizeof(parser),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = (PyType_Slot *)(uintptr_t)parser_slots,
};

PyTypeObject *lane_py_parser_type_new(PyObject *module) {
    return (PyTypeObject *)PyType_FromModuleAndSpec(module, (PyType_Spec *)(uintptr_t)&parser_spec, NULL);
}
