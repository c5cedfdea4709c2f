# SPDX-License-Identifier: MIT
"""dump and iterencode in chunks: json's text and json's exceptions, and on a failure the text that json had written."""

import functools
import gc
import io
import itertools
import random
import sys
import tracemalloc
import weakref

import pytest
from objects import Opaque
from subject import face, model, needs_lanejson, scaled, seed

KEYWORDS = (
    {},
    {"indent": 2},
    {"indent": "é "},
    {"indent": 0},
    {"separators": (",", ":")},
    {"separators": (" , ", "")},
    {"separators": ("[", "{")},
    {"ensure_ascii": False},
    {"sort_keys": True},
    {"skipkeys": True},
    {"check_circular": False},
    {"ensure_ascii": False, "indent": 1, "sort_keys": True},
)
LARGEST = 1 << 17


class File:
    """Takes text, and counts."""

    def __init__(self, fails_after=None, at_write=None):
        self.parts, self.fails_after, self.at_write = [], fails_after, at_write

    def write(self, text):
        self.parts.append(text)
        if self.at_write is not None:
            self.at_write()
        if self.fails_after is not None and sum(map(len, self.parts)) > self.fails_after:
            raise OSError("full")
        return len(text)


def joined(parts):
    return b"".join(parts) if parts and isinstance(parts[0], bytes) else "".join(parts)


def values():
    rows = [{"id": n, "name": f"n{n}", "é": ["ä" * (n % 7), None, n / 3], "t": (True, [])} for n in range(5000)]
    yield "rows", rows
    yield "strings", ["x" * (n % 300) for n in range(2000)]
    yield "wide", ["中" * (n % 90) + "a" for n in range(3000)]
    yield "mixed", [character * 500 for n in range(60) for character in "aé中😀"]
    yield "long strings", ["x" * 200_000, "é\n" * 100_000, "y", "中" * 70_000] * 2
    yield "numbers", list(range(100_000))
    yield "floats", [n / 7 for n in range(20_000)]
    yield "object", {f"key {n}": n for n in range(30_000)}
    yield "object of strings", {f"key {n}" * 4: "é" * (n % 50) for n in range(5000)}
    yield "wide keys", {"中" * 5 + str(n): "😀" for n in range(9000)}
    yield "int keys", {n: [n] for n in range(20_000)}
    yield "mixed keys", {**dict.fromkeys(range(9000)), **{f"{n}": "x" * 20 for n in range(9000)}}
    yield "one long key", {"k" * 150_000: 1, "é" * 99_999: {"m" * 70_000: {}}}
    yield "matrix", [[n / 3, n, "s"] * 3 for n in range(9000)]
    yield "nested", functools.reduce(lambda inner, n: [inner, "x" * 900, {"k": inner if n < 3 else 1}], range(150), [])
    yield "empty", [[], {}, (), ""] * 20_000
    yield "brackets", ["[", "{", "[{"] * 20_000
    yield "gap", gap()


def gap():
    value = {f"{n}": "x" * 40 for n in range(5000)}
    for n in itertools.chain(range(300), range(4000, 4100)):
        del value[f"{n}"]
    return {"a": value, **value}


VALUES = dict(values())


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("name", VALUES)
def test_text(name, number):
    keywords = KEYWORDS[(list(VALUES).index(name) + 3 * number) % len(KEYWORDS)] if number else {}
    value = VALUES[name]
    if "sort_keys" in keywords and name == "mixed keys":
        return
    expected = model.dumps(value, **keywords)
    file, binary = File(), io.BytesIO()
    assert face.dump(value, file, **keywords) is None
    assert joined(file.parts) == expected
    pieces = list(face.JSONEncoder(**keywords).iterencode(value))
    assert joined(pieces) == expected
    if face is not model:
        face.dump(value, binary, **keywords)
        assert binary.getvalue() == expected.encode()
        if name not in ("long strings", "one long key") and keywords.get("separators") != ("[", "{"):
            assert max(map(len, file.parts)) < LARGEST
            assert max(map(len, pieces)) < LARGEST
            assert all(len(piece) > 8000 for piece in file.parts[:-1])
    assert face.dumps(value, **keywords) == expected


# Objects that fail, or make what is around them be asked again; in places that differ in what json has written by then.
class Failing(Exception):
    pass


class List(list):
    def __iter__(self):
        yield from range(3)
        raise Failing


class Dict(dict):
    def items(self):
        yield "a", 1
        raise Failing


def fails(value):
    raise Failing


def bad_values():
    cycle = ["c" * 10, {}]
    cycle[1]["k"] = cycle
    return (Opaque(), float("nan"), 10**5000, {(): 1}, {"a": 1, (1,): 2}, List([1]), Dict(a=1), cycle, {1: 2, "a": 3})


def contexts(bad, filler):
    yield bad
    yield [bad]
    yield [*filler, bad, 1]
    yield {"k": bad}
    yield {**{f"{n}": item for n, item in enumerate(filler)}, "k": bad, "z": 1}
    yield [[1, 2, *filler], [*filler, [bad]]]
    yield {"a": [filler, {"b": filler, "c": [1, bad]}]}


def written(module, way, value, keywords):
    """(text, exception) of what a way has handed on."""
    parts = []
    try:
        if way == "dump":
            module.dump(value, type("", (), {"write": staticmethod(parts.append)}), **keywords)
        else:
            for part in module.JSONEncoder(**keywords).iterencode(value):
                parts.append(part)
    except Exception as error:
        return joined(parts), type(error), str(error), getattr(error, "__notes__", None)
    return joined(parts), None, "", None


@pytest.mark.parametrize("way", ("dump", "iterencode"))
@pytest.mark.parametrize("size", (0, 3, 9000))
@pytest.mark.parametrize("keywords", ({}, {"indent": 1}, {"separators": (",", ":")}, {"sort_keys": True}), ids=str)
def test_failures(way, size, keywords):
    filler = [n if n % 3 else f"text {n}" for n in range(size)]
    for bad in bad_values():
        for value in contexts(bad, filler):
            for more in ({"allow_nan": False}, {"default": fails, "allow_nan": False}):
                ours, theirs = (written(module, way, value, {**keywords, **more}) for module in (face, model))
                assert ours[1:3] == theirs[1:3]
                assert theirs[3] in (None, ours[3])
                if "sort_keys" not in keywords or not isinstance(bad, Dict):  # json has opened it before it sorts.
                    assert ours[0] == theirs[0], (ours[0][-40:], theirs[0][-40:])


def test_files_that_fail():
    value = [[n, "x" * 20] for n in range(20_000)]
    expected = model.dumps(value)
    for after in (0, 1, 70_000, 300_000, len(expected) - 1):
        file = File(after)
        with pytest.raises(OSError, match="full"):
            face.dump(value, file)
        assert expected.startswith(joined(file.parts))
        asked = []
        with pytest.raises(OSError, match="full"):
            face.dump([*value, Opaque()], File(after), default=asked.append)
        assert len(asked) == (after >= len(expected) - 70_000 and face is not model and bool(asked))


def test_interleaving():
    """default is asked when the text before has been made, and the object may change at any time."""
    order = []
    value = [n if n % 1000 else Opaque() for n in range(40_000)]
    face.dump(value, File(at_write=lambda: order.append("write")), default=lambda _: order.append("default"))
    assert order.count("default") == 40
    assert "write" in order[: order.index("default") + 39] and order[-1] == "write"


class Changing(File):
    def __init__(self, change):
        super().__init__()
        self.change = change

    def write(self, text):
        super().write(text)
        self.change()
        gc.collect()


def changes():
    rows = [[n, "x" * 30, {"a": n}] for n in range(9000)]
    yield rows, rows.clear
    yield rows[:], rows.clear
    emptied = [list(range(9000)), [["y" * 20] for _ in range(9000)]]
    yield emptied, lambda: [item.clear() for item in emptied]
    members = {f"k{n}": "v" * 20 for n in range(9000)}
    yield members, members.clear
    other = {f"k{n}": [n] for n in range(9000)}
    yield {"a": other, "b": 1}, lambda: other.update(a=1) if len(other) < 9002 else None
    popped = {n: ["z" * 10] for n in range(9000)}
    yield popped, lambda: popped.popitem() if popped else None
    growing = ["s" * 50] * 4000
    yield [growing], lambda: growing.append("end") if len(growing) < 4100 else None
    strings = ["".join(("x", str(n))) * 9 for n in range(9000)]
    yield strings, lambda: strings.__setitem__(slice(None), ["gone"] * 9000)
    long = ["".join(("x", "y")) * 50_000 for _ in range(9)]
    yield long, long.clear
    keys = {"".join(("k", str(n))) * 6000: "".join(("v", str(n))) * 6000 for n in range(9)}
    yield keys, keys.clear


@pytest.mark.parametrize("keywords", ({}, {"indent": 1}, {"sort_keys": True}, {"separators": (",", ":")}), ids=str)
def test_objects_that_change(keywords):
    for value, change in changes():
        file = Changing(change)
        try:
            face.dump(value, file, **keywords)
        except RuntimeError as error:
            assert "dict" in str(error)
        else:
            assert model.loads(joined(file.parts)) is not None
    for value, change in changes():
        chunks = face.JSONEncoder(**keywords).iterencode(value)
        try:
            for _ in chunks:
                change()
        except RuntimeError as error:
            assert "dict" in str(error)


@needs_lanejson
def test_memory():
    value = [{"id": n, "text": "x" * 50} for n in range(20_000)]
    sizes = []

    class Sink:
        def write(self, text):
            sizes.append(len(text))

    face.dump(value[:10], Sink())
    for keywords in ({}, {"indent": 2}, {"ensure_ascii": False, "separators": (",", ":")}):
        face.dump(value, Sink(), **keywords)
        sizes.clear()
        tracemalloc.start()
        face.dump(value, Sink(), **keywords)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert sum(sizes) > 1_000_000 and peak < 500_000, (keywords, peak)


def test_reentering():
    value = [[n, {"k": "x" * 20}] for n in range(9000)]
    expected = model.dumps(value)
    encoder = face.JSONEncoder()
    inner = []

    def again():
        if len(inner) < 20:
            inner.append(None)
            file = File()
            face.dump(value, file)
            assert joined(file.parts) == expected == face.dumps(value) == joined(list(encoder.iterencode(value)))

    file = File(at_write=again)
    face.dump(value, file)
    assert joined(file.parts) == expected
    several = [encoder.iterencode(value) for _ in range(3)]
    texts = ["", "", ""]
    for parts in itertools.zip_longest(*several):
        texts = [text + (part or "") for text, part in zip(texts, parts)]
    assert texts == [expected] * 3
    running = encoder.iterencode([Opaque()] * 3)
    with pytest.raises((ValueError, TypeError)):
        holder = face.JSONEncoder(default=lambda _: next(holder_iterator))
        holder_iterator = holder.iterencode([Opaque()])
        list(holder_iterator)
    with pytest.raises(TypeError):
        list(running)
    assert list(running) == []


class Tracked(list):
    pass


def test_abandoned():
    for keywords in ({}, {"indent": 1}, {"sort_keys": True}):
        value = Tracked([{"a": [n], "b": "x" * 20} for n in range(9000)])
        alive = weakref.ref(value)
        chunks = face.JSONEncoder(**keywords).iterencode(value)
        assert next(chunks).startswith("[")
        value.append(chunks)
        del value, chunks
        gc.collect()
        assert alive() is None
    unstarted = face.JSONEncoder().iterencode([1])
    del unstarted


@needs_lanejson
def test_references():
    value = [{"a": ["".join(("x", str(n))) * 5, n * 1000, {}], "b": {n: n}} for n in range(4000)]
    counts = []
    for keywords in ({}, {"indent": 1}, {"sort_keys": True}, {"default": fails}):
        for _ in range(4):
            for item in (value, [*value, Opaque()]):
                for fails_after in (None, 99_999):
                    try:
                        face.dump(item, File(fails_after), **keywords)
                    except (TypeError, OSError, Failing):
                        pass
                    next(face.JSONEncoder(**keywords).iterencode(item))
            gc.collect()
            counts.append(sys.getallocatedblocks())
        assert counts[-1] - counts[-3] < 30, counts


def test_random_sizes():
    rng = random.Random(seed())
    for _ in range(scaled(60)):
        texts = [rng.choice(("x", "é", "中", '"')) * rng.choice((3, 50, 900, 30_000, 70_000)) for _ in range(30)]
        value = [rng.choice((text, {text: 1}, [text, text], {"k": text}, 1.5)) for text in texts]
        keywords = rng.choice(KEYWORDS)
        file = File()
        face.dump(value, file, **keywords)
        assert joined(file.parts) == model.dumps(value, **keywords)
