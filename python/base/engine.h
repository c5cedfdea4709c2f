/* SPDX-License-Identifier: MIT */
/* The interface of an engine: one table of functions per ISA, and the arguments of a call.
 *
 * loads.c or dumps.c fills the arguments, which live for one call. All differences between the faces are data in
 * them. */
#ifndef LANE_PY_ENGINE_H
#define LANE_PY_ENGINE_H

#include "../cpython/pycompat.h"

#include "../../include/lanejson.h"
#include "../../src/base/options.h"
#include "../../src/number/format.h"

typedef struct lane_py_state lane_py_state;

/* One call of loads. Pointers are borrowed for the call. */
typedef struct lane_py_loads lane_py_loads;
struct lane_py_loads {
    lane_py_state *state;
    /* UTF-8 (WTF-8 with LANE_LONE_SURROGATES), or with `units` the projection of a str (project.h). text[length] is
     * readable and 0. */
    const uint8_t *text;
    size_t length;        /* bytes */
    const uint8_t *units; /* the unit for each byte of text, `kind` bytes each; NULL if text is UTF-8 */
    uint32_t flags;       /* LANE_* of lanejson.h; in tests LANE_CURSOR_* of options.h */
    uint32_t max_depth;   /* most nested containers */
    /* Called for a container deeper than max_depth. Returns a greater limit, or max_depth to fail. NULL: fail. */
    uint32_t (*deeper)(const lane_py_loads *frame, uint32_t max_depth);
    uint32_t model_calls; /* for `deeper`: levels of recursion that json would have used before its scanner */
    uint8_t kind;         /* bytes of a unit */
    bool valid;           /* text is known to be UTF-8: skip validation */
    bool prefix;          /* parse one value, ignore the rest, and set `end` (raw_decode) */
    bool hooked;          /* any hook is set */
    /* Hooks; NULL if absent. */
    PyObject *object_hook, *object_pairs_hook, *array_hook, *parse_float, *parse_int, *parse_constant;
    /* Results. */
    lane_error error; /* if the result is NULL and no exception is set */
    size_t end;       /* on success: bytes consumed */
};

/* Flags of dumps, above those of lanejson.h in one word. */
#define DUMPS_FLAG(i) (1u << (LANE_FLAG_BITS + (i)))
enum {
    DUMPS_SORT_KEYS = DUMPS_FLAG(0),
    DUMPS_SKIP_KEYS = DUMPS_FLAG(1),  /* omit members with keys of unsupported types */
    DUMPS_CYCLES = DUMPS_FLAG(2),     /* detect cycles, with their own error instead of the depth's */
    DUMPS_CALL_DEPTH = DUMPS_FLAG(3), /* the interpreter's limit for nested C calls bounds the depth */
    DUMPS_REFUSE_NAN = DUMPS_FLAG(4), /* without LANE_NAN: NaN and infinities are errors, not null */
    DUMPS_BIG_INTS = DUMPS_FLAG(5),   /* integers of any size */
    DUMPS_INTS_53 = DUMPS_FLAG(6),    /* only integers that a double holds exactly */
    DUMPS_SUBCLASSES = DUMPS_FLAG(7), /* write subclasses of str, int, float, list, tuple and dict as their base */
    DUMPS_PLAIN_KEYS = DUMPS_FLAG(8), /* keys may be int, float, bool and None */
    DUMPS_NATIVE = DUMPS_FLAG(9), /* dataclass, datetime, uuid, enum, Fragment; subclasses of str, int, list and dict */
    DUMPS_NATIVE_KEYS = DUMPS_FLAG(10),  /* keys may be any scalar type that is valid as a value */
    DUMPS_NUMPY = DUMPS_FLAG(11),        /* arrays and scalars of numpy */
    DUMPS_NO_DATACLASS = DUMPS_FLAG(12), /* pass dataclasses to default */
    DUMPS_NO_DATETIME = DUMPS_FLAG(13),  /* pass datetimes to default */
    DUMPS_NO_SUBCLASS = DUMPS_FLAG(14),  /* pass instances of subclasses to default */
    DUMPS_NAIVE_UTC = DUMPS_FLAG(15),    /* write a datetime without zone as UTC */
    DUMPS_NO_MICROSECONDS = DUMPS_FLAG(16),
    DUMPS_UTC_Z = DUMPS_FLAG(17) /* write UTC as Z instead of +00:00 */
};
static_assert(LANE_FLAG_BITS + 18 <= 32, "the flags of a call fit in 32 bits");

/* How orjson's dialect writes decimal.Decimal. */
typedef enum { DECIMALS_UNKNOWN, DECIMALS_NUMBERS, DECIMALS_STRINGS } dumps_decimals;

/* A separator: units of a str, or UTF-8 if the output is bytes. */
typedef struct {
    const uint8_t *units;
    size_t length; /* units */
    unsigned kind; /* bytes per unit */
    uint32_t word; /* one or two ASCII characters, the first in the lowest byte; else 0 */
} dumps_separator;

/* The common arrangements of separators, and all others. */
typedef enum {
    SEPARATORS_LINE,  /* one line, separators of one or two ASCII characters */
    SEPARATORS_LINES, /* indented by spaces, separators as above */
    SEPARATORS_FREE
} dumps_arrangement;

/* The separators of a call. */
typedef struct {
    dumps_separator item, key;
    dumps_separator indent; /* of one level; units NULL: one line */
    dumps_arrangement arrangement;
} dumps_separators;

/* What decides the text of a scalar. */
typedef struct {
    uint32_t flags;
    bool to_bytes;
    format_layout layout; /* format of doubles */
} lane_py_style;

/* One call of dumps. Pointers are borrowed for the call. */
typedef struct {
    lane_py_state *state;
    PyObject *object;
    uint32_t flags;
    uint32_t max_depth;   /* most nested containers */
    uint32_t max_default; /* most nested results of default */
    bool to_bytes;
    bool in_pieces;       /* for dump or iterencode, whose messages differ in some versions of json */
    bool newline;         /* append "\n" */
    bool caches_utf8;     /* leave the UTF-8 of a non-ASCII str in the str, where CPython looks for it */
    uint8_t decimals;     /* dumps_decimals */
    format_layout layout; /* format of doubles */
    const dumps_separators *separators;
    PyObject *default_; /* or NULL */
    /* The exception class for failures, with the original exception as __cause__; NULL: raise the original. */
    PyObject *error;
} lane_py_dumps;

/* An incremental parse, see loads/partial.h. */
typedef struct lane_py_partial lane_py_partial;

typedef struct lane_encoder lane_encoder;

typedef struct {
    /* Returns a new reference; or NULL with frame->error.code != LANE_OK or a Python exception set. */
    PyObject *(*loads)(lane_py_loads *frame);
    /* Reads a document that is one short scalar of ASCII. Returns whether it did: *ret is then a new reference, or NULL
     * with a Python exception set. If not, `loads` reads the document or says what is wrong. Calls no hooks. */
    bool (*loads_lone)(lane_py_state *state, const uint8_t *text, size_t length, PyObject **ret);
    /* Parses on. Returns whether the document is complete. If not, and without a Python exception, partial->call.error
     * is the fault at which the walk stopped; the document may only be cut off. */
    bool (*partial)(lane_py_partial *partial);
    /* Returns a new reference, bytes or str as the call asks; or NULL with a Python exception set. */
    PyObject *(*dumps)(lane_py_dumps *frame);
    /* Writes an object that is a scalar or an empty container. Returns whether it did: *ret is then a new reference,
     * or NULL with a Python exception set. If not, `dumps` writes the object or says what is wrong. Must not be asked
     * for a list, tuple or dict with items. */
    bool (*dumps_lone)(lane_py_state *state, const lane_py_style *style, PyObject *object, PyObject **ret);
    /* The parts of dumps, for chunks in dumps/chunks.c. begin initialises the encoder; false with an exception set.
     * go_on resumes it and returns an encode_outcome. */
    bool (*begin)(lane_encoder *encoder, const lane_py_dumps *frame);
    int (*go_on)(lane_encoder *encoder);
    /* Writes the projection of n units of 2 or 4 bytes to n bytes. Returns whether there is no lone surrogate. */
    bool (*project)(uint8_t *dst, const uint8_t *units, size_t n, unsigned kind);
} lane_py_engine;

#endif
