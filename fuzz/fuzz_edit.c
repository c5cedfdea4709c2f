/* SPDX-License-Identifier: MIT */
/* The input is a document, up to the first line break, then calls of an edit of it: a byte each, then its arguments.
 * Each call does what it says, the result is the same as text and as document, the base does not change, and memory may
 * run out at any point. */
#include "fuzz.h"

/* -- Memory whose n-th allocation fails -- */

static void *limited_allocate(void *ctx, size_t size) {
    size_t *left = ctx;
    return --*left ? malloc(size) : NULL;
}

static void *limited_reallocate(void *ctx, void *block, size_t old_size, size_t new_size) {
    size_t *left = ctx;
    (void)old_size;
    return --*left ? realloc(block, new_size) : NULL;
}

static void limited_release(void *ctx, void *block, size_t size) {
    (void)ctx;
    (void)size;
    free(block);
}

/* -- Calls -- */

enum { CALLS_MOST = 200, PATCHES_MOST = 32 };

/* One edit, and the rest of the input. */
typedef struct {
    lane_edit *edit;
    const lane_value *base;
    const uint8_t *p, *end;
    lane_doc *patches[PATCHES_MOST]; /* borrowed by the edit */
    size_t patch_count;
    bool limited; /* memory may run out: then a call may do nothing */
} player;

static unsigned take_byte(player *self) {
    return self->p < self->end ? *self->p++ : 0;
}

/* Takes at most 15 bytes from the input, after a byte with their number. */
static const char *take_text(player *self, size_t *ret_length) {
    size_t length = take_byte(self) % 16;
    const char *text = (const char *)self->p;
    length = length < (size_t)(self->end - self->p) ? length : (size_t)(self->end - self->p);
    self->p += length;
    *ret_length = length;
    return text;
}

static lane_node *take_node(player *self) {
    lane_node *node = lane_edit_root(self->edit);
    for (unsigned steps = take_byte(self) % 4; steps > 0 && node != NULL; steps--) {
        const size_t count = lane_node_count(node), index = take_byte(self);
        if (count == 0)
            break;
        node = lane_edit_at(self->edit, node, index % count);
        FUZZ_CHECK(node != NULL || self->limited);
    }
    return node;
}

static const lane_value *take_value(player *self) {
    size_t length;
    const char *text;
    switch (take_byte(self) % 8) {
    case 0: return lane_edit_null(self->edit);
    case 1: return lane_edit_bool(self->edit, take_byte(self) & 1);
    case 2: return lane_edit_int(self->edit, -(int64_t)take_byte(self));
    case 3: return lane_edit_double(self->edit, take_byte(self) / 8.0);
    case 4: text = take_text(self, &length); return lane_edit_string(self->edit, text, length);
    case 5: return lane_edit_array(self->edit);
    case 6: return lane_edit_object(self->edit);
    default: return self->base;
    }
}

/* Takes a document from the input; NULL if it is invalid. */
static const lane_value *take_patch(player *self) {
    size_t length = take_byte(self);
    length = length < (size_t)(self->end - self->p) ? length : (size_t)(self->end - self->p);
    lane_doc *doc = self->patch_count < PATCHES_MOST ? lane_parse((const char *)self->p, length, NULL, NULL) : NULL;
    self->p += length;
    if (doc != NULL)
        self->patches[self->patch_count++] = doc;
    return lane_doc_root(doc);
}

/* Checks that a call made `node` of `value` where it should be. */
static void check_made(player *self, const lane_node *node, const lane_node *found, const lane_value *value) {
    FUZZ_CHECK(node != NULL || self->limited || value == NULL);
    if (node != NULL)
        FUZZ_CHECK((node == found || found == NULL) && lane_node_type(node) == lane_value_type(value));
}

static void call_member(player *self, unsigned which) {
    lane_node *node = take_node(self);
    const lane_value *value = take_value(self);
    const size_t count = lane_node_count(node);
    const lane_type type = lane_node_type(node);
    size_t length;
    const char *key = take_text(self, &length);
    const bool text = lane_validate_utf8(key, length, 0, NULL);
    if (which == 0) {
        lane_node *made = lane_edit_set(self->edit, node, key, length, value);
        FUZZ_CHECK(made == NULL || (type == LANE_TYPE_OBJECT && lane_node_count(node) - count <= 1));
        if (type == LANE_TYPE_OBJECT && text)
            check_made(self, made, made ? lane_edit_get(self->edit, node, key, length) : NULL, value);
    } else {
        const size_t index = which == 1 ? count : length % (count + 1);
        lane_node *made =
            which == 1 ? lane_edit_append(self->edit, node, value) : lane_edit_insert(self->edit, node, index, value);
        FUZZ_CHECK(made == NULL || (type == LANE_TYPE_ARRAY && lane_node_count(node) == count + 1));
        if (type == LANE_TYPE_ARRAY)
            check_made(self, made, made ? lane_edit_at(self->edit, node, index) : NULL, value);
    }
}

static void call_node(player *self, unsigned which) {
    lane_node *node = take_node(self);
    const lane_value *value;
    size_t length;
    const char *key;
    switch (which) {
    case 3:
        value = take_value(self);
        if (lane_edit_replace(self->edit, node, value))
            FUZZ_CHECK(lane_node_type(node) == lane_value_type(value));
        else
            FUZZ_CHECK(value == NULL || self->limited);
        break;
    case 4: FUZZ_CHECK(!lane_edit_remove(self->edit, node) || node != lane_edit_root(self->edit)); break;
    default:
        key = take_text(self, &length);
        if (lane_edit_rename(self->edit, node, key, length)) {
            FUZZ_CHECK(lane_value_length(lane_node_key(node)) == length);
            FUZZ_CHECK(memcmp(lane_value_text(lane_node_key(node)), key, length) == 0);
        }
    }
}

static void call_pointer(player *self, unsigned which) {
    size_t length;
    const char *pointer = take_text(self, &length);
    const bool appends = length > 0 && pointer[length - 1] == '-';
    if (which == 6) {
        const lane_value *value = take_value(self);
        lane_node *made = lane_pointer_set(self->edit, pointer, length, value);
        if (made != NULL)
            check_made(self, made, appends ? NULL : lane_edit_find_pointer(self->edit, pointer, length), value);
    } else {
        const bool found = lane_edit_find_pointer(self->edit, pointer, length) != NULL;
        const bool removed = lane_pointer_remove(self->edit, pointer, length);
        FUZZ_CHECK(removed == (found && length > 0) || self->limited);
    }
}

static void call(player *self) {
    const unsigned which = take_byte(self) % 10;
    lane_error error;
    if (which < 3) {
        call_member(self, which);
    } else if (which < 6) {
        call_node(self, which);
    } else if (which < 8) {
        call_pointer(self, which);
    } else if (which == 8) {
        if (!lane_edit_patch(self->edit, take_patch(self), &error))
            FUZZ_CHECK(error.code >= LANE_ERROR_POINTER || (error.code == LANE_ERROR_MEMORY && self->limited));
    } else {
        const lane_value *patch = take_patch(self);
        if (!lane_edit_merge(self->edit, patch, &error))
            FUZZ_CHECK(error.code == (patch ? LANE_ERROR_MEMORY : LANE_ERROR_VALUE) && (self->limited || !patch));
    }
}

/* Returns the text that the calls lead to, owned by the caller; NULL if memory ran out. */
static char *play(const lane_value *base, const uint8_t *data, const uint8_t *end, const lane_allocator *allocator) {
    const lane_options options = {.allocator = allocator};
    player self = {.base = base, .p = data, .end = end, .limited = allocator != NULL};
    lane_error error;
    self.edit = lane_edit_new(base, &options, &error);
    FUZZ_CHECK(self.edit != NULL || (self.limited && error.code == LANE_ERROR_MEMORY));
    for (size_t calls = 0; self.edit != NULL && self.p < end && calls < CALLS_MOST; calls++)
        call(&self);
    size_t length = 0, other_length = 0;
    lane_doc *doc = self.edit ? lane_edit_doc(self.edit, &error) : NULL;
    FUZZ_CHECK(doc != NULL || (self.limited && error.code == LANE_ERROR_MEMORY));
    char *text = doc ? lane_edit_write(self.edit, NULL, &length, &error) : NULL;
    if (text != NULL) {
        char *other = lane_write(lane_doc_root(doc), NULL, &other_length, NULL);
        FUZZ_CHECK(other != NULL && other_length == length && memcmp(text, other, length) == 0);
        lane_doc *read = lane_parse(text, length, &(lane_options){.max_depth = 100000}, NULL);
        FUZZ_CHECK(lane_equal(lane_doc_root(read), lane_doc_root(doc)));
        lane_doc_free(read);
        free(other);
    }
    lane_doc_free(doc);
    lane_edit_free(self.edit);
    while (self.patch_count > 0)
        lane_doc_free(self.patches[--self.patch_count]);
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    size_t left = fuzz_options(data, &size).max_depth + 1u; /* allocations, the last of which fails */
    size = size < 2048 ? size : 2048;
    const uint8_t *stop = size ? memchr(data, '\n', size) : NULL;
    const size_t length = stop ? (size_t)(stop - data) : size;
    char *copy = fuzz_copy(data, length);
    lane_doc *doc = lane_parse(copy, length, NULL, NULL);
    const lane_value *base = lane_doc_root(doc);
    size_t before_length = 0, after_length = 0;
    char *before = base ? lane_write(base, NULL, &before_length, NULL) : NULL;
    const uint8_t *calls = stop ? stop + 1 : data + size;
    char *whole = play(base, calls, data + size, NULL);
    const lane_allocator limited = {limited_allocate, limited_reallocate, limited_release, &left};
    char *some = play(base, calls, data + size, &limited);
    FUZZ_CHECK(whole != NULL && (some == NULL || strcmp(some, whole) == 0));
    char *after = base ? lane_write(base, NULL, &after_length, NULL) : NULL;
    FUZZ_CHECK(before_length == after_length && (base == NULL || memcmp(before, after, after_length) == 0));
    free(after);
    free(some);
    free(whole);
    free(before);
    lane_doc_free(doc);
    free(copy);
    return 0;
}
