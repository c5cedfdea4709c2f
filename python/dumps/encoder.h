/* SPDX-License-Identifier: MIT */
/* The encoder of one call: the output, and the stack of frames of open containers.
 *
 * Nothing recurses. References are borrowed while no Python code can run, that is, while only exact str, int, float,
 * bool, None, list, tuple and dict occur. Before any other object is examined, the frames own their references
 * (lane_py_own_frames). After that every size and item is read again, because Python code may have changed it.
 *
 * Without the GIL other threads may change it at any time: frames own their references from the beginning, and every
 * position is looked up again. Items are borrowed only while their container is locked, which is while scalars are
 * written (encode_lock). */
#ifndef LANE_PY_ENCODER_H
#define LANE_PY_ENCODER_H

#include "output.h"
#include "separators.h"
#include "../types/piece.h"

typedef enum {
    FRAME_ROOT,    /* bottom of the stack */
    FRAME_LIST,    /* object: list or tuple; entry: the next item; lane_py_frame_item */
    FRAME_DICT,    /* object: dict; position: lane_py_frame_place */
    FRAME_MEMBERS, /* object: list of keys and values in turn; position in pairs */
    FRAME_TABLE,   /* object: source of the entries, which are a table of the frame's, [first, end) */
    FRAME_VALUE    /* object: written in place of the subject, without brackets */
} frame_kind;

typedef struct {
    PyObject *object;
    PyObject *subject; /* the user's object: `object` itself, or its origin */
    /* dict: the PyDict_Next position of the current entry, -1 before the first; list: items that came from `source`
     * before those in `object`. */
    Py_ssize_t at;
    Py_ssize_t after; /* dict: the PyDict_Next position of the next entry */
    /* A frame that streams takes items or pairs from an owned iterator; NULL: from the subject, a dict, of which size
     * and left are the size and the remaining entries before Python code ran. */
    PyObject *source;
    Py_ssize_t size, left;
    /* The key of a dict's entry at key_place, which Python code may have removed since: owned or NULL; only valid in an
     * owned frame. */
    PyObject *key;
    Py_ssize_t key_place;
#if LANE_PY_FREE_THREADED
    size_t begin; /* units of output before the first item */
#endif
    PyObject *const *first;              /* the table that is read directly; NULL: PyDict_Next returns the entries */
    PyObject *const *entry, *const *end; /* the current entry; the table's end. Valid until Python code runs */
    uint8_t kind;
    bool owned;      /* the frame owns references to object, subject and the entries of its table */
    bool releases;   /* needs lane_py_frame_release: it has references or a table, or is the first past max_depth */
    bool begun;      /* an item has been written; maintained if the layout needs it */
    bool by_default; /* object is a result of default */
    bool streams;    /* items come from source */
} lane_frame;

typedef enum { ENCODE_UTF8, ENCODE_ASCII, ENCODE_UNITS } encode_form;

/* Returns the index of the current entry of a frame of a dict or of members, or its PyDict_Next position. */
LANE_INLINE Py_ssize_t lane_py_frame_place(const lane_frame *f) {
    return f->first != NULL ? (f->entry - f->first) / 2 : f->at;
}

/* Returns the index of a list's next item. */
LANE_INLINE ptrdiff_t lane_py_frame_item(const lane_frame *f) {
    return f->entry - f->first;
}

/* Why the writer of a scalar returned no cursor. STOP_LATER: nothing was written; the scalar needs a frame. */
typedef enum { STOP_FAILED, STOP_WIDENED, STOP_LATER } encode_stop;

/* The result of a run of the engine. RUN_FULL: the text is a chunk; the run resumes after it. */
typedef enum { RUN_DONE, RUN_FAILED, RUN_WIDENED, RUN_FULL } encode_outcome;

/* Where the engine resumes. RESUME_ITEMS: at a list's next item; RESUME_ENTRY: at the current entry of a dict. */
typedef enum { RESUME_VALUE, RESUME_AFTER_KEY, RESUME_AFTER_VALUE, RESUME_ITEMS, RESUME_ENTRY } encode_resume;

enum { ENCODER_FRAMES = 32 };

struct lane_encoder {
    lane_py_context context; /* first: a pointer to it is one to the encoder */
    uint8_t *cursor;         /* valid while the engine does not run */
    lane_output out;
    encode_form form;  /* of non-ASCII characters */
    bool reread;       /* Python code has run or may run at any time: look up positions again */
    bool exact_cycles; /* as reread, in calls that detect cycles: check each container */
    bool leaf;         /* the current list has no frame yet: only scalars may be written */
    uint8_t stop, resume;
    bool unbegun;      /* a number failed in a list: json yields it together with the text before it */
    bool before_items; /* a key or the order of items failed: notes omit the top frame */
    unsigned level;    /* open containers, for indentation */
    uint32_t defaults; /* results of default on the stack */
    format_gate gate;
    PyObject *value;                 /* the value for RESUME_VALUE */
    lane_frame *frames, *top, *last; /* last: the highest frame that needs no check */
    size_t room;                     /* allocated frames */
    uint32_t values;                 /* FRAME_VALUEs on the stack; they do not count as depth */
    size_t owned;                    /* the number of owned frames, the lowest ones */
    PyObject *pair[2];               /* a table of one entry from PyDict_Next */
    Py_ssize_t after;                /* the PyDict_Next position of the next one */
#if LANE_PY_FREE_THREADED
    pycompat_section section; /* the lock of the container whose items are being written */
    bool locked;              /* `section` is held */
    PyObject *held[2];        /* owned or NULL: an item, or a key and its value, in use without the lock */
#endif
    lane_frame first[ENCODER_FRAMES];
};

/* Returns whether instances of subclasses of list and dict are written without calling their methods. */
LANE_INLINE bool lane_py_writes_containers(const lane_encoder *e) {
    return (e->context.call->flags & (DUMPS_NATIVE | DUMPS_NO_SUBCLASS)) == DUMPS_NATIVE;
}
/* Returns whether instances of subclasses of str and int are written as their base. */
LANE_INLINE bool lane_py_writes_scalars(const lane_encoder *e) {
    return lane_py_writes_containers(e) || (e->context.call->flags & DUMPS_SUBCLASSES) != 0;
}

/* Returns whether the text is one line with the keys as they are. */
LANE_INLINE bool lane_py_is_plain(const lane_py_dumps *call) {
    return LANE_LIKELY(call->separators->arrangement == SEPARATORS_LINE && !(call->flags & DUMPS_SKIP_KEYS));
}

/* Returns the initial `most` of a call's output. */
LANE_INLINE Py_UCS4 lane_py_text_most(const lane_py_dumps *call) {
    return call->to_bytes ? 0 : lane_py_is_plain(call) ? 0x7F : lane_py_separators_most(call->separators);
}

/* Returns the greatest magnitude of an int that the engine writes without a check. */
LANE_INLINE uint64_t lane_py_int_most(uint32_t flags) {
    return flags & DUMPS_INTS_53 ? ((uint64_t)1 << 53) - 1 : INT64_MAX;
}

/* Returns the number of frames at max_depth. Only containers count as depth. */
LANE_INLINE size_t lane_py_frames_most(const lane_encoder *e) {
    return (size_t)e->context.call->max_depth + e->values;
}

/* Recomputes `last` for a stack of `count` frames without the root. A stack past max_depth may grow on. */
LANE_INLINE void lane_py_frames_set_last(lane_encoder *e, size_t count) {
    const size_t most = lane_py_frames_most(e);
    e->last = e->frames + (e->room - 1 < most || count > most ? e->room - 1 : most);
}

#endif
