# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# a wheel, installed in a fresh environment and tested from there

# The wheel as a user gets it: built in isolation, installed in a fresh environment, tested from there.
stage_wheel() {
    prepare
    rm -rf "$work/dist"
    quietly retry "$python" -m pip wheel --no-deps --wheel-dir "$work/dist" .
    "$python" -m zipfile -l "$work"/dist/lanejson-*.whl
    rm -rf "$work/venv-wheel"
    make_venv "$work/venv-wheel" "$python" pytest hypothesis tzdata "$work"/dist/lanejson-*.whl
    (cd tests && "$work/venv-wheel/bin/python" -m pytest -q -p no:cacheprovider py </dev/null)
}
