/* SPDX-License-Identifier: MIT */
/* lanejson for bench_c. */
#include "peer.h"

#include "lanejson.h"

#include <stdlib.h>

/* An allocator that keeps one block and gives it out again: what a program does that parses many documents in turn. */
typedef struct {
    char *block;
    size_t size;
    bool taken;
} pool;

static void *pool_allocate(void *ctx, size_t size) {
    pool *self = ctx;
    if (self->taken) {
        return malloc(size);
    }
    if (self->size < size) {
        free(self->block);
        self->block = malloc(size);
        self->size = self->block ? size : 0;
    }
    self->taken = self->block != NULL;
    return self->block;
}

static void pool_release(void *ctx, void *block, size_t size) {
    pool *self = ctx;
    (void)size;
    if (block != NULL && block == self->block) {
        self->taken = false;
    } else {
        free(block);
    }
}

static void *pool_reallocate(void *ctx, void *block, size_t old_size, size_t new_size) {
    pool *self = ctx;
    if (block != self->block) {
        return realloc(block, new_size);
    }
    if (new_size <= self->size) {
        return block;
    }
    (void)old_size;
    char *grown = realloc(self->block, new_size);
    if (grown != NULL) {
        self->block = grown;
        self->size = new_size;
    }
    return grown;
}

typedef struct {
    const char *text;
    size_t length;
    lane_options options;
    lane_allocator allocator;
    pool pool;
    lane_reader *reader;
    lane_writer *writer;
    lane_table *table;
    bench_names *names;
    lane_pointer *pointers[BENCH_NAMES];
    lane_doc *doc; /* kept by the operations that write or walk; the last result of those that parse */
    char *output;
    size_t output_length;
} state;

static state *open_state(const char *text, size_t length) {
    state *self = calloc(1, sizeof *self);
    if (self != NULL) {
        self->text = text;
        self->length = length;
    }
    return self;
}

static void drop_doc(state *self) {
    if (self->doc != NULL) {
        lane_doc_free(self->doc);
        self->doc = NULL;
    }
}

static void drop_output(state *self) {
    if (self->output != NULL) {
        lane_text_free(self->output, self->output_length, &self->options);
        self->output = NULL;
    }
}

static void close_state(void *opaque) {
    state *self = opaque;
    drop_doc(self);
    drop_output(self);
    lane_table_free(self->table);
    for (size_t i = 0; i < BENCH_NAMES; i++) {
        lane_pointer_free(self->pointers[i]);
    }
    bench_names_free(self->names);
    lane_reader_free(self->reader);
    lane_writer_free(self->writer);
    free(self->pool.block);
    free(self);
}

static void digest_value(bench_digest *ret, const lane_value *value) {
    lane_iterator it = lane_iterate(value);
    switch (lane_value_type(value)) {
    case LANE_TYPE_INT:
    case LANE_TYPE_UINT:
    case LANE_TYPE_DOUBLE: digest_number(ret, lane_value_double(value)); break;
    case LANE_TYPE_STRING: digest_bytes(ret, 's', lane_value_text(value), lane_value_length(value)); break;
    case LANE_TYPE_BOOL: digest_bytes(ret, lane_value_bool(value) ? 't' : 'f', NULL, 0); break;
    case LANE_TYPE_ARRAY:
        digest_bytes(ret, '[', NULL, 0);
        for (const lane_value *element; (element = lane_array_next(&it)) != NULL;) {
            digest_value(ret, element);
        }
        break;
    case LANE_TYPE_OBJECT:
        digest_bytes(ret, '{', NULL, 0);
        for (const lane_value *key, *member; (key = lane_object_next(&it, &member)) != NULL;) {
            digest_value(ret, key);
            digest_value(ret, member);
        }
        break;
    default: digest_bytes(ret, '0', NULL, 0);
    }
}

static bool digest_doc(void *opaque, bench_digest *ret) {
    state *self = opaque;
    if (self->doc == NULL) {
        return false;
    }
    digest_value(ret, lane_doc_root(self->doc));
    return true;
}

/* -- parse */

static void *open_parse(const char *text, size_t length) {
    return open_state(text, length);
}

static void *open_copy(const char *text, size_t length) {
    state *self = open_state(text, length);
    self->options.flags = LANE_COPY;
    return self;
}

static void *open_pool(const char *text, size_t length) {
    state *self = open_state(text, length);
    self->allocator = (lane_allocator){pool_allocate, pool_reallocate, pool_release, &self->pool};
    self->options.allocator = &self->allocator;
    return self;
}

static size_t run_parse(void *opaque) {
    state *self = opaque;
    drop_doc(self);
    self->doc = lane_parse(self->text, self->length, &self->options, NULL);
    return self->doc != NULL ? lane_doc_count(self->doc) : 0;
}

/* -- without a document */

static size_t run_validate(void *opaque) {
    state *self = opaque;
    return lane_validate(self->text, self->length, &self->options, NULL);
}

static size_t run_utf8(void *opaque) {
    state *self = opaque;
    return lane_validate_utf8(self->text, self->length, 0, NULL);
}

static void *open_minify(const char *text, size_t length) {
    state *self = open_state(text, length);
    self->output = malloc(length + 1);
    if (self->output == NULL) {
        free(self);
        return NULL;
    }
    return self;
}

static size_t run_minify(void *opaque) {
    state *self = opaque;
    return lane_minify(self->text, self->length, self->output, &self->output_length, NULL) ? self->output_length : 0;
}

static bool digest_output(void *opaque, bench_digest *ret) {
    state *self = opaque;
    digest_bytes(ret, 'o', self->output, self->output_length);
    return true;
}

static void close_minify(void *opaque) {
    state *self = opaque;
    free(self->output);
    self->output = NULL;
    close_state(self);
}

/* -- from a document */

static void *open_document(const char *text, size_t length) {
    state *self = open_state(text, length);
    if (self != NULL && run_parse(self) == 0) {
        close_state(self);
        return NULL;
    }
    return self;
}

static void *open_pretty(const char *text, size_t length) {
    state *self = open_document(text, length);
    if (self != NULL) {
        self->options.indent = 2;
    }
    return self;
}

static size_t run_write(void *opaque) {
    state *self = opaque;
    drop_output(self);
    self->output = lane_write(lane_doc_root(self->doc), &self->options, &self->output_length, NULL);
    return self->output != NULL ? self->output_length : 0;
}

/* What was written, read again. */
static bool digest_written(void *opaque, bench_digest *ret) {
    state *self = opaque;
    lane_doc *doc = lane_parse(self->output, self->output_length, NULL, NULL);
    if (doc == NULL) {
        return false;
    }
    digest_value(ret, lane_doc_root(doc));
    lane_doc_free(doc);
    return true;
}

static size_t walk(const lane_value *value) {
    size_t sum = 1;
    lane_iterator it;
    switch (lane_value_type(value)) {
    case LANE_TYPE_STRING: return lane_value_length(value);
    case LANE_TYPE_ARRAY:
        it = lane_iterate(value);
        for (const lane_value *element; (element = lane_array_next(&it)) != NULL;) {
            sum += walk(element);
        }
        return sum;
    case LANE_TYPE_OBJECT:
        it = lane_iterate(value);
        for (const lane_value *key, *member; (key = lane_object_next(&it, &member)) != NULL;) {
            sum += lane_value_length(key) + walk(member);
        }
        return sum;
    default: return sum;
    }
}

static size_t run_walk(void *opaque) {
    return walk(lane_doc_root(((state *)opaque)->doc));
}

static size_t run_parse_walk(void *opaque) {
    return run_parse(opaque) != 0 ? run_walk(opaque) : 0;
}

/* -- look-ups */

static void *open_keys(const char *text, size_t length) {
    state *self = open_document(text, length);
    if (self != NULL) {
        self->names = bench_keys(text, length);
        self->table = lane_table_new(lane_doc_root(self->doc), NULL, NULL);
    }
    if (self != NULL && self->names == NULL) {
        close_state(self);
        return NULL;
    }
    return self;
}

static size_t run_get(void *opaque) {
    state *self = opaque;
    const lane_value *root = lane_doc_root(self->doc);
    size_t found = 0;
    for (size_t i = 0; i < self->names->count; i++) {
        found += lane_object_get(root, self->names->names[i].text, self->names->names[i].length) != NULL;
    }
    return found;
}

static size_t run_first(void *opaque) {
    state *self = opaque;
    const lane_value *root = lane_doc_root(self->doc);
    size_t found = 0;
    for (size_t i = 0; i < self->names->count; i++) {
        found += lane_object_first(root, self->names->names[i].text, self->names->names[i].length) != NULL;
    }
    return found;
}

static size_t run_table(void *opaque) {
    state *self = opaque;
    size_t found = 0;
    for (size_t i = 0; i < self->names->count; i++) {
        found += lane_table_get(self->table, self->names->names[i].text, self->names->names[i].length) != NULL;
    }
    return found;
}

static void *open_pointers(const char *text, size_t length) {
    state *self = open_document(text, length);
    if (self != NULL && (self->names = bench_pointers(text, length)) == NULL) {
        close_state(self);
        return NULL;
    }
    return self;
}

static void *open_compiled(const char *text, size_t length) {
    state *self = open_pointers(text, length);
    for (size_t i = 0; self != NULL && i < self->names->count; i++) {
        self->pointers[i] = lane_pointer_compile(self->names->names[i].text, self->names->names[i].length, NULL, NULL);
    }
    return self;
}

static size_t run_pointers(void *opaque) {
    state *self = opaque;
    const lane_value *root = lane_doc_root(self->doc);
    size_t found = 0;
    for (size_t i = 0; i < self->names->count; i++) {
        found += lane_pointer_get(root, self->names->names[i].text, self->names->names[i].length) != NULL;
    }
    return found;
}

static size_t run_compiled(void *opaque) {
    state *self = opaque;
    const lane_value *root = lane_doc_root(self->doc);
    size_t found = 0;
    for (size_t i = 0; i < self->names->count; i++) {
        found += lane_pointer_find(self->pointers[i], root) != NULL;
    }
    return found;
}

/* -- edit: up to ten scalars of a document replaced by their places, and all of it written */

static size_t run_edit(void *opaque) {
    state *self = opaque;
    lane_edit *edit = lane_edit_new(lane_doc_root(self->doc), NULL, NULL);
    for (size_t i = 0; i < self->names->count && i < 10; i++) {
        lane_pointer_set(edit, self->names->names[i].text, self->names->names[i].length,
                         lane_edit_int(edit, (int64_t)i));
    }
    drop_output(self);
    self->output = lane_edit_write(edit, NULL, &self->output_length, NULL);
    lane_edit_free(edit);
    return self->output != NULL ? self->output_length : 0;
}

/* -- push: one document in pieces of 4 KiB */

static size_t run_push(void *opaque) {
    state *self = opaque;
    const lane_doc *doc = NULL;
    lane_reader_reset(self->reader);
    for (size_t at = 0; at < self->length; at += 4096) {
        const size_t left = self->length - at;
        lane_reader_feed(self->reader, self->text + at, left < 4096 ? left : 4096);
        doc = lane_reader_next(self->reader, NULL);
    }
    return doc != NULL ? lane_doc_count(doc) : 0;
}

/* -- one document per line */

static size_t run_lines(void *opaque) {
    state *self = opaque;
    const char *at = self->text, *end = at + self->length;
    size_t values = 0;
    while (at < end) {
        const char *line = at;
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        stop = stop != NULL ? stop : end;
        at = stop + 1;
        if (line == stop) {
            continue;
        }
        lane_doc *doc = lane_parse(line, (size_t)(stop - line), &self->options, NULL);
        if (doc == NULL) {
            return 0;
        }
        values += lane_doc_count(doc);
        lane_doc_free(doc);
    }
    return values;
}

/* With a reader's memory: by lines, or by white space as simdjson's parse_many. */

static void *open_reader(const char *text, size_t length) {
    state *self = open_state(text, length);
    self->reader = lane_reader_new(&self->options);
    return self;
}

static void *open_line_reader(const char *text, size_t length) {
    state *self = open_state(text, length);
    self->options.flags = LANE_LINES;
    self->reader = lane_reader_new(&self->options);
    return self;
}

static size_t run_reader(void *opaque) {
    state *self = opaque;
    const lane_doc *doc;
    lane_error error;
    size_t values = 0;
    lane_reader_begin(self->reader, self->text, self->length);
    while ((doc = lane_reader_next(self->reader, &error)) != NULL) {
        values += lane_doc_count(doc);
    }
    return error.code == LANE_OK ? values : 0;
}

/* -- messages: each line by a call of its own */

static size_t run_messages(void *opaque) {
    state *self = opaque;
    const char *at = self->text, *end = at + self->length;
    size_t values = 0;
    while (at < end) {
        const char *line = at, *stop = memchr(line, '\n', (size_t)(end - line));
        stop = stop != NULL ? stop : end;
        at = stop + 1;
        if (line < stop) {
            const lane_doc *doc = lane_reader_parse(self->reader, line, (size_t)(stop - line), NULL);
            if (doc == NULL) {
                return 0;
            }
            values += lane_doc_count(doc);
        }
    }
    return values;
}

/* -- build: the values of a document, one call each, to a text */

static void *open_build(const char *text, size_t length) {
    state *self = open_document(text, length);
    if (self != NULL) {
        self->writer = lane_writer_new(&self->options);
    }
    return self;
}

static void build(lane_writer *writer, const lane_value *value) {
    lane_iterator it = lane_iterate(value);
    switch (lane_value_type(value)) {
    case LANE_TYPE_STRING: lane_writer_string(writer, lane_value_text(value), lane_value_length(value)); break;
    case LANE_TYPE_INT: lane_writer_int(writer, lane_value_int(value)); break;
    case LANE_TYPE_UINT: lane_writer_uint(writer, lane_value_uint(value)); break;
    case LANE_TYPE_DOUBLE: lane_writer_double(writer, lane_value_double(value)); break;
    case LANE_TYPE_BOOL: lane_writer_bool(writer, lane_value_bool(value)); break;
    case LANE_TYPE_ARRAY:
        lane_writer_array(writer);
        for (const lane_value *element; (element = lane_array_next(&it)) != NULL;) {
            build(writer, element);
        }
        lane_writer_end(writer);
        break;
    case LANE_TYPE_OBJECT:
        lane_writer_object(writer);
        for (const lane_value *key, *member; (key = lane_object_next(&it, &member)) != NULL;) {
            lane_writer_key(writer, lane_value_text(key), lane_value_length(key));
            build(writer, member);
        }
        lane_writer_end(writer);
        break;
    default: lane_writer_null(writer);
    }
}

static size_t run_build(void *opaque) {
    state *self = opaque;
    lane_writer_reset(self->writer);
    build(self->writer, lane_doc_root(self->doc));
    return lane_writer_finish(self->writer, &self->output_length, NULL) != NULL ? self->output_length : 0;
}

static bool digest_built(void *opaque, bench_digest *ret) {
    state *self = opaque;
    const char *text = lane_writer_finish(self->writer, &self->output_length, NULL);
    lane_doc *doc = lane_parse(text, self->output_length, NULL, NULL);
    if (doc == NULL) {
        return false;
    }
    digest_value(ret, lane_doc_root(doc));
    lane_doc_free(doc);
    return true;
}

/* A copy of the text: what no reader can beat. */
static size_t run_memcpy(void *opaque) {
    state *self = opaque;
    memcpy(self->output, self->text, self->length);
    return (size_t)(unsigned char)self->output[self->length - 1];
}

static const bench_operation operations[] = {
    {"parse", "", open_parse, NULL, run_parse, digest_doc, close_state},
    {"parse", "pool", open_pool, NULL, run_parse, digest_doc, close_state},
    {"parse", "copy", open_copy, NULL, run_parse, digest_doc, close_state},
    {"parse", "floor memcpy", open_minify, NULL, run_memcpy, NULL, close_minify},
    {"validate", "", open_parse, NULL, run_validate, NULL, close_state},
    {"validate UTF-8", "", open_parse, NULL, run_utf8, NULL, close_state},
    {"minify", "", open_minify, NULL, run_minify, digest_output, close_minify},
    {"write compact", "", open_document, NULL, run_write, digest_written, close_state},
    {"write pretty", "", open_pretty, NULL, run_write, digest_written, close_state},
    {"walk", "", open_document, NULL, run_walk, NULL, close_state},
    {"parse and walk", "pool", open_pool, NULL, run_parse_walk, NULL, close_state},
    {"look-up", "first", open_keys, NULL, run_first, NULL, close_state},
    {"look-up", "get", open_keys, NULL, run_get, NULL, close_state},
    {"look-up", "table", open_keys, NULL, run_table, NULL, close_state},
    {"pointer", "", open_pointers, NULL, run_pointers, NULL, close_state},
    {"pointer", "compiled", open_compiled, NULL, run_compiled, NULL, close_state},
    {"edit", "", open_pointers, NULL, run_edit, digest_written, close_state},
    {"push", "", open_reader, NULL, run_push, NULL, close_state},
    {"messages", "reader", open_reader, NULL, run_messages, NULL, close_state},
    {"messages", "pool", open_pool, NULL, run_lines, NULL, close_state},
    {"lines", "", open_parse, NULL, run_lines, NULL, close_state},
    {"lines", "pool", open_pool, NULL, run_lines, NULL, close_state},
    {"lines", "reader", open_line_reader, NULL, run_reader, NULL, close_state},
    {"lines", "reader, by white space", open_reader, NULL, run_reader, NULL, close_state},
    {"build", "", open_build, NULL, run_build, digest_built, close_state},
    {NULL, NULL, NULL, NULL, NULL, NULL, NULL},
};

const bench_peer peer_lane = {"lanejson", lane_version, operations};
