# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Functions of the stages: messages, Debian packages, Python environments.

say() { printf '\n== %s\n' "$*"; }

note() { printf -- '-- %s\n' "$*"; }

die() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# Runs a command up to three times, since networks fail.
retry() {
    local wait
    for wait in 5 20 0; do
        "$@" && return 0
        [ "$wait" = 0 ] || { note "failed, again in $wait s: $*"; sleep "$wait"; }
    done
    return 1
}

# Runs a command quietly; prints its output only if it fails.
quietly() {
    local log status=0
    mkdir -p "$work"
    log=$(mktemp "$work/log.XXXXXX")
    "$@" >"$log" 2>&1 </dev/null || status=$?
    [ "$status" = 0 ] || tail -n 60 "$log"
    rm -f "$log"
    return "$status"
}

# Installs missing Debian packages. Without apt, or the right to use it, reports them.
updated=
packages() {
    local package missing=() sudo=()
    for package; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    have apt-get || { note "no apt-get: expecting these or their like to be there: ${missing[*]}"; return 0; }
    if [ "$(id -u)" != 0 ]; then
        have sudo || { note "neither root nor sudo, so not installed: ${missing[*]}"; return 0; }
        sudo=(sudo -E)
    fi
    note "installing ${missing[*]}"
    if [ -z "$updated" ]; then
        quietly retry "${sudo[@]}" apt-get -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 update || note 'apt-get update failed'
        updated=1
    fi
    quietly retry "${sudo[@]}" apt-get -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "${missing[@]}"
}

clang_major() {
    packages clang >&2
    clang --version | sed -nE '1s/.*version ([0-9]+).*/\1/p'
}

emulator() { command -v "qemu-$1-static" || command -v "qemu-$1" || die "no qemu-$1-static"; }

# The interpreter to build for: $PYTHON, else python3, if it has its headers; else the system's.
find_python() {
    local python
    for python in "${PYTHON:-python3}" /usr/bin/python3; do
        if "$python" -c 'import os, sys, sysconfig
sys.exit(sys.version_info < (3, 10) or not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")))' 2>/dev/null; then
            command -v "$python"
            return
        fi
    done
    return 1
}

# make_venv DIR PYTHON REQUIREMENT...
make_venv() {
    local dir=$1 python=$2
    shift 2
    if [ ! -x "$dir/bin/pip" ] || [ "$("$dir/bin/python" -c 'import sys; print(sys.base_prefix)' 2>/dev/null)" != \
        "$("$python" -c 'import sys; print(sys.base_prefix)')" ]; then
        rm -rf "$dir"
        quietly "$python" -m venv "$dir"
    fi
    [ $# = 0 ] || quietly retry "$dir/bin/pip" install --retries 5 --timeout 60 "$@"
}

# A compiler, Python with headers, and the tools in their own environment.
prepared=
prepare() {
    [ -z "$prepared" ] || return 0
    packages gcc libc6-dev pkg-config python3 python3-dev python3-venv binutils libcriterion-dev
    python=$(find_python) || die 'no CPython 3.10 or newer with its headers (Debian: python3 python3-dev)'
    make_venv "$work/venv" "$python" "${tools[@]}"
    quietly "$work/venv/bin/pip" install --only-binary=:all: "${peers[@]}" ||
        note "no wheels of ${peers[*]} for this Python: what compares with them is skipped"
    PATH=$work/venv/bin:$PATH
    python=$work/venv/bin/python
    prepared=1
    note "$("$python" -VV | head -n 1); $(meson --version | sed 's/^/meson /'); $(gcc --version | head -n 1)"
    [ -d "$data" ] || note "no test data at $data (LANEJSON_DATA): the tests that need it are skipped"
}
