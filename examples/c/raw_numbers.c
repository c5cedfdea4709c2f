/* SPDX-License-Identifier: MIT */
/* Adds amounts of money without a rounding error: raw_numbers TEXT
 *
 * LANE_RAW_NUMBERS keeps every number as it is spelled. */
#include <lanejson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Cents of "12.5", "12.50" or "12". */
static long cents_of(const char *text, size_t length) {
    char copy[32] = "";
    memcpy(copy, text, length < sizeof copy ? length : sizeof copy - 1);
    char *point = strchr(copy, '.');
    long cents = 100 * atol(copy);
    if (point != NULL) {
        char places[3] = {point[1], '0', 0};
        places[1] = point[1] != 0 && point[2] != 0 ? point[2] : '0';
        cents += copy[0] == '-' ? -atol(places) : atol(places);
    }
    return cents;
}

int main(int argc, char **argv) {
    static const char text[] = "[0.1, 0.2, 12.50, 3]";
    lane_options options = {LANE_RAW_NUMBERS, 0, 0, 0, NULL};
    const char *from = argc > 1 ? argv[1] : text;
    lane_doc *doc = lane_parse(from, strlen(from), &options, NULL);
    lane_iterator it = lane_iterate(lane_doc_root(doc));
    const lane_value *amount;
    long sum = 0;
    while ((amount = lane_array_next(&it)) != NULL)
        sum += cents_of(lane_value_text(amount), lane_value_length(amount));
    printf("%ld.%02ld\n", sum / 100, sum % 100);
    lane_doc_free(doc);
    return 0;
}
