# SPDX-License-Identifier: MIT
"""validate, minify and format: the faults of loads, and texts that mean what they meant."""

import gc
import itertools
import json
import mmap
import sys

import corpus
import pytest
from subject import face, needs_lanejson

pytestmark = needs_lanejson

SMALL = corpus.files("JSONTestSuite", "**/*.json") + corpus.files("jsonchecker", "**/*.json")


def outcome(function, text):
    try:
        return function(text)
    except face.JSONDecodeError as error:
        return (error.msg, error.pos, error.lineno, error.colno, error.doc)
    except UnicodeDecodeError as error:
        return (type(error), error.start, error.end, error.reason)


def refuse_constant(name):
    raise LookupError(name)


def forms(data):
    yield data
    yield bytearray(data)
    text = corpus.as_str(data)
    if text is not None:
        yield text


@pytest.mark.parametrize("path", SMALL, ids=lambda path: path.stem)
def test_faults_of_loads(path):
    for form in forms(path.read_bytes()):
        try:
            expected = outcome(face.loads, form)
        except RecursionError:
            continue
        faulty = isinstance(expected, tuple)
        small, laid_out = outcome(face.minify, form), outcome(face.format, form)
        if faulty:
            assert small == laid_out == outcome(face.validate, form) == expected
            continue
        kind = str if isinstance(form, str) else bytes
        assert type(small) is kind and type(laid_out) is kind
        for text in (small, laid_out):
            assert repr(face.loads(text)) == repr(expected)
        assert (
            face.minify(laid_out) == face.format(form, 0) or b"\\u" in path.read_bytes() or b"\\/" in path.read_bytes()
        )
        try:
            face.loads(form, parse_constant=refuse_constant)
        except LookupError as error:
            assert outcome(face.validate, form)[0] == "Expecting value", error
        else:
            assert face.validate(form) is None


def test_documents():
    for name, data in corpus.documents():
        value = json.loads(data)
        assert face.validate(data) is None
        assert json.loads(face.minify(data)) == value, name
        laid_out = face.format(data.decode())
        assert json.loads(laid_out) == value
        if "." not in laid_out:
            assert laid_out == json.dumps(value, indent=2, ensure_ascii=False), name
        assert len(face.minify(data)) <= len(data)


def test_minify_leaves_tokens_alone():
    text = ' {"a\\u00e9\\/" :\t[ 1.50 , -0e00,\r\n"  x  " ] , "a\\u00e9\\/":NaN } '
    assert face.minify(text) == '{"a\\u00e9\\/":[1.50,-0e00,"  x  "],"a\\u00e9\\/":NaN}'
    assert face.minify(text.encode("utf-16")) == face.minify(text).encode()
    assert face.minify('"é中😀\ud800"\n') == '"é中😀\ud800"'


def test_format():
    text = '{"b":1.50,"a":[ ],"b":[1e5,{"c":{}}],"d":"\\u00e9\\/"}'
    expected = '{\n  "b": 1.50,\n  "a": [],\n  "b": [\n    1e5,\n    {\n      "c": {}\n    }\n  ],\n  "d": "é/"\n}'
    assert face.format(text) == expected
    assert face.format(text.encode()) == expected.encode()
    assert face.format(s=text, indent=0) == '{"b":1.50,"a":[],"b":[1e5,{"c":{}}],"d":"é/"}'
    assert face.format("[1]", 4) == "[\n    1\n]"
    assert face.format("[1]", True) == "[\n 1\n]"
    assert face.format('["\\ud800", "é"]', 0) == '["\\ud800","\\u00e9"]'
    assert face.format("[NaN,-Infinity]", 0) == "[NaN,-Infinity]"
    for indent in (-1, 1001):
        with pytest.raises(ValueError, match="indent must be 0 to 1000"):
            face.format("[]", indent)
    for indent in ("  ", 1.0, None):
        with pytest.raises(TypeError):
            face.format("[]", indent)
    with pytest.raises(OverflowError):
        face.format("[]", 2**70)


def test_any_depth():
    text = "[" * 100_000 + "]" * 100_000
    assert face.validate(text) is None
    assert face.minify(text) == text
    assert face.format(text, 0) == text
    assert outcome(face.validate, text[:-1])[:2] == ("Expecting ',' delimiter", 199_999)


def test_other_sources(tmp_path):
    for function in (face.validate, face.minify, face.format):
        for wrong in (None, 1, [], object):
            with pytest.raises(TypeError, match=rf"{function.__name__}\(\) takes str, bytes or a buffer, not"):
                function(wrong)
        assert outcome(function, "\ufeff[]")[0] == "Unexpected UTF-8 BOM (decode using utf-8-sig)"
        assert outcome(function, "")[:2] == ("Expecting value", 0)
        with pytest.raises(UnicodeDecodeError):
            function(b'["\xff"]')
    path = tmp_path / "text"
    path.write_bytes(b"[1 ]")
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        assert face.minify(mapped) == b"[1]" and face.validate(mapped) is None
    assert face.minify(b"\xef\xbb\xbf[1 ]") == b"[1]"


def test_references():
    data, text = b'{"a": [1, "x"]}', '{"é": "中"}'

    def work():
        for _ in range(200):
            for function in (face.validate, face.minify, face.format):
                for form in (data, text, text.encode("utf-16"), memoryview(data)):
                    function(form)
                with pytest.raises(face.JSONDecodeError):
                    function("[é")
        gc.collect()
        return sys.getrefcount(data), sys.getrefcount(text), sys.getallocatedblocks()

    rounds = [work() for _ in range(5)]
    assert len({counts[:2] for counts in rounds}) == 1
    assert min(after[2] - before[2] for before, after in itertools.pairwise(rounds)) < 20
