/* SPDX-License-Identifier: MIT */
/* Compiled once per instruction set, with its flags and -DLANE_ISA=<name>: all kernels and the reader and writer of
 * documents, exported as one table. */
#include "../dispatch.h"

#include "../kernel/decimal.h"
#include "../kernel/escape_units.h"
#include "../kernel/extent.h"
#include "../kernel/minify.h"
#include "../kernel/project.h"
#include "../kernel/space.h"
#include "../kernel/unescape.h"
#include "../kernel/utf8.h"
#include "../kernel/utf8_words.h"
#include "parse.h"
#include "stream.h"
#include "write.h"

static const uint8_t *part_string_scan(const uint8_t *p, const uint8_t *end, uint64_t *non_ascii) {
    return string_scan(p, end, non_ascii);
}

static const uint8_t *part_string_close(const uint8_t *p, const uint8_t *end, uint64_t *non_ascii, uint64_t *unicode) {
    const string_closed closed = string_close(p, end);
    *non_ascii |= closed.seen & STRING_NON_ASCII;
    *unicode |= closed.seen & STRING_UNICODE;
    return closed.end;
}

static uint8_t *part_string_decode(uint8_t *dst, size_t room, const uint8_t **text, const uint8_t *end, uint32_t flags,
                                   uint64_t *non_ascii, uint64_t *unicode) {
    uint64_t seen = 0;
    dst = string_decode(dst, room, text, end, flags, &seen);
    *non_ascii |= seen & STRING_NON_ASCII;
    *unicode |= seen & STRING_UNICODE;
    return dst;
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

static const uint8_t *part_number_pass(const uint8_t *p, const uint8_t *end) {
    return number_pass(p, end);
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

static size_t part_utf8_decode(uint8_t *dst, const uint8_t *p, const uint8_t *end, const uint8_t *limit,
                               unsigned *ret_kind) {
    const utf8_units units = utf8_decode(dst, p, end, limit);
    *ret_kind = units.kind;
    return units.count;
}

static void part_utf8_to_units(void *dst, size_t n, const uint8_t *p, const uint8_t *end, unsigned kind) {
    if (kind == 1)
        utf8_to_latin1(dst, n, p, end);
    else if (kind == 2)
        utf8_to_ucs2(dst, n, p, end);
    else
        utf8_to_ucs4(dst, n, p, end);
}

/* `kind` is constant at each call. */
LANE_INLINE uint8_t *part_escape_kind(uint8_t *dst, const uint8_t *s, size_t n, unsigned kind, lane_escape_form form,
                                      bool readable_before) {
    switch (form) {
    case LANE_ESCAPE_ASCII:
        return kind == 1 ? escape_bytes(dst, s, n, readable_before, ESCAPE_BEYOND_ASCII, 1)
                         : escape_units_to_ascii(dst, s, n, kind, 1);
    case LANE_ESCAPE_UNITS:
        return kind == 1 ? escape_bytes(dst, s, n, readable_before, ESCAPE_CONTROLS, 1)
                         : escape_units(dst, s, n, kind, kind, readable_before);
    default:
        return kind == 1 ? latin1_to_utf8(dst, s, n, readable_before)
                         : units_to_utf8(dst, s, n, form != LANE_ESCAPE_UTF8, kind, readable_before);
    }
}

static uint8_t *part_escape(uint8_t *dst, const uint8_t *s, size_t n, unsigned kind, lane_escape_form form,
                            bool readable_before) {
    return kind == 1   ? part_escape_kind(dst, s, n, 1, form, readable_before)
           : kind == 2 ? part_escape_kind(dst, s, n, 2, form, readable_before)
                       : part_escape_kind(dst, s, n, 4, form, readable_before);
}

static size_t part_escape_copy(uint8_t *dst, const uint8_t *s, size_t n, bool either) {
    return either ? escape_copy(dst, s, n, ESCAPE_CONTROLS, 1, true)
                  : escape_copy(dst, s, n, ESCAPE_CONTROLS, 1, false);
}

static uint8_t *format_u64_here(uint8_t *dst, uint64_t v) {
    return decimal_put_u64(dst, v);
}

static uint8_t *format_double_here(uint8_t *dst, double v, format_layout layout, format_gate *gate) {
    return decimal_put_double(dst, v, layout, gate);
}

static uint8_t *format_single_here(uint8_t *dst, float v) {
    return decimal_put_single(dst, v);
}

static const lane_kernel_parts parts = {
    .width = SIMD_WIDTH,
    .string_scan = part_string_scan,
    .string_close = part_string_close,
    .string_unescape = string_unescape,
    .string_decode = part_string_decode,
    .space_skip = part_space_skip,
    .utf8_measure = utf8_measure,
    .number_parse = part_number_parse,
    .number_scan = part_number_scan,
    .number_pass = part_number_pass,
    .index = part_index,
    .index_sum = part_index_sum,
    .utf8_to_units = part_utf8_to_units,
    .utf8_decode = part_utf8_decode,
    .escape = part_escape,
    .escape_copy = part_escape_copy,
    .project_units = project_units,
    .project_widest = project_widest,
    .project_narrow = project_narrow,
    .project_unescape = project_unescape,
    .project_decode = project_decode,
};

#define KERNELS_NAMED LANE_CAT(lane_kernels_, LANE_ISA)

extern const lane_kernels KERNELS_NAMED;
const lane_kernels KERNELS_NAMED = {
    .name = LANE_STRINGIFY(LANE_ISA),
    .requires = LANE_ISA_REQUIRES,
    .parse = value_parse,
    .parse_on = value_parse_on,
    .check = value_check,
    .write = value_write,
    .writer_begin = stream_begin,
    .writer_end = stream_end,
    .writer_key = stream_key,
    .writer_word = stream_word,
    .writer_int = stream_int,
    .writer_double = stream_double,
    .writer_string = stream_string,
    .writer_value = stream_value,
    .writer_text = stream_text,
    .extent_end = extent_end,
    .minify = minify,
    .utf8_invalid = utf8_invalid,
    .format_u64 = format_u64_here,
    .format_double = format_double_here,
    .format_single = format_single_here,
    .parts = &parts,
};
