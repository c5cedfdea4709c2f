/* SPDX-License-Identifier: MIT */
/* The interface between dumps and the natively serialised types: a type describes as a piece how to serialise an
 * object, and dumps writes the piece. Types know nothing else of dumps. */
#ifndef LANE_PY_PIECE_H
#define LANE_PY_PIECE_H

#include "../base/state.h"
#include "../cpython/pyinternals.h"

/* -- input of a type -- */

typedef struct lane_py_context lane_py_context;
struct lane_py_context {
    const lane_py_dumps *call;                 /* the arguments of dumps and the module's state */
    struct lane_py_known *known;               /* the types' cache */
    void (*before_python)(lane_py_context *c); /* see lane_py_before_python */
};

/* Must be called before any operation that may run Python code. Until the first call dumps only borrows the references
 * in its frames; then its frames own them. */
LANE_INLINE void lane_py_before_python(lane_py_context *c) {
    c->before_python(c);
}

/* Raises the call's exception class, or TypeError, with a message formatted as by PyErr_Format. */
void lane_py_refuse(lane_py_context *c, const char *format, ...);
/* Advice in errors, where orjson's dialect refuses NaN and infinities. */
#define PIECE_NAN_ADVICE "nan='null' writes null in its place, nan='constant' its name"

/* -- result of a type -- */

/* Keys and values in turn, allocated by PyMem_Malloc. */
typedef struct {
    PyObject **first, **end;
} lane_entries;

/* Allocates n uninitialised entries. False with MemoryError set. */
bool lane_py_entries_new(lane_entries *ret, size_t n);
/* Frees the entries and drops the references in [first, owned). */
void lane_py_entries_release(PyObject *const *first, PyObject *const *owned);
/* Appends a key and its value to a list. False with an exception set. */
bool lane_py_append_pair(PyObject *flat, PyObject *key, PyObject *value);

/* Types of array items. */
typedef enum {
    LANE_PY_ITEM_BOOL,
    LANE_PY_ITEM_F16,
    LANE_PY_ITEM_F32,
    LANE_PY_ITEM_F64,
    LANE_PY_ITEM_I8,
    LANE_PY_ITEM_I16,
    LANE_PY_ITEM_I32,
    LANE_PY_ITEM_I64,
    LANE_PY_ITEM_U8,
    LANE_PY_ITEM_U16,
    LANE_PY_ITEM_U32,
    LANE_PY_ITEM_U64,
    LANE_PY_ITEM_TEXT, /* 8 bytes, written by put_text */
    LANE_PY_ITEM_NONE
} lane_py_item;

/* Returns the size in bytes. */
LANE_INLINE size_t lane_py_item_size(lane_py_item type) {
    static const uint8_t sizes[LANE_PY_ITEM_NONE] = {1, 2, 4, 8, 1, 2, 4, 8, 1, 2, 4, 8, 8};
    return sizes[type];
}

enum { PIECE_TEXT_ROOM = 40 }; /* most bytes of a datetime with zone, or of a UUID */

/* Items in memory in C order; they need no alignment. */
typedef struct lane_py_array lane_py_array;
struct lane_py_array {
    const uint8_t *data;
    const Py_intptr_t *shape, *strides; /* of each dimension: items, and bytes from one to the next */
    int dimensions;                     /* at most 64; 0: one item, without brackets */
    lane_py_item type;
    unsigned unit; /* of LANE_PY_ITEM_TEXT, for put_text */
    /* For LANE_PY_ITEM_TEXT: writes an item without quotes at dst, at most PIECE_TEXT_ROOM bytes. Returns the end; NULL
     * with an exception set. Runs no Python code. */
    uint8_t *(*put_text)(lane_py_context *c, const lane_py_array *array, uint8_t *dst, const uint8_t *item);
};

typedef enum {
    PIECE_FAILED,  /* an exception is set */
    PIECE_TEXT,    /* ASCII text, copied */
    PIECE_QUOTED,  /* ASCII text without escapes, written in quotes */
    PIECE_RAW,     /* UTF-8, copied */
    PIECE_STR,     /* a str or an instance of a subclass, written as a string */
    PIECE_ARRAY,   /* items in memory, written as nested arrays */
    PIECE_VALUE,   /* any object, serialised in place of the original */
    PIECE_LIST,    /* a list or tuple, written as an array */
    PIECE_CLOSE,   /* an empty list; only the closing bracket is written */
    PIECE_MEMBERS, /* a list of keys and values in turn, written as an object */
    PIECE_TABLE,   /* lane_entries, written as an object */
    PIECE_DICT     /* a dict, read without its methods */
} piece_kind;

/* Pieces up to this kind are written immediately; later kinds become frames. */
#define PIECE_LAST_WRITTEN PIECE_ARRAY

/* Describes how to serialise an object that the engine does not know. A type fills in `kind`, `object` and the fields
 * of the kind. */
typedef struct {
    piece_kind kind;
    PyObject *object; /* owned; for PIECE_TEXT, _QUOTED, _RAW and _ARRAY the owner of the memory, or NULL */
    const uint8_t *text;
    size_t length; /* bytes */
    union {
        uint8_t buffer[64];   /* for short text */
        lane_entries entries; /* PIECE_TABLE; owned */
        lane_py_array array;  /* PIECE_ARRAY */
    };
    /* The following fields are set and read by dumps only. */
    PyObject *subject; /* owned, in kinds that become frames: the original object */
    PyObject *source;  /* owned or NULL: an iterator over the members after those of `object` */
    bool by_default;
} lane_piece;

LANE_INLINE void lane_piece_fail(lane_piece *ret) {
    ret->kind = PIECE_FAILED;
    ret->object = NULL;
}

/* Sets the piece to an object. Steals it; NULL is a failure. */
LANE_INLINE void lane_piece_object(lane_piece *ret, piece_kind kind, PyObject *object) {
    ret->kind = object == NULL ? PIECE_FAILED : kind;
    ret->object = object;
}

/* Sets the piece to the text in its buffer up to `end`; NULL is a failure. */
LANE_INLINE void lane_piece_buffer(lane_piece *ret, piece_kind kind, const uint8_t *end) {
    ret->kind = end == NULL ? PIECE_FAILED : kind;
    ret->object = NULL;
    ret->text = ret->buffer;
    ret->length = end == NULL ? 0 : (size_t)(end - ret->buffer);
}

/* Sets the piece to a NUL-terminated text that outlives it. */
LANE_INLINE void lane_piece_literal(lane_piece *ret, const char *text) {
    ret->kind = PIECE_TEXT;
    ret->object = NULL;
    ret->text = (const uint8_t *)text;
    ret->length = strlen(text);
}

#endif
