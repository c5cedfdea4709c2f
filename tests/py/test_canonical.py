# SPDX-License-Identifier: MIT
"""canonical: RFC 8785's vectors, its order and numbers, and what it refuses."""

import enum
import gc
import itertools
import json
import random
import struct
import sys
from collections import OrderedDict

import corpus
import pytest
from objects import Opaque
from subject import face, needs_lanejson, scaled, seed

pytestmark = needs_lanejson

INPUTS = corpus.files("canonical/input", "*.json")


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.stem)
def test_vectors(path):
    value = face.loads(path.read_bytes())
    text = face.canonical(value)
    assert text == (path.parents[1] / "output" / path.name).read_bytes().rstrip(b"\n")
    assert text == bytes.fromhex((path.parents[1] / "outhex" / f"{path.stem}.txt").read_text())
    assert face.canonical(face.loads(text)) == text


@corpus.needs_data
def test_numbers():
    rows = corpus.unpacked(corpus.DATA / "canonical" / "es6_numbers.txt.xz").decode().split()
    assert len(rows) > 1000
    for row in rows[: scaled(20_000)]:
        bits, text = row.split(",")
        assert face.canonical(struct.unpack(">d", bytes.fromhex(bits.zfill(16)))[0]) == text.encode()


def test_scalars():
    for value, text in (
        (None, "null"), (True, "true"), (False, "false"), (0, "0"), (-0.0, "0"), (-1, "-1"),
        (2**53, "9007199254740992"),
        (-(2**53), "-9007199254740992"), (2**60, "1152921504606847000"), (2**63, "9223372036854776000"),
        (1.5, "1.5"), (1e21, "1e+21"), (1e-7, "1e-7"), (333333333.33333329, "333333333.3333333"),
        ("", '""'), ("\x00\x1f\x7f\"\\/\b\t\n\f\r", '"\\u0000\\u001f\x7f\\"\\\\/\\b\\t\\n\\f\\r"'),
        ("é中😀", '"é中😀"'),
        ([], "[]"), ((), "[]"), ({}, "{}"), ([[], {}], "[[],{}]"),
    ):  # fmt: skip
        assert face.canonical(value) == text.encode(), value


def by_utf16(keys):
    return sorted(keys, key=lambda key: key.encode("utf-16-be"))


def test_order():
    pick = random.Random(seed())
    alphabet = "ab\x00\x7f\x80\xffé中\ud7ff\ue000\uffff\U00010000\U0010ffff😀".replace("\ud7ff", "\ud7fe")
    for _ in range(scaled(300)):
        keys = {"".join(pick.choice(alphabet) for _ in range(pick.randrange(4))) for _ in range(pick.randrange(40))}
        value = {key: number for number, key in enumerate(keys)}
        assert list(json.loads(face.canonical(value))) == by_utf16(keys)
    assert list(json.loads(face.canonical({str(number): 0 for number in range(2000)}))) == sorted(map(str, range(2000)))


def test_documents():
    for name, data in corpus.documents():
        value = json.loads(data)
        large = {found for found in scalars(value) if isinstance(found, int) and abs(found) > 2**53}
        if any(int(float(found)) != found for found in large):
            with pytest.raises(ValueError, match="no double"):
                face.canonical(value)
            continue
        text = face.canonical(value)
        assert face.canonical(json.loads(text, parse_int=float)) == text, name
        assert large or json.loads(text) == value, name


def scalars(value):
    if isinstance(value, dict):
        value = [*value.values()]
    if not isinstance(value, list):
        return [value]
    return [found for item in value for found in scalars(item)]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), 2**53 + 1, -(2**53) - 1, 2**64, 2**64 - 1,
                                   10**400, -(10**400)], ids=lambda value: str(value)[:30])  # fmt: skip
def test_numbers_refused(value):
    for wrapped, pointer in ((value, ""), ({"a": [0, {"b/c": value}]}, "/a/1/b/c")):
        with pytest.raises(ValueError) as caught:
            face.canonical(wrapped)
        assert str(caught.value).endswith(f'(at "{pointer}")')


def test_refused():
    for value in (Opaque(), b"x", {1}, object, 1j):
        with pytest.raises(TypeError, match=r"is not JSON serializable \(at \"/0\"\)"):
            face.canonical([value])
    for key in (1, None, b"x", 1.5, True):
        with pytest.raises(TypeError, match="keys must be str, not"):
            face.canonical({"a": {"b": 1, key: 2}})
    for text in ("\ud800", "a\udfff", "\ude00\ud83d"):
        for value in (text, [text], {text: 1}):
            with pytest.raises(UnicodeEncodeError):
                face.canonical(value)

    class Key(str):
        __slots__ = ()

        def __eq__(self, other):
            return self is other

        __hash__ = object.__hash__

    with pytest.raises(ValueError, match="there twice"):
        face.canonical({Key("a"): 1, Key("a"): 2})
    with pytest.raises(TypeError):
        face.canonical()


def test_cycles_and_depth():
    for make in (lambda inner: [inner], lambda inner: {"a": inner}, lambda inner: [[1, {"a": inner}], 2]):
        outer = make([])
        outer_list = outer if isinstance(outer, list) else [outer]
        (outer_list[0] if isinstance(outer, list) else outer["a"]).append(outer)
        with pytest.raises(ValueError, match="Circular"):
            face.canonical([1, 2, outer])
    twice = [1]
    assert face.canonical([twice, twice, {"a": twice}]) == b'[[1],[1],{"a":[1]}]'
    deep = []
    for _ in range(100_000):
        deep = [deep]
    assert face.canonical(deep) == b"[" * 100_001 + b"]" * 100_001
    while deep:
        deep = deep.pop()


def test_subclasses():
    class Number(enum.IntEnum):
        ONE = 1

    class Text(str):
        __slots__ = ()

    class Float(float):
        def __repr__(self):
            return "x"

    value = OrderedDict(b=Number.ONE, a=[Text("t"), Float(2.5)])
    assert face.canonical(value) == b'{"a":["t",2.5],"b":1}'


def test_references():
    value = {"é" * 3: [Opaque, 1], "b": "中" * 100}

    def work():
        for _ in range(100):
            with pytest.raises(TypeError):
                face.canonical(value)
            face.canonical({"é": value["b"], "中": ["b"] * 50})
        gc.collect()
        return sys.getrefcount(value["b"]), sys.getallocatedblocks()

    rounds = [work() for _ in range(6)]
    assert len({count for count, _ in rounds}) == 1
    assert min(after - before for (_, before), (_, after) in itertools.pairwise(rounds)) < 20
