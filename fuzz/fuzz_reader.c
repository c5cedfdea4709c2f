/* SPDX-License-Identifier: MIT */
/* A sequence of documents gives the same documents and error at once and in pieces, wherever it is cut, and lane_parse
 * accepts every document. */
#include "fuzz.h"

/* A sum over the documents, and the last error. */
typedef struct {
    uint64_t sum;
    size_t documents;
    lane_error error;
} gathered;

static void gather(gathered *all, const lane_doc *doc, const lane_options *options) {
    size_t length = 0;
    lane_options write = *options;
    write.flags = (options->flags & LANE_NAN) | LANE_LONE_SURROGATES;
    char *text = lane_write(lane_doc_root(doc), &write, &length, NULL);
    FUZZ_CHECK(text != NULL);
    for (size_t i = 0; i < length; i++)
        all->sum = (all->sum ^ (unsigned char)text[i]) * UINT64_C(1099511628211);
    all->documents++;
    lane_text_free(text, length, &write);
}

static bool gather_all(gathered *all, lane_reader *reader, const lane_options *options) {
    const lane_doc *doc;
    while ((doc = lane_reader_next(reader, &all->error)) != NULL)
        gather(all, doc, options);
    return all->error.code == LANE_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    lane_options options = fuzz_options(data, &size);
    uint32_t seed = (uint32_t)size * 2654435761u + options.max_depth; /* for the places where the input is cut */
    const size_t most = 1 + options.max_depth % 67;
    options.flags &= ~(uint32_t)LANE_COPY;
    options.max_depth = 64;
    char *text = fuzz_copy(data, size);
    lane_reader *reader = lane_reader_new(&options);
    gathered begun = {0, 0, {LANE_OK, 0}}, fed = {0, 0, {LANE_OK, 0}};
    FUZZ_CHECK(reader != NULL && lane_reader_begin(reader, text, size));
    gather_all(&begun, reader, &options);
    FUZZ_CHECK(begun.error.code != LANE_ERROR_MEMORY && begun.error.offset <= size);

    lane_reader_reset(reader);
    bool right = true;
    for (size_t at = 0; at < size && right;) {
        seed = seed * 1664525u + 1013904223u;
        const size_t wanted = 1 + (seed >> 16) % most, n = size - at < wanted ? size - at : wanted;
        char *piece = fuzz_copy(data + at, n);
        FUZZ_CHECK(lane_reader_feed(reader, piece, n));
        free(piece);
        right = gather_all(&fed, reader, &options);
        at += n;
    }
    lane_reader_end(reader);
    if (right)
        gather_all(&fed, reader, &options);
    FUZZ_CHECK(begun.documents == fed.documents && begun.sum == fed.sum);
    FUZZ_CHECK(begun.error.code == fed.error.code && begun.error.offset == fed.error.offset);

    lane_error error, parsed;
    lane_doc *doc = lane_parse(text, size, &options, &error);
    FUZZ_CHECK((lane_reader_parse(reader, text, size, &parsed) != NULL) == (doc != NULL));
    FUZZ_CHECK(doc != NULL || (parsed.code == error.code && parsed.offset == error.offset));
    /* With LANE_LINES a line break within a value cuts it. */
    FUZZ_CHECK(doc == NULL || options.flags & LANE_LINES || (begun.documents == 1 && begun.error.code == LANE_OK));
    lane_doc_free(doc);
    lane_reader_free(reader);
    free(text);
    return 0;
}
