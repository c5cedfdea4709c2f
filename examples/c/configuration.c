/* SPDX-License-Identifier: MIT */
/* A configuration with errors that help: configuration FILE
 *
 * Reads JSON with comments and trailing commas, and says where a value of the wrong type stands. */
#include <lanejson.h>
#include <stdio.h>
#include <stdlib.h>

static char *read_file(const char *path, size_t *ret_length) {
    FILE *file = fopen(path, "rb");
    char *text = NULL;
    size_t length = 0, room = 0, got = 1;
    while (file != NULL && got != 0) {
        if (length == room) {
            char *more = (char *)realloc(text, room = 2 * room + 4096);
            if (more == NULL)
                break;
            text = more;
        }
        got = fread(text + length, 1, room - length, file);
        length += got;
    }
    if (file != NULL)
        fclose(file);
    *ret_length = length;
    return text;
}

int main(int argc, char **argv) {
    lane_options options = {LANE_COMMENTS | LANE_TRAILING_COMMAS, 0, 0, 0, NULL};
    lane_error error;
    char message[200];
    size_t length = 0;
    char *text = argc > 1 ? read_file(argv[1], &length) : NULL;
    lane_doc *doc = lane_parse(text, length, &options, &error);
    int status = 1;
    if (doc == NULL) {
        lane_error_describe(&error, text, length, message, sizeof message);
        fprintf(stderr, "%s: %s\n", argc > 1 ? argv[1] : "no file", message);
    } else {
        const lane_value *root = lane_doc_root(doc), *name = lane_pointer_get(root, "/server/name", 12);
        const lane_value *port = lane_pointer_get(root, "/server/port", 12);
        if (lane_value_type(port) != LANE_TYPE_INT || lane_value_int(port) < 1 || lane_value_int(port) > 65535) {
            fprintf(stderr, "%s: /server/port must be an integer from 1 to 65535\n", argv[1]);
        } else {
            printf("%.*s:%d\n", (int)lane_value_length(name), lane_value_text(name) ? lane_value_text(name) : "",
                   (int)lane_value_int(port));
            status = 0;
        }
    }
    lane_doc_free(doc);
    free(text);
    return status;
}
