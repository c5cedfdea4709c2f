/* SPDX-License-Identifier: MIT */
/* Shared by the fuzz targets: the entry that engines call, options made from the input, and an abort that engines
 * notice. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../src/base/options.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Aborts unless x holds. A macro, so that it can print x. */
#define FUZZ_CHECK(x)                                                             \
    do {                                                                          \
        if (!(x)) {                                                               \
            fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #x); \
            abort();                                                              \
        }                                                                         \
    } while (0)

static_assert(LANE_FLAG_BITS + 2 <= 16, "two bytes of input have a bit for each flag");

/* Takes three bytes off the end of the input, so that documents stay readable in the corpus: two with a bit for each
 * flag, the lowest first, whose last two bits choose the cursor; then the depth. */
static inline lane_options fuzz_options(const uint8_t *data, size_t *size) {
    lane_options options = {0};
    if (*size >= 3) {
        *size -= 3;
        const uint32_t bits = data[*size] | (uint32_t)data[*size + 1] << 8;
        options.flags = bits & ((1u << LANE_FLAG_BITS) - 1);
        options.flags |= bits >> 14 & 1 ? LANE_CURSOR_SCANNING : 0u;
        options.flags |= bits >> 15 & 1 ? LANE_CURSOR_INDEXED : 0u;
        options.max_depth = data[*size + 2];
    }
    return options;
}

/* Returns a copy in memory of exactly its size, so that a sanitizer sees a read outside it. Never NULL. */
static inline char *fuzz_copy(const uint8_t *data, size_t size) {
    char *text = (char *)malloc(size ? size : 1);
    FUZZ_CHECK(text != NULL);
    memcpy(text, data, size);
    return text;
}

#endif
