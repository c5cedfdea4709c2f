# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# layout, types, generated files, layers, symbols

laid_out() {
    local file status=0
    while IFS= read -r -d '' file; do
        [ -f "$file" ] || continue
        clang-format "$file" | cmp -s - "$file" || { echo "$file: not as clang-format lays it out"; status=1; }
    done < <(git ls-files -z -co --exclude-standard '*.c' '*.h')
    return "$status"
}

# Warnings and errors. The files share variables, so a single file has unused and unassigned ones.
shell() { shellcheck -S warning -e SC2034,SC2154 .ci/run .ci/*.sh .ci/stages/*.sh; }

# pyright, as users run it, over the programs in tests/types, which mypy checks too; then the stubs against the package.
types() {
    make_venv "$work/venv-types" "$python" 'pyright[nodejs]'
    "$work/venv-types/bin/pyright" &&
        MYPYPATH=python PYTHONPATH=$work/gcc/python "$python" -m mypy.stubtest lanejson \
            --mypy-config-file pyproject.toml --allowlist tests/types/stubtest.txt
}

stage_style() {
    prepare
    packages git shellcheck
    local status=0 check
    CC=gcc build gcc
    for check in laid_out 'ruff check .' 'ruff format --check .' mypy types shell; do
        # shellcheck disable=SC2086
        $check || { status=1; note "style: $check failed"; }
    done
    c_tests "$work/gcc" style || status=1
    return "$status"
}
