# SPDX-License-Identifier: MIT
"""What is wrong with a text, in the words of each model: every kind of fault, in every place, cut off everywhere."""

import json
import pickle

import pytest
from compare import outcome, same_error
from subject import face, needs_orjson, orjson_face, orjson_model

FAULTS = [
    # Nothing, or too little.
    "", " ", "\n\t\r ", "[", "{", "[1", "[1,", '{"a"', '{"a":', '{"a":1', '{"a":1,', '"', '"a', "-", "\x00", "1\x00",
    # Words.
    "t", "tr", "truE", "tru]", "fals", "f", "n", "nul", "nulL", "nan", "inf", "None", "True", "undefined",
    "truefalse", "[true,d]", "[false,vrue]", "[true,v", "[true,t", "[false,f", "[true,fals]", "[false,", "[true,tru,1]",
    # Numbers.
    "-x", "+1", ".5", "-.5", "01", "-01", "00", "1.", "1.x", "1.]", "1e", "1e+", "1ex", "1e+x", "1E-", "0.", "0e",
    "0x1", "1.5.5", "1e5e5", "1.5e", "-0.", "-0e-", "1_000", "1,5", "--1", "1-1", "1e5.5", "12a", "[01]", "[1.]",
    "[1.5.5]", "[-]", "[1 .5]", "[1.e5]", "[true.5]", '["a".5]', '{"a":01}', '{"a":1.}', '{"a":-}', '[1,2.]',
    "[1e,2]", "[0.1.2,3]",
    # Structure.
    "[1,]", '{"a":1,}', "[1 , ]", '{"a":1 , }', "[,1]", "{,}", '{"a":1,,"b":2}', "[1,,2]", "[1 2]", '{"a" 1}',
    '{"a":1 "b":2}', "{1:2}", "{a:1}", "{'a':1}", "{[]:1}", "[}", "{]", "[1}", '{"a":1]', '{"a":]', '{"a"}', "[1]]",
    "{}}", "1 2", "[] []", '"a" "b"', "]", "}", ",", ":", "[:]", '{:1}', "/*x*/1", "//x\n1", "[1] // x", "<>", "'a'",
    "[\u00e9]", "\u4e2d", "\ufeff1", "[\ufeff]",
    # Strings.
    '"\\', '"\\"', '"\\x"', '"\\x', '"\\U0041"', '"\\ "', '"\n"', '"\x00"', '"\x1f', '"\t"', '"a\\', '["\\"', '["a',
    '"\\\n"', '"\\u', '"\\u1', '"\\u12', '"\\u123', '"\\u1234', '"\\u"', '"\\u1"', '"\\u12"', '"\\u123"', '"\\uzzzz"',
    '"\\u00g0"', '"\\u 123"', '"\\u+123"', '"\\u0x12"', '"\\u12\u00e94"', '"\\u\uff11234"',
    # Halves of pairs: faults for the strict dialect alone.
    '"\\ud800', '"\\ud800"', '"\\udc00"', '"\\ud800\\', '"\\ud800\\"', '"\\ud800\\u', '"\\ud800\\u"', '"\\ud800\\ud',
    '"\\ud800\\udc', '"\\ud800\\udc0', '"\\ud800\\udc00', '"\\ud800\\udc0"', '"\\ud800\\u0041"', '"\\ud800\\ud800"',
    '"\\ud800x"', '"\\ud800\\n"', '"\\uDBFF\\uDBFF"', '"\\udc00\\ud800"', '"\\ud800\\uD', '"\\ud800\\u1',
    '"\\ud800\\uda', '"\\ud800\\udczz', '"\\ud800\\udcz"',
    # Numbers that no double holds.
    "1e400", "-1e400", "[1e999,", "1e400x", "[1e400.5]", "9" * 400, "9" * 400 + ".x", '{"a":1e309}', "1.8e308",
]  # fmt: skip

# What comes before and behind a fault moves it, and may hide where it is: characters of every width, lines, containers.
FRAMES = [
    "{}",
    "[{}",
    '{{"a":{}',
    '["\u00e9",{}',
    '["\u4e2d\U0001f600",\n {}',
    "\n\n  {}  ",
    "[[1,2.5],{{}}, {}]",
    "[{}\n,1]",
]
TEXTS = [frame.format(fault) for fault in FAULTS for frame in FRAMES]


def check(ours, theirs, text, classes=None):
    found, expected = outcome(ours, text), outcome(theirs, text)
    if expected[1] is None:
        assert found[1] is None, (text, found)
    else:
        assert same_error(found[1], expected[1], classes), (text, found, expected)


@pytest.mark.parametrize("strict", [True, False])
def test_json(strict):
    for text in TEXTS:
        check(lambda s: face.loads(s, strict=strict), lambda s: json.loads(s, strict=strict), text)
        check(face.loads, json.loads, text.encode("utf-8", "surrogatepass"))


@needs_orjson
def test_orjson():
    classes = {orjson_model.JSONDecodeError: orjson_face.JSONDecodeError}
    for text in TEXTS:
        check(orjson_face.loads, orjson_model.loads, text, classes)
        check(orjson_face.loads, orjson_model.loads, text.encode(), classes)


@needs_orjson
@pytest.mark.parametrize(
    "text",
    [1, None, [], "\ud800", '"\ud800"', b"\xff", b'["\xff', b"[nope, \xff", "", b"", bytearray(), memoryview(b"")],
)
def test_orjson_refuses_what_is_no_document(text):
    check(orjson_face.loads, orjson_model.loads, text, {orjson_model.JSONDecodeError: orjson_face.JSONDecodeError})


@needs_orjson
@pytest.mark.parametrize("depth", [1023, 1024, 1025, 1026, 5000])
@pytest.mark.parametrize("middle", ["", "1", '"x"'])
def test_orjson_depth(depth, middle):
    classes = {orjson_model.JSONDecodeError: orjson_face.JSONDecodeError}
    for left, right in (("[", "]"), ('{"":', "}"), ("[ ", " ]")):
        if left == '{"":' and not middle:
            continue
        # Enough text behind the depths for the model to have memory for them.
        text = left * depth + middle + right * depth + " " * 10000
        found, expected = outcome(orjson_face.loads, text), outcome(orjson_model.loads, text)
        if expected[1] is not None:
            assert same_error(found[1], expected[1], classes), (found, expected)
        else:
            assert found[1] is None, found


@pytest.mark.parametrize("text", ['{"a":1,}', b"[1", "\u00e9", '["\\ud800'])
def test_exceptions_are_json_s(text):
    with pytest.raises(json.JSONDecodeError) as caught:
        face.loads(text)
    assert type(caught.value) is json.JSONDecodeError
    assert caught.value.__cause__ is None
    again = pickle.loads(pickle.dumps(caught.value))
    assert same_error(again, caught.value)


def test_orjson_exceptions_are_both():
    with pytest.raises(orjson_face.JSONDecodeError) as caught:
        orjson_face.loads("[1")
    assert isinstance(caught.value, json.JSONDecodeError)
    assert isinstance(caught.value, ValueError)
    again = pickle.loads(pickle.dumps(caught.value))
    assert type(again) is orjson_face.JSONDecodeError
    assert same_error(again, caught.value)
    assert issubclass(orjson_face.JSONEncodeError, TypeError)


def test_the_document_of_an_error_is_the_str_that_was_given():
    text = '["\u4e2d", x]'
    with pytest.raises(json.JSONDecodeError) as caught:
        face.loads(text)
    assert caught.value.doc is text


def test_the_next_call_is_as_good_as_new():
    for text in TEXTS[::7]:
        outcome(face.loads, text)
        assert face.loads('{"a":[1,"\u00e9"]}') == {"a": [1, "\u00e9"]}
        outcome(orjson_face.loads, text)
        assert orjson_face.loads('{"a":[1,"\u00e9"]}') == {"a": [1, "\u00e9"]}
