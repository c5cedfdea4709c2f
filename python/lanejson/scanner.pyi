# SPDX-License-Identifier: MIT
from collections.abc import Callable
from json.scanner import NUMBER_RE as NUMBER_RE
from typing import Any

from ._lanejson import Scanner

__all__ = ["make_scanner"]

c_make_scanner = Scanner
make_scanner = Scanner

def py_make_scanner(context: Any) -> Callable[[str, int], tuple[Any, int]]: ...
