/* SPDX-License-Identifier: MIT */
/* Memory that the caller provides: a pool, and bounds on the size it needs. */
#include "document.h"

#include "../base/options.h"
#include "../number/format.h"

#define POOL_ALIGN 16

static void *pool_allocate(void *ctx, size_t size) {
    lane_pool *pool = ctx;
    const size_t skip = (0 - (size_t)(uintptr_t)pool->next) % POOL_ALIGN, left = (size_t)(pool->end - pool->next);
    if (left < skip || left - skip < size)
        return NULL;
    pool->last = pool->next + skip;
    pool->next = pool->last + size;
    return pool->last;
}

static void pool_release(void *ctx, void *block, size_t size) {
    lane_pool *pool = ctx;
    (void)size;
    if (block == pool->last)
        pool->next = pool->last;
}

/* Grows the last block in place. */
static void *pool_reallocate(void *ctx, void *block, size_t old_size, size_t new_size) {
    lane_pool *pool = ctx;
    if (block == pool->last && (size_t)(pool->end - pool->last) >= new_size) {
        pool->next = pool->last + new_size;
        return block;
    }
    void *moved = new_size <= old_size ? block : pool_allocate(ctx, new_size);
    return moved == NULL || moved == block ? moved : memcpy(moved, block, old_size);
}

bool lane_pool_is(const lane_allocator *allocator) {
    return allocator->allocate == pool_allocate;
}

void lane_pool_init(lane_pool *pool, void *memory, size_t size) {
    if (pool == NULL)
        return;
    pool->allocator = (lane_allocator){pool_allocate, pool_reallocate, pool_release, pool};
    pool->next = memory;
    pool->last = NULL;
    pool->end = memory != NULL ? pool->next + size : pool->next;
}

size_t lane_parse_bound(size_t length) {
    /* Values: one byte each, one byte between two, and the outside value. Then a copy with its NUL, and decoded
     * strings. */
    const size_t blocks = 4 * POOL_ALIGN + LANE_DOC_HEAD + sizeof(lane_chunk) + 1024 + LANE_DECODED_SLACK;
    if (length > (SIZE_MAX - blocks) / 16)
        return SIZE_MAX;
    return blocks + (length / 2 + 2) * sizeof(lane_value) + length + 1 + length;
}

size_t lane_write_bound(const lane_value *value, const lane_options *options) {
    lane_options complete;
    if (!lane_options_complete(options, &complete) || value == NULL)
        return 0;
    const size_t count = lane_value_type(value) >= LANE_TYPE_ARRAY ? (size_t)value->payload.size / sizeof *value : 1;
    const size_t indent = complete.indent;
    size_t bytes = 1024;
    for (size_t i = 0; i < count; i++) {
        const lane_type type = lane_value_type(value + i);
        size_t most = type < LANE_TYPE_STRING && type != LANE_TYPE_NUMBER ? LANE_NUMBER_ROOM + 4 : 4;
        most += (type == LANE_TYPE_STRING ? 6 : 1) * lane_value_length(value + i) + 4;
        if (type >= LANE_TYPE_ARRAY) {
            /* The indentation adds one level to the line of each value in the container and to its closing line; and
             * one level of the printer's stack. */
            const size_t lines = (size_t)value[i].payload.size / sizeof *value * 2;
            if (indent != 0 && lines > (SIZE_MAX / 8 - bytes) / indent)
                return SIZE_MAX;
            most += lines * indent + 32;
        }
        if (most > SIZE_MAX / 4 - bytes)
            return SIZE_MAX;
        bytes += most;
    }
    return bytes;
}
