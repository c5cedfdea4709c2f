/* SPDX-License-Identifier: MIT */
/* The cold part of dumps' cache: creation, garbage collection, release. */
#include "cache.h"

lane_py_dumps_cache *lane_py_dumps_cache_add(lane_py_kept *kept) {
    kept->dumps = (lane_py_dumps_cache *)PyMem_Calloc(1, sizeof *kept->dumps);
    if (kept->dumps == NULL)
        PyErr_NoMemory();
    return kept->dumps;
}

PyObject *lane_py_dumps_word_new(lane_py_dumps_cache *cache, bool to_bytes, lane_py_word word) {
    static const char *const texts[DUMPS_WORDS] = {"null", "false", "true", "[]", "{}"};
    PyObject *made = to_bytes ? PyBytes_FromString(texts[word]) : PyUnicode_FromString(texts[word]);
    cache->words[to_bytes][word] = Py_XNewRef(made);
    return made;
}

static void keywords_clear(dumps_keywords *kept) {
    Py_CLEAR(kept->names);
    for (unsigned i = 0; i < KEYWORDS_MOST; i++)
        Py_CLEAR(kept->values[i]);
}

void lane_py_keywords_keep(lane_py_dumps_cache *cache, PyObject *names, PyObject *const *values, uint32_t flags,
                           const dumps_separators *separators) {
    dumps_keywords *kept = lane_py_keywords_place(cache, names);
    const bool useless = kept->names != NULL && !kept->used;
    cache->wait = cache->patience = useless ? (uint8_t)(cache->patience << 1 | 1) : 0;
    keywords_clear(kept);
    kept->names = Py_NewRef(names);
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(names); i++)
        kept->values[i] = Py_NewRef(values[i]);
    kept->flags = flags;
    kept->separators = separators;
    kept->used = false;
}

void lane_py_dumps_cache_clear(lane_py_dumps_cache *cache) {
    if (cache != NULL)
        lane_py_known_clear(&cache->known);
}

void lane_py_dumps_cache_free(lane_py_dumps_cache *cache) {
    if (cache == NULL)
        return;
    lane_py_dumps_cache_clear(cache);
    for (unsigned i = 0; i < KEYWORDS_KEPT; i++)
        keywords_clear(&cache->keywords[i]);
    for (unsigned i = 0; i < DUMPS_WORDS; i++) {
        Py_XDECREF(cache->words[false][i]);
        Py_XDECREF(cache->words[true][i]);
    }
    PyMem_Free(cache->output.block);
    PyMem_Free(cache);
}

int lane_py_dumps_cache_traverse(lane_py_dumps_cache *cache, visitproc visit, void *arg) {
    return cache == NULL ? 0 : lane_py_known_traverse(&cache->known, visit, arg);
}
