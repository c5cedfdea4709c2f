/* SPDX-License-Identifier: MIT */
/* Builds a response without a document: response NAME... */
#include <lanejson.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv) {
    lane_options options = {0, 0, 2, 0, NULL};
    lane_writer *w = lane_writer_new(&options);
    lane_writer_object(w);
    lane_writer_key(w, "count", 5);
    lane_writer_int(w, argc - 1);
    lane_writer_key(w, "names", 5);
    lane_writer_array(w);
    for (int i = 1; i < argc; i++)
        lane_writer_string(w, argv[i], strlen(argv[i]));
    lane_writer_end(w);
    lane_writer_end(w);
    lane_error error;
    size_t length = 0;
    const char *text = lane_writer_finish(w, &length, &error); /* the only call that needs a check */
    if (text != NULL)
        printf("%.*s\n", (int)length, text);
    else
        fprintf(stderr, "%s\n", lane_error_message(error.code)); /* a name that is not UTF-8 */
    lane_writer_free(w);
    return text == NULL;
}
