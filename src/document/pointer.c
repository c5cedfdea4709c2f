/* SPDX-License-Identifier: MIT */
/* JSON Pointers: evaluated from their text, or compiled. */
#include "pointer.h"

#include "../base/error.h"
#include "../base/options.h"

bool lane_pointer_check(const char *pointer, size_t length, size_t *ret_offset) {
    size_t i = 0;
    if (length != 0 && pointer[0] == '/') {
        for (i = 1; i < length; i++) {
            if (pointer[i] == '~' && (i + 1 == length || (pointer[i + 1] != '0' && pointer[i + 1] != '1')))
                break;
        }
    }
    *ret_offset = i;
    return i == length;
}

lane_token lane_pointer_token(const char **p, const char *end) {
    const char *const text = *p + 1, *q = text;
    bool escaped = false;
    for (; q < end && *q != '/'; q++) /* most tokens are too short for a call */
        escaped |= *q == '~';
    *p = q;
    return (lane_token){text, (size_t)(q - text), escaped};
}

bool lane_token_index(lane_token token, size_t *ret_index) {
    size_t index = 0;
    if (token.length == 0 || (token.length > 1 && token.text[0] == '0'))
        return false;
    for (size_t i = 0; i < token.length; i++) {
        unsigned digit = (unsigned)(token.text[i] - '0');
        if (digit > 9 || index > (SIZE_MAX - digit) / 10)
            return false;
        index = index * 10 + digit;
    }
    *ret_index = index;
    return true;
}

bool lane_token_is(lane_token token, const char *key, size_t length) {
    for (size_t i = 0; i < token.length; i++, key++, length--) {
        char c = token.text[i];
        if (c == '~')
            c = token.text[++i] == '0' ? '~' : '/';
        if (length == 0 || *key != c)
            return false;
    }
    return length == 0;
}

size_t lane_token_decode(lane_token token, char *dst) {
    size_t length = 0;
    for (size_t i = 0; i < token.length; i++) {
        char c = token.text[i];
        if (c == '~')
            c = token.text[++i] == '0' ? '~' : '/';
        dst[length++] = c;
    }
    return length;
}

static const lane_value *token_member(const lane_value *object, lane_token token) {
    if (!token.escaped)
        return lane_object_get(object, token.text, token.length);
    size_t fault;
    if (!lane_pointer_check(token.text - 1, token.length + 1, &fault))
        return NULL;
    const lane_value *found = NULL, *value;
    lane_iterator it = lane_iterate(object);
    for (const lane_value *key; (key = lane_object_next(&it, &value)) != NULL;)
        found = lane_token_is(token, lane_value_text(key), lane_value_length(key)) ? value : found;
    return found;
}

/* A malformed token matches nothing, so the pointer is not checked first. */
const lane_value *lane_pointer_get(const lane_value *value, const char *pointer, size_t length) {
    size_t index = 0;
    if (pointer == NULL || length == 0)
        return value;
    if (*pointer != '/')
        return NULL;
    const char *p = pointer, *end = pointer + length;
    while (p < end && value != NULL) {
        const lane_token token = lane_pointer_token(&p, end);
        if (lane_value_type(value) == LANE_TYPE_OBJECT)
            value = token_member(value, token);
        else if (lane_token_index(token, &index))
            value = lane_array_get(value, index);
        else
            value = NULL;
    }
    return value;
}

/* -- Compiled -- */

typedef struct {
    size_t offset, length; /* of the decoded token in `bytes` */
    size_t index;          /* SIZE_MAX if it is not an index */
} pointer_step;

/* The bytes of the decoded tokens follow. */
struct lane_pointer {
    const lane_allocator *allocator;
    size_t size; /* of the block */
    size_t count;
    const char *bytes;
    pointer_step steps[];
};

lane_pointer *lane_pointer_compile(const char *pointer, size_t length, const lane_options *options, lane_error *error) {
    lane_options complete;
    size_t fault = 0;
    length = pointer ? length : 0;
    if (!lane_options_complete(options, &complete)) {
        lane_error_set(error, LANE_ERROR_ARGUMENT, 0);
        return NULL;
    }
    if (!lane_pointer_check(pointer, length, &fault)) {
        lane_error_set(error, LANE_ERROR_POINTER, fault);
        return NULL;
    }
    size_t count = 0;
    for (size_t i = 0; i < length; i++)
        count += pointer[i] == '/';
    const size_t head = sizeof(lane_pointer) + count * sizeof(pointer_step), size = head + length;
    lane_pointer *compiled =
        length < SIZE_MAX / 64 ? lane_allocate(complete.allocator, size) : NULL; /* at most one step per byte */
    if (compiled == NULL) {
        lane_error_set(error, LANE_ERROR_MEMORY, 0);
        return NULL;
    }
    char *const bytes = (char *)compiled + head, *dst = bytes;
    *compiled = (lane_pointer){.allocator = complete.allocator, .size = size, .count = count, .bytes = bytes};
    const char *p = pointer, *end = length ? pointer + length : pointer;
    for (pointer_step *step = compiled->steps; p < end; step++) {
        const lane_token token = lane_pointer_token(&p, end);
        *step = (pointer_step){(size_t)(dst - bytes), lane_token_decode(token, dst), SIZE_MAX};
        (void)lane_token_index(token, &step->index);
        dst += step->length;
    }
    lane_error_set(error, LANE_OK, 0);
    return compiled;
}

const lane_value *lane_pointer_find(const lane_pointer *pointer, const lane_value *value) {
    if (pointer == NULL)
        return NULL;
    for (size_t i = 0; i < pointer->count && value != NULL; i++) {
        const pointer_step *step = &pointer->steps[i];
        value = lane_value_type(value) == LANE_TYPE_OBJECT
                    ? lane_object_get(value, pointer->bytes + step->offset, step->length)
                    : lane_array_get(value, step->index);
    }
    return value;
}

void lane_pointer_free(lane_pointer *pointer) {
    if (pointer != NULL)
        lane_release(pointer->allocator, pointer, pointer->size);
}
