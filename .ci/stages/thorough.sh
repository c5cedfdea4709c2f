# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# the tests with LANEJSON_THOROUGH=1, on every ISA

stage_thorough() {
    prepare
    local isa
    CC=gcc build gcc
    LANEJSON_THOROUGH=1 meson test -C "$work/gcc" --setup thorough --suite kernel --suite c --print-errorlogs </dev/null
    note '200 MB of NDJSON in constant memory'
    python tests/style/programs.py . --static "$work/gcc/src/liblanejson.a" --shared "$work/gcc/src/liblanejson.so" \
        --megabytes 200
    note 'what streams, up to 1 GB'
    PYTHONPATH=$work/gcc/python python tests/tools/flat.py
    for isa in $(isas "$work/gcc"); do
        note "Python with LANEJSON_ISA=$isa"
        LANEJSON_THOROUGH=1 LANEJSON_ISA=$isa PYTHONPATH=$work/gcc/python py_times
        LANEJSON_THOROUGH=1 LANEJSON_ISA=$isa PYTHONPATH=$work/gcc/python py_tests
    done
}
