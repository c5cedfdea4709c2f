# SPDX-License-Identifier: MIT
"""The files of the command line: inputs, with the progress of reading them, and outputs."""

import codecs
import contextlib
import errno
import io
import itertools
import os
import stat
import sys
import time

import lanejson  # absolute: this package may be imported as json

_BLOCK = 1 << 18  # bytes read at once
_LARGE = 1 << 24  # bytes of a file that takes long enough to read to show progress


class Progress:
    """Shows the progress of a large input on a terminal: one line, cleared before other output."""

    def __init__(self):
        self.wanted = False
        self.shown = False
        self.due = 0.0

    def show(self, text):
        now = time.monotonic()
        if self.wanted and now >= self.due:
            sys.stderr.write("\r" + text[: os.get_terminal_size(sys.stderr.fileno()).columns - 1] + "\033[K")
            sys.stderr.flush()
            self.shown = True
            self.due = now + 0.1

    def clear(self):
        if self.shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
            self.shown = False


class _File(io.FileIO):
    """A file that shows the progress of reading it."""

    def __init__(self, name, progress):
        super().__init__(name)
        self.size = os.fstat(self.fileno()).st_size
        self.done = 0
        self.progress = progress if self.size >= _LARGE else None

    def _advance(self, count):
        if self.progress is not None and count:
            self.done += count
            percent = min(100, 100 * self.done // self.size)
            self.progress.show(f"{percent:3} % of {self.size / 1e6:.0f} MB, {self.name}")

    def readinto(self, buffer):
        count = super().readinto(buffer)
        self._advance(count)
        return count

    def readall(self):
        if self.progress is None:
            return super().readall()
        blocks = []
        while block := super().read(_BLOCK):
            blocks.append(block)
            self._advance(len(block))
        return b"".join(blocks)


class Inputs:
    """The inputs, one after another, and the current place: `name`, and `line`, the first line of the last text read.

    json.tool uses it as a file. With several inputs, each input is to json.tool as a line is with --json-lines."""

    def __init__(self, names, by_lines, progress):
        self.names = names
        self.by_lines = by_lines
        self.progress = progress
        self.name = names[0]
        self.line = 1

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.close()

    def close(self):
        """Does nothing: some versions of json.tool close the file and read on. The end of the input closes it."""

    @property
    def title(self):
        return "<stdin>" if self.name == "-" else self.name

    @contextlib.contextmanager
    def _opened(self, name, as_text):
        self.name, self.line = name, 1
        if name == "-":
            if sys.stdin is None:
                raise OSError(errno.EBADF, "standard input is closed", "<stdin>")
            yield sys.stdin if as_text else sys.stdin.buffer
            return
        with io.BufferedReader(_File(name, self.progress), _BLOCK) as file:
            yield io.TextIOWrapper(file, encoding="utf-8") if as_text else file

    def open(self):
        """Opens the first input, so that errors come before any output."""
        self._text = self._texts()
        self._first = next(self._text)

    def _texts(self):
        for name in self.names:
            with self._opened(name, True) as file:
                yield file

    def _files(self):
        yield self._first
        yield from self._text

    def read(self):
        for file in self._files():
            text = file.read()
        return text

    def __iter__(self):
        for file in self._files():
            if not self.by_lines:
                yield file.read()
                continue
            self.line = 0
            for text in file:
                self.line += 1
                yield text

    def readlines(self):
        """Iterates: json.tool of 3.15 wants all lines before it closes the file, which has no effect here."""
        return iter(self)

    def contents(self, name):
        """Yields the documents of one input, decoded as json.loads does: as bytes of UTF-8, or str."""
        with self._opened(name, False) as file:
            if self.by_lines:
                self.line = 0
                for text in _lines(_utf8(file)):
                    self.line += 1
                    if text.strip(b" \t\r"):
                        yield text.decode("utf-8", "surrogatepass")
                return
            text = file.read()
            encoding = lanejson.detect_encoding(text)
            yield text if encoding == "utf-8" else text.decode(encoding, "surrogatepass")


def _utf8(file):
    """Returns a file in UTF-8, UTF-16 or UTF-32 as blocks of UTF-8, without a byte order mark at the start."""
    start = file.read(4)
    encoding = lanejson.detect_encoding(start)
    blocks = itertools.chain([start], iter(lambda: file.read(_BLOCK), b""))
    if encoding == "utf-8":
        return blocks
    if encoding == "utf-8-sig":
        return itertools.chain([start[3:]], itertools.islice(blocks, 1, None))
    return _recoded(blocks, encoding)


def _recoded(blocks, encoding):
    decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
    try:
        for block in blocks:
            yield decoder.decode(block).encode("utf-8", "surrogatepass")
        decoder.decode(b"", True)
    except UnicodeDecodeError as error:  # Its position is relative to a block, so useless.
        raise ValueError(str(error)) from None


def _lines(blocks):
    """Yields lines without their ends, which are LF, CR LF and CR as in json.tool."""
    parts = []
    for block in blocks:
        first, *others = block.split(b"\n")
        parts.append(first)
        if others:
            for line in itertools.chain([b"".join(parts)], others[:-1]):
                yield from (line.splitlines() or [line]) if b"\r" in line else [line]
            parts = others[-1:]
    yield from b"".join(parts).splitlines()


def is_terminal(file):
    return file is not None and file.isatty()


def open_output(name):
    return sys.stdout.buffer if name is None else open(name, "wb")


def is_same(name, other):
    """Returns whether both names are the same regular file."""
    try:
        return stat.S_ISREG(os.stat(name).st_mode) and os.path.samefile(name, other)
    except OSError:
        return False
