/* SPDX-License-Identifier: MIT */
/* Edits by JSON Pointer (RFC 6901), JSON Patch (RFC 6902) and JSON Merge Patch (RFC 7396). */
#include "edit.h"

#include "../base/error.h"
#include "../base/options.h"

/* Returns the member of a node that a token names, or NULL. */
static lane_node *token_node(lane_edit *edit, lane_node *node, lane_token token) {
    size_t index;
    const lane_type type = lane_node_type(node);
    if (type < LANE_TYPE_ARRAY || !lane_edit_open(edit, node))
        return NULL;
    if (type == LANE_TYPE_ARRAY)
        return lane_token_index(token, &index) && index < node->count ? node->members[index] : NULL;
    if (!token.escaped)
        return lane_edit_find(node, token.text, token.length);
    for (size_t i = node->count; i-- != 0;) {
        const lane_value *key = &node->members[i]->key;
        if (lane_token_is(token, lane_value_text(key), lane_value_length(key)))
            return node->members[i];
    }
    return NULL;
}

/* Follows all tokens except the last, which it stores in *ret_last. NULL if there is no such node or no token. */
static lane_node *pointer_parent(lane_edit *edit, const char *pointer, size_t length, lane_token *ret_last) {
    const char *p = pointer, *end = pointer + length;
    lane_node *node = edit->root;
    *ret_last = lane_pointer_token(&p, end);
    while (p < end && node != NULL) {
        node = token_node(edit, node, *ret_last);
        *ret_last = lane_pointer_token(&p, end);
    }
    return node;
}

/* The text of a pointer. */
typedef struct {
    const char *text;
    size_t length;
} pointer_text;

static bool pointer_right(pointer_text pointer) {
    size_t fault;
    return lane_pointer_check(pointer.text, pointer.length, &fault);
}

static lane_node *pointer_node(lane_edit *edit, pointer_text pointer) {
    lane_token last;
    if (pointer.length == 0)
        return edit->root;
    lane_node *parent = pointer_parent(edit, pointer.text, pointer.length, &last);
    return parent != NULL ? token_node(edit, parent, last) : NULL;
}

/* Adds a node from outside the tree at a pointer: adds or replaces a member, inserts an element. Returns the node; NULL
 * if the pointer has no such place. */
static lane_node *pointer_add(lane_edit *edit, pointer_text pointer, lane_node *node) {
    lane_token last;
    size_t index;
    if (pointer.length == 0) {
        node->parent = NULL;
        return edit->root = node;
    }
    lane_node *parent = pointer_parent(edit, pointer.text, pointer.length, &last);
    const lane_type type = lane_node_type(parent);
    if (type < LANE_TYPE_ARRAY || !lane_edit_open(edit, parent))
        return NULL;
    if (type == LANE_TYPE_ARRAY) {
        const bool end = last.length == 1 && *last.text == '-';
        index = parent->count;
        if (!end && (!lane_token_index(last, &index) || index > parent->count))
            return NULL;
        return lane_edit_attach(edit, parent, index, node) ? node : NULL;
    }
    lane_node *old = token_node(edit, parent, last);
    if (!lane_edit_key(edit, last.text, last.length, &node->key))
        return NULL;
    /* Decoded in place: no token is shorter than the decoded one. */
    const size_t length = lane_token_decode(last, (char *)(uintptr_t)node->key.payload.text);
    node->key.tag = (node->key.tag & 0xFF) | (uint64_t)length << LANE_VALUE_LENGTH_SHIFT;
    if (old == NULL)
        return lane_edit_attach(edit, parent, parent->count, node) ? node : NULL;
    for (index = 0; parent->members[index] != old; index++)
        ;
    parent->members[index] = node;
    node->parent = parent;
    old->parent = NULL;
    return node;
}

lane_node *lane_edit_find_pointer(lane_edit *edit, const char *pointer, size_t length) {
    const pointer_text text = {pointer, pointer ? length : 0};
    return edit != NULL && pointer_right(text) ? pointer_node(edit, text) : NULL;
}

lane_node *lane_pointer_set(lane_edit *edit, const char *pointer, size_t length, const lane_value *value) {
    const pointer_text text = {pointer, pointer ? length : 0};
    if (edit == NULL || value == NULL || !pointer_right(text))
        return NULL;
    lane_node *there = pointer_node(edit, text);
    if (there != NULL) {
        lane_edit_put(there, value);
        return there;
    }
    lane_node *node = lane_edit_node(edit, value);
    return node != NULL ? pointer_add(edit, text, node) : NULL;
}

bool lane_pointer_remove(lane_edit *edit, const char *pointer, size_t length) {
    lane_node *node = lane_edit_find_pointer(edit, pointer, length);
    if (node == NULL || node->parent == NULL)
        return false;
    if (lane_node_type(node->parent) == LANE_TYPE_OBJECT)
        return lane_edit_drop(node->parent, lane_value_text(&node->key), lane_value_length(&node->key));
    lane_edit_detach(node);
    return true;
}

/* -- JSON Patch -- */

/* Reads the pointer in a member of an operation. False if it is absent or malformed. */
static bool operation_pointer(const lane_value *operation, const char *name, pointer_text *ret) {
    const lane_value *value = lane_object_get(operation, name, strlen(name));
    *ret = (pointer_text){lane_value_text(value), lane_value_length(value)};
    return lane_value_type(value) == LANE_TYPE_STRING && pointer_right(*ret);
}

static lane_error_code patch_add(lane_edit *edit, pointer_text path, const lane_value *value) {
    lane_node *node = value != NULL ? lane_edit_node(edit, value) : NULL;
    return value == NULL                                   ? LANE_ERROR_PATCH
           : node != NULL && pointer_add(edit, path, node) ? LANE_OK
                                                           : LANE_ERROR_TARGET;
}

static lane_error_code patch_remove(lane_edit *edit, pointer_text path) {
    return lane_pointer_remove(edit, path.text, path.length) ? LANE_OK : LANE_ERROR_TARGET;
}

static lane_error_code patch_replace(lane_edit *edit, pointer_text path, const lane_value *value) {
    lane_node *node = pointer_node(edit, path);
    if (value == NULL)
        return LANE_ERROR_PATCH;
    return lane_edit_replace(edit, node, value) ? LANE_OK : LANE_ERROR_TARGET;
}

static lane_error_code patch_test(lane_edit *edit, pointer_text path, const lane_value *value) {
    lane_node *node = pointer_node(edit, path);
    if (value == NULL)
        return LANE_ERROR_PATCH;
    if (node == NULL)
        return LANE_ERROR_TARGET;
    return lane_equal(lane_edit_flat(edit, node), value) ? LANE_OK : LANE_ERROR_TEST;
}

static lane_error_code patch_copy(lane_edit *edit, pointer_text from, pointer_text path) {
    lane_node *node = pointer_node(edit, from);
    const lane_value *value = node != NULL ? lane_edit_flat(edit, node) : NULL;
    return value != NULL ? patch_add(edit, path, value) : LANE_ERROR_TARGET;
}

static lane_error_code patch_move(lane_edit *edit, pointer_text from, pointer_text path) {
    lane_node *node = pointer_node(edit, from);
    if (node == NULL)
        return LANE_ERROR_TARGET;
    if (from.length == path.length && (from.length == 0 || memcmp(from.text, path.text, from.length) == 0))
        return LANE_OK;
    /* A node cannot move into itself, and the root cannot move at all. */
    if (path.length > from.length && path.text[from.length] == '/' &&
        (from.length == 0 || memcmp(from.text, path.text, from.length) == 0))
        return LANE_ERROR_PATCH;
    const lane_error_code removed = patch_remove(edit, from);
    return removed == LANE_OK && pointer_add(edit, path, node) != NULL ? LANE_OK : LANE_ERROR_TARGET;
}

static lane_error_code patch_operation(lane_edit *edit, const lane_value *operation) {
    pointer_text path, from;
    const lane_value *name = lane_object_get(operation, "op", 2), *value = lane_object_get(operation, "value", 5);
    const char *op = lane_value_type(name) == LANE_TYPE_STRING ? lane_value_text(name) : "";
    const size_t length = lane_value_length(name);
#define IS(word) (length == sizeof(word) - 1 && memcmp(op, word, sizeof(word) - 1) == 0)
    if (!operation_pointer(operation, "path", &path))
        return LANE_ERROR_PATCH;
    if (IS("add"))
        return patch_add(edit, path, value);
    if (IS("remove"))
        return patch_remove(edit, path);
    if (IS("replace"))
        return patch_replace(edit, path, value);
    if (IS("test"))
        return patch_test(edit, path, value);
    if ((!IS("move") && !IS("copy")) || !operation_pointer(operation, "from", &from))
        return LANE_ERROR_PATCH;
    return IS("move") ? patch_move(edit, from, path) : patch_copy(edit, from, path);
#undef IS
}

bool lane_edit_patch(lane_edit *edit, const lane_value *patch, lane_error *error) {
    size_t number = 0;
    lane_error_code code = edit == NULL                                ? LANE_ERROR_MEMORY
                           : lane_value_type(patch) != LANE_TYPE_ARRAY ? LANE_ERROR_PATCH
                                                                       : LANE_OK;
    if (code == LANE_OK) {
        lane_iterator it = lane_iterate(patch);
        for (const lane_value *operation; (operation = lane_array_next(&it)) != NULL; number++) {
            code = patch_operation(edit, operation);
            if (edit->failed != LANE_OK)
                code = edit->failed;
            if (code != LANE_OK)
                break;
        }
    }
    lane_error_set(error, code, code == LANE_OK || code == LANE_ERROR_MEMORY ? 0 : number);
    return code == LANE_OK;
}

/* -- Merge patch -- */

/* Turns a node into an open object; drops its value if it was not an object. */
static bool merge_enter(lane_edit *edit, lane_node *node, size_t members) {
    if (lane_node_type(node) != LANE_TYPE_OBJECT)
        lane_edit_put_object(node);
    node->cursor = members;
    return lane_edit_open(edit, node);
}

/* Merges `patch` into `top`. A node's cursor counts the members of the patch that are still to be merged into it. */
static bool merge_into(lane_edit *edit, lane_node *top, const lane_value *patch) {
    if (lane_value_type(patch) != LANE_TYPE_OBJECT) {
        lane_edit_put(top, patch);
        return true;
    }
    if (!merge_enter(edit, top, lane_value_count(patch)))
        return false;
    const lane_value *key = patch + 1;
    for (lane_node *node = top;;) {
        if (node->cursor == 0) {
            if (node == top)
                return true;
            node = node->parent;
            continue;
        }
        node->cursor--;
        const lane_value *value = key + 1;
        const char *text = lane_value_text(key);
        const size_t length = lane_value_length(key);
        key = lane_value_after(value);
        if (lane_value_type(value) == LANE_TYPE_NULL) {
            (void)lane_edit_drop(node, text, length);
        } else if (lane_value_type(value) != LANE_TYPE_OBJECT) {
            if (lane_edit_set(edit, node, text, length, value) == NULL)
                return false;
        } else {
            static const lane_value null = {LANE_TYPE_NULL, {0}};
            lane_node *member = lane_edit_find(node, text, length);
            if (member == NULL)
                member = lane_edit_set(edit, node, text, length, &null);
            if (member == NULL || !merge_enter(edit, member, lane_value_count(value)))
                return false;
            node = member;
            key = value + 1;
        }
    }
}

bool lane_edit_merge(lane_edit *edit, const lane_value *patch, lane_error *error) {
    const bool merged = edit != NULL && patch != NULL && merge_into(edit, edit->root, patch);
    lane_error_set(error, merged ? LANE_OK : patch == NULL ? LANE_ERROR_VALUE : LANE_ERROR_MEMORY, 0);
    return merged;
}

/* -- Whole documents -- */

typedef bool patch_function(lane_edit *edit, const lane_value *patch, lane_error *error);

static lane_doc *patched(patch_function *apply, const lane_value *target, const lane_value *patch,
                         const lane_options *options, lane_error *error) {
    lane_doc *doc = NULL;
    lane_edit *edit = lane_edit_new(target, options, error);
    if (edit != NULL && apply(edit, patch, error))
        doc = lane_edit_doc(edit, error);
    lane_edit_free(edit);
    return doc;
}

lane_doc *lane_patch(const lane_value *target, const lane_value *patch, const lane_options *options,
                     lane_error *error) {
    return patched(lane_edit_patch, target, patch, options, error);
}

lane_doc *lane_merge(const lane_value *target, const lane_value *patch, const lane_options *options,
                     lane_error *error) {
    return patched(lane_edit_merge, target, patch, options, error);
}
