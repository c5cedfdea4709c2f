# SPDX-License-Identifier: MIT
"""The errors for faults in a stream, which is only partly in memory."""

from ._model import JSONDecodeError


class StreamDecodeError(JSONDecodeError):
    """A JSONDecodeError whose pos, lineno and colno are positions in the whole source.

    doc is a part of the source, a str, to the end of the faulty line, as far as it was read. doc[0] is the character
    `start` of the source, so the fault is at doc[pos - start]. lineno and colno count from 1.
    """

    def __init__(self, msg, doc, pos, lineno, colno, start):
        ValueError.__init__(self, f"{msg}: line {lineno} column {colno} (char {pos})")
        self.msg = msg
        self.doc = doc
        self.pos = pos
        self.lineno = lineno
        self.colno = colno
        self.start = start

    def __reduce__(self):
        return type(self), (self.msg, self.doc, self.pos, self.lineno, self.colno, self.start)


class RecordDecodeError(StreamDecodeError):
    """A StreamDecodeError with the number of the record, counted from 1. doc starts at the start of the record."""

    def __init__(self, msg, doc, pos, lineno, colno, record, start):
        super().__init__(msg, doc, pos, lineno, colno, start)
        self.args = (f"{self.args[0]}, record {record}",)
        self.record = record

    def __reduce__(self):
        return type(self), (self.msg, self.doc, self.pos, self.lineno, self.colno, self.record, self.start)


StreamDecodeError.__module__ = RecordDecodeError.__module__ = "lanejson"
