/* SPDX-License-Identifier: MIT */
/* A document that changes, as a tree of nodes over a constant one: a container becomes nodes when something in it is
 * looked at, and until then is the value that it was. All memory is an arena's, so nothing is given back before the
 * whole. */
#ifndef LANE_EDIT_H
#define LANE_EDIT_H

#include "pointer.h"

struct lane_node {
    lane_node *parent;        /* NULL for the root, and for what was removed */
    lane_value value;         /* a scalar; of a container only the tag's type counts */
    const lane_value *source; /* a container as it was; NULL: its members are nodes */
    lane_value key;           /* of a member of an object */
    lane_node **members;
    size_t count, capacity;
    size_t cursor, at; /* of the pass over the tree that is under way: members done, and where the value lies */
};

struct lane_edit {
    const lane_allocator *allocator;
    uint32_t flags;
    lane_arena memory;
    lane_node *root;
    lane_error_code failed; /* LANE_ERROR_MEMORY once there was none */
};

/* All but lane_edit_detach return NULL or false if there is no memory, which edit->failed then says. */

/* Makes the members of a container nodes. */
bool lane_edit_open(lane_edit *edit, lane_node *node);

/* Makes a node, where it stands, the value; or an object without members. */
void lane_edit_put(lane_node *node, const lane_value *value);
void lane_edit_put_object(lane_node *node);

/* Puts a node before the member at index of an open container. */
bool lane_edit_attach(lane_edit *edit, lane_node *parent, size_t index, lane_node *node);

/* Takes a node out of its container. */
void lane_edit_detach(lane_node *node);

/* The bytes as a key or string in the edit's memory. False, too, if they are not UTF-8. */
bool lane_edit_key(lane_edit *edit, const char *text, size_t length, lane_value *ret);

/* The member of an open object with that key, the last one if there are several, or NULL. */
lane_node *lane_edit_find(const lane_node *object, const char *key, size_t length);

/* Takes out all members with that key. Whether there was one. */
bool lane_edit_drop(lane_node *object, const char *key, size_t length);

/* A new node outside the tree. */
lane_node *lane_edit_node(lane_edit *edit, const lane_value *value);

/* What a node holds now as a value in the edit's memory. */
const lane_value *lane_edit_flat(lane_edit *edit, lane_node *node);

#endif
