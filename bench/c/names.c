/* SPDX-License-Identifier: MIT */
/* The keys and pointers that all libraries are asked for, made with lanejson. */
#include "peer.h"

#include "lanejson.h"

#include <stdio.h>
#include <stdlib.h>

enum { POINTER_MOST = 512 /* bytes of a pointer */, POINTERS_SEEN = 1 << 20 };

void bench_names_free(bench_names *names) {
    if (names != NULL) {
        free(names->memory);
        free(names);
    }
}

static uint32_t random_next(uint32_t *seed) {
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* Takes over `texts`, of which each ends with a 0, and chooses among them. */
static bench_names *choose(char *texts, size_t size, size_t count) {
    bench_names *ret = count != 0 ? calloc(1, sizeof *ret) : NULL;
    const char **all = ret != NULL ? malloc(count * sizeof *all) : NULL;
    if (all == NULL) {
        free(texts);
        free(ret);
        return NULL;
    }
    ret->memory = texts;
    size_t n = 0;
    for (const char *at = texts; at < texts + size; at += strlen(at) + 1) {
        all[n++] = at;
    }
    uint32_t seed = 1;
    for (; ret->count < BENCH_NAMES && ret->count < count; ret->count++) {
        const size_t which = ret->count + random_next(&seed) % (count - ret->count);
        const char *text = all[which];
        all[which] = all[ret->count];
        ret->names[ret->count] = (bench_name){text, strlen(text)};
    }
    free(all);
    return ret;
}

bench_names *bench_keys(const char *text, size_t length) {
    lane_doc *doc = lane_parse(text, length, NULL, NULL);
    lane_iterator it = lane_iterate(lane_doc_root(doc));
    char *texts = malloc(length + 1);
    size_t size = 0, count = 0;
    for (const lane_value *key; texts != NULL && (key = lane_object_next(&it, NULL)) != NULL; count++) {
        memcpy(texts + size, lane_value_text(key), lane_value_length(key));
        size += lane_value_length(key);
        texts[size++] = 0;
    }
    lane_doc_free(doc);
    return choose(texts, size, count);
}

/* Pointers in the making: the one that leads to the container that is open, and those of scalars so far. */
typedef struct {
    char path[POINTER_MOST];
    char *texts;
    size_t size, room, count;
} collector;

static void collect(collector *self, const lane_value *value, size_t length);

static void collect_member(collector *self, const lane_value *value, size_t length, const char *token, size_t size) {
    if (length + 2 * size + 2 > POINTER_MOST || memchr(token, 0, size) != NULL) {
        return;
    }
    self->path[length++] = '/';
    for (size_t i = 0; i < size; i++) {
        if (token[i] == '~' || token[i] == '/') {
            self->path[length++] = '~';
        }
        self->path[length++] = token[i] == '~' ? '0' : token[i] == '/' ? '1' : token[i];
    }
    collect(self, value, length);
}

static void collect(collector *self, const lane_value *value, size_t length) {
    lane_iterator it = lane_iterate(value);
    char index[24];
    size_t at = 0;
    for (const lane_value *element; (element = lane_array_next(&it)) != NULL; at++) {
        collect_member(self, element, length, index, (size_t)snprintf(index, sizeof index, "%zu", at));
    }
    for (const lane_value *key, *member; (key = lane_object_next(&it, &member)) != NULL;) {
        collect_member(self, member, length, lane_value_text(key), lane_value_length(key));
    }
    if (lane_value_type(value) >= LANE_TYPE_ARRAY || length == 0 || self->count == POINTERS_SEEN) {
        return;
    }
    if (self->size + length + 1 > self->room) {
        char *grown = realloc(self->texts, 2 * (self->size + length + 1));
        if (grown == NULL) {
            return;
        }
        self->texts = grown;
        self->room = 2 * (self->size + length + 1);
    }
    memcpy(self->texts + self->size, self->path, length);
    self->size += length;
    self->texts[self->size++] = 0;
    self->count++;
}

bench_names *bench_pointers(const char *text, size_t length) {
    static collector self;
    lane_doc *doc = lane_parse(text, length, NULL, NULL);
    self = (collector){.count = 0};
    collect(&self, lane_doc_root(doc), 0);
    lane_doc_free(doc);
    return choose(self.texts, self.size, self.count);
}
