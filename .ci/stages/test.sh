# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# the C tests, and the Python tests on every ISA and over the public API alone

# The best ISA comes last and runs the whole Python suite. Before it: the lower ISAs, a build over the public API alone,
# and the second extension of the other build.
stage_test() {
    prepare
    local isa best=
    CC=gcc build gcc
    stage_plain
    c_tests "$work/gcc" kernel c fuzz
    numbers "$work/gcc"
    note 'Python without CPython internals'
    CC=gcc build public -Dpyinternals=false
    for isa in $(isas "$work/public"); do
        LANEJSON_ISA=$isa PYTHONPATH=$work/public/python "$python" tests/py/smoke.py
    done
    LANEJSON_TEST_SCALE=0.25 PYTHONPATH=$work/gcc/python:tests/py py_tests -p refused
    PYTHONPATH=$work/gcc/python:tests/py py_times -p refused
    for isa in $(isas "$work/gcc"); do
        if [ -z "$best" ]; then best=$isa; continue; fi
        note "Python with LANEJSON_ISA=$isa"
        LANEJSON_ISA=$isa PYTHONPATH=$work/gcc/python py_tests_lower
        LANEJSON_ISA=$isa PYTHONPATH=$work/gcc/python py_times
    done
    note "Python with LANEJSON_ISA=$best"
    LANEJSON_ISA=$best PYTHONPATH=$work/gcc/python py_times
    LANEJSON_ISA=$best PYTHONPATH=$work/gcc/python py_tests
}
