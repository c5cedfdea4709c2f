# SPDX-License-Identifier: MIT
from collections.abc import Callable
from json import JSONDecodeError as JSONDecodeError
from json import JSONDecoder as _JSONDecoder
from re import Match, Pattern, RegexFlag
from typing import Any, Final

BACKSLASH: Final[dict[str, str]]
FLAGS: Final[RegexFlag]
STRINGCHUNK: Final[Pattern[str]]
WHITESPACE: Final[Pattern[str]]
WHITESPACE_STR: Final[str]
NaN: Final[float]
NegInf: Final[float]
PosInf: Final[float]
JSONArray: Callable[..., tuple[list[Any], int]]
JSONObject: Callable[..., tuple[Any, int]]

__all__ = ["JSONDecodeError", "JSONDecoder"]

def scanstring(string: str, end: int, strict: bool = ..., /) -> tuple[str, int]: ...
def c_scanstring(string: str, end: int, strict: bool = ..., /) -> tuple[str, int]: ...
def py_scanstring(
    s: str,
    end: int,
    strict: bool = True,
    _b: dict[str, str] = ...,
    _m: Callable[[str, int], Match[str] | None] = ...,
) -> tuple[str, int]: ...

class JSONDecoder(_JSONDecoder):
    array_hook: Callable[[list[Any]], Any] | None
    comments: bool
    trailing_commas: bool
    parse_object: Callable[..., Any]
    parse_array: Callable[..., Any]
    parse_string: Callable[..., Any]
    memo: dict[str, str]
    scan_once: Callable[[str, int], tuple[Any, int]]
    def __init__(
        self,
        *,
        object_hook: Callable[[dict[str, Any]], Any] | None = None,
        parse_float: Callable[[str], Any] | None = None,
        parse_int: Callable[[str], Any] | None = None,
        parse_constant: Callable[[str], Any] | None = None,
        strict: bool = True,
        object_pairs_hook: Callable[[list[tuple[str, Any]]], Any] | None = None,
        array_hook: Callable[[list[Any]], Any] | None = None,
        comments: bool = False,
        trailing_commas: bool = False,
    ) -> None: ...
    def decode(self, s: str, _w: Callable[[str, int], Match[str] | None] = ...) -> Any: ...
    def raw_decode(self, s: str, idx: int = 0) -> tuple[Any, int]: ...
