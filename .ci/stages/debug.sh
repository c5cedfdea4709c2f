# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# callbacks, failing allocations and the collector on a debug build of CPython

# Callbacks, failing allocations and the collector on an interpreter that checks itself: Debian's debug build.
stage_debug() {
    prepare
    packages python3-dbg python3-dev python3-venv
    have python3-dbg || { note 'no python3-dbg: the tests on a debug build of CPython are left out'; return 0; }
    make_venv "$work/venv-debug" "$(command -v python3-dbg)" meson ninja pytest pytest-xdist hypothesis tzdata
    local python=$work/venv-debug/bin/python PATH=$work/venv-debug/bin:$PATH
    CC=gcc build debug -Dtests=disabled
    note "Python with $("$python" -VV | head -n 1), a debug build, in development mode"
    PYTHONPATH=$work/debug/python PYTHONDEVMODE=1 "$python" -m pytest -q -p no:cacheprovider --numprocesses "$jobs" \
        --dist worksteal tests/py/test_{gc,memory,mutation,room}.py </dev/null
}
