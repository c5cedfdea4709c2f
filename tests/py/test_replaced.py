# SPDX-License-Identifier: MIT
"""What users replace of json's names: lanejson obeys the replacement for as long as it is there."""

import io
import json
import json.scanner
from unittest import mock

import pytest
from compare import outcome
from subject import face, is_lanejson

pytestmark = pytest.mark.skipif(not is_lanejson, reason="json is in its own seat")


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
            value, error = outcome(change, module, patch)
            results.append((value, type(error), str(error)))
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
