/* SPDX-License-Identifier: MIT */
/* The C API: entries that make one indirect call each, and look-ups in a document. */
#include "document.h"

#include "../dispatch.h"
#include "../base/error.h"
#include "../base/options.h"

/* -- The block of a document -- */

static size_t doc_size(size_t capacity) {
    return LANE_DOC_HEAD + capacity * sizeof(lane_value);
}

#define DOC_CAPACITY_MOST ((SIZE_MAX / 2 - LANE_DOC_HEAD) / sizeof(lane_value))

bool lane_doc_create(lane_parse_frame *frame, size_t values) {
    frame->doc = NULL;
    if (values >= DOC_CAPACITY_MOST)
        return false;
    size_t capacity = values + 1;
    lane_doc *doc = lane_allocate(frame->allocator, doc_size(capacity));
    if (doc == NULL)
        return false;
    doc->allocator = frame->allocator;
    doc->capacity = capacity;
    doc->count = 0;
    doc->copy = NULL;
    doc->copy_size = 0;
    /* A sixteenth: most texts decode few of their strings. */
    lane_arena_init(&doc->text, frame->allocator, (size_t)(frame->end - frame->begin) / 16);
    *lane_doc_outside(doc) = (lane_value){LANE_TYPE_NONE, {0}};
    frame->doc = doc;
    return true;
}

bool lane_doc_grow(lane_parse_frame *frame) {
    size_t old = frame->doc->capacity, capacity = old + old / 2 + 16;
    if (capacity >= DOC_CAPACITY_MOST)
        return false;
    lane_doc *doc = lane_reallocate(frame->allocator, frame->doc, doc_size(old), doc_size(capacity));
    if (doc == NULL)
        return false;
    doc->capacity = capacity;
    frame->doc = doc;
    return true;
}

void lane_doc_free(lane_doc *doc) {
    if (doc == NULL)
        return;
    const lane_allocator *allocator = doc->allocator;
    lane_arena_release(&doc->text);
    lane_release(allocator, doc->copy, doc->copy_size);
    lane_release(allocator, doc, doc_size(doc->capacity));
}

const lane_value *lane_doc_root(const lane_doc *doc) {
    return doc ? lane_doc_outside(doc) + 1 : NULL;
}

size_t lane_doc_count(const lane_doc *doc) {
    return doc ? doc->count : 0;
}

/* -- Reading -- */

static bool is_space(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* Reads a copy of the text with a 0 behind. */
static bool read_copy(const lane_kernels *kernels, const char *text, size_t length, lane_parse_frame *frame) {
    uint8_t *copy = length < SIZE_MAX ? lane_allocate(frame->allocator, length + 1) : NULL;
    if (copy == NULL) {
        frame->doc = NULL;
        frame->error = (lane_error){LANE_ERROR_MEMORY, 0};
        return false;
    }
    memcpy(copy, text, length);
    copy[length] = 0;
    frame->begin = copy;
    frame->end = copy + length;
    if (kernels->parse(frame)) {
        frame->doc->copy = copy;
        frame->doc->copy_size = length + 1;
        return true;
    }
    lane_release(frame->allocator, copy, length + 1);
    return false;
}

/* Reads the text where it lies if that keeps the sentinel contract, which it does up to the closing bracket that it
 * ends with, white space apart. Else, and where the white space might matter for what is wrong, a copy. */
static bool read_text(const lane_kernels *kernels, const char *text, size_t length, lane_parse_frame *frame) {
    size_t trimmed = length;
    while (trimmed > 0 && is_space(text[trimmed - 1]))
        trimmed--;
    bool bracket = trimmed > 0 && (text[trimmed - 1] == '}' || text[trimmed - 1] == ']');
    if (bracket && !frame->owned) {
        frame->begin = (const uint8_t *)text;
        frame->end = frame->begin + trimmed;
        if (kernels->parse(frame))
            return true;
        if (trimmed == length || frame->error.code == LANE_ERROR_MEMORY)
            return false;
        lane_doc_free(frame->doc);
    }
    return read_copy(kernels, text, length, frame);
}

/* Reads a text, or only checks it. The document is the caller's, NULL on error. */
static lane_doc *read_document(const char *text, size_t length, const lane_options *options, bool check,
                               lane_error *error) {
    lane_options complete = lane_options_complete(options);
    const lane_kernels *kernels = lane_kernels_active();
    if (kernels == NULL) {
        lane_error_set(error, LANE_ERROR_ISA, 0);
        return NULL;
    }
    lane_parse_frame frame = {
        .allocator = complete.allocator,
        .flags = complete.flags,
        .max_depth = complete.max_depth,
        .check = check,
        .owned = !check && (complete.flags & LANE_COPY) != 0,
    };
    bool ok = read_text(kernels, text ? text : "", length, &frame); /* no arithmetic on NULL */
    lane_error_set(error, ok ? LANE_OK : frame.error.code, ok ? 0 : frame.error.offset);
    if (ok)
        return frame.doc;
    lane_doc_free(frame.doc);
    return NULL;
}

lane_doc *lane_parse(const char *text, size_t length, const lane_options *options, lane_error *error) {
    return read_document(text, length, options, false, error);
}

bool lane_validate(const char *text, size_t length, const lane_options *options, lane_error *error) {
    lane_doc *doc = read_document(text, length, options, true, error);
    lane_doc_free(doc);
    return doc != NULL;
}

bool lane_validate_utf8(const char *text, size_t length, uint32_t flags, lane_error *error) {
    const lane_kernels *kernels = lane_kernels_active();
    if (kernels == NULL) {
        lane_error_set(error, LANE_ERROR_ISA, 0);
        return false;
    }
    const uint8_t *begin = (const uint8_t *)(text ? text : "");
    const uint8_t *bad = kernels->utf8_invalid(begin, begin + length, (flags & LANE_LONE_SURROGATES) != 0);
    lane_error_set(error, bad ? LANE_ERROR_UTF8 : LANE_OK, bad ? (size_t)(bad - begin) : 0);
    return bad == NULL;
}

/* -- Looking up -- */

const lane_value *lane_array_get(const lane_value *array, size_t index) {
    if (lane_value_type(array) != LANE_TYPE_ARRAY || index >= lane_value_count(array))
        return NULL;
    /* No member is a container exactly if the array ends right behind as many values. */
    if (array->payload.size == (lane_value_count(array) + 1) * sizeof(lane_value))
        return array + 1 + index;
    const lane_value *element = array + 1;
    for (; index != 0; index--)
        element = lane_value_after(element);
    return element;
}

const lane_value *lane_object_get(const lane_value *object, const char *key, size_t length) {
    const lane_value *found = NULL;
    if (lane_value_type(object) != LANE_TYPE_OBJECT)
        return NULL;
    const lane_value *member = object + 1;
    for (size_t left = lane_value_count(object); left != 0; left--, member = lane_value_after(member + 1)) {
        if (lane_value_length(member) == length && memcmp(member->payload.text, key, length) == 0)
            found = member + 1;
    }
    return found;
}

/* An array index as RFC 6901 spells it: no sign, no leading zero. */
static bool pointer_index(const char *token, size_t length, size_t *ret_index) {
    size_t index = 0;
    if (length == 0 || (length > 1 && token[0] == '0'))
        return false;
    for (size_t i = 0; i < length; i++) {
        unsigned digit = (unsigned)(token[i] - '0');
        if (digit > 9 || index > (SIZE_MAX - digit) / 10)
            return false;
        index = index * 10 + digit;
    }
    *ret_index = index;
    return true;
}

/* Whether a reference token, in which ~0 stands for '~' and ~1 for '/', spells the key. */
static bool pointer_spells(const char *token, size_t length, const lane_value *key) {
    const char *text = key->payload.text;
    size_t left = lane_value_length(key);
    for (size_t i = 0; i < length; i++, text++, left--) {
        char c = token[i];
        if (c == '~')
            c = token[++i] == '0' ? '~' : '/';
        if (left == 0 || *text != c)
            return false;
    }
    return left == 0;
}

static const lane_value *pointer_member(const lane_value *object, const char *token, size_t length) {
    const lane_value *found = NULL, *value;
    lane_iterator it = lane_iterate(object);
    for (const lane_value *key; (key = lane_object_next(&it, &value)) != NULL;)
        found = pointer_spells(token, length, key) ? value : found;
    return found;
}

/* Every '~' must be followed by 0 or 1. */
static bool pointer_well_formed(const char *pointer, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (pointer[i] == '~' && (i + 1 == length || (pointer[i + 1] != '0' && pointer[i + 1] != '1')))
            return false;
    }
    return length == 0 || pointer[0] == '/';
}

const lane_value *lane_pointer_get(const lane_value *value, const char *pointer, size_t length) {
    if (!pointer_well_formed(pointer, length))
        return NULL;
    const char *p = pointer, *end = pointer + length;
    while (p < end && value != NULL) {
        const char *token = p + 1, *slash = token < end ? memchr(token, '/', (size_t)(end - token)) : NULL;
        p = slash ? slash : end;
        size_t index = 0;
        if (lane_value_type(value) == LANE_TYPE_OBJECT)
            value = pointer_member(value, token, (size_t)(p - token));
        else if (pointer_index(token, (size_t)(p - token), &index))
            value = lane_array_get(value, index);
        else
            value = NULL;
    }
    return value;
}

/* -- Writing -- */

char *lane_write(const lane_value *value, const lane_options *options, size_t *ret_length, lane_error *error) {
    lane_options complete = lane_options_complete(options);
    const lane_kernels *kernels = lane_kernels_active();
    lane_write_frame frame = {
        .value = value, .allocator = complete.allocator, .flags = complete.flags, .indent = complete.indent};
    if (kernels == NULL || value == NULL) {
        lane_error_set(error, kernels == NULL ? LANE_ERROR_ISA : LANE_ERROR_VALUE, 0);
        return NULL;
    }
    if (!kernels->write(&frame)) {
        lane_error_set(error, frame.error.code, frame.error.offset);
        return NULL;
    }
    lane_error_set(error, LANE_OK, 0);
    if (ret_length != NULL)
        *ret_length = frame.length;
    return (char *)frame.text;
}

void lane_text_free(char *text, size_t length, const lane_options *options) {
    lane_options complete = lane_options_complete(options);
    lane_release(complete.allocator, text, length + 1);
}

bool lane_minify(const char *text, size_t length, char *dst, size_t *ret_length, lane_error *error) {
    const lane_kernels *kernels = lane_kernels_active();
    if (kernels == NULL) {
        lane_error_set(error, LANE_ERROR_ISA, 0);
        return false;
    }
    const uint8_t *begin = (const uint8_t *)(text ? text : "");
    size_t at = 0;
    if (!kernels->minify((uint8_t *)dst, begin, begin + length, &at)) {
        lane_error_set(error, LANE_ERROR_STRING_END, at);
        return false;
    }
    lane_error_set(error, LANE_OK, 0);
    *ret_length = at;
    return true;
}

/* -- The library itself -- */

#define VERSION_TEXT_(a, b, c) #a "." #b "." #c
#define VERSION_TEXT(a, b, c) VERSION_TEXT_(a, b, c)

const char *lane_version(void) {
    return VERSION_TEXT(LANE_VERSION_MAJOR, LANE_VERSION_MINOR, LANE_VERSION_PATCH);
}
