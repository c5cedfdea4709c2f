/* SPDX-License-Identifier: MIT */
/* Reads and writes in memory of a fixed size, as a device without a heap has it: fixed_memory */
#include <lanejson.h>
#include <stdio.h>
#include <string.h>

/* Hands out a piece of memory from front to back; only the last piece can grow in place or be given back. */
typedef struct {
    char *memory;
    size_t size, used;
} pool;

static void *pool_allocate(void *ctx, size_t size) {
    pool *p = (pool *)ctx;
    const size_t at = (p->used + 15) / 16 * 16;
    if (at > p->size || p->size - at < size)
        return NULL;
    p->used = at + size;
    return p->memory + at;
}

static void pool_release(void *ctx, void *block, size_t size) {
    pool *p = (pool *)ctx;
    if ((char *)block + size == p->memory + p->used)
        p->used -= size;
}

static void *pool_reallocate(void *ctx, void *block, size_t old_size, size_t new_size) {
    pool_release(ctx, block, old_size);
    void *moved = pool_allocate(ctx, new_size);
    if (moved != NULL && moved != block)
        memmove(moved, block, old_size < new_size ? old_size : new_size);
    else if (moved == NULL)
        (void)pool_allocate(ctx, old_size); /* the block stays */
    return moved;
}

int main(void) {
    static union {
        double aligned;
        char bytes[4096];
    } memory;
    static char room[LANE_WRITER_OVERHEAD + 64];
    pool p = {memory.bytes, sizeof memory.bytes, 0};
    lane_allocator allocator = {pool_allocate, pool_reallocate, pool_release, &p};
    lane_options options = {0, 0, 0, 0, &allocator};
    static const char text[] = "{\"sensor\": \"door\", \"value\": 17}";
    lane_error error = {LANE_OK, 0};
    lane_doc *doc = lane_parse(text, sizeof text - 1, &options, &error);
    const lane_value *value = lane_object_get(lane_doc_root(doc), "value", 5);
    lane_writer *w = lane_writer_fixed(room, sizeof room, NULL);
    lane_writer_object(w);
    lane_writer_key(w, "twice", 5);
    lane_writer_int(w, 2 * lane_value_int(value));
    lane_writer_end(w);
    const char *out = lane_writer_finish(w, NULL, &error);
    printf("%s\n", out != NULL ? out : lane_error_name(error.code));
    lane_doc_free(doc);
    return out == NULL;
}
