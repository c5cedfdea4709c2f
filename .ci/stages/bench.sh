# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# kernel times and a short comparison with other libraries

stage_bench() {
    prepare
    CC=gcc build release --buildtype=release
    "$work/release/tests/kernel_check" --bench </dev/null
    # Printed, not judged: the time of a shared machine proves nothing. bench/compare says what two runs differ by.
    LANEJSON_BENCH_CACHE=$work/bench bench/run python --quick --budget 30 --json "$work/bench.json" \
        --documents twitter --documents canada --documents doc_64k --documents message_1k </dev/null
}
