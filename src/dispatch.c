/* SPDX-License-Identifier: MIT */
/* Chooses an instruction set, once. */
#include "dispatch.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/cpu.h"

static const lane_kernels *const table[LANE_ISA_COUNT] = {
#define ROW(name) [LANE_ISA_##name] = &lane_kernels_##name,
    LANE_EACH_ISA(ROW)
#undef ROW
};

/* The only mutable word of the library: 0 before the choice, then lane_isa + 1. Relaxed order is enough: racing threads
 * compute the same value, and the tables it selects are constant. */
static _Atomic int lane_selected;

const lane_kernels *lane_kernels_of(lane_isa isa) {
    if (isa < 0 || isa >= LANE_ISA_COUNT)
        return NULL;
    uint32_t needs = table[isa]->requires;
    return (lane_cpu_features() & needs) == needs ? table[isa] : NULL;
}

/* Returns LANE_ISA_NONE if this build or this machine has no instruction set of that name. */
static lane_isa isa_named(const char *name) {
    for (int isa = 0; isa < LANE_ISA_COUNT; isa++) {
        const lane_kernels *kernels = lane_kernels_of((lane_isa)isa);
        if (kernels != NULL && strcmp(kernels->name, name) == 0)
            return (lane_isa)isa;
    }
    return LANE_ISA_NONE;
}

/* Returns the name in LANEJSON_ISA; NULL if it is unset or empty. */
static const char *isa_wanted(void) {
    const char *name = getenv("LANEJSON_ISA");
    return name != NULL && *name != 0 ? name : NULL;
}

bool lane_isa_refused(void) {
    const char *wanted = isa_wanted();
    return wanted != NULL && isa_named(wanted) == LANE_ISA_NONE;
}

/* Ignores an unknown name in LANEJSON_ISA: a variable that a program's user set must not stop the program. */
static lane_isa isa_choose(void) {
    const char *wanted = isa_wanted();
    const lane_isa named = wanted != NULL ? isa_named(wanted) : LANE_ISA_NONE;
    if (named != LANE_ISA_NONE)
        return named;
    int isa = 0;
    while (isa < LANE_ISA_scalar && lane_kernels_of((lane_isa)isa) == NULL)
        isa++;
    return (lane_isa)isa;
}

static void isa_set(lane_isa isa) {
    atomic_store_explicit(&lane_selected, (int)isa + 1, memory_order_relaxed);
}

lane_isa lane_isa_active(void) {
    int selected = atomic_load_explicit(&lane_selected, memory_order_relaxed);
    if (LANE_LIKELY(selected != 0))
        return (lane_isa)(selected - 1);
    lane_isa isa = isa_choose();
    isa_set(isa);
    return isa;
}

const lane_kernels *lane_kernels_active(void) {
    return table[lane_isa_active()];
}

const char *lane_isa_name(void) {
    return lane_kernels_active()->name;
}

const char *lane_isa_list(size_t index) {
    for (int isa = 0; isa < LANE_ISA_COUNT; isa++) {
        const lane_kernels *kernels = lane_kernels_of((lane_isa)isa);
        if (kernels != NULL && index-- == 0)
            return kernels->name;
    }
    return NULL;
}

bool lane_isa_select(const char *name) {
    lane_isa isa = name != NULL ? isa_named(name) : LANE_ISA_NONE;
    if (isa == LANE_ISA_NONE)
        return false;
    isa_set(isa);
    return true;
}

int lane_isa_describe(char *buffer, size_t size) {
    char choices[64] = "";
    size_t used = 0;
    const char *name;
    for (size_t i = 0; (name = lane_isa_list(i)) != NULL && used < sizeof choices; i++)
        used += (size_t)snprintf(choices + used, sizeof choices - used, "%s%s", i ? ", " : "", name);
    const char *wanted = isa_wanted();
    return snprintf(buffer, size, "LANEJSON_ISA is '%s', but this machine has %s", wanted ? wanted : "", choices);
}
