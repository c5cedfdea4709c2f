/* SPDX-License-Identifier: MIT */
/* Memory of one document or one call: blocks from an allocator, and an arena of chunks that are all released at once.
 *
 * A chunk never moves, so pointers into the arena are valid until lane_arena_rewind or lane_arena_release. */
#ifndef LANE_ARENA_H
#define LANE_ARENA_H

#include "base.h"

#include "../../include/lanejson.h"

/* malloc, realloc and free. */
extern const lane_allocator lane_allocator_libc;

LANE_INLINE void *lane_allocate(const lane_allocator *allocator, size_t size) {
    return allocator->allocate(allocator->ctx, size);
}

LANE_INLINE void *lane_reallocate(const lane_allocator *allocator, void *block, size_t old_size, size_t new_size) {
    return allocator->reallocate(allocator->ctx, block, old_size, new_size);
}

/* block may be NULL. */
LANE_INLINE void lane_release(const lane_allocator *allocator, void *block, size_t size) {
    if (block != NULL)
        allocator->release(allocator->ctx, block, size);
}

typedef struct lane_chunk {
    struct lane_chunk *before; /* the chunk filled before this one */
    size_t size;               /* bytes, with this header */
} lane_chunk;

typedef struct {
    const lane_allocator *allocator;
    lane_chunk *last;
    uint8_t *cursor, *end; /* the free part of the last chunk */
    size_t next_size;      /* minimum of bytes in the next chunk */
} lane_arena;

/* Allocates nothing yet. `hint`: bytes that are likely to be needed in all. */
LANE_INLINE void lane_arena_init(lane_arena *arena, const lane_allocator *allocator, size_t hint) {
    *arena = (lane_arena){.allocator = allocator, .next_size = hint};
}

void lane_arena_release(lane_arena *arena);

/* Empties the arena and keeps one chunk for reuse. */
void lane_arena_rewind(lane_arena *arena);

/* Starts a chunk with room for `size` bytes. Returns false without memory. */
bool lane_arena_grow(lane_arena *arena, size_t size);

/* Returns room for `size` bytes, not aligned; NULL without memory. The room stays free until lane_arena_keep. */
LANE_INLINE uint8_t *lane_arena_reserve(lane_arena *arena, size_t size) {
    if (LANE_UNLIKELY((size_t)(arena->end - arena->cursor) < size) && !lane_arena_grow(arena, size))
        return NULL;
    return arena->cursor;
}

/* Keeps the reserved bytes up to `end`. */
LANE_INLINE void lane_arena_keep(lane_arena *arena, uint8_t *end) {
    LANE_ASSUME(end >= arena->cursor && end <= arena->end);
    arena->cursor = end;
}

#endif
