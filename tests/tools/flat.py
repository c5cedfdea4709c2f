#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Memory of what streams: the peak of a process above its start, for 10 MB, 100 MB and 1 GB of text.

Usage: flat.py [--megabytes 10 100 1000] [--only NAME]. Each figure comes from a process of its own. A row fails if the
largest text takes more than 1 MB above the smallest one. Then compares the text of a dump of 52 MB with json's, and
its memory with 1 MB. Prints `N passed, N failed`; exits 1 if any failed. Linux alone, which tells the peak."""

import argparse
import asyncio
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import lanejson
from lanejson import tool

ALLOWED = 1 << 20  # bytes
ROW = {"id": 1234567, "name": "Ada Lovelace", "score": 12.625, "tags": ["a", "bc"], "note": None, "text": "é中" * 20}
LINE = lanejson.dumpb(ROW, ensure_ascii=False) + b"\n"
BLOCK = LINE * 500
ITEMS = BLOCK.replace(b"\n", b",\n")


class Blocks:
    """A file of so many bytes: `head`, one block again and again, and `tail`."""

    def __init__(self, size, block=BLOCK, head=b"", tail=b""):
        self.left, self.block, self.head, self.tail = size, block, head, tail

    def read(self, _=-1):
        if self.head:
            part, self.head = self.head, b""
        elif self.left > 0:
            part = self.block
            self.left -= len(part)
        else:
            part, self.tail = self.tail, b""
        return part


class Sink:
    """Counts what is written to it."""

    size = 0

    def write(self, text):
        self.size += len(text)


def rows(size):
    return (ROW for _ in range(size // len(LINE)))


def exhaust(iterable):
    for _ in iterable:
        pass


def iter_lines(size):
    exhaust(lanejson.iter_lines(Blocks(size)))


def iter_items(size):
    exhaust(lanejson.iter_items(Blocks(size, ITEMS, b'{"n": 1, "items": [', b"0]}"), "/items/*"))


def aiter_lines(size):
    class Stream(Blocks):
        async def read(self, size):
            return super().read(size)

    async def run():
        async for _ in lanejson.aiter_lines(Stream(size)):
            pass

    asyncio.run(run())


def dump_lines(size):
    sink = Sink()
    lanejson.dump_lines(rows(size), sink)
    assert sink.size > size * 0.9


class Repeated(list):
    """A list that has one row so many times, and is not as large."""

    def __init__(self, size):
        super().__init__([None])
        self.count = size // len(LINE)

    def __iter__(self):
        return (ROW for _ in range(self.count))


def dump(size):
    sink = Sink()
    lanejson.dump(Repeated(size), sink)
    assert sink.size > size * 0.9


def iterencode(size):
    assert sum(map(len, lanejson.JSONEncoder().iterencode(Repeated(size)))) > size * 0.9


def writer(size):
    sink = Sink()
    with lanejson.Writer(sink, indent=1) as w, w.object():
        w.key("rows")
        with w.array():
            for row in rows(size):
                w.value(row)
    assert sink.size > size * 0.9


HERE = [iter_lines, iter_items, aiter_lines, dump_lines, dump, iterencode, writer]
VERBS = (["lines"], ["fmt", "--lines"], ["minify", "--lines"], ["validate", "--lines"], ["stats"])


def status(field):
    """A field of /proc/self/status, in bytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1]) * 1024
    raise OSError(f"/proc/self/status has no {field}")


def peak_above(call):
    """Bytes of the peak of a call above what is there before it."""
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew (proc(5))
    start = status("VmRSS")
    call()
    return status("VmHWM") - start


def measure(name, size):
    """Runs in a process of its own."""
    call = {function.__name__: function for function in HERE}[name]
    call(3 << 20)  # imports, caches and buffers
    print(peak_above(lambda: call(size)))


def of_function(name, size):
    command = [sys.executable, __file__, "--measure", name, str(size)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def run_verb(verb):
    """Runs a command in this process, and tells its peak."""
    sys.argv[1:] = verb
    try:
        tool.main()
    except SystemExit as end:
        assert not end.code, end.code
    print(status("VmHWM"), file=sys.stderr)


def of_verb(verb, size):
    """The peak of a command that reads a pipe, from its start."""
    command = [sys.executable, __file__, "--verb", *verb]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as child:
        for _ in range(size // len(BLOCK)):
            child.stdin.write(BLOCK)
        child.stdin.close()
        told = child.stderr.read()
    return int(told)


def hash_of(write, value):
    """SHA-256 of the text that a dump writes, and its length."""

    class Hash(Sink):
        def __init__(self):
            self.hash = hashlib.sha256()

        def write(self, text):
            super().write(text)
            self.hash.update(text.encode())

    sink = Hash()
    write(value, sink)
    return sink.size, sink.hash.hexdigest()


def dump_as_json():
    """Whether a dump of 52 MB writes what json.dump writes, in less than 1 MB. Runs in a process of its own."""
    value = [dict(ROW, id=number, default={1, number}) for number in range(143_000)]
    keywords = {"default": sorted, "sort_keys": True}
    expected = hash_of(lambda value, file: json.dump(value, file, **keywords), value)
    lanejson.dump(value[:10_000], Sink(), **keywords)
    made = []
    grown = peak_above(lambda: made.append(hash_of(lambda value, file: lanejson.dump(value, file, **keywords), value)))
    print(f"dump of {expected[0] / 1e6:.0f} MB: {grown / 1e6:.2f} MB, {'equal' if made == [expected] else 'NOT EQUAL'}")
    return made == [expected] and grown < ALLOWED


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, nargs="+", default=[10, 100, 1000])
    parser.add_argument("--only", help="this row alone")
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--equal", action="store_true", help=argparse.SUPPRESS)
    if sys.argv[1:2] == ["--verb"]:
        return run_verb(sys.argv[2:])
    options = parser.parse_args()
    if options.measure:
        return measure(options.measure[0], int(options.measure[1]))
    if options.equal:
        return not dump_as_json()
    checks = {function.__name__: lambda size, name=function.__name__: of_function(name, size) for function in HERE}
    checks |= {f"lanejson {' '.join(verb)}": lambda size, verb=verb: of_verb(verb, size) for verb in VERBS}
    passed = failed = 0
    print(f"{'MB above the start':26}", *(f"{size:>8} MB" for size in options.megabytes), flush=True)
    for name, check in checks.items():
        if options.only not in (None, name):
            continue
        peaks = [check(size * 1_000_000) for size in options.megabytes]
        flat = peaks[-1] <= peaks[0] + ALLOWED
        passed, failed = passed + flat, failed + (not flat)
        print(f"{name:26}", *(f"{peak / 1e6:11.2f}" for peak in peaks), "" if flat else "  FAILED", flush=True)
    if options.only is None:
        equal = subprocess.run([sys.executable, __file__, "--equal"], check=False).returncode == 0
        passed, failed = passed + equal, failed + (not equal)
    print(f"flat memory: {passed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
