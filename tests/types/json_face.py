# SPDX-License-Identifier: MIT
"""Programs of users of `lanejson` as mypy --strict and pyright see them; main() runs them."""

import asyncio
import collections
import io
import json
import pathlib
import sys
import tempfile
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import lanejson
from lanejson import JSONDecodeError, JSONDecoder, JSONEncoder

if TYPE_CHECKING:
    from typing_extensions import assert_type
else:

    def assert_type(value, kind):
        return value


def refused(call: Callable[[], object]) -> None:
    """What is wrong by its types is refused when it runs, too."""
    try:
        call()
    except (TypeError, ValueError, AttributeError):
        return
    raise AssertionError(call)


class Complex(json.JSONEncoder):
    """An encoder of the standard library's."""

    def default(self, o: object) -> Any:
        return [o.real, o.imag] if isinstance(o, complex) else super().default(o)


class Sets(lanejson.JSONEncoder):
    def default(self, o: object) -> Any:
        return [*o] if isinstance(o, set) else super().default(o)


class Upper(json.JSONDecoder):
    """A decoder of the standard library's."""

    def decode(self, s: str, _w: Callable[..., Any] = str) -> Any:
        return super().decode(s.upper())


class Quiet(JSONDecoder):
    def __init__(self) -> None:
        super().__init__(strict=False)


class Log:
    """Whatever has a method write is a file."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def write(self, text: str, /) -> None:
        self.lines.append(text)


class Body:
    """Whatever has a method read is one, too."""

    def read(self) -> bytes:
        return b"[1]"


def texts() -> None:
    assert_type(lanejson.dumps({"a": 1}), str)
    assert_type(lanejson.dumpb({"a": 1}, indent=2, sort_keys=True), bytes)
    lanejson.dumps([1j], cls=Complex)
    lanejson.dumps([{1}], cls=Sets, indent="\t", separators=(",", ": "))
    lanejson.dumps([{1}], default=list)
    refused(lambda: lanejson.dumps([1], separators=5))  # type: ignore[arg-type]


def documents() -> None:
    for text in ("[1]", b"[1]", bytearray(b"[1]"), memoryview(b"[1]")):
        assert_type(lanejson.loads(text), Any)
    lanejson.loads("[]", cls=Upper)
    lanejson.loads('"\t"', cls=Quiet)
    lanejson.loads("{}", object_hook=lambda pairs: pairs, parse_float=float, parse_int=int)
    lanejson.loads("{}", object_pairs_hook=collections.OrderedDict[str, Any])
    lanejson.loads("[[]]", array_hook=tuple[Any, ...])
    refused(lambda: lanejson.loads(5))  # type: ignore[arg-type]
    refused(lambda: lanejson.dumps([], cls=dict))  # type: ignore[arg-type]


def files(folder: pathlib.Path) -> None:
    path = folder / "file"
    with path.open("w", encoding="utf-8") as text:
        lanejson.dump([1], text)
    with path.open(encoding="utf-8") as text:
        assert_type(lanejson.load(text), Any)
    with path.open("wb") as binary:
        lanejson.dump([1], binary)
    with path.open("rb") as binary:
        lanejson.load(binary)
    lanejson.dump([1], Log())
    lanejson.dump([1], io.BytesIO())
    lanejson.dump([1], sys.stdout)
    lanejson.load(Body())
    refused(lambda: lanejson.dump([1], path))  # type: ignore[arg-type]


def classes() -> None:
    standard: json.JSONEncoder = JSONEncoder(sort_keys=True)
    assert_type(standard.encode([1]), str)
    decoder: json.JSONDecoder = JSONDecoder(object_hook=dict)
    assert_type(JSONDecoder().raw_decode("[1] x"), tuple[Any, int])
    decoder.decode("[1]")
    for piece in JSONEncoder().iterencode([1]):
        assert_type(piece, str)


def refusals() -> None:
    try:
        lanejson.loads("[1,")
    except JSONDecodeError as error:
        assert_type(error.pos, int)
    try:
        lanejson.loads("[1,")
    except json.JSONDecodeError as error:
        assert_type(error.lineno, int)


def lines() -> None:
    lanejson.dump_lines([{"a": 1}, {"a": 2}], Log())
    data = lanejson.dumpb_lines({"n": n} for n in range(3))
    with lanejson.iter_lines(data, on_error="skip") as rows:
        for row in rows:
            assert_type(row, Any)


def items() -> None:
    with lanejson.iter_items(io.BytesIO(b'{"rows": [1]}'), "/rows/*", parse_int=str) as rows:
        for row in rows:
            assert_type(row, Any)
            assert_type(rows.key, "str | int | None")


def partial() -> None:
    assert_type(lanejson.loads_partial("[1, {", strings="keep"), Any)
    lanejson.loads_partial(b"[1, {", object_hook=len)
    with lanejson.Parser(strings="keep") as parser:
        parser.feed("[1, ")
        assert_type(parser.value, Any)
        assert_type(parser.done, bool)


def pieces(path: pathlib.Path) -> None:
    with path.open("w") as file, lanejson.Writer(file, indent=2) as writer, writer.array():
        writer.value({"a": 1})
        with writer.object() as same:
            same.key("b")
            same.value(None)
    for piece in lanejson.JSONEncoder().iterencode([1]):
        assert_type(piece, str)
    assert_type(lanejson.loads("[1,] // one", comments=True, trailing_commas=True), Any)
    assert_type(lanejson.minify(b"[1] // one", comments=True), bytes)


async def lines_awaited(reader: asyncio.StreamReader) -> None:
    async with lanejson.aiter_lines(reader, on_error="skip") as rows:
        async for row in rows:
            assert_type(row, Any)


def functions() -> None:
    read: Callable[[str], Any] = lanejson.loads
    write: Callable[[Any], str] = lanejson.dumps
    write(read("[]"))
    assert_type(lanejson.isa, str)
    assert_type(lanejson.orjson.dumps([1]), bytes)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        files(pathlib.Path(folder))
    texts()
    documents()
    classes()
    refusals()
    lines()
    items()
    partial()
    with tempfile.TemporaryDirectory() as folder:
        pieces(pathlib.Path(folder, "pieces.json"))
    functions()


if __name__ == "__main__":
    main()
