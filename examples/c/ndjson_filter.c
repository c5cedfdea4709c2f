/* SPDX-License-Identifier: MIT */
/* Filters NDJSON in constant memory: ndjson_filter KEY NUMBER <IN >OUT
 *
 * Writes the lines whose member KEY is at least NUMBER; lines that are no JSON are counted. */
#include <lanejson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool write_out(void *ctx, const char *text, size_t length) {
    return fwrite(text, 1, length, (FILE *)ctx) == length;
}

int main(int argc, char **argv) {
    static char piece[1 << 16];
    lane_options options = {LANE_LINES, 0, 0, 0, NULL};
    lane_reader *reader = lane_reader_new(&options);
    lane_writer *writer = lane_writer_to(write_out, stdout, 0, NULL);
    const double least = argc > 2 ? atof(argv[2]) : 0;
    size_t wrong = 0, length;
    bool more = true;
    while (more) {
        length = fread(piece, 1, sizeof piece, stdin);
        more = length != 0;
        if (more)
            more = lane_reader_feed(reader, piece, length);
        else
            lane_reader_end(reader);
        for (;;) {
            lane_error error;
            const lane_doc *doc = lane_reader_next(reader, &error);
            if (doc == NULL && error.code == LANE_OK)
                break;
            if (doc == NULL) {
                wrong++;
                if (error.code == LANE_ERROR_MEMORY)
                    return 1;
                continue;
            }
            const lane_value *value = lane_object_get(lane_doc_root(doc), argv[1], argc > 1 ? strlen(argv[1]) : 0);
            if (value != NULL && lane_value_double(value) >= least) {
                lane_writer_value(writer, lane_doc_root(doc));
                lane_writer_line(writer);
            }
        }
    }
    lane_error error;
    if (lane_writer_finish(writer, NULL, &error) == NULL && error.code != LANE_ERROR_INCOMPLETE) /* nothing to write */
        fprintf(stderr, "%s\n", lane_error_message(error.code));
    fprintf(stderr, "%lu wrong lines\n", (unsigned long)wrong);
    lane_writer_free(writer);
    lane_reader_free(reader);
    return 0;
}
