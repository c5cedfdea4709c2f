/* SPDX-License-Identifier: MIT */
/* What the module asks of an engine: one struct of two functions per ISA, and the frames of a call.
 *
 * A frame is filled by loads.c or dumps.c and lives for one call. Everything that differs between the faces is data in
 * it. */
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

/* What becomes of a decimal.Decimal in orjson's dialect. */
typedef enum { DECIMALS_UNKNOWN, DECIMALS_NUMBERS, DECIMALS_STRINGS } dumps_decimals;

/* Fixed text between values: characters of a str, or UTF-8 when the output is bytes. */
typedef struct {
    const uint8_t *units;
    size_t length; /* units */
    unsigned kind; /* bytes per unit */
    uint32_t word; /* the characters, the first one lowest, if they are one or two of ASCII; else 0 */
} dumps_separator;

/* The usual arrangements of it, and any other. */
typedef enum {
    SEPARATORS_LINE,  /* one line, separators of a word */
    SEPARATORS_LINES, /* indented by spaces, separators likewise */
    SEPARATORS_FREE
} dumps_arrangement;

/* What stands between values. */
typedef struct {
    dumps_separator item, key; /* separators */
    dumps_separator indent;    /* of one level; units NULL: all in one line */
    dumps_arrangement arrangement;
} dumps_separators;

/* One call of dumps. Pointers are borrowed for the call. */
typedef struct {
    lane_py_state *state;
    PyObject *object;
    uint32_t flags;
    uint32_t max_depth;   /* containers within each other */
    uint32_t max_default; /* default results within each other */
    bool to_bytes;
    bool in_pieces;       /* for dump or iterencode, for which some versions of json have words of their own */
    bool newline;         /* "\n" at the end */
    uint8_t decimals;     /* dumps_decimals */
    format_layout layout; /* of doubles */
    const dumps_separators *separators;
    PyObject *default_; /* or NULL */
    /* The exception class that failures are raised as, with what came before as __cause__; NULL: as they are. */
    PyObject *error;
} lane_py_dumps;

/* A read of a text that may be cut off, see loads/partial.h. */
typedef struct lane_py_partial lane_py_partial;

typedef struct {
    /* A new reference; or NULL with either frame->error.code != LANE_OK or a Python exception set. */
    PyObject *(*loads)(lane_py_loads *frame);
    /* Reads on: whether the text is whole; if not, and no Python exception is set, partial->call.error is what the walk
     * found, in a text that may be no more than cut off. */
    bool (*partial)(lane_py_partial *partial);
    /* A new reference (bytes or str as the frame asks); or NULL with a Python exception set. */
    PyObject *(*dumps)(lane_py_dumps *frame);
    /* The projection of n units of 2 or 4 bytes to as many bytes; whether no lone surrogate is among them. */
    bool (*project)(uint8_t *dst, const uint8_t *units, size_t n, unsigned kind);
} lane_py_engine;

#endif
