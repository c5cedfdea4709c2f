/* SPDX-License-Identifier: MIT */
/* The cache of dumps, kept between calls (kept.h). */
#ifndef LANE_PY_DUMPS_CACHE_H
#define LANE_PY_DUMPS_CACHE_H

#include "output.h"
#include "../types/known.h"

/* Words of JSON, which dumps returns for documents of one word. */
typedef enum { WORD_NULL, WORD_FALSE, WORD_TRUE, WORD_EMPTY_LIST, WORD_EMPTY_DICT, DUMPS_WORDS } lane_py_word;

enum { KEYWORDS_MOST = 4, KEYWORDS_KEPT = 4 };

/* The keywords of a call in json's dialect, and what they ask for. Programs pass the same objects again: a constant
 * tuple of names and constant values. */
typedef struct {
    PyObject *names;                 /* the tuple of a vectorcall; owned; NULL: unused */
    PyObject *values[KEYWORDS_MOST]; /* owned; NULL from the number of names on. Immutable objects only */
    uint32_t flags;
    const dumps_separators *separators; /* static */
    bool used;                          /* found again since they were kept */
} dumps_keywords;

typedef struct lane_py_dumps_cache {
    output_kept output;
    PyObject *words[2][DUMPS_WORDS];                            /* str and bytes; owned; NULL until first used */
    enum { EMPTY_UNKNOWN, EMPTY_BREAKS, EMPTY_STAYS } empty[2]; /* see lane_py_breaks_empty; index: in_pieces */
    enum { PATH_UNKNOWN, PATH_C, PATH_PYTHON } path[2];         /* json's path; index 0: with indent, 1: in pieces */
    dumps_keywords keywords[KEYWORDS_KEPT];
    /* Calls with other keywords before the next ones are kept, and how many it was last: more and more while those kept
     * are not found again, as from a call with **keywords. */
    uint8_t wait, patience;
    lane_py_known known;
} lane_py_dumps_cache;

/* Creates kept->dumps; NULL with MemoryError set. */
lane_py_dumps_cache *lane_py_dumps_cache_add(lane_py_kept *kept);
/* Returns the cache of the call, created at first use; NULL with MemoryError set. */
LANE_INLINE lane_py_dumps_cache *lane_py_dumps_cache_of(lane_py_state *state) {
    lane_py_kept *kept = lane_py_kept_of(&state->keeper);
    if (LANE_PY_FREE_THREADED && LANE_UNLIKELY(kept == NULL))
        return NULL;
    return LANE_LIKELY(kept->dumps != NULL) ? kept->dumps : lane_py_dumps_cache_add(kept);
}
/* Adds a word, as bytes if to_bytes. Returns a new reference; NULL with MemoryError set. */
PyObject *lane_py_dumps_word_new(lane_py_dumps_cache *cache, bool to_bytes, lane_py_word word);

/* Returns the place of a tuple of names. */
LANE_INLINE dumps_keywords *lane_py_keywords_place(lane_py_dumps_cache *cache, const PyObject *names) {
    return &cache->keywords[(uintptr_t)names / 64 % KEYWORDS_KEPT];
}
/* Returns the keywords kept for these names and values; NULL if there are none. */
LANE_INLINE const dumps_keywords *lane_py_keywords_of(lane_py_dumps_cache *cache, const PyObject *names,
                                                      PyObject *const *values) {
    dumps_keywords *kept = lane_py_keywords_place(cache, names);
    bool same = kept->names == names;
    for (unsigned i = 0; same && i < KEYWORDS_MOST && kept->values[i] != NULL; i++)
        same = kept->values[i] == values[i];
    kept->used |= same;
    return same ? kept : NULL;
}
/* Returns whether to keep the keywords of a call that were not found. */
LANE_INLINE bool lane_py_keywords_wanted(lane_py_dumps_cache *cache) {
    return cache->wait == 0 || cache->wait-- == 0;
}
/* Keeps keywords, of which there are at most KEYWORDS_MOST, in place of others. */
void lane_py_keywords_keep(lane_py_dumps_cache *cache, PyObject *names, PyObject *const *values, uint32_t flags,
                           const dumps_separators *separators);

/* For the module; `cache` may be NULL. */
void lane_py_dumps_cache_free(lane_py_dumps_cache *cache);
int lane_py_dumps_cache_traverse(lane_py_dumps_cache *cache, visitproc visit, void *arg);
void lane_py_dumps_cache_clear(lane_py_dumps_cache *cache);

#endif
