#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""4.3 GiB of string and of array through both faces, in and out: sizes that no 32-bit number holds. Needs 24 GiB."""

import gc
import sys

import lanejson
from lanejson import orjson

SIZE = (4 << 30) + (300 << 20)


def string():
    text = b'"' + b"x" * SIZE + b'"'
    value = lanejson.loads(text)
    assert type(value) is str and len(value) == SIZE and value[-1] == "x"
    assert orjson.dumps(value) == text
    del text
    gc.collect()
    written = lanejson.dumps(value)
    assert len(written) == SIZE + 2 and written[0] == written[-1] == '"'


def array():
    """Many large strings, so that the text is beyond 4 GiB while its objects are few."""
    count, piece = 1100, b'"' + b"y" * ((SIZE // 1100) - 3) + b'"'
    text = b"[" + b",".join([piece] * count) + b"]"
    assert len(text) > 4 << 30
    value = orjson.loads(text)
    assert len(value) == count and all(item == value[0] for item in value)
    assert orjson.dumps(value) == text


def error_at_the_end():
    text = b"[" + b" " * SIZE + b"x"
    try:
        orjson.loads(text)
    except ValueError as error:
        assert error.pos == SIZE + 1, error.pos
    else:
        raise AssertionError("not refused")


def main():
    for part in (string, array, error_at_the_end):
        part()
        gc.collect()
        print(f"{part.__name__}: passes", flush=True)
    print(f"{SIZE / 2**30:.1f} GiB string, array and error position: pass")


if __name__ == "__main__":
    sys.exit(main())
