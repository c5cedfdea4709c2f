/* SPDX-License-Identifier: MIT */
/* Random input, biased to cases that kernels get wrong: runs, rare marks, the edges of every range. */
#include "check.h"

/* Returns the length of a run: mostly short, sometimes longer than a vector or a block. */
static size_t run_length(check_random *random) {
    return random_below(random, random_chance(random, 8) ? 150 : random_chance(random, 3) ? 20 : 3);
}

static size_t at_most(size_t n, size_t limit) {
    return n < limit ? n : limit;
}

void fill_json(check_random *random, uint8_t *p, size_t n) {
    static const char marks[] = "\"\"\"\\\\{}[]:,  \t\n\r09-aé\x01\x0C\x1A\x1F\x7F";
    /* One byte in this many is not a plain letter. */
    static const size_t densities[] = {1, 2, 8, 40, 300};
    size_t density = densities[random_below(random, 5)];
    for (size_t i = 0; i < n;) {
        size_t run = random_chance(random, 4) ? at_most(run_length(random), n - i) : 0;
        uint8_t c = (uint8_t)marks[random_below(random, sizeof marks - 1)];
        if (run != 0 && random_chance(random, 2)) { /* runs of backslashes, spaces, quotes */
            memset(p + i, c, run);
            i += run;
            continue;
        }
        p[i++] = random_chance(random, density) ? c : random_chance(random, 30) ? (uint8_t)random_next(random) : 'x';
    }
}

static uint32_t random_code_point(check_random *random) {
    static const uint32_t edges[] = {0,      0x7F,   0x80,   0xFF,    0x100,   0x7FF,   0x800,   0xD7FF,
                                     0xE000, 0xFFFD, 0xFFFF, 0x10000, 0x3FFFF, 0x40000, 0xFFFFF, 0x10FFFF};
    uint32_t c;
    if (random_chance(random, 3))
        return edges[random_below(random, sizeof edges / sizeof *edges)];
    c = (uint32_t)random_below(random, random_chance(random, 4)   ? 0x110000
                                       : random_chance(random, 2) ? 0x10000
                                                                  : 0x800);
    return c >= 0xD800 && c <= 0xDFFF ? c - 0x1000 : c;
}

void fill_valid(check_random *random, uint8_t *p, size_t n) {
    static const uint32_t limits[] = {0x80, 0x100, 0x10000, 0x110000};
    uint32_t limit = limits[random_below(random, 4)];
    size_t density = random_chance(random, 3) ? 1 : random_chance(random, 2) ? 5 : 60;
    /* Now and then nearly all characters are of one script: runs of characters of one length. */
    static const uint32_t scripts[] = {0xA0, 0x410, 0x3041, 0x4E00, 0x1F300};
    uint32_t script = random_chance(random, 4) ? scripts[random_below(random, 5)] : 0;
    for (size_t i = 0; i < n;) {
        uint8_t bytes[4];
        uint32_t c = random_chance(random, density) ? random_code_point(random) : 'x';
        if (script != 0 && !random_chance(random, 40))
            c = script + (uint32_t)random_below(random, 64);
        size_t length = reference_utf8_encode(bytes, c < limit ? c : limit - 1);
        if (length <= n - i) {
            memcpy(p + i, bytes, length);
            i += length;
        } else {
            p[i++] = 'x';
        }
    }
}

void fill_utf8(check_random *random, uint8_t *p, size_t n) {
    fill_valid(random, p, n);
    for (size_t faults = random_chance(random, 3) ? 0 : 1 + random_below(random, 2); n != 0 && faults != 0; faults--) {
        static const uint8_t bad[] = {0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0,
                                      0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xF7, 0xF8, 0xFF};
        size_t at = random_chance(random, 3) ? n - 1 - random_below(random, at_most(n, 4)) : random_below(random, n);
        size_t run = at_most(1 + random_below(random, 4), n - at);
        if (random_chance(random, 4)) { /* a lone surrogate */
            static const uint8_t half[3] = {0xED, 0xA0, 0x80};
            memcpy(p + at, half, at_most(3, n - at));
            continue;
        }
        for (size_t i = 0; i < run; i++)
            p[at + i] = random_chance(random, 3) ? (uint8_t)random_next(random) : bad[random_below(random, sizeof bad)];
    }
}

void fill_spaces(check_random *random, uint8_t *p, size_t n) {
    static const char spaces[] = "    \n\n\t\r", others[] = "{\"0-x\x01\x1F\x00\x80\xFF\x0B\x21";
    if (n == 0)
        return;
    for (size_t i = 0; i < n; i++)
        p[i] = random_chance(random, 5) ? (uint8_t)spaces[random_below(random, sizeof spaces - 1)] : ' ';
    p[n - 1] = (uint8_t)others[random_below(random, sizeof others - 1)];
    if (random_chance(random, 2))
        p[random_below(random, n)] = (uint8_t)others[random_below(random, sizeof others - 1)];
}

/* Writes one escape, valid or not, cut to the room. */
static size_t put_escape(check_random *random, uint8_t *p, size_t room) {
    static const char letters[] = "\"\\/bfnrtubfnrtuuuuu\"\\0x\x00U";
    static const char digits[] = "0123456789abcdefABCDEF";
    static const char *const prefixes[] = {"", "d8", "DBF", "dc", "DfF", "00", "000", "07F", "080", "07", "e0"};
    char text[6] = {'\\', letters[random_below(random, random_chance(random, 20) ? sizeof letters - 1 : 19)], 0, 0, 0,
                    0};
    if (text[1] != 'u') {
        memcpy(p, text, at_most(2, room));
        return at_most(2, room);
    }
    const char *prefix = prefixes[random_below(random, sizeof prefixes / sizeof *prefixes)];
    size_t length = strlen(prefix);
    memcpy(text + 2, prefix, length);
    for (size_t i = 2 + length; i < 6; i++)
        text[i] = digits[random_below(random, sizeof digits - 1)];
    if (random_chance(random, 60))
        text[2 + random_below(random, 4)] = (char)random_next(random);
    memcpy(p, text, at_most(6, room));
    return at_most(6, room);
}

void fill_body(check_random *random, uint8_t *p, size_t n) {
    bool dense = random_chance(random, 2);
    for (size_t i = 0; i < n;) {
        size_t run = dense && !random_chance(random, 6) ? 0 : at_most(run_length(random), n - i);
        memset(p + i, 'x', run);
        if (run != 0 && random_chance(random, 6))
            p[i + random_below(random, run)] = (uint8_t)(0x80 | random_next(random));
        if (run != 0 && random_chance(random, 60))
            p[i + random_below(random, run)] = (uint8_t)random_below(random, 0x21);
        i += run;
        if (i < n)
            i += put_escape(random, p + i, n - i);
    }
}

void fill_closed(check_random *random, uint8_t *p, size_t n) {
    fill_body(random, p, n);
    if (n != 0)
        p[random_chance(random, 3) ? n - 1 : random_below(random, n)] = '"';
}
