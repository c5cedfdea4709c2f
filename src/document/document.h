/* SPDX-License-Identifier: MIT */
/* A document in memory, and the frames that document.c hands to an ISA's kernels: one indirect call for each.
 *
 * One block holds the lane_doc, a value of type LANE_TYPE_NONE that stands for "outside", and the values. Decoded
 * strings lie in the arena, so the block may move while it grows. */
#ifndef LANE_DOCUMENT_H
#define LANE_DOCUMENT_H

#include "../base/arena.h"

#include "../../include/lanejson.h"

/* Flags of a string in its tag. */
enum {
    LANE_VALUE_PLAIN = 1 << 4,      /* no byte of it is escaped in JSON */
    LANE_VALUE_SURROGATES = 1 << 5, /* may contain lone surrogates */
    LANE_VALUE_FOLLOWED = 1 << 6,   /* LANE_VALUE_READABLE_AFTER bytes after it may be read */
    LANE_VALUE_GIVEN = 1 << 7       /* of no document: not even known to be UTF-8 */
};

#define LANE_VALUE_READABLE_AFTER 32

#define LANE_VALUE_LENGTH_SHIFT 8

struct lane_doc {
    const lane_allocator *allocator;
    size_t capacity; /* values that the block has room for, the outside one included */
    size_t count;    /* values, the outside one not included */
    size_t used;     /* values of the document that had this memory before, or 0 */
    uint8_t *copy;   /* the document's own text, or NULL */
    size_t copy_size;
    lane_arena text; /* decoded strings */
};

/* Bytes before the outside value. */
#define LANE_DOC_HEAD ((sizeof(lane_doc) + 15) / 16 * 16)

static_assert(sizeof(lane_value) == 16, "the layout of values is public");

LANE_INLINE lane_value *lane_doc_outside(const lane_doc *doc) {
    return (lane_value *)((char *)(uintptr_t)doc + LANE_DOC_HEAD);
}

/* One reading of a text. The text [begin, end) keeps the sentinel contract of kernel/cursor.h. */
typedef struct lane_parse_frame {
    const uint8_t *begin, *end;
    const lane_allocator *allocator;
    uint32_t flags, max_depth;
    bool owned;  /* the text is the document's copy: strings may be ended in it with a 0 */
    bool situ;   /* the text is writable, with a byte after it: it is owned, and needs no copy */
    bool prefix; /* the text may go on after the first value; on success `end` is the end of that */
    /* In: NULL, or one whose memory is used again. Out: on failure too, NULL if it could not be made; NULL where the
     * text is only checked. */
    lane_doc *doc;
    lane_error error;
} lane_parse_frame;

/* Makes frame->doc, or what it was before, a document with room for `values`. False if there is no memory. */
bool lane_doc_create(lane_parse_frame *frame, size_t values);

/* Makes room for half as many values again and may move frame->doc. False if there is no memory. */
bool lane_doc_grow(lane_parse_frame *frame);

/* Whether an allocator is a lane_pool's: a document then takes all that it may need at once, since nothing that is
 * outgrown comes back. */
bool lane_pool_is(const lane_allocator *allocator);

/* More than any vector, so that a decoded string may be stored in whole vectors. */
#define LANE_DECODED_SLACK 256

/* One writing of a value. */
typedef struct lane_write_frame {
    const lane_value *value;
    const lane_allocator *allocator;
    uint32_t flags, indent;
    uint8_t *memory; /* where to write, `room` bytes; NULL: to a block of the allocator's */
    size_t room;
    /* Out. */
    uint8_t *text; /* followed by a 0 */
    size_t length; /* without the 0; the block's size is length + 1 */
    lane_error error;
} lane_write_frame;

/* Whether a key is that text, of which nothing need be there if it is empty. */
static inline bool lane_key_is(const lane_value *key, const char *text, size_t length) {
    return lane_value_length(key) == length && (length == 0 || memcmp(key->payload.text, text, length) == 0);
}

#endif
