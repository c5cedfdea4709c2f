# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# the Python tests and the thread hammer on a free-threaded CPython, which is built from Debian's source once a machine

# The folder of the interpreters that CI has built: outside of the checkout, so that they outlive it.
interpreters=${LANEJSON_INTERPRETERS:-${XDG_CACHE_HOME:-$HOME/.cache}/lanejson/interpreters}

# The Debian release whose source of CPython is built, and its package.
debian_release=trixie debian_python=python3.13

# fetch_cpython DIR: unpacks the source into DIR/source. apt uses lists and settings in DIR.
fetch_cpython() {
    local dir=$1 mirror
    have apt-get || return 1
    packages dpkg-dev xz-utils
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m 1 '/debian/$') || return 1
    mkdir -p "$dir/lists/partial" "$dir/cache/archives/partial" "$dir/package"
    printf 'deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s main\n' \
        "$mirror" "$debian_release" >"$dir/sources.list"
    local apt=(apt-get -o "Dir::Etc::SourceList=$dir/sources.list" -o Dir::Etc::SourceParts=/dev/null
        -o "Dir::State::Lists=$dir/lists" -o "Dir::Cache=$dir/cache" -o APT::Sandbox::User=root -o Acquire::Retries=3)
    quietly retry "${apt[@]}" update || return 1
    (cd "$dir/package" && quietly retry "${apt[@]}" source --download-only "$debian_python") || return 1
    mkdir -p "$dir/source"
    tar -xf "$dir"/package/*.orig.tar.xz -C "$dir/source" --strip-components 1
}

# built_cpython NAME OPTION...: sets $built to the path of an interpreter that was configured with these options; false
# without source.
built=
built_cpython() {
    local name=$1 dir=$interpreters/$debian_python-$1 stamp
    shift
    stamp="${CC:-gcc} $*"
    built=$dir/bin/python3
    [ "$(cat "$dir/stamp" 2>/dev/null)" != "$stamp" ] || return 0
    packages make gcc libc6-dev libffi-dev zlib1g-dev libssl-dev libbz2-dev liblzma-dev libsqlite3-dev
    rm -rf "$dir"
    fetch_cpython "$dir.build" || return 1
    note "building $debian_python, $name: $stamp"
    # The packages of the library get no bytecode: under ThreadSanitizer that would take longer than all else.
    (cd "$dir.build/source" && CC=${CC:-gcc} quietly ./configure -q --prefix="$dir" "$@" &&
        quietly nice make -j "$jobs" && quietly make COMPILEALL_OPTS=-l install) || die "$debian_python does not build; see $dir.build/source"
    rm -rf "$dir.build"
    printf '%s' "$stamp" >"$dir/stamp"
}

stage_freethreaded() {
    packages gcc libc6-dev pkg-config
    CC=gcc built_cpython freethreaded --disable-gil ||
        { note "no source of $debian_python: the tests without the GIL are left out"; return 0; }
    make_venv "$work/venv-freethreaded" "$built" meson ninja pytest pytest-xdist tzdata
    local python=$work/venv-freethreaded/bin/python PATH=$work/venv-freethreaded/bin:$PATH
    quietly "$python" -m pip install --only-binary=:all: hypothesis numpy || note 'without hypothesis or numpy'
    CC=gcc build freethreaded -Dtests=disabled
    note "$("$python" -VV | head -n 1), the GIL off"
    PYTHONPATH=$work/freethreaded/python py_tests
    PYTHONPATH=$work/freethreaded/python "$python" tests/tools/hammer.py --seconds "${LANEJSON_HAMMER:-60}"
}
