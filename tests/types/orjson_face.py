# SPDX-License-Identifier: MIT
"""Programs of users of `lanejson.orjson` as mypy --strict and pyright see them; main() runs them."""

import dataclasses
import datetime
import decimal
import io
import pathlib
import sys
import tempfile
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypedDict

import lanejson
from lanejson import orjson

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


@dataclasses.dataclass
class Price:
    amount: decimal.Decimal
    at: datetime.datetime


class Film(TypedDict):
    name: str


class Body:
    def read(self) -> bytes:
        return b"[1.5]"


class Wire:
    def __init__(self) -> None:
        self.sent = b""

    def write(self, data: bytes) -> int:
        self.sent += data
        return len(data)


def default(value: object) -> Any:
    if isinstance(value, decimal.Decimal):
        return str(value)
    raise TypeError


def texts() -> None:
    price = Price(decimal.Decimal("1.50"), datetime.datetime(2026, 1, 2, tzinfo=datetime.timezone.utc))
    assert_type(orjson.dumps(price, default), bytes)
    orjson.dumps(price, default=default, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z)
    orjson.dumps(price, None, None, indent="\t", ensure_ascii=True, nan="constant", decimal="number")
    orjson.dumps([Film(name="x"), orjson.Fragment(b"{}"), orjson.Fragment("1")]).decode()
    refused(lambda: orjson.dumps([], nan="none"))  # type: ignore[arg-type]


def documents() -> None:
    for text in ("[1]", b"[1]", bytearray(b"[1]"), memoryview(b"[1]")):
        assert_type(orjson.loads(text), Any)
    orjson.loads("[1.5]", parse_float=decimal.Decimal, parse_int=int, object_hook=lambda pairs: [*pairs])
    refused(lambda: orjson.loads(io.BytesIO(b"[1]")))  # type: ignore[arg-type]


def files(folder: pathlib.Path) -> None:
    path = folder / "file"
    with path.open("wb") as binary:
        orjson.dump([1], binary, option=orjson.OPT_APPEND_NEWLINE)
    with path.open("rb") as binary:
        assert_type(orjson.load(binary), Any)
    with path.open("w", encoding="utf-8") as text:
        orjson.dump([1], text, default, indent=2)
    orjson.dump([1], Wire())
    orjson.dump([1], io.StringIO())
    orjson.load(Body(), parse_float=decimal.Decimal)
    refused(lambda: orjson.load(path))  # type: ignore[arg-type]


def refusals() -> None:
    for text in ("[", b"\xff"):
        try:
            orjson.loads(text)
        except orjson.JSONDecodeError as error:
            assert_type(error.pos, int)
    try:
        orjson.dumps(object())
    except orjson.JSONEncodeError as error:
        print(error, file=sys.stderr)


def by_attribute() -> None:
    """Known after `import lanejson` alone."""
    assert_type(lanejson.orjson.dumps([1], option=lanejson.orjson.OPT_SORT_KEYS), bytes)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        files(pathlib.Path(folder))
    texts()
    documents()
    refusals()
    by_attribute()


if __name__ == "__main__":
    main()
