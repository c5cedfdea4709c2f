# SPDX-License-Identifier: MIT
"""iter_lines: where it reads from, what it closes and keeps, and what it costs; threads."""

import contextlib
import gc
import io
import itertools
import os
import socket
import subprocess
import sys
import threading
import time
import tracemalloc
from pathlib import Path

import pytest
from subject import face, needs_lanejson

pytestmark = needs_lanejson

TEXT = '{"a":1}\n{"a":"é"}\n'
ROWS = [{"a": 1}, {"a": "é"}]


class Reader:
    """A file of which only read can be called."""

    def __init__(self, data, most=3):
        self.data, self.most, self.sizes = data, most, []

    def read(self, size):
        self.sizes.append(size)
        part, self.data = self.data[: self.most], self.data[self.most :]
        return part


def pieces(data, size):
    return (data[at : at + size] for at in range(0, len(data), size))


def test_sources(tmp_path):
    data = TEXT.encode()
    path = tmp_path / "rows.ndjson"
    path.write_bytes(data)
    sources = [TEXT, data, bytearray(data), memoryview(data), path, io.StringIO(TEXT), io.BytesIO(data)]
    sources += [Reader(TEXT), Reader(data), [TEXT], [data], (bytearray(data), b""), iter(["", TEXT]), [], [b"", b""]]
    sources += [io.BufferedReader(io.BytesIO(data)), Reader(data, 1)]
    for source in sources:
        expected = [] if source in ([], [b"", b""]) else ROWS
        assert list(face.iter_lines(source)) == expected, source
    with path.open("rb") as binary, path.open(encoding="utf-8") as text, path.open("rb", buffering=0) as raw:
        for file in (binary, text, raw):
            assert list(face.iter_lines(file)) == ROWS
            assert not file.closed


def test_reads_no_more_than_there_is():
    """A record comes when it is there, though the source goes on."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        rows = face.iter_lines(ours)
        for number in range(3):
            theirs.sendall(b'{"n":%d}\n' % number)
            assert next(rows) == {"n": number}
        theirs.sendall(b"[1")
        theirs.shutdown(socket.SHUT_WR)
        with pytest.raises(face.JSONDecodeError):
            next(rows)
        assert list(rows) == []
    for mode in ("rb", "r"):
        reader, writer = os.pipe()
        with open(reader, mode) as file, open(writer, "wb", buffering=0) as other:
            rows = face.iter_lines(file)
            for number in range(3):
                other.write(b'{"n":%d}\n' % number)
                assert next(rows) == {"n": number}


def test_waits_for_what_has_no_end_yet():
    asked = []

    def source():
        for part in ("1", "2", "\n", "[", "]", '"', '"', "3"):
            asked.append(part)
            yield part

    rows = face.iter_lines(source())
    assert asked == []
    assert next(rows) == 12 and asked == ["1", "2", "\n"]
    assert next(rows) == [] and asked[-1] == "]"
    assert next(rows) == "" and asked[-1] == '"'
    assert next(rows) == 3


@pytest.mark.parametrize(
    "source", [1, 1.5, None, {}, {"a": 1}, object(), len], ids=lambda source: type(source).__name__
)
def test_no_source(source):
    with pytest.raises(TypeError, match=f"iter_lines reads str, bytes, .*, not {type(source).__name__}"):
        face.iter_lines(source)


@pytest.mark.parametrize("chunks", [[1], [None], ["1\n", b"2"], [b"1\n", "2"], [b"1\n", ["2"]]], ids=repr)
def test_wrong_chunks(chunks):
    with pytest.raises(TypeError, match="source of iter_lines returned"):
        list(face.iter_lines(chunks))


def test_no_file(tmp_path):
    with pytest.raises(FileNotFoundError):
        face.iter_lines(tmp_path / "none")
    with pytest.raises(IsADirectoryError):
        face.iter_lines(tmp_path)


def test_source_raises():
    def source():
        yield "1\n[2"
        raise LookupError("gone")

    rows = face.iter_lines(source())
    assert next(rows) == 1
    with pytest.raises(LookupError):
        next(rows)
    with pytest.raises(face.JSONDecodeError):  # the generator has ended
        next(rows)
    assert list(rows) == []

    class Flaky(Reader):
        def read(self, size):
            if len(self.sizes) == 1:
                self.sizes.append(size)
                raise OSError("once")
            return super().read(size)

    rows = face.iter_lines(Flaky(b"1 2 3 "))
    assert next(rows) == 1
    with pytest.raises(OSError, match="once"):
        list(rows)
    assert list(rows) == [2, 3]

    class Stopping:
        def read(self, size):
            raise StopIteration

    with pytest.raises(RuntimeError):
        next(face.iter_lines(Stopping()))


def test_does_not_block():
    answers = [b"1\n", None, b"2\n", b""]

    class Idle:
        def read(self, size):
            return answers.pop(0)

    rows = face.iter_lines(Idle())
    assert next(rows) == 1
    with pytest.raises(BlockingIOError):
        next(rows)
    assert next(rows) == 2
    assert list(rows) == []


# -- files, memory, threads --


def test_closes_what_it_opened(tmp_path, monkeypatch):
    path = tmp_path / "rows"
    path.write_text("1\n2\n[\n")
    opened = []
    usual = io.open
    monkeypatch.setattr(io, "open", lambda *arguments: opened.append(usual(*arguments)) or opened[-1])
    assert list(face.iter_lines(path, on_error="skip")) == [1, 2] and opened[-1].closed
    with face.iter_lines(path) as rows:
        assert next(rows) == 1
        assert not opened[-1].closed
    assert opened[-1].closed and list(rows) == []
    rows = face.iter_lines(path)
    next(rows)
    rows.close()
    rows.close()
    assert opened[-1].closed
    rows = face.iter_lines(path)
    next(rows)
    del rows
    gc.collect()
    assert opened[-1].closed
    with pytest.raises(LookupError), face.iter_lines(path):
        raise LookupError
    assert opened[-1].closed


def test_leaves_open_what_it_was_given(tmp_path):
    file = io.BytesIO(b"1\n2\n")
    with face.iter_lines(file) as rows:
        next(rows)
    assert not file.closed
    file = io.BytesIO(b"1\n2\n")
    assert list(face.iter_lines(file)) == [1, 2] and not file.closed


def test_lets_go():
    """Nothing is held once it is over, and a cycle through a hook is found."""

    class Source(list):
        pass

    data = bytearray(b"1\n2\n")
    rows = face.iter_lines(data)
    with pytest.raises(BufferError):
        data.append(1)
    assert list(rows) == [1, 2]
    data.append(1)
    hook = Source()
    hook.append(face.iter_lines(iter([b"1\n"]), on_error=hook.append))
    before = len([1 for found in gc.get_objects() if type(found) is Source])
    del hook
    gc.collect()
    assert len([1 for found in gc.get_objects() if type(found) is Source]) == before - 1


def test_references():
    chunk, hook = b'{"a":[1,2]}\n' * 10, lambda value: value

    def work():
        for _ in range(100):
            list(face.iter_lines([chunk, b""], object_hook=hook, on_error="skip"))
            list(face.iter_lines([chunk + b"[}\n"], on_error=str))
            with face.iter_lines([chunk]) as rows:
                next(rows)
            with contextlib.suppress(TypeError):
                face.iter_lines(hook)
        gc.collect()
        return sys.getrefcount(chunk), sys.getrefcount(hook), sys.getallocatedblocks()

    rounds = [work() for _ in range(8)]
    assert len({counts[:2] for counts in rounds}) == 1
    assert min(after[2] - before[2] for before, after in itertools.pairwise(rounds)) < 50


def test_constant_memory():
    row = b'{"a":[1,2,3],"b":"text"}\n' * 1000

    def peak(count):
        tracemalloc.start()
        for _ in face.iter_lines(row for _ in range(count)):
            pass
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    # 380,000 more records; a byte kept of each would be seen. When the collector runs moves the peak by a few KB.
    peak(1)
    assert peak(400) < peak(20) + 100_000 < 1_000_000


def test_time_is_linear_in_small_pieces():
    text = b"[" + b'"abc",' * 40_000 + b"0]\n"

    def seconds(source):
        start = time.perf_counter()
        assert len(list(face.iter_lines(source))) == 1
        return time.perf_counter() - start

    whole = min(seconds(pieces(text, 4096)) for _ in range(3))
    assert min(seconds(pieces(text, 16)) for _ in range(2)) < 60 * whole + 0.5


def test_threads_share_an_iterator():
    rows, found = face.iter_lines(pieces(b"".join(b"%d\n" % n for n in range(20_000)), 100)), []

    def work():
        while True:
            try:
                found.append(next(rows))
            except StopIteration:
                return
            except ValueError:
                continue

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == list(range(20_000))


def test_chunk_changes_under_the_iterator():
    def source():
        chunk = bytearray(b"[1]\n[2]\n")
        yield chunk
        chunk[:] = b"[3]\n"
        yield chunk

    assert list(face.iter_lines(source())) == [[1], [2], [3]]


def test_under_debug_hooks():
    """Every read and write of memory between guards of Python's own."""
    code = (
        'import lanejson; text = \'{"a":[1,"é"]}\\n[1,\\n\' * 500\n'
        "for size in (1, 7, 64, 70000):\n"
        "  for data in (text, text.encode()):\n"
        "    parts = [data[at:at + size] for at in range(0, len(data), size)]\n"
        "    assert len(list(lanejson.iter_lines(parts, on_error='skip'))) == 500"
    )
    environment = {**os.environ, "PYTHONMALLOC": "debug", "PYTHONPATH": str(Path(face.__file__).parents[1])}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
