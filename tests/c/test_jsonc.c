/* SPDX-License-Identifier: MIT */
/* Comments and trailing commas: where they are allowed and where not, and that nothing changes without the flags. */
#include "support.h"

enum { BOTH = LANE_COMMENTS | LANE_TRAILING_COMMAS };

static void expect(const char *text, uint32_t flags, const char *form) {
    outcome o = read_everywhere(text, text, strlen(text), flags, 0);
    cr_assert(o.written != NULL && strcmp(o.written, form) == 0, "%s: %s at %zu", text,
              o.written ? o.written : lane_error_name(o.error.code), o.error.offset);
    outcome_free(&o);
}

static void expect_error(const char *text, uint32_t flags, lane_error_code code, size_t offset) {
    outcome o = read_everywhere(text, text, strlen(text), flags, 0);
    cr_assert(o.written == NULL && o.error.code == code && o.error.offset == offset, "%s: %s at %zu", text,
              lane_error_name(o.error.code), o.error.offset);
    outcome_free(&o);
}

/* A comment of either kind, or two with space around, between any two tokens. */
Test(jsonc, everywhere) {
    static const char *const tokens[] = {"{",        "\"a\"", ":", "[",       "1", ",",    "true", ",",
                                         "\"x\\n\"", ",",     "{", "}",       ",", "[",    "]",    ",",
                                         "-2.5e3",   "]",     ",", "\"b//\"", ":", "null", "}"};
    static const char *const comments[] = {"/**/", "//\n", " /* ] } \" , */ // [ { \"\r\n ", "/***/", "//\xC3\xA4\n"};
    enum { COUNT = sizeof tokens / sizeof *tokens };
    for (size_t at = 0; at <= COUNT + 1; at++) { /* the last: everywhere at once */
        for (size_t k = 0; k < sizeof comments / sizeof *comments; k++) {
            char text[2000] = "";
            for (size_t i = 0; i <= COUNT; i++) {
                if (i == at || at > COUNT)
                    strcat(text, comments[k]);
                if (i < COUNT)
                    strcat(text, tokens[i]);
            }
            expect(text, LANE_COMMENTS, "{\"a\":[1,true,\"x\\n\",{},[],-2500.0],\"b//\":null}");
        }
    }
    expect("/* a */ 12 // b", LANE_COMMENTS, "12");
    expect("[] // ]", LANE_COMMENTS, "[]");
    expect("[1 // ]\n]", LANE_COMMENTS, "[1]");
}

Test(jsonc, commas) {
    expect("[1,]", LANE_TRAILING_COMMAS, "[1]");
    expect("{\"a\":[[],],}", LANE_TRAILING_COMMAS, "{\"a\":[[]]}");
    expect("[1 , // two\n /* or three */ ]", BOTH, "[1]");
    expect("{\"a\":1,/**/}", BOTH, "{\"a\":1}");
    expect_error("[,]", BOTH, LANE_ERROR_VALUE, 1);
    expect_error("{,}", BOTH, LANE_ERROR_KEY, 1);
    expect_error("[1,,]", BOTH, LANE_ERROR_VALUE, 3);
    expect_error("[1],", BOTH, LANE_ERROR_EXTRA, 3);
    expect_error("[/**/,]", BOTH, LANE_ERROR_VALUE, 5);
    expect_error("{\"a\":,}", BOTH, LANE_ERROR_VALUE, 5);
}

Test(jsonc, faults) {
    expect_error("[1 /* 2]", LANE_COMMENTS, LANE_ERROR_INCOMPLETE, 3);
    expect_error("[1 /", LANE_COMMENTS, LANE_ERROR_INCOMPLETE, 3);
    expect_error("[1 /*/ ]", LANE_COMMENTS, LANE_ERROR_INCOMPLETE, 3);
    expect_error("[1 / 2]", LANE_COMMENTS, LANE_ERROR_ARRAY_COMMA, 3);
    expect_error("[1, /**/ /x]", LANE_COMMENTS, LANE_ERROR_VALUE, 9);
    expect_error("[1, // ]", LANE_COMMENTS, LANE_ERROR_INCOMPLETE, 8);
    expect_error("[1, /**/ ]", LANE_COMMENTS, LANE_ERROR_ARRAY_TRAILING, 2);
    expect_error("{\"a\":1 , /**/ }", LANE_COMMENTS, LANE_ERROR_OBJECT_TRAILING, 7);
    expect_error("// nothing", LANE_COMMENTS, LANE_ERROR_INCOMPLETE, 10);
    expect_error("[] /**/ x", LANE_COMMENTS, LANE_ERROR_EXTRA, 8);
    expect_error("[1 // \xC3\n]", LANE_COMMENTS, LANE_ERROR_UTF8, 6);
    expect_error("{\"a\" /**/ 1}", LANE_COMMENTS, LANE_ERROR_COLON, 10);
    expect_error("{/**/1}", LANE_COMMENTS, LANE_ERROR_KEY, 5);
    expect_error("{/**/]", LANE_COMMENTS, LANE_ERROR_KEY, 5);
}

/* Without the flags a slash is an error as before. */
Test(jsonc, off) {
    static const struct {
        const char *text;
        lane_error_code code;
        size_t offset;
    } cases[] = {
        {"[1 /**/]", LANE_ERROR_ARRAY_COMMA, 3}, {"[/**/1]", LANE_ERROR_VALUE, 1},
        {"{/**/}", LANE_ERROR_KEY, 1},           {"{\"a\"/**/:1}", LANE_ERROR_COLON, 4},
        {"[] //", LANE_ERROR_EXTRA, 3},          {"[1,]", LANE_ERROR_ARRAY_TRAILING, 2},
        {"// \n1", LANE_ERROR_VALUE, 0},         {"{\"a\":1,}", LANE_ERROR_OBJECT_TRAILING, 6},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_error(cases[i].text, 0, cases[i].code, cases[i].offset);
}

/* A slash that begins no comment, in a piece of its own. */
Test(jsonc, lone_slash) {
    lane_reader *reader = lane_reader_new(&(lane_options){.flags = LANE_COMMENTS | LANE_LINES});
    lane_error error;
    cr_assert(lane_reader_feed(reader, "/", 1) && lane_reader_next(reader, &error) == NULL && error.code == LANE_OK);
    cr_assert(lane_reader_feed(reader, "\n1\n", 3) && lane_reader_next(reader, &error) == NULL);
    cr_assert(error.code == LANE_ERROR_INCOMPLETE && error.offset == 0);
    cr_assert(lane_value_int(lane_doc_root(lane_reader_next(reader, &error))) == 1);
    lane_reader_free(reader);
}

/* What a closing bracket may follow stands before all comments, though they are in other pieces. */
Test(jsonc, comments_before_a_bracket) {
    static const char text[] = "{//},\n/*[*/ //x\n}[/*,*///]\n]{\"a\":1,/*{*///x\n}";
    for (size_t size = 1; size <= sizeof text; size++) {
        lane_reader *reader = lane_reader_new(&(lane_options){.flags = BOTH});
        lane_error error;
        size_t documents = 0;
        for (size_t at = 0; at < sizeof text - 1; at += size) {
            lane_reader_feed(reader, text + at, sizeof text - 1 - at < size ? sizeof text - 1 - at : size);
            while (lane_reader_next(reader, &error) != NULL)
                documents++;
        }
        cr_assert(documents == 3 && error.code == LANE_OK, "%zu: %zu, %s", size, documents,
                  lane_error_name(error.code));
        lane_reader_free(reader);
    }
}

/* A comment ends a number or word as white space does. */
Test(jsonc, comment_after_scalar) {
    static const char text[] = "12//3\ntrue/**/null//";
    lane_reader *reader = lane_reader_new(&(lane_options){.flags = LANE_COMMENTS});
    lane_error error;
    for (size_t size = 1; size <= sizeof text; size++) {
        size_t documents = 0;
        lane_reader_reset(reader);
        for (size_t at = 0; at < sizeof text - 1; at += size) {
            lane_reader_feed(reader, text + at, sizeof text - 1 - at < size ? sizeof text - 1 - at : size);
            while (lane_reader_next(reader, &error) != NULL)
                documents++;
        }
        lane_reader_end(reader);
        documents += lane_reader_next(reader, &error) != NULL;
        cr_assert(documents == 3 && error.code == LANE_OK, "%zu: %zu, %s", size, documents,
                  lane_error_name(error.code));
    }
    lane_reader_free(reader);
}

Test(jsonc, reader) {
    static const char text[] = "// first\n{\"a\":1,}/* } */[2/*]*/,3] // last }\n";
    for (size_t size = 1; size < sizeof text; size++) {
        lane_reader *reader = lane_reader_new(&(lane_options){.flags = BOTH});
        size_t documents = 0;
        lane_error error;
        for (size_t at = 0; at < sizeof text - 1; at += size) {
            lane_reader_feed(reader, text + at, sizeof text - 1 - at < size ? sizeof text - 1 - at : size);
            while (lane_reader_next(reader, &error) != NULL)
                documents++;
            cr_assert_eq(error.code, LANE_OK);
        }
        lane_reader_end(reader);
        cr_assert(documents == 2 && lane_reader_next(reader, &error) == NULL && error.code == LANE_OK, "%zu: %zu, %s",
                  size, documents, lane_error_name(error.code));
        cr_assert(lane_reader_begin(reader, text, sizeof text - 1));
        for (; lane_reader_next(reader, &error) != NULL; documents++) {
        }
        cr_assert(documents == 4 && error.code == LANE_OK);
        lane_reader_free(reader);
    }
}
