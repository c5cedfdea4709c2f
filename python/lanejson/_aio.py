# SPDX-License-Identifier: MIT
"""aiter_lines: iter_lines with asynchronous chunks."""

from collections import deque

from ._lanejson import iter_lines

_PIECE = 1 << 16  # bytes, or characters, per read


class _Empty(Exception):
    """No chunk is available: await the next one."""


class _Chunks:
    """The iterable of iter_lines: the chunks that have arrived."""

    def __init__(self):
        self.there = deque()
        self.ended = False

    def __iter__(self):
        return self

    def __next__(self):
        if self.there:
            return self.there.popleft()
        if self.ended:
            raise StopIteration
        raise _Empty


def _reader(source):
    """Returns a function that returns an awaitable of the next chunk, which is empty at the end."""
    if hasattr(source, "read") and not isinstance(source, (str, bytes)):
        return lambda: source.read(_PIECE)
    if hasattr(source, "__aiter__"):
        chunks = source.__aiter__()

        async def read():
            async for chunk in chunks:
                if chunk:
                    return chunk
            return b""

        return read
    name = type(source).__name__
    raise TypeError(f"aiter_lines() takes an object with an async read(n) or an async iterable of chunks, not {name}")


class AsyncLineIterator:
    """The asynchronous iterator of aiter_lines, and an asynchronous context manager that closes it."""

    def __init__(self, source, keywords):
        self._read = _reader(source)
        self._chunks = _Chunks()
        self._lines = iter_lines(self._chunks, **keywords)
        self._running = False

    @property
    def record(self):
        """The number of the last record read, counted from 1, faulty ones included; 0 before the first."""
        return self._lines.record

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self._running:
            raise ValueError("this iterator of aiter_lines is in use already: only one call at a time may use it")
        self._running = True
        try:
            while True:
                try:
                    return next(self._lines)
                except _Empty:
                    await self._fill()
                except StopIteration:
                    raise StopAsyncIteration from None
        finally:
            self._running = False

    async def _fill(self):
        chunk = await self._read()
        if chunk:
            self._chunks.there.append(chunk)
        else:
            self._chunks.ended = True

    async def aclose(self):
        """End the iteration. The source stays open."""
        self._lines.close()

    async def __aenter__(self):
        return self

    async def __aexit__(self, *exc_info):
        await self.aclose()


def aiter_lines(
    source,
    *,
    on_error="raise",
    object_hook=None,
    parse_float=None,
    parse_int=None,
    parse_constant=None,
    object_pairs_hook=None,
    array_hook=None,
    strict=True,
    comments=False,
    trailing_commas=False,
):
    """Iterate asynchronously over the values of a text of any number of JSON documents.

    source has an async read(n), like asyncio.StreamReader, or is an async iterable of chunks, str or bytes, cut
    anywhere. The documents, the keywords, the memory and the errors are those of iter_lines. A value is yielded as soon
    as it is complete; the event loop runs while a chunk is awaited. A cancelled step loses nothing: the next one
    continues.

    Returns an asynchronous iterator, which is also a context manager, with aclose() and the attribute record; it leaves
    the source open. Raises TypeError for other sources, and ValueError if two tasks request a value at the same time.
    """
    keywords = {
        "object_hook": object_hook,
        "parse_float": parse_float,
        "parse_int": parse_int,
        "parse_constant": parse_constant,
        "object_pairs_hook": object_pairs_hook,
        "array_hook": array_hook,
        "comments": comments,
        "trailing_commas": trailing_commas,
    }
    return AsyncLineIterator(source, {"on_error": on_error, "strict": strict, **keywords})
