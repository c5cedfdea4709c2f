/* SPDX-License-Identifier: MIT */
/* The canonical form: the vectors of RFC 8785, the order of keys, and refused values. */
#include "support.h"

#include "../../src/number/format.h"

static const lane_options canonical = {.flags = LANE_CANONICAL};

static char *canonical_of(const char *text, size_t length, uint32_t flags, size_t *ret_length, lane_error *error) {
    const lane_options read = {.flags = flags};
    lane_doc *doc = lane_parse(text, length, &read, error);
    cr_assert(doc != NULL, "%.*s: %s", (int)length, text, lane_error_name(error->code));
    char *out = lane_write(lane_doc_root(doc), &canonical, ret_length, error);
    lane_doc_free(doc);
    return out;
}

static void expect_form(const char *text, uint32_t flags, const char *form) {
    size_t length = 0;
    lane_error error;
    char *out = canonical_of(text, strlen(text), flags, &length, &error);
    cr_assert(out != NULL && length == strlen(form) && strcmp(out, form) == 0, "%s: %s", text,
              out ? out : lane_error_name(error.code));
    lane_text_free(out, length, &canonical);
}

static void expect_refused(const char *text, uint32_t flags, lane_error_code code) {
    lane_error error;
    cr_assert_null(canonical_of(text, strlen(text), flags, NULL, &error), "%s", text);
    cr_assert(error.code == code, "%s: %s", text, lane_error_name(error.code));
}

static void visit_vector(const char *name, file_content input) {
    char path[4096];
    snprintf(path, sizeof path, "%s/canonical/output/%s", corpus_root(), name);
    file_content output = file_read(path);
    cr_assert(output.bytes != NULL, "%s", path);
    size_t length = 0;
    lane_error error;
    char *out = canonical_of(input.bytes, input.length, 0, &length, &error);
    while (output.length > 0 && output.bytes[output.length - 1] == '\n')
        output.length--;
    cr_assert(out != NULL && length == output.length && memcmp(out, output.bytes, length) == 0, "%s: %s", name, out);
    lane_text_free(out, length, &canonical);
    free(output.bytes);
}

Test(canonical, vectors) {
    (void)corpus_each("canonical/input", visit_vector);
}

/* Lines with the bits of a double, in hexadecimal, and its text. */
Test(canonical, numbers) {
    char path[4096];
    snprintf(path, sizeof path, "%s/canonical/es6_numbers.txt.xz", corpus_root());
    if (access(path, R_OK) != 0) {
        printf("skipped: no %s (set LANEJSON_DATA)\n", path);
        return;
    }
    file_content file = file_read(path);
    size_t lines = 0;
    for (const char *line = file.bytes, *end = file.bytes + file.length; line < end; lines++) {
        char *comma;
        const uint64_t bits = strtoull(line, &comma, 16);
        const char *line_end = memchr(line, '\n', (size_t)(end - line));
        double d;
        uint8_t text[LANE_NUMBER_ROOM];
        memcpy(&d, &bits, sizeof d);
        const size_t length = (size_t)(lane_format_ecmascript(text, d) - text);
        line_end = line_end ? line_end : end;
        cr_assert(*comma == ',' && length == (size_t)(line_end - comma - 1) && memcmp(text, comma + 1, length) == 0,
                  "%.*s: %.*s", (int)(line_end - line), line, (int)length, text);
        line = line_end + 1;
    }
    cr_assert(lines > 1000, "%zu", lines);
    free(file.bytes);
}

Test(canonical, forms) {
    expect_form(" [ ] ", 0, "[]");
    expect_form("{\"b\":{},\"a\":{\"d\":1,\"c\":[{\"f\":1,\"e\":2}]},\"\":0}", 0,
                "{\"\":0,\"a\":{\"c\":[{\"e\":2,\"f\":1}],\"d\":1},\"b\":{}}");
    expect_form("{\"ab\":1,\"a\":2,\"abc\":3,\"B\":4}", 0, "{\"B\":4,\"a\":2,\"ab\":1,\"abc\":3}");
    /* In UTF-16 a character beyond the basic plane begins with D800 to DBFF. */
    expect_form("{\"\xEF\xBF\xBD\":1,\"\xF0\x9F\x98\x80\":2,\"\xED\x9F\xBF\":3,\"\xEE\x80\x80\":4}", 0,
                "{\"\xED\x9F\xBF\":3,\"\xF0\x9F\x98\x80\":2,\"\xEE\x80\x80\":4,\"\xEF\xBF\xBD\":1}");
    expect_form("[\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\\u007f\"]", 0,
                "[\"\xE2\x82\xAC$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\x7F\"]");
    expect_form("[1.0,-0.0,-0,1e21,1e20,123456789012345680000,0.000001,1e-7,9007199254740992,4.5,333333333.33333329]",
                0,
                "[1,0,0,1e+21,100000000000000000000,123456789012345680000,0.000001,1e-7,9007199254740992,4.5,"
                "333333333.3333333]");
    expect_form("[18446744073709549568,-9223372036854775808,1152921504606846976]", 0,
                "[18446744073709550000,-9223372036854776000,1152921504606847000]");
    expect_form("[1.50,18446744073709549568,-7,0.1e1]", LANE_RAW_NUMBERS, "[1.5,18446744073709550000,-7,1]");
}

Test(canonical, refused) {
    expect_refused("[9007199254740993]", 0, LANE_ERROR_RANGE);
    expect_refused("[-9007199254740993]", 0, LANE_ERROR_RANGE);
    expect_refused("[18446744073709551615]", 0, LANE_ERROR_RANGE);
    expect_refused("[18446744073709551615]", LANE_RAW_NUMBERS, LANE_ERROR_RANGE);
    expect_refused("[184467440737095516160]", LANE_BIG_NUMBERS, LANE_ERROR_RANGE);
    expect_refused("[NaN]", LANE_NAN, LANE_ERROR_RANGE);
    expect_refused("[-Infinity]", LANE_NAN, LANE_ERROR_RANGE);
    expect_refused("[1e400]", LANE_RAW_NUMBERS, LANE_ERROR_RANGE);
    expect_refused("[{\"a\":1,\"b\":2,\"\\u0061\":3}]", 0, LANE_ERROR_KEY);
    expect_refused("[\"\\ud800\"]", LANE_LONE_SURROGATES, LANE_ERROR_SURROGATE);
    expect_refused("{\"\\ud800\":1}", LANE_LONE_SURROGATES, LANE_ERROR_SURROGATE);
}

/* Keys in any order are written in one order. */
Test(canonical, order) {
    enum { MOST = 300 };
    char text[2 * MOST * 16], sorted[2 * MOST * 16];
    for (unsigned n = 1; n < MOST; n += 1 + n / 8) {
        for (unsigned step = 1; step < 8; step += 2) {
            size_t length = 0, sorted_length = 0;
            unsigned many = 1;
            while (many <= n)
                many *= 2;
            for (unsigned i = 0; i < many; i++) { /* an odd step visits all of a power of two */
                length +=
                    (size_t)sprintf(text + length, "%s\"%03u\":%u", i ? "," : "{", i * step % many, i * step % many);
                sorted_length += (size_t)sprintf(sorted + sorted_length, "%s\"%03u\":%u", i ? "," : "{", i, i);
            }
            strcpy(text + length, "}");
            strcpy(sorted + sorted_length, "}");
            expect_form(text, 0, sorted);
        }
    }
}

Test(canonical, memory) {
    char text[4000] = "";
    for (unsigned i = 0; i < 40; i++)
        sprintf(text + strlen(text), "%s", i % 2 ? "[1," : "{\"b\":1,\"a\":");
    strcat(text, "0");
    for (unsigned i = 40; i-- > 0;)
        strcat(text, i % 2 ? "]" : "}");
    lane_doc *doc = lane_parse(text, strlen(text), NULL, NULL);
    for (size_t fail = 0;; fail++) {
        counted memory;
        counted_init(&memory, fail);
        const lane_options options = {.flags = LANE_CANONICAL, .allocator = &memory.allocator};
        lane_error error;
        size_t length = 0;
        char *out = lane_write(lane_doc_root(doc), &options, &length, &error);
        cr_assert((out != NULL) == (fail == 0 || fail > memory.calls));
        cr_assert(out != NULL || error.code == LANE_ERROR_MEMORY);
        if (out != NULL)
            lane_text_free(out, length, &options);
        cr_assert(memory.blocks == 0 && !memory.wrong);
        if (fail > memory.calls)
            break;
    }
    lane_doc_free(doc);
}
