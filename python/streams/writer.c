/* SPDX-License-Identifier: MIT */
/* Writes brackets, separators and line breaks around values. An encoder writes the values, so that each keyword of
 * dumps and each class of the user's works as there. JSON text has line breaks only from indent, so they can be moved
 * to the level of the value. */
#include "writer.h"

#include "files.h"
#include "../base/guard.h"

/* Characters per write. */
#define ENOUGH ((Py_ssize_t)1 << 16)

/* An open container. */
typedef struct {
    bool is_object;
    bool begun; /* it has an item */
} level;

typedef struct {
    PyObject_HEAD
    PyObject *file, *encoder, *item, *key, *indent; /* owned; indent: str or NULL */
    PyObject *parts;                                /* list of str: the text not yet written */
    Py_ssize_t pending;                             /* its length in characters */
    level *levels;                                  /* allocated by PyMem */
    Py_ssize_t depth, room;
    Py_ssize_t *scopes; /* the depth at each __enter__; allocated by PyMem */
    Py_ssize_t entered, scopes_room;
    bool binary, keyed, done, closed; /* keyed: a key waits for its value; done: the document is complete */
    lane_py_guard guard;
} writer;

/* -- text -- */

static bool add(writer *self, PyObject *text) {
    if (PyList_Append(self->parts, text) < 0)
        return false;
    self->pending += PyUnicode_GET_LENGTH(text);
    return true;
}

static bool add_stolen(writer *self, PyObject *text) {
    const bool right = text != NULL && add(self, text);
    Py_XDECREF(text);
    return right;
}

/* Returns the line break and indentation before an item at a level. NULL with an exception set. */
static PyObject *line_break(const writer *self, Py_ssize_t depth) {
    PyObject *spaces = PySequence_Repeat(self->indent, depth);
    PyObject *text = spaces == NULL ? NULL : PyUnicode_FromFormat("\n%U", spaces);
    Py_XDECREF(spaces);
    return text;
}

static bool write_pending(writer *self) {
    PyObject *empty = PyUnicode_New(0, 0), *text = empty == NULL ? NULL : PyUnicode_Join(empty, self->parts);
    if (text != NULL && self->binary)
        Py_SETREF(text, PyUnicode_AsUTF8String(text));
    Py_XDECREF(empty);
    if (text == NULL || PyList_SetSlice(self->parts, 0, PY_SSIZE_T_MAX, NULL) < 0) {
        Py_XDECREF(text);
        return false;
    }
    const bool any = self->pending != 0;
    self->pending = 0;
    PyObject *written = any ? PyObject_CallMethod(self->file, "write", "(O)", text) : Py_NewRef(Py_None);
    Py_XDECREF(written);
    Py_DECREF(text);
    return written != NULL;
}

static bool write_enough(writer *self) {
    return self->pending < ENOUGH || write_pending(self);
}

/* -- state -- */

static bool refuse(const char *message) {
    PyErr_SetString(PyExc_ValueError, message);
    return false;
}

static bool enter(writer *self) {
    return lane_py_guard_enter(&self->guard, "Writer");
}

/* Ends the call that enter began. Returns None or, if not right, NULL. */
static PyObject *leave(writer *self, bool right) {
    lane_py_guard_leave(&self->guard);
    return right ? Py_NewRef(Py_None) : NULL;
}

static bool is_open(const writer *self) {
    return !self->closed || refuse("this Writer is closed");
}

/* Adds the text before an item or a key of the innermost container. False with an exception set. */
static bool begin_item(writer *self) {
    level *top = self->levels + self->depth - 1;
    if (top->begun && !add(self, self->item))
        return false;
    top->begun = true;
    return self->indent == NULL || add_stolen(self, line_break(self, self->depth));
}

/* Adds the text before a value. False with an exception set, also if no value may be here. */
static bool begin_value(writer *self) {
    if (self->depth == 0)
        return !self->done || refuse("the document is complete: a Writer writes one");
    if (!self->levels[self->depth - 1].is_object)
        return begin_item(self);
    if (!self->keyed)
        return refuse("a value in an object needs its key: call key() first");
    self->keyed = false;
    return true;
}

static bool end_value(writer *self) {
    self->done = self->depth == 0;
    return write_enough(self);
}

/* -- values -- */

/* Returns the encoder's text of an object, a str. NULL with an exception set. */
static PyObject *text_of(const writer *self, PyObject *object) {
    PyObject *text = PyObject_CallMethod(self->encoder, "encode", "(O)", object);
    if (text != NULL && !PyUnicode_Check(text)) {
        PyErr_Format(PyExc_TypeError, "encode of cls returned %.200s, not str", Py_TYPE(text)->tp_name);
        Py_CLEAR(text);
    }
    return text;
}

/* Indents the lines of a value's text to the current level. Steals `text`; returns the result, or NULL with an
 * exception set. */
static PyObject *indented(const writer *self, PyObject *text) {
    if (self->indent == NULL || self->depth == 0)
        return text;
    PyObject *newline = PyUnicode_FromString("\n"), *moved = newline == NULL ? NULL : line_break(self, self->depth);
    PyObject *result = moved == NULL ? NULL : PyUnicode_Replace(text, newline, moved, -1);
    Py_XDECREF(moved);
    Py_XDECREF(newline);
    Py_DECREF(text);
    return result;
}

static bool put_value(writer *self, PyObject *object) {
    PyObject *text = text_of(self, object);
    if (text == NULL || (text = indented(self, text)) == NULL)
        return false;
    const bool right = begin_value(self) && add(self, text);
    Py_DECREF(text);
    return right && end_value(self);
}

static bool put_key(writer *self, PyObject *name) {
    if (self->depth == 0 || !self->levels[self->depth - 1].is_object)
        return refuse("a key stands in an object: call object() first");
    if (self->keyed)
        return refuse("the key before has no value yet");
    if (!PyUnicode_Check(name)) {
        PyErr_Format(PyExc_TypeError, "keys must be str, not %.200s", Py_TYPE(name)->tp_name);
        return false;
    }
    PyObject *text = text_of(self, name);
    const bool right = text != NULL && begin_item(self) && add(self, text) && add(self, self->key);
    Py_XDECREF(text);
    self->keyed = right;
    return right;
}

static bool open_container(writer *self, bool is_object) {
    if (self->depth == self->room) {
        const Py_ssize_t room = self->room + self->room / 2 + 16;
        level *levels = PyMem_Resize(self->levels, level, (size_t)room);
        if (levels == NULL)
            return PyErr_NoMemory() != NULL;
        self->levels = levels;
        self->room = room;
    }
    if (!begin_value(self) || !add_stolen(self, PyUnicode_FromString(is_object ? "{" : "[")))
        return false;
    self->levels[self->depth++] = (level){is_object, false};
    return true;
}

static bool end_container(writer *self) {
    if (self->depth == 0)
        return refuse("there is no open array or object to end");
    if (self->keyed)
        return refuse("the last key has no value yet");
    const level top = self->levels[self->depth - 1];
    if (top.begun && self->indent != NULL && !add_stolen(self, line_break(self, self->depth - 1)))
        return false;
    if (!add_stolen(self, PyUnicode_FromString(top.is_object ? "}" : "]")))
        return false;
    self->depth--;
    return end_value(self);
}

/* Ends the document, if it is not ended. False with an exception set. */
static bool close_document(writer *self) {
    if (self->closed)
        return true;
    if (self->depth != 0 || !self->done) {
        PyErr_Format(PyExc_ValueError, "the document is incomplete: %s",
                     self->depth != 0 ? "an array or object is open" : "nothing was written");
        return false;
    }
    self->closed = write_pending(self);
    return self->closed;
}

/* Writes the text so far when an exception ends the document, as dump would have. False with an exception set. */
static bool abandon_document(writer *self) {
    const bool right = self->closed || write_pending(self);
    self->closed = true;
    return right;
}

/* Notes the depth at an __enter__. False with MemoryError set. */
static bool begin_scope(writer *self) {
    if (self->entered == self->scopes_room) {
        const Py_ssize_t room = self->scopes_room + self->scopes_room / 2 + 16;
        Py_ssize_t *scopes = PyMem_Resize(self->scopes, Py_ssize_t, (size_t)room);
        if (scopes == NULL) {
            PyErr_NoMemory();
            return false;
        }
        self->scopes = scopes;
        self->scopes_room = room;
    }
    self->scopes[self->entered++] = self->depth;
    return true;
}

/* Ends what was begun since the last __enter__: a container, or the document. False with an exception set. */
static bool end_scope(writer *self, bool fails) {
    if (self->entered == 0)
        return refuse("__exit__ without __enter__");
    const Py_ssize_t scope = self->scopes[--self->entered];
    if (scope == 0)
        return fails ? abandon_document(self) : close_document(self);
    if (fails)
        return true;
    if (self->depth == scope)
        return is_open(self) && end_container(self);
    PyErr_Format(PyExc_ValueError, "the with statement began at depth %zd and ended at depth %zd", scope, self->depth);
    return false;
}

/* -- methods -- */

static PyObject *writer_value(PyObject *object, PyObject *value) {
    writer *self = (writer *)object;
    return enter(self) ? leave(self, is_open(self) && put_value(self, value)) : NULL;
}

static PyObject *writer_key(PyObject *object, PyObject *name) {
    writer *self = (writer *)object;
    return enter(self) ? leave(self, is_open(self) && put_key(self, name)) : NULL;
}

/* Returns the writer if a call ended with None, which is released. */
static PyObject *self_of(PyObject *object, PyObject *none) {
    Py_XDECREF(none);
    return none == NULL ? NULL : Py_NewRef(object);
}

static PyObject *opened(PyObject *object, bool is_object) {
    writer *self = (writer *)object;
    return self_of(object, enter(self) ? leave(self, is_open(self) && open_container(self, is_object)) : NULL);
}

static PyObject *writer_array(PyObject *object, PyObject *unused) {
    (void)unused;
    return opened(object, false);
}

static PyObject *writer_object(PyObject *object, PyObject *unused) {
    (void)unused;
    return opened(object, true);
}

static PyObject *writer_end(PyObject *object, PyObject *unused) {
    writer *self = (writer *)object;
    (void)unused;
    return enter(self) ? leave(self, is_open(self) && end_container(self)) : NULL;
}

static PyObject *writer_close(PyObject *object, PyObject *unused) {
    writer *self = (writer *)object;
    (void)unused;
    return enter(self) ? leave(self, close_document(self)) : NULL;
}

static PyObject *writer_enter(PyObject *object, PyObject *unused) {
    writer *self = (writer *)object;
    (void)unused;
    return self_of(object, enter(self) ? leave(self, is_open(self) && begin_scope(self)) : NULL);
}

static PyObject *writer_exit(PyObject *object, PyObject *args) {
    writer *self = (writer *)object;
    const bool fails = PyTuple_GET_SIZE(args) != 0 && PyTuple_GET_ITEM(args, 0) != Py_None;
    return enter(self) ? leave(self, end_scope(self, fails)) : NULL;
}

static PyObject *writer_depth(PyObject *object, void *unused) {
    (void)unused;
    return PyLong_FromSsize_t(((writer *)object)->depth);
}

/* -- life -- */

static int writer_traverse(PyObject *object, visitproc visit, void *arg) {
    writer *self = (writer *)object;
    Py_VISIT(Py_TYPE(object));
    Py_VISIT(self->file);
    Py_VISIT(self->encoder);
    Py_VISIT(self->item);
    Py_VISIT(self->key);
    Py_VISIT(self->indent);
    Py_VISIT(self->parts);
    return 0;
}

static int writer_clear(PyObject *object) {
    writer *self = (writer *)object;
    self->closed = true;
    Py_CLEAR(self->file);
    Py_CLEAR(self->encoder);
    Py_CLEAR(self->item);
    Py_CLEAR(self->key);
    Py_CLEAR(self->indent);
    Py_CLEAR(self->parts);
    return 0;
}

static void writer_dealloc(PyObject *object) {
    writer *self = (writer *)object;
    PyTypeObject *type = Py_TYPE(object);
    PyObject_GC_UnTrack(object);
    (void)writer_clear(object);
    PyMem_Free(self->levels);
    PyMem_Free(self->scopes);
    type->tp_free(object);
    Py_DECREF(type);
}

/* Returns the class of the keyword cls, and removes it from `keywords`; by default lanejson's JSONEncoder. NULL with an
 * exception set. */
static PyObject *encoder_class(PyObject *keywords) {
    PyObject *cls = PyDict_GetItemString(keywords, "cls");
    if (cls != NULL) {
        Py_INCREF(cls);
        if (PyDict_DelItemString(keywords, "cls") < 0)
            Py_CLEAR(cls);
        if (cls != Py_None)
            return cls;
        Py_DECREF(cls);
    }
    PyObject *module = PyImport_ImportModule("lanejson.encoder");
    cls = module == NULL ? NULL : PyObject_GetAttrString(module, "JSONEncoder");
    Py_XDECREF(module);
    return cls;
}

/* Returns an encoder with the keywords. NULL with an exception set. */
static PyObject *new_encoder(PyObject *kwargs) {
    PyObject *keywords = kwargs == NULL ? PyDict_New() : PyDict_Copy(kwargs), *encoder = NULL;
    PyObject *cls = keywords == NULL ? NULL : encoder_class(keywords);
    PyObject *none = cls == NULL ? NULL : PyTuple_New(0);
    if (none != NULL)
        encoder = PyObject_Call(cls, none, keywords);
    Py_XDECREF(none);
    Py_XDECREF(cls);
    Py_XDECREF(keywords);
    return encoder;
}

/* Returns the indentation of one level from an encoder's attribute; NULL with an exception set, or without one if there
 * is none. */
static PyObject *indent_of(PyObject *encoder) {
    PyObject *indent = PyObject_GetAttrString(encoder, "indent");
    if (indent == NULL || indent == Py_None || PyUnicode_Check(indent)) {
        if (indent == Py_None)
            Py_CLEAR(indent);
        return indent;
    }
    PyObject *space = PyUnicode_FromString(" "), *text = space == NULL ? NULL : PyNumber_Multiply(space, indent);
    Py_XDECREF(space);
    Py_DECREF(indent);
    return text;
}

static PyObject *separator_of(PyObject *encoder, const char *name) {
    PyObject *text = PyObject_GetAttrString(encoder, name);
    if (text != NULL && !PyUnicode_Check(text)) {
        PyErr_Format(PyExc_TypeError, "separators must be str, not %.200s", Py_TYPE(text)->tp_name);
        Py_CLEAR(text);
    }
    return text;
}

static bool writer_init(writer *self, PyObject *file, PyObject *kwargs) {
    const int binary = lane_py_file_is_binary("Writer", file);
    self->binary = binary > 0;
    self->file = Py_NewRef(file);
    if (binary < 0 || (self->encoder = new_encoder(kwargs)) == NULL)
        return false;
    self->indent = indent_of(self->encoder);
    return !PyErr_Occurred() && (self->item = separator_of(self->encoder, "item_separator")) != NULL &&
           (self->key = separator_of(self->encoder, "key_separator")) != NULL && (self->parts = PyList_New(0)) != NULL;
}

static PyObject *writer_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    if (PyTuple_GET_SIZE(args) != 1)
        return PyErr_Format(PyExc_TypeError, "Writer() takes exactly one positional argument, a file (%zd given)",
                            PyTuple_GET_SIZE(args));
    PyObject *object = type->tp_alloc(type, 0);
    if (object != NULL && !writer_init((writer *)object, PyTuple_GET_ITEM(args, 0), kwargs))
        Py_CLEAR(object);
    return object;
}

static const PyMethodDef writer_methods[] = {
    {"value", writer_value, METH_O,
     PyDoc_STR(
         "value($self, obj, /)\n--\n\n"
         "Write an object as dumps does: the document, an item of the open array, or the value of the last key.")},
    {"key", writer_key, METH_O,
     PyDoc_STR("key($self, name, /)\n--\n\nWrite a key, a str, in the open object. Its value must follow.")},
    {"array", writer_array, METH_NOARGS,
     PyDoc_STR("array($self, /)\n--\n\nOpen an array, as a value. Returns the Writer, for with.")},
    {"object", writer_object, METH_NOARGS,
     PyDoc_STR("object($self, /)\n--\n\nOpen an object, as a value. Returns the Writer, for with.")},
    {"end", writer_end, METH_NOARGS, PyDoc_STR("end($self, /)\n--\n\nEnd the innermost open array or object.")},
    {"close", writer_close, METH_NOARGS,
     PyDoc_STR("close($self, /)\n--\n\n"
               "Write the rest of the text to fp, which stays open. ValueError if the document is incomplete.")},
    {"__enter__", writer_enter, METH_NOARGS, PyDoc_STR("__enter__($self, /)\n--\n\nReturn the Writer.")},
    {"__exit__", writer_exit, METH_VARARGS,
     PyDoc_STR("__exit__($self, /, *exc_info)\n--\n\n"
               "End the array or object that was open at __enter__, or close the Writer if none was.")},
    {NULL, NULL, 0, NULL},
};

static const PyGetSetDef writer_getset[] = {
    {"depth", writer_depth, NULL, PyDoc_STR("The number of open arrays and objects."), NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

#define WRITER_DOC                                                                                                    \
    "Writer(fp, /, *, cls=None, **kw)\n--\n\n"                                                                        \
    "Write one JSON document to fp, a text or binary file, value by value.\n\n"                                       \
    "The keywords are those of dump, and the text is that of dump for the whole document. fp.write is called with\n"  \
    "about 64 KiB at a time, and at the end with the rest; fp is neither flushed nor closed. Memory: the largest\n"   \
    "value and about 64 KiB; time: linear. Only one thread at a time may use it.\n\n"                                 \
    "Raises ValueError for a call that is not valid at this place of the document, and the exceptions of dumps for\n" \
    "a value; the Writer is then as before the call. If an exception leaves its with statement, the text so far is\n" \
    "written."

static const PyType_Slot writer_slots[] = {
    {Py_tp_doc, (void *)(uintptr_t)PyDoc_STR(WRITER_DOC)},
    {Py_tp_new, LANE_PY_SLOT(writer_new)},
    {Py_tp_dealloc, LANE_PY_SLOT(writer_dealloc)},
    {Py_tp_traverse, LANE_PY_SLOT(writer_traverse)},
    {Py_tp_clear, LANE_PY_SLOT(writer_clear)},
    {Py_tp_methods, (void *)(uintptr_t)writer_methods},
    {Py_tp_getset, (void *)(uintptr_t)writer_getset},
    {0, NULL},
};

static const PyType_Spec writer_spec = {
    .name = "lanejson.Writer",
    .basicsize = sizeof(writer),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = (PyType_Slot *)(uintptr_t)writer_slots,
};

PyTypeObject *lane_py_writer_type_new(PyObject *module) {
    return (PyTypeObject *)PyType_FromModuleAndSpec(module, (PyType_Spec *)(uintptr_t)&writer_spec, NULL);
}
