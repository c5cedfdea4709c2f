# SPDX-License-Identifier: MIT
"""Subclasses with overrides through dumps, dump and iterencode against json: the same text or exception, and the same
calls of the overrides in the same order."""

import io
import sys

import figures
import pytest
from compare import outcome, same_cause, same_error, told
from overrides import CALLS, Opaque, Overrides, Separator, keyword_sets
from subject import face, model, needs_lanejson, scaled, seed


class Difference(AssertionError):
    pass


def dumps(module, value, keywords):
    return module.dumps(value, **keywords)


def dump(module, value, keywords):
    file = io.StringIO()
    module.dump(value, file, **keywords)
    return file.getvalue()


def iterencode(module, value, keywords):
    return "".join(module.JSONEncoder(**keywords).iterencode(value))


def encode(module, value, keywords):
    return module.JSONEncoder(**keywords).encode(value)


WAYS = (dumps, dump, iterencode, encode)


def run(way, module, generator, number, keywords):
    """(text, exception, calls) of one case."""
    value, default = generator.case(number)
    if default is not None:
        keywords = {**keywords, "default": default}
    try:
        text, error = way(module, value, keywords), None
    except BaseException as raised:
        text, error = None, raised
    return text, error, CALLS[:]


def same_outcome(ours, expected):
    if isinstance(expected[1], RecursionError):  # Its words tell where the stack happened to end.
        return isinstance(ours[1], RecursionError)
    if ours[2] != expected[2]:
        return False
    if expected[1] is None:
        return ours[1] is None and type(ours[0]) is type(expected[0]) and ours[0] == expected[0]
    notes = getattr(expected[1], "__notes__", None)
    return (
        ours[1] is not None
        and same_error(ours[1], expected[1])
        and same_cause(ours[1], expected[1])
        and (notes is None or getattr(ours[1], "__notes__", None) == notes)
    )


def overrides_differential(numbers, generator, sets):
    for number in numbers:
        keywords, way = sets[number // len(WAYS) % len(sets)], WAYS[number % len(WAYS)]
        expected = run(way, model, generator, number, keywords)
        ours = run(way, face, generator, number, keywords)
        if not same_outcome(ours, expected):
            value = generator.case(number)[0]
            raise Difference(
                f"case {number} of seed {generator.seed}: {way.__name__}, {keywords}\n{shown(value)}\n"
                f"  model: {told(*expected[:2])}\n  calls: {expected[2]}\n"
                f"  ours:  {told(*ours[:2])}\n  calls: {ours[2]}"
            )
    return len(numbers)


def shown(value):
    """An object with its classes and what they override, without asking it."""
    cls = type(value)
    base = next(base for base in cls.__mro__ if base.__module__ == "builtins")
    own = (
        f"{cls.__name__}#{getattr(value, 'tag', '')}{sorted(name for name in vars(cls) if callable(vars(cls)[name]))}"
        * (cls is not base)
    )
    if base is dict:
        return own + "{" + ", ".join(f"{shown(k)}: {shown(v)}" for k, v in dict.items(value)) + "}"
    if base in (list, tuple):
        return own + "[" + ", ".join(map(shown, base.__iter__(value))) + "]"
    return own + (base.__repr__(value) if base is not object else "")


# In parts, for several processes to share.
PARTS = 8


@pytest.mark.parametrize("part", range(PARTS))
def test_random_overrides(part):
    count = scaled(200_000) // PARTS
    print(f"seed {seed()}")
    count = overrides_differential(range(part * count, (part + 1) * count), Overrides(seed()), keyword_sets())
    figures.note(1, "objects of subclasses with overrides, calls counted, against json", count)


class Streams(dict):
    """A dict that is empty but for what its items method gives, one after the other."""

    def __bool__(self):
        return True

    def items(self):
        yield "a", 1
        yield "b", [2]


class Sized(list):
    def __len__(self):
        CALLS.append("__len__")
        return list.__len__(self)


class Falsy(list):
    def __bool__(self):
        CALLS.append("__bool__")
        return False


class Truthy(list):
    def __bool__(self):
        return True


class Iterated(list):
    def __iter__(self):
        CALLS.append("__iter__")
        return iter(["iterated"])


class Compared(float):
    def __ne__(self, other):
        CALLS.append("__ne__")
        return False

    def __eq__(self, other):
        CALLS.append("__eq__")
        return True

    __hash__ = float.__hash__


NAMED = {
    "a dict that streams through items": lambda: Streams(),
    "items that are no pairs": lambda: type("Pairs", (dict,), {"items": lambda self: iter(["ab", (1, 2, 3)])})(a=1),
    "a list whose len is recorded": lambda: Sized([1, 2]),
    "a falsy list with items": lambda: Falsy([1, 2]),
    "a truthy list without items": lambda: Truthy(),
    "a truthy list within others": lambda: [1, {"a": Truthy()}, Truthy()],
    "a list with an iterator of its own": lambda: Iterated([1]),
    "a list with an iterator of its own, within itself": lambda: cyclic(Iterated([1])),
    "a tuple whose truth is an error": lambda: type("Odd", (tuple,), {"__bool__": lambda self: 1})((1,)),
    "a float that compares as infinity": lambda: [Compared(1.5), {Compared(2.5): 1}],
    "an infinity that compares": lambda: Compared("inf"),
}


def cyclic(value):
    value.append(value)
    return value


KEYWORDS = (
    {},
    {"indent": 1},
    {"sort_keys": True},
    {"allow_nan": False},
    {"separators": (",", ":")},
    {"skipkeys": True},
)


def check(way, value, keywords, default=None):
    """Compares the face with the model on what value() makes, with its calls."""
    outcomes = []
    for module in (face, model):
        CALLS.clear()
        made = value()
        settings = keywords if default is None else {**keywords, "default": default(made)}
        outcomes.append((*outcome(way, module, made, settings), CALLS[:]))
    assert same_outcome(*outcomes), [(told(*each[:2]), each[2]) for each in outcomes]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", NAMED)
def test_named_overrides(name, way):
    for keywords in KEYWORDS:
        check(way, NAMED[name], keywords)


def adds_keys(container):
    def default(value):
        CALLS.append("default")
        if len(container) < 9:
            container[f"key {len(container)}"] = Opaque(0)
        return "written"

    return default


def replaces_keys(container):
    def default(value):
        CALLS.append("default")
        if len(CALLS) < 9:
            container[len(CALLS)] = container.pop(next(iter(container)))
        return "written"

    return default


def clears(container):
    def default(value):
        container.clear()
        raise ValueError("cleared")

    return default


def stops(container):
    def default(value):
        raise StopIteration("from default")

    return default


CHANGES = (adds_keys, replaces_keys, clears, stops)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("change", CHANGES)
def test_default_that_changes_a_dict(change, way):
    """json's C encoder has a list of the items up to CPython 3.11, its Python encoder an iterator that may refuse."""
    for keywords in KEYWORDS:
        check(way, lambda: {"a": 1, "b": Opaque(0), "c": 2, "d": Opaque(0), "e": 3}, keywords, change)
        check(way, lambda: dict.fromkeys("abcdefghij", Opaque(0)), keywords, change)


@needs_lanejson
@pytest.mark.skipif(sys.version_info < (3, 11), reason="exceptions have no notes")
@pytest.mark.parametrize("way", WAYS)
def test_note_of_an_item_that_default_has_cleared(way):
    for value, item in (({"a": 1, "b": Opaque(0)}, "'b'"), ([1, 2, Opaque(0)], "2")):
        error = outcome(way, face, value, {"default": clears(value)})[1]
        assert error.__notes__ == [f"when serializing {type(value).__name__} item {item}"]


@pytest.mark.parametrize("way", WAYS)
def test_separators_of_a_subclass_of_str(way):
    for keywords in ({"separators": (Separator(","), Separator(":"))}, {"indent": Separator(" ")}):
        check(way, lambda: {"a": [1, 2], "b": {"c": 3}}, keywords)
        check(way, lambda: "text", keywords)


@pytest.mark.parametrize("error", (StopIteration(3), StopIteration(), StopIteration("x"), KeyError("k")), ids=repr)
@pytest.mark.parametrize("hook", ("object_hook", "object_pairs_hook", "parse_int", "parse_float", "parse_constant"))
def test_stop_iteration_from_a_hook(hook, error):
    """json's decoder takes it for the end of the text, at the place that it has as its value."""

    def raises(value):
        raise error

    for text in ('[1.5, NaN, {"a": 1}]', b'{"a": [1, 1.5, Infinity, {}]}'):
        ours, expected = (outcome(module.loads, text, **{hook: raises}) for module in (face, model))
        assert same_error(ours[1], expected[1]), (told(*ours), told(*expected))


@pytest.mark.parametrize("codec", ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"))
def test_note_of_a_codec(codec):
    """What is no text behind a byte order mark: the exception names the codec where Python does."""
    for rest in (b"\xff", b"\x00\xdc\x00\xdc", b"\xd8\x00\xd8\x00\x00", b"\xff\xff\xff\xff\xff"):
        text = "[1, 2]".encode(codec) + rest
        ours, expected = (outcome(module.loads, text) for module in (face, model))
        assert (ours[1] is None) == (expected[1] is None)
        assert expected[1] is None or same_error(ours[1], expected[1]), (told(*ours), told(*expected))
        assert getattr(ours[1], "__notes__", None) == getattr(expected[1], "__notes__", None)


@pytest.mark.parametrize("name", ("sort_key", "seperators", "object_hoook", "nonsense", "parse", "clss"))
def test_suggestion_for_a_keyword(name):
    """Since 3.13 the exception for an unknown keyword asks whether another was meant."""
    for function, arguments in (("dumps", (1,)), ("dump", (1, io.StringIO())), ("loads", ("1",))):
        ours, expected = (outcome(getattr(module, function), *arguments, **{name: 1}) for module in (face, model))
        assert same_error(ours[1], expected[1]), (told(*ours), told(*expected))
