# SPDX-License-Identifier: MIT
"""json.scanner: make_scanner(context) gives scan_once(string, idx) -> (value, end)."""

import lanejson._model as _model

from ._lanejson import Scanner

__all__ = ["make_scanner"]

c_make_scanner = Scanner
make_scanner = c_make_scanner

_model.lend(_model.scanner, globals())
