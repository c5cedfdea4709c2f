#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the faces against json and orjson on as many random cases as you name, and goes on after a difference.

    differential.py --cases 10_000_000 [--seed N] [--jobs N] [loads loads-orjson dumps dumps-orjson]

Prints the seed, and for each kind of difference one case, shrunk. A case depends on its seed and number alone, so
`--seed S --first N --cases 1` makes it again. Exits with 1 if there was a difference."""

import argparse
import os
import re
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "py"))

import corpus
import objects
import test_differential_dumps as dumps
import test_differential_loads as loads

# Cases that one process runs between two lines of progress.
BLOCK = 20_000


def runners():
    """Name -> function(seed) that returns (a function of a range of numbers, a generator)."""
    found = {
        "loads": lambda seed: (loads.json_differential, [corpus.Documents(seed)]),
        "dumps": lambda seed: (dumps.json_differential, [objects.Objects(seed), objects.keyword_sets()]),
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
        except (loads.Difference, dumps.Difference, AssertionError):
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
    with ProcessPoolExecutor(options.jobs) as pool:
        for name in options.kinds or list(runners()):
            bad += run_kind(pool, name, options)
    return 1 if bad else 0


def run_kind(pool, name, options):
    start, total, differences = time.monotonic(), 0, {}
    end = options.first + options.cases
    firsts = range(options.first, end, BLOCK)
    blocks = [pool.submit(run_block, name, options.seed, first, min(BLOCK, end - first)) for first in firsts]
    for block in blocks:
        done, found = block.result()
        total += done
        for kind, case in found.items():
            if kind not in differences:
                differences[kind] = case
                print(f"{name}: case {case[0]} of seed {options.seed}:\n{case[1][:3000]}\n", flush=True)
        if sys.stderr.isatty():
            print(f"\r{name}: {total:,}", end="", file=sys.stderr, flush=True)
    seconds = time.monotonic() - start
    print(f"{name}: {total:,} comparisons in {seconds:.0f} s, {len(differences)} kinds of difference", flush=True)
    return len(differences)


if __name__ == "__main__":
    sys.exit(main())
