/* SPDX-License-Identifier: MIT */
/* Checks every word of the vocabulary against its specification in arch/simd.h and arch/units.h, on every instruction
 * set of the machine.
 *
 * Parameters are indexes into tables: Criterion may run a test at other addresses than it collected them at. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include "../../src/base/cpu.h"
#include "simd_words.h"

enum { WIDEST = 64 };

static const simd_words *const units[] = {
#define ROW(name) &simd_words_##name,
    LANE_EACH_ISA(ROW)
#undef ROW
};

enum { UNITS = sizeof units / sizeof *units };

/* Skips the test if the machine cannot run the unit. */
static const simd_words *unit_of(unsigned index) {
    uint32_t needs = units[index]->requires;
    if ((lane_cpu_features() & needs) != needs)
        cr_skip_test("no %s on this machine", units[index]->name);
    return units[index];
}

/* A test that runs once for each unit, as `simd`. A macro because it defines two functions from one name. */
#define SIMD_TEST(name)                                       \
    ParameterizedTestParameters(simd, name) {                 \
        static unsigned indexes[UNITS];                       \
        for (unsigned i = 0; i < UNITS; i++)                  \
            indexes[i] = i;                                   \
        return cr_make_param_array(unsigned, indexes, UNITS); \
    }                                                         \
    static void check_##name(const simd_words *simd);         \
    ParameterizedTest(unsigned *index, simd, name) {          \
        check_##name(unit_of(*index));                        \
    }                                                         \
    static void check_##name(const simd_words *simd)

static uint64_t random_state = 1;

/* Splitmix64 (Sebastiano Vigna). */
static uint64_t random_word(void) {
    uint64_t z = random_state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

static void random_fill(uint8_t *p, size_t n) {
    for (size_t i = 0; i < n; i++)
        p[i] = (uint8_t)random_word();
}

/* -- Two bytes to one -- */

#define MEANING(word, meaning)                         \
    static uint8_t byte_##word(uint8_t a, uint8_t b) { \
        (void)b;                                       \
        return (uint8_t)(meaning);                     \
    }
SIMD_EACH_BINARY(MEANING)

static const struct {
    const char *name;
    uint8_t (*byte)(uint8_t a, uint8_t b);
} meanings[] = {
#define ROW(word, meaning) {#word, byte_##word},
    SIMD_EACH_BINARY(ROW)
#undef ROW
};

/* Every pair of bytes, somewhere in a vector of others: neighbours must not interfere. */
static void check_binary_word(const simd_words *simd, unsigned word) {
    for (unsigned pair = 0; pair < 0x10000; pair++) {
        uint8_t a[WIDEST], b[WIDEST], r[WIDEST];
        unsigned at = (unsigned)(random_word() % simd->width);
        random_fill(a, simd->width);
        random_fill(b, simd->width);
        a[at] = (uint8_t)pair;
        b[at] = (uint8_t)(pair >> 8);
        simd->binary[word](r, a, b);
        for (unsigned i = 0; i < simd->width; i++)
            cr_assert_eq(r[i], meanings[word].byte(a[i], b[i]), "%s(%#x, %#x) is %#x", meanings[word].name, a[i], b[i],
                         r[i]);
    }
}

SIMD_TEST(binary) {
    for (unsigned word = 0; word < SIMD_BINARIES; word++)
        check_binary_word(simd, word);
}

#define PAIR_MEANING(word, meaning)                       \
    static uint16_t pair_##word(uint16_t a, uint16_t b) { \
        (void)b;                                          \
        return (uint16_t)(meaning);                       \
    }
SIMD_EACH_PAIR(PAIR_MEANING)

static const struct {
    const char *name;
    uint16_t (*pair)(uint16_t a, uint16_t b);
} pair_meanings[] = {
#define ROW(word, meaning) {#word, pair_##word},
    SIMD_EACH_PAIR(ROW)
#undef ROW
};

static uint16_t pair_at(const uint8_t *p) {
    return (uint16_t)(p[0] | p[1] << 8);
}

/* Every pair of bytes, compared with itself, its neighbours in order and others. */
SIMD_TEST(pairs) {
    for (unsigned round = 0; round < 0x40000; round++) {
        const uint16_t c = (uint16_t)round, other = (uint16_t)(c + (const int[]){0, 1, -1, 0x100}[round >> 16]);
        const unsigned at = (unsigned)(random_word() % (simd->width / 2)) * 2;
        uint8_t a[WIDEST], b[WIDEST], r[WIDEST];
        random_fill(a, simd->width);
        random_fill(b, simd->width);
        a[at] = (uint8_t)c, a[at + 1] = (uint8_t)(c >> 8);
        b[at] = (uint8_t)other, b[at + 1] = (uint8_t)(other >> 8);
        for (unsigned word = 0; word < SIMD_PAIRS; word++) {
            simd->pair[word](r, a, b);
            for (unsigned i = 0; i < simd->width; i += 2)
                cr_assert_eq(pair_at(r + i), pair_meanings[word].pair(pair_at(a + i), pair_at(b + i)),
                             "%s(%#x, %#x) is %#x", pair_meanings[word].name, pair_at(a + i), pair_at(b + i),
                             pair_at(r + i));
        }
    }
}

SIMD_TEST(select) {
    for (unsigned round = 0; round < 10000; round++) {
        uint8_t a[WIDEST], b[WIDEST], mask[WIDEST], r[WIDEST];
        random_fill(a, simd->width);
        random_fill(b, simd->width);
        for (unsigned i = 0; i < simd->width; i++)
            mask[i] = random_word() % 2 == 0 ? 0 : 0xFF;
        simd->select(r, mask, a, b);
        for (unsigned i = 0; i < simd->width; i++)
            cr_assert_eq(r[i], mask[i] != 0 ? a[i] : b[i]);
    }
}

/* -- Memory -- */

SIMD_TEST(load_store) {
    uint8_t text[2 * WIDEST], copy[3 * WIDEST];
    random_fill(text, sizeof text);
    for (unsigned i = 0; i < WIDEST; i++) {
        memset(copy, 0xA5, sizeof copy);
        simd->copy(copy + i + 1, text + i);
        cr_assert(memcmp(copy + i + 1, text + i, simd->width) == 0);
        cr_assert(copy[i] == 0xA5 && copy[i + 1 + simd->width] == 0xA5);
    }
}

SIMD_TEST(splat_zero) {
    uint8_t r[WIDEST];
    for (unsigned c = 0; c <= 256; c++) {
        if (c < 256)
            simd->splat(r, (uint8_t)c);
        else
            simd->zero(r);
        for (unsigned i = 0; i < simd->width; i++)
            cr_assert_eq(r[i], (uint8_t)c);
    }
    simd->splat16(r, 0xA5C3);
    for (unsigned i = 0; i < simd->width; i++)
        cr_assert_eq(r[i], i % 2 == 0 ? 0xC3 : 0xA5);
}

SIMD_TEST(short_vectors) {
    uint8_t text[2 * WIDEST], r[2 * WIDEST];
    random_fill(text, sizeof text);
    memset(r, 0xA5, sizeof r);
    simd->copy_short(r, text + 1);
    cr_assert(memcmp(r, text + 1, simd->short_width) == 0);
    cr_assert_eq(r[simd->short_width], 0xA5);
    for (size_t n = 0; n <= simd->short_width; n++) {
        simd->load_before(r, text + simd->short_width, n);
        cr_assert(memcmp(r, text + simd->short_width - n, n) == 0, "the %zu bytes before", n);
    }
}

SIMD_TEST(interleaved) {
    const unsigned width = simd->width;
    uint8_t text[4 * WIDEST], vectors[4 * WIDEST], r[4 * WIDEST + 1];
    for (unsigned n = 2; n <= 4; n += 2) {
        random_fill(text, sizeof text);
        random_fill(vectors, sizeof vectors);
        simd->load(vectors, text, n);
        for (unsigned i = 0; i < n * width; i++)
            cr_assert_eq(vectors[i % n * width + i / n], text[i], "load%u, byte %u", n, i);
        memset(r, 0xA5, sizeof r);
        simd->store(r, vectors, n);
        for (unsigned i = 0; i < n * width; i++)
            cr_assert_eq(r[i], vectors[i % n * width + i / n], "store%u, byte %u", n, i);
        cr_assert_eq(r[n * width], 0xA5);
    }
}

/* -- UTF-8 -- */

static uint8_t *put_utf8(uint8_t *p, uint32_t c) {
    static const uint8_t marks[] = {0, 0, 0xC0, 0xE0, 0xF0};
    const unsigned length = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (unsigned i = length; i-- > 1; c >>= 6)
        p[i] = (uint8_t)(0x80 | (c & 0x3F));
    p[0] = (uint8_t)(marks[length] | c);
    return p + length;
}

/* Fills v with units of two bytes from `least` to `most`, some short ones among them, and `want` with their UTF-8.
 * Returns the end of `want`. */
static uint8_t *random_units(uint8_t *v, uint8_t *want, unsigned width, uint32_t least, uint32_t most) {
    for (unsigned i = 0; i < width / 2; i++) {
        const uint32_t top = most >> random_word() % 15, high = top > least ? top : most;
        const uint32_t c = least + (uint32_t)(random_word() % (high - least + 1));
        v[2 * i] = (uint8_t)c; /* little-endian */
        v[2 * i + 1] = (uint8_t)(c >> 8);
        want = put_utf8(want, c);
    }
    return want;
}

SIMD_TEST(utf8) {
    uint8_t v[WIDEST], want[4 * WIDEST], r[4 * WIDEST];
    for (unsigned round = 0; round < 20000 && !LANE_BIG_ENDIAN; round++) {
        const unsigned half = simd->width / 2;
        uint8_t *end = random_units(v, want, simd->width, 0, 0x7F);
        cr_assert_eq(simd->narrow16(r, v) - r, end - want);
        cr_assert(memcmp(r, want, (size_t)(end - want)) == 0, "narrow16");
        end = random_units(v, want, simd->width, 0x800, 0xFFFF);
        cr_assert_eq(simd->utf8_three(r, v) - r, end - want);
        cr_assert(memcmp(r, want, (size_t)(end - want)) == 0, "three");
        cr_assert(simd->from_three(r, want) && memcmp(r, v, simd->width) == 0, "from three");
        const unsigned other = (unsigned)(random_word() % half); /* one character gets shorter */
        memset(v + 2 * other, random_word() % 2 == 0 ? 0x07 : 0, 2);
        for (unsigned i = 0, c; i < half; i++, end = i == 1 ? put_utf8(want, c) : put_utf8(end, c))
            c = v[2 * i] | (uint32_t)v[2 * i + 1] << 8;
        cr_assert_not(simd->from_three(r, want), "from three, with a shorter one at %u", other);
    }
}

SIMD_TEST(put_slots) {
    uint8_t high[WIDEST], low[WIDEST], want[2 * WIDEST], r[2 * WIDEST + 1];
    for (unsigned round = 0; round < 20000 && simd->put_slots != NULL; round++) {
        const unsigned half = simd->width / 2, n = (unsigned)(random_word() % (half + 1));
        const bool four = round % 2 != 0;
        uint64_t keep = random_word();
        unsigned count = 0;
        if (!four) /* no code 01 */
            keep &= ~(~keep >> 1 & UINT64_C(0x5555555555555555));
        random_fill(high, sizeof high);
        random_fill(low, sizeof low);
        for (unsigned i = 0; i < n; i++) {
            const uint8_t slot[4] = {high[2 * i], high[2 * i + 1], low[2 * i], low[2 * i + 1]};
            for (unsigned k = (const unsigned[]){1, 0, 2, 3}[keep >> 2 * i & 3]; k < 4; k++)
                want[count++] = slot[k];
        }
        r[2 * simd->width] = 0xA5;
        cr_assert_eq((unsigned)(simd->put_slots(r, high, low, keep, n, four) - r), count);
        cr_assert(memcmp(r, want, count) == 0, "%u slots of %#llx", n, (unsigned long long)keep);
        cr_assert_eq(r[2 * simd->width], 0xA5);
    }
}

SIMD_TEST(put_pairs) {
    uint8_t v[WIDEST], one[WIDEST], want[WIDEST], r[WIDEST + 1];
    for (unsigned round = 0; round < 20000 && simd->put_pairs != NULL; round++) {
        const unsigned n = (unsigned)(random_word() % (simd->width / 2 + 1));
        const uint64_t ones = random_word();
        unsigned count = 0;
        random_fill(v, sizeof v);
        for (unsigned i = 0; i < simd->width / 2; i++) {
            one[2 * i] = one[2 * i + 1] = ones >> i & 1 ? 0xFF : 0;
            for (unsigned k = ones >> i & 1; k < 2 && i < n; k++)
                want[count++] = v[2 * i + k];
        }
        r[simd->width] = 0xA5;
        cr_assert_eq((unsigned)(simd->put_pairs(r, v, one, n) - r), count);
        cr_assert(memcmp(r, want, count) == 0, "%u pairs, shorter %#llx", n, (unsigned long long)ones);
        cr_assert_eq(r[simd->width], 0xA5);
    }
}

SIMD_TEST(widen_split) {
    uint8_t v[2 * WIDEST], low[WIDEST], high[WIDEST];
    random_fill(v, sizeof v);
    if (simd->widen8 == NULL)
        return;
    simd->widen8(low, v);
    for (unsigned i = 0; i < simd->width; i++)
        cr_assert_eq(low[i], i % 2 == 0 ? v[i / 2] : 0);
    simd->split32(low, high, v);
    for (unsigned i = 0; i < simd->width; i++) {
        cr_assert_eq(low[i], v[i / 2 * 4 + i % 2]);
        cr_assert_eq(high[i], v[i / 2 * 4 + 2 + i % 2]);
    }
}

/* -- Masks -- */

SIMD_TEST(mask_any) {
    uint8_t v[WIDEST];
    for (unsigned round = 0; round < 10000; round++) {
        uint64_t want = 0;
        random_fill(v, simd->width);
        for (unsigned i = 0; i < simd->width; i++) {
            if (round % 3 == 0 && random_word() % simd->width != 0)
                v[i] &= 0x7F;
            want |= (uint64_t)(v[i] >> 7) << i;
        }
        cr_assert_eq(simd->mask(v), want);
        cr_assert_eq(simd->any(v), want != 0);
    }
}

SIMD_TEST(block_mask) {
    for (unsigned round = 0; round < 10000; round++) {
        uint64_t want = random_word() & random_word();
        uint8_t bytes[64];
        for (unsigned i = 0; i < 64; i++)
            bytes[i] = want >> i & 1 ? 0xFF : 0;
        cr_assert_eq(simd->block_mask(bytes), want);
    }
}

/* -- Bytes from elsewhere -- */

SIMD_TEST(prev) {
    uint8_t text[2 * WIDEST], r[WIDEST];
    random_fill(text, sizeof text);
    for (unsigned n = 1; n <= 3; n++) {
        simd->prev(r, text + simd->width, text, n);
        cr_assert(memcmp(r, text + simd->width - n, simd->width) == 0, "prev%u", n);
    }
}

SIMD_TEST(lookup16) {
    for (unsigned round = 0; round < 1000; round++) {
        uint8_t table[16], index[WIDEST], r[WIDEST];
        random_fill(table, sizeof table);
        for (unsigned i = 0; i < simd->width; i++)
            index[i] = (uint8_t)(random_word() % 16);
        simd->lookup16(r, table, index);
        for (unsigned i = 0; i < simd->width; i++)
            cr_assert_eq(r[i], table[index[i]]);
    }
}

SIMD_TEST(compress8) {
    for (unsigned keep = 0; keep < 256; keep++) {
        uint8_t text[8], r[9];
        unsigned n = 0;
        random_fill(text, sizeof text);
        r[8] = 0xA5;
        simd->compress8(r, text, keep);
        for (unsigned i = 0; i < 8; i++) {
            if (keep >> i & 1)
                cr_assert_eq(r[n++], text[i], "byte %u of set %#x", i, keep);
        }
        cr_assert_eq(r[8], 0xA5);
    }
}

/* -- 64 bytes -- */

SIMD_TEST(wide_memory) {
    uint8_t text[64 + 1], r[64 + 1];
    random_fill(text, sizeof text);
    for (unsigned form = 0; form < 2; form++) {
        r[64] = 0xA5;
        simd->wide_copy(r, text + 1, form != 0);
        cr_assert(memcmp(r, text + 1, 64) == 0);
        for (size_t n = 0; n <= 64; n++) {
            simd->wide_load_tail(r, n != 0 ? text : NULL, n, 0x3C, form != 0);
            for (size_t i = 0; i < 64; i++)
                cr_assert_eq(r[i], i < n ? text[i] : 0x3C, "byte %zu of %zu", i, n);
            cr_assert_eq(r[64], 0xA5);
        }
    }
}

SIMD_TEST(block_masks) {
    for (unsigned round = 0; round < 10000; round++) {
        const uint8_t byte = (uint8_t)random_word(), set = (uint8_t)(random_word() & 0xF0);
        uint64_t tops = 0, equal = 0, less = 0, matches = 0;
        uint8_t text[64], table[16], all[WIDEST] = {0}, r[WIDEST];
        random_fill(text, sizeof text);
        for (unsigned i = 0; i < 16; i++)
            table[i] = (uint8_t)(random_word() & 0xF0) | set | (random_word() % 4 == 0 ? i ^ 1 : i);
        for (unsigned i = 0; i < 64; i++) {
            if (random_word() % 2 == 0)
                text[i] = random_word() % 2 == 0 ? byte : table[random_word() % 16];
            tops |= (uint64_t)(text[i] >> 7) << i;
            equal |= (uint64_t)(text[i] == byte) << i;
            less |= (uint64_t)(text[i] <= byte) << i;
            matches |= (uint64_t)((text[i] | set) == table[text[i] & 15]) << i;
            all[i % simd->width] |= text[i];
        }
        cr_assert_eq(simd->wide_tops(text, false), tops);
        cr_assert_eq(simd->wide_tops(text, true), tops);
        cr_assert_eq(simd->block_eq(text, byte), equal);
        cr_assert_eq(simd->block_le(text, byte), less);
        cr_assert_eq(simd->block_match16(text, table, set), matches);
        simd->vectors_or(r, text);
        cr_assert(memcmp(r, all, simd->width) == 0);
    }
}

/* Sets of any density. */
static uint64_t random_set(unsigned round) {
    const uint64_t x = random_word(), y = random_word();
    return (const uint64_t[]){0, UINT64_MAX, x, x & y, x | y, x & y & random_word(), x | y | random_word()}[round % 7];
}

/* Packs to another place, to the bytes' own and to one that overlaps them. */
SIMD_TEST(block_compress) {
    for (unsigned round = 0; round < 20000; round++) {
        const uint64_t keep = random_set(round);
        const unsigned from = (const unsigned[]){0, 1, 17, 64}[round % 4];
        uint8_t room[3 * 64], want[64], *end;
        unsigned n = 0;
        random_fill(room, sizeof room);
        for (unsigned i = 0; i < 64; i++) {
            if (keep >> i & 1)
                want[n++] = room[from + i];
        }
        const uint8_t after = room[from + 64];
        end = simd->block_compress(room, room + from, keep);
        cr_assert_eq(end - room, n);
        cr_assert(memcmp(room, want, n) == 0, "set %#llx from %u", (unsigned long long)keep, from);
        cr_assert_eq(room[from + 64], after);
    }
}

SIMD_TEST(block_positions) {
    for (unsigned round = 0; round < 20000; round++) {
        const uint64_t bits = random_set(round);
        const unsigned offset = (unsigned)(random_word() % 0xFFC1);
        uint16_t out[64 + 64 + 1];
        unsigned n = 0;
        memset(out, 0xA5, sizeof out);
        const ptrdiff_t count = simd->block_positions(out, bits, offset) - out;
        for (unsigned i = 0; i < 64; i++) {
            if (bits >> i & 1)
                cr_assert_eq(out[n++], offset + i, "bit %u of %#llx", i, (unsigned long long)bits);
        }
        cr_assert_eq(count, n);
        cr_assert_eq(out[n + simd->positions_slack], 0xA5A5);
    }
}

SIMD_TEST(last) {
    for (unsigned round = 0; round < 3 * 4096 && simd->last != NULL; round++) {
        const unsigned size = 1u << round % 3;
        uint8_t v[4][64], room[32 + 4 * WIDEST + 1], *end = room + 32 + size * simd->width;
        uint64_t keep = round < 192 ? (uint64_t)1 << round / 3 : random_word();
        random_fill(v[0], sizeof v);
        memset(room, 0xA5, sizeof room);
        uint8_t *p = simd->last(end, (const uint8_t(*)[64])v, size, keep), *begin = p;
        for (unsigned i = 0; i < simd->width; i++) {
            for (unsigned k = 0; k < size && keep >> i & 1; k++)
                cr_assert_eq(*p++, v[k][i], "byte %u of unit %u of set %#llx", k, i, (unsigned long long)keep);
        }
        cr_assert_eq(p, end);
        cr_assert_eq(*end, 0xA5);
        for (p = room; p < begin - 8 * size; p++)
            cr_assert_eq(*p, 0xA5);
    }
}

/* -- Words -- */

SIMD_TEST(prefix_xor) {
    for (unsigned round = 0; round < 10000; round++) {
        uint64_t x = round < 64 ? (uint64_t)1 << round : random_word(), want = 0;
        for (unsigned i = 0, bit = 0; i < 64; i++) {
            bit ^= (unsigned)(x >> i & 1);
            want |= (uint64_t)bit << i;
        }
        cr_assert_eq(simd->prefix_xor(x), want);
    }
}

SIMD_TEST(digits_prefix) {
    for (unsigned round = 0; round < 17 * 1000; round++) {
        uint8_t text[16];
        uint64_t want = 0;
        unsigned count = round % 17, got_count = 99;
        random_fill(text, sizeof text);
        for (unsigned i = 0; i < count; i++) {
            text[i] = (uint8_t)('0' + (round < 17 ? 9 : random_word() % 10));
            want = want * 10 + (text[i] - '0');
        }
        if (count < 16 && (round % 3 == 0 || (text[count] >= '0' && text[count] <= '9')))
            text[count] = round % 2 == 0 ? '0' - 1 : '9' + 1;
        cr_assert_eq(simd->digits_prefix(text, &got_count), want, "%.16s", (const char *)text);
        cr_assert_eq(got_count, count, "%.16s", (const char *)text);
    }
}

/* Every group of four digits at every place, and numbers of all lengths; from every digit on. */
SIMD_TEST(digits) {
    for (unsigned round = 0; round < 100000; round++) {
        uint8_t text[18], want[17];
        uint64_t v = random_word() % 10000000000000000u, rest;
        if (round < 40000)
            v = round / 4 * (uint64_t[]){1, 10000, 100000000, 1000000000000}[round % 4];
        else if (round % 2 == 0)
            v >>= round % 64;
        rest = v;
        for (unsigned i = 16; i-- > 0; rest /= 10)
            want[i] = (uint8_t)('0' + rest % 10);
        unsigned n = round % 17, zeros = 0;
        while (zeros < 16 && want[15 - zeros] == '0')
            zeros++;
        memset(text, 0xA5, sizeof text);
        cr_assert_eq(simd->digits(text + 1, v, n), zeros, "%.16s", (const char *)want);
        cr_assert_eq(memcmp(text + 1, want + n, 16 - n), 0, "%.16s from %u", (const char *)want, n);
        cr_assert(text[0] == 0xA5 && text[17] == 0xA5);
    }
}

/* Returns the value of a hexadecimal digit, or 16. */
static unsigned hex_value(uint8_t c) {
    static const char digits[] = "0123456789abcdefABCDEF";
    const char *digit = c != 0 ? strchr(digits, c) : NULL;
    if (digit == NULL)
        return 16;
    return digit - digits < 16 ? (unsigned)(digit - digits) : (unsigned)(digit - digits) - 6;
}

/* Every byte at every place among digits. */
SIMD_TEST(unhex16) {
    for (unsigned round = 0; round < 16 * 256; round++) {
        uint8_t text[16];
        uint64_t want = 0, got = 0;
        bool good = true;
        for (unsigned i = 0; i < 16; i++) {
            text[i] = (uint8_t) "0123456789abcdefABCDEF"[random_word() % 22];
            if (i == round % 16)
                text[i] = (uint8_t)(round / 16);
            good = good && hex_value(text[i]) < 16;
            want |= (uint64_t)(hex_value(text[i]) & 15) << (i / 4 * 16 + (3 - i % 4) * 4);
        }
        cr_assert_eq(simd->unhex16(text, &got), good, "%.16s", (const char *)text);
        cr_assert(!good || got == want, "%.16s", (const char *)text);
    }
}
