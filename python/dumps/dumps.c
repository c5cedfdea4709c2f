/* SPDX-License-Identifier: MIT */
/* Entry points of serialising in json's face: dumps, dump and JSONEncoder's methods, from arguments to the frame of a
 * call. */
#include "dumps.h"

#include "../base/arguments.h"
#include "cache.h"
#include "call.h"
#include "chunks.h"
#include "iterator.h"
#include "keys.h"
#include "model.h"

/* -- dumps -- */

enum {
    OBJ,
    SKIPKEYS,
    ENSURE_ASCII,
    CHECK_CIRCULAR,
    ALLOW_NAN,
    CLS,
    INDENT,
    SEPARATORS,
    DEFAULT,
    SORT_KEYS,
    STDLIB_PARAMETERS
};

static const uint8_t stdlib_parameters[STDLIB_PARAMETERS] = {
    LANE_PY_NAME_obj,       LANE_PY_NAME_skipkeys, LANE_PY_NAME_ensure_ascii, LANE_PY_NAME_check_circular,
    LANE_PY_NAME_allow_nan, LANE_PY_NAME_cls,      LANE_PY_NAME_indent,       LANE_PY_NAME_separators,
    LANE_PY_NAME_default,   LANE_PY_NAME_sort_keys};

#define STDLIB_FLAGS \
    (LANE_LONE_SURROGATES | DUMPS_CALL_DEPTH | DUMPS_REFUSE_NAN | DUMPS_BIG_INTS | DUMPS_SUBCLASSES | DUMPS_PLAIN_KEYS)
#define STDLIB_FLAGS_DEFAULT (STDLIB_FLAGS | LANE_NAN | LANE_ASCII | DUMPS_CYCLES)

/* As dumps_call_begin, in json's dialect. */
LANE_INLINE void stdlib_call_begin(lane_py_dumps *call, lane_py_state *state, PyObject *object, uint32_t flags,
                                   const dumps_separators *separators, bool to_bytes) {
    dumps_call_begin(call, state, object, to_bytes ? flags & ~(uint32_t)LANE_LONE_SURROGATES : flags, separators);
    call->max_depth = UINT32_MAX / 2;
    call->max_default = UINT32_MAX;
    call->to_bytes = to_bytes;
    call->layout = FORMAT_REPR;
}

/* Arguments of unexpected types, and instances of subclasses, whose methods may decide, are left to json itself. */
static bool asks_model_indent(PyObject *indent) {
    return indent != Py_None && !PyLong_CheckExact(indent) && !PyBool_Check(indent) && !PyUnicode_CheckExact(indent);
}

static bool asks_model_separators(PyObject *separators) {
    if ((!PyTuple_CheckExact(separators) && !PyList_CheckExact(separators)) ||
        PySequence_Fast_GET_SIZE(separators) != 2)
        return true;
    return !PyUnicode_CheckExact(PySequence_Fast_GET_ITEM(separators, 0)) ||
           !PyUnicode_CheckExact(PySequence_Fast_GET_ITEM(separators, 1));
}

static bool asks_model(PyObject *const *values) {
    PyObject *indent = values[INDENT], *separators = values[SEPARATORS];
    return (indent != NULL && asks_model_indent(indent)) ||
           (separators != NULL && separators != Py_None && asks_model_separators(separators));
}

/* Initialises a call from values indexed by parameter, NULL where not given. False with an exception set; the caller
 * releases c in either case. */
static bool stdlib_init(dumps_own_call *c, lane_py_state *state, PyObject *const *values, PyObject *item, PyObject *key,
                        bool to_bytes) {
    uint32_t flags = STDLIB_FLAGS;
    lane_py_layout_init(&c->layout);
    if (dumps_flag_from(values[SKIPKEYS], DUMPS_SKIP_KEYS, false, &flags) < 0 ||
        dumps_flag_from(values[ENSURE_ASCII], LANE_ASCII, true, &flags) < 0 ||
        dumps_flag_from(values[CHECK_CIRCULAR], DUMPS_CYCLES, true, &flags) < 0 ||
        dumps_flag_from(values[ALLOW_NAN], LANE_NAN, true, &flags) < 0 ||
        dumps_flag_from(values[SORT_KEYS], DUMPS_SORT_KEYS, false, &flags) < 0)
        return false;
    stdlib_call_begin(&c->call, state, values[OBJ], flags, &c->layout.separators, to_bytes);
    if (values[DEFAULT] != Py_None)
        c->call.default_ = values[DEFAULT];
    return lane_py_layout_set(&c->layout, to_bytes, values[INDENT], item, key);
}

/* Runs a call without `default`. */
LANE_INLINE PyObject *stdlib_run(lane_py_state *state, PyObject *object, uint32_t flags,
                                 const dumps_separators *separators, bool to_bytes) {
    const lane_py_style style = {flags, to_bytes, FORMAT_REPR};
    PyObject *lone;
    if (dumps_lone(state, &style, object, &lone))
        return lone;
    lane_py_dumps call;
    stdlib_call_begin(&call, state, object, flags, separators, to_bytes);
    return state->engine->dumps(&call);
}

/* The form and destination of the output. */
typedef struct {
    bool to_bytes;
    bool in_pieces; /* behave as json's dump and iterencode */
    PyObject *file; /* if not NULL, writes chunks to it and returns None */
    bool iterates;  /* else returns an iterator over the chunks, not the text */
} destination;

static bool write_text(lane_py_state *state, PyObject *text, PyObject *file) {
    PyObject *written = PyObject_CallMethodOneArg(file, state->names[LANE_PY_NAME_write], text);
    Py_XDECREF(written);
    return written != NULL;
}

/* Writes the chunks of a call to a file. Returns None; NULL with an exception set. */
static PyObject *write_chunks(const lane_py_dumps *call, PyObject *file) {
    lane_py_chunks chunks;
    PyObject *chunk;
    bool right = true;
    lane_py_chunks_init(&chunks, call);
    while (right && (chunk = lane_py_chunks_next(&chunks)) != NULL) {
        right = write_text(call->state, chunk, file);
        Py_DECREF(chunk);
    }
    lane_py_chunks_release(&chunks);
    return PyErr_Occurred() ? NULL : Py_NewRef(Py_None);
}

static PyObject *stdlib_write(lane_py_state *state, PyObject *const *values, PyObject *item, PyObject *key,
                              const destination *to) {
    dumps_own_call c;
    PyObject *result = NULL;
    if (stdlib_init(&c, state, values, item, key, to->to_bytes)) {
        c.call.in_pieces = to->in_pieces;
        result = to->file != NULL ? write_chunks(&c.call, to->file)
                 : to->iterates   ? lane_py_chunk_iterator_new(&c.call, &c.layout)
                                  : state->engine->dumps(&c.call);
    }
    lane_py_layout_release(&c.layout);
    return result;
}

/* An encoder's settings, read from its attributes as json's methods do. */
typedef struct {
    PyObject *values[STDLIB_PARAMETERS], *item, *key; /* owned or NULL */
} encoder_settings;

static void settings_release(encoder_settings *s) {
    for (unsigned i = 0; i < STDLIB_PARAMETERS; i++)
        Py_CLEAR(s->values[i]);
    Py_CLEAR(s->item);
    Py_CLEAR(s->key);
}

/* Reads the settings. Returns 1; 0 if json must handle them; -1 with an exception set. The caller releases them in each
 * case. */
static int settings_take(encoder_settings *s, const lane_py_state *state, PyObject *encoder) {
    const struct {
        lane_py_name name;
        PyObject **ret;
    } rows[] = {
        {LANE_PY_NAME_check_circular, &s->values[CHECK_CIRCULAR]},
        {LANE_PY_NAME_ensure_ascii, &s->values[ENSURE_ASCII]},
        {LANE_PY_NAME_allow_nan, &s->values[ALLOW_NAN]},
        {LANE_PY_NAME_indent, &s->values[INDENT]},
        {LANE_PY_NAME_default, &s->values[DEFAULT]},
        {LANE_PY_NAME_key_separator, &s->key},
        {LANE_PY_NAME_item_separator, &s->item},
        {LANE_PY_NAME_sort_keys, &s->values[SORT_KEYS]},
        {LANE_PY_NAME_skipkeys, &s->values[SKIPKEYS]},
    };
    *s = (encoder_settings){{NULL}, NULL, NULL};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int there = pycompat_get_optional(encoder, state->names[rows[i].name], rows[i].ret);
        if (there <= 0)
            return there;
    }
    return !asks_model_indent(s->values[INDENT]) && PyUnicode_CheckExact(s->key) && PyUnicode_CheckExact(s->item);
}

/* Serialises an object with an encoder's settings, as json's JSONEncoder does. Returns the result for the destination,
 * a new reference; Py_NotImplemented if json's own code must do it; NULL with an exception set. */
static PyObject *encode_by_settings(lane_py_state *state, PyObject *encoder, PyObject *object, lane_py_way way,
                                    const destination *to) {
    int open = lane_py_seat_open(&state->seat, way);
    if (open <= 0)
        return open == 0 ? Py_NewRef(Py_NotImplemented) : NULL;
    encoder_settings settings;
    int taken = settings_take(&settings, state, encoder);
    PyObject *text = taken == 0 ? Py_NewRef(Py_NotImplemented) : NULL;
    if (taken > 0) {
        settings.values[OBJ] = Py_NewRef(object);
        text = stdlib_write(state, settings.values, settings.item, settings.key, to);
    }
    settings_release(&settings);
    return text;
}

/* As encode_by_settings, for an encoder whose method `encode` is json's or this package's. */
static PyObject *encode_in_one(lane_py_state *state, PyObject *encoder, PyObject *object, bool to_bytes) {
    int owner = lane_py_seat_owner(&state->seat, encoder, state->names[LANE_PY_NAME_iterencode], SEAT_ITERENCODE);
    if (owner <= SEAT_OTHER)
        return owner == SEAT_OTHER ? Py_NewRef(Py_NotImplemented) : NULL;
    lane_py_way way = owner == SEAT_OWN ? SEAT_ENCODER : SEAT_MODEL_ENCODER;
    const destination to = {.to_bytes = to_bytes};
    return encode_by_settings(state, encoder, object, way, &to);
}

/* Returns the keywords of a call except cls: those given, or with `all` each of them, as json passes them to cls; and
 * `unknown`, which may be NULL. NULL with an exception set. */
static PyObject *keywords_of(lane_py_state *state, PyObject *const *values, bool all, PyObject *unknown) {
    PyObject *const defaults[STDLIB_PARAMETERS] = {NULL, Py_False, Py_True, Py_True, Py_True,
                                                   NULL, Py_None,  Py_None, Py_None, Py_False};
    PyObject *keywords = PyDict_New();
    for (unsigned i = 1; keywords != NULL && i < STDLIB_PARAMETERS; i++) {
        PyObject *value = values[i] != NULL || !all ? values[i] : defaults[i];
        if (value != NULL && i != CLS && PyDict_SetItem(keywords, state->names[stdlib_parameters[i]], value) < 0)
            Py_CLEAR(keywords);
    }
    if (keywords != NULL && unknown != NULL && PyDict_Update(keywords, unknown) < 0)
        Py_CLEAR(keywords);
    return keywords;
}

static bool has_class(PyObject *const *values) {
    return values[CLS] != NULL && values[CLS] != Py_None;
}

/* Returns cls(**keywords); without cls, a JSONEncoder of the model. */
static PyObject *new_encoder(lane_py_state *state, PyObject *const *values, PyObject *unknown) {
    PyObject *none = PyTuple_New(0), *keywords = keywords_of(state, values, true, unknown), *encoder = NULL;
    if (none != NULL && keywords != NULL)
        encoder = PyObject_Call(has_class(values) ? values[CLS] : state->model_encoder, none, keywords);
    Py_XDECREF(keywords);
    Py_XDECREF(none);
    return encoder;
}

static PyObject *text_to(PyObject *text, bool to_bytes) {
    if (text == NULL || !to_bytes || !PyUnicode_Check(text))
        return text;
    PyObject *bytes = PyUnicode_AsUTF8String(text);
    Py_DECREF(text);
    return bytes;
}

/* Serialises by the user's encoder class or the model's. */
static PyObject *stdlib_python(lane_py_state *state, PyObject *const *values, PyObject *unknown, bool to_bytes,
                               bool in_pieces) {
    PyObject *encoder = new_encoder(state, values, unknown);
    if (encoder == NULL)
        return NULL;
    int owner = lane_py_seat_owner(&state->seat, encoder, state->names[LANE_PY_NAME_encode], SEAT_ENCODE);
    PyObject *text = owner < 0                          ? NULL
                     : owner == SEAT_OTHER || in_pieces ? Py_NewRef(Py_NotImplemented)
                                                        : encode_in_one(state, encoder, values[OBJ], to_bytes);
    if (text == Py_NotImplemented) {
        Py_DECREF(text);
        text = text_to(lane_py_encoder_text(state, encoder, values[OBJ], in_pieces), to_bytes);
    }
    Py_DECREF(encoder);
    return text;
}

/* Calls json's own dumps, or dump if there is a file: they honour the replacements. */
static PyObject *stdlib_slow(lane_py_state *state, PyObject *const *values, PyObject *file, PyObject *unknown) {
    PyObject *keywords = keywords_of(state, values, false, unknown), *result = NULL;
    PyObject *args = file == NULL ? PyTuple_Pack(1, values[OBJ]) : PyTuple_Pack(2, values[OBJ], file);
    if (args != NULL && keywords != NULL)
        result = PyObject_Call(state->seat.slow[file == NULL ? SEAT_SLOW_DUMPS : SEAT_SLOW_DUMP], args, keywords);
    Py_XDECREF(args);
    Py_XDECREF(keywords);
    return result;
}

/* Gets references to the two separators; NULL if not given. */
static void take_separators(PyObject *const *values, PyObject **ret_item, PyObject **ret_key) {
    PyObject *pair = values[SEPARATORS];
    const bool given = pair != NULL && pair != Py_None;
    *ret_item = given ? Py_NewRef(PySequence_Fast_GET_ITEM(pair, 0)) : NULL;
    *ret_key = given ? Py_NewRef(PySequence_Fast_GET_ITEM(pair, 1)) : NULL;
}

static PyObject *stdlib_call_with(lane_py_state *state, PyObject *const *values, PyObject *unknown,
                                  const destination *to) {
    if (!has_class(values)) {
        int open = lane_py_seat_open(&state->seat, SEAT_DUMPS);
        if (open <= 0)
            return open == 0 ? text_to(stdlib_slow(state, values, NULL, unknown), to->to_bytes) : NULL;
    }
    if (has_class(values) || unknown != NULL || asks_model(values))
        return stdlib_python(state, values, unknown, to->to_bytes, to->in_pieces);
    PyObject *item, *key;
    take_separators(values, &item, &key); /* json tests the truth of the other arguments before it reads a list */
    PyObject *result = stdlib_write(state, values, item, key, to);
    Py_XDECREF(item);
    Py_XDECREF(key);
    return result;
}

/* Returns whether a keyword's value cannot change. */
static bool is_constant(PyObject *value) {
    return value == Py_None || PyBool_Check(value) || PyLong_CheckExact(value) ||
           (PyTuple_CheckExact(value) && !asks_model_separators(value));
}

/* Keeps the keywords of a call for later ones, if they are constants and ask for common separators. `values` are those
 * `given`, by parameter. */
static void keep_keywords(lane_py_state *state, PyObject *kwnames, PyObject *const *given, PyObject *const *values) {
    lane_py_dumps_cache *cache = lane_py_dumps_cache_of(state);
    const Py_ssize_t count = PyTuple_GET_SIZE(kwnames);
    bool constant = cache != NULL && lane_py_keywords_wanted(cache) && count <= KEYWORDS_MOST && !has_class(values) &&
                    !asks_model(values);
    for (Py_ssize_t i = 0; constant && i < count; i++)
        constant = is_constant(given[i]);
    if (!constant) {
        PyErr_Clear();
        return;
    }
    dumps_own_call c;
    PyObject *item, *key;
    take_separators(values, &item, &key);
    const dumps_separators *common = stdlib_init(&c, state, values, item, key, false) && c.call.default_ == NULL
                                         ? lane_py_separators_common(&c.layout.separators)
                                         : NULL;
    if (common != NULL)
        lane_py_keywords_keep(cache, kwnames, given, c.call.flags, common);
    lane_py_layout_release(&c.layout);
    Py_XDECREF(item);
    Py_XDECREF(key);
    PyErr_Clear(); /* the call itself raises it */
}

/* Not inlined: its arrays would cost the call without keywords. */
static LANE_NOINLINE PyObject *stdlib_dumps_with(lane_py_state *state, PyObject *const *args, Py_ssize_t nargs,
                                                 PyObject *kwnames, const lane_py_signature *signature, bool to_bytes) {
    PyObject *values[STDLIB_PARAMETERS] = {NULL}, *unknown = NULL, *text = NULL;
    const destination to = {.to_bytes = to_bytes};
    if (lane_py_arguments(state, signature, args, nargs, kwnames, values, &unknown)) {
        if (nargs == 1 && kwnames != NULL && unknown == NULL)
            keep_keywords(state, kwnames, args + 1, values);
        text = stdlib_call_with(state, values, unknown, &to);
    }
    Py_XDECREF(unknown);
    return text;
}

LANE_INLINE PyObject *stdlib_dumps(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames,
                                   const lane_py_signature *signature, bool to_bytes) {
    lane_py_state *state = lane_py_state_of(module);
    if (LANE_LIKELY(nargs == 1 && lane_py_seat_quiet(&state->seat, SEAT_DUMPS))) {
        if (kwnames == NULL)
            return stdlib_run(state, args[0], STDLIB_FLAGS_DEFAULT, &lane_py_spaced, to_bytes);
        lane_py_dumps_cache *cache = lane_py_dumps_cache_of(state);
        if (LANE_UNLIKELY(cache == NULL))
            return NULL;
        const dumps_keywords *kept = lane_py_keywords_of(cache, kwnames, args + 1);
        if (kept != NULL)
            return stdlib_run(state, args[0], kept->flags, kept->separators, to_bytes);
    }
    return stdlib_dumps_with(state, args, nargs, kwnames, signature, to_bytes);
}

PyObject *lane_py_dumps_stdlib(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames) {
    static const lane_py_signature signature = {"dumps", "dumps", stdlib_parameters, STDLIB_PARAMETERS, 1, 1};
    return stdlib_dumps(module, args, nargs, kwnames, &signature, false);
}

PyObject *lane_py_dumpb_stdlib(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames) {
    static const lane_py_signature signature = {"dumpb", "dumpb", stdlib_parameters, STDLIB_PARAMETERS, 1, 1};
    return stdlib_dumps(module, args, nargs, kwnames, &signature, true);
}

/* -- json.dump -- */

static PyObject *import_attribute(const char *module, const char *name) {
    PyObject *m = PyImport_ImportModule(module);
    PyObject *attribute = m == NULL ? NULL : PyObject_GetAttrString(m, name);
    Py_XDECREF(m);
    return attribute;
}

/* Returns 1 if the file takes bytes, 0 if it takes str, -1 with an exception set. */
static int is_binary(PyObject *file) {
    static const char *const types[] = {"BufferedIOBase", "RawIOBase"};
    for (size_t i = 0; i < 2; i++) {
        PyObject *type = import_attribute("io", types[i]);
        int is = type == NULL ? -1 : PyObject_IsInstance(file, type);
        Py_XDECREF(type);
        if (is != 0)
            return is;
    }
    return 0;
}

/* Writes the pieces of an encoder's iterencode. */
static bool dump_chunks(lane_py_state *state, PyObject *encoder, PyObject *object, PyObject *file) {
    PyObject *chunks = PyObject_CallMethodOneArg(encoder, state->names[LANE_PY_NAME_iterencode], object);
    PyObject *iterator = chunks == NULL ? NULL : PyObject_GetIter(chunks), *chunk;
    bool done = iterator != NULL;
    while (done && (chunk = PyIter_Next(iterator)) != NULL) {
        PyObject *written = PyObject_CallMethodOneArg(file, state->names[LANE_PY_NAME_write], chunk);
        done = written != NULL;
        Py_XDECREF(written);
        Py_DECREF(chunk);
    }
    Py_XDECREF(iterator);
    Py_XDECREF(chunks);
    return done && !PyErr_Occurred();
}

/* Writes by the user's encoder class or the model's. */
static bool dump_python(lane_py_state *state, PyObject *const *values, PyObject *file, PyObject *unknown) {
    PyObject *encoder = new_encoder(state, values, unknown), *none = NULL;
    const destination to = {.in_pieces = true, .file = file};
    if (encoder == NULL)
        return false;
    int owner = lane_py_seat_owner(&state->seat, encoder, state->names[LANE_PY_NAME_iterencode], SEAT_ITERENCODE);
    if (owner > SEAT_OTHER) {
        lane_py_way way = owner == SEAT_OWN ? SEAT_ENCODER : SEAT_MODEL_ENCODER;
        none = encode_by_settings(state, encoder, values[OBJ], way, &to);
        owner = none == NULL ? -1 : none == Py_NotImplemented ? SEAT_OTHER : owner;
    }
    bool done = owner != SEAT_OTHER ? owner > SEAT_OTHER : dump_chunks(state, encoder, values[OBJ], file);
    Py_XDECREF(none);
    Py_DECREF(encoder);
    return done;
}

static bool dump_with(lane_py_state *state, PyObject *const *values, PyObject *file, PyObject *unknown) {
    if (has_class(values))
        return dump_python(state, values, file, unknown);
    int open = lane_py_seat_open(&state->seat, SEAT_DUMPS);
    int binary = open < 0 ? -1 : is_binary(file);
    if (binary < 0)
        return false;
    if (open == 0 && !binary) {
        PyObject *none = stdlib_slow(state, values, file, unknown);
        Py_XDECREF(none);
        return none != NULL;
    }
    if (unknown != NULL || (asks_model(values) && !binary))
        return dump_python(state, values, file, unknown);
    const destination to = {.to_bytes = binary > 0, .in_pieces = true, .file = file};
    PyObject *text = stdlib_call_with(state, values, NULL, &to);
    bool done = text != NULL && (text == Py_None || write_text(state, text, file));
    Py_XDECREF(text);
    return done;
}

PyObject *lane_py_dump_stdlib(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames) {
    enum { FP = STDLIB_PARAMETERS };
    static const uint8_t parameters[STDLIB_PARAMETERS + 1] = {LANE_PY_NAME_obj,
                                                              LANE_PY_NAME_fp,
                                                              LANE_PY_NAME_skipkeys,
                                                              LANE_PY_NAME_ensure_ascii,
                                                              LANE_PY_NAME_check_circular,
                                                              LANE_PY_NAME_allow_nan,
                                                              LANE_PY_NAME_cls,
                                                              LANE_PY_NAME_indent,
                                                              LANE_PY_NAME_separators,
                                                              LANE_PY_NAME_default,
                                                              LANE_PY_NAME_sort_keys};
    static const lane_py_signature signature = {"dump", "dump", parameters, STDLIB_PARAMETERS + 1, 2, 2};
    lane_py_state *state = lane_py_state_of(module);
    PyObject *given[STDLIB_PARAMETERS + 1] = {NULL}, *values[STDLIB_PARAMETERS], *unknown = NULL;
    bool done = lane_py_arguments(state, &signature, args, nargs, kwnames, given, &unknown);
    if (done) {
        values[OBJ] = given[0];
        memcpy(values + 1, given + 2, (STDLIB_PARAMETERS - 1) * sizeof *values);
        done = dump_with(state, values, given[1], unknown);
    }
    Py_XDECREF(unknown);
    return done ? Py_NewRef(Py_None) : NULL;
}

/* -- JSONEncoder and the functions of json.encoder -- */

PyObject *lane_py_encode(PyObject *module, PyObject *const *args, Py_ssize_t nargs) {
    if (nargs != 2)
        return PyErr_Format(PyExc_TypeError, "expected an encoder and an object");
    return encode_in_one(lane_py_state_of(module), args[0], args[1], false);
}

PyObject *lane_py_iterencode(PyObject *module, PyObject *const *args, Py_ssize_t nargs) {
    if (nargs != 3)
        return PyErr_Format(PyExc_TypeError, "expected an encoder, an object and a bool");
    const bool in_pieces = args[2] == Py_True;
    const destination to = {.in_pieces = in_pieces, .iterates = in_pieces};
    return encode_by_settings(lane_py_state_of(module), args[0], args[1], SEAT_ENCODER, &to);
}

static PyObject *encode_str_as(PyObject *module, PyObject *str, uint32_t flags) {
    if (!PyUnicode_Check(str))
        return PyErr_Format(PyExc_TypeError, "first argument must be a string, not %.80s", Py_TYPE(str)->tp_name);
    lane_py_state *state = lane_py_state_of(module);
    lane_py_dumps call = {
        .state = state, .object = str, .flags = STDLIB_FLAGS | flags, .max_depth = 1, .separators = &lane_py_compact};
    return state->engine->dumps(&call);
}

PyObject *lane_py_encode_basestring(PyObject *module, PyObject *str) {
    return encode_str_as(module, str, 0);
}

PyObject *lane_py_encode_basestring_ascii(PyObject *module, PyObject *str) {
    return encode_str_as(module, str, LANE_ASCII);
}
