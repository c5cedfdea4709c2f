#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the faces against json and orjson on as many random cases as you name, and goes on after a difference.

    differential.py --cases 10_000_000 [--seed N] [--jobs N] [loads loads-orjson dumps dumps-orjson]

Prints the seed, and for each kind of difference one case, shrunk. A case depends on its seed and number alone, so
`--seed S --first N --cases 1` makes it again. Exits with 1 if there was a difference."""

import argparse
import multiprocessing
import os
import re
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "py"))

import corpus
import objects
import overrides
import test_differential_dumps as dumps
import test_differential_loads as loads
import test_differential_overrides as overridden

# Cases that one process runs between two lines of progress.
BLOCK = 20_000


def runners():
    """Name -> function(seed) that returns (a function of a range of numbers, a generator)."""
    found = {
        "loads": lambda seed: (loads.json_differential, [corpus.Documents(seed)]),
        "dumps": lambda seed: (dumps.json_differential, [objects.Objects(seed), objects.keyword_sets()]),
        "overrides": lambda seed: (
            overridden.overrides_differential,
            [overrides.Overrides(seed), overrides.keyword_sets()],
        ),
    }
    if loads.orjson_model is not None:
        found["loads-orjson"] = lambda seed: (loads.orjson_differential, [corpus.Documents(seed)])
        found["dumps-orjson"] = lambda seed: (
            dumps.orjson_differential,
            [objects.OrjsonObjects(seed), dumps.orjson_options()],
        )
    return found


PREPARED = {}


def run_block(name, seed, first, count):
    """(cases run, {kind of difference: (number, text)}) for one range of cases."""
    if (name, seed) not in PREPARED:
        PREPARED[name, seed] = runners()[name](seed)
    run, arguments = PREPARED[name, seed]
    done, differences, end = 0, {}, first + count
    while first < end:
        step = min(200, end - first)
        try:
            done += run(range(first, first + step), *arguments)
        except AssertionError:
            for number in range(first, first + step):
                try:
                    done += run(range(number, number + 1), *arguments)
                except AssertionError as difference:
                    differences.setdefault(kind_of(str(difference)), (number, str(difference)))
        first += step
    return done, differences


def kind_of(difference):
    """A difference without what varies between cases of one kind: numbers and quoted text."""
    lines = [line for line in difference.splitlines() if line.startswith(("  model:", "  ours:"))]
    text = "\n".join(line.split("{'msg'")[0] for line in lines)
    return re.sub(r"'[^']*'|\"[^\"]*\"", "'...'", re.sub(r"\d+", "N", text))[:300]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", choices=[[], *runners()], help="what to run (all)")
    parser.add_argument("--cases", type=int, default=1_000_000, help="how many cases of each kind")
    parser.add_argument("--first", type=int, default=0, help="the number of the first")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="which cases")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many processes")
    options = parser.parse_args()
    print(f"seed {options.seed}, {options.cases:,} cases of each kind from number {options.first}", flush=True)
    bad = 0
    for name in options.kinds or list(runners()):
        bad += run_kind(name, options)
    return 1 if bad else 0


def run_kind(name, options):
    """Runs one kind in blocks, each in a process of the pool; returns how many kinds of difference there were."""
    start, total, differences = time.monotonic(), 0, {}
    end = options.first + options.cases
    waiting = [(first, min(BLOCK, end - first)) for first in range(options.first, end, BLOCK)]
    while waiting:
        with ProcessPoolExecutor(options.jobs) as pool:
            blocks = {block: pool.submit(run_block, name, options.seed, *block) for block in waiting}
            for block, result in blocks.items():
                try:
                    done, found = result.result()
                except BrokenProcessPool:
                    done, found = 0, crash(name, options.seed, *block)
                    if not found:
                        break  # It was another block that crashed.
                waiting.remove(block)
                total += done
                report(name, options.seed, found, differences)
                if sys.stderr.isatty():
                    print(f"\r{name}: {total:,}", end="", file=sys.stderr, flush=True)
    seconds = time.monotonic() - start
    print(f"{name}: {total:,} comparisons in {seconds:.0f} s, {len(differences)} kinds of difference", flush=True)
    return len(differences)


def report(name, seed, found, differences):
    for kind, (number, text) in found.items():
        if kind not in differences:
            differences[kind] = number
            print(f"{name}: case {number} of seed {seed}:\n{text[:3000]}\n", flush=True)


def crash(name, seed, first, count):
    """The difference that one crashing case of a block makes, or none if the block does not crash."""
    if survives(name, seed, first, count):
        return {}
    while count > 1:
        half = count // 2
        if survives(name, seed, first, half):
            first, count = first + half, count - half
        else:
            count = half
    return {"crash": (first, "THE PROCESS CRASHED; the rest of its block was not run")}


def survives(name, seed, first, count):
    process = multiprocessing.Process(target=run_block, args=(name, seed, first, count))
    process.start()
    process.join()
    return process.exitcode == 0


if __name__ == "__main__":
    sys.exit(main())
