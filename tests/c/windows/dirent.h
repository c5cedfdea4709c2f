/* SPDX-License-Identifier: MIT */
/* The files of a folder, over Windows: of dirent.h what the tests use. */
#ifndef WINDOWS_DIRENT_H
#define WINDOWS_DIRENT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api.h"

enum { DT_REG, DT_DIR };

struct dirent {
    char d_name[MAX_PATH];
    int d_type;
};

static int alphasort(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* All files: none of the tests chooses among them. -1 without the folder. Each entry, and their array, is freed. */
static int scandir(const char *path, struct dirent ***ret, int (*chosen)(const struct dirent *),
                   int (*compare)(const struct dirent **, const struct dirent **)) {
    char pattern[4200];
    WIN32_FIND_DATAA found;
    int count = 0, room = 0;
    struct dirent **entries = NULL;
    (void)chosen;
    snprintf(pattern, sizeof pattern, "%s/*", path);
    HANDLE search = FindFirstFileA(pattern, &found);
    if (search == INVALID_HANDLE_VALUE)
        return -1;
    do {
        if (count == room) {
            room = 2 * room + 64;
            entries = realloc(entries, (size_t)room * sizeof *entries);
        }
        entries[count] = malloc(sizeof **entries);
        snprintf(entries[count]->d_name, sizeof entries[count]->d_name, "%s", found.cFileName);
        entries[count++]->d_type = found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY ? DT_DIR : DT_REG;
    } while (FindNextFileA(search, &found));
    FindClose(search);
    qsort(entries, (size_t)count, sizeof *entries, (int (*)(const void *, const void *))compare);
    *ret = entries;
    return count;
}

#endif
