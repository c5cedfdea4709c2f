# SPDX-License-Identifier: MIT
"""json.decoder: JSONDecoder, over lanejson's engine."""

import lanejson._model as _model
import lanejson.scanner as scanner

from ._lanejson import _decode
from ._lanejson import constants as _CONSTANTS
from ._model import JSONDecodeError

__all__ = ["JSONDecodeError", "JSONDecoder"]

WHITESPACE = _model.decoder.WHITESPACE
scanstring = _model.decoder.scanstring
JSONArray = _model.over(_model.decoder.JSONArray, globals())
JSONObject = _model.over(_model.decoder.JSONObject, globals())

# json's own code with the names of this module: for replaced names and settings that the engine does not know.
_slow_decode = _model.over(_model.Decoder.decode, globals())


class JSONDecoder(_model.JSONDecoder):
    """Simple JSON decoder, with json.JSONDecoder's parameters, attributes and methods.

    Beyond those: comments=True and trailing_commas=True read JSONC, as loads does.

    A subclass may override any of them. If it sets scan_once to scanner.py_make_scanner(self), parse_object,
    parse_array and parse_string take effect.
    """

    def __init__(
        self,
        *,
        object_hook=None,
        parse_float=None,
        parse_int=None,
        parse_constant=None,
        strict=True,
        object_pairs_hook=None,
        array_hook=None,
        comments=False,
        trailing_commas=False,
    ):
        self.object_hook = object_hook
        self.parse_float = parse_float or float
        self.parse_int = parse_int or int
        self.parse_constant = parse_constant or _CONSTANTS.__getitem__
        self.strict = strict
        self.object_pairs_hook = object_pairs_hook
        self.array_hook = array_hook
        self.comments = comments
        self.trailing_commas = trailing_commas
        self.parse_object = JSONObject
        self.parse_array = JSONArray
        self.parse_string = scanstring
        self.memo = {}
        self.scan_once = scanner.make_scanner(self)

    def decode(self, s, _w=WHITESPACE.match):
        """Return the value of a str with one JSON document, with or without white space around it."""
        value = _decode(self, s)
        return _slow_decode(self, s, _w) if value is NotImplemented else value

    raw_decode = _model.over(_model.Decoder.raw_decode, globals())


_model.lend(_model.decoder, globals())
