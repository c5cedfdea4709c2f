# SPDX-License-Identifier: MIT
from collections.abc import Callable
from typing import Any, Literal, Protocol

from ._lanejson import OPT_APPEND_NEWLINE as OPT_APPEND_NEWLINE
from ._lanejson import OPT_INDENT_2 as OPT_INDENT_2
from ._lanejson import OPT_NAIVE_UTC as OPT_NAIVE_UTC
from ._lanejson import OPT_NON_STR_KEYS as OPT_NON_STR_KEYS
from ._lanejson import OPT_OMIT_MICROSECONDS as OPT_OMIT_MICROSECONDS
from ._lanejson import OPT_PASSTHROUGH_DATACLASS as OPT_PASSTHROUGH_DATACLASS
from ._lanejson import OPT_PASSTHROUGH_DATETIME as OPT_PASSTHROUGH_DATETIME
from ._lanejson import OPT_PASSTHROUGH_SUBCLASS as OPT_PASSTHROUGH_SUBCLASS
from ._lanejson import OPT_SERIALIZE_DATACLASS as OPT_SERIALIZE_DATACLASS
from ._lanejson import OPT_SERIALIZE_NUMPY as OPT_SERIALIZE_NUMPY
from ._lanejson import OPT_SERIALIZE_UUID as OPT_SERIALIZE_UUID
from ._lanejson import OPT_SORT_KEYS as OPT_SORT_KEYS
from ._lanejson import OPT_STRICT_INTEGER as OPT_STRICT_INTEGER
from ._lanejson import OPT_UTC_Z as OPT_UTC_Z
from ._lanejson import Fragment as Fragment
from ._lanejson import __version__ as __version__
from ._lanejson import _BytesWriter, _TextWriter
from ._lanejson import strict_dumps as dumps
from ._lanejson import strict_JSONDecodeError as JSONDecodeError
from ._lanejson import strict_loads as loads

JSONEncodeError = TypeError

__all__ = (
    "OPT_APPEND_NEWLINE",
    "OPT_INDENT_2",
    "OPT_NAIVE_UTC",
    "OPT_NON_STR_KEYS",
    "OPT_OMIT_MICROSECONDS",
    "OPT_PASSTHROUGH_DATACLASS",
    "OPT_PASSTHROUGH_DATETIME",
    "OPT_PASSTHROUGH_SUBCLASS",
    "OPT_SERIALIZE_DATACLASS",
    "OPT_SERIALIZE_NUMPY",
    "OPT_SERIALIZE_UUID",
    "OPT_SORT_KEYS",
    "OPT_STRICT_INTEGER",
    "OPT_UTC_Z",
    "Fragment",
    "JSONDecodeError",
    "JSONEncodeError",
    "__version__",
    "dump",
    "dumps",
    "load",
    "loads",
)

class _Reader(Protocol):
    def read(self) -> str | bytes | bytearray | memoryview: ...

def dump(
    obj: Any,
    fp: _TextWriter | _BytesWriter,
    /,
    default: Callable[[Any], Any] | None = None,
    option: int | None = None,
    *,
    indent: int | str | None = None,
    ensure_ascii: bool = False,
    nan: Literal["null", "error", "constant"] = "null",
    decimal: Literal["error", "number", "string"] = "error",
    cache_utf8: bool = False,
) -> None: ...
def load(
    fp: _Reader,
    /,
    *,
    object_hook: Callable[[dict[str, Any]], Any] | None = None,
    parse_float: Callable[[str], Any] | None = None,
    parse_int: Callable[[str], Any] | None = None,
) -> Any: ...
