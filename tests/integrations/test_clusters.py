# SPDX-License-Identifier: MIT
"""The programs of examples/ for Dask and PySpark, on clusters of two worker processes: `.ci/run clusters` has both."""

import pathlib
import subprocess
import sys

import lanejson
import pytest

EXAMPLES = pathlib.Path(__file__).parent.parent.parent / "examples"
ROWS = [{"name": f"peak {i}", "height": 8000 + i} for i in range(1000)]


@pytest.fixture
def files(tmp_path):
    """Two files; in each a row without the member."""
    for name, rows in (("a", ROWS[:400]), ("b", ROWS[400:])):
        (tmp_path / f"{name}.ndjson").write_bytes(lanejson.dumpb_lines([*rows, {"name": "unknown"}]))
    return str(tmp_path / "*.ndjson")


def printed_mean(program, *arguments):
    done = subprocess.run(
        [sys.executable, EXAMPLES / program, *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, done.stderr
    return float(done.stdout.splitlines()[-1])


def test_dask(files):
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        assert printed_mean("dask_ndjson.py", files, "height", cluster.scheduler_address) == 8499.5
    assert printed_mean("dask_ndjson.py", files, "height") == 8499.5


def test_dask_in_blocks(files):
    """Blocks smaller than a file end between lines."""
    pytest.importorskip("dask")
    sys.path.insert(0, str(EXAMPLES))
    try:
        import dask_ndjson
    finally:
        sys.path.remove(str(EXAMPLES))
    assert dask_ndjson.mean(files, "height", blocksize=1000) == 8499.5


@pytest.mark.parametrize("master", ("local[2]", "local-cluster[2,1,1024]"))
def test_pyspark(files, master):
    pytest.importorskip("pyspark")
    assert printed_mean("spark_ndjson.py", files, "height", master) == 8499.5
