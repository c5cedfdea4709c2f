/* SPDX-License-Identifier: MIT */
/* The order of keys: by code points, which is also the order of their bytes in UTF-8. */
#include "keys.h"

/* -- keys that cannot fail -- */

bool lane_py_has_surrogate(PyObject *str) {
    if (!pycompat_str_ready(str) || PyUnicode_KIND(str) == PyUnicode_1BYTE_KIND)
        return false;
    for (Py_ssize_t i = 0, n = PyUnicode_GET_LENGTH(str); i < n; i++) {
        if (Py_UNICODE_IS_SURROGATE(PyUnicode_READ_CHAR(str, i)))
            return true;
    }
    return false;
}

bool lane_py_is_infallible_wide_str(const lane_encoder *e, PyObject *key) {
    return pycompat_str_ready(key) && !(e->context.call->flags & DUMPS_NATIVE && lane_py_has_surrogate(key));
}

/* -- order -- */

/* The sorted records. Most comparisons need only `start`. */
typedef struct {
    uint64_t start;         /* the first eight bytes of the key's UTF-8, big-endian, padded with 0 */
    PyObject *const *entry; /* key and value */
} sort_record;

/* Longest run of records that is sorted by insertion; longer ones are merged. */
#define SORT_RUN 16
/* Most records that are sorted on the stack. */
#define SORT_FEW 64

/* -- comparing -- */

static uint64_t big_endian(const uint8_t *p) {
    return bits_swap64(lane_load64(p));
}

static uint64_t start_beyond_ascii(PyObject *key) {
    uint8_t utf8[8 + 3] = {0};
    const Py_ssize_t n = PyUnicode_GET_LENGTH(key);
    size_t length = 0;
    for (Py_ssize_t i = 0; i < n && length < 8; i++) {
        const Py_UCS4 c = PyUnicode_READ_CHAR(key, i);
        if (c < 0x80) {
            utf8[length++] = (uint8_t)c;
        } else if (c < 0x800) {
            utf8[length++] = (uint8_t)(0xC0 | c >> 6);
            utf8[length++] = (uint8_t)(0x80 | (c & 0x3F));
        } else {
            if (c < 0x10000) {
                utf8[length++] = (uint8_t)(0xE0 | c >> 12);
            } else {
                utf8[length++] = (uint8_t)(0xF0 | c >> 18);
                utf8[length++] = (uint8_t)(0x80 | (c >> 12 & 0x3F));
            }
            utf8[length++] = (uint8_t)(0x80 | (c >> 6 & 0x3F));
            utf8[length++] = (uint8_t)(0x80 | (c & 0x3F));
        }
    }
    return big_endian(utf8);
}

static uint64_t start_of(PyObject *key) {
    if (LANE_UNLIKELY(!internals_is_compact_ascii(key)))
        return start_beyond_ascii(key);
    const uint8_t *text = internals_ascii_data(key);
    const size_t n = (size_t)PyUnicode_GET_LENGTH(key);
    if (LANE_LIKELY(n >= 8))
        return big_endian(text);
    /* Reads up to 7 bytes before the text: they are in the object's header. */
    return n == 0 ? 0 : bits_swap64(lane_load64(text + n - 8) >> (64 - 8 * n));
}

/* Compares two keys whose first eight bytes are equal. */
static bool is_less_later(PyObject *a, PyObject *b) {
    if (!internals_is_compact_ascii(a) || !internals_is_compact_ascii(b))
        return PyUnicode_Compare(a, b) < 0;
    const uint8_t *s = internals_ascii_data(a), *t = internals_ascii_data(b);
    const size_t n = (size_t)PyUnicode_GET_LENGTH(a), m = (size_t)PyUnicode_GET_LENGTH(b), least = n < m ? n : m;
    for (size_t i = 8; i < least; i += 8) {
        const size_t at = i + 8 <= least ? i : least - 8; /* the last word may overlap the previous one */
        const uint64_t x = big_endian(s + at), y = big_endian(t + at);
        if (x != y)
            return x < y;
    }
    return n < m;
}

static bool is_less(const sort_record *a, const sort_record *b) {
    return LANE_LIKELY(a->start != b->start) ? a->start < b->start : is_less_later(*a->entry, *b->entry);
}

/* -- sorting: stable, and never slower than n log n -- */

static void sort_run(sort_record *records, size_t n) {
    for (size_t i = 1; i < n; i++) {
        const sort_record record = records[i];
        size_t at = i;
        for (; at > 0 && is_less(&record, &records[at - 1]); at--)
            records[at] = records[at - 1];
        records[at] = record;
    }
}

/* Merges two adjacent runs into dst. */
static void merge(sort_record *dst, const sort_record *a, size_t n, const sort_record *b, size_t m) {
    const sort_record *const a_end = a + n, *const b_end = b + m;
    while (a != a_end && b != b_end)
        *dst++ = is_less(b, a) ? *b++ : *a++;
    memcpy(dst, a, (size_t)(a_end - a) * sizeof *a);
    memcpy(dst + (a_end - a), b, (size_t)(b_end - b) * sizeof *b);
}

/* Returns the sorted records, in either of the two buffers, which have room for n each. */
static const sort_record *sort(sort_record *records, sort_record *other, size_t n) {
    for (size_t i = 0; i < n; i += SORT_RUN)
        sort_run(records + i, n - i < SORT_RUN ? n - i : SORT_RUN);
    for (size_t run = SORT_RUN; run < n; run *= 2) {
        for (size_t i = 0; i < n; i += 2 * run) {
            const size_t a = n - i < run ? n - i : run, b = n - i - a < run ? n - i - a : run;
            merge(other + i, records + i, a, records + i + a, b);
        }
        sort_record *sorted = other;
        other = records;
        records = sorted;
    }
    return records;
}

/* Stores the entries of a table as records; false, with or without an exception set, if a key is not infallible. */
static bool collect(const lane_encoder *e, sort_record *records, const internals_table *table) {
    for (Py_ssize_t i = 0; i < table->count; i++) {
        PyObject *const *entry = (PyObject *const *)(table->first + (size_t)i * table->stride);
        if (LANE_UNLIKELY(entry[1] == NULL))
            continue;
        if (LANE_UNLIKELY(!lane_py_is_infallible_str(e, entry[0])))
            return false;
        *records++ = (sort_record){start_of(entry[0]), entry};
    }
    return true;
}

bool lane_py_sort_entries(const lane_encoder *e, PyObject **ret, const internals_table *table, size_t n) {
    sort_record few[2 * SORT_FEW], *records = few;
    if (n > SORT_FEW) {
        records =
            n > PY_SSIZE_T_MAX / (4 * sizeof *records) ? NULL : (sort_record *)PyMem_Malloc(2 * n * sizeof *records);
        if (records == NULL) {
            PyErr_NoMemory();
            return false;
        }
    }
    const bool easy = collect(e, records, table);
    if (LANE_LIKELY(easy)) {
        const sort_record *sorted = sort(records, records + n, n);
        for (size_t i = 0; i < n; i++) {
            ret[2 * i] = sorted[i].entry[0];
            ret[2 * i + 1] = sorted[i].entry[1];
        }
    }
    if (records != few)
        PyMem_Free(records);
    return easy;
}
