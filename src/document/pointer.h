/* SPDX-License-Identifier: MIT */
/* JSON Pointers (RFC 6901), token by token. */
#ifndef LANE_POINTER_H
#define LANE_POINTER_H

#include "document.h"

/* A reference token, still encoded: "~0" means '~' and "~1" means '/'. */
typedef struct {
    const char *text;
    size_t length;
    bool escaped; /* contains '~' */
} lane_token;

/* Returns whether a pointer is well-formed; else the offset of the fault in *ret_offset. */
bool lane_pointer_check(const char *pointer, size_t length, size_t *ret_offset);

/* Returns the token after the '/' at *p, and moves *p after it. */
lane_token lane_pointer_token(const char **p, const char *end);

/* Returns whether a token is an array index: no sign, no leading zero. */
bool lane_token_index(lane_token token, size_t *ret_index);

/* Returns whether a token, decoded, equals the key. */
bool lane_token_is(lane_token token, const char *key, size_t length);

/* Decodes a token to dst, which has room for token.length bytes. Returns the decoded length. */
size_t lane_token_decode(lane_token token, char *dst);

#endif
