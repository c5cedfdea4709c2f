# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# all tests under AddressSanitizer and UndefinedBehaviorSanitizer

# UBSan stops at the first fault. ASan checks leaks in the C tests only, because CPython itself leaks at exit. Allocations
# beyond the machine's memory fail, as with malloc. -O1: the tests take as long, and compiling two thirds of the time.
stage_asan() {
    prepare
    packages gcc libc6-dev
    local preload
    CC=gcc build asan -Doptimization=1 -Db_sanitize=address,undefined -Db_lundef=false -Dc_args=-fno-sanitize-recover=all
    UBSAN_OPTIONS=print_stacktrace=1 c_tests "$work/asan" kernel c fuzz
    preload="$(gcc -print-file-name=libasan.so) $(gcc -print-file-name=libubsan.so)"
    note 'Python under ASan and UBSan'
    # Sanitized frames are large: a thousand nested dumps need nearly the usual 8 MB.
    (
        ulimit -S -s 65536 2>/dev/null || note 'the stack stays as it is'
        LD_PRELOAD=$preload PYTHONMALLOC=malloc ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1 \
            UBSAN_OPTIONS=print_stacktrace=1 LANEJSON_SANITIZED=1 PYTHONPATH=$work/asan/python py_tests
    )
}
