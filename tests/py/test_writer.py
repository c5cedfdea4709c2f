# SPDX-License-Identifier: MIT
"""Writer: the text of dump, whatever is written as a value and whatever piece by piece; and what it refuses."""

import gc
import io
import random
import sys
import tracemalloc

import pytest
from objects import Opaque
from subject import face, model, needs_lanejson, scaled, seed

pytestmark = needs_lanejson

KEYWORDS = (
    {},
    {"indent": 2},
    {"indent": "\t"},
    {"indent": 0},
    {"indent": True},
    {"separators": (",", ":")},
    {"separators": (" ,", "=>"), "indent": 1},
    {"ensure_ascii": False},
    {"sort_keys": True, "default": repr, "indent": 3},
)


def write(writer, value, rng):
    """A value, in one or in pieces."""
    if rng.random() < 0.3 or not isinstance(value, (list, dict)):
        writer.value(value)
    elif isinstance(value, list):
        with writer.array() as same:
            assert same is writer
            for item in value:
                write(writer, item, rng)
    else:
        writer.object()
        for key, item in value.items():
            writer.key(key)
            write(writer, item, rng)
        writer.end()


def random_value(rng, depth=0):
    kind = rng.randrange(8 if depth < 5 else 5)
    if kind < 5:
        return rng.choice((1, -2.5, None, True, "text\n", "é中😀", [], {}, 2**70))
    items = [random_value(rng, depth + 1) for _ in range(rng.randrange(5))]
    return items if kind == 5 else {f'k"{n}': item for n, item in enumerate(items)}


@pytest.mark.parametrize("keywords", KEYWORDS, ids=str)
def test_text(keywords):
    rng = random.Random(seed())
    for _ in range(scaled(200)):
        value = random_value(rng)
        text, binary = io.StringIO(), io.BytesIO()
        for file in (text, binary):
            with face.Writer(file, **keywords) as writer:
                write(writer, value, rng)
                assert writer.depth == 0
        assert text.getvalue() == model.dumps(value, **keywords)
        assert binary.getvalue().decode() == text.getvalue()


def test_keywords():
    class Encoder(face.JSONEncoder):
        def default(self, value):
            return "own"

    for keywords in ({"cls": Encoder}, {"default": lambda value: "own"}, {"cls": None, "default": lambda value: "own"}):
        file = io.StringIO()
        with face.Writer(file, **keywords) as writer, writer.array():
            writer.value(Opaque())
        assert file.getvalue() == '["own"]'
    for wrong, error in (({"nonsense": 1}, TypeError), ({"indent": b""}, TypeError), ({"separators": 5}, TypeError)):
        with pytest.raises(error):
            face.Writer(io.StringIO(), **wrong)
    for arguments in ((), (1, 2)):
        with pytest.raises(TypeError, match="exactly one positional argument"):
            face.Writer(*arguments)


def test_refusals():
    def refused(message, *calls):
        file = io.StringIO()
        writer = face.Writer(file)
        for name, *arguments in calls[:-1]:
            getattr(writer, name)(*arguments)
        name, *arguments = calls[-1]
        depth = writer.depth
        with pytest.raises((ValueError, TypeError), match=message):
            getattr(writer, name)(*arguments)
        assert writer.depth == depth
        return writer, file

    refused("needs its key", ("object",), ("value", 1))
    refused("needs its key", ("object",), ("array",))
    refused("stands in an object", ("key", "a"))
    refused("stands in an object", ("array",), ("key", "a"))
    refused("has no value yet", ("object",), ("key", "a"), ("key", "b"))
    refused("has no value yet", ("object",), ("key", "a"), ("end",))
    refused("no open array", ("end",))
    refused("document is complete", ("value", 1), ("value", 2))
    refused("document is complete", ("array",), ("end",), ("object",))
    refused("incomplete: an array", ("array",), ("close",))
    refused("incomplete: nothing", ("close",))
    refused("keys must be str, not int", ("object",), ("key", 1))
    refused("closed", ("value", 1), ("close",), ("value", 2))
    refused("closed", ("value", 1), ("close",), ("__enter__",))
    refused("__exit__ without", ("__exit__", None, None, None))
    writer, file = refused("not JSON serializable", ("array",), ("value", 1), ("value", Opaque()))
    writer.value(2)
    writer.end()
    writer.close()
    writer.close()
    assert file.getvalue() == "[1, 2]"
    deeper = pytest.raises(ValueError, match="began at depth 1 and ended at depth 2")
    with deeper, face.Writer(io.StringIO()) as writer, writer.array():
        writer.array()


def test_exceptions():
    file = io.StringIO()
    with pytest.raises(ZeroDivisionError), face.Writer(file) as writer, writer.array():
        writer.value(1)
        writer.value([1 // 0])
    assert file.getvalue() == "[1"
    with pytest.raises(ValueError, match="closed"):
        writer.value(1)

    class Full:
        def write(self, text):
            raise OSError("full")

    with pytest.raises(OSError, match="full"), face.Writer(Full()) as writer:
        writer.value("x" * 99_999)
    with pytest.raises(TypeError, match="writes to a text or binary file"), face.Writer(None) as writer:
        writer.value(1)


def test_memory():
    class Sink:
        most = 0

        def write(self, text):
            self.most = max(self.most, len(text))

    row = {"id": 1, "text": "x" * 200}
    sink = Sink()
    tracemalloc.start()
    with face.Writer(sink, indent=1) as writer, writer.array():
        for _ in range(20_000):
            writer.value(row)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()
    assert sink.most < 70_000


def test_references():
    counts = []
    for _ in range(4):
        for _ in range(200):
            with face.Writer(io.StringIO(), indent=1) as writer, writer.object():
                writer.key("a")
                writer.value([1, {"é": 2.5}])
            unfinished = face.Writer(io.StringIO())
            unfinished.array()
            unfinished.value([unfinished.depth])
        del unfinished, writer
        gc.collect()
        counts.append(sys.getallocatedblocks())
    assert counts[-1] - counts[-2] < 30, counts  # a leak is 200
    cycle = io.StringIO()
    cycle.writer = face.Writer(cycle)
    del cycle
    gc.collect()
