# SPDX-License-Identifier: MIT
"""Prints how many pages are mapped anew for a call of dumps whose text is the largest block that the process has freed.

Run by test_memory.py in a process of its own: what was freed before decides what malloc keeps."""

import resource

import lanejson
from lanejson import orjson

CALLS = 50


def most_faults():
    """Of texts of many lengths, as bytes and as str of 1 and 2 bytes a character, after calls that malloc learns by."""
    worst = 0.0
    for write in (orjson.dumps, lanejson.dumps, lambda value: lanejson.dumps(value, ensure_ascii=False)):
        for count in range(7000, 20000, 1111):
            value = [{"id": number, "name": "中" if number % 100 == 99 else "a"} for number in range(count)]
            for _ in range(10):
                write(value)
            before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
            for _ in range(CALLS):
                write(value)
            worst = max(worst, (resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before) / CALLS)
    return worst


if __name__ == "__main__":
    print(round(most_faults()))
