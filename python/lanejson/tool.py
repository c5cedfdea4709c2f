# SPDX-License-Identifier: MIT
"""Command line: the running interpreter's json.tool, with --validate, --minify and --stats.

$ echo '{"json":"obj"}' | python -m lanejson
{
    "json": "obj"
}
$ echo '{ 1.2:3.4}' | python -m lanejson --validate
<stdin>:1:3: Expecting property name enclosed in double quotes
    { 1.2:3.4}
      ^

json.tool itself runs, with replacements for its json and argparse: so the options, messages and exit statuses are those
of each version.
"""

import argparse
import codecs
import contextlib
import errno
import importlib.machinery
import importlib.util
import io
import itertools
import os
import stat
import sys
import time
import types
import unicodedata

import lanejson
from lanejson._lanejson import minify  # absolute: this package may be imported as json

VERBS = ("lines", "fmt", "validate", "minify", "stats")  # see verbs.py

_BLOCK = 1 << 18  # bytes read at once
_LARGE = 1 << 24  # bytes of a file that takes long enough to read to show progress
_COLUMNS = 72  # most columns of the line shown with an error

_FAILURES = (OSError, ValueError, RecursionError, MemoryError)

_DESCRIPTION = """\
Check, pretty-print and minify JSON. Without --validate, --minify and --stats it does what json.tool does.

  %(prog)s [IN [OUT]]           format IN, or standard input, to OUT, or standard output
  %(prog)s --minify [IN [OUT]]  the same, but only leave out white space
  %(prog)s --validate [IN...]   check every input and write nothing
  %(prog)s --stats [IN...]      format every input to standard output, and tell the speed

IN may be -, standard input. --validate and --minify take UTF-8, UTF-16 and UTF-32 and drop a byte order mark at the
start of an input; with --json-lines they pass over blank lines. Formatting refuses these, as json.tool does.

Commands with options of their own: %(prog)s lines | fmt | validate | minify | stats, see %(prog)s lines --help.
"""

_EPILOG = """\
examples:
  %(prog)s data.json                         pretty-print a file
  curl -s URL | %(prog)s --sort-keys         pretty-print what another program writes
  %(prog)s --validate *.json                 check many files; the exit status is 1 if one is wrong
  %(prog)s --validate --json-lines log.json  check each line, in constant memory
  %(prog)s --minify data.json small.json     write a copy without white space

exit status:
  0    all inputs are JSON, and the output was written
  1    an input is no JSON, or a file cannot be read or written
  2    wrong arguments; before Python 3.13 also a file to format that cannot be opened
  32   nobody reads the output
  130  interrupted
"""

# json.tool's options in a line each.
_HELP = {
    "infile": "the JSON to read; - is standard input",
    "outfile": "where to write; standard output if left out",
    "--sort-keys": "write the keys of objects in order",
    "--no-ensure-ascii": "write non-ASCII characters as they are",
    "--json-lines": "read and write one document a line",
    "--indent": "indent by this many spaces (default: 4)",
    "--tab": "indent by tabs",
    "--no-indent": "write each document in one line",
    "--compact": "write each document without any white space",
}


class _Progress:
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


class _Inputs:
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


def _cell(character, encoding):
    """Returns the displayed form of a character and its width in columns."""
    if character == "\t":
        return " ", 1
    try:
        character.encode(encoding)
        shown = character.isprintable()
    except UnicodeEncodeError:
        shown = False
    if not shown:
        character = character.encode("unicode_escape").decode()
        return character, len(character)
    if unicodedata.category(character) in ("Mn", "Me"):
        return character, 0
    return character, 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _excerpt(text, position, encoding):
    """Returns the line around a position, at most _COLUMNS columns of it, and the column of the position."""
    begin = text.rfind("\n", 0, position) + 1
    end = text.find("\n", position)
    end = len(text) if end < 0 else end
    if begin <= position < end and text[end - 1] == "\r":
        end = max(position, end - 1)

    def take(characters, room):
        taken, width = [], 0
        for character in characters:
            shown, columns = _cell(character, encoding)
            if width + columns > room:
                break
            taken.append(shown)
            width += columns
        return taken, width

    before, column = take(reversed(text[max(begin, position - _COLUMNS) : position]), _COLUMNS * 2 // 3)
    after, _ = take(text[position : min(end, position + _COLUMNS)], _COLUMNS - column)
    left = "..." if len(before) < position - begin else ""
    right = "..." if len(after) < end - position else ""
    return left + "".join(reversed(before)) + "".join(after) + right, len(left) + column


def _place(inputs, error):
    """Returns the lines that report a fault: file:line:column: message, the line, and a caret under the column."""
    position, line, column = error.pos, inputs.line - 1 + error.lineno, error.colno
    if inputs.by_lines:  # A line includes its end.
        position = min(position, len(error.doc.rstrip("\r\n")))
        line, column = inputs.line, position + 1
    shown, caret = _excerpt(error.doc, position, getattr(sys.stderr, "encoding", None) or "ascii")
    return [f"{inputs.title}:{line}:{column}: {error.msg}", "    " + shown, "    " + " " * caret + "^"]


def _failure(inputs, error):
    """Returns the lines that report an error in our own words."""
    where = f"{inputs.title}:{inputs.line}" if inputs.by_lines else inputs.title
    if isinstance(error, lanejson.JSONDecodeError):
        return _place(inputs, error)
    if isinstance(error, UnicodeDecodeError):
        before = error.object[: error.start].decode(error.encoding, "replace")
        line = inputs.line + before.count("\n")
        return [f"{inputs.title}:{line}:{len(before) - before.rfind(chr(10))}: {error}"]
    if isinstance(error, OSError):
        return [f"{error.filename or inputs.title}: {error.strerror or error}"]
    return [f"{where}: {error}" if str(error) else f"{where}: not enough memory"]


class _Meter:
    """Stands in for json in json.tool: calls lanejson and measures the time."""

    JSONDecodeError = lanejson.JSONDecodeError

    def __init__(self):
        self.wanted = False
        self.read = [0, 0.0]
        self.written = [0, 0.0]
        self.progress = _Progress()

    def loads(self, text):
        start = time.perf_counter()
        value = lanejson.loads(text)
        self._count(self.read, text, start)
        return value

    def load(self, file):
        text = file.read()
        self.progress.show("parsing")
        return self.loads(text)

    def dumps(self, value, **options):
        start = time.perf_counter()
        text = lanejson.dumps(value, **options)
        self._count(self.written, text, start)
        return text

    def dump(self, value, file, **options):
        text = self.dumps(value, **options)
        self.progress.show("writing")
        file.write(text)

    def minify(self, text):
        start = time.perf_counter()
        text = minify(text)
        self._count(self.written, text, start)
        return text

    def _count(self, meter, text, start):
        if self.wanted:
            meter[1] += time.perf_counter() - start
            meter[0] += len(text) if isinstance(text, bytes) else len(text.encode("utf-8", "surrogatepass"))

    def report(self, file):
        for what, (size, seconds) in (("read", self.read), ("wrote", self.written)):
            if seconds:
                print(
                    f"{what} {size} bytes in {seconds:.6f} s, {size / seconds / 1e9:.3f} GB/s, {lanejson.isa}",
                    file=file,
                )


class _Parser(argparse.ArgumentParser):
    """json.tool's parser with our options."""

    def __init__(self, tool, **settings):
        self.tool = tool
        self.named = {}
        name = os.path.basename(sys.argv[0])
        super().__init__(
            **{
                **settings,
                "prog": "python -m lanejson" if name.endswith(".py") else name,
                "description": _DESCRIPTION,
                "epilog": _EPILOG,
                "formatter_class": argparse.RawDescriptionHelpFormatter,
            }
        )
        group = self.add_argument_group("beyond json.tool")
        group.add_argument("--validate", action="store_true", help="check every input and write nothing")
        group.add_argument("--minify", action="store_true", help="leave out the white space between the tokens")
        group.add_argument("--stats", action="store_true", help="tell bytes, seconds and GB/s on standard error")
        group.add_argument(
            "--version", action="version", version=f"lanejson {lanejson.__version__} ({lanejson.isa})",
            help="tell lanejson's version and instruction set",
        )  # fmt: skip

    def add_argument(self, *names, **settings):
        self.named[names[0]] = super().add_argument(*names, **settings)
        return self.named[names[0]]

    def _print_message(self, message, file=None):
        """Prints a message. argparse's own method ignores errors."""
        if message:
            print(message, end="", file=file or sys.stderr)

    def parse_args(self, *args, **kwargs):
        for action in self._actions:
            for name in action.option_strings or [action.dest]:
                action.help = _HELP.get(name, action.help)
        options, _ = self.parse_known_args(*args, **kwargs)
        if options.validate or (options.stats and not options.minify):
            self.named["outfile"].nargs = "*"
            options = self.parse_intermixed_args(*args, **kwargs)
            names = [options.infile, *map(str, options.outfile)]
            options.outfile = None
        else:
            options = super().parse_args(*args, **kwargs)
            names = [options.infile]
        return self.tool.begin(options, [name if isinstance(name, str) else "-" for name in names])


class _Tool:
    """The module json.tool, changed to read and write through this module."""

    def __init__(self):
        self.meter = _Meter()
        self.inputs = _Inputs(["-"], False, self.meter.progress)
        self.output = "<stdout>"
        folder = os.path.join(os.path.dirname(argparse.__file__), "json")
        spec = importlib.machinery.PathFinder.find_spec("json.tool", [folder])
        self.module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self.module)
        self.opens = False
        self.module.json = self.meter
        self.module.open = self._open
        self.module.argparse = types.SimpleNamespace(
            ArgumentParser=lambda **settings: _Parser(self, **settings), FileType=self._file_type
        )

    def _file_type(self, *args, **kwargs):
        """Replaces argparse.FileType: inputs stay names until begin() opens them."""
        self.opens = True
        return str

    @staticmethod
    def _open(file, *args, **kwargs):
        return file if isinstance(file, _Inputs) else open(file, *args, **kwargs)

    def begin(self, options, names):
        """Handles the parsed options: runs --validate or --minify and exits, or returns the options for json.tool."""
        writes = not options.validate
        self.meter.wanted = options.stats
        self.meter.progress.wanted = _is_terminal(sys.stderr) and not (writes and _is_terminal(sys.stdout))
        self.inputs = _Inputs(names, options.json_lines, self.meter.progress)
        if writes and options.outfile is not None:
            self.output = str(options.outfile)
        elif writes and sys.stdout is None:
            raise self.failed(OSError(errno.EBADF, "standard output is closed", "<stdout>"))
        if options.validate:
            raise SystemExit(self._validate())
        if options.minify:
            raise SystemExit(self._minify(options))
        try:
            self.inputs.open()
        except OSError as error:
            # Where argparse opens the file, a missing file is a wrong argument.
            raise self.failed(error, 2 if self.opens and names[0] != "-" else 1) from None
        options.infile = self.inputs
        options.json_lines = options.json_lines or len(names) > 1
        return options

    def failed(self, error, status=1):
        """Reports an error. Returns the exit to raise."""
        self.say(_failure(self.inputs, error))
        return SystemExit(status)

    def say(self, lines):
        self.meter.progress.clear()
        if sys.stderr is not None:
            print("\n".join(lines), file=sys.stderr)

    def _validate(self):
        status = 0
        for name in self.inputs.names:
            try:
                for text in self.inputs.contents(name):
                    self.meter.loads(text)
            except _FAILURES as error:
                self.failed(error)
                status = 1
        return status

    def _minify(self, options):
        name, target = self.inputs.name, options.outfile
        with contextlib.ExitStack() as stack:
            try:
                if options.json_lines and target is not None and _same(name, target):
                    raise ValueError("is the input and the output, which would empty it; write to another file")
                file = None
                for text in self.inputs.contents(name):
                    self.meter.loads(text)
                    small = self.meter.minify(
                        text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
                    )
                    file = file or stack.enter_context(_output(target))
                    with self.writing():
                        file.write(small + b"\n")
                if file is None:
                    stack.enter_context(_output(target))
                with self.writing():
                    stack.close()
            except BrokenPipeError:
                raise
            except _FAILURES as error:
                self.failed(error)
                return 1
        return 0

    @contextlib.contextmanager
    def writing(self):
        """Attributes an OSError within it to the output."""
        try:
            yield
        except OSError as error:
            error.filename = error.filename or self.output
            raise

    def run(self):
        try:
            with self.writing():
                self.module.main()
        except SystemExit as end:
            if not isinstance(end.code, ValueError):
                raise
            error = end.code
            self.say([str(error)] + (_place(self.inputs, error) if isinstance(error, lanejson.JSONDecodeError) else []))
            raise SystemExit(1) from None
        except BrokenPipeError:
            raise
        except _FAILURES as error:
            raise self.failed(error) from None
        finally:
            self.meter.progress.clear()
            if self.meter.wanted and sys.stderr is not None:
                self.meter.report(sys.stderr)


def _is_terminal(file):
    return file is not None and file.isatty()


def _output(name):
    return sys.stdout.buffer if name is None else open(name, "wb")


def _same(name, other):
    """Returns whether both names are the same regular file."""
    try:
        return stat.S_ISREG(os.stat(name).st_mode) and os.path.samefile(name, other)
    except OSError:
        return False


def main():
    if sys.argv[1:] and sys.argv[1] in VERBS:
        from lanejson import verbs

        verbs.main()
    _Tool().run()


def run():
    """Runs main as a process: flushes standard output, and reports failures by the exit status."""
    try:
        try:
            main()
        finally:
            if sys.stdout is not None and not sys.stdout.closed:
                sys.stdout.flush()
    except BrokenPipeError as error:
        _leave(error.errno)
    except OSError as error:
        with contextlib.suppress(OSError):
            print(f"<stdout>: {error.strerror or error}", file=sys.stderr)
        _leave(1)
    except KeyboardInterrupt:
        _leave(130)


def _leave(status):
    """Exits. Redirects streams that cannot be flushed, so that the interpreter does not retry and print a traceback."""
    for file, descriptor in ((sys.stdout, 1), (sys.stderr, 2)):
        try:
            if file is not None and not file.closed:
                file.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)
    sys.exit(status)


if __name__ == "__main__":
    run()
