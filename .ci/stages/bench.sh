# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# kernel times and a short comparison with other libraries

stage_bench() {
    prepare
    CC=gcc build release --buildtype=release
    "$work/release/tests/kernel_check" --bench </dev/null
    # Prints times without judging them: those of a shared machine prove nothing. bench/compare compares two runs.
    LANEJSON_BENCH_CACHE=$work/bench bench/run python --quick --budget 30 --json "$work/bench.json" \
        --documents twitter --documents canada --documents doc_64k --documents message_1k </dev/null
}
