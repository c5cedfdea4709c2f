/* SPDX-License-Identifier: MIT */
/* The separators of a call, from the arguments of each face. */
#include "separators.h"

/* Initialisers of the common separators. */
#define TEXT_OF(text, word) \
    { (const uint8_t *)(text), sizeof(text) - 1, 1, word }
#define COMMA TEXT_OF(",", ',')
#define COLON TEXT_OF(":", ':')
#define COMMA_SPACE TEXT_OF(", ", ',' | ' ' << 8)
#define COLON_SPACE TEXT_OF(": ", ':' | ' ' << 8)
#define IN_LINE \
    { NULL, 0, 1, 0 }
/* n spaces a level; needs no memory. */
#define SPACES(n) \
    { (const uint8_t *)"", n, 0, 0 }

const dumps_separators lane_py_compact = {COMMA, COLON, IN_LINE, SEPARATORS_LINE};
const dumps_separators lane_py_spaced = {COMMA_SPACE, COLON_SPACE, IN_LINE, SEPARATORS_LINE};
const dumps_separators lane_py_indented = {COMMA, COLON_SPACE, SPACES(2), SEPARATORS_LINES};

/* Returns one or two ASCII characters as dumps_separator.word; else 0. */
static uint32_t word_of(const dumps_separator *separator) {
    if (separator->kind != 1 || separator->length < 1 || separator->length > 2)
        return 0;
    unsigned first = separator->units[0], last = separator->units[separator->length - 1];
    return (first | last) >= 0x80 || first == 0 || last == 0 ? 0 : separator->length == 1 ? first : first | last << 8;
}

/* Most spaces of a level: more than memory holds, and times 2^17 levels and 4 bytes still a Py_ssize_t. */
#define INDENT_MOST ((Py_ssize_t)1 << (sizeof(Py_ssize_t) * 8 - 21))

/* Sets a separator to the characters of a str; *ret_held owns their memory. */
static bool separator_of_str(PyObject *str, bool to_bytes, dumps_separator *ret, PyObject **ret_held) {
    if (!pycompat_str_ready(str))
        return false;
    if (to_bytes && !PyUnicode_IS_ASCII(str)) {
        *ret_held = PyUnicode_AsEncodedString(str, "utf-8", "surrogatepass");
        if (*ret_held == NULL)
            return false;
        *ret =
            (dumps_separator){(const uint8_t *)PyBytes_AS_STRING(*ret_held), (size_t)PyBytes_GET_SIZE(*ret_held), 1, 0};
        return true;
    }
    *ret_held = Py_NewRef(str);
    *ret = (dumps_separator){(const uint8_t *)PyUnicode_DATA(str), (size_t)PyUnicode_GET_LENGTH(str),
                             (unsigned)PyUnicode_KIND(str), 0};
    ret->word = word_of(ret);
    return true;
}

static dumps_arrangement arrangement_of(const dumps_separators *separators) {
    if (separators->item.word == 0 || separators->key.word == 0)
        return SEPARATORS_FREE;
    return separators->indent.units == NULL ? SEPARATORS_LINE
           : separators->indent.kind == 0   ? SEPARATORS_LINES
                                            : SEPARATORS_FREE;
}

bool lane_py_layout_set(lane_py_layout *layout, bool to_bytes, PyObject *indent, PyObject *item, PyObject *key) {
    dumps_separators *separators = &layout->separators;
    *separators = lane_py_spaced;
    if (indent != NULL && indent != Py_None) {
        separators->item = lane_py_indented.item;
        if (PyUnicode_Check(indent)) {
            if (!separator_of_str(indent, to_bytes, &separators->indent, &layout->held[0]))
                return false;
        } else {
            Py_ssize_t n = PyNumber_AsSsize_t(indent, PyExc_OverflowError);
            if (n == -1 && PyErr_Occurred())
                return false;
            if (n > INDENT_MOST) {
                PyErr_NoMemory();
                return false;
            }
            separators->indent = (dumps_separator)SPACES(n < 0 ? 0 : (size_t)n);
        }
    }
    if ((item != NULL && !separator_of_str(item, to_bytes, &separators->item, &layout->held[1])) ||
        (key != NULL && !separator_of_str(key, to_bytes, &separators->key, &layout->held[2])))
        return false;
    separators->arrangement = arrangement_of(separators);
    return true;
}

void lane_py_layout_release(lane_py_layout *layout) {
    for (size_t i = 0; i < 3; i++)
        Py_CLEAR(layout->held[i]);
}

const dumps_separators *lane_py_separators_common(const dumps_separators *separators) {
    static const dumps_separators *const common[] = {&lane_py_compact, &lane_py_spaced, &lane_py_indented};
    for (size_t i = 0; i < 3; i++) {
        if (separators->arrangement != SEPARATORS_FREE && separators->arrangement == common[i]->arrangement &&
            separators->item.word == common[i]->item.word && separators->key.word == common[i]->key.word &&
            separators->indent.length == common[i]->indent.length)
            return common[i];
    }
    return NULL;
}

static Py_UCS4 most_of_kind(unsigned kind) {
    return kind == 1 ? 0x7F : kind == 2 ? 0xFFFF : 0x10FFFF;
}

Py_UCS4 lane_py_separators_most(const dumps_separators *separators) {
    const dumps_separator *const all[] = {&separators->item, &separators->key, &separators->indent};
    Py_UCS4 most = 0x7F;
    for (size_t i = 0; i < 3; i++) {
        for (size_t k = 0; all[i]->kind == 1 && k < all[i]->length && most == 0x7F; k++)
            most = all[i]->units[k] >= 0x80 ? 0xFF : most;
        if (all[i]->kind > 1 && most_of_kind(all[i]->kind) > most)
            most = most_of_kind(all[i]->kind);
    }
    return most;
}
