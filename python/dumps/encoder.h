/* SPDX-License-Identifier: MIT */
/* The encoder of one call: what is written, and the stack of frames of the containers that are open.
 *
 * Nothing recurses. References are borrowed while no Python code can run, which holds as long as only exact str, int,
 * float, bool, None, list, tuple and dict are met. Before anything else is looked at, the frames get references of
 * their own (lane_py_own_frames). After it every size and every item is read again, because anything may have happened
 * to them. */
#ifndef LANE_PY_ENCODER_H
#define LANE_PY_ENCODER_H

#include "output.h"
#include "../types/piece.h"

typedef enum {
    FRAME_ROOT,    /* the bottom of the stack */
    FRAME_LIST,    /* object: list or tuple; entry: the next item; lane_py_frame_item */
    FRAME_DICT,    /* object: dict; its place: lane_py_frame_place */
    FRAME_MEMBERS, /* object: list of keys and values in turn; its place likewise, in pairs */
    FRAME_TABLE,   /* object: what the entries come from; they are a table of the frame's own, from first to end */
    FRAME_VALUE    /* object: what is written instead of subject, without brackets */
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

typedef struct {
    lane_py_context context; /* the types' part: a pointer to it is one to the encoder */
    uint8_t *cursor;         /* valid while the engine is not running */
    lane_output out;
    encode_form form;  /* of non-ASCII characters */
    bool reread;       /* Python code has run, or may at any time: places are looked up again from now on */
    bool exact_cycles; /* likewise, and cycles are looked for: they are found at once */
    bool leaf;         /* items are written of a list that has no frame yet: only scalars may be written */
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
} lane_encoder;

/* Whether instances of subclasses of list and dict are written by their items, whatever their methods say, */
LANE_INLINE bool lane_py_writes_containers(const lane_encoder *e) {
    return (e->context.call->flags & (DUMPS_NATIVE | DUMPS_NO_SUBCLASS)) == DUMPS_NATIVE;
}
/* and those of str and int as such. */
LANE_INLINE bool lane_py_writes_scalars(const lane_encoder *e) {
    return lane_py_writes_containers(e) || (e->context.call->flags & DUMPS_SUBCLASSES) != 0;
}

/* Magnitudes of ints that are larger need a second look. */
LANE_INLINE uint64_t lane_py_int_most(const lane_encoder *e) {
    return e->context.call->flags & DUMPS_INTS_53 ? ((uint64_t)1 << 53) - 1 : INT64_MAX;
}

/* The frames with which max_depth is reached. Only containers count for the depth. */
LANE_INLINE size_t lane_py_frames_most(const lane_encoder *e) {
    return (size_t)e->context.call->max_depth + e->values;
}

/* Finds `last` anew for a stack of `count` frames, the root's apart: a stack past max_depth may grow on. */
LANE_INLINE void lane_py_frames_set_last(lane_encoder *e, size_t count) {
    const size_t most = lane_py_frames_most(e);
    e->last = e->frames + (e->room - 1 < most || count > most ? e->room - 1 : most);
}

#endif
