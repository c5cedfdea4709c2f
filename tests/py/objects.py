# SPDX-License-Identifier: MIT
"""Endless Python objects to write: plain and odd, each made again from its seed and number."""

import collections
import dataclasses
import datetime
import enum
import itertools
import uuid
from random import Random

import corpus

try:
    import numpy
except ImportError:
    numpy = None


class Text(str):
    pass


class Whole(int):
    pass


class LyingWhole(int):
    def __repr__(self):
        return "liar"


class Real(float):
    def __repr__(self):
        return "real"


class Items(list):
    pass


class Mapping(dict):
    pass


class LyingMapping(dict):
    def items(self):
        return [("instead", 1), ("of", [2])]

    def __len__(self):
        return 7


class Pair(collections.namedtuple("Pair", "first second")):
    pass


class Colour(enum.Enum):
    RED = 1
    BLUE = "blue"
    NESTED = (1, [2.5, None])


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2**70


class Flags(enum.IntFlag):
    A = 1
    B = 2


class Opaque:
    """Nothing that JSON knows: goes to default()."""

    def __init__(self, value=None):
        self.value = value

    def __repr__(self):
        return "<Opaque>"


class Unspeakable:
    def __repr__(self):
        raise ArithmeticError("no repr")


class Slotted:
    __slots__ = ("a",)


@dataclasses.dataclass
class Point:
    x: int
    y: object
    _hidden: int = 3


@dataclasses.dataclass
class Derived(Point):
    z: object = None
    shared: dataclasses.InitVar[int] = 5


@dataclasses.dataclass(frozen=True)
class Frozen:
    name: str
    other: object = None


if hasattr(dataclasses, "KW_ONLY"):

    @dataclasses.dataclass(slots=True)
    class Slots:
        a: object
        b: object = "b"

else:
    Slots = Point


def make_default(kind):
    """The functions given as default=: each call of one is the same whichever module calls it."""

    def nothing(value):
        raise TypeError(f"not {type(value).__name__}")

    def attributes(value):
        return value.value if isinstance(value, Opaque) else str(type(value).__name__)

    def nested(value):
        return [{"default": type(value).__name__}, (1.5, None)]

    def same(value):
        return value

    def missing(value):
        pass

    def breaks(value):
        return 1 // 0

    def again(value):
        return value.value if isinstance(value, Opaque) else Opaque([Opaque("end")])

    return (nothing, attributes, nested, same, missing, breaks, again, repr)[kind]


DEFAULTS = [make_default(kind) for kind in range(8)]

ZONES = (
    None,
    datetime.timezone.utc,
    datetime.timezone(datetime.timedelta(hours=5, minutes=30)),
    datetime.timezone(-datetime.timedelta(hours=3)),
    datetime.timezone(datetime.timedelta(seconds=-1)),
    datetime.timezone(datetime.timedelta(hours=1, seconds=30)),
)


def floats(rng, count):
    edges = [
        0.0,
        -0.0,
        1.0,
        1e16,
        1e15,
        123456789012345680.0,
        9007199254740993.0,
        1e22,
        1e23,
        5e-324,
        2.2250738585072014e-308,
    ]
    edges += [
        1.7976931348623157e308,
        0.1,
        1e-4,
        1e-5,
        1.5e-7,
        float("inf"),
        float("-inf"),
        float("nan"),
        -1.5,
        100.0,
        1e100,
    ]
    for index in range(count - len(edges)):
        kind = index % 5
        if kind == 0:
            edges.append(rng.uniform(-1e3, 1e3))
        elif kind == 1:
            edges.append(round(rng.uniform(-1e6, 1e6), rng.randrange(7)))
        elif kind == 2:
            edges.append(float(rng.randrange(-(10**6), 10**6)))
        else:
            edges.append(rng.uniform(-10, 10) * 10.0 ** rng.randrange(-320, 308))
    return edges


def integers(rng, count):
    found = [
        0,
        1,
        -1,
        9,
        10,
        99,
        100,
        2**31,
        -(2**31),
        2**53,
        2**53 + 1,
        2**63 - 1,
        2**63,
        -(2**63),
        -(2**63) - 1,
        2**64 - 1,
        2**64,
    ]
    found += [10**n + rng.randrange(-1, 2) for n in range(40)] + [-(10**n) for n in range(40)]
    return found + [rng.choice((1, -1)) * rng.getrandbits(rng.randrange(1, 70)) for _ in range(count)]


class Objects:
    """Random objects for json.dumps. Case i of a seed depends on nothing else."""

    def __init__(self, seed, pool=1500):
        self.seed, self.rng = seed, Random(seed)
        rng = Random(1)
        self.strings = [corpus.random_text(rng) for _ in range(pool)]
        self.scalars = (
            self.strings + integers(rng, pool // 2) + floats(rng, pool // 2) + [None, True, False] * (pool // 10)
        )
        rng.shuffle(self.scalars)
        self.odd_keys = [
            1,
            -5,
            2**70,
            1.5,
            float("nan"),
            float("inf"),
            1e300,
            None,
            True,
            False,
            Level.LOW,
            Level.HIGH,
            Text("sub"),
        ]
        self.odd_keys += [(1, 2), b"bytes", Opaque(), frozenset(), Real(2.5), Whole(3), Colour.RED, "\ud800", "é"]

    def case(self, number, cycles=True):
        rng = self.rng
        rng.seed(self.seed * 1_000_000_007 + number)
        if rng.random() < 0.005 and cycles:
            return self.cyclic(rng)
        # A third of the objects are plain all through; the others hold something odd now and then.
        oddness = (0.0, 0.02, 0.1)[int(rng.random() * 3)]
        return self.value(rng, int(rng.random() * 5), oddness)

    def value(self, rng, depth, oddness):
        if oddness and rng.random() < oddness:
            return self.odd(rng, depth, oddness)
        kind = rng.random()
        if depth == 0 or kind < 0.35:
            return self.scalars[int(rng.random() * len(self.scalars))]
        count = int(rng.random() * rng.random() * 10)
        if kind < 0.42:
            return tuple([self.value(rng, depth - 1, oddness) for _ in range(count)])
        if kind < 0.65:
            return [self.value(rng, depth - 1, oddness) for _ in range(count)]
        return {self.key(rng, oddness): self.value(rng, depth - 1, oddness) for _ in range(count)}

    def key(self, rng, oddness):
        if oddness and rng.random() < oddness:
            return self.odd_keys[int(rng.random() * len(self.odd_keys))]
        return self.strings[int(rng.random() * len(self.strings))]

    def odd(self, rng, depth, oddness):
        inner = self.value(rng, max(depth - 1, 0), oddness)
        kind = rng.randrange(20)
        if kind == 0:
            return Text(inner if type(inner) is str else "text")
        if kind == 1:
            return Whole(7 if type(inner) is not int else inner)
        if kind == 2:
            return Real(rng.uniform(-5, 5))
        if kind == 3:
            return Items([inner, inner])
        if kind == 4:
            return Mapping({"a": inner, "b": 1})
        if kind == 5:
            return LyingMapping({"a": inner})
        if kind == 6:
            return Pair(inner, 2)
        if kind == 7:
            return rng.choice(list(Level) + [Flags.A | Flags.B])
        if kind == 8:
            return LyingWhole(11)
        if kind == 9:
            return collections.OrderedDict([("z", inner), ("a", 0)])
        if kind == 10:
            return rng.choice(list(Colour))
        if kind == 11:
            return rng.choice((b"bytes", bytearray(b"x"), {1}, 1j, range(3), object, Slotted, Ellipsis))
        if kind == 12:
            return collections.defaultdict(list, k=inner)
        return Opaque(inner)

    def cyclic(self, rng):
        """A list or a dict that holds itself, at some depth."""
        inner = [1]
        outer = inner
        for _ in range(rng.randrange(4)):
            outer = [0, outer] if rng.random() < 0.5 else {"in": outer}
        inner.append(outer)
        return outer


class OrjsonObjects(Objects):
    """Random objects for orjson.dumps: the same, and the types that orjson knows."""

    def odd(self, rng, depth, oddness):
        kind = rng.randrange(24)
        if kind < 5:
            return super().odd(rng, depth, oddness)
        inner = self.value(rng, max(depth - 1, 0), oddness)
        if kind < 9:
            return rng.choice(
                (Point(1, inner), Derived(2, inner, z=[inner]), Frozen("n", inner), Slots(inner), Slots(1))
            )
        if kind < 13:
            return self.moment(rng)
        if kind < 15:
            return uuid.UUID(int=rng.getrandbits(128))
        if kind < 17:
            return rng.choice(list(Colour) + list(Level))
        if kind < 20 and numpy is not None:
            return self.array(rng)
        return Opaque(inner)

    def moment(self, rng):
        kind = rng.randrange(4)
        day = datetime.date(rng.randrange(1, 10000), rng.randrange(1, 13), rng.randrange(1, 29))
        if kind == 0:
            return day
        micros = rng.choice((0, 0, 1, 1000, rng.randrange(10**6)))
        time = datetime.time(rng.randrange(24), rng.randrange(60), rng.randrange(60), micros)
        if kind == 1:
            if 10_000 <= micros < 100_000:  # orjson 3.13 loses the zero before five digits of microseconds.
                time = time.replace(microsecond=0)
            return time if rng.random() < 0.95 else time.replace(tzinfo=datetime.timezone.utc)
        return datetime.datetime.combine(day, time, ZONES[int(rng.random() * len(ZONES))])

    def array(self, rng):
        kinds = [
            "bool",
            "int8",
            "int16",
            "int32",
            "int64",
            "uint8",
            "uint16",
            "uint32",
            "uint64",
            "float16",
            "float32",
            "float64",
            "complex64",
            "datetime64[s]",
            "U4",
        ]
        kind = kinds[int(rng.random() * len(kinds))]
        shape = rng.choice(((), (0,), (3,), (9,), (2, 3), (2, 0), (1, 2, 2)))
        total = 1
        for length in shape:
            total *= length
        values = [rng.choice((0, 1, 2, 100, 127)) if kind[0] not in "f" else rng.uniform(-9, 9) for _ in range(total)]
        array = numpy.array(values, dtype=object).astype(kind).reshape(shape)
        how = rng.random()
        if how < 0.1:
            return array.T if array.ndim > 1 else array[::2] if array.ndim else array
        if how < 0.4:
            return array.reshape(-1)[0] if array.size else array
        return array


INDENTS = (None, None, None, None, 0, 1, 2, 4, "\t", "", "--", -1, True, "\u00e9")
SEPARATORS = (None, None, None, (",", ":"), (", ", ": "), (" ,\n", "\t:"), ("\u00e9", "\U0001f600"), ("", ""))


def keyword_sets():
    """Every combination of the yes/no keywords of json.dumps, each with several of the others."""
    rng = Random(2)
    sets = []
    names = ("skipkeys", "ensure_ascii", "check_circular", "allow_nan", "sort_keys")
    for values in itertools.product((False, True), repeat=len(names)):
        for _ in range(24):
            keywords = dict(zip(names, values))
            if rng.random() < 0.5:  # What is at its default may as well not be given.
                keywords = {
                    name: value for name, value in keywords.items() if value is (name in ("skipkeys", "sort_keys"))
                }
            keywords["indent"] = rng.choice(INDENTS)
            keywords["separators"] = rng.choice(SEPARATORS)
            keywords["default"] = rng.choice([None, None] + DEFAULTS)
            if keywords["default"] is DEFAULTS[3] and not values[2]:
                continue  # Endless, and has a test of its own.
            sets.append({name: value for name, value in keywords.items() if value is not None})
    return [{}, {"indent": 2}, {"ensure_ascii": False}, {"sort_keys": True}] * 40 + sets
