/* SPDX-License-Identifier: MIT */
/* Techniques that a build can leave out, by -DLANE_NO_SHAPES and the like, for `bench/run python --ablate` to tell what
 * each is worth.
 *
 * A constant each, so that `if (LANE_HAS_SHAPES && ...)` is ordinary code in every build and costs nothing in any. What
 * is left without a technique is slower, but as right: `.ci/run techniques` builds and tests each. */
#ifndef LANE_TECHNIQUES_H
#define LANE_TECHNIQUES_H

/* 0 if `macro` is defined as 1, as a compiler's -D does; 1 if it is not defined. Macros, because only the preprocessor
 * knows: pasted with 1, the name is that of a macro with a comma in it, which moves a 0 to the second place. */
#define LANE_TECHNIQUE(macro) LANE_TECHNIQUE_PASTE(macro)
#define LANE_TECHNIQUE_PASTE(value) LANE_TECHNIQUE_SECOND(LANE_TECHNIQUE_LEFT_OUT_##value, 1, 0)
#define LANE_TECHNIQUE_LEFT_OUT_1 0, 0
#define LANE_TECHNIQUE_SECOND(...) LANE_TECHNIQUE_SECOND_OF(__VA_ARGS__)
#define LANE_TECHNIQUE_SECOND_OF(first, second, ...) second

enum {
    /* loads */
    LANE_HAS_SHAPES = LANE_TECHNIQUE(LANE_NO_SHAPES),                   /* the next key is predicted */
    LANE_HAS_KEY_CACHE = LANE_TECHNIQUE(LANE_NO_KEY_CACHE),             /* keys seen before are found by their text */
    LANE_HAS_DIRECT_DICTS = LANE_TECHNIQUE(LANE_NO_DIRECT_DICTS),       /* key tables are filled here */
    LANE_HAS_PRESIZE = LANE_TECHNIQUE(LANE_NO_PRESIZE),                 /* lists get their final size at once */
    LANE_HAS_COLLECTOR_PAUSE = LANE_TECHNIQUE(LANE_NO_COLLECTOR_PAUSE), /* no collection within a call */
    LANE_HAS_SNIFF = LANE_TECHNIQUE(LANE_NO_SNIFF),                     /* a C document may take the index */
    /* dumps */
    LANE_HAS_BUFFER_REUSE = LANE_TECHNIQUE(LANE_NO_BUFFER_REUSE), /* a block is kept, and knows the last size */
    LANE_HAS_DECIMALS = LANE_TECHNIQUE(LANE_NO_DECIMALS),         /* doubles of few decimals have a way of their own */
    LANE_HAS_DICT_TABLES = LANE_TECHNIQUE(LANE_NO_DICT_TABLES),   /* the tables of dicts are read here */
    LANE_HAS_RUNS = LANE_TECHNIQUE(LANE_NO_RUNS),                 /* lists of one type are written in loops of it */
    LANE_HAS_PREFETCH = LANE_TECHNIQUE(LANE_NO_PREFETCH),         /* what a container holds is asked for ahead */
};

#endif
