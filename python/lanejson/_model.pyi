# SPDX-License-Identifier: MIT
import json as _json
from collections.abc import Callable
from json import JSONDecodeError as JSONDecodeError
from json import JSONDecoder as JSONDecoder
from json import JSONEncoder as JSONEncoder
from types import ModuleType
from typing import Any

json: ModuleType
decoder: ModuleType
encoder: ModuleType
scanner: ModuleType
NAMES_TRAILING_COMMA: bool
REFUSES_LAST_ESCAPE: bool
FUNCTIONS: tuple[str, ...]
dumps: Callable[..., Any]
dump: Callable[..., Any]
loads: Callable[..., Any]
load: Callable[..., Any]
FOUND: tuple[list[ModuleType], tuple[bool, bool]]
CONSTANTS: dict[str, float]
Scanner: Any

class Decoder(_json.JSONDecoder): ...
class Encoder(_json.JSONEncoder): ...

def over(function: Callable[..., Any], names: dict[str, Any]) -> Callable[..., Any]: ...
def lend(module: ModuleType, names: dict[str, Any]) -> None: ...
