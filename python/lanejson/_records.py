# SPDX-License-Identifier: MIT
"""What is wrong with one of the texts of a stream, of which no more than a part is in memory."""

from ._model import JSONDecodeError


class RecordDecodeError(JSONDecodeError):
    """A JSONDecodeError whose pos, lineno and colno are places in the whole source.

    record is the number of the record, counted from 1 as lineno and colno are. doc is its text, a str, from its start
    to the end of the faulty line, as far as it has come. doc[0] is the character `start` of the source, so
    doc[pos - start] is at fault.
    """

    def __init__(self, msg, doc, pos, lineno, colno, record, start):
        ValueError.__init__(self, f"{msg}: line {lineno} column {colno} (char {pos}), record {record}")
        self.msg = msg
        self.doc = doc
        self.pos = pos
        self.lineno = lineno
        self.colno = colno
        self.record = record
        self.start = start

    def __reduce__(self):
        return type(self), (self.msg, self.doc, self.pos, self.lineno, self.colno, self.record, self.start)


RecordDecodeError.__module__ = "lanejson"
