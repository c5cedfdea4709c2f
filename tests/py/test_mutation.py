# SPDX-License-Identifier: MIT
"""dumps while Python code changes what is being written: anything may come out but a crash, and nothing may leak."""

import collections
import contextlib
import dataclasses
import datetime
import enum
import functools
import gc
import importlib.util
import itertools
import sys
import threading
import uuid

import pytest
from subject import face, needs_lanejson, orjson_face, sanitized

try:
    import _pylong
except ImportError:  # before CPython 3.12 ints become text in C alone
    _pylong = None


class Trigger:
    """An object that no JSON library knows, so that default is called for it."""


class Stop(Exception):
    pass


def grow(container, path):
    if isinstance(container, list):
        container.extend([Trigger(), "more", {"a": [1]}] * 20)
    else:
        container.update((f"more {i}", [i, Trigger()]) for i in range(60))
        for i in range(55):
            del container[f"more {i}"]


def shrink(container, path):
    if isinstance(container, list):
        del container[len(container) // 2 :]
    else:
        for key in list(container)[1:]:
            del container[key]


def clear(container, path):
    container.clear()
    gc.collect()


def replace(container, path):
    if isinstance(container, list):
        container[:] = [["new"] * 50, "x" * 1000, Trigger()]
    else:
        for key in list(container):
            container[key] = {"new": "y" * 500}


def unlink(container, path):
    """Drops what holds the container, so that the engine may be the last to have it."""
    for outer in path:
        outer.clear()
    gc.collect()


def recurse(container, path):
    face.dumps(path[0], default=lambda o: None, skipkeys=True)
    with contextlib.suppress(TypeError):
        orjson_face.dumps(path[0], default=lambda o: None)


def fail(container, path):
    raise Stop


def collect(container, path):
    gc.collect()


def in_a_thread(container, path):
    thread = threading.Thread(target=clear, args=(container, path))
    thread.start()
    thread.join()


CHANGES = [grow, shrink, clear, replace, unlink, recurse, fail, collect, in_a_thread]


def by_default(react):
    return Trigger(), lambda o: react() or "default"


def by_default_container(react):
    return Trigger(), lambda o: react() or [{"deep": ["er"] * 30}] * 3


def by_items(react):
    class Mapping(dict):
        def items(self):
            react()
            return [("k", Trigger())]

    return Mapping(a=1), lambda o: "x"


def by_iteration(react):
    class Sequence(list):
        def __iter__(self):
            yield "one"
            react()
            yield Trigger()

    return Sequence([1, 2]), lambda o: "x"


def by_property(react):
    @dataclasses.dataclass
    class Record:
        __slots__ = ("a",)
        a: int

        def __getattribute__(self, name):
            if name == "a":
                react()
            return object.__getattribute__(self, name)

    return Record(1), lambda o: react() or "record"


def by_enum_value(react):
    class Kind(enum.Enum):
        ONE = object()

        @property
        def value(self):
            react()
            return ["one", Trigger()]

    return Kind.ONE, lambda o: react() or "kind"


def by_tzinfo(react):
    class Zone(datetime.tzinfo):
        def utcoffset(self, when):
            react()
            return datetime.timedelta(hours=1)

        def dst(self, when):
            return None

    return datetime.datetime(2026, 1, 2, tzinfo=Zone()), lambda o: react() or str(o)


def by_order(react):
    class Key(int):
        def __lt__(self, other):
            react()
            return int(self) < int(other)

    return {Key(2): [Trigger()], Key(1): Trigger(), Key(3): "x"}, lambda o: react() or "x"


def by_destructor(react):
    class Dying:
        def __del__(self):
            with contextlib.suppress(Stop):
                react()

    def default(o):
        return [Dying(), Dying()] if isinstance(o, Trigger) else "dead"

    return Trigger(), default


SOURCES = [
    by_default,
    by_default_container,
    by_items,
    by_iteration,
    by_property,
    by_enum_value,
    by_tzinfo,
    by_order,
    by_destructor,
]


def in_list(trigger):
    inner = ["before", trigger, "after", [1, 2, 3], trigger, {"k": "v"}]
    return inner, [["outer", inner, "tail"], inner]


def in_dict(trigger):
    inner = {"before": 1, "at": trigger, "after": [1, 2], "again": trigger, "last": "x"}
    return inner, {"outer": {"inner": inner, "é": "中"}, "tail": inner}


def in_general_dict(trigger):
    inner = {1: "one", "at": trigger, None: 2, 2.5: trigger, "last": {}}
    return inner, {"outer": [inner], "tail": 1}


def in_instance_dict(trigger):
    """A dict whose keys are shared with other instances of a class."""

    class Plain:
        pass

    holder = Plain()
    holder.a, holder.b, holder.c = 1, trigger, [trigger, "x"]
    return vars(holder), [vars(holder), {"keep": vars(holder)}]


def in_ordered_dict(trigger):
    inner = collections.OrderedDict(a=1, b=trigger, c=[trigger])
    return inner, [inner, {"x": inner}]


def in_dataclass(trigger):
    @dataclasses.dataclass
    class Record:
        a: object
        b: object

    record = Record([1, trigger, "x"], {"k": trigger})
    return record.a, [record, {"again": record}]


PLACES = [in_list, in_dict, in_general_dict, in_instance_dict, in_ordered_dict, in_dataclass]

OPTIONS = [
    ("json", {}),
    ("json", {"ensure_ascii": False, "check_circular": False}),
    ("json", {"indent": 1, "skipkeys": True}),
    ("json", {"sort_keys": True, "ensure_ascii": False}),
    ("json", {"separators": ("é", "中")}),
    ("bytes", {}),
    ("orjson", {}),
    ("orjson", {"option": 1 | 4}),
    ("orjson", {"option": 4 | 16 | 32}),
]

WRITERS = {"json": face.dumps, "bytes": getattr(face, "dumpb", face.dumps), "orjson": orjson_face.dumps}


def write_changing(change, source, place, write, keywords):
    """One call during which `change` is done once or more to the container around what calls out."""
    reactions = 0

    def react():
        nonlocal reactions
        reactions += 1
        if reactions <= 4:
            change(container, [root, *([root[key] for key in list(root)] if isinstance(root, dict) else [])][:1])

    trigger, default = source(react)
    container, root = place(trigger)
    try:
        return write(root, default=default, **keywords)
    except (Stop, TypeError, ValueError, RuntimeError, RecursionError, AttributeError):
        return None


@needs_lanejson
@pytest.mark.parametrize("place", PLACES, ids=lambda f: f.__name__)
@pytest.mark.parametrize("source", SOURCES, ids=lambda f: f.__name__)
@pytest.mark.parametrize("change", CHANGES, ids=lambda f: f.__name__)
def test_change(change, source, place):
    if change is unlink and place is in_dataclass:
        pytest.skip("the path holds no container")
    for writer, keywords in OPTIONS:
        text = write_changing(change, source, place, WRITERS[writer], keywords)
        assert text is None or isinstance(text, (str, bytes))


@needs_lanejson
@pytest.mark.skipif(_pylong is None, reason="no Python code makes text of ints")
@pytest.mark.parametrize("place", PLACES[:-1], ids=lambda f: f.__name__)
@pytest.mark.parametrize("change", CHANGES, ids=lambda f: f.__name__)
def test_change_by_big_int(change, place, monkeypatch):
    make_text = _pylong.int_to_decimal_string
    number, text = 10**10_000, "1" + "0" * 10_000
    limit = sys.get_int_max_str_digits()

    def source(react):
        monkeypatch.setattr(_pylong, "int_to_decimal_string", lambda n: react() or make_text(n))
        return number, lambda o: "default"

    sys.set_int_max_str_digits(0)
    try:
        for writer, keywords in OPTIONS[:5]:
            written = write_changing(change, source, place, WRITERS[writer], keywords)
            assert written is None or text in (written if isinstance(written, str) else written.decode())
    finally:
        sys.set_int_max_str_digits(limit)


@needs_lanejson
@pytest.mark.parametrize("place", PLACES, ids=lambda f: f.__name__)
@pytest.mark.parametrize("change", CHANGES, ids=lambda f: f.__name__)
def test_change_by_uuid(change, place, monkeypatch):
    known = uuid.UUID(int=5)

    def source(react):
        monkeypatch.setattr(uuid.UUID, "int", property(lambda self: react() or 5))
        return known, lambda o: "default"

    for option in (0, 1, 4, 4 | 32):
        write_changing(change, source, place, orjson_face.dumps, {"option": option})


def fresh():
    """The extension once more, which has nothing in its caches yet."""
    spec = importlib.util.find_spec("lanejson._lanejson")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@needs_lanejson
@pytest.mark.parametrize("place", PLACES, ids=lambda f: f.__name__)
@pytest.mark.parametrize("change", CHANGES, ids=lambda f: f.__name__)
def test_change_by_import(change, place, monkeypatch):
    """Types are looked up when they are first needed, which may import modules."""
    import_ = __import__

    class Kind(enum.Enum):
        ONE = ("one",)

    def source(react):
        def react_and_import(name, *rest):
            if name in ("datetime", "enum", "uuid", "dataclasses"):
                react()
            return import_(name, *rest)

        monkeypatch.setattr("builtins.__import__", react_and_import)
        return Kind.ONE, lambda o: "default"

    for option in (0, 4, 4 | 16 | 32):
        write_changing(change, source, place, fresh().strict_dumps, {"option": option})
        monkeypatch.undo()


@needs_lanejson
@pytest.mark.parametrize("threshold", range(1, 13))
def test_change_by_collection(threshold):
    """The collector may run where an object is made, and destructors with it."""
    junk = []

    class Cycle:
        def __init__(self, containers):
            self.me, self.containers = self, containers

        def __del__(self):
            for container in self.containers:
                container.clear()
            junk.extend([None] * 60 for _ in range(100))

    thresholds = gc.get_threshold()
    try:
        for (writer, keywords), _ in itertools.product([*OPTIONS, ("orjson", {"option": 32})], range(20)):
            write = functools.partial(WRITERS[writer], **keywords)
            inner = {chr(97 + number): [number] for number in range(20)}
            root = [{"z": 1}, inner, {"y": [2], "x": 3}]
            gc.collect()
            gc.disable()
            Cycle([root, inner])
            gc.set_threshold(threshold)
            gc.enable()
            with contextlib.suppress(RuntimeError, TypeError):
                write(root)
            junk.clear()
    finally:
        gc.enable()
        gc.set_threshold(*thresholds)


@needs_lanejson
def test_change_by_truth():
    """Arguments are asked whether they are true, after separators were given."""

    class Evil:
        def __bool__(self):
            separators.clear()
            gc.collect()
            return False

    for name in ("skipkeys", "ensure_ascii", "check_circular", "allow_nan", "sort_keys"):
        separators = [mark * 30 for mark in ",:"]
        assert (
            face.dumps([{"a": 1}, 2], separators=separators, **{name: Evil()})
            == '[{"a"' + ":" * 30 + "1}" + "," * 30 + "2]"
        )


@needs_lanejson
@pytest.mark.skipif(sanitized, reason="sanitizers keep freed memory")
def test_changes_leak_nothing():
    def all_of_them():
        # A datetime is not seen by the collector: a zone that refers to what holds it stays for ever.
        sources = [source for source in SOURCES if source is not by_tzinfo]
        for change, source, place in itertools.product([grow, clear, replace, fail], sources, PLACES[:3]):
            for writer, keywords in OPTIONS[::4]:
                write_changing(change, source, place, WRITERS[writer], keywords)

    # The interpreter's own memory settles within some rounds; a leak grows in each.
    growth = []
    while len(growth) < 8 and min(growth, default=40) >= 40:
        blocks = sys.getallocatedblocks()
        all_of_them()
        gc.collect()
        growth.append(sys.getallocatedblocks() - blocks)
    assert min(growth) < 40, growth


@needs_lanejson
def test_references_stay_on_failure():
    """What was on the stack when default raised is released exactly once."""
    leaf = ["leaf"]
    inner = {"leaf": leaf, "bad": Trigger()}
    root = [leaf, {"a": [inner]}, (inner,)]
    counts = [sys.getrefcount(o) for o in (leaf, inner, root)]
    for writer, keywords in OPTIONS:
        for default in (None, lambda o: 1 / 0):
            with pytest.raises((TypeError, ZeroDivisionError)):
                WRITERS[writer](root, default=default, **keywords)
    gc.collect()
    assert [sys.getrefcount(o) for o in (leaf, inner, root)] == counts


@needs_lanejson
@pytest.mark.parametrize("depth", [3, 70, 300, 800])
def test_references_stay_on_cycles(depth):
    bottom = []
    root = bottom
    for _ in range(depth):
        root = [root]
    bottom.append(root)
    count = sys.getrefcount(root)
    for _ in range(3):
        with pytest.raises(ValueError, match="Circular reference detected"):
            face.dumps(root)
        with pytest.raises(ValueError, match="Circular reference detected"):
            face.dumps([Trigger(), root], default=lambda o: [])
    assert sys.getrefcount(root) == count
    bottom.clear()


@needs_lanejson
def test_small_stack():
    """Depth is bounded by a limit of its own and costs no C stack."""
    results = []

    def deep():
        for nest in (lambda o: [o], lambda o: {"k": o}, lambda o: (o,)):
            value = 1
            for _ in range(100_000):
                value = nest(value)
            for writer in WRITERS.values():
                try:
                    writer(value)
                except (RecursionError, TypeError) as error:
                    results.append(type(error))
                else:
                    results.append(None)
            while not isinstance(value, int):
                value = value["k"] if isinstance(value, dict) else value[0]

    # A debug build of CPython 3.14 sees the end of 128 KiB before it can match an exception.
    before = threading.stack_size((256 if hasattr(sys, "gettotalrefcount") else 128) * 1024)
    try:
        thread = threading.Thread(target=deep)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before)
    assert len(results) == 9
