/* SPDX-License-Identifier: MIT */
/* Parses a document piece by piece, and yields the items of each piece before it gets the next one. */
#include "items.h"

#include "growing.h"
#include "source.h"
#include "../base/arguments.h"
#include "../base/guard.h"

/* Most parts of a pointer. */
#define STEPS_MOST 64

typedef struct {
    PyObject_HEAD
    lane_py_source source;
    lane_py_growing growing;
    lane_py_items items;
    Py_ssize_t next;  /* index in items.values */
    PyObject *raised; /* owned: an exception to raise after the items, or NULL */
    bool ended;       /* at the end of the document, after a fault, or closed */
    lane_py_guard guard;
} iterator;

/* -- the pointer -- */

/* Returns whether each ~ of a part starts ~0 or ~1. */
static bool is_escaped_right(PyObject *part) {
    const Py_ssize_t length = PyUnicode_GET_LENGTH(part);
    for (Py_ssize_t i = 0; i < length; i++) {
        const Py_UCS4 after = i + 1 < length ? PyUnicode_READ_CHAR(part, i + 1) : 0;
        if (PyUnicode_READ_CHAR(part, i) == '~' && after != '0' && after != '1')
            return false;
    }
    return true;
}

/* Returns a part as the key that it encodes, or None for "*": a new reference; NULL with an exception set. */
static PyObject *step_of(PyObject *part) {
    if (PyUnicode_CompareWithASCIIString(part, "*") == 0)
        return Py_NewRef(Py_None);
    PyObject *slashes = PyObject_CallMethod(part, "replace", "ss", "~1", "/");
    PyObject *step = slashes == NULL ? NULL : PyObject_CallMethod(slashes, "replace", "ss", "~0", "~");
    Py_XDECREF(slashes);
    return step;
}

/* Returns the steps of a pointer: a new tuple; NULL with an exception set. */
static PyObject *path_of(PyObject *pointer) {
    if (!PyUnicode_Check(pointer))
        return PyErr_Format(PyExc_TypeError, "pointer must be a str, not %.200s", Py_TYPE(pointer)->tp_name);
    PyObject *slash = PyUnicode_FromString("/");
    PyObject *parts = slash == NULL ? NULL : PyUnicode_Split(pointer, slash, -1);
    const Py_ssize_t steps = parts == NULL ? 0 : PyList_GET_SIZE(parts) - 1;
    bool right = steps >= 1 && steps <= STEPS_MOST && PyUnicode_GET_LENGTH(PyList_GET_ITEM(parts, 0)) == 0 &&
                 PyUnicode_CompareWithASCIIString(PyList_GET_ITEM(parts, steps), "*") == 0;
    for (Py_ssize_t i = 1; right && i <= steps; i++)
        right = is_escaped_right(PyList_GET_ITEM(parts, i));
    if (parts != NULL && !right)
        PyErr_Format(PyExc_ValueError,
                     "pointer must be a JSON Pointer of at most %d parts, the last of them \"*\", such as "
                     "\"/items/*\", not %R",
                     STEPS_MOST, pointer);
    PyObject *path = right ? PyTuple_New(steps) : NULL;
    for (Py_ssize_t i = 0; path != NULL && i < steps; i++) {
        PyObject *step = step_of(PyList_GET_ITEM(parts, i + 1));
        if (step == NULL)
            Py_CLEAR(path);
        else
            PyTuple_SET_ITEM(path, i, step);
    }
    Py_XDECREF(parts);
    Py_XDECREF(slash);
    return path;
}

/* -- reading -- */

/* Ends the iteration. False with an exception set if a file cannot be closed. */
static bool finish(iterator *self) {
    self->ended = true;
    return lane_py_source_close(&self->source);
}

/* Gets more text, if all text so far is parsed. False with an exception set. */
static bool fill(iterator *self) {
    lane_py_window *window = &self->growing.window;
    const uint8_t *piece = (const uint8_t *)"";
    size_t size = 0;
    if (self->items.stopped || window->ended)
        return true;
    const int status = lane_py_source_next(&self->source, &piece, &size);
    if (status < 0)
        return false;
    window->text = self->source.text;
    window->ended = status == 0;
    return lane_py_window_add(window, status == 0 ? (const uint8_t *)"" : piece, status == 0 ? 0 : size);
}

/* Parses on. The results are in self->items, an exception in self->raised. */
static void read_on(iterator *self) {
    const lane_py_partial_outcome outcome = lane_py_growing_read(&self->growing, self->growing.window.ended);
    if (outcome == PARTIAL_WRONG || outcome == PARTIAL_FAILED)
        self->raised = PyErr_GetRaisedException();
    else if (self->growing.window.ended && !self->items.stopped)
        self->ended = true;
    self->next = 0;
}

/* Raises the stored exception and ends the iteration. Returns NULL. */
static PyObject *raise_kept(iterator *self) {
    PyObject *raised = self->raised;
    self->raised = NULL;
    if (!finish(self))
        PyErr_Clear();
    PyErr_SetRaisedException(raised);
    return NULL;
}

/* Returns the next item; NULL with an exception set, or without one at the end. */
static PyObject *read_item(iterator *self) {
    for (;;) {
        PyObject *values = self->items.values;
        if (values != NULL && self->next < PyList_GET_SIZE(values)) {
            PyObject *item = PyList_GET_ITEM(values, self->next);
            PyList_SET_ITEM(values, self->next++, Py_NewRef(Py_None));
            return item;
        }
        if (self->raised != NULL)
            return raise_kept(self);
        if (self->ended)
            return NULL;
        Py_CLEAR(self->items.values);
        if (!fill(self))
            return NULL;
        read_on(self);
    }
}

/* -- the iterator -- */

static bool iterator_enter(iterator *self) {
    return lane_py_guard_enter(&self->guard, "iterator of iter_items");
}

static PyObject *iterator_next(PyObject *object) {
    iterator *self = (iterator *)object;
    if (!iterator_enter(self))
        return NULL;
    PyObject *item = read_item(self);
    lane_py_guard_leave(&self->guard);
    if (item == NULL)
        lane_py_source_refuse_stop(&self->source);
    return item;
}

static PyObject *iterator_close(PyObject *object, PyObject *unused) {
    iterator *self = (iterator *)object;
    (void)unused;
    if (!iterator_enter(self))
        return NULL;
    const bool closed = finish(self);
    Py_CLEAR(self->raised);
    Py_CLEAR(self->items.values);
    lane_py_guard_leave(&self->guard);
    return closed ? Py_NewRef(Py_None) : NULL;
}

static PyObject *iterator_exit(PyObject *self, PyObject *unused) {
    return iterator_close(self, unused);
}

static PyObject *iterator_self(PyObject *self, PyObject *unused) {
    (void)unused;
    return Py_NewRef(self);
}

/* Returns the key of the item returned last, a new reference; NULL with an exception set. */
static PyObject *key_of(const iterator *self) {
    if (self->items.values == NULL || self->next == 0)
        return Py_NewRef(Py_None);
    if (self->items.keys == NULL)
        return PyLong_FromSsize_t(self->items.first + self->next - 1);
    return Py_NewRef(PyList_GET_ITEM(self->items.keys, self->next - 1));
}

static PyObject *iterator_key(PyObject *object, void *unused) {
    iterator *self = (iterator *)object;
    (void)unused;
    if (!iterator_enter(self))
        return NULL;
    PyObject *key = key_of(self);
    lane_py_guard_leave(&self->guard);
    return key;
}

/* -- life -- */

static int iterator_traverse(PyObject *object, visitproc visit, void *arg) {
    iterator *self = (iterator *)object;
    Py_VISIT(Py_TYPE(object));
    Py_VISIT(self->raised);
    const int status = lane_py_growing_traverse(&self->growing, visit, arg);
    return status != 0 ? status : lane_py_source_traverse(&self->source, visit, arg);
}

static int iterator_clear(PyObject *object) {
    iterator *self = (iterator *)object;
    self->ended = true;
    Py_CLEAR(self->raised);
    lane_py_growing_clear(&self->growing);
    lane_py_source_clear(&self->source);
    return 0;
}

/* Closes a file that is still open, without a warning. */
static void iterator_finalize(PyObject *object) {
    lane_py_source_finalize(&((iterator *)object)->source, object);
}

static void iterator_dealloc(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    if (PyObject_CallFinalizerFromDealloc(self) < 0)
        return;
    PyObject_GC_UnTrack(self);
    (void)iterator_clear(self);
    type->tp_free(self);
    Py_DECREF(type);
}

/* Sets the path and its levels. False with an exception set. */
static bool set_items(iterator *self, PyObject *pointer) {
    lane_py_items *items = &self->items;
    items->path = path_of(pointer);
    items->steps = items->path == NULL ? 0 : (size_t)PyTuple_GET_SIZE(items->path);
    items->levels = items->path == NULL ? NULL : PyMem_New(lane_py_level, items->steps);
    if (items->path != NULL && items->levels == NULL)
        PyErr_NoMemory();
    return items->levels != NULL;
}

enum { PARAMETER_SOURCE, PARAMETER_POINTER, PARAMETER_HOOKS, PARAMETERS = PARAMETER_HOOKS + HOOK_PARAMETERS };

PyObject *lane_py_iter_items(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames) {
    static const uint8_t parameters[PARAMETERS] = {LANE_PY_NAME_source, LANE_PY_NAME_pointer, LANE_PY_HOOK_NAMES};
    static const lane_py_signature signature = {"iter_items", "iter_items", parameters, PARAMETERS, 2, 2};
    lane_py_state *state = lane_py_state_of(module);
    PyObject *values[PARAMETERS] = {NULL};
    if (!lane_py_arguments(state, &signature, args, nargs, kwnames, values, NULL))
        return NULL;
    PyObject *object = state->items_type->tp_alloc(state->items_type, 0);
    iterator *self = (iterator *)object;
    if (object == NULL)
        return NULL;
    self->growing.partial.items = &self->items;
    if (!(set_items(self, values[PARAMETER_POINTER]) &&
          lane_py_growing_begin(&self->growing, state, values + PARAMETER_HOOKS) &&
          lane_py_source_open(&self->source, "iter_items", values[PARAMETER_SOURCE])))
        Py_CLEAR(object);
    return object;
}

static const PyMethodDef iterator_methods[] = {
    {"close", iterator_close, METH_NOARGS,
     PyDoc_STR("close($self, /)\n--\n\nEnd the iteration, and close the file if iter_items opened it.")},
    {"__enter__", iterator_self, METH_NOARGS, PyDoc_STR("__enter__($self, /)\n--\n\nReturn the iterator.")},
    {"__exit__", iterator_exit, METH_VARARGS, PyDoc_STR("__exit__($self, /, *exc_info)\n--\n\nCall close.")},
    {NULL, NULL, 0, NULL},
};

static const PyGetSetDef iterator_getset[] = {
    {"key", iterator_key, NULL,
     PyDoc_STR("The key, a str, or the index, an int, of the item that was returned last; None before the first."),
     NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static const PyType_Slot iterator_slots[] = {
    {Py_tp_doc, (void *)(uintptr_t)PyDoc_STR("The iterator of iter_items, and a context manager that closes it.")},
    {Py_tp_dealloc, LANE_PY_SLOT(iterator_dealloc)},
    {Py_tp_finalize, LANE_PY_SLOT(iterator_finalize)},
    {Py_tp_traverse, LANE_PY_SLOT(iterator_traverse)},
    {Py_tp_clear, LANE_PY_SLOT(iterator_clear)},
    {Py_tp_iter, LANE_PY_SLOT(PyObject_SelfIter)},
    {Py_tp_iternext, LANE_PY_SLOT(iterator_next)},
    {Py_tp_methods, (void *)(uintptr_t)iterator_methods},
    {Py_tp_getset, (void *)(uintptr_t)iterator_getset},
    {0, NULL},
};

static const PyType_Spec iterator_spec = {
    .name = "lanejson._lanejson.ItemIterator",
    .basicsize = sizeof(iterator),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .slots = (PyType_Slot *)(uintptr_t)iterator_slots,
};

PyTypeObject *lane_py_items_type_new(PyObject *module) {
    return (PyTypeObject *)PyType_FromModuleAndSpec(module, (PyType_Spec *)(uintptr_t)&iterator_spec, NULL);
}
