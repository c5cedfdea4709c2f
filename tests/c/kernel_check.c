/* SPDX-License-Identifier: MIT */
/* Checks every kernel on every instruction set of this machine against the oracle.
 *
 * kernel_check [--seed N] [--rounds N] [--isa NAME] [--only NAME] [--bench] [--list]
 *
 * Input ends at a page that cannot be accessed, begins right after one, or has each of 64 alignments. An access fault
 * is caught and counted as a failure. A failure is printed with the options that repeat it. The last line is "N passed,
 * M failed", counted in comparisons. */
#include "check.h"

#include <inttypes.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "check_run.h"

static const kernel_case *const check_suites[] = {
    check_cases_string, check_cases_index, check_cases_escape, check_cases_project, check_cases_number, NULL,
};

/* -- Memory between pages that cannot be accessed -- */

enum { ARENA_SIZE = 256 * 1024, LONGEST = 40000, GUARD = 64 * 1024, PATTERN = 0xA5, PATTERN_SIZE = 64 };

static uint8_t *input, *rooms[2]; /* ARENA_SIZE bytes each */

static uint8_t *arena_new(void) {
    uint8_t *map = mmap(NULL, ARENA_SIZE + 2 * GUARD, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (map == MAP_FAILED || mprotect(map, GUARD, PROT_NONE) != 0 ||
        mprotect(map + GUARD + ARENA_SIZE, GUARD, PROT_NONE) != 0) {
        perror("kernel_check");
        exit(2);
    }
    return map + GUARD;
}

uint8_t *check_room(unsigned which, size_t n) {
    uint8_t *room = rooms[which] + ARENA_SIZE - n;
    memset(room - PATTERN_SIZE, PATTERN, PATTERN_SIZE);
    return room;
}

bool check_room_intact(unsigned which, size_t n) {
    const uint8_t *room = rooms[which] + ARENA_SIZE - n;
    for (size_t i = 1; i <= PATTERN_SIZE; i++) {
        if (room[-(ptrdiff_t)i] != PATTERN)
            return false;
    }
    return true;
}

/* -- Comparing -- */

bool check_differs(check_trial *trial, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(trial->difference, sizeof trial->difference, format, arguments);
    va_end(arguments);
    return false;
}

bool check_same_bytes(check_trial *trial, const uint8_t *got, size_t got_length, const uint8_t *want,
                      size_t want_length) {
    for (size_t i = 0; i < got_length && i < want_length; i++) {
        if (got[i] != want[i])
            return check_differs(trial, "byte %zu of the result is %#x, not %#x", i, got[i], want[i]);
    }
    return got_length == want_length || check_differs(trial, "%zu bytes, not %zu", got_length, want_length);
}

bool check_same_place(check_trial *trial, const uint8_t *got, const uint8_t *want) {
    if (got == want)
        return true;
    ptrdiff_t at = got ? got - trial->p : -1, wanted = want ? want - trial->p : -1;
    return check_differs(trial, "place %td, not %td (-1 is NULL)", at, wanted);
}

/* -- Running -- */

static struct {
    uint64_t passed, failed, seed;
    const kernel_case *row;
    const lane_kernels *kernels;
    check_random random;
} run;

static sigjmp_buf fault;
static volatile sig_atomic_t guarded;

static void on_fault(int number) {
    if (guarded)
        siglongjmp(fault, number);
    signal(number, SIG_DFL);
    raise(number);
}

static void print_failure(const check_trial *trial, const char *place) {
    enum { SHOWN = 20 };
    if (run.failed > SHOWN)
        return;
    size_t n = (size_t)(trial->end - trial->p);
    printf("FAILED %s %s, %zu bytes %s, --seed %" PRIu64 ": %s\n  input", run.kernels->name, run.row->name, n, place,
           run.seed, trial->difference);
    for (size_t i = 0; i < n && i < 96; i++)
        printf(trial->p[i] > 0x20 && trial->p[i] < 0x7F ? " %c" : " %02x", trial->p[i]);
    printf("%s\n", n > 96 ? " ..." : "");
}

/* Runs one comparison on the input at p. */
static void compare(const uint8_t *p, size_t n, const char *place) {
    check_trial trial = {run.kernels, p, p + n, &run.random, ""};
    int number = sigsetjmp(fault, 1);
    bool same = false;
    if (number == 0) {
        guarded = 1;
        same = run.row->agrees(&trial);
    } else {
        check_differs(&trial, "%s", number == SIGILL ? "illegal instruction" : "touched memory outside");
    }
    guarded = 0;
    run.passed += same;
    run.failed += !same;
    if (!same)
        print_failure(&trial, place);
}

static void compare_filled(uint8_t *p, size_t n, const char *place) {
    run.row->fill(&run.random, p, n);
    compare(p, n, place);
}

static void compare_given(void *context, const uint8_t *p, size_t n) {
    (void)context;
    uint8_t *q = input + ARENA_SIZE - n;
    memcpy(q, p, n);
    compare(q, n, "of the list");
}

static void check_row(unsigned rounds) {
    for (size_t n = run.row->shortest; n <= 512; n++) {
        for (unsigned i = 0; i < 4 * rounds; i++) {
            compare_filled(input + ARENA_SIZE - n, n, "before the guard");
            compare_filled(input, n, "behind the guard");
        }
        for (size_t alignment = 0; alignment < 64 * rounds && n <= 256; alignment++)
            compare_filled(input + 64 + alignment % 64, n, "aligned");
    }
    /* Inputs longer than a window. */
    for (unsigned i = 0; i < 60 * rounds; i++) {
        size_t n = run.row->shortest + random_below(&run.random, LONGEST);
        compare_filled(input + ARENA_SIZE - n, n, "before the guard");
    }
    if (run.row->each != NULL)
        run.row->each(compare_given, NULL);
}

static void check_all(const lane_kernels *const *kernels, size_t count, unsigned rounds, const char *only) {
    for (size_t i = 0; i < count; i++) {
        for (const kernel_case *const *suite = check_suites; *suite != NULL; suite++) {
            for (const kernel_case *row = *suite; row->name != NULL; row++) {
                if (only != NULL && strstr(row->name, only) == NULL)
                    continue;
                uint64_t passed = run.passed, failed = run.failed;
                run.kernels = kernels[i];
                run.row = row;
                run.random.state = run.seed;
                check_row(rounds);
                printf("%-7s %-20s %8" PRIu64 " passed %8" PRIu64 " failed\n", kernels[i]->name, row->name,
                       run.passed - passed, run.failed - failed);
                fflush(stdout);
            }
        }
    }
}

/* -- The command -- */

typedef struct {
    const char *isa, *only;
    uint64_t seed;
    unsigned rounds;
    bool bench, list;
} command;

static int usage(const char *program) {
    fprintf(stderr, "usage: %s [--seed N] [--rounds N] [--isa NAME] [--only NAME] [--bench] [--list]\n", program);
    return 2;
}

static bool read_command(int argc, char **argv, command *c) {
    const char *thorough = getenv("LANEJSON_THOROUGH");
    c->seed = ((uint64_t)time(NULL) << 16 ^ (uint64_t)getpid()) & 0xFFFFFFFFFFFF;
    c->rounds = thorough != NULL && *thorough != 0 ? 20 : 1;
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;
        if (strcmp(argv[i], "--bench") == 0)
            c->bench = true;
        else if (strcmp(argv[i], "--list") == 0)
            c->list = true;
        else if (value == NULL)
            return false;
        else if (strcmp(argv[i], "--seed") == 0)
            c->seed = strtoull(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--rounds") == 0)
            c->rounds = (unsigned)strtoul(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--isa") == 0)
            c->isa = argv[++i];
        else if (strcmp(argv[i], "--only") == 0)
            c->only = argv[++i];
        else
            return false;
    }
    return true;
}

/* Lists the kernels to run, best first. Returns their number. */
static size_t choose_kernels(const char *isa, const lane_kernels **kernels) {
    size_t count = 0;
    for (int i = 0; i < LANE_ISA_COUNT; i++) {
        const lane_kernels *k = lane_kernels_of((lane_isa)i);
        if (k != NULL && (isa == NULL || strcmp(isa, k->name) == 0))
            kernels[count++] = k;
    }
    return count;
}

int main(int argc, char **argv) {
    command c = {NULL, NULL, 0, 1, false, false};
    const lane_kernels *kernels[LANE_ISA_COUNT];
    if (!read_command(argc, argv, &c))
        return usage(argv[0]);
    size_t count = choose_kernels(c.isa, kernels);
    if (count == 0) {
        fprintf(stderr, "%s: this machine has no %s kernels\n", argv[0], c.isa ? c.isa : "");
        return 2;
    }
    if (c.list) {
        for (const kernel_case *const *suite = check_suites; *suite != NULL; suite++) {
            for (const kernel_case *row = *suite; row->name != NULL; row++)
                printf("%s\n", row->name);
        }
        return 0;
    }
    if (c.bench) {
        check_bench(check_suites, kernels, count, c.only);
        return 0;
    }
    input = arena_new();
    rooms[0] = arena_new();
    rooms[1] = arena_new();
    signal(SIGSEGV, on_fault);
    signal(SIGBUS, on_fault);
    signal(SIGILL, on_fault);
    run.seed = c.seed;
    printf("seed %" PRIu64 "\n", c.seed);
    fflush(stdout);
    check_all(kernels, count, c.rounds, c.only);
    printf("%" PRIu64 " passed, %" PRIu64 " failed\n", run.passed, run.failed);
    return run.failed != 0;
}
