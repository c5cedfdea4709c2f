/* SPDX-License-Identifier: MIT */
/* Editing: nodes, pointers, JSON Patch and Merge Patch; the examples of their RFCs and the public suite. */
#include "support.h"

#define IN(text) (text), strlen(text)

static lane_doc *parse(const char *text) {
    lane_error error;
    lane_doc *doc = lane_parse(IN(text), NULL, &error);
    cr_assert(doc != NULL, "%s: %s at %zu", text, lane_error_name(error.code), error.offset);
    return doc;
}

static lane_edit *edit_of(const lane_doc *doc) {
    lane_edit *edit = lane_edit_new(lane_doc_root(doc), NULL, NULL);
    cr_assert_not_null(edit);
    return edit;
}

/* Compares the edit as text and as document. */
static void expect_text(lane_edit *edit, const char *want) {
    lane_error error;
    size_t length = 0;
    char *text = lane_edit_write(edit, NULL, &length, &error);
    cr_assert(text != NULL && strcmp(text, want) == 0 && length == strlen(want), "%s, not %s", text, want);
    lane_text_free(text, length, NULL);
    lane_doc *doc = lane_edit_doc(edit, &error);
    cr_assert(doc != NULL && error.code == LANE_OK);
    text = lane_write(lane_doc_root(doc), NULL, &length, NULL);
    cr_assert_str_eq(text, want);
    lane_text_free(text, length, NULL);
    lane_doc_free(doc);
}

/* -- Nodes -- */

Test(edit, nothing_changed) {
    static const char *const texts[] = {"{\"a\":[1,{\"b\":\"x\\n\"},[]],\"c\":{}}", "[]", "{}", "1.5", "\"x\"", "null"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        lane_doc *doc = parse(texts[i]);
        lane_edit *edit = edit_of(doc);
        expect_text(edit, texts[i]);
        for (size_t j = 0; j < lane_node_count(lane_edit_root(edit)); j++) {
            lane_node *node = lane_edit_at(edit, lane_edit_root(edit), j);
            (void)lane_edit_at(edit, node, 0);
        }
        expect_text(edit, texts[i]);
        lane_edit_free(edit);
        lane_doc_free(doc);
    }
}

Test(edit, members) {
    lane_doc *doc = parse("{\"a\":[1,2,3],\"b\":{\"c\":true},\"a\":\"last\"}");
    lane_edit *edit = edit_of(doc);
    lane_node *root = lane_edit_root(edit), *b = lane_edit_get(edit, root, "b", 1);
    cr_assert_eq(lane_node_count(root), 3);
    cr_assert_eq(lane_node_type(b), LANE_TYPE_OBJECT);
    cr_assert_eq(lane_value_length(lane_node_key(b)), 1);
    cr_assert_eq(lane_node_value(b), lane_object_get(lane_doc_root(doc), "b", 1), "not looked into");
    cr_assert_null(lane_node_value(root));
    cr_assert_eq(lane_value_length(lane_node_value(lane_edit_get(edit, root, "a", 1))), 4, "the last of several");
    lane_node *list = lane_edit_at(edit, root, 0);
    cr_assert_not_null(lane_edit_append(edit, list, lane_edit_int(edit, 4)));
    cr_assert_not_null(lane_edit_insert(edit, list, 0, lane_edit_double(edit, 0.5)));
    cr_assert_not_null(lane_edit_insert(edit, list, 5, lane_edit_uint(edit, UINT64_MAX)));
    cr_assert_null(lane_edit_insert(edit, list, 7, lane_edit_null(edit)));
    cr_assert(lane_edit_remove(edit, lane_edit_at(edit, list, 2)));
    cr_assert(lane_edit_replace(edit, lane_edit_at(edit, root, 2), lane_edit_bool(edit, false)));
    cr_assert(lane_edit_rename(edit, lane_edit_at(edit, root, 2), "z\"", 2));
    cr_assert(lane_edit_rename(edit, list, "list", 4));
    cr_assert_not(lane_edit_rename(edit, root, "x", 1));
    lane_node *made = lane_edit_set(edit, b, "new", 3, lane_edit_object(edit));
    cr_assert_not_null(lane_edit_set(edit, made, "k", 1, lane_edit_array(edit)));
    cr_assert_not_null(lane_edit_set(edit, b, "c", 1, lane_edit_string(edit, "\xC3\xA4\n", 3)));
    expect_text(edit, "{\"list\":[0.5,1,3,4,18446744073709551615],\"b\":{\"c\":\"\xC3\xA4\\n\",\"new\":{\"k\":[]}},"
                      "\"z\\\"\":false}");
    /* The base has not changed. */
    size_t length;
    char *text = lane_write(lane_doc_root(doc), NULL, &length, NULL);
    cr_assert_str_eq(text, "{\"a\":[1,2,3],\"b\":{\"c\":true},\"a\":\"last\"}");
    lane_text_free(text, length, NULL);
    cr_assert_not(lane_edit_remove(edit, root));
    cr_assert_null(lane_edit_string(edit, "\xFF", 1));
    cr_assert_null(lane_edit_set(edit, root, "\xFF", 1, lane_edit_null(edit)));
    cr_assert_null(lane_pointer_set(edit, "/\xED\xA0\x80", 4, lane_edit_null(edit)));
    cr_assert_not(lane_edit_rename(edit, list, "\xC3", 1));
    cr_assert_null(lane_edit_append(edit, root, lane_edit_null(edit)));
    cr_assert_null(lane_edit_set(edit, list, "a", 1, lane_edit_null(edit)));
    cr_assert_null(lane_edit_get(edit, list, "a", 1));
    cr_assert_null(lane_edit_at(edit, made, 99));
    cr_assert(lane_edit_replace(edit, root, lane_edit_int(edit, -1)));
    expect_text(edit, "-1");
    lane_edit_free(edit);
    lane_doc_free(doc);
}

Test(edit, pointers) {
    lane_doc *doc = parse("{\"a\":{\"b/c\":[1,[2]]},\"k\":1,\"k\":2}");
    lane_edit *edit = edit_of(doc);
    cr_assert_not_null(lane_pointer_set(edit, IN("/a/b~1c/1/0"), lane_edit_int(edit, 20)));
    cr_assert_not_null(lane_pointer_set(edit, IN("/a/b~1c/-"), lane_edit_int(edit, 3)));
    cr_assert_not_null(lane_pointer_set(edit, IN("/a/~0"), lane_edit_object(edit)));
    cr_assert_not_null(lane_pointer_set(edit, IN("/a/~0/"), lane_edit_null(edit)));
    cr_assert(lane_pointer_remove(edit, IN("/a/b~1c/0")));
    cr_assert(lane_pointer_remove(edit, IN("/k")));
    expect_text(edit, "{\"a\":{\"b/c\":[[20],3],\"~\":{\"\":null}}}");
    static const char *const wrong[] = {"/none/x", "/a/b~1c/9", "/a/b~1c/x", "a", "/~", "/a/b~1c/01", "/a/b~1c/1/x"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        cr_assert_null(lane_pointer_set(edit, IN(wrong[i]), lane_edit_null(edit)), "%s", wrong[i]);
        cr_assert_not(lane_pointer_remove(edit, IN(wrong[i])));
        cr_assert_null(lane_edit_find_pointer(edit, IN(wrong[i])));
    }
    cr_assert_not(lane_pointer_remove(edit, "", 0));
    cr_assert_not_null(lane_pointer_set(edit, NULL, 99, lane_edit_int(edit, 7)));
    expect_text(edit, "7");
    lane_edit_free(edit);
    lane_doc_free(doc);
}

Test(edit, copies_need_nothing_else) {
    char text[] = "{\"key\":[\"value\",\"a\\nb\",12]}";
    lane_doc *doc = lane_parse(text, sizeof text - 1, NULL, NULL);
    lane_doc *copy = lane_doc_copy(lane_doc_root(doc), NULL, NULL), *part;
    part = lane_doc_copy(lane_pointer_get(lane_doc_root(doc), IN("/key/0")), NULL, NULL);
    memset(text, 'x', sizeof text);
    lane_doc_free(doc);
    cr_assert_str_eq(lane_value_text(lane_doc_root(part)), "value");
    cr_assert_str_eq(lane_value_text(lane_pointer_get(lane_doc_root(copy), IN("/key/1"))), "a\nb");
    size_t length;
    char *out = lane_write(lane_doc_root(copy), NULL, &length, NULL);
    cr_assert_str_eq(out, "{\"key\":[\"value\",\"a\\nb\",12]}");
    lane_text_free(out, length, NULL);
    lane_doc_free(copy);
    lane_doc_free(part);
}

/* A nest of a hundred thousand levels is opened, changed at its bottom and written: no level takes C stack. */
Test(edit, deep) {
    const uint32_t depth = 100000;
    char *text = malloc(2 * depth + 1);
    memset(text, '[', depth);
    memset(text + depth, ']', depth);
    lane_options options = {.max_depth = depth};
    lane_doc *doc = lane_parse(text, 2 * depth, &options, NULL);
    lane_edit *edit = edit_of(doc);
    lane_node *node = lane_edit_root(edit);
    while (lane_node_count(node) != 0)
        node = lane_edit_at(edit, node, 0);
    cr_assert_not_null(lane_edit_append(edit, node, lane_edit_int(edit, 1)));
    size_t length = 0;
    char *out = lane_edit_write(edit, NULL, &length, NULL);
    cr_assert(length == 2 * depth + 1 && out[depth] == '1');
    lane_text_free(out, length, NULL);
    lane_edit_free(edit);
    lane_doc_free(doc);
    free(text);
}

Test(edit, null) {
    lane_error error;
    lane_doc *doc = parse("{\"a\":[1]}");
    lane_edit *edit = lane_edit_new(NULL, NULL, NULL);
    expect_text(edit, "null");
    lane_edit_free(edit);
    lane_edit_free(NULL);
    edit = edit_of(doc);
    lane_node *root = lane_edit_root(edit), *list = lane_edit_at(edit, root, 0);
    const lane_value *one = lane_edit_int(edit, 1);
    cr_assert_null(lane_edit_root(NULL));
    cr_assert_eq(lane_node_type(NULL), LANE_TYPE_NONE);
    cr_assert_eq(lane_node_count(NULL), 0);
    cr_assert(lane_node_value(NULL) == NULL && lane_node_key(NULL) == NULL && lane_node_key(root) == NULL);
    cr_assert(lane_edit_get(NULL, root, "a", 1) == NULL && lane_edit_get(edit, NULL, "a", 1) == NULL);
    cr_assert_null(lane_edit_get(edit, root, NULL, 99));
    cr_assert(lane_edit_at(NULL, root, 0) == NULL && lane_edit_at(edit, NULL, 0) == NULL);
    cr_assert_null(lane_edit_find_pointer(NULL, "", 0));
    cr_assert_eq(lane_edit_find_pointer(edit, NULL, 99), root);
    cr_assert(lane_edit_set(NULL, root, "a", 1, one) == NULL && lane_edit_set(edit, NULL, "a", 1, one) == NULL);
    cr_assert(lane_edit_set(edit, root, "a", 1, NULL) == NULL && lane_edit_set(edit, root, NULL, 99, one) != NULL);
    cr_assert(lane_edit_append(NULL, list, one) == NULL && lane_edit_append(edit, NULL, one) == NULL);
    cr_assert(lane_edit_append(edit, list, NULL) == NULL);
    cr_assert(lane_edit_insert(NULL, list, 0, one) == NULL && lane_edit_insert(edit, NULL, 0, one) == NULL);
    cr_assert(lane_edit_insert(edit, list, 0, NULL) == NULL);
    cr_assert(!lane_edit_replace(NULL, root, one) && !lane_edit_replace(edit, NULL, one));
    cr_assert(!lane_edit_replace(edit, root, NULL));
    cr_assert(!lane_edit_remove(NULL, list) && !lane_edit_remove(edit, NULL));
    cr_assert(!lane_edit_rename(NULL, list, "a", 1) && !lane_edit_rename(edit, NULL, "a", 1));
    cr_assert(lane_pointer_set(NULL, "", 0, one) == NULL && lane_pointer_set(edit, "", 0, NULL) == NULL);
    cr_assert(!lane_pointer_remove(NULL, "/a", 2) && !lane_pointer_remove(edit, NULL, 99));
    cr_assert(!lane_edit_null(NULL) && !lane_edit_bool(NULL, true) && !lane_edit_int(NULL, 1));
    cr_assert(!lane_edit_uint(NULL, 1) && !lane_edit_double(NULL, 1) && !lane_edit_string(NULL, "", 0));
    cr_assert(!lane_edit_array(NULL) && !lane_edit_object(NULL));
    cr_assert_eq(lane_value_length(lane_edit_string(edit, NULL, 99)), 0);
    cr_assert(lane_edit_doc(NULL, &error) == NULL && error.code == LANE_ERROR_MEMORY);
    cr_assert_null(lane_edit_doc(NULL, NULL));
    cr_assert(lane_edit_write(NULL, NULL, NULL, &error) == NULL && error.code == LANE_ERROR_MEMORY);
    cr_assert(!lane_edit_patch(NULL, one, &error) && !lane_edit_patch(edit, NULL, NULL));
    cr_assert(!lane_edit_merge(NULL, one, NULL) && !lane_edit_merge(edit, NULL, &error));
    cr_assert_eq(error.code, LANE_ERROR_VALUE);
    cr_assert(lane_doc_copy(NULL, NULL, &error) == NULL && error.code == LANE_ERROR_VALUE);
    cr_assert(lane_patch(NULL, NULL, NULL, NULL) == NULL && lane_merge(NULL, NULL, NULL, NULL) == NULL);
    lane_options refused = {.reserved = 1};
    cr_assert(lane_edit_new(NULL, &refused, &error) == NULL && error.code == LANE_ERROR_ARGUMENT);
    cr_assert(lane_doc_copy(one, &refused, &error) == NULL && error.code == LANE_ERROR_ARGUMENT);
    cr_assert(lane_patch(one, one, &refused, &error) == NULL && error.code == LANE_ERROR_ARGUMENT);
    cr_assert(lane_merge(one, one, &refused, &error) == NULL && error.code == LANE_ERROR_ARGUMENT);
    lane_edit_free(edit);
    lane_doc_free(doc);
}

/* -- JSON Patch -- */

static size_t applied, failed;

static void run_case(const char *name, const lane_value *test) {
    const lane_value *comment = lane_object_get(test, IN("comment")), *want = lane_object_get(test, IN("expected"));
    const lane_value *patch = lane_object_get(test, IN("patch")), *doc = lane_object_get(test, IN("doc"));
    const bool fails = lane_object_get(test, IN("error")) != NULL;
    if (patch == NULL || lane_value_bool(lane_object_get(test, IN("disabled"))))
        return;
    lane_error error;
    lane_doc *result = lane_patch(doc, patch, NULL, &error);
    cr_expect_eq(result == NULL, fails, "%s: %.*s: %s", name, (int)lane_value_length(comment),
                 comment ? lane_value_text(comment) : "", lane_error_name(error.code));
    cr_expect(error.code == LANE_OK || error.code >= LANE_ERROR_PATCH);
    if (result != NULL && want != NULL)
        cr_expect(lane_equal(lane_doc_root(result), want), "%s: %.*s", name, (int)lane_value_length(comment),
                  comment ? lane_value_text(comment) : "");
    applied += result != NULL;
    failed += result == NULL;
    lane_doc_free(result);
}

static void visit_cases(const char *name, file_content file) {
    lane_doc *doc = lane_parse(file.bytes, file.length, NULL, NULL);
    lane_iterator it = lane_iterate(lane_doc_root(doc));
    for (const lane_value *test; (test = lane_array_next(&it)) != NULL;)
        run_case(name, test);
    lane_doc_free(doc);
}

/* json-patch-tests, with the examples of RFC 6902, appendix A. */
Test(edit, json_patch_tests) {
    if (corpus_each("json-patch", visit_cases) != 0) {
        cr_expect_eq(applied, 74, "%zu applied", applied);
        cr_expect_eq(failed, 34, "%zu refused", failed);
    }
}

static void expect_patch(const char *doc, const char *patch, const char *want, lane_error_code code, size_t number) {
    lane_doc *target = parse(doc), *operations = parse(patch);
    lane_error error;
    lane_doc *result = lane_patch(lane_doc_root(target), lane_doc_root(operations), NULL, &error);
    cr_expect(error.code == code && error.offset == number, "%s: %s at %zu", patch, lane_error_name(error.code),
              error.offset);
    if (want != NULL) {
        size_t length = 0;
        char *text = lane_write(lane_doc_root(result), NULL, &length, NULL);
        cr_expect(text != NULL && strcmp(text, want) == 0, "%s: %s", patch, text);
        lane_text_free(text, length, NULL);
    }
    lane_doc_free(result);
    lane_doc_free(target);
    lane_doc_free(operations);
}

Test(edit, json_patch) {
    expect_patch("{\"a\":{\"b\":1},\"c\":[0]}", "[{\"op\":\"move\",\"from\":\"/a/b\",\"path\":\"/c/0\"}]",
                 "{\"a\":{},\"c\":[1,0]}", LANE_OK, 0);
    expect_patch("{\"a\":{\"b\":1}}",
                 "[{\"op\":\"copy\",\"from\":\"/a\",\"path\":\"/a/c\"},"
                 "{\"op\":\"replace\",\"path\":\"/a/c/b\",\"value\":2}]",
                 "{\"a\":{\"b\":1,\"c\":{\"b\":2}}}", LANE_OK, 0);
    expect_patch("{\"a\":1}", "[{\"op\":\"copy\",\"from\":\"\",\"path\":\"/b\"}]", "{\"a\":1,\"b\":{\"a\":1}}", LANE_OK,
                 0);
    expect_patch("{\"a\":{\"x\":1}}", "[{\"op\":\"move\",\"from\":\"/a\",\"path\":\"\"}]", "{\"x\":1}", LANE_OK, 0);
    expect_patch("{\"a\":{\"b\":1}}", "[{\"op\":\"move\",\"from\":\"/a\",\"path\":\"/a/b/c\"}]", NULL, LANE_ERROR_PATCH,
                 0);
    expect_patch("{\"a\":{\"b\":1}}", "[{\"op\":\"move\",\"from\":\"\",\"path\":\"/a\"}]", NULL, LANE_ERROR_PATCH, 0);
    expect_patch("{}", "[{\"op\":\"add\",\"path\":\"/a\",\"value\":1},{\"op\":\"test\",\"path\":\"/a\",\"value\":2}]",
                 NULL, LANE_ERROR_TEST, 1);
    expect_patch("{}", "[{\"op\":\"remove\",\"path\":\"/a\"}]", NULL, LANE_ERROR_TARGET, 0);
    expect_patch("{}", "[{\"op\":\"remove\",\"path\":\"a\"}]", NULL, LANE_ERROR_PATCH, 0);
    expect_patch("{}", "[1]", NULL, LANE_ERROR_PATCH, 0);
    expect_patch("{}", "{}", NULL, LANE_ERROR_PATCH, 0);
    expect_patch("{}",
                 "[{\"op\":\"add\",\"path\":\"\",\"value\":[{\"b\":1,\"a\":2}]},"
                 "{\"op\":\"test\",\"path\":\"\",\"value\":[{\"a\":2.0,\"b\":1}]}]",
                 "[{\"b\":1,\"a\":2}]", LANE_OK, 0);
}

/* -- Merge patch -- */

/* RFC 7396, appendix A and section 3. */
Test(edit, merge_patch) {
    static const char *const cases[][3] = {
        {"{\"a\":\"b\"}", "{\"a\":\"c\"}", "{\"a\":\"c\"}"},
        {"{\"a\":\"b\"}", "{\"b\":\"c\"}", "{\"a\":\"b\",\"b\":\"c\"}"},
        {"{\"a\":\"b\"}", "{\"a\":null}", "{}"},
        {"{\"a\":\"b\",\"b\":\"c\"}", "{\"a\":null}", "{\"b\":\"c\"}"},
        {"{\"a\":[\"b\"]}", "{\"a\":\"c\"}", "{\"a\":\"c\"}"},
        {"{\"a\":\"c\"}", "{\"a\":[\"b\"]}", "{\"a\":[\"b\"]}"},
        {"{\"a\":{\"b\":\"c\"}}", "{\"a\":{\"b\":\"d\",\"c\":null}}", "{\"a\":{\"b\":\"d\"}}"},
        {"{\"a\":[{\"b\":\"c\"}]}", "{\"a\":[1]}", "{\"a\":[1]}"},
        {"[\"a\",\"b\"]", "[\"c\",\"d\"]", "[\"c\",\"d\"]"},
        {"{\"a\":\"b\"}", "[\"c\"]", "[\"c\"]"},
        {"{\"a\":\"foo\"}", "null", "null"},
        {"{\"a\":\"foo\"}", "\"bar\"", "\"bar\""},
        {"{\"e\":null}", "{\"a\":1}", "{\"e\":null,\"a\":1}"},
        {"[1,2]", "{\"a\":\"b\",\"c\":null}", "{\"a\":\"b\"}"},
        {"{}", "{\"a\":{\"bb\":{\"ccc\":null}}}", "{\"a\":{\"bb\":{}}}"},
        {"{\"title\":\"Goodbye!\",\"author\":{\"givenName\":\"John\",\"familyName\":\"Doe\"},"
         "\"tags\":[\"example\",\"sample\"],\"content\":\"This will be unchanged\"}",
         "{\"title\":\"Hello!\",\"phoneNumber\":\"+01-123-456-7890\",\"author\":{\"familyName\":null},\"tags\":["
         "\"example\"]}",
         "{\"title\":\"Hello!\",\"author\":{\"givenName\":\"John\"},\"tags\":[\"example\"],"
         "\"content\":\"This will be unchanged\",\"phoneNumber\":\"+01-123-456-7890\"}"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        lane_doc *target = parse(cases[i][0]), *patch = parse(cases[i][1]);
        lane_doc *result = lane_merge(lane_doc_root(target), lane_doc_root(patch), NULL, NULL);
        size_t length = 0;
        char *text = lane_write(lane_doc_root(result), NULL, &length, NULL);
        cr_expect_str_eq(text, cases[i][2]);
        lane_text_free(text, length, NULL);
        lane_doc_free(result);
        lane_doc_free(target);
        lane_doc_free(patch);
    }
}

/* -- Memory -- */

/* Fails each allocation in turn: the result is LANE_ERROR_MEMORY, and nothing leaks. */
Test(edit, out_of_memory) {
    lane_doc *doc = parse("{\"a\":{\"b\":[1,2,{\"x\":\"y\"}]},\"k\":\"v\"}");
    lane_doc *patch =
        parse("[{\"op\":\"add\",\"path\":\"/a/b/-\",\"value\":[1]},{\"op\":\"copy\",\"from\":\"/a\",\"path\":\"/c\"},"
              "{\"op\":\"move\",\"from\":\"/k\",\"path\":\"/a/k\"},{\"op\":\"test\",\"path\":\"/c\",\"value\":"
              "{\"b\":[1,2,{\"x\":\"y\"},[1]]}}]");
    lane_doc *merge = parse("{\"a\":{\"b\":null,\"n\":{\"m\":{\"l\":1}}}}");
    char long_key[3000];
    memset(long_key, 'k', sizeof long_key);
    for (size_t n = 1;; n++) {
        counted memory;
        counted_init(&memory, n);
        lane_options options = {.allocator = &memory.allocator};
        lane_error error = {LANE_OK, 0};
        lane_doc *result = NULL, *copy = NULL;
        char *text = NULL;
        size_t length = 0;
        lane_edit *edit = lane_edit_new(lane_doc_root(doc), &options, &error);
        if (edit != NULL && lane_edit_patch(edit, lane_doc_root(patch), &error) &&
            lane_edit_merge(edit, lane_doc_root(merge), &error)) {
            (void)lane_edit_set(edit, lane_edit_root(edit), long_key, sizeof long_key, lane_edit_array(edit));
            for (int i = 0; i < 300; i++)
                (void)lane_pointer_set(edit, IN("/list"), lane_edit_string(edit, "text", 4));
            result = lane_edit_doc(edit, &error);
            text = result ? lane_edit_write(edit, &options, &length, &error) : NULL;
            copy = text ? lane_doc_copy(lane_doc_root(doc), &options, &error) : NULL;
        }
        const bool fails = n <= memory.calls;
        cr_assert_eq(copy == NULL, fails, "%zu of %zu", n, memory.calls);
        cr_assert_eq(error.code, fails ? LANE_ERROR_MEMORY : LANE_OK);
        if (text != NULL)
            lane_text_free(text, length, &options);
        lane_doc_free(copy);
        lane_doc_free(result);
        lane_edit_free(edit);
        cr_assert(memory.blocks == 0 && !memory.wrong);
        if (!fails)
            break;
    }
    lane_doc_free(doc);
    lane_doc_free(patch);
    lane_doc_free(merge);
}
