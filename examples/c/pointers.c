/* SPDX-License-Identifier: MIT */
/* Looks values up by JSON Pointer: pointers TEXT POINTER... */
#include <lanejson.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv) {
    lane_error error;
    lane_doc *doc = lane_parse(argc > 1 ? argv[1] : "", argc > 1 ? strlen(argv[1]) : 0, NULL, &error);
    for (int i = 2; doc != NULL && i < argc; i++) {
        const lane_value *value = lane_pointer_get(lane_doc_root(doc), argv[i], strlen(argv[i]));
        char *text = lane_write(value, NULL, NULL, &error);
        printf("%s: %s\n", argv[i], text != NULL ? text : "nothing");
        if (text != NULL)
            lane_text_free(text, strlen(text), NULL);
    }
    if (doc == NULL)
        fprintf(stderr, "%s\n", lane_error_message(error.code));
    lane_doc_free(doc);
    return doc == NULL;
}
