/* SPDX-License-Identifier: MIT */
/* A document in memory, and the arguments that document.c passes to an ISA's kernels: one indirect call each.
 *
 * One block holds the lane_doc, the outside value, of type LANE_TYPE_NONE, and the values. Decoded strings are in the
 * arena, so the block may move while it grows. */
#ifndef LANE_DOCUMENT_H
#define LANE_DOCUMENT_H

#include "growth.h"
#include "../base/arena.h"

#include "../../include/lanejson.h"

/* Flags of a string in its tag. */
enum {
    LANE_VALUE_PLAIN = 1 << 4,      /* needs no escape in JSON */
    LANE_VALUE_SURROGATES = 1 << 5, /* may contain lone surrogates */
    LANE_VALUE_FOLLOWED = 1 << 6,   /* LANE_VALUE_READABLE_AFTER bytes after it are readable */
    LANE_VALUE_GIVEN = 1 << 7       /* from a caller, not a document: not known to be UTF-8 */
};

#define LANE_VALUE_READABLE_AFTER 32

#define LANE_VALUE_LENGTH_SHIFT 8

struct lane_doc {
    const lane_allocator *allocator;
    size_t capacity; /* values that fit in the block, the outside value included */
    size_t count;    /* values, without the outside value */
    size_t used;     /* values of the previous document in this memory, or 0 */
    uint8_t *copy;   /* the document's copy of the text, or NULL */
    size_t copy_size;
    lane_arena text; /* decoded strings */
};

/* Bytes before the outside value. */
#define LANE_DOC_HEAD ((sizeof(lane_doc) + 15) / 16 * 16)

static_assert(sizeof(lane_value) == 16, "the layout of values is public");

LANE_INLINE lane_value *lane_doc_outside(const lane_doc *doc) {
    return (lane_value *)((char *)(uintptr_t)doc + LANE_DOC_HEAD);
}

/* Arguments and results of one parse. [begin, end) keeps the sentinel contract of kernel/cursor.h. */
typedef struct lane_parse_frame {
    const uint8_t *begin, *end;
    const lane_allocator *allocator;
    uint32_t flags, max_depth;
    bool owned;          /* the text is the document's copy: strings in it may be NUL-terminated */
    bool situ;           /* parse in place: text and one byte after it are writable; implies owned */
    bool prefix;         /* parse the first value only; on success `end` is its end */
    lane_growth *growth; /* of lane_kernels.parse_on: where to go on; else NULL */
    /* In: NULL, or a document whose memory is reused. Out, also on failure: the document, NULL if it could not be
     * allocated; NULL after a check. */
    lane_doc *doc;
    lane_error error;
} lane_parse_frame;

/* Creates frame->doc, or reuses its memory, with room for `values`. False without memory. */
bool lane_doc_create(lane_parse_frame *frame, size_t values);

/* Grows frame->doc by half; may move it. False without memory. */
bool lane_doc_grow(lane_parse_frame *frame);

/* Returns whether an allocator is a lane_pool's. A document then reserves its upper bound at once, since outgrown
 * blocks do not return to a pool. */
bool lane_pool_is(const lane_allocator *allocator);

/* Wider than any vector: decoded strings are stored in whole vectors. */
#define LANE_DECODED_SLACK 256

/* Arguments and results of one write. */
typedef struct lane_write_frame {
    const lane_value *value;
    const lane_allocator *allocator;
    uint32_t flags, indent;
    uint8_t *memory; /* the output, of `room` bytes; NULL: a block of the allocator */
    size_t room;
    /* Results. */
    uint8_t *text; /* NUL-terminated */
    size_t length; /* without the NUL; the block has length + 1 bytes */
    lane_error error;
} lane_write_frame;

/* Returns whether a key equals the text, which may be NULL if empty. */
static inline bool lane_key_is(const lane_value *key, const char *text, size_t length) {
    return lane_value_length(key) == length && (length == 0 || memcmp(key->payload.text, text, length) == 0);
}

#endif
