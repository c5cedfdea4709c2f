# SPDX-License-Identifier: MIT
"""Bytes that are not, or not plainly, UTF-8: recognised, decoded and refused as json does."""

import codecs
import json
import sys

import pytest
from compare import outcome, same, same_error
from subject import face

TEXTS = [
    "",
    "1",
    "[]",
    "12",
    "[1]",
    '"\u00e9"',
    '["\u4e2d\U0001f600", 1]',
    "[1, x]",
    '{"a":1,}',
    "nul",
    '"\\ud800"',
    "\u4e2d",
    '"\x00"',
]
MARKS = {
    "utf-8": [b"", codecs.BOM_UTF8],
    "utf-16-le": [b"", codecs.BOM_UTF16_LE],
    "utf-16-be": [b"", codecs.BOM_UTF16_BE],
    "utf-32-le": [b"", codecs.BOM_UTF32_LE],
    "utf-32-be": [b"", codecs.BOM_UTF32_BE],
}
DATA = [mark + text.encode(encoding) for text in TEXTS for encoding in MARKS for mark in MARKS[encoding]]
BROKEN = [
    b"\x00", b"\x00\x00", b"\x00\x00\x00", b"1\x00", b"\x001", b"\xff", b"\xfe", b"\xff\xfe", b"\xfe\xff",
    b"\xff\xfe1", b"\xef\xbb", b"\xef\xbb\xbf", b"\xef\xbb\xbf\xef\xbb\xbf1", b"\xff\xfe\x00\x00",
    b"\x00\x00\xfe\xff", b"\xff\xfe\x00\x00\x01", b'"\xff"', b'["\xc3', b'["\xc3"]', b'"\xe4\xb8"', b'"\xf0\x9f\x98"',
    b'"\xc0\x80"', b'"\xed\xa0\x80"', b'"\xed\xa0\xbd\xed\xb8\x80"', b'"\xf4\x90\x80\x80"', b'[x, "\xff"]',
    b'"\x01\xff"', b'["a" "\xff"]', b"1 \xff", b"\xff1", b'"\xd8\x00"', b'"\x00\xd8"\x00',
    '"\ud83d"'.encode("utf-16-le", "surrogatepass"), '"\ud83d"'.encode("utf-32-be", "surrogatepass"),
    b"[\x00]\x00\x00",
]  # fmt: skip


def check(data, **keywords):
    found, expected = outcome(face.loads, data, **keywords), outcome(json.loads, data, **keywords)
    if expected[1] is not None:
        assert same_error(found[1], expected[1]), (data, found, expected)
    else:
        assert found[1] is None, (data, found)
        assert same(found[0], expected[0]), (data, found, expected)


@pytest.mark.parametrize("make", [bytes, bytearray])
@pytest.mark.parametrize("keywords", [{}, {"object_hook": dict}, {"parse_int": str}], ids=str)
def test_every_encoding(make, keywords):
    for data in DATA + BROKEN:
        check(make(data), **keywords)


def test_every_cut():
    for data in DATA + BROKEN:
        for length in range(len(data)):
            check(data[:length])


@pytest.mark.parametrize("data", DATA + BROKEN)
def test_detect_encoding(data):
    assert face.detect_encoding(data) == json.detect_encoding(data)


def test_str_with_a_byte_order_mark():
    for text in ("\ufeff", "\ufeff1", "\ufeff\u4e2d", "\ufffe1", "[\ufeff1]", '"\ufeff"'):
        check(text)


@pytest.mark.parametrize(
    "character",
    ["\x7f", "\x80", "\xff", "\u0100", "\ud7ff", "\ud800", "\udfff", "\ue000", "\uffff", "\U00010000", "\U0010ffff"],
)
def test_str_of_every_width(character):
    for length in (1, 7, 15, 16, 31, 32, 33, 63, 64, 65, 1000, 100_000):
        check(f'["{character * length}", "ASCII", {{"{character}key": "{character}"}}]')
        check(f'["{character * length}", x]')
    assert face.loads(f'"{character}"') == character


def test_no_utf8_is_left_behind():
    text = '["' + "\u4e2d" * 1000 + '"]'
    before = sys.getsizeof(text)
    face.loads(text)
    outcome(face.loads, text + "x")
    assert sys.getsizeof(text) == before
