# SPDX-License-Identifier: MIT
"""dump_lines and dumpb_lines: the lines that json.dumps gives row by row, in a bounded number of writes."""

import gc
import io
import itertools
import json
import sys
import tempfile
import tracemalloc

import pytest
from compare import same
from objects import Opaque
from subject import face, needs_lanejson

pytestmark = needs_lanejson

ROWS = [{"a": 1, "é": "中😀"}, [1.5, None, True], "x", 3, {}, [], {"b": [{"c": [[]]}]}, float("inf")]
KEYWORDS = [
    {},
    {"ensure_ascii": False},
    {"sort_keys": True},
    {"separators": (",", ":")},
    {"separators": ("; ", " = ")},
    {"indent": None},
    {"default": str, "skipkeys": True, "check_circular": False, "allow_nan": True},
]


def lines(rows, **keywords):
    return "".join(json.dumps(row, **keywords) + "\n" for row in rows)


class Writes(list):
    """A file that remembers what each write was given."""

    def __init__(self, mode):
        self.mode = mode

    def write(self, text):
        self.append(text)


@pytest.mark.parametrize("keywords", KEYWORDS, ids=str)
@pytest.mark.parametrize("rows", [ROWS, [], ROWS[:1], [[]], ROWS * 700], ids=len)
def test_as_json_line_by_line(rows, keywords):
    expected = lines(rows, **keywords)
    assert face.dumpb_lines(rows, **keywords) == expected.encode()
    assert face.dumpb_lines(iter(tuple(rows)), **keywords) == expected.encode()
    text, data = io.StringIO(), io.BytesIO()
    assert face.dump_lines(rows, text, **keywords) is None
    face.dump_lines((row for row in rows), data, **keywords)
    assert text.getvalue() == expected and data.getvalue() == expected.encode()
    if keywords.get("separators") != ("; ", " = "):
        assert same(list(face.iter_lines(data.getvalue())), json.loads(json.dumps(rows)))


@pytest.mark.parametrize("mode", ["w", "wb"])
def test_writes_64_kib_at_a_time(mode):
    file = Writes(mode)
    face.dump_lines(({"n": number, "text": "x" * 80} for number in range(10_000)), file)
    joined = ("" if mode == "w" else b"").join(file)
    text = joined if mode == "w" else joined.decode()
    assert text == lines({"n": number, "text": "x" * 80} for number in range(10_000))
    assert all(65_536 <= len(part) < 66_000 for part in file[:-1]) and len(file) == -(-len(text) // 65_600)
    empty = Writes(mode)
    face.dump_lines([], empty)
    assert empty == []


def test_files(tmp_path):
    expected = lines(ROWS)
    for mode, keywords in (("wb", {}), ("w", {"encoding": "utf-8"}), ("wb", {"buffering": 0})):
        path = tmp_path / "rows"
        with path.open(mode, **keywords) as file:
            face.dump_lines(ROWS, file)
            assert not file.closed
        assert path.read_text(encoding="utf-8") == expected
    for mode in ("w+b", "w+"):
        with tempfile.NamedTemporaryFile(mode) as file:
            face.dump_lines(ROWS, file)
            file.seek(0)
            assert file.read() == (expected if mode == "w+" else expected.encode())


def test_short_writes():
    class Narrow(io.RawIOBase):
        taken = b""

        def writable(self):
            return True

        def write(self, data):
            self.taken += bytes(data[:5])
            return len(data[:5])

    file = Narrow()
    face.dump_lines(ROWS, file)
    assert file.taken.decode() == lines(ROWS)
    file.write = lambda data: 0
    with pytest.raises(OSError, match="accepts no more"):
        face.dump_lines(ROWS, file)


@pytest.mark.parametrize("mode", ["w", "wb"])
def test_failures_come_after_the_rows_before_them(mode):
    file = Writes(mode)
    with pytest.raises(TypeError, match="Opaque is not JSON serializable"):
        face.dump_lines([1, [2], Opaque(), 3], file)
    assert file in (["1\n[2]\n"], [b"1\n[2]\n"])

    def rows():
        yield 1
        raise LookupError("gone")

    file = Writes(mode)
    with pytest.raises(LookupError):
        face.dump_lines(rows(), file)
    assert file in (["1\n"], [b"1\n"])
    with pytest.raises(LookupError):
        face.dumpb_lines(rows())

    class Full(Writes):
        def write(self, text):
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        face.dump_lines([1], Full(mode))
    with pytest.raises(OSError, match="full") as caught:
        face.dump_lines([1, Opaque()], Full(mode))
    assert isinstance(caught.value.__context__, TypeError)
    cycle = []
    cycle.append(cycle)
    with pytest.raises(ValueError, match="Circular"):
        face.dumpb_lines([cycle])
    with pytest.raises(ValueError, match="Out of range"):
        face.dumpb_lines([float("nan")], allow_nan=False)


def test_one_line_each():
    for function in (face.dumpb_lines, lambda rows, **keywords: face.dump_lines(rows, io.StringIO(), **keywords)):
        for indent in (0, 2, "\t", True):
            with pytest.raises(TypeError, match="leave it out"):
                function([], indent=indent)
        with pytest.raises(ValueError, match="row 2 is not one line"):
            function([1, [1, 2]], separators=(",\n", ":"))

        class Broken(face.JSONEncoder):
            def encode(self, o):
                return "1\n2"

        with pytest.raises(ValueError, match="row 1 is not one line"):
            function([1], cls=Broken)


def test_cls():
    class Upper(face.JSONEncoder):
        def default(self, o):
            return "opaque"

    rows = [Opaque(), {"a": Opaque()}]
    assert face.dumpb_lines(rows, cls=Upper) == b'"opaque"\n{"a": "opaque"}\n'

    class Wrong(face.JSONEncoder):
        def encode(self, o):
            return 1

    with pytest.raises(TypeError, match="row 1: encode of cls returned int, not str"):
        face.dumpb_lines([1], cls=Wrong)
    with pytest.raises(TypeError, match="unexpected keyword"):
        face.dumpb_lines([1], colour=1)


def test_wrong_arguments():
    for arguments in ((), ([],), ([], io.StringIO(), 1)):
        with pytest.raises(TypeError, match=r"dump_lines\(\) takes 2 positional"):
            face.dump_lines(*arguments)
    for arguments in ((), ([], 1)):
        with pytest.raises(TypeError, match=r"dumpb_lines\(\) takes 1 positional argument but"):
            face.dumpb_lines(*arguments)
    with pytest.raises(TypeError, match="not iterable"):
        face.dumpb_lines(1)
    with pytest.raises(TypeError, match=r"dump_lines\(\) writes to a text or binary file"):
        face.dump_lines([1], object())


def test_rows_change_while_they_are_written():
    rows = [[number] for number in range(5)]

    class Shrinks:
        def __iter__(self):
            for row in rows:
                yield row
                rows.pop()

    assert face.dumpb_lines(Shrinks()) == b"[0]\n[1]\n[2]\n"
    nested = [{"a": Opaque()}] * 3
    assert face.dumpb_lines(nested, default=lambda value: face.dumpb_lines([nested[0]], default=str).decode()[:4])


def test_references_and_memory():
    row, default = [Opaque(), 1.5], str

    def work():
        for _ in range(50):
            face.dumpb_lines([row] * 20, default=default)
            face.dump_lines([row] * 20, io.StringIO(), default=default)
        gc.collect()
        return sys.getrefcount(row), sys.getallocatedblocks()

    rounds = [work() for _ in range(6)]
    assert len({count for count, _ in rounds}) == 1
    assert min(after - before for (_, before), (_, after) in itertools.pairwise(rounds)) < 20

    class Nothing(io.RawIOBase):
        def write(self, data):
            return len(data)

    def peak(count):
        tracemalloc.start()
        face.dump_lines(({"text": "x" * 100} for _ in range(count)), Nothing())
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(100)
    assert peak(40_000) < peak(2_000) + 35_000 < 500_000
