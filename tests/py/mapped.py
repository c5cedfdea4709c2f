# SPDX-License-Identifier: MIT
"""Prints how many pages are mapped anew for a call of dumps whose text is the largest block that the process has freed.

Run by test_memory.py in a process of its own: what was freed before decides what malloc keeps."""

import resource

import lanejson
from lanejson import orjson

CALLS = 50


def faults(write, value):
    """For a call, after others that malloc learns by."""
    for _ in range(10):
        write(value)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(CALLS):
        write(value)
    return (resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before) / CALLS


def most_faults():
    """Of texts of many lengths, as bytes and as str of every width; the last string needs the room that it asks for."""
    ways = (orjson.dumps, lanejson.dumps, lambda value: lanejson.dumps(value, ensure_ascii=False))
    return max(
        faults(write, [*({"id": number} for number in range(count)), ending * 50])
        for write in ways
        for count in range(12000, 25000, 1777)
        for ending in ("a", "é", "中", "😀")
    )


if __name__ == "__main__":
    print(round(most_faults()))
