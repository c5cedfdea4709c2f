# SPDX-License-Identifier: MIT
"""Calls that fail while another is under way: in each place where a call runs Python code, and from another thread.

A call that finds what is kept between calls taken works with memory of its own, so every failure is met twice: as the
first call and within another. The same runs once more where CPython's allocators check what is freed.
"""

import functools
import os
import pathlib
import subprocess
import sys
import threading
from functools import partial

import pytest
from compare import describe, outcome
from subject import face, orjson_face, sanitized

LONG = "b" * 200  # longer than what is kept of a key, and than a block of any kernel
WIDE = "\u4e2d\U0001f600" * 50


def texts():
    """(name, text, keywords) of each kind of error that loads has, with an escape before it where that can be."""
    for body in (LONG, LONG + WIDE, ""):
        escaped = '{"\\n":1,"' + body + "\\n"
        yield "a string that ends after an escape", escaped
        yield "a value that ends after an escape", escaped + '":"' + body + "\\n"
        yield "a backslash that ends the text", escaped + '":["' + body + "\\"
        yield "half an escape of a character", '["' + body + "\\n\\u12"
        yield "half of a surrogate pair", '["' + body + '\\n\\ud800"]'
        yield "half of a pair that ends the text", '["' + body + "\\n\\ud800\\u"
        yield "an unknown escape", '["' + body + '\\n\\x"]'
        yield "an unknown escape before the end", '["' + body + "\\n\\x" + body
        yield "a key with an unknown escape", '{"\\n' + body + '\\x":1}'
        yield "a control character", '["' + body + '\\n\x01"]'
        yield "a control character before the end", '["' + body + "\\n\x01" + body
    odd = '["' + LONG + '\\n", '
    for name, rest in {
        "no value": "]",
        "nothing": "",
        "a trailing comma": "1,]",
        "a trailing comma in an object": '{"a":1,}]',
        "no comma": '"x" 2]',
        "no comma in an object": '{"a":1 "b":2}]',
        "no colon": '{"a" 1}]',
        "no key": '{"a":1,2}]',
        "a number": "-]",
        "a leading zero": "01]",
        "a range": "1e400]",
        "a word": "nul]",
        "a constant": "NaN]",
        "more text": "1] 2",
        "an open array": "[1,[2,{}",
        "an open object": '{"k":[1.5,{}]',
    }.items():
        yield name, odd + rest
    yield "depth", "[" * 50_000
    yield "depth after an escape", odd + "[" * 50_000
    yield "nothing at all", ""
    yield "a byte-order mark", "\ufeff1"


def documents():
    """(name, text or bytes)"""
    for name, text in texts():
        yield name, text
        yield name + ", bytes", text.encode()
    for name, bad in (("no UTF-8", b"\xff"), ("UTF-8 cut off", b"\xe4\xb8"), ("half of a pair", b"\xed\xa0\x80")):
        for body in (LONG.encode(), LONG.encode() + WIDE.encode(), b""):
            yield name, b'["' + body + b"\\n" + bad + b'"]'
            yield name + " in an open string", b'["' + body + b"\\n" + bad
            yield name + " in a key", b'{"' + body + b"\\n" + bad + b'":1}'
    yield "UTF-16", ('["' + LONG + "\\n").encode("utf-16")
    yield "UTF-32", ('["' + WIDE + "\\n").encode("utf-32")


class Opaque:
    """What no JSON library knows."""


class Failure(Exception):
    pass


def fails(value):
    raise Failure(LONG)


def circle(kind):
    items = [LONG]
    items.append(items if kind is list else {"in it": items})
    return items


def deep(levels):
    value = []
    for _ in range(levels):
        value = [value]
    return value


DEEP = deep(50_000)


def change(dumps, container):
    """Writes a container that default changes."""
    target = [Opaque(), LONG] if container is list else {"a": Opaque(), "b": LONG}

    def default(value):
        if container is list:
            target[:] = [{str(turn): 1} for turn in range(100)]
        else:
            target.clear()
            target.update((str(turn), LONG) for turn in range(100))

    return dumps(target, default=default)


class Keys(dict):
    def items(self):
        return fails(self)


def objects(dumps):
    """(name, function that fails) of each kind of error that dumps has."""
    after = [LONG * 1000, WIDE, {"key": 1.5}]  # larger than what is kept between calls
    for start in ([], after):
        yield "an unknown object", partial(dumps, [*start, Opaque()])
        yield "an unknown object in an object", partial(dumps, [*start, {"k": [{"in": Opaque()}]}])
        yield "default fails", partial(dumps, [*start, Opaque()], default=fails)
        yield "default gives what it was given", partial(dumps, [*start, Opaque()], default=lambda value: value)
        yield "default gives unknown objects", partial(dumps, [*start, Opaque()], default=lambda value: [Opaque])
        yield "a cycle", partial(dumps, [*start, circle(list)])
        yield "a cycle with an object", partial(dumps, [*start, circle(dict)])
        yield "depth", partial(dumps, [*start, DEEP])
        yield "a key", partial(dumps, [*start, {"a": 1, (1, 2): 3}])
        yield "half of a surrogate pair", partial(dumps, [*start, LONG + "\ud800"])
        yield "half of a surrogate pair in a key", partial(dumps, [*start, {LONG + "\ud800": 1}])
        yield "a large int", partial(dumps, [*start, 2**70, Opaque()])
        yield "items() fails", partial(dumps, [*start, Keys(a=1)])
    for container in (list, dict):
        yield "a container that changes", partial(change, dumps, container)
    yield "no argument", dumps
    yield "an argument too many", partial(dumps, 1, 2, 3, 4, 5)
    yield "an unknown keyword", partial(dumps, 1, unknown=1)


def json_calls():
    for name, text in documents():
        for keywords in ({}, {"strict": False}, {"object_pairs_hook": list, "parse_float": str, "array_hook": tuple}):
            yield f"loads: {name} {keywords}", partial(face.loads, text, **keywords)
    for hook in ("object_hook", "object_pairs_hook", "array_hook", "parse_float", "parse_int", "parse_constant"):
        text = '["' + LONG + '\\n", {"\\n": [1, 2.5, NaN, {}]}]'
        yield f"loads: {hook} fails", partial(face.loads, text, **{hook: fails})
        yield f"loads: {hook} fails, bytes", partial(face.loads, text.encode(), **{hook: fails})
    yield "loads: no text", partial(face.loads, Opaque())
    for dumps in (face.dumps, face.dumpb):
        for keywords in (
            {},
            {"indent": 2},
            {"sort_keys": True},
            {"ensure_ascii": False},
            {"skipkeys": True},
            {"check_circular": False},
        ):
            for name, call in objects(partial(dumps, **keywords)):
                yield f"{dumps.__name__}: {name} {keywords}", call
        yield "dumps: not a number", partial(dumps, [LONG, float("nan")], allow_nan=False)
        yield "dumps: keys that cannot be sorted", partial(dumps, {"a": 1, 2: 3}, sort_keys=True)
        yield "dumps: separators", partial(dumps, 1, separators=(1, 2))


def orjson_calls():
    for name, text in documents():
        yield f"orjson.loads: {name}", partial(orjson_face.loads, text)
    yield "orjson.loads: no text", partial(orjson_face.loads, Opaque())
    for option in (
        0,
        orjson_face.OPT_INDENT_2,
        orjson_face.OPT_SORT_KEYS | orjson_face.OPT_NON_STR_KEYS,
        orjson_face.OPT_STRICT_INTEGER | orjson_face.OPT_SERIALIZE_NUMPY,
        orjson_face.OPT_PASSTHROUGH_SUBCLASS,
    ):
        for name, call in objects(partial(orjson_face.dumps, option=option)):
            yield f"orjson.dumps: {name} {option}", call
    yield "orjson.dumps: an int", partial(orjson_face.dumps, [LONG, 2**64])
    yield "orjson.dumps: an option", partial(orjson_face.dumps, 1, option=1 << 20)
    yield "orjson.dumps: a fragment", partial(orjson_face.dumps, [LONG, orjson_face.Fragment(1)])


CALLS = [*json_calls(), *orjson_calls()]


def heard(call):
    """The class of the exception that a call raises, and all that it says."""
    _, error = outcome(call)
    return None if error is None else (type(error), describe(error))


# Ways in which a call runs Python code: each is given a function and returns after it was called.


def in_hook(name, text):
    def run(work):
        called = []

        def hook(value):
            if not called:
                called.append(value)
                work()
            return value

        for document in (text, text.encode()):
            called.clear()
            face.loads(document, **{name: hook})
            assert called, name

    return run


def in_default(dumps, container):
    """In default; in the object that it returns, where that runs code; and in what it does when it raises."""

    def run(work):
        def default(value):
            work()
            return [LONG, value.__class__.__name__]

        dumps(container(Opaque()), default=default)

    return run


class Items(dict):
    """A mapping whose methods run code."""

    work = staticmethod(lambda: None)

    def items(self):
        self.work()
        return super().items()

    def __iter__(self):
        self.work()
        return super().__iter__()

    def __getitem__(self, key):
        self.work()
        return super().__getitem__(key)


class Sequence(list):
    work = staticmethod(lambda: None)

    def __iter__(self):
        yield LONG
        self.work()
        yield WIDE


class Named(int):
    """An int and key whose text is made in Python."""

    work = staticmethod(lambda: None)

    def __repr__(self):
        self.work()
        return "1"

    __str__ = __repr__

    def __lt__(self, other):
        self.work()
        return int(self) < int(other)


def in_method(make, **keywords):
    """In methods of what default returns."""

    def run(work):
        for dumps in (face.dumps, face.dumpb):
            value = make(work)
            dumps([LONG, "\\n", Opaque()], default=lambda _: value, **keywords)

    return run


def with_work(kind, *arguments):
    return lambda work: type(kind.__name__, (kind,), {"work": staticmethod(work)})(*arguments)


def in_finalizer(work):
    """Where a failed call drops what it had read."""

    class Dropped:
        def __del__(self):
            work()

    text = '[{"' + LONG + '\\n": 1}, 2, [3, {}], "\\x"]'
    for document in (text, text.encode()):
        outcome(face.loads, document, object_hook=lambda _: Dropped())


def in_read(work):
    class File:
        def read(self):
            work()
            return '["' + LONG + '\\n"]'

        def write(self, text):
            work()

    face.load(File())
    face.dump([LONG, "\\n", WIDE], File())


def in_thread(place):
    """In another thread, while the first is at that place."""

    def run(work):
        errors = []

        def body():
            try:
                work()
            except BaseException as error:
                errors.append(error)

        def wait():
            thread = threading.Thread(target=body)
            thread.start()
            thread.join()

        place(wait)
        if errors:
            raise errors[0]

    return run


ODD = '["' + LONG + '\\n\\u4e2d", '
HOOKS = {
    "object_hook": ODD + '{"\\n":1}, 2]',
    "object_pairs_hook": ODD + '{"\\n":{"a":1}}, 2]',
    "array_hook": ODD + "[1], 2]",
    "parse_float": ODD + "1.5, 2]",
    "parse_int": ODD + "1, 2]",
    "parse_constant": ODD + "NaN, 2]",
}
PLACES = {name: in_hook(name, text) for name, text in HOOKS.items()}
PLACES.update(
    {
        "default": in_default(face.dumps, lambda o: [LONG, {"\\n": o}]),
        "default, long": in_default(face.dumps, lambda o: [LONG * 1000, {"\\n": o}, WIDE]),
        "default, bytes": in_default(face.dumpb, lambda o: {"\\n": [o, LONG]}),
        "default, indent": in_default(partial(face.dumps, indent=1, sort_keys=True), lambda o: {"b": o, "a": LONG}),
        "default of orjson's face": in_default(orjson_face.dumps, lambda o: [LONG, {"\\n": o}]),
        "default of orjson's face, long": in_default(orjson_face.dumps, lambda o: [LONG * 1000, {"\\n": o}]),
        "items()": in_method(with_work(Items, {"a": LONG})),
        "__iter__": in_method(with_work(Sequence, [1])),
        "a sort": in_method(
            lambda work: {with_work(Named, 1)(work): 1, with_work(Named, 2)(work): 2}, sort_keys=True, indent=1
        ),
        "a finalizer": in_finalizer,
        "read() and write()": in_read,
    }
)
THREADED = ("parse_int", "object_pairs_hook", "default, long", "default of orjson's face", "a finalizer")
PLACES.update({f"another thread in {name}": in_thread(PLACES[name]) for name in THREADED})


@functools.cache
def first():
    """What each call says where no other is under way."""
    return [heard(call) for _, call in CALLS]


def check(place):
    expected, done = first(), []

    def work():
        if done:  # once for each place is enough
            return
        done.append(True)
        for (name, call), what in zip(CALLS, expected):
            assert heard(call) == what, name

    PLACES[place](work)
    assert done, place
    assert face.loads(ODD + "2]")[1] == 2
    assert face.dumps([LONG, {"k": 1}]) == '["' + LONG + '", {"k": 1}]'


def kind(name):
    """The kind of error in the name of a call, without its function, its keywords and its options."""
    return name.partition(": ")[2].partition(" {")[0].rstrip(" 0123456789")


def test_every_kind_of_call_fails():
    """In one of the faces at least, with some keywords. What a changing container becomes may be written."""
    failing = {kind(name) for (name, _), what in zip(CALLS, first()) if what is not None}
    assert {kind(name) for name, _ in CALLS} - failing <= {"a container that changes"}


@pytest.mark.parametrize("place", PLACES)
def test_nested(place):
    check(place)


@pytest.mark.skipif(sanitized, reason="the sanitizer's allocator checks more")
def test_nested_where_allocators_check():
    """Each block is checked where it is freed: PYTHONMALLOC=debug."""
    folders = (pathlib.Path(face.__file__).parent.parent, pathlib.Path(__file__).parent)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, folders)), "PYTHONMALLOC": "debug"}
    plugin = "import refused; " if "refused" in sys.modules else ""
    code = plugin + "import test_nested; test_nested.main()"
    found = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True)
    assert found.returncode == 0, found.stderr[-2000:].decode(errors="replace")


def main():
    for place in PLACES:
        check(place)


if __name__ == "__main__":
    main()
