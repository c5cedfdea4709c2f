# SPDX-License-Identifier: MIT
"""aiter_lines: what iter_lines yields and raises, from sources that are awaited."""

import asyncio
import gc

import pytest
from subject import face, needs_lanejson

pytestmark = needs_lanejson

TEXT = '{"a": [1, 2.5]}\r\n\n"é中😀" 3\x1e[true]\n{"b": oops}\n[null,\n{}]\n-12'
VALUES = [{"a": [1, 2.5]}, "é中😀", 3, [True], [None, {}], -12]


class File:
    """Gives chunks, and stops the event loop's turn before each."""

    def __init__(self, chunks):
        self.chunks, self.sizes = iter(chunks), []

    async def read(self, size):
        self.sizes.append(size)
        await asyncio.sleep(0)
        return next(self.chunks, b"")


async def iterable(chunks):
    for chunk in chunks:
        await asyncio.sleep(0)
        yield chunk


async def collect(source, **keywords):
    return [value async for value in face.aiter_lines(source, **keywords)]


def cut(text, size):
    return [text[at : at + size] for at in range(0, len(text), size)]


@pytest.mark.parametrize("size", (1, 2, 3, 7, 16, 1000))
def test_values(size):
    for text in (TEXT, TEXT.encode(), TEXT.encode("utf-16")):
        for source in (File, iterable):
            assert asyncio.run(collect(source(cut(text, size)), on_error="skip")) == VALUES
            errors, same = [], []
            asyncio.run(collect(source(cut(text, size)), on_error=errors.append))
            list(face.iter_lines(cut(text, size), on_error=same.append))
            assert [str(error) for error in errors] == [str(error) for error in same]
            assert [error.record for error in errors] == [5]


def test_errors_and_hooks():
    async def run():
        lines = face.aiter_lines(iterable(cut(TEXT, 5)), parse_int=str)
        found = [await anext(lines) for _ in range(4)]
        with pytest.raises(face.RecordDecodeError, match=r"line 4 column 7 .*record 5"):
            await anext(lines)
        assert lines.record == 5
        return found + [value async for value in lines]

    assert asyncio.run(run()) == [{"a": ["1", 2.5]}, "é中😀", "3", [True], [None, {}], "-12"]
    assert asyncio.run(collect(iterable([]))) == []
    assert asyncio.run(collect(iterable([b"", b"1 ", b"", b"2"]))) == [1, 2]

    async def failing():
        yield b"1 "
        raise ZeroDivisionError

    async def fails():
        lines = face.aiter_lines(failing())
        assert await anext(lines) == 1
        with pytest.raises(ZeroDivisionError):
            await anext(lines)

    asyncio.run(fails())


def test_sources():
    for wrong in ("[1]", b"[1]", [b"1"], None, object()):
        with pytest.raises(TypeError, match=r"aiter_lines\(\) takes an object with an async read"):
            face.aiter_lines(wrong)
    with pytest.raises(TypeError):
        face.aiter_lines(iterable([]), nonsense=1)

    async def stream():
        reader = asyncio.StreamReader()
        reader.feed_data(TEXT.encode())
        reader.feed_eof()
        return await collect(reader, on_error="skip")

    assert asyncio.run(stream()) == VALUES
    jsonc = collect(iterable(["/* a", " */ [1,] // x"]), comments=True, trailing_commas=True)
    assert asyncio.run(jsonc) == [[1]]


def test_two_tasks_and_cancelling():
    async def run():
        reader = asyncio.StreamReader()
        async with face.aiter_lines(reader) as lines:
            first = asyncio.ensure_future(anext(lines))
            await asyncio.sleep(0)
            with pytest.raises(ValueError, match="in use already"):
                await anext(lines)
            reader.feed_data(b'{"a":')
            await asyncio.sleep(0)
            first.cancel()
            with pytest.raises(asyncio.CancelledError):
                await first
            reader.feed_data(b"1} 2")
            assert await anext(lines) == {"a": 1}
        with pytest.raises(StopAsyncIteration):
            await anext(lines)

    asyncio.run(run())
    gc.collect()
