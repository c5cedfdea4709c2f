/* SPDX-License-Identifier: MIT */
/* Writing value by value: the same output as lane_write, on the heap, in fixed memory and through a callback; refused
 * calls; memory. On every ISA. */
#include "support.h"

#include <math.h>

/* -- The same as lane_write -- */

static void copy_value(lane_writer *writer, const lane_value *value);

static void copy_members(lane_writer *writer, const lane_value *value) {
    const bool object = lane_value_type(value) == LANE_TYPE_OBJECT;
    const lane_value *member = value + 1;
    (void)(object ? lane_writer_object(writer) : lane_writer_array(writer));
    for (size_t left = lane_value_count(value); left != 0; left--) {
        if (object) {
            lane_writer_key(writer, lane_value_text(member), lane_value_length(member));
            member++;
        }
        copy_value(writer, member);
        member = lane_value_after(member);
    }
    lane_writer_end(writer);
}

/* Writes a value by the call of its type. */
static void copy_value(lane_writer *writer, const lane_value *value) {
    switch (lane_value_type(value)) {
    case LANE_TYPE_BOOL: lane_writer_bool(writer, lane_value_bool(value)); break;
    case LANE_TYPE_INT: lane_writer_int(writer, lane_value_int(value)); break;
    case LANE_TYPE_UINT: lane_writer_uint(writer, lane_value_uint(value)); break;
    case LANE_TYPE_DOUBLE: lane_writer_double(writer, lane_value_double(value)); break;
    case LANE_TYPE_NUMBER: lane_writer_number(writer, lane_value_text(value), lane_value_length(value)); break;
    case LANE_TYPE_STRING: lane_writer_string(writer, lane_value_text(value), lane_value_length(value)); break;
    case LANE_TYPE_ARRAY:
    case LANE_TYPE_OBJECT: copy_members(writer, value); break;
    default: lane_writer_null(writer);
    }
}

typedef struct {
    char *text;
    size_t length, room, most; /* most: the longest piece */
    size_t left;               /* pieces to accept */
} pieces;

static bool pieces_take(void *ctx, const char *text, size_t length) {
    pieces *p = ctx;
    if (p->left == 0 || p->length + length > p->room)
        return false;
    p->left--;
    memcpy(p->text + p->length, text, length);
    p->length += length;
    p->most = length > p->most ? length : p->most;
    return true;
}

/* Writes a document in both ways, with each writer, and again after a reset. */
static void same_text(lane_writer *writer, const lane_value *root, const char *wanted, size_t length, pieces *out) {
    for (unsigned i = 0; i < 4; i++) {
        lane_error error;
        size_t got = 0;
        if (i % 2 == 0)
            copy_value(writer, root);
        else
            lane_writer_value(writer, root);
        const char *text = lane_writer_finish(writer, &got, &error);
        cr_assert(text != NULL, "%s at %zu: %.200s", lane_error_name(error.code), error.offset, wanted);
        cr_assert(text[got] == 0);
        if (out != NULL) {
            cr_assert(got == 0);
            text = out->text;
            got = out->length;
        }
        cr_assert(got == length && memcmp(text, wanted, length) == 0, "%u: %.300s, not %.300s", i, text, wanted);
        lane_writer_reset(writer);
        if (out != NULL)
            out->length = 0;
    }
}

/* Checks that every kind of writer writes an input as lane_write does. */
static void expect_same(const char *text, size_t length, uint32_t read_flags, uint32_t flags, uint32_t indent) {
    const lane_options read = {.flags = read_flags}, options = {.flags = flags, .indent = indent, .max_depth = 100000};
    lane_doc *doc = lane_parse(text, length, &read, NULL);
    if (doc == NULL)
        return;
    const lane_value *root = lane_doc_root(doc);
    size_t wanted_length = 0;
    char *wanted = lane_write(root, &options, &wanted_length, NULL);
    cr_assert(wanted != NULL);

    lane_writer *writer = lane_writer_new(&options);
    same_text(writer, root, wanted, wanted_length, NULL);
    lane_writer_free(writer);

    pieces out = {.text = malloc(wanted_length + 1), .room = wanted_length, .left = SIZE_MAX};
    writer = lane_writer_to(pieces_take, &out, LANE_WRITER_CHUNK_LEAST, &options);
    same_text(writer, root, wanted, wanted_length, &out);
    cr_assert(out.most <= LANE_WRITER_CHUNK_LEAST, "%zu", out.most);
    lane_writer_free(writer);
    free(out.text);
    lane_text_free(wanted, wanted_length, &options);
    lane_doc_free(doc);
}

static void visit_same(const char *name, file_content file) {
    static const uint32_t flags[] = {0, LANE_ASCII, LANE_LONE_SURROGATES | LANE_NAN};
    const char *isa;
    (void)name;
    if (file.length > 400000)
        return;
    for (size_t i = 0; (isa = lane_isa_list(i)) != NULL; i++) {
        cr_assert(lane_isa_select(isa));
        for (size_t j = 0; j < sizeof flags / sizeof *flags; j++) {
            expect_same(file.bytes, file.length, 0, flags[j], 0);
            expect_same(file.bytes, file.length, LANE_BIG_NUMBERS, flags[j], 3);
        }
    }
}

Test(writer, same_as_lane_write) {
    visit_same("", (file_content){"[]", 2});
    (void)corpus_each("JSONTestSuite/test_parsing", visit_same);
}

/* Strings of each length, with a plain, escaped or non-ASCII character at each place. */
Test(writer, strings) {
    enum { MOST = 100 };
    static const char *const odd[] = {"x", "\\n", "\\u0000", "\\\"", "\xC3\xA4", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"};
    char text[2 * MOST + 60], plain[MOST + 1];
    const char *isa;
    memset(plain, 'p', MOST);
    for (size_t i = 0; (isa = lane_isa_list(i)) != NULL; i++) {
        cr_assert(lane_isa_select(isa));
        for (int n = 0; n < MOST; n++) {
            for (int k = 0; k < (int)(sizeof odd / sizeof *odd); k++) {
                const int at = n * (k + 1) / 8;
                const int length =
                    sprintf(text, "{\"%.*s%s%.*s\":[\"%.*s\"]}", at, plain, odd[k], n - at, plain, n, plain);
                expect_same(text, (size_t)length, 0, n % 2 == 0 ? 0 : LANE_ASCII, 0);
            }
        }
    }
}

/* So deep that the levels and their white space outgrow the initial memory. */
Test(writer, deep) {
    enum { DEPTH = 700 };
    char *text = malloc(DEPTH * 8);
    size_t n = 0;
    for (size_t i = 0; i < DEPTH; i++)
        n += (size_t)sprintf(text + n, i % 2 ? "[1," : "{\"k\":");
    text[n++] = '0';
    for (size_t i = DEPTH; i-- > 0;)
        text[n++] = i % 2 ? ']' : '}';
    expect_same(text, n, 0, 0, 0);
    expect_same(text, n, 0, 0, 2);
    free(text);
}

/* -- Fixed memory -- */

/* Every size that should be enough is, and no smaller one; nothing outside is written. */
Test(writer, fixed) {
    static const char *const texts[] = {
        "{\"a\":[1,2.5,true,null,\"a\\nb\"],\"b\":\"\\u0001\\u0002\\u0003 and a tail that is longer than a vector\"}",
        "[\""
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
        "\",1]"};
    static char filler[2 * LANE_WRITER_OVERHEAD];
    const char *isa;
    memset(filler, 0xA5, sizeof filler);
    for (size_t i = 0; (isa = lane_isa_list(i)) != NULL; i++) {
        cr_assert(lane_isa_select(isa));
        for (size_t j = 0; j < 4; j++) {
            const char *text = texts[j / 2];
            lane_doc *doc = lane_parse(text, strlen(text), NULL, NULL);
            const lane_options options = {.indent = j % 2 ? 4 : 0};
            size_t length = 0;
            char *wanted = lane_write(lane_doc_root(doc), &options, &length, NULL);
            bool fitted = false;
            cr_assert(LANE_WRITER_OVERHEAD + length + 1 <= sizeof filler);
            for (size_t size = LANE_WRITER_OVERHEAD; size <= LANE_WRITER_OVERHEAD + length + 1; size++) {
                guarded memory = guarded_copy(filler, size);
                lane_writer *writer = lane_writer_fixed(memory.text, size, &options);
                cr_assert(writer != NULL);
                for (unsigned twice = 0; twice < 2; twice++) {
                    size_t got = 0;
                    lane_error error;
                    copy_value(writer, lane_doc_root(doc));
                    const char *out = lane_writer_finish(writer, &got, &error);
                    if (out == NULL) {
                        cr_assert(error.code == LANE_ERROR_MEMORY && error.offset <= length);
                        cr_assert(!fitted && size < LANE_WRITER_OVERHEAD + length, "%zu of %zu", size, length);
                    } else {
                        cr_assert(got == length && memcmp(out, wanted, length) == 0);
                        fitted = true;
                    }
                    lane_writer_reset(writer);
                }
                lane_writer_free(writer);
                guarded_free(&memory);
            }
            cr_assert(fitted);
            lane_text_free(wanted, length, &options);
            lane_doc_free(doc);
        }
    }
    char small[LANE_WRITER_OVERHEAD];
    cr_assert_null(lane_writer_fixed(small, sizeof small - 1, NULL));
    cr_assert_null(lane_writer_fixed(NULL, sizeof small, NULL));
}

/* 32 bytes for each level beyond 32, as the header says, from memory of any alignment. */
Test(writer, fixed_levels) {
    for (size_t depth = 30; depth < 300; depth++) {
        const size_t size = LANE_WRITER_OVERHEAD + 2 * depth + (depth > 32 ? 32 * (depth - 32) + 1024 : 0);
        char *memory = malloc(size + 1);
        lane_writer *writer = lane_writer_fixed(memory + depth % 2, size, NULL);
        for (size_t i = 0; i < depth; i++)
            cr_assert(lane_writer_array(writer), "%zu", depth);
        for (size_t i = 0; i < depth; i++)
            cr_assert(lane_writer_end(writer));
        size_t length = 0;
        cr_assert(lane_writer_finish(writer, &length, NULL) != NULL && length == 2 * depth);
        free(memory);
    }
}

/* -- Refused calls -- */

/* Makes calls, a letter each: { [ . k v l(ine). */
static lane_writer *play(const char *calls) {
    lane_writer *writer = lane_writer_new(&(lane_options){.max_depth = 3});
    for (; *calls != 0; calls++) {
        switch (*calls) {
        case '{': lane_writer_object(writer); break;
        case '[': lane_writer_array(writer); break;
        case '.': lane_writer_end(writer); break;
        case 'k': lane_writer_key(writer, "k", 1); break;
        case 'l': lane_writer_line(writer); break;
        default: lane_writer_int(writer, 1);
        }
    }
    return writer;
}

Test(writer, nesting) {
    static const struct {
        const char *calls;
        lane_error_code code;
        size_t offset;
    } cases[] = {
        {"v", LANE_OK, 0},
        {"{.", LANE_OK, 0},
        {"{kv.", LANE_OK, 0},
        {"[v{k[.k[...", LANE_OK, 0},
        {"[v{k[.k[....", LANE_ERROR_EXTRA, 19},
        {"", LANE_ERROR_INCOMPLETE, 0},
        {"[", LANE_ERROR_INCOMPLETE, 1},
        {"{kv", LANE_ERROR_INCOMPLETE, 6},
        {"vv", LANE_ERROR_EXTRA, 1},
        {"v.", LANE_ERROR_EXTRA, 1},
        {"vk", LANE_ERROR_EXTRA, 1},
        {"v[", LANE_ERROR_EXTRA, 1},
        {".", LANE_ERROR_VALUE, 0},
        {"k", LANE_ERROR_VALUE, 0},
        {"[k", LANE_ERROR_VALUE, 1},
        {"[vk", LANE_ERROR_VALUE, 2},
        {"{v", LANE_ERROR_KEY, 1},
        {"{[", LANE_ERROR_KEY, 1},
        {"{kvv", LANE_ERROR_KEY, 6},
        {"{kk", LANE_ERROR_VALUE, 5},
        {"{k.", LANE_ERROR_VALUE, 5},
        {"[[[", LANE_ERROR_INCOMPLETE, 3},
        {"[[[[", LANE_ERROR_DEPTH, 3},
        {"vlv", LANE_OK, 0},
        {"vl", LANE_OK, 0},
        {"l", LANE_ERROR_VALUE, 0},
        {"[l", LANE_ERROR_VALUE, 1},
        {"vll", LANE_OK, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        lane_writer *writer = play(cases[i].calls);
        lane_error error;
        const char *text = lane_writer_finish(writer, NULL, &error);
        cr_assert(error.code == cases[i].code && (text != NULL) == (error.code == LANE_OK), "%s: %s", cases[i].calls,
                  lane_error_name(error.code));
        if (error.code != LANE_OK)
            cr_assert(error.offset == cases[i].offset, "%s: at %zu", cases[i].calls, error.offset);
        const bool stays = error.code != LANE_OK && error.code != LANE_ERROR_INCOMPLETE;
        cr_assert_eq(lane_writer_error(writer).code, stays ? error.code : LANE_OK);
        if (stays) { /* later calls do nothing */
            cr_assert_not(lane_writer_null(writer));
            cr_assert_eq(lane_writer_error(writer).offset, error.offset);
        }
        lane_writer_reset(writer);
        cr_assert(lane_writer_null(writer) && strcmp(lane_writer_finish(writer, NULL, NULL), "null") == 0);
        lane_writer_free(writer);
    }
}

Test(writer, texts) {
    static const struct {
        const char *text;
        size_t length;
        lane_error_code strict, lone;
    } strings[] = {
        {"a\xC3\xA4", 3, LANE_OK, LANE_OK},
        {"\xC3", 1, LANE_ERROR_UTF8, LANE_ERROR_UTF8},
        {"0123456789012345678901234567890123456789012345678901234567890123456789\xFF", 71, LANE_ERROR_UTF8,
         LANE_ERROR_UTF8},
        {"\xED\xA0\x80", 3, LANE_ERROR_SURROGATE, LANE_OK},
        {"\xED\xA0\x80\xFF", 4, LANE_ERROR_UTF8, LANE_ERROR_UTF8},
        {NULL, 0, LANE_OK, LANE_OK},
    };
    static const struct {
        const char *text;
        bool right;
    } numbers[] = {{"0", true},    {"-1.5e+300", true}, {"1E5", true}, {"123456789012345678901234567890", true},
                   {"", false},    {"01", false},       {"1.", false}, {"1e", false},
                   {"+1", false},  {" 1", false},       {"1 ", false}, {"NaN", false},
                   {"1,2", false}, {"-", false},        {".5", false}, {"1e+", false}};
    const char *isa;
    for (size_t i = 0; (isa = lane_isa_list(i)) != NULL; i++) {
        cr_assert(lane_isa_select(isa));
        for (size_t j = 0; j < 4 * sizeof strings / sizeof *strings; j++) {
            const bool lone = j % 2 != 0, key = j / 2 % 2 != 0;
            const size_t k = j / 4;
            guarded in = guarded_copy(strings[k].text, strings[k].length);
            lane_writer *writer = lane_writer_new(&(lane_options){.flags = lone ? LANE_LONE_SURROGATES : 0});
            lane_writer_object(writer);
            lane_writer_key(writer, key ? in.text : "", key ? strings[k].length : 0);
            lane_writer_string(writer, key ? NULL : in.text, key ? 0 : strings[k].length);
            lane_writer_end(writer);
            const lane_error error = lane_writer_error(writer);
            cr_assert(error.code == (lone ? strings[k].lone : strings[k].strict), "%s: %s", isa,
                      lane_error_name(error.code));
            cr_assert(error.code == LANE_OK || error.offset == (key ? 1u : 4u), "%zu", error.offset);
            lane_writer_free(writer);
            guarded_free(&in);
        }
        for (size_t j = 0; j < sizeof numbers / sizeof *numbers; j++) {
            guarded in = guarded_copy(numbers[j].text, strlen(numbers[j].text));
            lane_writer *writer = lane_writer_new(NULL);
            cr_assert(lane_writer_number(writer, in.text, strlen(numbers[j].text)) == numbers[j].right, "%s",
                      numbers[j].text);
            if (numbers[j].right)
                cr_assert_str_eq(lane_writer_finish(writer, NULL, NULL), numbers[j].text);
            else
                cr_assert_eq(lane_writer_error(writer).code, LANE_ERROR_NUMBER);
            lane_writer_free(writer);
            guarded_free(&in);
        }
    }
}

Test(writer, doubles_and_raw) {
    for (unsigned nan = 0; nan < 2; nan++) {
        lane_writer *writer = lane_writer_new(&(lane_options){.flags = nan ? LANE_NAN : 0});
        lane_writer_array(writer);
        lane_writer_double(writer, (double)NAN);
        lane_writer_double(writer, -(double)INFINITY);
        lane_writer_double(writer, -0.0);
        lane_writer_uint(writer, UINT64_MAX);
        lane_writer_int(writer, INT64_MIN);
        lane_writer_raw(writer, "{\"a\": 1}", 8);
        lane_writer_end(writer);
        cr_assert_str_eq(lane_writer_finish(writer, NULL, NULL),
                         nan ? "[NaN,-Infinity,-0.0,18446744073709551615,-9223372036854775808,{\"a\": 1}]"
                             : "[null,null,-0.0,18446744073709551615,-9223372036854775808,{\"a\": 1}]");
        lane_writer_free(writer);
    }
}

Test(writer, lines) {
    lane_writer *writer = lane_writer_new(NULL);
    for (int i = 0; i < 3; i++) {
        lane_writer_array(writer);
        lane_writer_int(writer, i);
        lane_writer_end(writer);
        lane_writer_line(writer);
    }
    cr_assert_str_eq(lane_writer_finish(writer, NULL, NULL), "[0]\n[1]\n[2]\n");
    lane_writer_free(writer);
}

Test(writer, nothing) {
    lane_error error;
    cr_assert_not(lane_writer_object(NULL));
    cr_assert_not(lane_writer_array(NULL));
    cr_assert_not(lane_writer_end(NULL));
    cr_assert_not(lane_writer_key(NULL, NULL, 0));
    cr_assert_not(lane_writer_string(NULL, NULL, 0));
    cr_assert_not(lane_writer_null(NULL));
    cr_assert_not(lane_writer_bool(NULL, true));
    cr_assert_not(lane_writer_int(NULL, 1));
    cr_assert_not(lane_writer_uint(NULL, 1));
    cr_assert_not(lane_writer_double(NULL, 1));
    cr_assert_not(lane_writer_number(NULL, NULL, 0));
    cr_assert_not(lane_writer_raw(NULL, NULL, 0));
    cr_assert_not(lane_writer_value(NULL, NULL));
    cr_assert_not(lane_writer_line(NULL));
    cr_assert_null(lane_writer_finish(NULL, NULL, &error));
    cr_assert_eq(error.code, LANE_ERROR_MEMORY);
    cr_assert_eq(lane_writer_error(NULL).code, LANE_ERROR_MEMORY);
    lane_writer_reset(NULL);
    lane_writer_free(NULL);
    lane_writer *writer = lane_writer_new(NULL);
    cr_assert_not(lane_writer_value(writer, NULL));
    cr_assert_eq(lane_writer_error(writer).code, LANE_ERROR_VALUE);
    lane_writer_free(writer);
    cr_assert_null(lane_writer_to(NULL, NULL, 0, NULL));
    cr_assert_null(lane_writer_to(pieces_take, NULL, LANE_WRITER_CHUNK_LEAST - 1, NULL));
}

/* -- Failing memory and output -- */

static void write_much(lane_writer *writer) {
    static const char text[] = "some text with \"quotes\" that is longer than a piece ";
    for (int i = 0; i < 100; i++)
        lane_writer_array(writer);
    for (int i = 0; i < 300; i++)
        lane_writer_string(writer, text, sizeof text - 1);
    for (int i = 0; i < 100; i++)
        lane_writer_end(writer);
}

/* Each allocation fails once. After a reset a failed writer can be used again. */
Test(writer, memory) {
    size_t wanted = 0;
    for (size_t fail = 0;; fail++) {
        counted memory;
        counted_init(&memory, fail);
        lane_writer *writer = lane_writer_new(&(lane_options){.allocator = &memory.allocator});
        lane_error error;
        size_t length = 0;
        bool ok = writer != NULL;
        if (ok) {
            write_much(writer);
            ok = lane_writer_finish(writer, &length, &error) != NULL;
            cr_assert(ok || error.code == LANE_ERROR_MEMORY);
            lane_writer_reset(writer);
            write_much(writer);
            cr_assert_not_null(lane_writer_finish(writer, &length, &error));
            wanted = fail == 0 ? length : wanted;
            cr_assert_eq(length, wanted);
            lane_writer_reset(writer);
            const size_t calls = memory.calls;
            write_much(writer);
            cr_assert(lane_writer_finish(writer, NULL, NULL) != NULL && memory.calls == calls, "memory was not kept");
        }
        lane_writer_free(writer);
        cr_assert(memory.blocks == 0 && memory.bytes == 0 && !memory.wrong);
        if (fail > memory.calls)
            break;
    }
}

/* Each piece is refused once; after that the writer hands out nothing more. */
Test(writer, refused) {
    char *text = malloc(100000);
    for (size_t taken = 0;; taken++) {
        pieces out = {.text = text, .room = 100000, .left = taken};
        lane_writer *writer = lane_writer_to(pieces_take, &out, 1000, NULL);
        write_much(writer);
        lane_error error;
        const bool ok = lane_writer_finish(writer, NULL, &error) != NULL;
        out.left = SIZE_MAX;
        const size_t length = out.length;
        cr_assert_eq(lane_writer_finish(writer, NULL, NULL) != NULL, ok);
        cr_assert_eq(out.length, length);
        lane_writer_free(writer);
        if (ok)
            break;
        cr_assert_eq(error.code, LANE_ERROR_OUTPUT);
    }
    free(text);
}
