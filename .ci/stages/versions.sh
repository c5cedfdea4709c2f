# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# the Python tests on every CPython found, from 3.10

# Every CPython from 3.10: those of pyenv, of Debian and in $PYTHONS.
stage_versions() {
    prepare
    local candidate version seen=' '
    for candidate in ${PYTHONS:-} "$HOME"/.pyenv/versions/*/bin/python3 /usr/bin/python3.[0-9]* /usr/local/bin/python3.[0-9]*; do
        version=$("$candidate" -c 'import platform, sys, sysconfig
print(platform.python_version() + ("t" if sysconfig.get_config_var("Py_GIL_DISABLED") else "") +
      ("d" if hasattr(sys, "gettotalrefcount") else ""))' 2>/dev/null) || continue
        case $seen in *" $version "*) continue ;; esac
        seen+="$version "
        PYTHON=$candidate find_python >/dev/null || continue
        "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 10))' || continue
        note "CPython $version"
        make_venv "$work/venv-$version" "$candidate" pytest hypothesis tzdata
        quietly "$work/venv-$version/bin/pip" install --only-binary=:all: "${peers[@]}" || note "without ${peers[*]}"
        quietly "$work/venv-$version/bin/pip" install --force-reinstall --no-deps .
        (cd tests && "$work/venv-$version/bin/python" -m pytest -q -p no:cacheprovider py </dev/null)
    done
}
