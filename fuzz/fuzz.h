/* SPDX-License-Identifier: MIT */
/* What the fuzz targets share: the entry that engines call, options made from the input, and a stop that engines
 * notice. */
#ifndef FUZZ_H
#define FUZZ_H

#include <lanejson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What must hold. A macro, for it names what did not. */
#define FUZZ_CHECK(x)                                                             \
    do {                                                                          \
        if (!(x)) {                                                               \
            fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #x); \
            abort();                                                              \
        }                                                                         \
    } while (0)

/* Takes two bytes off the end of the input for flags and depth, so that the text stays readable in the corpus. The last
 * bit of all is LANE_BOM. */
static inline lane_options fuzz_options(const uint8_t *data, size_t *size) {
    lane_options options = {0};
    if (*size >= 2) {
        *size -= 2;
        options.flags = data[*size] | (data[*size + 1] & 0x80 ? LANE_BOM : 0u);
        options.max_depth = data[*size + 1] & 0x7F;
    }
    return options;
}

/* The text in memory of exactly its size, so that a sanitizer sees a read beyond either end. Never NULL. */
static inline char *fuzz_copy(const uint8_t *data, size_t size) {
    char *text = (char *)malloc(size ? size : 1);
    FUZZ_CHECK(text != NULL);
    memcpy(text, data, size);
    return text;
}

#endif
