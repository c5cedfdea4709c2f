/* SPDX-License-Identifier: MIT */
/* Memory kept per thread: a capsule in the dict of the thread state owns it, and a thread-local variable finds it
 * without a look-up in that dict. */
#include "kept.h"

#if !LANE_PY_FREE_THREADED

void lane_py_keeper_init(lane_py_keeper *keeper, void (*release)(lane_py_kept *kept)) {
    keeper->release = release;
}

void lane_py_keeper_clear(lane_py_keeper *keeper) {
    if (keeper->release != NULL)
        keeper->release(&keeper->kept);
}

#else

static const char kept_name[] = "lanejson.kept";

typedef struct {
    lane_py_kept kept; /* first: a pointer to it is one to the struct */
    void (*release)(lane_py_kept *kept);
} owned_kept;

/* The last result. A system thread may carry several thread states one after another, and a thread state may move
 * between threads; but the numbers of interpreter and thread state always belong to one thread state. */
static LANE_THREAD_LOCAL struct {
    const lane_py_keeper *keeper;
    int64_t interpreter;
    uint64_t thread;
    owned_kept *owned;
} lane_py_last_kept;

void lane_py_keeper_init(lane_py_keeper *keeper, void (*release)(lane_py_kept *kept)) {
    keeper->interpreter = PyInterpreterState_GetID(PyInterpreterState_Get());
    keeper->release = release;
}

static void free_kept(owned_kept *owned) {
    if (lane_py_last_kept.owned == owned)
        lane_py_last_kept.keeper = NULL;
    owned->release(&owned->kept);
    PyMem_Free(owned);
}

static void free_capsule(PyObject *capsule) {
    free_kept((owned_kept *)PyCapsule_GetPointer(capsule, kept_name));
}

/* Returns the name of a keeper's capsule in the dict of a thread state; NULL with an exception set. */
static PyObject *key_of(const lane_py_keeper *keeper) {
    return PyUnicode_FromFormat("%s %p", kept_name, (const void *)keeper);
}

static owned_kept *make(const lane_py_keeper *keeper, PyObject *thread, PyObject *key) {
    owned_kept *owned = (owned_kept *)PyMem_Calloc(1, sizeof *owned);
    if (owned == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    owned->release = keeper->release;
    PyObject *capsule = PyCapsule_New(owned, kept_name, free_capsule);
    if (capsule == NULL)
        free_kept(owned);
    int status = capsule == NULL ? -1 : PyDict_SetItem(thread, key, capsule);
    Py_XDECREF(capsule); /* on failure the last reference, which frees it */
    return status < 0 ? NULL : owned;
}

static LANE_NOINLINE owned_kept *find(const lane_py_keeper *keeper) {
    PyObject *thread = PyThreadState_GetDict(), *capsule = NULL;
    PyObject *key = thread == NULL ? PyErr_NoMemory() : key_of(keeper);
    owned_kept *owned = NULL;
    int there = key == NULL ? -1 : PyDict_GetItemRef(thread, key, &capsule);
    if (there > 0)
        owned = (owned_kept *)PyCapsule_GetPointer(capsule, kept_name);
    else if (there == 0)
        owned = make(keeper, thread, key);
    Py_XDECREF(capsule);
    Py_XDECREF(key);
    return owned;
}

lane_py_kept *lane_py_kept_of(const lane_py_keeper *keeper) {
    const uint64_t thread = PyThreadState_GetID(PyThreadState_Get());
    if (LANE_UNLIKELY(lane_py_last_kept.keeper != keeper || lane_py_last_kept.thread != thread ||
                      lane_py_last_kept.interpreter != keeper->interpreter)) {
        owned_kept *owned = find(keeper);
        if (owned == NULL)
            return NULL;
        lane_py_last_kept.keeper = keeper;
        lane_py_last_kept.interpreter = keeper->interpreter;
        lane_py_last_kept.thread = thread;
        lane_py_last_kept.owned = owned;
    }
    return &lane_py_last_kept.owned->kept;
}

void lane_py_keeper_clear(lane_py_keeper *keeper) {
    PyObject *before = PyErr_GetRaisedException();
    PyObject *thread = PyThreadState_GetDict(), *key = thread == NULL ? NULL : key_of(keeper), *capsule = NULL;
    if (key != NULL)
        (void)PyDict_Pop(thread, key, &capsule);
    Py_XDECREF(capsule);
    Py_XDECREF(key);
    PyErr_SetRaisedException(before);
}

#endif
