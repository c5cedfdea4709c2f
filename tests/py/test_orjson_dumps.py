# SPDX-License-Identifier: MIT
"""lanejson.orjson.dumps: each type and option, as text that is written down here and that orjson must agree with."""

import collections
import dataclasses
import datetime
import enum
import itertools
import random
import sys
import typing
import uuid

import pytest
from compare import outcome, same_cause, told, words
from objects import (
    ZONES,
    Colour,
    Derived,
    Flags,
    Frozen,
    Items,
    Level,
    Mapping,
    Opaque,
    Pair,
    Point,
    Real,
    Slots,
    Text,
    Whole,
)
from subject import needs_lanejson, needs_orjson, orjson_face, orjson_model, scaled, seed

try:
    import numpy
except ImportError:
    numpy = None

try:
    import zoneinfo

    PARIS = zoneinfo.ZoneInfo("Europe/Paris")
except (ImportError, KeyError):
    PARIS = None

NAMES = [name for name in orjson_face.__all__ if name.startswith("OPT_")]
OPT = {name[4:]: getattr(orjson_face, name) for name in NAMES}
UTC = datetime.timezone.utc
NOON = datetime.datetime(2026, 11, 22, 12, 5, 9, 12)


class Film(typing.TypedDict):
    name: str


@dataclasses.dataclass
class Bare:
    pass


@dataclasses.dataclass
class Methods:
    a: int
    b: typing.ClassVar[int] = 5
    c: object = dataclasses.field(default_factory=list)

    @property
    def d(self):
        return 1


class Nested(enum.Enum):
    INNER = Colour.BLUE


WRITTEN = [
    (None, 0, b"null"),
    ([True, False, 0, -1, 2**64 - 1, -(2**63)], 0, b"[true,false,0,-1,18446744073709551615,-9223372036854775808]"),
    ([1.0, -0.0, 1e16, 1e-6, 1.5e300, 5e-324, 0.1], 0, b"[1.0,-0.0,1e+16,1e-6,1.5e+300,5e-324,0.1]"),
    ([float("nan"), float("inf"), float("-inf")], 0, b"[null,null,null]"),
    ('"\\/\b\f\n\r\t\x01\x7f', 0, b'"\\"\\\\/\\b\\f\\n\\r\\t\\u0001\x7f"'),
    ("é中😀", 0, '"é中😀"'.encode()),
    ((), 0, b"[]"),
    ([(), {}, [[]], {"": {}}], OPT["INDENT_2"], b'[\n  [],\n  {},\n  [\n    []\n  ],\n  {\n    "": {}\n  }\n]'),
    ([], OPT["INDENT_2"] | OPT["APPEND_NEWLINE"], b"[]\n"),
    ({"b": 1, "é": 3, "a": {"z": 1, "y": 2}}, OPT["SORT_KEYS"], '{"a":{"y":2,"z":1},"b":1,"é":3}'.encode()),
    (Film(name="x"), 0, b'{"name":"x"}'),
    ([Text("a"), Whole(2), Items([1]), Mapping(a=1), collections.OrderedDict(b=2)], 0, b'["a",2,[1],{"a":1},{"b":2}]'),
    ([Level.LOW, Flags.A, Colour.RED, Colour.NESTED, Nested.INNER], 0, b'[1,1,1,[1,[2.5,null]],"blue"]'),
    (uuid.UUID(int=2**127 + 15), 0, b'"80000000-0000-0000-0000-00000000000f"'),
    (
        [Point(1, "y"), Bare(), Frozen("n"), Slots(1)],
        0,
        b'[{"x":1,"y":"y"},{},{"name":"n","other":null},{"a":1,"b":"b"}]',
    ),
    (Derived(1, [2], z=Point(3, 4)), 0, b'{"x":1,"y":[2],"z":{"x":3,"y":4}}'),
    (Methods(1), 0, b'{"a":1,"c":[]}'),
    (NOON, 0, b'"2026-11-22T12:05:09.000012"'),
    (NOON, OPT["NAIVE_UTC"] | OPT["OMIT_MICROSECONDS"], b'"2026-11-22T12:05:09+00:00"'),
    (NOON.replace(tzinfo=UTC), OPT["UTC_Z"], b'"2026-11-22T12:05:09.000012Z"'),
    (NOON.replace(tzinfo=ZONES[3]), OPT["UTC_Z"], b'"2026-11-22T12:05:09.000012-03:00"'),
    (datetime.date(1, 2, 3), 0, b'"0001-02-03"'),
    (datetime.time(1, 2, 3), 0, b'"01:02:03"'),
    ({1: 1, None: 2, 1.5: 3, True: 4, Colour.BLUE: 5}, OPT["NON_STR_KEYS"], b'{"1":4,"null":2,"1.5":3,"blue":5}'),
    ({uuid.UUID(int=1): 1, NOON: 2, NOON.date(): 3}, OPT["NON_STR_KEYS"] | OPT["SORT_KEYS"], None),
    ([2**53 - 1, -(2**53) + 1], OPT["STRICT_INTEGER"], b"[9007199254740991,-9007199254740991]"),
]


@pytest.mark.parametrize("value,option,text", WRITTEN)
def test_written(value, option, text):
    written = orjson_face.dumps(value, option=option)
    assert text is None or written == text
    assert orjson_model is None or written == orjson_model.dumps(value, option=option)
    assert type(written) is bytes


@needs_orjson
def test_options():
    assert {name: getattr(orjson_model, name) for name in NAMES} == {name: getattr(orjson_face, name) for name in NAMES}
    for value, option in itertools.product([case[0] for case in WRITTEN], sorted(set(OPT.values()))):
        agree(value, None, option)


def agree(value, default=None, option=0):
    """The same bytes, or the same refusal."""
    keywords = {} if default is None else {"default": default}  # orjson calls a None that is given.
    ours, theirs = (outcome(module.dumps, value, option=option, **keywords) for module in (orjson_face, orjson_model))
    assert ours[0] == theirs[0], f"{told(*ours)}\n{told(*theirs)}"
    if theirs[1] is not None:
        assert (type(ours[1]), words(str(ours[1]))) == (TypeError, str(theirs[1])), f"{told(*ours)}\n{told(*theirs)}"
        assert same_cause(ours[1], theirs[1])


REFUSED = (
    *(2**64, -(2**63) - 1, [10**100], "\ud800", ["\udfff"], {"\ud800": 1}, {1: 2}, {None: 1}, {Text("a"): 1}, b"b"),
    *({1}, 1j, object(), object, Opaque(), Real(1.5), Pair(1, 2), bytearray(), range(3), Ellipsis, memoryview(b"")),
    *({(1,): 1}, {b"b": 1}, {2**64: 1}, {Opaque(): 1}, {"a": {1: 2}}, [{"a": [Opaque()]}], Level.HIGH),
    *(datetime.time(1, tzinfo=UTC), datetime.timedelta(1), [2**53], [-(2**53)], {2**53: 1}, UTC),
)


@needs_orjson
@pytest.mark.parametrize(
    "option", [0, OPT["NON_STR_KEYS"], OPT["SORT_KEYS"], OPT["INDENT_2"], OPT["STRICT_INTEGER"], 4 | 32]
)
def test_refused(option):
    for value in REFUSED:
        agree(value, None, option)


@needs_orjson
@pytest.mark.parametrize("name", ["PASSTHROUGH_SUBCLASS", "PASSTHROUGH_DATETIME", "PASSTHROUGH_DATACLASS"])
def test_passed_through(name):
    values = (
        Text("a"),
        Whole(1),
        Items([1]),
        Mapping(a=1),
        NOON,
        NOON.date(),
        NOON.time(),
        Point(1, 2),
        Slots(1),
        Level.LOW,
    )
    for value in values:
        for default in (None, lambda value: f"<{type(value).__name__}>"):
            agree([value, {"k": value}], default, OPT[name])


@needs_orjson
def test_moments():
    zones = [*ZONES, PARIS, datetime.timezone(datetime.timedelta(hours=23, minutes=59)), datetime.timezone.min]
    days = [
        datetime.datetime(1, 1, 1),
        NOON,
        datetime.datetime(9999, 12, 31, 23, 59, 59, 999999),
        NOON.replace(month=7),
    ]
    flags = [OPT[name] for name in ("NAIVE_UTC", "OMIT_MICROSECONDS", "UTC_Z")]
    for day, zone in itertools.product(days, zones):
        moment = day.replace(tzinfo=zone)
        for count in range(4):
            for chosen in itertools.combinations(flags, count):
                agree([moment, {"k": moment}], None, sum(chosen))
                agree({moment: 1}, None, sum(chosen) | OPT["NON_STR_KEYS"])


@needs_orjson
@pytest.mark.skipif(PARIS is None, reason="no time zones: install tzdata")
def test_zones_of_the_standard_library_and_of_its_heirs():
    """What is known of a type of zones is not taken for what its subclasses do."""

    class Moved(type(PARIS)):
        def utcoffset(self, when):
            return datetime.timedelta(hours=9)

    class Summer(type(PARIS)):
        pass

    paris, moved, summer = (kind.no_cache("Europe/Paris") for kind in (type(PARIS), Moved, Summer))
    twice = NOON.replace(month=10, day=25, hour=2)  # the hour that comes again, in summer's time and in winter's
    moments = [NOON.replace(tzinfo=zone) for zone in (paris, moved, summer, ZONES[1])]
    moments += [twice.replace(tzinfo=zone, fold=fold) for zone in (paris, moved, summer) for fold in (0, 1)]
    for first in moments:  # whichever comes first
        agree([first, moments, first, dict.fromkeys("abc", first)])
        agree(dict.fromkeys([first, *moments]), None, OPT["NON_STR_KEYS"])
    assert orjson_face.dumps(twice.replace(tzinfo=paris)) != orjson_face.dumps(twice.replace(tzinfo=paris, fold=1))


@needs_orjson
def test_zones_that_misbehave():
    class Zone(datetime.tzinfo):
        def __init__(self, offset):
            self.offset = offset

        def utcoffset(self, when):
            return self.offset() if callable(self.offset) else self.offset

        def dst(self, when):
            return None

    for offset in (None, datetime.timedelta(minutes=-1), datetime.timedelta(hours=2, seconds=30)):
        agree(NOON.replace(tzinfo=Zone(offset)))
    with pytest.raises(Exception):  # noqa: B017
        orjson_face.dumps(NOON.replace(tzinfo=Zone(lambda: 1 // 0)))


@needs_orjson
def test_default():
    def chain(length):
        def default(value):
            return value.value if isinstance(value, Opaque) else str(value)

        value = "end"
        for _ in range(length):
            value = Opaque(value)
        return value, default

    for length in (0, 1, 100, 253, 254, 255, 256, 400):
        agree(*chain(length))
    for default in (lambda value: value, lambda value: 1 // 0, lambda value: {1}, lambda value: [value], 5, lambda: 1):
        agree([Opaque()], default)


@needs_orjson
def test_depth():
    for wrap in (lambda value: [value], lambda value: {"a": value}):
        value = 1
        for depth in range(1, 260):
            value = wrap(value)
            if depth in (1, 100, 252, 253, 254, 255, 256):
                agree(value)
                agree(value, None, OPT["INDENT_2"])
    loop = []
    loop.append(loop)
    agree(loop)


def nest(kinds, value=1):
    """value within containers, the last of kinds innermost."""
    for kind in reversed(kinds):
        if kind == "tuple":
            value = (value,)
        elif kind == "list":
            value = [value]
        elif kind == "items":
            value = Items([value])
        elif kind == "dict":
            value = {"a": value}
        elif kind == "dataclass":
            value = Point(value, 0)
        elif kind == "slots":
            value = Slots(value)
        else:
            value = Opaque(value)
    return value


@needs_orjson
def test_depth_of_tuples():
    """orjson counts tuples, and looks at the count only before other containers: within a tuple that has got past it,
    anything nests, and beside that tuple nothing does."""
    below = ["list"] * 253
    for value in ([], {}, (), 1, "x", [1], {"a": 1}, (1,), Slots(1), Items([]), Mapping(), Mapping(a=1)):
        agree(nest([*below, "list"], value))
        agree(nest([*below, "tuple"], value))
        agree(nest([*below, "tuple"], (value,)))
        agree(nest([*below, "tuple"], [(value,), value]))
        agree(nest([*below, "tuple"], [(value, [value])]))
        agree(nest([*below, "tuple", "tuple", "dict", "opaque", "list"], value), lambda value: value.value)
        agree(nest([*below, "opaque", "tuple", "opaque", "tuple", "opaque"], value), lambda value: value.value)
    for option in (0, OPT["INDENT_2"], OPT["SORT_KEYS"], OPT["NON_STR_KEYS"]):
        for depth in (254, 255, 256, 300, 700):
            agree(nest(["tuple"] * depth, []), None, option)


@needs_orjson
def test_depth_of_mixed_nests():
    draw = random.Random(seed())
    kinds = ("tuple", "tuple", "list", "dict", "dataclass", "slots", "items", "opaque")
    for _ in range(scaled(3000)):
        below = ["tuple" if draw.random() < 0.5 else "list"] * draw.randrange(230, 252)
        above = draw.choices(kinds, k=draw.randrange(1, 40))
        branch = draw.choices(kinds, k=draw.randrange(1, 4))
        value = [nest(above, draw.choice([[], {}, (), 1])), nest(branch)]
        agree(nest(below, value), lambda value: value.value, draw.choice([0, 1, 4, 32]))


def test_fragments():
    fragment = orjson_face.Fragment
    assert orjson_face.dumps([fragment(b'{"a": 1}'), fragment('"é"'), fragment("")]) == '[{"a": 1},"é",]'.encode()
    assert orjson_face.dumps({"a": fragment(b"[ ]")}, option=OPT["INDENT_2"]) == b'{\n  "a": [ ]\n}'
    for content in (None, 1, bytearray(b"1"), "\ud800"):
        with pytest.raises(TypeError):
            orjson_face.dumps(fragment(content))
    for arguments, keywords in (((), {}), ((b"", b""), {}), ((), {"contents": b""})):
        with pytest.raises(TypeError):
            fragment(*arguments, **keywords)


@needs_orjson
def test_wrong_arguments():
    for option in (-1, 1 << 12, "1", 1.0, True, False):
        agree([1], None, option)
    # An int whose lowest 30 bits are 0 is taken for 0, whatever it is.
    for high in (1 << 30, 3 << 30, 1 << 31, 1 << 32, 1 << 60, 1 << 63, 1 << 64, 1 << 90, 1 << 1000):
        for low in (0, 1, 4095, 1 << 29):
            agree([1], None, high + low)
            agree([1], None, -high - low)
    # Of more than three arguments it may pass over default and option.
    for count in range(12):
        for keywords in ({}, {"default": repr}, {"option": 1}, {"option": 1, "default": repr}):
            arguments = (object, repr, 1, *range(count))
            ours, theirs = (outcome(module.dumps, *arguments, **keywords) for module in (orjson_face, orjson_model))
            assert ours[0] == theirs[0] and str(ours[1]) == str(theirs[1]), f"{told(*ours)}\n{told(*theirs)}"
    for arguments, keywords in (
        ((), {}),
        ((1, None, None, None), {}),
        ((1,), {"nonsense": 1}),
        ((1, None), {"default": None}),
        ((), {"obj": 1}),
        ((1,), {"default": None, "option": None}),
    ):
        ours, theirs = (outcome(module.dumps, *arguments, **keywords) for module in (orjson_face, orjson_model))
        assert ours[0] == theirs[0] and type(ours[1]) is type(theirs[1]), f"{told(*ours)}\n{told(*theirs)}"


if numpy is not None:
    INTEGERS = [f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)]
    FLOATS = ["float16", "float32", "float64"]


@needs_orjson
@pytest.mark.skipif(numpy is None, reason="numpy is not installed")
@pytest.mark.parametrize("option", [0, OPT["INDENT_2"], OPT["APPEND_NEWLINE"]])
def test_arrays(option):
    option |= OPT["SERIALIZE_NUMPY"]
    arrays = [numpy.array([numpy.iinfo(kind).min, 0, 7, numpy.iinfo(kind).max], kind) for kind in INTEGERS]
    arrays += [numpy.array([0, -1.5, 1e-5, 0.1, 65504, numpy.nan, numpy.inf, 1e-7], kind) for kind in FLOATS]
    arrays += [numpy.array([True, False]), numpy.zeros((2, 0, 3)), numpy.zeros(0, "int8"), numpy.ones((2, 1, 3, 2))]
    arrays += [
        numpy.array(["2026-11-22T01:02:03", "1969-12-31", "NaT"], f"datetime64[{unit}]")[:2]
        for unit in ("Y", "D", "h", "m", "s", "ms", "us", "ns")
    ]
    odd = [numpy.array(5), numpy.ones((4, 4)).T[::2], numpy.ones(3, ">i4"), numpy.array([1j]), numpy.array(["a"])]
    odd += [numpy.array([object()]), numpy.array(["NaT"], "datetime64[s]"), numpy.array(["1"], "timedelta64[s]")]
    for array in (*arrays, *odd):
        agree([array, {"a": array}], None, option)
        agree(array, lambda value: "default", option)
        for scalar in array.reshape(-1)[:3]:
            agree([scalar], None, option)
    agree(arrays[0], None, 0)
    months = numpy.array(["2026-11", "1969-12"], "datetime64[M]")  # orjson 3.13 dies of them.
    assert orjson_face.dumps(list(months), option=16) == b'["2026-11-01T00:00:00","1969-12-01T00:00:00"]'


@needs_orjson
@pytest.mark.skipif(numpy is None, reason="numpy is not installed")
@pytest.mark.parametrize("kind", INTEGERS + FLOATS if numpy is not None else [])
def test_random_rows(kind):
    """Items of all magnitudes, of floats all halves and bit patterns, in rows of a few and of many, and one by one."""
    draw = numpy.random.default_rng(5)
    size = numpy.dtype(kind).itemsize
    patterns = draw.integers(0, 1 << 64, scaled(60_000), "uint64", endpoint=False)
    if kind[0] == "f":
        patterns = numpy.concatenate([numpy.arange(1 << 16, dtype="uint64") << (8 * size - 16), patterns])
    else:
        patterns >>= draw.integers(0, 64, len(patterns), "uint64")
    row = patterns.astype(f"uint{8 * size}").view(kind)
    option = OPT["SERIALIZE_NUMPY"]
    for array in (row, row[:6000].reshape(-1, 3), row[:6000].reshape(2, -1, 5), list(row[:2000])):
        assert orjson_face.dumps(array, option=option) == orjson_model.dumps(array, option=option)


@needs_orjson
@pytest.mark.skipif(numpy is None, reason="numpy is not installed")
def test_singles_near_decisions():
    """Powers of two, where the neighbour below is nearer, and floats in the middle between two shorter decimals."""
    powers = numpy.arange(255, dtype="uint32") << 23
    middles = numpy.arange(2**21, 2**21 + 4000, dtype="float64") + 0.25
    near = (powers[:, None] + numpy.array([0, 1, 2, 2**32 - 1], "uint32")).reshape(-1)[1:]
    floats = numpy.concatenate([near.view("float32"), middles.astype("float32"), numpy.float32(2) ** -numpy.arange(40)])
    floats = floats.astype("float32")
    option = OPT["SERIALIZE_NUMPY"]
    for array in (
        floats,
        -floats,
        floats[floats < 1e30] * numpy.float32(10),
        numpy.arange(1, 9000, dtype="float32") / 1000,
    ):
        assert orjson_face.dumps(array, option=option) == orjson_model.dumps(array, option=option)


@needs_lanejson
def test_numpy_is_not_imported():
    import subprocess

    code = "import sys, lanejson.orjson as o; o.dumps([1], option=16); assert 'numpy' not in sys.modules; print('ok')"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.stdout.strip() == "ok", result.stderr


class Shouting(enum.Enum):
    """An enum whose value is not what it keeps as `_value_`."""

    A = "a"

    @property
    def value(self):
        return self._value_.upper() + "!"


class Hidden(enum.Enum):
    """One that answers for every attribute itself."""

    A = "a"

    def __getattribute__(self, name):
        return "hidden" if name == "_value_" else super().__getattribute__(name)


class Bare(enum.Enum):
    """One that lost what it kept."""

    A = "a"


def test_values_of_enums_are_asked_for():
    assert orjson_face.dumps([Shouting.A, Hidden.A, {"k": Shouting.A}]) == b'["A!","hidden",{"k":"A!"}]'
    assert orjson_face.dumps({Shouting.A: 1}, option=orjson_face.OPT_NON_STR_KEYS) == b'{"A!":1}'


def both_agree(value):
    agree(value, None, 0)
    agree([value, {"in": value}], None, OPT["SORT_KEYS"])


class Told:
    """Its instances say themselves what they consist of."""

    @property
    def __dict__(self):
        return {"told": 5, "_not": 6}


@needs_orjson
def test_classes_that_change():
    """What was found out of a class is forgotten when the class changes."""

    class Base:
        pass

    @dataclasses.dataclass
    class Changing(Base):
        a: int
        _b: int = 2

    value, fields = Changing(1), Changing.__dataclass_fields__
    value.c = value._d = 3
    both_agree(value)
    Changing.__slots__ = ("a",)
    both_agree(value)
    del Changing.__slots__
    both_agree(value)
    del Changing.__dataclass_fields__
    both_agree(value)
    Changing.__dataclass_fields__ = fields
    both_agree(value)
    Changing.__bases__ = (Told,)
    both_agree(value)
    value.__class__ = Derived
    both_agree(value)


@needs_orjson
def test_many_classes():
    """More of them than are remembered, and new ones where others were."""
    for _ in range(3):
        classes = [dataclasses.make_dataclass(f"C{i}", ["a", "_b", "c"][: i % 4], slots=i % 2 == 0) for i in range(50)]
        plain = [type(f"P{i}", (), {}) for i in range(50)]
        for kind in classes * 2:
            both_agree(kind(*range(len(dataclasses.fields(kind)))))
        for kind in plain:
            agree([kind()], lambda value: {"d": type(value).__name__}, 0)


@needs_orjson
def test_dataclasses_that_are_odd():
    @dataclasses.dataclass
    class Failure(Exception):
        a: int

    @dataclasses.dataclass
    class Telling(Told):
        a: int

    failure, odd = Failure(5), Point(1, 2)
    failure.b = {"c": failure.a}
    odd.__dict__[5] = 6
    shared = Point(1, 2)
    object.__setattr__(shared, "__dict__", {"_": 1, "é": [], "x": {}})
    for value in (failure, odd, shared, Telling(1)):
        both_agree(value)


@needs_orjson
def test_dataclasses_that_are_more():
    """What comes first of several natures, whether it was met before or not, and whichever is left aside."""

    @dataclasses.dataclass
    class Number(int):
        a: int = 1

    @dataclasses.dataclass
    class Row(list):
        a: int = 1

    @dataclasses.dataclass  # noqa: RUF049
    class Mark(enum.Enum):
        A = 5

    def default(value):
        return f"default of {type(value).__name__}"

    leave = [OPT["PASSTHROUGH_SUBCLASS"], OPT["PASSTHROUGH_DATACLASS"], OPT["PASSTHROUGH_DATETIME"]]
    for value in (Number(7), Row((3,)), Mark.A, Whole(3), Whole(2**63), Whole(-(2**63) - 1), Text("é"), Text("a\n")):
        for option in (0, *leave, leave[0] | leave[1], OPT["STRICT_INTEGER"]) * 2:
            agree(value, default, option)
            agree([value, {"a": value}, value], default, option | OPT["INDENT_2"])


@needs_lanejson
def test_a_dataclass_of_classes():
    """orjson dies of it."""

    @dataclasses.dataclass
    class Meta(type):
        a: int

    with pytest.raises(AttributeError):
        orjson_face.dumps(Meta.__new__(Meta, "M", (), {}))


@needs_orjson
def test_uuids_of_odd_ints(monkeypatch):
    known = uuid.UUID(int=2**128 - 1)
    monkeypatch.setattr(uuid.UUID, "int", uuid.UUID.__dict__["is_safe"])
    assert outcome(orjson_face.dumps, known)[1] is not None
    monkeypatch.setattr(uuid.UUID, "int", property(lambda self: 5))
    agree([known], None, 0)
    monkeypatch.undo()
    agree([known, {known: 1}], None, OPT["NON_STR_KEYS"])
    assert outcome(orjson_face.dumps, uuid.UUID.__new__(uuid.UUID))[1] is not None
    for number in (
        0,
        1,
        2**30 - 1,
        2**30,
        2**60,
        2**64 - 1,
        2**90,
        2**120 - 1,
        2**120,
        0x123456789ABCDEF0FEDCBA9876543210,
    ):
        agree([uuid.UUID(int=number), {uuid.UUID(int=number): 0}], None, OPT["NON_STR_KEYS"])


@needs_lanejson
def test_an_enum_without_its_value():
    """orjson dies of it."""
    del Bare.A.__dict__["_value_"]
    with pytest.raises(AttributeError):
        orjson_face.dumps(Bare.A)
    Bare.A._value_ = "again"
    assert orjson_face.dumps(Bare.A) == b'"again"'
