# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# the examples for Dask and PySpark on clusters of this machine

stage_clusters() {
    prepare
    packages default-jre-headless
    CC=gcc build gcc
    make_venv "$work/venv-clusters" "$python" pytest 'dask[bag,distributed]' pyspark
    PYTHONPATH=$work/gcc/python "$work/venv-clusters/bin/python" -m pytest -q -p no:cacheprovider \
        tests/integrations/test_clusters.py 'tests/integrations/test_recipes.py::test_example[PySpark]' </dev/null
}
