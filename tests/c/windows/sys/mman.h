/* SPDX-License-Identifier: MIT */
/* The few words of POSIX that the tests use and Windows has by other names: pages, jumps out of signals, folders. */
#ifndef WINDOWS_SYS_MMAN_H
#define WINDOWS_SYS_MMAN_H

#include <direct.h>
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "../api.h"

#define PROT_NONE 0
#define PROT_READ 1
#define PROT_WRITE 2
#define MAP_PRIVATE 0
#define MAP_ANONYMOUS 0
#define MAP_FAILED NULL
#define _SC_PAGESIZE 0
#define SIGBUS SIGSEGV

/* Macros because a jump's target must be set in the function that it returns to. */
#define sigjmp_buf jmp_buf
#define sigsetjmp(place, mask) setjmp(place)
#define siglongjmp(place, value) longjmp(place, value)

static inline long sysconf(int what) {
    SYSTEM_INFO info;
    (void)what;
    GetSystemInfo(&info);
    return (long)info.dwPageSize;
}

/* New memory: none of the tests maps a file or names a place. */
static inline void *mmap(void *place, size_t size, int protection, int flags, int file, long offset) {
    (void)place, (void)protection, (void)flags, (void)file, (void)offset;
    return VirtualAlloc(NULL, size, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
}

static inline int mprotect(void *place, size_t size, int protection) {
    DWORD before;
    const DWORD now = protection == PROT_NONE   ? PAGE_NOACCESS
                      : protection & PROT_WRITE ? PAGE_READWRITE
                                                : PAGE_READONLY;
    return VirtualProtect(place, size, now, &before) ? 0 : -1;
}

static inline int munmap(void *place, size_t size) {
    (void)size;
    return VirtualFree(place, 0, MEM_RELEASE) ? 0 : -1;
}

/* As mkdtemp: the six X at the end of `path` become a number that is not taken. The folder above is made if needed. */
static inline char *windows_folder(char *path) {
    char above[64];
    const char *slash = strrchr(path, '/');
    snprintf(above, sizeof above, "%.*s", (int)(slash - path), path);
    (void)_mkdir(above);
    for (unsigned i = 0; i < 1000000; i++) {
        snprintf(path + strlen(path) - 6, 7, "%06u", (unsigned)(GetCurrentProcessId() + i) % 1000000);
        if (_mkdir(path) == 0)
            return path;
    }
    return NULL;
}
#define mkdtemp windows_folder

#endif
