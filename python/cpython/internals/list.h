/* SPDX-License-Identifier: MIT */
/* list: an array of items, ob_item, from the MEM allocator. */
#ifndef LANE_PY_INTERNALS_LIST_H
#define LANE_PY_INTERNALS_LIST_H

#include "images.h"

#if LANE_PYINTERNALS

#define INTERNALS_LIST_SHORT 16 /* longest list copied two items at a time, without a call */

/* Makes an array the items of an empty list. */
LANE_INLINE void internals_list_adopt(PyObject *list, PyObject **room, size_t n) {
    ((PyListObject *)list)->ob_item = room;
    ((PyListObject *)list)->allocated = (Py_ssize_t)n;
    Py_SET_SIZE((PyVarObject *)list, (Py_ssize_t)n);
}

/* Returns a list that steals the n >= 1 references at `items`, after which one more entry must be readable. On failure
 * the caller keeps them. */
LANE_INLINE PyObject *internals_list_new(PyObject **items, size_t n) {
    PyObject *list = PyList_New(0);
    if (LANE_UNLIKELY(list == NULL))
        return NULL;
    PyObject **room = (PyObject **)PyMem_Malloc((n + n % 2) * sizeof *room);
    if (LANE_UNLIKELY(room == NULL)) {
        Py_DECREF(list);
        return PyErr_NoMemory();
    }
    if (LANE_LIKELY(n <= INTERNALS_LIST_SHORT)) {
        for (size_t i = 0; i < n; i += 2)
            memcpy(room + i, items + i, 2 * sizeof *room);
    } else {
        memcpy(room, items, n * sizeof *room);
    }
    internals_list_adopt(list, room, n);
    return list;
}

/* As internals_list_new, for an array from PyMem_Malloc, which the list takes over on success. */
static inline PyObject *internals_list_of(PyObject **array, size_t n) {
    PyObject *list = PyList_New(0);
    if (LANE_UNLIKELY(list == NULL))
        return NULL;
    PyObject **room = (PyObject **)PyMem_Realloc(array, n * sizeof *room);
    internals_list_adopt(list, room == NULL ? array : room, n);
    return list;
}

#else /* the public API */

LANE_INLINE PyObject *internals_list_new(PyObject **items, size_t n) {
    PyObject *list = PyList_New((Py_ssize_t)n);
    for (size_t i = 0; list != NULL && i < n; i++)
        PyList_SET_ITEM(list, (Py_ssize_t)i, items[i]);
    return list;
}

#endif

#endif
