/* SPDX-License-Identifier: MIT */
/* Times C libraries on files, interleaved, and prints one JSON object per line.
 *
 *   bench_c [--batch SECONDS] [--row SECONDS] [--isas] [--directions NAME,...] FILE...
 *
 * In every round each operation of a direction has its turn, and the turn moves on by one from round to round. An
 * operation whose result differs from the first one's is reported and still timed; one that fails is reported and left
 * out. */
#define _POSIX_C_SOURCE 200809L

#include "peer.h"

#include "lanejson.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { MAX_ENTRIES = 64, MAX_ROUNDS = 101, MIN_ROUNDS = 3 };

static const bench_peer *const peers[] = {
    &peer_lane,
#ifdef BENCH_YYJSON
    &peer_yyjson,
#endif
#ifdef BENCH_SIMDJSON
    &peer_simdjson,
#endif
};
enum { PEERS = sizeof peers / sizeof *peers };

/* One operation on the present document. */
typedef struct {
    const bench_peer *peer;
    const bench_operation *operation;
    const char *isa; /* kernels of lanejson to run with; NULL: as chosen */
    void *state;
    size_t calls; /* in a batch */
    double samples[MAX_ROUNDS];
    bool differs;
} entry;

typedef struct {
    double batch, row; /* seconds */
    bool isas;
    const char *directions; /* comma-separated; NULL: all */
} settings;

typedef struct {
    const char *name;
    char *text;
    size_t length;
    bool lines;
} document;

/* What every call's result goes to, so that the compiler must make it. */
static volatile size_t sink;

static double seconds_of(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* Processor time of this process: what other programs take meanwhile does not count. */
static double now(void) {
    return seconds_of(CLOCK_PROCESS_CPUTIME_ID);
}

static bool is_floor(const bench_operation *operation) {
    return strncmp(operation->variant, "floor ", 6) == 0;
}

static void select_isa(const entry *self) {
    if (self->isa != NULL) {
        lane_isa_select(self->isa);
    }
}

/* Seconds of processor time that `calls` calls take. What reset takes is measured as well, and taken off. */
static double timed(entry *self, size_t calls) {
    const bench_operation *operation = self->operation;
    select_isa(self);
    double start = now();
    for (size_t i = 0; i < calls; i++) {
        if (operation->reset != NULL) {
            operation->reset(self->state);
        }
        sink += operation->run(self->state);
    }
    double elapsed = now() - start;
    if (operation->reset == NULL) {
        return elapsed;
    }
    start = now();
    for (size_t i = 0; i < calls; i++) {
        operation->reset(self->state);
    }
    double resets = now() - start;
    return elapsed > resets ? elapsed - resets : 0;
}

/* Doubles the calls until a batch lasts long enough for the clock. */
static void calibrate(entry *self, double batch) {
    size_t calls = 1;
    double elapsed = timed(self, calls);
    while (elapsed < batch / 2 && calls < 100000000) {
        calls *= 2;
        elapsed = timed(self, calls);
    }
    double wanted = (double)calls * batch / (elapsed > 0 ? elapsed : batch);
    self->calls = wanted < 1 ? 1 : (size_t)wanted;
}

static void print_string(const char *text) {
    putchar('"');
    for (; *text != 0; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\' || c < 0x20) {
            printf("\\u%04x", c);
        } else {
            putchar(c);
        }
    }
    putchar('"');
}

/* "yyjson", "yyjson (in situ, pool)", "lanejson avx2 (copy)", "floor memcpy". */
static void print_name(const entry *self) {
    const char *variant = self->operation->variant;
    if (is_floor(self->operation)) {
        print_string(variant);
        return;
    }
    char name[128];
    snprintf(name, sizeof name, "%s%s%s%s%s%s", self->peer->name, self->isa ? " " : "", self->isa ? self->isa : "",
             *variant ? " (" : "", variant, *variant ? ")" : "");
    print_string(name);
}

static void print_row(const document *text, const char *direction, const entry *self, int rounds) {
    printf("{\"document\":");
    print_string(text->name);
    printf(",\"size\":%zu,\"direction\":", text->length);
    print_string(direction);
    printf(",\"peer\":");
    print_name(self);
    printf(",\"differs\":%s,\"samples\":[", self->differs ? "true" : "false");
    for (int round = 0; round < rounds; round++) {
        printf("%s%.3f", round ? "," : "", self->samples[round] * 1e9);
    }
    printf("]}\n");
    fflush(stdout);
}

static void print_note(const document *text, const entry *self, const char *what) {
    char note[512];
    snprintf(note, sizeof note, "c: %s%s%s %s %s of %s", self->peer->name, *self->operation->variant ? " " : "",
             self->operation->variant, what, self->operation->direction, text->name);
    printf("{\"note\":");
    print_string(note);
    printf("}\n");
    fflush(stdout);
}

/* Opens an operation and runs it once. False if this text cannot be done. */
static bool try_entry(entry *self, const document *text, bench_digest *ret, bool *ret_digest) {
    select_isa(self);
    self->state = self->operation->open(text->text, text->length);
    if (self->state == NULL) {
        return false;
    }
    if (self->operation->reset != NULL) {
        self->operation->reset(self->state);
    }
    if (self->operation->run(self->state) == 0) {
        self->operation->close(self->state);
        return false;
    }
    *ret = (bench_digest){0, 0xCBF29CE484222325u};
    *ret_digest = self->operation->digest != NULL && self->operation->digest(self->state, ret);
    return true;
}

/* What the first operation of a direction that has a result made of the text. */
typedef struct {
    bench_digest digest;
    bool known;
} expectation;

/* Adds an operation that can do this text; one that cannot is a note. The new count. */
static size_t add_entry(entry *entries, size_t count, entry candidate, const document *text, expectation *expected) {
    entry *self = &entries[count];
    bench_digest digest;
    bool have;
    if (count == MAX_ENTRIES) {
        return count;
    }
    *self = candidate;
    if (!try_entry(self, text, &digest, &have)) {
        print_note(text, self, "cannot do");
        return count;
    }
    if (have && !expected->known) {
        *expected = (expectation){digest, true};
    }
    self->differs = have && (digest.hash != expected->digest.hash || digest.values != expected->digest.values);
    if (self->differs) {
        print_note(text, self, "differs in");
    }
    return count + 1;
}

/* The entries of a direction that can do this text, with their results compared. */
static size_t gather(entry *entries, const document *text, const char *direction, bool isas) {
    size_t count = 0;
    expectation expected = {.known = false};
    for (size_t p = 0; p < PEERS; p++) {
        for (const bench_operation *operation = peers[p]->operations; operation->direction != NULL; operation++) {
            if (strcmp(operation->direction, direction) != 0) {
                continue;
            }
            entry candidate = {.peer = peers[p], .operation = operation};
            if (!isas || peers[p] != &peer_lane || is_floor(operation)) {
                count = add_entry(entries, count, candidate, text, &expected);
                continue;
            }
            for (size_t i = 0; (candidate.isa = lane_isa_list(i)) != NULL; i++) {
                count = add_entry(entries, count, candidate, text, &expected);
            }
        }
    }
    return count;
}

static void time_direction(const document *text, const char *direction, const settings *how) {
    static entry entries[MAX_ENTRIES];
    size_t count = gather(entries, text, direction, how->isas);
    for (size_t i = 0; i < count; i++) {
        calibrate(&entries[i], how->batch);
    }
    double deadline = seconds_of(CLOCK_MONOTONIC) + how->row;
    int rounds = 0;
    while (count > 0 && rounds < MAX_ROUNDS && (rounds < MIN_ROUNDS || seconds_of(CLOCK_MONOTONIC) < deadline)) {
        for (size_t turn = 0; turn < count; turn++) {
            entry *self = &entries[(turn + (size_t)rounds) % count];
            self->samples[rounds] = timed(self, self->calls) / (double)self->calls;
        }
        rounds++;
    }
    for (size_t i = 0; i < count; i++) {
        print_row(text, direction, &entries[i], rounds);
        entries[i].operation->close(entries[i].state);
    }
}

static bool wanted(const settings *how, const char *direction) {
    if (how->directions == NULL) {
        return true;
    }
    size_t length = strlen(direction);
    for (const char *at = how->directions; (at = strstr(at, direction)) != NULL; at++) {
        bool starts = at == how->directions || at[-1] == ',';
        if (starts && (at[length] == ',' || at[length] == 0)) {
            return true;
        }
    }
    return false;
}

static bool is_object(const document *text) {
    size_t at = 0;
    while (at + 1 < text->length && strchr(" \n\r\t", text->text[at]) != NULL) {
        at++;
    }
    return text->text[at] == '{';
}

static void time_document(const document *text, const settings *how) {
    static const char *const directions[] = {
        "parse",   "parse and walk", "walk",          "validate",     "validate UTF-8", "stage 1", "minify",
        "look-up", "pointer",        "write compact", "write pretty", "build",          "edit",    "push",
    };
    static const char *const of_lines[] = {"lines", "messages"};
    const char *const *all = text->lines ? of_lines : directions;
    const size_t count = text->lines ? sizeof of_lines / sizeof *of_lines : sizeof directions / sizeof *directions;
    for (size_t i = 0; i < count; i++) {
        const bool possible = strcmp(all[i], "look-up") != 0 || is_object(text);
        if (possible && wanted(how, all[i])) {
            time_direction(text, all[i], how);
        }
    }
}

/* The file's text in a block of exactly its size, and its name without folder and ending. */
static bool load(const char *path, document *ret) {
    static char name[256];
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
        return false;
    }
    long size = ftell(file);
    rewind(file);
    char *text = size > 0 ? malloc((size_t)size) : NULL;
    if (text == NULL || fread(text, 1, (size_t)size, file) != (size_t)size) {
        fclose(file);
        free(text);
        return false;
    }
    fclose(file);
    const char *slash = strrchr(path, '/');
    snprintf(name, sizeof name, "%s", slash != NULL ? slash + 1 : path);
    char *dot = strrchr(name, '.');
    bool lines = dot != NULL && (strcmp(dot, ".ndjson") == 0 || strcmp(dot, ".jsonl") == 0);
    if (dot != NULL) {
        *dot = 0;
    }
    *ret = (document){name, text, (size_t)size, lines};
    return true;
}

static void print_versions(void) {
    for (size_t p = 0; p < PEERS; p++) {
        printf("{\"peer\":\"%s\",\"version\":\"%s\"}\n", peers[p]->name, peers[p]->version());
    }
    printf("{\"isa\":\"%s\"}\n", lane_isa_name() != NULL ? lane_isa_name() : "none");
    fflush(stdout);
}

int main(int argc, char **argv) {
    settings how = {.batch = 0.005, .row = 1.0};
    int at = 1;
    for (; at < argc && strncmp(argv[at], "--", 2) == 0; at++) {
        if (strcmp(argv[at], "--isas") == 0) {
            how.isas = true;
        } else if (at + 1 < argc && strcmp(argv[at], "--batch") == 0) {
            how.batch = atof(argv[++at]);
        } else if (at + 1 < argc && strcmp(argv[at], "--row") == 0) {
            how.row = atof(argv[++at]);
        } else if (at + 1 < argc && strcmp(argv[at], "--directions") == 0) {
            how.directions = argv[++at];
        } else {
            fprintf(stderr,
                    "usage: bench_c [--batch SECONDS] [--row SECONDS] [--isas] [--directions NAME,...] FILE...\n");
            return 2;
        }
    }
    print_versions();
    for (; at < argc; at++) {
        document text;
        if (!load(argv[at], &text)) {
            fprintf(stderr, "bench_c: cannot read %s\n", argv[at]);
            return 1;
        }
        time_document(&text, &how);
        free(text.text);
    }
    return 0;
}
