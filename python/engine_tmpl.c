/* SPDX-License-Identifier: MIT */
/* The Python engine of one ISA: compiled once for each, exports one struct. */
#include "../src/arch/simd.h"

#include "decode.h"
#include "encode.h"
#include "items.h"

#include "../src/dispatch.h"

static uint8_t *transcode(uint8_t *dst, const void *units, size_t n, unsigned kind, bool surrogates) {
    const uint8_t *s = (const uint8_t *)units;
    return kind == 1   ? latin1_to_utf8(dst, s, n, false)
           : kind == 2 ? units_to_utf8(dst, s, n, surrogates, 2, false)
                       : units_to_utf8(dst, s, n, surrogates, 4, false);
}

const lane_py_engine LANE_CAT(lane_py_engine_, LANE_ISA) = {decode_document, encode_document, transcode, items_write};
