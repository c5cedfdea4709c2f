# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Installs into .venv, then reads a file, prints the speed, and prints the file indented.
run_try() {
    local python file
    packages gcc libc6-dev python3 python3-dev python3-venv
    python=$(find_python) || die 'no CPython 3.10 or newer with its headers (Debian: python3 python3-dev)'
    [ $# -gt 0 ] || set -- tests/data/peaks.json
    note 'building and installing into .venv'
    make_venv "$root/.venv" "$python" --upgrade .
    for file; do
        [ ! -e "$here/$file" ] || file=$here/$file
        note ".venv/bin/python -m lanejson --stats --no-ensure-ascii $file"
        .venv/bin/python -m lanejson --stats --no-ensure-ascii "$file"
    done
}
