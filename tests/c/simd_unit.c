/* SPDX-License-Identifier: MIT */
/* The vocabulary of one instruction set as a struct of functions. Compiled once per instruction set, with its flags and
 * -DLANE_ISA=<name>. */
#include "../../src/arch/units.h"

#include "simd_words.h"

/* These take one vector; the table's words take two. */
#define simd_shr2(a, b) ((void)(b), simd_shr2(a))
#define simd_shr4(a, b) ((void)(b), simd_shr4(a))
#define simd_shl4(a, b) ((void)(b), simd_shl4(a))
#define simd_shl6(a, b) ((void)(b), simd_shl6(a))
#define BINARY(word, meaning)                                                   \
    static void binary_##word(uint8_t *r, const uint8_t *a, const uint8_t *b) { \
        simd_store(r, simd_##word(simd_load(a), simd_load(b)));                 \
    }
SIMD_EACH_BINARY(BINARY)

#define simd_shr16_4(a, b) ((void)(b), simd_shr16(a, 4))
#define simd_shr16_6(a, b) ((void)(b), simd_shr16(a, 6))
#define simd_shl16_8(a, b) ((void)(b), simd_shl16(a, 8))
#define simd_shl16_12(a, b) ((void)(b), simd_shl16(a, 12))
SIMD_EACH_PAIR(BINARY)

static void select_bytes(uint8_t *r, const uint8_t *mask, const uint8_t *a, const uint8_t *b) {
    simd_store(r, simd_select(simd_load(mask), simd_load(a), simd_load(b)));
}

static void copy(uint8_t *r, const uint8_t *p) {
    simd_store(r, simd_load(p));
}

static void splat(uint8_t *r, uint8_t byte) {
    simd_store(r, simd_splat(byte));
}

static void splat16(uint8_t *r, uint16_t pair) {
    simd_store(r, simd_splat16(pair));
}

static void zero(uint8_t *r) {
    simd_store(r, simd_zero());
}

static void copy_short(uint8_t *r, const uint8_t *p) {
    simd_store_short(r, simd_load_short(p));
}

static void load_before(uint8_t *r, const uint8_t *p, size_t n) {
    simd_store_short(r, simd_load_before(p, n));
}

static void load(uint8_t *v, const uint8_t *p, unsigned n) {
    simd_u8 r[4];
    if (n == 2)
        simd_load2(p, r);
    else
        simd_load4(p, r);
    for (unsigned i = 0; i < n; i++)
        simd_store(v + i * SIMD_WIDTH, r[i]);
}

static void store(uint8_t *p, const uint8_t *v, unsigned n) {
    simd_u8 a = simd_load(v), b = simd_load(v + SIMD_WIDTH);
    if (n == 2)
        simd_store2(p, a, b);
    else
        simd_store4(p, a, b, simd_load(v + 2 * SIMD_WIDTH), simd_load(v + 3 * SIMD_WIDTH));
}

static uint64_t mask(const uint8_t *v) {
    return simd_mask(simd_load(v));
}

static bool any(const uint8_t *v) {
    return simd_any(simd_load(v));
}

static uint64_t block_mask(const uint8_t *v) {
    simd_u8 block[SIMD_BLOCK];
    for (unsigned i = 0; i < SIMD_BLOCK; i++)
        block[i] = simd_load(v + i * SIMD_WIDTH);
    return simd_block_mask(block);
}

static void prev(uint8_t *r, const uint8_t *v, const uint8_t *before, unsigned n) {
    simd_u8 x = simd_load(v), y = simd_load(before);
    simd_store(r, n == 1 ? simd_prev1(x, y) : n == 2 ? simd_prev2(x, y) : simd_prev3(x, y));
}

static void lookup16(uint8_t *r, const uint8_t *table, const uint8_t *index) {
    simd_store(r, simd_lookup16(simd_table16(table), simd_load(index)));
}

static void compress8(uint8_t *dst, const uint8_t *p, unsigned keep) {
    simd_compress8(dst, p, keep);
}

static void wide_load_tail(uint8_t *r, const uint8_t *p, size_t n, uint8_t fill, bool is_block) {
    if (is_block) {
        const block b = block_load_tail(p, n, fill);
        block_store(r, &b);
    } else {
        const vectors v = vectors_load_tail(p, n, fill);
        vectors_store(r, &v);
    }
}

static void wide_copy(uint8_t *r, const uint8_t *p, bool is_block) {
    if (is_block) {
        const block b = block_load(p);
        block_store(r, &b);
    } else {
        const vectors v = vectors_load(p);
        vectors_store(r, &v);
    }
}

static uint64_t wide_tops(const uint8_t *p, bool is_block) {
    const block b = block_load(p);
    const vectors v = vectors_load(p);
    return is_block ? block_non_ascii(&b) : vectors_mask(&v);
}

static void all_or(uint8_t *r, const uint8_t *p) {
    const vectors v = vectors_load(p);
    simd_store(r, vectors_or(&v));
}

static uint64_t eq_mask(const uint8_t *p, uint8_t byte) {
    const block b = block_load(p);
    return block_eq(&b, byte);
}

static uint64_t le_mask(const uint8_t *p, uint8_t most) {
    const block b = block_load(p);
    return block_le(&b, most);
}

static uint64_t match16(const uint8_t *p, const uint8_t table[16], uint8_t set) {
    const block b = block_load(p);
    return block_match16(&b, table, set);
}

static uint8_t *narrow16(uint8_t *dst, const uint8_t *v) {
    simd_narrow16(dst, simd_load(v));
    return dst + SIMD_WIDTH / 2;
}

static uint8_t *utf8_three(uint8_t *dst, const uint8_t *v) {
    simd_utf8_three(dst, simd_load(v));
    return dst + SIMD_WIDTH / 2 * 3;
}

static bool from_three(uint8_t *dst, const uint8_t *text) {
    return simd_from_three(dst, text);
}

#if SIMD_SLOTS
static uint8_t *put_slots(uint8_t *dst, const uint8_t *high, const uint8_t *low, uint64_t keep, unsigned n, bool four) {
    return four ? simd_put_slots(dst, simd_load(high), simd_load(low), keep, n, true)
                : simd_put_slots(dst, simd_load(high), simd_load(low), keep, n, false);
}

static uint8_t *put_pairs(uint8_t *dst, const uint8_t *v, const uint8_t *one, unsigned n) {
    return simd_put_pairs(dst, simd_load(v), simd_load(one), n);
}

static void widen8(uint8_t *r, const uint8_t *v) {
    simd_store(r, simd_widen8(simd_load(v)));
}

static void split32(uint8_t *low, uint8_t *high, const uint8_t *v) {
    simd_u8 lows, highs;
    simd_split32(simd_load(v), simd_load(v + SIMD_WIDTH), &lows, &highs);
    simd_store(low, lows);
    simd_store(high, highs);
}
#endif

#if SIMD_PACKS
static uint8_t *last(uint8_t *end, const uint8_t v[4][64], unsigned size, uint64_t keep) {
    simd_u8 a = simd_load(v[0]), b = simd_load(v[1]), c = simd_load(v[2]), d = simd_load(v[3]);
    return size == 1   ? simd_last8(end, a, keep)
           : size == 2 ? simd_last16(end, a, b, keep)
                       : simd_last32(end, a, b, c, d, keep);
}
#endif

static uint64_t prefix_xor(uint64_t x) {
    return bits_prefix_xor(x);
}

static uint64_t digits_prefix(const uint8_t *p, unsigned *ret_count) {
    return simd_digits_prefix(p, ret_count);
}

static unsigned digits(uint8_t *p, uint64_t v, unsigned n) {
    simd_digits d = simd_digits_make(v);
    simd_digits_store(p, d, n);
    return simd_digits_zeros(d);
}

static bool unhex16(const uint8_t *p, uint64_t *ret) {
    return simd_unhex16(lane_load64(p), lane_load64(p + 8), ret);
}

extern const simd_words LANE_CAT(simd_words_, LANE_ISA);
const simd_words LANE_CAT(simd_words_, LANE_ISA) = {
    .name = LANE_STRINGIFY(LANE_ISA),
    .width = SIMD_WIDTH,
    .short_width = SIMD_SHORT,
    .requires = LANE_ISA_REQUIRES,
#define FIELD(word, meaning) [SIMD_BINARY_##word] = binary_##word,
    .binary = {SIMD_EACH_BINARY(FIELD)},
#undef FIELD
#define FIELD(word, meaning) [SIMD_PAIR_##word] = binary_##word,
    .pair = {SIMD_EACH_PAIR(FIELD)},
    .select = select_bytes,
    .copy = copy,
    .splat = splat,
    .splat16 = splat16,
    .zero = zero,
    .copy_short = copy_short,
    .load_before = load_before,
    .load = load,
    .store = store,
    .mask = mask,
    .any = any,
    .block_mask = block_mask,
    .prev = prev,
    .lookup16 = lookup16,
    .compress8 = compress8,
    .wide_load_tail = wide_load_tail,
    .wide_copy = wide_copy,
    .wide_tops = wide_tops,
    .vectors_or = all_or,
    .block_eq = eq_mask,
    .block_le = le_mask,
    .block_match16 = match16,
    .block_compress = block_compress,
    .block_positions = block_positions,
    .positions_slack = BLOCK_POSITIONS_SLACK,
    .narrow16 = narrow16,
    .utf8_three = utf8_three,
    .from_three = from_three,
#if SIMD_SLOTS
    .put_slots = put_slots,
    .put_pairs = put_pairs,
    .widen8 = widen8,
    .split32 = split32,
#endif
#if SIMD_PACKS
    .last = last,
#endif
    .prefix_xor = prefix_xor,
    .digits_prefix = digits_prefix,
    .digits = digits,
    .unhex16 = unhex16,
};
