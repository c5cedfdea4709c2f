# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# the documentation, with warnings as errors, into .ci/work/html

stage_docs() {
    prepare
    CC=gcc build gcc
    make_venv "$work/venv-docs" "$python" 'sphinx>=8,<10' furo myst-parser sphinx-copybutton
    PYTHONPATH=$work/gcc/python "$work/venv-docs/bin/python" -m sphinx -q -W --keep-going -b html docs "$work/html"
    note "$(find "$work/html" -name '*.html' | wc -l) pages: .ci/work/html/index.html"
}
