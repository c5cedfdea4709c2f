/* SPDX-License-Identifier: MIT */
/* lane_parse and lane_validate agree, every value can be visited, and faults lie within the input. */
#include "fuzz.h"

static size_t visit(const lane_doc *doc) {
    const lane_value *value = lane_doc_root(doc);
    size_t sum = 0;
    for (size_t i = 0; i < lane_doc_count(doc); i++, value++) {
        const char *text = lane_value_text(value);
        for (size_t j = 0; j < lane_value_length(value); j++)
            sum += (unsigned char)text[j];
        lane_iterator it = lane_iterate(value);
        const lane_value *member;
        if (lane_value_type(value) == LANE_TYPE_OBJECT) {
            while (lane_object_next(&it, &member))
                sum++;
        } else {
            while ((member = lane_array_next(&it)) != NULL)
                sum++;
        }
    }
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    lane_options options = fuzz_options(data, &size);
    char *text = fuzz_copy(data, size);
    lane_error error = {LANE_OK, 0}, other = {LANE_OK, 0};
    lane_doc *doc = lane_parse(text, size, &options, &error);
    bool valid = lane_validate(text, size, &options, &other);
    FUZZ_CHECK(valid == (doc != NULL));
    if (doc != NULL) {
        volatile size_t sum = visit(doc);
        (void)sum;
    } else {
        char message[64];
        FUZZ_CHECK(error.code != LANE_OK && error.code == other.code);
        FUZZ_CHECK(error.offset <= size && error.offset == other.offset);
        lane_error_describe(&error, text, size, message, sizeof message);
    }
    lane_doc_free(doc);
    free(text);
    return 0;
}
