/* SPDX-License-Identifier: MIT */
/* The table of flags, the dialects and the defaults. */
#include "options.h"

#include "arena.h"

#define LANE_OPTIONS_ROW(name, bit, read, write, meaning) {#name, LANE_##name, read, write, meaning},
const lane_flag lane_flags[] = {LANE_EACH_FLAG(LANE_OPTIONS_ROW)};
#undef LANE_OPTIONS_ROW

const size_t lane_flags_count = sizeof lane_flags / sizeof *lane_flags;

const lane_options lane_options_stdlib = {LANE_FLAGS_STDLIB, LANE_DEPTH, 0, 0, &lane_allocator_libc};
const lane_options lane_options_strict = {LANE_FLAGS_STRICT, LANE_DEPTH, 0, 0, &lane_allocator_libc};

static bool allocator_is_whole(const lane_allocator *allocator) {
    return allocator->allocate != NULL && allocator->reallocate != NULL && allocator->release != NULL;
}

bool lane_options_complete(const lane_options *options, lane_options *ret) {
    *ret = options ? *options : lane_options_strict;
    if (ret->max_depth == 0)
        ret->max_depth = LANE_DEPTH;
    bool right = (ret->flags & ~LANE_FLAGS_KNOWN) == 0 && ret->reserved == 0;
    if (ret->allocator != NULL && !allocator_is_whole(ret->allocator)) {
        right = false;
        ret->allocator = NULL;
    }
    if (ret->allocator == NULL)
        ret->allocator = &lane_allocator_libc;
    return right;
}
