/* SPDX-License-Identifier: MIT */
/* The generations of CPython's cyclic collector: found, and moved between. */
#include "collector.h"

/* Too long for CPython's free lists, which do not count. */
#define COUNTED_TUPLE 64

void lane_py_collector_run(void) {
    PyObject *counted = PyTuple_New(COUNTED_TUPLE);
    if (counted == NULL)
        PyErr_Clear();
    Py_XDECREF(counted);
}

#if LANE_PYINTERNALS && !LANE_PY_FREE_THREADED

enum { GENERATIONS = 3 };
#define FLAGS ((uintptr_t)3)

/* Collections of the youngest generation that a document counts as, beside the one that the next container starts.
 * Building it step by step would count each threshold of containers, and then the middle generation is collected for
 * every large document. So a document counts at most three times, and once more for each 64 thresholds. Documents that
 * are tied into cycles wait for the middle generation: four of them with CPython's thresholds, or fewer large ones. */
static int collections_of(int made, int threshold) {
    const int thresholds = made / threshold;
    return (thresholds < 2 ? thresholds : 2) + thresholds / 64;
}

static collector_links *links_of(PyObject *container) {
    return (collector_links *)(void *)container - 1;
}

static void join(collector_links *before, collector_links *after) {
    before->next = (uintptr_t)after;
    after->prev = (uintptr_t)before | (after->prev & FLAGS);
}

/* The head of the list that two containers end, which were made one after the other; NULL if they do not. */
static collector_generation *end_of(PyObject *one, PyObject *two) {
    const collector_links *first = links_of(one), *second = links_of(two);
    if (first->next != (uintptr_t)second || (second->prev & ~FLAGS) != (uintptr_t)first ||
        (second->next & FLAGS) != 0 || second->next == 0)
        return NULL;
    collector_generation *head = (collector_generation *)second->next;
    return head->head.prev == (uintptr_t)second ? head : NULL;
}

/* The three ints that a function of the module gc returns. */
static bool ask(const char *function, int ret[GENERATIONS]) {
    PyObject *gc = PyImport_ImportModule("gc");
    PyObject *answer = gc == NULL ? NULL : PyObject_CallMethod(gc, function, NULL);
    const bool right =
        answer != NULL && PyTuple_Check(answer) && PyArg_ParseTuple(answer, "iii", &ret[0], &ret[1], &ret[2]);
    Py_XDECREF(answer);
    Py_XDECREF(gc);
    return right;
}

static bool is_list_head(const collector_links *head) {
    return head->next != 0 && head->prev != 0 && ((head->next | head->prev) & FLAGS) == 0 &&
           (((const collector_links *)head->next)->prev & ~FLAGS) == (uintptr_t)head &&
           ((const collector_links *)head->prev)->next == (uintptr_t)head;
}

/* Whether three generations lie at g. The incremental collector, which marks its lists, has 0 for the last
 * threshold. */
static bool are_generations(const collector_generation *g) {
    int thresholds[GENERATIONS], counts[GENERATIONS];
    if (!ask("get_threshold", thresholds) || !ask("get_count", counts) || thresholds[2] == 0)
        return false;
    for (int i = 0; i < GENERATIONS; i++) {
        if (g[i].threshold != thresholds[i] || (i > 0 && g[i].count != counts[i]))
            return false;
    }
    return is_list_head(&g[1].head) && is_list_head(&g[2].head);
}

void lane_py_collector_find(lane_py_collector *ret) {
    const int paused = pycompat_gc_pause();
    PyObject *one = PyList_New(0), *two = PyList_New(0);
    collector_generation *young = one == NULL || two == NULL ? NULL : end_of(one, two);
    *ret = (lane_py_collector){young != NULL && are_generations(young) ? young : NULL, 0};
    Py_XDECREF(one);
    Py_XDECREF(two);
    PyErr_Clear();
    if (paused)
        pycompat_gc_resume();
}

void lane_py_collector_promote(const lane_py_collector *c, collector_mark mark) {
    collector_generation *const young = c->young, *const middle = young + 1;
    const int made = young->count - mark.count;
    if (young->threshold <= 0 || made < young->threshold)
        return;
    collector_links *const first = (collector_links *)mark.last->next;
    collector_links *const last = (collector_links *)young->head.prev;
    if (first != &young->head) {
        join(mark.last, &young->head);
        join((collector_links *)middle->head.prev, first);
        join(last, &middle->head);
    }
    middle->count += collections_of(made, young->threshold);
}

#else

void lane_py_collector_find(lane_py_collector *ret) {
    *ret = (lane_py_collector){NULL, 0};
}

void lane_py_collector_promote(const lane_py_collector *c, collector_mark mark) {
    (void)c;
    (void)mark;
}

#endif
