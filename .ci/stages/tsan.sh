# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# the C tests under ThreadSanitizer

stage_tsan() {
    prepare
    PKG_CONFIG_LIBDIR=/nonexistent CC=gcc build tsan -Db_sanitize=thread -Db_lundef=false -Dpython=disabled
    c_tests "$work/tsan" kernel c fuzz
}
