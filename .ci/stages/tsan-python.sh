# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# the thread hammer on a free-threaded CPython, both under ThreadSanitizer

# CPython has races of its own: a report counts if it has a frame of the module.
stage_tsan-python() {
    packages clang
    CC=clang built_cpython tsan --disable-gil --with-thread-sanitizer ||
        { note "no source of $debian_python: ThreadSanitizer is left out"; return 0; }
    prepare
    local python=$built reports=$work/tsan-reports ours
    # meson runs by another interpreter: by this one pip and meson would take minutes.
    printf "[binaries]\npython = '%s'\n" "$built" >"$work/tsan-python.ini"
    CC=clang build tsan-python --native-file "$work/tsan-python.ini" -Db_sanitize=thread -Db_lundef=false \
        -Disa=scalar -Dtests=disabled -Doptimization=1
    rm -rf "$reports"
    mkdir -p "$reports"
    TSAN_OPTIONS="log_path=$reports/report exitcode=0 history_size=7" PYTHONPATH=$work/tsan-python/python \
        "$python" tests/tools/hammer.py --seconds "${LANEJSON_HAMMER:-60}"
    ours=$(cat "$reports"/* 2>/dev/null | awk -v RS='==================\n' '/WARNING: ThreadSanitizer/ && /_lanejson\./ { print; n++ }
        END { print n + 0, "reports with frames of the module" }')
    printf '%s\n' "$ours" | tail -n 100
    [ "$(printf '%s\n' "$ours" | tail -n 1)" = '0 reports with frames of the module' ]
}
