/* SPDX-License-Identifier: MIT */
/* Every error code with its offset, in every way to read; names, messages, lines and columns. */
#include "support.h"

typedef struct {
    lane_error_code code;
    size_t offset;
    const char *text;
    uint32_t flags, depth;
} fault;

/* In the order of the codes. A text may hold no NUL. */
static const fault faults[] = {
    {LANE_ERROR_DEPTH, 2, "[[[]]]", 0, 2},
    {LANE_ERROR_DEPTH, 5, "{\"a\":{}}", 0, 1},
    {LANE_ERROR_VALUE, 0, "", 0, 0},
    {LANE_ERROR_VALUE, 2, " \n", 0, 0},
    {LANE_ERROR_VALUE, 1, "[", 0, 0},
    {LANE_ERROR_VALUE, 4, "[1, ", 0, 0},
    {LANE_ERROR_VALUE, 1, "[,1]", 0, 0},
    {LANE_ERROR_VALUE, 1, "[tru]", 0, 0},
    {LANE_ERROR_VALUE, 1, "[nulL]", 0, 0},
    {LANE_ERROR_VALUE, 1, "[falsy]", 0, 0},
    {LANE_ERROR_VALUE, 0, "]", 0, 0},
    {LANE_ERROR_VALUE, 5, "{\"a\":}", 0, 0},
    {LANE_ERROR_VALUE, 0, "NaN", 0, 0},
    {LANE_ERROR_VALUE, 1, "[Infinit]", LANE_NAN, 0},
    {LANE_ERROR_VALUE, 1, "['a']", 0, 0},
    {LANE_ERROR_VALUE, 0, "\xEF\xBB\xBF[]", 0, 0},
    {LANE_ERROR_KEY, 1, "{", 0, 0},
    {LANE_ERROR_KEY, 1, "{a:1}", 0, 0},
    {LANE_ERROR_KEY, 1, "{1:1}", 0, 0},
    {LANE_ERROR_KEY, 8, "{\"a\":1, ", 0, 0},
    {LANE_ERROR_KEY, 7, "{\"a\":1,,}", 0, 0},
    {LANE_ERROR_COLON, 5, "{\"a\" 1}", 0, 0},
    {LANE_ERROR_COLON, 4, "{\"a\"}", 0, 0},
    {LANE_ERROR_COLON, 5, "{\"a\" ", 0, 0},
    {LANE_ERROR_ARRAY_COMMA, 3, "[1 2]", 0, 0},
    {LANE_ERROR_ARRAY_COMMA, 2, "[1", 0, 0},
    {LANE_ERROR_ARRAY_COMMA, 2, "[1}", 0, 0},
    {LANE_ERROR_ARRAY_COMMA, 2, "[01]", 0, 0},
    {LANE_ERROR_ARRAY_COMMA, 2, "[1.]", 0, 0},
    {LANE_ERROR_ARRAY_COMMA, 4, "[\"a\"\"b\"]", 0, 0},
    {LANE_ERROR_OBJECT_COMMA, 6, "{\"a\":1]", 0, 0},
    {LANE_ERROR_OBJECT_COMMA, 6, "{\"a\":1\"b\":2}", 0, 0},
    {LANE_ERROR_OBJECT_COMMA, 8, "{\"a\":[] ", 0, 0},
    {LANE_ERROR_ARRAY_TRAILING, 2, "[1,]", 0, 0},
    {LANE_ERROR_ARRAY_TRAILING, 4, "[[] , ]", 0, 0},
    {LANE_ERROR_OBJECT_TRAILING, 6, "{\"a\":1, }", 0, 0},
    {LANE_ERROR_EXTRA, 3, "[] []", 0, 0},
    {LANE_ERROR_EXTRA, 2, "1 2", 0, 0},
    {LANE_ERROR_EXTRA, 1, "00", 0, 0},
    {LANE_ERROR_EXTRA, 4, "true]", 0, 0},
    {LANE_ERROR_EXTRA, 4, "null\xC3\xA4", 0, 0},
    {LANE_ERROR_STRING_END, 0, "\"abc", 0, 0},
    {LANE_ERROR_STRING_END, 1, "[\"abc]", 0, 0},
    {LANE_ERROR_STRING_END, 1, "[\"abc\\\"]", 0, 0},
    {LANE_ERROR_STRING_END, 1, "{\"abc}", 0, 0},
    {LANE_ERROR_CONTROL, 3, "[\"a\nb\"]", 0, 0},
    {LANE_ERROR_CONTROL, 3, "[\"a\x01\\q\"]", 0, 0},
    {LANE_ERROR_CONTROL, 2, "{\"\x1F\":1}", 0, 0},
    {LANE_ERROR_ESCAPE, 3, "[\"a\\qb\"]", 0, 0},
    {LANE_ERROR_ESCAPE, 2, "{\"\\x\":1}", 0, 0},
    {LANE_ERROR_UNICODE_ESCAPE, 3, "[\"a\\u12g4\"]", 0, 0},
    {LANE_ERROR_UNICODE_ESCAPE, 2, "[\"\\u123\"]", 0, 0},
    {LANE_ERROR_SURROGATE, 3, "[\"a\\ud800b\"]", 0, 0},
    {LANE_ERROR_SURROGATE, 2, "[\"\\udc00\\ud800\"]", 0, 0},
    {LANE_ERROR_SURROGATE, 2, "[\"\\ud800\\u0041\"]", 0, 0},
    {LANE_ERROR_NUMBER, 1, "[-]", 0, 0},
    {LANE_ERROR_NUMBER, 1, "[-a]", 0, 0},
    {LANE_ERROR_NUMBER, 0, "-", 0, 0},
    {LANE_ERROR_RANGE, 4, "[1, 1e309]", 0, 0},
    {LANE_ERROR_RANGE, 0, "-1e999", 0, 0},
    {LANE_ERROR_UTF8, 2, "[\"\xFF\"]", 0, 0},
    {LANE_ERROR_UTF8, 3, "[\"a\xC3\"]", 0, 0},
    {LANE_ERROR_UTF8, 2, "[\"\xED\xA0\x80\"]", 0, 0},
    {LANE_ERROR_UTF8, 2, "[\"\xC0\x80\", nul]", 0, 0},
    {LANE_ERROR_UTF8, 2, "{\"\xF4\x90\x80\x80\": 1}", 0, 0},
};

Test(error, every_code_and_its_offset) {
    bool seen[LANE_ERROR_ISA + 1] = {0};
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        const fault *f = &faults[i];
        outcome o = read_everywhere(f->text, f->text, strlen(f->text), f->flags, f->depth);
        cr_expect(o.written == NULL && o.error.code == f->code && o.error.offset == f->offset, "%s: %s at %zu", f->text,
                  lane_error_name(o.error.code), o.error.offset);
        seen[f->code] = true;
        outcome_free(&o);
    }
    /* LANE_ERROR_MEMORY is tested with lane_parse, LANE_ERROR_ISA where the instruction sets are. */
    for (int code = LANE_ERROR_DEPTH; code < LANE_ERROR_ISA; code++)
        cr_expect(seen[code], "%s has no test", lane_error_name((lane_error_code)code));
}

Test(error, names_and_messages) {
    for (int code = LANE_OK; code <= LANE_ERROR_ISA; code++) {
        const char *name = lane_error_name((lane_error_code)code), *message = lane_error_message((lane_error_code)code);
        cr_assert_eq(strncmp(name, "LANE_", 5), 0);
        cr_assert(strlen(message) > 5);
        for (int other = LANE_OK; other < code; other++)
            cr_assert(strcmp(name, lane_error_name((lane_error_code)other)) != 0, "%s twice", name);
    }
    cr_assert_str_eq(lane_error_name(LANE_ERROR_UTF8), "LANE_ERROR_UTF8");
    cr_assert_str_eq(lane_error_name((lane_error_code)1000), "LANE_ERROR_?");
    cr_assert_not_null(lane_error_message((lane_error_code)1000));
}

static void expect_place(const char *text, size_t offset, size_t line, size_t column) {
    lane_place place = lane_locate(text, strlen(text), offset);
    cr_expect(place.line == line && place.column == column, "byte %zu is %zu:%zu", offset, place.line, place.column);
}

Test(error, places) {
    expect_place("", 0, 1, 1);
    expect_place("abc", 2, 1, 3);
    expect_place("abc", 3, 1, 4);
    expect_place("abc", 99, 1, 4);
    expect_place("a\nbc", 1, 1, 2);
    expect_place("a\nbc", 2, 2, 1);
    expect_place("a\nbc\n\nd", 6, 4, 1);
    expect_place("a\r\nb", 3, 2, 1);
    expect_place("\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80x", 9, 1, 4);
    expect_place("\n\xC3\xA4x", 3, 2, 2);
}

Test(error, description) {
    const char *text = "{\n  \"\xC3\xA4\": x}";
    lane_error error;
    cr_assert_null(lane_parse(text, strlen(text), NULL, &error));
    char buffer[100], tiny[8];
    const char *whole = "a value was expected: line 2 column 8 (byte 10)";
    cr_assert_eq(lane_error_describe(&error, text, strlen(text), buffer, sizeof buffer), strlen(whole));
    cr_assert_str_eq(buffer, whole);
    cr_assert_eq(lane_error_describe(&error, text, strlen(text), tiny, sizeof tiny), strlen(whole));
    cr_assert_str_eq(tiny, "a value");
    cr_assert_eq(lane_error_describe(&error, text, strlen(text), NULL, 0), strlen(whole));
}

Test(error, flags_are_listed_once) {
    uint32_t all = 0;
    for (size_t i = 0; i < lane_flags_count; i++) {
        cr_assert_eq(all & lane_flags[i].flag, 0);
        cr_assert(lane_flags[i].read || lane_flags[i].write);
        all |= lane_flags[i].flag;
    }
    cr_assert_eq(all & (all + 1), 0, "no bit is left out");
    cr_assert_eq(all & (LANE_CURSOR_SCANNING | LANE_CURSOR_INDEXED), 0);
}
