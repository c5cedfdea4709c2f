# SPDX-License-Identifier: MIT
"""json.encoder: JSONEncoder, over lanejson's engine."""

from . import _model
from ._lanejson import _encode
from ._lanejson import encode_basestring as c_encode_basestring
from ._lanejson import encode_basestring_ascii as c_encode_basestring_ascii

encode_basestring = c_encode_basestring
encode_basestring_ascii = c_encode_basestring_ascii


class JSONEncoder(_model.JSONEncoder):
    """json.JSONEncoder with lanejson's engine: the same parameters, attributes, methods and subclassing."""

    def encode(self, o):
        """Return a JSON string representation of a Python data structure."""
        if type(self).iterencode is not JSONEncoder.iterencode:
            return _model.Encoder.encode(self, o)
        return self._encode(o, False)

    def iterencode(self, o, _one_shot=False):
        """Encode the given object and yield its text, in one piece."""
        yield self._encode(o, True)

    def _encode(self, o, in_pieces):
        indent = self.indent
        plain = type(self.item_separator) is type(self.key_separator) is str
        if not plain or not (indent is None or type(indent) in (int, bool, str)):
            return "".join(_model.Encoder.iterencode(self, o, _one_shot=not in_pieces))
        return _encode(
            o,
            self.skipkeys,
            self.ensure_ascii,
            self.check_circular,
            self.allow_nan,
            indent,
            self.item_separator,
            self.key_separator,
            self.default,
            self.sort_keys,
            in_pieces,
        )


_model.lend(_model.encoder, globals())
