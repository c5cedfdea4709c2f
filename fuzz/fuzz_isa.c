/* SPDX-License-Identifier: MIT */
/* Every instruction set gives the same bytes and the same faults. */
#include "fuzz.h"

typedef struct {
    lane_error error;
    char *text; /* NULL on error */
    size_t length;
    bool utf8;
} outcome;

static outcome run(const char *text, size_t size, const lane_options *options) {
    outcome o = {{LANE_OK, 0}, NULL, 0, false};
    lane_error ignored;
    o.utf8 = lane_validate_utf8(text, size, options->flags, &ignored);
    lane_doc *doc = lane_parse(text, size, options, &o.error);
    if (doc != NULL) {
        o.error = (lane_error){LANE_OK, 0};
        o.text = lane_write(lane_doc_root(doc), options, &o.length, &o.error);
    }
    lane_doc_free(doc);
    return o;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    lane_options options = fuzz_options(data, &size);
    char *text = fuzz_copy(data, size);
    outcome best = {{LANE_OK, 0}, NULL, 0, false};
    const char *name;
    for (size_t i = 0; (name = lane_isa_list(i)) != NULL; i++) {
        FUZZ_CHECK(lane_isa_select(name));
        outcome o = run(text, size, &options);
        if (i == 0) {
            best = o;
            continue;
        }
        FUZZ_CHECK(o.utf8 == best.utf8);
        FUZZ_CHECK(o.error.code == best.error.code && o.error.offset == best.error.offset);
        FUZZ_CHECK((o.text == NULL) == (best.text == NULL) && o.length == best.length);
        FUZZ_CHECK(o.text == NULL || memcmp(o.text, best.text, o.length) == 0);
        if (o.text != NULL)
            lane_text_free(o.text, o.length, &options);
    }
    if (best.text != NULL)
        lane_text_free(best.text, best.length, &options);
    FUZZ_CHECK(lane_isa_select(lane_isa_list(0)));
    free(text);
    return 0;
}
