/* SPDX-License-Identifier: MIT */
/* Every error code with its offset, in every way to read; names, messages, lines and columns. */
#include "support.h"

#include "../../src/base/error.h"

typedef struct {
    lane_error_code code;
    size_t offset;
    const char *text;
    uint32_t flags, depth;
} fault;

/* Roughly in the order of the codes. A text may hold no NUL. */
static const fault faults[] = {
    {LANE_ERROR_DEPTH, 2, "[[[]]]", 0, 2},
    {LANE_ERROR_DEPTH, 5, "{\"a\":{}}", 0, 1},
    {LANE_ERROR_INCOMPLETE, 0, "", 0, 0},
    {LANE_ERROR_INCOMPLETE, 2, " \n", 0, 0},
    {LANE_ERROR_INCOMPLETE, 1, "[", 0, 0},
    {LANE_ERROR_INCOMPLETE, 4, "[1, ", 0, 0},
    {LANE_ERROR_VALUE, 1, "[,1]", 0, 0},
    {LANE_ERROR_VALUE, 1, "[tru]", 0, 0},
    {LANE_ERROR_VALUE, 1, "[nulL]", 0, 0},
    {LANE_ERROR_VALUE, 1, "[falsy]", 0, 0},
    {LANE_ERROR_VALUE, 0, "]", 0, 0},
    {LANE_ERROR_VALUE, 5, "{\"a\":}", 0, 0},
    {LANE_ERROR_VALUE, 0, "NaN", 0, 0},
    {LANE_ERROR_VALUE, 1, "[Infinit]", LANE_NAN, 0},
    {LANE_ERROR_VALUE, 1, "['a']", 0, 0},
    {LANE_ERROR_VALUE, 3, "\xEF\xBB\xBFx", LANE_BOM, 0},
    {LANE_ERROR_INCOMPLETE, 1, "{", 0, 0},
    {LANE_ERROR_KEY, 1, "{a:1}", 0, 0},
    {LANE_ERROR_KEY, 1, "{1:1}", 0, 0},
    {LANE_ERROR_INCOMPLETE, 8, "{\"a\":1, ", 0, 0},
    {LANE_ERROR_KEY, 7, "{\"a\":1,,}", 0, 0},
    {LANE_ERROR_COLON, 5, "{\"a\" 1}", 0, 0},
    {LANE_ERROR_COLON, 4, "{\"a\"}", 0, 0},
    {LANE_ERROR_INCOMPLETE, 5, "{\"a\" ", 0, 0},
    {LANE_ERROR_ARRAY_COMMA, 3, "[1 2]", 0, 0},
    {LANE_ERROR_INCOMPLETE, 2, "[1", 0, 0},
    {LANE_ERROR_ARRAY_COMMA, 2, "[1}", 0, 0},
    {LANE_ERROR_ARRAY_COMMA, 2, "[01]", 0, 0},
    {LANE_ERROR_ARRAY_COMMA, 2, "[1.]", 0, 0},
    {LANE_ERROR_ARRAY_COMMA, 4, "[\"a\"\"b\"]", 0, 0},
    {LANE_ERROR_OBJECT_COMMA, 6, "{\"a\":1]", 0, 0},
    {LANE_ERROR_OBJECT_COMMA, 6, "{\"a\":1\"b\":2}", 0, 0},
    {LANE_ERROR_INCOMPLETE, 8, "{\"a\":[] ", 0, 0},
    {LANE_ERROR_ARRAY_TRAILING, 2, "[1,]", 0, 0},
    {LANE_ERROR_ARRAY_TRAILING, 4, "[[] , ]", 0, 0},
    {LANE_ERROR_OBJECT_TRAILING, 6, "{\"a\":1, }", 0, 0},
    {LANE_ERROR_EXTRA, 3, "[] []", 0, 0},
    {LANE_ERROR_EXTRA, 2, "1 2", 0, 0},
    {LANE_ERROR_EXTRA, 1, "00", 0, 0},
    {LANE_ERROR_EXTRA, 4, "true]", 0, 0},
    {LANE_ERROR_EXTRA, 4, "null\xC3\xA4", 0, 0},
    {LANE_ERROR_INCOMPLETE, 0, "\"abc", 0, 0},
    {LANE_ERROR_INCOMPLETE, 1, "[\"abc]", 0, 0},
    {LANE_ERROR_INCOMPLETE, 1, "[\"abc]  ", 0, 0},
    {LANE_ERROR_INCOMPLETE, 1, "[\"abc]\t", LANE_CONTROL, 0},
    {LANE_ERROR_INCOMPLETE, 1, "[\"abc\\\"]", 0, 0},
    {LANE_ERROR_INCOMPLETE, 1, "{\"abc}", 0, 0},
    {LANE_ERROR_CONTROL, 7, "[\"abc] \t", 0, 0},
    {LANE_ERROR_INCOMPLETE, 7, "[[1], \n", 0, 0},
    {LANE_ERROR_INCOMPLETE, 5, "[[1]\n", 0, 0},
    {LANE_ERROR_INCOMPLETE, 1, "[1.", 0, 0},
    {LANE_ERROR_INCOMPLETE, 1, "[1e", 0, 0},
    {LANE_ERROR_INCOMPLETE, 5, "{\"a\":-0.5E+", 0, 0},
    {LANE_ERROR_INCOMPLETE, 0, "-", 0, 0},
    {LANE_ERROR_INCOMPLETE, 0, "-Inf", LANE_NAN, 0},
    {LANE_ERROR_INCOMPLETE, 1, "[fals", 0, 0},
    {LANE_ERROR_INCOMPLETE, 2, "[\"\\u12", 0, 0},
    {LANE_ERROR_INCOMPLETE, 2, "[\"\\ud83d\\uDe0", 0, 0},
    {LANE_ERROR_INCOMPLETE, 0, "\"\xF0\x9F\x98", 0, 0},
    {LANE_ERROR_INCOMPLETE, 0, "\"\xED\xA0", LANE_LONE_SURROGATES, 0},
    {LANE_ERROR_INCOMPLETE, 0, "\xEF\xBB", LANE_BOM, 0},
    {LANE_ERROR_INCOMPLETE, 3, "\xEF\xBB\xBF", LANE_BOM, 0},
    {LANE_ERROR_INCOMPLETE, 3, "\xEF\xBB\xBF\"x", LANE_BOM, 0},
    {LANE_ERROR_ARRAY_COMMA, 4, "[1.5.", 0, 0},
    {LANE_ERROR_ARRAY_COMMA, 4, "[1e5.", 0, 0},
    {LANE_ERROR_ARRAY_COMMA, 4, "[1e5e", 0, 0},
    {LANE_ERROR_ARRAY_COMMA, 2, "[1.e", 0, 0},
    {LANE_ERROR_ARRAY_COMMA, 2, "[1-", 0, 0},
    {LANE_ERROR_ARRAY_COMMA, 4, "[\"1\".", 0, 0},
    {LANE_ERROR_ARRAY_COMMA, 3, "[1 .", 0, 0},
    {LANE_ERROR_ARRAY_COMMA, 5, "[truee", 0, 0},
    {LANE_ERROR_VALUE, 1, "[fals ", 0, 0},
    {LANE_ERROR_NUMBER, 0, "-Inf", 0, 0},
    {LANE_ERROR_UNICODE_ESCAPE, 2, "[\"\\u1g", 0, 0},
    {LANE_ERROR_SURROGATE, 2, "[\"\\ud83d\\u0", 0, 0},
    {LANE_ERROR_SURROGATE, 2, "[\"\\ude00\\ude", 0, 0},
    {LANE_ERROR_UTF8, 1, "\"\xF0\x8F", 0, 0},
    {LANE_ERROR_UTF8, 1, "\"\xED\xA0", 0, 0},
    {LANE_ERROR_UTF8, 2, "\"a\xC3(", 0, 0},
    {LANE_ERROR_BOM, 0, "\xEF\xBB\xBF[]", 0, 0},
    {LANE_ERROR_BOM, 3, "\xEF\xBB\xBF\xEF\xBB\xBF[]", LANE_BOM, 0},
    {LANE_ERROR_VALUE, 0, "\xEF\xBB", 0, 0},
    {LANE_ERROR_UTF16, 0, "\xFF\xFE", 0, 0},
    {LANE_ERROR_UTF16, 0, "\xFE\xFFx", 0, 0},
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
    {LANE_ERROR_RANGE, 4, "[1, 1e309]", 0, 0},
    {LANE_ERROR_RANGE, 0, "-1e999", 0, 0},
    {LANE_ERROR_UTF8, 2, "[\"\xFF\"]", 0, 0},
    {LANE_ERROR_UTF8, 3, "[\"a\xC3\"]", 0, 0},
    {LANE_ERROR_UTF8, 2, "[\"\xED\xA0\x80\"]", 0, 0},
    {LANE_ERROR_UTF8, 2, "[\"\xC0\x80\", nul]", 0, 0},
    {LANE_ERROR_UTF8, 2, "{\"\xF4\x90\x80\x80\": 1}", 0, 0},
};

Test(error, every_code_and_its_offset) {
    bool seen[LANE_ERROR_CODES] = {0};
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        const fault *f = &faults[i];
        outcome o = read_everywhere(f->text, f->text, strlen(f->text), f->flags, f->depth);
        cr_expect(o.written == NULL && o.error.code == f->code && o.error.offset == f->offset, "%s: %s at %zu", f->text,
                  lane_error_name(o.error.code), o.error.offset);
        seen[f->code] = true;
        outcome_free(&o);
    }
    /* LANE_ERROR_MEMORY is tested with lane_parse, LANE_ERROR_ARGUMENT with NULL, LANE_ERROR_STRING_END with
     * lane_minify; codes after LANE_ERROR_UTF16 are not for reading. */
    for (int code = LANE_ERROR_INCOMPLETE; code <= LANE_ERROR_UTF16; code++)
        cr_expect(seen[code] || code == LANE_ERROR_STRING_END, "%s has no test",
                  lane_error_name((lane_error_code)code));
}

Test(error, names_and_messages) {
    for (int code = LANE_OK; code < LANE_ERROR_CODES; code++) {
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

static void expect_description(const char *text, size_t length, const char *start) {
    lane_error error;
    char buffer[160];
    cr_assert_null(lane_parse(text, length, NULL, &error));
    lane_error_describe(&error, text, length, buffer, sizeof buffer);
    cr_expect(strncmp(buffer, start, strlen(start)) == 0, "%s", buffer);
}

Test(error, texts_that_are_none) {
    expect_description("", 0, "the text is empty: line 1 column 1");
    expect_description(NULL, 0, "the text is empty");
    expect_description(" \n", 2, "the text is empty: line 2 column 1");
    expect_description("[", 1, "the text ends before its value does: line 1 column 2");
    expect_description("\xEF\xBB\xBF{}", 5, "a byte order mark before the text (LANE_BOM skips it)");
    expect_description("[\0]", 4, "the text looks like UTF-16");
    expect_description("\0[\0]", 4, "the text looks like UTF-16");
    expect_description("\0\0\0[", 4, "the text looks like UTF-16");
    expect_description("\0", 1, "a value was expected");
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

/* -- Cut inputs: LANE_ERROR_INCOMPLETE if more bytes can make them valid, and only then -- */

/* Reads each proper prefix of a valid text in one of the ways. */
static void expect_prefixes(const char *text, size_t length, uint32_t flags) {
    static size_t turn;
    way ways[WAYS_MOST];
    const size_t count = ways_list(ways);
    guarded g = guarded_copy(text, length);
    for (size_t n = 0; n < length; n++) {
        const way *w = &ways[turn++ % count];
        char *prefix = g.text + length - n;
        cr_assert(lane_isa_select(w->isa));
        memcpy(prefix, text, n);
        lane_options options = {.flags = flags | w->flags};
        lane_error error, other;
        lane_doc *doc = lane_parse(prefix, n, &options, &error);
        const bool valid = lane_validate(prefix, n, &options, &other);
        cr_assert(error.code == other.code && error.offset == other.offset && valid == (doc != NULL));
        /* A prefix may be valid: a number that is cut, or one that lacks only white space. */
        const lane_type type = lane_value_type(lane_doc_root(doc));
        const bool whole =
            (type >= LANE_TYPE_INT && type <= LANE_TYPE_NUMBER) || (size_t)strspn(text + n, " \n\r\t") == length - n;
        cr_assert(error.code == LANE_ERROR_INCOMPLETE || (error.code == LANE_OK && whole), "%.*s: %s at %zu", (int)n,
                  text, lane_error_name(error.code), error.offset);
        cr_assert(error.offset <= n);
        lane_doc_free(doc);
    }
    guarded_free(&g);
}

#define PREFIX_TEXTS 500 /* from documents, and as many generated ones */
#define PREFIX_MOST 400  /* bytes of each */

static size_t prefix_texts;

/* Takes small values of a document, written compact or indented. */
static void visit_pieces(const char *name, file_content file) {
    if (strstr(name, "ndjson") != NULL)
        return;
    lane_options copy = {.flags = LANE_COPY};
    lane_doc *doc = lane_parse(file.bytes, file.length, &copy, NULL);
    cr_assert(doc != NULL, "%s", name);
    const size_t count = lane_doc_count(doc);
    const lane_value *root = lane_doc_root(doc);
    size_t taken = 0;
    for (size_t i = 0; i < 4000 && taken < PREFIX_TEXTS / 12 && prefix_texts < PREFIX_TEXTS; i++) {
        const lane_value *value = root + (i * 7919 + 3) % count;
        if (lane_value_count(value) == 0 || lane_value_count(value) > 40)
            continue;
        lane_options options = {.indent = i % 3, .flags = i % 5 == 0 ? LANE_ASCII : 0};
        size_t length;
        char *text = lane_write(value, &options, &length, NULL);
        if (length >= 20 && length <= PREFIX_MOST) {
            expect_prefixes(text, length, 0);
            taken++;
            prefix_texts++;
        }
        lane_text_free(text, length, &options);
    }
    lane_doc_free(doc);
}

static uint64_t random_state = 88172645463325252u;

static unsigned random_below(unsigned n) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (unsigned)(random_state >> 33) % n;
}

/* Appends a random value with random white space around it. */
static char *random_value(char *p, unsigned depth) {
    static const char *const scalars[] = {"null",
                                          "true",
                                          "false",
                                          "0",
                                          "-0",
                                          "-12.5e-3",
                                          "1E+2",
                                          "0.10",
                                          "123456789012345678901234567890",
                                          "1e0",
                                          "\"\"",
                                          "\"a\\\"b\\\\\"",
                                          "\"\\u00e4\\ud83d\\ude00\\n\"",
                                          "\"\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80\"",
                                          "\"\xED\x9F\xBF\xF4\x8F\xBF\xBF\xE0\xA0\x80\"",
                                          "\"}]{[:,\""};
    static const char *const spaces[] = {"", "", "", " ", "\n", "\t ", "\r\n  "};
    p += sprintf(p, "%s", spaces[random_below(7)]);
    const unsigned kind = depth == 0 ? 0 : random_below(3);
    if (kind == 0) {
        p += sprintf(p, "%s", scalars[random_below(sizeof scalars / sizeof *scalars)]);
    } else {
        *p++ = kind == 1 ? '[' : '{';
        for (unsigned i = 0, n = random_below(4); i < n; i++) {
            p += sprintf(p, "%s%s", i ? "," : "", spaces[random_below(7)]);
            if (kind == 2)
                p += sprintf(p, "\"k\\u0061\xC3\xA9%u\"%s:", i, spaces[random_below(7)]);
            p = random_value(p, depth - 1);
        }
        *p++ = kind == 1 ? ']' : '}';
    }
    return p + sprintf(p, "%s", spaces[random_below(7)]);
}

Test(error, every_prefix_is_incomplete, .timeout = 300) {
    if (corpus_each("documents", visit_pieces) != 0)
        cr_assert_eq(prefix_texts, PREFIX_TEXTS, "%zu", prefix_texts);
    char text[8192];
    for (size_t i = 0; i < PREFIX_TEXTS; i++) {
        const char *end = random_value(text, 3);
        expect_prefixes(text, (size_t)(end - text), 0);
        expect_prefixes(text, (size_t)(end - text), LANE_FLAGS_STDLIB | LANE_CONTROL);
    }
    expect_prefixes("[NaN, -Infinity, Infinity]", 26, LANE_NAN);
    expect_prefixes("\xEF\xBB\xBF [1]", 7, LANE_BOM);
    expect_prefixes("\"\xED\xA0\x80\\ud800\\u0041\"", 17, LANE_LONE_SURROGATES);
    /* Too large, until the exponent comes. */
    char number[500];
    memset(number, '9', sizeof number);
    memcpy(number + 480, ".5e-300]", 9);
    number[0] = '[';
    expect_prefixes(number, 488, 0);
}

/* Returns whether some continuation makes an input valid: one that ends a token, then a member, then all containers. */
static bool can_go_on(const char *text, size_t length, uint32_t flags) {
    static const char *const tokens[] = {"",
                                         "0",
                                         "\"",
                                         "a\"",
                                         "n\"",
                                         "rue",
                                         "ue",
                                         "e",
                                         "alse",
                                         "lse",
                                         "se",
                                         "ull",
                                         "ll",
                                         "l",
                                         "-1",
                                         "u0000\"",
                                         "0000\"",
                                         "000\"",
                                         "00\"",
                                         "0\"",
                                         "udc00\"",
                                         "0\\udc00\"",
                                         "00\\udc00\"",
                                         "800\\udc00\"",
                                         "\\udc00\"",
                                         "dc00\"",
                                         "c00\"",
                                         "\x80\"",
                                         "\x80\x80\"",
                                         "\x80\x80\x80\"",
                                         "\xA0\x80\"",
                                         "\x90\x80\x80\"",
                                         "aN",
                                         "N",
                                         "nfinity",
                                         "Infinity",
                                         "e-999"};
    static const char *const members[] = {"", ":0", "\"\":0", "0"};
    char open[512], whole[1024];
    size_t depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < length; i++) {
        if (in_string)
            i += text[i] == '\\';
        else if (text[i] == '[' || text[i] == '{')
            open[depth++] = text[i] == '[' ? ']' : '}';
        else if ((text[i] == ']' || text[i] == '}') && depth > 0)
            depth--;
        in_string ^= i < length && text[i] == '"';
    }
    for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++) {
        for (size_t j = 0; j < sizeof members / sizeof *members; j++) {
            memcpy(whole, text, length);
            size_t n = length + (size_t)sprintf(whole + length, "%s%s", tokens[i], members[j]);
            for (size_t k = depth; k-- != 0;)
                whole[n++] = open[k];
            lane_options options = {.flags = flags};
            if (lane_validate(whole, n, &options, NULL))
                return true;
        }
    }
    return false;
}

/* Damaged beginnings of documents: an input is called incomplete exactly if it can be completed. */
Test(error, incomplete_can_go_on, .timeout = 300) {
    static const char bytes[] = "\x00\x1F \n\"\\,:[]{}0-.eEtnNuU/a\x80\xBF\xC3\xE0\xED\xF0\xF4\xFF";
    static const char *const texts[] = {"{\"a\":[1,-2.5e3,true,false,null],\"b\":\"x\\n\\u00e4\\ud83d\\ude00\"}",
                                        "[ \"\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80\" , {\"k\" : [ ] } , 0.1 , 1E5 ]"};
    for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
        char text[128];
        for (size_t length = 1; length <= strlen(texts[t]); length++) {
            for (size_t b = 0; b < sizeof bytes - 1; b++) {
                memcpy(text, texts[t], length);
                text[length - 1] = bytes[b];
                lane_error error;
                if (lane_validate(text, length, NULL, &error))
                    continue;
                const bool incomplete = error.code == LANE_ERROR_INCOMPLETE;
                cr_expect_eq(incomplete, can_go_on(text, length, 0), "%.*s: %s", (int)length, text,
                             lane_error_name(error.code));
            }
        }
    }
}
