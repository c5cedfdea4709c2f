/* SPDX-License-Identifier: MIT */
/* The internal fields of CPython's objects: the only file that reads or writes them. Each function states its
 * assumptions.
 *
 * With LANE_PYINTERNALS=0 each function calls the public API instead: with the Meson option pyinternals=false, in
 * builds with an unknown layout, and always in the second extension, _public. With 1, layout.c tests all assumptions at
 * import; if one fails, the package imports _public.
 *
 * Assumes CPython 3.11-3.15 with the GIL, not a debug build. */
#ifndef LANE_PY_PYINTERNALS_H
#define LANE_PY_PYINTERNALS_H

#include "pycompat.h"

#include "../../src/base/base.h"

#ifndef LANE_PYINTERNALS
#define LANE_PYINTERNALS LANE_PY_KNOWN_LAYOUT
#endif

/* Copies of the headers of new objects. A new object starts as a copy; only the fields named here are then set. So the
 * other contents of a header (type, reference count, state bits) are copied, not assumed. */
typedef struct {
    PyASCIIObject ascii;            /* ASCII str: set the length */
    PyCompactUnicodeObject wide[3]; /* non-ASCII str of 1, 2 and 4 bytes a character: set the length */
    PyBytesObject bytes;            /* bytes: set the size */
    PyFloatObject number;           /* float: set ob_fval */
    unsigned char integer[32];      /* int: set the size with the sign, and the digits */
} internals_images;

/* Bytes before the data of a compact str: ASCII, and others. */
#define INTERNALS_ASCII_HEAD sizeof(PyASCIIObject)
#define INTERNALS_WIDE_HEAD sizeof(PyCompactUnicodeObject)

#if LANE_PYINTERNALS

/* -- str: the data of a compact str follow its header -- */

/* Returns an ASCII str of n >= 1 bytes with its terminating 0; the caller fills the data, *ret. The memory is rounded
 * up to a multiple of 16 bytes, so up to 15 bytes after the 0 may be overwritten while filling. NULL without memory; no
 * exception set. */
LANE_INLINE PyObject *internals_ascii_new(const internals_images *images, size_t n, uint8_t **ret) {
    PyASCIIObject *o = (PyASCIIObject *)PyObject_Malloc((sizeof(PyASCIIObject) + n + 1 + 15) & ~(size_t)15);
    if (LANE_UNLIKELY(o == NULL))
        return NULL;
    memcpy(o, &images->ascii, sizeof *o);
    o->length = (Py_ssize_t)n;
    *ret = (uint8_t *)(o + 1);
    (*ret)[n] = 0;
    return (PyObject *)o;
}

/* Returns a str of n characters, whose maximum `max` determines their width of 1, 2 or 4 bytes. The memory is rounded
 * up as for ASCII, after a terminating 0. */
LANE_INLINE PyObject *internals_wide_new(const internals_images *images, size_t n, uint32_t max, void **ret) {
    unsigned which = max <= 0xFF ? 0 : max <= 0xFFFF ? 1 : 2, kind = 1u << which;
    PyCompactUnicodeObject *o =
        (PyCompactUnicodeObject *)PyObject_Malloc((sizeof *o + (n + 1) * kind + 15) & ~(size_t)15);
    if (LANE_UNLIKELY(o == NULL))
        return NULL;
    memcpy(o, &images->wide[which], sizeof *o);
    o->_base.length = (Py_ssize_t)n;
    *ret = o + 1;
#if LANE_PY_MINOR < 12
    if (o->_base.wstr != NULL) { /* a str with units of wchar_t is its own wchar_t string */
        o->_base.wstr = (wchar_t *)(void *)(o + 1);
        o->wstr_length = (Py_ssize_t)n;
    }
#endif
    memset((uint8_t *)(o + 1) + n * kind, 0, kind);
    return (PyObject *)o;
}

/* Truncates an unpublished compact str to n >= 1 characters of `kind` bytes in place; its memory keeps its size. False
 * if that is impossible here. */
static inline bool internals_str_cut(PyObject *o, size_t n, unsigned kind) {
    ((PyASCIIObject *)o)->length = (Py_ssize_t)n;
#if LANE_PY_MINOR < 12
    if (((PyASCIIObject *)o)->wstr != NULL && !((PyASCIIObject *)o)->state.ascii)
        ((PyCompactUnicodeObject *)o)->wstr_length = (Py_ssize_t)n;
#endif
    memset((uint8_t *)PyUnicode_DATA(o) + n * kind, 0, kind);
    return true;
}

/* Returns whether a str is compact ASCII, by one test of both bits. */
LANE_INLINE bool internals_is_compact_ascii(PyObject *o) {
    const PyASCIIObject both = {.state = {.compact = 1, .ascii = 1}};
    uint32_t bits, mask;
    memcpy(&bits, &((const PyASCIIObject *)o)->state, sizeof bits);
    memcpy(&mask, &both.state, sizeof mask);
    return (bits & mask) == mask;
}

/* Returns whether a str is compact and not ASCII, with units of `kind` bytes. */
LANE_INLINE bool internals_is_compact(PyObject *o, unsigned kind) {
    const PyASCIIObject wanted = {.state = {.compact = 1, .kind = kind}};
    const PyASCIIObject all = {.state = {.compact = 1, .ascii = 1, .kind = 7}};
    uint32_t bits, value, mask;
    memcpy(&bits, &((const PyASCIIObject *)o)->state, sizeof bits);
    memcpy(&value, &wanted.state, sizeof value);
    memcpy(&mask, &all.state, sizeof mask);
    return (bits & mask) == value;
}

/* Returns the data of a compact ASCII str. */
LANE_INLINE const uint8_t *internals_ascii_data(PyObject *o) {
    return (const uint8_t *)((PyASCIIObject *)o + 1);
}

/* Returns the data of a compact non-ASCII str. */
LANE_INLINE const uint8_t *internals_wide_data(PyObject *o) {
    return (const uint8_t *)((PyCompactUnicodeObject *)o + 1);
}

/* Returns the hash of an exact str, which must have been computed: keys in a dict have it. */
LANE_INLINE Py_hash_t internals_str_hash(PyObject *o) {
    return ((PyASCIIObject *)o)->hash;
}

/* -- bytes: the data follow the header -- */

/* Returns a bytes of n >= 2 bytes with its terminating 0; the caller fills the data, *ret. NULL without memory; no
 * exception set. */
LANE_INLINE PyObject *internals_bytes_new(const internals_images *images, size_t n, uint8_t **ret) {
    PyBytesObject *o = (PyBytesObject *)PyObject_Malloc(offsetof(PyBytesObject, ob_sval) + n + 1);
    if (LANE_UNLIKELY(o == NULL))
        return NULL;
    memcpy(o, &images->bytes, offsetof(PyBytesObject, ob_sval));
    Py_SET_SIZE((PyVarObject *)o, (Py_ssize_t)n);
    *ret = (uint8_t *)o->ob_sval;
    (*ret)[n] = 0;
    return (PyObject *)o;
}

/* -- float -- */

LANE_INLINE PyObject *internals_float_new(const internals_images *images, double value) {
    PyFloatObject *o = (PyFloatObject *)PyObject_Malloc(sizeof *o);
    if (LANE_UNLIKELY(o == NULL))
        return NULL;
    memcpy(o, &images->number, sizeof *o);
    o->ob_fval = value;
    return (PyObject *)o;
}

/* -- int: 30-bit digits after a header whose size word holds count and sign -- */

#define INTERNALS_DIGIT_BITS 30

LANE_INLINE uint32_t *internals_int_digits(void *o) {
#if LANE_PY_MINOR >= 12
    return ((PyLongObject *)o)->long_value.ob_digit;
#else
    return ((PyLongObject *)o)->ob_digit;
#endif
}

/* Without a branch: signs may be unpredictable. */
LANE_INLINE void internals_int_set_size(void *o, unsigned digits, bool negative) {
#if LANE_PY_MINOR >= 12
    ((PyLongObject *)o)->long_value.lv_tag = (uintptr_t)digits << 3 | (uintptr_t)negative << 1; /* 2: negative */
#else
    ((PyVarObject *)o)->ob_size = ((Py_ssize_t)digits ^ -(Py_ssize_t)negative) + negative;
#endif
}

/* An int of 2^60 or more: of three digits. */
static LANE_NOINLINE LANE_MAYBE_UNUSED PyObject *internals_int_long(const internals_images *images, bool negative,
                                                                    uint64_t magnitude) {
    void *o = PyObject_Malloc(36); /* head and digits */
    if (LANE_UNLIKELY(o == NULL))
        return NULL;
    memcpy(o, images->integer, 32);
    internals_int_set_size(o, 3, negative);
    for (unsigned i = 0; i < 3; i++)
        internals_int_digits(o)[i] = magnitude >> i * INTERNALS_DIGIT_BITS & bits_below(INTERNALS_DIGIT_BITS);
    return (PyObject *)o;
}

/* Returns a new int. Not for -5..256, since CPython has one shared object for each. */
LANE_INLINE PyObject *internals_int_new(const internals_images *images, int64_t value) {
    const uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    if (LANE_UNLIKELY(magnitude >> (2 * INTERNALS_DIGIT_BITS) != 0))
        return internals_int_long(images, value < 0, magnitude);
    void *o = PyObject_Malloc(32); /* header and two digits; the same size class as one digit */
    if (LANE_UNLIKELY(o == NULL))
        return NULL;
    memcpy(o, images->integer, 32);
    internals_int_set_size(o, 1 + (magnitude >> INTERNALS_DIGIT_BITS != 0), value < 0);
    const uint64_t pair = (magnitude & bits_below(INTERNALS_DIGIT_BITS)) | magnitude >> INTERNALS_DIGIT_BITS << 32;
    memcpy(internals_int_digits(o), &pair, 8);
    return (PyObject *)o;
}

/* -- list: ob_item, from the MEM allocator -- */

#define INTERNALS_LIST_SHORT 16 /* longest list copied two items at a time, without a call */

/* Makes an array the items of an empty list. */
LANE_INLINE void internals_list_adopt(PyObject *list, PyObject **room, size_t n) {
    ((PyListObject *)list)->ob_item = room;
    ((PyListObject *)list)->allocated = (Py_ssize_t)n;
    Py_SET_SIZE((PyVarObject *)list, (Py_ssize_t)n);
}

/* Returns a list that steals the n >= 1 references at `items`, after which one more entry must be readable. On failure
 * the caller keeps them. */
LANE_INLINE PyObject *internals_list_new(PyObject **items, size_t n) {
    PyObject *list = PyList_New(0);
    if (LANE_UNLIKELY(list == NULL))
        return NULL;
    PyObject **room = (PyObject **)PyMem_Malloc((n + n % 2) * sizeof *room);
    if (LANE_UNLIKELY(room == NULL)) {
        Py_DECREF(list);
        return PyErr_NoMemory();
    }
    if (LANE_LIKELY(n <= INTERNALS_LIST_SHORT)) {
        for (size_t i = 0; i < n; i += 2)
            memcpy(room + i, items + i, 2 * sizeof *room);
    } else {
        memcpy(room, items, n * sizeof *room);
    }
    internals_list_adopt(list, room, n);
    return list;
}

/* As internals_list_new, for an array from PyMem_Malloc, which the list takes over on success. */
static inline PyObject *internals_list_of(PyObject **array, size_t n) {
    PyObject *list = PyList_New(0);
    if (LANE_UNLIKELY(list == NULL))
        return NULL;
    PyObject **room = (PyObject **)PyMem_Realloc(array, n * sizeof *room);
    internals_list_adopt(list, room == NULL ? array : room, n);
    return list;
}

/* -- dict: a table of keys that are all exact str (DICT_KEYS_UNICODE): a header, 2^log2_size indices, then entries.
 *
 *    header | index of slot 0, 1, ... (1, 2 or 4 bytes each; -1 is empty) | {key, value} {key, value} ...
 *
 * A table has entries for two thirds of its slots. The OBJ allocator owns it on 3.11 and 3.12, MEM on later versions.
 * -- */

typedef struct {
    Py_ssize_t references;
    uint8_t log2_size, log2_index_bytes, kind;
    uint32_t version;
    Py_ssize_t usable, count;
    /* indices */
} internals_keys;

typedef struct {
    PyObject *key, *value;
} internals_entry;

#define INTERNALS_KEYS_UNICODE 1
#define INTERNALS_KEYS_MOST ((size_t)1 << 30)

LANE_INLINE size_t internals_keys_usable(unsigned log2_size) {
    return ((size_t)2 << log2_size) / 3;
}

/* Returns the size of the smallest table for n keys; CPython's smallest has 8 slots. */
LANE_INLINE unsigned internals_keys_log2(size_t n) {
    unsigned log2_size = 3;
    if (LANE_LIKELY(n <= 5))
        return log2_size;
    log2_size = 63 - bits_clz64(n + n / 2);
    return internals_keys_usable(log2_size) >= n ? log2_size : log2_size + 1;
}

LANE_INLINE unsigned internals_keys_log2_index_bytes(unsigned log2_size) {
    return log2_size < 8 ? log2_size : log2_size < 16 ? log2_size + 1 : log2_size + 2;
}

/* Returns the bytes of a table without its entries. */
LANE_INLINE size_t internals_keys_head(unsigned log2_size) {
    return sizeof(internals_keys) + ((size_t)1 << internals_keys_log2_index_bytes(log2_size));
}

LANE_INLINE void *internals_keys_malloc(size_t size) {
#if LANE_PY_MINOR >= 13
    return PyMem_Malloc(size);
#else
    return PyObject_Malloc(size);
#endif
}

LANE_INLINE void internals_keys_init(internals_keys *keys, unsigned log2_size) {
    keys->references = 1;
    keys->log2_size = (uint8_t)log2_size;
    keys->log2_index_bytes = (uint8_t)internals_keys_log2_index_bytes(log2_size);
    keys->kind = INTERNALS_KEYS_UNICODE;
    keys->version = 0;
    keys->usable = (Py_ssize_t)internals_keys_usable(log2_size);
    keys->count = 0;
    memset(keys + 1, 0xFF, (size_t)1 << keys->log2_index_bytes);
}

LANE_INLINE int32_t internals_index_get(const internals_keys *keys, size_t slot) {
    const void *indices = keys + 1;
    return keys->log2_size < 8    ? ((const int8_t *)indices)[slot]
           : keys->log2_size < 16 ? ((const int16_t *)indices)[slot]
                                  : ((const int32_t *)indices)[slot];
}

LANE_INLINE void internals_index_set(internals_keys *keys, size_t slot, size_t entry) {
    void *indices = keys + 1;
    if (keys->log2_size < 8)
        ((int8_t *)indices)[slot] = (int8_t)entry;
    else if (keys->log2_size < 16)
        ((int16_t *)indices)[slot] = (int16_t)entry;
    else
        ((int32_t *)indices)[slot] = (int32_t)entry;
}

static LANE_NOINLINE bool internals_same_str(PyObject *a, PyObject *b) {
    return PyUnicode_Compare(a, b) == 0;
}

/* Inserts a key (exact str, hash known) into a table with room. Returns the entry of an equal key, or SIZE_MAX if there
 * was none. The probe sequence is that of dictobject.c, so that its lookup finds the key. */
LANE_INLINE size_t internals_keys_put(internals_keys *keys, internals_entry *entries, PyObject *key) {
    Py_hash_t hash = internals_str_hash(key);
    size_t mask = ((size_t)1 << keys->log2_size) - 1, slot = (size_t)hash & mask, perturb = (size_t)hash;
    for (;;) {
        int32_t there = internals_index_get(keys, slot);
        if (LANE_LIKELY(there < 0))
            break;
        PyObject *other = entries[there].key;
        if (LANE_UNLIKELY(other == key || (internals_str_hash(other) == hash && internals_same_str(other, key))))
            return (size_t)there;
        perturb >>= 5;
        slot = (slot * 5 + perturb + 1) & mask;
    }
    internals_index_set(keys, slot, (size_t)keys->count);
    entries[keys->count].key = key;
    keys->count++;
    keys->usable--;
    return SIZE_MAX;
}

/* Makes a filled table the table of an empty dict. track: a value may be part of a reference cycle, so the collector
 * must track the dict. */
LANE_INLINE void internals_dict_adopt(PyObject *dict, internals_keys *keys, bool track) {
    PyDictObject *d = (PyDictObject *)dict;
#if LANE_PY_MINOR == 11
    ((internals_keys *)d->ma_keys)->references--; /* the shared empty table; immortal from 3.12 on */
#endif
    d->ma_keys = (PyDictKeysObject *)keys;
    d->ma_used = keys->count;
#if LANE_PY_MINOR < 14
    if (track)
        PyObject_GC_Track(dict);
#else
    (void)track; /* tracked from creation */
#endif
}

/* Returns a dict of n >= 1 key-value pairs, whose references it steals on success; keys are exact str with known hash.
 * Of equal keys the last value stays, at the position of the first. */
static inline PyObject *internals_dict_from_pairs(PyObject **pairs, size_t n, bool track) {
    if (LANE_UNLIKELY(n > INTERNALS_KEYS_MOST))
        return PyErr_NoMemory();
    unsigned log2_size = internals_keys_log2(n);
    size_t head = internals_keys_head(log2_size);
    PyObject *dict = PyDict_New();
    if (LANE_UNLIKELY(dict == NULL))
        return NULL;
    internals_keys *keys =
        (internals_keys *)internals_keys_malloc(head + sizeof(internals_entry) * internals_keys_usable(log2_size));
    if (LANE_UNLIKELY(keys == NULL)) {
        Py_DECREF(dict);
        return PyErr_NoMemory();
    }
    internals_keys_init(keys, log2_size);
    internals_entry *entries = (internals_entry *)((char *)keys + head);
    for (size_t i = 0; i < n; i++) {
        PyObject *key = pairs[2 * i], *value = pairs[2 * i + 1];
        size_t there = internals_keys_put(keys, entries, key);
        if (LANE_LIKELY(there == SIZE_MAX)) {
            entries[keys->count - 1].value = value;
        } else {
            Py_DECREF(key);
            Py_DECREF(entries[there].value);
            entries[there].value = value;
        }
    }
    memset(entries + keys->count, 0, sizeof *entries * (size_t)keys->usable);
    internals_dict_adopt(dict, keys, track);
    return dict;
}

/* -- reading str, int and dict -- */

/* Returns the UTF-8 that CPython has cached in a str that is not compact ASCII, and its length; NULL if there is
 * none. */
LANE_INLINE const uint8_t *internals_str_cached_utf8(PyObject *o, size_t *ret_length) {
    const PyCompactUnicodeObject *str = (const PyCompactUnicodeObject *)o;
    *ret_length = (size_t)str->utf8_length;
    return (const uint8_t *)str->utf8;
}

/* Returns the number of an int's digits, and its sign. */
LANE_INLINE size_t internals_int_count(PyObject *o, bool *ret_negative) {
#if LANE_PY_MINOR >= 12
    uintptr_t tag = ((PyLongObject *)o)->long_value.lv_tag;
    *ret_negative = (tag & 3) == 2;
    return tag >> 3;
#else
    Py_ssize_t size = ((PyVarObject *)o)->ob_size;
    *ret_negative = size < 0;
    return (size_t)(size < 0 ? -size : size);
#endif
}

/* Gets the sign and magnitude of an int of at most one digit; false if it has more. The digit of 0 is undefined. */
LANE_INLINE bool internals_int_get_short(PyObject *o, bool *ret_negative, uint64_t *ret_magnitude) {
#if LANE_PY_MINOR >= 12
    const uintptr_t tag = ((PyLongObject *)o)->long_value.lv_tag, digits = tag >> 3;
    const bool is_short = digits < 2;
    *ret_negative = tag >> 1 & 1;
#else
    const uintptr_t digits = (uintptr_t)((PyVarObject *)o)->ob_size; /* less than 0 for a negative int */
    const bool is_short = digits + 1 < 3;
    *ret_negative = digits >> (sizeof digits * 8 - 1);
#endif
    *ret_magnitude = digits == 0 ? 0 : *internals_int_digits(o);
    return is_short;
}

/* Gets the sign and magnitude of an int of at most 64 bits; false if it has more. */
LANE_INLINE bool internals_int_get(PyObject *o, bool *ret_negative, uint64_t *ret_magnitude) {
    if (LANE_LIKELY(internals_int_get_short(o, ret_negative, ret_magnitude)))
        return true;
    const size_t digits = internals_int_count(o, ret_negative);
    const uint32_t *digit = internals_int_digits(o);
    uint64_t magnitude = digit[0] | (uint64_t)digit[1] << INTERNALS_DIGIT_BITS;
    if (digits > 2) {
        if (digits > 3 || digit[2] >> (64 - 2 * INTERNALS_DIGIT_BITS) != 0)
            return false;
        magnitude |= (uint64_t)digit[2] << 2 * INTERNALS_DIGIT_BITS;
    }
    *ret_magnitude = magnitude;
    return true;
}

/* The keys and values of a dict: entry i is at first + i * stride; value NULL marks an unused entry. */
typedef struct {
    const char *first; /* NULL: use PyDict_Next */
    size_t stride;     /* bytes */
    Py_ssize_t count;  /* entries */
} internals_table;

#define INTERNALS_KEYS_GENERAL 0

/* Returns a dict's table, valid until the dict changes. General tables have a hash before each key. The values of a
 * split table are elsewhere, so it is left to PyDict_Next. */
LANE_INLINE internals_table internals_dict_table(PyObject *dict) {
    const PyDictObject *d = (const PyDictObject *)dict;
    const internals_keys *keys = (const internals_keys *)d->ma_keys;
    if (LANE_UNLIKELY(d->ma_values != NULL))
        return (internals_table){NULL, 0, 0};
    size_t hash = keys->kind == INTERNALS_KEYS_GENERAL ? sizeof(Py_hash_t) : 0;
    const char *entries = (const char *)(keys + 1) + ((size_t)1 << keys->log2_index_bytes);
    return (internals_table){entries + hash, sizeof(internals_entry) + hash, keys->count};
}

/* Prefetches the header of a dict's table and its first six to ten entries. */
LANE_INLINE void internals_dict_prefetch(PyObject *dict) {
    const char *keys = (const char *)((const PyDictObject *)dict)->ma_keys;
    for (size_t i = 0; i < 3 * 64; i += 64)
        LANE_PREFETCH(keys + i);
}

/* Returns whether two dicts have the same tables of keys and entries, except the version word. For the self-test. */
static inline bool internals_dict_same_table(PyObject *one, PyObject *other) {
    const internals_keys *a = (const internals_keys *)((PyDictObject *)one)->ma_keys;
    const internals_keys *b = (const internals_keys *)((PyDictObject *)other)->ma_keys;
    return ((PyDictObject *)one)->ma_used == ((PyDictObject *)other)->ma_used && a->log2_size == b->log2_size &&
           a->log2_index_bytes == b->log2_index_bytes && a->kind == b->kind && a->usable == b->usable &&
           a->count == b->count &&
           memcmp(a + 1, b + 1,
                  internals_keys_head(a->log2_size) - sizeof *a + (size_t)a->count * sizeof(internals_entry)) == 0;
}

/* Returns an attribute of a type, by its method resolution order: borrowed; NULL without an exception if there is
 * none. */
LANE_INLINE PyObject *internals_type_lookup(PyTypeObject *type, PyObject *name) {
    return _PyType_Lookup(type, name);
}

/* Returns a number for a type's current attributes: it changes with them and with those of its bases, and no other type
 * has it. 0 if there is none. */
LANE_INLINE unsigned internals_type_version(PyTypeObject *type) {
#if LANE_PY_MINOR < 13
    if (!PyType_HasFeature(type, Py_TPFLAGS_VALID_VERSION_TAG))
        return 0;
#endif
    return type->tp_version_tag;
}

/* Returns the value of an attribute in a slot of the object's own type: borrowed; NULL without an exception if it is
 * not in a slot, or is unset. */
LANE_INLINE PyObject *internals_slot(PyObject *object, PyObject *name) {
    PyObject *descriptor = _PyType_Lookup(Py_TYPE(object), name);
    if (descriptor == NULL || !Py_IS_TYPE(descriptor, &PyMemberDescr_Type) ||
        PyDescr_TYPE(descriptor) != Py_TYPE(object))
        return NULL;
    const PyMemberDef *member = ((PyMemberDescrObject *)descriptor)->d_member;
    PyObject *value = NULL;
    if (member->type == Py_T_OBJECT_EX)
        memcpy(&value, (const char *)object + member->offset, sizeof value);
    return value;
}

/* Stores an int of 0 to 2^128 - 1 in two halves. False with an exception set if it is out of range. */
static inline bool internals_int_get_128(PyObject *o, uint64_t *ret_high, uint64_t *ret_low) {
    bool negative;
    size_t digits = internals_int_count(o, &negative);
    const uint32_t *digit = internals_int_digits(o);
    if (LANE_UNLIKELY(negative || digits > 5 || (digits == 5 && digit[4] >> (128 - 4 * INTERNALS_DIGIT_BITS) != 0)))
        return pycompat_int_as_128(o, ret_high, ret_low);
    uint64_t all[5] = {0};
    for (size_t i = 0; i < digits; i++)
        all[i] = digit[i];
    static_assert(INTERNALS_DIGIT_BITS == 30, "the third digit ends the lower half, the fifth the upper one");
    *ret_low = all[0] | all[1] << 30 | all[2] << 60;
    *ret_high = all[2] >> 4 | all[3] << 26 | all[4] << 56;
    return true;
}

#else /* the public API */

LANE_INLINE unsigned internals_type_version(PyTypeObject *type) {
    (void)type;
    return 0;
}

LANE_INLINE PyObject *internals_slot(PyObject *object, PyObject *name) {
    (void)object;
    (void)name;
    return NULL;
}

LANE_INLINE PyObject *internals_type_lookup(PyTypeObject *type, PyObject *name) {
    (void)type;
    (void)name;
    return NULL;
}

static inline bool internals_int_get_128(PyObject *o, uint64_t *ret_high, uint64_t *ret_low) {
    return pycompat_int_as_128(o, ret_high, ret_low);
}

LANE_INLINE PyObject *internals_ascii_new(const internals_images *images, size_t n, uint8_t **ret) {
    (void)images;
    PyObject *o = PyUnicode_New((Py_ssize_t)n, 127);
    if (o != NULL)
        *ret = PyUnicode_1BYTE_DATA(o);
    return o;
}

LANE_INLINE PyObject *internals_wide_new(const internals_images *images, size_t n, uint32_t max, void **ret) {
    (void)images;
    PyObject *o = PyUnicode_New((Py_ssize_t)n, max);
    if (o != NULL)
        *ret = PyUnicode_DATA(o);
    return o;
}

static inline bool internals_str_cut(PyObject *o, size_t n, unsigned kind) {
    (void)o;
    (void)n;
    (void)kind;
    return false;
}

LANE_INLINE bool internals_is_compact_ascii(PyObject *o) {
    return PyUnicode_IS_COMPACT_ASCII(o);
}

LANE_INLINE bool internals_is_compact(PyObject *o, unsigned kind) {
    return PyUnicode_IS_COMPACT(o) && !PyUnicode_IS_ASCII(o) && PyUnicode_KIND(o) == kind;
}

LANE_INLINE const uint8_t *internals_ascii_data(PyObject *o) {
    return PyUnicode_1BYTE_DATA(o);
}

LANE_INLINE const uint8_t *internals_wide_data(PyObject *o) {
    return (const uint8_t *)PyUnicode_DATA(o);
}

LANE_INLINE PyObject *internals_bytes_new(const internals_images *images, size_t n, uint8_t **ret) {
    (void)images;
    PyObject *o = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)n);
    if (o != NULL)
        *ret = (uint8_t *)PyBytes_AS_STRING(o);
    return o;
}

LANE_INLINE PyObject *internals_float_new(const internals_images *images, double value) {
    (void)images;
    return PyFloat_FromDouble(value);
}

LANE_INLINE PyObject *internals_int_new(const internals_images *images, int64_t value) {
    (void)images;
    return PyLong_FromLongLong(value);
}

LANE_INLINE PyObject *internals_int_long(const internals_images *images, bool negative, uint64_t magnitude) {
    (void)images;
    return negative ? PyLong_FromLongLong((long long)(0 - magnitude)) : PyLong_FromUnsignedLongLong(magnitude);
}

LANE_INLINE PyObject *internals_list_new(PyObject **items, size_t n) {
    PyObject *list = PyList_New((Py_ssize_t)n);
    for (size_t i = 0; list != NULL && i < n; i++)
        PyList_SET_ITEM(list, (Py_ssize_t)i, items[i]);
    return list;
}

LANE_INLINE const uint8_t *internals_str_cached_utf8(PyObject *o, size_t *ret_length) {
    (void)o;
    (void)ret_length;
    return NULL;
}

LANE_INLINE bool internals_int_get_short(PyObject *o, bool *ret_negative, uint64_t *ret_magnitude) {
    (void)o;
    (void)ret_negative;
    (void)ret_magnitude;
    return false;
}

LANE_INLINE bool internals_int_get(PyObject *o, bool *ret_negative, uint64_t *ret_magnitude) {
    int overflow;
    long long value = PyLong_AsLongLongAndOverflow(o, &overflow);
    *ret_negative = value < 0;
    *ret_magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    if (LANE_LIKELY(overflow == 0))
        return true;
    if (overflow > 0) {
        *ret_negative = false;
        *ret_magnitude = PyLong_AsUnsignedLongLong(o);
        if (!PyErr_Occurred())
            return true;
        PyErr_Clear();
    }
    return false;
}

typedef struct {
    const char *first;
    size_t stride;
    Py_ssize_t count;
} internals_table;

LANE_INLINE internals_table internals_dict_table(PyObject *dict) {
    (void)dict;
    return (internals_table){NULL, 0, 0};
}

LANE_INLINE void internals_dict_prefetch(PyObject *dict) {
    (void)dict;
}

#endif

/* Returns a type's own attributes: borrowed; NULL for a builtin type in a subinterpreter. */
LANE_INLINE PyObject *internals_type_dict(PyTypeObject *type) {
    return type->tp_dict;
}

#if LANE_PY_VERSIONED_DICTS
/* Returns the version of a dict, which changes with the dict. Used in all builds: up to 3.11 Python.h declares it (PEP
 * 509). */
LANE_INLINE const uint64_t *internals_dict_version(PyObject *dict) {
    return &((PyDictObject *)dict)->ma_version_tag;
}
#endif

/* Builds a dict of pairs by the public API. Steals the references on success. */
static inline PyObject *internals_dict_from_pairs_public(PyObject **pairs, size_t n) {
    PyObject *dict = PyDict_New();
    for (size_t i = 0; dict != NULL && i < n; i++) {
        if (PyDict_SetItem(dict, pairs[2 * i], pairs[2 * i + 1]) < 0)
            Py_CLEAR(dict);
    }
    for (size_t i = 0; dict != NULL && i < 2 * n; i++)
        Py_DECREF(pairs[i]);
    return dict;
}

#endif
