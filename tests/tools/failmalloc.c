/* SPDX-License-Identifier: MIT */
/* A malloc for LD_PRELOAD that fails on demand: the n-th call that comes from one range of code returns NULL.
 *
 * glibc only: it forwards to the __libc_ functions, which need no look-up and so cannot recurse. */
#include <stddef.h>
#include <stdint.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static uintptr_t low, high; /* the code whose calls count */
static long left;           /* calls until the one that fails; 0 when disarmed */

void failmalloc_arm(size_t from, size_t to, long n) {
    low = from;
    high = to;
    left = n;
}

/* Returns whether the armed failure has not happened yet. */
int failmalloc_disarm(void) {
    int pending = left > 0;
    left = 0;
    return pending;
}

static int fails(void *caller) {
    uintptr_t at = (uintptr_t)caller;
    return left > 0 && at >= low && at < high && --left == 0;
}

void *malloc(size_t size) {
    return fails(__builtin_return_address(0)) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    return fails(__builtin_return_address(0)) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *block, size_t size) {
    return fails(__builtin_return_address(0)) ? NULL : __libc_realloc(block, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    return fails(__builtin_return_address(0)) ? NULL : __libc_memalign(alignment, size);
}
