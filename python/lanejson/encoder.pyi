# SPDX-License-Identifier: MIT
from collections.abc import Iterator
from json.encoder import ESCAPE as ESCAPE
from json.encoder import ESCAPE_ASCII as ESCAPE_ASCII
from json.encoder import ESCAPE_DCT as ESCAPE_DCT
from json.encoder import HAS_UTF8 as HAS_UTF8
from json.encoder import INFINITY as INFINITY
from json.encoder import JSONEncoder as _JSONEncoder
from json.encoder import py_encode_basestring as py_encode_basestring
from json.encoder import py_encode_basestring_ascii as py_encode_basestring_ascii
from typing import Any

from ._lanejson import encode_basestring as encode_basestring
from ._lanejson import encode_basestring_ascii as encode_basestring_ascii

c_encode_basestring = encode_basestring
c_encode_basestring_ascii = encode_basestring_ascii
c_make_encoder: Any

class JSONEncoder(_JSONEncoder):
    def encode(self, o: Any) -> str: ...
    def iterencode(self, o: Any, _one_shot: bool = False) -> Iterator[str]: ...
