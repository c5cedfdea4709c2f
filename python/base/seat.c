/* SPDX-License-Identifier: MIT */
/* Registers the dependencies of fast paths, detects changes, and calls the comparison. */
#include "seat.h"

void lane_py_seat_init(lane_py_seat *seat) {
    memset(seat, 0, sizeof *seat);
    for (unsigned way = 0; way < SEAT_WAYS; way++) {
        lane_py_watch *watch = &seat->watch[way];
        watch->found = FOUND_PLAIN;
        watch->tag_now = &watch->tag;
        for (unsigned i = 0; i < SEAT_DICTS; i++)
            watch->change_now[i] = &watch->change[i];
    }
}

/* -- references -- */

int lane_py_seat_traverse(lane_py_seat *seat, visitproc visit, void *arg) {
    for (unsigned way = 0; way < SEAT_WAYS; way++) {
        Py_VISIT(seat->watch[way].type);
        Py_VISIT(seat->watch[way].check);
        for (unsigned i = 0; i < SEAT_DICTS; i++)
            Py_VISIT(seat->watch[way].dicts[i]);
    }
    for (unsigned i = 0; i < SEAT_METHODS; i++) {
        Py_VISIT(seat->own[i]);
        Py_VISIT(seat->model[i]);
    }
    for (unsigned i = 0; i < SEAT_SLOW_WAYS; i++)
        Py_VISIT(seat->slow[i]);
    Py_VISIT(seat->changes);
    return 0;
}

/* Stops watching: during the interpreter's shutdown the remaining calls take the fast paths. */
void lane_py_seat_clear(lane_py_seat *seat) {
    lane_py_seat old = *seat;
    lane_py_seat_init(seat);
    for (unsigned way = 0; way < SEAT_WAYS; way++) {
        Py_XDECREF(old.watch[way].type);
        Py_XDECREF(old.watch[way].check);
        for (unsigned i = 0; i < SEAT_DICTS; i++)
            Py_XDECREF(old.watch[way].dicts[i]);
    }
    for (unsigned i = 0; i < SEAT_METHODS; i++) {
        Py_XDECREF(old.own[i]);
        Py_XDECREF(old.model[i]);
    }
    for (unsigned i = 0; i < SEAT_SLOW_WAYS; i++)
        Py_XDECREF(old.slow[i]);
    Py_XDECREF(old.changes);
}

/* -- changes of dicts -- */

#if LANE_PY_VERSIONED_DICTS

static bool watch_dict(lane_py_seat *seat, lane_py_watch *watch, unsigned i) {
    (void)seat;
    watch->change_now[i] = internals_dict_version(watch->dicts[i]);
    return true;
}

#else

/* A capsule with this name in the interpreter's dict holds the watcher of dicts and its counter: CPython passes no user
 * data to a watcher. */
static const char changes_name[] = "lanejson.changes";

typedef struct {
    uint64_t count;
    int watcher;
} dict_changes;

/* Returns the capsule, borrowed; NULL with an exception set, or without one if there is none, also during shutdown. */
static PyObject *interpreter_changes(void) {
    PyObject *shared = PyInterpreterState_GetDict(PyInterpreterState_Get());
    PyObject *name = shared == NULL ? NULL : PyUnicode_FromString(changes_name);
    PyObject *capsule = name == NULL ? NULL : PyDict_GetItemWithError(shared, name);
    Py_XDECREF(name);
    return capsule;
}

static int on_change(PyDict_WatchEvent event, PyObject *dict, PyObject *key, PyObject *value) {
    (void)event, (void)dict, (void)key, (void)value;
    PyObject *before = PyErr_GetRaisedException(), *capsule = interpreter_changes();
    if (capsule != NULL)
        pycompat_count_uint64(&((dict_changes *)PyCapsule_GetPointer(capsule, changes_name))->count);
    PyErr_SetRaisedException(before);
    return 0;
}

static void free_changes(PyObject *capsule) {
    PyMem_Free(PyCapsule_GetPointer(capsule, changes_name));
}

/* Creates the capsule: a new reference; NULL with an exception set. */
static PyObject *new_changes(void) {
    PyObject *shared = PyInterpreterState_GetDict(PyInterpreterState_Get()), *capsule = NULL;
    dict_changes *changes = (dict_changes *)PyMem_Calloc(1, sizeof *changes);
    if (changes == NULL)
        return PyErr_NoMemory();
    if (shared != NULL && (changes->watcher = PyDict_AddWatcher(on_change)) >= 0)
        capsule = PyCapsule_New(changes, changes_name, free_changes);
    if (capsule == NULL)
        PyMem_Free(changes);
    else if (PyDict_SetItemString(shared, changes_name, capsule) < 0)
        Py_CLEAR(capsule);
    return capsule;
}

/* If CPython has no free watcher, each call compares the dependencies. */
static bool watch_dict(lane_py_seat *seat, lane_py_watch *watch, unsigned i) {
    if (seat->changes == NULL) {
        seat->changes = Py_XNewRef(interpreter_changes());
        if (seat->changes == NULL)
            seat->changes = new_changes();
        if (seat->changes == NULL) {
            watch->blind = true;
            if (!PyErr_ExceptionMatches(PyExc_RuntimeError))
                return false;
            PyErr_Clear();
            return true;
        }
    }
    dict_changes *changes = (dict_changes *)PyCapsule_GetPointer(seat->changes, changes_name);
    watch->change_now[0] = &changes->count;
    return PyDict_Watch(changes->watcher, watch->dicts[i]) == 0;
}

#endif

/* -- checking -- */

/* Stores the result of a comparison. Other threads may compare at the same time. A thread that reads the new tag and
 * changes then reads their result, or FOUND_NOTHING. */
static void publish(lane_py_watch *watch, unsigned tag, const uint64_t *change, lane_py_found found) {
    Py_BEGIN_CRITICAL_SECTION(watch->check);
    pycompat_store_int(&watch->found, FOUND_NOTHING);
    pycompat_store_uint32(&watch->tag, tag);
    for (unsigned i = 0; i < SEAT_DICTS; i++)
        pycompat_store_uint64(&watch->change[i], change[i]);
    pycompat_store_int(&watch->found, found);
    Py_END_CRITICAL_SECTION();
}

int lane_py_seat_look(lane_py_watch *watch) {
    if (lane_py_seat_unchanged(watch)) {
        const int found = pycompat_load_int(&watch->found);
        if (found != FOUND_NOTHING)
            return found == FOUND_PLAIN;
    }
    if (watch->type != NULL) {
        /* A class gets a version tag when an attribute is first looked up. */
        PyObject *any = PyObject_GetAttrString(watch->type, "__init__");
        if (any == NULL)
            return -1;
        Py_DECREF(any);
    }
    /* Read before the comparison: the next call sees changes during it. */
    const unsigned tag = pycompat_load_uint32(watch->tag_now);
    uint64_t change[SEAT_DICTS];
    for (unsigned i = 0; i < SEAT_DICTS; i++)
        change[i] = pycompat_load_uint64(watch->change_now[i]);
    PyObject *same = PyObject_CallNoArgs(watch->check);
    if (same == NULL)
        return -1;
    const bool plain = same == Py_True, lasts = !watch->blind && (watch->type == NULL || tag != 0);
    Py_DECREF(same);
    publish(watch, tag, change, !lasts ? FOUND_NOTHING : plain ? FOUND_PLAIN : FOUND_CHANGED);
    return plain;
}

int lane_py_seat_owner(const lane_py_seat *seat, PyObject *object, PyObject *name, lane_py_method method) {
    PyObject *found;
    int there = pycompat_get_optional(object, name, &found), owner = SEAT_OTHER;
    if (there < 0)
        return -1;
    if (there > 0 && PyMethod_Check(found) && PyMethod_GET_SELF(found) == object) {
        PyObject *function = PyMethod_GET_FUNCTION(found);
        owner = function == seat->own[method] ? SEAT_OWN : function == seat->model[method] ? SEAT_MODEL : SEAT_OTHER;
    }
    Py_XDECREF(found);
    return owner;
}

/* -- registering -- */

static bool take_all(PyObject *tuple, Py_ssize_t count, PyObject **ret) {
    if (!PyTuple_Check(tuple) || PyTuple_GET_SIZE(tuple) != count) {
        PyErr_Format(PyExc_TypeError, "expected a tuple of %zd", count);
        return false;
    }
    for (Py_ssize_t i = 0; i < count; i++)
        Py_XSETREF(ret[i], Py_NewRef(PyTuple_GET_ITEM(tuple, i)));
    return true;
}

/* (class or None, dicts, check) */
static bool take_watch(lane_py_seat *seat, lane_py_watch *watch, PyObject *tuple) {
    PyObject *type, *dicts, *check;
    if (!PyArg_ParseTuple(tuple, "OO!O", &type, &PyTuple_Type, &dicts, &check))
        return false;
    watch->found = FOUND_NOTHING;
    Py_XSETREF(watch->check, Py_NewRef(check));
    if (PyType_Check(type)) {
        Py_XSETREF(watch->type, Py_NewRef(type));
        watch->tag_now = &((PyTypeObject *)type)->tp_version_tag;
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(dicts) && i < SEAT_DICTS; i++) {
        PyObject *dict = PyTuple_GET_ITEM(dicts, i);
        if (!PyDict_Check(dict)) {
            PyErr_SetString(PyExc_TypeError, "expected dicts");
            return false;
        }
        Py_XSETREF(watch->dicts[i], Py_NewRef(dict));
        if (!watch_dict(seat, watch, (unsigned)i))
            return false;
    }
    return true;
}

bool lane_py_seat_take(lane_py_seat *seat, PyObject *const *args, Py_ssize_t nargs) {
    PyObject *watches[SEAT_WAYS] = {NULL};
    if (nargs != 4) {
        PyErr_SetString(PyExc_TypeError, "expected watches, own, model and slow");
        return false;
    }
    bool taken = take_all(args[0], SEAT_WAYS, watches) && take_all(args[1], SEAT_METHODS, seat->own) &&
                 take_all(args[2], SEAT_METHODS, seat->model) && take_all(args[3], SEAT_SLOW_WAYS, seat->slow);
    for (unsigned way = 0; way < SEAT_WAYS; way++) {
        taken = taken && take_watch(seat, &seat->watch[way], watches[way]);
        Py_XDECREF(watches[way]);
    }
    return taken;
}
