#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs orjson's own tests with lanejson.orjson in its seat, and compares test by test with orjson itself.

    orjson_suite.py WORK [--fixtures DIR]

Downloads the source distribution of the orjson that is installed to the folder WORK, installs what its tests import,
and runs them twice. DIR is the folder `data` of orjson's repository, which the distribution lacks: without it the tests
over these files are skipped. Exits with 1 if a test ends otherwise than with orjson, unless the test is about the name
of the module. Needs pip, pytest and orjson, and no Rust."""

import argparse
import collections
import json
import os
import shutil
import subprocess
import sys
import tarfile
from importlib import metadata
from pathlib import Path

# They ask for functions and types that say "orjson" of themselves.
NAMES = {
    "test/test_api.py::TestApi::test_dumps_module_str",
    "test/test_api.py::TestApi::test_loads_module_str",
    "test/test_fragment.py::TestFragment::test_fragment_repr",
}

# pip asks a source distribution for its metadata, for which orjson's build backend needs Rust. This one does not.
BACKEND = """
import pathlib

def get_requires_for_build_wheel(settings=None):
    return []

def prepare_metadata_for_build_wheel(folder, settings=None):
    info = pathlib.Path(folder, "orjson-0.dist-info")
    info.mkdir()
    info.joinpath("METADATA").write_text(pathlib.Path("PKG-INFO").read_text())
    return info.name
"""

# Loaded by pytest: puts the module named in $SEAT in orjson's seat, and writes each test's outcome to $OUTCOMES.
PLUGIN = """
import importlib, json, os, sys

outcomes = {}
sys.modules["orjson"] = importlib.import_module(os.environ["SEAT"])

def pytest_runtest_logreport(report):
    if report.outcome != "passed" or report.when == "call":
        outcomes[report.nodeid] = report.outcome

def pytest_sessionfinish():
    with open(os.environ["OUTCOMES"], "w") as file:
        json.dump(outcomes, file)
"""


def run(*command, env=None, cwd=None, check=True):
    """Runs a command quietly; on failure, unless check is false, shows what it said and ends with its status."""
    done = subprocess.run(
        command, env={**os.environ, **(env or {})}, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if check and done.returncode:
        sys.exit(f"{done.stdout[-4000:]}\n{' '.join(command)}: exit status {done.returncode}")
    return done


def download(work, version):
    """The folder of orjson's sources, downloaded if it is not there yet."""
    sources = work / f"orjson-{version}"
    if not sources.is_dir():
        backend = work / "backend"
        backend.mkdir(parents=True, exist_ok=True)
        backend.joinpath("maturin.py").write_text(BACKEND)
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-build-isolation"]
        pip += ["--no-binary", "orjson", "--dest", str(work), f"orjson=={version}"]
        run(*pip, env={"PYTHONPATH": str(backend)})
        with tarfile.open(work / f"orjson-{version}.tar.gz") as archive:
            archive.extractall(work)
    return sources


def outcomes(sources, work, seat):
    """{test: "passed", "failed" or "skipped"} of orjson's tests on a module in its seat, and pytest's last words."""
    work.joinpath("orjson_seat.py").write_text(PLUGIN)
    path = work / f"{seat}.json"
    path.unlink(missing_ok=True)
    pytest = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "orjson_seat", "--tb=short", "test"]
    paths = os.pathsep.join([str(work), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = run(*pytest, env={"PYTHONPATH": paths, "SEAT": seat, "OUTCOMES": str(path)}, cwd=sources, check=False)
    if not path.exists():
        sys.exit(f"{done.stdout[-4000:]}\n{seat}: the tests ended with exit status {done.returncode}")
    return json.loads(path.read_text()), done.stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("--fixtures", type=Path)
    arguments = parser.parse_args()
    work, version = arguments.work.resolve(), metadata.version("orjson")
    sources = download(work, version)
    if arguments.fixtures:
        shutil.copytree(arguments.fixtures, sources / "data", dirs_exist_ok=True)
    run(sys.executable, "-m", "pip", "install", "--quiet", "-r", str(sources / "test" / "requirements.txt"))

    expected, _ = outcomes(sources, work, "orjson")
    found, said = outcomes(sources, work, "lanejson.orjson")
    different = {name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name)}
    if different - NAMES:
        print(said)
    for name in sorted(different):
        print(f"{name}: {found.get(name)}, with orjson {expected.get(name)}{' (its name)' if name in NAMES else ''}")
    counts = ", ".join(f"{count} {outcome}" for outcome, count in collections.Counter(found.values()).most_common())
    print(f"orjson {version}: {len(found)} tests, {counts}")
    print(f"{len(different)} end otherwise than with orjson, {len(different & NAMES)} of them for the module's name")
    return bool(different - NAMES) or not found


if __name__ == "__main__":
    sys.exit(main())
