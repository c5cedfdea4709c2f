/* SPDX-License-Identifier: MIT */
/* main for a fuzz target without an engine: runs it on files, and on every prefix and one-bit change of small ones.
 *
 * Usage: TARGET FOLDER... */
#include <dirent.h>

#include "fuzz.h"

enum { DRIVER_SMALL = 256 /* bytes; the work is quadratic in the size */ };

typedef struct {
    size_t runs, passed, failed;
} tally;

static void run_file(const char *path, tally *t) {
    static uint8_t data[1 << 20];
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        t->failed++;
        return;
    }
    size_t size = fread(data, 1, sizeof data, file);
    fclose(file);
    LLVMFuzzerTestOneInput(data, size);
    t->runs++;
    t->passed++;
    if (size > DRIVER_SMALL)
        return;
    for (size_t n = 0; n < size; n++, t->runs++)
        LLVMFuzzerTestOneInput(data, n);
    for (size_t bit = 0; bit < 8 * size; bit++, t->runs++) {
        data[bit / 8] ^= (uint8_t)(1u << bit % 8);
        LLVMFuzzerTestOneInput(data, size);
        data[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}

int main(int argc, char **argv) {
    tally t = {0, 0, 0};
    for (int i = 1; i < argc; i++) {
        DIR *folder = opendir(argv[i]);
        if (folder == NULL) {
            t.failed++;
            continue;
        }
        for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
            char path[1024];
            if (entry->d_name[0] != '.' &&
                snprintf(path, sizeof path, "%s/%s", argv[i], entry->d_name) < (int)sizeof path)
                run_file(path, &t);
        }
        closedir(folder);
    }
    printf("fuzz corpus, %zu runs: %zu passed, %zu failed\n", t.runs, t.passed, t.failed);
    return t.failed != 0 || t.passed == 0;
}
