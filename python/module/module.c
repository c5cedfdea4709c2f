/* SPDX-License-Identifier: MIT */
/* The extension module, lanejson._lanejson or lanejson._public (LANE_PY_MODULE): its functions, constants and types,
 * which the packages re-export. */
#include "../base/state.h"
#include "../cpython/pyinternals.h"
#include "../dumps/cache.h"
#include "../dumps/dumps.h"
#include "../dumps/iterator.h"
#include "../loads/cache.h"
#include "../loads/loads.h"
#include "../loads/scanner.h"
#include "../streams/document.h"
#include "../streams/items.h"
#include "../streams/lines.h"
#include "../streams/parser.h"
#include "../streams/methods.h"
#include "../streams/writer.h"
#include "../types/fragment.h"

#include "../../src/base/base.h"
#include "../../src/dispatch.h"

#define LOADS_KEYWORDS                                                                                            \
    "cls=None, object_hook=None, parse_float=None, parse_int=None, parse_constant=None, object_pairs_hook=None, " \
    "array_hook=None, strict=True, comments=False, trailing_commas=False, **kw"

#define LOADS_DOC                                                                                                      \
    "\n\nobject_hook is called with each object, as a dict; object_pairs_hook, which has priority, with its list of\n" \
    "(key, value) pairs; array_hook with each array, as a list. The result of a hook replaces the object or\n"         \
    "array. parse_float is called with the text of each number that has a fraction or an exponent, parse_int with\n"   \
    "that of each other number, parse_constant with NaN, Infinity or -Infinity. strict=False allows control\n"         \
    "characters in strings. cls is a JSONDecoder to use instead. comments=True allows comments, as in C,\n"            \
    "wherever white space may be, trailing_commas=True allows one comma before a closing bracket (JSONC).\n"           \
    "\n"                                                                                                               \
    "Raises JSONDecodeError for text that is not JSON, and UnicodeDecodeError for bytes that are not valid in\n"       \
    "their encoding."

#define DUMPS_KEYWORDS                                                                                                 \
    "skipkeys=False, ensure_ascii=True, check_circular=True, allow_nan=True, cls=None, indent=None, separators=None, " \
    "default=None, sort_keys=False, **kw"

#define DUMPS_DOC                                                                                                      \
    "\n\nskipkeys omits items whose keys are not str, int, float, bool or None. ensure_ascii=False writes non-ASCII\n" \
    "characters unchanged. indent, a number of spaces or a str, writes each item on its own line. separators is\n"     \
    "(item, key). default is called with each object of an unsupported type and returns the object to write in\n"      \
    "its place. cls is a JSONEncoder to use instead.\n"                                                                \
    "\n"                                                                                                               \
    "Raises TypeError for objects that cannot be written, and ValueError for cycles and, with allow_nan=False,\n"      \
    "for NaN and infinities."

static PyObject *take_seat(PyObject *module, PyObject *const *args, Py_ssize_t nargs) {
    return lane_py_seat_take(&lane_py_state_of(module)->seat, args, nargs) ? Py_NewRef(Py_None) : NULL;
}

static const PyMethodDef stdlib_methods[] = {
    {"loads", (PyCFunction)(void (*)(void))lane_py_loads_stdlib, METH_FASTCALL | METH_KEYWORDS,
     PyDoc_STR("loads($module, s, *, " LOADS_KEYWORDS ")\n--\n\n"
               "Parse JSON to Python objects. s is a str, bytes (UTF-8, UTF-16 or UTF-32), bytearray or any "
               "C-contiguous buffer." LOADS_DOC)},
    {"load", (PyCFunction)(void (*)(void))lane_py_load_stdlib, METH_FASTCALL | METH_KEYWORDS,
     PyDoc_STR("load($module, fp, *, " LOADS_KEYWORDS ")\n--\n\n"
               "Parse the JSON that fp.read() returns to Python objects." LOADS_DOC)},
    {"dumps", (PyCFunction)(void (*)(void))lane_py_dumps_stdlib, METH_FASTCALL | METH_KEYWORDS,
     PyDoc_STR("dumps($module, obj, *, " DUMPS_KEYWORDS
               ")\n--\n\nReturn a Python object as JSON, in a str." DUMPS_DOC)},
    {"dumpb", (PyCFunction)(void (*)(void))lane_py_dumpb_stdlib, METH_FASTCALL | METH_KEYWORDS,
     PyDoc_STR("dumpb($module, obj, *, " DUMPS_KEYWORDS
               ")\n--\n\nReturn a Python object as JSON, in UTF-8 bytes." DUMPS_DOC)},
    {"dump", (PyCFunction)(void (*)(void))lane_py_dump_stdlib, METH_FASTCALL | METH_KEYWORDS,
     PyDoc_STR(
         "dump($module, obj, fp, *, " DUMPS_KEYWORDS
         ")\n--\n\nWrite a Python object as JSON to fp, a text or binary file, by calls of fp.write with some "
         "64 KiB each; memory does not\ngrow with the text. What comes before a value that cannot be written has been "
         "written then." DUMPS_DOC)},
    {"encode_basestring", lane_py_encode_basestring, METH_O,
     PyDoc_STR("encode_basestring($module, s, /)\n--\n\nReturn the JSON of a str.")},
    {"encode_basestring_ascii", lane_py_encode_basestring_ascii, METH_O,
     PyDoc_STR("encode_basestring_ascii($module, s, /)\n--\n\nReturn the JSON of a str in ASCII.")},
    {"_encode", (PyCFunction)(void (*)(void))lane_py_encode, METH_FASTCALL, PyDoc_STR("JSONEncoder.encode.")},
    {"_iterencode", (PyCFunction)(void (*)(void))lane_py_iterencode, METH_FASTCALL,
     PyDoc_STR("JSONEncoder.iterencode.")},
    {"_decode", (PyCFunction)(void (*)(void))lane_py_decode, METH_FASTCALL, PyDoc_STR("JSONDecoder.decode.")},
    {"_take_seat", (PyCFunction)(void (*)(void))take_seat, METH_FASTCALL, PyDoc_STR("See _seat.py.")},
    {NULL, NULL, 0, NULL},
};

static const PyMethodDef strict_methods[] = {
    {"loads", (PyCFunction)(void (*)(void))lane_py_loads_strict, METH_FASTCALL | METH_KEYWORDS,
     PyDoc_STR("loads($module, obj, /, *, object_hook=None, parse_float=None, parse_int=None)\n--\n\n"
               "Deserialize JSON to Python objects. obj is bytes, bytearray, memoryview or str.\n"
               "\n"
               "Beyond orjson: object_hook is called with each object, as a dict; parse_float with the text of\n"
               "each number that has a fraction or an exponent; parse_int with that of each other number. The\n"
               "result of a hook replaces the object or number.\n"
               "\n"
               "Raises JSONDecodeError, a ValueError, for text that is not JSON, and the exceptions of hooks.")},
    {"dumps", (PyCFunction)(void (*)(void))lane_py_dumps_strict, METH_FASTCALL | METH_KEYWORDS,
     PyDoc_STR("dumps($module, obj, /, default=None, option=None)\n--\n\n"
               "Serialize Python objects to JSON, as UTF-8 bytes.\n"
               "\n"
               "default is called with each object of an unsupported type and returns the object to write in its\n"
               "place. option is an int: OPT_* combined by bitwise or.\n"
               "\n"
               "Beyond orjson, by keyword:\n"
               "indent=None: an int, spaces a level, or a str; each item is on its own line. Has priority over\n"
               "OPT_INDENT_2.\n"
               "ensure_ascii=False: True escapes non-ASCII characters. Fragments stay unchanged.\n"
               "nan='null': writes NaN and infinities as null; 'error' refuses them, 'constant' writes NaN,\n"
               "Infinity and -Infinity.\n"
               "decimal='error': passes decimal.Decimal to default; 'number' writes it as a number, 'string' as a\n"
               "string.\n"
               "cache_utf8=False: True leaves the UTF-8 of each non-ASCII str in the str, as orjson always does.\n"
               "Later calls find it there; the memory is freed with the str.\n"
               "\n"
               "Raises JSONEncodeError, a TypeError, for objects that cannot be written; an exception of default\n"
               "is its __cause__.")},
    {NULL, NULL, 0, NULL},
};

/* Adds functions as `prefix` + name, with `owner` as their __module__. */
static int add_functions(PyObject *module, const PyMethodDef *methods, const char *owner, const char *prefix) {
    PyObject *name = PyUnicode_FromString(owner);
    int status = name == NULL ? -1 : 0;
    for (; status == 0 && methods->ml_name != NULL; methods++) {
        char key[32];
        PyOS_snprintf(key, sizeof key, "%s%s", prefix, methods->ml_name);
        PyObject *function = PyCFunction_NewEx((PyMethodDef *)(uintptr_t)methods, module, name);
        status = function == NULL ? -1 : PyModule_Add(module, key, function);
    }
    Py_XDECREF(name);
    return status;
}

static PyObject *isa_names(void) {
    PyObject *list = PyList_New(0), *tuple;
    const char *name;
    for (size_t i = 0; list != NULL && (name = lane_isa_list(i)) != NULL; i++) {
        PyObject *item = PyUnicode_FromString(name);
        if (item == NULL || PyList_Append(list, item) < 0)
            Py_CLEAR(list);
        Py_XDECREF(item);
    }
    tuple = list == NULL ? NULL : PyList_AsTuple(list);
    Py_XDECREF(list);
    return tuple;
}

/* As PyModule_Add; -1 for NULL, which is a failure with an exception set. */
static int add(PyObject *module, const char *name, PyObject *value) {
    return value == NULL ? -1 : PyModule_Add(module, name, value);
}

static int add_facts(PyObject *module, const lane_py_state *state) {
    static const char version[] = LANE_STRINGIFY(LANE_VERSION_MAJOR) "." LANE_STRINGIFY(
        LANE_VERSION_MINOR) "." LANE_STRINGIFY(LANE_VERSION_PATCH);
    if (PyModule_AddStringConstant(module, "__version__", version) < 0 ||
        PyModule_AddStringConstant(module, "isa", lane_isa_name()) < 0 || add(module, "isas", isa_names()) < 0 ||
        add(module, "_internals", PyBool_FromLong(LANE_PYINTERNALS)) < 0)
        return -1;
    if (PyModule_AddObjectRef(module, "constants", state->constants) < 0)
        return -1;
    if (lane_py_dumps_add_constants(module) < 0 ||
        PyModule_AddObjectRef(module, "Fragment", (PyObject *)state->fragment_type) < 0)
        return -1;
    if (PyModule_AddObjectRef(module, "LineIterator", (PyObject *)state->lines_type) < 0 ||
        PyModule_AddObjectRef(module, "ItemIterator", (PyObject *)state->items_type) < 0 ||
        PyModule_AddObjectRef(module, "Parser", (PyObject *)state->parser_type) < 0 ||
        PyModule_Add(module, "Writer", (PyObject *)lane_py_writer_type_new(module)) < 0 ||
        PyModule_AddObjectRef(module, "Document", (PyObject *)state->document_type) < 0 ||
        PyModule_Add(module, "DocumentIterator", (PyObject *)lane_py_document_iterator_type_new(module)) < 0)
        return -1;
    return PyModule_AddObjectRef(module, "Scanner", (PyObject *)state->scanner_type) < 0 ||
                   PyModule_AddObjectRef(module, "strict_JSONDecodeError", state->strict_decode_error) < 0
               ? -1
               : 0;
}

/* -- the engine's table -- */

#define DECLARE(name) extern const lane_py_engine lane_py_engine_##name;
LANE_EACH_ISA(DECLARE)
#undef DECLARE

static const lane_py_engine *const engines[LANE_ISA_COUNT] = {
#define ROW(name) [LANE_ISA_##name] = &lane_py_engine_##name,
    LANE_EACH_ISA(ROW)
#undef ROW
};

/* The module that stands by obeys no choice: the first one has checked the name before it refused its import. */
static bool choose_engine(lane_py_state *state) {
    if (!LANE_SCALAR_ALONE && lane_isa_refused()) {
        char why[160];
        lane_isa_describe(why, sizeof why);
        PyErr_SetString(PyExc_ImportError, why);
        return false;
    }
    state->engine = engines[lane_isa_active()];
    return true;
}

/* -- the module -- */

static void release_kept(lane_py_kept *kept) {
    lane_py_cache_free(kept->loads);
    lane_py_dumps_cache_free(kept->dumps);
    PyMem_Free(kept->spare);
    memset(kept, 0, sizeof *kept);
}

/* Fills the state; checks that may refuse the import come first. False with an exception set. */
static bool fill_state(lane_py_state *state, PyObject *module) {
    lane_py_keeper_init(&state->keeper, release_kept);
    lane_py_kept *shared = lane_py_kept_shared(&state->keeper);
    return choose_engine(state) && (shared == NULL || lane_py_cache_add(shared) != NULL) && lane_py_state_init(state) &&
           (state->scanner_type = lane_py_scanner_type_new(module)) != NULL &&
           (state->fragment_type = lane_py_fragment_type_new(module)) != NULL &&
           (state->lines_type = lane_py_lines_type_new(module)) != NULL &&
           (state->parser_type = lane_py_parser_type_new(module)) != NULL &&
           (state->chunk_iterator_type = lane_py_chunk_iterator_type_new(module)) != NULL &&
           (state->items_type = lane_py_items_type_new(module)) != NULL &&
           (state->document_type = lane_py_document_type_new(module)) != NULL;
}

static int module_exec(PyObject *module) {
    lane_py_state *state = lane_py_state_of(module);
    if (!fill_state(state, module))
        return -1;
    if (add_functions(module, stdlib_methods, "lanejson", "") < 0 ||
        add_functions(module, lane_py_stream_methods, "lanejson", "") < 0 ||
        add_functions(module, strict_methods, "lanejson.orjson", "strict_") < 0)
        return -1;
    return add_facts(module, state);
}

static int module_traverse(PyObject *module, visitproc visit, void *arg) {
    lane_py_state *state = lane_py_state_of(module);
    const lane_py_kept *shared = lane_py_kept_shared(&state->keeper);
    int status = lane_py_state_traverse(state, visit, arg);
    return status != 0 || shared == NULL ? status : lane_py_dumps_cache_traverse(shared->dumps, visit, arg);
}

static int module_clear(PyObject *module) {
    lane_py_state *state = lane_py_state_of(module);
    const lane_py_kept *shared = lane_py_kept_shared(&state->keeper);
    lane_py_state_clear(state);
    if (shared != NULL)
        lane_py_dumps_cache_clear(shared->dumps);
    return 0;
}

static void module_free(void *module) {
    lane_py_state *state = lane_py_state_of((PyObject *)module);
    lane_py_state_free(state);
    lane_py_keeper_clear(&state->keeper);
}

static const PyModuleDef_Slot module_slots[] = {
    {Py_mod_exec, LANE_PY_SLOT(module_exec)},
    LANE_PY_SLOT_GIL LANE_PY_SLOT_INTERPRETERS{0, NULL},
};

/* Not const: contains a reference count. */
static PyModuleDef module_def = {
    PyModuleDef_HEAD_INIT,
    .m_name = "lanejson." LANE_STRINGIFY(LANE_PY_MODULE),
    .m_doc = PyDoc_STR("The engine of lanejson, in C."),
    .m_size = sizeof(lane_py_state),
    .m_slots = (PyModuleDef_Slot *)(uintptr_t)module_slots,
    .m_traverse = module_traverse,
    .m_clear = module_clear,
    .m_free = module_free,
};

#define INIT_(name) PyInit_##name
#define INIT(name) INIT_(name)

PyMODINIT_FUNC INIT(LANE_PY_MODULE)(void) {
    return PyModuleDef_Init(&module_def);
}
