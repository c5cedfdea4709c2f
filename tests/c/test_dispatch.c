/* SPDX-License-Identifier: MIT */
/* The choice of kernels: the list, LANEJSON_ISA, and refused names.
 *
 * A process chooses once, so each choice by environment is tested in a child. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../src/base/cpu.h"
#include "../../src/dispatch.h"

/* Gets the name that a new process would choose with LANEJSON_ISA set to `wanted` (NULL: not set), followed by '!' if
 * the variable is refused. `describe` asks for the explanation instead. */
static void choose(const char *wanted, bool describe, char *ret, size_t size) {
    int ends[2];
    memset(ret, 0, size);
    cr_assert_eq(pipe(ends), 0);
    fflush(NULL);
    pid_t child = fork();
    cr_assert(child >= 0);
    if (child == 0) {
        char text[256];
        if (wanted != NULL)
            setenv("LANEJSON_ISA", wanted, 1);
        else
            unsetenv("LANEJSON_ISA");
        const char *name = lane_isa_name();
        snprintf(text, sizeof text, "%s%s", name, lane_isa_refused() ? "!" : "");
        if (lane_isa_refused()) {
            /* A refused variable stops nothing. */
            lane_doc *doc = lane_parse("[1]", 3, NULL, NULL);
            if (lane_value_count(lane_doc_root(doc)) != 1)
                text[0] = 0;
            lane_doc_free(doc);
        }
        if (describe)
            lane_isa_describe(text, sizeof text);
        ssize_t written = write(ends[1], text, strlen(text));
        _exit(written < 0);
    }
    close(ends[1]);
    cr_assert(read(ends[0], ret, size - 1) >= 0);
    close(ends[0]);
    int status;
    waitpid(child, &status, 0);
    cr_assert_eq(status, 0);
}

static void expect_choice(const char *wanted, const char *name, bool refused) {
    char got[64], want[64];
    snprintf(want, sizeof want, "%s%s", name, refused ? "!" : "");
    choose(wanted, false, got, sizeof got);
    cr_expect_str_eq(got, want, "LANEJSON_ISA=%s chooses %s", wanted ? wanted : "(not set)", got);
}

Test(dispatch, list_is_best_first_and_ends_with_scalar) {
    lane_isa before = LANE_ISA_NONE;
    size_t count = 0;
    const char *last = NULL;
    for (; lane_isa_list(count) != NULL; count++) {
        last = lane_isa_list(count);
        int isa = 0;
        while (lane_kernels_of((lane_isa)isa) == NULL || strcmp(lane_kernels_of((lane_isa)isa)->name, last) != 0)
            cr_assert_lt(++isa, (int)LANE_ISA_COUNT);
        cr_expect_gt(isa, (int)before);
        before = (lane_isa)isa;
    }
    cr_assert_geq(count, 1u);
    cr_expect_str_eq(last, "scalar");
    cr_expect_null(lane_isa_list(count + 1));
    cr_expect_null(lane_isa_list((size_t)-1));
}

Test(dispatch, kernels_say_what_they_are) {
    static const char *const names[] = {
#define NAME(name) [LANE_ISA_##name] = #name,
        LANE_EACH_ISA(NAME)
#undef NAME
    };
    for (int isa = -1; isa <= LANE_ISA_COUNT; isa++) {
        const lane_kernels *kernels = lane_kernels_of((lane_isa)isa);
        if (kernels == NULL)
            continue;
        cr_expect_str_eq(kernels->name, names[isa]);
        cr_expect_eq(kernels->requires & ~lane_cpu_features(), 0u);
        cr_expect(kernels->parse && kernels->check && kernels->write && kernels->minify && kernels->utf8_invalid &&
                  kernels->parts);
    }
    cr_assert_not_null(lane_kernels_of(LANE_ISA_scalar));
    cr_expect_eq(lane_kernels_of(LANE_ISA_scalar)->requires, 0u);
}

Test(dispatch, best_by_default) {
    expect_choice(NULL, lane_isa_list(0), false);
    expect_choice("", lane_isa_list(0), false);
}

Test(dispatch, environment_lowers) {
    for (size_t i = 0; lane_isa_list(i) != NULL; i++)
        expect_choice(lane_isa_list(i), lane_isa_list(i), false);
}

Test(dispatch, environment_with_the_unknown_changes_nothing) {
    static const char *const wrong[] = {"avx1024", "AVX2", "scalar ", " scalar", "scala", "scalarx", "0", ","};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        expect_choice(wrong[i], lane_isa_list(0), true);
}

/* Known names of other machines. */
Test(dispatch, environment_with_what_the_machine_lacks_changes_nothing) {
    static const char *const all[] = {LANE_ISA_NAMES};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        bool here = false;
        for (size_t j = 0; lane_isa_list(j) != NULL; j++)
            here = here || strcmp(lane_isa_list(j), all[i]) == 0;
        expect_choice(all[i], here ? all[i] : lane_isa_list(0), !here);
    }
}

Test(dispatch, explanation_names_the_choices) {
    char got[256];
    choose("mmx", true, got, sizeof got);
    cr_expect_not_null(strstr(got, "LANEJSON_ISA is 'mmx'"), "%s", got);
    for (size_t i = 0; lane_isa_list(i) != NULL; i++)
        cr_expect_not_null(strstr(got, lane_isa_list(i)), "%s", got);
    char cut[8];
    cr_expect_geq(lane_isa_describe(cut, sizeof cut), 8);
    cr_expect_eq(strlen(cut), 7u);
}

Test(dispatch, select_takes_effect_or_changes_nothing) {
    for (size_t i = 0; lane_isa_list(i) != NULL; i++) {
        cr_assert(lane_isa_select(lane_isa_list(i)));
        cr_expect_str_eq(lane_isa_name(), lane_isa_list(i));
        cr_expect_eq(lane_kernels_active(), lane_kernels_of(lane_isa_active()));
        cr_expect_not(lane_isa_select("mmx"));
        cr_expect_not(lane_isa_select(""));
        cr_expect_not(lane_isa_select(NULL));
        cr_expect_str_eq(lane_isa_name(), lane_isa_list(i));
    }
}
