/* SPDX-License-Identifier: MIT */
/* Gets chunks from objects of many kinds, and cuts them to pieces that fit in the processor's cache. */
#include "source.h"

#include "files.h"
#include "../loads/input.h"

#define KINDS \
    "str, bytes, a buffer, an os.PathLike, a file (read1 or read), a socket (recv) or an iterable of str or bytes"

/* -- opening -- */

static bool open_path(lane_py_source *source, PyObject *path) {
    source->file = lane_py_file_open(path);
    source->from = source->file == NULL ? NULL : PyObject_GetAttrString(source->file, "read");
    source->kind = SOURCE_CALL;
    return source->from != NULL;
}

/* Finds the method that returns more text: 1; 0 if there is none; -1 with an exception set. read1 returns the available
 * bytes, while read of a text file waits for the full size, and readline for a line. */
static int open_methods(lane_py_source *source, PyObject *object) {
    static const char *const of_text[] = {"readline", NULL}, *const of_others[] = {"read1", "read", "recv", NULL};
    int found = lane_py_file_is_text(object);
    if (found < 0)
        return -1;
    const char *const *names = found ? of_text : of_others;
    for (found = 0; found == 0 && *names != NULL; names++)
        found = lane_py_file_attribute(object, *names, &source->from);
    source->kind = SOURCE_CALL;
    return found;
}

static bool open_iterable(lane_py_source *source, PyObject *object) {
    source->kind = SOURCE_NEXT;
    source->from = PyAnyDict_Check(object) ? NULL : PyObject_GetIter(object);
    if (source->from == NULL && (!PyErr_Occurred() || PyErr_ExceptionMatches(PyExc_TypeError)))
        PyErr_Format(PyExc_TypeError, "%s reads " KINDS ", not %.200s", source->function, Py_TYPE(object)->tp_name);
    source->iterable = Py_NewRef(object);
    return source->from != NULL;
}

/* Makes a str, bytes or buffer the current chunk: 1; 0 for other objects; -1 with an exception set. */
static int take_chunk(lane_py_source *source, PyObject *object) {
    if (PyUnicode_Check(object)) {
        if (!pycompat_str_ready(object))
            return -1;
        source->str = Py_NewRef(object);
        source->passed = 0;
        return 1;
    }
    if (!PyObject_CheckBuffer(object))
        return 0;
    source->given = 0;
    return PyObject_GetBuffer(object, &source->view, PyBUF_SIMPLE) < 0 ? -1 : 1;
}

bool lane_py_source_open(lane_py_source *source, const char *function, PyObject *object) {
    PyObject *path = NULL;
    *source = (lane_py_source){.kind = SOURCE_END, .function = function};
    int status = take_chunk(source, object);
    if (status != 0)
        return status > 0;
    status = lane_py_file_attribute((PyObject *)Py_TYPE(object), "__fspath__", &path);
    Py_XDECREF(path);
    if (status != 0)
        return status > 0 && open_path(source, object);
    status = open_methods(source, object);
    return status != 0 ? status > 0 : open_iterable(source, object);
}

/* -- chunks -- */

static void drop_chunk(lane_py_source *source) {
    Py_CLEAR(source->str);
    Py_CLEAR(source->piece);
    if (source->view.obj != NULL)
        PyBuffer_Release(&source->view);
}

/* Asks for a chunk: 1 with a new reference, possibly empty; 0 at the end; -1 with an exception set. */
static int ask(lane_py_source *source, PyObject **ret) {
    if (source->kind == SOURCE_END)
        return 0;
    if (source->kind == SOURCE_NEXT) {
        *ret = pycompat_iter_next(source->from, source->iterable);
        return *ret != NULL ? 1 : PyErr_Occurred() ? -1 : 0;
    }
    *ret = PyObject_CallFunction(source->from, "i", LANE_PY_PIECE);
    if (*ret != Py_None)
        return *ret != NULL ? 1 : -1;
    Py_CLEAR(*ret);
    PyErr_SetString(PyExc_BlockingIOError, "the source is non-blocking and has no data yet: try again later");
    return -1;
}

static Py_ssize_t length_of(const lane_py_source *source) {
    return source->str != NULL ? PyUnicode_GET_LENGTH(source->str) : source->view.len;
}

/* Makes an answer the current chunk: 1; 0 if it is the empty one by which a method ends; -1 with an exception set. */
static int take_answer(lane_py_source *source, PyObject *answer) {
    int status = take_chunk(source, answer);
    if (status == 0)
        PyErr_Format(PyExc_TypeError, "the source of %s returned %.200s, not str, bytes or a buffer", source->function,
                     Py_TYPE(answer)->tp_name);
    if (status <= 0)
        return -1;
    if (source->begun && source->text != (source->str != NULL)) {
        PyErr_Format(PyExc_TypeError, "the source of %s returned %s", source->function,
                     source->text ? "bytes after str" : "str after bytes");
        return -1;
    }
    return length_of(source) != 0 || source->kind == SOURCE_NEXT;
}

/* Gets the next chunk: 1; 0 at the end; -1 with an exception set. */
static int next_chunk(lane_py_source *source) {
    PyObject *answer = NULL;
    drop_chunk(source);
    int status = ask(source, &answer);
    if (status > 0) {
        status = take_answer(source, answer);
        Py_DECREF(answer);
    }
    if (status <= 0)
        drop_chunk(source);
    return status;
}

/* -- encodings -- */

/* Returns whether the first bytes show that the text is UTF-8 without a mark. */
static bool is_plainly_utf8(const uint8_t *p, size_t n) {
    return n >= 2 && (uint8_t)(p[0] - 1) < 0x7F && p[1] != 0;
}

/* Appends the current chunk to the head. */
static bool join_head(lane_py_source *source) {
    PyObject *chunk = PyBytes_FromStringAndSize((const char *)source->view.buf, source->view.len);
    if (source->head != NULL && chunk != NULL)
        PyBytes_ConcatAndDel(&source->head, chunk);
    else
        source->head = chunk;
    return source->head != NULL;
}

static PyObject *decoder_of(const char *encoding) {
    PyObject *codecs = PyImport_ImportModule("codecs");
    PyObject *type = codecs == NULL ? NULL : PyObject_CallMethod(codecs, "getincrementaldecoder", "s", encoding);
    PyObject *decoder = type == NULL ? NULL : PyObject_CallFunction(type, "s", "surrogatepass");
    Py_XDECREF(type);
    Py_XDECREF(codecs);
    return decoder;
}

/* Detects the encoding as loads does, from the current chunk: four bytes, or the whole text. */
static bool find_encoding(lane_py_source *source) {
    const uint8_t *p = (const uint8_t *)source->view.buf;
    const size_t n = (size_t)source->view.len;
    if (is_plainly_utf8(p, n))
        return true;
    const char *encoding = lane_py_detect_encoding(p, n);
    if (strcmp(encoding, "utf-8-sig") == 0)
        source->given = 3;
    else if (strcmp(encoding, "utf-8") != 0)
        return (source->decoder = decoder_of(encoding)) != NULL;
    return true;
}

/* Gets the first chunk: 1; 0 if there is none; -1 with an exception set. */
static int begin(lane_py_source *source) {
    bool at_hand = source->str != NULL || source->view.obj != NULL;
    int status = at_hand && length_of(source) != 0 ? 1 : next_chunk(source);
    while (status > 0 && source->str == NULL) {
        const bool is_enough = source->head == NULL &&
                               (source->view.len >= 4 || is_plainly_utf8(source->view.buf, (size_t)source->view.len));
        if (is_enough)
            break;
        source->begun = true;
        if (!join_head(source))
            return -1;
        if (PyBytes_GET_SIZE(source->head) >= 4)
            break;
        status = next_chunk(source);
    }
    if (status < 0)
        return -1;
    if (source->head != NULL) {
        drop_chunk(source);
        status = take_chunk(source, source->head);
        Py_CLEAR(source->head);
    }
    if (status <= 0)
        return status;
    source->text = source->str != NULL;
    source->begun = source->text || find_encoding(source);
    return source->begun ? 1 : -1;
}

/* Decodes a chunk of UTF-16 or UTF-32 to a str. final: no more bytes follow. */
static bool decode_chunk(lane_py_source *source, bool final) {
    const char *data = source->view.obj != NULL ? (const char *)source->view.buf : "";
    PyObject *str = PyObject_CallMethod(source->decoder, "decode", "y#i", data,
                                        source->view.obj != NULL ? source->view.len : 0, (int) final);
    drop_chunk(source);
    source->str = str;
    source->passed = 0;
    return str != NULL;
}

/* -- pieces -- */

/* Returns the next characters of the current str: 1; 0 at its end; -1 with an exception set. */
static int next_characters(lane_py_source *source, const uint8_t **ret, size_t *ret_size) {
    const Py_ssize_t left = PyUnicode_GET_LENGTH(source->str) - source->passed, begin = source->passed;
    const Py_ssize_t n = left < LANE_PY_PIECE ? left : LANE_PY_PIECE;
    source->passed += n;
    if (PyUnicode_IS_ASCII(source->str)) {
        *ret = PyUnicode_1BYTE_DATA(source->str) + begin;
        *ret_size = (size_t)n;
        return n != 0;
    }
    PyObject *part = n == 0 ? NULL : PyUnicode_Substring(source->str, begin, begin + n);
    Py_XSETREF(source->piece, part == NULL ? NULL : PyUnicode_AsEncodedString(part, "utf-8", "surrogatepass"));
    Py_XDECREF(part);
    if (source->piece == NULL) {
        source->passed = begin;
        return n == 0 ? 0 : -1;
    }
    *ret = (const uint8_t *)PyBytes_AS_STRING(source->piece);
    *ret_size = (size_t)PyBytes_GET_SIZE(source->piece);
    return 1;
}

/* Returns the next bytes of the current chunk; 0 at its end. */
static int next_bytes(lane_py_source *source, const uint8_t **ret, size_t *ret_size) {
    const size_t left = (size_t)source->view.len - source->given;
    *ret = (const uint8_t *)source->view.buf + source->given;
    *ret_size = left < LANE_PY_PIECE ? left : LANE_PY_PIECE;
    source->given += *ret_size;
    return left != 0;
}

/* Returns the next piece of the current chunk: 1; 0 at its end; -1 with an exception set. */
static int next_of_chunk(lane_py_source *source, const uint8_t **ret, size_t *ret_size) {
    if (source->str != NULL)
        return next_characters(source, ret, ret_size);
    if (source->view.obj == NULL)
        return 0;
    if (source->decoder == NULL)
        return next_bytes(source, ret, ret_size);
    return decode_chunk(source, false) ? next_characters(source, ret, ret_size) : -1;
}

/* Returns the rest that the decoder holds at the end. */
static int end_decoder(lane_py_source *source, const uint8_t **ret, size_t *ret_size) {
    if (source->decoder == NULL)
        return 0;
    const bool decoded = decode_chunk(source, true);
    Py_CLEAR(source->decoder);
    return decoded ? next_characters(source, ret, ret_size) : -1;
}

int lane_py_source_next(lane_py_source *source, const uint8_t **ret, size_t *ret_size) {
    int status = source->begun && source->head == NULL ? 1 : begin(source);
    while (status > 0) {
        status = next_of_chunk(source, ret, ret_size);
        if (status != 0)
            return status;
        status = next_chunk(source);
    }
    if (status == 0)
        status = end_decoder(source, ret, ret_size);
    if (status == 0)
        return lane_py_source_close(source) ? 0 : -1;
    return status;
}

/* -- the end -- */

bool lane_py_source_close(lane_py_source *source) {
    PyObject *file = source->file;
    source->file = NULL;
    lane_py_source_clear(source);
    source->begun = true;
    PyObject *closed = file == NULL ? Py_NewRef(Py_None) : PyObject_CallMethod(file, "close", NULL);
    Py_XDECREF(file);
    Py_XDECREF(closed);
    return closed != NULL;
}

void lane_py_source_finalize(lane_py_source *source, PyObject *owner) {
    const pycompat_exception before = pycompat_exception_save();
    if (!lane_py_source_close(source))
        PyErr_WriteUnraisable(owner);
    pycompat_exception_restore(before);
}

void lane_py_source_refuse_stop(const lane_py_source *source) {
    if (!PyErr_ExceptionMatches(PyExc_StopIteration))
        return;
    PyObject *stop = PyErr_GetRaisedException();
    PyErr_Format(PyExc_RuntimeError, "a callable of %s raised StopIteration", source->function);
    PyObject *error = PyErr_GetRaisedException();
    PyException_SetCause(error, stop);
    PyErr_SetRaisedException(error);
}

int lane_py_source_traverse(lane_py_source *source, visitproc visit, void *arg) {
    Py_VISIT(source->from);
    Py_VISIT(source->iterable);
    Py_VISIT(source->file);
    Py_VISIT(source->decoder);
    Py_VISIT(source->str);
    Py_VISIT(source->view.obj);
    return 0;
}

void lane_py_source_clear(lane_py_source *source) {
    source->kind = SOURCE_END;
    drop_chunk(source);
    Py_CLEAR(source->from);
    Py_CLEAR(source->iterable);
    Py_CLEAR(source->decoder);
    Py_CLEAR(source->head);
    Py_CLEAR(source->file);
}
