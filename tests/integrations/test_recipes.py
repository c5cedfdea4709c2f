# SPDX-License-Identifier: MIT
"""The examples of docs/integrations.md, each in a process of its own, where what it needs is installed."""

import importlib.util
import pathlib
import re
import subprocess
import sys

import pytest

PAGE = pathlib.Path(__file__).parent.parent.parent / "docs" / "integrations.md"
EXAMPLE = re.compile(r"^### (.+?)\n.*?^<!-- needs: (.+?) -->\n```python\n(.*?)^```$", re.M | re.S)
EXAMPLES = {name: (needs.split(), code) for name, needs, code in EXAMPLE.findall(PAGE.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("name", EXAMPLES)
def test_example(name):
    needs, code = EXAMPLES[name]
    missing = [module for module in needs if importlib.util.find_spec(module) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    subprocess.run([sys.executable, "-c", code], check=True, stdin=subprocess.DEVNULL)


def test_every_example_is_found():
    assert len(EXAMPLES) == PAGE.read_text(encoding="utf-8").count("```python\n")


def test_a_row_is_stored_and_read_back(tmp_path):
    """psycopg, against a PostgreSQL server of the test's own."""
    psycopg = pytest.importorskip("psycopg")
    programs = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not programs:
        pytest.skip("no PostgreSQL server")
    import os
    import shutil
    import tempfile

    import lanejson
    from psycopg.types.json import Jsonb, set_json_dumps, set_json_loads

    binaries = programs[-1].parent
    as_user = ["runuser", "-u", "nobody", "--"] if os.geteuid() == 0 else []
    folder = pathlib.Path(tempfile.mkdtemp())
    try:
        if as_user:
            shutil.chown(folder, "nobody")
        run = {"check": True, "stdout": subprocess.DEVNULL, "stdin": subprocess.DEVNULL, "cwd": "/"}
        subprocess.run([*as_user, binaries / "initdb", "-D", folder / "data", "-U", "tester", "-A", "trust"], **run)
        options = f"-k {folder} -c listen_addresses=''"
        control = [*as_user, binaries / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log"]
        subprocess.run([*control, "-o", options, "start"], **run)
        try:
            set_json_dumps(lanejson.dumps)
            set_json_loads(lanejson.loads)
            with psycopg.connect(host=str(folder), user="tester", dbname="postgres") as connection:
                connection.execute("create table peaks (data jsonb)")
                connection.execute("insert into peaks values (%s)", [Jsonb({"name": "K2", "é": [1.5, None]})])
                row = connection.execute("select data from peaks").fetchone()
            assert row == ({"name": "K2", "é": [1.5, None]},)
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], **run)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
