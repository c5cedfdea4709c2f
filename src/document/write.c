/* SPDX-License-Identifier: MIT */
/* The C API: serialises values and minifies text, by one indirect call each. */
#include "canonical.h"

#include "../dispatch.h"
#include "../base/error.h"
#include "../base/options.h"

char *lane_write(const lane_value *value, const lane_options *options, size_t *ret_length, lane_error *error) {
    lane_options complete;
    const bool allowed = lane_options_complete(options, &complete);
    lane_write_frame frame = {
        .value = value, .allocator = complete.allocator, .flags = complete.flags, .indent = complete.indent};
    if (!allowed || value == NULL) {
        lane_error_set(error, allowed ? LANE_ERROR_VALUE : LANE_ERROR_ARGUMENT, 0);
        return NULL;
    }
    if (!(complete.flags & LANE_CANONICAL ? lane_canonical_write : lane_kernels_active()->write)(&frame)) {
        lane_error_set(error, frame.error.code, frame.error.offset);
        return NULL;
    }
    lane_error_set(error, LANE_OK, 0);
    if (ret_length != NULL)
        *ret_length = frame.length;
    return (char *)frame.text;
}

bool lane_write_to(const lane_value *value, const lane_options *options, char *buffer, size_t size, size_t *ret_length,
                   lane_error *error) {
    lane_options complete;
    const bool allowed =
        lane_options_complete(options, &complete) && buffer != NULL && !(complete.flags & LANE_CANONICAL);
    lane_write_frame frame = {.value = value,
                              .allocator = complete.allocator,
                              .flags = complete.flags,
                              .indent = complete.indent,
                              .memory = (uint8_t *)buffer,
                              .room = size};
    if (!allowed || value == NULL) {
        lane_error_set(error, allowed ? LANE_ERROR_VALUE : LANE_ERROR_ARGUMENT, 0);
        return false;
    }
    const bool written = lane_kernels_active()->write(&frame);
    lane_error_set(error, written ? LANE_OK : frame.error.code, written ? 0 : frame.error.offset);
    if (written && ret_length != NULL)
        *ret_length = frame.length;
    return written;
}

void lane_text_free(char *text, size_t length, const lane_options *options) {
    lane_options complete;
    (void)lane_options_complete(options, &complete); /* nothing was written with invalid options */
    lane_release(complete.allocator, text, length + 1);
}

bool lane_minify(const char *text, size_t length, char *dst, size_t *ret_length, lane_error *error) {
    const uint8_t *begin = (const uint8_t *)(text ? text : "");
    const uint8_t *end = begin + (text ? length : 0);
    uint8_t none[1];
    size_t at = 0;
    if (dst == NULL && begin != end) {
        lane_error_set(error, LANE_ERROR_ARGUMENT, 0);
        return false;
    }
    if (!lane_kernels_active()->minify(dst ? (uint8_t *)dst : none, begin, end, &at)) {
        lane_error_set(error, LANE_ERROR_STRING_END, at);
        return false;
    }
    lane_error_set(error, LANE_OK, 0);
    if (ret_length != NULL)
        *ret_length = at;
    return true;
}
