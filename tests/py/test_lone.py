# SPDX-License-Identifier: MIT
"""Documents of one scalar or an empty container, which take a short way, and the keywords that dumps keeps for calls
that pass them again: the same results as on the long way."""

import json
import sys
from functools import partial

import pytest
from compare import outcome, same, same_error
from subject import face, needs_lanejson, needs_orjson, orjson_face, orjson_model

NUMBERS = ("0", "-0", "7", "-5", "-6", "256", "257", "12345678901234567890", "1" * 40, "1.5", "-0.0", "1e5", "1e999")
TEXTS = (
    *(*NUMBERS, "true", "false", "null", "[]", "{}", '""', '"a"', '"é"', '"\\n"', '"\\u00e9"', '"\x7f"'),
    *(f'"{"x" * n}"' for n in (*range(55, 70), 300)),
)


def neighbours(text):
    """A document and what is nearly one: cut off, with a byte more, less or other at each end."""
    yield text
    for more in (" ", "\n", "\0", ",", "0", '"', "]", "x", "\ufeff", "\x1f"):
        yield from (text + more, more + text, text[:-1] + more, text[0] + more + text[1:])
    yield from (text[:-1], text[1:], text * 2)


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_reading_as_json(text):
    for document in neighbours(text):
        forms = [document, document.encode(), bytearray(document.encode())]
        for form in (*forms, document.encode("utf-16-le"), document.encode("utf-16-be"), document.encode("utf-32-le")):
            ours, theirs = outcome(face.loads, form), outcome(json.loads, form)
            assert same(ours[0], theirs[0]), ascii(form)
            assert (ours[1] is None) == (theirs[1] is None), ascii(form)
            assert ours[1] is None or same_error(ours[1], theirs[1]), ascii(form)


@needs_orjson
@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_reading_as_orjson(text):
    for document in neighbours(text):
        for form in (document, document.encode()):
            ours, theirs = outcome(orjson_face.loads, form), outcome(orjson_model.loads, form)
            assert same(ours[0], theirs[0]), ascii(form)
            assert (ours[1] is None) == (theirs[1] is None), ascii(form)


def test_hooks_see_lone_numbers():
    assert face.loads("15", parse_int=str) == "15"
    assert face.loads("1.5", parse_float=str) == "1.5"
    assert face.loads("1.5", parse_float=partial(float)) == 1.5


def test_results_are_not_shared_if_they_can_change():
    for text in ("[]", "{}", b"[]", b"{}"):
        assert face.loads(text) is not face.loads(text)
        assert orjson_face.loads(text) is not orjson_face.loads(text)


VALUES = (
    *(None, True, False, 0, 9, 10, -1, 2**53 - 1, 2**53, 2**63, 2**64, -(2**63), 10**30),
    *(0.0, -0.0, 1.5, 1e16, 1e22, 5e-324, 1e-5, float("inf"), float("nan")),
    *("", "a", "\n", '"', "\x7f", "é", "中", "\ud800", "a" * 31 + "\\"),
    *("x" * n for n in (30, 31, 32, 33, 63, 64, 65, 255, 256, 257, 258)),
    *([], (), {}, [[]], {"": {}}),
)


@needs_orjson
@pytest.mark.parametrize("value", VALUES, ids=ascii)
def test_writing_as_orjson(value):
    for option in (None, 0, *(1 << bit for bit in range(12))):
        ours, theirs = (outcome(module.dumps, value, None, option) for module in (orjson_face, orjson_model))
        assert same(ours[0], theirs[0]), option
        assert (ours[1] is None) == (theirs[1] is None), option


def spelled(module, value, count):
    """Calls with keywords spelled out: the names and constants are the same objects each time."""
    found = []
    for _ in range(count):
        found += [
            outcome(lambda: module.dumps(value)),
            outcome(lambda: module.dumps(value, ensure_ascii=False)),
            outcome(lambda: module.dumps(value, ensure_ascii=False, separators=(",", ":"))),
            outcome(lambda: module.dumps(value, separators=(",", ":"), sort_keys=True, indent=None)),
            outcome(lambda: module.dumps(value, indent=2)),
            outcome(lambda: module.dumps(value, indent=3)),
            outcome(lambda: module.dumps(value, indent=2, separators=(", ", ": "))),
            outcome(lambda: module.dumps(value, indent=2, separators=(",", ":"), sort_keys=True)),
            outcome(lambda: module.dumps(value, allow_nan=False, default=None)),
            outcome(lambda: module.dumps(value, skipkeys=True, check_circular=False)),
            outcome(lambda: module.dumps(value, separators=("", " "))),
            outcome(lambda: module.dumps(value, ensure_ascii=0, sort_keys=1)),
        ]
    return found


@pytest.mark.parametrize("value", [*VALUES, {"b": [1, {}], "a": "é"}, {(1,): 2, "a": 1}], ids=ascii)
def test_writing_as_json_with_keywords(value):
    for ours, theirs in zip(spelled(face, value, 3), spelled(json, value, 3)):
        assert ours[0] == theirs[0]
        assert (ours[1] is None) == (theirs[1] is None)
        assert ours[1] is None or same_error(ours[1], theirs[1])


def test_other_values_of_kept_keywords():
    """One place of a program that passes other objects by the same names."""

    def write(ascii_only, separators):
        return face.dumps({"é": [1, 2]}, ensure_ascii=ascii_only, separators=separators)

    changing = [",", ":"]
    for _ in range(9):
        assert write(True, (",", ":")) == '{"\\u00e9":[1,2]}'
        assert write(False, (",", ":")) == '{"é":[1,2]}'
        assert write(False, (", ", ": ")) == '{"é": [1, 2]}'
        assert write(1, None) == '{"\\u00e9": [1, 2]}'
        changing[:] = ",", ":"
        assert write(False, changing) == '{"é":[1,2]}'
        changing[:] = "; ", "="
        assert write(False, changing) == '{"é"=[1; 2]}'


def test_kept_keywords_and_replaced_names(monkeypatch):
    """What replaces json's names is obeyed although the keywords were kept before."""

    def write():
        return face.dumps(1.5, ensure_ascii=False, separators=(",", ":"))

    assert [write() for _ in range(5)] == ["1.5"] * 5
    monkeypatch.setattr(face.JSONEncoder, "encode", lambda self, o: "replaced")
    assert write() == "replaced"
    monkeypatch.undo()
    assert write() == "1.5"


def test_calls_within_a_call():
    """default calls dumps with other keywords, in the place of those that the outer call was found by."""
    names = [f"n{i}" for i in range(40)]

    def inner(_):
        for name in names:
            with pytest.raises(TypeError):
                face.dumps(1, **{name: 1})
        return [eval(f"face.dumps([1, 2], indent=None, {k})", {"face": face}) for k in ("sort_keys=True",) * 40][-1]

    for _ in range(3):
        assert face.dumps([object(), 1], default=inner, separators=(",", ":")) == '["[1, 2]",1]'


@needs_lanejson
def test_keywords_are_not_kept_for_ever():
    """Of names and values that do not come again, a few are kept at most."""
    pair = (",", ":")
    before = sys.getrefcount(pair)
    for _ in range(3000):
        keywords = {"separators": pair, "ensure_ascii": False}
        assert face.dumps([1], **keywords) == "[1]"
    assert sys.getrefcount(pair) - before <= 4
