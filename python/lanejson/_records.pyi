# SPDX-License-Identifier: MIT
from json import JSONDecodeError

class RecordDecodeError(JSONDecodeError):
    record: int
    start: int
    def __init__(self, msg: str, doc: str, pos: int, lineno: int, colno: int, record: int, start: int) -> None: ...
