# SPDX-License-Identifier: MIT
"""Endless objects whose classes override what a JSON encoder may call: honest, lying, raising and mutating overrides,
each of which records its calls. Case i of a seed is made again from its number, for each side of a comparison anew."""

import itertools
from random import Random

# (tag of the object, name of the method) of every call since the case was made.
CALLS = []

# What the case is made of: some versions of json borrow what an override may take from its container.
KEPT = []

BASES = {
    list: ("__len__", "__bool__", "__iter__", "__getitem__", "__contains__", "__repr__", "__class_getitem__"),
    tuple: ("__len__", "__bool__", "__iter__", "__getitem__", "__repr__"),
    dict: ("__len__", "__bool__", "__iter__", "items", "keys", "values", "get", "__getitem__", "__contains__"),
    str: ("__len__", "__bool__", "__iter__", "__getitem__", "__str__", "__repr__", "encode", "__add__", "__radd__"),
    int: ("__bool__", "__str__", "__repr__", "__int__", "__index__", "__eq__", "__format__"),
    float: ("__bool__", "__str__", "__repr__", "__float__", "__eq__", "__ne__", "__lt__", "__format__"),
}

ERRORS = (ValueError, TypeError, StopIteration, KeyError, RuntimeError, GeneratorExit, AttributeError, IndexError)


class Tagged(tuple):
    """A pair that is a tuple of a subclass."""


class Recorded:
    """An iterator whose every call is recorded."""

    def __init__(self, tag, items):
        self.tag, self.items = tag, iter(items)

    def __iter__(self):
        CALLS.append((self.tag, "iterator __iter__"))
        return self

    def __next__(self):
        CALLS.append((self.tag, "iterator __next__"))
        return next(self.items)

    def __length_hint__(self):
        CALLS.append((self.tag, "iterator __length_hint__"))
        return 3


class Sized(Recorded):
    def __len__(self):
        CALLS.append((self.tag, "iterator __len__"))
        return 1

    def __bool__(self):
        CALLS.append((self.tag, "iterator __bool__"))
        return False


class Opaque:
    """Nothing that JSON knows: goes to default()."""

    def __init__(self, tag):
        self.tag = tag

    def __repr__(self):
        return "<Opaque>"


def interrupted(items, error):
    yield from items
    raise error


ITEMS = ("lie", 1.5, None, [2], {"k": "v"})
PAIRS = (("lie", 1), ("b", [2]), (3, None), (None, {"x": 1.5}), (2.5, "é"))
ODD_PAIRS = (["list", 1], "ab", (1, 2, 3), (1,), 5, None, {"p": 1, "q": 2}, Tagged(("t", 1)), (Opaque(0), 1), "a", [])


def lies(name, rng):
    """A function of an object's tag that gives what its overridden method returns, or raises."""
    if name == "__len__":
        value = rng.choice((0, 1, 7, 0, 1, -1, "x"))
    elif name == "__bool__":
        value = rng.choice((True, False, True, False, 1))
    elif name in ("__iter__", "values", "keys"):
        return iterables(rng, [rng.choice(ITEMS) for _ in range(rng.randrange(4))])
    elif name == "items":
        pairs = [rng.choice(PAIRS) for _ in range(rng.randrange(4))]
        if rng.random() < 0.25:
            pairs.append(rng.choice(ODD_PAIRS))
        return iterables(rng, pairs)
    elif name in ("__str__", "__repr__", "__format__", "__add__", "__radd__"):
        value = rng.choice(("liar", "", "1", 5))
    elif name == "encode":
        value = b"liar"
    elif name in ("__eq__", "__ne__", "__lt__", "__contains__"):
        value = rng.choice((True, False, NotImplemented, "yes", ""))
    else:
        value = rng.choice((1, "liar", None))
    return lambda tag: value


def iterables(rng, items):
    kind = rng.randrange(9)
    error = rng.choice(ERRORS)
    return (
        lambda tag: iter(items),
        lambda tag: (item for item in items),
        lambda tag: Recorded(tag, items),
        lambda tag: Sized(tag, items),
        lambda tag: interrupted(items, error("interrupted")),
        lambda tag: list(items),
        lambda tag: tuple(items),
        lambda tag: Recorded(tag, interrupted(items, error("interrupted"))),
        lambda tag: 5,
    )[kind]


def mutate(container, way):
    """Changes a container in place; what it adds ends."""
    added = (f"added {len(container or ())}", f"moved {len(container or ())}", ["replaced"])
    KEPT.extend(added)
    if type(container) is list:
        if way == 0:
            container.append("appended")
        elif way == 1 and container:
            container.pop()
        elif way == 2:
            container.clear()
        else:
            container[:1] = [added[2], 1]
    elif type(container) is dict:
        if way == 0:
            container[added[0]] = "added"
        elif way == 1 and container:
            container.popitem()
        elif way == 2:
            container.clear()
        elif container:
            key = next(iter(container))
            container[added[1]] = container.pop(key)


def override(rng, base, name):
    """A method of that name for a subclass of base."""
    original = getattr(base, name, None)
    if name == "__bool__" and original is None:
        original = base.__len__ if hasattr(base, "__len__") else None
    kind = rng.random()
    if original is None or 0.4 < kind < 0.7:
        lie = lies(name, rng)

        def method(self, *arguments):
            CALLS.append((getattr(self, "tag", None), name))
            return lie(getattr(self, "tag", None))

    elif kind <= 0.4:

        def method(self, *arguments):
            CALLS.append((getattr(self, "tag", None), name))
            result = original(self, *arguments)
            return result > 0 if name == "__bool__" else result

    elif kind < 0.82:
        error = rng.choice(ERRORS)
        value = rng.choice((("raised",), (), (3,)))

        def method(self, *arguments):
            CALLS.append((getattr(self, "tag", None), name))
            raise error(*value)

    else:
        way = rng.randrange(4)

        def method(self, *arguments):
            CALLS.append((getattr(self, "tag", None), name))
            if getattr(self, "patience", 0) > 0:
                self.patience -= 1
                mutate(self.target, way)
            result = original(self, *arguments)
            return result > 0 if name == "__bool__" else result

    method.__name__ = name
    return method


def make_class(rng, base):
    """A subclass of base with some of its methods overridden; one in eight with none."""
    names = BASES[base]
    count = rng.choice((0, 1, 1, 1, 2, 2, 3, 4))
    body = {name: override(rng, base, name) for name in rng.sample(names, count)}
    if "__eq__" in body:
        body["__hash__"] = base.__hash__
    return type(f"{base.__name__.title()}s", (base,), body)


class Overrides:
    """Random objects with overrides. Case i of a seed depends on nothing else."""

    def __init__(self, seed, pool=150):
        self.seed, self.rng = seed, Random(seed)
        rng = Random(seed ^ 0x5EED)
        self.classes = {base: [make_class(rng, base) for _ in range(pool)] for base in BASES}
        self.tags = itertools.count()

    def case(self, number):
        """The object, its default function or None. CALLS begins anew."""
        rng = self.rng
        rng.seed(self.seed * 1_000_000_007 + number)
        CALLS.clear()
        KEPT.clear()
        self.tag = 0
        self.open = []
        value = self.value(rng, rng.randrange(1, 4))
        return value, self.default(rng, value)

    def default(self, rng, root):
        kind = rng.randrange(9)
        if kind > 6:
            return None
        error = rng.choice(ERRORS)
        patience = 4

        def default(value):
            nonlocal patience
            CALLS.append((value.tag if type(value) is Opaque else type(value).__name__, "default"))
            if kind == 0:
                return "text"
            if kind == 1:
                return [1, {"a": None}]
            if kind == 2:
                raise error("from default")
            if kind == 3:
                raise error
            patience -= 1
            if patience > 0 and type(value) is Opaque:
                mutate(value.target, kind - 4 if kind < 6 else patience)
            if kind == 6 and patience < 3:
                raise error("after a change")
            return {"from": "default"}

        return default

    def tagged(self, rng, value):
        value.tag = self.tag = self.tag + 1
        value.patience = 3
        value.target = rng.choice(self.open) if self.open else None
        return value

    def value(self, rng, depth):
        kind = rng.random()
        if depth == 0 or kind < 0.2:
            return self.scalar(rng)
        if kind < 0.5:  # An exact container, which others may change.
            if rng.random() < 0.5:
                return self.fill(rng, [], depth)
            return self.fill(rng, {}, depth)
        base = (list, dict, dict, tuple)[int(rng.random() * 4)]
        cls = rng.choice(self.classes[base])
        if base is list:
            return self.tagged(rng, cls(self.fill(rng, [], depth)))
        if base is tuple:
            return self.tagged(rng, cls(self.fill(rng, [], depth)[:]))
        value = cls()
        dict.update(value, self.fill(rng, {}, depth))
        return self.tagged(rng, value)

    def fill(self, rng, container, depth):
        self.open.append(container)
        count = int(rng.random() * 4)
        for index in range(count):
            item = self.value(rng, depth - 1)
            if type(container) is list:
                container.append(item)
            else:
                key = self.key(rng, index)
                container[key] = item
                KEPT.append(key)
            KEPT.append(item)
        if len(self.open) > 1:
            self.open.pop()
        return container

    def key(self, rng, index):
        kind = rng.random()
        if kind < 0.7:
            return ("a", "b", "c", "é")[index]
        if kind < 0.85:
            return self.tagged(rng, rng.choice(self.classes[str])(f"key {index}"))
        if kind < 0.9:
            return Opaque(index)
        return (None, True, 5, 1.5, float("inf"), 2**70)[int(rng.random() * 6)]

    def scalar(self, rng):
        kind = rng.random()
        if kind < 0.3:
            return ("text", 1, 2.5, None, True, "é", float("nan"), 2**70)[int(rng.random() * 8)]
        if kind < 0.5:
            opaque = Opaque(self.tag)
            opaque.target = rng.choice(self.open) if self.open else None
            return opaque
        base = (str, int, float)[int(rng.random() * 3)]
        cls = rng.choice(self.classes[base])
        if base is str:
            value = str.__new__(cls, rng.choice(("", "sub", "sé", "中")))
        elif base is int:
            value = int.__new__(cls, rng.choice((0, 1, -7, 2**64, 2**80)))
        else:
            value = float.__new__(cls, rng.choice((0.0, 1.5, 1e300, float("nan"), float("inf"), float("-inf"))))
        return self.tagged(rng, value)


class Separator(str):
    """A str whose class is asked by whoever puts it together with another."""

    def __add__(self, other):
        CALLS.append((str(self), "separator __add__"))
        return str.__add__(self, other)

    def __radd__(self, other):
        CALLS.append((str(self), "separator __radd__"))
        return other + str(self)

    def __mul__(self, other):
        CALLS.append((str(self), "separator __mul__"))
        return str.__mul__(self, other)

    def __str__(self):
        return str.__str__(self)


INDENTS = (None, None, None, None, 0, 1, 2, "\t", "--", Separator(" "))
SEPARATORS = (None, None, None, (",", ":"), (" ,", " : "), (Separator(","), Separator(":")), ("é", "中"))


def keyword_sets():
    """Every combination of the yes/no keywords, each with several of the others."""
    rng = Random(3)
    sets = []
    names = ("skipkeys", "ensure_ascii", "check_circular", "allow_nan", "sort_keys")
    for values in itertools.product((False, True), repeat=len(names)):
        for _ in range(12):
            keywords = dict(zip(names, values), indent=rng.choice(INDENTS), separators=rng.choice(SEPARATORS))
            sets.append({name: value for name, value in keywords.items() if value is not None})
    usual = ({}, {"indent": 2}, {"ensure_ascii": False}, {"sort_keys": True}, {"skipkeys": True})
    return [*usual * 30, *sets]
