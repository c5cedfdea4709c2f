# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# the C tests under MemorySanitizer

# Criterion is not instrumented: PKG_CONFIG_LIBDIR hides it, and the C tests run over tests/c/plain.
stage_msan() {
    prepare
    packages clang "libclang-rt-$(clang_major)-dev"
    PKG_CONFIG_LIBDIR=/nonexistent CC=clang CXX=clang++ build msan -Db_sanitize=memory -Db_lundef=false -Dpython=disabled
    c_tests "$work/msan" kernel c fuzz
}
