# SPDX-License-Identifier: MIT
from collections.abc import Callable, Iterable, Iterator
from json import JSONDecodeError, JSONDecoder, JSONEncoder
from os import PathLike
from types import TracebackType
from typing import Any, ClassVar, Final, Literal, Protocol, SupportsIndex, TypeAlias, final, overload

from typing_extensions import Buffer, Self

from ._records import RecordDecodeError

class _Reader(Protocol):
    def read(self) -> str | Buffer: ...

class _TextWriter(Protocol):
    def write(self, text: str, /) -> object: ...

class _BytesWriter(Protocol):
    def write(self, data: bytes, /) -> object: ...

class _File(Protocol):
    def read(self, size: int, /) -> str | Buffer | None: ...

class _Socket(Protocol):
    def recv(self, size: int, /) -> Buffer: ...

_Source: TypeAlias = str | Buffer | PathLike[str] | PathLike[bytes] | _File | _Socket | Iterable[str] | Iterable[Buffer]

__version__: Final[str]
_internals: Final[bool]
isa: Final[str]
isas: Final[tuple[str, ...]]
constants: Final[dict[str, float]]

def loads(
    s: str | Buffer,
    *,
    cls: type[JSONDecoder] | None = None,
    object_hook: Callable[[dict[str, Any]], Any] | None = None,
    parse_float: Callable[[str], Any] | None = None,
    parse_int: Callable[[str], Any] | None = None,
    parse_constant: Callable[[str], Any] | None = None,
    object_pairs_hook: Callable[[list[tuple[str, Any]]], Any] | None = None,
    array_hook: Callable[[list[Any]], Any] | None = None,
    strict: bool = True,
    comments: bool = False,
    trailing_commas: bool = False,
    **kw: Any,
) -> Any: ...
def load(
    fp: _Reader,
    *,
    cls: type[JSONDecoder] | None = None,
    object_hook: Callable[[dict[str, Any]], Any] | None = None,
    parse_float: Callable[[str], Any] | None = None,
    parse_int: Callable[[str], Any] | None = None,
    parse_constant: Callable[[str], Any] | None = None,
    object_pairs_hook: Callable[[list[tuple[str, Any]]], Any] | None = None,
    array_hook: Callable[[list[Any]], Any] | None = None,
    strict: bool = True,
    comments: bool = False,
    trailing_commas: bool = False,
    **kw: Any,
) -> Any: ...
def dumps(
    obj: Any,
    *,
    skipkeys: bool = False,
    ensure_ascii: bool = True,
    check_circular: bool = True,
    allow_nan: bool = True,
    cls: type[JSONEncoder] | None = None,
    indent: int | str | None = None,
    separators: tuple[str, str] | None = None,
    default: Callable[[Any], Any] | None = None,
    sort_keys: bool = False,
    **kw: Any,
) -> str: ...
def dumpb(
    obj: Any,
    *,
    skipkeys: bool = False,
    ensure_ascii: bool = True,
    check_circular: bool = True,
    allow_nan: bool = True,
    cls: type[JSONEncoder] | None = None,
    indent: int | str | None = None,
    separators: tuple[str, str] | None = None,
    default: Callable[[Any], Any] | None = None,
    sort_keys: bool = False,
    **kw: Any,
) -> bytes: ...
def dump(
    obj: Any,
    fp: _TextWriter | _BytesWriter,
    *,
    skipkeys: bool = False,
    ensure_ascii: bool = True,
    check_circular: bool = True,
    allow_nan: bool = True,
    cls: type[JSONEncoder] | None = None,
    indent: int | str | None = None,
    separators: tuple[str, str] | None = None,
    default: Callable[[Any], Any] | None = None,
    sort_keys: bool = False,
    **kw: Any,
) -> None: ...

@final
class LineIterator(Iterator[Any]):
    @property
    def record(self) -> int: ...
    def close(self) -> None: ...
    def __iter__(self) -> Self: ...
    def __next__(self) -> Any: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        exc_type: type[BaseException] | None = ...,
        exc: BaseException | None = ...,
        tb: TracebackType | None = ...,
        /,
    ) -> None: ...

@final
class ItemIterator(Iterator[Any]):
    @property
    def key(self) -> str | int | None: ...
    def close(self) -> None: ...
    def __iter__(self) -> Self: ...
    def __next__(self) -> Any: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        exc_type: type[BaseException] | None = ...,
        exc: BaseException | None = ...,
        tb: TracebackType | None = ...,
        /,
    ) -> None: ...

def iter_items(
    source: _Source,
    pointer: str,
    *,
    object_hook: Callable[[dict[str, Any]], Any] | None = None,
    parse_float: Callable[[str], Any] | None = None,
    parse_int: Callable[[str], Any] | None = None,
    parse_constant: Callable[[str], Any] | None = None,
    object_pairs_hook: Callable[[list[tuple[str, Any]]], Any] | None = None,
    array_hook: Callable[[list[Any]], Any] | None = None,
    strict: bool = True,
) -> ItemIterator: ...
def iter_lines(
    source: _Source,
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
) -> LineIterator: ...
def loads_partial(
    s: str | Buffer,
    *,
    strings: Literal["drop", "keep"] = "drop",
    object_hook: Callable[[dict[str, Any]], Any] | None = None,
    parse_float: Callable[[str], Any] | None = None,
    parse_int: Callable[[str], Any] | None = None,
    parse_constant: Callable[[str], Any] | None = None,
    object_pairs_hook: Callable[[list[tuple[str, Any]]], Any] | None = None,
    array_hook: Callable[[list[Any]], Any] | None = None,
    strict: bool = True,
) -> Any: ...

@final
class Parser:
    def __new__(
        cls,
        *,
        strings: Literal["drop", "keep"] = "drop",
        object_hook: Callable[[dict[str, Any]], Any] | None = None,
        parse_float: Callable[[str], Any] | None = None,
        parse_int: Callable[[str], Any] | None = None,
        parse_constant: Callable[[str], Any] | None = None,
        object_pairs_hook: Callable[[list[tuple[str, Any]]], Any] | None = None,
        array_hook: Callable[[list[Any]], Any] | None = None,
        strict: bool = True,
    ) -> Self: ...
    @property
    def value(self) -> Any: ...
    @property
    def done(self) -> bool: ...
    def feed(self, chunk: str | Buffer, /) -> None: ...
    def close(self) -> Any: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        exc_type: type[BaseException] | None = ...,
        exc: BaseException | None = ...,
        tb: TracebackType | None = ...,
        /,
    ) -> None: ...

def canonical(obj: Any, /) -> bytes: ...
def validate(s: str | Buffer, *, comments: bool = False, trailing_commas: bool = False) -> None: ...
@overload
def minify(s: str, *, comments: bool = False, trailing_commas: bool = False) -> str: ...
@overload
def minify(s: Buffer, *, comments: bool = False, trailing_commas: bool = False) -> bytes: ...
@overload
def format(s: str, indent: int = 2, *, comments: bool = False, trailing_commas: bool = False) -> str: ...
@overload
def format(s: Buffer, indent: int = 2, *, comments: bool = False, trailing_commas: bool = False) -> bytes: ...
def dump_lines(
    rows: Iterable[Any],
    fp: _TextWriter | _BytesWriter,
    /,
    *,
    skipkeys: bool = False,
    ensure_ascii: bool = True,
    check_circular: bool = True,
    allow_nan: bool = True,
    cls: type[JSONEncoder] | None = None,
    separators: tuple[str, str] | None = None,
    default: Callable[[Any], Any] | None = None,
    sort_keys: bool = False,
    **kw: Any,
) -> None: ...
def dumpb_lines(
    rows: Iterable[Any],
    /,
    *,
    skipkeys: bool = False,
    ensure_ascii: bool = True,
    check_circular: bool = True,
    allow_nan: bool = True,
    cls: type[JSONEncoder] | None = None,
    separators: tuple[str, str] | None = None,
    default: Callable[[Any], Any] | None = None,
    sort_keys: bool = False,
    **kw: Any,
) -> bytes: ...

@final
class DocumentIterator(Iterator[Any]):
    def __iter__(self) -> Self: ...
    def __next__(self) -> Any: ...

@final
class Document:
    def __new__(cls, s: str | Buffer, /) -> Self: ...
    def __getitem__(self, key: str | SupportsIndex, /) -> Any: ...
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Any]: ...
    def __contains__(self, key: object, /) -> bool: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]
    def at(self, pointer: str, /) -> Any: ...
    def keys(self) -> Iterator[str]: ...
    def values(self) -> Iterator[Any]: ...
    def items(self) -> Iterator[tuple[str, Any]]: ...
    def value(self) -> Any: ...
    def raw(self) -> Fragment: ...
    def __reduce__(self) -> tuple[type[Document], tuple[bytes]]: ...

@final
class Writer:
    @property
    def depth(self) -> int: ...
    def __new__(
        cls,
        fp: _TextWriter | _BytesWriter,
        /,
        *,
        skipkeys: bool = False,
        ensure_ascii: bool = True,
        check_circular: bool = True,
        allow_nan: bool = True,
        indent: int | str | None = None,
        separators: tuple[str, str] | None = None,
        default: Callable[[Any], Any] | None = None,
        sort_keys: bool = False,
        **kw: Any,
    ) -> Self: ...
    def value(self, obj: Any, /) -> None: ...
    def key(self, name: str, /) -> None: ...
    def array(self) -> Self: ...
    def object(self) -> Self: ...
    def end(self) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        exc_type: type[BaseException] | None = ...,
        exc: BaseException | None = ...,
        tb: TracebackType | None = ...,
        /,
    ) -> None: ...

def encode_basestring(s: str, /) -> str: ...
def encode_basestring_ascii(s: str, /) -> str: ...
def strict_loads(
    obj: str | bytes | bytearray | memoryview,
    /,
    *,
    object_hook: Callable[[dict[str, Any]], Any] | None = None,
    parse_float: Callable[[str], Any] | None = None,
    parse_int: Callable[[str], Any] | None = None,
) -> Any: ...
def strict_dumps(
    obj: Any,
    /,
    default: Callable[[Any], Any] | None = None,
    option: int | None = None,
    *,
    indent: int | str | None = None,
    ensure_ascii: bool = False,
    nan: Literal["null", "error", "constant"] = "null",
    decimal: Literal["error", "number", "string"] = "error",
    cache_utf8: bool = False,
) -> bytes: ...

class strict_JSONDecodeError(JSONDecodeError): ...

@final
class Fragment:
    def __new__(cls, contents: bytes | str, /) -> Fragment: ...

@final
class Scanner:
    strict: Final[bool]
    comments: Final[bool]
    trailing_commas: Final[bool]
    object_hook: Final[Any]
    object_pairs_hook: Final[Any]
    array_hook: Final[Any]
    parse_float: Final[Any]
    parse_int: Final[Any]
    parse_constant: Final[Any]
    def __new__(cls, context: Any) -> Scanner: ...
    def __call__(self, string: str, idx: int) -> tuple[Any, int]: ...

OPT_APPEND_NEWLINE: Final[int]
OPT_INDENT_2: Final[int]
OPT_NAIVE_UTC: Final[int]
OPT_NON_STR_KEYS: Final[int]
OPT_OMIT_MICROSECONDS: Final[int]
OPT_PASSTHROUGH_DATACLASS: Final[int]
OPT_PASSTHROUGH_DATETIME: Final[int]
OPT_PASSTHROUGH_SUBCLASS: Final[int]
OPT_SERIALIZE_DATACLASS: Final[int]
OPT_SERIALIZE_NUMPY: Final[int]
OPT_SERIALIZE_UUID: Final[int]
OPT_SORT_KEYS: Final[int]
OPT_STRICT_INTEGER: Final[int]
OPT_UTC_Z: Final[int]
