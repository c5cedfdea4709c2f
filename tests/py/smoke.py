# SPDX-License-Identifier: MIT
"""A few documents there and back, without pytest: for emulators, where every import costs."""

import json
import sys

import lanejson
from lanejson import orjson

DOCUMENTS = [
    None,
    True,
    -0.0,
    [0, -1, 2**63 - 1, -(2**63), 2**64 - 1, 10**30, 1.5, 1e300, 5e-324, 0.1],
    {"key": [{}, [], [[1]], {"a": {"b": "c"}}], "": '\x00\x1f"\\/\b\f\n\r\t', "long " * 30: "text " * 200},
    ["ASCII " * 50, "Grüße " * 50, "Жар-птица " * 50, "漢字仮名 " * 50, "😀 " * 50],
    list(range(-3000, 3000, 7)),
    [i / 7 for i in range(500)],
]


def check(document):
    """lanejson against json, in every layout and from str and bytes."""
    plain = {"ensure_ascii": False}
    for options in ({}, plain, {"indent": 2}, {**plain, "indent": 2, "sort_keys": True}):
        text = json.dumps(document, **options)
        assert lanejson.dumps(document, **options) == text
        assert lanejson.loads(text) == document
        assert lanejson.loads(text.encode()) == document


def check_faults():
    """The same message and position as json."""
    text = json.dumps(DOCUMENTS[4])
    for length in range(len(text)):
        messages = []
        for module in (json, lanejson):
            try:
                module.loads(text[:length])
            except ValueError as error:
                messages.append(str(error))
        assert len(messages) == 2 and messages[0] == messages[1], (length, messages)


def check_orjson():
    document = {"a": [1, 2.5, None, True, "ü"], "b": {}}
    assert orjson.loads(orjson.dumps(document)) == document


def main():
    passed = failed = 0
    for case in [*(lambda d=d: check(d) for d in DOCUMENTS), check_faults, check_orjson]:
        try:
            case()
            passed += 1
        except Exception as error:
            print(f"{type(error).__name__}: {error}"[:500])
            failed += 1
    print(f"smoke on {lanejson.isa} of {', '.join(lanejson.isas)}: {passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
