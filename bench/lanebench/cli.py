# SPDX-License-Identifier: MIT
"""The command line of `bench/run`. Standard library only: it makes the environment, then starts itself again in it."""

from __future__ import annotations

import argparse
import os
import sys
from typing import NoReturn

from . import environment

INSIDE = "LANEBENCH_INSIDE"
NOTES = "LANEBENCH_NOTES"
# Parts that measure nothing: they take a result.
SHOWING = ("show", "plots")
# Seconds that the timed rows of a part may take together. A quick part stays under five minutes with its set-up.
BUDGET_QUICK, BUDGET_FULL = 120.0, 1500.0
HUNT_QUICK, HUNT_FULL = 285.0, 1800.0

EPILOG = """
examples:
  bench/run python --quick                    the twelve documents and one of each kind, a few minutes
  bench/run python FILE.json FOLDER           your documents instead of the shipped ones
  bench/run python --documents 'twit*' --peers lanejson.orjson,orjson --json -
  bench/run c --yyjson ~/src/yyjson --simdjson ~/src/simdjson
  bench/run isa --plot plots
  bench/run hunt --quick --budget 300 --documents '*digits*'
  bench/run python --ablate --markdown ablation.md
  bench/run plots new.json --plot docs/plots
  bench/run all --quick --json new.json && bench/compare old.json new.json

The environment (peers from PyPI, lanejson built from this tree) lies in LANEJSON_BENCH_CACHE, else in bench/.cache.
Documents are read from LANEJSON_DATA/documents, else from ../shared/data/documents; generated ones are always there.
CC chooses the compiler. bench/README.md says how and why things are measured.
"""


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="bench/run",
        description="Measure lanejson, its peers and the floors, side by side and interleaved.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument(
        "part",
        choices=("python", "streams", "c", "isa", "cli", "all", "hunt", "show", "plots"),
        help="python: loads and dumps; streams: what comes in pieces, and other forms; c: the C API; "
        "isa: every kernel and end-to-end row under each instruction set "
        "of this machine; cli: whole commands, by hyperfine; all: everything so far; hunt: looks for data on which "
        "lanejson is less than 1.1 times as fast as a peer; show PATH: tables and charts of what --json wrote; "
        "plots PATH: README's charts of it, in the folder that --plot names",
    )
    made.add_argument(
        "paths", nargs="*", metavar="PATH", help="documents, or folders of them (.json .ndjson .jsonl, also .xz)"
    )
    made.add_argument(
        "--quick", action="store_true", help="fewer documents and rounds: each part stays under five minutes"
    )
    made.add_argument(
        "--ablate",
        action="store_true",
        help="python: measure the engine with each technique switched off, one at a time",
    )
    made.add_argument(
        "--documents", action="append", default=[], metavar="GLOB", help="only documents of such names; may be repeated"
    )
    made.add_argument("--peers", metavar="NAME,...", help="only these peers (marshal and floors are names too)")
    made.add_argument(
        "--budget", type=float, metavar="SECONDS", help="time for the timed rows of each part; hunt ends by then"
    )
    made.add_argument(
        "--json", metavar="FILE", help="write the results for machines (-: on standard output, and nothing else there)"
    )
    made.add_argument("--markdown", metavar="FILE", help="write the tables as Markdown")
    made.add_argument("--plot", metavar="DIR", help="write bar charts as PNG and SVG")
    made.add_argument(
        "--python", default=sys.executable, metavar="PYTHON", help="interpreter to measure with (default: this one)"
    )
    made.add_argument(
        "--tree", default=str(environment.ROOT), metavar="DIR", help="another tree of lanejson to build and measure"
    )
    made.add_argument("--no-build", action="store_true", help="python: take the lanejson that the environment has")
    made.add_argument("--upgrade", action="store_true", help="bring the peers up to date")
    made.add_argument(
        "--no-environment", action="store_true", help="use the running interpreter and what it can import"
    )
    made.add_argument("--yyjson", metavar="DIR", help="c: a yyjson source folder, if pkg-config does not know it")
    made.add_argument("--simdjson", metavar="DIR", help="c: a simdjson source folder, if pkg-config does not know it")
    return made


def main(arguments: list[str]) -> int:
    options = parser().parse_intermixed_args(arguments)
    if options.part in SHOWING and len(options.paths) != 1:
        print(f"bench/run {options.part}: one PATH of a result is needed", file=sys.stderr)
        return 2
    if os.environ.get(INSIDE) or options.no_environment:
        from .main import run_parts

        notes = [line for line in os.environ.get(NOTES, "").splitlines() if line]
        return run_parts(options, ["bench/run", *arguments], notes)
    try:
        python, missing = environment.prepare(
            options.python,
            None if options.no_build or options.part in ("c", *SHOWING) else options.tree,
            options.upgrade,
        )
    except environment.StepFailed as error:
        print(f"bench/run: {error}", file=sys.stderr)
        return 1
    return again(str(python), arguments, missing)


def again(python: str, arguments: list[str], missing: list[str]) -> NoReturn:
    """Start over inside the environment. LANEJSON_ISA stays as the user set it: the rows name the kernels that ran."""
    surroundings = os.environ | {INSIDE: "1", NOTES: "\n".join(missing)}
    os.execve(python, [python, str(environment.ROOT / "bench" / "run"), *arguments], surroundings)
