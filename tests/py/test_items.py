# SPDX-License-Identifier: MIT
"""iter_items: the members that json's value of the whole text has at a pointer, and json's faults."""

import gc
import io
import json
import tracemalloc
import weakref
from pathlib import Path
from random import Random

import corpus
import pytest
from compare import same
from subject import face, needs_lanejson, scaled, seed
from test_parser import chunks, growth, told
from test_partial import cases

pytestmark = needs_lanejson


class Pairs(list):
    """An object with each of its members, also those whose key is there twice."""


def model(text, pointer):
    """(key, value) of each item, by json alone."""
    places = [json.loads(text, object_pairs_hook=Pairs)]
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    for step in steps[:-1]:
        places = [value for place in places for key, value in members(place) if step in ("*", str(key))]
    return [(key, plain(value)) for place in places for key, value in members(place)]


def members(place):
    return place if isinstance(place, Pairs) else enumerate(place) if isinstance(place, list) else ()


def plain(value):
    if isinstance(value, Pairs):
        return {key: plain(item) for key, item in value}
    return [plain(item) for item in value] if isinstance(value, list) else value


def ours(source, pointer, **keywords):
    items = face.iter_items(source, pointer, **keywords)
    return [(items.key, item) for item in items]


TEXT = """{
 "meta": {"items": [0], "skip": [[1, {"items": [2]}], "x"], "n": 1e3},
 "items": [1, "two", [3, [4]], {"five": 5, "é": "中😀\\u00e9"}, null, true, -2.5, [], {}],
 "pages": [{"items": ["a", "b"]}, {"other": 1, "items": []}, 7, {"items": {"k": "c", "l": ["d"]}}, {"items": 3}],
 "items": {"again": [6], "a/b": {"~": [8, 9]}},
 "end": [[], {}, "z"]
}
"""
POINTERS = ["/*", "/items/*", "/pages/*/items/*", "/pages/1/items/*", "/pages/0/items/*", "/*/items/*", "/*/*"]
POINTERS += [
    "/items/a~1b/*",
    "/items/a~1b/~0/*",
    "/meta/skip/0/1/items/*",
    "/nowhere/*",
    "/meta/n/*",
    "/*/*/*/*",
    "/end/*",
]


@pytest.mark.parametrize("pointer", POINTERS)
def test_cut_anywhere(pointer):
    expected, data = model(TEXT, pointer), TEXT.encode()
    for source in (TEXT, data, bytearray(data), TEXT.encode("utf-16"), memoryview(data)):
        assert same(ours(source, pointer), expected)
    for size in (1, 2, 3, 7, 64):
        assert same(ours(chunks(TEXT, size), pointer), expected)
        assert same(ours(chunks(data, size), pointer), expected)
    for at in range(len(data) + 1):
        assert same(ours([data[:at], data[at:]], pointer), expected), at


SUITE = corpus.files("JSONTestSuite/test_parsing", "*.json") + corpus.files("jsonchecker", "**/*.json")


@pytest.mark.parametrize("path", SUITE, ids=lambda path: path.stem)
def test_suite_cut_anywhere(path):
    data = path.read_bytes()
    try:
        deep = b"[" * 100 in data
        expected = told(lambda: list(enumerate(json.loads(data))) if deep else model(data, "/*"))
    except UnicodeDecodeError:
        with pytest.raises((UnicodeDecodeError, json.JSONDecodeError)):
            ours(data, "/*")
        return
    except RecursionError:
        with pytest.raises(RecursionError):
            ours(chunks(data, 1000), "/*")
        return
    cuts = [data, chunks(data, 1), chunks(data, 3)]
    cuts += [[data[:at], data[at:]] for at in range(len(data) if len(data) < 2000 else 100)]
    for source in cuts:
        assert same(told(lambda source=source: ours(source, "/*")), expected), source


def test_random_texts():
    random = Random(seed())
    for text in cases(scaled(1500)):
        pointer = random.choice(("/*", "/*/*", "/0/*", "/a/*"))
        expected = told(lambda text=text, pointer=pointer: model(text, pointer))
        for source in (text, chunks(text, random.randrange(1, 9))):
            found = told(lambda source=source, pointer=pointer: ours(source, pointer))
            assert same(found, expected), (source, pointer)


def test_items_before_a_fault():
    text = '{"items": [1, {"a": 2},\n 3, x, 5]}'
    for source in (text, chunks(text, 1), chunks(text.encode(), 4)):
        items, found = face.iter_items(source, "/items/*"), []
        with pytest.raises(face.StreamDecodeError) as caught:
            found.extend(iter(lambda items=items: next(items), None))
        error = caught.value
        assert (error.msg, error.pos, error.lineno, error.colno) == told(lambda: json.loads(text))
        assert error.doc[error.pos - error.start] == "x"
        assert list(items) == []
    for text, count in (('{"items": [1, 2], "rest": x}', 2), ('{"items": [1, 2]} x', 2), ('{"items": [1, 2', 1)):
        items = face.iter_items(text, "/items/*")
        assert [next(items) for _ in range(count)] == [1, 2][:count]
        with pytest.raises(face.StreamDecodeError) as caught:
            list(items)
        assert told(lambda text=text: json.loads(text))[:2] == (caught.value.msg, caught.value.pos)
    with pytest.raises(json.JSONDecodeError, match="Invalid UTF-8: line 1 column 6"):
        list(face.iter_items(b'[1, "\xff"]', "/*"))


def test_hooks():
    text = '{"n": 1, "skip": {"m": 2.5, "a": [{"x": 1}]}, "items": [{"y": 2, "z": [3, 4.5]}, NaN], "end": {"w": 5}}'
    seen = []

    def hook(value):
        seen.append(value)
        return tuple(value)

    for source in (text, chunks(text, 1), chunks(text, 11)):
        seen.clear()
        keywords = {"object_pairs_hook": hook, "parse_int": str, "parse_float": len, "parse_constant": str}
        assert ours(source, "/items/*", **keywords) == [(0, (("y", "2"), ("z", ["3", 3]))), (1, "NaN")]
        assert seen == [[("y", "2"), ("z", ["3", 3])]]
        assert ours(source, "/items/*", array_hook=tuple)[0] == (0, {"y": 2, "z": (3, 4.5)})

    def fails(value):
        if value == {"b": 2}:
            raise StopIteration("no")
        return value

    items = face.iter_items('[{"a": 1}, {"b": 2}, 3]', "/*", object_hook=fails)
    assert next(items) == {"a": 1}
    with pytest.raises(RuntimeError, match="a callable of iter_items raised StopIteration"):
        next(items)
    assert list(items) == []


def test_files(tmp_path):
    path = tmp_path / "items.json"
    path.write_text(json.dumps({"items": list(range(50_000))}))
    assert list(face.iter_items(path, "/items/*")) == list(range(50_000))
    with path.open("rb") as binary, path.open() as text:
        assert sum(face.iter_items(binary, "/items/*")) == sum(face.iter_items(text, "/items/*"))
        assert not binary.closed
    assert list(face.iter_items(io.StringIO("[1, 2]"), "/*")) == [1, 2]
    opened = descriptors()
    with face.iter_items(path, "/items/*") as items:
        assert next(items) == 0
        assert descriptors() == opened + 1
    assert descriptors() == opened
    assert list(items) == []
    path.write_text("[1, x]")
    items = face.iter_items(path, "/*")
    with pytest.raises(json.JSONDecodeError):
        list(items)
    assert descriptors() == opened
    with pytest.raises(FileNotFoundError):
        face.iter_items(Path("no such file"), "/*")


def descriptors():
    return len(list(Path("/proc/self/fd").iterdir()))


def test_arguments():
    for wrong in ("", "items/*", "/items", "*", "/a~2/*", "/a~/*", "/*" * 65, "/*/"):
        with pytest.raises(ValueError, match="pointer must be a JSON Pointer"):
            face.iter_items("[]", wrong)
    with pytest.raises(TypeError, match="pointer must be a str, not int"):
        face.iter_items("[]", 1)
    with pytest.raises(TypeError, match="iter_items reads str, bytes, a buffer"):
        face.iter_items(1, "/*")
    with pytest.raises(TypeError, match="the source of iter_items returned int"):
        list(face.iter_items([1], "/*"))
    assert list(face.iter_items(source="[1]", pointer="/*")) == [1]
    assert list(face.iter_items("[" * 64 + "1" + "]" * 64, "/*" * 64)) == [1]


def test_memory_is_flat():
    row = b'{"id": 1, "name": "some name", "tags": ["a", "b"]}, '

    def source(rows):
        yield b'{"skipped": ['
        for _ in range(rows // 1000):
            yield row * 1000
        yield b'0], "items": ['
        for _ in range(rows // 1000):
            yield row * 1000
        yield b"0]}"

    def peak(rows):
        tracemalloc.start()
        count = sum(1 for _ in face.iter_items(source(rows), "/items/*"))
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert count == rows + 1
        return most

    peak(1000)
    assert peak(40_000) < peak(4000) * 1.2 + 100_000


class Box(dict):
    pass


def cycle():
    """A reference to an object of an iterator that refers to the iterator."""
    kept = []
    kept.append(face.iter_items('[{"a": [1]}, {"b": ' + "[" * 9, "/*", object_hook=lambda value: [kept, Box(value)]))
    return weakref.ref(next(kept[0])[1])


def test_collector_and_references():
    watch = cycle()
    gc.collect()
    assert watch() is None

    def use(**keywords):
        for source in (TEXT, chunks(TEXT, 5), chunks(TEXT + "x", 100)):
            told(lambda source=source: ours(source, "/*/*", **keywords))
            partly = face.iter_items(source, "/pages/*/items/*", **keywords)
            next(partly)

    for keywords in ({}, {"object_hook": dict}, {"object_pairs_hook": dict, "array_hook": list}):
        assert min(growth(use, keywords) for _ in range(12)) < 20
