/* SPDX-License-Identifier: MIT */
/* Edits documents: nodes, and their conversion to values. Without recursion: nodes refer to their parents. */
#include "edit.h"

#include "../base/error.h"
#include "../base/options.h"
#include "../dispatch.h"

static bool node_is_open(const lane_node *node) {
    return lane_value_type(&node->value) >= LANE_TYPE_ARRAY && node->source == NULL;
}

static void *edit_take(lane_edit *edit, size_t size) {
    const size_t align = sizeof(lane_value);
    uint8_t *p = edit != NULL && size < SIZE_MAX / 4 ? lane_arena_reserve(&edit->memory, size + align) : NULL;
    if (p == NULL) {
        if (edit != NULL)
            edit->failed = LANE_ERROR_MEMORY;
        return NULL;
    }
    p += (0 - (size_t)(uintptr_t)p) % align;
    lane_arena_keep(&edit->memory, p + size);
    return p;
}

/* -- Nodes -- */

void lane_edit_put(lane_node *node, const lane_value *value) {
    const bool container = lane_value_type(value) >= LANE_TYPE_ARRAY;
    node->value = *value;
    if (container)
        node->value.tag = lane_value_type(value);
    node->source = container ? value : NULL;
    node->members = NULL;
    node->count = node->capacity = 0;
}

void lane_edit_put_object(lane_node *node) {
    static const lane_value empty = {LANE_TYPE_OBJECT, {0}};
    lane_edit_put(node, &empty);
    node->source = NULL;
}

lane_node *lane_edit_node(lane_edit *edit, const lane_value *value) {
    lane_node *node = edit_take(edit, sizeof *node);
    if (node != NULL) {
        *node = (lane_node){.parent = NULL};
        lane_edit_put(node, value);
    }
    return node;
}

bool lane_edit_open(lane_edit *edit, lane_node *node) {
    const lane_value *source = node->source;
    const size_t count = lane_value_count(source);
    const bool object = lane_value_type(source) == LANE_TYPE_OBJECT;
    if (source == NULL)
        return true;
    lane_node *nodes = NULL, **members = NULL;
    if (count != 0) {
        nodes = count < SIZE_MAX / 4 / sizeof *nodes ? edit_take(edit, count * sizeof *nodes) : NULL;
        members = nodes != NULL ? edit_take(edit, count * sizeof(lane_node *)) : NULL;
        if (members == NULL)
            return false;
    }
    const lane_value *value = source + 1;
    for (size_t i = 0; i < count; i++, value = lane_value_after(value)) {
        nodes[i] = (lane_node){.parent = node};
        if (object)
            nodes[i].key = *value++;
        lane_edit_put(&nodes[i], value);
        members[i] = &nodes[i];
    }
    node->source = NULL;
    node->members = members;
    node->count = node->capacity = count;
    return true;
}

bool lane_edit_attach(lane_edit *edit, lane_node *parent, size_t index, lane_node *node) {
    if (parent->count == parent->capacity) {
        const size_t capacity = parent->capacity * 2 + 4;
        lane_node **members = edit_take(edit, capacity * sizeof *members);
        if (members == NULL)
            return false;
        if (parent->count != 0)
            memcpy(members, parent->members, parent->count * sizeof *members);
        parent->members = members;
        parent->capacity = capacity;
    }
    memmove(parent->members + index + 1, parent->members + index, (parent->count - index) * sizeof *parent->members);
    parent->members[index] = node;
    parent->count++;
    node->parent = parent;
    return true;
}

/* Removes the member at `index`. */
static void node_cut(lane_node *parent, size_t index) {
    parent->members[index]->parent = NULL;
    parent->count--;
    memmove(parent->members + index, parent->members + index + 1, (parent->count - index) * sizeof *parent->members);
}

void lane_edit_detach(lane_node *node) {
    lane_node *parent = node->parent;
    for (size_t i = 0; parent != NULL && i < parent->count; i++) {
        if (parent->members[i] == node)
            node_cut(parent, i);
    }
    node->parent = NULL;
}

bool lane_edit_key(lane_edit *edit, const char *text, size_t length, lane_value *ret) {
    const bool valid = lane_validate_utf8(text, length, edit->flags & LANE_LONE_SURROGATES, NULL);
    char *copy = valid ? edit_take(edit, length + 1) : NULL;
    if (copy == NULL)
        return false;
    if (length != 0)
        memcpy(copy, text, length);
    copy[length] = 0;
    ret->tag = LANE_TYPE_STRING | (uint64_t)length << LANE_VALUE_LENGTH_SHIFT |
               (edit->flags & LANE_LONE_SURROGATES ? LANE_VALUE_SURROGATES : 0);
    ret->payload.text = copy;
    return true;
}

lane_node *lane_edit_find(const lane_node *object, const char *key, size_t length) {
    for (size_t i = object->count; i-- != 0;) {
        if (lane_key_is(&object->members[i]->key, key, length))
            return object->members[i];
    }
    return NULL;
}

bool lane_edit_drop(lane_node *object, const char *key, size_t length) {
    const size_t before = object->count;
    for (size_t i = before; i-- != 0;) {
        if (lane_key_is(&object->members[i]->key, key, length))
            node_cut(object, i);
    }
    return object->count != before;
}

/* -- Back to values -- */

/* Counts the values of a tree and, if `out` is not NULL, writes them there. */
static size_t edit_values(lane_node *top, lane_value *out) {
    size_t n = 0;
    top->cursor = 0;
    for (lane_node *node = top;;) {
        const bool open = node_is_open(node);
        if (node->cursor == 0) {
            if (node != top && lane_value_type(&node->parent->value) == LANE_TYPE_OBJECT) {
                if (out != NULL)
                    out[n] = node->key;
                n++;
            }
            const size_t size = node->source != NULL ? (size_t)node->source->payload.size / sizeof *out : 1;
            if (out != NULL)
                memcpy(out + n, node->source != NULL ? node->source : &node->value, size * sizeof *out);
            node->at = n;
            n += size;
        }
        if (open && node->cursor < node->count) {
            node = node->members[node->cursor++];
            node->cursor = 0;
            continue;
        }
        if (open && out != NULL) {
            out[node->at].tag = (uint64_t)lane_value_type(&node->value) | (uint64_t)node->count
                                                                              << LANE_VALUE_LENGTH_SHIFT;
            out[node->at].payload.size = (n - node->at) * sizeof *out;
        }
        if (node == top)
            return n;
        node = node->parent;
    }
}

const lane_value *lane_edit_flat(lane_edit *edit, lane_node *node) {
    if (!node_is_open(node))
        return node->source != NULL ? node->source : &node->value;
    lane_value *values = edit_take(edit, edit_values(node, NULL) * sizeof *values);
    if (values != NULL)
        (void)edit_values(node, values);
    return values;
}

/* Copies all strings of a document to its arena. */
static bool doc_own_strings(lane_doc *doc) {
    lane_value *value = lane_doc_outside(doc) + 1;
    size_t size = 0;
    for (size_t i = 0; i < doc->count; i++)
        size += lane_value_text(value + i) != NULL ? lane_value_length(value + i) + 1 : 0;
    uint8_t *p = size != 0 ? lane_arena_reserve(&doc->text, size) : NULL;
    if (size == 0 || p == NULL)
        return size == 0;
    for (size_t left = doc->count; left != 0; left--, value++) {
        if (lane_value_text(value) == NULL)
            continue;
        const size_t length = lane_value_length(value);
        memcpy(p, lane_value_text(value), length);
        value->payload.text = (const char *)p;
        value->tag &= ~(uint64_t)LANE_VALUE_FOLLOWED;
        p += length;
        *p++ = 0;
    }
    lane_arena_keep(&doc->text, p);
    return true;
}

/* Creates an independent document from a tree or, if top is NULL, from a value. */
static lane_doc *doc_of(lane_node *top, const lane_value *value, const lane_allocator *allocator, lane_error *error) {
    const size_t count = top != NULL                                 ? edit_values(top, NULL)
                         : lane_value_type(value) >= LANE_TYPE_ARRAY ? (size_t)value->payload.size / sizeof *value
                                                                     : 1;
    lane_parse_frame frame = {.allocator = allocator};
    if (lane_doc_create(&frame, count)) {
        lane_value *out = lane_doc_outside(frame.doc) + 1;
        if (top != NULL)
            (void)edit_values(top, out);
        else
            memcpy(out, value, count * sizeof *out);
        frame.doc->count = count;
        if (doc_own_strings(frame.doc)) {
            lane_error_set(error, LANE_OK, 0);
            return frame.doc;
        }
        lane_doc_free(frame.doc);
    }
    lane_error_set(error, LANE_ERROR_MEMORY, 0);
    return NULL;
}

lane_doc *lane_doc_copy(const lane_value *value, const lane_options *options, lane_error *error) {
    lane_options complete;
    const bool allowed = lane_options_complete(options, &complete);
    if (!allowed || value == NULL) {
        lane_error_set(error, allowed ? LANE_ERROR_VALUE : LANE_ERROR_ARGUMENT, 0);
        return NULL;
    }
    return doc_of(NULL, value, complete.allocator, error);
}

/* -- The calls -- */

lane_edit *lane_edit_new(const lane_value *base, const lane_options *options, lane_error *error) {
    static const lane_value null = {LANE_TYPE_NULL, {0}};
    lane_options complete;
    if (!lane_options_complete(options, &complete)) {
        lane_error_set(error, LANE_ERROR_ARGUMENT, 0);
        return NULL;
    }
    lane_edit *edit = lane_allocate(complete.allocator, sizeof *edit);
    if (edit != NULL) {
        *edit = (lane_edit){.allocator = complete.allocator, .flags = complete.flags};
        lane_arena_init(&edit->memory, complete.allocator, 0);
        edit->root = lane_edit_node(edit, base ? base : &null);
        if (edit->root != NULL) {
            lane_error_set(error, LANE_OK, 0);
            return edit;
        }
        lane_edit_free(edit);
    }
    lane_error_set(error, LANE_ERROR_MEMORY, 0);
    return NULL;
}

void lane_edit_free(lane_edit *edit) {
    if (edit == NULL)
        return;
    lane_arena_release(&edit->memory);
    lane_release(edit->allocator, edit, sizeof *edit);
}

lane_node *lane_edit_root(lane_edit *edit) {
    return edit ? edit->root : NULL;
}

lane_type lane_node_type(const lane_node *node) {
    return node ? lane_value_type(&node->value) : LANE_TYPE_NONE;
}

size_t lane_node_count(const lane_node *node) {
    return node == NULL ? 0 : node->source != NULL ? lane_value_count(node->source) : node->count;
}

const lane_value *lane_node_value(const lane_node *node) {
    return node == NULL || node_is_open(node) ? NULL : node->source != NULL ? node->source : &node->value;
}

const lane_value *lane_node_key(const lane_node *node) {
    return node && lane_value_type(&node->key) == LANE_TYPE_STRING ? &node->key : NULL;
}

/* Returns whether a node is a container of `type` (LANE_TYPE_NONE: any); opens it. */
static bool edit_enter(lane_edit *edit, lane_node *node, lane_type type) {
    const lane_type own = lane_node_type(node);
    return edit != NULL && own >= LANE_TYPE_ARRAY && (type == LANE_TYPE_NONE || type == own) &&
           lane_edit_open(edit, node);
}

lane_node *lane_edit_get(lane_edit *edit, lane_node *object, const char *key, size_t length) {
    return edit_enter(edit, object, LANE_TYPE_OBJECT) ? lane_edit_find(object, key, key ? length : 0) : NULL;
}

lane_node *lane_edit_at(lane_edit *edit, lane_node *container, size_t index) {
    return edit_enter(edit, container, LANE_TYPE_NONE) && index < container->count ? container->members[index] : NULL;
}

lane_node *lane_edit_set(lane_edit *edit, lane_node *object, const char *key, size_t length, const lane_value *value) {
    length = key ? length : 0;
    if (value == NULL || !edit_enter(edit, object, LANE_TYPE_OBJECT))
        return NULL;
    lane_node *node = lane_edit_find(object, key, length);
    if (node != NULL) {
        lane_edit_put(node, value);
        return node;
    }
    node = lane_edit_node(edit, value);
    return node != NULL && lane_edit_key(edit, key, length, &node->key) &&
                   lane_edit_attach(edit, object, object->count, node)
               ? node
               : NULL;
}

lane_node *lane_edit_insert(lane_edit *edit, lane_node *array, size_t index, const lane_value *value) {
    if (value == NULL || !edit_enter(edit, array, LANE_TYPE_ARRAY) || index > array->count)
        return NULL;
    lane_node *node = lane_edit_node(edit, value);
    return node != NULL && lane_edit_attach(edit, array, index, node) ? node : NULL;
}

lane_node *lane_edit_append(lane_edit *edit, lane_node *array, const lane_value *value) {
    return lane_edit_insert(edit, array, lane_node_count(array), value);
}

bool lane_edit_replace(lane_edit *edit, lane_node *node, const lane_value *value) {
    if (edit == NULL || node == NULL || value == NULL)
        return false;
    lane_edit_put(node, value);
    return true;
}

bool lane_edit_remove(lane_edit *edit, lane_node *node) {
    if (edit == NULL || node == NULL || node->parent == NULL)
        return false;
    lane_edit_detach(node);
    return true;
}

bool lane_edit_rename(lane_edit *edit, lane_node *node, const char *key, size_t length) {
    lane_value renamed;
    if (edit == NULL || lane_node_key(node) == NULL || !lane_edit_key(edit, key, key ? length : 0, &renamed))
        return false;
    node->key = renamed;
    return true;
}

/* -- New values -- */

static const lane_value *edit_value(lane_edit *edit, uint64_t tag, uint64_t payload) {
    lane_value *value = edit_take(edit, sizeof *value);
    if (value != NULL) {
        value->tag = tag;
        value->payload.u = payload;
    }
    return value;
}

const lane_value *lane_edit_null(lane_edit *edit) {
    return edit_value(edit, LANE_TYPE_NULL, 0);
}

const lane_value *lane_edit_bool(lane_edit *edit, bool truth) {
    return edit_value(edit, LANE_TYPE_BOOL, truth);
}

const lane_value *lane_edit_int(lane_edit *edit, int64_t i) {
    return edit_value(edit, LANE_TYPE_INT, (uint64_t)i);
}

const lane_value *lane_edit_uint(lane_edit *edit, uint64_t u) {
    return edit_value(edit, u > INT64_MAX ? LANE_TYPE_UINT : LANE_TYPE_INT, u);
}

const lane_value *lane_edit_double(lane_edit *edit, double d) {
    lane_value *value = edit_take(edit, sizeof *value);
    if (value != NULL) {
        value->tag = LANE_TYPE_DOUBLE;
        value->payload.d = d;
    }
    return value;
}

const lane_value *lane_edit_string(lane_edit *edit, const char *text, size_t length) {
    lane_value *value = edit_take(edit, sizeof *value);
    return value != NULL && lane_edit_key(edit, text, text ? length : 0, value) ? value : NULL;
}

const lane_value *lane_edit_array(lane_edit *edit) {
    return edit_value(edit, LANE_TYPE_ARRAY, sizeof(lane_value));
}

const lane_value *lane_edit_object(lane_edit *edit) {
    return edit_value(edit, LANE_TYPE_OBJECT, sizeof(lane_value));
}

/* -- Results -- */

lane_doc *lane_edit_doc(lane_edit *edit, lane_error *error) {
    if (edit != NULL && edit->failed == LANE_OK)
        return doc_of(edit->root, NULL, edit->allocator, error);
    lane_error_set(error, LANE_ERROR_MEMORY, 0);
    return NULL;
}

char *lane_edit_write(lane_edit *edit, const lane_options *options, size_t *ret_length, lane_error *error) {
    char *text = NULL;
    if (edit == NULL || edit->failed != LANE_OK) {
        lane_error_set(error, LANE_ERROR_MEMORY, 0);
        return NULL;
    }
    const size_t count = edit_values(edit->root, NULL);
    lane_value *values = lane_allocate(edit->allocator, count * sizeof *values);
    if (values == NULL) {
        lane_error_set(error, LANE_ERROR_MEMORY, 0);
        return NULL;
    }
    (void)edit_values(edit->root, values);
    text = lane_write(values, options, ret_length, error);
    lane_release(edit->allocator, values, count * sizeof *values);
    return text;
}
