# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# every option off: no Python, no SIMD, no CPython internals

# Every option off: no Python, no SIMD, no CPython internals.
stage_plain() {
    prepare
    CC=gcc build off -Disa=scalar -Dpython=disabled -Dpyinternals=false
    c_tests "$work/off" kernel c fuzz
    CC=gcc build bare -Disa=scalar -Dpython=disabled -Dpyinternals=false -Dtests=disabled
}
