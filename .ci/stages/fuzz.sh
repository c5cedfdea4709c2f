# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# each fuzz target for FUZZ_SECONDS (60)

# FUZZ_SECONDS for each target; new inputs stay in .ci/work.
stage_fuzz() {
    prepare
    packages clang "libclang-rt-$(clang_major)-dev"
    local target name
    CC=clang build fuzz -Dfuzz=libfuzzer -Dpython=disabled -Dtests=disabled -Db_lundef=false -Db_sanitize=address,undefined
    for target in "$work"/fuzz/fuzz/fuzz_*; do
        if [ ! -x "$target" ] || [ ! -f "$target" ]; then continue; fi
        name=$(basename "$target")
        mkdir -p "$work/corpus/$name"
        note "$name for ${FUZZ_SECONDS:-60} s"
        "$target" -max_total_time="${FUZZ_SECONDS:-60}" -timeout=10 -print_final_stats=1 -dict=fuzz/json.dict \
            "$work/corpus/$name" fuzz/corpus </dev/null 2>&1 | tail -n 12
    done
}
