/* SPDX-License-Identifier: MIT */
/* Looking up: by number, key, pointer and table; numbers of every kind; places; equality. */
#include "support.h"

#include "../../src/base/error.h"

static lane_doc *parse(const char *text, uint32_t flags) {
    lane_options options = {.flags = flags};
    lane_error error;
    lane_doc *doc = lane_parse(text, strlen(text), &options, &error);
    cr_assert(doc != NULL, "%s: %s at %zu", text, lane_error_name(error.code), error.offset);
    return doc;
}

static const char members[] =
    "{\"a\": 1, \"ab\": [2, {}], \"\": 3, \"\\u0062\": 4, \"a\": 5, \"~/\": {\"x\": [10, [20], 30]}}";

/* -- Keys -- */

Test(lookup, first) {
    lane_doc *doc = parse(members, 0);
    const lane_value *root = lane_doc_root(doc);
    cr_assert_eq(lane_value_int(lane_object_first(root, "a", 1)), 1);
    cr_assert_eq(lane_value_int(lane_object_get(root, "a", 1)), 5);
    cr_assert_eq(lane_value_int(lane_object_first(root, NULL, 99)), 3);
    cr_assert_eq(lane_value_int(lane_object_first(root, "b", 1)), 4);
    cr_assert_null(lane_object_first(root, "c", 1));
    cr_assert_null(lane_object_first(NULL, "a", 1));
    cr_assert_null(lane_object_first(lane_object_get(root, "ab", 2), "a", 1));
    lane_doc_free(doc);
}

Test(lookup, pick) {
    lane_doc *doc = parse(members, 0);
    const lane_value *root = lane_doc_root(doc), *found[5];
    static const lane_key keys[] = {{"b", 1}, {"a", 1}, {NULL, 99}, {"no", 2}, {"~/", 2}};
    cr_assert_eq(lane_object_pick(root, keys, 5, found), 4);
    cr_assert_eq(lane_value_int(found[0]), 4);
    cr_assert_eq(lane_value_int(found[1]), 5, "the last of several");
    cr_assert_eq(lane_value_int(found[2]), 3);
    cr_assert_null(found[3]);
    cr_assert_eq(lane_value_count(found[4]), 1);
    cr_assert_eq(lane_object_pick(root, keys, 0, found), 0);
    cr_assert_eq(lane_object_pick(root + 1, keys, 5, found), 0);
    cr_assert(found[0] == NULL && found[4] == NULL);
    cr_assert_eq(lane_object_pick(NULL, keys, 5, found), 0);
    cr_assert_eq(lane_object_pick(root, NULL, 5, found), 0);
    cr_assert_eq(lane_object_pick(root, keys, 5, NULL), 0);
    lane_doc_free(doc);
}

/* -- Pointers -- */

Test(lookup, compiled_pointers) {
    static const char *const pointers[] = {"",       "/a",    "/ab/0",   "/ab/1",       "/",
                                           "/b",     "/~0~1", "/~0~1/x", "/~0~1/x/1/0", "/~0~1/x/2",
                                           "/ab/01", "/ab/-", "/a/0",    "/none",       "/ab/99999999999999999999999",
                                           "/ab/",   "//"};
    lane_doc *doc = parse(members, 0);
    const lane_value *root = lane_doc_root(doc);
    for (size_t i = 0; i < sizeof pointers / sizeof *pointers; i++) {
        const size_t length = strlen(pointers[i]);
        lane_error error = {LANE_ERROR_VALUE, 9};
        lane_pointer *compiled = lane_pointer_compile(pointers[i], length, NULL, &error);
        cr_assert(compiled != NULL && error.code == LANE_OK);
        cr_assert_eq(lane_pointer_find(compiled, root), lane_pointer_get(root, pointers[i], length), "%s", pointers[i]);
        cr_assert_null(lane_pointer_find(compiled, NULL));
        lane_pointer_free(compiled);
    }
    static const struct {
        const char *text;
        size_t fault;
    } wrong[] = {{"a", 0}, {"/~", 1}, {"/a~2", 2}, {"/~1/~x", 4}};
    for (size_t i = 0; i < 4; i++) {
        lane_error error;
        cr_assert_null(lane_pointer_compile(wrong[i].text, strlen(wrong[i].text), NULL, &error));
        cr_assert(error.code == LANE_ERROR_POINTER && error.offset == wrong[i].fault, "%s: %zu", wrong[i].text,
                  error.offset);
        cr_assert_null(lane_pointer_get(root, wrong[i].text, strlen(wrong[i].text)));
    }
    cr_assert_null(lane_pointer_compile("a", 1, NULL, NULL));
    lane_pointer *whole = lane_pointer_compile(NULL, 99, NULL, NULL);
    cr_assert_eq(lane_pointer_find(whole, root), root);
    lane_pointer_free(whole);
    lane_pointer_free(NULL);
    cr_assert_null(lane_pointer_find(NULL, root));
    lane_error error;
    cr_assert_null(lane_pointer_compile("/a", 2, &(lane_options){.reserved = 1}, &error));
    cr_assert_eq(error.code, LANE_ERROR_ARGUMENT);
    lane_doc_free(doc);
}

/* -- Tables -- */

/* The value of a key, byte by byte: the last one or the first one. */
static const lane_value *reference_get(const lane_value *object, const char *text, size_t length, bool first) {
    const lane_value *value, *found = NULL;
    lane_iterator it = lane_iterate(object);
    for (const lane_value *key; (key = lane_object_next(&it, &value)) != NULL;) {
        if (lane_value_length(key) == length && memcmp(lane_value_text(key), text, length) == 0 && !(first && found))
            found = value;
    }
    return found;
}

static void check_table(const lane_table *table, const lane_value *container) {
    const lane_value *value;
    size_t n = 0;
    lane_iterator it = lane_iterate(container);
    for (const lane_value *member; (member = lane_array_next(&it)) != NULL; n++)
        cr_assert_eq(lane_table_at(table, n), member);
    for (const lane_value *key; (key = lane_object_next(&it, &value)) != NULL; n++) {
        const char *text = lane_value_text(key);
        const size_t length = lane_value_length(key);
        cr_assert_eq(lane_table_at(table, n), key);
        const lane_value *want = reference_get(container, text, length, false);
        cr_assert_eq(lane_table_get(table, text, length), want);
        cr_assert_eq(lane_object_get(container, text, length), want);
        cr_assert_eq(lane_object_first(container, text, length), reference_get(container, text, length, true));
    }
    cr_assert_null(lane_table_at(table, n));
    cr_assert_null(lane_table_at(table, SIZE_MAX));
    cr_assert_null(lane_table_get(table, "no such key", 11));
}

static void check_tables(const char *text, uint32_t flags) {
    lane_doc *doc = parse(text, flags);
    for (size_t i = 0; i < lane_doc_count(doc); i++) {
        const lane_value *value = lane_doc_root(doc) + i;
        lane_error error;
        lane_table *table = lane_table_new(value, NULL, &error);
        const size_t size = lane_table_size(value);
        if (lane_value_type(value) < LANE_TYPE_ARRAY) {
            cr_assert(table == NULL && error.code == LANE_ERROR_VALUE && size == 0);
            continue;
        }
        cr_assert(table != NULL && error.code == LANE_OK);
        check_table(table, value);
        lane_table_free(table);
        for (size_t skew = 0; skew < 9; skew += 3) {
            char *memory = malloc(size + skew);
            cr_assert_null(lane_table_fixed(value, memory + skew, size - 1));
            table = lane_table_fixed(value, memory + skew, size);
            cr_assert_not_null(table);
            check_table(table, value);
            lane_table_free(table);
            free(memory);
        }
    }
    lane_doc_free(doc);
}

Test(lookup, tables) {
    check_tables(members, 0);
    check_tables("[1, [2, [3]], {\"k\": {}}, []]", LANE_COPY);
    /* Keys of every length, others that differ in any one byte, and duplicates; among scalars, and among containers. */
    char *text = malloc(2000000);
    for (unsigned flat = 0; flat < 2; flat++) {
        char *p = text;
        *p++ = '{';
        for (int n = 0; n < 40; n++) {
            for (int which = 0; which <= n + 1; which++) {
                p += sprintf(p, "%s\"%0*d\": %s", n + which ? "," : "", n, 0, flat || which % 3 ? "1" : "[{}]");
                char *const key_end = p - (flat || which % 3 ? 4 : 7);
                if (which < n)
                    key_end[-1 - which] = 'x';
            }
        }
        strcpy(p, "}");
        check_tables(text, 0);
    }
    free(text);
    cr_assert_null(lane_table_new(NULL, NULL, NULL));
    cr_assert_eq(lane_table_size(NULL), 0);
    cr_assert_null(lane_table_fixed(NULL, NULL, 99));
    cr_assert_null(lane_table_get(NULL, "a", 1));
    cr_assert_null(lane_table_at(NULL, 0));
    lane_table_free(NULL);
    lane_doc *doc = parse(members, 0);
    lane_error error;
    cr_assert_null(lane_table_new(lane_doc_root(doc), &(lane_options){.flags = 1u << 28}, &error));
    cr_assert_eq(error.code, LANE_ERROR_ARGUMENT);
    cr_assert_null(lane_table_fixed(lane_doc_root(doc), NULL, 9999));
    lane_table *table = lane_table_new(lane_doc_root(doc), NULL, NULL);
    cr_assert_eq(lane_value_int(lane_table_get(table, NULL, 99)), 3);
    lane_table_free(table);
    lane_doc_free(doc);
}

Test(lookup, out_of_memory) {
    lane_doc *doc = parse(members, 0);
    for (size_t n = 1; n <= 2; n++) {
        counted memory;
        counted_init(&memory, n);
        lane_options options = {.allocator = &memory.allocator};
        lane_error error, other;
        lane_table *table = lane_table_new(lane_doc_root(doc), &options, &error);
        lane_pointer *pointer = lane_pointer_compile("/a", 2, &options, &other);
        cr_assert((table == NULL) == (n == 1) && (pointer == NULL) == (n == 2));
        cr_assert_eq(n == 1 ? error.code : other.code, LANE_ERROR_MEMORY);
        lane_table_free(table);
        lane_pointer_free(pointer);
        cr_assert(memory.blocks == 0 && !memory.wrong);
    }
    lane_doc_free(doc);
}

/* -- Numbers -- */

static void expect_number(const char *text, const int64_t *i, const uint64_t *u, const double *d) {
    static const uint32_t flags[] = {LANE_OVERFLOW, LANE_BIG_NUMBERS | LANE_OVERFLOW, LANE_RAW_NUMBERS};
    for (size_t f = 0; f < 3; f++) {
        lane_doc *doc = parse(text, flags[f]);
        const lane_value *value = lane_doc_root(doc);
        int64_t got_i = 77;
        uint64_t got_u = 77;
        double got_d = 77;
        cr_expect(lane_number_int(value, &got_i) == (i != NULL) && got_i == (i ? *i : 77), "%s as int", text);
        cr_expect(lane_number_uint(value, &got_u) == (u != NULL) && got_u == (u ? *u : 77), "%s as uint", text);
        if (d != NULL || f != 0)
            cr_expect(lane_number_double(value, &got_d) == (d != NULL) && got_d == (d ? *d : 77), "%s as double: %g",
                      text, got_d);
        cr_expect_eq(lane_number_int(value, NULL), i != NULL);
        cr_expect_eq(lane_number_uint(value, NULL), u != NULL);
        (void)lane_number_double(value, NULL);
        lane_doc_free(doc);
    }
}

#define I(x) (&(int64_t){x})
#define U(x) (&(uint64_t){x})
#define D(x) (&(double){x})

Test(lookup, numbers) {
    expect_number("0", I(0), U(0), D(0));
    expect_number("-0", I(0), U(0), D(0));
    expect_number("12", I(12), U(12), D(12));
    expect_number("-12", I(-12), NULL, D(-12));
    expect_number("9223372036854775807", I(INT64_MAX), U(INT64_MAX), D(0x1p63));
    expect_number("-9223372036854775808", I(INT64_MIN), NULL, D(-0x1p63));
    expect_number("9223372036854775808", NULL, U((uint64_t)1 << 63), D(0x1p63));
    expect_number("-9223372036854775809", NULL, NULL, D(-0x1p63));
    expect_number("18446744073709551615", NULL, U(UINT64_MAX), D(0x1p64));
    expect_number("18446744073709551616", NULL, NULL, D(0x1p64));
    expect_number("99999999999999999999999", NULL, NULL, D(1e23));
    expect_number("1.5", NULL, NULL, D(1.5));
    expect_number("1.0", NULL, NULL, D(1));
    expect_number("1e2", NULL, NULL, D(100));
    lane_doc *doc = parse("[\"1\", null, true, 1e999]", LANE_RAW_NUMBERS);
    for (size_t i = 0; i < 5; i++) {
        const lane_value *value = i < 4 ? lane_doc_root(doc) + 1 + i : NULL;
        int64_t j = 77;
        uint64_t u = 77;
        double d = 77;
        cr_expect(!lane_number_int(value, &j) && !lane_number_uint(value, &u) && !lane_number_double(value, &d));
        cr_expect(j == 77 && u == 77 && d == 77);
    }
    lane_doc_free(doc);
}

/* -- Places -- */

static void check_places(const char *text, size_t length, uint32_t flags) {
    lane_options options = {.flags = flags};
    lane_doc *doc = lane_parse(text, length, &options, NULL);
    if (doc == NULL)
        return;
    size_t before = 0;
    const size_t count = lane_doc_count(doc), step = count / 50 + 1;
    for (size_t i = 0; i < count; i += step) {
        const lane_value *value = lane_doc_root(doc) + i;
        const size_t at = lane_value_offset(doc, value, text, length);
        cr_assert(at < length && (i == 0 || at > before), "%zu", at);
        const char c = text[at];
        switch (lane_value_type(value)) {
        case LANE_TYPE_STRING: cr_assert_eq(c, '"'); break;
        case LANE_TYPE_ARRAY: cr_assert_eq(c, '['); break;
        case LANE_TYPE_OBJECT: cr_assert_eq(c, '{'); break;
        case LANE_TYPE_NULL: cr_assert_eq(c, 'n'); break;
        case LANE_TYPE_BOOL: cr_assert_eq(c, lane_value_bool(value) ? 't' : 'f'); break;
        default: cr_assert(c == '-' || (c >= '0' && c <= '9') || c == 'N' || c == 'I');
        }
        if (at > 0 && lane_value_type(value) == LANE_TYPE_INT)
            cr_assert_null(memchr("0123456789.-+e", text[at - 1], 14));
        before = at;
    }
    lane_doc_free(doc);
}

static void visit_places(const char *name, file_content file) {
    if (strstr(name, "ndjson") == NULL)
        check_places(file.bytes, file.length, LANE_FLAGS_STDLIB | LANE_BOM);
}

Test(lookup, places, .timeout = 120) {
    const char *text = "\xEF\xBB\xBF{\"po\\\"rt\": [1.5e-3, -2, true],\n \"\xC3\xA4\\\\\": \"x\"}";
    lane_doc *doc = parse(text, LANE_BOM);
    static const size_t places[] = {3, 4, 14, 15, 23, 27, 35, 43};
    for (size_t i = 0; i < 8; i++)
        cr_assert_eq(lane_value_offset(doc, lane_doc_root(doc) + i, text, strlen(text)), places[i], "%zu: %zu", i,
                     lane_value_offset(doc, lane_doc_root(doc) + i, text, strlen(text)));
    lane_place place = lane_locate(text, strlen(text), places[7]);
    cr_assert(place.line == 2 && place.column == 9);
    cr_assert_eq(lane_value_offset(doc, lane_doc_root(doc) + 8, text, strlen(text)), SIZE_MAX);
    cr_assert_eq(lane_value_offset(doc, NULL, text, strlen(text)), SIZE_MAX);
    cr_assert_eq(lane_value_offset(NULL, lane_doc_root(doc), text, strlen(text)), SIZE_MAX);
    cr_assert_eq(lane_value_offset(doc, lane_doc_root(doc), NULL, 99), SIZE_MAX);
    cr_assert_eq(lane_value_offset(doc, lane_doc_root(doc) + 7, text, 12), SIZE_MAX);
    lane_doc_free(doc);
    text = "/*/[ \" */ [ // 1 /*\n2, /**/\"/* 3 */\" ]";
    doc = parse(text, LANE_COMMENTS);
    cr_assert_eq(lane_value_offset(doc, lane_doc_root(doc), text, strlen(text)), 10);
    cr_assert_eq(lane_value_offset(doc, lane_doc_root(doc) + 1, text, strlen(text)), 20);
    cr_assert_eq(lane_value_offset(doc, lane_doc_root(doc) + 2, text, strlen(text)), 27);
    lane_doc_free(doc);
    text = "[// 1\r2]"; /* as in the walk: a carriage return also ends the comment */
    doc = parse(text, LANE_COMMENTS);
    cr_assert_eq(lane_value_offset(doc, lane_doc_root(doc) + 1, text, strlen(text)), 6);
    cr_assert_eq(lane_value_offset(doc, lane_doc_root(doc) + 1, "[/ 2]", 5), SIZE_MAX);
    cr_assert_eq(lane_value_offset(doc, lane_doc_root(doc) + 1, "[/* 2]", 6), SIZE_MAX);
    cr_assert_eq(lane_value_offset(doc, lane_doc_root(doc), "/", 1), SIZE_MAX);
    lane_doc_free(doc);
    corpus_each("documents/small", visit_places);
    corpus_each("JSONTestSuite/test_parsing", visit_places);
}

/* -- Equality -- */

static void expect_equal(const char *a, const char *b, uint32_t flags, bool equal) {
    lane_doc *one = parse(a, flags), *other = parse(b, flags);
    cr_expect_eq(lane_equal(lane_doc_root(one), lane_doc_root(other)), equal, "%s and %s", a, b);
    cr_expect_eq(lane_equal(lane_doc_root(other), lane_doc_root(one)), equal, "%s and %s", b, a);
    cr_expect(lane_equal(lane_doc_root(one), lane_doc_root(one)));
    lane_doc_free(one);
    lane_doc_free(other);
}

Test(lookup, equality) {
    static const struct {
        const char *a, *b;
        bool equal;
    } pairs[] = {
        {"null", "null", true},
        {"null", "false", false},
        {"true", "false", false},
        {"1", "1.0", true},
        {"1", "true", false},
        {"1", "\"1\"", false},
        {"0", "-0.0", true},
        {"1e2", "100", true},
        {"9007199254740993", "9007199254740992.0", false},
        {"18446744073709551615", "18446744073709551616.0", false},
        {"18446744073709551615", "-1", false},
        {"9223372036854775808", "9223372036854775808.0", true},
        {"\"a\\u0062\"", "\"ab\"", true},
        {"\"a\"", "\"ab\"", false},
        {"[]", "{}", false},
        {"[1,[2,[3]]]", "[1,[2,[3]]]", true},
        {"[1,[2,[3]]]", "[1,[2,3]]", false},
        {"[1,2]", "[2,1]", false},
        {"[[1],2]", "[[1,2]]", false},
        {"{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}", true},
        {"{\"a\":1,\"b\":2}", "{\"b\":1,\"a\":2}", false},
        {"{\"a\":1}", "{\"a\":1,\"b\":2}", false},
        {"{\"a\":1,\"b\":2}", "{\"a\":1,\"c\":2}", false},
        {"{\"a\":{\"x\":[{\"p\":1,\"q\":2}],\"y\":0},\"b\":[]}", "{\"b\":[],\"a\":{\"y\":0,\"x\":[{\"q\":2,\"p\":1}]}}",
         true},
        {"{\"a\":{\"x\":[{\"p\":1,\"q\":2}],\"y\":0},\"b\":[]}", "{\"b\":[],\"a\":{\"y\":0,\"x\":[{\"q\":2,\"p\":3}]}}",
         false},
        {"[{\"a\":1,\"b\":2},3]", "[{\"b\":2,\"a\":1},4]", false},
        {"{\"a\":1,\"a\":2,\"b\":3}", "{\"b\":3,\"b\":3,\"a\":2}", true},
        {"{\"a\":1,\"a\":2}", "{\"a\":2,\"b\":1}", false},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        expect_equal(pairs[i].a, pairs[i].b, 0, pairs[i].equal);
    expect_equal("[123456789012345678901234567890]", "[123456789012345678901234567890]", LANE_RAW_NUMBERS, true);
    expect_equal("1.50", "1.5", LANE_RAW_NUMBERS, true);
    expect_equal("10", "10.0", LANE_RAW_NUMBERS, true);
    expect_equal("9007199254740993", "9007199254740992", LANE_RAW_NUMBERS, false);
    cr_assert(lane_equal(NULL, NULL));
    lane_doc *doc = parse("1", 0);
    cr_assert_not(lane_equal(NULL, lane_doc_root(doc)));
    cr_assert_not(lane_equal(lane_doc_root(doc), NULL));
    lane_doc_free(doc);
}

/* Many members in another order, and a deep nest of objects with them: neither takes excessive time or C stack. */
Test(lookup, equality_at_size) {
    const size_t count = 30000;
    char *a = malloc(count * 32), *b = malloc(count * 32), *p = a, *q = b;
    for (size_t i = 0; i < count; i++) {
        p += sprintf(p, "%c\"k%zu\":%zu", i ? ',' : '{', i, i);
        q += sprintf(q, "%c\"k%zu\":%zu", i ? ',' : '{', count - 1 - i, count - 1 - i);
    }
    strcpy(p, "}");
    strcpy(q, "}");
    expect_equal(a, b, 0, true);
    p = a;
    q = b;
    const uint32_t depth = 20000;
    for (size_t i = 0; i < depth; i++) {
        p += sprintf(p, "{\"b\":1,\"a\":");
        q += sprintf(q, "{\"a\":");
    }
    p += sprintf(p, "0");
    q += sprintf(q, "0");
    for (size_t i = 0; i < depth; i++) {
        p += sprintf(p, "}");
        q += sprintf(q, ",\"b\":1}");
    }
    lane_options options = {.max_depth = depth};
    lane_doc *one = lane_parse(a, (size_t)(p - a), &options, NULL),
             *other = lane_parse(b, (size_t)(q - b), &options, NULL);
    cr_assert(lane_equal(lane_doc_root(one), lane_doc_root(other)));
    lane_doc_free(one);
    lane_doc_free(other);
    free(a);
    free(b);
}
