/* SPDX-License-Identifier: MIT */
/* The oracle: the result that each kernel must give, written byte by byte from its specification, independently of
 * src/kernel. */
#ifndef LANE_TESTS_REFERENCE_H
#define LANE_TESTS_REFERENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../include/lanejson.h"

/* The specifications are those of the functions of the same name in src/kernel. */
const uint8_t *reference_string_scan(const uint8_t *p, const uint8_t *end, uint64_t *high);
const uint8_t *reference_string_close(const uint8_t *p, const uint8_t *end, uint64_t *high, uint64_t *units);
uint8_t *reference_string_unescape(uint8_t *dst, const uint8_t *p, const uint8_t *end, uint32_t flags,
                                   const uint8_t **at, lane_error_code *code);
const uint8_t *reference_space_skip(const uint8_t *p, const uint8_t *end);
const uint8_t *reference_utf8_invalid(const uint8_t *p, const uint8_t *end, bool surrogates);
size_t reference_utf8_measure(const uint8_t *p, const uint8_t *end, uint32_t *max);
size_t reference_index(uint32_t *ret, const uint8_t *p, const uint8_t *end, bool *ret_open);
bool reference_minify(uint8_t *dst, const uint8_t *p, const uint8_t *end, size_t *ret);

/* Writes n code points as the body of a JSON string, with the short escapes of RFC 8259 and \u00xx for other controls;
 * with `ascii`, characters outside printable ASCII are escaped too. dst gets units of the result: bytes of UTF-8 with
 * `utf8`. Returns their number. */
size_t reference_escape(uint32_t *dst, const uint32_t *c, size_t n, bool ascii, bool utf8);

/* Writes n code points as one byte each, FF for those beyond Latin-1. Returns whether none is a surrogate. */
bool reference_project(uint8_t *dst, const uint32_t *c, size_t n);

/* Returns the least of FF, FFFF and 10FFFF that is not below any of n code points. */
uint32_t reference_widest(const uint32_t *c, size_t n);

/* Decodes the escapes of a body of n <= 40000 code points as reference_string_unescape does; *ret_count is the number
 * of results. Returns false, with place and code of the leftmost error, if there is one. */
bool reference_unescape(uint32_t *dst, size_t *ret_count, const uint32_t *c, size_t n, uint32_t flags, size_t *at,
                        lane_error_code *code);

/* Returns the length of the well-formed UTF-8 sequence at p < end (of any code point, surrogates too) and in *c its
 * code point; 0 if there is none. */
size_t reference_utf8_decode(const uint8_t *p, const uint8_t *end, uint32_t *c);

/* Writes a code point below 0x110000 as 1-4 bytes. Returns their number. */
size_t reference_utf8_encode(uint8_t *dst, uint32_t c);

#endif
