/* SPDX-License-Identifier: MIT */
/* The C API: the block of a document, and entry points of parsing with one indirect call each. */
#include "document.h"

#include "fault.h"
#include "../dispatch.h"
#include "../base/error.h"
#include "../base/options.h"

/* -- The block of a document -- */

static size_t doc_size(size_t capacity) {
    return LANE_DOC_HEAD + capacity * sizeof(lane_value);
}

#define DOC_CAPACITY_MOST ((SIZE_MAX / 2 - LANE_DOC_HEAD) / sizeof(lane_value))

/* Empties frame->doc for another document, with room for `values`. */
static bool doc_reuse(lane_parse_frame *frame, size_t values) {
    lane_doc *doc = frame->doc;
    doc->used = doc->count;
    doc->count = 0;
    lane_arena_rewind(&doc->text);
    *lane_doc_outside(doc) = (lane_value){LANE_TYPE_NONE, {0}};
    if (LANE_LIKELY(values < doc->capacity))
        return true;
    const size_t capacity = values + 1;
    doc = values < DOC_CAPACITY_MOST ? lane_allocate(frame->allocator, doc_size(capacity)) : NULL;
    if (doc == NULL)
        return false;
    *doc = *frame->doc;
    doc->capacity = capacity;
    *lane_doc_outside(doc) = (lane_value){LANE_TYPE_NONE, {0}};
    lane_release(frame->allocator, frame->doc, doc_size(frame->doc->capacity));
    frame->doc = doc;
    return true;
}

bool lane_doc_create(lane_parse_frame *frame, size_t values) {
    if (frame->doc != NULL)
        return doc_reuse(frame, values);
    const size_t length = (size_t)(frame->end - frame->begin);
    const bool pool = lane_pool_is(frame->allocator);
    if (pool && values < length / 2 + 1)
        values = length / 2 + 1;
    if (values >= DOC_CAPACITY_MOST)
        return false;
    size_t capacity = values + 1;
    lane_doc *doc = lane_allocate(frame->allocator, doc_size(capacity));
    if (doc == NULL)
        return false;
    doc->allocator = frame->allocator;
    doc->capacity = capacity;
    doc->count = doc->used = 0;
    doc->copy = NULL;
    doc->copy_size = 0;
    /* A sixteenth of the text: most documents decode few strings. */
    lane_arena_init(&doc->text, frame->allocator, pool ? length + LANE_DECODED_SLACK : length / 16);
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

/* A function that parses or checks a text. */
typedef bool text_reader(lane_parse_frame *frame);

/* Calls `read` with the text, in place if it keeps the sentinel contract: it ends with a closing bracket, white space
 * apart, or may be written to and has a byte for a 0 after it. Else with a copy, which the document owns on success.
 * Offsets in frame->error are from the start of the text. */
static bool read_text(text_reader *read, const uint8_t *text, size_t length, lane_parse_frame *frame) {
    size_t walked = length;
    while (walked > 0 && lane_is_space(text[walked - 1]))
        walked--;
    /* A bracket in a comment would end nothing. */
    const bool bracket =
        walked > 0 && (text[walked - 1] == '}' || text[walked - 1] == ']') && !(frame->flags & LANE_COMMENTS);
    uint8_t *copy = NULL;
    if (frame->situ) {
        ((uint8_t *)(uintptr_t)text)[length] = 0;
        walked = length;
    } else if (!bracket || frame->owned) {
        copy = length < SIZE_MAX ? lane_allocate(frame->allocator, length + 1) : NULL;
        if (copy == NULL) {
            frame->error = (lane_error){LANE_ERROR_MEMORY, 0};
            return false;
        }
        memcpy(copy, text, length);
        copy[length] = 0;
        walked = length;
    }
    frame->begin = copy ? copy : text;
    frame->end = frame->begin + walked;
    if (LANE_LIKELY(read(frame))) {
        if (frame->doc != NULL) {
            frame->doc->copy = copy;
            frame->doc->copy_size = length + 1;
        } else {
            lane_release(frame->allocator, copy, length + 1);
        }
        return true;
    }
    const lane_fault_text fault = {.begin = text,
                                   .walked = text + walked,
                                   .end = text + length,
                                   .flags = frame->flags,
                                   .utf8_invalid = lane_kernels_active()->utf8_invalid};
    frame->error = lane_fault_settle(&fault, frame->error);
    lane_doc_free(frame->doc);
    lane_release(frame->allocator, copy, length + 1);
    return false;
}

/* Returns the bytes of a byte order mark to skip. */
static size_t bom_size(const uint8_t *text, size_t length, uint32_t flags) {
    return flags & LANE_BOM && length >= LANE_BOM_SIZE && memcmp(text, LANE_BOM_BYTES, LANE_BOM_SIZE) == 0
               ? LANE_BOM_SIZE
               : 0;
}

/* Parses a caller's text. Returns whether it is valid: the caller then owns frame->doc. */
static bool read_whole(text_reader *read, const char *chars, size_t length, lane_parse_frame *frame,
                       const lane_options *options, lane_error *error) {
    lane_options complete;
    if (!lane_options_complete(options, &complete)) {
        lane_error_set(error, LANE_ERROR_ARGUMENT, 0);
        return false;
    }
    frame->allocator = complete.allocator;
    frame->flags = complete.flags;
    frame->max_depth = complete.max_depth;
    frame->owned = frame->situ || (frame->owned && (complete.flags & LANE_COPY) != 0);
    const uint8_t *text = (const uint8_t *)(chars ? chars : ""); /* no arithmetic on NULL */
    length = chars ? length : 0;
    if (complete.flags & LANE_BOM && length > 0 && length < LANE_BOM_SIZE &&
        memcmp(text, LANE_BOM_BYTES, length) == 0) {
        lane_error_set(error, LANE_ERROR_INCOMPLETE, 0);
        return false;
    }
    const size_t skipped = bom_size(text, length, complete.flags);
    const bool right = read_text(read, text + skipped, length - skipped, frame);
    lane_error_set(error, right ? LANE_OK : frame->error.code,
                   right || frame->error.code == LANE_ERROR_MEMORY ? 0 : frame->error.offset + skipped);
    return right;
}

lane_doc *lane_parse(const char *text, size_t length, const lane_options *options, lane_error *error) {
    lane_parse_frame frame = {.owned = true};
    return read_whole(lane_kernels_active()->parse, text, length, &frame, options, error) ? frame.doc : NULL;
}

lane_doc *lane_parse_in_situ(char *chars, size_t length, const lane_options *options, lane_error *error) {
    lane_parse_frame frame = {.situ = chars != NULL};
    return read_whole(lane_kernels_active()->parse, chars, length, &frame, options, error) ? frame.doc : NULL;
}

bool lane_validate(const char *text, size_t length, const lane_options *options, lane_error *error) {
    lane_parse_frame frame = {.owned = false};
    return read_whole(lane_kernels_active()->check, text, length, &frame, options, error);
}

bool lane_validate_utf8(const char *text, size_t length, uint32_t flags, lane_error *error) {
    if (flags & ~LANE_FLAGS_KNOWN) {
        lane_error_set(error, LANE_ERROR_ARGUMENT, 0);
        return false;
    }
    const uint8_t *begin = (const uint8_t *)(text ? text : "");
    const uint8_t *end = begin + (text ? length : 0);
    const uint8_t *bad = lane_kernels_active()->utf8_invalid(begin, end, (flags & LANE_LONE_SURROGATES) != 0);
    lane_error_set(error, bad ? LANE_ERROR_UTF8 : LANE_OK, bad ? (size_t)(bad - begin) : 0);
    return bad == NULL;
}

/* -- The library itself -- */

#define VERSION_TEXT_(a, b, c) #a "." #b "." #c
#define VERSION_TEXT(a, b, c) VERSION_TEXT_(a, b, c)

const char *lane_version(void) {
    return VERSION_TEXT(LANE_VERSION_MAJOR, LANE_VERSION_MINOR, LANE_VERSION_PATCH);
}

unsigned lane_version_number(void) {
    return LANE_VERSION;
}
