# SPDX-License-Identifier: MIT
"""loads, load and JSONDecoder of the top-level face: arguments, hooks, and what a decoder has and does."""

import array
import gc
import inspect
import io
import json
import pickle
import sys
import weakref

import pytest
from compare import outcome, same, same_error
from subject import face, needs_lanejson

DOCUMENT = '{"a": [1, -2.5, 1e3, NaN, {"b": "\\u00e9\\ud83d"}], "c": [true, false, null, [], {}], "a": -Infinity}'


def agree(text, **keywords):
    ours, theirs = outcome(face.loads, text, **keywords), outcome(json.loads, text, **keywords)
    if theirs[1] is not None:
        assert same_error(ours[1], theirs[1]), (ours, theirs)
    else:
        assert ours[1] is None, ours
        assert same(ours[0], theirs[0]), (ours, theirs)
    return ours[0]


def call_log(events, name):
    def hook(value):
        events.append((name, repr(value)))
        return value

    return hook


@pytest.mark.parametrize(
    "names",
    [
        ["object_hook"],
        ["object_pairs_hook"],
        ["parse_float"],
        ["parse_int"],
        ["parse_constant"],
        ["object_hook", "object_pairs_hook", "parse_float", "parse_int", "parse_constant"],
    ],
)
def test_hooks_are_called_with_the_same_values_in_the_same_order(names):
    ours, theirs = [], []
    result = face.loads(DOCUMENT, **{name: call_log(ours, name) for name in names})
    expected = json.loads(DOCUMENT, **{name: call_log(theirs, name) for name in names})
    assert ours == theirs
    assert repr(result) == repr(expected)


@needs_lanejson
def test_array_hook():
    assert face.loads("[[1], [], {}]", array_hook=tuple) == ((1,), (), {})
    assert face.loads("[1]", array_hook=None) == [1]
    assert face.JSONDecoder(array_hook=tuple).decode("[[]]") == ((),)


@pytest.mark.parametrize(
    ("outside", "pick"),
    [
        ("%s", lambda value: value),
        ("[%s]", lambda value: value[0]),
        ("[%s,1]", lambda value: value[0]),
        ("[1,%s]", lambda value: value[1]),
        ('{"a":%s,"b":[1]}', lambda value: value["a"]),
    ],
)
@pytest.mark.parametrize("n", (65_535, 65_536, 65_537, 200_000))
def test_long_arrays(n, outside, pick):
    """Lists of many items may be made in another way; like any other they are of just their size, and grow."""
    items = pick(agree(outside.replace("%s", "[" + "7," * (n - 1) + "true]")))
    assert sys.getsizeof(items) <= sys.getsizeof([None] * n) + 8
    items.append("more")
    del items[: n // 2]
    assert items[-2:] == [True, "more"] and len(items) == n - n // 2 + 1
    assert face.loads("[1]") == [1]


@pytest.mark.parametrize("value", [None, 0, "", False, [], float, int])
@pytest.mark.parametrize("name", ["parse_float", "parse_int", "parse_constant"])
def test_what_is_false_is_no_parser(name, value):
    if name == "parse_constant" and isinstance(value, type):
        pytest.skip("a type is called")
    agree("[1, 2.5, NaN]", **{name: value})


@pytest.mark.parametrize("name", ["object_hook", "object_pairs_hook"])
def test_what_is_false_is_a_hook_nevertheless(name):
    agree('{"a": 1}', **{name: 0})


@pytest.mark.parametrize("hook", ["object_hook", "object_pairs_hook", "parse_float", "parse_int", "parse_constant"])
def test_exceptions_of_hooks_pass(hook):
    error = KeyError(hook)

    def fail(value):
        raise error

    with pytest.raises(KeyError) as caught:
        face.loads(DOCUMENT, **{hook: fail})
    assert caught.value is error


def test_hooks_may_read_collect_and_keep():
    kept = []

    def hook(value):
        gc.collect()
        kept.append(value)
        kept.append(face.loads(json.dumps({"again": [1, "x" * 100, "\u4e2d"]}), object_hook=dict))
        return value

    text = json.dumps([{"key": [i, {"inner": "\u00e9" * i}]} for i in range(20)], ensure_ascii=False)
    assert face.loads(text, object_hook=hook) == json.loads(text)
    assert len(kept) == 80


@pytest.mark.parametrize(
    "make", [lambda data: data, pytest.param(memoryview, marks=needs_lanejson)], ids=["bytearray", "memoryview"]
)
def test_hooks_may_change_the_buffer(make):
    data = bytearray(b'[{"a": 1}, {"b": "text"}, 3]')

    def hook(value):
        data[:] = b"\xff" * len(data)
        return value

    assert face.loads(make(data), object_hook=hook) == [{"a": 1}, {"b": "text"}, 3]


def test_hooks_see_nothing_of_bytes_that_are_no_text():
    seen = []
    with pytest.raises(UnicodeDecodeError):
        face.loads(b'[{"a": 1}, "\xff"]', object_hook=seen.append)
    assert seen == []


@pytest.mark.parametrize(
    "arguments, keywords",
    [
        ((), {}),
        (("1", "2"), {}),
        (("1", "2"), {"cls": None}),
        (("1",), {"s": "1"}),
        (("1",), {"nothing": 1}),
        ((1,), {"nothing": 1}),
        ((1,), {}),
        ((None,), {}),
        (([],), {}),
        ((object,), {}),
        ((), {"s": "[1]"}),
        (("[1",), {"strict": False}),
    ],
)
def test_arguments(arguments, keywords):
    ours, theirs = outcome(face.loads, *arguments, **keywords), outcome(json.loads, *arguments, **keywords)
    assert ours[0] == theirs[0]
    if theirs[1] is not None:
        assert same_error(ours[1], theirs[1]), (ours, theirs)


def test_load_reads_any_file():
    assert face.load(io.StringIO("[1]")) == face.load(io.BytesIO(b"[1]")) == [1]
    assert face.load(fp=io.StringIO('{"a": 1}'), object_pairs_hook=list) == [("a", 1)]
    with pytest.raises(AttributeError):
        face.load("[1]")
    with pytest.raises(TypeError, match=r"load\(\) missing 1 required positional argument: 'fp'"):
        face.load()


@needs_lanejson
@pytest.mark.parametrize(
    "make", [memoryview, lambda data: array.array("B", data), lambda data: memoryview(data + b"..")[:-2]]
)
def test_any_contiguous_buffer(make):
    assert face.loads(make(b'{"a": [1, "\xc3\xa9"]}')) == {"a": [1, "\u00e9"]}


@needs_lanejson
def test_buffers_that_are_not_contiguous():
    with pytest.raises(BufferError):
        face.loads(memoryview(b"1_2_3_")[::2])


def test_subclasses_of_str_and_bytes():
    assert face.loads(type("S", (str,), {})("[1]")) == [1]
    assert face.loads(type("B", (bytes,), {})(b"[1]")) == [1]
    assert face.loads(type("A", (bytearray,), {})(b"[1]")) == [1]


def test_strict_is_about_control_characters():
    text = '["\x00\x1f\t\n"]'
    agree(text)
    agree(text, strict=False)
    agree(text, strict=0)
    agree('["\x00', strict=False)


def test_cls_is_made_with_what_was_given_and_asked_to_decode():
    class Decoder(face.JSONDecoder):
        def __init__(self, **keywords):
            self.given = keywords
            super().__init__()

        def decode(self, text):
            return self.given, text

    keywords = {"object_hook": dict, "parse_int": None, "strict": False, "more": 1}
    assert face.loads(b"[1]", cls=Decoder, **keywords) == (
        {"object_hook": dict, "strict": False, "more": 1},
        "[1]",
    )
    assert face.load(io.StringIO("x"), cls=Decoder) == ({}, "x")


class TestDecoder:
    def test_attributes_are_those_of_json(self):
        ours, theirs = vars(face.JSONDecoder()), vars(json.JSONDecoder())
        assert set(theirs) <= set(ours)
        for name in ("object_hook", "parse_float", "parse_int", "strict", "object_pairs_hook", "parse_string", "memo"):
            assert ours[name] == theirs[name]

    @pytest.mark.parametrize("index", range(9))
    def test_raw_decode(self, index):
        for text in ("[1] x", ' "\u00e9\u4e2d" ', "12345", "nul", '{"a":1', "\u4e2d[1, 2]", "", '{"a"'):
            ours = outcome(face.JSONDecoder().raw_decode, text, index)
            theirs = outcome(json.JSONDecoder().raw_decode, text, index)
            assert ours[0] == theirs[0]
            if theirs[1] is not None:
                assert same_error(ours[1], theirs[1]), (text, ours, theirs)

    def test_raw_decode_of_a_sequence(self):
        text, at, values = '{"a": "\u00e9"} [1]\n"\u4e2d" 12', 0, []
        while at < len(text):
            value, at = face.JSONDecoder().raw_decode(text, at)
            values.append(value)
            at += 1
        assert values == [{"a": "\u00e9"}, [1], "\u4e2d", 12]

    @pytest.mark.parametrize(
        "piece", ['["\u4e2d"]', '"\u00e9"', "1.5e3", "true", '{"\u00e9": [1, "]}"]}', "[}", "{]", "[1", '"\\"']
    )
    @pytest.mark.parametrize("before", ["", "\u00e9", "\u4e2d" * 40])
    def test_raw_decode_within_text_of_every_width(self, piece, before):
        for behind in ("", " ", "\u4e2d", ",", "]", "x", '"', "\\", "\U0001f600 [1]", ".", "e5"):
            text = before + piece + behind
            ours = outcome(face.JSONDecoder().raw_decode, text, len(before))
            theirs = outcome(json.JSONDecoder().raw_decode, text, len(before))
            assert ours[0] == theirs[0]
            if theirs[1] is not None:
                assert same_error(ours[1], theirs[1]), (text, ours, theirs)

    def test_raw_decode_takes_no_longer_where_more_follows(self):
        # Quadratic, this would take minutes.
        text, at, count = '["\u4e2d", 1]' * 200_000, 0, 0
        decoder = face.JSONDecoder()
        while at < len(text):
            _, at = decoder.raw_decode(text, at)
            count += 1
        assert count == 200_000

    @pytest.mark.parametrize("text", [1, None, b"[1]", bytearray(b"1")])
    def test_decode_takes_str_alone(self, text):
        ours, theirs = outcome(face.JSONDecoder().decode, text), outcome(json.JSONDecoder().decode, text)
        assert same_error(ours[1], theirs[1])
        ours, theirs = outcome(face.JSONDecoder().raw_decode, text), outcome(json.JSONDecoder().raw_decode, text)
        assert type(ours[1]) is type(theirs[1])

    def test_overridden_raw_decode_is_used(self):
        class Decoder(face.JSONDecoder):
            def raw_decode(self, s, idx=0):
                return "mine", len(s)

        assert Decoder().decode("whatever") == "mine"
        decoder = face.JSONDecoder()
        decoder.raw_decode = lambda s, idx=0: ("this one's", len(s))
        assert decoder.decode("whatever") == "this one's"

    def test_python_scanner_obeys_the_attributes(self):
        class Decoder(face.JSONDecoder):
            def __init__(self):
                super().__init__()
                self.parse_array = lambda s_and_end, *rest: (("array",), s_and_end[0].index("]") + 1)
                self.scan_once = face.scanner.py_make_scanner(self)

        assert face.loads('{"a": [1, 2]}', cls=Decoder) == {"a": ("array",)}

    def test_scanner_stops_where_there_is_no_value(self):
        scan = face.scanner.make_scanner(face.JSONDecoder())
        for text, index in (("", 0), (" 1", 0), ("[1, ]", 4), ("x", 5), ("[tru]", 0)):
            expected = outcome(json.scanner.make_scanner(json.JSONDecoder()), text, index)[1]
            found = outcome(scan, text, index)[1]
            assert type(found) is type(expected)
            assert found.args == expected.args
        with pytest.raises(ValueError, match="idx cannot be negative"):
            scan("[]", -1)
        with pytest.raises(TypeError):
            scan(b"[]", 0)

    def test_scanner_is_collected(self):
        class Context(face.JSONDecoder):
            pass

        context = Context()
        context.object_hook = context.decode
        context.scan_once = face.scanner.make_scanner(context)
        gone = weakref.ref(context)
        del context
        gc.collect()
        assert gone() is None


def test_keys_are_shared():
    first, second = face.loads('[{"some key": 1, "\u00e9": 2}, {"some key": 3, "\u00e9": 4}]')
    for one, other in zip(first, second):
        assert one is other


@pytest.mark.parametrize("length", range(40))
@pytest.mark.parametrize("behind", [0, 80])
def test_a_key_that_differs_from_the_expected_one(length, behind):
    """In one character, at any place; and one that is shorter or longer. At the end of the text and before it."""
    key = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN"[:length]
    others = [key[:at] + "_" + key[at + 1 :] for at in range(length)] + [key[:-1], key + "_", "_" + key]
    for other in others:
        values = [{key: 1}, {key: 2}, {key: 3}, {other: 4}]
        text = json.dumps(values) + " " * behind
        assert face.loads(text) == face.loads(text.encode()) == values
        for value in values:
            assert face.loads(json.dumps(value)) == value


@pytest.mark.parametrize("escape", ['\\"', "\\\\", "\\n\\t", "\\u0041", "\\\\\\u00e9"])
def test_escapes_anywhere_in_strings_of_any_length(escape):
    """Each string at every distance from the beginning and the end of the text that is less than some vectors."""
    for length in (*range(1, 72), 100, 127, 128, 129, 200, 300):
        for at in range(0, length, 1 if length < 72 else 7):
            body = "x" * at + escape + "y" * (length - at)
            for before, behind in ((0, 0), (length % 40, at % 70), (90, 0), (90, 90)):
                text = f'["{"b" * before}","{body}",{{"{body}":0}},"{"e" * behind}"]'
                want = json.loads(text)
                assert face.loads(text) == want
                assert face.loads(text.encode()) == want


def test_constants_are_those_of_json():
    for text in ("NaN", "Infinity", "-Infinity"):
        assert face.loads(text) is json.loads(text)


@needs_lanejson
def test_functions_describe_themselves():
    assert inspect.signature(face.loads).parameters.keys() >= {"s", "cls", "object_hook", "strict"}
    assert pickle.loads(pickle.dumps(face.loads)) is face.loads
    assert face.loads.__module__ == "lanejson"


def test_references_are_kept_in_balance():
    before = sys.getrefcount(DOCUMENT)
    hook = lambda value: value  # noqa: E731
    hooks = sys.getrefcount(hook)
    for text in (DOCUMENT, DOCUMENT[:-1], DOCUMENT + "x", "\ufeff", '["\u4e2d'):
        outcome(face.loads, text)
        outcome(face.loads, text, object_hook=hook, parse_int=hook)
    assert sys.getrefcount(DOCUMENT) == before
    assert sys.getrefcount(hook) == hooks
