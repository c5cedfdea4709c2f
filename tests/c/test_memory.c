/* SPDX-License-Identifier: MIT */
/* Memory of the caller and its bounds, reading in place, files. */
#include "support.h"

#include <errno.h>
#include <sys/stat.h>

#define IN(text) (text), strlen(text)

/* The worst inputs for each part of the bound, and others. */
static const char *const texts[] = {"1",
                                    "\"\\n\"",
                                    "[]",
                                    "[1,2,3,4,5,6,7,8,9]",
                                    "[[[[[[]]]]]]",
                                    "{\"\":0,\"\":0}",
                                    "[\"\\n\\n\\n\\n\",\"\\u00e4\",\"\\\\\"]",
                                    "\"a long string, \\\\, that has an escape and no bracket behind it\"",
                                    " [1 , 2 ] \n",
                                    "[",
                                    "",
                                    "nul",
                                    "[\"\\ud800\"]"};

static void check_pool(const char *text, size_t length, uint32_t flags) {
    const size_t size = lane_parse_bound(length);
    char *memory = malloc(size + 1);
    for (size_t skew = 0; skew < 2; skew++) {
        lane_pool pool;
        lane_pool_init(&pool, memory + skew, size);
        lane_options options = {.flags = flags, .allocator = &pool.allocator};
        lane_error error;
        lane_doc *doc = lane_parse(text, length, &options, &error);
        outcome want = outcome_of(text, length, flags, 0);
        cr_assert(error.code == want.error.code && error.offset == want.error.offset, "%.40s: %s", text,
                  lane_error_name(error.code));
        if (doc != NULL) {
            size_t written = 0;
            char *out = lane_write(lane_doc_root(doc),
                                   &(lane_options){.flags = flags & (LANE_NAN | LANE_LONE_SURROGATES)}, &written, NULL);
            cr_assert(written == want.length && memcmp(out, want.written, written) == 0, "%s, not %s", out,
                      want.written);
            free(out);
        }
        lane_doc_free(doc);
        outcome_free(&want);
    }
    free(memory);
}

static void visit_pool(const char *name, file_content file) {
    if (strstr(name, "ndjson") == NULL && file.length < 2000000) {
        check_pool(file.bytes, file.length, 0);
        check_pool(file.bytes, file.length, LANE_FLAGS_STDLIB | LANE_COPY);
    }
}

Test(memory, bounds_of_reading, .timeout = 120) {
    const char *isa;
    for (size_t i = 0; (isa = lane_isa_list(i)) != NULL; i++) {
        cr_assert(lane_isa_select(isa));
        for (size_t j = 0; j < sizeof texts / sizeof *texts; j++) {
            check_pool(IN(texts[j]), 0);
            check_pool(IN(texts[j]), LANE_COPY | LANE_LONE_SURROGATES);
        }
        corpus_each("JSONTestSuite/test_parsing", visit_pool);
        corpus_each("documents/small", visit_pool);
        corpus_each("documents", visit_pool);
    }
    /* Strings only, each with an escape; and commas only. */
    const size_t count = 20000;
    char *text = malloc(count * 8 + 2), *p = text;
    for (size_t i = 0; i < count; i++)
        p += sprintf(p, "%c\"\\n%s\"", i ? ',' : '[', i % 2 ? "" : "x");
    *p++ = ']';
    check_pool(text, (size_t)(p - text), 0);
    memset(text, '1', 2 * count);
    for (size_t i = 0; i < count; i++)
        text[2 * i] = i ? ',' : '[';
    text[2 * count] = ']';
    check_pool(text, 2 * count + 1, LANE_RAW_NUMBERS);
    free(text);
    cr_assert_eq(lane_parse_bound(SIZE_MAX / 4), SIZE_MAX);
}

Test(memory, pools) {
    char memory[4096];
    lane_pool pool;
    lane_error error;
    lane_pool_init(&pool, memory, sizeof memory);
    lane_options options = {.allocator = &pool.allocator};
    for (size_t size = 0; size < 2000; size += 7) {
        lane_pool_init(&pool, memory, size);
        lane_doc *doc = lane_parse("[\"\\n\", 1]", 9, &options, &error);
        cr_assert(doc != NULL || error.code == LANE_ERROR_MEMORY);
        cr_assert(doc != NULL || size < lane_parse_bound(9));
        size_t length = 0;
        char *text = doc ? lane_write(lane_doc_root(doc), &options, &length, &error) : NULL;
        cr_assert(text == NULL || strcmp(text, "[\"\\n\",1]") == 0);
        lane_text_free(text, length, &options);
        lane_doc_free(doc);
    }
    lane_pool_init(&pool, NULL, 99);
    cr_assert_null(lane_parse("[]", 2, &options, &error));
    cr_assert_eq(error.code, LANE_ERROR_MEMORY);
    lane_pool_init(NULL, memory, 99);
}

Test(memory, in_situ) {
    const char *isa;
    for (size_t i = 0; (isa = lane_isa_list(i)) != NULL; i++) {
        cr_assert(lane_isa_select(isa));
        for (size_t j = 0; j < sizeof texts / sizeof *texts; j++) {
            const size_t length = strlen(texts[j]);
            guarded g = guarded_copy(texts[j], length + 1);
            g.text[length] = 'x';
            counted memory;
            counted_init(&memory, 0);
            lane_options options = {.allocator = &memory.allocator};
            lane_error error;
            lane_doc *doc = lane_parse_in_situ(g.text, length, &options, &error);
            outcome want = outcome_of(texts[j], length, 0, 0);
            cr_assert(error.code == want.error.code && error.offset == want.error.offset);
            cr_assert(doc != NULL || memcmp(g.text, texts[j], length) == 0, "left as it was");
            cr_assert_leq(memory.calls, 2, "a document, decoded strings, but no copy");
            for (size_t k = 0; k < lane_doc_count(doc); k++) {
                const char *string = lane_value_text(lane_doc_root(doc) + k);
                cr_assert(string == NULL || string[lane_value_length(lane_doc_root(doc) + k)] == 0);
            }
            lane_doc_free(doc);
            outcome_free(&want);
            guarded_free(&g);
        }
    }
    lane_error error;
    cr_assert_null(lane_parse_in_situ(NULL, 99, NULL, &error));
    cr_assert_eq(error.code, LANE_ERROR_INCOMPLETE);
    char text[] = "\xEF\xBB\xBF[\"a\"]";
    lane_doc *doc = lane_parse_in_situ(text, 8, &(lane_options){.flags = LANE_BOM}, NULL);
    cr_assert_str_eq(lane_value_text(lane_array_get(lane_doc_root(doc), 0)), "a");
    lane_doc_free(doc);
}

/* -- Each allocation fails once -- */

typedef bool allocating(const lane_options *options, lane_error *error);

static bool parse_in_situ(const lane_options *options, lane_error *error) {
    char text[] = "{\"a\\n\": [1, \"\\u00e4\"], \"b\": {}} ";
    lane_doc *doc = lane_parse_in_situ(text, sizeof text - 1, options, error);
    lane_doc_free(doc);
    return doc != NULL;
}

static bool parse_comments(const lane_options *options, lane_error *error) {
    const lane_options comments = {.flags = LANE_COMMENTS | LANE_COPY, .allocator = options->allocator};
    lane_doc *doc = lane_parse(IN("[1, // one\n \"\\n\"]"), &comments, error);
    lane_doc_free(doc);
    return doc != NULL;
}

static bool patch_whole(const lane_options *options, lane_error *error) {
    lane_doc *target = lane_parse(IN("{\"a\": [1, {}]}"), NULL, NULL), *result;
    lane_doc *patch = lane_parse(IN("[{\"op\": \"add\", \"path\": \"/a/1/b\", \"value\": [2]}]"), NULL, NULL);
    result = lane_patch(lane_doc_root(target), lane_doc_root(patch), options, error);
    lane_doc_free(result);
    lane_doc_free(patch);
    lane_doc_free(target);
    return result != NULL;
}

static bool merge_whole(const lane_options *options, lane_error *error) {
    lane_doc *target = lane_parse(IN("{\"a\": {\"b\": [1]}}"), NULL, NULL);
    lane_doc *patch = lane_parse(IN("{\"a\": {\"c\": {\"d\": \"e\"}}}"), NULL, NULL), *result;
    result = lane_merge(lane_doc_root(target), lane_doc_root(patch), options, error);
    lane_doc_free(result);
    lane_doc_free(patch);
    lane_doc_free(target);
    return result != NULL;
}

static bool take_piece(void *ctx, const char *text, size_t length) {
    (void)ctx;
    (void)text;
    return length != 0;
}

static bool write_pieces(const lane_options *options, lane_error *error) {
    lane_writer *writer = lane_writer_to(take_piece, NULL, LANE_WRITER_CHUNK_LEAST, options);
    for (int i = 0; i < 200; i++)
        lane_writer_array(writer);
    for (int i = 0; i < 200; i++)
        lane_writer_end(writer);
    const bool right = lane_writer_finish(writer, NULL, error) != NULL;
    lane_writer_free(writer);
    return right;
}

static bool read_copied(const lane_options *options, lane_error *error) {
    const lane_options copied = {.flags = LANE_COPY | LANE_LINES, .allocator = options->allocator};
    lane_reader *reader = lane_reader_new(&copied);
    size_t documents = 0;
    *error = (lane_error){LANE_ERROR_MEMORY, 0};
    if (reader != NULL && lane_reader_begin(reader, IN("[1]\n[1, 2, 3, \"\\t\"]\n12"))) {
        while (lane_reader_next(reader, error) != NULL)
            documents++;
    }
    lane_reader_free(reader);
    return documents == 3;
}

/* Calls that no other test of failing allocations reaches. */
Test(memory, each_allocation_fails) {
    static allocating *const calls[] = {parse_in_situ, parse_comments, patch_whole,
                                        merge_whole,   write_pieces,   read_copied};
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        bool fails = true;
        for (size_t n = 1; fails; n++) {
            counted memory;
            counted_init(&memory, n);
            const lane_options options = {.allocator = &memory.allocator};
            lane_error error;
            const bool right = calls[i](&options, &error);
            fails = n <= memory.calls;
            cr_assert(right != fails && error.code == (fails ? LANE_ERROR_MEMORY : LANE_OK), "%zu: %zu of %zu: %s", i,
                      n, memory.calls, lane_error_name(error.code));
            cr_assert(memory.calls != 0 && memory.blocks == 0 && !memory.wrong);
        }
    }
}

/* -- Writing to a buffer -- */

static void check_write_to(const lane_value *value, const lane_options *options) {
    const size_t bound = lane_write_bound(value, options);
    size_t length = 0, want_length = 0;
    lane_error error;
    char *want = lane_write(value, options, &want_length, NULL), *buffer = malloc(bound);
    cr_assert(lane_write_to(value, options, buffer, bound, &length, &error), "%s: %.200s", lane_error_name(error.code),
              want);
    cr_assert(error.code == LANE_OK && length == want_length && memcmp(buffer, want, length + 1) == 0);
    for (size_t size = 0; size < want_length; size += want_length / 16 + 1) {
        guarded g = guarded_copy(buffer, size);
        cr_assert_not(lane_write_to(value, options, g.text, size, NULL, &error));
        cr_assert_eq(error.code, LANE_ERROR_MEMORY);
        guarded_free(&g);
    }
    lane_text_free(want, want_length, options);
    free(buffer);
}

static void visit_write(const char *name, file_content file) {
    if (strstr(name, "ndjson") != NULL)
        return;
    lane_doc *doc = lane_parse(file.bytes, file.length, NULL, NULL);
    if (doc == NULL)
        return;
    check_write_to(lane_doc_root(doc), NULL);
    check_write_to(lane_doc_root(doc), &(lane_options){.indent = 3, .flags = LANE_ASCII});
    lane_doc_free(doc);
}

Test(memory, writing_to_a_buffer, .timeout = 120) {
    lane_error error;
    char buffer[2048];
    const char *isa;
    for (size_t i = 0; (isa = lane_isa_list(i)) != NULL; i++) {
        cr_assert(lane_isa_select(isa));
        corpus_each("documents/small", visit_write);
        corpus_each("JSONTestSuite/test_parsing", visit_write);
    }
    lane_doc *doc = lane_parse("[1, \"x\"]", 8, NULL, NULL);
    const lane_value *root = lane_doc_root(doc);
    cr_assert(lane_write_to(root, NULL, buffer, sizeof buffer, NULL, NULL));
    cr_assert_str_eq(buffer, "[1,\"x\"]");
    cr_assert(!lane_write_to(NULL, NULL, buffer, sizeof buffer, NULL, &error) && error.code == LANE_ERROR_VALUE);
    cr_assert(!lane_write_to(root, NULL, NULL, 99, NULL, &error) && error.code == LANE_ERROR_ARGUMENT);
    lane_options refused = {.reserved = 1}, canonical = {.flags = LANE_CANONICAL};
    cr_assert(!lane_write_to(root, &refused, buffer, sizeof buffer, NULL, &error) && error.code == LANE_ERROR_ARGUMENT);
    cr_assert_not(lane_write_to(root, &canonical, buffer, sizeof buffer, NULL, NULL));
    cr_assert(lane_write_bound(NULL, NULL) == 0 && lane_write_bound(root, &refused) == 0);
    lane_doc_free(doc);
}

/* -- Files -- */

Test(memory, files) {
    char folder[] = "/tmp/lanejson-test-XXXXXX", path[64], other[64];
    lane_error error;
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/a.json", folder);
    snprintf(other, sizeof other, "%s/a.json.0.tmp", folder);
    errno = 0;
    cr_assert(lane_parse_file(path, NULL, &error) == NULL && error.code == LANE_ERROR_FILE && errno == ENOENT);
    /* Sizes around those in which a file is read. */
    for (size_t size = 65534; size < 65540; size++) {
        char *text = malloc(size);
        memset(text, ' ', size);
        memcpy(text, "[\"k\\n\",", 7);
        text[size - 2] = '2';
        text[size - 1] = ']';
        FILE *file = fopen(path, "wb");
        cr_assert_eq(fwrite(text, 1, size, file), size);
        fclose(file);
        lane_doc *doc = lane_parse_file(path, NULL, &error);
        cr_assert_eq(lane_value_int(lane_array_get(lane_doc_root(doc), 1)), 2, "%zu: %s", size,
                     lane_error_name(error.code));
        lane_doc_free(doc);
        free(text);
    }
    lane_doc *doc = lane_parse("{\"a\": [1]}", 10, NULL, NULL);
    file_content blocked = {(char *)"x", 1};
    FILE *file = fopen(other, "wb"); /* the first temporary name is taken */
    fwrite(blocked.bytes, 1, blocked.length, file);
    fclose(file);
    cr_assert(lane_write_file(lane_doc_root(doc), path, &(lane_options){.indent = 1}, &error));
    cr_assert_eq(error.code, LANE_OK);
    file_content content = file_read(path);
    cr_assert(content.length == 18 && memcmp(content.bytes, "{\n \"a\": [\n  1\n ]\n}", 18) == 0, "%zu",
              content.length);
    free(content.bytes);
    content = file_read(other);
    cr_assert(content.length == 1, "another's file stays");
    free(content.bytes);
    unlink(other);
    /* A failed write leaves no new file and the old one unchanged. */
    cr_assert(!lane_write_file(lane_doc_root(doc), folder, NULL, &error) && error.code == LANE_ERROR_FILE);
    for (size_t n = 1;; n++) {
        counted memory;
        counted_init(&memory, n);
        lane_options options = {.allocator = &memory.allocator};
        lane_doc *again = lane_parse_file(path, &options, &error);
        const bool written = again != NULL && lane_write_file(lane_doc_root(again), path, &options, &error);
        const bool fails = n <= memory.calls;
        cr_assert(written != fails && error.code == (fails ? LANE_ERROR_MEMORY : LANE_OK));
        lane_doc_free(again);
        cr_assert(memory.blocks == 0 && !memory.wrong);
        if (!fails)
            break;
    }
    cr_assert(lane_parse_file(NULL, NULL, &error) == NULL && error.code == LANE_ERROR_ARGUMENT);
    cr_assert(!lane_write_file(NULL, path, NULL, &error) && error.code == LANE_ERROR_VALUE);
    cr_assert(!lane_write_file(lane_doc_root(doc), NULL, NULL, &error) && error.code == LANE_ERROR_ARGUMENT);
    cr_assert(!lane_write_file(NULL, NULL, NULL, NULL) && lane_parse_file(NULL, NULL, NULL) == NULL);
    unlink(path);
    cr_assert_eq(rmdir(folder), 0, "nothing else is left");
    lane_doc_free(doc);
}
