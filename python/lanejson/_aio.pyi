# SPDX-License-Identifier: MIT
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable
from types import TracebackType
from typing import Any, Literal, Protocol, TypeAlias

from typing_extensions import Buffer, Self

from ._records import RecordDecodeError

class _AsyncFile(Protocol):
    def read(self, size: int, /) -> Awaitable[str | Buffer]: ...

_AsyncSource: TypeAlias = _AsyncFile | AsyncIterable[str] | AsyncIterable[Buffer]

class AsyncLineIterator(AsyncIterator[Any]):
    def __init__(self, source: _AsyncSource, keywords: dict[str, Any]) -> None: ...
    @property
    def record(self) -> int: ...
    def __aiter__(self) -> Self: ...
    async def __anext__(self) -> Any: ...
    async def aclose(self) -> None: ...
    async def __aenter__(self) -> Self: ...
    async def __aexit__(
        self,
        exc_type: type[BaseException] | None = ...,
        exc: BaseException | None = ...,
        tb: TracebackType | None = ...,
    ) -> None: ...

def aiter_lines(
    source: _AsyncSource,
    *,
    on_error: Literal["raise", "skip"] | Callable[[RecordDecodeError], object] = "raise",
    object_hook: Callable[[dict[str, Any]], Any] | None = None,
    parse_float: Callable[[str], Any] | None = None,
    parse_int: Callable[[str], Any] | None = None,
    parse_constant: Callable[[str], Any] | None = None,
    object_pairs_hook: Callable[[list[tuple[str, Any]]], Any] | None = None,
    array_hook: Callable[[list[Any]], Any] | None = None,
    strict: bool = True,
    comments: bool = False,
    trailing_commas: bool = False,
) -> AsyncLineIterator: ...
