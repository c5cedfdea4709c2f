/* SPDX-License-Identifier: MIT */
/* The floors of the Python benchmarks: what remains of loads and dumps when nothing is parsed and nothing is written.
 *
 * Only CPython's public API is used, as any extension could: a library that beats "rebuild" does so by going below that
 * API. Not a part of lanejson: bench/run compiles it into its own cache. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <string.h>
#include <time.h>

/* A value made ready: the nodes of a document in the order in which they are built, children before their container. */
typedef enum { NODE_CONSTANT, NODE_INT, NODE_BIG, NODE_FLOAT, NODE_STR, NODE_LIST, NODE_DICT } node_kind;

typedef struct {
    node_kind kind;
    Py_UCS4 maximum; /* of a string: its largest code point, as PyUnicode_New wants it */
    union {
        long long integer;
        double number;
        PyObject *object;   /* owned: a constant, a big int, or a string to copy from */
        Py_ssize_t members; /* of a container: values of a list, pairs of a dict */
    } of;
} node;

typedef struct {
    node *nodes;
    Py_ssize_t count, room;
    PyObject *keys; /* dict text -> key object: equal keys are one object, hashed once, as json's own memo has it */
} plan;

static const char plan_name[] = "lanebench.plan";

static void plan_free(plan *self) {
    for (Py_ssize_t i = 0; i < self->count; i++) {
        node_kind kind = self->nodes[i].kind;
        if (kind == NODE_CONSTANT || kind == NODE_BIG || kind == NODE_STR) {
            Py_DECREF(self->nodes[i].of.object);
        }
    }
    Py_XDECREF(self->keys);
    PyMem_Free(self->nodes);
    PyMem_Free(self);
}

static void plan_release(PyObject *capsule) {
    plan_free(PyCapsule_GetPointer(capsule, plan_name));
}

static node *plan_append(plan *self, node_kind kind) {
    if (self->count == self->room) {
        Py_ssize_t room = self->room * 2 + 64;
        node *nodes = PyMem_Realloc(self->nodes, (size_t)room * sizeof *nodes);
        if (nodes == NULL) {
            PyErr_NoMemory();
            return NULL;
        }
        self->nodes = nodes;
        self->room = room;
    }
    node *ret = &self->nodes[self->count];
    memset(ret, 0, sizeof *ret);
    ret->kind = kind;
    return ret;
}

static int plan_object(plan *self, node_kind kind, PyObject *object) {
    node *ready = plan_append(self, kind);
    if (ready == NULL) {
        return -1;
    }
    ready->of.object = Py_NewRef(object);
    ready->maximum = kind == NODE_STR ? PyUnicode_MAX_CHAR_VALUE(object) : 0;
    self->count++;
    return 0;
}

static int plan_value(plan *self, PyObject *value);

static int plan_dict(plan *self, PyObject *dict) {
    PyObject *key, *value;
    Py_ssize_t at = 0;
    while (PyDict_Next(dict, &at, &key, &value)) {
        PyObject *shared = PyDict_SetDefault(self->keys, key, key);
        if (shared == NULL || plan_object(self, NODE_CONSTANT, shared) < 0 || plan_value(self, value) < 0) {
            return -1;
        }
    }
    node *ready = plan_append(self, NODE_DICT);
    if (ready == NULL) {
        return -1;
    }
    ready->of.members = PyDict_GET_SIZE(dict);
    self->count++;
    return 0;
}

static int plan_list(plan *self, PyObject *list) {
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(list); i++) {
        if (plan_value(self, PyList_GET_ITEM(list, i)) < 0) {
            return -1;
        }
    }
    node *ready = plan_append(self, NODE_LIST);
    if (ready == NULL) {
        return -1;
    }
    ready->of.members = PyList_GET_SIZE(list);
    self->count++;
    return 0;
}

static int plan_number(plan *self, PyObject *value) {
    if (PyFloat_CheckExact(value)) {
        node *ready = plan_append(self, NODE_FLOAT);
        if (ready == NULL) {
            return -1;
        }
        ready->of.number = PyFloat_AS_DOUBLE(value);
        self->count++;
        return 0;
    }
    int overflow;
    long long integer = PyLong_AsLongLongAndOverflow(value, &overflow);
    if (overflow) {
        return plan_object(self, NODE_BIG, value);
    }
    node *ready = plan_append(self, NODE_INT);
    if (ready == NULL) {
        return -1;
    }
    ready->of.integer = integer;
    self->count++;
    return 0;
}

static int plan_value(plan *self, PyObject *value) {
    int result;
    if (Py_EnterRecursiveCall(" while planning")) {
        return -1;
    }
    if (PyUnicode_CheckExact(value)) {
        result = plan_object(self, NODE_STR, value);
    } else if (PyDict_CheckExact(value)) {
        result = plan_dict(self, value);
    } else if (PyList_CheckExact(value)) {
        result = plan_list(self, value);
    } else if (PyLong_CheckExact(value) || PyFloat_CheckExact(value)) {
        result = plan_number(self, value);
    } else {
        result = plan_object(self, NODE_CONSTANT, value);
    }
    Py_LeaveRecursiveCall();
    return result;
}

static PyObject *floor_plan(PyObject *module, PyObject *value) {
    (void)module;
    plan *self = PyMem_Calloc(1, sizeof *self);
    if (self == NULL) {
        return PyErr_NoMemory();
    }
    self->keys = PyDict_New();
    PyObject *ret = NULL;
    if (self->keys != NULL && plan_value(self, value) == 0) {
        ret = PyCapsule_New(self, plan_name, plan_release);
    }
    if (ret == NULL) {
        plan_free(self);
    }
    return ret;
}

static PyObject *build_str(const node *ready) {
    PyObject *model = ready->of.object;
    Py_ssize_t length = PyUnicode_GET_LENGTH(model);
    PyObject *ret = PyUnicode_New(length, ready->maximum);
    if (ret != NULL && length > 0) {
        memcpy(PyUnicode_DATA(ret), PyUnicode_DATA(model), (size_t)length * (size_t)PyUnicode_KIND(model));
    }
    return ret;
}

/* The list of the `members` objects at `from`, which it takes over, also on failure. */
static PyObject *build_list(PyObject **from, Py_ssize_t members) {
    PyObject *ret = PyList_New(members);
    for (Py_ssize_t i = 0; i < members; i++) {
        if (ret != NULL) {
            PyList_SET_ITEM(ret, i, from[i]);
        } else {
            Py_DECREF(from[i]);
        }
    }
    return ret;
}

static PyObject *build_dict(PyObject **from, Py_ssize_t members) {
    PyObject *ret = PyDict_New();
    for (Py_ssize_t i = 0; i < members; i++) {
        if (ret != NULL && PyDict_SetItem(ret, from[2 * i], from[2 * i + 1]) < 0) {
            Py_CLEAR(ret);
        }
        Py_DECREF(from[2 * i]);
        Py_DECREF(from[2 * i + 1]);
    }
    return ret;
}

static PyObject *build_scalar(const node *ready) {
    switch (ready->kind) {
    case NODE_INT: return PyLong_FromLongLong(ready->of.integer);
    case NODE_FLOAT: return PyFloat_FromDouble(ready->of.number);
    case NODE_STR: return build_str(ready);
    default: return Py_NewRef(ready->of.object);
    }
}

static PyObject *floor_build(PyObject *module, PyObject *capsule) {
    (void)module;
    const plan *self = PyCapsule_GetPointer(capsule, plan_name);
    if (self == NULL) {
        return NULL;
    }
    /* Never more objects wait than there are nodes. */
    PyObject **stack = PyMem_Malloc((size_t)self->count * sizeof *stack);
    if (stack == NULL) {
        return PyErr_NoMemory();
    }
    Py_ssize_t top = 0;
    for (Py_ssize_t i = 0; i < self->count; i++) {
        const node *ready = &self->nodes[i];
        PyObject *made;
        if (ready->kind == NODE_LIST) {
            top -= ready->of.members;
            made = build_list(stack + top, ready->of.members);
        } else if (ready->kind == NODE_DICT) {
            top -= 2 * ready->of.members;
            made = build_dict(stack + top, ready->of.members);
        } else {
            made = build_scalar(ready);
        }
        if (made == NULL) {
            goto fail;
        }
        stack[top++] = made;
    }
    PyObject *ret = stack[0];
    PyMem_Free(stack);
    return ret;
fail:
    while (top > 0) {
        Py_DECREF(stack[--top]);
    }
    PyMem_Free(stack);
    return NULL;
}

/* A number that depends on every object, so that no visit can be left out. -1 with an exception set: too deep. */
static Py_ssize_t visit(PyObject *value) {
    if (PyUnicode_CheckExact(value)) {
        return PyUnicode_GET_LENGTH(value);
    }
    if (PyLong_CheckExact(value) || PyFloat_CheckExact(value) || Py_IsNone(value) || PyBool_Check(value)) {
        return 1;
    }
    if (Py_EnterRecursiveCall(" while visiting")) {
        return -1;
    }
    Py_ssize_t sum = 1;
    if (PyList_CheckExact(value)) {
        for (Py_ssize_t i = 0; sum >= 0 && i < PyList_GET_SIZE(value); i++) {
            Py_ssize_t part = visit(PyList_GET_ITEM(value, i));
            sum = part < 0 ? -1 : sum + part;
        }
    } else if (PyDict_CheckExact(value)) {
        PyObject *key, *member;
        Py_ssize_t at = 0;
        while (sum >= 0 && PyDict_Next(value, &at, &key, &member)) {
            Py_ssize_t part = visit(member);
            sum = part < 0 ? -1 : sum + part + PyUnicode_GET_LENGTH(key);
        }
    }
    Py_LeaveRecursiveCall();
    return sum;
}

static PyObject *floor_visit(PyObject *module, PyObject *value) {
    (void)module;
    Py_ssize_t sum = visit(value);
    return sum < 0 ? NULL : PyLong_FromSsize_t(sum);
}

/* A new bytes object with the same content: one allocation and one memcpy. */
static PyObject *floor_copy(PyObject *module, PyObject *text) {
    (void)module;
    return PyBytes_FromStringAndSize(PyBytes_AsString(text), PyBytes_Size(text));
}

static PyObject *floor_call(PyObject *module, PyObject *value) {
    (void)module;
    (void)value;
    Py_RETURN_NONE;
}

static long long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

/* latencies(call, argument, count) -> bytes of count int64 nanoseconds, one per call, two reads of the clock
 * included. */
static PyObject *floor_latencies(PyObject *module, PyObject *arguments) {
    (void)module;
    PyObject *call, *argument;
    Py_ssize_t count;
    if (!PyArg_ParseTuple(arguments, "OOn", &call, &argument, &count)) {
        return NULL;
    }
    PyObject *ret = PyBytes_FromStringAndSize(NULL, count * (Py_ssize_t)sizeof(long long));
    if (ret == NULL) {
        return NULL;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        long long start = now();
        PyObject *result = PyObject_CallOneArg(call, argument);
        Py_XDECREF(result);
        long long elapsed = now() - start;
        if (result == NULL) {
            Py_DECREF(ret);
            return NULL;
        }
        memcpy(PyBytes_AS_STRING(ret) + i * (Py_ssize_t)sizeof elapsed, &elapsed, sizeof elapsed);
    }
    return ret;
}

/* evict(buffer): write to every line of a large writable buffer, so that what was in the caches is there no more. */
static PyObject *floor_evict(PyObject *module, PyObject *object) {
    (void)module;
    Py_buffer buffer;
    if (PyObject_GetBuffer(object, &buffer, PyBUF_WRITABLE) < 0) {
        return NULL;
    }
    volatile char *bytes = buffer.buf;
    for (Py_ssize_t i = 0; i < buffer.len; i += 64) {
        bytes[i]++;
    }
    PyBuffer_Release(&buffer);
    Py_RETURN_NONE;
}

static PyMethodDef floor_methods[] = {
    {"plan", floor_plan, METH_O, "Make a value ready for build()."},
    {"build", floor_build, METH_O, "The planned value, every object new."},
    {"visit", floor_visit, METH_O, "Look at every object and write nothing."},
    {"copy", floor_copy, METH_O, "A copy of bytes."},
    {"call", floor_call, METH_O, "Nothing: what a call costs."},
    {"latencies", floor_latencies, METH_VARARGS, "Nanoseconds of each of many calls, as int64 in bytes."},
    {"evict", floor_evict, METH_O, "Push other data out of the caches."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef floor_module = {
    PyModuleDef_HEAD_INIT, "_floor", NULL, 0, floor_methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__floor(void) {
    return PyModule_Create(&floor_module);
}
