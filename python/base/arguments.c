/* SPDX-License-Identifier: MIT */
/* Matches the arguments of a vectorcall with a signature. */
#include "arguments.h"

unsigned lane_py_find_parameter(const lane_py_state *state, const uint8_t *parameters, unsigned count, PyObject *name) {
    /* Keyword names are nearly always interned. */
    for (unsigned i = 0; i < count; i++) {
        if (state->names[parameters[i]] == name)
            return i;
    }
    for (unsigned i = 0; i < count; i++) {
        if (PyUnicode_Compare(state->names[parameters[i]], name) == 0)
            return i;
    }
    return count;
}

static void raise_too_many(const lane_py_signature *signature, Py_ssize_t nargs, Py_ssize_t keywords) {
    const char *plural = signature->positional == 1 ? "" : "s";
    if (keywords == 0) {
        PyErr_Format(PyExc_TypeError, "%s() takes %d positional argument%s but %zd were given", signature->function,
                     (int)signature->positional, plural, nargs);
    } else {
        PyErr_Format(PyExc_TypeError,
                     "%s() takes %d positional argument%s but %zd positional arguments (and %zd keyword-only "
                     "argument%s) were given",
                     signature->function, (int)signature->positional, plural, nargs, keywords,
                     keywords == 1 ? "" : "s");
    }
}

static void raise_missing(const lane_py_state *state, const lane_py_signature *signature, PyObject *const *values) {
    unsigned missing[LANE_PY_MOST_PARAMETERS], count = 0;
    for (unsigned i = 0; i < signature->required; i++) {
        if (values[i] == NULL)
            missing[count++] = signature->parameters[i];
    }
    if (count == 1) {
        PyErr_Format(PyExc_TypeError, "%s() missing 1 required positional argument: '%U'", signature->function,
                     state->names[missing[0]]);
    } else { /* no function here requires more than two */
        PyErr_Format(PyExc_TypeError, "%s() missing %u required positional arguments: '%U' and '%U'",
                     signature->function, count, state->names[missing[0]], state->names[missing[1]]);
    }
}

static bool collect_unknown(PyObject *name, PyObject *value, PyObject **unknown) {
    if (*unknown == NULL && (*unknown = PyDict_New()) == NULL)
        return false;
    return PyDict_SetItem(*unknown, name, value) == 0;
}

bool lane_py_arguments(const lane_py_state *state, const lane_py_signature *signature, PyObject *const *args,
                       Py_ssize_t nargs, PyObject *kwnames, PyObject **ret, PyObject **ret_unknown) {
    Py_ssize_t keywords = kwnames == NULL ? 0 : PyTuple_GET_SIZE(kwnames), keyword_only = 0;
    assert(signature->count <= LANE_PY_MOST_PARAMETERS);
    for (Py_ssize_t i = 0; i < nargs && i < signature->positional; i++)
        ret[i] = args[i];
    for (Py_ssize_t i = 0; i < keywords; i++) {
        PyObject *name = PyTuple_GET_ITEM(kwnames, i), *value = args[nargs + i];
        unsigned at = lane_py_find_parameter(state, signature->parameters, signature->count, name);
        if (at == signature->count) {
            if (ret_unknown == NULL) {
                PyErr_Format(PyExc_TypeError, "%s() got an unexpected keyword argument '%U'", signature->unexpected,
                             name);
                return false;
            }
            if (!collect_unknown(name, value, ret_unknown))
                return false;
            continue;
        }
        if (ret[at] != NULL) {
            PyErr_Format(PyExc_TypeError, "%s() got multiple values for argument '%U'", signature->function, name);
            return false;
        }
        keyword_only += at >= signature->positional;
        ret[at] = value;
    }
    if (nargs > signature->positional) {
        raise_too_many(signature, nargs, keyword_only);
        return false;
    }
    for (unsigned i = 0; i < signature->required; i++) {
        if (ret[i] == NULL) {
            raise_missing(state, signature, ret);
            return false;
        }
    }
    return true;
}
