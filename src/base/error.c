/* SPDX-License-Identifier: MIT */
/* The words for errors, and line and column of an offset. Cold. */
#include "error.h"

#include <stdio.h>

#define ERROR_ROW(name, message) [LANE_##name] = {"LANE_" #name, message},
static const struct { const char *name, *message; } rows[] = {LANE_EACH_ERROR(ERROR_ROW)};
#undef ERROR_ROW

static_assert(sizeof rows / sizeof *rows == LANE_ERROR_OUTPUT + 1, "a row for each code");

static bool error_known(lane_error_code code) {
    return (size_t)code < sizeof rows / sizeof *rows;
}

const char *lane_error_name(lane_error_code code) {
    return error_known(code) ? rows[code].name : "LANE_ERROR_?";
}

const char *lane_error_message(lane_error_code code) {
    return error_known(code) ? rows[code].message : "an unknown error";
}

lane_place lane_locate(const char *text, size_t length, size_t offset) {
    lane_place place = {1, 1};
    const char *p = text, *end = text + (offset < length ? offset : length);
    for (const char *newline; p < end && (newline = memchr(p, '\n', (size_t)(end - p))) != NULL; p = newline + 1)
        place.line++;
    for (; p < end; p++)
        place.column += (*p & 0xC0) != 0x80; /* continuation bytes start no code point */
    return place;
}

size_t lane_error_describe(const lane_error *error, const char *text, size_t length, char *buffer, size_t size) {
    lane_place place = lane_locate(text, length, error->offset);
    int written = snprintf(buffer, size, "%s: line %zu column %zu (byte %zu)", lane_error_message(error->code),
                           place.line, place.column, error->offset);
    return written > 0 ? (size_t)written : 0;
}
