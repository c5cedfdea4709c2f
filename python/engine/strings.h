/* SPDX-License-Identifier: MIT */
/* Creates strs from the bodies of strings: bytes or units, with or without escapes. */
#ifndef LANE_PY_STRINGS_H
#define LANE_PY_STRINGS_H

#include "sink.h"

#include "../../src/document/fault.h"

#include "../../src/kernel/project.h"
#include "../../src/kernel/utf8.h"
#include "../../src/kernel/utf8_words.h"

/* Copies n bytes to the data of a str, which is `head` bytes into the object. safe: 16 bytes after the source are
 * readable, and the destination is rounded up as in pyinternals.h; then copies whole vectors, after a first part that
 * aligns the remaining room to vectors. Writes the terminator, a unit of `kind` bytes, again. */
LANE_INLINE void decode_copy(uint8_t *data, const uint8_t *text, size_t n, size_t head, unsigned kind, bool safe) {
    if (LANE_LIKELY(safe && n <= 256)) {
        size_t i = head % 16;
        if (i != 0)
            memcpy(data, text, 8);
        for (; i < n; i += 16)
            memcpy(data + i, text + i, 16);
        memset(data + n, 0, kind);
    } else {
        memcpy(data, text, n);
    }
}

/* Returns a str of n ASCII characters. safe: 16 bytes after the source are readable. */
LANE_INLINE PyObject *decode_ascii(const lane_py_cache *cache, const uint8_t *text, size_t n, bool safe) {
    if (LANE_UNLIKELY(n <= 1)) {
        PyObject *o = n == 0 ? cache->empty : cache->latin1[*text];
        Py_INCREF(o);
        return o;
    }
    uint8_t *data;
    PyObject *o = internals_ascii_new(&cache->images, n, &data);
    if (LANE_UNLIKELY(o == NULL))
        return decode_or_no_memory(NULL);
    decode_copy(data, text, n, INTERNALS_ASCII_HEAD, 1, safe && LANE_PYINTERNALS);
    return o;
}

/* Returns a str of n >= 1 units of `kind` bytes that are not all ASCII. max: FF, FFFF or 10FFFF, the least that bounds
 * them. safe: 16 bytes after the source are readable. */
LANE_INLINE PyObject *decode_units_below(lane_sink *s, const uint8_t *units, size_t n, unsigned kind, uint32_t max,
                                         bool safe) {
    const unsigned width = max <= 0xFF ? 1 : max <= 0xFFFF ? 2 : 4;
    if (n == 1 && width == 1) {
        PyObject *o = s->cache->latin1[unit_get(units, kind)];
        Py_INCREF(o);
        return o;
    }
    void *data;
    PyObject *o = internals_wide_new(&s->cache->images, n, max, &data);
    if (LANE_UNLIKELY(o == NULL))
        return decode_or_no_memory(NULL);
    if (LANE_LIKELY(width == kind))
        decode_copy((uint8_t *)data, units, n * kind, INTERNALS_WIDE_HEAD, kind, safe && LANE_PYINTERNALS);
    else
        project_narrow((uint8_t *)data, units, n, kind, width);
    return o;
}

/* Bytes that the kernels of transcode.h and utf8.h may read before a string. */
#define DECODE_READABLE_BEFORE TRANSCODE_READABLE_BEFORE

/* Bytes for the units of n bytes of UTF-8; needed if vectors cannot pack them. */
#define DECODE_UNITS_ROOM(n) (SIMD_PACKS ? 0 : 4 * ((n) + UTF8_WORDS_SLACK))

/* Returns a str of well-formed UTF-8 or WTF-8. DECODE_READABLE_BEFORE bytes before `text` must be readable, and for
 * ASCII 16 after `end`. Reads nothing at or after `limit`. room: DECODE_UNITS_ROOM(end - text) bytes. */
static LANE_NOINLINE PyObject *decode_wide(lane_sink *s, const uint8_t *text, const uint8_t *end, const uint8_t *limit,
                                           uint8_t *room) {
    if (!SIMD_PACKS) {
        const utf8_units units = utf8_decode(room, text, end, limit);
        if (LANE_UNLIKELY(units.count == (size_t)(end - text)))
            return decode_ascii(s->cache, room, units.count, true);
        const uint32_t most = units.kind == 1 ? 0xFF : units.kind == 2 ? 0xFFFF : 0x10FFFF;
        return decode_units_below(s, room, units.count, units.kind, most, true);
    }
    uint32_t max;
    void *data;
    size_t n = utf8_measure(text, end, &max);
    if (LANE_UNLIKELY(max <= 0x7F))
        return decode_ascii(s->cache, text, n, true);
    if (n == 1 && max <= 0xFF) {
        PyObject *o = s->cache->latin1[(text[0] & 0x1F) << 6 | (text[1] & 0x3F)];
        Py_INCREF(o);
        return o;
    }
    PyObject *o = internals_wide_new(&s->cache->images, n, max, &data);
    if (LANE_UNLIKELY(o == NULL))
        return decode_or_no_memory(NULL);
    if (max <= 0xFF)
        utf8_to_latin1((uint8_t *)data, n, text, end);
    else if (max <= 0xFFFF)
        utf8_to_ucs2((uint16_t *)data, n, text, end);
    else
        utf8_to_ucs4((uint32_t *)data, n, text, end);
    return o;
}

/* Validates the whole text, at its first non-ASCII byte. */
static LANE_NOINLINE bool decode_check_utf8(lane_sink *s, walk_fault *fault) {
    const uint8_t *begin = s->call->text,
                  *at = utf8_invalid(begin, s->end, (s->call->flags & LANE_LONE_SURROGATES) != 0);
    if (at != NULL) {
        fault->code = LANE_ERROR_UTF8;
        fault->at = at;
        return false;
    }
    s->valid = true;
    return true;
}

/* Returns the least of FF, FFFF and 10FFFF that bounds all units. The first unit often decides. */
LANE_INLINE uint32_t decode_widest(const uint8_t *units, size_t n, unsigned kind) {
    const uint32_t first = unit_get(units, kind);
    if (kind == 1)
        return 0xFF;
    if (kind == 2)
        return first > 0xFF ? 0xFFFF : project_widest(units, n, 2);
    return first > 0xFFFF ? 0x10FFFF : project_widest(units, n, 4);
}

/* Returns a str of n >= 1 units that are not all ASCII. safe: 16 bytes after the source are readable. */
static LANE_NOINLINE PyObject *decode_units(lane_sink *s, const uint8_t *units, size_t n, unsigned kind, bool safe) {
    return decode_units_below(s, units, n, kind, decode_widest(units, n, kind), safe);
}

/* Returns the units of the text at p; NULL if it is UTF-8. */
LANE_INLINE const uint8_t *decode_units_at(const lane_sink *s, const uint8_t *p) {
    const lane_py_loads *call = s->call;
    return call->units == NULL ? NULL : call->units + (size_t)(p - call->text) * call->kind;
}

/* Returns a str for a string in a projection that has non-ASCII characters and escapes. */
static LANE_NOINLINE PyObject *decode_projected(lane_sink *s, const lane_string *text, walk_fault *fault) {
    const lane_py_loads *call = s->call;
    const size_t n = (size_t)(text->end - text->begin);
    const uint8_t *units = decode_units_at(s, text->begin);
    for (unsigned width = call->kind;; width = 4) {
        uint8_t *room = decode_bytes_room(s, n + SIMD_WIDTH, width + 1);
        if (room == NULL)
            return NULL;
        fault->code = LANE_OK;
        const uint8_t *end = project_unescape(room, width, units, call->kind, text->begin, text->end, s->end,
                                              call->flags, &fault->at, &fault->code);
        if (end != NULL)
            return decode_units(s, room, (size_t)(end - room) / width, width, false);
        if (fault->code != LANE_OK)
            return NULL;
    }
}

/* Returns a str for a string with escapes or non-ASCII characters. */
static LANE_NOINLINE PyObject *decode_str_odd(lane_sink *s, const lane_string *text, walk_fault *fault) {
    const bool high = (text->seen & STRING_NON_ASCII) != 0, escaped = (text->seen & STRING_ESCAPED) != 0;
    const bool ascii = (text->seen & (STRING_NON_ASCII | STRING_UNICODE)) == 0;
    if (high && s->call->units != NULL)
        return decode_projected(s, text, fault);
    if (high && !s->valid && !decode_check_utf8(s, fault))
        return NULL;
    const size_t n = (size_t)(text->end - text->begin), copy = DECODE_READABLE_BEFORE + n + 64;
    const bool here = !escaped && text->begin - s->call->text >= DECODE_READABLE_BEFORE;
    if (here && SIMD_PACKS)
        return decode_wide(s, text->begin, text->end, s->end, NULL);
    uint8_t *bytes = decode_bytes_room(s, copy + DECODE_UNITS_ROOM(n), 1), *end;
    if (bytes == NULL)
        return NULL;
    if (here)
        return decode_wide(s, text->begin, text->end, s->end, bytes);
    bytes += DECODE_READABLE_BEFORE;
    if (escaped)
        end = string_unescape(bytes, text->begin, text->end, s->end, s->call->flags, &fault->at, &fault->code);
    else
        end = (uint8_t *)memcpy(bytes, text->begin, n) + n;
    if (LANE_UNLIKELY(end == NULL))
        return NULL;
    return ascii ? decode_ascii(s->cache, bytes, (size_t)(end - bytes), true)
                 : decode_wide(s, bytes, end, end, bytes - DECODE_READABLE_BEFORE + copy);
}

LANE_INLINE PyObject *decode_str(lane_sink *s, const lane_string *text, walk_fault *fault) {
    const size_t n = (size_t)(text->end - text->begin);
    const bool safe = s->end - text->end >= 16;
    if (LANE_UNLIKELY(text->seen != 0)) {
        if (!(text->seen & STRING_ESCAPED) && s->call->units != NULL)
            return decode_units(s, decode_units_at(s, text->begin), n, s->call->kind, safe);
        const lane_string copy = *text; /* keeps text->end of the caller in a register */
        return decode_str_odd(s, &copy, fault);
    }
    return decode_ascii(s->cache, text->begin, n, safe);
}

LANE_INLINE bool sink_string(lane_sink *s, const lane_string *text, walk_fault *fault) {
    return decode_push(s, decode_str(s, text, fault));
}

/* Handles an unclosed string. In a document that may be cut off, stores its complete characters and escapes. */
LANE_INLINE bool sink_open_string(lane_sink *s, const lane_string *text, walk_fault *fault) {
    lane_string whole = *text;
    if (s->partial != NULL)
        whole.end = lane_fault_string_end(text->begin, text->end);
    PyObject *str = decode_str(s, &whole, fault);
    if (s->partial != NULL)
        Py_XSETREF(s->partial->open, Py_XNewRef(str));
    Py_XDECREF(str);
    return str != NULL;
}

/* Bytes that may be stored after the room given to string_decode and project_decode. */
#define DECODE_SLACK (4 * (size_t)STRING_TAIL)
static_assert(STRING_TAIL >= PROJECT_TAIL, "the tail holds the widest units, of four bytes");

/* Copies the n units before *text and decodes the units from *text up to the closing quote, to which it advances *text.
 * Returns the str; NULL, with or without an exception set, if sink_string must handle it. */
LANE_INLINE PyObject *decode_units_on(lane_sink *s, size_t n, const uint8_t **text) {
    const lane_py_loads *call = s->call;
    const unsigned kind = call->kind;
    uint8_t *const room = s->scratch->bytes;
    const uint8_t *units = decode_units_at(s, *text);
    memcpy(room, units - n * kind, n * kind);
    const size_t most = (s->scratch->bytes_room - DECODE_SLACK) / kind - n;
    const uint8_t *end = project_decode(room + n * kind, most, units, kind, text, s->end);
    return end == NULL ? NULL : decode_units(s, room, (size_t)(end - room) / kind, kind, true);
}

/* As decode_units_on, for bytes. */
LANE_INLINE PyObject *decode_bytes_on(lane_sink *s, size_t n, const uint8_t **text, uint64_t seen) {
    const lane_py_loads *call = s->call;
    uint8_t *const room = s->scratch->bytes + DECODE_READABLE_BEFORE;
    const size_t most = s->scratch->bytes_room - DECODE_SLACK - DECODE_READABLE_BEFORE - n;
    uint64_t more = 0;
    walk_fault fault;
    memcpy(room, *text - n, n);
    const uint8_t *end = string_decode(room + n, most, text, s->end, call->flags, &more);
    if (end == NULL)
        return NULL;
    seen |= more;
    if (LANE_LIKELY(seen == 0))
        return decode_ascii(s->cache, room, (size_t)(end - room), true);
    if ((seen & STRING_NON_ASCII) && call->units != NULL)
        return call->kind == 1 && seen == STRING_NON_ASCII ? decode_units(s, room, (size_t)(end - room), 1, true)
                                                           : NULL;
    if ((seen & STRING_NON_ASCII) && !s->valid && !decode_check_utf8(s, &fault))
        return NULL;
    const size_t length = (size_t)(end - room);
    if (length + DECODE_UNITS_ROOM(length) > n + most)
        return NULL;
    return decode_wide(s, room, end, end, room + length);
}

/* Pushes a str with escapes in one pass; see walk.h. NULL without an exception: sink_string handles the string again
 * and reports errors. */
static LANE_NOINLINE const uint8_t *decode_escaped(lane_sink *s, const uint8_t *begin, const uint8_t *stop,
                                                   uint64_t seen) {
    const bool wide = seen != 0 && s->call->units != NULL && s->call->kind != 1;
    const size_t size = wide ? s->call->kind : 1;
    const size_t n = stop - begin < BLOCK_SIZE ? 0 : (size_t)(stop - begin); /* a few bytes are quickly read again */
    const uint8_t *text = begin + n;
    if (LANE_UNLIKELY(s->scratch->bytes_room < DECODE_ROOM) && decode_bytes_room(s, DECODE_ROOM, 1) == NULL)
        goto refused;
    if (LANE_UNLIKELY(n > s->scratch->bytes_room / 2 / size))
        return NULL;
    PyObject *o = wide ? decode_units_on(s, n, &text) : decode_bytes_on(s, n, &text, seen);
    if (LANE_LIKELY(o != NULL) && LANE_LIKELY(decode_push(s, o)))
        return text;
    if (o == NULL && !PyErr_Occurred())
        return NULL;
refused:
    PyErr_Clear();
    return NULL;
}

LANE_INLINE const uint8_t *sink_escaped(lane_sink *s, const uint8_t *begin, const uint8_t *stop, uint64_t seen) {
    return decode_escaped(s, begin, stop, seen);
}

#endif
