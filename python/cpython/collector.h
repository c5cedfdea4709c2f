/* SPDX-License-Identifier: MIT */
/* The generations of CPython's cyclic collector, and how the containers of a large document skip the youngest.
 *
 * loads pauses the collector, so a document leaves all its containers in the youngest generation. The next container
 * that the program makes then pays for a collection of them all. They are all reachable from the result, so that
 * collection would find nothing and move them to the middle generation. lane_py_collector_promote moves them at once.
 *
 * The generations are found through the links of two fresh lists, and checked against the thresholds and counts that
 * the module gc returns. Where that fails nothing is moved. Relied on: CPython 3.11 to 3.13, and later versions that
 * have three generations; not the incremental collector of the first 3.14s. See decision 0106. */
#ifndef LANE_PY_COLLECTOR_H
#define LANE_PY_COLLECTOR_H

#include "pyinternals.h"

/* Stands before each container that the collector tracks, and in each generation. The lowest two bits of both words
 * are flags. */
typedef struct {
    uintptr_t next, prev;
} collector_links;

/* CPython's struct gc_generation. Three in a row, the youngest first. */
typedef struct {
    collector_links head;
    int threshold; /* more than so many counted: time for a collection */
    int count; /* of the youngest: containers made less containers freed; of others: collections of the one before */
} collector_generation;

typedef struct {
    collector_generation *young; /* NULL: not found */
    size_t unseen;               /* if not found: bytes of text that were read since a collection was last asked for */
} lane_py_collector;

/* Where the youngest generation ended. */
typedef struct {
    collector_links *last;
    int count;
} collector_mark;

/* Texts of fewer bytes are left to the youngest generation: they hold fewer containers than its usual threshold. */
#define COLLECTOR_FROM 2048

/* Finds the generations of the running interpreter. Leaves no exception set. */
void lane_py_collector_find(lane_py_collector *ret);

/* Whether the youngest generation waits for a collection. In a program that makes no containers but by loads, nothing
 * else starts it. */
LANE_INLINE bool lane_py_collector_is_due(const lane_py_collector *c) {
    return c->young->count > c->young->threshold && c->young->threshold > 0;
}

/* Starts a collection that is due: now in 3.11, from 3.12 on at the next instruction of Python code. The collector must
 * not be paused. May run finalizers. */
void lane_py_collector_run(void);

/* The collector must be paused from here to lane_py_collector_promote, and no container freed that is older. */
LANE_INLINE collector_mark lane_py_collector_mark(const lane_py_collector *c) {
    return (collector_mark){(collector_links *)c->young->head.prev, c->young->count};
}

/* Moves all containers made since the mark to the middle generation, if they are as many as the youngest one's
 * threshold. All of them must be alive. O(1). */
void lane_py_collector_promote(const lane_py_collector *c, collector_mark mark);

#endif
