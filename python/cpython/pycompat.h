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

/* Object layouts that pyinternals.h knows: released versions only, since alphas change them. A debug build has more
 * fields, and a build of old may have ints of 15-bit digits. */
#if PY_VERSION_HEX >= 0x030B0000 && PY_VERSION_HEX < 0x030F0000 && !LANE_PY_FREE_THREADED && !defined(Py_DEBUG) && \
    PYLONG_BITS_IN_DIGIT == 30
#define LANE_PY_KNOWN_LAYOUT 1
#else
#define LANE_PY_KNOWN_LAYOUT 0
#endif

/* -- Recursion -- */

/* Up to 3.13 CPython counts levels of recursion; then it looks at the stack. */
#define LANE_PY_COUNTS_RECURSION (PY_VERSION_HEX < 0x030E0000)
/* Whether json's C encoder makes a list of a dict's items before it writes them. */
#define LANE_PY_JSON_LISTS_ITEMS (PY_VERSION_HEX < 0x030C0000)
/* Whether json says in notes of an exception where it was. */
#define LANE_PY_JSON_NOTES (PY_VERSION_HEX >= 0x030E0000)
/* Bytes of stack that json's scanner and encoder use for a level at least, where that is what counts. */
#define LANE_PY_JSON_LEVEL 128
/* Whether a call of a Python function from another is a level. Later versions count calls of C functions only. */
#define LANE_PY_COUNTS_PYTHON_CALLS (PY_VERSION_HEX < 0x030C0000)

/* -- Changes of dicts -- */

/* Whether each dict has a version. Later CPython has watchers of dicts. */
#define LANE_PY_VERSIONED_DICTS (PY_VERSION_HEX < 0x030C0000)

/* -- Module slots -- */

/* A function as the value of a slot, which ISO C has no cast for. */
#define LANE_PY_SLOT(function) ((void *)(uintptr_t)(function))

/* A free-threaded build turns the GIL on when it imports this module, for dumps borrows from containers that other
 * threads may change. Its user may forbid that: then pycompat_gil_is_enabled tells, and the module refuses. */
#if PY_VERSION_HEX >= 0x030D0000
#define LANE_PY_SLOT_GIL {Py_mod_gil, Py_MOD_GIL_USED},
#else
#define LANE_PY_SLOT_GIL
#endif

/* Each interpreter has its own module state and nothing is shared, so a lock of one's own is fine; not so before 3.12,
 * where interpreters share one. */
#if PY_VERSION_HEX >= 0x030C0000
#define LANE_PY_SLOT_INTERPRETERS {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#else
#define LANE_PY_SLOT_INTERPRETERS
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

/* Whether one thread at a time runs Python code in this interpreter; -1 with an exception set. In a free-threaded build
 * that cannot tell, many may. */
static inline int pycompat_gil_is_enabled(void) {
    PyObject *function = PySys_GetObject("_is_gil_enabled");
    if (function == NULL)
        return !LANE_PY_FREE_THREADED;
    PyObject *answer = PyObject_CallNoArgs(function);
    int enabled = answer == NULL ? -1 : PyObject_IsTrue(answer);
    Py_XDECREF(answer);
    return enabled;
}

/* Whether the data of a str may be read. Before 3.12 a str may be in a legacy form that has to be converted first. */
static inline bool pycompat_str_ready(PyObject *str) {
#if PY_VERSION_HEX < 0x030C0000
    return PyUnicode_READY(str) == 0;
#else
    (void)str;
    return true;
#endif
}

/* An int of 0 to 2^128 - 1 in two halves. False with an exception set if it is another. */
static inline bool pycompat_int_as_128(PyObject *value, uint64_t *ret_high, uint64_t *ret_low) {
    unsigned char bytes[16];
#if PY_VERSION_HEX >= 0x030D0000
    int flags = Py_ASNATIVEBYTES_LITTLE_ENDIAN | Py_ASNATIVEBYTES_UNSIGNED_BUFFER | Py_ASNATIVEBYTES_REJECT_NEGATIVE;
    Py_ssize_t needed = PyLong_AsNativeBytes(value, bytes, sizeof bytes, flags);
    if (needed < 0)
        return false;
    if (needed > (Py_ssize_t)sizeof bytes) {
        PyErr_SetString(PyExc_OverflowError, "int is too big");
        return false;
    }
#else
    if (_PyLong_AsByteArray((PyLongObject *)value, bytes, sizeof bytes, 1, 0) < 0)
        return false;
#endif
    *ret_high = *ret_low = 0;
    for (int i = 7; i >= 0; i--) {
        *ret_low = *ret_low << 8 | bytes[i];
        *ret_high = *ret_high << 8 | bytes[8 + i];
    }
    return true;
}

/* An attribute that may be missing, without an exception made for that: 1 with a new reference, 0 with NULL, or -1 with
 * NULL and an exception set. */
static inline int pycompat_get_optional(PyObject *object, PyObject *name, PyObject **ret) {
#if PY_VERSION_HEX >= 0x030D0000
    return PyObject_GetOptionalAttr(object, name, ret);
#else
    return _PyObject_LookupAttr(object, name, ret);
#endif
}

/* Whether the collector, and Python code with it, may run wherever a container is made. Later versions run it between
 * Python's instructions only. */
#define LANE_PY_COLLECTS_ANYWHERE (PY_VERSION_HEX < 0x030C0000)

/* Stops the cyclic collector of this interpreter. Whether it was running, and so is to be resumed. A free-threaded
 * build's collector stops the world, which costs other threads more than pausing saves. */
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
