/* SPDX-License-Identifier: MIT */
/* Answers messages as they come in pieces from a descriptor, standard input here: socket <MESSAGES
 *
 * Messages follow each other with anything or nothing between; each is answered as soon as its last byte is there. */
#include <lanejson.h>
#include <stdio.h>

#if defined(_WIN32)
#include <io.h>
#else
#include <unistd.h>
#endif

int main(void) {
    char piece[16]; /* short, to be cut anywhere */
    lane_reader *reader = lane_reader_new(NULL);
    lane_error error = {LANE_OK, 0};
    int got;
    while (error.code == LANE_OK && (got = (int)read(0, piece, sizeof piece)) > 0) {
        const lane_doc *doc;
        if (!lane_reader_feed(reader, piece, (size_t)got))
            return 1;
        while ((doc = lane_reader_next(reader, &error)) != NULL) {
            const lane_value *id = lane_object_get(lane_doc_root(doc), "id", 2);
            printf("{\"answer\":%d}\n", (int)lane_value_int(id));
            fflush(stdout);
        }
    }
    lane_reader_end(reader);
    if (error.code == LANE_OK && lane_reader_next(reader, &error) != NULL)
        printf("a last message\n");
    if (error.code != LANE_OK)
        fprintf(stderr, "%s at byte %lu\n", lane_error_message(error.code), (unsigned long)error.offset);
    lane_reader_free(reader);
    return error.code != LANE_OK;
}
