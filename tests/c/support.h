/* SPDX-License-Identifier: MIT */
/* Shared by the tests of documents: every way to read an input, guarded memory, counted memory, and the corpus. */
#ifndef TEST_SUPPORT_H
#define TEST_SUPPORT_H

#include "../../include/lanejson.h"
#include "../../src/base/options.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* -- Guarded memory: the byte after the input cannot be read -- */

typedef struct {
    char *map, *text;
    size_t map_size;
} guarded;

__attribute__((unused)) static guarded guarded_copy(const char *text, size_t length) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE), pages = (length + page - 1) / page;
    guarded g = {.map_size = (pages + 2) * page};
    g.map = mmap(NULL, g.map_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    cr_assert(g.map != MAP_FAILED);
    g.text = g.map + (pages + 1) * page - length;
    if (length != 0)
        memcpy(g.text, text, length);
    mprotect(g.map, page, PROT_NONE);
    mprotect(g.map + g.map_size - page, page, PROT_NONE);
    return g;
}

__attribute__((unused)) static void guarded_free(guarded *g) {
    munmap(g->map, g->map_size);
}

/* -- Counted memory: fails at the n-th allocation and checks sizes -- */

typedef struct {
    size_t calls, fail_at; /* the fail_at-th call fails, counted from 1; 0: none */
    size_t blocks, bytes;  /* in use now */
    size_t most;           /* most bytes in use at once so far */
    bool wrong;            /* a size did not match */
    lane_allocator allocator;
} counted;

/* The size of each block is stored before it. */
#define COUNTED_HEAD 16

static bool counted_fails(counted *c) {
    return ++c->calls == c->fail_at;
}

static void *counted_allocate(void *ctx, size_t size) {
    counted *c = ctx;
    if (size == 0)
        c->wrong = true;
    if (counted_fails(c))
        return NULL;
    char *block = malloc(size + COUNTED_HEAD);
    memcpy(block, &size, sizeof size);
    memset(block + COUNTED_HEAD, 0xA5, size < 4096 ? size : 4096);
    c->blocks++;
    c->bytes += size;
    c->most = c->bytes > c->most ? c->bytes : c->most;
    return block + COUNTED_HEAD;
}

static void counted_check(counted *c, void *block, size_t size) {
    size_t real;
    memcpy(&real, (char *)block - COUNTED_HEAD, sizeof real);
    c->wrong |= real != size;
}

static void counted_release(void *ctx, void *block, size_t size) {
    counted *c = ctx;
    counted_check(c, block, size);
    c->blocks--;
    c->bytes -= size;
    free((char *)block - COUNTED_HEAD);
}

/* Always moves, so that a sanitizer finds a pointer into the old block. */
static void *counted_reallocate(void *ctx, void *block, size_t old_size, size_t new_size) {
    counted *c = ctx;
    counted_check(c, block, old_size);
    void *moved = counted_allocate(ctx, new_size);
    if (moved == NULL)
        return NULL;
    memcpy(moved, block, old_size < new_size ? old_size : new_size);
    counted_release(ctx, block, old_size);
    return moved;
}

__attribute__((unused)) static void counted_init(counted *c, size_t fail_at) {
    *c = (counted){.fail_at = fail_at};
    c->allocator = (lane_allocator){counted_allocate, counted_reallocate, counted_release, c};
}

/* -- Every way to read an input -- */

typedef struct {
    const char *isa;
    uint32_t flags; /* cursor, 0 for the library's choice, and LANE_COPY */
} way;

#define WAYS_MOST 32

__attribute__((unused)) static size_t ways_list(way ways[WAYS_MOST]) {
    static const uint32_t flags[] = {0, LANE_CURSOR_SCANNING, LANE_CURSOR_INDEXED, LANE_COPY | LANE_CURSOR_SCANNING,
                                     LANE_COPY | LANE_CURSOR_INDEXED};
    size_t count = 0;
    const char *isa;
    for (size_t i = 0; (isa = lane_isa_list(i)) != NULL; i++) {
        for (size_t j = 0; j < sizeof flags / sizeof *flags; j++)
            ways[count++] = (way){isa, flags[j]};
    }
    return count;
}

/* The result of reading an input: its compact form, or an error. */
typedef struct {
    char *written; /* NULL on error */
    size_t length;
    lane_error error;
} outcome;

__attribute__((unused)) static outcome outcome_of(const char *text, size_t length, uint32_t flags, uint32_t depth) {
    outcome o = {0};
    lane_options options = {.flags = flags, .max_depth = depth};
    lane_doc *doc = lane_parse(text, length, &options, &o.error);
    if (doc != NULL) {
        lane_options write = {.flags = flags & (LANE_NAN | LANE_LONE_SURROGATES)};
        o.written = lane_write(lane_doc_root(doc), &write, &o.length, NULL);
        cr_assert(o.written != NULL);
        lane_doc_free(doc);
    }
    return o;
}

__attribute__((unused)) static void outcome_free(outcome *o) {
    free(o->written);
}

/* Reads an input in every way, from guarded memory. All ways and lane_validate must agree; returns their result. */
__attribute__((unused)) static outcome read_everywhere(const char *name, const char *text, size_t length,
                                                       uint32_t flags, uint32_t depth) {
    way ways[WAYS_MOST];
    size_t count = ways_list(ways);
    guarded g = guarded_copy(text, length);
    outcome first = {0};
    for (size_t i = 0; i < count; i++) {
        cr_assert(lane_isa_select(ways[i].isa));
        outcome o = outcome_of(g.text, length, flags | ways[i].flags, depth);
        lane_options options = {.flags = flags | ways[i].flags, .max_depth = depth};
        lane_error error;
        bool valid = lane_validate(g.text, length, &options, &error);
        cr_assert(valid == (o.written != NULL) && error.code == o.error.code && error.offset == o.error.offset,
                  "%s: %s %x: lane_validate says %s at %zu, lane_parse %s at %zu", name, ways[i].isa, ways[i].flags,
                  lane_error_name(error.code), error.offset, lane_error_name(o.error.code), o.error.offset);
        if (i == 0) {
            first = o;
            continue;
        }
        cr_assert(o.error.code == first.error.code && o.error.offset == first.error.offset,
                  "%s: %s %x: %s at %zu, but %s at %zu", name, ways[i].isa, ways[i].flags,
                  lane_error_name(o.error.code), o.error.offset, lane_error_name(first.error.code), first.error.offset);
        cr_assert(o.length == first.length && (o.length == 0 || memcmp(o.written, first.written, o.length) == 0),
                  "%s: %s %x: another value", name, ways[i].isa, ways[i].flags);
        outcome_free(&o);
    }
    guarded_free(&g);
    return first;
}

/* -- The corpus -- */

__attribute__((unused)) static const char *corpus_root(void) {
    const char *root = getenv("LANEJSON_DATA");
    return root ? root : "../shared/data";
}

typedef struct {
    char *bytes;
    size_t length;
} file_content;

static file_content stream_read(FILE *stream) {
    file_content f = {malloc(1), 0};
    size_t room = 0, got;
    do {
        room = room ? room * 2 : 65536;
        f.bytes = realloc(f.bytes, room);
        got = fread(f.bytes + f.length, 1, room - f.length, stream);
        f.length += got;
    } while (f.length == room);
    return f;
}

/* Returns a file's bytes, unpacked if its name ends with .xz; bytes is NULL if it cannot be read. The caller frees
 * them. */
__attribute__((unused)) static file_content file_read(const char *path) {
    size_t length = strlen(path);
    bool packed = length > 3 && strcmp(path + length - 3, ".xz") == 0;
    char command[4200];
    snprintf(command, sizeof command, "xz -dc '%.4096s'", path);
    FILE *stream = packed ? popen(command, "r") : fopen(path, "rb");
    if (stream == NULL)
        return (file_content){NULL, 0};
    file_content f = stream_read(stream);
    int status = packed ? pclose(stream) : fclose(stream);
    if (status != 0) {
        free(f.bytes);
        f.bytes = NULL;
    }
    return f;
}

/* Calls `visit` for each file of a folder of the corpus. Returns the number of files. Without the folder, prints a line
 * and returns 0. */
__attribute__((unused)) static size_t corpus_each(const char *folder,
                                                  void (*visit)(const char *name, file_content file)) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", corpus_root(), folder);
    struct dirent **entries;
    int count = scandir(path, &entries, NULL, alphasort);
    if (count < 0) {
        printf("skipped: no %s (set LANEJSON_DATA)\n", path);
        return 0;
    }
    size_t visited = 0;
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        snprintf(path, sizeof path, "%s/%s/%s", corpus_root(), folder, name);
        if (strstr(name, "json") != NULL && name[0] != '.' && entries[i]->d_type != DT_DIR) {
            file_content file = file_read(path);
            cr_assert(file.bytes != NULL, "%s cannot be read", path);
            visit(name, file);
            free(file.bytes);
            visited++;
        }
        free(entries[i]);
    }
    free(entries);
    return visited;
}

#endif
