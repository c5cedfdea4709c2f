/* SPDX-License-Identifier: MIT */
/* Parses a sequence of documents from text that arrives in pieces. This file decides when a document may be complete;
 * the engine parses it and decides where it ends.
 *
 * A document is parsed as soon as it seems complete: its brackets and quotes are counted, each byte once. If it is not
 * complete, that parse was in vain. The next attempt is when its end has come, or when there is twice as much text,
 * which finds faults early in documents without an end. Hooks must see a value only once: with hooks, the end is always
 * found first. So it is with comments, because a parse cannot tell a comment that is cut off from one that is never
 * closed. */
#include "lines.h"

#include "source.h"
#include "window.h"
#include "../base/arguments.h"
#include "../base/guard.h"
#include "../loads/errors.h"
#include "../loads/loads.h"

#include "../../src/base/comment.h"
#include "../../src/base/extent.h"
#include "../../src/base/options.h"
#include "../../src/dispatch.h"
#include "../../src/document/fault.h"

typedef enum { POLICY_RAISE, POLICY_SKIP, POLICY_CALL } error_policy;

enum { HOOKS = HOOK_STRICT };

/* Where a scan for the end of a value among comments is. */
typedef enum { SCAN_TOKENS, SCAN_STRING, SCAN_ESCAPE, SCAN_SLASH, SCAN_LINE, SCAN_BLOCK, SCAN_STAR } lines_scan;

typedef struct {
    PyObject_HEAD
    lane_py_source source;
    lane_py_loads call;     /* for each value */
    PyObject *hooks[HOOKS]; /* owned: the hooks of the call */
    PyObject *handler;      /* called with errors, for POLICY_CALL; owned */
    error_policy policy;
    lane_py_guard guard;
    bool skipping;         /* discards text up to the end of a line that has not arrived */
    lane_py_window window; /* the text received */
    uint64_t record;       /* values begun, faulty ones included; other threads may read it */
    /* The state of the value at `at`, if it is incomplete. */
    size_t tried;       /* bytes available at the last parse; 0: none yet */
    size_t looked;      /* bytes scanned for its end */
    lane_extent extent; /* brackets and quotes in them; with comments, its depth alone */
    bool in_comment;    /* the value has not begun: at `at` is a comment that has not ended yet */
    lines_scan scan;    /* with comments: what the next byte belongs to */
} lines;

/* Results of an attempt. */
typedef enum {
    LINES_READ,  /* a value was parsed */
    LINES_MORE,  /* more text is needed */
    LINES_WRONG, /* a fault is set as an exception, and its line is passed */
    LINES_FAILED /* another exception is set */
} lines_outcome;

static void count_record(lines *self, int more) {
    pycompat_store_uint64(&self->record, self->record + (uint64_t)more);
}

/* -- memory -- */

static void value_starts(lines *self) {
    self->tried = self->looked = 0;
    self->extent = (lane_extent){0, 0, 0};
    self->in_comment = false;
    self->scan = SCAN_TOKENS;
}

static bool has_comments(const lines *self) {
    return (self->call.flags & LANE_COMMENTS) != 0;
}

/* Returns whether [at, limit) is the whole remaining text. */
static bool is_final(const lines *self) {
    return self->window.ended && self->window.limit == self->window.end;
}

/* Skips the rest of a line, as far as it has arrived, valid or not. */
static void pass_line(lines *self) {
    self->skipping = !lane_py_window_pass_line(&self->window);
    value_starts(self);
}

/* Receives more text: false with an exception set. */
static bool lines_fill(lines *self) {
    const uint8_t *piece;
    size_t size;
    int status = lane_py_source_next(&self->source, &piece, &size);
    if (status < 0)
        return false;
    if (status == 0) {
        self->window.ended = true;
        return true;
    }
    self->window.text = self->source.text;
    if (!lane_py_window_add(&self->window, piece, size))
        return false;
    if (self->skipping)
        pass_line(self);
    return true;
}

/* -- errors -- */

/* Passes over the current value after an exception was set; keeps it if memory ran out. */
static lines_outcome value_failed(lines *self, lines_outcome outcome) {
    if (PyErr_ExceptionMatches(PyExc_MemoryError)) {
        count_record(self, -1);
        return LINES_FAILED;
    }
    pass_line(self);
    return outcome;
}

static lines_outcome wrong_at(lines *self, const char *message, size_t offset) {
    lane_py_window_raise(&self->window, (size_t)self->record, PyUnicode_FromString(message), offset);
    return value_failed(self, LINES_WRONG);
}

/* Handles a fault in the current value, or an exception from a hook. */
static lines_outcome value_wrong(lines *self) {
    const bool is_fault = lane_py_window_raise_fault(&self->window, &self->call, (size_t)self->record);
    return value_failed(self, is_fault ? LINES_WRONG : LINES_FAILED);
}

/* -- one value -- */

static bool is_scalar(uint8_t first) {
    return first != '{' && first != '[' && first != '"';
}

/* Moves the scan over a byte of tokens. Returns whether it ends an array, an object or a string. */
static bool scan_token(lines *self, uint8_t c) {
    size_t *depth = &self->extent.depth;
    if (c == '"')
        self->scan = SCAN_STRING;
    else if (c == '/')
        self->scan = SCAN_SLASH;
    else if (c == '[' || c == '{')
        ++*depth;
    else if ((c == ']' || c == '}') && *depth != 0)
        return --*depth == 0;
    return false;
}

/* As scan_token, for any byte. */
static bool scan_byte(lines *self, uint8_t c) {
    switch (self->scan) {
    case SCAN_TOKENS: return scan_token(self, c);
    case SCAN_ESCAPE: self->scan = SCAN_STRING; return false;
    case SCAN_STRING:
        self->scan = c == '\\' ? SCAN_ESCAPE : c == '"' ? SCAN_TOKENS : SCAN_STRING;
        return c == '"' && self->extent.depth == 0;
    case SCAN_SLASH:
        self->scan = c == '/' ? SCAN_LINE : c == '*' ? SCAN_BLOCK : SCAN_TOKENS;
        return self->scan == SCAN_TOKENS && scan_token(self, c);
    case SCAN_LINE: self->scan = c == '\n' || c == '\r' ? SCAN_TOKENS : SCAN_LINE; return false;
    case SCAN_STAR: self->scan = c == '/' ? SCAN_TOKENS : c == '*' ? SCAN_STAR : SCAN_BLOCK; return false;
    default: self->scan = c == '*' ? SCAN_STAR : SCAN_BLOCK; return false;
    }
}

/* Returns whether an array, object or string ends in [p, end). */
static bool container_has_come(lines *self, const uint8_t *p, const uint8_t *end) {
    if (!has_comments(self))
        return lane_kernels_active()->extent_end(&self->extent, p, end) != NULL;
    while (p < end && !scan_byte(self, *p))
        p++;
    return p < end;
}

/* Returns whether c ends a number or word. */
static bool ends_scalar(const lines *self, uint8_t c) {
    return extent_ends_scalar(c) || (c == '/' && has_comments(self));
}

/* Returns whether the current value seems complete. Scans each byte once. */
static bool value_has_come(lines *self) {
    const uint8_t *p = self->window.memory + self->window.at + self->looked,
                  *end = self->window.memory + self->window.limit;
    self->looked = self->window.limit - self->window.at;
    if (!is_scalar(self->window.memory[self->window.at]))
        return container_has_come(self, p, end);
    while (p < end && !ends_scalar(self, *p))
        p++;
    return p < end;
}

static PyObject *read_value(lines *self, bool hooked) {
    lane_py_loads *call = &self->call;
    call->text = self->window.memory + self->window.at;
    call->length = self->window.limit - self->window.at;
    if (hooked || !call->hooked)
        return call->state->engine->loads(call);
    lane_py_loads plain = *call;
    plain.hooked = false;
    plain.object_hook = plain.object_pairs_hook = plain.array_hook = NULL;
    plain.parse_float = plain.parse_int = plain.parse_constant = NULL;
    PyObject *value = call->state->engine->loads(&plain);
    call->error = plain.error;
    call->end = plain.end;
    return value;
}

/* Returns whether more text could change the result or the end of the value. value: NULL if the parse failed. */
static bool is_open(lines *self, const PyObject *value) {
    lane_py_loads *call = &self->call;
    const uint8_t *text = call->text, *stop = text + call->end;
    if (value != NULL) {
        if (!is_scalar(*text))
            return false;
        if (stop == text + call->length)
            return true;
        if (ends_scalar(self, *stop))
            return false;
        call->error = (lane_error){LANE_ERROR_EXTRA, call->end};
    }
    const lane_fault_text whole = {.begin = text,
                                   .walked = text + call->length,
                                   .end = text + call->length,
                                   .flags = call->flags,
                                   .utf8_invalid = lane_kernels_active()->utf8_invalid};
    const lane_error settled = lane_fault_settle(&whole, call->error);
    return settled.code == LANE_ERROR_INCOMPLETE ||
           (settled.code == LANE_ERROR_UNICODE_ESCAPE && call->length - settled.offset < strlen("\\uXXXX"));
}

/* Decides on a value that more text could change: LINES_MORE, a fault, or LINES_READ if there is no more text. */
static lines_outcome when_open(lines *self) {
    if (lane_py_window_is_wrong(&self->window)) {
        count_record(self, 1);
        return wrong_at(self, "Invalid UTF-8", self->window.limit);
    }
    self->tried = self->window.limit - self->window.at;
    return is_final(self) ? LINES_READ : LINES_MORE;
}

/* Returns LINES_READ if a parse of the current value is worthwhile; else LINES_MORE, or a fault. */
static lines_outcome when_to_read(lines *self) {
    const bool at_sight = self->tried == 0 && !self->call.hooked && !has_comments(self);
    if (is_final(self) || at_sight || value_has_come(self))
        return LINES_READ;
    if (has_comments(self))
        return when_open(self);
    if ((self->window.limit - self->window.at) / 2 < self->tried && !lane_py_window_is_wrong(&self->window))
        return LINES_MORE;
    if (!self->call.hooked)
        return LINES_READ;
    PyObject *value = read_value(self, false);
    if (value == NULL && PyErr_Occurred())
        return LINES_FAILED;
    const bool open = is_open(self, value);
    Py_XDECREF(value);
    return open ? when_open(self) : LINES_READ;
}

/* Parses the current value into *ret. */
static lines_outcome next_value(lines *self, PyObject **ret) {
    lines_outcome outcome = when_to_read(self);
    if (outcome != LINES_READ)
        return outcome;
    lane_py_loads *call = &self->call;
    PyObject *value = read_value(self, true);
    call->error.code = value != NULL ? LANE_OK : call->error.code;
    if (value == NULL && PyErr_Occurred()) {
        count_record(self, 1);
        return value_wrong(self);
    }
    if (is_open(self, value)) {
        outcome = when_open(self);
        if (outcome != LINES_READ) {
            Py_XDECREF(value);
            return outcome;
        }
    }
    count_record(self, 1);
    if (call->error.code != LANE_OK) {
        Py_XDECREF(value);
        return value_wrong(self);
    }
    self->window.at += call->end;
    value_starts(self);
    *ret = value;
    return LINES_READ;
}

/* Passes over the text between values. Returns whether it ends, or ends the text; false: within a comment that has not
 * ended yet, of which each byte is looked at once. */
static bool pass_gap(lines *self) {
    const uint8_t *const memory = self->window.memory, *const limit = memory + self->window.limit;
    const uint8_t *p = memory + self->window.at;
    bool open = false;
    if (self->looked != 0 && !is_final(self) && !comment_may_end(p, p + self->looked, limit)) {
        self->looked = self->window.limit - self->window.at;
        return false;
    }
    do {
        while (p < limit && extent_is_gap(*p))
            p++;
        if (has_comments(self))
            p = comment_skip(p, limit, !is_final(self), &open);
    } while (p < limit && extent_is_gap(*p));
    self->window.at = (size_t)(p - memory);
    self->in_comment = open && !is_final(self);
    self->looked = self->in_comment ? (size_t)(limit - p) : 0;
    return !self->in_comment;
}

static lines_outcome lines_step(lines *self, PyObject **ret) {
    if ((self->looked == 0 || self->in_comment) && self->window.memory != NULL && !pass_gap(self))
        return lane_py_window_is_wrong(&self->window) ? when_open(self) : LINES_MORE;
    if (self->window.at == self->window.limit) {
        if (!lane_py_window_is_wrong(&self->window))
            return LINES_MORE;
        count_record(self, 1);
        return wrong_at(self, "Invalid UTF-8", self->window.limit);
    }
    if (LANE_UNLIKELY(lane_py_window_has_mark(&self->window))) {
        count_record(self, 1);
        return wrong_at(self, "Unexpected UTF-8 BOM (decode using utf-8-sig)", 0);
    }
    return next_value(self, ret);
}

/* -- the iterator -- */

/* Handles the current exception by the caller's policy. Returns whether iteration goes on. */
static bool handle_wrong(lines *self) {
    if (self->policy == POLICY_RAISE)
        return false;
    PyObject *error = PyErr_GetRaisedException();
    PyObject *answer = self->policy == POLICY_SKIP ? Py_NewRef(Py_None) : PyObject_CallOneArg(self->handler, error);
    Py_DECREF(error);
    Py_XDECREF(answer);
    return answer != NULL;
}

/* Returns the next value; NULL without an exception at the end. */
static PyObject *lines_read(lines *self) {
    PyObject *value = NULL;
    for (;;) {
        switch (lines_step(self, &value)) {
        case LINES_READ: return value;
        case LINES_FAILED: return NULL;
        case LINES_WRONG:
            if (!handle_wrong(self))
                return NULL;
            break;
        case LINES_MORE:
            if (self->window.ended || !lines_fill(self))
                return NULL;
            break;
        }
    }
}

static bool lines_enter(lines *self) {
    return lane_py_guard_enter(&self->guard, "iterator of iter_lines");
}

static PyObject *lines_next(PyObject *object) {
    lines *self = (lines *)object;
    if (!lines_enter(self))
        return NULL;
    PyObject *value = lines_read(self);
    lane_py_guard_leave(&self->guard);
    if (LANE_UNLIKELY(value == NULL))
        lane_py_source_refuse_stop(&self->source);
    return value;
}

static void drop_text(lines *self) {
    lane_py_window_free(&self->window);
    self->window.ended = true;
    self->skipping = false;
    value_starts(self);
}

static PyObject *lines_close(PyObject *object, PyObject *unused) {
    lines *self = (lines *)object;
    (void)unused;
    if (!lines_enter(self))
        return NULL;
    const bool closed = lane_py_source_close(&self->source);
    drop_text(self);
    lane_py_guard_leave(&self->guard);
    return closed ? Py_NewRef(Py_None) : NULL;
}

static PyObject *lines_exit(PyObject *self, PyObject *unused) {
    return lines_close(self, unused);
}

static PyObject *lines_self(PyObject *self, PyObject *unused) {
    (void)unused;
    return Py_NewRef(self);
}

static PyObject *lines_record(PyObject *object, void *unused) {
    (void)unused;
    return PyLong_FromUnsignedLongLong(pycompat_load_uint64(&((lines *)object)->record));
}

/* -- life -- */

static int lines_traverse(PyObject *object, visitproc visit, void *arg) {
    lines *self = (lines *)object;
    Py_VISIT(Py_TYPE(object));
    Py_VISIT(self->handler);
    for (size_t i = 0; i < HOOKS; i++)
        Py_VISIT(self->hooks[i]);
    return lane_py_source_traverse(&self->source, visit, arg);
}

static int lines_clear(PyObject *object) {
    lines *self = (lines *)object;
    drop_text(self);
    self->call.hooked = false;
    Py_CLEAR(self->handler);
    for (size_t i = 0; i < HOOKS; i++)
        Py_CLEAR(self->hooks[i]);
    lane_py_source_clear(&self->source);
    return 0;
}

/* Closes a file that is still open, without a warning. */
static void lines_finalize(PyObject *object) {
    lane_py_source_finalize(&((lines *)object)->source, object);
}

static void lines_dealloc(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    if (PyObject_CallFinalizerFromDealloc(self) < 0)
        return;
    PyObject_GC_UnTrack(self);
    (void)lines_clear(self);
    type->tp_free(self);
    Py_DECREF(type);
}

enum {
    PARAMETER_SOURCE,
    PARAMETER_ON_ERROR,
    PARAMETER_HOOKS,
    PARAMETER_JSONC = PARAMETER_HOOKS + HOOK_PARAMETERS,
    PARAMETERS = PARAMETER_JSONC + JSONC_PARAMETERS
};

static const uint8_t parameters[PARAMETERS] = {LANE_PY_NAME_source, LANE_PY_NAME_on_error, LANE_PY_HOOK_NAMES,
                                               LANE_PY_JSONC_NAMES};

static bool set_policy(lines *self, PyObject *on_error) {
    if (on_error == NULL || (PyUnicode_Check(on_error) && PyUnicode_CompareWithASCIIString(on_error, "raise") == 0)) {
        self->policy = POLICY_RAISE;
    } else if (PyUnicode_Check(on_error) && PyUnicode_CompareWithASCIIString(on_error, "skip") == 0) {
        self->policy = POLICY_SKIP;
    } else if (PyCallable_Check(on_error)) {
        self->policy = POLICY_CALL;
        self->handler = Py_NewRef(on_error);
    } else {
        PyErr_Format(PyExc_TypeError, "on_error must be \"raise\", \"skip\" or a callable, not %R", on_error);
        return false;
    }
    return true;
}

static bool set_call(lines *self, lane_py_state *state, PyObject *const *values) {
    lane_py_hooks hooks;
    lane_py_loads *call = &self->call;
    if (!lane_py_hooks_from(values + PARAMETER_HOOKS, &hooks) ||
        !lane_py_jsonc_from(values + PARAMETER_JSONC, &hooks.jsonc) || !lane_py_loads_init(state, &hooks, call))
        return false;
    PyObject *const used[HOOKS] = {call->object_hook, call->object_pairs_hook, call->array_hook,
                                   call->parse_float, call->parse_int,         call->parse_constant};
    for (size_t i = 0; i < HOOKS; i++)
        self->hooks[i] = Py_XNewRef(used[i]);
    call->units = NULL;
    call->kind = 1;
    call->valid = call->prefix = true;
    return true;
}

PyObject *lane_py_iter_lines(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames) {
    static const lane_py_signature signature = {"iter_lines", "iter_lines", parameters, PARAMETERS, 1, 1};
    lane_py_state *state = lane_py_state_of(module);
    PyObject *values[PARAMETERS] = {NULL};
    if (!lane_py_arguments(state, &signature, args, nargs, kwnames, values, NULL))
        return NULL;
    PyObject *object = state->lines_type->tp_alloc(state->lines_type, 0);
    lines *self = (lines *)object;
    if (object != NULL && !(set_policy(self, values[PARAMETER_ON_ERROR]) && set_call(self, state, values) &&
                            lane_py_source_open(&self->source, "iter_lines", values[PARAMETER_SOURCE])))
        Py_CLEAR(object);
    return object;
}

static const PyMethodDef lines_methods[] = {
    {"close", lines_close, METH_NOARGS,
     PyDoc_STR("close($self, /)\n--\n\nEnd the iteration, and close the file if iter_lines opened it.")},
    {"__enter__", lines_self, METH_NOARGS, PyDoc_STR("__enter__($self, /)\n--\n\nReturn the iterator.")},
    {"__exit__", lines_exit, METH_VARARGS, PyDoc_STR("__exit__($self, /, *exc_info)\n--\n\nCall close.")},
    {NULL, NULL, 0, NULL},
};

static const PyGetSetDef lines_getset[] = {
    {"record", lines_record, NULL,
     PyDoc_STR("The number of the last record read, counted from 1, faulty ones included; 0 before the first."), NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static const PyType_Slot lines_slots[] = {
    {Py_tp_doc, (void *)(uintptr_t)PyDoc_STR("The iterator of iter_lines, and a context manager that closes it.")},
    {Py_tp_dealloc, LANE_PY_SLOT(lines_dealloc)},
    {Py_tp_finalize, LANE_PY_SLOT(lines_finalize)},
    {Py_tp_traverse, LANE_PY_SLOT(lines_traverse)},
    {Py_tp_clear, LANE_PY_SLOT(lines_clear)},
    {Py_tp_iter, LANE_PY_SLOT(PyObject_SelfIter)},
    {Py_tp_iternext, LANE_PY_SLOT(lines_next)},
    {Py_tp_methods, (void *)(uintptr_t)lines_methods},
    {Py_tp_getset, (void *)(uintptr_t)lines_getset},
    {0, NULL},
};

static const PyType_Spec lines_spec = {
    .name = "lanejson._lanejson.LineIterator",
    .basicsize = sizeof(lines),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .slots = (PyType_Slot *)(uintptr_t)lines_slots,
};

PyTypeObject *lane_py_lines_type_new(PyObject *module) {
    return (PyTypeObject *)PyType_FromModuleAndSpec(module, (PyType_Spec *)(uintptr_t)&lines_spec, NULL);
}
