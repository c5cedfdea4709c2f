#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Parser, iter_items, iter_lines and loads_partial of a text in pieces, against loads of the whole.

Usage: fuzz_streams.py [OPTION...] [FOLDER...]. With Atheris, the options are libFuzzer's. Without it, each file of the
folders is run as it is, and FUZZ_SECONDS long (10) with random changes; prints `N runs: N passed`.

The last two bytes of an input choose where it is cut, and whether it is a str; the rest is the text."""

import contextlib
import json
import os
import sys
import time
from pathlib import Path
from random import Random

import lanejson

POINTERS = ("/*", "/a/*", "/*/*", "/0/*", "/a/*/b/*")
ENCODINGS = ("utf-8", "utf-8-sig")


class Pairs(list):
    """An object with every member, in order."""


def outcome(call, *arguments, **keywords):
    """The result, or what is to be the same of an exception."""
    try:
        return call(*arguments, **keywords)
    except json.JSONDecodeError as error:
        return (error.msg, error.pos, error.lineno, error.colno)
    except RecursionError:  # its words depend on how deep the caller is
        return ("RecursionError",)
    except ValueError as error:
        return (type(error).__name__, str(error).split(":")[0])


def alike(first, second):
    """Equal in types, signs and order too: as their texts are."""
    return first is second or repr(first) == repr(second)


def pieces(text, random):
    """The text, cut at random places."""
    most = random.choice((1, 2, 3, 7, 64, 1 + len(text)))
    at = 0
    while at < len(text):
        size = 1 + random.randrange(most)
        yield text[at : at + size]
        at += size


def parsed(text, random, looks):
    """What a Parser gives. looks: on the way, what is visible is what loads_partial gives, or a fault is the same."""
    strings = random.choice(("drop", "keep"))
    fed = text[:0]
    with lanejson.Parser(strings=strings) as parser:
        for piece in pieces(text, random):
            parser.feed(piece)
            fed += piece
            if looks and random.random() < 0.5:
                begin = outcome(lanejson.loads_partial, fed, strings=strings)
                if isinstance(begin, tuple):
                    return begin
                assert alike(parser.value, begin), (fed, strings)
        return parser.close()


def below(value, steps):
    """The items at the steps of a pointer, as iter_items gives them."""
    members = list(enumerate(value)) if type(value) is list else value if isinstance(value, Pairs) else ()
    for key, member in members:
        if steps[0] in ("*", str(key)):
            if len(steps) == 1:
                yield member
            else:
                yield from below(member, steps[1:])


def check_items(text, whole, random):
    pointer = random.choice(POINTERS)
    found = []
    fault = outcome(found.extend, lanejson.iter_items(pieces(text, random), pointer, object_pairs_hook=Pairs))
    if isinstance(whole, tuple):
        assert fault == whole, (text, pointer, fault, whole)
    else:
        expected = list(below(whole, pointer.split("/")[1:]))
        assert fault is None and alike(found, expected), (text, pointer, fault, found, expected)


def lines(source):
    """The values and faults of a sequence of documents."""
    found = []
    with lanejson.iter_lines(source, on_error=lambda e: found.append((e.msg, e.pos, e.lineno, e.record))) as rows:
        while True:
            row = outcome(next, rows, rows)
            if row is rows:
                return found
            found.append(row)


def one(data):
    """Runs one input."""
    random = Random(data[-2:])
    text = data[:-2]
    if data[-2:] and data[-1] % 2:
        try:
            text = text.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            return
    elif json.detect_encoding(text) not in ENCODINGS:
        return
    whole = outcome(lanejson.loads, text)
    if isinstance(whole, tuple) and whole[0] == "UnicodeDecodeError":
        with contextlib.suppress(lanejson.JSONDecodeError, RecursionError):
            raise AssertionError(parsed(text, random, False))
    else:
        made = outcome(parsed, text, random, len(text) < 300)
        assert alike(made, whole), (text, made, whole)
        check_items(text, outcome(lanejson.loads, text, object_pairs_hook=Pairs), random)
    at_once, cut = lines(text), lines(pieces(text, random))
    assert alike(at_once, cut), (text, at_once, cut)


def changed(data, random):
    """The input with a few bytes changed, taken out, put in or doubled."""
    made = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 4))):
        at = random.randrange(len(made) + 1)
        kind = random.randrange(4)
        if kind == 0:
            made[at:at] = bytes((random.choice(b'"\\[]{}:, \n01-.eEtfnu\xc3\xa9\xf0'),))
        elif kind == 1:
            del made[at : at + random.randrange(1, 4)]
        elif kind == 2:
            made[at : at + 1] = bytes((random.randrange(256),))
        else:
            made[at:at] = made[at : at + random.randrange(1, 40)]
    return bytes(made)


def replay(folders):
    inputs = [path.read_bytes() for folder in folders for path in sorted(Path(folder).glob("**/*")) if path.is_file()]
    random, runs, end = Random(1), 0, time.monotonic() + float(os.environ.get("FUZZ_SECONDS", "10"))
    for data in inputs:
        for choice in (b"\0\0", b"\0\1", b"\1\2", b"\2\3"):
            one(data + choice)
            runs += 1
    while inputs and time.monotonic() < end:
        one(changed(random.choice(inputs)[:2000], random) + bytes((random.randrange(256), random.randrange(256))))
        runs += 1
    print(f"fuzz_streams, {runs} runs: {runs} passed, 0 failed")
    return runs == 0


def main():
    try:
        import atheris
    except ImportError:
        return replay([argument for argument in sys.argv[1:] if not argument.startswith("-")])
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
