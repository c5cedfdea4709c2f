/* SPDX-License-Identifier: MIT */
/* Writes arrays of numbers in memory: one loop for each type of item, with the numbers written inline. */
#ifndef LANE_PY_ROWS_H
#define LANE_PY_ROWS_H

#include "scalars.h"

#include "../../src/kernel/decimal.h"

static_assert(OUTPUT_SLACK >= LANE_NUMBER_ROOM + 16, "the slack holds an item and a separator");

/* IEEE 754 binary16. */
LANE_INLINE float item_half(uint16_t half) {
    uint32_t sign = (uint32_t)(half & 0x8000) << 16, exponent = half >> 10 & 31, fraction = half & 0x3FF, bits;
    float value;
    if (exponent == 0) { /* zero and subnormals: exactly fraction * 2^-24 */
        value = (float)fraction * 0x1p-24f;
        return sign != 0 ? -value : value;
    }
    bits = sign | (exponent == 31 ? 0xFFu : exponent + 112) << 23 | fraction << 13;
    memcpy(&value, &bits, 4);
    return value;
}

/* Writes NaN or an infinity. Where these are refused, row_is_finite has found them before. */
static LANE_NOINLINE uint8_t *item_put_not_finite(const lane_encoder *e, uint8_t *dst, double v) {
    const bool named = (e->context.call->flags & LANE_NAN) != 0;
    const char *word = !named ? "null" : v != v ? "NaN" : v > 0 ? "Infinity" : "-Infinity";
    const size_t n = strlen(word);
    memcpy(dst, word, n);
    return dst + n;
}

LANE_INLINE uint8_t *item_put_single(const lane_encoder *e, uint8_t *dst, float v) {
    return LANE_UNLIKELY(v - v != 0) ? item_put_not_finite(e, dst, (double)v) : decimal_put_single(dst, v);
}

LANE_INLINE uint8_t *item_put_double(const lane_encoder *e, uint8_t *dst, double v, format_layout layout,
                                     format_gate *gate) {
    return LANE_UNLIKELY(v - v != 0) ? item_put_not_finite(e, dst, v) : decimal_put_double(dst, v, layout, gate);
}

/* Writes an item, which need not be aligned. */
LANE_INLINE uint8_t *item_put(const lane_encoder *e, uint8_t *dst, const uint8_t *p, lane_py_item type,
                              format_layout layout, format_gate *gate) {
    union {
        int8_t i8;
        int16_t i16;
        int32_t i32;
        int64_t i64;
        uint16_t u16;
        uint32_t u32;
        uint64_t u64;
        float f32;
        double f64;
    } v;
    bool truth;
    switch (type) {
    case LANE_PY_ITEM_BOOL:
        truth = *p == 1;
        lane_store64(dst, truth ? UINT64_C(0x2C65757274) : UINT64_C(0x2C65736C6166)); /* "true,", "false," */
        return dst + 5 - truth;
    case LANE_PY_ITEM_I8: memcpy(&v, p, 1); return decimal_put_i64(dst, v.i8);
    case LANE_PY_ITEM_U8: return decimal_put_u64(dst, *p);
    case LANE_PY_ITEM_I16: memcpy(&v, p, 2); return decimal_put_i64(dst, v.i16);
    case LANE_PY_ITEM_U16: memcpy(&v, p, 2); return decimal_put_u64(dst, v.u16);
    case LANE_PY_ITEM_F16: memcpy(&v, p, 2); return item_put_single(e, dst, item_half(v.u16));
    case LANE_PY_ITEM_I32: memcpy(&v, p, 4); return decimal_put_i64(dst, v.i32);
    case LANE_PY_ITEM_U32: memcpy(&v, p, 4); return decimal_put_u64(dst, v.u32);
    case LANE_PY_ITEM_F32: memcpy(&v, p, 4); return item_put_single(e, dst, v.f32);
    case LANE_PY_ITEM_I64: memcpy(&v, p, 8); return decimal_put_i64(dst, v.i64);
    case LANE_PY_ITEM_U64: memcpy(&v, p, 8); return decimal_put_u64(dst, v.u64);
    default: memcpy(&v, p, 8); return item_put_double(e, dst, v.f64, layout, gate);
    }
}

/* Writes items in one line. Inlined with a constant type. */
LANE_INLINE uint8_t *row_in_line(lane_encoder *e, uint8_t *dst, const uint8_t *p, size_t n, lane_py_item type) {
    const format_layout layout = e->context.call->layout;
    const uint8_t *const end = p + n * lane_py_item_size(type), *limit = e->out.limit;
    format_gate gate = e->gate;
    for (; p != end; p += lane_py_item_size(type)) {
        if (LANE_UNLIKELY(dst > limit)) {
            dst = lane_output_grow(&e->out, dst, 0);
            if (dst == NULL)
                return NULL;
            limit = e->out.limit;
        }
        dst = item_put(e, dst, p, type, layout, &gate);
        if (type != LANE_PY_ITEM_BOOL) /* booleans include the comma */
            *dst = ',';
        dst++;
    }
    e->gate = gate;
    return dst - 1;
}

/* Writes a line break and the indentation of a level, for which the caller has reserved room. */
static uint8_t *row_put_line(uint8_t *dst, const dumps_separator *indent, unsigned level) {
    *dst++ = '\n';
    if (LANE_LIKELY(indent->kind == 0)) {
        memset(dst, ' ', indent->length * level);
        return dst + indent->length * level;
    }
    for (; level != 0; level--, dst += indent->length)
        memcpy(dst, indent->units, indent->length);
    return dst;
}

/* Writes each item on its own line. */
static LANE_NOINLINE uint8_t *row_in_lines(lane_encoder *e, uint8_t *dst, const uint8_t *p, size_t n, lane_py_item type,
                                           unsigned level) {
    const dumps_separator *indent = &e->context.call->separators->indent;
    for (size_t i = 0; i < n; i++, p += lane_py_item_size(type)) {
        dst = encode_room(e, dst, indent->length * level);
        if (dst == NULL)
            return NULL;
        *dst = ',';
        dst = row_put_line(dst + (i != 0), indent, level);
        dst = item_put(e, dst, p, type, e->context.call->layout, &e->gate);
    }
    return dst;
}

/* Returns whether n items are finite: NaN and infinities have all bits of the exponent set. */
static bool row_is_finite(const uint8_t *p, size_t n, lane_py_item type) {
    uint16_t half;
    uint32_t single;
    uint64_t whole;
    bool finite = true;
    for (; finite && n != 0; n--, p += lane_py_item_size(type)) {
        switch (type) {
        case LANE_PY_ITEM_F16:
            memcpy(&half, p, sizeof half);
            finite = (~half & 0x7C00) != 0;
            break;
        case LANE_PY_ITEM_F32:
            memcpy(&single, p, sizeof single);
            finite = (~single & 0x7F800000) != 0;
            break;
        case LANE_PY_ITEM_F64:
            memcpy(&whole, p, sizeof whole);
            finite = (~whole & UINT64_C(0x7FF0000000000000)) != 0;
            break;
        default: return true;
        }
    }
    return finite;
}

/* Writes n >= 1 numbers with commas, each on its own line if the call indents and level is not 0. */
static LANE_NOINLINE uint8_t *row_write(lane_encoder *e, uint8_t *dst, const uint8_t *p, size_t n, lane_py_item type,
                                        unsigned level) {
    if (LANE_UNLIKELY(e->context.call->flags & DUMPS_REFUSE_NAN) && !row_is_finite(p, n, type)) {
        lane_py_refuse(&e->context, "NaN or an infinity in numpy's floats is not JSON: " PIECE_NAN_ADVICE);
        return NULL;
    }
    if (LANE_UNLIKELY(e->context.call->separators->indent.units != NULL && level != 0))
        return row_in_lines(e, dst, p, n, type, level);
    switch (type) {
#define ROW(name) \
    case LANE_PY_ITEM_##name: return row_in_line(e, dst, p, n, LANE_PY_ITEM_##name)
        ROW(BOOL);
        ROW(F16);
        ROW(F32);
        ROW(F64);
        ROW(I8);
        ROW(I16);
        ROW(I32);
        ROW(I64);
        ROW(U8);
        ROW(U16);
        ROW(U32);
        ROW(U64);
#undef ROW
    default: assert(false); return NULL;
    }
}

/* Writes the separator and line break before an item, or before the closing bracket. */
static uint8_t *array_before_item(lane_encoder *e, uint8_t *dst, bool separate, unsigned level) {
    const dumps_separator *indent = &e->context.call->separators->indent;
    dst = encode_room(e, dst, indent->units == NULL ? 0 : indent->length * level);
    if (dst == NULL)
        return NULL;
    if (separate)
        *dst++ = ',';
    return indent->units == NULL ? dst : row_put_line(dst, indent, level);
}

/* Writes n >= 1 items by the array's put_text. */
static uint8_t *array_put_texts(lane_encoder *e, const lane_py_array *array, uint8_t *dst, const uint8_t *p, size_t n,
                                unsigned level) {
    static_assert(OUTPUT_SLACK >= PIECE_TEXT_ROOM + 16, "the slack holds quotes, an item, a comma and a bracket");
    for (size_t i = 0; i < n; i++, p += lane_py_item_size(LANE_PY_ITEM_TEXT)) {
        dst = level == 0 ? encode_room(e, dst, 0) : array_before_item(e, dst, i != 0, level);
        if (dst == NULL)
            return NULL;
        *dst = '"';
        dst = array->put_text(&e->context, array, dst + 1, p);
        if (dst == NULL)
            return NULL;
        *dst++ = '"';
    }
    return dst;
}

LANE_INLINE uint8_t *array_put_row(lane_encoder *e, const lane_py_array *array, uint8_t *dst, const uint8_t *p,
                                   size_t n, unsigned level) {
    return array->type == LANE_PY_ITEM_TEXT ? array_put_texts(e, array, dst, p, n, level)
                                            : row_write(e, dst, p, n, array->type, level);
}

/* Writes the dimensions from d on, from the items at p. The number of dimensions bounds the recursion. */
static uint8_t *array_put_dimension(lane_encoder *e, const lane_py_array *array, uint8_t *dst, const uint8_t *p, int d,
                                    unsigned level) {
    const Py_intptr_t n = array->shape[d];
    dst = encode_room(e, dst, 2);
    if (dst == NULL)
        return NULL;
    *dst++ = '[';
    if (n != 0 && d + 1 == array->dimensions) {
        dst = array_put_row(e, array, dst, p, (size_t)n, level + 1);
    } else {
        for (Py_intptr_t i = 0; dst != NULL && i < n; i++, p += array->strides[d]) {
            dst = array_before_item(e, dst, i != 0, level + 1);
            if (dst != NULL)
                dst = array_put_dimension(e, array, dst, p, d + 1, level + 1);
        }
    }
    if (dst != NULL && n != 0)
        dst = array_before_item(e, dst, false, level);
    if (dst != NULL)
        *dst++ = ']';
    return dst;
}

/* Writes an array, or the single item of an array without dimensions. NULL with an exception set. */
static LANE_NOINLINE uint8_t *encode_array(lane_encoder *e, uint8_t *dst, const lane_py_array *array) {
    assert(e->out.width == 1);
    e->stop = STOP_FAILED;
    if (array->dimensions != 0)
        return array_put_dimension(e, array, dst, array->data, 0, e->level);
    dst = encode_room(e, dst, 0);
    return dst == NULL ? NULL : array_put_row(e, array, dst, array->data, 1, 0);
}

#endif
