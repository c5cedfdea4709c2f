/* SPDX-License-Identifier: MIT */
/* lanejson: a SIMD JSON parser and writer. The whole public C API. C99 and C++ clean.
 *
 * Nothing has to be initialised. Every function may be called from any number of threads; a document may be read
 * by any number of threads at once. A text is any pointer and length: no padding, no terminating 0. All text is
 * UTF-8.
 *
 *     lane_error error;
 *     lane_doc *doc = lane_parse(text, length, NULL, &error);
 *     const lane_value *name = lane_object_get(lane_doc_root(doc), "name", 4);
 *     if (lane_value_type(name) == LANE_TYPE_STRING)
 *         fwrite(lane_value_text(name), 1, lane_value_length(name), stdout);
 *     lane_doc_free(doc);
 *
 * NULL: every pointer parameter may be NULL unless its function says otherwise.
 *   - A value, document or container: "nothing". Look-ups can be chained and checked once.
 *   - A text, key or JSON Pointer: the empty one, whatever its length.
 *   - options: all defaults. error, ret_*: the caller does not want to know.
 * Options with a bit that no flag has, with reserved != 0 or with an allocator that lacks a function are refused with
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

#ifdef __cplusplus
extern "C" {
#endif

/* -- Errors -- */

/* What went wrong. The offset of a lane_error, in bytes from the start of the text, is given beside each code. */
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
    LANE_ERROR_SURROGATE,       /* \u with half of a surrogate pair; its backslash */
    LANE_ERROR_NUMBER,          /* a malformed number; its first byte */
    LANE_ERROR_RANGE,           /* a number too large for a double; its first byte */
    LANE_ERROR_UTF8,            /* bytes that are not UTF-8; the first of them */
    LANE_ERROR_BOM,             /* a byte order mark, without LANE_BOM; its first byte */
    LANE_ERROR_UTF16,           /* the text looks like UTF-16 or UTF-32; offset 0 */
    LANE_ERROR_OUTPUT,          /* the callback of a writer returned false */
    LANE_ERROR_POINTER,         /* a malformed JSON Pointer; the byte of it */
    LANE_ERROR_PATCH,           /* an operation of a JSON Patch that is none; its number */
    LANE_ERROR_TARGET,          /* an operation names a value that is not there; its number */
    LANE_ERROR_TEST,            /* a test of a JSON Patch failed; its number */
    LANE_ERROR_FILE             /* a file could not be read or written, and errno says why; offset 0 */
} lane_error_code;

typedef struct lane_error {
    lane_error_code code;
    size_t offset; /* bytes */
} lane_error;

/* A place in a text, both counted from 1. A line ends with "\n"; a column is a code point. */
typedef struct lane_place {
    size_t line, column;
} lane_place;

/* The code's name, as "LANE_ERROR_VALUE", and what it means in a few words. Static strings, never NULL. */
LANE_API const char *lane_error_name(lane_error_code code);
LANE_API const char *lane_error_message(lane_error_code code);

/* Where a byte of the text is. An offset beyond the text is taken for its end. */
LANE_API lane_place lane_locate(const char *text, size_t length, size_t offset);

/* Writes "MESSAGE: line L column C (byte N)" and a 0 to a buffer of `size` bytes, cut if it does not fit. A NULL buffer
 * has no room; a NULL error is LANE_OK. Returns the bytes of the whole, without the 0, as snprintf does. */
LANE_API size_t lane_error_describe(const lane_error *error, const char *text, size_t length, char *buffer,
                                    size_t size);

/* -- Options -- */

/* Departures from RFC 8259 and choices of representation. 0 is strict. */
enum {
    LANE_NAN = 1u << 0,         /* read and write NaN, Infinity and -Infinity; off: refused in, null out */
    LANE_BIG_NUMBERS = 1u << 1, /* read: an integer beyond 64 bits is kept as its text; off: as the nearest double */
    LANE_OVERFLOW = 1u << 2,    /* read: a number too large for a double is infinity; off: LANE_ERROR_RANGE */
    LANE_RAW_NUMBERS = 1u << 3, /* read: every number is kept as its text */
    LANE_LONE_SURROGATES = 1u << 4, /* read and write halves of surrogate pairs (three bytes each, as WTF-8) */
    LANE_CONTROL = 1u << 5,         /* read: bytes below 0x20 in strings */
    LANE_ASCII = 1u << 6,           /* write: \uXXXX for everything beyond ASCII */
    LANE_COPY = 1u << 7,  /* read: keep a copy of the text, so that the caller's may go; strings then end with a 0 */
    LANE_BOM = 1u << 8,   /* read: skip a byte order mark before the text; off: LANE_ERROR_BOM */
    LANE_LINES = 1u << 9, /* lane_reader: each line is a text of its own (NDJSON) */
    LANE_CANONICAL = 1u << 10, /* lane_write: the form of RFC 8785, whatever the other options are */
    LANE_COMMENTS = 1u << 11, /* read: // and slash-star comments where white space may be; the text is copied for it */
    LANE_TRAILING_COMMAS = 1u << 12 /* read: one comma before a closing bracket */
};

/* Where memory comes from. All three are needed; ctx is handed on to them. Sizes are the same as at the matching
 * call, so an allocator need not remember them. */
typedef struct lane_allocator {
    void *(*allocate)(void *ctx, size_t size); /* NULL: there is no memory; size > 0 */
    void *(*reallocate)(void *ctx, void *block, size_t old_size, size_t new_size); /* NULL: block stays as it is */
    void (*release)(void *ctx, void *block, size_t size);
    void *ctx;
} lane_allocator;

/* All zero is the default. */
typedef struct lane_options {
    uint32_t flags;                  /* LANE_* */
    uint32_t max_depth;              /* read: containers within containers; 0: LANE_DEPTH */
    uint32_t indent;                 /* write: spaces for each level; 0: no white space at all */
    uint32_t reserved;               /* 0 */
    const lane_allocator *allocator; /* NULL: malloc, realloc and free. Must outlive what is made with it */
} lane_options;

#define LANE_DEPTH 1024

/* -- Documents -- */

typedef enum lane_type {
    LANE_TYPE_NONE = 0, /* of NULL: there is no value */
    LANE_TYPE_NULL,
    LANE_TYPE_BOOL,
    LANE_TYPE_INT,    /* int64_t */
    LANE_TYPE_UINT,   /* uint64_t above INT64_MAX */
    LANE_TYPE_DOUBLE, /* finite unless LANE_NAN or LANE_OVERFLOW was asked for */
    LANE_TYPE_NUMBER, /* the number's text: LANE_BIG_NUMBERS, LANE_RAW_NUMBERS */
    LANE_TYPE_STRING,
    LANE_TYPE_ARRAY,
    LANE_TYPE_OBJECT
} lane_type;

/* One value of a document, 16 bytes. The fields are here for the functions below, which compilers should see
 * through; nobody else should read them.
 *
 * A container is followed by its members, an object's as key, value, key, value. `size` says where the next
 * sibling is:
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
        uint64_t size; /* bytes from this value to the one behind its last member */
    } payload;
} lane_value;

typedef struct lane_doc lane_doc;

/* Reads a text. The result's strings may point into the text, which must then stay unchanged as long as the
 * document; LANE_COPY lifts that. NULL on error: LANE_ERROR_INCOMPLETE if some text that begins with this one is valid,
 * else the leftmost fault. */
LANE_API lane_doc *lane_parse(const char *text, size_t length, const lane_options *options, lane_error *error);
LANE_API void lane_doc_free(lane_doc *doc);
LANE_API const lane_value *lane_doc_root(const lane_doc *doc);
/* Values in the document, keys included. */
LANE_API size_t lane_doc_count(const lane_doc *doc);

/* Whether lane_parse would accept the text; the same error if not. Builds nothing. Memory is taken, and given back,
 * only for a copy of a text that does not end with a bracket, for a string of more than 900 bytes with escapes, and
 * beyond LANE_DEPTH levels. */
LANE_API bool lane_validate(const char *text, size_t length, const lane_options *options, lane_error *error);

/* Whether the bytes are UTF-8 (RFC 3629); with LANE_LONE_SURROGATES in flags, halves of surrogate pairs are let
 * pass. The other flags change nothing. */
LANE_API bool lane_validate_utf8(const char *text, size_t length, uint32_t flags, lane_error *error);

/* -- Memory and files -- */

/* An allocator over memory of the caller's:
 *
 *     static char memory[1 << 16];
 *     lane_pool pool;
 *     lane_pool_init(&pool, memory, sizeof memory);
 *     lane_options options = {0, 0, 0, 0, &pool.allocator};
 *     lane_doc *doc = lane_parse(text, length, &options, &error);
 *
 * What is given back is free again only if it was taken last; so init it again once nothing of it is in use. Full, it
 * gives LANE_ERROR_MEMORY. One thread at a time uses a pool, which must not move. */
typedef struct lane_pool {
    lane_allocator allocator;
    char *next, *end, *last; /* what is free, and the block that was taken last */
} lane_pool;

/* A NULL memory has no room. */
LANE_API void lane_pool_init(lane_pool *pool, void *memory, size_t size);

/* Bytes of a pool that suffice for lane_parse of any text of that length, with any flags: about ten times as many.
 * SIZE_MAX if there are none. */
LANE_API size_t lane_parse_bound(size_t length);

/* Reads a text that becomes the document's: text[length] exists and may be written. Not copied, and strings end with a
 * 0, as with LANE_COPY. The memory stays the caller's and must outlive the document. On error the text is as it was,
 * but for the byte behind. */
LANE_API lane_doc *lane_parse_in_situ(char *text, size_t length, const lane_options *options, lane_error *error);

/* Reads a file, a pipe or a device up to its end. The document owns the text: strings end with a 0. Besides the errors
 * of lane_parse, LANE_ERROR_FILE; LANE_ERROR_ARGUMENT for NULL. */
LANE_API lane_doc *lane_parse_file(const char *path, const lane_options *options, lane_error *error);

/* Writes a value to PATH.N.tmp, and moves that to path once it is whole and on its medium: whoever reads path sees the
 * old text or the new one (on Windows, for a moment, none). Besides the errors of lane_write, LANE_ERROR_FILE;
 * LANE_ERROR_ARGUMENT for a NULL path. */
LANE_API bool lane_write_file(const lane_value *value, const char *path, const lane_options *options,
                              lane_error *error);

/* -- Values -- */

/* Compilers see through these; the library exports each of them as well, for languages that call by name. */

LANE_API inline lane_type lane_value_type(const lane_value *value) {
    return value ? (lane_type)(value->tag & 15) : LANE_TYPE_NONE;
}

/* Whether it is true; false for all that is no bool. */
LANE_API inline bool lane_value_bool(const lane_value *value) {
    return lane_value_type(value) == LANE_TYPE_BOOL && value->payload.u != 0;
}

/* 0 for all but LANE_TYPE_INT. */
LANE_API inline int64_t lane_value_int(const lane_value *value) {
    return lane_value_type(value) == LANE_TYPE_INT ? value->payload.i : 0;
}

/* 0 for all but integers >= 0. */
LANE_API inline uint64_t lane_value_uint(const lane_value *value) {
    lane_type type = lane_value_type(value);
    return type == LANE_TYPE_UINT || (type == LANE_TYPE_INT && value->payload.i >= 0) ? value->payload.u : 0;
}

/* The nearest double of any integer or double; 0 for all else, texts of numbers included. */
LANE_API inline double lane_value_double(const lane_value *value) {
    switch (lane_value_type(value)) {
    case LANE_TYPE_INT: return (double)value->payload.i;
    case LANE_TYPE_UINT: return (double)value->payload.u;
    case LANE_TYPE_DOUBLE: return value->payload.d;
    default: return 0;
    }
}

/* The bytes of a string or of a number kept as text, NULL for all else. A string may hold U+0000. No 0 follows
 * without LANE_COPY. */
LANE_API inline const char *lane_value_text(const lane_value *value) {
    lane_type type = lane_value_type(value);
    return type == LANE_TYPE_STRING || type == LANE_TYPE_NUMBER ? value->payload.text : NULL;
}

/* Bytes of lane_value_text, 0 for all that has none. */
LANE_API inline size_t lane_value_length(const lane_value *value) {
    lane_type type = lane_value_type(value);
    return type == LANE_TYPE_STRING || type == LANE_TYPE_NUMBER ? (size_t)(value->tag >> 8) : 0;
}

/* Elements of an array, members of an object, 0 for all else. */
LANE_API inline size_t lane_value_count(const lane_value *value) {
    return lane_value_type(value) >= LANE_TYPE_ARRAY ? (size_t)(value->tag >> 8) : 0;
}

/* lane_value_after without the question whether there is a value. */
#define LANE_AFTER_(value)                                                                   \
    (((value)->tag & 15) >= LANE_TYPE_ARRAY                                                  \
         ? (const lane_value *)(const void *)((const char *)(value) + (value)->payload.size) \
         : (value) + 1)

/* The value behind this one and all that it contains. It may lie beyond the document: not to be read then. */
LANE_API inline const lane_value *lane_value_after(const lane_value *value) {
    return value ? LANE_AFTER_(value) : NULL;
}

/* A walk over the members of one container. It holds as long as the container; copy it to come back to a place. */
typedef struct lane_iterator {
    const lane_value *next;
    size_t elements, members; /* of an array or an object that have not been given out yet; the other is 0 */
} lane_iterator;

/* Starts at the first member; there is none in NULL and in all that is no container. */
LANE_API inline lane_iterator lane_iterate(const lane_value *container) {
    lane_iterator it;
    lane_type type = lane_value_type(container);
    it.elements = type == LANE_TYPE_ARRAY ? lane_value_count(container) : 0;
    it.members = type == LANE_TYPE_OBJECT ? lane_value_count(container) : 0;
    it.next = it.elements + it.members != 0 ? container + 1 : NULL;
    return it;
}

/* The next element of an array, NULL after the last, and for every other container. */
LANE_API inline const lane_value *lane_array_next(lane_iterator *it) {
    const lane_value *element = it ? it->next : NULL;
    if (!it || it->elements == 0)
        return NULL;
    it->elements--;
    it->next = LANE_AFTER_(element);
    return element;
}

/* The next key of an object and, in *ret_value, its value; NULL after the last, and for every other container. Keys
 * come in the text's order, duplicates too. */
LANE_API inline const lane_value *lane_object_next(lane_iterator *it, const lane_value **ret_value) {
    const lane_value *key = it ? it->next : NULL;
    if (!it || it->members == 0)
        return NULL;
    it->members--;
    if (ret_value)
        *ret_value = key + 1;
    it->next = LANE_AFTER_(key + 1);
    return key;
}

#undef LANE_AFTER_

/* -- Numbers -- */

/* The value of a number of any kind, one that is kept as text among them. False, and no change to *ret, if it is no
 * number, or none that the type holds: an int or uint is spelled without fraction and exponent, and in range; a double
 * is the nearest one, and false if that would be infinite. */
LANE_API bool lane_number_int(const lane_value *value, int64_t *ret);
LANE_API bool lane_number_uint(const lane_value *value, uint64_t *ret);
LANE_API bool lane_number_double(const lane_value *value, double *ret);

/* -- Looking up -- */

/* All of this takes any container of any document, from any number of threads at once. */

/* The element at index, NULL if there is none. Constant time where no element is a container, else linear in the
 * index: to go through such an array use lane_iterate, to jump about in it lane_table_at. */
LANE_API const lane_value *lane_array_get(const lane_value *array, size_t index);

/* The value of a key, the last one if there are several; NULL if there is none. Linear in the members. */
LANE_API const lane_value *lane_object_get(const lane_value *object, const char *key, size_t length);

/* The same, but the first one if there are several: stops there, and so is faster where keys are not repeated. */
LANE_API const lane_value *lane_object_first(const lane_value *object, const char *key, size_t length);

/* A key to be looked up. A text that is NULL is the empty key. */
typedef struct lane_key {
    const char *text;
    size_t length;
} lane_key;

/* The values of `count` keys in one pass: each as lane_object_get, in ret_values[i] for keys[i]. How many there are.
 * A member costs one comparison where keys are asked for in the text's order, `count` at most. If keys or ret_values is
 * NULL nothing is done. No key stands twice in keys. */
LANE_API size_t lane_object_pick(const lane_value *object, const lane_key *keys, size_t count,
                                 const lane_value **ret_values);

/* The value that a JSON Pointer (RFC 6901) names below `value`: "" is the value itself, "/a/0" element 0 of its
 * member a. NULL if there is none or the pointer is malformed. */
LANE_API const lane_value *lane_pointer_get(const lane_value *value, const char *pointer, size_t length);

/* A JSON Pointer that is decoded once and used often. Constant, so that threads may share it. */
typedef struct lane_pointer lane_pointer;

/* NULL on error: LANE_ERROR_POINTER with the byte of the pointer that is wrong, LANE_ERROR_MEMORY. */
LANE_API lane_pointer *lane_pointer_compile(const char *pointer, size_t length, const lane_options *options,
                                            lane_error *error);
LANE_API const lane_value *lane_pointer_find(const lane_pointer *pointer, const lane_value *value);
LANE_API void lane_pointer_free(lane_pointer *pointer);

/* A table beside a container that finds its members in constant time. Building takes one pass over the members; it
 * pays from some ten look-ups in an object of some ten members. It holds as long as the document, which it leaves as it
 * is, and is constant, so that threads may share it. */
typedef struct lane_table lane_table;

/* NULL on error: LANE_ERROR_VALUE for what is no container, or one of more than 2^30 values; LANE_ERROR_MEMORY. */
LANE_API lane_table *lane_table_new(const lane_value *container, const lane_options *options, lane_error *error);
/* The bytes that lane_table_fixed needs, about 20 for each member; 0 for what cannot have a table. */
LANE_API size_t lane_table_size(const lane_value *container);
/* A table in `size` bytes at `memory`, which are the caller's: it need not be freed. NULL if they are too few. */
LANE_API lane_table *lane_table_fixed(const lane_value *container, void *memory, size_t size);
/* The value of a key, the last one if there are several; NULL if there is none. */
LANE_API const lane_value *lane_table_get(const lane_table *table, const char *key, size_t length);
/* The element at index of an array; the key at index of an object, which its value follows. NULL beyond the last. */
LANE_API const lane_value *lane_table_at(const lane_table *table, size_t index);
LANE_API void lane_table_free(lane_table *table);

/* Where a value, or a key, of a document starts in the text that it was read from, which the caller still has: so that
 * a message about it can name a line (lane_locate). Reads the text up to there. SIZE_MAX if the value is not of the
 * document, or the text is another. */
LANE_API size_t lane_value_offset(const lane_doc *doc, const lane_value *value, const char *text, size_t length);

/* Whether two values are equal: numbers by their value (1 and 1.0 are equal; kept texts by their 64-bit integers, else
 * by the nearest doubles), objects in any order of members, by the last value of each key. Linear, where members come
 * in the same order or there is memory for tables (malloc); false if there is none for a nest of such objects. NULL
 * equals NULL only. */
LANE_API bool lane_equal(const lane_value *a, const lane_value *b);

/* -- Editing -- */

/* A document that can be changed, over one that stays as it is:
 *
 *     lane_edit *edit = lane_edit_new(lane_doc_root(doc), NULL, NULL);
 *     lane_pointer_set(edit, "/server/port", 12, lane_edit_int(edit, 8080));
 *     lane_edit_append(edit, lane_edit_find_pointer(edit, "/users", 6), lane_edit_string(edit, "eve", 3));
 *     lane_pointer_remove(edit, "/debug", 6);
 *     char *text = lane_edit_write(edit, NULL, &length, &error);
 *     lane_edit_free(edit);
 *
 * Only containers on the way to a change are copied, when they are looked into: one pass over the members of each. The
 * base and every value that is put in are borrowed and must outlive the edit; keys and strings of lane_edit_string are
 * copied. Only lack of memory stays: lane_edit_doc and lane_edit_write then fail with LANE_ERROR_MEMORY, so that calls
 * between need not be checked. One thread at a time uses an edit; its base may be shared. */
typedef struct lane_edit lane_edit;

/* A value in an edit. It holds as long as the edit; one that was removed or replaced is outside of it. */
typedef struct lane_node lane_node;

/* NULL base: null. NULL on error: LANE_ERROR_MEMORY, LANE_ERROR_ARGUMENT. */
LANE_API lane_edit *lane_edit_new(const lane_value *base, const lane_options *options, lane_error *error);
LANE_API void lane_edit_free(lane_edit *edit);
LANE_API lane_node *lane_edit_root(lane_edit *edit);

LANE_API lane_type lane_node_type(const lane_node *node);
/* Members. */
LANE_API size_t lane_node_count(const lane_node *node);
/* A scalar, or a container that has not been looked into; NULL for one that has. It holds until the node changes. */
LANE_API const lane_value *lane_node_value(const lane_node *node);
/* The key of a member of an object, NULL for all else. */
LANE_API const lane_value *lane_node_key(const lane_node *node);

/* The member of an object with that key, the last one if there are several. NULL if there is none. Linear. */
LANE_API lane_node *lane_edit_get(lane_edit *edit, lane_node *object, const char *key, size_t length);
/* The member at index of an array or object. NULL if there is none. Constant time once it has been looked into. */
LANE_API lane_node *lane_edit_at(lane_edit *edit, lane_node *container, size_t index);
/* The node that a JSON Pointer names, NULL if there is none or the pointer is malformed. */
LANE_API lane_node *lane_edit_find_pointer(lane_edit *edit, const char *pointer, size_t length);

/* Replaces the member with that key, the last one if there are several, or appends it. NULL, and no change, if it is no
 * object, the value is NULL, or there is no memory; so for all that follow. */
LANE_API lane_node *lane_edit_set(lane_edit *edit, lane_node *object, const char *key, size_t length,
                                  const lane_value *value);
LANE_API lane_node *lane_edit_append(lane_edit *edit, lane_node *array, const lane_value *value);
/* Before the element at index, which may be the count. */
LANE_API lane_node *lane_edit_insert(lane_edit *edit, lane_node *array, size_t index, const lane_value *value);
LANE_API bool lane_edit_replace(lane_edit *edit, lane_node *node, const lane_value *value);
/* The root cannot be removed. */
LANE_API bool lane_edit_remove(lane_edit *edit, lane_node *node);
/* Gives a member of an object another key, at its place. Other members are not compared. */
LANE_API bool lane_edit_rename(lane_edit *edit, lane_node *node, const char *key, size_t length);

/* Replaces what a JSON Pointer names, or adds it if the container around it is there: "/a/-" appends to an array. */
LANE_API lane_node *lane_pointer_set(lane_edit *edit, const char *pointer, size_t length, const lane_value *value);
/* Removes what it names, every member with that key. False if there is none. */
LANE_API bool lane_pointer_remove(lane_edit *edit, const char *pointer, size_t length);

/* Values to be put in, in the edit's memory. NULL if there is none, or, for a string, if it is not UTF-8. Containers
 * are empty. */
LANE_API const lane_value *lane_edit_null(lane_edit *edit);
LANE_API const lane_value *lane_edit_bool(lane_edit *edit, bool truth);
LANE_API const lane_value *lane_edit_int(lane_edit *edit, int64_t i);
LANE_API const lane_value *lane_edit_uint(lane_edit *edit, uint64_t u);
LANE_API const lane_value *lane_edit_double(lane_edit *edit, double d);
LANE_API const lane_value *lane_edit_string(lane_edit *edit, const char *text, size_t length);
LANE_API const lane_value *lane_edit_array(lane_edit *edit);
LANE_API const lane_value *lane_edit_object(lane_edit *edit);

/* What the edit holds as a document of its own, which needs neither the edit nor its base. */
LANE_API lane_doc *lane_edit_doc(lane_edit *edit, lane_error *error);
/* What the edit holds as text: see lane_write. */
LANE_API char *lane_edit_write(lane_edit *edit, const lane_options *options, size_t *ret_length, lane_error *error);

/* A value and all that it contains, copied with its strings, which end with a 0. LANE_ERROR_VALUE for NULL. */
LANE_API lane_doc *lane_doc_copy(const lane_value *value, const lane_options *options, lane_error *error);

/* Applies a JSON Patch (RFC 6902). False on error, with the number of the operation as offset: LANE_ERROR_PATCH for one
 * that is none, LANE_ERROR_TARGET if it names no value, LANE_ERROR_TEST. Operations before it have been applied. The
 * patch is borrowed as values are. */
LANE_API bool lane_edit_patch(lane_edit *edit, const lane_value *patch, lane_error *error);
/* Applies a JSON Merge Patch (RFC 7396), which may be any value; LANE_ERROR_VALUE for NULL. */
LANE_API bool lane_edit_merge(lane_edit *edit, const lane_value *patch, lane_error *error);

/* The same from value to document: all of the patch is applied, or NULL is returned with the error. */
LANE_API lane_doc *lane_patch(const lane_value *target, const lane_value *patch, const lane_options *options,
                              lane_error *error);
LANE_API lane_doc *lane_merge(const lane_value *target, const lane_value *patch, const lane_options *options,
                              lane_error *error);

/* -- Writing -- */

/* Writes a value and all that it contains. The text is followed by a 0 that is not counted in *ret_length (which
 * may be NULL), and is given back with lane_text_free and the same options. NULL on error: LANE_ERROR_MEMORY;
 * LANE_ERROR_VALUE if there is no value; and, without LANE_LONE_SURROGATES, LANE_ERROR_SURROGATE for a string with half
 * of a surrogate pair. */
LANE_API char *lane_write(const lane_value *value, const lane_options *options, size_t *ret_length, lane_error *error);

/* Writes to `size` bytes at buffer and takes no other memory; the text is followed by a 0. While a string is written it
 * takes up to six times its length (64 KiB of it at a time), so a size that suffices is told by lane_write_bound. False
 * on error: LANE_ERROR_MEMORY if it does not fit; LANE_ERROR_ARGUMENT for NULL and for LANE_CANONICAL; else as
 * lane_write. */
LANE_API bool lane_write_to(const lane_value *value, const lane_options *options, char *buffer, size_t size,
                            size_t *ret_length, lane_error *error);
/* A size that suffices for lane_write_to: one pass over the values. 0 for NULL and refused options, SIZE_MAX if there
 * is none. */
LANE_API size_t lane_write_bound(const lane_value *value, const lane_options *options);

/* Gives back a text of lane_write, of which `length` is *ret_length and options are the same. */
LANE_API void lane_text_free(char *text, size_t length, const lane_options *options);

/* Copies a text without the white space between its tokens to dst, which has room for `length` bytes and may be
 * the text itself; it may be NULL only for an empty text, else LANE_ERROR_ARGUMENT. Checks only what it must:
 * LANE_ERROR_STRING_END for a string that is not closed. Use lane_validate for more. */
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
 *     while ((n = read(file, piece, sizeof piece)) > 0) {
 *         lane_reader_feed(r, piece, n);
 *         while ((doc = lane_reader_next(r, &error)) != NULL)
 *             use(lane_doc_root(doc));
 *     }
 *     lane_reader_end(r); and lane_reader_next as before, for a last value that only the end ends
 *
 * A document, its strings included, holds until the next call with its reader, whose it is. One thread at a time uses a
 * reader. */
typedef struct lane_reader lane_reader;

/* NULL if there is no memory. */
LANE_API lane_reader *lane_reader_new(const lane_options *options);

/* As lane_parse, in memory that the reader has. What is left of texts that were begun or fed is forgotten. */
LANE_API const lane_doc *lane_reader_parse(lane_reader *reader, const char *text, size_t length, lane_error *error);

/* Begins a text that holds any number of texts. It must stay as it is as long as it is read; with LANE_COPY it is
 * copied at once. What was left before is forgotten. False if there is no memory. */
LANE_API bool lane_reader_begin(lane_reader *reader, const char *text, size_t length);

/* Adds a piece, of any size, to the text that is read; it is copied. In all, reading takes time in proportion to the
 * bytes, however they are cut, and memory to the longest text and piece; with LANE_COMMENTS, time in proportion to the
 * pieces of each text as well. False if there is no memory, when all stays as
 * it was, or behind lane_reader_begin or lane_reader_end. */
LANE_API bool lane_reader_feed(lane_reader *reader, const char *text, size_t length);

/* There will be no more pieces, until lane_reader_reset. */
LANE_API void lane_reader_end(lane_reader *reader);

/* The next document. Texts follow each other with or without white space between, and with or without the record
 * separators of RFC 7464; only numbers and words need something that ends them. With LANE_LINES each line is a text
 * (NDJSON), blank ones apart.
 *
 * NULL with LANE_OK: no more text is there; more may be fed. NULL with another error: the text is wrong at
 * error->offset, which counts from the beginning of all that was begun or fed; LANE_ERROR_INCOMPLETE only if there is
 * no more to come. With LANE_LINES the next call goes on behind the line that is wrong; else each call gives the same
 * error until lane_reader_skip or lane_reader_reset. Of a value that has not come in full, a fault may be seen late,
 * when twice as much of it has come. */
LANE_API const lane_doc *lane_reader_next(lane_reader *reader, lane_error *error);

/* Behind an error, goes on with the line behind the one in which the wrong text begins, or with the next record
 * separator. */
LANE_API void lane_reader_skip(lane_reader *reader);

/* Forgets what is left of the text, and keeps the memory. */
LANE_API void lane_reader_reset(lane_reader *reader);

LANE_API void lane_reader_free(lane_reader *reader);

/* -- Writing value by value -- */

/* A text that is written without a document:
 *
 *     lane_writer *w = lane_writer_new(NULL);
 *     lane_writer_object(w);
 *     lane_writer_key(w, "id", 2);
 *     lane_writer_int(w, 12);
 *     lane_writer_end(w);
 *     const char *text = lane_writer_finish(w, &length, &error);
 *     lane_writer_free(w);
 *
 * No call needs to be checked but the last: the first error stays, every later call does nothing and returns false,
 * and lane_writer_finish says what it was. So a writer may be NULL, too. Calls that would give no JSON are errors: a
 * value where a key must stand (LANE_ERROR_KEY), a key or an end where a value must (LANE_ERROR_VALUE), anything behind
 * the whole value (LANE_ERROR_EXTRA). The offset of an error is the number of bytes written before the call. One thread
 * at a time uses a writer.
 *
 * Of the options, flags that writing obeys and indent do here what they do for lane_write; containers nest as deep as
 * max_depth. */
typedef struct lane_writer lane_writer;

/* Takes a piece of the text, which is not followed by a 0. False: no more of it is wanted. */
typedef bool lane_writer_callback(void *ctx, const char *text, size_t length);

/* Bytes of lane_writer_fixed's memory that hold no text, as long as containers nest no deeper than 32; if they do, 32
 * more for each level. */
#define LANE_WRITER_OVERHEAD 1024

/* The shortest pieces that lane_writer_to can be asked for, in bytes. */
#define LANE_WRITER_CHUNK_LEAST 512

/* A writer whose text grows on the heap. NULL if there is no memory, or if the options are refused. */
LANE_API lane_writer *lane_writer_new(const lane_options *options);

/* A writer in `size` bytes at `memory`, text included: it takes no other memory and need not be freed. A text that does
 * not fit is LANE_ERROR_MEMORY. NULL if size is below LANE_WRITER_OVERHEAD, or if the options are refused. */
LANE_API lane_writer *lane_writer_fixed(void *memory, size_t size, const lane_options *options);

/* A writer that hands its text on in pieces of at most `chunk` bytes (0: 64 KiB). If the callback returns false,
 * that is LANE_ERROR_OUTPUT, and it is not called again. NULL if there is no memory, chunk is below
 * LANE_WRITER_CHUNK_LEAST, callback is NULL, or the options are refused. */
LANE_API lane_writer *lane_writer_to(lane_writer_callback *callback, void *ctx, size_t chunk,
                                     const lane_options *options);

LANE_API bool lane_writer_object(lane_writer *writer);
LANE_API bool lane_writer_array(lane_writer *writer);
/* Ends the innermost object or array. */
LANE_API bool lane_writer_end(lane_writer *writer);

/* Keys and strings are UTF-8: LANE_ERROR_UTF8, or LANE_ERROR_SURROGATE for halves of surrogate pairs without
 * LANE_LONE_SURROGATES. Keys are not compared: who writes one twice has it twice.*/
LANE_API bool lane_writer_key(lane_writer *writer, const char *key, size_t length);
LANE_API bool lane_writer_string(lane_writer *writer, const char *text, size_t length);
LANE_API bool lane_writer_null(lane_writer *writer);
LANE_API bool lane_writer_bool(lane_writer *writer, bool truth);
LANE_API bool lane_writer_int(lane_writer *writer, int64_t i);
LANE_API bool lane_writer_uint(lane_writer *writer, uint64_t u);
/* The shortest digits that read back as the same double. NaN and the infinities: null without LANE_NAN. */
LANE_API bool lane_writer_double(lane_writer *writer, double d);
/* A number as it is spelled. LANE_ERROR_NUMBER if JSON does not spell numbers so; LANE_ERROR_MEMORY if it is longer
 * than the pieces of lane_writer_to. */
LANE_API bool lane_writer_number(lane_writer *writer, const char *text, size_t length);
/* The text of a whole value, which is not looked at. */
LANE_API bool lane_writer_raw(lane_writer *writer, const char *text, size_t length);
/* A value of a document and all that it contains; LANE_ERROR_VALUE if it is NULL. */
LANE_API bool lane_writer_value(lane_writer *writer, const lane_value *value);

/* Ends a line behind a whole value, so that another one may follow (NDJSON). */
LANE_API bool lane_writer_line(lane_writer *writer);

/* The text, followed by a 0 that is not counted in *ret_length (which may be NULL). It is the writer's: it holds until
 * the next call with it. Of lane_writer_to the rest is handed on, and the text is empty. NULL on error;
 * LANE_ERROR_INCOMPLETE if something is still open or nothing was written, which does not stay. */
LANE_API const char *lane_writer_finish(lane_writer *writer, size_t *ret_length, lane_error *error);

/* The first error, LANE_OK if there is none; of NULL LANE_ERROR_MEMORY. */
LANE_API lane_error lane_writer_error(const lane_writer *writer);

/* Forgets text and error, and keeps the memory for the next text. NULL is let pass. */
LANE_API void lane_writer_reset(lane_writer *writer);

/* Text included. NULL is let pass. */
LANE_API void lane_writer_free(lane_writer *writer);

/* -- The library itself -- */

/* "MAJOR.MINOR.PATCH" of the library that runs, which may be newer than this header. */
LANE_API const char *lane_version(void);
/* The same as LANE_VERSION is of this header. */
LANE_API unsigned lane_version_number(void);

/* The kernels in use, by the name of their instruction set: "avx2". Chosen once, best first, by what the CPU and the
 * system have; the environment variable LANEJSON_ISA may choose a lower one. A name that is not in lane_isa_list
 * changes nothing. Never NULL. */
LANE_API const char *lane_isa_name(void);

/* The kernels that this machine can run, best first; NULL beyond the last. */
LANE_API const char *lane_isa_list(size_t index);

/* Makes later calls of all threads use the named kernels. False, and no change, if this machine or this build has
 * none of that name. For tests and measurements. */
LANE_API bool lane_isa_select(const char *name);

#ifdef __cplusplus
}
#endif

#endif
