/* SPDX-License-Identifier: MIT */
/* The module's state, one per interpreter: the engine, types, exceptions, names, and pointers to the caches.
 *
 * All parts of the module read the state, which depends on none of them. module.c fills it in Py_mod_exec. After that
 * only the caches change, and the seat. Without the GIL the caches are not here (kept.h), and the seat is atomic. */
#ifndef LANE_PY_STATE_H
#define LANE_PY_STATE_H

#include "engine.h"
#include "kept.h"
#include "seat.h"
#include "../cpython/collector.h"

/* Interned names of parameters and attributes. */
#define LANE_PY_EACH_NAME(NAME) \
    NAME(s)                     \
    NAME(fp)                    \
    NAME(obj)                   \
    NAME(cls)                   \
    NAME(object_hook)           \
    NAME(object_pairs_hook)     \
    NAME(array_hook)            \
    NAME(parse_float)           \
    NAME(parse_int)             \
    NAME(parse_constant)        \
    NAME(strict)                \
    NAME(comments)              \
    NAME(trailing_commas)       \
    NAME(skipkeys)              \
    NAME(ensure_ascii)          \
    NAME(check_circular)        \
    NAME(allow_nan)             \
    NAME(indent)                \
    NAME(separators)            \
    NAME(default)               \
    NAME(sort_keys)             \
    NAME(option)                \
    NAME(source)                \
    NAME(on_error)              \
    NAME(strings)               \
    NAME(pointer)               \
    NAME(rows)                  \
    NAME(nan)                   \
    NAME(decimal)               \
    NAME(cache_utf8)            \
    NAME(read)                  \
    NAME(write)                 \
    NAME(decode)                \
    NAME(encode)                \
    NAME(items)                 \
    NAME(iterencode)            \
    NAME(raw_decode)            \
    NAME(scan_once)             \
    NAME(item_separator)        \
    NAME(key_separator)         \
    NAME(value)                 \
    NAME(_value_)               \
    NAME(int)                   \
    NAME(convert)               \
    NAME(normalize)             \
    NAME(dst)                   \
    NAME(utcoffset)             \
    NAME(__dict__)              \
    NAME(__slots__)             \
    NAME(__dataclass_fields__)  \
    NAME(_field_type)

typedef enum {
#define LANE_PY_NAME_ENUM(name) LANE_PY_NAME_##name,
    LANE_PY_EACH_NAME(LANE_PY_NAME_ENUM)
#undef LANE_PY_NAME_ENUM
        LANE_PY_NAMES
} lane_py_name;

/* The keys of state->constants, in the order of state->constant. */
extern const char *const lane_py_constant_texts[3];

struct lane_py_state {
    const lane_py_engine *engine;   /* the engine of the ISA in use */
    lane_py_keeper keeper;          /* finds the memory kept between calls */
    PyObject *names[LANE_PY_NAMES]; /* interned str */
    lane_py_collector collector;    /* of this interpreter */
    lane_py_seat seat;              /* replacements of json's names */
    PyObject *model_encoder;        /* json.JSONEncoder at import, see _model.py */
    PyObject *model_scanner;        /* the type of scan_once in json's decoder, or None */
    PyObject *decode_error;         /* json.JSONDecodeError */
    PyObject *strict_decode_error;  /* lanejson.orjson.JSONDecodeError */
    PyObject *constants;            /* json.decoder's dict of values for NaN, Infinity and -Infinity */
    PyObject *constant[3];          /* its values at import: NaN, Infinity, -Infinity */
    PyTypeObject *scanner_type;
    PyTypeObject *fragment_type; /* lanejson.orjson.Fragment */
    PyTypeObject *lines_type;    /* the type that iter_lines returns */
    PyTypeObject *parser_type;
    PyTypeObject *chunk_iterator_type; /* the type that iterencode iterates over */
    PyTypeObject *items_type;          /* the type that iter_items returns */
    PyTypeObject *document_type;       /* lanejson.Document */
    bool names_trailing_comma;         /* this json reports "Illegal trailing comma ..." */
    bool refuses_last_escape;          /* this json requires a character after \uXXXX before it checks its digits */
};

/* Fills names, exceptions, and the differences between versions of json. False with an exception set. */
bool lane_py_state_init(lane_py_state *state);
int lane_py_state_traverse(lane_py_state *state, visitproc visit, void *arg);
/* Drops the references that can be in a cycle. */
void lane_py_state_clear(lane_py_state *state);
/* Drops the rest, except the keeper's memory. No function may be called afterwards. */
void lane_py_state_free(lane_py_state *state);

static inline lane_py_state *lane_py_state_of(PyObject *module) {
    return (lane_py_state *)PyModule_GetState(module);
}

/* Returns the state of the module that defines the type. */
static inline lane_py_state *lane_py_state_of_type(PyTypeObject *type) {
    return (lane_py_state *)PyType_GetModuleState(type);
}

#endif
