/* SPDX-License-Identifier: MIT */
/* The output buffer of dumps. */
#include "output.h"

/* Most bytes that a large output reserves at first, in expectation of the last one's size. */
#define OUTPUT_EXPECTED_MOST ((size_t)256 << 20)

/* Bytes of an object and its memory block beside the text, at most. */
#define OUTPUT_HEADS 128

/* Page sizes are multiples of this. */
#define OUTPUT_PAGE ((size_t)4096)

static void output_set_room(lane_output *o, uint8_t *start, size_t bytes) {
    o->start = start;
    o->limit = o->mark = start + bytes - (size_t)OUTPUT_SLACK * o->width;
    if (o->in_chunks && bytes > OUTPUT_SCRATCH)
        o->mark = start + OUTPUT_SCRATCH - (size_t)OUTPUT_SLACK * o->width;
}

/* Returns a new bytes or str of `bytes` bytes. */
static PyObject *output_object(Py_UCS4 most, size_t bytes) {
    if (LANE_UNLIKELY(bytes > PY_SSIZE_T_MAX / 2))
        return PyErr_NoMemory();
    if (most == 0)
        return PyBytes_FromStringAndSize(NULL, (Py_ssize_t)bytes);
    return PyUnicode_New((Py_ssize_t)(bytes / lane_output_width(most)), most);
}

static uint8_t *output_data(const lane_output *o, PyObject *object) {
    return o->most == 0 ? (uint8_t *)PyBytes_AS_STRING(object) : (uint8_t *)PyUnicode_DATA(object);
}

static void output_give_block_back(lane_output *o) {
    if (o->block == NULL)
        return;
    if (LANE_HAS_BUFFER_REUSE && o->kept->block == NULL)
        o->kept->block = o->block;
    else
        PyMem_Free(o->block);
    o->block = NULL;
}

uint8_t *lane_output_block_new(void) {
    uint8_t *block = (uint8_t *)PyMem_Malloc(OUTPUT_SCRATCH);
    if (block == NULL)
        PyErr_NoMemory();
    return block;
}

/* Returns bytes to reserve beyond those used. Before the first large output many: untouched pages cost nothing, moving
 * the text does. Afterwards half as many again, so that an allocator keeps its blocks although lengths differ. */
static size_t output_ahead(const lane_output *o, size_t used) {
    const size_t least = (size_t)4 << 20, most = (size_t)48 << 20;
    if (o->in_chunks || o->kept->last != 0 || used >= most)
        return used / 2;
    return 3 * used < least ? least : 3 * used < most ? 3 * used : most;
}

/* Returns the bytes of room for a text that has `used` bytes and needs `least`: room for the last text's length if that
 * may suffice, rounded up to a page. An allocator that returns large blocks to the system learns from freed sizes which
 * blocks to keep: glibc maps memory anew for blocks larger than the largest it has seen freed. So the requested block
 * should not be larger than the one that will be freed. */
static size_t output_room(const lane_output *o, size_t used, size_t least, unsigned width) {
    size_t room = ((o->in_chunks ? 0 : o->kept->last) + OUTPUT_SLACK) * width + OUTPUT_MARGIN;
    if (room < least || room > OUTPUT_EXPECTED_MOST)
        room = least + output_ahead(o, used);
    return ((room + OUTPUT_HEADS + OUTPUT_PAGE - 1) & ~(OUTPUT_PAGE - 1)) - OUTPUT_HEADS;
}

/* Moves the text from the scratch block to a new object. Returns the cursor; NULL with MemoryError set. */
static uint8_t *output_leave_block(lane_output *o, size_t used, size_t least) {
    const size_t room = output_room(o, used, least, o->width);
    o->object = output_object(o->most, room);
    if (o->object == NULL)
        return NULL;
    memcpy(output_data(o, o->object), o->start, used);
    output_set_room(o, output_data(o, o->object), room);
    output_give_block_back(o);
    return o->start + used;
}

static bool output_resize(lane_output *o, size_t bytes) {
    if (LANE_UNLIKELY(bytes > PY_SSIZE_T_MAX / 2)) {
        PyErr_NoMemory();
        return false;
    }
    if (o->most == 0)
        return _PyBytes_Resize(&o->object, (Py_ssize_t)bytes) == 0;
    return PyUnicode_Resize(&o->object, (Py_ssize_t)(bytes / o->width)) == 0;
}

uint8_t *lane_output_grow(lane_output *o, uint8_t *cursor, size_t bytes) {
    size_t used = (size_t)(cursor - o->start);
    if (LANE_UNLIKELY(bytes > PY_SSIZE_T_MAX / 4)) {
        PyErr_NoMemory();
        return NULL;
    }
    const size_t least = used + bytes + 2 * (size_t)OUTPUT_SLACK * o->width;
    if (o->object == NULL)
        return output_leave_block(o, used, least);
    const size_t room = (least + output_ahead(o, used)) & ~(size_t)3; /* in full units */
    if (!output_resize(o, room))
        return NULL;
    output_set_room(o, output_data(o, o->object), room);
    return o->start + used;
}

static void output_copy_wider(uint8_t *dst, const uint8_t *src, size_t units, unsigned from, unsigned to) {
    if (from == to) {
        memcpy(dst, src, units * from);
    } else if (from == 1 && to == 2) {
        for (size_t i = 0; i < units; i++)
            ((uint16_t *)dst)[i] = src[i];
    } else if (from == 1) {
        for (size_t i = 0; i < units; i++)
            ((uint32_t *)dst)[i] = src[i];
    } else {
        for (size_t i = 0; i < units; i++)
            ((uint32_t *)dst)[i] = ((const uint16_t *)src)[i];
    }
}

uint8_t *lane_output_widen(lane_output *o, uint8_t *cursor, Py_UCS4 most, size_t units) {
    size_t used = (size_t)(cursor - o->start) / o->width;
    unsigned width = lane_output_width(most), from = o->width;
    if (o->object == NULL && from == width) { /* Latin-1 in the block: only the final str changes */
        o->most = most;
        return cursor;
    }
    if (LANE_UNLIKELY(units > PY_SSIZE_T_MAX / 16)) {
        PyErr_NoMemory();
        return NULL;
    }
    const size_t room = output_room(o, used * width, (used + units + 4 * OUTPUT_SLACK) * width, width);
    PyObject *object = output_object(most, room);
    if (object == NULL)
        return NULL;
    output_copy_wider((uint8_t *)PyUnicode_DATA(object), o->start, used, from, width);
    Py_XDECREF(o->object);
    output_give_block_back(o);
    o->object = object;
    o->most = most;
    o->width = width;
    output_set_room(o, (uint8_t *)PyUnicode_DATA(object), room);
    return o->start + used * width;
}

static PyObject *output_copy(const lane_output *o, size_t bytes) {
    if (o->most == 0)
        return PyBytes_FromStringAndSize((const char *)o->start, (Py_ssize_t)bytes);
    if (bytes == 1)
        return PyUnicode_FromOrdinal(*o->start);
    PyObject *str = PyUnicode_New((Py_ssize_t)(bytes / o->width), o->most);
    if (str != NULL)
        memcpy(PyUnicode_DATA(str), o->start, bytes);
    return str;
}

/* Returns the str in the narrowest kind for its characters. Steals `str`. */
static PyObject *output_narrowed(PyObject *str) {
    PyObject *result =
        PyUnicode_FromKindAndData((int)PyUnicode_KIND(str), PyUnicode_DATA(str), PyUnicode_GET_LENGTH(str));
    Py_DECREF(str);
    return result;
}

/* Truncates the unpublished object to its text; in place unless it has pages to spare, so if output_room has predicted
 * its length well. */
static bool output_cut(lane_output *o, size_t bytes) {
    const size_t room = (size_t)(o->limit - o->start) + (size_t)OUTPUT_SLACK * o->width;
    static_assert(OUTPUT_MARGIN + 4 * OUTPUT_SLACK < OUTPUT_PAGE, "a page holds the margin and the slack of a text");
    if (room - bytes >= 2 * OUTPUT_PAGE || bytes == 0)
        return output_resize(o, bytes);
    if (o->most != 0)
        return internals_str_cut(o->object, bytes / o->width, o->width) || output_resize(o, bytes);
    Py_SET_SIZE((PyVarObject *)o->object, (Py_ssize_t)bytes);
    PyBytes_AS_STRING(o->object)[bytes] = 0;
    return true;
}

PyObject *lane_output_chunk(lane_output *o, uint8_t *cursor) {
    const size_t bytes = (size_t)(cursor - o->start);
    PyObject *result = NULL;
    if (o->object == NULL)
        result = output_copy(o, bytes);
    else if (output_cut(o, bytes))
        result = Py_NewRef(o->object);
    if (o->wide && result != NULL)
        result = output_narrowed(result);
    lane_output_release(o);
    return result;
}

PyObject *lane_output_finish(lane_output *o, uint8_t *cursor) {
    size_t bytes = (size_t)(cursor - o->start);
    PyObject *result;
    if (o->object == NULL) {
        result = output_copy(o, bytes);
    } else {
        o->kept->last = LANE_HAS_BUFFER_REUSE ? bytes / o->width : 0;
        result = output_cut(o, bytes) ? o->object : NULL;
        o->object = result == NULL ? o->object : NULL;
    }
    if (LANE_UNLIKELY(o->wide) && result != NULL)
        result = output_narrowed(result);
    lane_output_release(o);
    return result;
}

void lane_output_release(lane_output *o) {
    Py_CLEAR(o->object);
    output_give_block_back(o);
}
