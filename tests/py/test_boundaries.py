# SPDX-License-Identifier: MIT
"""Documents with a boundary of chunks at each byte: the values, the faults and the places of loads."""

import json
from random import Random

import corpus
import pytest
from compare import same
from subject import face, needs_lanejson, scale, seed
from test_parser import chunks, fed, told

pytestmark = [needs_lanejson, corpus.needs_data]

# The twenty smallest: a chunk of each byte is a call each.
DOCUMENTS = dict(sorted(corpus.documents(), key=lambda document: len(document[1]))[:20]) if corpus.DATA.is_dir() else {}
SUITE = corpus.files("JSONTestSuite/test_parsing", "*.json") + corpus.files("jsonchecker", "**/*.json")


def members(value):
    return list(value.values() if isinstance(value, dict) else value)


def lines(source):
    return next(face.iter_lines(source))


def items(source):
    return list(face.iter_items(source, "/*"))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_byte(name):
    data = DOCUMENTS[name]
    size = 1 if scale() >= 1 else 1 + len(data) // 20_000
    expected = json.loads(data)
    assert same(fed(chunks(data, size), strings="keep"), expected)
    assert same(lines(chunks(data, size)), expected)
    assert same(items(chunks(data, size)), members(expected))
    text = data.decode()
    assert same(fed(chunks(text, size)), expected)
    if len(data) < 2000:
        for at in range(len(data)):
            cut = [data[:at], data[at:]]
            assert same(fed(cut), expected) and same(lines(cut), expected) and same(items(cut), members(expected)), at


@pytest.mark.parametrize("name", DOCUMENTS)
def test_faults(name):
    """A document with one character that is another, or is missing."""
    random, text = Random(seed()), DOCUMENTS[name].decode()
    for _ in range(10):
        at = random.randrange(len(text))
        broken = (text[:at] + random.choice(("x", '"', "]", "}", ",", "\\", "\n", "")) + text[at + 1 :]).encode()
        expected = told(lambda broken=broken: json.loads(broken))
        for size in (1 + len(broken) // 1000, 64 * 1024):
            assert same(told(lambda broken=broken, size=size: fed(chunks(broken, size))), expected), (broken, size)
            if isinstance(expected, tuple):
                found = told(lambda broken=broken, size=size: items(chunks(broken, size)))
                assert same(found, expected), (broken, size)


@pytest.mark.parametrize("path", SUITE, ids=lambda path: path.stem)
def test_beginnings(path):
    """The beginning of a text has a value, or the fault of the whole text, and so have all longer ones."""
    data = path.read_bytes()
    try:
        text = data.decode(json.detect_encoding(data), "surrogatepass")
        whole = told(lambda: json.loads(text))
    except UnicodeDecodeError:
        with pytest.raises((UnicodeDecodeError, json.JSONDecodeError)):
            fed([data])
        return
    except RecursionError:
        with pytest.raises(RecursionError):
            face.loads_partial(text)
        return
    fault = None
    for at in range(0, len(text) + 1, 1 + len(text) // 2000):
        for strings in ("drop", "keep"):
            found = told(lambda at=at, strings=strings: face.loads_partial(text[:at], strings=strings))
            if fault is not None or isinstance(found, tuple):
                assert same(found, whole), (text[:at], strings)
                fault = found
    if not isinstance(whole, tuple):
        assert same(face.loads_partial(text + " "), whole)
