# SPDX-License-Identifier: MIT
"""comments and trailing_commas: the values and the faults of the same text with blanks in the place of comments."""

import gc
import io
import itertools
import json
import random
import sys

import pytest
from subject import face, needs_lanejson, scaled, seed

pytestmark = needs_lanejson

COMMENTS = ("/**/", "//\n", ' /* ] } " , */ // [ { "\r\n ', "/***/", "//é\n", "/* 中😀 */", "//\r")
TOKENS = ("{", '"a"', ":", "[", "1", ",", "true", ",", '"x\\n//"', ",", "{", "}", ",", "[", "]", ",", "-2.5e3", "]")
TOKENS += (",", '"b/*"', ":", "null", "}")
JSONC = {"comments": True, "trailing_commas": True}


def comment_end(text, start):
    if text[start + 1 : start + 2] == "/":
        return min((end for end in (text.find("\n", start), text.find("\r", start)) if end >= 0), default=len(text))
    end = text.find("*/", start + 2)
    return None if end < 0 else end + 2


def blanked(text):
    """A text with blanks in the place of comments, and where one begins that has no end, or None."""
    parts, at = [], 0
    while at < len(text):
        start, end = at, at + 1
        if text[at] == '"':
            while end < len(text) and text[end] != '"':
                end += 2 if text[end] == "\\" else 1
            end = min(end + 1, len(text))
        elif text[at:] == "/":
            return "".join(parts), at
        elif text[at : at + 2] in ("//", "/*"):
            end = comment_end(text, at)
            if end is None:
                return "".join(parts), at
            parts.append("".join(c if c in "\r\n" else " " for c in text[at:end]))
            at = end
            continue
        parts.append(text[start:end])
        at = end
    return "".join(parts), None


def trailing_comma(text, error):
    """Where the comma is that json has found before a closing bracket, or None."""
    if error.msg.startswith("Illegal trailing comma"):
        return error.pos
    closing = {"Expecting value": "]", "Expecting property name enclosed in double quotes": "}"}.get(error.msg)
    before = text[: error.pos].rstrip(" \t\r\n")
    return len(before) - 1 if closing and text[error.pos : error.pos + 1] == closing and before[-1:] == "," else None


def expected(text, comments=False, trailing_commas=False):
    """What the running json makes of it without comments and trailing commas: a value, or a fault and its place."""
    plain, unclosed = blanked(text) if comments else (text, None)
    while True:
        try:
            return repr(json.loads(plain if unclosed is None else plain + "\0"))
        except json.JSONDecodeError as error:
            comma = trailing_comma(plain, error) if trailing_commas else None
            if comma is None:
                place = len(plain) if unclosed is None else unclosed
                if unclosed is not None and error.pos >= place:
                    error = json.JSONDecodeError("Unterminated comment starting at", text, unclosed)
                return error.msg, error.pos, error.lineno, error.colno
            plain = plain[:comma] + " " + plain[comma + 1 :]


def outcome(function, *args, **keywords):
    try:
        return repr(function(*args, **keywords))
    except face.JSONDecodeError as error:
        return error.msg, error.pos, error.lineno, error.colno


def check(text, **keywords):
    wanted = expected(text, **keywords)
    decoder = face.JSONDecoder(**keywords)
    assert outcome(face.loads, text, **keywords) == wanted, text
    assert outcome(face.loads, text.encode(), **keywords) == wanted, text
    assert outcome(decoder.decode, text) == wanted, text
    assert outcome(face.loads, text, object_pairs_hook=dict, **keywords) == wanted, text
    if isinstance(wanted, str):
        value = face.loads(text, **keywords)
        assert face.validate(text, **keywords) is None
        assert face.loads(face.minify(text, **keywords)) == value == face.loads(face.format(text, **keywords))
    else:
        for function in (face.validate, face.minify, face.format):
            assert outcome(function, text, **keywords) == wanted, text
    return wanted


@pytest.mark.parametrize("comment", COMMENTS)
def test_everywhere(comment):
    value = {"a": [1, True, "x\n//", {}, [], -2500.0], "b/*": None}
    for at in range(len(TOKENS) + 1):
        text = "".join(TOKENS[:at]) + comment + "".join(TOKENS[at:])
        assert face.loads(text, comments=True) == value
        assert check(text, comments=True) == repr(value)
        assert isinstance(expected(text), tuple)
        check(text)
    check(comment + comment.join(TOKENS) + comment, comments=True)
    assert check("12" + comment, comments=True) == "12"


def test_trailing_commas():
    for text, value in (("[1,]", [1]), ('{"a":[[],],}', {"a": [[]]}), ("[1 , // two\n /* or three */ ]", [1])):
        assert check(text, **JSONC) == repr(value)
    faulty = ("[,]", "{,}", "[1,,]", "[1],", "[/**/,]", '{"a":,}', '{"a",}', '{"a":1,]', "[1,}", ",", "[1,", '{"a":1,')
    for text in faulty:
        assert isinstance(check(text, **JSONC), tuple)
    assert isinstance(check("[1, /* ] */ ]", comments=True), tuple)
    assert isinstance(check('{"a":1, // }\n }', comments=True), tuple)
    assert face.loads("[1,]", trailing_commas=True) == [1]
    with pytest.raises(face.JSONDecodeError):
        face.loads("[1,/**/]", trailing_commas=True)


def test_faults():
    for text in ("[1 /* 2]", "[1 /", "[1 /*/ ]", "[1 / 2]", "[1, /**/ /x]", "[1, // ]", "// nothing", "[] /**/ x", "/"):
        assert isinstance(check(text, comments=True), tuple)
    for text in ("/* é */ [1 2]", "// 中\n\n  [1,,]", '/* 😀 */ {"a" /**/ 1}', "tru/**/e", "-/**/1", "[1/**/2]"):
        assert isinstance(check(text, comments=True), tuple)
    with pytest.raises(face.JSONDecodeError, match=r"Unterminated comment starting at: line 2 column 3 \(char 6\)"):
        face.loads("[1,\n  /* two", comments=True)


def test_bytes_in_comments():
    assert face.loads("[1] // é".encode(), comments=True) == [1]
    assert face.loads(b"[1] /* \xed\xa0\x80 */", comments=True) == [1]  # as json decodes bytes
    for data in (b"[1] // \xff", b"/* \xc3 */ [1]", b'["a", /* \xe2\x82 */ 1]', b"[1, /* \xff */ oops]"):
        with pytest.raises(UnicodeDecodeError):
            face.loads(data, comments=True)
        with pytest.raises(UnicodeDecodeError):
            face.validate(data, comments=True)
    assert face.loads("[1] // é".encode("utf-16"), comments=True) == [1]


def random_text(rng):
    def value(depth):
        kind = rng.randrange(8 if depth < 4 else 6)
        if kind < 6:
            return [rng.choice(("1", "-2.5", "true", "null", '"a/*b"', '"//é"', '"中\\""', "1e5", "[]", "{}"))]
        items = [value(depth + 1) for _ in range(rng.randrange(1, 4))]
        keys = (['"k"', ":"] if kind == 7 else [] for _ in items)
        tokens = list(itertools.chain.from_iterable([*key, *item, ","] for key, item in zip(keys, items)))
        if rng.random() < 0.6:
            tokens.pop()
        return ["{", *tokens, "}"] if kind == 7 else ["[", *tokens, "]"]

    gaps = ("", "", "", " ", "\n", *COMMENTS)
    return "".join(token + rng.choice(gaps) for token in ["", *value(0)])


def test_random_and_mutated():
    rng = random.Random(seed())
    for _ in range(scaled(2000)):
        text = random_text(rng)
        keywords = {"comments": rng.random() < 0.8, "trailing_commas": rng.random() < 0.7}
        check(text, **keywords)
        at = rng.randrange(len(text) + 1)
        other = rng.choice(("", "/", "*", ",", "]", '"', "//", "\n"))
        check(text[:at] + other + text[at + rng.randrange(2) :], **keywords)


def test_keywords(tmp_path):
    text = '// one\n{"a": [1.5, 2,],} // two'
    assert face.load(io.StringIO(text), **JSONC) == {"a": [1.5, 2]}
    assert face.loads(text, parse_float=str, parse_int=str, array_hook=tuple, **JSONC) == {"a": ("1.5", "2")}
    assert face.loads(text, comments=1, trailing_commas=[0]) == {"a": [1.5, 2]}
    for off in ({}, {"comments": False}, {"comments": None, "trailing_commas": 0}, {"trailing_commas": True}):
        assert outcome(face.loads, text, **off) == ("Expecting value", 0, 1, 1)
    with pytest.raises(ZeroDivisionError):
        face.loads("1", comments=Refusing())
    for function in (face.validate, face.minify, face.format):
        with pytest.raises(ZeroDivisionError):
            function("1", trailing_commas=Refusing())
    with pytest.raises(TypeError):
        face.loads(text, cls=json.JSONDecoder, comments=True)
    assert face.loads(text, cls=face.JSONDecoder, **JSONC) == {"a": [1.5, 2]}
    with pytest.raises(TypeError, match="comments"):
        face.iter_items(text, comments=True)


class Refusing:
    def __bool__(self):
        raise ZeroDivisionError


def test_decoders():
    decoder = face.JSONDecoder(**JSONC)
    assert (decoder.comments, decoder.trailing_commas) == (True, True)
    assert (decoder.scan_once.comments, decoder.scan_once.trailing_commas) == (True, True)
    assert decoder.raw_decode("[1,/* 2 */] // 3") == ([1], 11)
    assert decoder.raw_decode('[1,/* "] */ 2] "é中') == ([1, 2], 14)
    assert face.JSONDecoder(comments=True).scan_once("/**/1 ", 0) == (1, 5)
    plain = face.JSONDecoder()
    assert (plain.comments, plain.scan_once.comments, plain.scan_once.trailing_commas) == (False, False, False)

    class Own(face.JSONDecoder):
        def __init__(self, **keywords):
            super().__init__(comments=True, **keywords)

    assert face.loads("[1] // one", cls=Own) == [1]
    assert face.loads("[1, ] // one", cls=Own, trailing_commas=True) == [1]


def test_replaced(monkeypatch):
    """json's own code, which is asked where a name was replaced, makes a decoder that knows the keywords."""
    monkeypatch.setattr(face.JSONDecoder, "extra", 1, raising=False)
    assert face.loads("[1,]", **JSONC) == [1]
    assert face.loads("[1]") == [1]


def test_references():
    text = "/* 中 */ [" + "[1.5, {'a': /**/ 2,}, ],".replace("'", '"') * 50 + "]"
    hook = {"object_hook": lambda value: face.loads("[1,/**/]", **JSONC)}
    for keywords in ({}, hook):
        counts = []
        for _ in range(4):
            for _ in range(30):
                face.loads(text, **JSONC, **keywords)
                outcome(face.loads, text[:-1], **JSONC, **keywords)
                outcome(face.loads, text + "/*", **JSONC, **keywords)
            gc.collect()
            counts.append(sys.getallocatedblocks())
        assert counts[-1] - counts[1] < 30, counts


# -- iter_lines --


def told(source, **keywords):
    """The values of iter_lines, and of faults what they are and where."""
    found = []
    rows = face.iter_lines(source, on_error=lambda e: found.append((e.msg, e.pos, e.lineno, e.record)), **keywords)
    for row in rows:
        found.append(repr(row))
    return found


def cuts(text):
    """A text at once, in pieces of a few sizes, and cut once at each place."""
    data = text.encode()
    for whole in (text, data):
        yield whole
        for size in (1, 2, 3, 7):
            yield [whole[at : at + size] for at in range(0, len(whole), size)]
    for at in range(len(data)):
        yield [data[:at], data[at:]]


STREAMS = [
    '// first\n{"a": 1, /* ] */ "b": [1, 2,],}\n/* between\n two */ {"c": "// no"} // end\n3 // three\n[4]',
    '/**/1/**/2/***/"x"/* y */[/* ] */]//\n{}/*é中😀*/null//é',
    '[1, // ]\n 2] /**/\n\n\x1e// record\n{"é": "\\"/*", }',
    '["\\\\", "/*", /**/ "*/"] [5] // *',
    "1 /2\n3 /* open",
    '{"a" /* x */ 1}\n[2]\n[/* open ] \n3',
    "[1, /]\n2 // x\r3\n/",
    '"open /* \n// " */ 4\n',
    "// only",
    "/*",
    "tru// e\n5",
    "\x1e/*",
]


@pytest.mark.parametrize("text", STREAMS)
def test_streams_cut_anywhere(text):
    for keywords in (JSONC, {**JSONC, "parse_int": lambda digits: int(digits)}, {"comments": True}):
        expected = told(text, **keywords)
        for source in cuts(text):
            assert told(source, **keywords) == expected, source
    assert told(text, trailing_commas=True) == told([text[:5], text[5:]], trailing_commas=True)


def test_streams_have_the_values_of_loads():
    rng = random.Random(seed())
    gaps = (" ", "\n", "", " // [\n", "/* { */", "\x1e", "\n\n")
    for _ in range(scaled(100)):
        documents = []
        for _ in range(rng.randrange(1, 6)):
            value = rng.choice(([], {}, [1, "/*", {"a": "é//"}], {"b": [None, []]}, "x\\", [[1.5], [2]]))
            text = json.dumps(value, ensure_ascii=False)
            documents.append("".join(c + rng.choice(("", "", *COMMENTS)) if c in "[]{},:" else c for c in tokens(text)))
        stream = "".join(rng.choice(gaps) + document for document in documents) + rng.choice(gaps)
        expected = [repr(face.loads(document, **JSONC)) for document in documents]
        size = rng.randrange(1, 30)
        assert told(stream, **JSONC) == expected, stream
        assert told([stream[at : at + size] for at in range(0, len(stream), size)], **JSONC) == expected, stream


def tokens(text):
    """The strings of a compact text whole, and its other characters."""
    at = 0
    while at < len(text):
        end = at + 1
        if text[at] == '"':
            while text[end] != '"':
                end += 2 if text[end] == "\\" else 1
            end += 1
        yield text[at:end]
        at = end


WHOLE = (
    "[/***/1]",
    "[/**/2]",
    '["\\\\"/*"*/]',
    "[/*/ */3]",
    "[//]\n]",
    '["//", "\\"/*"]',
    '{"a"/* * / **/:/*}*/[]}',
    "{//\r}",
)
WHOLE += ('"a//\\"/*"', "4/**/", "5//", "[6/7]", "[/]", "/* x */[8]", "// y\n[9]")


@pytest.mark.parametrize("size", [1, 2, 100])
@pytest.mark.parametrize("text", WHOLE)
def test_streams_yield_as_soon_as_they_can(text, size):
    def source():
        for at in range(0, len(text), size):
            yield text[at : at + size]
        late.append(None)
        yield " \n"

    late = []
    rows = face.iter_lines(source(), **JSONC)
    assert outcome(next, rows) == outcome(lambda: next(face.iter_lines(text, **JSONC))) and not late


def test_long_comments_take_linear_time_and_no_more_memory_than_they_need():
    for begin, end in (("//", "\n"), ("/*", "*/")):
        text = begin + " *" * 40_000 + end + "1"
        assert told([text[at : at + 8] for at in range(0, len(text), 8)], **JSONC) == ["1"]
    with pytest.raises(face.RecordDecodeError, match="Unterminated comment starting at: line 2 column 1") as caught:
        list(face.iter_lines(["1\n", "/* *", " /"], **JSONC))
    assert caught.value.record == 2
    errors = told([b"1 /* \xff */ 2\n3"], **JSONC)
    assert errors[0] == "1" and errors[1][0] == "Invalid UTF-8" and errors[2:] == ["3"]
