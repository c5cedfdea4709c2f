/* SPDX-License-Identifier: MIT */
/* Calls that instructions.py counts under callgrind: each is made a few times first, then once with the counter on.
 *
 * A shared library, which instructions.py loads: Python objects come in as such, the C API as addresses of its
 * functions. */
#include <Python.h>
#include <valgrind/callgrind.h>

#include <lanejson.h>

/* Calls that fill caches, so that what is counted is what a call in a long run takes. */
enum { WARMING = 3 };

/* `begin` and `end` surround what is counted under a label. */
static bool counting;

static void begin(void) {
    CALLGRIND_ZERO_STATS;
    CALLGRIND_TOGGLE_COLLECT;
    counting = true;
}

static void end(const char *label) {
    counting = false;
    CALLGRIND_TOGGLE_COLLECT;
    CALLGRIND_DUMP_STATS_AT(label);
}

/* function(argument), and dropping its result. 0, or -1 with an exception set. */
int count_call(const char *label, PyObject *function, PyObject *argument) {
    for (int i = 0; i <= WARMING; i++) {
        if (i == WARMING)
            begin();
        PyObject *result = PyObject_CallOneArg(function, argument);
        Py_XDECREF(result);
        if (i == WARMING)
            end(label);
        if (result == NULL)
            return -1;
    }
    return 0;
}

/* The memory of the C API is not counted: whether a block grows in place depends on what the process did before. */
static void toggle_memory(void) {
    if (counting)
        CALLGRIND_TOGGLE_COLLECT;
}

static void *allocate(void *ctx, size_t size) {
    (void)ctx;
    toggle_memory();
    void *block = malloc(size);
    toggle_memory();
    return block;
}

static void *reallocate(void *ctx, void *block, size_t old_size, size_t new_size) {
    (void)ctx, (void)old_size;
    toggle_memory();
    void *moved = realloc(block, new_size);
    toggle_memory();
    return moved;
}

static void release(void *ctx, void *block, size_t size) {
    (void)ctx, (void)size;
    toggle_memory();
    free(block);
    toggle_memory();
}

typedef struct {
    lane_doc *(*parse)(const char *, size_t, const lane_options *, lane_error *);
    const lane_value *(*root)(const lane_doc *);
    char *(*write)(const lane_value *, const lane_options *, size_t *, lane_error *);
    void (*text_free)(char *, size_t, const lane_options *);
    void (*doc_free)(lane_doc *);
    bool (*validate_utf8)(const char *, size_t, uint32_t, lane_error *);
    bool (*minify)(const char *, size_t, char *, size_t *, lane_error *);
} api;

/* Reads a text and writes the document; checks and minifies the text. Labels are made of `name`. Whether all went
 * well. */
int count_document(const char *name, const api *lane, const char *text, size_t length) {
    const lane_allocator memory = {allocate, reallocate, release, NULL};
    const lane_options options = {.allocator = &memory};
    char label[256], *out = malloc(length + 1);
    bool ok = out != NULL;
    for (int i = 0; ok && i <= WARMING; i++) {
        const bool counted = i == WARMING;
        size_t size = 0, written_size = 0;
        if (counted)
            begin();
        lane_doc *doc = lane->parse(text, length, &options, NULL);
        if (counted) {
            snprintf(label, sizeof label, "parse: %s", name);
            end(label);
            begin();
        }
        char *written = doc ? lane->write(lane->root(doc), &options, &written_size, NULL) : NULL;
        if (counted) {
            snprintf(label, sizeof label, "write: %s", name);
            end(label);
            begin();
        }
        ok = written != NULL && lane->validate_utf8(text, length, 0, NULL);
        if (counted) {
            snprintf(label, sizeof label, "validate UTF-8: %s", name);
            end(label);
            begin();
        }
        ok = ok && lane->minify(text, length, out, &size, NULL);
        if (counted) {
            snprintf(label, sizeof label, "minify: %s", name);
            end(label);
        }
        if (written != NULL)
            lane->text_free(written, written_size, &options);
        lane->doc_free(doc);
    }
    free(out);
    return ok;
}
