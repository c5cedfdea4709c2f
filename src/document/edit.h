/* SPDX-License-Identifier: MIT */
/* An editable document: a tree of nodes over a constant document. A container's members become nodes at the first
 * access; until then it refers to its value. All memory is in an arena, released with the edit. */
#ifndef LANE_EDIT_H
#define LANE_EDIT_H

#include "pointer.h"

struct lane_node {
    lane_node *parent;        /* NULL for the root and removed nodes */
    lane_value value;         /* a scalar; for a container only the tag's type is valid */
    const lane_value *source; /* a container's unchanged value; NULL: its members are nodes */
    lane_value key;           /* of a member of an object */
    lane_node **members;
    size_t count, capacity;
    size_t cursor, at; /* of the current pass over the tree: members done, and index of the value */
};

struct lane_edit {
    const lane_allocator *allocator;
    uint32_t flags;
    lane_arena memory;
    lane_node *root;
    lane_error_code failed; /* LANE_ERROR_MEMORY after memory has run out */
};

/* All except lane_edit_detach return NULL or false without memory, and then set edit->failed. */

/* Turns the members of a container into nodes. */
bool lane_edit_open(lane_edit *edit, lane_node *node);

/* Sets a node, in place, to a value, or to an object without members. */
void lane_edit_put(lane_node *node, const lane_value *value);
void lane_edit_put_object(lane_node *node);

/* Inserts a node before the member at `index` of an open container. */
bool lane_edit_attach(lane_edit *edit, lane_node *parent, size_t index, lane_node *node);

/* Removes a node from its container. */
void lane_edit_detach(lane_node *node);

/* Copies a text to the edit's memory as a key or string. False also if it is not UTF-8. */
bool lane_edit_key(lane_edit *edit, const char *text, size_t length, lane_value *ret);

/* Returns the last member of an open object with the key, or NULL. */
lane_node *lane_edit_find(const lane_node *object, const char *key, size_t length);

/* Removes all members with the key. Returns whether there was one. */
bool lane_edit_drop(lane_node *object, const char *key, size_t length);

/* Creates a node outside the tree. */
lane_node *lane_edit_node(lane_edit *edit, const lane_value *value);

/* Returns a node's current value, in the edit's memory if it has changed. */
const lane_value *lane_edit_flat(lane_edit *edit, lane_node *node);

#endif
