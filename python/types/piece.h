/* SPDX-License-Identifier: MIT */
/* The treaty between dumps and the types that are written natively: a type describes what to write for an object, as a
 * piece, and dumps writes it. A type knows no more of dumps than this file says. */
#ifndef LANE_PY_PIECE_H
#define LANE_PY_PIECE_H

#include "../base/state.h"
#include "../cpython/pyinternals.h"

/* -- what a type is told -- */

typedef struct lane_py_context lane_py_context;
struct lane_py_context {
    const lane_py_dumps *call;                 /* its flags, and what it shares with the module */
    struct lane_py_known *known;               /* the types' own cache */
    void (*before_python)(lane_py_context *c); /* see lane_py_before_python */
};

/* To be called before anything that may run Python code: what is being written is borrowed until then. */
LANE_INLINE void lane_py_before_python(lane_py_context *c) {
    c->before_python(c);
}

/* Raises the call's class of exceptions; a message as of PyErr_Format. */
void lane_py_refuse(lane_py_context *c, const char *format, ...);
/* What helps where orjson's dialect refuses NaN and the infinities. */
#define PIECE_NAN_ADVICE "nan='null' writes null in its place, nan='constant' its name"

/* -- what it answers -- */

/* Keys and values in turn, in memory of PyMem's. */
typedef struct {
    PyObject **first, **end;
} lane_entries;

/* Room for n entries. False with MemoryError set. */
bool lane_py_entries_new(lane_entries *ret, size_t n);
/* Frees entries and, of those before `owned`, the references. */
void lane_py_entries_release(PyObject *const *first, PyObject *const *owned);
/* Appends a key and its value to a list of keys and values in turn. False with an exception set. */
bool lane_py_append_pair(PyObject *flat, PyObject *key, PyObject *value);

/* What the items of an array may be. */
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
    LANE_PY_ITEM_TEXT, /* 8 bytes, which the array's own function writes */
    LANE_PY_ITEM_NONE
} lane_py_item;

/* Bytes. */
LANE_INLINE size_t lane_py_item_size(lane_py_item type) {
    static const uint8_t sizes[LANE_PY_ITEM_NONE] = {1, 2, 4, 8, 1, 2, 4, 8, 1, 2, 4, 8, 8};
    return sizes[type];
}

enum { PIECE_TEXT_ROOM = 40 }; /* bytes of a date with a time and a zone, or of a UUID, at most */

/* Items in memory, in the order of C, none of which needs to be aligned. */
typedef struct lane_py_array lane_py_array;
struct lane_py_array {
    const uint8_t *data;
    const Py_intptr_t *shape, *strides; /* items, and bytes from one to the next, of each dimension */
    int dimensions;                     /* at most 64; 0: one item, without brackets */
    lane_py_item type;
    unsigned unit; /* of LANE_PY_ITEM_TEXT, for put_text */
    /* LANE_PY_ITEM_TEXT: writes an item, without quotes, at dst, which has room for PIECE_TEXT_ROOM bytes. Its end, or
     * NULL with an exception set. Runs no Python code. */
    uint8_t *(*put_text)(lane_py_context *c, const lane_py_array *array, uint8_t *dst, const uint8_t *item);
};

typedef enum {
    PIECE_FAILED,  /* an exception is set */
    PIECE_TEXT,    /* ASCII text, written as it is */
    PIECE_QUOTED,  /* ASCII text that needs no escape, written in quotes */
    PIECE_RAW,     /* UTF-8, written as it is */
    PIECE_STR,     /* a str or an instance of a subclass, written as str */
    PIECE_ARRAY,   /* items in memory, written as arrays within each other */
    PIECE_VALUE,   /* any object, written instead */
    PIECE_LIST,    /* a list or tuple whose items are written as an array */
    PIECE_CLOSE,   /* an empty list: an array that is closed, but was not opened */
    PIECE_MEMBERS, /* a list of keys and values in turn, written as an object */
    PIECE_TABLE,   /* entries, written as an object */
    PIECE_DICT     /* a dict, whatever its methods say */
} piece_kind;

/* Pieces up to this kind are written at once; those after it become frames. */
#define PIECE_LAST_WRITTEN PIECE_ARRAY

/* What stands for an object that the engine does not know. A type fills in kind, object and what the kind asks for. */
typedef struct {
    piece_kind kind;
    PyObject *object; /* owned; of PIECE_TEXT, _QUOTED, _RAW and _ARRAY what the memory belongs to, or NULL */
    const uint8_t *text;
    size_t length; /* bytes */
    union {
        uint8_t buffer[64];   /* room for short text */
        lane_entries entries; /* of PIECE_TABLE, owned */
        lane_py_array array;  /* of PIECE_ARRAY */
    };
    /* The rest is for dumps alone. */
    PyObject *subject; /* owned, of the kinds that become frames: the object that the piece stands for */
    PyObject *source;  /* owned or NULL: an iterator that gives what comes after the object's items */
    bool by_default;
} lane_piece;

LANE_INLINE void lane_piece_fail(lane_piece *ret) {
    ret->kind = PIECE_FAILED;
    ret->object = NULL;
}

/* An object, stolen; none is a failure. */
LANE_INLINE void lane_piece_object(lane_piece *ret, piece_kind kind, PyObject *object) {
    ret->kind = object == NULL ? PIECE_FAILED : kind;
    ret->object = object;
}

/* The text in the piece's own buffer, which ends there; no end is a failure. */
LANE_INLINE void lane_piece_buffer(lane_piece *ret, piece_kind kind, const uint8_t *end) {
    ret->kind = end == NULL ? PIECE_FAILED : kind;
    ret->object = NULL;
    ret->text = ret->buffer;
    ret->length = end == NULL ? 0 : (size_t)(end - ret->buffer);
}

/* Text that outlives the piece. */
LANE_INLINE void lane_piece_literal(lane_piece *ret, const char *text) {
    ret->kind = PIECE_TEXT;
    ret->object = NULL;
    ret->text = (const uint8_t *)text;
    ret->length = strlen(text);
}

#endif
