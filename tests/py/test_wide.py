# SPDX-License-Identifier: MIT
"""A str beyond ASCII as the text, in each of the widths that CPython stores: read as json and orjson read it."""

import itertools
import json
import random

import corpus
import pytest
from compare import outcome, same, same_error
from subject import face, needs_orjson, orjson_face, orjson_model, scaled, seed
from test_differential_loads import both_faces, check, orjson_classes

# Characters by the least width that holds them. Some have bytes in common with the UTF-8 of others.
LATIN1 = "\x80\xa0\xa9\xc3\xe9\xed\xfe\xff"
BASIC = "\u0100\u0122\u045c\u2028\u3000\u4e22\u4e5c\u4e2d\ufeff\uffff"
HALVES = "\ud800\ud83d\udc00\ude00\udfff"
ASTRAL = "\U00010000\U0001f600\U00012222\U00105c5c\U0010ffff"
WIDTHS = {
    "Latin-1": LATIN1,
    "two bytes": LATIN1 + BASIC,
    "halves": BASIC + HALVES,
    "four bytes": LATIN1 + BASIC + ASTRAL,
}


def check_all(text):
    for loads, model, classes in both_faces():
        check(loads, model, text, classes)
    check(face.loads, json.loads, text, strict=False)
    check(face.loads, json.loads, text, object_pairs_hook=tuple)
    check(face.JSONDecoder().decode, json.JSONDecoder().decode, text)


def recolored(rng, text, characters, one_in):
    """The text with other characters here and there, in strings and between them."""
    return "".join(rng.choice(characters) if c.isalnum() and rng.random() < 1 / one_in else c for c in text)


@pytest.mark.parametrize("width", WIDTHS)
def test_random_documents(width):
    generator, rng = corpus.Documents(seed()), random.Random(seed())
    for number in range(scaled(8_000)):
        text = corpus.as_str(generator.case(number))
        check_all(recolored(rng, text, WIDTHS[width], rng.choice((2, 10, 100))) + rng.choice(("", "", " ", "\u4e2d")))


BODIES = [
    "", "x", "{}", "x{}", "{}x", "{}{}", "{}" * 40, "x" * 40 + "{}", "{}" + "x" * 40, "\\n{}", "{}\\n", "{}\\\"{}\\\\",
    "\\u00e9{}", "{}\\u4e2d", "{}\\ud83d\\ude00", "\\ud83d{}\\ude00", "{}\\ud83d", "\ud83d\\ude00{}", "{}\\u0041",
    "{}\x00", "{}\\x", "\\{}", "{}\\u12", "\\u12{}4", "{}\\u{}", "\x1f{}\\n", "{}\\n\x1f", "{}\\", "{}\\u0000\x00{}",
    "\\n" * 40 + "{}", "{}" + "\\u00e9\\n" * 40, "x" * 31 + "{}\\n" + "x" * 33, "{}\\n" * 20 + "\\q", "\x7f{}\\t",
]  # fmt: skip
PLACES = ['"{}"', '"{}', '["{}", "x"]', '["x", "{}"]', '{{"{}": 1}}', '[{{"{}": "{}"}}, {{"{}": 2}}]', '\n["{}"\n x']


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("around", ["", "\xe9", "\u4e2d", "\U0001f600"])
def test_bodies(place, around):
    """Bodies of every width in texts of every width, with escapes and faults before and behind."""
    for body, character in itertools.product(BODIES, "x" + LATIN1 + BASIC[-3:] + HALVES[1] + ASTRAL[1]):
        text = place.replace("{}", body.replace("{}", character)).replace("{{", "{").replace("}}", "}")
        check_all(text)
        check_all(f'["{around}",{text}]')
        check_all(text + around)


def test_strings_no_wider_than_they_need():
    for character in "a\x7f\x80\xff\u0100\uffff\U00010000":
        for n, behind in itertools.product(
            (1, 2, 15, 16, 17, 31, 32, 33, 100), ("", "\\n", "\\u0100", "\\ud83d\\ude00")
        ):
            text = f'["{character * n}{behind}", "\xe9", "\u4e2d", "\U0001f600"]'
            for ours, theirs in zip(face.loads(text), json.loads(text)):
                assert ours == theirs and ours.__sizeof__() == theirs.__sizeof__() and hash(ours) == hash(theirs)


# Keys whose bytes, in one form of a document or another, are those of others: UTF-8 read as Latin-1, and characters
# that a byte cannot tell apart.
KEYS = [
    "a",
    "\xe9",
    "\xc3\xa9",
    "\xff",
    "\u0100",
    "\u4e2d",
    "\u56fd",
    "\xff\xff",
    "\u4e2d\xff",
    "\xe4\xb8\xad",
    "\U0001f600",
]
MARKS = {1: "\xe9", 2: "\u4e2d", 4: "\U0001f600"}


def test_keys_that_look_alike():
    """In whatever order documents come as bytes and as str of each width, none has the keys of another."""
    rng = random.Random(seed())
    for _ in range(scaled(4_000)):
        keys = rng.sample(KEYS, rng.randrange(1, 4))
        value = [
            dict.fromkeys(keys, 1),
            dict.fromkeys(keys, MARKS[rng.choice((1, 2, 4))]),
            {"a": dict.fromkeys(keys, 2)},
        ]
        text = json.dumps(value * 2, ensure_ascii=False)
        form = text.encode() if rng.random() < 0.4 else text
        for loads, _, _ in both_faces():
            found = loads(form)
            assert same(found, value * 2), (form, found)


@pytest.mark.parametrize("first,second", list(itertools.permutations([b'{"\xc3\xa9": 1}', '{"\xc3\xa9": 1}'], 2)))
def test_utf8_and_latin1_of_the_same_bytes(first, second):
    for text in (first, second, first, second):
        for _ in range(4):
            assert list(face.loads(text)) == ["\xe9" if isinstance(text, bytes) else "\xc3\xa9"]


@pytest.mark.parametrize("character", LATIN1[-2:] + BASIC[:2] + ASTRAL[0])
def test_keys_are_shared(character):
    first, second = face.loads(f'[{{"{character}k": 1}}, {{"{character}k": 2}}]')
    assert next(iter(first)) is next(iter(second))
    repeated = f'{{"{character}k": 1, "{character}k": 2, "{character}\\u006b": 3}}'
    assert face.loads(repeated) == {f"{character}k": 3}


def test_what_looks_like_a_byte_order_mark():
    for text in (
        "\xef\xbb\xbf1",
        "\xef\xbb\xbf",
        "\ufeff1",
        "\ufeff",
        "\ufeff\U0001f600",
        "1\ufeff",
        "\ufffe1",
        "\U0001feff",
    ):
        check_all(text)


@pytest.mark.parametrize("character", [LATIN1[4], BASIC[-3], ASTRAL[1]])
def test_utf8_that_cpython_keeps_changes_nothing(character):
    for text in (f'["{character}", {{"{character}": 1}}]', f'["{character}", x]'):
        text.encode()
        check_all(text)


class Text(str):
    """Its characters lie apart from it."""


@pytest.mark.parametrize("character", [LATIN1[4], BASIC[-3], ASTRAL[1]])
def test_subclasses(character):
    for text in (f'["{character}"]', f'["{character * 40}", "x\\n{character}", x]'):
        check(face.loads, json.loads, Text(text))


@pytest.mark.parametrize("character", [LATIN1[4], BASIC[-3], ASTRAL[1]])
def test_raw_decode_from_any_place(character):
    text = f'{character} ["{character}\\n", 1] {{"{character}": null}} "{character}" 12{character} x'
    for index in range(len(text) + 2):
        ours = outcome(face.JSONDecoder().raw_decode, text, index)
        theirs = outcome(json.JSONDecoder().raw_decode, text, index)
        assert ours[0] == theirs[0] and (theirs[1] is None or same_error(ours[1], theirs[1])), index


@pytest.mark.parametrize("character", [LATIN1[4], BASIC[-3], ASTRAL[1]])
def test_raw_decode_takes_no_longer_where_more_follows(character):
    # Quadratic, this would take minutes.
    text, at, count = f'["{character}", 1]' * 100_000, 0, 0
    while at < len(text):
        _, at = face.JSONDecoder().raw_decode(text, at)
        count += 1
    assert count == 100_000


@needs_orjson
@pytest.mark.parametrize("half", HALVES)
def test_orjson_refuses_halves_before_all_else(half):
    for text in (
        half,
        f"x{half}",
        f"[1,{half}",
        '["' + "x" * 100 + half + '"]',
        '["' + half + "\U0001f600" * 100 + '"]',
    ):
        check(orjson_face.loads, orjson_model.loads, text, orjson_classes())


@pytest.mark.parametrize("character", [LATIN1[4], BASIC[-3], ASTRAL[1]])
def test_hooks_are_given_what_json_gives(character):
    text = f'[{{"{character}": 1.5, "x": 12}}, "{character}", NaN, {{"{character}y": [-1e5]}}]'
    for keywords in ({"parse_float": str, "parse_int": str}, {"object_hook": list}, {"parse_constant": str}):
        check(face.loads, json.loads, text, **keywords)
