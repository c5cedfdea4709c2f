# SPDX-License-Identifier: MIT
"""iter_lines: the values and faults of json's raw_decode, however the text is cut and wherever it comes from."""

import io
import json
import pickle
import sys
from collections import OrderedDict
from random import Random

import corpus
import pytest
from compare import same
from subject import face, needs_lanejson, scaled, seed

pytestmark = needs_lanejson

SPACE = " \t\r\n\x1e"
BREAKS = SPACE + '{["'


def model(text, **keywords):
    """What iter_lines gives, by json alone: values, and (message, position, record) of faults."""
    decoder, found, at, record = json.JSONDecoder(**keywords), [], 0, 0
    if text.startswith("\ufeff"):
        found.append(("Unexpected UTF-8 BOM (decode using utf-8-sig)", 0, 1))
        at, record = end_of_line(text, 0), 1
    while True:
        while at < len(text) and text[at] in SPACE:
            at += 1
        if at == len(text):
            return found
        record += 1
        try:
            value, end = decoder.raw_decode(text, at)
            if text[at] not in '{["' and end < len(text) and text[end] not in BREAKS:
                raise json.JSONDecodeError("Extra data", text, end)
        except json.JSONDecodeError as error:
            found.append((error.msg, error.pos, record))
            at = end_of_line(text, at)
        else:
            found.append(value)
            at = end


def end_of_line(text, at):
    while at < len(text) and text[at] not in "\n\x1e":
        at += 1
    return at


def told(error):
    return (error.msg, error.pos, error.record)


def ours(source, **keywords):
    found = []
    iterator = face.iter_lines(source, on_error=lambda error: found.append(told(error)), **keywords)
    for value in iterator:
        found.append(value)
    return found


def pieces(text, size):
    return (text[at : at + size] for at in range(0, len(text), size))


def cut(text, at):
    return iter((text[:at], text[at:]))


STREAMS = [
    '{"a":1}\n{"a":2}\n',
    '{"a":1}{"a":2}[3]"x""y"4 5\t6\r\n7',
    "\r\n\n 1\r\n\r\n2 \n\n",
    '\x1e{"a":1}\n\x1e[1,2]\n\x1e3\n',
    '{"a":\n [1,\n 2]}\n{"b":"é中😀\\u00e9\\n"}\n"\ud83d"\n',
    '{"a":1}\n{"a":x}\n{"a":3}\n[1,\n{"b":2}\n{"c":3}\n',
    "nul\ntrue\nfals\nNaN\n-Infinity\n-Inf\n1.5e3\n1.\n2e\n-\n01\n",
    "truefalse\n12,13\n1x\n[1]]\n{}}\n]\n",
    '"open\n"closed"\n"bad \\x"\n"\\u12"\n"\\ud83d\\ude00"\n"\t"\n',
    '[1, 2\n{"a": tru\n{"a" 1}\n{1:2}\n[1,]\n{"a":1,}\n"end',
    "[[[[[[",
    '{"k": "' + "v" * 100 + '"}\n' + "1" * 40 + "\n",
    "é\n1\né",
    "",
    " \n",
    "0",
    "-",
    '"',
    '"\\u00',
]


@pytest.mark.parametrize("text", STREAMS)
def test_cut_anywhere(text):
    expected = model(text)
    data = text.encode("utf-8", "surrogatepass")
    assert same(ours(text), expected)
    assert same(ours(data), expected)
    for size in (1, 2, 3, 7, 64):
        assert same(ours(pieces(text, size)), expected), size
        assert same(ours(pieces(data, size)), expected), size
    for at in range(len(data) + 1):
        assert same(ours(cut(data, at)), expected), at
    for at in range(len(text) + 1):
        assert same(ours(cut(text, at)), expected), at


SUITE = corpus.files("JSONTestSuite/test_parsing", "*.json") + corpus.files("jsonchecker", "**/*.json")


@pytest.mark.parametrize("path", SUITE, ids=lambda path: path.stem)
def test_suite_cut_anywhere(path):
    data = path.read_bytes()
    if len(data) > 2000:
        pytest.skip("test_large has the larger ones")
    encoding = json.detect_encoding(data)
    try:
        text = data.decode(encoding, "surrogatepass")
    except UnicodeDecodeError:
        if not encoding.startswith("utf-8"):
            with pytest.raises(UnicodeDecodeError):
                ours(data)
            return
        expected = ours(data)
        assert any(isinstance(found, tuple) for found in expected)
    else:
        expected = model(text)
        assert same(ours(text), expected)
    assert same(ours(data), expected)
    assert same(ours(pieces(data, 1)), expected)
    for at in range(len(data) + 1):
        assert same(ours(cut(data, at)), expected), at


def test_one_document_as_loads():
    """A text of one document: the value that loads gives, or its fault."""
    for path in SUITE:
        data = path.read_bytes()
        try:
            expected = [face.loads(data)]
        except face.JSONDecodeError as error:
            if error.msg == "Extra data" or not error.doc.strip():
                continue
            expected = [(error.msg, error.pos, 1)]
        except (UnicodeDecodeError, RecursionError):
            continue
        assert same(ours(data)[:1], expected), path


@pytest.mark.parametrize("path", corpus.files("documents", "*.json.xz")[:8], ids=lambda path: path.stem)
def test_large(path):
    data = corpus.unpacked(path)
    random, expected = Random(seed()), face.loads(data)
    assert same(list(face.iter_lines(data + b"\n" + data)), [expected, expected])
    for _ in range(2):
        cuts = sorted(random.randrange(len(data)) for _ in range(20))
        parts = [data[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(data)])]
        assert same(list(face.iter_lines(parts)), [expected])


def test_random_streams():
    random, seeds = Random(seed()), [text for text in corpus.seeds() if len(text) < 300]
    for _ in range(scaled(400)):
        data = b"\n".join(random.choice(seeds) for _ in range(random.randrange(1, 6)))
        try:
            text = data.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            text = None
        if data[:4].count(0) or data[:3] == b"\xef\xbb\xbf" or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            continue
        expected = ours(data) if text is None else model(text)
        assert same(ours(data), expected), data
        size = random.randrange(1, 40)
        assert same(ours(pieces(data, size)), expected), (data, size)


# -- faults --


def test_error_says_where():
    text = '{"é":1}\n\n{"é": x}\n{"a":2}\n'
    for source in (text, text.encode(), pieces(text, 1), pieces(text.encode(), 1)):
        rows = face.iter_lines(source)
        assert next(rows) == {"é": 1} and rows.record == 1
        with pytest.raises(face.JSONDecodeError) as caught:
            next(rows)
        error = caught.value
        assert type(error) is face.RecordDecodeError
        assert (error.msg, error.pos, error.lineno, error.colno) == ("Expecting value", 15, 3, 7)
        assert (error.record, error.start) == (2, 9)
        assert '{"é": x}'.startswith(error.doc) and error.doc[error.pos - error.start] == "x"
        assert str(error) == "Expecting value: line 3 column 7 (char 15), record 2"
        with pytest.raises(json.JSONDecodeError) as whole:
            json.JSONDecoder().raw_decode(text, 9)
        assert (whole.value.lineno, whole.value.colno, whole.value.pos) == (error.lineno, error.colno, error.pos)
        assert next(rows) == {"a": 2} and rows.record == 3
        assert list(rows) == []


def test_error_travels():
    with pytest.raises(face.RecordDecodeError) as caught:
        list(face.iter_lines("1\nx"))
    again = pickle.loads(pickle.dumps(caught.value))
    assert vars(again) == vars(caught.value) and str(again) == str(caught.value)


def test_places_in_long_streams():
    row = '{"name":"é中😀","n":%d}\n'
    text = "".join(row % n for n in range(20_000)) + "[1,\n\n  é]\n" + row % 5
    errors = []
    for source in (text, text.encode(), io.BytesIO(text.encode()), pieces(text.encode(), 1001)):
        rows = list(face.iter_lines(source, on_error=errors.append))
        assert [row["n"] for row in rows if isinstance(row, dict)] == [*range(20_000), 5]
    with pytest.raises(json.JSONDecodeError) as caught:
        json.JSONDecoder().raw_decode(text, text.index("[1,"))
    expected = caught.value
    for error in errors[::2]:
        assert (error.pos, error.lineno, error.colno, error.record) == (
            expected.pos,
            expected.lineno,
            expected.colno,
            20_001,
        )


def test_on_error():
    text = "1\nx\n2\n[\n"
    assert list(face.iter_lines(text, on_error="skip")) == [1, 2]
    assert list(face.iter_lines("x\ny", on_error="skip")) == []
    errors = []
    assert list(face.iter_lines(text, on_error=errors.append)) == [1, 2]
    assert [error.lineno for error in errors] == [2, 5]
    with pytest.raises(face.JSONDecodeError):
        list(face.iter_lines(text, on_error="raise"))
    for wrong in ("ignore", None, 1, b"skip"):
        with pytest.raises(TypeError, match="on_error must be"):
            face.iter_lines(text, on_error=wrong)

    def refuse(error):
        raise LookupError(error.record)

    with pytest.raises(LookupError):
        list(face.iter_lines(text, on_error=refuse))
    with pytest.raises(RuntimeError, match="StopIteration"):
        list(face.iter_lines(text, on_error=lambda error: next(iter(()))))


@pytest.mark.parametrize("bad", [b"\xff", b"\xc3", b"\xe4\xb8", b"\xf0\x9f\x98", b"\xc0\x80", b"\xf5\x80\x80\x80"])
def test_invalid_utf8(bad):
    data = b'"a"\n["\xc3\xa9' + bad + b'"]\n{"b":2}\n'
    for source in (lambda: data, lambda: pieces(data, 1), lambda: pieces(data, 3)):
        errors = []
        assert list(face.iter_lines(source(), on_error=errors.append)) == ["a", {"b": 2}]
        (error,) = errors
        assert (error.msg, error.pos, error.lineno, error.colno, error.record) == ("Invalid UTF-8", 7, 2, 4, 2)
    assert ours(b"1\n" + bad) == [1, ("Invalid UTF-8", 2, 2)]
    assert ours([b"1\n", b"[" + bad]) == [1, ("Invalid UTF-8", 3, 2)]
    long = b'"' + b"x" * 300_000 + bad + b"x" * 300_000 + b'"\n7\n'
    assert ours(long) == [("Invalid UTF-8", 300_001, 1), 7]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-8-sig"])
def test_encodings(encoding):
    text = '{"é":"中😀"}\n[1]\n2'
    data = text.encode(encoding)
    assert list(face.iter_lines(data)) == model(text)
    for size in (1, 2, 3, 5, 1000):
        assert list(face.iter_lines(pieces(data, size))) == model(text)
    assert list(face.iter_lines(io.BytesIO(data))) == model(text)
    if encoding != "utf-8-sig":
        with pytest.raises(UnicodeDecodeError):
            list(face.iter_lines(data + b"\n"))


def test_nesting():
    assert list(face.iter_lines("[" * 200 + "]" * 200 + "\n1")) == [json.loads("[" * 200 + "]" * 200), 1]
    rows = face.iter_lines("[" * 100_000 + "\n1")
    with pytest.raises(RecursionError):
        next(rows)
    assert next(rows) == 1
    with pytest.raises(ValueError, match="int"):
        next(face.iter_lines("9" * 5000 + "\n")) if hasattr(sys, "set_int_max_str_digits") else int("int")


# -- keywords --

HOOKS = [
    {"object_hook": lambda value: ("object", value)},
    {"object_pairs_hook": OrderedDict},
    {"parse_float": str, "parse_int": float},
    {"parse_constant": lambda name: name},
    {"strict": False},
]


@pytest.mark.parametrize("keywords", HOOKS, ids=lambda keywords: next(iter(keywords)))
def test_keywords(keywords):
    text = '{"a":[1,2.5,NaN]}\n{"a":"x\ty"}\n{"b":[{}]} 12 1.5\n{"c":x}\n-Infinity\n'
    expected = model(text, **keywords)
    assert same(ours(text, **keywords), expected)
    for size in (1, 2, 5):
        assert same(ours(pieces(text.encode(), size), **keywords), expected)


def test_hooks_see_each_value_once():
    text = "".join('{"a":[%d,{"b":1.5}]}\n' % n for n in range(100, 160)) + '[{"z":3}, x]\n77'
    calls = {}
    for size in (1, 2, 3, 10, 10**9):
        seen = []
        keywords = {
            "object_hook": lambda value: seen.append(value) or value,
            "parse_int": lambda digits: seen.append(digits) or int(digits),
        }
        assert same(ours(pieces(text, size), **keywords), model(text))
        calls[size] = seen
    assert all(seen == calls[1] for seen in calls.values())
    assert calls[1].count("77") == 1 and calls[1].count({"z": 3}) == 1


def test_hook_raises():
    def hook(value):
        raise LookupError(value)

    rows = face.iter_lines('1\n{"a":1}\n2\n', object_hook=hook)
    assert next(rows) == 1
    with pytest.raises(LookupError):
        next(rows)
    assert next(rows) == 2
    assert list(rows) == []
    nested = face.iter_lines("{}\n3", object_hook=lambda value: face.loads("x"), on_error="skip")
    with pytest.raises(face.JSONDecodeError) as caught:
        next(nested)
    assert type(caught.value) is face.JSONDecodeError
    assert next(nested) == 3


def test_wrong_arguments():
    with pytest.raises(TypeError, match="unexpected keyword argument 'cls'"):
        face.iter_lines("", cls=face.JSONDecoder)
    with pytest.raises(TypeError, match="source"):
        face.iter_lines()
    with pytest.raises(TypeError, match="positional"):
        face.iter_lines("", "skip")
    with pytest.raises(TypeError):
        type(face.iter_lines(""))()
