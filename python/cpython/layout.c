/* SPDX-License-Identifier: MIT */
/* Tests CPython's layout, once for each interpreter that imports the module. */
#include "layout.h"

#if LANE_PYINTERNALS

/* -- sizes: reveal a build with other structs before any is accessed -- */

static bool has_sizes(void) {
    const char *zero = (const char *)Py_False, *digits = (const char *)internals_int_digits(Py_False);
    return PyLong_Type.tp_basicsize == digits - zero && PyFloat_Type.tp_basicsize == sizeof(PyFloatObject) &&
           PyUnicode_Type.tp_basicsize == sizeof(PyUnicodeObject) &&
           PyBytes_Type.tp_basicsize == offsetof(PyBytesObject, ob_sval) + 1 &&
           PyList_Type.tp_basicsize == sizeof(PyListObject) && PyDict_Type.tp_basicsize == sizeof(PyDictObject);
}

/* -- images of object headers -- */

static bool image_of_str(Py_UCS4 character, void *image, size_t size) {
    PyObject *o = PyUnicode_New(2, character);
    if (o == NULL)
        return false;
    memcpy(image, o, size);
    Py_DECREF(o);
    return true;
}

static bool images_make(internals_images *images) {
    PyObject *number = PyFloat_FromDouble(1.5), *bytes = PyBytes_FromStringAndSize(NULL, 2);
    PyObject *integer = PyLong_FromLong(1L << 20);
    const bool made = number != NULL && bytes != NULL && integer != NULL;
    if (made) {
        memcpy(&images->number, number, sizeof images->number);
        memcpy(&images->bytes, bytes, offsetof(PyBytesObject, ob_sval));
        memcpy(images->integer, integer, (size_t)PyLong_Type.tp_basicsize);
    }
    Py_XDECREF(number);
    Py_XDECREF(bytes);
    Py_XDECREF(integer);
    return made && image_of_str(127, &images->ascii, sizeof images->ascii) &&
           image_of_str(0xFF, &images->wide[0], sizeof images->wide[0]) &&
           image_of_str(0xFFFF, &images->wide[1], sizeof images->wide[1]) &&
           image_of_str(0x10FFFF, &images->wide[2], sizeof images->wide[2]);
}

/* -- created objects -- */

static bool is_same(PyObject *made, PyObject *expected) {
    return expected != NULL && Py_TYPE(made) == Py_TYPE(expected) && Py_REFCNT(made) == 1 &&
           PyObject_RichCompareBool(made, expected, Py_EQ) == 1;
}

/* Leaks a wrong object, untracked: freeing it might do harm. NULL without an exception means out of memory, which some
 * functions do not report. */
static void leave(PyObject *made) {
    if (made == NULL && !PyErr_Occurred())
        PyErr_NoMemory();
    if (made != NULL && PyObject_IS_GC(made))
        PyObject_GC_UnTrack(made);
}

static bool same_and_drop(PyObject *made, PyObject *expected) {
    bool same = made != NULL && is_same(made, expected);
    if (same)
        Py_DECREF(made);
    else
        leave(made);
    Py_XDECREF(expected);
    return same;
}

static bool self_test_numbers(const internals_images *images) {
    static const long long values[] = {
        LANE_PY_SMALL_INTS - 5, -6,        1LL << 30, -(1LL << 30), (1LL << 30) - 1, (1LL << 60) - 1,
        -((1LL << 60) - 1),     1LL << 60, LLONG_MIN};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        char text[24];
        PyOS_snprintf(text, sizeof text, "%lld", values[i]);
        if (!same_and_drop(internals_int_new(images, values[i]), PyLong_FromString(text, NULL, 10)))
            return false;
    }
    if (!same_and_drop(internals_int_long(images, false, UINT64_MAX - 1),
                       PyLong_FromString("18446744073709551614", NULL, 10)))
        return false;
    return same_and_drop(internals_float_new(images, -0.75), PyFloat_FromDouble(-0.75));
}

static bool self_test_string(const internals_images *images, Py_ssize_t n, Py_UCS4 largest) {
    PyObject *expected = PyUnicode_New(n, largest), *made;
    void *data;
    if (expected == NULL || PyUnicode_Fill(expected, 0, n, largest) < 0)
        return false;
    made = largest < 128 ? internals_ascii_new(images, (size_t)n, (uint8_t **)&data)
                         : internals_wide_new(images, (size_t)n, largest, &data);
    if (made != NULL)
        memcpy(data, PyUnicode_DATA(expected), (size_t)n * PyUnicode_KIND(expected));
    bool hashes = made == NULL || PyObject_Hash(made) == PyObject_Hash(expected);
    return same_and_drop(made, expected) && hashes;
}

static bool self_test_bytes(const internals_images *images, Py_ssize_t n) {
    PyObject *expected = PyBytes_FromStringAndSize(NULL, n);
    uint8_t *data;
    PyObject *made = internals_bytes_new(images, (size_t)n, &data);
    if (made == NULL || expected == NULL)
        return false;
    memset(PyBytes_AS_STRING(expected), 'z', (size_t)n);
    memset(data, 'z', (size_t)n);
    const bool hashes = PyObject_Hash(made) == PyObject_Hash(expected);
    return same_and_drop(made, expected) && hashes;
}

static PyObject *filled(Py_ssize_t n, Py_UCS4 character) {
    PyObject *o = PyUnicode_New(n, character);
    if (o != NULL && PyUnicode_Fill(o, 0, n, character) < 0)
        Py_CLEAR(o);
    return o;
}

static bool self_test_cut(Py_ssize_t n, Py_UCS4 character) {
    PyObject *o = filled(n + 9, character);
    return o != NULL && internals_str_cut(o, (size_t)n, (unsigned)PyUnicode_KIND(o)) &&
           PyUnicode_READ(PyUnicode_KIND(o), PyUnicode_DATA(o), n) == 0 && same_and_drop(o, filled(n, character));
}

static bool self_test_strings(const internals_images *images) {
    static const Py_UCS4 largest[] = {'z', 0xE9, 0x20AC, 0x1F600};
    for (size_t i = 0; i < 4; i++) {
        for (Py_ssize_t n = 2; n < 40; n += 7) {
            if (!self_test_string(images, n, largest[i]) || !self_test_cut(n, largest[i]) ||
                !self_test_bytes(images, n))
                return false;
        }
    }
    return true;
}

enum { MOST_KEYS = 100 }; /* needs indices of two bytes, and has collisions with any hashes */

/* Checks that a dict has the same table as CPython's, except the version word. */
static bool self_test_dict(size_t n) {
    PyObject *expected = PyDict_New(), *made = NULL;
    PyObject *pairs[2 * MOST_KEYS];
    bool ok = expected != NULL;
    for (size_t i = 0; ok && i < n; i++) {
        pairs[2 * i] = PyUnicode_FromFormat("key %zd", (Py_ssize_t)i);
        pairs[2 * i + 1] = PyLong_FromLong((long)i);
        ok = pairs[2 * i] != NULL && pairs[2 * i + 1] != NULL &&
             PyDict_SetItem(expected, pairs[2 * i], pairs[2 * i + 1]) == 0;
    }
    if (ok)
        made = internals_dict_from_pairs(pairs, n, false);
    if (made == NULL) {
        Py_XDECREF(expected);
        return false;
    }
    ok = internals_dict_same_table(made, expected);
    return same_and_drop(made, expected) && ok;
}

static bool self_test_list(void) {
    PyObject *items[4] = {Py_None, Py_True, Py_False}, *expected = PyList_New(0);
    for (size_t i = 0; i < 3; i++) {
        Py_INCREF(items[i]);
        if (expected == NULL || PyList_Append(expected, items[i]) < 0)
            return false;
    }
    return same_and_drop(internals_list_new(items, 3), expected);
}

/* -- read fields -- */

static bool reads_int(const char *text, bool negative, uint64_t high, uint64_t low) {
    PyObject *o = PyLong_FromString(text, NULL, 10);
    bool sign = !negative;
    uint64_t magnitude = ~low, upper = ~high, lower = ~low;
    bool right = o != NULL && internals_int_get(o, &sign, &magnitude) == (high == 0);
    if (right && high == 0)
        right = sign == negative && magnitude == low;
    if (right && internals_int_get_short(o, &sign, &magnitude))
        right = sign == negative && magnitude == low;
    if (right && !negative)
        right = internals_int_get_128(o, &upper, &lower) && upper == high && lower == low;
    Py_XDECREF(o);
    return right;
}

/* Values around the limits of each count of digits. */
static bool reads_ints(void) {
    return reads_int("0", false, 0, 0) && reads_int("1", false, 0, 1) && reads_int("-1", true, 0, 1) &&
           reads_int("-1073741823", true, 0, 0x3FFFFFFF) && reads_int("1073741824", false, 0, 0x40000000) &&
           reads_int("-1152921504606846975", true, 0, 0xFFFFFFFFFFFFFFF) &&
           reads_int("1152921504606846977", false, 0, 0x1000000000000001) &&
           reads_int("-18446744073709551615", true, 0, UINT64_MAX) && reads_int("18446744073709551616", false, 1, 0) &&
           reads_int("340282366920938463463374607431768211455", false, UINT64_MAX, UINT64_MAX);
}

/* Returns whether PyDict_Next and the table have the same members in the same order, or the table is left to
 * PyDict_Next. */
static bool reads_dict(PyObject *dict) {
    internals_table table = internals_dict_table(dict);
    PyObject *key, *value;
    Py_ssize_t at = 0, i = 0;
    if (table.first == NULL)
        return true;
    for (; i < table.count; i++) {
        PyObject *entry[2];
        memcpy(entry, table.first + (size_t)i * table.stride, sizeof entry);
        if (entry[1] != NULL && (!PyDict_Next(dict, &at, &key, &value) || key != entry[0] || value != entry[1]))
            return false;
    }
    return !PyDict_Next(dict, &at, &key, &value);
}

static bool set_items(PyObject *dict, unsigned from, unsigned to) {
    for (unsigned i = from; i < to; i++) {
        PyObject *value = PyLong_FromLong(1000 + (long)i);
        char key[8];
        PyOS_snprintf(key, sizeof key, "k%u", i);
        int status = value == NULL ? -1 : PyDict_SetItemString(dict, key, value);
        Py_XDECREF(value);
        if (status < 0)
            return false;
    }
    return true;
}

/* Tests a dict of str keys that grows and has a hole; then with a key of another type; then empty. */
static bool reads_dicts(void) {
    PyObject *dict = PyDict_New();
    bool right = dict != NULL && reads_dict(dict) && set_items(dict, 0, 4) && reads_dict(dict) &&
                 PyDict_DelItemString(dict, "k1") == 0 && reads_dict(dict) && set_items(dict, 4, 300) &&
                 reads_dict(dict) && PyDict_SetItem(dict, Py_None, Py_True) == 0 && reads_dict(dict);
    if (right)
        PyDict_Clear(dict);
    right = right && reads_dict(dict);
    Py_XDECREF(dict);
    return right;
}

/* Tests a frozendict, whose fields begin as a dict's. */
static bool reads_frozendict(void) {
#if LANE_PY_HAS_FROZENDICT
    PyObject *dict = PyDict_New();
    bool right = dict != NULL && set_items(dict, 0, 9);
    PyObject *frozen = right ? PyFrozenDict_New(dict) : NULL;
    right = frozen != NULL && internals_dict_table(frozen).count == 9 && reads_dict(frozen);
    Py_XDECREF(frozen);
    Py_XDECREF(dict);
    return right;
#else
    return true;
#endif
}

/* Tests that a dict's version differs after a change, and only then. */
static bool reads_version(void) {
#if LANE_PY_VERSIONED_DICTS
    PyObject *dict = PyDict_New();
    bool right = dict != NULL && set_items(dict, 0, 2);
    uint64_t before = right ? *internals_dict_version(dict) : 0;
    right = right && PyDict_GetItemString(dict, "k1") != NULL && *internals_dict_version(dict) == before &&
            set_items(dict, 1, 2) && *internals_dict_version(dict) != before;
    Py_XDECREF(dict);
    return right;
#else
    return true;
#endif
}

/* Tests the dict of an instance, whose keys the class owns. */
static bool reads_split_dict(void) {
    PyObject *type = PyObject_CallFunction((PyObject *)&PyType_Type, "s(){}", "Split");
    PyObject *instance = type == NULL ? NULL : PyObject_CallNoArgs(type), *dict = NULL;
    if (instance != NULL && PyObject_SetAttrString(instance, "a", Py_None) == 0 &&
        PyObject_SetAttrString(instance, "b", Py_True) == 0)
        dict = PyObject_GenericGetDict(instance, NULL);
    bool right = dict != NULL && reads_dict(dict);
    Py_XDECREF(dict);
    Py_XDECREF(instance);
    Py_XDECREF(type);
    return right;
}

static bool reads_strs(void) {
    PyObject *ascii = PyUnicode_FromString("key"), *wide = PyUnicode_FromOrdinal(0x20AC);
    size_t length;
    bool right = ascii != NULL && wide != NULL && internals_is_compact_ascii(ascii) &&
                 !internals_is_compact_ascii(wide) && memcmp(internals_ascii_data(ascii), "key", 4) == 0 &&
                 PyObject_Hash(ascii) != -1 && internals_str_hash(ascii) == PyObject_Hash(ascii) &&
                 internals_str_cached_utf8(wide, &length) == NULL;
    if (right) {
        Py_ssize_t expected;
        const char *text = PyUnicode_AsUTF8AndSize(wide, &expected);
        right = text != NULL && internals_str_cached_utf8(wide, &length) == (const uint8_t *)text &&
                length == (size_t)expected;
    }
    Py_XDECREF(ascii);
    Py_XDECREF(wide);
    return right;
}

/* -- all tests -- */

static bool reads_rightly(void) {
    return reads_ints() && reads_dicts() && reads_frozendict() && reads_split_dict() && reads_version() && reads_strs();
}

static bool builds_rightly(const internals_images *images) {
    return self_test_numbers(images) && self_test_strings(images) && self_test_dict(3) && self_test_dict(5) &&
           self_test_dict(10) && self_test_dict(MOST_KEYS) && self_test_list();
}

/* Raises the ImportError. The package recognises it by its `name`, that of the module to import instead. */
static void refuse(void) {
    PyErr_Clear();
    PyObject *message = PyUnicode_FromString("lanejson was built for objects of another layout than this CPython's");
    PyObject *name = PyUnicode_FromString("lanejson._public");
    if (message != NULL && name != NULL)
        PyErr_SetImportError(message, name, NULL);
    Py_XDECREF(message);
    Py_XDECREF(name);
}

/* Tests reading first, which does the least harm with another layout. Out of memory proves nothing. */
bool lane_py_layout_is_known(internals_images *images) {
    if (has_sizes() && reads_rightly() && images_make(images) && builds_rightly(images))
        return true;
    PyObject *error = PyErr_Occurred();
    if (error == NULL || !PyErr_GivenExceptionMatches(error, PyExc_MemoryError))
        refuse();
    return false;
}

#endif
