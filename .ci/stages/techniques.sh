# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# builds without each technique of src/base/techniques.h, and their tests

stage_techniques() {
    prepare
    local switch count=0
    for switch in $(sed -n 's/.*LANE_TECHNIQUE(\(LANE_NO_[A-Z_]*\)).*/\1/p' src/base/techniques.h); do
        CC=gcc build techniques -Dc_args="-D$switch=1" -Doptimization=1
        c_tests "$work/techniques" kernel c
        LANEJSON_TEST_SCALE=0.25 PYTHONPATH=$work/techniques/python py_tests_lower
        count=$((count + 1))
    done
    [ "$count" -gt 0 ] || die 'no switch was found in src/base/techniques.h'
    note "$count techniques left out, one at a time"
}
