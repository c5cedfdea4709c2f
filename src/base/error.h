/* SPDX-License-Identifier: MIT */
/* Errors as values: one row for each code, and where in a text an offset lies. */
#ifndef LANE_ERROR_H
#define LANE_ERROR_H

#include "base.h"

#include "../../include/lanejson.h"

/* name without LANE_, message. A macro because the list becomes a table and tests. */
#define LANE_EACH_ERROR(X)                                         \
    X(OK, "no error")                                              \
    X(ERROR_MEMORY, "out of memory")                               \
    X(ERROR_DEPTH, "nested too deeply")                            \
    X(ERROR_VALUE, "a value was expected")                         \
    X(ERROR_KEY, "a key in double quotes was expected")            \
    X(ERROR_COLON, "':' was expected after a key")                 \
    X(ERROR_ARRAY_COMMA, "',' or ']' was expected")                \
    X(ERROR_OBJECT_COMMA, "',' or '}' was expected")               \
    X(ERROR_ARRAY_TRAILING, "a comma before ']'")                  \
    X(ERROR_OBJECT_TRAILING, "a comma before '}'")                 \
    X(ERROR_EXTRA, "more text after the value")                    \
    X(ERROR_STRING_END, "a string is not closed")                  \
    X(ERROR_CONTROL, "a control character in a string")            \
    X(ERROR_ESCAPE, "an unknown escape")                           \
    X(ERROR_UNICODE_ESCAPE, "\\u without four hexadecimal digits") \
    X(ERROR_SURROGATE, "half of a surrogate pair")                 \
    X(ERROR_NUMBER, "a malformed number")                          \
    X(ERROR_RANGE, "a number too large for a double")              \
    X(ERROR_UTF8, "bytes that are not UTF-8")                      \
    X(ERROR_INCOMPLETE, "the text ends before its value does")     \
    X(ERROR_OUTPUT, "the output was refused")                      \
    X(ERROR_ISA, "LANEJSON_ISA names kernels that are not here (see lane_isa_list)")

/* error may be NULL. */
LANE_INLINE void lane_error_set(lane_error *error, lane_error_code code, size_t offset) {
    if (error != NULL)
        *error = (lane_error){code, offset};
}

#endif
