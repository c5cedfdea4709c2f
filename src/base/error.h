/* SPDX-License-Identifier: MIT */
/* Errors as values: a row with name and message for each code. */
#ifndef LANE_ERROR_H
#define LANE_ERROR_H

#include "base.h"

#include "../../include/lanejson.h"

/* A byte order mark in UTF-8. */
#define LANE_BOM_BYTES "\xEF\xBB\xBF"
#define LANE_BOM_SIZE 3

/* name without LANE_, message. In the order of lane_error_code. A macro because the list becomes a table and tests. */
#define LANE_EACH_ERROR(X)                                                                                \
    X(OK, "no error")                                                                                     \
    X(ERROR_MEMORY, "out of memory")                                                                      \
    X(ERROR_ARGUMENT, "an invalid argument: unknown flag, reserved field, allocator, or too little room") \
    X(ERROR_INCOMPLETE, "the text ends before its value does")                                            \
    X(ERROR_DEPTH, "nested too deeply")                                                                   \
    X(ERROR_VALUE, "a value was expected")                                                                \
    X(ERROR_KEY, "a key in double quotes was expected")                                                   \
    X(ERROR_COLON, "':' was expected after a key")                                                        \
    X(ERROR_ARRAY_COMMA, "',' or ']' was expected")                                                       \
    X(ERROR_OBJECT_COMMA, "',' or '}' was expected")                                                      \
    X(ERROR_ARRAY_TRAILING, "a comma before ']'")                                                         \
    X(ERROR_OBJECT_TRAILING, "a comma before '}'")                                                        \
    X(ERROR_EXTRA, "more text after the value")                                                           \
    X(ERROR_STRING_END, "a string is not closed")                                                         \
    X(ERROR_CONTROL, "a control character in a string")                                                   \
    X(ERROR_ESCAPE, "an unknown escape")                                                                  \
    X(ERROR_UNICODE_ESCAPE, "\\u without four hexadecimal digits")                                        \
    X(ERROR_SURROGATE, "lone surrogate")                                                                  \
    X(ERROR_NUMBER, "a malformed number")                                                                 \
    X(ERROR_RANGE, "a number too large for a double")                                                     \
    X(ERROR_UTF8, "bytes that are not UTF-8")                                                             \
    X(ERROR_BOM, "a byte order mark before the text (LANE_BOM skips it)")                                 \
    X(ERROR_UTF16, "the text looks like UTF-16 or UTF-32; only UTF-8 is read")                            \
    X(ERROR_OUTPUT, "the output function failed")                                                         \
    X(ERROR_POINTER, "a malformed JSON Pointer")                                                          \
    X(ERROR_PATCH, "a malformed operation of a JSON Patch")                                               \
    X(ERROR_TARGET, "an operation of a JSON Patch names a value that does not exist")                     \
    X(ERROR_TEST, "a test of a JSON Patch failed")                                                        \
    X(ERROR_FILE, "a file could not be read or written (errno says why)")

#define LANE_ERROR_ONE(name, message) +1
enum { LANE_ERROR_CODES = LANE_EACH_ERROR(LANE_ERROR_ONE) };
#undef LANE_ERROR_ONE

/* error may be NULL. */
LANE_INLINE void lane_error_set(lane_error *error, lane_error_code code, size_t offset) {
    if (error != NULL)
        *error = (lane_error){code, offset};
}

#endif
