#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Prints what lanejson promises and the figure that shows each promise, as a table for the README.

    promises.py [--build DIR] [--cases N] [--doubles N] [--mutants N] [--scale X] [--only 1 2 3]

Runs the suites that note figures (tests/py/figures.py), kernel_check and the fuzz targets' replay of a build folder
(--build), and what else the machine has. A row whose means are missing here says so. The exit status is 1 if any
figure is bad. The short run takes some minutes; the long ones are asked for by number: --cases 10_000_000
--doubles 100_000_000 --mutants 300."""

import argparse
import datetime
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / "tests" / "tools"

PROMISES = (
    "same answers as json and orjson",
    "strict: JSONTestSuite, jsonchecker, UTF-8, changed bytes",
    "numbers right to the last bit, both ways",
    "all kernels equal on every instruction set",
    "never reads or writes outside its buffers",
    "no input crashes it",
    "no Python code crashes it",
    "out of memory is MemoryError",
    "no leaks, no growth",
    "bounded time and stack",
    "threads and interpreters",
    "coverage of the C core",
    "tests that bite",
    "big input",
)

# Promise -> the Python suites that note figures for it.
SUITES = {
    1: ["test_differential_loads.py", "test_differential_dumps.py"],
    2: ["test_jsontestsuite.py", "test_documents.py", "test_differential_loads.py"],
    3: ["test_numbers.py"],
    7: ["test_mutation.py", "test_gc.py", "test_loaded.py"],
    8: ["test_memory.py"],
    9: ["test_memory.py"],
    10: ["test_complexity.py", "test_deep.py"],
    11: ["test_threads.py"],
}


class Table:
    """Figures by promise: texts, and whether any was bad."""

    def __init__(self):
        self.rows = {number: [] for number in range(1, len(PROMISES) + 1)}
        self.bad = False

    def add(self, number, text, bad=0):
        self.rows[number].append(text + (f", {bad} BAD" if bad else ""))
        self.bad |= bool(bad)

    def print(self):
        print(
            f"{datetime.date.today()}, commit {commit()}, CPython {platform.python_version()}, {platform.machine()}\n"
        )
        print("| # | promise | figure |\n|---|---|---|")
        for number, promise in enumerate(PROMISES, 1):
            print(f"| {number} | {promise} | {'; '.join(self.rows[number]) or 'not run here'} |")


def commit():
    done = subprocess.run(["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    return done.stdout.strip() or "unknown"


def run(command, **environment):
    """(exit status, output) of a command."""
    print("$ " + " ".join(map(str, command)), file=sys.stderr, flush=True)
    done = subprocess.run(
        list(map(str, command)),
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        print(done.stdout[-3000:], file=sys.stderr)
    return done.returncode, done.stdout


def python_suites(table, only, scale):
    """Runs the suites of the chosen promises once and adds what they note."""
    names = sorted({name for number in only for name in SUITES.get(number, ()) if (ROOT / "tests/py" / name).exists()})
    if not names:
        return
    with tempfile.TemporaryDirectory() as folder:
        figures = Path(folder) / "figures"
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            *(ROOT / "tests/py" / name for name in names),
        ]
        status, output = run(command, LANEJSON_FIGURES=str(figures), LANEJSON_TEST_SCALE=str(scale))
        noted = [json.loads(line) for line in figures.read_text().splitlines()] if figures.exists() else []
    for number in only:
        add_figures(table, number, [figure for figure in noted if figure["promise"] == number])
    if status:
        summary = output.strip().splitlines()[-1]
        table.add(only[0], f"PYTHON SUITES FAILED: {summary}", 1)


def add_figures(table, number, figures):
    """One text for all figures of the same kind; the ratios of promise 10 are summed up by their worst."""
    totals, ratios = {}, []
    for figure in figures:
        ratio = re.search(r"time\(2n\)/time\(n\).*: ([0-9.]+)$", figure["what"])
        if ratio:
            ratios.append((float(ratio.group(1)), figure["what"].split(": ")[1], figure["bad"]))
            continue
        count, bad = totals.get(figure["what"], (0, 0))
        totals[figure["what"]] = (count + figure["count"], bad + figure["bad"])
    for what, (count, bad) in totals.items():
        table.add(number, f"{what}: {count:,}", bad)
    if ratios:
        worst = max(ratios)
        bad = sum(bad for _, _, bad in ratios)
        table.add(number, f"time(2n)/time(n) of {len(ratios)} generators: at most {worst[0]:.2f} ({worst[1]})", bad)


def long_runs(table, options):
    """The runs that are only made by name."""
    if options.cases:
        status, output = run([sys.executable, TOOLS / "differential.py", "--cases", options.cases])
        lines = [line for line in output.splitlines() if " comparisons in " in line]
        seed = output.split(",")[0]
        table.add(1, f"long run ({seed}): " + "; ".join(line.split(" in ")[0] for line in lines), status)
    if options.doubles:
        status, output = run([sys.executable, TOOLS / "doubles.py", "--count", options.doubles])
        table.add(3, "long run: " + (output.strip().splitlines() or ["nothing"])[-1], status)
    if options.mutants:
        status, output = run([sys.executable, TOOLS / "mutate.py", "--count", options.mutants])
        table.add(13, (output.strip().splitlines() or ["nothing"])[-1], status)


def build_checks(table, build):
    """What the C side of a build folder shows: kernels, guard pages, replay of the fuzz corpus."""
    check = build / "tests" / "kernel_check"
    if check.exists():
        status, output = run([check])
        last = (output.strip().splitlines() or ["nothing"])[-1]
        table.add(4, f"kernel_check: {last}", status)
        table.add(5, f"the same buffers end at and begin after pages without access: {last}", status)
    suites = [word for suite in ("c", "fuzz") for word in ("--suite", suite)]
    if (build / "build.ninja").exists():
        status, output = run(["meson", "test", "-C", build, *suites])
        counts = dict(re.findall(r"^(Ok|Fail|Skipped): +(\d+)", output, re.M))
        table.add(6, f"C suites and replay of the fuzz corpus: {counts.get('Ok', 0)} ok", int(counts.get("Fail", 1)))


def big_input(table):
    """4.3 GiB of string and of array, in and out, where there is memory for it."""
    needed = 24 << 30
    if os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") < needed or not (TOOLS / "big.py").exists():
        return
    status, output = run([sys.executable, TOOLS / "big.py"])
    table.add(14, (output.strip().splitlines() or ["nothing"])[-1], status)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, help="a Meson build folder with tests")
    parser.add_argument("--cases", type=int, help="length of the long differential run, each way and face")
    parser.add_argument("--doubles", type=int, help="length of the long run of doubles")
    parser.add_argument("--mutants", type=int, help="how many mutants of the C core")
    parser.add_argument("--scale", type=float, default=1, help="size of the random Python suites")
    parser.add_argument("--big", action="store_true", help="also 4.3 GiB in and out")
    parser.add_argument(
        "--only", type=int, nargs="+", default=list(range(1, len(PROMISES) + 1)), help="promises by number"
    )
    options = parser.parse_args()
    table = Table()
    python_suites(table, options.only, options.scale)
    if options.build:
        build_checks(table, options.build)
    long_runs(table, options)
    if options.big:
        big_input(table)
    table.print()
    return 1 if table.bad else 0


if __name__ == "__main__":
    sys.exit(main())
