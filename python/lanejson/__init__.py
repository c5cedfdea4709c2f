# SPDX-License-Identifier: MIT
"""The standard library's json, on SIMD kernels: `import lanejson as json` changes the speed and nothing else.

Beyond it: dumpb(obj, ...) gives UTF-8 bytes, any C-contiguous buffer can be read, isa names the kernels in use, and
lanejson.orjson has orjson's interface.
"""

import sys

try:
    from . import _lanejson
except ImportError as refusal:
    # This CPython's objects have another layout than the extension expects. It names the extension to use instead.
    if refusal.name != "lanejson._public":
        raise
    from . import _public as _lanejson

    sys.modules["lanejson._lanejson"] = _lanejson

from . import _model, _seat
from . import decoder as decoder
from . import encoder as encoder
from . import orjson as orjson
from . import scanner as scanner
from ._aio import aiter_lines
from ._lanejson import (
    Document,
    Parser,
    Writer,
    canonical,
    dump,
    dump_lines,
    dumpb,
    dumpb_lines,
    dumps,
    isa,
    isas,
    iter_items,
    iter_lines,
    load,
    loads,
    loads_partial,
    minify,
    validate,
)
from ._lanejson import __version__ as __version__
from ._lanejson import _internals as _internals
from ._lanejson import format as format
from ._model import JSONDecodeError
from ._records import RecordDecodeError, StreamDecodeError
from .decoder import JSONDecoder
from .encoder import JSONEncoder

__all__ = [
    "Document",
    "JSONDecodeError",
    "JSONDecoder",
    "JSONEncoder",
    "Parser",
    "RecordDecodeError",
    "StreamDecodeError",
    "Writer",
    "aiter_lines",
    "canonical",
    "detect_encoding",
    "dump",
    "dump_lines",
    "dumpb",
    "dumpb_lines",
    "dumps",
    "isa",
    "isas",
    "iter_items",
    "iter_lines",
    "load",
    "loads",
    "loads_partial",
    "minify",
    "validate",
]

detect_encoding = _model.json.detect_encoding
_default_encoder = JSONEncoder()
_default_decoder = JSONDecoder()
_model.lend(_model.json, globals())
_seat.take(globals())
del sys
