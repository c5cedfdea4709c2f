/* SPDX-License-Identifier: MIT */
/* NULL in each parameter of each function, and refused options: nothing crashes, and the result is as the header
 * says. */
#include "support.h"

static const char text[] = "{\"a\": [1, \"x\"], \"b\": 2.5}";
#define LENGTH (sizeof text - 1)

static lane_doc *document(void) {
    lane_doc *doc = lane_parse(text, LENGTH, NULL, NULL);
    cr_assert_not_null(doc);
    return doc;
}

Test(null, errors) {
    lane_error error = {LANE_ERROR_VALUE, 3};
    char buffer[80];
    lane_place place = lane_locate(NULL, 99, 5);
    cr_assert(place.line == 1 && place.column == 1);
    cr_assert_gt(lane_error_describe(NULL, text, LENGTH, buffer, sizeof buffer), 0);
    cr_assert_str_eq(buffer, "no error: line 1 column 1 (byte 0)");
    cr_assert_gt(lane_error_describe(&error, NULL, 99, buffer, sizeof buffer), 0);
    cr_assert_str_eq(buffer, "a value was expected: line 1 column 1 (byte 3)");
    cr_assert_gt(lane_error_describe(&error, text, LENGTH, NULL, 99), 0);
    cr_assert_gt(lane_error_describe(NULL, NULL, 99, NULL, 99), 0);
}

Test(null, reading) {
    lane_error error;
    cr_assert_null(lane_parse(NULL, 99, NULL, &error));
    cr_assert_eq(error.code, LANE_ERROR_INCOMPLETE);
    cr_assert_null(lane_parse(NULL, 99, NULL, NULL));
    cr_assert_null(lane_parse("x", 1, NULL, NULL));
    lane_doc_free(document());
    lane_doc_free(NULL);
    cr_assert_null(lane_doc_root(NULL));
    cr_assert_eq(lane_doc_count(NULL), 0);
    cr_assert_not(lane_validate(NULL, 99, NULL, &error));
    cr_assert_eq(error.code, LANE_ERROR_INCOMPLETE);
    cr_assert(lane_validate(text, LENGTH, NULL, NULL));
    cr_assert_not(lane_validate("x", 1, NULL, NULL));
    cr_assert(lane_validate_utf8(NULL, 99, 0, &error));
    cr_assert(lane_validate_utf8(text, LENGTH, 0, NULL));
    cr_assert_not(lane_validate_utf8("\xFF", 1, 0, NULL));
}

Test(null, values) {
    const lane_value *value = NULL;
    cr_assert_eq(lane_value_type(NULL), LANE_TYPE_NONE);
    cr_assert_not(lane_value_bool(NULL));
    cr_assert_eq(lane_value_int(NULL), 0);
    cr_assert_eq(lane_value_uint(NULL), 0);
    cr_assert_eq(lane_value_double(NULL), 0);
    cr_assert_null(lane_value_text(NULL));
    cr_assert_eq(lane_value_length(NULL), 0);
    cr_assert_eq(lane_value_count(NULL), 0);
    cr_assert_null(lane_value_after(NULL));
    lane_iterator it = lane_iterate(NULL);
    cr_assert_null(lane_array_next(&it));
    cr_assert_null(lane_object_next(&it, &value));
    cr_assert_null(lane_array_next(NULL));
    cr_assert_null(lane_object_next(NULL, &value));
    cr_assert_null(lane_object_next(NULL, NULL));
    cr_assert_null(value);
    lane_doc *doc = document();
    it = lane_iterate(lane_doc_root(doc));
    cr_assert_not_null(lane_object_next(&it, NULL));
    lane_doc_free(doc);
}

Test(null, looking_up) {
    lane_doc *doc = document();
    const lane_value *root = lane_doc_root(doc);
    cr_assert_null(lane_array_get(NULL, 0));
    cr_assert_null(lane_object_get(NULL, "a", 1));
    cr_assert_null(lane_object_get(NULL, NULL, 99));
    cr_assert_null(lane_object_get(root, NULL, 99));
    cr_assert_null(lane_pointer_get(NULL, "/a", 2));
    cr_assert_eq(lane_pointer_get(root, NULL, 99), root);
    cr_assert_null(lane_pointer_get(NULL, NULL, 99));
    lane_doc_free(doc);
    doc = lane_parse("{\"\": 1}", 7, NULL, NULL);
    cr_assert_eq(lane_value_int(lane_object_get(lane_doc_root(doc), NULL, 99)), 1, "the empty key");
    lane_doc_free(doc);
}

Test(null, writing) {
    lane_doc *doc = document();
    lane_error error;
    size_t length = 0;
    cr_assert_null(lane_write(NULL, NULL, &length, &error));
    cr_assert_eq(error.code, LANE_ERROR_VALUE);
    cr_assert_null(lane_write(NULL, NULL, NULL, NULL));
    char *written = lane_write(lane_doc_root(doc), NULL, NULL, NULL);
    lane_text_free(written, strlen(written), NULL);
    lane_text_free(NULL, 99, NULL);
    lane_doc_free(doc);
    char dst[LENGTH];
    cr_assert(lane_minify(text, LENGTH, dst, NULL, NULL));
    cr_assert(lane_minify(NULL, 99, dst, &length, &error));
    cr_assert_eq(length, 0);
    cr_assert(lane_minify(NULL, 0, NULL, &length, &error));
    cr_assert(lane_minify("", 0, NULL, &length, &error));
    cr_assert_not(lane_minify(text, LENGTH, NULL, &length, &error));
    cr_assert_eq(error.code, LANE_ERROR_ARGUMENT);
    cr_assert_not(lane_minify(text, LENGTH, NULL, NULL, NULL));
    cr_assert_not(lane_minify("\"", 1, dst, NULL, NULL));
}

static bool ignore_text(void *ctx, const char *piece, size_t length) {
    return ctx == NULL && piece != NULL && length != 0;
}

Test(null, writer) {
    lane_error error;
    size_t length = 99;
    char memory[LANE_WRITER_OVERHEAD + 200];
    cr_assert_null(lane_writer_fixed(NULL, 9999, NULL));
    cr_assert_null(lane_writer_to(NULL, NULL, 0, NULL));
    cr_assert_not(lane_writer_object(NULL));
    cr_assert_not(lane_writer_array(NULL));
    cr_assert_not(lane_writer_end(NULL));
    cr_assert_not(lane_writer_key(NULL, "a", 1));
    cr_assert_not(lane_writer_string(NULL, "a", 1));
    cr_assert_not(lane_writer_null(NULL));
    cr_assert_not(lane_writer_bool(NULL, true));
    cr_assert_not(lane_writer_int(NULL, 1));
    cr_assert_not(lane_writer_uint(NULL, 1));
    cr_assert_not(lane_writer_double(NULL, 1));
    cr_assert_not(lane_writer_number(NULL, "1", 1));
    cr_assert_not(lane_writer_raw(NULL, "1", 1));
    cr_assert_not(lane_writer_value(NULL, NULL));
    cr_assert_not(lane_writer_line(NULL));
    cr_assert_null(lane_writer_finish(NULL, &length, &error));
    cr_assert_eq(error.code, LANE_ERROR_MEMORY);
    cr_assert_null(lane_writer_finish(NULL, NULL, NULL));
    cr_assert_eq(lane_writer_error(NULL).code, LANE_ERROR_MEMORY);
    lane_writer_reset(NULL);
    lane_writer_free(NULL);
    lane_writer *writers[] = {lane_writer_new(NULL), lane_writer_fixed(memory, sizeof memory, NULL),
                              lane_writer_to(ignore_text, NULL, 0, NULL)};
    for (size_t i = 0; i < 3; i++) {
        cr_assert(lane_writer_object(writers[i]));
        cr_assert(lane_writer_key(writers[i], NULL, 99));
        cr_assert(lane_writer_string(writers[i], NULL, 99));
        cr_assert(lane_writer_end(writers[i]));
        const char *whole = lane_writer_finish(writers[i], NULL, NULL);
        cr_assert_str_eq(whole, i == 2 ? "" : "{\"\":\"\"}");
        lane_writer_reset(writers[i]);
        cr_assert_not(lane_writer_number(writers[i], NULL, 99));
        lane_writer_reset(writers[i]);
        (void)lane_writer_raw(writers[i], NULL, 99);
        lane_writer_reset(writers[i]);
        cr_assert_not(lane_writer_value(writers[i], NULL));
        lane_writer_free(writers[i]);
    }
}

Test(null, library) {
    cr_assert_not(lane_isa_select(NULL));
    cr_assert_not_null(lane_isa_name());
    cr_assert_not_null(lane_version());
    cr_assert_eq(lane_version_number(), LANE_VERSION);
}

/* -- Refused options -- */

static void expect_refused(const lane_options *options) {
    lane_doc *doc = document();
    lane_error error = {LANE_OK, 99};
    size_t length = 99;
    cr_expect_null(lane_parse(text, LENGTH, options, &error));
    cr_expect(error.code == LANE_ERROR_ARGUMENT && error.offset == 0);
    error.code = LANE_OK;
    cr_expect_not(lane_validate(text, LENGTH, options, &error));
    cr_expect(error.code == LANE_ERROR_ARGUMENT && error.offset == 0);
    error.code = LANE_OK;
    cr_expect_null(lane_write(lane_doc_root(doc), options, &length, &error));
    cr_expect(error.code == LANE_ERROR_ARGUMENT && error.offset == 0 && length == 99);
    lane_doc_free(doc);
    char memory[LANE_WRITER_OVERHEAD + 200];
    cr_expect_null(lane_writer_new(options));
    cr_expect_null(lane_writer_fixed(memory, sizeof memory, options));
    cr_expect_null(lane_writer_to(ignore_text, NULL, 0, options));
}

Test(null, refused_options) {
    for (uint32_t bit = 0; bit < 32; bit++) {
        lane_options options = {.flags = 1u << bit};
        lane_error error;
        if (LANE_FLAGS_KNOWN & 1u << bit)
            continue;
        expect_refused(&options);
        cr_expect_not(lane_validate_utf8(text, LENGTH, 1u << bit, &error));
        cr_expect_eq(error.code, LANE_ERROR_ARGUMENT);
    }
    expect_refused(&(lane_options){.reserved = 1});
    for (unsigned missing = 0; missing < 3; missing++) {
        counted memory;
        counted_init(&memory, 0);
        if (missing == 0)
            memory.allocator.allocate = NULL;
        else if (missing == 1)
            memory.allocator.reallocate = NULL;
        else
            memory.allocator.release = NULL;
        expect_refused(&(lane_options){.allocator = &memory.allocator});
        cr_expect_eq(memory.calls, 0);
    }
}
