/* SPDX-License-Identifier: MIT */
/* Changes a document and writes it again: edit
 *
 * The document stays as it is; an edit borrows all that it does not change. */
#include <lanejson.h>
#include <stdio.h>
#include <string.h>

int main(void) {
    static const char text[] = "{\"server\": {\"port\": 80, \"old\": true}, \"users\": [\"ada\"]}";
    lane_error error;
    lane_doc *doc = lane_parse(text, sizeof text - 1, NULL, &error);
    lane_edit *edit = lane_edit_new(lane_doc_root(doc), NULL, &error);
    lane_pointer_set(edit, "/server/port", 12, lane_edit_int(edit, 8080));
    lane_pointer_remove(edit, "/server/old", 11);
    lane_edit_append(edit, lane_edit_find_pointer(edit, "/users", 6), lane_edit_string(edit, "grace", 5));
    size_t length = 0;
    char *out = lane_edit_write(edit, NULL, &length, &error); /* the only call that needs a check */
    printf("%s\n", out != NULL ? out : lane_error_message(error.code));
    const int status = out == NULL;
    if (out != NULL)
        lane_text_free(out, length, NULL);
    lane_edit_free(edit);
    lane_doc_free(doc);
    return status;
}
