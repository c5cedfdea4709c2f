/* SPDX-License-Identifier: MIT */
/* Python objects to JSON: the frame of a call, and the functions of both faces. */
#ifndef LANE_PY_DUMPS_H
#define LANE_PY_DUMPS_H

#include "output.h"
#include "../base/state.h"

#include "../../src/number/format.h"

/* What may be written how, beside the LANE_* of lanejson.h, which end at bit 9. */
enum {
    DUMPS_SORT_KEYS = 1u << 10,
    DUMPS_SKIP_KEYS = 1u << 11,  /* keys of other types are left out with their values */
    DUMPS_CYCLES = 1u << 12,     /* cycles are looked for: an error of their own instead of the depth's */
    DUMPS_CALL_DEPTH = 1u << 13, /* containers nest as deep as the interpreter lets C functions call each other */
    DUMPS_REFUSE_NAN = 1u << 14, /* without LANE_NAN, NaN and the infinities are errors and not null */
    DUMPS_BIG_INTS = 1u << 15,   /* integers of any size */
    DUMPS_INTS_53 = 1u << 16,    /* integers that a double holds exactly, only */
    DUMPS_SUBCLASSES =
        1u << 17, /* instances of subclasses of str, int, float, list, tuple and dict are written as those */
    DUMPS_PLAIN_KEYS = 1u << 18,  /* keys may be int, float, bool and None */
    DUMPS_NATIVE = 1u << 19,      /* dataclass, datetime, uuid, enum, Fragment; subclasses of str, int, list and dict */
    DUMPS_NATIVE_KEYS = 1u << 20, /* keys may be any scalar that a value may be */
    DUMPS_NUMPY = 1u << 21,       /* numpy's arrays and scalars */
    DUMPS_NO_DATACLASS = 1u << 22, /* dataclasses, */
    DUMPS_NO_DATETIME = 1u << 23,  /* datetimes, */
    DUMPS_NO_SUBCLASS = 1u << 24,  /* and instances of subclasses go to default */
    DUMPS_NAIVE_UTC = 1u << 25,    /* a datetime without zone is UTC */
    DUMPS_NO_MICROSECONDS = 1u << 26,
    DUMPS_UTC_Z = 1u << 27 /* UTC is Z instead of +00:00 */
};

/* Fixed text between values: characters of a str, or UTF-8 when the output is bytes. */
typedef struct {
    const uint8_t *units;
    size_t length; /* units */
    unsigned kind; /* bytes per unit */
    uint32_t word; /* the characters, the first one lowest, if they are one or two of ASCII; else 0 */
} dumps_text;

/* The usual arrangements of it, and any other. */
typedef enum {
    TEXTS_LINE,  /* one line, separators of a word */
    TEXTS_LINES, /* indented by spaces, separators likewise */
    TEXTS_FREE
} dumps_arrangement;

/* What stands between values. */
typedef struct {
    dumps_text item, key; /* separators */
    dumps_text indent;    /* of one level; units NULL: all in one line */
    dumps_arrangement arrangement;
} dumps_texts;

struct lane_py_dumps {
    lane_py_state *state;
    PyObject *object;
    uint32_t flags;
    uint32_t max_depth;   /* containers within each other */
    uint32_t max_default; /* default results within each other */
    bool to_bytes;
    bool in_pieces;       /* for dump or iterencode, for which some versions of json have words of their own */
    bool newline;         /* "\n" at the end */
    format_layout layout; /* of doubles */
    const dumps_texts *texts;
    PyObject *default_; /* or NULL */
    /* The exception class that failures are raised as, with what came before as __cause__; NULL: as they are. */
    PyObject *error;
};

/* What dumps keeps between calls, in state->dumps_cache. */
typedef struct lane_py_kept lane_py_kept;
lane_py_kept *lane_py_kept_new(lane_py_state *state); /* NULL with MemoryError set */
/* The same, made where it is asked for first. */
LANE_INLINE lane_py_kept *lane_py_kept_of(lane_py_state *state) {
    return LANE_LIKELY(state->dumps_cache != NULL) ? (lane_py_kept *)state->dumps_cache : lane_py_kept_new(state);
}
void lane_py_dumps_cache_free(void *cache); /* state.c's, at the end of the module; NULL is fine */
int lane_py_dumps_cache_traverse(void *cache, visitproc visit, void *arg);
void lane_py_dumps_cache_clear(void *cache);

/* Adds OPT_* to the module. -1 with an exception set. */
int lane_py_dumps_add_constants(PyObject *module);

/* encoder.encode(object), or the pieces of encoder.iterencode(object) as one str. NULL with an exception set. */
PyObject *lane_py_encoder_text(lane_py_state *state, PyObject *encoder, PyObject *object, bool in_pieces);

/* METH_FASTCALL | METH_KEYWORDS */
PyObject *lane_py_dumps_stdlib(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames);
PyObject *lane_py_dumpb_stdlib(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames);
PyObject *lane_py_dump_stdlib(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames);
PyObject *lane_py_dumps_strict(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames);

/* encode(encoder, object): JSONEncoder.encode's fast path, the settings read from the encoder's attributes.
 * METH_FASTCALL */
PyObject *lane_py_encode(PyObject *module, PyObject *const *args, Py_ssize_t nargs);

/* METH_O */
PyObject *lane_py_encode_basestring(PyObject *module, PyObject *str);
PyObject *lane_py_encode_basestring_ascii(PyObject *module, PyObject *str);

#endif
