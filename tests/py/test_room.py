# SPDX-License-Identifier: MIT
"""Texts whose every kind of part meets the end of the output's room.

dumps writes a small text into a block of 64 KiB and moves on to an object that grows: whatever is written without a
check of its own has to fit behind the last check. Filler text moves each part over the end of the room, byte by byte of
the block and unit by unit of a wider object. A build with assertions looks at every check; ASan sees what none made."""

import collections
import datetime
import itertools
import uuid

import pytest
from compare import outcome
from objects import Colour, Derived, Flags, Level, Opaque, Point, Slots, Text, Whole
from subject import face, model, orjson_face, orjson_model, scale

try:
    import numpy
except ImportError:
    numpy = None

ROOM = 64 * 1024
SLACK = 192  # python/dumps/output.h: what is left after the end for parts that do not check
STEP = 1 if scale() >= 1 else 3  # between places; 3 where the same code runs another time
LEAST = -1.7976931348623157e308
SMALL = -2.2250738585072014e-308


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
    value = LEAST
    for _ in range(depth):
        value = {"": [(value,)]}
    return value


PARTS = {
    "lists": lists(230),
    "lists of one": [lists(60), 1, lists(60)],
    "dicts": dicts(110),
    "mixed": mixed(80),
    "floats": [SMALL] * 9,
    "integers": [-(2**63)] * 9,
    "words": [None, True, False] * 9,
    "empty": [[], {}, ()] * 20,
    "runs": ["s" * 32] * 9 + [LEAST] * 9 + [-(2**63)] * 9 + [False] * 30 + ["s"] * 30 + [1, 0, -1, 2**30, True, 0.5],
    "short keys": {"k" * 32: "s" * 32, "l" * 32: LEAST, "m" * 32: -(2**63), "n" * 32: {"": "s" * 32}, "o" * 32: None},
    "short": ["", "a", "\n"] * 9,
    "controls": "\x01" * 70,
    "keys": {"\x02" * 9: 0, "": "", "k" * 63: {"": []}},
    "calls": [Opaque(), [Opaque(), [Opaque()]]] * 9,
    "wider": [lists(99), "é", lists(99), "中", lists(99), "😀", lists(99)],
    "subclasses": [Text("a"), Text("é"), [collections.OrderedDict(a=[Text("\n")])], Whole(2**62)] * 9,
}
JSON_PARTS = {
    **PARTS,
    "big integers": [2**63, -(2**64), 10**70] * 5,
    "broken runs": [1, 2, 2**64, 3, -(10**20), -4, 0, 0.5, float("nan"), 1.5, True, "é", "a", "b", 5] * 3,
    "number keys": {LEAST: [], SMALL: {}, -(2**63): "", 2**80: 1, 0.5: {True: None}},
    "word keys": {"": {None: [{True: {False: {}}}]}},
    "not finite": [float("nan"), float("inf"), float("-inf")] * 9,
}
LAYOUTS = {
    "plain": {},
    "not ASCII": {"ensure_ascii": False},
    "lines": {"indent": 0},
    "indented": {"indent": 1},
    "tabs": {"indent": "\t\t", "ensure_ascii": False},
    "sorted": {"sort_keys": True},
    "long separators": {"separators": (" , " * 9, " : " * 9)},
    "separators": {"separators": ("é", "ü"), "ensure_ascii": False},
    "no separators": {"separators": ("", "")},
    "skipping": {"skipkeys": True},
}
ZONE = datetime.timezone(datetime.timedelta(hours=-23, minutes=-59))
MOMENT = datetime.datetime(2026, 11, 22, 21, 59, 59, 999999, ZONE)
ORJSON_PARTS = {
    **PARTS,
    "moments": [MOMENT, MOMENT.replace(tzinfo=None), MOMENT.date(), MOMENT.time()] * 5,
    "uuids": [uuid.UUID(int=2**128 - 1)] * 9,
    "enums": [Colour.RED, Level.LOW, [Colour.NESTED], Flags.A] * 9,
    "dataclasses": [Point(LEAST, [Point(1, {})]), Derived("x", None), Slots(Slots([])), [Slots({})]] * 5,
    "fragments": [b"", b"[" * 95 + b"]" * 95, "é" * 70, b"{}"] * 3,
    "any keys": {LEAST: [], MOMENT: 1, MOMENT.date(): {}, Colour.BLUE: "", uuid.UUID(int=5): {None: {True: []}}},
}
ARRAYS = {}
if numpy is not None:
    KINDS = ("bool", "int8", "int16", "int32", "int64", "uint8", "uint64", "float16", "float32", "float64")
    for kind in (*KINDS, "datetime64[us]"):
        low = (
            numpy.zeros(1, kind)
            if kind[0] in "bd"
            else numpy.array([(numpy.finfo if kind[0] == "f" else numpy.iinfo)(kind).min])
        )
        ARRAYS[kind] = [low.astype(kind).repeat(40), low.astype(kind)[0], low.astype(kind).repeat(2)]
    ARRAYS["dimensions"] = [
        numpy.zeros((1,) * 30),
        numpy.full((3, 2, 2), LEAST),
        numpy.zeros((9, 0)),
        numpy.zeros((0, 9)),
    ]
OPTIONS = {
    "plain": 0,
    "indented": 1,
    "any key": 4,
    "sorted": 32,
    "line": 1 << 10,
    "times": 2 | 64 | 128,
    "all": 1 | 4 | 32 | 1 << 10,
}


def check(write, expect, part):
    """Both write [filler, part] with fillers that let the part begin at each of the last places before the end."""
    for short in (*range(0, SLACK + 8, STEP), *range(SLACK + 8, 3 * SLACK, 7)):
        value = ["x" * (ROOM - short), part]
        assert write(value) == expect(value), short


def check_alone(write, expect):
    """A str that is all of the text, so that only a newline can follow."""
    for short in range(SLACK + 8):
        assert write("x" * (ROOM - short)) == expect("x" * (ROOM - short)), short


def check_wider(write, expect, part, head):
    """The same at the end of the first room of a text of 2 or 4 bytes a character. It has as much as the last text
    needed, or a little more than the slack: so a short text goes before."""
    for short in range(4 * SLACK - 90, 4 * SLACK + 20, STEP):
        value = [head, "x" * short, part]
        write([head])
        assert write(value) == expect(value), short


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("part", JSON_PARTS)
def test_json(part, layout):
    keywords = {"default": lambda value: [[["d"]]], **LAYOUTS[layout]}

    def write(value):
        return outcome(face.dumps, value, **keywords)[0]

    def expect(value):
        return outcome(model.dumps, value, **keywords)[0]

    check(write, expect, JSON_PARTS[part])
    for head in ("中", "😀"):
        check_wider(write, expect, JSON_PARTS[part], head)


@pytest.mark.skipif(not hasattr(face, "dumpb"), reason="an addition of lanejson")
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("part", JSON_PARTS)
def test_bytes(part, layout):
    keywords = {"default": lambda value: [[["d"]]], **LAYOUTS[layout]}
    check(
        lambda value: outcome(face.dumpb, value, **keywords)[0],
        lambda value: outcome(lambda: model.dumps(value, **keywords).encode())[0],
        JSON_PARTS[part],
    )


@pytest.mark.skipif(orjson_model is None, reason="orjson is not installed")
@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("part", [*ORJSON_PARTS, *ARRAYS])
def test_orjson(part, option):
    default, options = lambda value: [[["d"]]], OPTIONS[option] | 16

    def written_by(module):
        value = {**ORJSON_PARTS, **ARRAYS}[part]
        if part == "fragments":
            value = [module.Fragment(content) for content in value]
        return lambda filler: outcome(module.dumps, [filler[0], value], default, options)[0]

    check(written_by(orjson_face), written_by(orjson_model), None)


# Characters that become 1 to 12 units, and how they are stored.
CHARACTERS = ("a", "\x1f", '"', "\x7f", "é", "\u07ff", "中", "\uffff", "😀")
LENGTHS = (1, 15, 31, 33, 64, 70, 1023, 1024, 1025, 2080)


@pytest.mark.parametrize("layout", ["plain", "not ASCII", "separators"])
@pytest.mark.parametrize("pair", list(itertools.product(CHARACTERS, CHARACTERS)), ids=ascii)
def test_characters(pair, layout):
    """strs of every kind, as long as the chunks that they are written in, where the room ends."""
    for length in LENGTHS:
        text = (pair[0] * (length - 1) + pair[1])[:length]
        for short in (0, 1, 2, 70, SLACK - 2, SLACK - 1, SLACK, SLACK + 1, SLACK + length, SLACK + 6 * length):
            value = ["x" * max(ROOM - short, 0), text, {text: 0}]
            assert face.dumps(value, **LAYOUTS[layout]) == model.dumps(value, **LAYOUTS[layout])
            if layout == "plain" and orjson_model is not None:
                assert orjson_face.dumps(value) == orjson_model.dumps(value)


@pytest.mark.skipif(orjson_model is None, reason="orjson is not installed")
@pytest.mark.parametrize("option", [0, 1 << 10])
def test_alone(option):
    check_alone(
        lambda value: orjson_face.dumps(value, None, option), lambda value: orjson_model.dumps(value, None, option)
    )
