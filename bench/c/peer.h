/* SPDX-License-Identifier: MIT */
/* What bench_c asks of a C library: operations on one text, each with its own state, and a digest to tell equal
 * results. */
#ifndef BENCH_PEER_H
#define BENCH_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a library made of a text. Two libraries that read the same values, or wrote the same bytes, have the same
 * digest. */
typedef struct {
    uint64_t values; /* seen, keys included */
    uint64_t hash;   /* FNV-1a over kinds and contents, in the document's order */
} bench_digest;

typedef struct {
    const char *direction; /* "parse", "write compact"... : operations of one direction do the same work */
    const char *variant;   /* how, where a library has several ways; "" otherwise */
    /* Makes what run needs; NULL if this text cannot be done. The text outlives the state. */
    void *(*open)(const char *text, size_t length);
    /* Restores what run used up. Not timed. NULL: run uses up nothing. */
    void (*reset)(void *state);
    /* One call. A number that depends on the result, so that no work can be left out; 0 is failure. */
    size_t (*run)(void *state);
    /* Of the last run. NULL: there is nothing to compare. */
    bool (*digest)(void *state, bench_digest *ret);
    void (*close)(void *state);
} bench_operation;

typedef struct {
    const char *name;
    const char *(*version)(void);
    const bench_operation *operations; /* ends with one whose direction is NULL */
} bench_peer;

extern const bench_peer peer_lane;
extern const bench_peer peer_yyjson;
extern const bench_peer peer_simdjson;

/* What to ask a document for: keys of its outermost object, or JSON Pointers, at most BENCH_NAMES, in an order that has
 * nothing to do with where they stand. */
enum { BENCH_NAMES = 64 };

typedef struct {
    const char *text;
    size_t length;
} bench_name;

typedef struct {
    size_t count;
    bench_name names[BENCH_NAMES];
    char *memory;
} bench_names;

/* NULL if the text is no object, or has nothing that a pointer leads to. To be freed by bench_names_free. */
bench_names *bench_keys(const char *text, size_t length);
bench_names *bench_pointers(const char *text, size_t length);
void bench_names_free(bench_names *names);

static inline void digest_bytes(bench_digest *digest, char kind, const void *bytes, size_t length) {
    const unsigned char *at = (const unsigned char *)bytes;
    uint64_t hash = (digest->hash ^ (unsigned char)kind) * 0x100000001B3u;
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ at[i]) * 0x100000001B3u;
    }
    digest->hash = hash;
    digest->values++;
}

/* Integers too are compared as doubles: libraries differ in which numbers they call integers. */
static inline void digest_number(bench_digest *digest, double number) {
    number += 0.0; /* -0 reads as 0 where it is an integer */
    digest_bytes(digest, 'n', &number, sizeof number);
}

#ifdef __cplusplus
}
#endif

#endif
