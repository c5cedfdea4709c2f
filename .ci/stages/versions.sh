# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# the Python tests on every CPython found, from 3.10

# Every CPython from 3.10: those of pyenv, of Debian, in the folder of interpreters (freethreaded.sh) and in $PYTHONS. Those
# without the GIL that CI builds in that folder have stages of their own.
# Debian sid has 3.14 and 3.15. As root: `debootstrap sid DIR`, then this stage under `chroot DIR` with the packages
# python3.15-dev, python3.15-venv and libpython3.15-testsuite, and those of 3.14.
stage_versions() {
    prepare
    local candidate version seen=' '
    for candidate in ${PYTHONS:-} "$HOME"/.pyenv/versions/*/bin/python3 "$interpreters"/*/bin/python3 \
        /usr/bin/python3.[0-9]* /usr/local/bin/python3.[0-9]*; do
        case $candidate in "$interpreters"/*-freethreaded/* | "$interpreters"/*-tsan/*) continue ;; esac
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
