/* SPDX-License-Identifier: MIT */
/* Reading: values, options, look-ups, limits and memory, each on every ISA and with both cursors; and the corpus. */
#include "support.h"

#include <math.h>

static lane_doc *parse(const char *text, uint32_t flags) {
    lane_options options = {.flags = flags};
    lane_error error;
    lane_doc *doc = lane_parse(text, strlen(text), &options, &error);
    cr_assert(doc != NULL, "%s: %s at %zu", text, lane_error_name(error.code), error.offset);
    return doc;
}

static const lane_value *at(const lane_doc *doc, const char *pointer) {
    return lane_pointer_get(lane_doc_root(doc), pointer, strlen(pointer));
}

/* -- Values -- */

Test(parse, types) {
    lane_doc *doc = parse("[null, true, false, 0, -1, 9223372036854775808, 1.5, \"x\", [], {}]", 0);
    static const lane_type types[] = {LANE_TYPE_NULL,  LANE_TYPE_BOOL,  LANE_TYPE_BOOL,   LANE_TYPE_INT,
                                      LANE_TYPE_INT,   LANE_TYPE_UINT,  LANE_TYPE_DOUBLE, LANE_TYPE_STRING,
                                      LANE_TYPE_ARRAY, LANE_TYPE_OBJECT};
    const lane_value *root = lane_doc_root(doc);
    cr_assert_eq(lane_value_count(root), 10);
    cr_assert_eq(lane_doc_count(doc), 11);
    for (size_t i = 0; i < 10; i++)
        cr_assert_eq(lane_value_type(lane_array_get(root, i)), types[i], "element %zu", i);
    cr_assert(lane_value_bool(lane_array_get(root, 1)));
    cr_assert_not(lane_value_bool(lane_array_get(root, 2)));
    cr_assert_eq(lane_value_int(lane_array_get(root, 4)), -1);
    cr_assert_eq(lane_value_uint(lane_array_get(root, 4)), 0);
    cr_assert_eq(lane_value_uint(lane_array_get(root, 5)), (uint64_t)1 << 63);
    cr_assert_eq(lane_value_int(lane_array_get(root, 5)), 0);
    cr_assert_eq(lane_value_double(lane_array_get(root, 4)), -1.0);
    cr_assert_eq(lane_value_double(lane_array_get(root, 5)), 0x1p63);
    cr_assert_eq(lane_value_double(lane_array_get(root, 6)), 1.5);
    cr_assert_eq(lane_value_double(lane_array_get(root, 7)), 0);
    cr_assert_eq(lane_value_length(lane_array_get(root, 7)), 1);
    cr_assert_eq(*lane_value_text(lane_array_get(root, 7)), 'x');
    cr_assert_null(lane_value_text(root));
    cr_assert_null(lane_array_get(root, 10));
    lane_doc_free(doc);
}

Test(parse, nothing_is_an_answer) {
    lane_iterator it = lane_iterate(NULL);
    const lane_value *value = NULL;
    cr_assert_null(lane_array_next(&it));
    cr_assert_null(lane_object_next(&it, &value));
    cr_assert_eq(lane_value_type(NULL), LANE_TYPE_NONE);
    cr_assert_eq(lane_value_count(NULL), 0);
    cr_assert_eq(lane_value_length(NULL), 0);
    cr_assert_eq(lane_value_int(NULL), 0);
    cr_assert_eq(lane_value_double(NULL), 0);
    cr_assert_null(lane_value_text(NULL));
    cr_assert_null(lane_doc_root(NULL));
    cr_assert_eq(lane_doc_count(NULL), 0);
    cr_assert_null(lane_object_get(NULL, "a", 1));
    cr_assert_null(lane_array_get(NULL, 0));
    cr_assert_null(lane_pointer_get(NULL, "/a", 2));
    lane_doc_free(NULL);
}

/* Inputs with one value that every way must read alike. */
Test(parse, scalars_at_the_root) {
    static const char *const texts[] = {"null",
                                        "true",
                                        "false",
                                        "0",
                                        "-0",
                                        "12345678901234567",
                                        "1.25",
                                        "\"\"",
                                        "\"ab\"",
                                        "1e5",
                                        " 7 ",
                                        "\n\"x\"\t",
                                        "\"\\u00e4\"",
                                        "-9223372036854775808",
                                        "18446744073709551615",
                                        "1e-400"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        outcome o = read_everywhere(texts[i], texts[i], strlen(texts[i]), 0, 0);
        cr_assert(o.written != NULL, "%s", texts[i]);
        outcome_free(&o);
    }
}

static void expect(const char *text, uint32_t flags, const char *written) {
    outcome o = read_everywhere(text, text, strlen(text), flags, 0);
    cr_assert(o.written != NULL && strcmp(o.written, written) == 0, "%s gives %s", text,
              o.written ? o.written : lane_error_name(o.error.code));
    outcome_free(&o);
}

Test(parse, escapes) {
    expect("[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]", 0, "[\"\\\"\\\\/\\b\\f\\n\\r\\t\"]");
    expect("[\"\\u0041\\u00e4\\u20AC\\ud83d\\ude00\"]", 0, "[\"A\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80\"]");
    expect("{\"\\u0061\": \"\\u0000\"}", 0, "{\"a\":\"\\u0000\"}");
    expect("[\"a long string without anything odd in it, and then \\n one escape, and text behind it again\"]", 0,
           "[\"a long string without anything odd in it, and then \\n one escape, and text behind it again\"]");
}

Test(parse, text_with_nul) {
    lane_doc *doc = parse("[\"a\\u0000b\"]", 0);
    cr_assert_eq(lane_value_length(at(doc, "/0")), 3);
    cr_assert_eq(memcmp(lane_value_text(at(doc, "/0")), "a\0b", 3), 0);
    lane_doc_free(doc);
}

/* -- Options -- */

Test(parse, constants) {
    expect("[NaN, Infinity, -Infinity]", LANE_NAN, "[NaN,Infinity,-Infinity]");
    expect("NaN", LANE_NAN, "NaN");
    expect("-Infinity", LANE_NAN, "-Infinity");
    outcome o = read_everywhere("NaN", "[NaN]", 5, 0, 0);
    cr_assert_eq(o.error.code, LANE_ERROR_VALUE);
}

Test(parse, big_numbers) {
    const char *text = "[123456789012345678901234567890, -9223372036854775809, 18446744073709551616, 1e5]";
    expect(text, LANE_BIG_NUMBERS,
           "[123456789012345678901234567890,-9223372036854775809,18446744073709551616,100000.0]");
    expect(text, 0, "[1.2345678901234568e+29,-9.223372036854776e+18,1.8446744073709552e+19,100000.0]");
    lane_doc *doc = parse(text, LANE_BIG_NUMBERS);
    cr_assert_eq(lane_value_type(at(doc, "/0")), LANE_TYPE_NUMBER);
    cr_assert_eq(lane_value_length(at(doc, "/0")), 30);
    cr_assert_eq(lane_value_double(at(doc, "/0")), 0);
    lane_doc_free(doc);
}

Test(parse, raw_numbers) {
    expect("[1.50, -0, 1E+2, 0]", LANE_RAW_NUMBERS, "[1.50,-0,1E+2,0]");
    expect("1e999", LANE_RAW_NUMBERS, "1e999");
}

Test(parse, overflow) {
    lane_doc *doc = parse("[1e999, -1e999]", LANE_OVERFLOW);
    cr_assert(isinf(lane_value_double(at(doc, "/0"))));
    cr_assert(lane_value_double(at(doc, "/1")) < 0);
    lane_doc_free(doc);
    char big[402];
    memset(big, '9', sizeof big);
    big[0] = '[';
    big[401] = ']';
    lane_error error;
    cr_assert_null(lane_parse(big, sizeof big, NULL, &error));
    cr_assert_eq(error.code, LANE_ERROR_RANGE);
    cr_assert_eq(error.offset, 1);
}

Test(parse, lone_surrogates) {
    expect("[\"\\ud800\", \"\\udc00x\", \"\xED\xA0\x80\"]", LANE_LONE_SURROGATES,
           "[\"\xED\xA0\x80\",\"\xED\xB0\x80x\",\"\xED\xA0\x80\"]");
}

Test(parse, control_characters) {
    expect("[\"a\tb\nc\"]", LANE_CONTROL, "[\"a\\tb\\nc\"]");
}

Test(parse, copy_ends_strings) {
    way ways[WAYS_MOST];
    size_t count = ways_list(ways);
    for (size_t i = 0; i < count; i++) {
        if (!(ways[i].flags & LANE_COPY))
            continue;
        cr_assert(lane_isa_select(ways[i].isa));
        char text[] = "{\"key\": \"value\", \"\\u006b\": [\"\\u0076\", \"\", 12]}";
        lane_doc *doc = parse(text, ways[i].flags);
        memset(text, 'x', sizeof text);
        cr_assert_str_eq(lane_value_text(lane_doc_root(doc) + 1), "key");
        cr_assert_str_eq(lane_value_text(at(doc, "/key")), "value");
        cr_assert_str_eq(lane_value_text(at(doc, "/k/0")), "v");
        cr_assert_str_eq(lane_value_text(at(doc, "/k/1")), "");
        cr_assert_eq(lane_value_int(at(doc, "/k/2")), 12);
        lane_doc_free(doc);
    }
}

Test(parse, borrowed_strings_lie_in_the_text) {
    const char *text = "[\"abc\"]";
    lane_doc *doc = parse(text, 0);
    cr_assert_eq(lane_value_text(at(doc, "/0")), text + 2);
    lane_doc_free(doc);
}

/* -- Looking up -- */

Test(parse, iterators) {
    lane_doc *doc = parse("{\"a\": [1, [2, 3], {\"x\": 4}, 5], \"b\": {}, \"a\": 6}", 0);
    lane_iterator it = lane_iterate(lane_doc_root(doc));
    const lane_value *value = NULL, *key = lane_object_next(&it, &value);
    cr_assert_eq(memcmp(lane_value_text(key), "a", 1), 0);
    cr_assert_eq(lane_value_count(value), 4);
    lane_iterator inner = lane_iterate(value);
    cr_assert_eq(lane_value_int(lane_array_next(&inner)), 1);
    cr_assert_eq(lane_value_count(lane_array_next(&inner)), 2);
    cr_assert_eq(lane_value_type(lane_array_next(&inner)), LANE_TYPE_OBJECT);
    cr_assert_eq(lane_value_int(lane_array_next(&inner)), 5);
    cr_assert_null(lane_array_next(&inner));
    cr_assert_null(lane_array_next(&inner));
    key = lane_object_next(&it, &value);
    cr_assert_eq(lane_value_type(value), LANE_TYPE_OBJECT);
    cr_assert_eq(lane_value_count(value), 0);
    key = lane_object_next(&it, &value);
    cr_assert_eq(lane_value_int(value), 6);
    cr_assert_null(lane_object_next(&it, &value));
    lane_doc_free(doc);
}

/* An iterator yields nothing of a container of the other kind. */
Test(parse, iterators_know_their_container) {
    lane_doc *doc = parse("[1, 2]", 0);
    lane_doc *other = parse("{\"a\": 1}", 0);
    const lane_value *value = NULL;
    lane_iterator it = lane_iterate(lane_doc_root(doc));
    cr_assert_null(lane_object_next(&it, &value));
    cr_assert_null(value);
    cr_assert_eq(lane_value_int(lane_array_next(&it)), 1);
    it = lane_iterate(lane_doc_root(other));
    cr_assert_null(lane_array_next(&it));
    cr_assert_not_null(lane_object_next(&it, NULL));
    it = lane_iterate(lane_doc_root(doc) + 1);
    cr_assert_null(lane_array_next(&it));
    cr_assert_null(lane_object_next(&it, &value));
    lane_doc_free(doc);
    lane_doc_free(other);
}

Test(parse, object_get) {
    lane_doc *doc = parse("{\"a\": 1, \"ab\": 2, \"\": 3, \"\\u0062\": 4, \"a\": 5}", 0);
    const lane_value *root = lane_doc_root(doc);
    cr_assert_eq(lane_value_int(lane_object_get(root, "a", 1)), 5, "the last of several");
    cr_assert_eq(lane_value_int(lane_object_get(root, "ab", 2)), 2);
    cr_assert_eq(lane_value_int(lane_object_get(root, "", 0)), 3);
    cr_assert_eq(lane_value_int(lane_object_get(root, "b", 1)), 4);
    cr_assert_null(lane_object_get(root, "c", 1));
    cr_assert_null(lane_object_get(root + 1, "a", 1));
    cr_assert_null(lane_array_get(root, 0));
    lane_doc_free(doc);
}

Test(parse, array_get) {
    lane_doc *doc = parse("[[1, 2, 3], [[1], 2, [[3]], 4]]", 0);
    for (size_t i = 0; i < 3; i++)
        cr_assert_eq(lane_value_int(lane_array_get(at(doc, "/0"), i)), (int64_t)i + 1);
    cr_assert_eq(lane_value_int(lane_array_get(at(doc, "/1"), 1)), 2);
    cr_assert_eq(lane_value_int(lane_array_get(at(doc, "/1"), 3)), 4);
    cr_assert_null(lane_array_get(at(doc, "/1"), 4));
    lane_doc_free(doc);
}

/* The document and most results are those of RFC 6901, section 5. */
Test(parse, json_pointer) {
    lane_doc *doc =
        parse("{\"foo\": [\"bar\", \"baz\"], \"\": 0, \"a/b\": 1, \"c%d\": 2, \"e^f\": 3, \"g|h\": 4, \"i\\\\j\": 5, "
              "\"k\\\"l\": 6, \" \": 7, \"m~n\": 8, \"01\": 9}",
              0);
    cr_assert_eq(at(doc, ""), lane_doc_root(doc));
    cr_assert_eq(lane_value_count(at(doc, "/foo")), 2);
    cr_assert_eq(memcmp(lane_value_text(at(doc, "/foo/0")), "bar", 3), 0);
    static const char *const names[] = {"/", "/a~1b", "/c%d", "/e^f", "/g|h", "/i\\j", "/k\"l", "/ ", "/m~0n", "/01"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        cr_assert(at(doc, names[i]) != NULL && lane_value_int(at(doc, names[i])) == (int64_t)i, "%s", names[i]);
    static const char *const none[] = {"foo",      "/foo/2", "/foo/-", "/foo/01", "/foo/",
                                       "/foo/0/0", "/bar",   "/m~n",   "/foo/+0", "/a~1b/x",
                                       "/foo/00",  "/m~",    "/m~2n",  "/a/b",    "/foo/18446744073709551616"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        cr_assert_null(at(doc, none[i]), "%s", none[i]);
    lane_doc_free(doc);
}

/* -- Limits -- */

static char *nested(size_t depth, char open, char close) {
    char *text = malloc(2 * depth + 1);
    memset(text, open, depth);
    memset(text + depth, close, depth);
    text[2 * depth] = 0;
    return text;
}

Test(parse, depth) {
    char *text = nested(2000, '[', ']');
    outcome o = read_everywhere("1024 levels", text + 2000 - 1024, 2048, 0, 0);
    cr_assert_not_null(o.written);
    outcome_free(&o);
    o = read_everywhere("1025 levels", text + 2000 - 1025, 2050, 0, 0);
    cr_assert_eq(o.error.code, LANE_ERROR_DEPTH);
    cr_assert_eq(o.error.offset, 1024);
    o = read_everywhere("3 levels of 2", text + 1997, 6, 0, 2);
    cr_assert_eq(o.error.code, LANE_ERROR_DEPTH);
    cr_assert_eq(o.error.offset, 2);
    free(text);
}

/* Reading, writing and freeing take no C stack for a level. */
Test(parse, a_million_levels) {
    const size_t depth = 1000000;
    char *text = nested(depth, '[', ']');
    outcome o = read_everywhere("a million levels", text, 2 * depth, 0, (uint32_t)depth);
    cr_assert_eq(o.length, 2 * depth);
    cr_assert_eq(memcmp(o.written, text, o.length), 0);
    outcome_free(&o);
    free(text);
}

/* The estimate of the number of values is far too low if the first 4 KiB are unlike the rest, so the block has to
 * grow. */
Test(parse, the_block_grows) {
    const size_t head = 8192, members = 100000;
    char *text = malloc(head + members * 3 + 16), *p = text;
    p += sprintf(p, "[\"");
    memset(p, 'x', head);
    p += head;
    p += sprintf(p, "\"");
    for (size_t i = 0; i < members; i++)
        p += sprintf(p, ",%s", i % 2 ? "[]" : "1");
    *p++ = ']';
    outcome o = read_everywhere("growing", text, (size_t)(p - text), 0, 0);
    cr_assert_eq(o.length, (size_t)(p - text));
    cr_assert_eq(memcmp(o.written, text, o.length), 0);
    outcome_free(&o);
    free(text);
}

/* Inputs whose tokens lie at every distance from the windows and blocks of the cursors. */
Test(parse, every_alignment) {
    char text[400];
    for (size_t spaces = 0; spaces < 200; spaces++) {
        memset(text, ' ', sizeof text);
        int tail = sprintf(text + spaces, "{\"k\\\"e\" : [ \"v\\\\\", -12.5e1,true ], \"\xC3\xA4\":null}");
        outcome o = read_everywhere("alignment", text, spaces + (size_t)tail, 0, 0);
        cr_assert_not_null(o.written);
        cr_assert_str_eq(o.written, "{\"k\\\"e\":[\"v\\\\\",-125.0,true],\"\xC3\xA4\":null}");
        outcome_free(&o);
    }
}

/* Indents shorter and longer than a vector, and a blank or a tab where another space was predicted. */
Test(parse, every_indent) {
    const char *text = "{\"a\":[1,2,{\"b\":[3,[4,5],6],\"c\":null},{\"b\":[],\"c\":true}],\"d\":\"x\",\"e\":{}}";
    lane_doc *doc = parse(text, 0);
    for (uint32_t indent = 1; indent < 40; indent++) {
        lane_options options = {.indent = indent};
        size_t length = 0;
        char *pretty = lane_write(lane_doc_root(doc), &options, &length, NULL);
        for (size_t odd = 0; odd < 4; odd++) {
            for (char *p = pretty; odd != 0 && (p = strstr(p, ",\n")) != NULL; p++)
                p[1 + odd] = p[1 + odd] == ' ' ? "\t\n\r"[odd - 1] : p[1 + odd];
            outcome o = read_everywhere("indent", pretty, length, 0, 0);
            cr_assert(o.written != NULL && strcmp(o.written, text) == 0, "indent %u: %s", indent, pretty);
            outcome_free(&o);
        }
        free(pretty);
    }
    lane_doc_free(doc);
}

/* -- Damage: all ways agree on every prefix and every changed byte of small inputs -- */

static const char *const small[] = {
    "{\"a\":[1,-2.5e3,true,false,null],\"b\":\"x\\n\\u00e4\\ud83d\\ude00\"}",
    "[ \"\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80\" , {\"k\" : [ ] , \"l\" : { } } , 0.1 , 1E5 ]\n",
    "[[[{\"a\":{\"b\":[\"\\\\\",\"\\\"\"]}}]],12345678901234567890,1e400]",
};

Test(parse, prefixes) {
    for (size_t i = 0; i < sizeof small / sizeof *small; i++) {
        for (size_t length = 0; length <= strlen(small[i]); length++) {
            outcome o = read_everywhere(small[i], small[i], length, 0, 0);
            outcome_free(&o);
        }
    }
}

Test(parse, changed_bytes) {
    static const char bytes[] = "\x00\x01\x1F \n\"\\,:[]{}0-.eEtnNuU/a\x7F\x80\xBF\xC0\xC3\xE2\xED\xF0\xF4\xFF";
    for (size_t i = 0; i < sizeof small / sizeof *small; i++) {
        size_t length = strlen(small[i]);
        char text[256];
        for (size_t at_byte = 0; at_byte < length; at_byte++) {
            for (size_t b = 0; b < sizeof bytes - 1; b++) {
                memcpy(text, small[i], length);
                text[at_byte] = bytes[b];
                for (unsigned flags = 0; flags < 2; flags++) {
                    static const uint32_t dialects[] = {LANE_FLAGS_STRICT, LANE_FLAGS_STDLIB};
                    outcome o = read_everywhere(small[i], text, length, dialects[flags], 0);
                    outcome_free(&o);
                }
            }
        }
    }
}

/* -- Memory -- */

/* Fails each allocation in turn. Each failure leaks nothing, and at last the call succeeds. */
static void fail_each_allocation(const char *text, uint32_t flags, uint32_t indent) {
    for (size_t n = 1;; n++) {
        counted memory;
        counted_init(&memory, n);
        lane_options options = {.flags = flags, .indent = indent, .allocator = &memory.allocator};
        lane_error error = {LANE_OK, 99};
        lane_doc *doc = lane_parse(text, strlen(text), &options, &error);
        size_t length = 0;
        char *written = doc ? lane_write(lane_doc_root(doc), &options, &length, &error) : NULL;
        bool valid = lane_validate(text, strlen(text), &options, written ? &error : NULL);
        bool failed = n <= memory.calls;
        cr_assert(failed == (written == NULL || !valid), "%zu of %zu", n, memory.calls);
        if (failed) {
            cr_assert_eq(error.code, LANE_ERROR_MEMORY);
            cr_assert_eq(error.offset, 0);
        }
        if (written != NULL)
            lane_text_free(written, length, &options);
        lane_doc_free(doc);
        cr_assert_eq(memory.blocks, 0, "%zu blocks are left", memory.blocks);
        cr_assert_not(memory.wrong, "a size was wrong");
        if (!failed)
            return;
    }
}

Test(parse, out_of_memory) {
    way ways[WAYS_MOST];
    size_t count = ways_list(ways);
    char *deep = nested(500, '[', ']');
    char large[20000], *p = large;
    p += sprintf(p, "[\"%01000d\\n\"", 0);
    for (int i = 0; i < 4000; i++)
        p += sprintf(p, i % 100 ? ",[]" : ",\"\\t\"");
    sprintf(p, "]");
    for (size_t i = 0; i < count; i++) {
        cr_assert(lane_isa_select(ways[i].isa));
        fail_each_allocation("\"root\"", ways[i].flags, 0);
        fail_each_allocation("{\"a\": [1, \"\\u00e4\", 2.5], \"b\\n\": null}", ways[i].flags, 2);
        fail_each_allocation(deep, ways[i].flags, 1);
        fail_each_allocation(large, ways[i].flags, 0);
    }
    free(deep);
}

Test(parse, null_text) {
    lane_error error;
    cr_assert_null(lane_parse(NULL, 0, NULL, &error));
    cr_assert_eq(error.code, LANE_ERROR_INCOMPLETE);
    cr_assert_eq(error.offset, 0);
    cr_assert_not(lane_validate(NULL, 0, NULL, NULL));
    cr_assert(lane_validate_utf8(NULL, 0, 0, &error));
    cr_assert_null(lane_parse("[", 1, NULL, NULL));
}

/* -- The corpus -- */

static size_t accepted, refused;

static void visit_strict(const char *name, file_content file) {
    outcome o = read_everywhere(name, file.bytes, file.length, 0, 0);
    bool yes = strncmp(name, "y_", 2) == 0, no = strncmp(name, "n_", 2) == 0;
    cr_expect(!yes || o.written != NULL, "%s: %s at %zu", name, lane_error_name(o.error.code), o.error.offset);
    cr_expect(!no || o.written == NULL, "%s is accepted", name);
    accepted += yes && o.written != NULL;
    refused += no && o.written == NULL;
    outcome_free(&o);
    o = read_everywhere(name, file.bytes, file.length, LANE_FLAGS_STDLIB, 0);
    outcome_free(&o);
}

Test(parse, json_test_suite, .timeout = 300) {
    if (corpus_each("JSONTestSuite/test_parsing", visit_strict) != 0) {
        cr_assert_eq(accepted, 95);
        cr_assert_eq(refused, 188);
    }
    corpus_each("JSONTestSuite/test_transform", visit_strict);
}

static void visit_checker(const char *name, file_content file) {
    outcome o = read_everywhere(name, file.bytes, file.length, 0, 0);
    bool free_to_choose = strstr(name, "EXCLUDE") != NULL || strstr(name, "toolarge") != NULL;
    if (!free_to_choose)
        cr_expect((o.written != NULL) == (name[0] == 'p'), "%s: %s at %zu", name, lane_error_name(o.error.code),
                  o.error.offset);
    outcome_free(&o);
}

Test(parse, jsonchecker, .timeout = 300) {
    corpus_each("jsonchecker", visit_checker);
}

/* Real documents: every way accepts them alike, and their output reads back the same. */
static void visit_document(const char *name, file_content file) {
    if (strstr(name, "ndjson") != NULL)
        return;
    outcome o = read_everywhere(name, file.bytes, file.length, 0, 0);
    cr_assert(o.written != NULL, "%s: %s at %zu", name, lane_error_name(o.error.code), o.error.offset);
    lane_options pretty = {.indent = 3};
    lane_doc *doc = lane_parse(o.written, o.length, NULL, NULL);
    size_t length = 0;
    char *text = lane_write(lane_doc_root(doc), &pretty, &length, NULL);
    outcome again = outcome_of(text, length, 0, 0);
    cr_assert(again.length == o.length && memcmp(again.written, o.written, o.length) == 0, "%s", name);
    free(text);
    lane_doc_free(doc);
    outcome_free(&again);
    outcome_free(&o);
}

Test(parse, documents, .timeout = 600) {
    corpus_each("documents", visit_document);
    corpus_each("documents/small", visit_document);
}
