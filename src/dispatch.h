/* SPDX-License-Identifier: MIT */
/* One struct of kernels per instruction set, and the choice among them. */
#ifndef LANE_DISPATCH_H
#define LANE_DISPATCH_H

#include "base/base.h"
#include "base/extent.h"
#include "isas.h"
#include "number/format.h"
#include "number/number.h"

#include "../include/lanejson.h"

/* The state of one parse and of one write of a document: document/document.h. */
typedef struct lane_parse_frame lane_parse_frame;
typedef struct lane_write_frame lane_write_frame;

/* LANE_ISA_<name> for each instruction set of this build, best first; scalar, which every machine can run, last. */
typedef enum {
#define LANE_ISA_CONSTANT(name) LANE_ISA_##name,
    LANE_EACH_ISA(LANE_ISA_CONSTANT)
#undef LANE_ISA_CONSTANT
        LANE_ISA_COUNT,
    LANE_ISA_NONE = -1
} lane_isa;

/* The forms in which lane_kernel_parts.escape writes a string. */
typedef enum {
    LANE_ESCAPE_UTF8,  /* NULL for a lone surrogate */
    LANE_ESCAPE_WTF8,  /* a lone surrogate becomes three bytes */
    LANE_ESCAPE_ASCII, /* printable ASCII */
    LANE_ESCAPE_UNITS  /* units of the same size */
} lane_escape_form;

/* Single kernels, for tests and measurements. The headers in kernel/ document the functions. */
typedef struct lane_kernel_parts {
    unsigned width; /* SIMD_WIDTH */
    const uint8_t *(*string_scan)(const uint8_t *p, const uint8_t *end, uint64_t *non_ascii);
    const uint8_t *(*string_close)(const uint8_t *p, const uint8_t *end, uint64_t *non_ascii, uint64_t *unicode);
    uint8_t *(*string_unescape)(uint8_t *dst, const uint8_t *p, const uint8_t *end, const uint8_t *limit,
                                uint32_t flags, const uint8_t **at, lane_error_code *code);
    uint8_t *(*string_decode)(uint8_t *dst, size_t room, const uint8_t **text, const uint8_t *end, uint32_t flags,
                              uint64_t *non_ascii, uint64_t *unicode);
    const uint8_t *(*space_skip)(const uint8_t *p, const uint8_t *end);
    size_t (*utf8_measure)(const uint8_t *p, const uint8_t *end, uint32_t *max);
    const uint8_t *(*number_parse)(const uint8_t *p, const uint8_t *end, lane_number *ret);
    const uint8_t *(*number_scan)(const uint8_t *p, const uint8_t *end, bool *ret_integer);
    const uint8_t *(*number_pass)(const uint8_t *p, const uint8_t *end);
    /* Indexes all windows. Writes the offsets of tokens from p to ret, which has room for end - p of them. *ret_open
     * says whether the input ends inside a string. Returns the number of tokens. */
    size_t (*index)(uint32_t *ret, const uint8_t *p, const uint8_t *end, bool *ret_open);
    /* Indexes all windows without keeping offsets. Returns the sum of the last position of each window. */
    uint64_t (*index_sum)(const uint8_t *p, const uint8_t *end);
    /* utf8_to_latin1, _ucs2 and _ucs4 for n units of 1, 2 and 4 bytes. */
    void (*utf8_to_units)(void *dst, size_t n, const uint8_t *p, const uint8_t *end, unsigned kind);
    /* utf8_decode; the size of a unit in *ret_kind. */
    size_t (*utf8_decode)(uint8_t *dst, const uint8_t *p, const uint8_t *end, const uint8_t *limit, unsigned *ret_kind);
    /* Writes n units of `kind` bytes as the body of a JSON string. Room and readable_before: as in kernel/escape.h. */
    uint8_t *(*escape)(uint8_t *dst, const uint8_t *s, size_t n, unsigned kind, lane_escape_form form,
                       bool readable_before);
    size_t (*escape_copy)(uint8_t *dst, const uint8_t *s, size_t n, bool either);
    bool (*project_units)(uint8_t *dst, const uint8_t *s, size_t n, unsigned kind);
    uint32_t (*project_widest)(const uint8_t *s, size_t n, unsigned kind);
    void (*project_narrow)(uint8_t *dst, const uint8_t *s, size_t n, unsigned from, unsigned to);
    uint8_t *(*project_unescape)(uint8_t *dst, unsigned width, const uint8_t *s, unsigned kind, const uint8_t *p,
                                 const uint8_t *end, const uint8_t *limit, uint32_t flags, const uint8_t **at,
                                 lane_error_code *code);
    uint8_t *(*project_decode)(uint8_t *dst, size_t room, const uint8_t *s, unsigned kind, const uint8_t **text,
                               const uint8_t *end);
} lane_kernel_parts;

/* The functions that are compiled once per instruction set. */
typedef struct lane_kernels {
    const char *name;
    uint32_t requires; /* CPU_* of base/cpu.h */
    bool (*parse)(lane_parse_frame *frame);
    bool (*parse_on)(lane_parse_frame *frame); /* a text that arrives in pieces: document/growth.h */
    bool (*check)(lane_parse_frame *frame);
    bool (*write)(lane_write_frame *frame);
    /* Calls of a writer that has no error. They return false if they set one. */
    bool (*writer_begin)(lane_writer *writer, bool object);
    bool (*writer_end)(lane_writer *writer);
    bool (*writer_key)(lane_writer *writer, const lane_value *key);
    bool (*writer_word)(lane_writer *writer, uint64_t word, size_t length);
    bool (*writer_int)(lane_writer *writer, int64_t i);
    bool (*writer_double)(lane_writer *writer, double d);
    bool (*writer_string)(lane_writer *writer, const lane_value *value);
    bool (*writer_value)(lane_writer *writer, const lane_value *value);
    bool (*writer_text)(lane_writer *writer, const char *text, size_t length, bool number);
    const uint8_t *(*extent_end)(lane_extent *extent, const uint8_t *p, const uint8_t *end); /* kernel/extent.h */
    bool (*minify)(uint8_t *dst, const uint8_t *p, const uint8_t *end, size_t *ret);
    const uint8_t *(*utf8_invalid)(const uint8_t *p, const uint8_t *end, bool surrogates);
    uint8_t *(*format_u64)(uint8_t *dst, uint64_t v);
    uint8_t *(*format_double)(uint8_t *dst, double v, format_layout layout, format_gate *gate);
    uint8_t *(*format_single)(uint8_t *dst, float v);
    const lane_kernel_parts *parts;
} lane_kernels;

#define LANE_DECLARE_KERNELS(name) extern const lane_kernels lane_kernels_##name;
LANE_EACH_ISA(LANE_DECLARE_KERNELS)
#undef LANE_DECLARE_KERNELS

/* Returns the instruction set in use. The first call chooses it: the one that LANEJSON_ISA names, if it is available,
 * else the best one that is compiled in and that the machine can run. Never LANE_ISA_NONE. */
lane_isa lane_isa_active(void);

/* Returns the kernels of the instruction set in use. */
const lane_kernels *lane_kernels_active(void);

/* Returns the kernels of an instruction set; NULL if they are not compiled in or this machine cannot run them. */
const lane_kernels *lane_kernels_of(lane_isa isa);

/* Returns whether LANEJSON_ISA names an instruction set that is not compiled in or that this machine cannot run. */
bool lane_isa_refused(void);

/* Writes a message with the name in LANEJSON_ISA and the choices. Truncates it to size - 1 bytes and a NUL, as snprintf
 * does, and returns snprintf's result. */
int lane_isa_describe(char *buffer, size_t size);

#endif
