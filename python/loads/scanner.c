/* SPDX-License-Identifier: MIT */
/* Scanner(context): callable as scan_once(string, idx) -> (value, end); StopIteration(idx) where there is no value. */
#include "scanner.h"

#include "input.h"
#include "errors.h"
#include "loads.h"

#include "../../src/base/base.h"

typedef lane_py_scanner scanner;

/* -- reading -- */

static bool is_scalar(Py_UCS4 c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' || c == '-' ||
           c == '.';
}

/* Returns the end of the value that starts at `at` if it is well-formed; else a position at or after the first
 * fault. */
static Py_ssize_t value_end(PyObject *str, Py_ssize_t at) {
    const void *data = PyUnicode_DATA(str);
    const int kind = (int)PyUnicode_KIND(str);
    const Py_ssize_t length = PyUnicode_GET_LENGTH(str);
    Py_ssize_t depth = 0;
    bool in_string = false;
    for (; at < length; at++) {
        Py_UCS4 c = PyUnicode_READ(kind, data, at);
        if (in_string) {
            if (c == '\\')
                at++;
            else if (c == '"')
                in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '[' || c == '{') {
            depth++;
        } else if (c == ']' || c == '}') {
            depth--;
        } else if (depth == 0 && is_scalar(c)) {
            if (at + 1 < length && is_scalar(PyUnicode_READ(kind, data, at + 1)))
                continue;
        }
        if (depth <= 0 && !in_string)
            return at + 1;
    }
    return length;
}

/* Opens a str at `index`, for one value. Copies little more than the value: copying the rest each time would make
 * parsing the values of a long str one by one quadratic. */
static bool open_from(lane_py_state *state, PyObject *str, Py_ssize_t index, bool comments, lane_py_input *ret) {
    size_t end = PyUnicode_KIND(str) == PyUnicode_1BYTE_KIND ? 0
                 : comments ? (size_t)PyUnicode_GET_LENGTH(str) /* comments may hold brackets and quotes */
                            : (size_t)value_end(str, index);
    return lane_py_input_from(state, str, (size_t)index, end, ret) == LANE_PY_INPUT_OK;
}

static PyObject *scan(const scanner *self, lane_py_state *state, PyObject *str, Py_ssize_t index) {
    lane_py_hooks hooks = lane_py_scanner_hooks(self);
    lane_py_input input = {0};
    lane_py_loads call;
    PyObject *value = NULL, *result = NULL;
    if (!open_from(state, str, index, self->comments, &input) || !lane_py_loads_init(state, &hooks, &call))
        goto done;
    call.text = input.text;
    call.length = input.length;
    call.units = input.units;
    call.kind = input.kind;
    call.valid = true;
    call.prefix = true;
    call.model_calls = 0;
    value = state->engine->loads(&call);
    if (value == NULL) {
        lane_py_raise_scanner(&call, str, (size_t)index);
        goto done;
    }
    result = Py_BuildValue("Nn", value, index + (Py_ssize_t)call.end);
done:
    lane_py_input_close(state, &input);
    return result;
}

static PyObject *stop_at(Py_ssize_t index) {
    PyObject *value = PyLong_FromSsize_t(index);
    if (value != NULL) {
        PyErr_SetObject(PyExc_StopIteration, value);
        Py_DECREF(value);
    }
    return NULL;
}

static PyObject *scanner_call(PyObject *self, PyObject *args, PyObject *kwargs) {
    static const char *const names[] = {"string", "idx", NULL};
    PyObject *str;
    Py_ssize_t index;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "On:scan_once", (char **)(uintptr_t)names, &str, &index))
        return NULL;
    if (!PyUnicode_Check(str))
        return PyErr_Format(PyExc_TypeError, "first argument must be a string, not %.80s", Py_TYPE(str)->tp_name);
    if (!pycompat_str_ready(str))
        return NULL;
    if (index < 0) {
        PyErr_SetString(PyExc_ValueError, "idx cannot be negative");
        return NULL;
    }
    if (index >= PyUnicode_GET_LENGTH(str))
        return stop_at(index);
    Py_UCS4 first = PyUnicode_READ_CHAR(str, index);
    if (first == ' ' || first == '\n' || first == '\r' || first == '\t')
        return stop_at(index);
    return scan((scanner *)self, lane_py_state_of_type(Py_TYPE(self)), str, index);
}

/* -- life -- */

static int scanner_traverse(PyObject *object, visitproc visit, void *arg) {
    scanner *self = (scanner *)object;
    Py_VISIT(Py_TYPE(object));
    Py_VISIT(self->object_hook);
    Py_VISIT(self->object_pairs_hook);
    Py_VISIT(self->array_hook);
    Py_VISIT(self->parse_float);
    Py_VISIT(self->parse_int);
    Py_VISIT(self->parse_constant);
    return 0;
}

static int scanner_clear(PyObject *object) {
    scanner *self = (scanner *)object;
    Py_CLEAR(self->object_hook);
    Py_CLEAR(self->object_pairs_hook);
    Py_CLEAR(self->array_hook);
    Py_CLEAR(self->parse_float);
    Py_CLEAR(self->parse_int);
    Py_CLEAR(self->parse_constant);
    return 0;
}

static void scanner_dealloc(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    scanner_clear(self);
    type->tp_free(self);
    Py_DECREF(type);
}

/* Decoders written for older versions of json lack array_hook. */
static bool take_array_hook(scanner *self, PyObject *context, PyObject *name) {
    int there = PyObject_GetOptionalAttr(context, name, &self->array_hook);
    if (there == 0) {
        Py_INCREF(Py_None);
        self->array_hook = Py_None;
    }
    return there >= 0;
}

/* Sets *ret to whether an attribute that json's decoders lack exists and is true. False with an exception set. */
static bool take_truth(PyObject *context, PyObject *name, char *ret) {
    PyObject *value;
    int truth = PyObject_GetOptionalAttr(context, name, &value);
    if (truth > 0) {
        truth = PyObject_IsTrue(value);
        Py_DECREF(value);
    }
    *ret = truth > 0;
    return truth >= 0;
}

static bool take_attributes(scanner *self, const lane_py_state *state, PyObject *context) {
    PyObject *const *names = state->names;
    PyObject *strict = PyObject_GetAttr(context, names[LANE_PY_NAME_strict]);
    if (strict == NULL)
        return false;
    int truth = PyObject_IsTrue(strict);
    Py_DECREF(strict);
    if (truth < 0)
        return false;
    self->strict = truth > 0;
    return (self->object_hook = PyObject_GetAttr(context, names[LANE_PY_NAME_object_hook])) != NULL &&
           (self->object_pairs_hook = PyObject_GetAttr(context, names[LANE_PY_NAME_object_pairs_hook])) != NULL &&
           (self->parse_float = PyObject_GetAttr(context, names[LANE_PY_NAME_parse_float])) != NULL &&
           (self->parse_int = PyObject_GetAttr(context, names[LANE_PY_NAME_parse_int])) != NULL &&
           (self->parse_constant = PyObject_GetAttr(context, names[LANE_PY_NAME_parse_constant])) != NULL &&
           take_array_hook(self, context, names[LANE_PY_NAME_array_hook]) &&
           take_truth(context, names[LANE_PY_NAME_comments], &self->comments) &&
           take_truth(context, names[LANE_PY_NAME_trailing_commas], &self->trailing_commas);
}

static PyObject *scanner_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    static const char *const names[] = {"context", NULL};
    PyObject *context;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O:make_scanner", (char **)(uintptr_t)names, &context))
        return NULL;
    scanner *self = (scanner *)type->tp_alloc(type, 0);
    if (self != NULL && !take_attributes(self, lane_py_state_of_type(type), context))
        Py_CLEAR(self);
    return (PyObject *)self;
}

#define MEMBER(name) \
    { #name, Py_T_OBJECT_EX, offsetof(scanner, name), Py_READONLY, NULL }

static const PyMemberDef scanner_members[] = {
    {"strict", Py_T_BOOL, offsetof(scanner, strict), Py_READONLY, NULL},
    {"comments", Py_T_BOOL, offsetof(scanner, comments), Py_READONLY, NULL},
    {"trailing_commas", Py_T_BOOL, offsetof(scanner, trailing_commas), Py_READONLY, NULL},
    MEMBER(object_hook),
    MEMBER(object_pairs_hook),
    MEMBER(array_hook),
    MEMBER(parse_float),
    MEMBER(parse_int),
    MEMBER(parse_constant),
    {NULL, 0, 0, 0, NULL},
};

static const PyType_Slot scanner_slots[] = {
    {Py_tp_doc, (void *)(uintptr_t)PyDoc_STR("JSON scanner object")},
    {Py_tp_new, LANE_PY_SLOT(scanner_new)},
    {Py_tp_dealloc, LANE_PY_SLOT(scanner_dealloc)},
    {Py_tp_traverse, LANE_PY_SLOT(scanner_traverse)},
    {Py_tp_clear, LANE_PY_SLOT(scanner_clear)},
    {Py_tp_call, LANE_PY_SLOT(scanner_call)},
    {Py_tp_members, (void *)(uintptr_t)scanner_members},
    {0, NULL},
};

static const PyType_Spec scanner_spec = {
    .name = "lanejson._lanejson.Scanner",
    .basicsize = sizeof(scanner),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = (PyType_Slot *)(uintptr_t)scanner_slots,
};

PyTypeObject *lane_py_scanner_type_new(PyObject *module) {
    return (PyTypeObject *)PyType_FromModuleAndSpec(module, (PyType_Spec *)(uintptr_t)&scanner_spec, NULL);
}
