/* SPDX-License-Identifier: MIT */
/* What kernel_check knows about a kernel: how to make input for it, how to compare it with the oracle, how to time it.
 *
 * To add a kernel: a function pointer in lane_kernel_parts, an oracle in reference.c, a row in an array of kernel_case
 * that ends with a NULL name, and that array in check_suites (kernel_check.c). */
#ifndef LANE_TESTS_CHECK_H
#define LANE_TESTS_CHECK_H

#include <string.h>

#include "../../src/dispatch.h"
#include "reference.h"

/* A small generator of random numbers (Sebastiano Vigna's splitmix64): the state is a value, and all platforms give the
 * same numbers. */
typedef struct {
    uint64_t state;
} check_random;

static inline uint64_t random_next(check_random *r) {
    uint64_t z = r->state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

/* 0 <= result < limit. */
static inline size_t random_below(check_random *r, size_t limit) {
    return (size_t)((random_next(r) >> 32) * limit >> 32);
}

static inline bool random_chance(check_random *r, size_t one_in) {
    return random_below(r, one_in) == 0;
}

/* One comparison. The input ends or begins at a page that cannot be accessed, or has some alignment. */
typedef struct {
    const lane_kernels *kernels;
    const uint8_t *p, *end;
    check_random *random; /* for options of the call */
    char difference[256]; /* what differs, written by check_differs */
} check_trial;

/* Returns room for n bytes that end at a page that cannot be accessed; the bytes before it hold a pattern. There are
 * two rooms, 0 and 1. */
uint8_t *check_room(unsigned which, size_t n);

/* Returns whether the bytes before check_room(which, n) still hold the pattern. */
bool check_room_intact(unsigned which, size_t n);

/* Records a difference, formatted as by printf. Always returns false, for `return check_differs(...)`. */
#if defined(__MINGW32__)
__attribute__((format(gnu_printf, 2, 3)))
#elif defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
bool check_differs(check_trial *trial, const char *format, ...);

/* Returns whether two results are the same bytes; records a difference if not. */
bool check_same_bytes(check_trial *trial, const uint8_t *got, size_t got_length, const uint8_t *want,
                      size_t want_length);

/* Returns whether two places in the input, or NULL, are the same; records a difference if not. */
bool check_same_place(check_trial *trial, const uint8_t *got, const uint8_t *want);

/* Returns unit i of units of `kind` bytes. */
uint32_t unit_get(const uint8_t *units, size_t i, unsigned kind);
void unit_set(uint8_t *units, size_t i, unsigned kind, uint32_t value);

/* Returns whether units are those expected; records a difference if not. */
bool check_same_units(check_trial *t, const uint8_t *got, size_t got_count, const uint32_t *want, size_t want_count,
                      unsigned kind);

typedef struct {
    const char *name;
    /* Writes n bytes of input at p. */
    void (*fill)(check_random *random, uint8_t *p, size_t n);
    /* Returns whether the kernel agrees with the oracle on [p, end). */
    bool (*agrees)(check_trial *trial);
    /* Runs the kernel once on the whole text. `out` has room for twelve times the text and 64 bytes. Returns a value
     * that depends on the work, so that compilers keep it. */
    uint64_t (*bench)(const lane_kernels *kernels, const uint8_t *p, const uint8_t *end, uint8_t *out);
    /* Names of texts to time (check_bench.c), separated by spaces. NULL: none. */
    const char *texts;
    /* Calls `run` with each input of a fixed list; NULL: none. */
    void (*each)(void (*run)(void *context, const uint8_t *p, size_t n), void *context);
    size_t shortest; /* bytes of input */
} kernel_case;

/* Fillers that several kernels share. */
void fill_json(check_random *random, uint8_t *p, size_t n);   /* JSON's characters without its grammar */
void fill_body(check_random *random, uint8_t *p, size_t n);   /* bodies of strings, with escapes good and bad */
void fill_closed(check_random *random, uint8_t *p, size_t n); /* bodies with a quote somewhere */
void fill_utf8(check_random *random, uint8_t *p, size_t n);   /* UTF-8 with a fault now and then */
void fill_valid(check_random *random, uint8_t *p, size_t n);  /* UTF-8 without surrogates */
void fill_spaces(check_random *random, uint8_t *p, size_t n); /* white space; the last byte is not white space */

extern const kernel_case check_cases_string[], check_cases_index[], check_cases_escape[], check_cases_project[],
    check_cases_number[];

#endif
