/* SPDX-License-Identifier: MIT */
/* JSON Pointers (RFC 6901), token by token. */
#ifndef LANE_POINTER_H
#define LANE_POINTER_H

#include "document.h"

/* A reference token as it is spelled: "~0" stands for '~' and "~1" for '/'. */
typedef struct {
    const char *text;
    size_t length;
    bool escaped; /* has a '~' */
} lane_token;

/* Whether a pointer is well formed; the byte where it is not in *ret_offset. */
bool lane_pointer_check(const char *pointer, size_t length, size_t *ret_offset);

/* The token after the '/' at *p, which moves after it. */
lane_token lane_pointer_token(const char **p, const char *end);

/* Whether a token is an array index: no sign, no leading zero. */
bool lane_token_index(lane_token token, size_t *ret_index);

/* Whether a token spells the key. */
bool lane_token_is(lane_token token, const char *key, size_t length);

/* Writes what a token stands for to dst, which has room for its length, and returns how long that is. */
size_t lane_token_decode(lane_token token, char *dst);

#endif
