// SPDX-License-Identifier: MIT
// The public header as C++.
#include "test_header.c"
