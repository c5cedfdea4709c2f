# SPDX-License-Identifier: MIT
"""Each function that streams takes each kind of source or file that a user has at hand; of others it says in one
TypeError what it takes. Files that it opened are closed."""

import io
import json
import mmap
import os
import socket
import subprocess
import sys
import tempfile
from array import array
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest
from subject import face, needs_lanejson

pytestmark = needs_lanejson

VALUE = [{"a": 1}, {"a": "é中😀"}, [2.5, None]] * 200
TEXT = json.dumps(VALUE, ensure_ascii=False)
DATA = TEXT.encode()


class Kit:
    """Sources of one text, and what is to be closed after use."""

    def __init__(self, stack, folder):
        self.stack = stack
        self.path = Path(folder, "text.json")
        self.path.write_bytes(DATA)

    def open(self, *arguments, **keywords):
        return self.stack.enter_context(open(self.path, *arguments, **keywords))

    def socket(self):
        ours, theirs = socket.socketpair()
        self.stack.enter_context(ours)
        with theirs:
            theirs.sendall(DATA)
        return ours

    def pipe(self):
        code = f"import sys; sys.stdout.buffer.write(open({os.fspath(self.path)!r}, 'rb').read())"
        child = self.stack.enter_context(subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE))
        return child.stdout

    def temporary(self):
        make = tempfile.NamedTemporaryFile
        file = self.stack.enter_context(make())
        file.write(DATA)
        file.seek(0)
        return file

    def mapped(self):
        return self.stack.enter_context(mmap.mmap(self.open("rb").fileno(), 0, access=mmap.ACCESS_READ))


class OnlyRead:
    def __init__(self, data):
        self.data = data

    def read(self, size):
        part, self.data = self.data[:100], self.data[100:]
        return part


class PathLike:
    def __init__(self, path):
        self.path = path

    def __fspath__(self):
        return os.fspath(self.path)


def chunks(text):
    return [text[at : at + 99] for at in range(0, len(text), 99)]


# What is a text as a whole, which loads takes too.
TEXTS = {
    "str": lambda kit: TEXT,
    "bytes": lambda kit: DATA,
    "bytearray": lambda kit: bytearray(DATA),
    "memoryview": lambda kit: memoryview(DATA),
    "array": lambda kit: array("B", DATA),
    "mmap": lambda kit: memoryview(kit.mapped()),
    "utf-16": lambda kit: TEXT.encode("utf-16"),
    "utf-32-le": lambda kit: TEXT.encode("utf-32-le"),
    "utf-8-sig": lambda kit: TEXT.encode("utf-8-sig"),
}
STREAMS = {
    "path": lambda kit: kit.path,
    "os.PathLike": lambda kit: PathLike(kit.path),
    "text file": lambda kit: kit.open(encoding="utf-8"),
    "binary file": lambda kit: kit.open("rb"),
    "raw file": lambda kit: kit.open("rb", buffering=0),
    "StringIO": lambda kit: io.StringIO(TEXT),
    "BytesIO": lambda kit: io.BytesIO(DATA),
    "temporary file": lambda kit: kit.temporary(),
    "read alone": lambda kit: OnlyRead(DATA),
    "read of str": lambda kit: OnlyRead(TEXT),
    "socket": lambda kit: kit.socket(),
    "socket file": lambda kit: kit.stack.enter_context(kit.socket().makefile("rb")),
    "socket text file": lambda kit: kit.stack.enter_context(kit.socket().makefile("r", encoding="utf-8")),
    "pipe": lambda kit: kit.pipe(),
    "list of bytes": lambda kit: chunks(DATA),
    "tuple of str": lambda kit: tuple(chunks(TEXT)),
    "generator": lambda kit: (bytearray(chunk) for chunk in chunks(DATA)),
    "set": lambda kit: {DATA},
}
NEITHER = {
    "int": 1,
    "None": None,
    "float": 1.5,
    "dict": {"a": 1},
    "object": object(),
    "function": len,
    "list of int": [1],
    "list of None": [None],
}


def fed(text):
    with face.Parser() as parser:
        parser.feed(text)
        return parser.close()


def closing(iterator):
    with iterator as items:
        return list(items)


READERS = {
    "iter_lines": lambda source: closing(face.iter_lines(source))[0],
    "iter_items": lambda source: closing(face.iter_items(source, "/*")),
}
CONVERTERS = {
    "loads_partial": face.loads_partial,
    "Document": lambda text: face.Document(text).value(),
    "validate": lambda text: face.validate(text) or VALUE,
    "minify": lambda text: json.loads(face.minify(text)),
    "format": lambda text: json.loads(face.format(text)),
    "feed": fed,
}


@pytest.fixture
def kit(tmp_path):
    with ExitStack() as stack:
        yield Kit(stack, tmp_path)


@pytest.mark.parametrize("source", [*TEXTS, *STREAMS])
@pytest.mark.parametrize("function", READERS)
def test_readers(kit, function, source):
    given = {**TEXTS, **STREAMS}[source](kit)
    assert READERS[function](given) == VALUE
    if hasattr(given, "closed"):
        assert not given.closed  # it is the user's


@pytest.mark.parametrize("source", TEXTS)
@pytest.mark.parametrize("function", CONVERTERS)
def test_converters(kit, function, source):
    text = TEXTS[source](kit)
    if function == "feed" and source.startswith(("utf-16", "utf-32")):
        with pytest.raises(face.StreamDecodeError, match="UTF-16 or UTF-32"):
            fed(text)
        return
    assert CONVERTERS[function](text) == VALUE


@pytest.mark.parametrize("wrong", NEITHER)
@pytest.mark.parametrize("function", [*READERS, *CONVERTERS])
def test_what_is_no_source(function, wrong):
    says = {True: f"{function} reads str, bytes, a buffer, an os.PathLike", False: r"\(\) takes str, bytes or a buffer"}
    match = says[function in READERS]
    if function in READERS and wrong.startswith("list"):
        match = f"the source of {function} returned (int|NoneType), not str, bytes or a buffer"
    with pytest.raises(TypeError, match=match):
        {**READERS, **CONVERTERS}[function](NEITHER[wrong])


@pytest.mark.parametrize("function", CONVERTERS)
def test_converters_take_no_streams(kit, function):
    for source in ("path", "text file", "binary file", "list of bytes", "generator", "socket"):
        with pytest.raises(TypeError, match=r"\(\) takes str, bytes or a buffer, not "):
            CONVERTERS[function](STREAMS[source](kit))


# -- files to write to --


class OnlyWrite:
    def __init__(self):
        self.parts = []

    def write(self, text):
        self.parts.append(text)

    def getvalue(self):
        return "".join(self.parts)


def write_value(file):
    with face.Writer(file, ensure_ascii=False) as writer:
        writer.value(VALUE)


WRITERS = {
    "dump": lambda file: face.dump(VALUE, file, ensure_ascii=False),
    "dump_lines": lambda file: face.dump_lines([VALUE], file, ensure_ascii=False),
    "Writer": write_value,
}


@pytest.mark.parametrize("function", WRITERS)
def test_writers(tmp_path, function):
    end = "\n" if function == "dump_lines" else ""
    for file in (io.StringIO(), OnlyWrite()):
        WRITERS[function](file)
        assert file.getvalue() == TEXT + end
    path = tmp_path / "out.json"
    kinds = [partial(path.open, mode, encoding="utf-8", newline="") for mode in ("w", "w+", "a")]
    if function != "dump":  # json.dump writes str alone
        kinds += [partial(path.open, "wb"), partial(path.open, "wb", buffering=0), tempfile.NamedTemporaryFile]
        buffer = io.BytesIO()
        WRITERS[function](buffer)
        assert buffer.getvalue() == DATA + end.encode()
    for kind in kinds:
        path.write_bytes(b"")
        with kind() as file:
            WRITERS[function](file)
            assert not file.closed
            file.flush()
            assert Path(file.name).read_bytes() == DATA + end.encode()
    ours, theirs = socket.socketpair()
    with theirs, ours, ours.makefile("wb" if function != "dump" else "w", encoding=None) as file:
        WRITERS[function](file)
        file.flush()
        ours.shutdown(socket.SHUT_WR)
        assert b"".join(iter(lambda: theirs.recv(1 << 16), b"")).decode() == TEXT + end


def test_what_is_no_file():
    for wrong in (None, 1, "path.json", Path("path.json"), []):
        for name in ("dump_lines", "Writer"):
            with pytest.raises(TypeError, match=rf"^{name}\(\) writes to a text or binary file, or an object with"):
                WRITERS[name](wrong)
        with pytest.raises(AttributeError, match="write"):  # as json.dump
            WRITERS["dump"](wrong)
    assert not Path("path.json").exists()
