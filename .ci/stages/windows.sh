# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# the C tests for Windows (mingw-w64) under wine, and the C library as clang-cl reads it

# clang_cl FAMILY ARGUMENT...: clang-cl has its macros, types and refusals without Microsoft's headers. mingw's stand in,
# which ask for a gcc, and two declarations of intrin.h, which they contradict.
clang_cl() {
    local family=$1
    shift
    mkdir -p "$work/clang-cl"
    printf 'void __cpuidex(int registers[4], int leaf, int subleaf);\nunsigned long long _xgetbv(unsigned which);\n' \
        >"$work/clang-cl/intrin.h"
    clang --driver-mode=cl --target="$family-pc-windows-msvc" /std:c11 /W3 /WX /c -Xclang -fsyntax-only \
        -Xclang -fgnuc-version=4.2.1 -D_CRT_SECURE_NO_WARNINGS -I"$work/clang-cl" -imsvc /usr/share/mingw-w64/include "$@"
}

# wine reads the test documents, but starts no xz.
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
    # The first process makes the folder of wine's settings, which others would do at the same time.
    export WINEPREFIX=$work/wine WINEDEBUG=-all
    quietly wine wineboot --init
    LANEJSON_DATA=$work/unpacked c_tests "$work/windows" kernel c fuzz
    mkdir -p "$work/pair"
    "$python" src/amalgamate.py "$work/pair"
    for family in x86_64 aarch64; do
        clang_cl "$family" -- "$work/pair/lanejson.c" # no option, though it begins with a slash
    done
    for unit in scalar 'sse42 -msse4.2 -mpopcnt' 'avx2 /arch:AVX2'; do
        # shellcheck disable=SC2086
        clang_cl x86_64 -I"$work/windows/src" -DLANE_ISA=$unit src/engine/kernels_tmpl.c
    done
    note 'clang-cl accepts the C library'
}
