/* SPDX-License-Identifier: MIT */
/* Messages of errors, and line and column of an offset. Cold. */
#include "error.h"

#include <stdio.h>

#define ERROR_ROW(name, message) [LANE_##name] = {"LANE_" #name, message},
static const struct { const char *name, *message; } rows[] = {LANE_EACH_ERROR(ERROR_ROW)};
#undef ERROR_ROW

static_assert(sizeof rows / sizeof *rows == LANE_ERROR_FILE + 1 && LANE_ERROR_CODES == LANE_ERROR_FILE + 1,
              "each error code has a row");

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
    if (text == NULL)
        return place;
    const char *p = text, *end = text + (offset < length ? offset : length);
    for (const char *newline; p < end && (newline = memchr(p, '\n', (size_t)(end - p))) != NULL; p = newline + 1)
        place.line++;
    for (; p < end; p++)
        place.column += (*p & 0xC0) != 0x80; /* continuation bytes start no code point */
    return place;
}

/* Returns whether an input has only white space, after an optional byte order mark. */
static bool text_is_blank(const char *text, size_t length) {
    size_t i = length >= LANE_BOM_SIZE && memcmp(text, LANE_BOM_BYTES, LANE_BOM_SIZE) == 0 ? LANE_BOM_SIZE : 0;
    while (i < length && lane_is_space((uint8_t)text[i]))
        i++;
    return i == length;
}

size_t lane_error_describe(const lane_error *error, const char *text, size_t length, char *buffer, size_t size) {
    const lane_error it = error ? *error : (lane_error){LANE_OK, 0};
    const bool blank = it.code == LANE_ERROR_INCOMPLETE && (text == NULL || text_is_blank(text, length));
    lane_place place = lane_locate(text, length, it.offset);
    int written =
        snprintf(buffer, buffer ? size : 0, "%s: line %zu column %zu (byte %zu)",
                 blank ? "the text is empty" : lane_error_message(it.code), place.line, place.column, it.offset);
    return written > 0 ? (size_t)written : 0;
}
