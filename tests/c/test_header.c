/* SPDX-License-Identifier: MIT */
/* The public header alone, included first, as C99; test_header.cpp includes this file as C++. */
#include <lanejson.h>

int main(void) {
    lane_error error;
    static lane_options options;
    lane_doc *doc = lane_parse("[1]", 3, &options, &error);
    lane_iterator it = lane_iterate(lane_doc_root(doc));
    const lane_value *one = lane_array_next(&it);
    int ok = lane_value_int(one) == 1 && !lane_array_next(&it) && lane_version()[0] != 0;
    lane_doc_free(doc);
    return ok ? 0 : 1;
}
