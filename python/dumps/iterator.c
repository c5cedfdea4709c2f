/* SPDX-License-Identifier: MIT */
/* A generator in C. Between two steps it owns the references of its call. */
#include "iterator.h"

#include "chunks.h"
#include "../base/guard.h"

typedef struct {
    PyObject_HEAD
    lane_py_dumps call; /* owns object and default_ */
    lane_py_layout layout;
    lane_py_chunks chunks;
    lane_py_guard guard;
} chunk_iterator;

PyObject *lane_py_chunk_iterator_new(const lane_py_dumps *call, lane_py_layout *layout) {
    PyTypeObject *type = call->state->chunk_iterator_type;
    chunk_iterator *self = (chunk_iterator *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->call = *call;
    self->call.separators = &self->layout.separators;
    Py_INCREF(call->object);
    Py_XINCREF(call->default_);
    self->layout.separators = layout->separators;
    for (size_t i = 0; i < 3; i++) {
        self->layout.held[i] = layout->held[i];
        layout->held[i] = NULL;
    }
    lane_py_chunks_init(&self->chunks, &self->call);
    return (PyObject *)self;
}

static PyObject *iterator_next(PyObject *object) {
    chunk_iterator *self = (chunk_iterator *)object;
    if (!lane_py_guard_enter(&self->guard, "iterator of iterencode"))
        return NULL;
    PyObject *chunk = self->call.object == NULL ? NULL : lane_py_chunks_next(&self->chunks);
    lane_py_guard_leave(&self->guard);
    return chunk;
}

static int iterator_traverse(PyObject *object, visitproc visit, void *arg) {
    chunk_iterator *self = (chunk_iterator *)object;
    Py_VISIT(Py_TYPE(object));
    Py_VISIT(self->call.object);
    Py_VISIT(self->call.default_);
    return lane_py_guard_is_taken(&self->guard) ? 0 : lane_py_chunks_traverse(&self->chunks, visit, arg);
}

static int iterator_clear(PyObject *object) {
    chunk_iterator *self = (chunk_iterator *)object;
    lane_py_chunks_release(&self->chunks);
    Py_CLEAR(self->call.object);
    Py_CLEAR(self->call.default_);
    lane_py_layout_release(&self->layout);
    return 0;
}

static void iterator_dealloc(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    (void)iterator_clear(self);
    type->tp_free(self);
    Py_DECREF(type);
}

static const PyType_Slot iterator_slots[] = {
    {Py_tp_doc, (void *)(uintptr_t)PyDoc_STR("The iterator of JSONEncoder.iterencode.")},
    {Py_tp_dealloc, LANE_PY_SLOT(iterator_dealloc)},
    {Py_tp_traverse, LANE_PY_SLOT(iterator_traverse)},
    {Py_tp_clear, LANE_PY_SLOT(iterator_clear)},
    {Py_tp_iter, LANE_PY_SLOT(PyObject_SelfIter)},
    {Py_tp_iternext, LANE_PY_SLOT(iterator_next)},
    {0, NULL},
};

static const PyType_Spec iterator_spec = {
    .name = "lanejson._lanejson.ChunkIterator",
    .basicsize = sizeof(chunk_iterator),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .slots = (PyType_Slot *)(uintptr_t)iterator_slots,
};

PyTypeObject *lane_py_chunk_iterator_type_new(PyObject *module) {
    return (PyTypeObject *)PyType_FromModuleAndSpec(module, (PyType_Spec *)(uintptr_t)&iterator_spec, NULL);
}
