# SPDX-License-Identifier: MIT
"""dump, dumps, dumpb and JSONEncoder: what each keyword does, where the text goes, and how refusals read."""

import collections
import datetime
import io
import random
import sys

import pytest
from compare import outcome, same_error, told
from objects import Level, LyingMapping, LyingWhole, Opaque, Pair, Real, Text, Whole
from subject import face, is_lanejson, model, needs_lanejson, orjson_face

needs_dumpb = pytest.mark.skipif(not hasattr(face, "dumpb"), reason="an addition of lanejson")

SCALARS = (
    *(None, True, False, 0, -1, 2**31, -(2**63), 2**64, 10**40, 0.0, -0.0, 1e16, 1e-5, 5e-324, 1.5),
    *("", "a", '"\\/\b\f\n\r\t\x1f\x7f', "é", "\u2028", "中", "\ud800", "😀", "a" * 100 + "é"),
    *(float("nan"), float("inf"), float("-inf"), Text("é"), Whole(3), LyingWhole(11), Real(2.5), Level.HIGH),
)
CONTAINERS = (
    *([], {}, (), [[]], [{}], {"": []}, {"a": {"b": {}}}, Pair(1, [2]), collections.OrderedDict(z=1, a=2)),
    *(LyingMapping(a=1), [1, [2, [3]]], {"z": 1, "a": [True, None]}, {"é": "中", "😀": ["x"]}),
)
KEYWORDS = (
    {},
    {"ensure_ascii": False},
    {"indent": 0},
    {"indent": 3, "ensure_ascii": False},
    {"indent": "\t中"},
    {"indent": -4},
    {"indent": True},
    {"separators": (",", ":")},
    {"separators": ["", ""]},
    {"separators": ("é", "ü"), "ensure_ascii": False},
    {"separators": ("é", "ü")},
    {"separators": (" ,中 ", "😀")},
    {"sort_keys": True},
    {"skipkeys": True, "indent": 1},
    {"check_circular": False},
    {"allow_nan": False},
)


def same(ours, theirs):
    """Equal results, of one type and width, or one exception."""
    if theirs[1] is not None:
        return ours[1] is not None and same_error(ours[1], theirs[1])
    return ours == theirs and type(ours[0]) is type(theirs[0]) and sys.getsizeof(ours[0]) == sys.getsizeof(theirs[0])


def assert_same(value, **keywords):
    ours, theirs = outcome(face.dumps, value, **keywords), outcome(model.dumps, value, **keywords)
    assert same(ours, theirs), f"{told(*ours)}\n{told(*theirs)}"
    return theirs[0]


@pytest.mark.parametrize("keywords", KEYWORDS, ids=ascii)
def test_values(keywords):
    for value in (*SCALARS, *CONTAINERS, list(SCALARS[:15])):
        assert_same(value, **keywords)
        assert_same([value, {"k": value}], **keywords)


# The lower halves of some beyond the basic plane are what is escaped.
@pytest.mark.parametrize("character", "éÿĀĢ⁜中\U00010022\U0002005c\U00100000😀", ids=ascii)
def test_strs_of_each_width(character):
    """As the first in a text, which is widened for them, and behind others; what is escaped at any place in them."""
    for n in (1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 1100):
        plain = character * n
        odd = [plain[:at] + escaped + plain[at:] for at in {0, n // 2, n - 1, n} for escaped in '"\\\n\x00\x1f\x7f']
        for keywords in ({"ensure_ascii": False}, {}, {"indent": 1, "ensure_ascii": False}):
            assert_same([plain, "a" * n, plain, *odd, plain], **keywords)
            assert_same({"a": plain, plain: [plain]}, **keywords)


@needs_dumpb
@pytest.mark.parametrize("keywords", KEYWORDS, ids=ascii)
def test_bytes(keywords):
    for value in (*SCALARS, *CONTAINERS):
        text, error = outcome(model.dumps, value, **keywords)
        if error is None and any("\ud800" <= character <= "\udfff" for character in text):
            with pytest.raises(UnicodeEncodeError):
                face.dumpb(value, **keywords)
        elif error is None:
            assert face.dumpb(value, **keywords) == text.encode()
        else:
            assert same_error(outcome(face.dumpb, value, **keywords)[1], error)


@pytest.mark.parametrize("indent", [2**50, 2**61, 2**62, 2**63 - 1, 2**63, -(2**70)])
@pytest.mark.parametrize("separators", [None, ("é", ":"), ("中", ":"), ("😀", ":")])
def test_indents_beyond_memory(indent, separators):
    """As many spaces as no machine has, in units of every width. The model makes them before it looks at the object."""
    assert_same([[1]], indent=indent, separators=separators)


KEYS = ("", "é", "\ud800", 1, -(2**70), 1.5, 1e300, float("inf"), True, None, Text("t"), Level.LOW, LyingWhole(2))
BAD_KEYS = (b"b", (1,), frozenset(), Opaque(), datetime.date(1, 1, 1), object)


@pytest.mark.parametrize("keywords", [*KEYWORDS, {"skipkeys": True}, {"skipkeys": True, "sort_keys": True}], ids=ascii)
def test_keys(keywords):
    for key in (*KEYS, *BAD_KEYS):
        assert_same({key: 1}, **keywords)
        assert_same({"a": 1, key: [2], "z": {}}, **keywords)
    assert_same(dict.fromkeys(KEYS), **keywords)


@pytest.mark.parametrize(
    "value", [{"b": 1, "a": 2, "é": 3, "": 4, "中": 5, "😀": 6, "\ud800": 7}, {2: 1, 1.5: 2, True: 3}]
)
def test_sorted(value):
    assert_same(value, sort_keys=True)
    assert_same({"a": 1, **value}, sort_keys=True)


def drawn_key(draw):
    """One of few characters, which differs from others early, late, or in its length alone."""
    alphabet = draw.choice(["ab", "a\0", "ab\x7f\x80é", "a\u07ff\u0800\uffff\U00010000"])
    start = draw.choice(["", "", "profile_", "profile_background_", "é" * 9])
    return start + "".join(draw.choice(alphabet) for _ in range(draw.choice([0, 1, 2, 7, 8, 9, 15, 16, 17])))


@pytest.mark.parametrize("count", (1, 2, 3, 7, 15, 16, 17, 31, 32, 33, 64, 65, 129, 1000))
def test_order_of_keys(count):
    draw = random.Random(count)
    for kind in range(60 if count < 100 else 6):
        value = {drawn_key(draw): number for number in range(count)}
        if kind % 3 == 1:
            value = dict(sorted(value.items(), reverse=kind % 2 == 0))
        elif kind % 3 == 2:  # entries that are gone, and a table that has keys of other types
            value = {0: 0, **value, "gone": 0}
            del value[0], value["gone"]
        assert_same(value, sort_keys=True)
        assert_same([value, {"in": value}], sort_keys=True, indent=1)
        ordered = orjson_face.dumps(dict(sorted(value.items())))
        assert orjson_face.dumps(value, option=orjson_face.OPT_SORT_KEYS) == ordered
        assert orjson_face.dumps(value, option=orjson_face.OPT_SORT_KEYS | orjson_face.OPT_NON_STR_KEYS) == ordered


def test_cycles():
    loop = [1]
    loop.append({"again": loop})
    mapping = {}
    mapping["self"] = [mapping]
    for value in (loop, mapping, [[loop]]):
        for keywords in ({}, {"indent": 1}, {"sort_keys": True}, {"default": repr}):
            assert_same(value, **keywords)
    shared = [1]
    assert_same([shared, shared, {"a": shared, "b": (shared,)}])


def test_default():
    for default in (repr, lambda value: None, lambda value: [value.value], lambda value: {"of": type(value).__name__}):
        for value in (Opaque(), [Opaque(1), Opaque("é")], {"k": Opaque([Opaque()])}):
            assert_same(value, default=default)
            assert_same(value, default=default, indent=1)
    with pytest.raises(ZeroDivisionError) as caught:
        face.dumps([Opaque()], default=lambda value: 1 // 0)
    assert caught.value.__cause__ is None
    assert_same([Opaque()], default=None)
    assert_same(Opaque(), default=5)


CALLS = {
    "dumps": lambda module, value, keywords: module.dumps(value, **keywords),
    "dump": lambda module, value, keywords: module.dump(value, io.StringIO(), **keywords),
    "encode": lambda module, value, keywords: module.JSONEncoder(**keywords).encode(value),
    "iterencode": lambda module, value, keywords: "".join(module.JSONEncoder(**keywords).iterencode(value)),
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    "keywords", [{}, {"indent": 2}, {"sort_keys": True}, {"default": lambda value: {7: object}}], ids="_".join
)
def test_refusals(call, keywords):
    """Class, words and notes of the running json, which differ between its C code and its Python code."""
    bad = Opaque()
    values = [bad, [bad], {"a": bad}, {5: [bad]}, {1.5: {True: {None: (bad,)}}}, collections.OrderedDict(a=[bad])]
    values += [{key: 1} for key in BAD_KEYS] + [[{"a": {key: 1}}] for key in BAD_KEYS]
    values += [[datetime.date(1, 1, 1)], {Text("t"): [object]}, LyingMapping(a=1), {"b": {"c": 1, 2: 3}}]
    for value in values:
        ours, theirs = (outcome(CALLS[call], module, value, keywords) for module in (face, model))
        assert same(ours, theirs), f"{told(*ours)}\n{told(*theirs)}"
        notes = getattr(theirs[1], "__notes__", None)
        assert notes is None or ours[1].__notes__ == notes
    for value in (float("nan"), [float("-inf")], {"a": {"b": float("nan")}}, {float("nan"): 1}):
        ours, theirs = (
            outcome(CALLS[call], module, value, {**keywords, "allow_nan": False}) for module in (face, model)
        )
        assert same(ours, theirs), f"{told(*ours)}\n{told(*theirs)}"


ODD_ITEMS = {
    "wide": "\u0435",
    "astral": "\U0001f600",
    "half": "\udc00",
    "long": "x" * 70_000,
    "big": 1 << 80,
    "nan": float("nan"),
    "dict": {"a": [1]},
    "list": [[], [1], ["\u4e2d"]],
    "empty": (),
    "deep": [[[[2]]]],
    "subclass": Whole(5),
    "unknown": Opaque(),
}


@pytest.mark.parametrize("odd", ODD_ITEMS)
@pytest.mark.parametrize(
    "keywords", [{}, {"ensure_ascii": False}, {"allow_nan": False}, {"default": lambda o: [7]}], ids="_".join
)
def test_what_takes_a_frame_in_a_list_of_lists(odd, keywords):
    """Lists of plain scalars within lists are written without one."""
    for before in ([], [1], ["a", "b"], [1.5, None, True], [3, "c"]):
        for behind in ([], [2], ["d", [4]]):
            for value in ([[*before, ODD_ITEMS[odd], *behind], [5], []], ([1], [[*before, ODD_ITEMS[odd]], behind])):
                assert_same(value, **keywords)
                assert_same({"k": value, "l": [value, behind]}, **keywords)
                ours, theirs = (
                    outcome(module.dumps, [value], default=keywords.get("default")) for module in (face, model)
                )
                notes = getattr(theirs[1], "__notes__", None)
                assert notes is None or ours[1].__notes__ == notes
                if is_lanejson and odd == "unknown" and "default" not in keywords and sys.version_info >= (3, 11):
                    assert ours[1].__notes__[0] == f"when serializing list item {len(before)}"


@needs_lanejson
@pytest.mark.skipif(sys.version_info < (3, 11), reason="exceptions have no notes")
def test_notes():
    """Notes are there on every version."""
    with pytest.raises(TypeError) as caught:
        face.dumps({"a": [1, {"b": (Opaque(),)}]})
    assert caught.value.__notes__ == [
        "when serializing tuple item 0",
        "when serializing dict item 'b'",
        "when serializing list item 1",
        "when serializing dict item 'a'",
    ]


class Recorder:
    def __init__(self):
        self.written = []

    def write(self, text):
        self.written.append(text)
        return len(text)


def test_dump():
    value = {"a": ["é", 1.5, "x" * 100_000], "b": {}}
    for keywords in KEYWORDS:
        file = Recorder()
        assert face.dump(value, file, **keywords) is None
        assert "".join(file.written) == model.dumps(value, **keywords)
    with pytest.raises(ZeroDivisionError):
        face.dump([1], type("Broken", (), {"write": lambda self, text: 1 // 0})())
    with pytest.raises(AttributeError):
        face.dump([1], None)


@needs_lanejson
def test_dump_to_binary_files(tmp_path):
    value = {"a": ["é", "中"]}
    file = io.BytesIO()
    face.dump(value, file, ensure_ascii=False)
    assert file.getvalue() == model.dumps(value, ensure_ascii=False).encode()
    with open(tmp_path / "raw", "wb", buffering=0) as raw:
        face.dump(value, raw)
    assert (tmp_path / "raw").read_bytes() == model.dumps(value).encode()


class Upper(face.JSONEncoder):
    def default(self, value):
        return f"<{type(value).__name__}>"


class Pieces(face.JSONEncoder):
    def iterencode(self, value, _one_shot=False):
        yield "pieces"


def test_encoders():
    assert face.JSONEncoder is not model.JSONEncoder or face is model
    assert issubclass(face.JSONEncoder, model.JSONEncoder)
    for keywords in KEYWORDS:
        ours, theirs = face.JSONEncoder(**keywords), model.JSONEncoder(**keywords)
        assert vars(ours) == vars(theirs)
        assert ours.encode(CONTAINERS[-1]) == theirs.encode(CONTAINERS[-1])
    assert face.dumps([Opaque()], cls=Upper) == '["<Opaque>"]'
    assert face.dumps([Opaque()], cls=Upper, indent=1) == '[\n "<Opaque>"\n]'
    assert Upper(sort_keys=True).encode({"b": 1, "a": {1}}) == '{"a": "<set>", "b": 1}'
    assert face.dumps([1], cls=Pieces) == "pieces"
    assert list(Pieces().iterencode([1])) == ["pieces"]
    file = Recorder()
    face.dump([Opaque()], file, cls=Upper)
    assert "".join(file.written) == '["<Opaque>"]'
    encoder = face.JSONEncoder()
    encoder.default = lambda value: "own"
    assert encoder.encode([Opaque()]) == '["own"]'
    with pytest.raises(TypeError, match="unexpected keyword argument"):
        face.dumps([1], nonsense=1)


@pytest.mark.parametrize("name", ["encode_basestring", "encode_basestring_ascii"])
def test_basestrings(name):
    import json.encoder
    from importlib import import_module

    ours, theirs = getattr(import_module(f"{face.__name__}.encoder"), name), getattr(json.encoder, f"py_{name}")
    for value in (*SCALARS, b"b"):
        if isinstance(value, str):
            assert ours(value) == theirs(value)
        else:
            with pytest.raises(TypeError):
                ours(value)


@needs_lanejson
def test_no_utf8_is_left_behind():
    """A str keeps a copy of itself in UTF-8 for as long as it lives, once somebody has asked CPython for it."""
    texts = [character * 5000 for character in "éɐ中😀"] + ["é中😀" * 999]
    sizes = [sys.getsizeof(text) for text in texts]
    for write in (face.dumps, face.dumpb, orjson_face.dumps):
        for value in (texts, *texts, {text: text for text in texts}):
            write(value)
    for keywords in ({"ensure_ascii": False}, {"indent": 1}, {"sort_keys": True}, {"separators": tuple(texts[:2])}):
        face.dumps(texts, **keywords)
        face.dumpb(texts, **keywords)
        face.dump(texts, io.BytesIO(), **keywords)
    for option in (1, 4, 32):
        orjson_face.dumps({text: text for text in texts}, None, option)
    for text in texts:
        orjson_face.dumps(orjson_face.Fragment('"' + text + '"'))
        document = f'["{text}"]'
        size = sys.getsizeof(document)
        assert face.loads(document) == orjson_face.loads(document) == [text]
        assert sys.getsizeof(document) == size
    assert [sys.getsizeof(text) for text in texts] == sizes
