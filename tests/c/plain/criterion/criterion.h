/* SPDX-License-Identifier: MIT */
/* The part of Criterion's interface that the tests use, for places where Criterion cannot run: emulators, foreign
 * architectures, sanitizers that need every library instrumented. Tests run one after the other in one process; the
 * first failure of a `cr_assert` ends its test. */
#ifndef PLAIN_CRITERION_H
#define PLAIN_CRITERION_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct criterion_test_params {
    size_t size; /* bytes of an element */
    void *params;
    size_t length;
    void (*cleanup)(struct criterion_test_params *params);
};

/* The options of Test(). init, fini and disabled are obeyed here. */
struct plain_options {
    void (*init)(void), (*fini)(void);
    double timeout;
    bool disabled;
    const char *description;
};

typedef struct plain_test {
    const char *suite, *name;
    void (*run)(void);
    void (*run_with)(void *param);
    struct criterion_test_params (*params)(void);
    struct plain_options options;
    const struct plain_options *suite_options;
    struct plain_test *next;
} plain_test;

typedef struct plain_suite {
    const char *suite;
    struct plain_options options;
    struct plain_suite *next;
} plain_suite;

static plain_test *plain_tests, **plain_last = &plain_tests;
static plain_suite *plain_suites;
static jmp_buf plain_end;
static bool plain_ok;

static inline void plain_add(plain_test *test) {
    *plain_last = test;
    plain_last = &test->next;
}

/* Returns ok; prints the failure if it is false. */
__attribute__((unused)) static bool plain_check(bool ok, bool fatal, const char *file, int line, const char *what,
                                                const char *format, ...) {
    if (ok)
        return true;
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "%s:%d: %s: ", file, line, what);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    plain_ok = false;
    if (fatal)
        longjmp(plain_end, 1);
    return false;
}

/* Macros, because they take declarations and types, or quote their arguments. The "" at the end is the default
 * message. */
#define PLAIN_NAME(suite, name, what) plain_##what##_##suite##_##name
#define PLAIN_REGISTER(suite_, name_, ...)                                          \
    __attribute__((constructor)) static void PLAIN_NAME(suite_, name_, add)(void) { \
        static plain_test test = {.suite = #suite_, .name = #name_, __VA_ARGS__};   \
        plain_add(&test);                                                           \
    }
#define Test(suite_, ...) PLAIN_TEST(suite_, __VA_ARGS__, .disabled = false)
#define PLAIN_TEST(suite_, name_, ...)                                                             \
    static void PLAIN_NAME(suite_, name_, run)(void);                                              \
    PLAIN_REGISTER(suite_, name_, .run = PLAIN_NAME(suite_, name_, run), .options = {__VA_ARGS__}) \
    static void PLAIN_NAME(suite_, name_, run)(void)
#define TestSuite(suite_, ...)                                                   \
    __attribute__((constructor)) static void plain_suite_##suite_(void) {        \
        static plain_suite suite = {.suite = #suite_, .options = {__VA_ARGS__}}; \
        suite.next = plain_suites;                                               \
        plain_suites = &suite;                                                   \
    }                                                                            \
    struct plain_suite

#define cr_make_param_array(type, array, ...) PLAIN_PARAMS(type, array, __VA_ARGS__, NULL, 0)
#define PLAIN_PARAMS(type, array, length_, cleanup_, ...)                                           \
    (struct criterion_test_params) {                                                                \
        .size = sizeof(type), .params = (void *)(array), .length = (length_), .cleanup = (cleanup_) \
    }

#define PLAIN_CHECK(fatal, ok, ...) plain_check((ok), fatal, __FILE__, __LINE__, #ok, __VA_ARGS__)
#define PLAIN_CHECK_NOT(fatal, wrong, ...) plain_check(!(wrong), fatal, __FILE__, __LINE__, "not " #wrong, __VA_ARGS__)
#define PLAIN_COMPARE(fatal, op, a, b, ...) \
    plain_check((a)op(b), fatal, __FILE__, __LINE__, #a " " #op " " #b, __VA_ARGS__)
#define PLAIN_STRINGS(fatal, op, a, b, ...) \
    plain_check(strcmp((a), (b)) op 0, fatal, __FILE__, __LINE__, #a " " #op " " #b, __VA_ARGS__)
#define PLAIN_ARRAYS(fatal, op, a, b, size, ...) \
    plain_check(memcmp((a), (b), (size)) op 0, fatal, __FILE__, __LINE__, #a " " #op " " #b, __VA_ARGS__)
#define PLAIN_FLOATS(fatal, a, b, epsilon, ...) \
    plain_check(fabs((double)(a) - (double)(b)) <= (epsilon), fatal, __FILE__, __LINE__, #a " ~ " #b, __VA_ARGS__)

#define cr_assert(...) PLAIN_CHECK(true, __VA_ARGS__, "")
#define cr_assert_not(...) PLAIN_CHECK_NOT(true, __VA_ARGS__, "")
#define cr_assert_fail(...) plain_check(false, true, __FILE__, __LINE__, "reached", __VA_ARGS__)
#define cr_assert_eq(...) PLAIN_COMPARE(true, ==, __VA_ARGS__, "")
#define cr_assert_neq(...) PLAIN_COMPARE(true, !=, __VA_ARGS__, "")
#define cr_assert_lt(...) PLAIN_COMPARE(true, <, __VA_ARGS__, "")
#define cr_assert_leq(...) PLAIN_COMPARE(true, <=, __VA_ARGS__, "")
#define cr_assert_gt(...) PLAIN_COMPARE(true, >, __VA_ARGS__, "")
#define cr_assert_geq(...) PLAIN_COMPARE(true, >=, __VA_ARGS__, "")
#define cr_assert_null(...) PLAIN_COMPARE(true, ==, NULL, __VA_ARGS__, "")
#define cr_assert_not_null(...) PLAIN_COMPARE(true, !=, NULL, __VA_ARGS__, "")
#define cr_assert_str_eq(...) PLAIN_STRINGS(true, ==, __VA_ARGS__, "")
#define cr_assert_str_neq(...) PLAIN_STRINGS(true, !=, __VA_ARGS__, "")
#define cr_assert_arr_eq(...) PLAIN_ARRAYS(true, ==, __VA_ARGS__, "")
#define cr_assert_float_eq(...) PLAIN_FLOATS(true, __VA_ARGS__, "")
#define cr_fail(...) plain_check(false, false, __FILE__, __LINE__, "reached", "" __VA_ARGS__)
#define cr_expect(...) PLAIN_CHECK(false, __VA_ARGS__, "")
#define cr_expect_not(...) PLAIN_CHECK_NOT(false, __VA_ARGS__, "")
#define cr_expect_eq(...) PLAIN_COMPARE(false, ==, __VA_ARGS__, "")
#define cr_expect_neq(...) PLAIN_COMPARE(false, !=, __VA_ARGS__, "")
#define cr_expect_lt(...) PLAIN_COMPARE(false, <, __VA_ARGS__, "")
#define cr_expect_leq(...) PLAIN_COMPARE(false, <=, __VA_ARGS__, "")
#define cr_expect_gt(...) PLAIN_COMPARE(false, >, __VA_ARGS__, "")
#define cr_expect_geq(...) PLAIN_COMPARE(false, >=, __VA_ARGS__, "")
#define cr_expect_null(...) PLAIN_COMPARE(false, ==, NULL, __VA_ARGS__, "")
#define cr_expect_not_null(...) PLAIN_COMPARE(false, !=, NULL, __VA_ARGS__, "")
#define cr_expect_str_eq(...) PLAIN_STRINGS(false, ==, __VA_ARGS__, "")
#define cr_expect_str_neq(...) PLAIN_STRINGS(false, !=, __VA_ARGS__, "")
#define cr_expect_arr_eq(...) PLAIN_ARRAYS(false, ==, __VA_ARGS__, "")
#define cr_expect_float_eq(...) PLAIN_FLOATS(false, __VA_ARGS__, "")
#define cr_log_info(...) ((void)0)
#define cr_log_warn(...) ((void)(fprintf(stderr, __VA_ARGS__), fputc('\n', stderr)))
#define cr_skip_test(...) longjmp(plain_end, 2)

static const struct plain_options *plain_suite_options(const char *suite) {
    static const struct plain_options none;
    for (plain_suite *s = plain_suites; s; s = s->next)
        if (strcmp(s->suite, suite) == 0)
            return &s->options;
    return &none;
}

/* Runs a test once, with a parameter if it has parameters. Returns 1 if it passed, 0 if it failed, 2 if it was
 * skipped. */
static int plain_run(const plain_test *test, void *param) {
    const struct plain_options *suite = plain_suite_options(test->suite);
    plain_ok = true;
    int jumped = setjmp(plain_end);
    if (jumped == 0) {
        if (suite->init)
            suite->init();
        if (test->options.init)
            test->options.init();
        if (test->run)
            test->run();
        else
            test->run_with(param);
    }
    if (test->options.fini)
        test->options.fini();
    if (suite->fini)
        suite->fini();
    if (!plain_ok)
        fprintf(stderr, "failed: %s::%s\n", test->suite, test->name);
    return plain_ok ? (jumped == 2 ? 2 : 1) : 0;
}

int main(int argc, char **argv) {
    unsigned long counts[3] = {0, 0, 0};
    (void)argc;
    for (plain_test *test = plain_tests; test; test = test->next) {
        if (test->options.disabled)
            continue;
        if (!test->params) {
            counts[plain_run(test, NULL)]++;
            continue;
        }
        struct criterion_test_params all = test->params();
        for (size_t i = 0; i < all.length; i++)
            counts[plain_run(test, (char *)all.params + i * all.size)]++;
        if (all.cleanup)
            all.cleanup(&all);
    }
    const char *slash = strrchr(argv[0], '/');
    printf("%s: %lu passed, %lu failed, %lu skipped\n", slash ? slash + 1 : argv[0], counts[1], counts[0], counts[2]);
    return counts[0] != 0;
}

#endif
