/* SPDX-License-Identifier: MIT */
/* Reading sequences of documents: at once, in pieces of every size, and after errors. The reference is lane_parse. */
#include "support.h"

/* -- The result of an input: documents, a line each, and an error -- */

typedef struct {
    char *text;
    size_t length, room, documents;
    lane_error error;
} gathered;

static void gather(gathered *all, const lane_doc *doc) {
    size_t length = 0;
    char *text = lane_write(lane_doc_root(doc), &(lane_options){.flags = LANE_LONE_SURROGATES}, &length, NULL);
    cr_assert(text != NULL);
    if (all->length + length + 1 > all->room) {
        all->room = 2 * (all->length + length + 1);
        all->text = realloc(all->text, all->room);
    }
    memcpy(all->text + all->length, text, length);
    all->text[all->length + length] = '\n';
    all->length += length + 1;
    all->documents++;
    lane_text_free(text, length, NULL);
}

/* Reads on to an error or the end. Returns false at an error. */
static bool gather_all(gathered *all, lane_reader *reader) {
    const lane_doc *doc;
    while ((doc = lane_reader_next(reader, &all->error)) != NULL)
        gather(all, doc);
    return all->error.code == LANE_OK;
}

static gathered gather_begun(lane_reader *reader, const char *text, size_t length) {
    gathered all = {0};
    cr_assert(lane_reader_begin(reader, text, length));
    gather_all(&all, reader);
    return all;
}

/* Reads an input in pieces of `size` bytes, each from its own memory. */
static gathered gather_fed(lane_reader *reader, const char *text, size_t length, size_t size) {
    gathered all = {0};
    lane_reader_reset(reader);
    for (size_t at = 0; at < length; at += size) {
        const size_t n = length - at < size ? length - at : size;
        char *piece = malloc(n);
        memcpy(piece, text + at, n);
        cr_assert(lane_reader_feed(reader, piece, n));
        free(piece);
        if (!gather_all(&all, reader))
            return all;
    }
    lane_reader_end(reader);
    gather_all(&all, reader);
    return all;
}

static void expect_gathered(const char *name, const gathered *a, const gathered *b, size_t piece) {
    cr_assert(a->error.code == b->error.code && a->error.offset == b->error.offset,
              "%s, by %zu: %s at %zu, not %s at %zu", name, piece, lane_error_name(b->error.code), b->error.offset,
              lane_error_name(a->error.code), a->error.offset);
    cr_assert(a->documents == b->documents && a->length == b->length &&
                  (a->length == 0 || memcmp(a->text, b->text, a->length) == 0),
              "%s, by %zu: %zu documents, not %zu", name, piece, b->documents, a->documents);
}

/* Checks that an input before a page that cannot be read gives the same at once and in pieces. The caller owns the
 * result. */
static gathered read_every_way(const char *name, const char *text, size_t length, uint32_t flags) {
    static const size_t sizes[] = {1, 2, 3, 7, 16, 63, 64, 65, 1000};
    guarded g = guarded_copy(text, length);
    gathered first = {0};
    const char *isa;
    for (size_t i = 0; (isa = lane_isa_list(i)) != NULL; i++) {
        cr_assert(lane_isa_select(isa));
        lane_reader *reader = lane_reader_new(&(lane_options){.flags = flags});
        gathered begun = gather_begun(reader, g.text, length);
        if (i == 0)
            first = begun;
        else
            expect_gathered(name, &first, &begun, 0);
        for (size_t j = 0; j < sizeof sizes / sizeof *sizes && (length < 5000 || sizes[j] > 2); j++) {
            gathered fed = gather_fed(reader, g.text, length, sizes[j]);
            expect_gathered(name, &first, &fed, sizes[j]);
            free(fed.text);
        }
        lane_reader_free(reader);
        lane_reader *copying = lane_reader_new(&(lane_options){.flags = flags | LANE_COPY});
        gathered copied = gather_begun(copying, g.text, length);
        expect_gathered(name, &first, &copied, SIZE_MAX);
        free(copied.text);
        lane_reader_free(copying);
        if (i != 0)
            free(begun.text);
    }
    guarded_free(&g);
    return first;
}

static void expect_read(const char *text, uint32_t flags, const char *lines, lane_error_code code, size_t offset) {
    gathered all = read_every_way(text, text, strlen(text), flags);
    cr_assert(all.length == strlen(lines) && (all.length == 0 || memcmp(all.text, lines, all.length) == 0), "%s: %.*s",
              text, (int)all.length, all.text);
    cr_assert(all.error.code == code && all.error.offset == offset, "%s: %s at %zu", text,
              lane_error_name(all.error.code), all.error.offset);
    free(all.text);
}

Test(reader, texts_after_each_other) {
    expect_read("", 0, "", LANE_OK, 0);
    expect_read(" \n", 0, "", LANE_OK, 0);
    expect_read("{\"a\":1}\n[2]\n", 0, "{\"a\":1}\n[2]\n", LANE_OK, 0);
    expect_read("{}[]\"a\"\"b\\\"\"{\"]\":\"}\"}", 0, "{}\n[]\n\"a\"\n\"b\\\"\"\n{\"]\":\"}\"}\n", LANE_OK, 0);
    expect_read("1 2\n-3.5e1 true\tnull[4]false{}", 0, "1\n2\n-35.0\ntrue\nnull\n[4]\nfalse\n{}\n", LANE_OK, 0);
    expect_read("\x1E{\"a\":1}\n\x1E[1,\n2]\n\x1E"
                "12\n",
                0, "{\"a\":1}\n[1,2]\n12\n", LANE_OK, 0);
    expect_read("12", 0, "12\n", LANE_OK, 0);
    expect_read("[1]12a", 0, "[1]\n", LANE_ERROR_EXTRA, 5);
    expect_read("1,2", 0, "", LANE_ERROR_EXTRA, 1);
    expect_read("1 ,2", 0, "1\n", LANE_ERROR_VALUE, 2);
    expect_read("truefalse ", 0, "", LANE_ERROR_EXTRA, 4);
    expect_read("[1]]", 0, "[1]\n", LANE_ERROR_VALUE, 3);
    expect_read("[1][2", 0, "[1]\n", LANE_ERROR_INCOMPLETE, 5);
    expect_read("[1] tru", 0, "[1]\n", LANE_ERROR_INCOMPLETE, 4);
    expect_read("[1] 2.", 0, "[1]\n", LANE_ERROR_INCOMPLETE, 4);
    expect_read("[1] \"a}", 0, "[1]\n", LANE_ERROR_INCOMPLETE, 4);
    expect_read("[1}\n[2]", 0, "", LANE_ERROR_ARRAY_COMMA, 2);
    expect_read("\"\\u00e4\\n\" \"\xC3\xA4\"", 0, "\"\xC3\xA4\\n\"\n\"\xC3\xA4\"\n", LANE_OK, 0);
    expect_read("[1] [\"\xC3\"]", 0, "[1]\n", LANE_ERROR_UTF8, 6);
    expect_read("\xEF\xBB\xBF[1][2]", LANE_BOM, "[1]\n[2]\n", LANE_OK, 0);
    expect_read("\xEF\xBB\xBF[1]", 0, "", LANE_ERROR_BOM, 0);
    expect_read("\xEF\xBB", LANE_BOM, "", LANE_ERROR_INCOMPLETE, 0);
}

Test(reader, lines) {
    expect_read("{\"a\":1}\n\n \r\n[2]\r\n\"x\"\n3", LANE_LINES, "{\"a\":1}\n[2]\n\"x\"\n3\n", LANE_OK, 0);
    expect_read("[1]\n[1,\n2]\n", LANE_LINES, "[1]\n", LANE_ERROR_INCOMPLETE, 7);
    expect_read("[1] [2]\n", LANE_LINES, "", LANE_ERROR_EXTRA, 4);
    expect_read("[1", LANE_LINES, "", LANE_ERROR_INCOMPLETE, 2);
    expect_read("\"\xEF\xBB\xBF\"\n", LANE_LINES | LANE_BOM, "\"\xEF\xBB\xBF\"\n", LANE_OK, 0);
}

/* All valid documents are read, whatever errors come before: by itself with LANE_LINES, else with lane_reader_skip. */
Test(reader, wrong_lines) {
    static const char text[] = "[1]\n{\"a\":}\n{\"b\":\"\n[2]\ntru\n\n]\n[3]";
    static const size_t offsets[] = {9, 16, 22, 27}; /* the cut string ends in a line break */
    const char *isa;
    for (size_t i = 0; (isa = lane_isa_list(i)) != NULL; i++) {
        cr_assert(lane_isa_select(isa));
        for (size_t size = 1; size <= 2 * sizeof text; size++) {
            for (unsigned lines = 0; lines < 2; lines++) {
                lane_reader *reader = lane_reader_new(&(lane_options){.flags = lines ? LANE_LINES : 0});
                gathered all = {0};
                size_t wrong = 0;
                for (size_t at = 0; at <= sizeof text - 1; at += size) {
                    const size_t left = sizeof text - 1 - at;
                    if (size > sizeof text)
                        lane_reader_begin(reader, text, sizeof text - 1);
                    else
                        lane_reader_feed(reader, text + at, left < size ? left : size);
                    if (left <= size)
                        lane_reader_end(reader);
                    while (!gather_all(&all, reader)) {
                        cr_assert(wrong < 4 && (all.error.offset == offsets[wrong] || wrong == 1 || !lines),
                                  "%zu: %s at %zu", wrong, lane_error_name(all.error.code), all.error.offset);
                        if (!lines) { /* the error stays */
                            lane_error again;
                            cr_assert_null(lane_reader_next(reader, &again));
                            cr_assert(again.code == all.error.code && again.offset == all.error.offset);
                        }
                        lane_reader_skip(reader);
                        wrong++;
                    }
                }
                cr_assert_eq(wrong, 4);
                cr_assert(all.length == 12 && memcmp(all.text, "[1]\n[2]\n[3]\n", 12) == 0, "%.*s", (int)all.length,
                          all.text);
                free(all.text);
                lane_reader_free(reader);
            }
        }
    }
}

/* -- The corpus: one document at a time -- */

/* The reader, at once, in pieces and by lines, agrees with lane_parse on a file. Where lane_parse finds more input
 * after the value, the reader has read at least that value. */
static void visit_agree(const char *name, file_content file) {
    static const uint32_t flags[] = {0, LANE_LINES};
    if (file.length > 300000)
        return;
    for (size_t i = 0; i < 2; i++) {
        if (i == 1 && memchr(file.bytes, '\n', file.length) != NULL)
            continue;
        lane_error error;
        gathered all = read_every_way(name, file.bytes, file.length, flags[i]);
        lane_doc *doc = lane_parse(file.bytes, file.length, NULL, &error);
        if (doc != NULL) {
            gathered one = {0};
            gather(&one, doc);
            expect_gathered(name, &one, &all, 0);
            free(one.text);
        } else if (error.code == LANE_ERROR_EXTRA) {
            cr_assert(all.documents != 0 || all.error.code == LANE_ERROR_EXTRA, "%s", name);
        } else if (all.documents == 0 && all.error.code == LANE_OK) {
            cr_assert(error.code == LANE_ERROR_INCOMPLETE, "%s", name); /* only white space */
        } else {
            cr_assert(all.documents == 0 && all.error.code == error.code && all.error.offset == error.offset,
                      "%s: %s at %zu, not %s at %zu", name, lane_error_name(all.error.code), all.error.offset,
                      lane_error_name(error.code), error.offset);
        }
        lane_doc_free(doc);
        free(all.text);
        lane_reader *reader = lane_reader_new(NULL);
        lane_error parsed;
        cr_assert((lane_reader_parse(reader, file.bytes, file.length, &parsed) != NULL) == (error.code == LANE_OK));
        cr_assert(parsed.code == error.code && parsed.offset == error.offset, "%s", name);
        lane_reader_free(reader);
    }
}

Test(reader, agrees_with_parse) {
    static const char *const texts[] = {"", " ", "[", "]", "{\"a\":1e400}", "\"\\ud800\"", "[1,]", "\"\\"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        visit_agree(texts[i], (file_content){(char *)(uintptr_t)texts[i], strlen(texts[i])});
    (void)corpus_each("JSONTestSuite/test_parsing", visit_agree);
    (void)corpus_each("JSONTestSuite/test_transform", visit_agree);
}

/* Each proper prefix of a valid input is incomplete, at once and in pieces, except of a number or of white space. */
static void visit_prefixes(const char *name, file_content file) {
    lane_doc *doc = lane_parse(file.bytes, file.length, NULL, NULL);
    const bool container = lane_value_type(lane_doc_root(doc)) >= LANE_TYPE_STRING;
    size_t end = file.length, begin = 0;
    lane_doc_free(doc);
    if (!container || file.length > 500)
        return;
    while (strchr(" \n\r\t", file.bytes[end - 1]) != NULL)
        end--;
    while (strchr(" \n\r\t", file.bytes[begin]) != NULL)
        begin++;
    lane_reader *reader = lane_reader_new(NULL);
    for (size_t n = begin + 1; n < end; n++) {
        gathered begun = gather_begun(reader, file.bytes, n);
        cr_assert(begun.error.code == LANE_ERROR_INCOMPLETE && begun.documents == 0, "%s: %zu", name, n);
        for (size_t size = 1; size <= 64; size += 1 + size / 4) {
            gathered fed = gather_fed(reader, file.bytes, n, size);
            expect_gathered(name, &begun, &fed, size);
        }
    }
    lane_reader_free(reader);
}

Test(reader, prefixes) {
    static const char text[] = "{\"a\":[1,-2.5e3,\"b\\\"\\u00e4\\ud83d\\ude00\xC3\xA4\",true,false,null,{}],\"\":[[]]}";
    visit_prefixes("text", (file_content){(char *)(uintptr_t)text, sizeof text - 1});
    (void)corpus_each("JSONTestSuite/test_parsing", visit_prefixes);
}

/* -- Cost -- */

static size_t walked_over(size_t documents, size_t strings, size_t piece) {
    (void)documents;
    char *text = malloc(strings * 40 + 16);
    size_t n = 0, fed = 0;
    text[n++] = '[';
    for (size_t i = 0; i < strings; i++)
        n += (size_t)sprintf(text + n, "%s{\"key\":\"va\\\"lue %zu\"}", i ? "," : "", i);
    text[n++] = ']';
    counted memory;
    counted_init(&memory, 0);
    lane_reader *reader = lane_reader_new(&(lane_options){.allocator = &memory.allocator});
    for (size_t at = 0; at < n; at += piece) {
        lane_error error;
        const bool last = at + piece >= n;
        lane_reader_feed(reader, text + at, last ? n - at : piece);
        const lane_doc *doc = lane_reader_next(reader, &error);
        cr_assert((doc != NULL) == last && error.code == LANE_OK, "%zu of %zu: %s", at, n, lane_error_name(error.code));
        fed++;
    }
    cr_assert(memory.calls < 100, "%zu allocations", memory.calls);
    lane_reader_free(reader);
    free(text);
    return fed;
}

/* 4 MB in pieces of 16 bytes: if each piece read all bytes before it again, this would take hours. */
Test(reader, pieces_cost_their_bytes, .timeout = 60) {
    cr_assert(walked_over(1, 150000, 16) > 100000);
}

/* Likewise for a single token. */
Test(reader, long_tokens_cost_their_bytes, .timeout = 60) {
    static const struct {
        const char *before, *piece, *after;
    } tokens[] = {{"[\"", "abcd", "\"]"},         {"[\"", "\\\"\\n", "\"]"}, {"[\"", "\xC3\xA4\xC3\xA4", "\"]"},
                  {"{\"", "abcd", "\":1}"},       {"[1", "0123", "]"},       {"[0.1", "0123", "e5]"},
                  {"[/*", "////", "*/1]"},        {"[/*", "****", "*/1]"},   {"//", "// *", "\n[]"},
                  {"{\"a\"/*", "/* \"", "*/:1}"}, {"[1", "    ", ",2]"},     {"[", "null,", "1]"}};
    for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++) {
        const lane_options options = {.flags = LANE_COMMENTS | LANE_BIG_NUMBERS};
        lane_reader *reader = lane_reader_new(&options);
        lane_error error;
        lane_reader_feed(reader, tokens[i].before, strlen(tokens[i].before));
        for (size_t n = 0; n < 250000; n++) {
            cr_assert(lane_reader_next(reader, &error) == NULL && error.code == LANE_OK, "%zu, %zu: %s", i, n,
                      lane_error_name(error.code));
            lane_reader_feed(reader, tokens[i].piece, strlen(tokens[i].piece));
        }
        lane_reader_feed(reader, tokens[i].after, strlen(tokens[i].after));
        cr_assert(lane_reader_next(reader, &error) != NULL, "%zu: %s", i, lane_error_name(error.code));
        lane_reader_free(reader);
    }
}

/* Strings and kept numbers point into the reader's memory, which moves while the document grows. */
Test(reader, strings_move) {
    enum { MEMBERS = 2000 };
    const lane_options options = {.flags = LANE_RAW_NUMBERS};
    char *text = malloc(MEMBERS * 40 + 2);
    size_t n = 0;
    for (int i = 0; i < MEMBERS; i++)
        n += (size_t)sprintf(text + n, "%c\"key\":[\"%d\\n\",{\"%d\":%d.0}]", i == 0 ? '{' : ',', i, i, i);
    text[n++] = '}';
    lane_doc *whole = lane_parse(text, n, &options, NULL);
    for (size_t size = 1; size < 9000; size = size * 3 + 1) {
        lane_reader *reader = lane_reader_new(&options);
        const lane_doc *doc = NULL;
        lane_reader_feed(reader, "[] ", 3); /* makes room that the next text outgrows */
        cr_assert(lane_reader_next(reader, NULL) != NULL);
        for (size_t at = 0; at < n; at += size) {
            cr_assert_null(doc);
            lane_reader_feed(reader, text + at, n - at < size ? n - at : size);
            doc = lane_reader_next(reader, NULL);
        }
        cr_assert(lane_equal(lane_doc_root(doc), lane_doc_root(whole)), "pieces of %zu", size);
        lane_reader_free(reader);
    }
    lane_doc_free(whole);
    free(text);
}

/* An error does not wait for the end of a value that has none. */
Test(reader, faults_are_found_early) {
    lane_reader *reader = lane_reader_new(NULL);
    lane_error error = {LANE_OK, 0};
    size_t fed = 0;
    lane_reader_feed(reader, "[[[1 2", 6);
    for (; lane_reader_next(reader, &error) == NULL && error.code == LANE_OK && fed < 100; fed++)
        lane_reader_feed(reader, "[", 1);
    cr_assert_eq(error.code, LANE_ERROR_ARRAY_COMMA);
    cr_assert_eq(error.offset, 5);
    lane_reader_reset(reader);
    lane_reader_feed(reader, "[", 1);
    for (fed = 0; fed < 1000; fed++) {
        lane_reader_feed(reader, "\"ab\",1,", 7);
        cr_assert(lane_reader_next(reader, &error) == NULL && error.code == LANE_OK);
    }
    lane_reader_feed(reader, "}", 1);
    cr_assert(lane_reader_next(reader, &error) == NULL && error.code == LANE_ERROR_VALUE && error.offset == 7001);
    lane_reader_free(reader);
}

/* -- Memory -- */

Test(reader, keeps_memory) {
    counted memory;
    counted_init(&memory, 0);
    lane_reader *reader = lane_reader_new(&(lane_options){.allocator = &memory.allocator});
    static const char *const texts[] = {"{\"a\":[1,2,3,\"b\\n\"]}", "[1,2,3,4,5,6,7,8,9,10]", "12", "\"abc\""};
    for (unsigned round = 0; round < 3; round++) {
        const size_t calls = memory.calls;
        for (size_t i = 0; i < 4; i++)
            cr_assert(lane_reader_parse(reader, texts[i], strlen(texts[i]), NULL) != NULL);
        cr_assert(round < 1 || memory.calls == calls, "%zu more allocations", memory.calls - calls);
    }
    lane_reader_free(reader);
    cr_assert(memory.blocks == 0 && memory.bytes == 0 && !memory.wrong);
}

/* A stream of any length is read in memory for its longest document. */
Test(reader, constant_memory) {
    counted memory;
    counted_init(&memory, 0);
    lane_reader *reader = lane_reader_new(&(lane_options){.allocator = &memory.allocator});
    char piece[1000];
    size_t most = 0, documents = 0, n = 0;
    for (size_t i = 0; i < 20000; i++) {
        n += (size_t)sprintf(piece + n, "{\"number\":%zu,\"text\":\"a\\n\"}\n", i);
        if (n > 900) {
            cr_assert(lane_reader_feed(reader, piece, n));
            n = 0;
            while (lane_reader_next(reader, NULL) != NULL)
                documents++;
            most = memory.bytes > most ? memory.bytes : most;
        }
    }
    cr_assert(documents > 19900 && most < 20000, "%zu documents, %zu bytes", documents, most);
    lane_reader_free(reader);
}

/* Fails each allocation in turn. */
Test(reader, out_of_memory) {
    static const char text[] = "{\"a\":[1,2,3,4,5,6,7,8,\"b\\n\"]} [\"c\\n\", [[[[]]]], 1.5] 12 \"an\\tend\"";
    for (unsigned way = 0; way < 3; way++) {
        for (size_t fail = 0;; fail++) {
            counted memory;
            counted_init(&memory, fail);
            lane_reader *reader = lane_reader_new(&(lane_options){.allocator = &memory.allocator});
            gathered all = {0};
            bool ok = reader != NULL;
            if (ok && way == 0) {
                ok = lane_reader_begin(reader, text, sizeof text - 1);
                ok = gather_all(&all, reader) && ok;
            } else if (ok) {
                for (size_t at = 0; ok && at < sizeof text - 1; at += way == 1 ? 1 : 33) {
                    const size_t left = sizeof text - 1 - at, size = way == 1 ? 1 : left < 33 ? left : 33;
                    ok = lane_reader_feed(reader, text + at, size) && gather_all(&all, reader);
                }
                lane_reader_end(reader);
                ok = ok && gather_all(&all, reader);
            }
            cr_assert(ok == (fail == 0 || fail > memory.calls), "%u: %zu of %zu", way, fail, memory.calls);
            cr_assert(!ok || all.documents == 4);
            cr_assert(ok || all.error.code == LANE_ERROR_MEMORY || all.error.code == LANE_OK);
            if (reader != NULL) { /* after a reset the reader is as new */
                memory.fail_at = 0;
                gathered again = gather_begun(reader, text, sizeof text - 1);
                cr_assert(again.documents == 4 && again.error.code == LANE_OK);
                free(again.text);
            }
            free(all.text);
            lane_reader_free(reader);
            cr_assert(memory.blocks == 0 && memory.bytes == 0 && !memory.wrong);
            if (fail > memory.calls)
                break;
        }
    }
}

Test(reader, nothing) {
    lane_error error;
    cr_assert_null(lane_reader_parse(NULL, "1", 1, &error));
    cr_assert_eq(error.code, LANE_ERROR_MEMORY);
    cr_assert_null(lane_reader_next(NULL, &error));
    cr_assert_not(lane_reader_begin(NULL, "1", 1));
    cr_assert_not(lane_reader_feed(NULL, "1", 1));
    lane_reader_end(NULL);
    lane_reader_skip(NULL);
    lane_reader_reset(NULL);
    lane_reader_free(NULL);
    lane_reader *reader = lane_reader_new(NULL);
    cr_assert_null(lane_reader_next(reader, &error));
    cr_assert_eq(error.code, LANE_OK);
    cr_assert_null(lane_reader_parse(reader, NULL, 0, &error));
    cr_assert_eq(error.code, LANE_ERROR_INCOMPLETE);
    cr_assert(lane_reader_feed(reader, NULL, 0));
    lane_reader_end(reader);
    cr_assert_not(lane_reader_feed(reader, "1", 1));
    cr_assert(lane_reader_begin(reader, NULL, 0));
    cr_assert_null(lane_reader_next(reader, &error));
    lane_reader_skip(reader);
    lane_reader_free(reader);
}
