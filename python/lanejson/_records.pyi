# SPDX-License-Identifier: MIT
from json import JSONDecodeError

class StreamDecodeError(JSONDecodeError):
    start: int
    def __init__(self, msg: str, doc: str, pos: int, lineno: int, colno: int, start: int) -> None: ...

class RecordDecodeError(StreamDecodeError):
    record: int
    def __init__(self, msg: str, doc: str, pos: int, lineno: int, colno: int, record: int, start: int) -> None: ...
