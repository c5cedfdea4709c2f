#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Doubles to text and back through both faces, against json and orjson, as many as you name.

    doubles.py --count 100_000_000 [--seed N] [--jobs N]

Prints the seed and how many were right. Exits with 1 at the first that was not."""

import argparse
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "py"))

import test_numbers

BLOCK = 500_000


def run_block(seed):
    return test_numbers.doubles_differential(BLOCK, test_numbers.Doubles(seed))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000_000, help="how many doubles")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="which")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many processes")
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    done, start = 0, time.monotonic()
    blocks = -(-options.count // BLOCK)
    with ProcessPoolExecutor(options.jobs) as pool:
        for count in pool.map(run_block, range(options.seed * 1_000_000, options.seed * 1_000_000 + blocks)):
            done += count
            if sys.stderr.isatty():
                print(f"\r{done:,}", end="", file=sys.stderr, flush=True)
    print(f"doubles: {done:,} written and read by both faces in {time.monotonic() - start:.0f} s, 0 wrong")


if __name__ == "__main__":
    main()
