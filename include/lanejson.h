/* SPDX-License-Identifier: MIT */
/* lanejson: a SIMD JSON parser and writer. The whole public C API. C99 and C++ clean.
 *
 * Nothing has to be initialised. Any thread may call any function. Any number of threads may read the same document at
 * once. A text is any pointer and length: no padding, no terminating 0. All text is UTF-8.
 *
 *     lane_error error;
 *     lane_doc *doc = lane_parse(text, length, NULL, &error);
 *     const lane_value *name = lane_object_get(lane_doc_root(doc), "name", 4);
 *     if (lane_value_type(name) == LANE_TYPE_STRING)
 *         fwrite(lane_value_text(name), 1, lane_value_length(name), stdout);
 *     lane_doc_free(doc);
 *
 * NULL: every pointer parameter may be NULL unless its function says otherwise.
 *   - A value, document or container: no value. So look-ups can be chained and checked once.
 *   - A text, key or JSON Pointer: the empty one, whatever its length.
 *   - options: all defaults. error, ret_*: not wanted.
 * Options with an unknown flag, with reserved != 0 or with an incomplete allocator are refused with
 * LANE_ERROR_ARGUMENT. */
#ifndef LANEJSON_H
#define LANEJSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LANE_VERSION_MAJOR 0
#define LANE_VERSION_MINOR 1
#define LANE_VERSION_PATCH 0
/* The version of this header as one number, for #if: 10203 is 1.2.3. lane_version_number tells the library's. */
#define LANE_VERSION (LANE_VERSION_MAJOR * 10000 + LANE_VERSION_MINOR * 100 + LANE_VERSION_PATCH)

#if defined(_WIN32) && defined(LANE_SHARED)
#if defined(LANE_BUILD)
#define LANE_API __declspec(dllexport)
#else
#define LANE_API __declspec(dllimport)
#endif
#elif defined(__GNUC__) && defined(LANE_BUILD)
#define LANE_API __attribute__((visibility("default")))
#else
#define LANE_API
#endif

/* Casts and null pointers that no warning of either language minds. */
#ifdef __cplusplus
#define LANE_CAST_(type, x) static_cast<type>(x)
#define LANE_NULL_ nullptr
extern "C" {
#else
#define LANE_CAST_(type, x) ((type)(x))
#define LANE_NULL_ NULL
#endif

/* -- Errors -- */

/* The kinds of errors. Each line says what the offset of its lane_error points at, in bytes from the start of the
 * text. */
typedef enum lane_error_code {
    LANE_OK = 0,
    LANE_ERROR_MEMORY,          /* an allocation failed; offset 0 */
    LANE_ERROR_ARGUMENT,        /* an unknown flag, reserved != 0, an incomplete allocator, no room; offset 0 */
    LANE_ERROR_INCOMPLETE,      /* right so far, but the text ends too early; the unfinished token, or the end */
    LANE_ERROR_DEPTH,           /* nested deeper than max_depth; the opening bracket */
    LANE_ERROR_VALUE,           /* a value was expected; where it should start */
    LANE_ERROR_KEY,             /* a string key was expected; where it should start */
    LANE_ERROR_COLON,           /* ':' was expected after a key */
    LANE_ERROR_ARRAY_COMMA,     /* ',' or ']' was expected */
    LANE_ERROR_OBJECT_COMMA,    /* ',' or '}' was expected */
    LANE_ERROR_ARRAY_TRAILING,  /* ',' before ']'; the comma */
    LANE_ERROR_OBJECT_TRAILING, /* ',' before '}'; the comma */
    LANE_ERROR_EXTRA,           /* more text after the document; its first byte */
    LANE_ERROR_STRING_END,      /* lane_minify: a string is not closed; its opening quote */
    LANE_ERROR_CONTROL,         /* a byte below 0x20 in a string; that byte */
    LANE_ERROR_ESCAPE,          /* an unknown escape; its backslash */
    LANE_ERROR_UNICODE_ESCAPE,  /* \u without four hexadecimal digits; its backslash */
    LANE_ERROR_SURROGATE,       /* \u with a lone surrogate; its backslash */
    LANE_ERROR_NUMBER,          /* a malformed number; its first byte */
    LANE_ERROR_RANGE,           /* a number too large for a double; its first byte */
    LANE_ERROR_UTF8,            /* bytes that are not UTF-8; the first of them */
    LANE_ERROR_BOM,             /* a byte order mark, without LANE_BOM; its first byte */
    LANE_ERROR_UTF16,           /* the text looks like UTF-16 or UTF-32; offset 0 */
    LANE_ERROR_OUTPUT,          /* the callback of a writer returned false */
    LANE_ERROR_POINTER,         /* a malformed JSON Pointer; offset in the pointer */
    LANE_ERROR_PATCH,           /* a malformed operation of a JSON Patch; its index */
    LANE_ERROR_TARGET,          /* an operation names a missing value; its index */
    LANE_ERROR_TEST,            /* a test of a JSON Patch failed; its index */
    LANE_ERROR_FILE             /* a file could not be read or written: see errno; offset 0 */
} lane_error_code;

typedef struct lane_error {
    lane_error_code code;
    size_t offset; /* bytes */
} lane_error;

/* A place in a text. Both count from 1. A line ends with "\n"; a column is a code point. */
typedef struct lane_place {
    size_t line, column;
} lane_place;

/* The name of a code, such as "LANE_ERROR_VALUE", and a short message. Static strings, never NULL. */
LANE_API const char *lane_error_name(lane_error_code code);
LANE_API const char *lane_error_message(lane_error_code code);

/* The place of a byte of the text. An offset past the end means the end. Linear in the offset. */
LANE_API lane_place lane_locate(const char *text, size_t length, size_t offset);

/* Writes "MESSAGE: line L column C (byte N)" and a terminating 0 to a buffer of `size` bytes, truncated if it does not
 * fit. A NULL buffer has no room; a NULL error means LANE_OK. Returns the full length without the 0, as snprintf
 * does:
 *
 *     char message[128];
 *     if (!lane_validate(text, length, NULL, &error)) {
 *         lane_error_describe(&error, text, length, message, sizeof message);
 *         puts(message);
 *     } */
LANE_API size_t lane_error_describe(const lane_error *error, const char *text, size_t length, char *buffer,
                                    size_t size);

/* -- Options -- */

/* Departures from RFC 8259 and choices of representation. 0 is strict. */
enum {
    LANE_NAN = 1u << 0,             /* read and write NaN, Infinity and -Infinity; off: refused in, null out */
    LANE_BIG_NUMBERS = 1u << 1,     /* read: keep an integer beyond 64 bits as text; off: the nearest double */
    LANE_OVERFLOW = 1u << 2,        /* read: a number too large for a double becomes infinity; off: LANE_ERROR_RANGE */
    LANE_RAW_NUMBERS = 1u << 3,     /* read: keep every number as text */
    LANE_LONE_SURROGATES = 1u << 4, /* read and write lone surrogates (three bytes each, as WTF-8) */
    LANE_CONTROL = 1u << 5,         /* read: bytes below 0x20 in strings */
    LANE_ASCII = 1u << 6,           /* write: \uXXXX for all non-ASCII characters */
    LANE_COPY = 1u << 7,            /* read: copy the text, so that the caller may free it; strings end with a 0 */
    LANE_BOM = 1u << 8,             /* read: skip a byte order mark before the text; off: LANE_ERROR_BOM */
    LANE_LINES = 1u << 9,           /* lane_reader: each line is one text (NDJSON) */
    LANE_CANONICAL = 1u << 10,      /* lane_write: canonical form (RFC 8785); other options are ignored */
    LANE_COMMENTS = 1u << 11,       /* read: // and slash-star comments as white space; copies the text */
    LANE_TRAILING_COMMAS = 1u << 12 /* read: one comma before a closing bracket */
};

/* A source of memory. All three functions are required and get ctx. Sizes match those of the allocation, so an
 * allocator need not store them. */
typedef struct lane_allocator {
    void *(*allocate)(void *ctx, size_t size);                                     /* NULL: out of memory; size > 0 */
    void *(*reallocate)(void *ctx, void *block, size_t old_size, size_t new_size); /* NULL: block is unchanged */
    void (*release)(void *ctx, void *block, size_t size);
    void *ctx;
} lane_allocator;

/* All zero is the default. */
typedef struct lane_options {
    uint32_t flags;                  /* LANE_* */
    uint32_t max_depth;              /* read: nesting of containers; 0: LANE_DEPTH */
    uint32_t indent;                 /* write: spaces for each level; 0: no white space at all */
    uint32_t reserved;               /* 0 */
    const lane_allocator *allocator; /* NULL: malloc, realloc, free. Must outlive its results */
} lane_options;

#define LANE_DEPTH 1024

/* -- Documents -- */

typedef enum lane_type {
    LANE_TYPE_NONE = 0, /* the type of NULL: no value */
    LANE_TYPE_NULL,
    LANE_TYPE_BOOL,
    LANE_TYPE_INT,    /* int64_t */
    LANE_TYPE_UINT,   /* uint64_t above INT64_MAX */
    LANE_TYPE_DOUBLE, /* finite without LANE_NAN and LANE_OVERFLOW */
    LANE_TYPE_NUMBER, /* kept as text: LANE_BIG_NUMBERS, LANE_RAW_NUMBERS */
    LANE_TYPE_STRING,
    LANE_TYPE_ARRAY,
    LANE_TYPE_OBJECT
} lane_type;

/* One value of a document, 16 bytes. The fields are public so that compilers can inline the functions below; do not
 * read them yourself.
 *
 * The members of a container follow it; those of an object as key, value, key, value. `size` leads to the next
 * sibling:
 *
 *     {"a": [1, 2], "b": null}           index  type    length  payload
 *                                        0      object  2       size 7 * 16
 *                                        1      string  1       text "a"
 *                                        2      array   2       size 3 * 16
 *                                        3      int     -       1
 *                                        4      int     -       2
 *                                        5      string  1       text "b"
 *                                        6      null    -       - */
typedef struct lane_value {
    uint64_t tag; /* bits 0-3 lane_type, 4-7 flags, 8-63 bytes of a string or number, members of a container */
    union {
        int64_t i;
        uint64_t u; /* bool: 0 or 1 */
        double d;
        const char *text;
        uint64_t size; /* bytes from this value to the one after its last member */
    } payload;
} lane_value;

typedef struct lane_doc lane_doc;

/* Reads a text into a document. Strings may point into the text: keep it unchanged as long as the document, or use
 * LANE_COPY. Free the document with lane_doc_free. NULL on error: LANE_ERROR_INCOMPLETE if some valid text begins with
 * this one, else the leftmost fault. */
LANE_API lane_doc *lane_parse(const char *text, size_t length, const lane_options *options, lane_error *error);
LANE_API void lane_doc_free(lane_doc *doc);
LANE_API const lane_value *lane_doc_root(const lane_doc *doc);
/* The number of values in the document, including keys. */
LANE_API size_t lane_doc_count(const lane_doc *doc);

/* Whether lane_parse would accept the text; else the same error. Builds nothing. It allocates, and frees, only to copy
 * a text that does not end with a bracket, for a string of more than 900 bytes with escapes, and beyond LANE_DEPTH
 * levels. */
LANE_API bool lane_validate(const char *text, size_t length, const lane_options *options, lane_error *error);

/* Whether the bytes are UTF-8 (RFC 3629). LANE_LONE_SURROGATES in flags allows lone surrogates. Other flags have no
 * effect. */
LANE_API bool lane_validate_utf8(const char *text, size_t length, uint32_t flags, lane_error *error);

/* -- Memory and files -- */

/* An allocator over the caller's memory:
 *
 *     static char memory[1 << 16];
 *     lane_pool pool;
 *     lane_pool_init(&pool, memory, sizeof memory);
 *     lane_options options = {0, 0, 0, 0, &pool.allocator};
 *     lane_doc *doc = lane_parse(text, length, &options, &error);
 *     use(lane_doc_root(doc));
 *
 * Only the block that was allocated last can be reused after its release; initialise the pool again when nothing in it
 * is in use. A full pool gives LANE_ERROR_MEMORY. Only one thread at a time may use a pool. Do not move it. */
typedef struct lane_pool {
    lane_allocator allocator;
    char *next, *end, *last; /* the free part; the last block allocated */
} lane_pool;

/* NULL memory has no room. */
LANE_API void lane_pool_init(lane_pool *pool, void *memory, size_t size);

/* A pool size that suffices to lane_parse any text of `length` bytes with any flags: about ten times the length.
 * SIZE_MAX if no size does. */
LANE_API size_t lane_parse_bound(size_t length);

/* Reads a text in place, without a copy: text[length] must exist and be writable. Strings end with a 0, as with
 * LANE_COPY. The memory remains the caller's and must outlive the document. On error the text is unchanged, except for
 * text[length]. */
LANE_API lane_doc *lane_parse_in_situ(char *text, size_t length, const lane_options *options, lane_error *error);

/* Reads a file, a pipe or a device to its end. The document owns the text, and strings end with a 0. Errors: those of
 * lane_parse; LANE_ERROR_FILE; LANE_ERROR_ARGUMENT for a NULL path. */
LANE_API lane_doc *lane_parse_file(const char *path, const lane_options *options, lane_error *error);

/* Writes a value to PATH.N.tmp and renames it to path when it is complete and synchronised. A reader of path sees the
 * old text or the new one (on Windows, for a moment, no file). Errors: those of lane_write; LANE_ERROR_FILE;
 * LANE_ERROR_ARGUMENT for a NULL path. */
LANE_API bool lane_write_file(const lane_value *value, const char *path, const lane_options *options,
                              lane_error *error);

/* -- Values -- */

/* These are inline. The library also exports each of them, for languages that call by name. */

LANE_API inline lane_type lane_value_type(const lane_value *value) {
    return value ? LANE_CAST_(lane_type, value->tag & 15) : LANE_TYPE_NONE;
}

/* True for the bool true; false for everything else. */
LANE_API inline bool lane_value_bool(const lane_value *value) {
    return lane_value_type(value) == LANE_TYPE_BOOL && value->payload.u != 0;
}

/* The value of a LANE_TYPE_INT; 0 for other types. */
LANE_API inline int64_t lane_value_int(const lane_value *value) {
    return lane_value_type(value) == LANE_TYPE_INT ? value->payload.i : 0;
}

/* The value of an integer >= 0; 0 for everything else. */
LANE_API inline uint64_t lane_value_uint(const lane_value *value) {
    lane_type type = lane_value_type(value);
    return type == LANE_TYPE_UINT || (type == LANE_TYPE_INT && value->payload.i >= 0) ? value->payload.u : 0;
}

/* The nearest double of an integer or double; 0 for everything else, including numbers kept as text. */
LANE_API inline double lane_value_double(const lane_value *value) {
    switch (lane_value_type(value)) {
    case LANE_TYPE_INT: return LANE_CAST_(double, value->payload.i);
    case LANE_TYPE_UINT: return LANE_CAST_(double, value->payload.u);
    case LANE_TYPE_DOUBLE: return value->payload.d;
    default: return 0;
    }
}

/* The bytes of a string, or of a number kept as text; NULL for everything else. A string may contain U+0000. A 0
 * follows only with LANE_COPY. */
LANE_API inline const char *lane_value_text(const lane_value *value) {
    lane_type type = lane_value_type(value);
    return type == LANE_TYPE_STRING || type == LANE_TYPE_NUMBER ? value->payload.text : LANE_NULL_;
}

/* The length of lane_value_text in bytes; 0 if that is NULL. */
LANE_API inline size_t lane_value_length(const lane_value *value) {
    lane_type type = lane_value_type(value);
    return type == LANE_TYPE_STRING || type == LANE_TYPE_NUMBER ? LANE_CAST_(size_t, value->tag >> 8) : 0;
}

/* The number of elements of an array or members of an object; 0 for everything else. */
LANE_API inline size_t lane_value_count(const lane_value *value) {
    return lane_value_type(value) >= LANE_TYPE_ARRAY ? LANE_CAST_(size_t, value->tag >> 8) : 0;
}

/* lane_value_after of a value that is not NULL. */
#define LANE_BYTES_(value) LANE_CAST_(const char *, LANE_CAST_(const void *, value))
#define LANE_AFTER_(value)                                                                                      \
    (((value)->tag & 15) >= LANE_TYPE_ARRAY                                                                     \
         ? LANE_CAST_(const lane_value *, LANE_CAST_(const void *, LANE_BYTES_(value) + (value)->payload.size)) \
         : (value) + 1)

/* The value after this one and its contents. After the last value of a document it points past the end: do not read
 * it. */
LANE_API inline const lane_value *lane_value_after(const lane_value *value) {
    return value ? LANE_AFTER_(value) : LANE_NULL_;
}

/* An iterator over the members of one container:
 *
 *     lane_iterator it = lane_iterate(lane_doc_root(doc));
 *     while ((key = lane_object_next(&it, &value)) != NULL)
 *         printf("%.*s: %d\n", (int)lane_value_length(key), lane_value_text(key), lane_value_type(value));
 *
 * Valid as long as the container. Copy it to return to a position. */
typedef struct lane_iterator {
    const lane_value *next;
    size_t elements, members; /* still to come, of an array or of an object; the other is 0 */
} lane_iterator;

/* Starts at the first member. NULL and values that are not containers have none. */
LANE_API inline lane_iterator lane_iterate(const lane_value *container) {
    lane_iterator it;
    lane_type type = lane_value_type(container);
    it.elements = type == LANE_TYPE_ARRAY ? lane_value_count(container) : 0;
    it.members = type == LANE_TYPE_OBJECT ? lane_value_count(container) : 0;
    it.next = it.elements + it.members != 0 ? container + 1 : LANE_NULL_;
    return it;
}

/* The next element of an array. NULL after the last one, and for anything but an array. */
LANE_API inline const lane_value *lane_array_next(lane_iterator *it) {
    const lane_value *element = it ? it->next : LANE_NULL_;
    if (!it || it->elements == 0)
        return LANE_NULL_;
    it->elements--;
    it->next = LANE_AFTER_(element);
    return element;
}

/* The next key of an object, and its value in *ret_value. NULL after the last one, and for anything but an object. Keys
 * come in the order of the text, including duplicates. */
LANE_API inline const lane_value *lane_object_next(lane_iterator *it, const lane_value **ret_value) {
    const lane_value *key = it ? it->next : LANE_NULL_;
    if (!it || it->members == 0)
        return LANE_NULL_;
    it->members--;
    if (ret_value)
        *ret_value = key + 1;
    it->next = LANE_AFTER_(key + 1);
    return key;
}

#undef LANE_AFTER_
#undef LANE_BYTES_
#undef LANE_CAST_
#undef LANE_NULL_

/* -- Numbers -- */

/* The value of a number of any kind, including numbers kept as text. An int or uint must be in range and spelled
 * without fraction and exponent. A double is the nearest one and must be finite. Else returns false and leaves *ret
 * unchanged. */
LANE_API bool lane_number_int(const lane_value *value, int64_t *ret);
LANE_API bool lane_number_uint(const lane_value *value, uint64_t *ret);
LANE_API bool lane_number_double(const lane_value *value, double *ret);

/* -- Looking up -- */

/* Any number of threads may look up in the same document at once:
 *
 *     static const lane_key keys[] = {{"name", 4}, {"age", 3}};
 *     const lane_value *found[2];
 *     lane_object_pick(lane_doc_root(doc), keys, 2, found);
 *     use(found[1]);
 *     use(lane_pointer_get(lane_doc_root(doc), "/address/street", 15)); */

/* The element at index, or NULL. Constant time if no element is a container, else linear in the index. To visit all
 * elements use lane_iterate; for random access use lane_table_at. */
LANE_API const lane_value *lane_array_get(const lane_value *array, size_t index);

/* The value of a key, or NULL. Of duplicate keys the last one. Linear in the members: all of them, or, if none is a
 * container, those after the one that is found. */
LANE_API const lane_value *lane_object_get(const lane_value *object, const char *key, size_t length);

/* The value of a key, or NULL. Of duplicate keys the first one: faster, because it stops there. */
LANE_API const lane_value *lane_object_first(const lane_value *object, const char *key, size_t length);

/* A key to look up. NULL text means the empty key. */
typedef struct lane_key {
    const char *text;
    size_t length;
} lane_key;

/* Looks up `count` different keys in one pass: ret_values[i] is what lane_object_get returns for keys[i]. Returns how
 * many were found. Each member costs one comparison if keys are in the order of the text, at most `count` otherwise.
 * Does nothing if keys or ret_values is NULL. */
LANE_API size_t lane_object_pick(const lane_value *object, const lane_key *keys, size_t count,
                                 const lane_value **ret_values);

/* The value that a JSON Pointer (RFC 6901) names, starting at `value`: "" is the value itself, "/a/0" is element 0 of
 * its member a. NULL if there is none, or if the pointer is malformed. */
LANE_API const lane_value *lane_pointer_get(const lane_value *value, const char *pointer, size_t length);

/* A JSON Pointer, decoded once for repeated use. Immutable: threads may share it. */
typedef struct lane_pointer lane_pointer;

/* NULL on error: LANE_ERROR_POINTER with the offset in the pointer, or LANE_ERROR_MEMORY. */
LANE_API lane_pointer *lane_pointer_compile(const char *pointer, size_t length, const lane_options *options,
                                            lane_error *error);
LANE_API const lane_value *lane_pointer_find(const lane_pointer *pointer, const lane_value *value);
LANE_API void lane_pointer_free(lane_pointer *pointer);

/* A table of the members of one container, for look-ups in constant time. Building takes one pass over the members and
 * pays off after about ten look-ups in an object of ten members. The table is valid as long as the document and does
 * not change it. Immutable: threads may share it. */
typedef struct lane_table lane_table;

/* NULL on error: LANE_ERROR_VALUE if it is not a container or has more than 2^30 values, or LANE_ERROR_MEMORY. */
LANE_API lane_table *lane_table_new(const lane_value *container, const lane_options *options, lane_error *error);
/* The bytes that lane_table_fixed needs, about 20 for each member; 0 if no table is possible. */
LANE_API size_t lane_table_size(const lane_value *container);
/* Builds a table in the caller's memory: do not free it. NULL if `size` is too small. */
LANE_API lane_table *lane_table_fixed(const lane_value *container, void *memory, size_t size);
/* The value of a key, or NULL. Of duplicate keys the last one. */
LANE_API const lane_value *lane_table_get(const lane_table *table, const char *key, size_t length);
/* The element at index of an array, or the key at index of an object (its value follows it). NULL past the last one. */
LANE_API const lane_value *lane_table_at(const lane_table *table, size_t index);
LANE_API void lane_table_free(lane_table *table);

/* The offset of a value or key in the text that the document was read from, so that a message can name a line
 * (lane_locate). Reads the text up to that value. SIZE_MAX if the value is not in the document or the text differs. */
LANE_API size_t lane_value_offset(const lane_doc *doc, const lane_value *value, const char *text, size_t length);

/* Whether two values are equal. Numbers compare by value: 1 equals 1.0; numbers kept as text compare as 64-bit
 * integers, else as the nearest doubles. Objects compare in any order of members, by the last value of each key.
 * Linear if members come in the same order, or if malloc has memory for tables; false if it has none for nested
 * objects. NULL equals only NULL. */
LANE_API bool lane_equal(const lane_value *a, const lane_value *b);

/* -- Editing -- */

/* A mutable document over an immutable one:
 *
 *     lane_edit *edit = lane_edit_new(lane_doc_root(doc), NULL, NULL);
 *     lane_pointer_set(edit, "/server/port", 12, lane_edit_int(edit, 8080));
 *     lane_edit_append(edit, lane_edit_find_pointer(edit, "/users", 6), lane_edit_string(edit, "eve", 3));
 *     lane_pointer_remove(edit, "/debug", 6);
 *     char *text = lane_edit_write(edit, NULL, &length, &error);
 *     puts(text ? text : lane_error_message(error.code));
 *     lane_text_free(text, length, NULL);
 *     lane_edit_free(edit);
 *
 * Copy on write: only the containers on the way to a change are copied, each in one pass over its members. The base and
 * all inserted values are borrowed and must outlive the edit; keys and strings of lane_edit_string are copied. Running
 * out of memory is a sticky error: lane_edit_doc and lane_edit_write then fail with LANE_ERROR_MEMORY, so calls in
 * between need no check. Only one thread at a time may use an edit; threads may share its base. */
typedef struct lane_edit lane_edit;

/* A value in an edit, valid as long as the edit. A removed or replaced node is no longer part of it. */
typedef struct lane_node lane_node;

/* A NULL base means null. NULL on error: LANE_ERROR_MEMORY or LANE_ERROR_ARGUMENT. */
LANE_API lane_edit *lane_edit_new(const lane_value *base, const lane_options *options, lane_error *error);
LANE_API void lane_edit_free(lane_edit *edit);
LANE_API lane_node *lane_edit_root(lane_edit *edit);

LANE_API lane_type lane_node_type(const lane_node *node);
/* The number of members. */
LANE_API size_t lane_node_count(const lane_node *node);
/* The value of a scalar or of a container that is not copied yet; NULL for a copied one. Valid until the node
 * changes. */
LANE_API const lane_value *lane_node_value(const lane_node *node);
/* The key of a member of an object; NULL for other nodes. */
LANE_API const lane_value *lane_node_key(const lane_node *node);

/* The member of an object with that key, or NULL. Of duplicate keys the last one. Linear. */
LANE_API lane_node *lane_edit_get(lane_edit *edit, lane_node *object, const char *key, size_t length);
/* The member at index of an array or object, or NULL. Constant time once the container is copied. */
LANE_API lane_node *lane_edit_at(lane_edit *edit, lane_node *container, size_t index);
/* The node that a JSON Pointer names. NULL if there is none, or if the pointer is malformed. */
LANE_API lane_node *lane_edit_find_pointer(lane_edit *edit, const char *pointer, size_t length);

/* Replaces the member with that key (of duplicate keys the last one), or appends it. This and the next functions return
 * NULL or false and change nothing if the node has the wrong type, the value is NULL, a new key is not UTF-8, or memory
 * runs out. */
LANE_API lane_node *lane_edit_set(lane_edit *edit, lane_node *object, const char *key, size_t length,
                                  const lane_value *value);
LANE_API lane_node *lane_edit_append(lane_edit *edit, lane_node *array, const lane_value *value);
/* Inserts before the element at index; the count appends. */
LANE_API lane_node *lane_edit_insert(lane_edit *edit, lane_node *array, size_t index, const lane_value *value);
LANE_API bool lane_edit_replace(lane_edit *edit, lane_node *node, const lane_value *value);
/* The root cannot be removed. */
LANE_API bool lane_edit_remove(lane_edit *edit, lane_node *node);
/* Renames a member of an object in place. Does not look for another member with that key. */
LANE_API bool lane_edit_rename(lane_edit *edit, lane_node *node, const char *key, size_t length);

/* Replaces the value that a JSON Pointer names, or adds it if its container exists. "/a/-" appends to an array. */
LANE_API lane_node *lane_pointer_set(lane_edit *edit, const char *pointer, size_t length, const lane_value *value);
/* Removes the value that a JSON Pointer names, with all duplicates of its key. False if there is none. */
LANE_API bool lane_pointer_remove(lane_edit *edit, const char *pointer, size_t length);

/* New values for an edit, in its memory; containers are empty. NULL if memory runs out or a string is not UTF-8. */
LANE_API const lane_value *lane_edit_null(lane_edit *edit);
LANE_API const lane_value *lane_edit_bool(lane_edit *edit, bool truth);
LANE_API const lane_value *lane_edit_int(lane_edit *edit, int64_t i);
LANE_API const lane_value *lane_edit_uint(lane_edit *edit, uint64_t u);
LANE_API const lane_value *lane_edit_double(lane_edit *edit, double d);
LANE_API const lane_value *lane_edit_string(lane_edit *edit, const char *text, size_t length);
LANE_API const lane_value *lane_edit_array(lane_edit *edit);
LANE_API const lane_value *lane_edit_object(lane_edit *edit);

/* The edit's result as a new document, independent of the edit and its base. */
LANE_API lane_doc *lane_edit_doc(lane_edit *edit, lane_error *error);
/* The edit's result as text: see lane_write. */
LANE_API char *lane_edit_write(lane_edit *edit, const lane_options *options, size_t *ret_length, lane_error *error);

/* A deep copy of a value, with its strings, which end with a 0. LANE_ERROR_VALUE for NULL. */
LANE_API lane_doc *lane_doc_copy(const lane_value *value, const lane_options *options, lane_error *error);

/* Applies a JSON Patch (RFC 6902). False on error, with the index of the operation as offset: LANE_ERROR_PATCH if it is
 * malformed, LANE_ERROR_TARGET if it names no value, LANE_ERROR_TEST if a test fails. The operations before it remain
 * applied. The patch is borrowed, as values are. */
LANE_API bool lane_edit_patch(lane_edit *edit, const lane_value *patch, lane_error *error);
/* Applies a JSON Merge Patch (RFC 7396), which may be any value; LANE_ERROR_VALUE for NULL. */
LANE_API bool lane_edit_merge(lane_edit *edit, const lane_value *patch, lane_error *error);

/* The same, from a value to a new document: all or nothing. NULL on error. */
LANE_API lane_doc *lane_patch(const lane_value *target, const lane_value *patch, const lane_options *options,
                              lane_error *error);
LANE_API lane_doc *lane_merge(const lane_value *target, const lane_value *patch, const lane_options *options,
                              lane_error *error);

/* -- Writing -- */

/* Writes a value and its contents:
 *
 *     lane_options options = {0, 0, 2, 0, NULL}; // indented by two
 *     char *text = lane_write(lane_doc_root(doc), &options, &length, &error);
 *     puts(text ? text : lane_error_message(error.code));
 *     lane_text_free(text, length, &options);
 *
 * A 0 follows the text and is not counted in *ret_length. Free the text with lane_text_free and the same options. NULL
 * on error: LANE_ERROR_MEMORY; LANE_ERROR_VALUE for NULL; LANE_ERROR_SURROGATE for a string with a lone surrogate,
 * without LANE_LONE_SURROGATES. */
LANE_API char *lane_write(const lane_value *value, const lane_options *options, size_t *ret_length, lane_error *error);

/* Writes to `size` bytes at buffer, followed by a 0, and uses no other memory. Writing a string needs room for six
 * times its length (64 KiB of it at a time): lane_write_bound gives a size that suffices. False on error:
 * LANE_ERROR_MEMORY if it does not fit; LANE_ERROR_ARGUMENT for a NULL buffer and for LANE_CANONICAL; else as
 * lane_write. */
LANE_API bool lane_write_to(const lane_value *value, const lane_options *options, char *buffer, size_t size,
                            size_t *ret_length, lane_error *error);
/* A size that suffices for lane_write_to. One pass over the values. 0 for NULL and for refused options; SIZE_MAX if no
 * size does. */
LANE_API size_t lane_write_bound(const lane_value *value, const lane_options *options);

/* Frees a text of lane_write, given its *ret_length and the same options. */
LANE_API void lane_text_free(char *text, size_t length, const lane_options *options);

/* Copies a text to dst without the white space between its tokens. dst has room for `length` bytes and may be the text
 * itself; NULL is LANE_ERROR_ARGUMENT, unless the text is empty. The only fault it finds is LANE_ERROR_STRING_END, a
 * string that is not closed; use lane_validate to find others. */
LANE_API bool lane_minify(const char *text, size_t length, char *dst, size_t *ret_length, lane_error *error);

/* -- Reading many texts -- */

/* Reads one text after the other into the memory of one document:
 *
 *     lane_reader *r = lane_reader_new(NULL);
 *     lane_reader_begin(r, text, length);
 *     while ((doc = lane_reader_next(r, &error)) != NULL)
 *         use(lane_doc_root(doc));
 *     lane_reader_free(r);
 *
 * and from a source that gives it in pieces:
 *
 *     lane_reader *r = lane_reader_new(NULL);
 *     do {
 *         n = fread(piece, 1, sizeof piece, file);
 *         if (n > 0)
 *             lane_reader_feed(r, piece, n);
 *         else
 *             lane_reader_end(r); // completes a last number or word
 *         while ((doc = lane_reader_next(r, &error)) != NULL)
 *             use(lane_doc_root(doc));
 *     } while (n > 0 && error.code == LANE_OK);
 *     lane_reader_free(r);
 *
 * The reader owns the document. The document and its strings are valid until the next call with the reader. Only one
 * thread at a time may use a reader. */
typedef struct lane_reader lane_reader;

/* NULL if memory runs out or the options are refused. */
LANE_API lane_reader *lane_reader_new(const lane_options *options);

/* As lane_parse, in the reader's memory. Drops the rest of earlier texts. */
LANE_API const lane_doc *lane_reader_parse(lane_reader *reader, const char *text, size_t length, lane_error *error);

/* Begins a text that contains any number of texts. Keep it unchanged while it is read, or use LANE_COPY, which copies
 * it at once. Drops the rest of earlier texts. False if memory runs out. */
LANE_API bool lane_reader_begin(lane_reader *reader, const char *text, size_t length);

/* Adds a copy of a piece of any size. In total, reading takes time proportional to the bytes, however they are cut, and
 * memory proportional to the longest text and piece. False if memory runs out (nothing changes then), and after
 * lane_reader_begin and lane_reader_end. */
LANE_API bool lane_reader_feed(lane_reader *reader, const char *text, size_t length);

/* Says that no more pieces will come until lane_reader_reset. */
LANE_API void lane_reader_end(lane_reader *reader);

/* The next document. Texts may follow each other with or without white space, and with or without the record
 * separators of RFC 7464; only numbers and words need a byte that ends them. With LANE_LINES each line is one text
 * (NDJSON), and blank lines are skipped.
 *
 * NULL with LANE_OK: no complete text is left; more may be fed. NULL with another error: a fault at error->offset,
 * counted from the start of everything begun or fed. LANE_ERROR_INCOMPLETE comes only when no more input can come.
 * With LANE_LINES the next call continues after the faulty line; else each call gives the same error until
 * lane_reader_skip or lane_reader_reset. A fault is reported when its token is complete; in a string that is not
 * closed, when four times as much of it has come. */
LANE_API const lane_doc *lane_reader_next(lane_reader *reader, lane_error *error);

/* After an error, continues with the line after the one where the faulty text begins, or with the next record
 * separator. */
LANE_API void lane_reader_skip(lane_reader *reader);

/* Drops the rest of the text and keeps the memory. */
LANE_API void lane_reader_reset(lane_reader *reader);

LANE_API void lane_reader_free(lane_reader *reader);

/* -- Writing value by value -- */

/* Writes a text without a document:
 *
 *     lane_writer *w = lane_writer_new(NULL);
 *     lane_writer_object(w);
 *     lane_writer_key(w, "id", 2);
 *     lane_writer_int(w, 12);
 *     lane_writer_end(w);
 *     const char *text = lane_writer_finish(w, &length, &error);
 *     puts(text ? text : lane_error_message(error.code));
 *     lane_writer_free(w);
 *
 * Check only the last call: the first error is sticky, later calls do nothing and return false, and lane_writer_finish
 * reports the error. A writer may be NULL for the same reason. Calls that would not give JSON are errors: a value in
 * place of a key (LANE_ERROR_KEY), a key or an end in place of a value (LANE_ERROR_VALUE), anything after the complete
 * value (LANE_ERROR_EXTRA). The offset of an error is the number of bytes written before the call. Only one thread at a
 * time may use a writer.
 *
 * The options have the same effect as for lane_write; in addition, max_depth limits the nesting of containers. */
typedef struct lane_writer lane_writer;

/* Receives a piece of the text, without a terminating 0. Returns false to stop. */
typedef bool lane_writer_callback(void *ctx, const char *text, size_t length);

/* The bytes of lane_writer_fixed's memory that hold no text. Nesting deeper than 32 takes 32 more bytes per level. */
#define LANE_WRITER_OVERHEAD 1024

/* The least `chunk` of lane_writer_to, in bytes. */
#define LANE_WRITER_CHUNK_LEAST 512

/* A writer whose text grows on the heap. NULL if memory runs out or the options are refused. */
LANE_API lane_writer *lane_writer_new(const lane_options *options);

/* A writer in `size` bytes at `memory`, including its text: it uses no other memory and need not be freed. A text that
 * does not fit is LANE_ERROR_MEMORY. NULL if size is below LANE_WRITER_OVERHEAD or the options are refused. */
LANE_API lane_writer *lane_writer_fixed(void *memory, size_t size, const lane_options *options);

/* A writer that passes its text to a callback, in pieces of at most `chunk` bytes (0: 64 KiB). If the callback returns
 * false, the error is LANE_ERROR_OUTPUT and the callback is not called again. NULL if memory runs out, chunk is below
 * LANE_WRITER_CHUNK_LEAST, callback is NULL, or the options are refused. */
LANE_API lane_writer *lane_writer_to(lane_writer_callback *callback, void *ctx, size_t chunk,
                                     const lane_options *options);

LANE_API bool lane_writer_object(lane_writer *writer);
LANE_API bool lane_writer_array(lane_writer *writer);
/* Ends the innermost object or array. */
LANE_API bool lane_writer_end(lane_writer *writer);

/* Keys and strings must be UTF-8: else LANE_ERROR_UTF8, or LANE_ERROR_SURROGATE for a lone surrogate without
 * LANE_LONE_SURROGATES. Duplicate keys are not detected. */
LANE_API bool lane_writer_key(lane_writer *writer, const char *key, size_t length);
LANE_API bool lane_writer_string(lane_writer *writer, const char *text, size_t length);
LANE_API bool lane_writer_null(lane_writer *writer);
LANE_API bool lane_writer_bool(lane_writer *writer, bool truth);
LANE_API bool lane_writer_int(lane_writer *writer, int64_t i);
LANE_API bool lane_writer_uint(lane_writer *writer, uint64_t u);
/* The shortest digits that read back as the same double. NaN and the infinities: null without LANE_NAN. */
LANE_API bool lane_writer_double(lane_writer *writer, double d);
/* A number given as text. LANE_ERROR_NUMBER if it is not a JSON number; LANE_ERROR_MEMORY if it is longer than the
 * pieces of lane_writer_to. */
LANE_API bool lane_writer_number(lane_writer *writer, const char *text, size_t length);
/* The text of a complete value, written unchecked. */
LANE_API bool lane_writer_raw(lane_writer *writer, const char *text, size_t length);
/* A value of a document and its contents; LANE_ERROR_VALUE for NULL. */
LANE_API bool lane_writer_value(lane_writer *writer, const lane_value *value);

/* Ends a line after a complete value, so that another one may follow (NDJSON). */
LANE_API bool lane_writer_line(lane_writer *writer);

/* The text, followed by a 0 that is not counted in *ret_length. The writer owns it; it is valid until the next call
 * with the writer. A writer of lane_writer_to passes the rest to its callback and returns an empty text. NULL on
 * error. LANE_ERROR_INCOMPLETE, if a container is still open or nothing was written, is not sticky. */
LANE_API const char *lane_writer_finish(lane_writer *writer, size_t *ret_length, lane_error *error);

/* The first error, or LANE_OK. LANE_ERROR_MEMORY for NULL. */
LANE_API lane_error lane_writer_error(const lane_writer *writer);

/* Drops text and error, and keeps the memory for the next text. */
LANE_API void lane_writer_reset(lane_writer *writer);

/* Frees the writer and its text. */
LANE_API void lane_writer_free(lane_writer *writer);

/* -- The library itself -- */

/* "MAJOR.MINOR.PATCH" of the library that runs, which may be newer than this header. */
LANE_API const char *lane_version(void);
/* The version of the library that runs, as one number like LANE_VERSION. */
LANE_API unsigned lane_version_number(void);

/* The instruction set of the kernels in use, such as "avx2". Chosen once: the best that the processor and the system
 * support, or a lower one that the environment variable LANEJSON_ISA names. A name that is not in lane_isa_list has no
 * effect. Never NULL. */
LANE_API const char *lane_isa_name(void);

/* The instruction sets that this machine can run, best first; NULL past the last one. */
LANE_API const char *lane_isa_list(size_t index);

/* Makes later calls of all threads use the named kernels. False, without effect, if this machine or this build does not
 * have them. For tests and measurements. */
LANE_API bool lane_isa_select(const char *name);

#ifdef __cplusplus
}
#endif

#endif
