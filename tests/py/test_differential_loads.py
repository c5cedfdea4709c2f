# SPDX-License-Identifier: MIT
"""loads against json.loads and orjson.loads: the same value or the same exception, for any text whatever."""

import decimal
import itertools
import sys

import corpus
import figures
import pytest
from compare import outcome, same, same_error, shrink, told
from subject import face, model, needs_orjson, orjson_face, orjson_model, scaled, seed

# One case in this many is read again with each kind of hook.
HOOKED = 16


def pairs_hook(pairs):
    return ("pairs", tuple(pairs))


def object_hook(value):
    return ("object", tuple(value.items()))


def raising_hook(value):
    if len(value) == 2:
        raise KeyError("hook")
    return value


def number_hook(text):
    if text == "-1":
        raise LookupError(text)
    return ("number", text)


KEYWORDS = (
    {"strict": False},
    {"object_hook": object_hook},
    {"object_hook": raising_hook},
    {"object_pairs_hook": pairs_hook},
    {"object_pairs_hook": pairs_hook, "object_hook": raising_hook},
    {"object_pairs_hook": raising_hook},
    {"parse_float": decimal.Decimal},
    {"parse_float": number_hook},
    {"parse_int": float},
    {"parse_int": number_hook, "parse_float": str},
    {"parse_constant": number_hook},
    {"parse_constant": raising_hook},
    {"strict": False, "parse_int": str, "parse_float": str, "parse_constant": str, "object_pairs_hook": dict},
    {"parse_float": float, "parse_int": int},
)


class Difference(AssertionError):
    pass


def same_outcome(ours, expected, text, classes=None):
    """Compares one call of the face with one of the model, both as (value, exception)."""
    if isinstance(expected[1], MemoryError) or "failed to allocate memory" in str(expected[1]):
        return True  # orjson says so of some deep nests that are not closed, whatever memory there is.
    if expected[1] is not None:
        return ours[1] is not None and same_error(ours[1], expected[1], classes)
    return ours[1] is None and same(ours[0], expected[0])


def check(ours, theirs, text, classes=None, **keywords):
    """Raises Difference, with the shortest text that shows it, if the two functions differ about `text`."""

    def differs(text):
        return not same_outcome(outcome(ours, text, **keywords), outcome(theirs, text, **keywords), text, classes)

    if differs(text):
        short = shrink(text, differs)
        raise Difference(
            f"{ours.__module__}.{getattr(ours, '__name__', ours)}({short!r}, {keywords})\n"
            f"  model: {told(*outcome(theirs, short, **keywords))}\n"
            f"  ours:  {told(*outcome(ours, short, **keywords))}\n"
            f"  shrunk from {text[:2000]!r}"
        )


def json_differential(numbers, generator):
    """Reads each case as bytes and as str, some of them with hooks as well."""
    loads, expected = face.loads, model.loads
    count = 0
    for number in numbers:
        text = generator.case(number)
        for form in (text, corpus.as_str(text)):
            check_quickly(loads, expected, form)
            count += 1
        if number % HOOKED == 0:
            keywords = KEYWORDS[number // HOOKED % len(KEYWORDS)]
            check(loads, expected, form, **keywords)
            check(loads, expected, text, **keywords)
            count += 2
    return count


def check_quickly(ours, theirs, text, classes=None):
    """check() without keywords, where nothing is spent on cases that agree."""
    try:
        expected = theirs(text)
    except Exception as error:
        try:
            ours(text)
        except Exception as found:
            if not same_outcome((None, found), (None, error), text, classes):
                check(ours, theirs, text, classes)
            return
        check(ours, theirs, text, classes)
        return
    try:
        found = ours(text)
    except Exception:
        check(ours, theirs, text, classes)
        raise
    if not same(found, expected):
        check(ours, theirs, text, classes)
        raise Difference(f"{text!r} was read wrongly, and then not")


def orjson_classes():
    return {orjson_model.JSONDecodeError: orjson_face.JSONDecodeError}


def orjson_differential(numbers, generator):
    loads, expected, classes = orjson_face.loads, orjson_model.loads, orjson_classes()
    count = 0
    for number in numbers:
        text = generator.case(number)
        check_quickly(loads, expected, text, classes)
        check_quickly(loads, expected, corpus.as_str(text), classes)
        count += 2
    return count


@pytest.fixture(scope="module")
def generator():
    return corpus.Documents(seed())


def test_random_documents(generator):
    count = json_differential(range(scaled(200_000)), generator)
    figures.note(1, "random documents through loads, against json", count)


@needs_orjson
def test_random_documents_orjson(generator):
    count = orjson_differential(range(scaled(200_000)), generator)
    figures.note(1, "random documents through loads, against orjson", count)


def both_faces():
    """(loads, loads of the model, classes) of each face that can be compared."""
    yield face.loads, model.loads, None
    if orjson_model is not None:
        yield orjson_face.loads, orjson_model.loads, orjson_classes()


def test_every_change_of_one_byte():
    """Every value of every byte of 20 small documents."""
    documents = (
        b'{"a":1}', b"[1,2.5]", b'["a\\n"]', b"null", b"true", b"false", b"-12.5e-3", b'"\\ud83d\\ude00"',
        b'"\xc3\xa9"',
        b'["\xe4\xb8\xad"]', b'"\xf0\x9f\x98\x80"', b'{"a":{"b":[]}}', b" [ 1 , 2 ] ", b"[[],{}]", b"NaN", b"-Infinity",
        b'{"k":null,"k":0}', b"9223372036854775808", b'["",0,-0.0]', b'{"\\u0041":"\\/"}',
    )  # fmt: skip
    assert len(documents) == 20
    count = 0
    for loads, expected, classes in both_faces():
        for document in documents:
            for at, value in itertools.product(range(len(document)), range(256)):
                check_quickly(loads, expected, document[:at] + bytes([value]) + document[at + 1 :], classes)
                count += 1
    figures.note(2, "every 1-byte change of 20 documents", count)


# Both ends of every range in the tables of well-formed UTF-8, and a byte inside each.
UTF8_BYTES = bytes.fromhex("00 1F 22 41 5C 7F 80 8F 90 9F A0 A5 BF C0 C1 C2 DF E0 E1 EC ED EE EF F0 F1 F3 F4 F5 FF")


def test_every_utf8_sequence():
    """All sequences of 1 and 2 bytes; of 3 and 4, all combinations of the bytes that matter."""
    count = 0
    for loads, expected, classes in both_faces():
        for sequence in itertools.chain(
            itertools.product(range(256)),
            itertools.product(range(256), repeat=2),
            itertools.product(UTF8_BYTES, repeat=3),
            itertools.product((0x41, 0x80, 0xC2, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5), *[UTF8_BYTES[5:]] * 3),
        ):
            check_quickly(loads, expected, b'"%b"' % bytes(sequence), classes)
            count += 1
    figures.note(2, "UTF-8 sequences of 1 to 4 bytes", count)


@pytest.mark.parametrize("keywords", KEYWORDS, ids=lambda keywords: "-".join(keywords))
def test_hooks_on_seeds(keywords):
    for text in corpus.seeds():
        check(face.loads, model.loads, text, **keywords)


ODD_INPUTS = (
    None, 1, 1.5, [], {}, object, b"", "", bytearray(b""), b" ", " ", "\ufeff", "\ufeff1", b"\xef\xbb\xbf",
    b"\xef\xbb\xbf1",
    b"\xef\xbb\xbf\xef\xbb\xbf1", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe1\x00", b"\xfe\xff\x001", b"1\x00", b"\x001",
    b"\x00",
    b"\x00\x00", b"\x00\x00\x00", b"\x00\x00\x001", b"1\x00\x00\x00", b"\xff\xfe\x00\x00",
    b"\xff\xfe\x00\x001\x00\x00\x00",
    b"\x00\x00\xfe\xff\x00\x00\x001", b"[\x00]\x00", b"[\x00]", b"1\x00\x00", '"\x00"', "1\x00", "\x001",
    bytearray(b'{"a":[1,2]}'), "1" * 4300, "1" * 4301, "-" + "1" * 4301, "[" + "1" * 5000 + "]", b"1" * 5000,
    "1" * 100_000,
    "0." + "0" * 400 + "1", "1e" + "9" * 1000, "1e-" + "9" * 1000, "0" * 1000, "1." + "1" * 100_000, "é", '"é', '"é\n"',
    '"' + "é" * 50 + "\x01", "中" * 20, "\n\n  x", "[1,\n\n é]", '{"é": \n}', "[1,]", "[,]", '{"a":1,}', "{,}",
    '{"a"}', '{"a":}',
    "[1 2]", '{"a":1 "b":2}', "]", "}", '{"a":1]', "[1}", "[", "{", '{"', '{"a', '{"a"', '{"a":', '{"a":1',
    '{"a":1,', "[1", "[1,",
    "// comment", "'a'", "+1", "01", "1.e5", ".5", "-", "- 1", "1e", "1e+", "0x10", "-Infinit", "Infinit", "Na",
    "nan", "True",
)  # fmt: skip


def test_odd_inputs():
    for text in ODD_INPUTS:
        check(face.loads, model.loads, text) if isinstance(text, (str, bytes)) else same_or_raise(text)
        if isinstance(text, str):
            for encoding in (
                "utf-8",
                "utf-8-sig",
                "utf-16",
                "utf-16-le",
                "utf-16-be",
                "utf-32",
                "utf-32-le",
                "utf-32-be",
            ):
                check(face.loads, model.loads, text.encode(encoding))
                check(face.loads, model.loads, text.encode(encoding)[:-1])


def same_or_raise(value):
    ours, theirs = outcome(face.loads, value), outcome(model.loads, value)
    assert same_outcome(ours, theirs, value), (value, told(*ours), told(*theirs))


@needs_orjson
def test_odd_inputs_orjson():
    for text in ODD_INPUTS:
        ours, theirs = outcome(orjson_face.loads, text), outcome(orjson_model.loads, text)
        assert same_outcome(ours, theirs, text, orjson_classes()), (text, told(*ours), told(*theirs))
        if isinstance(text, str):
            check(orjson_face.loads, orjson_model.loads, text.encode(), orjson_classes())
        if isinstance(text, bytes):
            for form in (bytearray(text), memoryview(text)):
                ours, theirs = outcome(orjson_face.loads, form), outcome(orjson_model.loads, form)
                assert same_outcome(ours, theirs, text, orjson_classes()), (form, told(*ours), told(*theirs))


@needs_orjson
def test_nesting_orjson():
    """The depth that orjson takes, to the level, in every kind of nest."""
    for opening, closing, inner in (("[", "]", ""), ('{"a":', "}", "1"), ('[{"a":', "}]", "[]"), ("[ ", "\n]", " 0 ")):
        step = opening.count("[") + opening.count("{")
        for depth in range(1018, 1032):
            times = depth // step
            for text in (opening * times + inner + closing * times, opening * times, opening * times + inner):
                check(orjson_face.loads, orjson_model.loads, text.encode(), orjson_classes())


@pytest.mark.parametrize("limit", (640, 1000, 5000, 0))
@pytest.mark.skipif(not hasattr(sys, "set_int_max_str_digits"), reason="this Python has no limit of digits")
def test_limit_of_digits(limit):
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(limit)
    try:
        for digits in (600, 639, 640, 641, 999, 1000, 1001, 4300, 4301, 5000, 5001):
            for sign in ("", "-"):
                check(face.loads, model.loads, f"[{sign}{'7' * digits}]")
                check(face.loads, model.loads, f"{sign}{'7' * digits}".encode())
    finally:
        sys.set_int_max_str_digits(before)
