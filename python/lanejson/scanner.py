# SPDX-License-Identifier: MIT
"""json.scanner: make_scanner(context) gives scan_once(string, idx) -> (value, end)."""

from json.scanner import NUMBER_RE as NUMBER_RE
from json.scanner import py_make_scanner as py_make_scanner

from ._lanejson import Scanner

__all__ = ["make_scanner"]

c_make_scanner = Scanner
make_scanner = c_make_scanner
