/* SPDX-License-Identifier: MIT */
/* lanejson.orjson.Fragment. */
#include "fragment.h"

#include "kinds.h"

typedef struct {
    PyObject_HEAD
    PyObject *contents; /* owned; any object, checked by dumps */
} fragment;

static PyObject *fragment_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    if (PyTuple_GET_SIZE(args) != 1 || (kwargs != NULL && PyDict_GET_SIZE(kwargs) != 0)) {
        PyErr_SetString(PyExc_TypeError, "orjson.Fragment() takes exactly 1 positional argument");
        return NULL;
    }
    fragment *self = (fragment *)type->tp_alloc(type, 0);
    if (self != NULL)
        self->contents = Py_NewRef(PyTuple_GET_ITEM(args, 0));
    return (PyObject *)self;
}

static int fragment_traverse(PyObject *self, visitproc visit, void *arg) {
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(((fragment *)self)->contents);
    return 0;
}

static int fragment_clear(PyObject *self) {
    Py_CLEAR(((fragment *)self)->contents);
    return 0;
}

static void fragment_dealloc(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    (void)fragment_clear(self);
    type->tp_free(self);
    Py_DECREF(type);
}

static const PyType_Slot fragment_slots[] = {
    {Py_tp_doc,
     (void *)(uintptr_t)PyDoc_STR("Fragment(contents, /)\n--\n\nJSON, as bytes or str, that dumps writes unchanged.")},
    {Py_tp_new, LANE_PY_SLOT(fragment_new)},
    {Py_tp_dealloc, LANE_PY_SLOT(fragment_dealloc)},
    {Py_tp_traverse, LANE_PY_SLOT(fragment_traverse)},
    {Py_tp_clear, LANE_PY_SLOT(fragment_clear)},
    {0, NULL},
};

static const PyType_Spec fragment_spec = {
    .name = "lanejson.orjson.Fragment",
    .basicsize = sizeof(fragment),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = (PyType_Slot *)(uintptr_t)fragment_slots,
};

PyTypeObject *lane_py_fragment_type_new(PyObject *module) {
    return (PyTypeObject *)PyType_FromModuleAndSpec(module, (PyType_Spec *)(uintptr_t)&fragment_spec, NULL);
}

/* -- writing -- */

/* Returns the contents as bytes, a str in UTF-8: a new reference; NULL with an exception set. */
static PyObject *fragment_bytes(lane_py_context *c, PyObject *contents) {
    if (PyBytes_Check(contents))
        return Py_NewRef(contents);
    if (!PyUnicode_Check(contents)) {
        lane_py_refuse(c, "orjson.Fragment's content is not of type bytes or str");
        return NULL;
    }
    PyObject *bytes = PyUnicode_AsUTF8String(contents);
    if (bytes == NULL && PyErr_ExceptionMatches(PyExc_UnicodeError)) {
        PyErr_Clear();
        lane_py_refuse(c, "str is not valid UTF-8: surrogates not allowed");
    }
    return bytes;
}

bool lane_py_fragment_piece(lane_py_context *c, PyObject *object, lane_piece *ret) {
    if (Py_TYPE(object) != c->call->state->fragment_type)
        return false;
    PyObject *contents = ((fragment *)object)->contents; /* NULL after tp_clear */
    lane_piece_object(ret, PIECE_RAW, fragment_bytes(c, contents == NULL ? Py_None : contents));
    if (ret->kind != PIECE_FAILED) {
        ret->text = (const uint8_t *)PyBytes_AS_STRING(ret->object);
        ret->length = (size_t)PyBytes_GET_SIZE(ret->object);
    }
    return true;
}
