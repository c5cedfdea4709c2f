/* SPDX-License-Identifier: MIT */
/* windows.h without the short names that tests give to things of their own. */
#ifndef WINDOWS_API_H
#define WINDOWS_API_H

#define WIN32_LEAN_AND_MEAN
#define NOGDI
#include <windows.h>
#undef IN
#undef OUT

#endif
