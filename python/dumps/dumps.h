/* SPDX-License-Identifier: MIT */
/* Python objects to JSON: the frame of a call, and the functions of both faces. */
#ifndef LANE_PY_DUMPS_H
#define LANE_PY_DUMPS_H

#include "output.h"
#include "../base/state.h"

#include "../../src/base/options.h"
#include "../../src/number/format.h"

/* What may be written how. The flags of lanejson.h stand below these in one word. */
#define DUMPS_FLAG(i) (1u << (LANE_FLAG_BITS + (i)))
enum {
    DUMPS_SORT_KEYS = DUMPS_FLAG(0),
    DUMPS_SKIP_KEYS = DUMPS_FLAG(1),  /* keys of other types are left out with their values */
    DUMPS_CYCLES = DUMPS_FLAG(2),     /* cycles are looked for: an error of their own instead of the depth's */
    DUMPS_CALL_DEPTH = DUMPS_FLAG(3), /* containers nest as deep as the interpreter lets C functions call each other */
    DUMPS_REFUSE_NAN = DUMPS_FLAG(4), /* without LANE_NAN, NaN and the infinities are errors and not null */
    DUMPS_BIG_INTS = DUMPS_FLAG(5),   /* integers of any size */
    DUMPS_INTS_53 = DUMPS_FLAG(6),    /* integers that a double holds exactly, only */
    DUMPS_SUBCLASSES = DUMPS_FLAG(7), /* subclasses of str, int, float, list, tuple and dict are written as those */
    DUMPS_PLAIN_KEYS = DUMPS_FLAG(8), /* keys may be int, float, bool and None */
    DUMPS_NATIVE = DUMPS_FLAG(9), /* dataclass, datetime, uuid, enum, Fragment; subclasses of str, int, list and dict */
    DUMPS_NATIVE_KEYS = DUMPS_FLAG(10),  /* keys may be any scalar that a value may be */
    DUMPS_NUMPY = DUMPS_FLAG(11),        /* numpy's arrays and scalars */
    DUMPS_NO_DATACLASS = DUMPS_FLAG(12), /* dataclasses, */
    DUMPS_NO_DATETIME = DUMPS_FLAG(13),  /* datetimes, */
    DUMPS_NO_SUBCLASS = DUMPS_FLAG(14),  /* and instances of subclasses go to default */
    DUMPS_NAIVE_UTC = DUMPS_FLAG(15),    /* a datetime without zone is UTC */
    DUMPS_NO_MICROSECONDS = DUMPS_FLAG(16),
    DUMPS_UTC_Z = DUMPS_FLAG(17) /* UTC is Z instead of +00:00 */
};
static_assert(LANE_FLAG_BITS + 18 <= 32, "the flags of a call are one word");

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

/* encode(encoder, object) and iterencode(encoder, object, in_pieces), the fast ways of JSONEncoder's methods: the text,
 * or NotImplemented where json's own code has to make it. METH_FASTCALL */
PyObject *lane_py_encode(PyObject *module, PyObject *const *args, Py_ssize_t nargs);
PyObject *lane_py_iterencode(PyObject *module, PyObject *const *args, Py_ssize_t nargs);

/* METH_O */
PyObject *lane_py_encode_basestring(PyObject *module, PyObject *str);
PyObject *lane_py_encode_basestring_ascii(PyObject *module, PyObject *str);

#endif
