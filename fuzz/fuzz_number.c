/* SPDX-License-Identifier: MIT */
/* lane_parse reads the same number as strtod, to the last bit, and writes it so that strtod reads it again. */
#include "fuzz.h"

static uint64_t bits_of(double d) {
    uint64_t bits;
    memcpy(&bits, &d, sizeof bits);
    return bits;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    lane_options options = {.flags = LANE_OVERFLOW};
    char *text = (char *)malloc(size + 1);
    FUZZ_CHECK(text != NULL);
    memcpy(text, data, size);
    text[size] = 0;
    lane_doc *doc = lane_parse(text, size, &options, NULL);
    const lane_value *value = lane_doc_root(doc);
    double d = lane_value_double(value);
    switch (lane_value_type(value)) {
    case LANE_TYPE_INT: FUZZ_CHECK(lane_value_int(value) == strtoll(text, NULL, 10)); break;
    case LANE_TYPE_UINT: FUZZ_CHECK(lane_value_uint(value) == strtoull(text, NULL, 10)); break;
    case LANE_TYPE_DOUBLE:
        FUZZ_CHECK(bits_of(d) == bits_of(strtod(text, NULL)));
        if (d - d == 0) { /* finite */
            size_t length;
            char *again = lane_write(value, NULL, &length, NULL);
            FUZZ_CHECK(again != NULL && bits_of(d) == bits_of(strtod(again, NULL)));
            lane_text_free(again, length, NULL);
        }
        break;
    default: break;
    }
    lane_doc_free(doc);
    free(text);
    return 0;
}
