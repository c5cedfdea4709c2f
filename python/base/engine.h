/* SPDX-License-Identifier: MIT */
/* What the module asks of an engine: one struct of two functions per ISA, and the frames of a call.
 *
 * A frame is filled by loads.c or dumps.c and lives for one call. Everything that differs between the faces is data in
 * it. */
#ifndef LANE_PY_ENGINE_H
#define LANE_PY_ENGINE_H

#include "../cpython/pycompat.h"

#include "../../include/lanejson.h"

typedef struct lane_py_state lane_py_state;

/* One call of loads. Pointers are borrowed for the call. */
typedef struct lane_py_loads lane_py_loads;
struct lane_py_loads {
    lane_py_state *state;
    /* UTF-8 (or WTF-8 with LANE_LONE_SURROGATES); or with units the projection of a str, which project.h explains.
     * text[length] is readable and 0. */
    const uint8_t *text;
    size_t length;        /* bytes */
    const uint8_t *units; /* what each byte of the text stands for, in `kind` bytes; NULL if it is UTF-8 */
    uint32_t flags;       /* LANE_* of lanejson.h; in tests LANE_CURSOR_* of options.h */
    uint32_t max_depth;   /* containers within containers */
    /* Asked where a container is met at max_depth: the new one, or the same if that is all. NULL: it is all. */
    uint32_t (*deeper)(const lane_py_loads *frame, uint32_t max_depth);
    uint32_t model_calls; /* for `deeper`: levels of recursion that the model would have used for the call itself */
    uint8_t kind;         /* bytes of a unit */
    bool valid;           /* the text need not be checked to be UTF-8 (it came from a str) */
    bool prefix;          /* read one value and stop: what follows is not looked at, ret end says where (raw_decode) */
    bool hooked;          /* there is a hook */
    /* Hooks; NULL where there is none. */
    PyObject *object_hook, *object_pairs_hook, *array_hook, *parse_float, *parse_int, *parse_constant;
    /* Out. */
    lane_error error; /* when the result is NULL and no Python exception is set */
    size_t end;       /* bytes read, on success */
};

/* One call of dumps: see dumps.c, which owns its fields, and objects.h. */
typedef struct lane_py_dumps lane_py_dumps;
typedef struct lane_encoder lane_encoder;

typedef struct {
    /* A new reference; or NULL with either frame->error.code != LANE_OK or a Python exception set. */
    PyObject *(*loads)(lane_py_loads *frame);
    /* A new reference (bytes or str as the frame asks); or NULL with a Python exception set. */
    PyObject *(*dumps)(lane_py_dumps *frame);
    /* The projection of n units of 2 or 4 bytes to as many bytes; whether no half of a surrogate pair is among them. */
    bool (*project)(uint8_t *dst, const uint8_t *units, size_t n, unsigned kind);
    /* n >= 1 numbers of an array (type: lane_py_item) at dst, with commas between, and each on a line of its own if the
     * call asks for it and level is not 0: the end, or NULL with MemoryError set. */
    uint8_t *(*items)(lane_encoder *e, uint8_t *dst, const uint8_t *items, size_t n, unsigned type, unsigned level);
} lane_py_engine;

#endif
