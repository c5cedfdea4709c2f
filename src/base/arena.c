/* SPDX-License-Identifier: MIT */
/* The allocator of the C library, and the chunks of an arena. */
#include "arena.h"

#include <stdlib.h>

/* Small enough not to matter, large enough that a document with a few escapes takes one chunk. */
#define ARENA_CHUNK_LEAST 1024

static void *libc_allocate(void *ctx, size_t size) {
    (void)ctx;
    return malloc(size);
}

static void *libc_reallocate(void *ctx, void *block, size_t old_size, size_t new_size) {
    (void)ctx;
    (void)old_size;
    return realloc(block, new_size);
}

static void libc_release(void *ctx, void *block, size_t size) {
    (void)ctx;
    (void)size;
    free(block);
}

const lane_allocator lane_allocator_libc = {libc_allocate, libc_reallocate, libc_release, NULL};

/* Releases the chunks before the last. */
static void arena_release_before(lane_arena *arena) {
    for (lane_chunk *chunk = arena->last->before, *before; chunk != NULL; chunk = before) {
        before = chunk->before;
        lane_release(arena->allocator, chunk, chunk->size);
    }
    arena->last->before = NULL;
}

void lane_arena_release(lane_arena *arena) {
    if (arena->last == NULL)
        return;
    arena_release_before(arena);
    lane_release(arena->allocator, arena->last, arena->last->size);
    arena->last = NULL;
    arena->cursor = arena->end = NULL;
}

void lane_arena_rewind(lane_arena *arena) {
    if (arena->last == NULL)
        return;
    if (arena->last->before != NULL)
        arena_release_before(arena);
    arena->cursor = (uint8_t *)(arena->last + 1);
}

bool lane_arena_grow(lane_arena *arena, size_t size) {
    size_t room = size > arena->next_size ? size : arena->next_size;
    room = room > ARENA_CHUNK_LEAST ? room : ARENA_CHUNK_LEAST;
    if (room > SIZE_MAX / 2)
        return false;
    lane_chunk *chunk = lane_allocate(arena->allocator, room + sizeof *chunk);
    if (chunk == NULL)
        return false;
    chunk->before = arena->last;
    chunk->size = room + sizeof *chunk;
    arena->last = chunk;
    arena->cursor = (uint8_t *)(chunk + 1);
    arena->end = arena->cursor + room;
    /* Doubling bounds the number of chunks, and so the time to release them. */
    arena->next_size = room * 2;
    return true;
}
