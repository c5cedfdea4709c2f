#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compare loads_partial with jiter.from_json on random prefixes of right texts, in each mode.

Usage: partial_peer.py [COUNT [SEED]]. Needs jiter. Differences that decision 0080 names are counted, any other one is
printed; exits 1 if there is one."""

import itertools
import json
import re
import sys
from pathlib import Path
from random import Random

import jiter

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "py"))

import corpus
import lanejson
from compare import same

NUMBER_AT_END = re.compile(rb"(^|[\[,:\s])-?[0-9][-+.eE0-9]*$")
MODES = {"drop": "on", "keep": "trailing-strings"}


def theirs(data, strings):
    """jiter's value, or None where nothing stands. Its cache of strings would hold what it has seen."""
    try:
        return jiter.from_json(data, partial_mode=MODES[strings], cache_mode="none", allow_inf_nan=True)
    except ValueError as error:
        if "EOF while parsing" in str(error):
            return None
        return error


def texts(seed):
    """Endless texts that both libraries read."""
    documents = corpus.Documents(seed)
    number = 0
    while True:
        data = documents.case(number)
        number += 1
        try:
            if same(jiter.from_json(data, cache_mode="none", allow_inf_nan=True), json.loads(data)):
                yield data
        except (ValueError, RecursionError):
            continue


def main(count=10_000, seed=1):
    random, numbers, equal, other = Random(seed), 0, 0, 0
    for data in itertools.islice(texts(seed), count):
        begin = data[: random.randrange(len(data) + 1)]
        for strings in MODES:
            found, expected = lanejson.loads_partial(begin, strings=strings), theirs(begin, strings)
            if same(found, expected):
                equal += 1
            elif NUMBER_AT_END.search(begin):
                numbers += 1
            else:
                other += 1
                print(f"{begin[-60:]!r}, strings={strings}: {found!r}, jiter {expected!r}"[:300])
    print(f"{equal} equal, {numbers} that end in a number, {other} others")
    return other != 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
