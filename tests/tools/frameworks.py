#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the test suites of frameworks with json and with lanejson in its seat, and compares test by test.

    frameworks.py WORK [NAME...]

Downloads the source distributions, which hold the tests, to the folder WORK, installs each framework with what its
tests import into an environment of its own there, and runs each suite twice. Exits with 1 if a test ends otherwise with
lanejson than with json, if a suite has fewer tests than it should, or if lanejson was not in the seat. Needs pip and a
lanejson that PYTHONPATH leads to."""

import argparse
import collections
import json
import os
import subprocess
import sys
import tarfile
import venv
from pathlib import Path

# What the tests import besides the framework, and how many of them there are at least.
FRAMEWORKS = {
    "flask": (["pytest<9", "asgiref", "python-dotenv"], 400),
    "httpx": (
        [
            "anyio",
            "brotli",
            "chardet",
            "click",
            "h2",
            "pygments",
            "rich",
            "socksio",
            "trio",
            "trustme",
            "uvicorn",
            "zstandard",
        ],
        1000,
    ),
    "starlette": (
        [
            "anyio",
            "httpx",
            "httpx2",
            "opentelemetry-sdk",
            "itsdangerous",
            "jinja2",
            "python-multipart",
            "pyyaml",
            "trio",
        ],
        500,
    ),
    "structlog": (["freezegun", "pretend", "pytest-asyncio", "rich", "simplejson", "time-machine", "twisted"], 500),
}

# Loaded by pytest, before the framework is: fills json's seat, and writes each test's outcome to $OUTCOMES.
PLUGIN = """
import json, os, sys

outcomes = {}
if os.environ["SEAT"] == "lanejson":
    import lanejson
    for name in ("", ".decoder", ".encoder", ".scanner"):
        sys.modules["json" + name] = sys.modules["lanejson" + name]

def pytest_runtest_logreport(report):
    if report.outcome != "passed" or report.when == "call":
        outcomes[report.nodeid] = report.outcome

def pytest_sessionfinish():
    seated = sys.modules["json"].__name__
    with open(os.environ["OUTCOMES"], "w") as file:
        json.dump([seated, outcomes], file)
"""


def run(*command, **options):
    """Runs a command quietly; on failure shows what it said and ends."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    if done.returncode:
        sys.exit(f"{done.stdout[-4000:]}\n{' '.join(map(str, command))}: exit status {done.returncode}")


def download(work, name):
    """The folder of a framework's sources, downloaded if it is not there yet."""
    folder = work / name
    if not any(folder.glob(f"{name}-*/tests")):
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", name]
        run(*pip, "--dest", str(folder), name)
        with tarfile.open(next(folder.glob("*.tar.gz"))) as archive:
            archive.extractall(folder, filter="data")
    return next(folder.glob(f"{name}-*/tests")).parent


def install(sources, name, extra):
    """The Python of an environment with the framework, of the version of the sources, and what its tests import."""
    folder = sources.parent / "venv"
    version = sources.name.rpartition("-")[2]
    if not folder.is_dir():
        venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "pytest", f"{name}=={version}", *extra)
    return python


def outcomes(work, python, sources, seat):
    """What became of each test."""
    plugin, file = work / "plugin", work / f"{sources.name}-{seat}.json"
    plugin.mkdir(parents=True, exist_ok=True)
    plugin.joinpath("seat_plugin.py").write_text(PLUGIN)
    file.unlink(missing_ok=True)
    path = os.pathsep.join(filter(None, (str(plugin), os.environ.get("PYTHONPATH"))))
    done = subprocess.run(
        [python, "-m", "pytest", "-q", "-p", "seat_plugin", "-p", "no:cacheprovider", "tests"],
        cwd=sources,
        env={**os.environ, "PYTHONPATH": path, "SEAT": seat, "OUTCOMES": str(file)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=1200,
    )
    if not file.exists():
        sys.exit(f"{done.stdout[-4000:]}\n{sources.name} with {seat}: no outcomes")
    seated, found = json.loads(file.read_text())
    if seated != seat:
        sys.exit(f"{sources.name}: {seated} was in the seat of json instead of {seat}")
    return found, done.stdout


def compare(work, name):
    """Whether a suite ends the same with both."""
    extra, least = FRAMEWORKS[name]
    sources = download(work, name)
    python = install(sources, name, extra)
    (usual, _), (seated, said) = (outcomes(work, python, sources, seat) for seat in ("json", "lanejson"))
    differing = sorted(test for test in usual.keys() | seated.keys() if usual.get(test) != seated.get(test))
    counts = ", ".join(f"{count} {what}" for what, count in sorted(collections.Counter(seated.values()).items()))
    print(f"{sources.name}: {counts}; {len(differing)} of {len(usual)} end otherwise than with json", flush=True)
    for test in differing:
        print(f"  {test}: {usual.get(test)} with json, {seated.get(test)} with lanejson")
    if differing:
        print(said[-4000:])
    passed = sum(what == "passed" for what in usual.values())
    if passed < least:
        print(f"  only {passed} tests passed with json, expected {least}: is something missing that they import?")
    return not differing and passed >= least


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("work", type=Path)
    parser.add_argument("names", nargs="*", metavar="name", help=f"of {', '.join(FRAMEWORKS)}; all if none is given")
    options = parser.parse_args()
    same = [compare(options.work.resolve(), name) for name in options.names or FRAMEWORKS]
    print(f"{sum(same)} passed, {len(same) - sum(same)} failed")
    return 0 if all(same) else 1


if __name__ == "__main__":
    sys.exit(main())
