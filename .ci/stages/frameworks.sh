# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# the test suites of flask, httpx, starlette and structlog with lanejson in json's seat, against json

stage_frameworks() {
    prepare
    CC=gcc build gcc
    PYTHONPATH=$work/gcc/python "$python" tests/tools/frameworks.py "$work/frameworks"
}
