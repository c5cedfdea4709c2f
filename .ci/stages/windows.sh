# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# the C tests for Windows (mingw-w64) under wine, and the C library compiled by clang-cl

# clang_cl FAMILY ARGUMENT...: runs clang-cl, with its macros, types and errors, but not with Microsoft's headers. It uses
# those of mingw, which require gcc's macros, and two declarations of intrin.h, which they contradict.
clang_cl() {
    local family=$1
    shift
    mkdir -p "$work/clang-cl"
    printf 'void __cpuidex(int registers[4], int leaf, int subleaf);\nunsigned long long _xgetbv(unsigned which);\n' \
        >"$work/clang-cl/intrin.h"
    clang --driver-mode=cl --target="$family-pc-windows-msvc" /std:c11 /W3 /WX /c -Xclang -fsyntax-only \
        -Xclang -fgnuc-version=4.2.1 -D_CRT_SECURE_NO_WARNINGS -I"$work/clang-cl" -imsvc /usr/share/mingw-w64/include "$@"
}

# wine can read the test documents, but not run xz.
unpacked_data() {
    [ ! -d "$data" ] || [ -d "$work/unpacked" ] || {
        cp -r "$data" "$work/unpacked.new"
        find "$work/unpacked.new" -name '*.xz' -exec xz -d {} +
        mv "$work/unpacked.new" "$work/unpacked"
    }
}

stage_windows() {
    local family unit
    prepare
    packages clang gcc-mingw-w64-x86-64 wine wine64 xz-utils
    unpacked_data
    build_for windows x86_64-w64-mingw32 windows x86_64 x86_64 little wine
    # The first process creates the folder of wine's settings, which parallel ones would do at the same time.
    export WINEPREFIX=$work/wine WINEDEBUG=-all
    quietly wine wineboot --init
    LANEJSON_DATA=$work/unpacked c_tests "$work/windows" kernel c fuzz
    mkdir -p "$work/pair"
    "$python" src/amalgamate.py "$work/pair"
    for family in x86_64 aarch64; do
        clang_cl "$family" -- "$work/pair/lanejson.c" # not an option, although it begins with a slash
    done
    for unit in scalar 'sse42 -msse4.2 -mpopcnt' 'avx2 /arch:AVX2'; do
        # shellcheck disable=SC2086
        clang_cl x86_64 -I"$work/windows/src" -DLANE_ISA=$unit src/engine/kernels_tmpl.c
    done
    note 'clang-cl accepts the C library'
}
