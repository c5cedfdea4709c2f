/* SPDX-License-Identifier: MIT */
/* The oracle. Clarity comes before speed. */
#include "reference.h"

#include <string.h>

const uint8_t *reference_string_scan(const uint8_t *p, const uint8_t *end, uint64_t *high) {
    for (; p < end; p++) {
        if (*p == '"' || *p == '\\' || *p < 0x20)
            return p;
        if (*p >= 0x80)
            *high = 1;
    }
    return end;
}

const uint8_t *reference_string_close(const uint8_t *p, const uint8_t *end, uint64_t *high, uint64_t *units) {
    bool escaped = false;
    for (; p < end; p++) {
        if (*p == '"' && !escaped)
            return p;
        if (*p >= 0x80)
            *high = 1;
        if (escaped && *p == 'u')
            *units = 1;
        escaped = *p == '\\' && !escaped;
    }
    return end;
}

size_t reference_utf8_encode(uint8_t *dst, uint32_t c) {
    if (c < 0x80) {
        dst[0] = (uint8_t)c;
        return 1;
    }
    if (c < 0x800) {
        dst[0] = (uint8_t)(0xC0 + c / 64);
        dst[1] = (uint8_t)(0x80 + c % 64);
        return 2;
    }
    if (c < 0x10000) {
        dst[0] = (uint8_t)(0xE0 + c / 4096);
        dst[1] = (uint8_t)(0x80 + c / 64 % 64);
        dst[2] = (uint8_t)(0x80 + c % 64);
        return 3;
    }
    dst[0] = (uint8_t)(0xF0 + c / 262144);
    dst[1] = (uint8_t)(0x80 + c / 4096 % 64);
    dst[2] = (uint8_t)(0x80 + c / 64 % 64);
    dst[3] = (uint8_t)(0x80 + c % 64);
    return 4;
}

size_t reference_utf8_decode(const uint8_t *p, const uint8_t *end, uint32_t *c) {
    static const uint32_t smallest[5] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = *p < 0x80 ? 1 : *p < 0xC0 ? 0 : *p < 0xE0 ? 2 : *p < 0xF0 ? 3 : *p < 0xF8 ? 4 : 0;
    if (length == 0 || (size_t)(end - p) < length)
        return 0;
    *c = length == 1 ? *p : length == 2 ? *p & 0x1F : length == 3 ? *p & 0x0F : *p & 0x07;
    for (size_t i = 1; i < length; i++) {
        if (p[i] < 0x80 || p[i] > 0xBF)
            return 0;
        *c = *c * 64 + (p[i] - 0x80u);
    }
    return *c < smallest[length] || *c > 0x10FFFF ? 0 : length;
}

const uint8_t *reference_utf8_invalid(const uint8_t *p, const uint8_t *end, bool surrogates) {
    while (p < end) {
        uint32_t c;
        size_t length = reference_utf8_decode(p, end, &c);
        if (length == 0 || (!surrogates && c >= 0xD800 && c <= 0xDFFF))
            return p;
        p += length;
    }
    return NULL;
}

size_t reference_utf8_measure(const uint8_t *p, const uint8_t *end, uint32_t *max) {
    size_t count = 0;
    uint32_t largest = 0;
    while (p < end) {
        uint32_t c = 0;
        p += reference_utf8_decode(p, end, &c);
        largest = c > largest ? c : largest;
        count++;
    }
    *max = largest <= 0x7F ? 0x7F : largest <= 0xFF ? 0xFF : largest <= 0xFFFF ? 0xFFFF : 0x10FFFF;
    return count;
}

/* Returns the value of four hexadecimal digits at p, or -1. */
static long hex4(const uint8_t *p, const uint8_t *end) {
    long value = 0;
    if (end - p < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        long digit;
        if (p[i] >= '0' && p[i] <= '9')
            digit = p[i] - '0';
        else if (p[i] >= 'a' && p[i] <= 'f')
            digit = p[i] - 'a' + 10;
        else if (p[i] >= 'A' && p[i] <= 'F')
            digit = p[i] - 'A' + 10;
        else
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

/* Returns the code point that "\uXXXX" or "\uXXXX\uXXXX" at p spells, and its length; -1 if the first is malformed. */
static long unicode_escape(const uint8_t *p, const uint8_t *end, size_t *length) {
    long unit = hex4(p + 2, end);
    *length = 6;
    if (unit >= 0xD800 && unit <= 0xDBFF && end - p >= 8 && p[6] == '\\' && p[7] == 'u') {
        long low = hex4(p + 8, end);
        if (low >= 0xDC00 && low <= 0xDFFF) {
            *length = 12;
            return 0x10000 + (unit - 0xD800) * 0x400 + (low - 0xDC00);
        }
    }
    return unit;
}

uint8_t *reference_string_unescape(uint8_t *dst, const uint8_t *p, const uint8_t *end, uint32_t flags,
                                   const uint8_t **at, lane_error_code *code) {
    static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    while (p < end) {
        *at = p;
        if (*p < 0x20 && !(flags & LANE_CONTROL)) {
            *code = LANE_ERROR_CONTROL;
            return NULL;
        }
        if (*p != '\\') {
            *dst++ = *p++;
            continue;
        }
        if (p + 1 < end && p[1] == 'u') {
            size_t length;
            long c = unicode_escape(p, end, &length);
            bool half = c >= 0xD800 && c <= 0xDFFF;
            if (c < 0 || (half && !(flags & LANE_LONE_SURROGATES))) {
                *code = half ? LANE_ERROR_SURROGATE : LANE_ERROR_UNICODE_ESCAPE;
                return NULL;
            }
            dst += reference_utf8_encode(dst, (uint32_t)c);
            p += length;
            continue;
        }
        const char *letter = p + 1 < end && p[1] != 0 ? strchr(letters, p[1]) : NULL;
        if (letter == NULL) {
            *code = LANE_ERROR_ESCAPE;
            return NULL;
        }
        *dst++ = (uint8_t)meanings[letter - letters];
        p += 2;
    }
    return dst;
}

static bool is_space(uint8_t c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

const uint8_t *reference_space_skip(const uint8_t *p, const uint8_t *end) {
    while (p < end && is_space(*p))
        p++;
    return p;
}

size_t reference_index(uint32_t *ret, const uint8_t *p, const uint8_t *end, bool *ret_open) {
    size_t count = 0, length = (size_t)(end - p);
    bool in_string = false, escaped = false, in_other = false;
    for (size_t i = 0; i < length; i++) {
        uint8_t c = p[i];
        /* 0x0C and 0x1A are classified like ',' and ':', as kernel/index.h says. A backslash escapes outside strings
         * too. */
        bool structural = c != 0 && strchr("{}[]:,\x0C\x1A", c) != NULL;
        bool quote = c == '"' && !escaped;
        bool other = !in_string && !quote && !structural && !is_space(c);
        if (quote || (!in_string && structural) || (other && !in_other))
            ret[count++] = (uint32_t)i;
        in_other = other;
        escaped = c == '\\' && !escaped;
        in_string ^= quote;
    }
    *ret_open = in_string;
    return count;
}

bool reference_minify(uint8_t *dst, const uint8_t *p, const uint8_t *end, size_t *ret) {
    size_t written = 0, opened = 0;
    bool in_string = false, escaped = false;
    for (const uint8_t *q = p; q < end; q++) {
        if (in_string || !is_space(*q))
            dst[written++] = *q;
        if (*q == '"' && !escaped) {
            in_string = !in_string;
            opened = (size_t)(q - p);
        }
        escaped = *q == '\\' && !escaped;
    }
    *ret = in_string ? opened : written;
    return !in_string;
}

static size_t escape_unit(uint32_t *dst, uint32_t unit) {
    static const char digits[] = "0123456789abcdef";
    dst[0] = '\\';
    dst[1] = 'u';
    for (int i = 0; i < 4; i++)
        dst[2 + i] = (uint32_t)digits[unit >> (12 - 4 * i) & 15];
    return 6;
}

/* Writes one code point as reference_escape does. */
static size_t escape_one(uint32_t *dst, uint32_t c, bool ascii, bool utf8) {
    static const char letters[] = "\"\\bfnrt", meanings[] = "\"\\\b\f\n\r\t";
    const char *meaning = c != 0 && c < 0x80 ? strchr(meanings, (int)c) : NULL;
    if (meaning != NULL) {
        dst[0] = '\\';
        dst[1] = (uint32_t)letters[meaning - meanings];
        return 2;
    }
    if (c < 0x20 || (ascii && c > 0x7E && c < 0x10000))
        return escape_unit(dst, c);
    if (ascii && c >= 0x10000) {
        escape_unit(dst, 0xD800 + (c - 0x10000) / 0x400);
        escape_unit(dst + 6, 0xDC00 + (c - 0x10000) % 0x400);
        return 12;
    }
    dst[0] = c;
    if (!utf8)
        return 1;
    uint8_t bytes[4];
    size_t length = reference_utf8_encode(bytes, c);
    for (size_t i = 0; i < length; i++)
        dst[i] = bytes[i];
    return length;
}

size_t reference_escape(uint32_t *dst, const uint32_t *c, size_t n, bool ascii, bool utf8) {
    size_t length = 0;
    for (size_t i = 0; i < n; i++)
        length += escape_one(dst + length, c[i], ascii, utf8);
    return length;
}

bool reference_project(uint8_t *dst, const uint32_t *c, size_t n) {
    bool halves = false;
    for (size_t i = 0; i < n; i++) {
        dst[i] = c[i] > 0xFF ? 0xFF : (uint8_t)c[i];
        halves = halves || (c[i] >= 0xD800 && c[i] <= 0xDFFF);
    }
    return !halves;
}

uint32_t reference_widest(const uint32_t *c, size_t n) {
    uint32_t widest = 0xFF;
    for (size_t i = 0; i < n; i++) {
        if (c[i] > widest)
            widest = c[i] <= 0xFFFF ? 0xFFFF : 0x10FFFF;
    }
    return widest;
}

bool reference_unescape(uint32_t *dst, size_t *ret_count, const uint32_t *c, size_t n, uint32_t flags, size_t *at,
                        lane_error_code *code) {
    static uint8_t utf8[160000], bytes[160000];
    static size_t index[160000]; /* of each byte's code point */
    size_t length = 0;
    for (size_t i = 0; i < n; i++) {
        size_t more = reference_utf8_encode(utf8 + length, c[i]);
        for (; more != 0; more--)
            index[length++] = i;
    }
    const uint8_t *place;
    const uint8_t *end = reference_string_unescape(bytes, utf8, utf8 + length, flags, &place, code);
    if (end == NULL) {
        *at = index[place - utf8];
        return false;
    }
    *ret_count = 0;
    for (const uint8_t *p = bytes; p < end;)
        p += reference_utf8_decode(p, end, &dst[(*ret_count)++]);
    return true;
}
