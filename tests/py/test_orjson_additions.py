# SPDX-License-Identifier: MIT
"""What lanejson.orjson has beyond orjson: dump, load, keywords of dumps and loads, a refusal that names an option."""

import collections
import datetime
import decimal
import enum
import io
import itertools
import json
import sys
import uuid

import pytest
from compare import outcome
from objects import Items, Mapping, Point, Text
from subject import is_lanejson, orjson_face

try:
    import numpy
except ImportError:
    numpy = None

pytestmark = pytest.mark.skipif(not is_lanejson, reason="orjson has none of it")

Decimal = decimal.Decimal
NAN, INFINITY = float("nan"), float("inf")
DOCUMENT = {"b": [1, 2.5, None, True, {"é": "中😀", "d": []}, {}], "a": ("x", [[], [[1]]]), "c": 'a"\\\n'}


class Amount(Decimal):
    def __str__(self):
        return "no number"


# -- indent --


@pytest.mark.parametrize("indent", [0, 1, 2, 3, 8, 100, -1, True, "", " ", "\t", "--", "é", "中 ", "😀"], ids=repr)
def test_indent_is_json_s(indent):
    for ascii, sort in itertools.product((False, True), repeat=2):
        expected = json.dumps(DOCUMENT, indent=indent, ensure_ascii=ascii, sort_keys=sort).encode()
        options = orjson_face.OPT_SORT_KEYS if sort else 0
        assert orjson_face.dumps(DOCUMENT, None, options, indent=indent, ensure_ascii=ascii) == expected


def test_indent_and_options():
    value = {"a": [Point(1, Mapping(b=Items([2]))), uuid.UUID(int=0)], "d": datetime.date(2026, 1, 2)}
    two = orjson_face.dumps(value, option=orjson_face.OPT_INDENT_2)
    assert orjson_face.dumps(value, indent=2) == two
    assert orjson_face.dumps(value, indent=None, option=orjson_face.OPT_INDENT_2) == two
    assert orjson_face.dumps(value, indent="\t", option=orjson_face.OPT_INDENT_2) == two.replace(b"  ", b"\t")
    assert orjson_face.dumps([1], indent="\t", option=orjson_face.OPT_APPEND_NEWLINE) == b"[\n\t1\n]\n"
    assert orjson_face.dumps([], indent=4) == b"[]" and orjson_face.dumps("a", indent=4) == b'"a"'


@pytest.mark.skipif(numpy is None, reason="numpy is not installed")
@pytest.mark.parametrize("indent", [0, 1, 3, "", "\t", "--", "é"], ids=repr)
def test_indent_of_arrays(indent):
    arrays = [numpy.arange(6, dtype="int16").reshape(2, 3), numpy.zeros((2, 0)), numpy.ones((1, 2, 1)) / 2]
    arrays.append(numpy.array(["2026-01-01", "2026-01-02"], "datetime64[s]"))
    for array in arrays:
        lists = array.tolist() if array.dtype.kind != "M" else [moment.isoformat() for moment in array.tolist()]
        expected = json.dumps({"a": lists}, indent=indent, ensure_ascii=False).encode()
        assert orjson_face.dumps({"a": array}, option=orjson_face.OPT_SERIALIZE_NUMPY, indent=indent) == expected


@pytest.mark.parametrize("indent", [1.5, b" ", [], Ellipsis], ids=repr)
def test_indent_of_a_wrong_type(indent):
    with pytest.raises(orjson_face.JSONEncodeError, match="'indent' must be int, str or None, not"):
        orjson_face.dumps([1], indent=indent)


def test_indent_that_is_no_text():
    with pytest.raises(orjson_face.JSONEncodeError, match="surrogates not allowed"):
        orjson_face.dumps([1], indent="\ud800")
    with pytest.raises((OverflowError, MemoryError)):
        orjson_face.dumps([1], indent=1 << 80)
    with pytest.raises(MemoryError):
        orjson_face.dumps([1], indent=1 << 60)


# -- ensure_ascii --


def test_ensure_ascii_is_json_s():
    texts = ["", "a", "é", "中", "😀", "\x7f\x80\xff\u0100\uffff\U00010000", "a" * 100 + "é" * 100 + "😀" * 100 + '"\n']
    for text in texts:
        for value in (text, [text] * 3, {text: [text]}, Text(text), {"k": Text(text)}):
            expected = json.dumps(value, separators=(",", ":")).encode()
            assert orjson_face.dumps(value, ensure_ascii=True) == expected
            assert orjson_face.loads(expected) == value
    assert orjson_face.dumps("é", ensure_ascii=False) == '"é"'.encode()
    assert (
        orjson_face.dumps({"é": 1, "z": 2, "中": 3}, None, 32, ensure_ascii=True) == b'{"z":2,"\\u00e9":1,"\\u4e2d":3}'
    )


def test_ensure_ascii_refuses_lone_surrogates():
    for text in ("\ud800", "\udfff", "中\udc00", "😀\ud83d", "a" * 99 + "\ud83d"):
        for value in (text, [text], {text: 1}, {"a": text}):
            for option in (0, orjson_face.OPT_SORT_KEYS, orjson_face.OPT_NON_STR_KEYS):
                with pytest.raises(orjson_face.JSONEncodeError, match="surrogates not allowed"):
                    orjson_face.dumps(value, None, option, ensure_ascii=True)


def test_ensure_ascii_leaves_fragments():
    assert orjson_face.dumps(["é", orjson_face.Fragment("é")], ensure_ascii=True) == '["\\u00e9",é]'.encode()


def test_ensure_ascii_is_asked_for_its_truth():
    class Undecided:
        def __bool__(self):
            raise ValueError("undecided")

    assert orjson_face.dumps("é", ensure_ascii=[1]) == b'"\\u00e9"'
    with pytest.raises(ValueError, match="undecided"):
        orjson_face.dumps(1, ensure_ascii=Undecided())


# -- nan --


def test_nan_in_values():
    values = [NAN, INFINITY, -INFINITY, 1.5]
    assert orjson_face.dumps(values, nan="null") == orjson_face.dumps(values) == b"[null,null,null,1.5]"
    assert orjson_face.dumps(values, nan="constant") == b"[NaN,Infinity,-Infinity,1.5]"
    for value in (NAN, INFINITY, [[-INFINITY]], {"a": [NAN]}, Point(NAN, 1), (1, [2, (NAN,)])):
        with pytest.raises(orjson_face.JSONEncodeError, match="is not JSON: nan='null' writes null"):
            orjson_face.dumps(value, nan="error")
    assert orjson_face.dumps([1.5, {"a": 0.0}], nan="error") == b'[1.5,{"a":0.0}]'


def test_nan_in_keys():
    keys, option = {NAN: 1, INFINITY: 2, -INFINITY: 3, "k": 4}, orjson_face.OPT_NON_STR_KEYS
    assert orjson_face.dumps(keys, None, option) == b'{"null":1,"null":2,"null":3,"k":4}'
    assert orjson_face.dumps(keys, None, option, nan="constant") == b'{"NaN":1,"Infinity":2,"-Infinity":3,"k":4}'
    for option in (orjson_face.OPT_NON_STR_KEYS, orjson_face.OPT_NON_STR_KEYS | orjson_face.OPT_SORT_KEYS):
        for key in (NAN, INFINITY, -INFINITY):
            with pytest.raises(orjson_face.JSONEncodeError, match="is not JSON"):
                orjson_face.dumps({"a": 1, key: 2}, None, option, nan="error")
        assert orjson_face.dumps({1.5: 1}, None, option, nan="error") == b'{"1.5":1}'


@pytest.mark.skipif(numpy is None, reason="numpy is not installed")
@pytest.mark.parametrize("kind", ["float16", "float32", "float64"])
@pytest.mark.parametrize("indent", [None, 1])
def test_nan_in_arrays(kind, indent):
    row, option = numpy.array([1, NAN, INFINITY, -INFINITY], kind), orjson_face.OPT_SERIALIZE_NUMPY
    for value in ([row], row.reshape(2, 2), list(row)):
        null = orjson_face.dumps(value, None, option, indent=indent)
        assert null.count(b"null") == 3
        names = iter([b"NaN", b"Infinity", b"-Infinity"])
        expected = b"".join(part + next(names, b"") for part in null.split(b"null"))
        assert orjson_face.dumps(value, None, option, indent=indent, nan="constant") == expected
        with pytest.raises(orjson_face.JSONEncodeError, match="is not JSON"):
            orjson_face.dumps(value, None, option, indent=indent, nan="error")
    largest = numpy.array([numpy.finfo(kind).max, numpy.finfo(kind).min, numpy.finfo(kind).tiny, 0, -0.0], kind)
    for value in (largest, [], numpy.arange(3)):
        expected = orjson_face.dumps(value, None, option, indent=indent)
        assert orjson_face.dumps(value, None, option, indent=indent, nan="error") == expected


# -- decimal --


def test_decimal_as_number():
    digits = ["0", "-0", "1.50", "-12345678901234567890.123456789", "1E+5", "1E-30", "0E-7", "9" * 500, "1E+400"]
    for text in digits:
        written = orjson_face.dumps([Decimal(text)], decimal="number")
        assert written == f"[{text}]".encode()
        assert json.loads(written, parse_float=Decimal, parse_int=Decimal) == [Decimal(text)]
    assert orjson_face.dumps({"a": Decimal("1.10"), "b": [Point(Decimal(2), "é")]}, decimal="number") == (
        '{"a":1.10,"b":[{"x":2,"y":"é"}]}'.encode()
    )


def test_decimal_as_string():
    values = [Decimal("1.50"), Decimal("1E+5"), Decimal("NaN"), Decimal("-Infinity"), Decimal("sNaN7")]
    assert orjson_face.dumps(values, decimal="string") == b'["1.50","1E+5","NaN","-Infinity","sNaN7"]'
    assert orjson_face.dumps(values, decimal="string", nan="error") == orjson_face.dumps(values, decimal="string")


def test_decimal_that_is_no_number():
    values = [Decimal("NaN"), Decimal("-NaN"), Decimal("sNaN7"), Decimal("Infinity"), Decimal("-Infinity")]
    assert orjson_face.dumps(values, decimal="number") == b"[null,null,null,null,null]"
    assert orjson_face.dumps(values, decimal="number", nan="constant") == b"[NaN,NaN,NaN,Infinity,-Infinity]"
    for value in values:
        with pytest.raises(orjson_face.JSONEncodeError, match=r"Decimal\('.*'\) is not JSON: nan='null' writes"):
            orjson_face.dumps([value], decimal="number", nan="error")


def test_decimal_is_an_error_unless_asked_for():
    """However often the type has been seen: what is remembered of it must not outlast the call."""
    value = [Decimal("1.5")]
    for _ in range(3):
        for keywords in ({}, {"decimal": "error"}):
            with pytest.raises(orjson_face.JSONEncodeError, match=r"^Type is not JSON serializable: decimal.Decimal$"):
                orjson_face.dumps(value, **keywords)
            assert orjson_face.dumps(value, str, **keywords) == b'["1.5"]'
        assert orjson_face.dumps(value, decimal="number") == b"[1.5]"
        assert orjson_face.dumps(value, str, decimal="number") == b"[1.5]"
        assert orjson_face.dumps(value, decimal="string") == b'["1.5"]'


def test_decimal_of_a_subclass():
    assert orjson_face.dumps([Amount("1.5")], decimal="number") == b"[1.5]"
    assert orjson_face.dumps([Amount("1.5")], decimal="string") == b'["1.5"]'
    passed = orjson_face.OPT_PASSTHROUGH_SUBCLASS
    assert orjson_face.dumps([Amount("1.5")], lambda value: "passed", passed, decimal="number") == b'["passed"]'
    assert orjson_face.dumps([Decimal("1.5")], None, passed, decimal="number") == b"[1.5]"


def test_decimal_keys():
    keys, option = {Decimal("1.50"): 1, "a": 2, Decimal("NaN"): 3}, orjson_face.OPT_NON_STR_KEYS
    assert orjson_face.dumps(keys, None, option, decimal="number") == b'{"1.50":1,"a":2,"null":3}'
    assert orjson_face.dumps(keys, None, option, decimal="string") == b'{"1.50":1,"a":2,"NaN":3}'
    option |= orjson_face.OPT_SORT_KEYS
    assert orjson_face.dumps(keys, None, option, decimal="string") == b'{"1.50":1,"NaN":3,"a":2}'
    for keywords in ({}, {"decimal": "error"}):
        with pytest.raises(orjson_face.JSONEncodeError, match="Dict key must a type serializable"):
            orjson_face.dumps(keys, None, option, **keywords)
    with pytest.raises(orjson_face.JSONEncodeError, match=r"^Dict key must be str$"):
        orjson_face.dumps(keys, decimal="number")


@pytest.mark.parametrize("name,words", [("nan", "'null', 'error' or 'constant'"), ("decimal", "'error', 'number' or")])
def test_choices_that_are_none(name, words):
    for value in (None, "", "nul", "null ", 0, True, b"null", object):
        with pytest.raises(orjson_face.JSONEncodeError, match=f"argument '{name}' must be {words}"):
            orjson_face.dumps(1, **{name: value})


def test_additions_are_by_keyword_alone():
    names = ("indent", "ensure_ascii", "nan", "decimal", "option", "default")
    for name in names:
        with pytest.raises(TypeError, match=r"^dumps\(\) got an unexpected keyword argument$"):
            orjson_face.dumps(1, **{name: None if name in names[4:] else {"indent": 1}.get(name, "null")}, nothing=1)
    with pytest.raises(TypeError, match=r"^dumps\(\) got multiple values for argument: 'default'$"):
        orjson_face.dumps(1, None, indent=1, default=None)
    assert orjson_face.dumps([Decimal(1)], None, 1, decimal="number", indent=None) == b"[\n  1\n]"
    assert orjson_face.dumps([object], indent=0, default=lambda value: "é", ensure_ascii=True) == b'[\n"\\u00e9"\n]'


# -- keys that a subclass of str makes --


class Word(str, enum.Enum):
    A = "a"


KEYS = [Text("a"), Word.A] + ([enum.StrEnum("Named", {"A": "a"}).A] if sys.version_info >= (3, 11) else [])


@pytest.mark.parametrize("key", KEYS, ids=lambda key: type(key).__name__)
def test_a_key_of_a_subclass_names_the_option(key):
    for option in (0, orjson_face.OPT_SORT_KEYS, orjson_face.OPT_INDENT_2):
        with pytest.raises(orjson_face.JSONEncodeError) as refused:
            orjson_face.dumps([{"b": 1, key: 2}], None, option)
        assert str(refused.value) == (
            f"Dict key must be str, not its subclass {type(key).__name__}: option=OPT_NON_STR_KEYS writes it"
        )
    assert orjson_face.dumps({key: 2}, None, orjson_face.OPT_NON_STR_KEYS) == b'{"a":2}'
    for other in (1, None, 1.5, b"a", (1,)):
        with pytest.raises(orjson_face.JSONEncodeError, match=r"^Dict key must be str$"):
            orjson_face.dumps({other: 1})


# -- loads --


def test_object_hook():
    seen = []

    def hook(value):
        seen.append(value)
        return list(value.items())

    text = '{"a":{"b":{}},"c":[{"d":1.5}]}'
    for form in (str, str.encode, lambda text: bytearray(text.encode()), lambda text: memoryview(text.encode())):
        assert orjson_face.loads(form(text), object_hook=hook) == json.loads(text, object_hook=hook)
    assert orjson_face.loads(text, object_hook=None) == orjson_face.loads(text)
    assert orjson_face.loads('[{"é":"中"}]', object_hook=collections.OrderedDict) == [{"é": "中"}]
    assert seen[0] == {} and len(seen) == 32


def test_parse_float_and_parse_int():
    text = "[1.50,-0.0,1e5,1E400,12,-7,0,-0,123456789012345678901234567890]"
    tell = {"parse_float": lambda digits: f"f{digits}", "parse_int": lambda digits: f"i{digits}"}
    assert orjson_face.loads(text, **tell) == [
        *("f1.50", "f-0.0", "f1e5", "f1E400"),
        *("i12", "i-7", "i0", "i-0", "i123456789012345678901234567890"),
    ]
    assert orjson_face.loads(text, parse_float=Decimal)[3] == Decimal("1E400")
    assert orjson_face.loads(text, parse_float=Decimal)[8] == 123456789012345678901234567890.0
    assert orjson_face.loads(text.encode(), parse_int=int, parse_float=Decimal)[8] == 123456789012345678901234567890.0
    assert orjson_face.loads(text, parse_float=Decimal, parse_int=lambda digits: int(digits))[8] == int(
        "1234567890" * 3
    )
    assert orjson_face.loads('{"a":1.5}', parse_float=None, parse_int=None) == {"a": 1.5}


def test_hooks_leave_the_dialect():
    keep = {"object_hook": dict, "parse_float": str, "parse_int": str}
    for text in ("", " ", "[1,]", "NaN", "[Infinity]", "01", '"\t"', '"\\ud800"', b"\xff", '{"a":1.5}x', "\ud800", 5):
        expected, found = (outcome(orjson_face.loads, text, **hooks)[1] for hooks in ({}, keep))
        assert type(found) is orjson_face.JSONDecodeError
        assert (str(found), found.pos, found.doc) == (str(expected), expected.pos, expected.doc)
    with pytest.raises(orjson_face.JSONDecodeError, match="infinity"):
        orjson_face.loads("1e400", object_hook=dict)


def test_hooks_see_no_value_of_a_text_that_is_not_utf8():
    seen = []
    with pytest.raises(orjson_face.JSONDecodeError, match="surrogates not allowed"):
        orjson_face.loads(
            b'[{"a":1.5},2,"\xff"]', object_hook=seen.append, parse_float=seen.append, parse_int=seen.append
        )
    assert not seen


def test_what_a_hook_raises():
    for name in ("object_hook", "parse_float", "parse_int"):
        with pytest.raises(ZeroDivisionError):
            orjson_face.loads('[{"a":1.5},2]', **{name: lambda value: 1 // 0})
        with pytest.raises(TypeError):
            orjson_face.loads('[{"a":1.5},2]', **{name: 5})
        nested = orjson_face.loads('[{"a":1.5},2]', **{name: lambda value: orjson_face.loads('{"\\n":[1.5]}')})
        assert {"\n": [1.5]} in (nested[0], nested[1], nested[0].get("a"))


def test_arguments_of_loads():
    for arguments in ((), (1, 2), ("1", None)):
        with pytest.raises(TypeError, match=rf"loads\(\) takes exactly one argument \({len(arguments)} given\)$"):
            orjson_face.loads(*arguments)
    for keywords in ({"obj": "1"}, {"parse_constant": str}, {"x": 1, "object_hook": None}):
        with pytest.raises(TypeError):
            orjson_face.loads(*([] if "obj" in keywords else ["1"]), **keywords)


# -- files --


def test_dump():
    for value, keywords in (
        (DOCUMENT, {}),
        (DOCUMENT, {"indent": "\t", "ensure_ascii": True, "option": orjson_face.OPT_SORT_KEYS}),
        ([NAN, Decimal("1.5"), {1}], {"nan": "constant", "decimal": "number", "default": list}),
    ):
        expected = orjson_face.dumps(value, **keywords)
        binary, text = io.BytesIO(), io.StringIO()
        assert orjson_face.dump(value, binary, **keywords) is None
        orjson_face.dump(value, text, **keywords)
        assert binary.getvalue() == expected and text.getvalue() == expected.decode()
    orjson_face.dump([object], binary, lambda value: "x", orjson_face.OPT_APPEND_NEWLINE)
    assert binary.getvalue().endswith(b'["x"]\n')


def test_dump_writes_once_or_nothing(tmp_path):
    class File:
        def __init__(self):
            self.written = []

        def write(self, data):
            self.written.append(data)

    file = File()
    orjson_face.dump(list(range(100_000)), file)
    assert file.written == [orjson_face.dumps(list(range(100_000)))]
    with pytest.raises(orjson_face.JSONEncodeError):
        orjson_face.dump([1, object], file)
    assert len(file.written) == 1
    with open(tmp_path / "text", "w", encoding="utf-8") as text, open(tmp_path / "binary", "wb", buffering=0) as raw:
        orjson_face.dump("é", text)
        orjson_face.dump("é", raw)
    assert (tmp_path / "text").read_bytes() == (tmp_path / "binary").read_bytes() == '"é"'.encode()


def test_load():
    text = '{"a":[1.5,2,"é"]}'
    for file in (io.StringIO(text), io.BytesIO(text.encode())):
        assert orjson_face.load(file) == json.loads(text)
        file.seek(0)
        assert orjson_face.load(file, parse_float=str, parse_int=float, object_hook=list) == ["a"]
    with pytest.raises(orjson_face.JSONDecodeError):
        orjson_face.load(io.BytesIO(b""))
    with pytest.raises(AttributeError):
        orjson_face.load("[1]")
    for keywords in ({"strict": False}, {"cls": None}):
        with pytest.raises(TypeError):
            orjson_face.load(io.BytesIO(b"1"), **keywords)


# -- cache_utf8 --


@pytest.mark.parametrize("text", ["é" * 40, "привет", "中文", "go 😀", 'é"\\\n', "é" * 3000, "\x00é"], ids=ascii)
def test_cache_utf8_changes_sizes_and_nothing_else(text):
    """The UTF-8 stays in the str that was written, as a value or a key, and is found there by later calls."""
    fresh = [(text + " ")[:-1] for _ in range(3)]
    size = sys.getsizeof(fresh[0])
    kept = size + len(text.encode()) + 1
    expected = orjson_face.dumps({fresh[0]: [fresh[1]]})
    assert [sys.getsizeof(one) for one in fresh] == [size] * 3
    for _ in range(3):
        assert orjson_face.dumps({fresh[0]: [fresh[1]]}, cache_utf8=True) == expected
        assert [sys.getsizeof(one) for one in fresh] == [kept, kept, size]
        assert orjson_face.dumps({fresh[0]: [fresh[1]]}) == expected
    file = io.BytesIO()
    orjson_face.dump([fresh[2]], file, cache_utf8=True)
    assert sys.getsizeof(fresh[2]) == kept and file.getvalue() == orjson_face.dumps([text])


def test_cache_utf8_of_what_has_none():
    for value in ("a", 1, [], ["a", {"b": 1.5}], "a" * 5000):
        assert orjson_face.dumps(value, cache_utf8=True) == orjson_face.dumps(value)
    for value in ("\ud800", ["中\ud800"], {"\ud800é": 1}):
        with pytest.raises(TypeError, match="surrogates not allowed"):
            orjson_face.dumps(value, cache_utf8=True)
    fresh = ("é" + " ")[:-1] * 9
    size = sys.getsizeof(fresh)
    orjson_face.dumps([fresh], cache_utf8=True, ensure_ascii=True)
    orjson_face.dumps([fresh], cache_utf8=0)
    assert sys.getsizeof(fresh) == size
