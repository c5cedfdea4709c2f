/* SPDX-License-Identifier: MIT */
/* Techniques that a build can leave out, with -DLANE_NO_SHAPES and the like, so that `bench/run python --ablate` can
 * measure each.
 *
 * Each is a constant, so `if (LANE_HAS_SHAPES && ...)` is compiled in every build and costs nothing. A build without a
 * technique is slower and equally correct: `.ci/run techniques` builds and tests each. */
#ifndef LANE_TECHNIQUES_H
#define LANE_TECHNIQUES_H

/* 0 if `macro` is defined as 1, as by a compiler's -D; 1 if it is not defined. Pasted with 1, the name is that of a
 * macro with a comma in it, which moves a 0 to the second place. */
#define LANE_TECHNIQUE(macro) LANE_TECHNIQUE_PASTE(macro)
#define LANE_TECHNIQUE_PASTE(value) LANE_TECHNIQUE_SECOND(LANE_TECHNIQUE_LEFT_OUT_##value, 1, 0)
#define LANE_TECHNIQUE_LEFT_OUT_1 0, 0
#define LANE_TECHNIQUE_SECOND(...) LANE_TECHNIQUE_SECOND_OF(__VA_ARGS__)
#define LANE_TECHNIQUE_SECOND_OF(first, second, ...) second

enum {
    /* loads */
    LANE_HAS_SHAPES = LANE_TECHNIQUE(LANE_NO_SHAPES),                   /* the next key is predicted */
    LANE_HAS_KEY_CACHE = LANE_TECHNIQUE(LANE_NO_KEY_CACHE),             /* known keys are found by their bytes */
    LANE_HAS_DIRECT_DICTS = LANE_TECHNIQUE(LANE_NO_DIRECT_DICTS),       /* key tables of dicts are filled directly */
    LANE_HAS_PRESIZE = LANE_TECHNIQUE(LANE_NO_PRESIZE),                 /* lists get their final size at once */
    LANE_HAS_COLLECTOR_PAUSE = LANE_TECHNIQUE(LANE_NO_COLLECTOR_PAUSE), /* no garbage collection within a call */
    LANE_HAS_SNIFF = LANE_TECHNIQUE(LANE_NO_SNIFF),                     /* the C parser may choose the indexed cursor */
    /* dumps */
    LANE_HAS_BUFFER_REUSE = LANE_TECHNIQUE(LANE_NO_BUFFER_REUSE), /* a block and the last size are kept */
    LANE_HAS_DECIMALS = LANE_TECHNIQUE(LANE_NO_DECIMALS),         /* doubles of few decimals take a path of their own */
    LANE_HAS_DICT_TABLES = LANE_TECHNIQUE(LANE_NO_DICT_TABLES),   /* key tables of dicts are read directly */
    LANE_HAS_RUNS = LANE_TECHNIQUE(LANE_NO_RUNS),                 /* lists of one type are written by a loop for it */
    LANE_HAS_PREFETCH = LANE_TECHNIQUE(LANE_NO_PREFETCH),         /* members of containers are prefetched */
};

#endif
