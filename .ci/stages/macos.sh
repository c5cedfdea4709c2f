# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# the C library and the extension compiled by clang for macOS, on Apple silicon and Intel

# Without Apple's headers: clang's own come first, then musl's, which depend on neither Linux nor glibc.
clang_darwin() {
    local target=$1
    shift
    clang --target="$target-apple-macos11" -ffreestanding -std=c11 -fsyntax-only -Wall -Wextra -Werror -Wno-unused-function \
        -nostdlibinc -idirafter "/usr/include/$(uname -m)-linux-musl" -DSSIZE_MAX=LONG_MAX "$@"
}

# The headers of CPython for this system: its configuration for macOS has the same values where the extension reads it.
stage_macos() {
    local target file include
    prepare
    packages clang musl-dev
    mkdir -p "$work/pair" "$work/macos"
    "$python" src/amalgamate.py "$work/pair"
    for target in arm64 x86_64; do
        clang_darwin "$target" "$work/pair/lanejson.c"
    done
    note 'clang accepts the C library'
    sed 's/@EACH@/X(neon) X(scalar)/; s/@NAMES@/"scalar"/' src/isas.h.in >"$work/macos/isas.h"
    include=$("$python" -c 'import sysconfig; print(sysconfig.get_path("include"))')
    for file in python/*/*.c; do
        clang_darwin arm64 -isystem "$include" -I"$work/macos" -Ipython -Isrc -DLANE_ISA=neon -DLANE_PYINTERNALS=1 \
            -DLANE_PY_MODULE=_lanejson "$file"
    done
    note 'clang accepts the extension'
}
