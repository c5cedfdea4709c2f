/* SPDX-License-Identifier: MIT */
/* Differences between versions of CPython: the only file that reads PY_VERSION_HEX.
 *
 * Defines under their newest names functions that older versions lack. */
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

/* Object layouts that pyinternals.h knows: of released versions only, since alphas change them. Debug builds have more
 * fields, and some builds have ints of 15-bit digits. */
#if PY_VERSION_HEX >= 0x030B0000 && PY_VERSION_HEX < 0x03100000 && !LANE_PY_FREE_THREADED && !defined(Py_DEBUG) && \
    PYLONG_BITS_IN_DIGIT == 30
#define LANE_PY_KNOWN_LAYOUT 1
#else
#define LANE_PY_KNOWN_LAYOUT 0
#endif

/* -- Recursion -- */

/* Up to 3.13 CPython counts levels of recursion; later versions check the stack. */
#define LANE_PY_COUNTS_RECURSION (PY_VERSION_HEX < 0x030E0000)
/* Whether json's C encoder copies a dict's items to a list before it writes them. */
#define LANE_PY_JSON_LISTS_ITEMS (PY_VERSION_HEX < 0x030C0000)
/* Whether json adds notes to an exception that tell its place. */
#define LANE_PY_JSON_NOTES (PY_VERSION_HEX >= 0x030E0000)
/* What json says of a list whose __iter__ returns no iterator. */
#if PY_VERSION_HEX < 0x030F0000
#define LANE_PY_JSON_NO_SEQUENCE "_iterencode_list needs a sequence"
#else
#define LANE_PY_JSON_NO_SEQUENCE "encoder_listencode_list needs a sequence"
#endif
/* Least bytes of stack per level of json's scanner and encoder, if CPython checks the stack. */
#define LANE_PY_JSON_LEVEL 128
/* Whether a call between Python functions counts as a level. Later versions count only calls of C functions. */
#define LANE_PY_COUNTS_PYTHON_CALLS (PY_VERSION_HEX < 0x030C0000)

/* -- Changes of dicts -- */

/* Whether each dict has a version. Later versions have watchers of dicts. */
#define LANE_PY_VERSIONED_DICTS (PY_VERSION_HEX < 0x030C0000)

/* -- Module slots -- */

/* A function as the value of a slot; ISO C has no cast for this. */
#define LANE_PY_SLOT(function) ((void *)(uintptr_t)(function))

/* A free-threaded build turns the GIL on when it imports a module without this slot. */
#if PY_VERSION_HEX >= 0x030D0000
#define LANE_PY_SLOT_GIL {Py_mod_gil, Py_MOD_GIL_NOT_USED},
#else
#define LANE_PY_SLOT_GIL
#endif

/* Each interpreter has its own module state and shares nothing, so an interpreter may have its own GIL; before 3.12,
 * interpreters share one. */
#if PY_VERSION_HEX >= 0x030C0000
#define LANE_PY_SLOT_INTERPRETERS {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#else
#define LANE_PY_SLOT_INTERPRETERS
#endif

/* -- Small ints -- */

/* CPython has one shared object for each int from -5 on, so many. */
#define LANE_PY_SMALL_INTS (PY_VERSION_HEX >= 0x030F0000 ? 5 + 1025 : 5 + 257)

/* -- Functions -- */

#if PY_VERSION_HEX < 0x030C0000
#include <structmember.h>
#define Py_T_OBJECT_EX T_OBJECT_EX
#define Py_T_BOOL T_BOOL
#define Py_READONLY READONLY
#endif

#if PY_VERSION_HEX < 0x030C0000
/* Takes the current exception, normalised; NULL if there is none. */
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
/* Returns 1 and a new reference, 0 if absent, -1 with an exception set. */
static inline int PyObject_GetOptionalAttr(PyObject *object, PyObject *name, PyObject **ret) {
    *ret = PyObject_GetAttr(object, name);
    if (*ret != NULL)
        return 1;
    if (!PyErr_ExceptionMatches(PyExc_AttributeError))
        return -1;
    PyErr_Clear();
    return 0;
}

/* Steals `value`, also on failure. */
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

/* dict and frozendict, which is no subclass of dict but has its fields and is read by its functions. */
#define LANE_PY_HAS_FROZENDICT (PY_VERSION_HEX >= 0x030F0000)
#if !LANE_PY_HAS_FROZENDICT
#define PyAnyDict_Check(object) PyDict_Check(object)
#define PyAnyDict_CheckExact(object) PyDict_CheckExact(object)
#endif

static inline bool pycompat_is_frozendict(const PyTypeObject *type) {
#if LANE_PY_HAS_FROZENDICT
    return type == &PyFrozenDict_Type;
#else
    (void)type;
    return false;
#endif
}

/* Critical sections that begin in one function and end in another. */
#if LANE_PY_FREE_THREADED
typedef PyCriticalSection pycompat_section;
#define pycompat_section_begin(section, object) PyCriticalSection_Begin(section, object)
#define pycompat_section_end(section) PyCriticalSection_End(section)
#endif

/* PyIter_Next of an iterator over `iterable`. That of a list reads its items without the list's lock, while other
 * threads may move them. */
static inline PyObject *pycompat_iter_next(PyObject *iterator, PyObject *iterable) {
#if LANE_PY_FREE_THREADED
    if (PyList_CheckExact(iterable)) {
        PyObject *item;
        Py_BEGIN_CRITICAL_SECTION(iterable);
        item = PyIter_Next(iterator);
        Py_END_CRITICAL_SECTION();
        return item;
    }
#endif
    (void)iterable;
    return PyIter_Next(iterator);
}

/* Variables that other threads may access at the same time without the GIL. A load sees all writes before the store
 * that it reads. */
#if LANE_PY_FREE_THREADED
#define pycompat_load_int(word) _Py_atomic_load_int_acquire(word)
#define pycompat_load_uint32(word) _Py_atomic_load_uint32_acquire(word)
#define pycompat_load_uint64(word) _Py_atomic_load_uint64_acquire(word)
#define pycompat_store_int(word, value) _Py_atomic_store_int_release(word, value)
#define pycompat_store_uint32(word, value) _Py_atomic_store_uint32_release(word, value)
#define pycompat_store_uint64(word, value) _Py_atomic_store_uint64_release(word, value)
#define pycompat_count_uint64(word) ((void)_Py_atomic_add_uint64(word, 1))
#define pycompat_exchange_int(word, value) _Py_atomic_exchange_int(word, value)
#else
#define pycompat_load_int(word) (*(word))
#define pycompat_load_uint32(word) (*(word))
#define pycompat_load_uint64(word) (*(word))
#define pycompat_store_int(word, value) ((void)(*(word) = (value)))
#define pycompat_store_uint32(word, value) ((void)(*(word) = (value)))
#define pycompat_store_uint64(word, value) ((void)(*(word) = (value)))
#define pycompat_count_uint64(word) ((void)++*(word))
static inline int pycompat_exchange_int(int *word, int value) {
    int before = *word;
    *word = value;
    return before;
}
#endif

/* Makes the data of a str readable: before 3.12 a str may be in a legacy form. False with an exception set. */
static inline bool pycompat_str_ready(PyObject *str) {
#if PY_VERSION_HEX < 0x030C0000
    return PyUnicode_READY(str) == 0;
#else
    (void)str;
    return true;
#endif
}

/* Stores an int of 0 to 2^128 - 1 in two halves. False with an exception set if it is out of range. */
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

/* Gets an attribute that may be absent, without creating an exception for that: 1 with a new reference, 0 with NULL, or
 * -1 with NULL and an exception set. */
static inline int pycompat_get_optional(PyObject *object, PyObject *name, PyObject **ret) {
#if PY_VERSION_HEX >= 0x030D0000
    return PyObject_GetOptionalAttr(object, name, ret);
#else
    return _PyObject_LookupAttr(object, name, ret);
#endif
}

/* Whether the collector, and Python code with it, may run at each creation of a container. Later versions run it only
 * between Python instructions. */
#define LANE_PY_COLLECTS_ANYWHERE (PY_VERSION_HEX < 0x030C0000)

/* Disables the cyclic collector of this interpreter. Returns whether it was enabled and must be resumed. Does nothing
 * in free-threaded builds, whose collector stops the world: a pause would cost other threads more than it saves. */
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

/* The exception that is set, or none, put aside for a finalizer. Before 3.12 PyErr_GetRaisedException makes an instance
 * of it, and without memory takes another exception. */
typedef struct {
    PyObject *type, *value, *traceback;
} pycompat_exception;

static inline pycompat_exception pycompat_exception_save(void) {
    pycompat_exception saved = {NULL, NULL, NULL};
#if PY_VERSION_HEX >= 0x030C0000
    saved.value = PyErr_GetRaisedException();
#else
    PyErr_Fetch(&saved.type, &saved.value, &saved.traceback);
#endif
    return saved;
}

static inline void pycompat_exception_restore(pycompat_exception saved) {
#if PY_VERSION_HEX >= 0x030C0000
    PyErr_SetRaisedException(saved.value);
#else
    PyErr_Restore(saved.type, saved.value, saved.traceback);
#endif
}

#endif
