# SPDX-License-Identifier: MIT
from json import JSONDecodeError as JSONDecodeError
from json import detect_encoding as detect_encoding
from typing import Final

from . import decoder as decoder
from . import encoder as encoder
from . import orjson as orjson
from . import scanner as scanner
from ._aio import aiter_lines as aiter_lines
from ._lanejson import Document as Document
from ._lanejson import Parser as Parser
from ._lanejson import Writer as Writer
from ._lanejson import __version__ as __version__
from ._lanejson import _internals as _internals
from ._lanejson import canonical as canonical
from ._lanejson import dump as dump
from ._lanejson import dump_lines as dump_lines
from ._lanejson import dumpb as dumpb
from ._lanejson import dumpb_lines as dumpb_lines
from ._lanejson import dumps as dumps
from ._lanejson import format as format
from ._lanejson import isa as isa
from ._lanejson import isas as isas
from ._lanejson import iter_items as iter_items
from ._lanejson import iter_lines as iter_lines
from ._lanejson import load as load
from ._lanejson import loads as loads
from ._lanejson import loads_partial as loads_partial
from ._lanejson import minify as minify
from ._lanejson import validate as validate
from ._records import RecordDecodeError as RecordDecodeError
from ._records import StreamDecodeError as StreamDecodeError
from .decoder import JSONDecoder as JSONDecoder
from .encoder import JSONEncoder as JSONEncoder

__all__: Final = [
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
