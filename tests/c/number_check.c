/* SPDX-License-Identifier: MIT */
/* Checks numbers against strtod, printf and vector files.
 *
 * number_check [--seed N] [--count N] [FILE...] A line of a file ends in "f64hex text": the bits of the nearest double,
 * and the text after one blank. If the text is not a JSON number, it must be refused, or read up to where the grammar
 * says. */
#include <errno.h>
#include <inttypes.h>

#include "number_reference.h"

typedef struct {
    uint64_t passed, failed;
} tally;

static void count(tally *t, bool ok) {
    t->passed += ok;
    t->failed += !ok;
}

/* Splits a line. Returns the text, and in *ret_bits the sixteen hexadecimal digits before it; NULL if there are
 * none. */
static const char *split_line(char *line, uint64_t *ret_bits) {
    line[strcspn(line, "\r\n")] = 0;
    for (char *field = line; field != NULL && *field != 0;) {
        char *blank = strchr(field, ' ');
        if (blank == NULL)
            return NULL;
        if (blank - field == 16) {
            *ret_bits = strtoull(field, NULL, 16);
            return blank + 1;
        }
        field = blank + 1;
    }
    return NULL;
}

static bool check_file(const char *path, tally *t) {
    static char line[1 << 16];
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        return false;
    }
    uint64_t before = t->passed + t->failed;
    while (fgets(line, sizeof line, file) != NULL) {
        uint64_t bits;
        const char *text = split_line(line, &bits);
        if (text == NULL) {
            number_fault(line, "no vector");
            t->failed++;
            continue;
        }
        bool ok = number_reads(text, &bits);
        double v = double_from_bits(bits);
        format_gate gate = {0};
        if (ok && isfinite(v)) {
            ok = number_returns(v, &gate);
            if ((bits & bits_below(52)) != 0)
                ok &= number_is_shortest(v);
        }
        count(t, ok);
    }
    fclose(file);
    printf("%s: %" PRIu64 " lines\n", path, t->passed + t->failed - before);
    return true;
}

static double random_double(uint64_t *state) {
    uint64_t r = number_random(state), choice = number_random(state);
    double v;
    switch (choice % 8) {
    case 0: v = (double)(int64_t)r; break;
    case 1: v = (double)(r >> 11) * 0x1p-53; break;
    case 2: v = (double)(int32_t)r / lane_exact_tens[choice >> 8 & 15]; break;
    case 3: v = ldexp((double)(r >> 11), (int)(choice >> 8 & 63) - 50); break;
    case 4: v = double_from_bits(r & bits_below(52)); break;
    default: v = double_from_bits(r);
    }
    return isfinite(v) ? v : 0;
}

static char *random_digits(char *p, unsigned most, uint64_t *state) {
    for (unsigned n = 1 + (unsigned)(number_random(state) % most); n > 0; n--)
        *p++ = (char)('0' + number_random(state) % 10);
    return p;
}

/* Makes a text of the grammar, or nearly one: parts are there or not, and what follows may continue it. */
static void random_text(char *p, uint64_t *state) {
    uint64_t r = number_random(state);
    unsigned most = (r & 3) == 0 ? 40 : 18;
    if (r & 4)
        *p++ = '-';
    if (r & 8)
        *p++ = '0';
    else
        p = random_digits(p, most, state);
    if ((r & 0x30) != 0) {
        *p++ = '.';
        if (r & 0x3C0)
            p = random_digits(p, most, state);
    }
    if ((r & 0xC00) == 0) {
        *p++ = r & 0x1000 ? 'e' : 'E';
        if (r & 0x2000)
            *p++ = r & 0x4000 ? '+' : '-';
        if (r & 0x78000)
            p = random_digits(p, r & 0x80000 ? 2 : 4, state);
    }
    *p++ = ",]} \n.e-0"[(r >> 32) % 10];
    *p = 0;
}

/* Makes the decimal expansion of the point half-way between a double and the next, exact or slightly changed at its
 * end. */
static void half_text(char *p, uint64_t *state) {
    uint64_t r = number_random(state);
    uint64_t bits = number_random(state) & bits_below(63);
    /* Half of the doubles get exponents near 0, whose expansions are short. */
    if (r & 1)
        bits = (bits & bits_below(52)) | (uint64_t)(960 + (r >> 8) % 128) << 52;
    double low = double_from_bits(bits);
    if (!isfinite(low) || bits >> 52 < 2 || bits >> 52 > 2000)
        low = 1;
    double step = nextafter(low, INFINITY) - low;
    /* low + step / 2 has 54 bits: it is an integer times step / 2. */
    double scale = step / 2;
    int exponent;
    frexp(scale, &exponent);
    exponent--;
    uint64_t mantissa = (uint64_t)(low / step) * 2 + 1;
    sprintf(p, "%" PRIu64, mantissa);
    /* Makes the digits of mantissa * 2^exponent by doubling or halving the decimal text: slow but simple. */
    static char digits[4000];
    size_t n = strlen(p), point = n;
    for (size_t i = 0; i < n; i++)
        digits[i] = (char)(p[i] - '0');
    for (; exponent < 0; exponent++) {
        unsigned rest = 0;
        for (size_t i = 0; i < n; i++) {
            unsigned d = rest * 10 + (unsigned)digits[i];
            digits[i] = (char)(d / 2);
            rest = d % 2;
        }
        if (rest)
            digits[n++] = 5;
    }
    for (; exponent > 0; exponent--) {
        unsigned carry = 0;
        for (size_t i = n; i-- > 0;) {
            unsigned d = (unsigned)digits[i] * 2 + carry;
            digits[i] = (char)(d % 10);
            carry = d / 10;
        }
        if (carry) {
            memmove(digits + 1, digits, n++);
            digits[0] = (char)carry;
            point++;
        }
    }
    size_t skip = 0;
    while (skip + 1 < point && digits[skip] == 0)
        skip++;
    char *out = p;
    for (size_t i = skip; i < n; i++) {
        if (i == point)
            *out++ = '.';
        *out++ = (char)('0' + digits[i]);
    }
    if (n == point) {
        *out++ = '.';
        *out++ = '0';
    }
    switch (r >> 16 & 3) {
    case 0: memcpy(out, "00000000000000000000001", 24); break;
    case 1:
        out[-1] = (char)(out[-1] > '0' ? out[-1] - 1 : '0');
        *out = 0;
        break;
    default: *out = 0;
    }
}

static void check_random(uint64_t seed, uint64_t number, tally *t) {
    static char text[8192];
    uint64_t state = seed;
    format_gate gate = {0};
    for (uint64_t i = 0; i < number; i++) {
        double v = random_double(&state);
        bool ok = number_returns(v, &gate);
        if ((double_to_bits(v) & bits_below(52)) != 0)
            ok &= number_is_shortest(v);
        if (i % 4 == 0) {
            random_text(text, &state);
            ok &= number_reads(text, NULL);
        }
        if (i % 1024 == 0) {
            half_text(text, &state);
            ok &= number_reads(text, NULL);
        }
        count(t, ok);
    }
}

int main(int argc, char **argv) {
    uint64_t seed = 20260101, number = 1000000;
    if (getenv("LANEJSON_THOROUGH") != NULL)
        number *= 100;
    tally t = {0, 0};
    bool opened = true;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--seed") == 0 && i + 1 < argc)
            seed = strtoull(argv[++i], NULL, 0);
        else if (strcmp(argv[i], "--count") == 0 && i + 1 < argc)
            number = strtoull(argv[++i], NULL, 0);
        else
            opened &= check_file(argv[i], &t);
    }
    printf("seed %" PRIu64 ", %" PRIu64 " random\n", seed, number);
    check_random(seed, number, &t);
    printf("%" PRIu64 " passed, %" PRIu64 " failed\n", t.passed, t.failed);
    return !opened || t.failed != 0;
}
