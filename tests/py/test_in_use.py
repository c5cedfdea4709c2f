# SPDX-License-Identifier: MIT
"""Objects that one call at a time may use: a call from within another one, or from a second thread, is refused in the
same words, and what it interrupted goes on."""

import asyncio
import io
import threading

import pytest
from objects import Opaque
from subject import face, needs_lanejson

pytestmark = needs_lanejson


class Door:
    """An object, the calls that use it, and one of them that runs Python code in between.

    `between` is called there; `calls` are refused meanwhile with `words`; `run` returns whether all went on as if
    nothing had happened."""

    def __init__(self, name, between):
        self.words = f"this {name} is in use already: only one call at a time may use it"
        self.between = between

    def hook(self, value):
        self.between()
        return value

    def chunks(self, *parts):
        for part in parts:
            yield part
            self.between()


class LinesHook(Door):
    def __init__(self, between):
        super().__init__("iterator of iter_lines", between)
        self.rows = face.iter_lines('{"a": 1}\n{}', object_hook=self.hook)
        self.calls = [lambda: next(self.rows), self.rows.close, self.rows.__exit__]

    def run(self):
        return list(self.rows) == [{"a": 1}, {}]


class LinesSource(LinesHook):
    def __init__(self, between):
        super().__init__(between)
        self.rows = face.iter_lines(self.chunks('{"a": 1}\n{', "}"))
        self.calls = [lambda: next(self.rows), self.rows.close]


class LinesHandler(LinesHook):
    def __init__(self, between):
        super().__init__(between)
        self.rows = face.iter_lines('{"a": 1}\nx\n{}', on_error=self.hook)
        self.calls = [lambda: next(self.rows), self.rows.close]


class ItemsHook(Door):
    def __init__(self, between):
        super().__init__("iterator of iter_items", between)
        self.items = face.iter_items('[{"a": 1}, {}]', "/*", object_hook=self.hook)
        self.calls = [lambda: next(self.items), self.items.close, self.items.__exit__, lambda: self.items.key]

    def run(self):
        return [(self.items.key, item) for item in self.items] == [(0, {"a": 1}), (1, {})]


class ItemsSource(ItemsHook):
    def __init__(self, between):
        super().__init__(between)
        self.items = face.iter_items(self.chunks('[{"a": 1}, {', "}]"), "/*")
        self.calls = [lambda: next(self.items), self.items.close, lambda: self.items.key]


class ParserHook(Door):
    def __init__(self, between):
        super().__init__("Parser", between)
        self.parser = parser = face.Parser(object_hook=self.hook)
        self.calls = [lambda: parser.feed("1"), lambda: parser.value, parser.close, parser.__exit__]

    def run(self):
        self.parser.feed('[{"a": 1}, {')
        self.parser.feed("}]")
        return self.parser.close() == [{"a": 1}, {}]


class WriterDefault(Door):
    def __init__(self, between):
        super().__init__("Writer", between)
        self.file = io.StringIO()
        self.writer = writer = face.Writer(self.file, default=lambda value: self.hook("own"))
        self.calls = [lambda: writer.value(1), lambda: writer.key("a"), writer.array, writer.object, writer.end]
        self.calls += [writer.close, writer.__enter__, lambda: writer.__exit__(None, None, None)]

    def run(self):
        with self.writer as writer, writer.array():
            writer.value(Opaque())
        return self.file.getvalue() == '["own"]'


class WriterFile(WriterDefault):
    def __init__(self, between):
        super().__init__(between)
        self.writer = face.Writer(self, default=lambda value: "own")
        self.calls = [lambda: self.writer.value(1), self.writer.close]

    def write(self, text):
        self.between()
        self.file.write(text)


class Iterencode(Door):
    """Its result is a generator, as json's, which Python itself guards."""

    def __init__(self, between):
        super().__init__("iterator of iterencode", between)
        self.words = "generator already executing"
        self.parts = self.iterator(face.JSONEncoder(default=lambda value: self.hook("own")))
        self.calls = [lambda: next(self.parts)]

    def iterator(self, encoder):
        return encoder.iterencode([Opaque()])

    def run(self):
        return "".join(self.parts) == '["own"]'


class IterencodeInside(Iterencode):
    """The iterator that the generator goes over."""

    def __init__(self, between):
        super().__init__(between)
        self.words = "this iterator of iterencode is in use already: only one call at a time may use it"

    def iterator(self, encoder):
        return face._lanejson._iterencode(encoder, [Opaque()], True)


class AsyncLines(Door):
    def __init__(self, between):
        super().__init__("iterator of aiter_lines", between)
        self.rows = face.aiter_lines(self)
        self.calls = [lambda: asyncio.run(self.rows.__anext__())]
        self.parts = ['{"a": 1}\n{', "}", ""]

    async def read(self, size):
        refuse = threading.Thread(target=self.between)  # no event loop of its own runs there
        refuse.start()
        refuse.join()
        return self.parts.pop(0)

    def run(self):
        async def collect():
            return [row async for row in self.rows]

        return asyncio.run(collect()) == [{"a": 1}, {}]


DOORS = [
    LinesHook,
    LinesSource,
    LinesHandler,
    ItemsHook,
    ItemsSource,
    ParserHook,
    WriterDefault,
    WriterFile,
    Iterencode,
    IterencodeInside,
    AsyncLines,
]
doors = pytest.mark.parametrize("kind", DOORS, ids=lambda kind: kind.__name__)


def refuses(door):
    """The number of calls that were refused, all of them in the right words."""
    for call in door.calls:
        with pytest.raises(ValueError, match=r"in use|executing") as caught:
            call()
        assert str(caught.value) == door.words
    return len(door.calls)


@doors
def test_from_within(kind):
    refused = []
    door = kind(lambda: refused.append(refuses(door)))
    assert door.run()
    assert refused and min(refused) > 0


@doors
def test_from_a_second_thread(kind):
    entered, leave, results = threading.Event(), threading.Event(), []

    def between():
        entered.set()
        assert leave.wait(30)

    door = kind(between)
    thread = threading.Thread(target=lambda: results.append(door.run()))
    thread.start()
    assert entered.wait(30)
    try:
        assert refuses(door) > 0
    finally:
        leave.set()
        thread.join()
    assert results == [True]
