# SPDX-License-Identifier: MIT
"""Texts whose every kind of part meets the end of the output's room.

dumps writes a small text into a block of 64 KiB and moves on to an object that grows: whatever is written without a
check of its own has to fit behind the last check. Filler text moves each part over the end of the room byte by byte."""

import pytest
from compare import outcome
from objects import Opaque
from subject import face, model, orjson_face, orjson_model

ROOM = 64 * 1024
SLACK = 96  # python/output.h: what is left behind the end for parts that do not check


def lists(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


def dicts(depth):
    value = {}
    for _ in range(depth):
        value = {"": value}
    return value


def mixed(depth):
    value = -1.7976931348623157e308
    for _ in range(depth):
        value = {"": [(value,)]}
    return value


PARTS = {
    "lists": lists(230),
    "lists of one": [lists(60), 1, lists(60)],
    "dicts": dicts(110),
    "mixed": mixed(80),
    "floats": [-2.2250738585072014e-308] * 9,
    "integers": [-(2**63)] * 9,
    "words": [None, True, False] * 9,
    "empty": [[], {}, ()] * 20,
    "short": ["", "a", "\n"] * 9,
    "controls": "\x01" * 70,
    "keys": {"\x02" * 9: 0, "": "", "k" * 63: {"": []}},
    "calls": [Opaque(), [Opaque(), [Opaque()]]] * 9,
    "wider": [lists(99), "é", lists(99), "中", lists(99), "😀", lists(99)],
}
LAYOUTS = {
    "plain": {},
    "not ASCII": {"ensure_ascii": False},
    "lines": {"indent": 0},
    "indented": {"indent": 1},
    "sorted": {"sort_keys": True},
    "long separators": {"separators": (" , " * 9, " : " * 9)},
    "no separators": {"separators": ("", "")},
    "skipping": {"skipkeys": True},
}
OPTIONS = {"plain": 0, "indented": 1, "any key": 4, "sorted": 32, "line": 1 << 10}


def check(write, expect, part):
    """Both write [filler, part] with fillers that let the part begin at each of the last places before the end."""
    for short in (*range(SLACK + 8), *range(SLACK + 8, 3 * SLACK, 7)):
        value = ["x" * (ROOM - short), part]
        assert write(value) == expect(value), short


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("part", PARTS)
def test_json(part, layout):
    keywords = {"default": lambda value: [[["d"]]], **LAYOUTS[layout]}
    value = [PARTS[part]]
    text = model.dumps(value, **keywords)
    assert face.dumps(value, **keywords) == text
    check(
        lambda value: face.dumps(value, **keywords),
        lambda value: model.dumps(value, **keywords),
        PARTS[part],
    )


@pytest.mark.skipif(orjson_model is None, reason="orjson is not installed")
@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("part", PARTS)
def test_orjson(part, option):
    arguments = (lambda value: [[["d"]]], OPTIONS[option])
    check(
        lambda value: outcome(orjson_face.dumps, value, *arguments)[0],
        lambda value: outcome(orjson_model.dumps, value, *arguments)[0],
        PARTS[part],
    )
