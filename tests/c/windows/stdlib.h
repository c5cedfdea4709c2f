/* SPDX-License-Identifier: MIT */
/* stdlib.h with the strtod of Windows: mingw's own rounds twice, to long double and then to double. */
#ifndef WINDOWS_STDLIB_H
#define WINDOWS_STDLIB_H

#pragma GCC system_header
#include_next <stdlib.h>

#include "api.h"

__attribute__((unused)) static double windows_strtod(const char *text, char **end) {
    static double (*function)(const char *, char **);
    if (function == NULL)
        function =
            (double (*)(const char *, char **))(void (*)(void))GetProcAddress(LoadLibraryA("ucrtbase"), "strtod");
    return function(text, end);
}
#define strtod windows_strtod

#endif
