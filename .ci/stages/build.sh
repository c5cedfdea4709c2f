# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# both compilers, with assertions and without

# Both compilers, with assertions and without.
stage_build() {
    prepare
    packages clang
    CC=gcc build gcc
    CC=clang build clang --buildtype=release
}
