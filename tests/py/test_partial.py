# SPDX-License-Identifier: MIT
"""loads_partial: what json reads of a text that is cut off and closed again, and json's own faults."""

import codecs
import gc
import json
import re
import sys
from random import Random

import corpus
import pytest
from compare import same
from subject import face, needs_lanejson, scaled, seed

pytestmark = needs_lanejson

NUMBER = re.compile(r"-?[0-9][-+.eE0-9]*$|-$")
ESCAPE_MOST = len("\\ud83d\\ude0")


def model(text, strings="drop", **keywords):
    """The value that stands in the beginning of a text that is JSON, by json alone: the longest part of it that is JSON
    once its strings and containers are closed. A number at its end may go on."""
    inside, closers, starts = states(text)
    at = len(text)
    if strings == "keep" and inside[at]:
        for end in range(at, max(at - ESCAPE_MOST, starts[at]) - 1, -1):
            if not half_pair(text[starts[end] : end], text[end:]):
                try:
                    return json.loads(text[:end] + '"' + closers[end], **keywords)
                except json.JSONDecodeError:
                    continue
    number = None if inside[at] else NUMBER.search(text)
    at = number.start() if number else at
    for end in range(at, 0, -1):
        if not inside[end]:
            try:
                return json.loads(text[:end] + closers[end], **keywords)
            except json.JSONDecodeError:
                continue
    return None


def half_pair(body, rest):
    """Whether the second half of a surrogate pair may follow an escaped string, as its rest begins."""
    escapes = body.rpartition("\\u")
    first = escapes[1] and len(escapes[2]) == 4 and escapes[2][0] in "dD" and escapes[2][1] in "89abAB"
    backslashes = len(escapes[0]) - len(escapes[0].rstrip("\\"))
    return bool(first) and backslashes % 2 == 0 and fits(rest, "\\uDlxx")


def fits(text, pattern):
    if len(text) >= len(pattern):
        return False
    sets = {"x": "0123456789abcdefABCDEF", "D": "dD", "l": "cdefCDEF"}
    return all(character in sets.get(kind, kind) for character, kind in zip(text, pattern))


def states(text):
    """For each place in a text: whether it is in a string, what closes its containers, where its string starts."""
    inside, closers, starts = [False], [""], [0]
    string = escaped = False
    open_, start = "", 0
    for at, character in enumerate(text):
        if string:
            if escaped:
                escaped = False
            elif character == "\\":
                escaped = True
            elif character == '"':
                string = False
        elif character == '"':
            string, start = True, at + 1
        elif character in "[{":
            open_ = "]}"["[{".index(character)] + open_
        elif character in "]}":
            open_ = open_[1:]
        inside.append(string)
        closers.append(open_)
        starts.append(start)
    return inside, closers, starts


def told(call):
    try:
        return call()
    except json.JSONDecodeError as error:
        return (error.msg, error.pos, error.lineno, error.colno)


TEXTS = [
    '{"name": "K2", "heights": [8611, 2.80e4, -1], "first": null, "ascents": {"winter": [2021], "summer": []}}',
    ' [ true , false , null , NaN , -Infinity , Infinity , [ ] , { } , "" ] \n',
    '["é中😀", {"ключ": "значение"}, "\\u00e9\\ud83d\\ude00\\n\\\\", "\\\\\\"", "\\ud83d", "\\ud83d\\u0041"]',
    '{"a": 1, "a": {"a": [1, {"a": "b"}]}, "b": -0.5e-10, "": ""}',
    "[[[[[[1], 2], 3], 4], 5], 6]",
    '"a string alone, \\t of ASCII and é"',
    "-12.5e+3",
    "false",
    "[" + ",".join(str(number) for number in range(300)) + "]",
    "[" + ", ".join('{"id": %d, "name": "n%d"}' % (number, number) for number in range(20)) + "]",
]


def test_begun_tokens():
    """What more text can make right, and what it cannot."""
    for begin in (b"", b"\xef", b"\xef\xbb", b"\xef\xbb\xbf", b"\xef\xbb\xbf ", '["\\ud8', '["\\ud83d', '["\\ud83d\\u'):
        assert face.loads_partial(begin) in (None, [])
    for wrong in (b" \xef", b"\xef\xbb ", '["\\ud8*', '["\\ud8*4', '["\\ud8*4\\u', '["\\ud83*\\ud'):
        with pytest.raises((json.JSONDecodeError, UnicodeDecodeError)):
            face.loads_partial(wrong)


@pytest.mark.parametrize("strings", ["drop", "keep"])
@pytest.mark.parametrize("text", TEXTS)
def test_cut_anywhere(text, strings):
    for at in range(len(text) + 1):
        expected = model(text[:at], strings)
        assert same(face.loads_partial(text[:at], strings=strings), expected), text[:at]
        assert same(face.loads_partial(text[:at].encode("utf-8", "surrogatepass"), strings=strings), expected), at


def test_within_a_character():
    data = '["é中😀"'.encode()
    for at in range(2, len(data) + 1):
        text = data[:at].decode(errors="ignore")
        assert face.loads_partial(data[:at], strings="keep") == [text[2:].rstrip('"')]
        assert face.loads_partial(data[:at]) == ([] if at < len(data) else ["é中😀"])
    for wrong, position in ((b"[1\xc3", 2), (b"[1]\xe4\xb8", 3), (b"tru\xc3", 0), (b"12\xf0", 2)):
        with pytest.raises(json.JSONDecodeError) as caught:
            face.loads_partial(wrong)
        assert caught.value.pos == position
    for wrong in (b'"\xff', b'"\xc3"', b'"\xed\xa0\x80\xc3x', b'"\xc0'):
        with pytest.raises(UnicodeDecodeError):
            face.loads_partial(wrong)


def cases(count, longest=400):
    """Random texts, true and broken, as str."""
    documents = corpus.Documents(seed())
    for number in range(count):
        data = documents.case(number)
        if len(data) <= longest and is_text(data):
            yield data.decode("utf-8", "surrogatepass")


def is_text(data):
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return json.detect_encoding(data) == "utf-8" and not data.startswith(codecs.BOM_UTF8)


def test_random_documents():
    random = Random(seed())
    for text in cases(scaled(250)):
        if isinstance(told(lambda text=text: json.loads(text)), tuple):
            continue
        for _ in range(4):
            begin = text[: random.randrange(len(text) + 1)]
            for strings in ("drop", "keep"):
                assert same(face.loads_partial(begin, strings=strings), model(begin, strings)), begin


WORDS = ("true", "false", "null", "NaN", "Infinity", '\\u0000"')
MORE = ("", '"', "]", "}", " ", "0", "e1", ":1", *(word[at:] for word in WORDS for at in range(1, len(word))))


def certain(text):
    """json's fault in a text that no more text mends, or None."""
    found = [told(lambda text=text + more: json.loads(text)) for more in MORE]
    return found[0] if all(isinstance(one, tuple) and one == found[0] for one in found) else None


def test_faults():
    """What json says of a text, whatever follows it, loads_partial says; and it says nothing else."""
    random, wrong = Random(seed()), 0
    for text in cases(scaled(2000)):
        for begin in (text, text[: random.randrange(len(text) + 1)]):
            fault, found = certain(begin), told(lambda begin=begin: face.loads_partial(begin))
            wrong += fault is not None
            if fault is not None:
                assert found == fault, begin
            elif isinstance(found, tuple):
                assert found == told(lambda begin=begin: json.loads(begin)), begin
    assert wrong > scaled(200)


def test_hooks_see_what_is_whole():
    seen = []

    def hook(value):
        seen.append(value)
        return ("hooked", value)

    text = '{"a": [{"b": 1}, {"c": [2, 3'
    assert face.loads_partial(text, object_hook=hook) == {"a": [("hooked", {"b": 1}), {"c": [2]}]}
    assert seen == [{"b": 1}]
    assert face.loads_partial(text, object_pairs_hook=hook) == {"a": [("hooked", [("b", 1)]), {"c": [2]}]}
    assert face.loads_partial("[[1], [2", array_hook=tuple) == [(1,), []]
    assert face.loads_partial("[1, 2.5, NaN, 3", parse_int=str, parse_float=len, parse_constant=str) == ["1", 3, "NaN"]
    assert face.loads_partial('["\t', strict=False, strings="keep") == ["\t"]
    with pytest.raises(ZeroDivisionError):
        face.loads_partial('[{"a": 1}, {', object_hook=lambda _: 1 // 0)
    assert face.loads_partial("[[1], [2", array_hook=lambda value: face.loads_partial("[[1], [2")) == [[[1], []], []]


def test_arguments():
    assert face.loads_partial(bytearray(b"[1,")) == [1]
    assert face.loads_partial("[1,".encode("utf-16")) == [1]
    assert face.loads_partial(s="[1,", strings="drop") == [1]
    with pytest.raises(ValueError, match='strings must be "drop" or "keep"'):
        face.loads_partial("", strings="both")
    with pytest.raises(TypeError, match='strings must be "drop" or "keep"'):
        face.loads_partial("", strings=None)
    with pytest.raises(TypeError, match=r"loads_partial\(\) takes str, bytes or a buffer, not int"):
        face.loads_partial(1)
    with pytest.raises(json.JSONDecodeError, match="BOM"):
        face.loads_partial("\ufeff[")
    assert face.loads_partial(b"\xef\xbb\xbf[1,") == [1]


def test_deep():
    assert str(face.loads_partial("[" * 100)) == "[" * 100 + "]" * 100
    with pytest.raises(RecursionError):
        face.loads_partial("[" * 200_000)


def test_references():
    for text in ('{"a": [{"b": "unique %d"}, "open', "[1e5000, {", '[{"a": x', '{"k' + "e" * 300 + '": [["'):
        gc.collect()
        before = sys.getallocatedblocks()
        for _ in range(200):
            for keywords in ({}, {"object_hook": dict}, {"object_pairs_hook": list, "array_hook": list}):
                told(lambda text=text, keywords=keywords: face.loads_partial(text, strings="keep", **keywords))
        gc.collect()
        assert sys.getallocatedblocks() - before < 100
