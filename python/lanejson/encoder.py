# SPDX-License-Identifier: MIT
"""json.encoder: JSONEncoder, over lanejson's engine."""

import lanejson._model as _model

from ._lanejson import _encode, _iterencode
from ._lanejson import encode_basestring as c_encode_basestring
from ._lanejson import encode_basestring_ascii as c_encode_basestring_ascii

encode_basestring = c_encode_basestring
encode_basestring_ascii = c_encode_basestring_ascii

# json's own code with the names of this module: for replaced names and settings that the engine does not know.
_slow_encode = _model.over(_model.Encoder.encode, globals())
_slow_iterencode = _model.over(_model.Encoder.iterencode, globals())


class JSONEncoder(_model.JSONEncoder):
    """json.JSONEncoder with lanejson's engine: the same parameters, attributes, methods and subclassing."""

    def encode(self, o):
        """Return a JSON string representation of a Python data structure."""
        text = _encode(self, o)
        return _slow_encode(self, o) if text is NotImplemented else text

    def iterencode(self, o, _one_shot=False):
        """Encode the given object and yield its text in pieces, of some 64 KiB as they are made."""
        if not _one_shot:
            return _pieces(self, o)
        text = _iterencode(self, o, False)
        return _slow_iterencode(self, o, True) if text is NotImplemented else (text,)


def _pieces(encoder, o):
    pieces = _iterencode(encoder, o, True)
    yield from _slow_iterencode(encoder, o) if pieces is NotImplemented else pieces


_model.lend(_model.encoder, globals())
