/* SPDX-License-Identifier: MIT */
/* Between the engine (encode.h) and the cold half of dumps (objects.c and its neighbours): the encoder and its stack.
 *
 * Nothing recurses: open containers are frames of an explicit stack. References are borrowed while no Python code can
 * run, which holds as long as only exact str, int, float, bool, None, list, tuple and dict are met. Before anything
 * else is looked at, what the stack stands on is owned (lane_py_own_frames). After it every size and every item is read
 * again, because anything may have happened to them. */
#ifndef LANE_PY_OBJECTS_H
#define LANE_PY_OBJECTS_H

#include "dumps.h"
#include "../cpython/pyinternals.h"

typedef enum {
    FRAME_ROOT,  /* the bottom of the stack */
    FRAME_LIST,  /* object: list or tuple; entry: the next item; lane_py_frame_item */
    FRAME_DICT,  /* object: dict; its place: lane_py_frame_place */
    FRAME_ITEMS, /* object: list of keys and values in turn; its place likewise, in pairs */
    FRAME_TABLE, /* object: what the entries come from; they are a table of the frame's own, from first to end */
    FRAME_VALUE  /* object: what is written instead of subject, without brackets */
} frame_kind;

typedef struct {
    PyObject *object;
    PyObject *subject; /* what the caller put there: object itself, or what object was made from */
    Py_ssize_t at; /* what PyDict_Next gave the entry at hand for, -1 before the first; of a list, how many items came
                         from `source` before those that it has */
    Py_ssize_t after; /* what PyDict_Next gives the next entry for */
    /* Where the items or pairs of a frame that streams come from: an iterator, owned, or NULL for the subject, a dict.
     * Of that one, how large it was before Python code ran, and how many entries it had left. */
    PyObject *source;
    Py_ssize_t size, left;
    PyObject *key; /* owned or NULL, if the frame is owned: the key of a dict's entry at key_place, which Python code */
    Py_ssize_t key_place;   /* may since have taken away */
    PyObject *const *first; /* the table that is read directly; NULL: PyDict_Next gives one entry after the other */
    PyObject *const *entry, *const *end; /* what is at hand; the table's end. Only valid until Python code runs */
    uint8_t kind;
    bool owned;      /* the frame has references of its own: to object, subject and the entries of its own table */
    bool releases;   /* at its end lane_py_frame_release is to be called: it has references or a table, or it is the
                        first one past max_depth */
    bool begun;      /* an item has been written; kept where the layout asks for it */
    bool by_default; /* object came from default */
    bool streams;    /* items come one by one from source */
} lane_frame;

/* Keys and values in turn, in memory of PyMem's. */
typedef struct {
    PyObject **first, **end;
} lane_entries;

typedef enum { ENCODE_UTF8, ENCODE_ASCII, ENCODE_UNITS } encode_form;

/* The index of the entry that a frame of a dict or of items is at, or what PyDict_Next is to be asked with for it. */
LANE_INLINE Py_ssize_t lane_py_frame_place(const lane_frame *f) {
    return f->first != NULL ? (f->entry - f->first) / 2 : f->at;
}

/* The index of a list's next item. */
LANE_INLINE ptrdiff_t lane_py_frame_item(const lane_frame *f) {
    return f->entry - f->first;
}

/* Why the writer of a scalar returned no cursor. STOP_LATER: nothing has happened, as it takes a frame. */
typedef enum { STOP_FAILED, STOP_WIDENED, STOP_LATER } encode_stop;

/* Where a run of the engine goes on. */
typedef enum { RESUME_VALUE, RESUME_AFTER_KEY, RESUME_AFTER_VALUE } encode_resume;

enum { ENCODER_FRAMES = 32 };

struct lane_encoder {
    const lane_py_dumps *call;
    lane_py_kept *kept;
    uint8_t *cursor; /* valid while the engine is not running */
    lane_output out;
    encode_form form;  /* of characters beyond ASCII */
    bool reread;       /* Python code has run, or may at any time: places are looked up again from now on */
    bool exact_cycles; /* likewise, and cycles are looked for: they are found at once */
    bool leaf;         /* items are written of a list that has no frame yet: nothing odd may be done */
    uint8_t stop, resume;
    bool before_items; /* the failure is that of a key, or of the items' order: notes do not tell of the top frame */
    unsigned level;    /* open containers, for the indentation */
    uint32_t defaults; /* default results on the stack */
    format_gate gate;
    PyObject *value;                 /* what RESUME_VALUE writes */
    lane_frame *frames, *top, *last; /* last: the highest frame that may be used without a look */
    size_t room;                     /* frames there is memory for */
    uint32_t values;                 /* FRAME_VALUEs on the stack, which do not count as depth */
    size_t owned;                    /* the lowest so many frames are owned */
    PyObject *pair[2];               /* a table of the one entry that PyDict_Next gave, */
    Py_ssize_t after;                /* and what it is to be asked with for the next one */
    lane_frame first[ENCODER_FRAMES];
};

/* Whether instances of subclasses of list and dict are written by their items, whatever their methods say, */
LANE_INLINE bool lane_py_writes_containers(const lane_encoder *e) {
    return (e->call->flags & (DUMPS_NATIVE | DUMPS_NO_SUBCLASS)) == DUMPS_NATIVE;
}
/* and those of str and int as such. */
LANE_INLINE bool lane_py_writes_scalars(const lane_encoder *e) {
    return lane_py_writes_containers(e) || (e->call->flags & DUMPS_SUBCLASSES) != 0;
}

/* Magnitudes of ints that are larger need a second look. */
LANE_INLINE uint64_t lane_py_int_most(const lane_encoder *e) {
    return e->call->flags & DUMPS_INTS_53 ? ((uint64_t)1 << 53) - 1 : INT64_MAX;
}

/* What stands for an object that the engine does not know. */
typedef enum {
    PIECE_FAILED, /* an exception is set */
    PIECE_DONE,   /* nothing: it has been written at e->cursor already */
    PIECE_TEXT,   /* ASCII text, written as it is */
    PIECE_RAW,    /* UTF-8, written as it is */
    PIECE_STR,    /* a str or an instance of a subclass, written as str */
    PIECE_VALUE,  /* any object, written instead */
    PIECE_LIST,   /* a list or tuple whose items are written as an array */
    PIECE_CLOSE,  /* an empty list: an array that is closed, but was not opened */
    PIECE_ITEMS,  /* a list of keys and values in turn, written as an object */
    PIECE_TABLE,  /* entries, written as an object */
    PIECE_DICT    /* a dict, whatever its methods say */
} piece_kind;

typedef struct {
    piece_kind kind;
    PyObject *object; /* owned; of PIECE_TEXT and PIECE_RAW what text points into, or NULL */
    const uint8_t *text;
    size_t length; /* bytes */
    bool by_default;
    lane_entries entries; /* of PIECE_TABLE, owned */
    PyObject *subject;    /* owned, of the kinds from PIECE_VALUE on: what the piece stands for */
    PyObject *source;     /* owned or NULL: an iterator that gives what comes after the object's items */
    uint8_t buffer[64];   /* room for short text */
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
LANE_INLINE void lane_piece_buffer(lane_piece *ret, const uint8_t *end) {
    ret->kind = end == NULL ? PIECE_FAILED : PIECE_TEXT;
    ret->object = NULL;
    ret->text = ret->buffer;
    ret->length = end == NULL ? 0 : (size_t)(end - ret->buffer);
}

/* The widest of the fixed texts, at least ASCII: a str begins with it. */
Py_UCS4 lane_py_texts_most(const dumps_texts *texts);

/* The result, or NULL with the exception that the call is to raise; releases everything. */
PyObject *lane_py_encoder_end(lane_encoder *e, bool done);

/* The frames with which max_depth is reached. Only containers count for the depth. */
LANE_INLINE size_t lane_py_frames_most(const lane_encoder *e) {
    return (size_t)e->call->max_depth + e->values;
}

/* Finds `last` anew for a stack of `count` frames, the root's apart: a stack past max_depth may grow on. */
LANE_INLINE void lane_py_frames_set_last(lane_encoder *e, size_t count) {
    const size_t most = lane_py_frames_most(e);
    e->last = e->frames + (e->room - 1 < most || count > most ? e->room - 1 : most);
}

/* The frame above e->top, where the engine found no room or has to look for cycles. NULL with an exception set.
 * *ret_releases: the frame is to have `releases`. */
lane_frame *lane_py_frame_checked(lane_encoder *e, PyObject *subject, frame_kind kind, bool *ret_releases);
/* Whether a container, or the frame of a value, may stand above e->top. False with an exception set. */
bool lane_py_depth_allows(lane_encoder *e, const PyObject *subject, frame_kind kind);
/* Gives the frames references of their own. It is enough where the call is to fail. */
void lane_py_hold_frames(lane_encoder *e);
/* The same before Python code runs, the entry of each frame being what is written: makes of dicts what the running json
 * has of them by then, for them to be changed. */
void lane_py_own_frames(lane_encoder *e);
/* Releases the references of the top frame, which may run Python code. */
void lane_py_frame_release(lane_encoder *e);
/* Takes the next item, or key and value, of the top frame, which streams, in the place of the last, and leaves the
 * frame as after a value: 1, 0 at the end, -1 with an exception set. */
int lane_py_frame_refill(lane_encoder *e);
/* The key of the entry at hand of a dict's frame: borrowed, NULL if it is gone. */
PyObject *lane_py_frame_key(const lane_frame *f);

/* Anything that is not of the engine's exact types. The object need not be owned. */
void lane_py_piece(lane_encoder *e, PyObject *object, lane_piece *ret);
/* *ret: object, stolen, is to be written in the place of another; NULL with an exception set is a failure. */
void lane_py_piece_value(lane_encoder *e, lane_piece *ret, PyObject *object);
/* Releases a piece that did not become a frame. */
void lane_py_piece_release(lane_encoder *e, lane_piece *piece);
/* Whether the running json breaks lines in an object whose keys were all left out: 1 or 0, or -1 with an exception
 * set. */
int lane_py_breaks_empty(lane_encoder *e);
/* Whether a key is of a type that json takes. */
bool lane_py_key_allowed(PyObject *key);
/* A key that is not an exact str: PIECE_TEXT without quotes, PIECE_STR or PIECE_FAILED. */
void lane_py_key_piece(lane_encoder *e, PyObject *key, lane_piece *ret);
/* Makes of the top frame, that of a dict which is not empty, one whose entries are sorted and whose keys have been
 * looked at, as the call asks. False with an exception set. */
bool lane_py_prepare(lane_encoder *e);

bool lane_py_is_easy_wide_str(const lane_encoder *e, PyObject *key);
/* Whether a key is a str that is ready, and that the call writes whatever it is; an exception may be set if not. */
LANE_INLINE bool lane_py_is_easy_str(const lane_encoder *e, PyObject *key) {
    return PyUnicode_CheckExact(key) &&
           (LANE_LIKELY(internals_is_compact_ascii(key)) || lane_py_is_easy_wide_str(e, key));
}
/* Room for n entries. False with MemoryError set. */
bool lane_py_entries_new(lane_entries *ret, size_t n);
/* Frees entries and, of those before `owned`, the references. */
void lane_py_entries_release(PyObject *const *first, PyObject *const *owned);
/* sort.c: the n entries of a table, sorted by their keys, to ret; false if a key is not easy, or memory has run out,
 * which only the latter always sets an exception for. */
bool lane_py_sort_entries(const lane_encoder *e, PyObject **ret, const internals_table *table, size_t n);

/* An int beyond int_most: text to be written; false with an exception set. May run Python code where the int is beyond
 * 64 bits and not refused. */
bool lane_py_big_int(lane_encoder *e, PyObject *value, lane_piece *ret);
/* NaN or an infinity. */
bool lane_py_not_finite(lane_encoder *e, PyObject *value, lane_piece *ret);
void lane_py_fail_surrogate(lane_encoder *e, PyObject *str);
void lane_py_fail_changed(lane_encoder *e);

#endif
