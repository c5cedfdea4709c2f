# SPDX-License-Identifier: MIT
"""JSONTestSuite and jsonchecker, file by file, in both dialects; and the project's own small cases."""

import corpus
import figures
import pytest
from compare import outcome, told
from subject import face, model, needs_orjson, orjson_face, orjson_model
from test_differential_loads import orjson_classes, same_outcome

PARSING = corpus.files("JSONTestSuite/test_parsing", "*.json")
TRANSFORM = corpus.files("JSONTestSuite/test_transform", "*.json")
CHECKER = corpus.files("jsonchecker", "**/*.json")
OWN = corpus.own("accept") + corpus.own("refuse")
EVERYTHING = PARSING + TRANSFORM + CHECKER + OWN


def agree(text, strict):
    """Compares a face with its model on one text, as bytes and as str."""
    loads, expected = (orjson_face.loads, orjson_model.loads) if strict else (face.loads, model.loads)
    classes = orjson_classes() if strict else None
    for form in (text, corpus.as_str(text), bytearray(text)):
        ours, theirs = outcome(loads, form), outcome(expected, form)
        if isinstance(theirs[1], RecursionError):  # Where the stack ends is nobody's promise; that it ends well is.
            assert isinstance(ours[1], (RecursionError, ValueError)), told(*ours)
            continue
        if isinstance(ours[1], RecursionError) and isinstance(theirs[1], model.JSONDecodeError):
            assert text.count(b"[") > 5000, told(*ours)
            continue
        assert same_outcome(ours, theirs, form, classes), (
            f"{form[:500]!r}\n  model: {told(*theirs)}\n  ours:  {told(*ours)}"
        )


@pytest.mark.parametrize("path", EVERYTHING, ids=lambda path: path.stem)
def test_as_json(path):
    agree(path.read_bytes(), strict=False)


@needs_orjson
@pytest.mark.parametrize("path", EVERYTHING, ids=lambda path: path.stem)
def test_as_orjson(path):
    agree(path.read_bytes(), strict=True)


def accepts(text):
    return outcome(orjson_face.loads, text)[1] is None


@corpus.needs_data
def test_strict_verdicts():
    """What JSONTestSuite demands of a strict reader, without any model: all y, no n, and i without harm."""
    verdicts = {letter: [path for path in PARSING if path.name.startswith(letter + "_")] for letter in "yni"}
    assert [len(verdicts[letter]) for letter in "yni"] == [95, 188, 35]
    assert [path.name for path in verdicts["y"] if not accepts(path.read_bytes())] == []
    assert [path.name for path in verdicts["n"] if accepts(path.read_bytes())] == []
    for path in verdicts["i"]:
        error = outcome(orjson_face.loads, path.read_bytes())[1]
        assert error is None or isinstance(error, ValueError)
    figures.note(2, "JSONTestSuite files, both dialects", 2 * len(PARSING))


@corpus.needs_data
def test_checker_verdicts():
    """json.org's cases: EXCLUDE marks those that RFC 8259 allows; fail41 is a number beyond 64 bits, which is JSON."""
    failing = [
        path
        for path in CHECKER
        if path.name.startswith("fail") and "EXCLUDE" not in path.name and "fail41" not in path.name
    ]
    passing = [path for path in CHECKER if path.name.startswith("pass")]
    assert failing and passing
    assert [path.name for path in failing if accepts(path.read_bytes())] == []
    assert [path.name for path in passing if not accepts(path.read_bytes())] == []
    figures.note(2, "jsonchecker files, both dialects", 2 * len(CHECKER))


def test_own_verdicts():
    accept, refuse = corpus.own("accept"), corpus.own("refuse")
    assert accept and refuse
    assert [path.name for path in accept if not accepts(path.read_bytes())] == []
    assert [path.name for path in refuse if accepts(path.read_bytes())] == []
