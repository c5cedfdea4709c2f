/* SPDX-License-Identifier: MIT */
/* Strings without copies, and with a 0 behind each: kept_text
 *
 * Without LANE_COPY strings point into the text, which must stay. With it the document has a text of its own, the
 * caller's may go, and each string ends with a 0. */
#include <lanejson.h>
#include <stdio.h>
#include <string.h>

int main(void) {
    char text[] = "[\"first\", \"second\"]";
    lane_options copy = {LANE_COPY, 0, 0, 0, NULL};
    lane_doc *borrowing = lane_parse(text, strlen(text), NULL, NULL);
    lane_doc *owning = lane_parse(text, strlen(text), &copy, NULL);
    const lane_value *first = lane_array_get(lane_doc_root(borrowing), 0);
    printf("%.*s at byte %d\n", (int)lane_value_length(first), lane_value_text(first),
           (int)(lane_value_text(first) - text));
    memset(text, 'x', sizeof text - 1);
    printf("%s\n", lane_value_text(lane_array_get(lane_doc_root(owning), 1)));
    lane_doc_free(borrowing);
    lane_doc_free(owning);
    return 0;
}
