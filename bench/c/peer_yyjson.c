/* SPDX-License-Identifier: MIT */
/* yyjson for bench_c. */
#include "peer.h"

#include <stdlib.h>
#include <yyjson.h>

typedef struct {
    const char *text;
    size_t length;
    char *copy; /* in situ: what is parsed, and destroyed */
    void *memory;
    size_t memory_size;
    yyjson_alc pool;
    yyjson_read_flag flags;
    yyjson_write_flag write_flags;
    bench_names *names;
    yyjson_doc *doc;
    char *output;
    size_t output_length;
} state;

static void close_state(void *opaque) {
    state *self = opaque;
    yyjson_doc_free(self->doc);
    bench_names_free(self->names);
    free(self->copy);
    free(self->memory);
    free(self->output);
    free(self);
}

static state *open_state(const char *text, size_t length) {
    state *self = calloc(1, sizeof *self);
    if (self != NULL) {
        self->text = text;
        self->length = length;
    }
    return self;
}

static void digest_value(bench_digest *ret, yyjson_val *value) {
    size_t index, count;
    yyjson_val *key, *member;
    switch (yyjson_get_type(value)) {
    case YYJSON_TYPE_NUM: digest_number(ret, yyjson_get_num(value)); break;
    case YYJSON_TYPE_STR: digest_bytes(ret, 's', yyjson_get_str(value), yyjson_get_len(value)); break;
    case YYJSON_TYPE_BOOL: digest_bytes(ret, yyjson_get_bool(value) ? 't' : 'f', NULL, 0); break;
    case YYJSON_TYPE_ARR:
        digest_bytes(ret, '[', NULL, 0);
        yyjson_arr_foreach(value, index, count, member) {
            digest_value(ret, member);
        }
        break;
    case YYJSON_TYPE_OBJ:
        digest_bytes(ret, '{', NULL, 0);
        yyjson_obj_foreach(value, index, count, key, member) {
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
    digest_value(ret, yyjson_doc_get_root(self->doc));
    return true;
}

/* -- parse */

static void *open_parse(const char *text, size_t length) {
    return open_state(text, length);
}

static size_t run_parse(void *opaque) {
    state *self = opaque;
    yyjson_doc_free(self->doc);
    self->doc = yyjson_read_opts((char *)(uintptr_t)self->text, self->length, 0, NULL, NULL);
    return yyjson_doc_get_val_count(self->doc);
}

static void reset_insitu(void *opaque) {
    state *self = opaque;
    memcpy(self->copy, self->text, self->length);
    memset(self->copy + self->length, 0, YYJSON_PADDING_SIZE);
}

static void *open_insitu(const char *text, size_t length) {
    state *self = open_state(text, length);
    self->memory_size = yyjson_read_max_memory_usage(length, YYJSON_READ_INSITU);
    self->memory = malloc(self->memory_size);
    self->copy = malloc(length + YYJSON_PADDING_SIZE);
    if (self->memory == NULL || self->copy == NULL) {
        close_state(self);
        return NULL;
    }
    return self;
}

/* The pool is started over for each document, as yyjson's own documentation has it. */
static size_t run_insitu(void *opaque) {
    state *self = opaque;
    yyjson_alc_pool_init(&self->pool, self->memory, self->memory_size);
    self->doc = yyjson_read_opts(self->copy, self->length, YYJSON_READ_INSITU, &self->pool, NULL);
    return yyjson_doc_get_val_count(self->doc);
}

static void close_insitu(void *opaque) {
    state *self = opaque;
    self->doc = NULL; /* it lies in the pool */
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
        self->write_flags = YYJSON_WRITE_PRETTY_TWO_SPACES;
    }
    return self;
}

static size_t run_write(void *opaque) {
    state *self = opaque;
    free(self->output);
    self->output =
        yyjson_val_write_opts(yyjson_doc_get_root(self->doc), self->write_flags, NULL, &self->output_length, NULL);
    return self->output != NULL ? self->output_length : 0;
}

static bool digest_written(void *opaque, bench_digest *ret) {
    state *self = opaque;
    yyjson_doc *doc = yyjson_read(self->output, self->output_length, 0);
    if (doc == NULL) {
        return false;
    }
    digest_value(ret, yyjson_doc_get_root(doc));
    yyjson_doc_free(doc);
    return true;
}

static size_t walk(yyjson_val *value) {
    size_t index, count, sum = 1;
    yyjson_val *key, *member;
    switch (yyjson_get_type(value)) {
    case YYJSON_TYPE_STR: return yyjson_get_len(value);
    case YYJSON_TYPE_ARR: yyjson_arr_foreach(value, index, count, member) { sum += walk(member);
        }
        return sum;
    case YYJSON_TYPE_OBJ:
        yyjson_obj_foreach(value, index, count, key, member) {
            sum += yyjson_get_len(key) + walk(member);
        }
        return sum;
    default: return sum;
    }
}

static size_t run_walk(void *opaque) {
    return walk(yyjson_doc_get_root(((state *)opaque)->doc));
}

static size_t run_parse_walk(void *opaque) {
    return run_insitu(opaque) != 0 ? run_walk(opaque) : 0;
}

/* -- look-ups */

static void *open_names(const char *text, size_t length, bench_names *make(const char *, size_t)) {
    state *self = open_document(text, length);
    if (self != NULL && (self->names = make(text, length)) == NULL) {
        close_state(self);
        return NULL;
    }
    return self;
}

static void *open_keys(const char *text, size_t length) {
    return open_names(text, length, bench_keys);
}

static void *open_pointers(const char *text, size_t length) {
    return open_names(text, length, bench_pointers);
}

static size_t run_get(void *opaque) {
    state *self = opaque;
    yyjson_val *root = yyjson_doc_get_root(self->doc);
    size_t found = 0;
    for (size_t i = 0; i < self->names->count; i++) {
        found += yyjson_obj_getn(root, self->names->names[i].text, self->names->names[i].length) != NULL;
    }
    return found;
}

static size_t run_pointers(void *opaque) {
    state *self = opaque;
    size_t found = 0;
    for (size_t i = 0; i < self->names->count; i++) {
        found += yyjson_doc_ptr_getn(self->doc, self->names->names[i].text, self->names->names[i].length) != NULL;
    }
    return found;
}

/* -- edit: a mutable copy, as yyjson wants it */

static size_t run_edit(void *opaque) {
    state *self = opaque;
    yyjson_mut_doc *doc = yyjson_doc_mut_copy(self->doc, NULL);
    for (size_t i = 0; i < self->names->count && i < 10; i++) {
        yyjson_mut_doc_ptr_setn(doc, self->names->names[i].text, self->names->names[i].length,
                                yyjson_mut_sint(doc, (int64_t)i));
    }
    free(self->output);
    self->output = yyjson_mut_write_opts(doc, 0, NULL, &self->output_length, NULL);
    yyjson_mut_doc_free(doc);
    return self->output != NULL ? self->output_length : 0;
}

/* -- push: more of one text each time, of which the whole is kept, with the padding that it needs */

static size_t run_push(void *opaque) {
    state *self = opaque;
    yyjson_doc_free(self->doc);
    self->doc = NULL;
    memset(self->copy + self->length, 0, YYJSON_PADDING_SIZE);
    yyjson_incr_state *incremental = yyjson_incr_new(self->copy, self->length, YYJSON_READ_INSITU, NULL);
    for (size_t at = 0; at < self->length && self->doc == NULL; at += 4096) {
        const size_t left = self->length - at, more = left < 4096 ? left : 4096;
        memcpy(self->copy + at, self->text + at, more);
        self->doc = yyjson_incr_read(incremental, at + more, NULL);
    }
    yyjson_incr_free(incremental);
    return yyjson_doc_get_val_count(self->doc);
}

/* -- messages: each line copied to where it may be read in situ */

static size_t run_messages(void *opaque) {
    state *self = opaque;
    const char *at = self->text, *end = at + self->length;
    size_t values = 0;
    while (at < end) {
        const char *line = at, *stop = memchr(line, '\n', (size_t)(end - line));
        stop = stop != NULL ? stop : end;
        at = stop + 1;
        if (line < stop) {
            const size_t length = (size_t)(stop - line);
            memcpy(self->copy, line, length);
            memset(self->copy + length, 0, YYJSON_PADDING_SIZE);
            yyjson_alc_pool_init(&self->pool, self->memory, self->memory_size);
            yyjson_doc *doc = yyjson_read_opts(self->copy, length, YYJSON_READ_INSITU, &self->pool, NULL);
            if (doc == NULL) {
                return 0;
            }
            values += yyjson_doc_get_val_count(doc);
        }
    }
    return values;
}

/* -- one document per line; given whole, yyjson would take memory for the rest of the text each time */

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
        yyjson_doc *doc = yyjson_read(line, (size_t)(stop - line), 0);
        if (doc == NULL) {
            return 0;
        }
        values += yyjson_doc_get_val_count(doc);
        yyjson_doc_free(doc);
    }
    return values;
}

/* -- build: the values of a document, one call each, to a text; strings are copied, as a caller's must be */

static yyjson_mut_val *build(yyjson_mut_doc *doc, yyjson_val *value) {
    size_t index, count;
    yyjson_val *key, *member;
    yyjson_mut_val *made;
    switch (yyjson_get_type(value)) {
    case YYJSON_TYPE_STR: return yyjson_mut_strncpy(doc, yyjson_get_str(value), yyjson_get_len(value));
    case YYJSON_TYPE_BOOL: return yyjson_mut_bool(doc, yyjson_get_bool(value));
    case YYJSON_TYPE_NUM:
        return yyjson_is_real(value)   ? yyjson_mut_real(doc, yyjson_get_real(value))
               : yyjson_is_sint(value) ? yyjson_mut_sint(doc, yyjson_get_sint(value))
                                       : yyjson_mut_uint(doc, yyjson_get_uint(value));
    case YYJSON_TYPE_ARR:
        made = yyjson_mut_arr(doc);
        yyjson_arr_foreach(value, index, count, member) {
            yyjson_mut_arr_append(made, build(doc, member));
        }
        return made;
    case YYJSON_TYPE_OBJ:
        made = yyjson_mut_obj(doc);
        yyjson_obj_foreach(value, index, count, key, member) {
            yyjson_mut_obj_add(made, yyjson_mut_strncpy(doc, yyjson_get_str(key), yyjson_get_len(key)),
                               build(doc, member));
        }
        return made;
    default: return yyjson_mut_null(doc);
    }
}

static size_t run_build(void *opaque) {
    state *self = opaque;
    free(self->output);
    yyjson_mut_doc *doc = yyjson_mut_doc_new(NULL);
    yyjson_mut_doc_set_root(doc, build(doc, yyjson_doc_get_root(self->doc)));
    self->output = yyjson_mut_write_opts(doc, 0, NULL, &self->output_length, NULL);
    yyjson_mut_doc_free(doc);
    return self->output != NULL ? self->output_length : 0;
}

static const bench_operation operations[] = {
    {"parse", "", open_parse, NULL, run_parse, digest_doc, close_state},
    {"parse", "in situ, pool", open_insitu, reset_insitu, run_insitu, digest_doc, close_insitu},
    {"write compact", "", open_document, NULL, run_write, digest_written, close_state},
    {"write pretty", "", open_pretty, NULL, run_write, digest_written, close_state},
    {"walk", "", open_document, NULL, run_walk, NULL, close_state},
    {"parse and walk", "in situ, pool", open_insitu, reset_insitu, run_parse_walk, NULL, close_insitu},
    {"look-up", "", open_keys, NULL, run_get, NULL, close_state},
    {"pointer", "", open_pointers, NULL, run_pointers, NULL, close_state},
    {"edit", "", open_pointers, NULL, run_edit, digest_written, close_state},
    {"push", "in situ", open_insitu, NULL, run_push, NULL, close_state},
    {"messages", "in situ, pool", open_insitu, NULL, run_messages, NULL, close_insitu},
    {"lines", "", open_parse, NULL, run_lines, NULL, close_state},
    {"build", "", open_document, NULL, run_build, digest_written, close_state},
    {NULL, NULL, NULL, NULL, NULL, NULL, NULL},
};

static const char *version(void) {
    return YYJSON_VERSION_STRING;
}

const bench_peer peer_yyjson = {"yyjson", version, operations};
