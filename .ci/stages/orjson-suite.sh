# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# orjson's own tests with lanejson.orjson in its seat, against orjson itself

stage_orjson-suite() {
    prepare
    CC=gcc build gcc
    make_venv "$work/venv-orjson" "$python" pytest orjson
    PYTHONPATH=$work/gcc/python "$work/venv-orjson/bin/python" tests/tools/orjson_suite.py "$work/orjson-suite"
}
