# SPDX-License-Identifier: MIT
"""lanejson in json's seat: under the names of json's modules in sys.modules, from before its import or after."""

import datetime
import decimal
import io
import json
import json.scanner
import os
import pathlib
import subprocess
import sys
import textwrap
from unittest import mock

import pytest
from subject import face, is_lanejson

pytestmark = pytest.mark.skipif(not is_lanejson, reason="json is in its own seat")

MODULES = ("", ".encoder", ".decoder", ".scanner")

# Ways to take the seat: code that is run first.
SEATS = {
    "the package": "import sys, lanejson; sys.modules['json'] = lanejson",
    "the package and its modules": """
        import sys, lanejson
        for name in ("", ".encoder", ".decoder", ".scanner"):
            sys.modules["json" + name] = sys.modules["lanejson" + name]
    """,
    "imported again": """
        import sys, lanejson
        for name in ("", ".encoder", ".decoder", ".scanner"):
            sys.modules["json" + name] = sys.modules["lanejson" + name]
        for name in [name for name in sys.modules if name.startswith("lanejson")]:
            del sys.modules[name]
        import lanejson
        assert lanejson is not sys.modules["json"]
        sys.modules["json"] = lanejson
    """,
    "reloaded": """
        import sys, importlib, lanejson
        sys.modules["json"] = lanejson
        importlib.reload(lanejson)
    """,
    "the functions of json": """
        import json, lanejson
        for name in ("loads", "load", "dumps", "dump", "JSONEncoder", "JSONDecoder"):
            setattr(json, name, getattr(lanejson, name))
        json.encoder.JSONEncoder, json.decoder.JSONDecoder = lanejson.JSONEncoder, lanejson.JSONDecoder
    """,
    "the functions of json, imported again": """
        import sys, json, lanejson
        for name in ("loads", "load", "dumps", "dump", "JSONEncoder", "JSONDecoder"):
            setattr(json, name, getattr(lanejson, name))
        json.encoder.JSONEncoder, json.decoder.JSONDecoder = lanejson.JSONEncoder, lanejson.JSONDecoder
        for name in [name for name in sys.modules if name.startswith("lanejson")]:
            del sys.modules[name]
    """,
    "another library is in it": """
        import json, sys, types
        sys.modules["json"] = types.ModuleType("json")
        import lanejson
        assert lanejson.JSONDecodeError is json.JSONDecodeError
        sys.modules["json"] = lanejson
    """,
    "another library was there before json": """
        import sys, types
        assert "json" not in sys.modules
        other = sys.modules["json"] = types.ModuleType("json")
        import lanejson
        assert sys.modules["json"] is other
        sys.modules["json"] = lanejson
    """,
}

# What asks json for its words, and what it says.
WORDS = """
    import json
    class Key: pass
    cycle = []; cycle.append(cycle)
    calls = (
        lambda: json.dumps([1], separators=(1, 2)),
        lambda: json.dumps([1], separators=3),
        lambda: json.dumps([1], separators=(",",)),
        lambda: json.dumps([1], indent=1.5),
        lambda: json.dumps([1], indent=object()),
        lambda: json.dumps(float("nan"), allow_nan=False),
        lambda: json.dumps([float("inf")], allow_nan=False, indent=1),
        lambda: json.dumps({"a": -float("inf")}, allow_nan=False),
        lambda: json.dumps({Key(): 1}),
        lambda: json.dumps({Key(): 1}, indent=1),
        lambda: json.dumps({Key(): 1}, skipkeys=True, indent=1),
        lambda: json.dumps([Key()]),
        lambda: json.dumps(cycle),
        lambda: json.dumps([1], no_such=1),
        lambda: json.JSONEncoder(separators=(1, 2)).encode([1]),
        lambda: json.JSONEncoder(indent=1.5).encode([1]),
        lambda: list(json.JSONEncoder(allow_nan=False).iterencode([float("nan")])),
        lambda: json.loads("[1,]"),
        lambda: json.loads('{"a":1,}'),
        lambda: json.loads('"\\\\u0000'),
        lambda: json.loads(""),
        lambda: json.loads("\\ufeff1"),
        lambda: json.loads(1),
        lambda: json.loads("1", no_such=1),
        lambda: json.JSONDecoder().decode("[1"),
        lambda: json.JSONDecoder().raw_decode("x"),
        lambda: json.decoder.scanstring('"abc', 1),
        lambda: json.scanner.py_make_scanner(json.JSONDecoder())('["a', 0),
    )
    for number, call in enumerate(calls):
        try:
            print(number, call())
        except Exception as error:
            assert not isinstance(error, json.JSONDecodeError) or type(error) is json.JSONDecodeError
            print(number, type(error).__name__, error)
"""


def run(*codes, folders=()):
    paths = [*folders, pathlib.Path(face.__file__).parent.parent]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths))}
    code = "\n".join(map(textwrap.dedent, codes))
    return subprocess.run([sys.executable, "-S", "-c", code], env=environment, capture_output=True, text=True)


@pytest.fixture(scope="module")
def words():
    found = run(WORDS)
    assert found.returncode == 0, found.stderr
    assert len(found.stdout.splitlines()) > 20
    return found.stdout


@pytest.mark.parametrize("seat", SEATS)
def test_every_refusal_in_the_seat(seat, words):
    found = run(SEATS[seat], WORDS)
    assert (found.stdout, found.stderr) == (words, "")


@pytest.mark.parametrize("first", ("json", "lanejson"))
def test_a_file_of_the_name_that_takes_from_lanejson(first, tmp_path, words):
    """json.py beside a program, as some put lanejson in its seat."""
    names = "from lanejson import *\nimport lanejson\ndecoder = lanejson.decoder\nscanner = lanejson.scanner\n"
    (tmp_path / "json.py").write_text(names)
    found = run(f"import {first}, json; assert json.__file__.startswith({str(tmp_path)!r})", WORDS, folders=[tmp_path])
    assert (found.stdout, found.stderr) == (words, "")


def test_no_standard_library_to_take_after():
    found = run(
        """
        import importlib.machinery, importlib.util, sys, types
        sys.modules["json"] = types.ModuleType("json")
        importlib.__path__ = ["/nonexistent/importlib"]
        import lanejson
        """
    )
    assert found.returncode == 1
    error = found.stderr.splitlines()[-1]
    assert error.startswith("ImportError: <module 'json'>") and "import lanejson before that module" in error


@pytest.mark.parametrize("name", MODULES)
def test_names_are_those_of_json(name):
    shown = run(f"import lanejson{name} as module, json{name} as model; print(*set(dir(module)) ^ set(dir(model)))")
    ours = {
        "": {
            "Document",
            "Parser",
            "RecordDecodeError",
            "StreamDecodeError",
            "Writer",
            "_aio",
            "_internals",
            "_lanejson",
            "_model",
            "_records",
            "_seat",
            "aiter_lines",
            "canonical",
            "dump_lines",
            "dumpb",
            "dumpb_lines",
            "format",
            "isa",
            "isas",
            "iter_items",
            "iter_lines",
            "loads_partial",
            "minify",
            "orjson",
            "validate",
        },
        ".encoder": {"_encode", "_iterencode", "_model", "_pieces", "_slow_encode", "_slow_iterencode"},
        ".decoder": {"_decode", "_model", "_slow_decode"},
        ".scanner": {"Scanner", "_model"},
    }
    assert set(shown.stdout.split()) == ours[name], shown.stderr


def test_what_json_defines_is_an_instance_of_it():
    assert isinstance(face.JSONDecoder(), json.JSONDecoder)
    assert isinstance(face.JSONEncoder(), json.JSONEncoder)
    assert issubclass(face.JSONDecodeError, json.JSONDecodeError)


# -- what is replaced --


class Thing:
    """What json has no form for."""


def shown(self, o=None):
    return "shown"


def written(json, value, **options):
    """A value by each of the ways out."""
    file = io.StringIO()
    json.dump(value, file, **options)
    return json.dumps(value, **options), file.getvalue(), json.JSONEncoder(**options).encode(value)


def read(json, text, **options):
    return (
        json.loads(text, **options),
        json.load(io.StringIO(text), **options),
        json.loads(text.encode(), **options),
        json.JSONDecoder(**options).decode(text),
    )


def words_of(function, argument):
    with pytest.raises(Exception) as caught:
        function(argument)
    return type(caught.value), caught.value.args


def init_with(cls, **more):
    init = cls.__init__

    def patched(self, **settings):
        init(self, **{**settings, **more})

    return patched


def made_by(make, **more):
    def patched(*args, **kwargs):
        return make(*args, **{**kwargs, **more})

    return patched


def python_encoder(json, patch):
    patch.setattr(json.encoder, "c_make_encoder", None)
    return written(json, {"a": [1.5, "\u20ac", None]}), written(json, [1, [2]], indent=1)


def floats_by_repr(json, patch):
    """The recipe for shorter floats."""
    patch.setattr(json.encoder, "c_make_encoder", None)

    class Float(float):
        __repr__ = staticmethod(lambda x: format(x, ".2f"))

    patch.setattr(json.encoder, "float", Float, raising=False)
    return written(json, {"a": 1.23456})


def make_iterencode(json, patch):
    patch.setattr(json.encoder, "c_make_encoder", None)
    make = json.encoder._make_iterencode

    def patched(markers, default, encoder, indent, floatstr, *rest, **more):
        return make(markers, default, encoder, indent, lambda x: format(x, ".1f"), *rest, **more)

    patch.setattr(json.encoder, "_make_iterencode", patched)
    return written(json, [1.23456]), written(json, {"a": 2.55}, indent=2)


def strings_by_another(json, patch):
    patch.setattr(json.encoder, "encode_basestring_ascii", lambda s: "<" + s + ">")
    patch.setattr(json.encoder, "encode_basestring", lambda s: "(" + s + ")")
    return written(json, {"k": "v"}), written(json, "v", ensure_ascii=False)


def c_encoder_by_another(json, patch):
    patch.setattr(json.encoder, "c_make_encoder", lambda *args: lambda o, level: ["made"])
    return json.dumps([1]), json.JSONEncoder().encode([1])


def default_of_the_class(json, patch):
    patch.setattr(json.JSONEncoder, "default", shown)
    return written(json, [Thing()]), written(json, {"a": Thing()}, indent=1)


def default_by_to_json(json, patch):
    """The recipe that lets objects say it themselves."""
    before = json.JSONEncoder.default
    patch.setattr(json.JSONEncoder, "default", lambda self, o: getattr(type(o), "to_json", before)(o))
    Thing.to_json = lambda self: {"thing": 1}
    try:
        return written(json, [Thing()])
    finally:
        del Thing.to_json


def encode_of_the_class(json, patch):
    patch.setattr(json.JSONEncoder, "encode", shown)
    return written(json, [1]), written(json, [1], indent=1)


def iterencode_of_the_class(json, patch):
    patch.setattr(json.JSONEncoder, "iterencode", lambda self, o, _one_shot=False: iter(["by ", str(_one_shot)]))
    return written(json, [1]), written(json, [1], sort_keys=True)


def encode_mocked(json, patch):
    with mock.patch.object(json.JSONEncoder, "encode", return_value="mocked") as encode:
        return json.dumps([1]), json.dumps([2], indent=1), encode.call_args_list


def separators_of_the_class(json, patch):
    patch.setattr(json.JSONEncoder, "item_separator", ",")
    patch.setattr(json.JSONEncoder, "key_separator", "=")
    return (
        written(json, {"a": 1, "b": 2}),
        written(json, {"a": 1, "b": 2}, indent=1),
        written(json, [1, 2], separators=(";", ":")),
    )


def init_of_the_encoder(json, patch):
    patch.setattr(json.JSONEncoder, "__init__", init_with(json.JSONEncoder, ensure_ascii=False, sort_keys=True))
    return written(json, {"b": "\u20ac", "a": 1}), written(json, {"b": 1, "a": 1}, indent=0)


def setattr_of_the_encoder(json, patch):
    patch.setattr(json.JSONEncoder, "__getattribute__", made_by(object.__getattribute__), raising=False)
    return written(json, [1])


def the_class_itself(json, patch):
    class Encoder(json.JSONEncoder):
        def default(self, o):
            return "Encoder"

    class Decoder(json.JSONDecoder):
        def decode(self, s):
            return "Decoder"

    patch.setattr(json, "JSONEncoder", Encoder)
    patch.setattr(json, "JSONDecoder", Decoder)
    refused = words_of(json.dumps, Thing())
    return json.dumps(Thing(), indent=1), json.loads("1"), json.loads("1", parse_int=str), refused


def the_default_encoder(json, patch):
    patch.setattr(json, "_default_encoder", json.JSONEncoder(indent=1, default=lambda o: "mine"))
    return json.dumps([Thing()]), json.dumps([1], indent=None), json.dumps([1], sort_keys=True)


def the_default_decoder(json, patch):
    patch.setattr(json, "_default_decoder", json.JSONDecoder(parse_float=str))
    return read(json, "[1.5]")[:3], json.loads("1.5", parse_int=int)


def settings_of_the_default_encoder(json, patch):
    patch.setattr(json._default_encoder, "default", lambda o: "mine")
    patch.setattr(json._default_encoder, "item_separator", ",")
    patch.setattr(json._default_encoder, "ensure_ascii", False)
    return json.dumps([Thing(), "\u20ac"]), json.dumps([1, 2], sort_keys=True)


def deleted_from_the_default_encoder(json, patch):
    patch.delattr(json._default_encoder, "indent")
    return words_of(json.dumps, [1])


def settings_of_the_default_decoder(json, patch):
    patch.setattr(json._default_decoder, "parse_float", str)
    patch.setattr(json._default_decoder, "scan_once", json.scanner.make_scanner(json._default_decoder))
    return json.loads("[1.5]"), json.loads("[1.5]", strict=True)


def scan_once_of_the_default_decoder(json, patch):
    patch.setattr(json._default_decoder, "scan_once", lambda s, i: ("scanned", len(s)))
    return json.loads("[1.5]")


def decode_of_the_class(json, patch):
    patch.setattr(json.JSONDecoder, "decode", lambda self, s: ["decoded", s])
    return read(json, "[1]"), read(json, "[1]", parse_int=str)


def decode_mocked(json, patch):
    with mock.patch.object(json.JSONDecoder, "decode", side_effect=ValueError("mocked")):
        return words_of(json.loads, "1")


def raw_decode_of_the_class(json, patch):
    patch.setattr(json.JSONDecoder, "raw_decode", lambda self, s, idx=0: (["raw", idx], len(s)))
    return read(json, " [1]"), read(json, "[1]", parse_int=str)


def init_of_the_decoder(json, patch):
    patch.setattr(json.JSONDecoder, "__init__", init_with(json.JSONDecoder, parse_float=str))
    return json.loads("1.5"), read(json, "[1.5]", parse_int=str)


def python_scanner(json, patch):
    patch.setattr(json.scanner, "make_scanner", json.scanner.py_make_scanner)
    patch.setattr(json.decoder, "scanstring", lambda s, end, strict: ("string", s.index('"', end) + 1))
    return json.loads('["a"]'), json.loads('["a", 1]', parse_int=str), json.JSONDecoder().decode('["b"]')


def python_arrays(json, patch):
    """The recipe for tuples instead of lists."""
    array = json.decoder.JSONArray

    def tuples(*args, **kwargs):
        values, end = array(*args, **kwargs)
        return tuple(values), end

    class Decoder(json.JSONDecoder):
        def __init__(self, **settings):
            super().__init__(**settings)
            self.parse_array = tuples
            self.scan_once = json.scanner.py_make_scanner(self)

    return json.loads('{"a": [1, [2]]}', cls=Decoder)


def constants(json, patch):
    patch.setitem(json.decoder._CONSTANTS, "NaN", None)
    return read(json, "[NaN, Infinity]"), read(json, "[NaN]", parse_int=str), json.JSONDecoder().decode("NaN")


def loads_for_load(json, patch):
    patch.setattr(json, "loads", lambda s, **kw: ["loaded", s])
    return json.load(io.StringIO("[1]"))


def other_names(json, patch):
    """What has nothing to do with it changes nothing."""
    patch.setattr(json, "unheard_of", 1, raising=False)
    patch.setattr(json.JSONEncoder, "unheard_of", 1, raising=False)
    patch.setattr(json._default_encoder, "unheard_of", 1, raising=False)
    return written(json, [1, "a"]), read(json, "[1, 2]")


CHANGES = (
    python_encoder,
    floats_by_repr,
    make_iterencode,
    strings_by_another,
    c_encoder_by_another,
    default_of_the_class,
    default_by_to_json,
    encode_of_the_class,
    iterencode_of_the_class,
    encode_mocked,
    separators_of_the_class,
    init_of_the_encoder,
    setattr_of_the_encoder,
    the_class_itself,
    the_default_encoder,
    the_default_decoder,
    settings_of_the_default_encoder,
    deleted_from_the_default_encoder,
    settings_of_the_default_decoder,
    scan_once_of_the_default_decoder,
    decode_of_the_class,
    decode_mocked,
    raw_decode_of_the_class,
    init_of_the_decoder,
    python_scanner,
    python_arrays,
    constants,
    loads_for_load,
    other_names,
)


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_replaced_is_obeyed(change):
    """And as long as it is: twice, with what it was in between."""
    results = []
    for module in (json, face, face, json):
        with pytest.MonkeyPatch.context() as patch:
            results.append(change(module, patch))
        assert module.dumps({"a": [1, "\u20ac", 1.5]}) == '{"a": [1, "\\u20ac", 1.5]}'
        assert module.loads('{"a": [1, 1.5]}') == {"a": [1, 1.5]}
        with pytest.raises(TypeError):
            module.dumps(Thing())
    assert results[1] == results[0] and results[2] == results[0]


def test_bytes_and_buffers_obey_too(monkeypatch):
    monkeypatch.setattr(face.JSONEncoder, "default", shown)
    monkeypatch.setattr(face.JSONDecoder, "decode", lambda self, s: ["decoded", s])
    file = io.BytesIO()
    face.dump([Thing()], file)
    assert face.dumpb([Thing()]) == file.getvalue() == b'["shown"]'
    assert face.loads(memoryview(b"[1]")) == ["decoded", "[1]"]


def test_changes_in_a_loop():
    """The interpreter specialises what runs often: a change must be seen there as well."""
    encoder, texts = face._default_encoder, []
    for turn in range(300):
        encoder.sort_keys = turn % 2 == 1
        texts.append(face.dumps({"b": 1, "a": 2}))
    encoder.sort_keys = False
    assert texts[::2] == ['{"b": 1, "a": 2}'] * 150
    assert texts[1::2] == ['{"a": 2, "b": 1}'] * 150


def test_a_class_that_changes_all_the_time():
    """CPython gives up on a class's version after some thousand changes."""
    before = face.JSONEncoder.default
    for turn in range(3000):
        face.JSONEncoder.default = lambda self, o, turn=turn: turn
        assert face.dumps(Thing()) == str(turn)
    face.JSONEncoder.default = before
    if "default" in vars(face.JSONEncoder):
        del face.JSONEncoder.default
    assert face.dumps([1]) == "[1]"


# -- classes derived from json's own --


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


@pytest.mark.parametrize("seat", SEATS)
def test_json_tool_in_the_seat(seat, tmp_path):
    (tmp_path / "in.json").write_text('{"json": [1, 2.50]}')
    code = f"""
        import sys, runpy
        sys.argv = ["json.tool", "--indent", "1", {str(tmp_path / "in.json")!r}]
        runpy.run_module("json.tool", run_name="__main__", alter_sys=True)
    """
    found = run(SEATS[seat], code)
    assert (found.stdout, found.stderr) == ('{\n "json": [\n  1,\n  2.5\n ]\n}\n', "")
