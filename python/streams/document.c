/* SPDX-License-Identifier: MIT */
/* Views of the C library's values. The root owns the document and its text; each view owns the root. Nothing changes
 * once it is made, so that threads may share it. Numbers are kept as text: Python objects are those of loads. */
#include "document.h"

#include "texts.h"
#include "../loads/errors.h"
#include "../loads/loads.h"

#include "../../src/base/options.h"
#include "../../src/document/document.h"

typedef struct view view;
struct view {
    PyObject_HEAD
    view *root;              /* owned; NULL in the root */
    const lane_value *value; /* of the document */
    /* Of the root alone. */
    lane_doc *doc;
    lane_py_input input; /* the text */
    PyObject *source;    /* owned: what the text may lie in */
};

static view *new_view(view *of, const lane_value *value) {
    PyTypeObject *type = Py_TYPE(of);
    view *self = (view *)type->tp_alloc(type, 0);
    if (self != NULL) {
        self->root = (view *)Py_NewRef((PyObject *)(of->root != NULL ? of->root : of));
        self->value = value;
    }
    return self;
}

static bool is_container(const lane_value *value) {
    return lane_value_type(value) >= LANE_TYPE_ARRAY;
}

/* -- text and objects -- */

/* The compact text of a value; all of it in ASCII if a string has a lone surrogate. NULL with MemoryError set. */
static PyObject *text_of(const lane_value *value) {
    lane_options options = {.flags = LANE_NAN};
    lane_error error;
    size_t length;
    char *text = lane_write(value, &options, &length, &error);
    if (text == NULL && error.code == LANE_ERROR_SURROGATE) {
        options.flags |= LANE_LONE_SURROGATES | LANE_ASCII;
        text = lane_write(value, &options, &length, &error);
    }
    PyObject *bytes = text == NULL ? PyErr_NoMemory() : PyBytes_FromStringAndSize(text, (Py_ssize_t)length);
    lane_text_free(text, length, &options);
    return bytes;
}

static PyObject *str_of(const lane_value *value) {
    return PyUnicode_DecodeUTF8(lane_value_text(value), (Py_ssize_t)lane_value_length(value), "surrogatepass");
}

/* What loads makes of a value. */
static PyObject *object_of(lane_py_state *state, const lane_value *value) {
    static const lane_py_hooks none = {NULL, NULL, NULL, NULL, NULL, NULL, true, 0};
    switch (lane_value_type(value)) {
    case LANE_TYPE_STRING: return str_of(value);
    case LANE_TYPE_NULL: return Py_NewRef(Py_None);
    case LANE_TYPE_BOOL: return Py_NewRef(lane_value_bool(value) ? Py_True : Py_False);
    default: break;
    }
    PyObject *bytes = text_of(value);
    lane_py_loads call;
    lane_py_input input;
    PyObject *result = NULL;
    if (bytes != NULL && lane_py_input_bytes(bytes, &input) && lane_py_loads_init(state, &none, &call)) {
        call.text = input.text;
        call.length = input.length;
        call.units = NULL;
        call.kind = 1;
        call.valid = true;
        result = state->engine->loads(&call);
        if (result == NULL && !PyErr_Occurred())
            lane_py_raise_stdlib(&call, &input); /* deeper than the stack allows */
    }
    Py_XDECREF(bytes);
    return result;
}

/* A scalar as loads makes it; a view of a container. */
static PyObject *item_of(view *self, const lane_value *value) {
    return is_container(value) ? (PyObject *)new_view(self, value)
                               : object_of(lane_py_state_of_type(Py_TYPE(self)), value);
}

/* -- looking up -- */

static const char *type_name(const lane_value *value) {
    switch (lane_value_type(value)) {
    case LANE_TYPE_ARRAY: return "array";
    case LANE_TYPE_OBJECT: return "object";
    case LANE_TYPE_STRING: return "string";
    case LANE_TYPE_NULL: return "null";
    case LANE_TYPE_BOOL: return "bool";
    default: return "number";
    }
}

/* The value of a member, or NULL: with an exception set, or not. */
static const lane_value *find_member(const view *self, PyObject *key) {
    PyObject *utf8 = PyUnicode_AsEncodedString(key, "utf-8", "surrogatepass");
    if (utf8 == NULL)
        return NULL;
    const lane_value *value = lane_object_get(self->value, PyBytes_AS_STRING(utf8), (size_t)PyBytes_GET_SIZE(utf8));
    Py_DECREF(utf8);
    return value;
}

static PyObject *view_subscript(PyObject *object, PyObject *key) {
    view *self = (view *)object;
    const lane_type type = lane_value_type(self->value);
    if (type == LANE_TYPE_OBJECT && PyUnicode_Check(key)) {
        const lane_value *value = find_member(self, key);
        if (value == NULL && !PyErr_Occurred())
            PyErr_SetObject(PyExc_KeyError, key);
        return value == NULL ? NULL : item_of(self, value);
    }
    if (type == LANE_TYPE_ARRAY && PyIndex_Check(key)) {
        const Py_ssize_t count = (Py_ssize_t)lane_value_count(self->value);
        Py_ssize_t index = PyNumber_AsSsize_t(key, PyExc_IndexError);
        if (index == -1 && PyErr_Occurred())
            return NULL;
        index += index < 0 ? count : 0;
        if (index < 0 || index >= count)
            return PyErr_Format(PyExc_IndexError, "the array has %zd items", count);
        return item_of(self, lane_array_get(self->value, (size_t)index));
    }
    return PyErr_Format(PyExc_TypeError, "%s of a Document has no item of %.200s",
                        type == LANE_TYPE_OBJECT  ? "an object"
                        : type == LANE_TYPE_ARRAY ? "an array"
                                                  : "a scalar",
                        Py_TYPE(key)->tp_name);
}

static PyObject *view_at(PyObject *object, PyObject *pointer) {
    view *self = (view *)object;
    if (!PyUnicode_Check(pointer))
        return PyErr_Format(PyExc_TypeError, "a JSON Pointer is a str, not %.200s", Py_TYPE(pointer)->tp_name);
    PyObject *utf8 = PyUnicode_AsEncodedString(pointer, "utf-8", "surrogatepass");
    if (utf8 == NULL)
        return NULL;
    const lane_value *value = lane_pointer_get(self->value, PyBytes_AS_STRING(utf8), (size_t)PyBytes_GET_SIZE(utf8));
    Py_DECREF(utf8);
    if (value == NULL) {
        PyErr_SetObject(PyExc_KeyError, pointer);
        return NULL;
    }
    return item_of(self, value);
}

static Py_ssize_t view_length(PyObject *object) {
    const view *self = (view *)object;
    if (is_container(self->value))
        return (Py_ssize_t)lane_value_count(self->value);
    PyErr_Format(PyExc_TypeError, "a %s of a Document has no len()", type_name(self->value));
    return -1;
}

/* -- going over -- */

typedef enum { KEYS, VALUES, ITEMS } part;

/* An iterator over an object's keys, values or pairs, or over an array's items, which are VALUES. */
typedef struct {
    PyObject_HEAD
    view *of; /* owned; NULL at the end */
    lane_iterator at;
    part part;
} view_iterator;

static PyObject *iterator_next(PyObject *object) {
    view_iterator *self = (view_iterator *)object;
    const lane_value *key = NULL, *value = NULL;
    if (self->of == NULL)
        return NULL;
    if (lane_value_type(self->of->value) == LANE_TYPE_OBJECT)
        key = lane_object_next(&self->at, &value);
    else
        value = lane_array_next(&self->at);
    if (key == NULL && value == NULL) {
        Py_CLEAR(self->of);
        return NULL;
    }
    if (self->part == KEYS)
        return str_of(key);
    PyObject *item = item_of(self->of, value);
    return self->part == VALUES || item == NULL ? item : Py_BuildValue("NN", str_of(key), item);
}

static int iterator_traverse(PyObject *object, visitproc visit, void *arg) {
    Py_VISIT(Py_TYPE(object));
    Py_VISIT(((view_iterator *)object)->of);
    return 0;
}

static int iterator_clear(PyObject *object) {
    Py_CLEAR(((view_iterator *)object)->of);
    return 0;
}

static void iterator_dealloc(PyObject *object) {
    PyTypeObject *type = Py_TYPE(object);
    PyObject_GC_UnTrack(object);
    (void)iterator_clear(object);
    type->tp_free(object);
    Py_DECREF(type);
}

static PyObject *new_iterator(PyObject *object, part which) {
    view *self = (view *)object;
    PyObject *module = PyType_GetModule(Py_TYPE(object));
    PyTypeObject *type = module == NULL ? NULL : (PyTypeObject *)PyObject_GetAttrString(module, "DocumentIterator");
    view_iterator *iterator = type == NULL ? NULL : (view_iterator *)type->tp_alloc(type, 0);
    Py_XDECREF(type);
    if (iterator != NULL) {
        iterator->of = (view *)Py_NewRef(object);
        iterator->at = lane_iterate(self->value);
        iterator->part = which;
    }
    return (PyObject *)iterator;
}

static PyObject *view_iter(PyObject *object) {
    const lane_value *value = ((view *)object)->value;
    if (!is_container(value))
        return PyErr_Format(PyExc_TypeError, "a %s of a Document is not iterable", type_name(value));
    return new_iterator(object, lane_value_type(value) == LANE_TYPE_OBJECT ? KEYS : VALUES);
}

static PyObject *members_of(PyObject *object, part which) {
    const lane_value *value = ((view *)object)->value;
    if (lane_value_type(value) != LANE_TYPE_OBJECT)
        return PyErr_Format(PyExc_TypeError, "a %s of a Document has no keys", type_name(value));
    return new_iterator(object, which);
}

static PyObject *view_keys(PyObject *object, PyObject *unused) {
    (void)unused;
    return members_of(object, KEYS);
}

static PyObject *view_values(PyObject *object, PyObject *unused) {
    (void)unused;
    return members_of(object, VALUES);
}

static PyObject *view_items(PyObject *object, PyObject *unused) {
    (void)unused;
    return members_of(object, ITEMS);
}

static int view_contains(PyObject *object, PyObject *key) {
    view *self = (view *)object;
    if (lane_value_type(self->value) == LANE_TYPE_OBJECT)
        return !PyUnicode_Check(key) ? 0 : find_member(self, key) != NULL ? 1 : PyErr_Occurred() ? -1 : 0;
    PyObject *iterator = view_iter(object), *item;
    int found = iterator == NULL ? -1 : 0;
    while (found == 0 && (item = PyIter_Next(iterator)) != NULL) {
        found = PyObject_RichCompareBool(item, key, Py_EQ);
        Py_DECREF(item);
    }
    Py_XDECREF(iterator);
    return PyErr_Occurred() ? -1 : found;
}

/* -- the whole -- */

static PyObject *view_value(PyObject *object, PyObject *unused) {
    (void)unused;
    return object_of(lane_py_state_of_type(Py_TYPE(object)), ((view *)object)->value);
}

static PyObject *view_raw(PyObject *object, PyObject *unused) {
    PyObject *bytes = text_of(((view *)object)->value), *raw = NULL;
    (void)unused;
    if (bytes != NULL)
        raw = PyObject_CallOneArg((PyObject *)lane_py_state_of_type(Py_TYPE(object))->fragment_type, bytes);
    Py_XDECREF(bytes);
    return raw;
}

static PyObject *view_reduce(PyObject *object, PyObject *unused) {
    PyObject *bytes = text_of(((view *)object)->value);
    (void)unused;
    return bytes == NULL ? NULL : Py_BuildValue("O(N)", Py_TYPE(object), bytes);
}

static PyObject *view_compare(PyObject *object, PyObject *other, int op) {
    if (op != Py_EQ && op != Py_NE)
        return Py_NewRef(Py_NotImplemented);
    if (Py_TYPE(other) == Py_TYPE(object)) {
        const bool same = lane_equal(((view *)object)->value, ((view *)other)->value);
        return Py_NewRef(same == (op == Py_EQ) ? Py_True : Py_False);
    }
    PyObject *value = view_value(object, NULL);
    PyObject *result = value == NULL ? NULL : PyObject_RichCompare(value, other, op);
    Py_XDECREF(value);
    return result;
}

static PyObject *view_repr(PyObject *object) {
    const lane_value *value = ((view *)object)->value;
    if (!is_container(value))
        return PyUnicode_FromFormat("<lanejson.Document: a %s>", type_name(value));
    return PyUnicode_FromFormat("<lanejson.Document: an %s of %zu>", type_name(value), lane_value_count(value));
}

/* -- life -- */

static int view_traverse(PyObject *object, visitproc visit, void *arg) {
    view *self = (view *)object;
    Py_VISIT(Py_TYPE(object));
    Py_VISIT(self->root);
    Py_VISIT(self->source);
    return 0;
}

/* The text is let go of at the end alone: as long as anybody has a view, it is read. */
static void view_dealloc(PyObject *object) {
    view *self = (view *)object;
    PyTypeObject *type = Py_TYPE(object);
    PyObject_GC_UnTrack(object);
    lane_doc_free(self->doc);
    if (self->root == NULL)
        lane_py_input_close(lane_py_state_of_type(type), &self->input);
    Py_CLEAR(self->source);
    Py_CLEAR(self->root);
    type->tp_free(object);
    Py_DECREF(type);
}

static bool read_text(view *self, lane_py_state *state, PyObject *source) {
    const lane_options options = {.flags = LANE_FLAGS_STDLIB | LANE_RAW_NUMBERS, .max_depth = UINT32_MAX};
    lane_error error;
    self->source = Py_NewRef(source);
    if (!lane_py_text_open(state, "Document", source, &self->input))
        return false;
    self->doc = lane_parse((const char *)self->input.text, self->input.length, &options, &error);
    if (self->doc != NULL) {
        self->value = lane_doc_root(self->doc);
        return true;
    }
    /* Raises what loads raises. */
    if (error.code == LANE_ERROR_MEMORY || lane_py_text_check(state, &self->input, LANE_FLAGS_STDLIB))
        PyErr_NoMemory();
    return false;
}

static PyObject *view_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    if (PyTuple_GET_SIZE(args) != 1 || (kwargs != NULL && PyDict_GET_SIZE(kwargs) != 0))
        return PyErr_Format(PyExc_TypeError, "Document() takes exactly one positional argument, a text");
    view *self = (view *)type->tp_alloc(type, 0);
    if (self != NULL && !read_text(self, lane_py_state_of_type(type), PyTuple_GET_ITEM(args, 0)))
        Py_CLEAR(self);
    return (PyObject *)self;
}

static const PyMethodDef view_methods[] = {
    {"at", view_at, METH_O,
     PyDoc_STR("at($self, pointer, /)\n--\n\nReturn what a JSON Pointer (RFC 6901) leads to. KeyError if it leads "
               "nowhere.")},
    {"keys", view_keys, METH_NOARGS, PyDoc_STR("keys($self, /)\n--\n\nIterate over the keys of an object.")},
    {"values", view_values, METH_NOARGS, PyDoc_STR("values($self, /)\n--\n\nIterate over the values of an object.")},
    {"items", view_items, METH_NOARGS,
     PyDoc_STR("items($self, /)\n--\n\nIterate over the (key, value) pairs of an object, repeated keys too.")},
    {"value", view_value, METH_NOARGS, PyDoc_STR("value($self, /)\n--\n\nReturn what loads makes of it.")},
    {"raw", view_raw, METH_NOARGS,
     PyDoc_STR("raw($self, /)\n--\n\nReturn its compact text as a lanejson.orjson.Fragment, numbers as they are "
               "written.")},
    {"__reduce__", view_reduce, METH_NOARGS, PyDoc_STR("__reduce__($self, /)\n--\n\nFor pickle.")},
    {NULL, NULL, 0, NULL},
};

#define DOCUMENT_DOC                                                                                                 \
    "Document(s, /)\n--\n\n"                                                                                         \
    "A JSON text that is read at once, and whose Python objects are made where they are asked for.\n\n"              \
    "s is what loads takes. doc[key], doc[index], doc.at(pointer) and iteration give what loads makes of a str,\n"   \
    "number, bool or null, and a Document of an array or object, which keeps the text. Of a repeated key the last\n" \
    "value counts. len, in and == work as for dict and list, and pickle too; dumps writes what value() returns.\n"   \
    "Threads may share it.\n\n"                                                                                      \
    "Raises what loads raises for s. Time: linear in the text to read, linear in the members or items to look up.\n" \
    "Memory: 16 bytes a value, and the text, which bytes and ASCII strs lend."

static const PyType_Slot view_slots[] = {
    {Py_tp_doc, (void *)(uintptr_t)PyDoc_STR(DOCUMENT_DOC)},
    {Py_tp_new, LANE_PY_SLOT(view_new)},
    {Py_tp_dealloc, LANE_PY_SLOT(view_dealloc)},
    {Py_tp_traverse, LANE_PY_SLOT(view_traverse)},
    {Py_tp_iter, LANE_PY_SLOT(view_iter)},
    {Py_tp_richcompare, LANE_PY_SLOT(view_compare)},
    {Py_tp_hash, LANE_PY_SLOT(PyObject_HashNotImplemented)},
    {Py_tp_repr, LANE_PY_SLOT(view_repr)},
    {Py_tp_methods, (void *)(uintptr_t)view_methods},
    {Py_mp_subscript, LANE_PY_SLOT(view_subscript)},
    {Py_mp_length, LANE_PY_SLOT(view_length)},
    {Py_sq_contains, LANE_PY_SLOT(view_contains)},
    {0, NULL},
};

static const PyType_Spec view_spec = {
    .name = "lanejson.Document",
    .basicsize = sizeof(view),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = (PyType_Slot *)(uintptr_t)view_slots,
};

static const PyType_Slot iterator_slots[] = {
    {Py_tp_doc, (void *)(uintptr_t)PyDoc_STR("An iterator over a Document.")},
    {Py_tp_dealloc, LANE_PY_SLOT(iterator_dealloc)},
    {Py_tp_traverse, LANE_PY_SLOT(iterator_traverse)},
    {Py_tp_clear, LANE_PY_SLOT(iterator_clear)},
    {Py_tp_iter, LANE_PY_SLOT(PyObject_SelfIter)},
    {Py_tp_iternext, LANE_PY_SLOT(iterator_next)},
    {0, NULL},
};

static const PyType_Spec iterator_spec = {
    .name = "lanejson._lanejson.DocumentIterator",
    .basicsize = sizeof(view_iterator),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .slots = (PyType_Slot *)(uintptr_t)iterator_slots,
};

PyTypeObject *lane_py_document_type_new(PyObject *module) {
    return (PyTypeObject *)PyType_FromModuleAndSpec(module, (PyType_Spec *)(uintptr_t)&view_spec, NULL);
}

PyTypeObject *lane_py_document_iterator_type_new(PyObject *module) {
    return (PyTypeObject *)PyType_FromModuleAndSpec(module, (PyType_Spec *)(uintptr_t)&iterator_spec, NULL);
}
