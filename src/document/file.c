/* SPDX-License-Identifier: MIT */
/* Files: read as a whole, of any size and kind; written to a temporary file in the same directory that is then
 * renamed. */
#if !defined(_WIN32) && !defined(_POSIX_C_SOURCE)
#define _POSIX_C_SOURCE 200809L /* fsync, fileno */
#endif

#include "document.h"

#include <stdio.h>
#if defined(_WIN32)
#define WIN32_LEAN_AND_MEAN
#include <fcntl.h>
#include <io.h>
#include <sys/stat.h>
#include <windows.h>
#else
#include <unistd.h>
#endif

#include "../base/error.h"
#include "../base/options.h"

#define FILE_FIRST 65536 /* bytes; doubled as needed */

/* Reads the rest of a file, with room for one byte after it. */
static lane_error_code file_content(FILE *file, const lane_allocator *allocator, char **ret_text, size_t *ret_size,
                                    size_t *ret_length) {
    size_t size = FILE_FIRST, length = 0;
    char *text = lane_allocate(allocator, size);
    while (text != NULL) {
        length += fread(text + length, 1, size - length, file);
        *ret_text = text;
        *ret_size = size;
        *ret_length = length;
        if (length < size)
            return ferror(file) ? LANE_ERROR_FILE : LANE_OK;
        text = size < SIZE_MAX / 4 ? lane_reallocate(allocator, text, size, size * 2) : NULL;
        size *= 2;
    }
    return LANE_ERROR_MEMORY;
}

lane_doc *lane_parse_file(const char *path, const lane_options *options, lane_error *error) {
    lane_options complete;
    const bool allowed = lane_options_complete(options, &complete) && path != NULL;
    FILE *file = allowed ? fopen(path, "rb") : NULL;
    if (file == NULL) {
        lane_error_set(error, allowed ? LANE_ERROR_FILE : LANE_ERROR_ARGUMENT, 0);
        return NULL;
    }
    char *text = NULL;
    size_t size = 0, length = 0;
    const lane_error_code code = file_content(file, complete.allocator, &text, &size, &length);
    (void)fclose(file); /* only read */
    lane_doc *doc = NULL;
    if (code != LANE_OK)
        lane_error_set(error, code, 0);
    else
        doc = lane_parse_in_situ(text, length, options, error);
    if (doc != NULL) {
        doc->copy = (uint8_t *)text;
        doc->copy_size = size;
    } else {
        lane_release(complete.allocator, text, size);
    }
    return doc;
}

/* -- Writing -- */

#define TRIES 100 /* temporary names that may be taken */

/* Creates a file that does not exist yet; NULL if it does. */
static FILE *file_new(const char *name) {
#if defined(_WIN32)
    /* Some C libraries of Windows ignore fopen's x. */
    const int file = _open(name, _O_CREAT | _O_EXCL | _O_WRONLY | _O_BINARY, _S_IREAD | _S_IWRITE);
    return file < 0 ? NULL : _fdopen(file, "wb");
#else
    return fopen(name, "wbx");
#endif
}

/* Creates a new file PATH.N.tmp and stores its name in `name`. */
static FILE *file_beside(const char *path, char *name, size_t size) {
    FILE *file = NULL;
    for (int i = 0; file == NULL && i < TRIES; i++) {
        (void)snprintf(name, size, "%s.%d.tmp", path, i);
        file = file_new(name);
    }
    return file;
}

static bool file_finish(FILE *file) {
    bool done = fflush(file) == 0;
#if defined(_WIN32)
    done = done && _commit(_fileno(file)) == 0;
#else
    done = done && fsync(fileno(file)) == 0;
#endif
    return (fclose(file) == 0) && done;
}

static bool file_replace(const char *from, const char *to) {
#if defined(_WIN32)
    return MoveFileExA(from, to, MOVEFILE_REPLACE_EXISTING) != 0; /* rename does not replace files on Windows */
#else
    return rename(from, to) == 0;
#endif
}

static bool file_put(const char *path, char *name, size_t size, const char *text, size_t length) {
    FILE *file = file_beside(path, name, size);
    if (file == NULL)
        return false;
    const bool whole = fwrite(text, 1, length, file) == length;
    const bool finished = file_finish(file);
    if (whole && finished && file_replace(name, path))
        return true;
    (void)remove(name);
    return false;
}

bool lane_write_file(const lane_value *value, const char *path, const lane_options *options, lane_error *error) {
    lane_options complete;
    if (!lane_options_complete(options, &complete) || path == NULL) {
        lane_error_set(error, LANE_ERROR_ARGUMENT, 0);
        return false;
    }
    size_t length = 0;
    char *text = lane_write(value, options, &length, error);
    if (text == NULL)
        return false;
    const size_t size = strlen(path) + sizeof ".100.tmp";
    char *name = lane_allocate(complete.allocator, size);
    const bool put = name != NULL && file_put(path, name, size, text, length);
    lane_error_set(error, put ? LANE_OK : name == NULL ? LANE_ERROR_MEMORY : LANE_ERROR_FILE, 0);
    lane_release(complete.allocator, name, size);
    lane_text_free(text, length, options);
    return put;
}
