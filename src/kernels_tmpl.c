/* SPDX-License-Identifier: MIT */
/* Compiled once per instruction set, with its flags and -DLANE_ISA=<name>: every kernel and the reader and writer of
 * documents, exported as one constant. */
#include "dispatch.h"

#include "kernel/minify.h"
#include "kernel/space.h"
#include "kernel/text.h"
#include "kernel/utf8.h"
#include "print.h"
#include "value.h"

static const uint8_t *part_text_scan(const uint8_t *p, const uint8_t *end, uint64_t *high) {
    return text_scan(p, end, high);
}

static const uint8_t *part_space_skip(const uint8_t *p, const uint8_t *end) {
    return space_skip(p, end);
}

static const uint8_t *part_number_parse(const uint8_t *p, const uint8_t *end, lane_number *ret) {
    return number_parse(p, end, ret);
}

static const uint8_t *part_number_scan(const uint8_t *p, const uint8_t *end, bool *ret_integer) {
    return number_scan(p, end, ret_integer);
}

static size_t part_index(uint32_t *ret, const uint8_t *p, const uint8_t *end, bool *ret_open) {
    lane_index index;
    size_t count = 0;
    index_open(&index, p, end);
    while (index_next_window(&index)) {
        for (unsigned i = 0; i < index.count; i++)
            ret[count++] = (uint32_t)(index.base - p) + index.positions[i];
    }
    *ret_open = index_in_string(&index);
    return count;
}

static uint64_t part_index_sum(const uint8_t *p, const uint8_t *end) {
    lane_index index;
    uint64_t sum = 0;
    index_open(&index, p, end);
    while (index_next_window(&index))
        sum += index.count != 0 ? index.positions[index.count - 1] : 0u;
    return sum;
}

static const lane_kernel_parts parts = {
    .width = SIMD_WIDTH,
    .text_scan = part_text_scan,
    .text_close = text_close,
    .text_unescape = text_unescape,
    .space_skip = part_space_skip,
    .utf8_measure = utf8_measure,
    .number_parse = part_number_parse,
    .number_scan = part_number_scan,
    .index = part_index,
    .index_sum = part_index_sum,
};

#define KERNELS_NAMED LANE_CAT(lane_kernels_, LANE_ISA)
#define LANE_ISA_ENUM_avx2 LANE_ISA_AVX2
#define LANE_ISA_ENUM_sse42 LANE_ISA_SSE42
#define LANE_ISA_ENUM_neon LANE_ISA_NEON
#define LANE_ISA_ENUM_scalar LANE_ISA_SCALAR

extern const lane_kernels KERNELS_NAMED;
const lane_kernels KERNELS_NAMED = {
    .name = LANE_STRINGIFY(LANE_ISA),
    .isa = LANE_CAT(LANE_ISA_ENUM_, LANE_ISA),
    .requires = LANE_ISA_REQUIRES,
    .parse = value_parse,
    .write = value_write,
    .minify = minify,
    .utf8_invalid = utf8_invalid,
    .parts = &parts,
};
