# SPDX-License-Identifier: MIT
"""dumps against json.dumps and orjson.dumps: the same text or the same exception, for any object and any keywords."""

import functools
import io
import itertools
import operator
import sys

import figures
import pytest
from compare import outcome, same_cause, same_error, shrink_object, told
from objects import DEFAULTS, Colour, Objects, Opaque, OrjsonObjects, Unspeakable, keyword_sets
from subject import face, model, needs_orjson, orjson_face, orjson_model, scaled, seed


class Difference(AssertionError):
    pass


def same_outcome(ours, expected):
    """Compares (text, exception) of the face with that of the model: the text by type and content, not by equality."""
    if isinstance(expected[1], RecursionError):  # Its words tell where the stack happened to end.
        return isinstance(ours[1], RecursionError)
    if expected[1] is not None:
        return ours[1] is not None and all(
            check(ours[1], expected[1]) for check in (same_error, same_cause, same_notes)
        )
    return ours[1] is None and type(ours[0]) is type(expected[0]) and ours[0] == expected[0]


def same_notes(ours, expected):
    """Notes tell the path to what could not be written. CPython's json adds them since 3.14, lanejson always."""
    notes = getattr(expected, "__notes__", None)
    return notes is None or getattr(ours, "__notes__", None) == notes


def check(ours, theirs, value, *arguments, **keywords):
    """Raises Difference, with the smallest object that shows it, if the two functions differ about `value`."""

    def differs(value):
        try:
            return not same_outcome(
                outcome(ours, value, *arguments, **keywords), outcome(theirs, value, *arguments, **keywords)
            )
        except RecursionError:
            return False

    if same_outcome(outcome(ours, value, *arguments, **keywords), outcome(theirs, value, *arguments, **keywords)):
        return
    small = shrink_object(value, differs)
    raise Difference(
        f"dumps({small!r}, {arguments}, {keywords})\n"
        f"  model: {told(*outcome(theirs, small, *arguments, **keywords))}\n"
        f"  ours:  {told(*outcome(ours, small, *arguments, **keywords))}"
    )


def json_differential(numbers, generator, sets):
    dumps, expected = face.dumps, model.dumps
    for number in numbers:
        keywords = sets[number % len(sets)]
        # Endless nesting that nobody looks for has a test of its own: the model needs milliseconds to run out of stack.
        value = generator.case(number, cycles=keywords.get("check_circular", True))
        try:
            text = expected(value, **keywords)
            if dumps(value, **keywords) == text:
                continue
        except Exception:
            pass
        check(dumps, expected, value, **keywords)
    return len(numbers)


def orjson_options():
    """Every option alone, no option, and combinations of them."""
    names = [name for name in dir(orjson_model) if name.startswith("OPT_")]
    bits = [getattr(orjson_model, name) for name in names]
    chosen = [0] + bits
    for count in (2, 3, 4, len(bits)):
        chosen += [functools.reduce(operator.or_, group) for group in itertools.combinations(bits, count)][::3]
    return chosen


def orjson_differential(numbers, generator, options):
    """default and option in turn by place and by name. A None in default's place is not given: orjson would call it."""
    dumps, expected = orjson_face.dumps, orjson_model.dumps
    defaults = [None, None, None, *DEFAULTS]
    for number in numbers:
        value = generator.case(number)
        default, option = defaults[number % len(defaults)], options[number % len(options)]
        arguments, keywords = (), {"option": option}
        if default is not None:
            arguments, keywords = (
                ((default, option), {}) if number % 2 else ((), {"default": default, "option": option})
            )
        try:
            text = expected(value, *arguments, **keywords)
            if dumps(value, *arguments, **keywords) == text:
                continue
        except Exception:
            pass
        check(dumps, expected, value, *arguments, **keywords)
    return len(numbers)


def test_random_objects():
    count = json_differential(range(scaled(200_000)), Objects(seed()), keyword_sets())
    figures.note(1, "random objects through dumps, all keywords, against json", count)


@needs_orjson
def test_random_objects_orjson():
    options = orjson_options()
    count = orjson_differential(range(scaled(200_000)), OrjsonObjects(seed()), options)
    figures.note(1, f"random objects through dumps, {len(options)} sets of options, against orjson", count)


@pytest.mark.parametrize("number", range(0, 1000, 10))
def test_dump_writes_what_dumps_returns(number):
    """dump() and iterencode(), in pieces, and the encoder class."""
    generator, sets = Objects(seed()), keyword_sets()
    for case in range(number, number + 10):
        value, keywords = generator.case(case), sets[case % len(sets)]

        def dump(module, value):
            out = io.StringIO()
            module.dump(value, out, **keywords)
            return out.getvalue()

        def encode(module, value):
            return module.JSONEncoder(**keywords).encode(value)

        def iterencode(module, value):
            return "".join(module.JSONEncoder(**keywords).iterencode(value))

        for way in (dump, encode, iterencode):
            check(functools.partial(way, face), functools.partial(way, model), value)


ODD_KEYWORDS = (
    {"indent": 1.5}, {"indent": []}, {"indent": b"x"}, {"separators": 5}, {"separators": (",",)}, {"separators": (1,
    2)},
    {"separators": (",", ":", ";")}, {"separators": ("", None)}, {"default": 5}, {"cls": 5}, {"cls": dict},
    {"nonsense": 1},
    {"indent": "\ud800"}, {"separators": ("\ud800", ":")}, {"sort_keys": "yes"}, {"ensure_ascii": None},
    {"skipkeys": []},
    {"allow_nan": 0}, {"check_circular": 0}, {"indent": 2**70}, {"indent": -(2**70)},
)  # fmt: skip


@pytest.mark.parametrize("keywords", ODD_KEYWORDS, ids=str)
def test_odd_keywords(keywords):
    values = ({}, [], {"a": 1}, [1, "é"], 1, Opaque(), {1: 2, "b": [None, {"c": float("nan")}]})
    if "indent" in keywords and isinstance(keywords["indent"], int) and keywords["indent"] > 0:
        values = ({}, [], 1)  # With anything inside, the model would ask for the memory.
    for value in values:
        check(face.dumps, model.dumps, value, **keywords)


def test_wrong_arguments():
    for arguments in ((), (1, 2), (1, None), (1, 2, 3)):
        ours, theirs = outcome(face.dumps, *arguments), outcome(model.dumps, *arguments)
        assert same_kind(ours, theirs), (arguments, told(*ours), told(*theirs))
    assert same_kind(outcome(face.loads), outcome(model.loads))
    assert same_kind(outcome(face.loads, "1", nonsense=1), outcome(model.loads, "1", nonsense=1))


def same_kind(ours, theirs):
    """The same class; the words of a wrong call name a Python function in one and a C function in the other."""
    return (ours[1] is None) == (theirs[1] is None) and type(ours[1]) is type(theirs[1])


def test_endless_nesting():
    generator = Objects(1)
    for _ in range(20):
        value = generator.cyclic(generator.rng)
        for keywords in ({}, {"indent": 1}, {"sort_keys": True}, {"ensure_ascii": False}):
            check(face.dumps, model.dumps, value, **keywords)
            # Since CPython 3.14 only the stack ends it: tens of thousands of levels, whose indents are gigabytes.
            if sys.version_info < (3, 14) or "indent" not in keywords:
                check(face.dumps, model.dumps, value, check_circular=False, **keywords)


def test_endless_default():
    for default in (lambda value: value, lambda value: [value], lambda value: {"a": value}, lambda value: Opaque()):
        for keywords in ({}, {"check_circular": False}, {"indent": 2}, {"sort_keys": True}):
            ours, theirs = (outcome(module.dumps, Opaque(), default=default, **keywords) for module in (face, model))
            assert ours[0] is None and type(ours[1]) is type(theirs[1]), (keywords, told(*ours), told(*theirs))


def test_object_whose_repr_raises():
    for value in (Unspeakable(), [Unspeakable()], {"a": Unspeakable()}):
        check(face.dumps, model.dumps, value)


@needs_orjson
def test_every_option_on_every_type():
    """Each type that orjson knows under each single option and each pair."""
    generator = OrjsonObjects(3)
    values = [generator.odd(generator.rng, 2, 0.1) for _ in range(600)]
    values += [{key: 1} for key in generator.odd_keys if key is not Colour.BLUE]
    values += [{key: 1, "z": 2, "a": 3} for key in ("b", 5, None, 1.5, True, Colour.RED)]
    bits = [getattr(orjson_model, name) for name in dir(orjson_model) if name.startswith("OPT_")]
    pairs = [0] + bits + [a | b for a, b in itertools.combinations(bits, 2)]
    for option in pairs:
        for value in values:
            check(orjson_face.dumps, orjson_model.dumps, value, option=option)
            check(orjson_face.dumps, orjson_model.dumps, [value], DEFAULTS[1], option)


@needs_orjson
def test_fragments():
    for text in (b"1", "2", b"", "[1, 2]", b"not json", "é", b"\xff", "\ud800", bytearray(b"3"), 4, None, [b"x"]):
        for shape in (lambda f: f, lambda f: [f, f], lambda f: {"a": f}):
            for option in (0, orjson_model.OPT_INDENT_2, orjson_model.OPT_APPEND_NEWLINE):
                ours = outcome(lambda: orjson_face.dumps(shape(orjson_face.Fragment(text)), None, option))
                theirs = outcome(lambda: orjson_model.dumps(shape(orjson_model.Fragment(text)), None, option))
                assert same_outcome(ours, theirs), (text, option, told(*ours), told(*theirs))
    assert same_kind(outcome(orjson_face.Fragment), outcome(orjson_model.Fragment))


@needs_orjson
def test_odd_arguments_orjson():
    for arguments, keywords in (
        ((), {}),
        ((1, None, -1), {}),
        ((1, None, "x"), {}),
        ((1, None, 1.5), {}),
        ((1, None, True), {}),
        ((1, 5), {}),
        (([Opaque()], 5), {}),
        ((1, None, None, None), {}),
        ((1,), {"option": None, "default": None}),
        ((1,), {"nonsense": 1}),
        ((1, None), {"option": 1}),
        ((1, repr), {"default": repr}),
    ):
        ours, theirs = (
            outcome(orjson_face.dumps, *arguments, **keywords),
            outcome(orjson_model.dumps, *arguments, **keywords),
        )
        assert same_outcome(ours, theirs), (arguments, keywords, told(*ours), told(*theirs))


@needs_orjson
def test_names_and_values_orjson():
    names = [name for name in dir(orjson_model) if name.startswith("OPT_")]
    assert {name: getattr(orjson_face, name, None) for name in names} == {
        name: getattr(orjson_model, name) for name in names
    }
    assert set(orjson_model.__all__) <= set(orjson_face.__all__) | {"__version__"}
    assert issubclass(orjson_face.JSONEncodeError, TypeError)
    assert issubclass(orjson_face.JSONDecodeError, model.JSONDecodeError)


@needs_orjson
@pytest.mark.parametrize("depth", range(250, 260))
def test_default_chain_orjson(depth):
    """default may be called so many times for one value, and no more."""

    def chain(value):
        return Opaque(value.value - 1) if value.value else "end"

    check(orjson_face.dumps, orjson_model.dumps, Opaque(depth), chain)
    check(orjson_face.dumps, orjson_model.dumps, [Opaque(depth)], chain)


@needs_orjson
def test_nesting_orjson():
    for wrap in (lambda inner: [inner], lambda inner: {"a": inner}, lambda inner: [{"a": inner}]):
        for depth in itertools.chain(range(120, 132), range(250, 260), range(505, 515), range(1020, 1030)):
            value = 1
            for _ in range(depth):
                value = wrap(value)
            ours, theirs = outcome(orjson_face.dumps, value), outcome(orjson_model.dumps, value)
            assert same_outcome(ours, theirs), (depth, told(*ours), told(*theirs))


@pytest.mark.parametrize("keywords", ({}, {"sort_keys": True}, {"ensure_ascii": False}, {"indent": 1}), ids=str)
def test_float_refused_after_an_owned_container(keywords):
    """The stack of the encoder ended beyond containers that were done with: released twice, or never."""
    inner = {"é": [1, {}], "b": ["中"]}
    for value in (
        (Opaque(), float("-inf")),
        {"a": Opaque(), "b": float("nan")},
        [inner, float("nan")],
        [[inner], [Opaque()], 1e999],
    ):
        check(face.dumps, model.dumps, value, allow_nan=False, default=repr, **keywords)
