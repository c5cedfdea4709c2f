/* SPDX-License-Identifier: MIT */
/* Differences between CPython's versions: the only file that looks at PY_VERSION_HEX.
 *
 * What newer versions have and older ones lack is defined here under its newest name. */
#ifndef LANE_PY_PYCOMPAT_H
#define LANE_PY_PYCOMPAT_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if PY_VERSION_HEX < 0x030A0000
#error "CPython 3.10 or newer is needed"
#endif

#define LANE_PY_MINOR PY_MINOR_VERSION

#ifdef Py_GIL_DISABLED
#define LANE_PY_FREE_THREADED 1
#else
#define LANE_PY_FREE_THREADED 0
#endif

/* Object layouts that pyinternals.h knows: released versions only, since alphas change them. A debug build has more fields. */
#if PY_VERSION_HEX >= 0x030B0000 && PY_VERSION_HEX < 0x030F0000 && !LANE_PY_FREE_THREADED && !defined(Py_DEBUG)
#define LANE_PY_KNOWN_LAYOUT 1
#else
#define LANE_PY_KNOWN_LAYOUT 0
#endif

/* -- Module slots -- */

/* A function as the value of a slot, which ISO C has no cast for. */
#define LANE_PY_SLOT(function) ((void *)(uintptr_t)(function))

/* Each interpreter has its own module state and nothing is shared, so a lock of one's own is fine; not so before 3.12, where
 * interpreters share one. */
#if PY_VERSION_HEX >= 0x030C0000
#define LANE_PY_SLOT_INTERPRETERS {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#else
#define LANE_PY_SLOT_INTERPRETERS
#endif
#if PY_VERSION_HEX >= 0x030D0000
#define LANE_PY_SLOT_GIL {Py_mod_gil, Py_MOD_GIL_NOT_USED},
#else
#define LANE_PY_SLOT_GIL
#endif

/* -- Functions -- */

#if PY_VERSION_HEX < 0x030C0000
#include <structmember.h>
#define Py_T_OBJECT_EX T_OBJECT_EX
#define Py_T_BOOL T_BOOL
#define Py_READONLY READONLY
#endif

#if PY_VERSION_HEX < 0x030C0000
/* Takes the exception that is set, normalised; NULL if none is. */
static inline PyObject *PyErr_GetRaisedException(void) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    if (type == NULL)
        return NULL;
    PyErr_NormalizeException(&type, &value, &traceback);
    if (traceback != NULL) {
        PyException_SetTraceback(value, traceback);
        Py_DECREF(traceback);
    }
    Py_DECREF(type);
    return value;
}

static inline void PyErr_SetRaisedException(PyObject *exception) {
    if (exception == NULL) {
        PyErr_Clear();
        return;
    }
    Py_INCREF(Py_TYPE(exception));
    PyErr_Restore((PyObject *)Py_TYPE(exception), exception, PyException_GetTraceback(exception));
}
#endif

#if PY_VERSION_HEX < 0x030D0000
/* 1 and a new reference, 0 if there is none, -1 with an exception set. */
static inline int PyObject_GetOptionalAttr(PyObject *object, PyObject *name, PyObject **ret) {
    *ret = PyObject_GetAttr(object, name);
    if (*ret != NULL)
        return 1;
    if (!PyErr_ExceptionMatches(PyExc_AttributeError))
        return -1;
    PyErr_Clear();
    return 0;
}

/* Steals value, also when it fails. */
static inline int PyModule_Add(PyObject *module, const char *name, PyObject *value) {
    int status = PyModule_AddObjectRef(module, name, value);
    Py_XDECREF(value);
    return status;
}

static inline int PyDict_GetItemRef(PyObject *dict, PyObject *key, PyObject **ret) {
    *ret = PyDict_GetItemWithError(dict, key);
    if (*ret == NULL)
        return PyErr_Occurred() ? -1 : 0;
    Py_INCREF(*ret);
    return 1;
}

#define Py_BEGIN_CRITICAL_SECTION(object) {
#define Py_END_CRITICAL_SECTION() }
#endif

/* Whether the data of a str may be read. Before 3.12 a str may be in a legacy form that has to be converted first. */
static inline bool pycompat_str_ready(PyObject *str) {
#if PY_VERSION_HEX < 0x030C0000
    return PyUnicode_READY(str) == 0;
#else
    (void)str;
    return true;
#endif
}

/* Stops the cyclic collector of this interpreter. Whether it was running, and so is to be resumed. A free-threaded build's collector
 * stops the world, which costs other threads more than pausing saves. */
static inline int pycompat_gc_pause(void) {
#if LANE_PY_FREE_THREADED
    return 0;
#else
    return PyGC_Disable();
#endif
}

static inline void pycompat_gc_resume(void) {
    PyGC_Enable();
}

#endif
