/* SPDX-License-Identifier: MIT */
/* Writing: layouts, escapes, numbers and memory, on every ISA; minify and UTF-8 validation. */
#include "support.h"

/* Checks how `text`, read with read_flags, is written with write_flags on every ISA. */
static void expect(const char *text, uint32_t read_flags, uint32_t write_flags, uint32_t indent, const char *written) {
    const char *isa;
    for (size_t i = 0; (isa = lane_isa_list(i)) != NULL; i++) {
        cr_assert(lane_isa_select(isa));
        lane_options read = {.flags = read_flags}, write = {.flags = write_flags, .indent = indent};
        lane_error error;
        lane_doc *doc = lane_parse(text, strlen(text), &read, &error);
        cr_assert(doc != NULL, "%s: %s at %zu", text, lane_error_name(error.code), error.offset);
        size_t length = 0;
        char *out = lane_write(lane_doc_root(doc), &write, &length, &error);
        cr_assert(out != NULL && length == strlen(written) && strcmp(out, written) == 0, "%s: %s", isa,
                  out ? out : lane_error_name(error.code));
        lane_text_free(out, length, &write);
        lane_doc_free(doc);
    }
}

Test(write, compact) {
    expect(" { \"a\" : [ 1 , [ ] , { } , null , true , false ] , \"b\" : \"\" } ", 0, 0, 0,
           "{\"a\":[1,[],{},null,true,false],\"b\":\"\"}");
    expect("[]", 0, 0, 0, "[]");
    expect("{}", 0, 0, 0, "{}");
    expect("\"x\"", 0, 0, 0, "\"x\"");
    expect("12", 0, 0, 0, "12");
    expect("[[[[]],{\"a\":{}}]]", 0, 0, 0, "[[[[]],{\"a\":{}}]]");
}

Test(write, indented) {
    expect("{\"a\":[1,[],{}],\"b\":{\"c\":null}}", 0, 0, 2,
           "{\n  \"a\": [\n    1,\n    [],\n    {}\n  ],\n  \"b\": {\n    \"c\": null\n  }\n}");
    expect("[[1]]", 0, 0, 1, "[\n [\n  1\n ]\n]");
    expect("[]", 0, 0, 4, "[]");
    expect("null", 0, 0, 4, "null");
}

/* Strings are copied with bytes after them, but none after the input: here each string ends at several distances from a
 * page that cannot be read, with predicted keys and others. */
Test(write, nothing_is_read_behind_the_text) {
    static const char *const shapes[] = {"[\"%.*s\"]", "{\"%.*s\":1}", "[{\"%.*s\":1},{\"%.*s\":2},{\"%.*s\":3}]",
                                         "[\"%.*s\",\"%.*s\",\"%.*s\"]"};
    static const uint32_t cursors[] = {0, LANE_CURSOR_SCANNING, LANE_CURSOR_INDEXED};
    char letters[81], text[300];
    const char *isa;
    memset(letters, 'k', sizeof letters);
    for (size_t i = 0; (isa = lane_isa_list(i)) != NULL; i++) {
        cr_assert(lane_isa_select(isa));
        for (int n = 0; n <= 80; n++) {
            for (size_t shape = 0; shape < sizeof shapes / sizeof *shapes * 3; shape++) {
                const lane_options options = {.flags = cursors[shape % 3]};
                const int size = snprintf(text, sizeof text, shapes[shape / 3], n, letters, n, letters, n, letters);
                guarded in = guarded_copy(text, (size_t)size);
                lane_doc *doc = lane_parse(in.text, (size_t)size, &options, NULL);
                cr_assert(doc != NULL);
                size_t length = 0;
                char *out = lane_write(lane_doc_root(doc), NULL, &length, NULL);
                cr_assert(out != NULL && length == (size_t)size && memcmp(out, text, length) == 0, "%s: %s", isa, text);
                lane_text_free(out, length, NULL);
                lane_doc_free(doc);
                guarded_free(&in);
            }
        }
    }
}

Test(write, numbers) {
    expect("[0,-1,9223372036854775807,-9223372036854775808,18446744073709551615]", 0, 0, 0,
           "[0,-1,9223372036854775807,-9223372036854775808,18446744073709551615]");
    expect("[1.0,-0.0,1e22,0.1,5e-324,1.7976931348623157e308]", 0, 0, 0,
           "[1.0,-0.0,1e+22,0.1,5e-324,1.7976931348623157e+308]");
}

/* Runs of bools, which are written several at a time: of every length, alone, before and after other values. */
Test(write, bools) {
    enum { MOST = 40 };
    static const char *const around[][2] = {
        {"[", "]"}, {"[1,", "]"}, {"[", ",null]"}, {"{\"a\":[", ",[]],\"b\":true}"}};
    for (unsigned n = 1; n <= MOST; n++) {
        for (unsigned i = 0; i < 4 * sizeof around / sizeof *around; i++) {
            char text[6 * MOST + 40], *p = text + sprintf(text, "%s", around[i / 4][0]);
            for (unsigned j = 0; j < n; j++)
                p += sprintf(p, "%s%s", j == 0 ? "" : ",",
                             (0xB38Fu >> (j * (i % 4 + 1) + n) % 16) & 1 ? "true" : "false");
            sprintf(p, "%s", around[i / 4][1]);
            expect(text, 0, 0, 0, text);
        }
    }
}

Test(write, constants) {
    expect("[NaN,Infinity,-Infinity]", LANE_NAN, LANE_NAN, 0, "[NaN,Infinity,-Infinity]");
    expect("[NaN,Infinity,-Infinity]", LANE_NAN, 0, 0, "[null,null,null]");
}

Test(write, escapes) {
    expect("[\"\\u0000\\u001f\\u007f\\/\\\"\\\\\\b\\f\\n\\r\\t\"]", 0, 0, 0,
           "[\"\\u0000\\u001f\x7F/\\\"\\\\\\b\\f\\n\\r\\t\"]");
    expect("{\"\\n\":\"\\u00e4\"}", 0, 0, 0, "{\"\\n\":\"\xC3\xA4\"}");
}

Test(write, ascii) {
    expect("[\"a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80z\",\"plain\",\"\\n\"]", 0, LANE_ASCII, 0,
           "[\"a\\u00e4\\u20ac\\ud83d\\ude00z\",\"plain\",\"\\n\"]");
    expect("{\"\xC3\xA4 and a long tail of plain text behind it, longer than any vector\":0}", 0, LANE_ASCII, 0,
           "{\"\\u00e4 and a long tail of plain text behind it, longer than any vector\":0}");
}

Test(write, surrogates) {
    const char *const text = "[\"\\ud800\", \"\xC3\xA4\"]";
    expect(text, LANE_LONE_SURROGATES, LANE_LONE_SURROGATES, 0, "[\"\xED\xA0\x80\",\"\xC3\xA4\"]");
    expect(text, LANE_LONE_SURROGATES, LANE_LONE_SURROGATES | LANE_ASCII, 0, "[\"\\ud800\",\"\\u00e4\"]");
    expect("[\"\xC3\xA4\"]", LANE_LONE_SURROGATES, 0, 0, "[\"\xC3\xA4\"]");
    lane_options read = {.flags = LANE_LONE_SURROGATES};
    lane_doc *doc = lane_parse(text, strlen(text), &read, NULL);
    lane_error error;
    cr_assert_null(lane_write(lane_doc_root(doc), NULL, NULL, &error));
    cr_assert_eq(error.code, LANE_ERROR_SURROGATE);
    lane_doc_free(doc);
}

/* Strings longer than the pieces in which they are escaped, cut within characters. */
Test(write, long_strings) {
    const size_t most = 200000;
    char *text = malloc(most + 16);
    for (size_t start = 0; start < 4; start++) {
        size_t n = 0;
        text[n++] = '"';
        memset(text + n, 'x', start);
        n += start;
        n += (size_t)sprintf(text + n, "\\n");
        while (n < most)
            n += (size_t)sprintf(text + n, "\xF0\x9F\x98\x80");
        text[n++] = '"';
        outcome o = read_everywhere("long", text, n, 0, 0);
        cr_assert(o.length == n && memcmp(o.written, text, n) == 0);
        lane_options ascii = {.flags = LANE_ASCII};
        lane_doc *doc = lane_parse(text, n, NULL, NULL);
        size_t length = 0;
        char *out = lane_write(lane_doc_root(doc), &ascii, &length, NULL);
        outcome again = outcome_of(out, length, 0, 0);
        cr_assert(again.length == n && memcmp(again.written, text, n) == 0);
        outcome_free(&again);
        outcome_free(&o);
        free(out);
        lane_doc_free(doc);
    }
    free(text);
}

/* The output is written to a block of about its length, however long its values are. */
Test(write, memory_is_in_proportion) {
    static const char *const members[] = {
        "0",
        "[]",
        "true",
        "1234567890123456789",
        "0.1234567890123456",
        "\"a string of some length, as in messages of users to each other, and so on\"",
        "{\"id\":1234,\"name\":\"somebody\",\"on\":true,\"at\":[1.5,2.5]}"};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        const size_t count = 20000, size = strlen(members[i]);
        char *text = malloc(count * (size + 1) + 2), *p = text;
        for (size_t j = 0; j < count; j++)
            p += sprintf(p, "%c%s", j == 0 ? '[' : ',', members[i]);
        *p++ = ']';
        lane_doc *doc = lane_parse(text, (size_t)(p - text), NULL, NULL);
        for (uint32_t indent = 0; indent <= 2; indent += 2) {
            counted memory;
            counted_init(&memory, 0);
            lane_options options = {.indent = indent, .allocator = &memory.allocator};
            size_t length;
            char *out = lane_write(lane_doc_root(doc), &options, &length, NULL);
            /* counted_reallocate moves, so the block and the output exist at once. */
            cr_expect_leq(memory.most, (indent ? 5 : 3) * length, "%s: %zu bytes for %zu", members[i], memory.most,
                          length);
            cr_expect_eq(memory.calls, 2, "%s: %zu blocks", members[i], memory.calls);
            lane_text_free(out, length, &options);
        }
        lane_doc_free(doc);
        free(text);
    }
}

Test(write, part_of_a_document) {
    const char *const text = "{\"a\":[1,{\"b\":2}],\"c\":3}";
    lane_doc *doc = lane_parse(text, strlen(text), NULL, NULL);
    char *out = lane_write(lane_pointer_get(lane_doc_root(doc), "/a", 2), NULL, NULL, NULL);
    cr_assert_str_eq(out, "[1,{\"b\":2}]");
    free(out);
    lane_doc_free(doc);
    lane_error error;
    cr_assert_null(lane_write(NULL, NULL, NULL, &error));
    cr_assert_eq(error.code, LANE_ERROR_VALUE);
}

Test(write, minify) {
    static const char *const pairs[][2] = {
        {" { \"a b\" : [ 1 , 2 ] } \n", "{\"a b\":[1,2]}"},
        {"", ""},
        {" \t\r\n", ""},
        {"\"a \\\" b\"", "\"a \\\" b\""},
        {"[\"   a long string with    white space in it   \"  ,  \"and one that ends in a backslash\\\\\"   ]",
         "[\"   a long string with    white space in it   \",\"and one that ends in a backslash\\\\\"]"},
    };
    const char *isa;
    for (size_t i = 0; (isa = lane_isa_list(i)) != NULL; i++) {
        cr_assert(lane_isa_select(isa));
        for (size_t j = 0; j < sizeof pairs / sizeof *pairs; j++) {
            guarded in = guarded_copy(pairs[j][0], strlen(pairs[j][0]));
            size_t length = 0;
            lane_error error;
            cr_assert(lane_minify(in.text, strlen(pairs[j][0]), in.text, &length, &error)); /* in place */
            cr_assert_eq(length, strlen(pairs[j][1]), "%s", pairs[j][0]);
            cr_assert_eq(memcmp(in.text, pairs[j][1], length), 0);
            guarded_free(&in);
        }
        char dst[16];
        size_t length = 0;
        lane_error error;
        cr_assert_not(lane_minify("[1, \"a", 6, dst, &length, &error));
        cr_assert_eq(error.code, LANE_ERROR_STRING_END);
        cr_assert_eq(error.offset, 4);
        cr_assert(lane_minify(NULL, 0, dst, &length, NULL));
    }
}

Test(write, utf8) {
    const char *isa;
    for (size_t i = 0; (isa = lane_isa_list(i)) != NULL; i++) {
        cr_assert(lane_isa_select(isa));
        lane_error error;
        cr_assert(lane_validate_utf8("a\xC3\xA4\xED\x9F\xBF", 6, 0, &error));
        cr_assert_eq(error.code, LANE_OK);
        cr_assert_not(lane_validate_utf8("a\xED\xA0\x80", 4, 0, &error));
        cr_assert_eq(error.code, LANE_ERROR_UTF8);
        cr_assert_eq(error.offset, 1);
        cr_assert(lane_validate_utf8("a\xED\xA0\x80", 4, LANE_LONE_SURROGATES, NULL));
        cr_assert_not(lane_validate_utf8("ab\xE2\x82", 4, 0, &error));
        cr_assert_eq(error.offset, 2);
    }
}

Test(write, version) {
    char version[32];
    snprintf(version, sizeof version, "%d.%d.%d", LANE_VERSION_MAJOR, LANE_VERSION_MINOR, LANE_VERSION_PATCH);
    cr_assert_str_eq(lane_version(), version);
}
