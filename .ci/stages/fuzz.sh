# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# each fuzz target for FUZZ_SECONDS (60)

# Parser, iter_items, iter_lines and loads_partial: with Atheris and ASan if there is a wheel of Atheris, else with random
# changes only.
fuzz_streams() {
    local venv=$work/venv-fuzz preload=
    make_venv "$venv" "$python"
    if quietly "$venv/bin/pip" install --only-binary=:all: atheris; then
        CC=clang build fuzz-python -Dtests=disabled -Doptimization=1 -Db_lundef=false -Db_sanitize=address \
            -Dc_args=-fsanitize=fuzzer-no-link
        preload=$("$venv/bin/python" -c 'import atheris; print(atheris.path())')/asan_with_fuzzer.so
    else
        note 'no wheel of Atheris for this Python'
        CC=gcc build fuzz-python -Dtests=disabled
    fi
    mkdir -p "$work/corpus/fuzz_streams"
    note "fuzz_streams for ${FUZZ_SECONDS:-60} s"
    ASAN_OPTIONS=detect_leaks=0 LD_PRELOAD=$preload PYTHONPATH=$work/fuzz-python/python \
        "$venv/bin/python" fuzz/fuzz_streams.py -max_total_time="${FUZZ_SECONDS:-60}" -timeout=20 -print_final_stats=1 \
        -artifact_prefix="$work/corpus/" "$work/corpus/fuzz_streams" fuzz/corpus "$data"/JSONTestSuite/test_parsing \
        </dev/null 2>&1 | tail -n 12
}

# Each target runs for FUZZ_SECONDS; new inputs stay in .ci/work.
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
    fuzz_streams
}
