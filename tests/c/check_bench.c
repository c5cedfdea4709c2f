/* SPDX-License-Identifier: MIT */
/* kernel_check --bench: generated texts, and a table of every kernel on every instruction set. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "check_run.h"

/* Large enough that branch prediction cannot learn a text from pass to pass, small enough for the caches. */
enum { TEXT_SIZE = 1024 * 1024 };

typedef struct {
    uint8_t *p, *end;
    check_random random;
} text;

static void put(text *t, const char *bytes) {
    size_t n = strlen(bytes);
    n = n < (size_t)(t->end - t->p) ? n : (size_t)(t->end - t->p);
    memcpy(t->p, bytes, n);
    t->p += n;
}

static void put_letters(text *t, size_t n) {
    for (; n != 0 && t->p < t->end; n--)
        *t->p++ = (uint8_t)('a' + random_below(&t->random, 26));
}

/* Code points from a range, as UTF-8. */
static void put_range(text *t, size_t n, uint32_t first, uint32_t count) {
    for (; n != 0; n--) {
        char bytes[5] = "";
        reference_utf8_encode((uint8_t *)bytes, first + (uint32_t)random_below(&t->random, count));
        if ((size_t)(t->end - t->p) < strlen(bytes))
            return;
        put(t, bytes);
    }
}

static void put_number(text *t, const char *format, size_t limit) {
    char bytes[32];
    snprintf(bytes, sizeof bytes, format, (double)random_below(&t->random, limit));
    put(t, bytes);
}

static size_t between(text *t, size_t low, size_t high) {
    return low + random_below(&t->random, high - low + 1);
}

static void text_ascii(text *t) {
    put_letters(t, TEXT_SIZE);
}

static void text_chinese(text *t) {
    put_range(t, between(t, 10, 80), 0x4E00, 0x5000);
    put(t, "\"");
}

static void text_emoji(text *t) {
    put_range(t, between(t, 1, 3), 0x1F300, 0x200);
    put_letters(t, between(t, 0, 9));
}

static void text_short(text *t) {
    put_letters(t, between(t, 1, 20));
    put(t, "\"");
}

static void text_long(text *t) {
    put_letters(t, between(t, 100, 400));
    put(t, "\"");
}

static void text_newlines(text *t) {
    for (size_t i = between(t, 2, 8); i != 0; i--) {
        put_letters(t, between(t, 10, 70));
        put(t, random_chance(&t->random, 3) ? "\\\"" : "\\n");
    }
    put(t, "\"");
}

static void text_escapes(text *t) {
    for (size_t i = between(t, 5, 60); i != 0; i--) {
        char bytes[8];
        snprintf(bytes, sizeof bytes, "\\u%04x", 0x3041 + (unsigned)random_below(&t->random, 0x100));
        put(t, bytes);
    }
    put_letters(t, between(t, 0, 12));
    put(t, "\"");
}

/* Objects with keys and values of all kinds; `line` begins a line of two levels. */
static void put_record(text *t, const char *line, const char *colon, bool foreign) {
    static const char *const keys[] = {"id",    "name", "created_at", "user", "text", "profile_image_url",
                                       "count", "lang"};
    put(t, "{");
    for (size_t i = 0; i < 8; i++) {
        put(t, i ? "," : "");
        put(t, line);
        put(t, "\"");
        put(t, keys[i]);
        put(t, "\"");
        put(t, colon);
        switch (random_below(&t->random, 5)) {
        case 0: put_number(t, "%.0f", 1000000); break;
        case 1: put(t, random_chance(&t->random, 2) ? "null" : "false"); break;
        default:
            put(t, "\"");
            put_letters(t, between(t, 3, 40));
            if (foreign && i == 4)
                put_range(t, between(t, 5, 60), 0x3041, 0x60);
            put(t, "\"");
        }
    }
    put(t, "},");
}

/* White space as between tokens of an indented document, then one other byte. */
static void text_indents(text *t) {
    put(t, "\n");
    for (size_t i = between(t, 1, 6) * 4; i != 0; i--)
        put(t, " ");
    put(t, "x");
}

/* White space as between tokens of json.dumps's output, then one other byte. */
static void text_blanks(text *t) {
    put(t, random_chance(&t->random, 2) ? " x" : "x");
}

static void text_compact(text *t) {
    put_record(t, "", ":", false);
}

static void text_pretty(text *t) {
    put_record(t, "\n            ", ": ", false);
    put(t, "\n        ");
}

static void text_twitter(text *t) {
    put_record(t, "\n      ", ": ", true);
}

static void text_numbers(text *t) {
    put(t, "[");
    put_number(t, "%.6f", 200);
    put(t, ",");
    put_number(t, "%.0f", 100000);
    put(t, "],");
}

static const struct {
    const char *name;
    void (*add)(text *t); /* appends a piece of it */
} texts[] = {
    {"ascii", text_ascii},   {"chinese", text_chinese},   {"emoji", text_emoji},     {"short", text_short},
    {"long", text_long},     {"newlines", text_newlines}, {"escapes", text_escapes}, {"compact", text_compact},
    {"pretty", text_pretty}, {"twitter", text_twitter},   {"numbers", text_numbers}, {"indents", text_indents},
    {"blanks", text_blanks},
};

/* Fills the buffer with the text of that name. Returns false if there is none. */
static bool make_text(const char *name, uint8_t *buffer) {
    text t = {buffer, buffer + TEXT_SIZE, {1}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        while (strcmp(texts[i].name, name) == 0 && t.p < t.end)
            texts[i].add(&t);
    }
    /* The last bytes are quotes: not white space, nor part of a character or token that the end cuts. */
    for (uint8_t *p = buffer + TEXT_SIZE; p > buffer + TEXT_SIZE - 16;)
        *--p = '"';
    return t.p == t.end;
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* Measures the nanoseconds of one pass, the least of several rounds. Instruction sets take turns in each round. */
static void time_row(const kernel_case *c, const lane_kernels *const *kernels, size_t count, const uint8_t *p,
                     uint8_t *out, double *ret) {
    volatile uint64_t sink = 0;
    for (size_t i = 0; i < count; i++)
        ret[i] = 1e18;
    for (unsigned round = 0; round < 30; round++) {
        for (size_t i = 0; i < count; i++) {
            double begin = now();
            sink = sink + c->bench(kernels[i], p, p + TEXT_SIZE, out);
            double took = now() - begin;
            ret[i] = took < ret[i] ? took : ret[i];
        }
    }
}

static void print_row(const char *kernel, const char *name, const double *ns, size_t count) {
    printf("%-20s %-10s", kernel, name);
    for (size_t i = 0; i < count; i++)
        printf("  %9.1f %7.2f", ns[i] / (TEXT_SIZE / 1024.0), TEXT_SIZE / ns[i]);
    for (size_t i = 0; i + 1 < count; i++)
        printf("  %6.2fx", ns[count - 1] / ns[i]);
    printf("\n");
}

void check_bench(const kernel_case *const *suites, const lane_kernels *const *kernels, size_t count, const char *only) {
    uint8_t *p = malloc(TEXT_SIZE), *out = malloc(12 * TEXT_SIZE + 64);
    if (p == NULL || out == NULL)
        abort();
    printf("%d KiB a text, least of 30 passes; ns per KiB, GB/s, and times as fast as %s\n\n%-20s %-10s",
           TEXT_SIZE / 1024, kernels[count - 1]->name, "kernel", "text");
    for (size_t i = 0; i < count; i++)
        printf("  %9s %7s", kernels[i]->name, "GB/s");
    for (size_t i = 0; i + 1 < count; i++)
        printf("  %7s", kernels[i]->name);
    printf("\n");
    for (; *suites != NULL; suites++) {
        for (const kernel_case *c = *suites; c->name != NULL; c++) {
            if (c->bench == NULL || c->texts == NULL || (only != NULL && strstr(c->name, only) == NULL))
                continue;
            for (const char *name = c->texts; *name != 0; name += strcspn(name, " "), name += *name == ' ') {
                char word[32];
                double ns[LANE_ISA_COUNT];
                snprintf(word, sizeof word, "%.*s", (int)strcspn(name, " "), name);
                if (!make_text(word, p)) {
                    printf("%-20s %s: no such text\n", c->name, word);
                    continue;
                }
                time_row(c, kernels, count, p, out, ns);
                print_row(c->name, word, ns, count);
            }
        }
    }
    free(out);
    free(p);
}
