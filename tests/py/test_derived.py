# SPDX-License-Identifier: MIT
"""Classes derived from json's own JSONEncoder and JSONDecoder: lanejson obeys them, and is fast where it can be."""

import datetime
import decimal
import io
import json
import json.scanner
import sys

import pytest
from subject import face, is_lanejson

pytestmark = pytest.mark.skipif(not is_lanejson, reason="json is in its own seat")


class Thing:
    """What json has no form for."""


class Plain(json.JSONEncoder):
    pass


class Default(json.JSONEncoder):
    def default(self, o):
        if isinstance(o, datetime.date):
            return o.isoformat()
        if isinstance(o, (set, decimal.Decimal)):
            return str(o)
        return super().default(o)


class Attributes(Default):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.ensure_ascii = False
        self.sort_keys = True
        self.item_separator = ";"


class Late(json.JSONEncoder):
    """All is the class's, and default the instance's."""

    key_separator = "="

    def __init__(self, **kwargs):
        kwargs["indent"] = 1
        kwargs["separators"] = None
        del kwargs["allow_nan"], kwargs["check_circular"]
        super().__init__(**{**kwargs, "default": lambda o: "late"})


class Property(json.JSONEncoder):
    indent = property(lambda self: 3, lambda self, value: None)


class Odd(json.JSONEncoder):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.item_separator = type("Separator", (str,), {"__add__": lambda self, other: "+" + other})(",")


class Lacking(json.JSONEncoder):
    def __init__(self, **kwargs):
        self.skipkeys = True


class Encode(json.JSONEncoder):
    def encode(self, o):
        return "encode " + super().encode(o)


class Iterencode(json.JSONEncoder):
    def iterencode(self, o, _one_shot=False):
        yield "iterencode "
        yield from super().iterencode(o, _one_shot)


class EncodeOfTheInstance(json.JSONEncoder):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.encode = lambda o: "instance"
        self.iterencode = lambda o, _one_shot=False: ["inst", "ance"]


class Ours(face.JSONEncoder):
    def default(self, o):
        return "ours"


ENCODERS = (
    *(Plain, Default, Attributes, Late, Property, Odd, Lacking, Encode, Iterencode, EncodeOfTheInstance, Ours),
    json.JSONEncoder,
)
FAST = (Plain, Default, Attributes, Late, Property, Ours, json.JSONEncoder)
VALUES = (
    {"a": [1, 2.5, None, "\u20ac"], "\u00e9": {"b": True}},
    [datetime.date(2020, 1, 2), {"x": decimal.Decimal("1.10")}],
    "\u20ac",
    [float("nan")],
    {"k": Thing()},
    {(1, 2): 3},
    [],
    7,
)
OPTIONS = ({}, {"indent": 2}, {"sort_keys": True, "separators": (",", ":")}, {"allow_nan": False}, {"no_such": 1})


def outcome(function, *args, **options):
    try:
        return function(*args, **options)
    except Exception as error:
        return type(error), str(error)


def dumped(module, value, **options):
    file = io.StringIO()
    failed = outcome(module.dump, value, file, **options)
    # json has written the pieces before a failure.
    return failed, file.getvalue() if failed is None else None


@pytest.mark.parametrize("cls", ENCODERS)
@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_encoders_of_json(cls, options):
    for value in VALUES:
        options = {**options, "cls": cls}
        assert outcome(face.dumps, value, **options) == outcome(json.dumps, value, **options)
        assert dumped(face, value, **options) == dumped(json, value, **options)


class Decoder(json.JSONDecoder):
    pass


class Hooks(json.JSONDecoder):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, object_hook=self.hook, parse_float=decimal.Decimal, strict=False, **kwargs)

    def hook(self, found):
        return sorted(found.items())


class SetTooLate(json.JSONDecoder):
    """json's scanner has taken the settings by then."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.parse_int = str
        self.object_hook = list


class Pairs(json.JSONDecoder):
    def __init__(self, **kwargs):
        super().__init__(object_pairs_hook=tuple, parse_constant=str, **kwargs)


class Decode(json.JSONDecoder):
    def decode(self, s):
        return ["decode", super().decode(s)]


class RawDecode(json.JSONDecoder):
    def raw_decode(self, s, idx=0):
        value, end = super().raw_decode(s, idx)
        return ["raw", value], end


class ScanOnce(json.JSONDecoder):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.parse_string = lambda s, end, strict: ("string", s.index('"', end) + 1)
        self.scan_once = json.scanner.py_make_scanner(self)


class ScanLacking(json.JSONDecoder):
    def __init__(self, **kwargs):
        pass


DECODERS = (Decoder, Hooks, SetTooLate, Pairs, Decode, RawDecode, ScanOnce, ScanLacking, json.JSONDecoder)
TEXTS = (
    '{"a": [1, 2.5, null, "\u20ac\\n"], "b": {"c": true}}',
    b' [1.5, {"a": 1e3}] ',
    '"a\nb"',
    "[NaN, -Infinity]",
    "[1] 2",
    "[1,]",
    "",
    '{"a"',
    '["\\u00"]',
)


@pytest.mark.parametrize("cls", DECODERS)
@pytest.mark.parametrize("options", ({}, {"parse_int": str}, {"no_such": 1}), ids=str)
def test_decoders_of_json(cls, options):
    for text in TEXTS:
        # Not ==: NaN is not NaN.
        found = [repr(outcome(module.loads, text, cls=cls, **options)) for module in (face, json)]
        assert found[0] == found[1], text


def called(function, *args, **options):
    """The names of the Python functions that are called."""
    names = []
    sys.setprofile(lambda frame, event, arg: names.append(frame.f_code.co_name) if event == "call" else None)
    try:
        function(*args, **options)
    finally:
        sys.setprofile(None)
    return names


@pytest.mark.parametrize("cls", FAST)
def test_encoders_of_json_are_fast(cls):
    assert not {"encode", "iterencode"} & set(called(face.dumps, {"a": [1]}, cls=cls))
    assert not {"encode", "iterencode"} & set(called(face.dump, {"a": [1]}, io.StringIO(), cls=cls))
    assert "encode" in called(json.dumps, {"a": [1]}, cls=cls)


@pytest.mark.parametrize("cls", (Decoder, Hooks, SetTooLate, Pairs, json.JSONDecoder, face.JSONDecoder))
def test_decoders_of_json_are_fast(cls):
    assert not {"decode", "raw_decode"} & set(called(face.loads, '{"a": [1]}', cls=cls))
    assert "decode" in called(json.loads, '{"a": [1]}', cls=cls)


def test_names_of_json_are_obeyed_by_its_classes(monkeypatch):
    monkeypatch.setattr(json.encoder, "encode_basestring_ascii", lambda s: "<" + s + ">")
    monkeypatch.setattr(json.encoder, "c_make_encoder", None)
    assert face.dumps({"k": "v"}, cls=Default) == "{<k>: <v>}"
    assert face.dumps({"k": "v"}) == '{"k": "v"}'


@pytest.mark.parametrize("name", ("encode", "iterencode"))
def test_methods_of_json_are_obeyed_by_its_classes(name, monkeypatch):
    monkeypatch.setattr(json.JSONEncoder, name, lambda self, o, _one_shot=False: "replaced")
    assert face.dumps([1], cls=Default) == json.dumps([1], cls=Default) == "replaced"
