/* SPDX-License-Identifier: MIT */
/* Written documents can be read and are written the same again, compact and indented; minify agrees with both. */
#include "fuzz.h"

static char *write_again(const char *text, size_t length, const lane_options *options, size_t *ret_length) {
    lane_error error;
    lane_doc *doc = lane_parse(text, length, options, &error);
    FUZZ_CHECK(doc != NULL);
    char *again = lane_write(lane_doc_root(doc), options, ret_length, &error);
    FUZZ_CHECK(again != NULL);
    lane_doc_free(doc);
    return again;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    lane_options options = fuzz_options(data, &size);
    options.indent = options.max_depth % 9;
    options.max_depth = 0;
    char *text = fuzz_copy(data, size);
    lane_error error;
    lane_doc *doc = lane_parse(text, size, &options, &error);
    if (doc != NULL) {
        size_t first_length, second_length, small_length, compact_length;
        char *first = lane_write(lane_doc_root(doc), &options, &first_length, &error);
        /* Only lone surrogates cannot be written: infinity, where LANE_NAN is off, becomes null. */
        if (first != NULL) {
            char *second = write_again(first, first_length, &options, &second_length);
            FUZZ_CHECK(first_length == second_length && memcmp(first, second, first_length) == 0);

            lane_options compact = options;
            compact.indent = 0;
            char *plain = lane_write(lane_doc_root(doc), &compact, &compact_length, &error);
            FUZZ_CHECK(plain != NULL);
            FUZZ_CHECK(lane_minify(second, second_length, second, &small_length, &error));
            FUZZ_CHECK(small_length == compact_length && memcmp(second, plain, small_length) == 0);
            lane_text_free(plain, compact_length, &options);
            lane_text_free(second, second_length, &options);
            lane_text_free(first, first_length, &options);
        } else {
            FUZZ_CHECK(error.code == LANE_ERROR_SURROGATE || options.flags & LANE_CANONICAL);
        }
    }
    lane_doc_free(doc);
    free(text);
    return 0;
}
