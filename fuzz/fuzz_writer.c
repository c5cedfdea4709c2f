/* SPDX-License-Identifier: MIT */
/* The input is calls of a writer: a byte each, then its arguments. Heap, fixed memory and callback get the same text or
 * the same error, and the text is JSON. */
#include "fuzz.h"

typedef struct {
    char text[1 << 16];
    size_t length;
} received;

static bool receive(void *ctx, const char *text, size_t length) {
    received *r = (received *)ctx;
    FUZZ_CHECK(length <= sizeof r->text - r->length);
    memcpy(r->text + r->length, text, length);
    r->length += length;
    return true;
}

/* Takes bytes from the input, after a byte with their number. */
static const char *take(const uint8_t **p, const uint8_t *end, size_t *ret_length) {
    size_t length = *p < end ? *(*p)++ : 0;
    const char *text = (const char *)*p;
    length = length < (size_t)(end - *p) ? length : (size_t)(end - *p);
    *p += length;
    *ret_length = length;
    return text;
}

static void call(lane_writer *writer, const uint8_t **p, const uint8_t *end) {
    const unsigned which = *(*p)++ % 12;
    size_t length = 0;
    const char *text = which >= 6 ? take(p, end, &length) : NULL;
    uint64_t word = 0;
    memcpy(&word, text ? text : "", length < sizeof word ? length : sizeof word);
    double d;
    memcpy(&d, &word, sizeof d);
    switch (which) {
    case 0: lane_writer_object(writer); break;
    case 1: lane_writer_array(writer); break;
    case 2: lane_writer_end(writer); break;
    case 3: lane_writer_null(writer); break;
    case 4: lane_writer_bool(writer, true); break;
    case 5: lane_writer_bool(writer, false); break;
    case 6: lane_writer_int(writer, (int64_t)word); break;
    case 7: lane_writer_uint(writer, word); break;
    case 8: lane_writer_double(writer, d); break;
    case 9: lane_writer_number(writer, text, length); break;
    case 10: lane_writer_string(writer, text, length); break;
    default: lane_writer_key(writer, text, length); break;
    }
}

static const char *play(lane_writer *writer, const uint8_t *data, size_t size, size_t *ret_length, lane_error *error) {
    const uint8_t *p = data, *end = data + size;
    FUZZ_CHECK(writer != NULL);
    while (p < end)
        call(writer, &p, end);
    return lane_writer_finish(writer, ret_length, error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static received got;
    static char memory[1 << 16];
    lane_options options = fuzz_options(data, &size);
    options.flags &= LANE_NAN | LANE_LONE_SURROGATES | LANE_ASCII;
    options.indent = options.max_depth % 5;
    options.max_depth = 0;
    if (size > 1024) /* so that every text has room: a byte becomes six, or the indentation of a level */
        size = 1024;
    lane_error error, other;
    size_t length = 0, other_length = 0;
    lane_writer *heap = lane_writer_new(&options);
    const char *text = play(heap, data, size, &length, &error);
    lane_writer *to = lane_writer_to(receive, &got, LANE_WRITER_CHUNK_LEAST, &options);
    got.length = 0;
    const bool handed = play(to, data, size, &other_length, &other) != NULL;
    FUZZ_CHECK(error.code == other.code && error.offset == other.offset && handed == (text != NULL));
    FUZZ_CHECK(text == NULL || (got.length == length && memcmp(got.text, text, length) == 0));
    lane_writer *fixed = lane_writer_fixed(memory, sizeof memory, &options);
    const char *same = play(fixed, data, size, &other_length, &other);
    FUZZ_CHECK(other.code == LANE_ERROR_MEMORY || (error.code == other.code && error.offset == other.offset));
    FUZZ_CHECK(same == NULL || (text != NULL && other_length == length && memcmp(same, text, length) == 0));
    if (text != NULL) {
        options.flags |= LANE_OVERFLOW;
        FUZZ_CHECK(lane_validate(text, length, &options, &error));
        FUZZ_CHECK(text[length] == 0);
    }
    lane_writer_free(to);
    lane_writer_free(heap);
    return 0;
}
