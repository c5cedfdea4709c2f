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
import contextlib
import errno
import importlib.machinery
import importlib.util
import os
import sys
import time
import types

import lanejson
from lanejson import _files, _report  # absolute: this package may be imported as json
from lanejson._lanejson import minify

VERBS = ("lines", "fmt", "validate", "minify", "stats")  # see verbs.py

_FAILURES = (OSError, ValueError, RecursionError, MemoryError)

_DESCRIPTION = """\
Check, pretty-print and minify JSON. Without --validate, --minify and --stats it is json.tool.

  %(prog)s [IN [OUT]]           format IN, or standard input, to OUT, or standard output
  %(prog)s --minify [IN [OUT]]  copy IN to OUT without white space
  %(prog)s --validate [IN...]   check every input and write nothing
  %(prog)s --stats [IN...]      format every input to standard output, and report the speed

IN may be -, for standard input. --validate and --minify read UTF-8, UTF-16 and UTF-32, skip a byte order mark and, with
--json-lines, blank lines. Formatting reads UTF-8 and refuses a byte order mark and blank lines, as json.tool does.

Commands with their own options: %(prog)s lines | fmt | validate | minify | stats. See %(prog)s lines --help.
"""

_EPILOG = """\
examples:
  %(prog)s data.json                         pretty-print a file
  curl -s URL | %(prog)s --sort-keys         pretty-print what another program writes
  %(prog)s --validate *.json                 check many files; the exit status is 1 if any is invalid
  %(prog)s --validate --json-lines log.json  check each line, in constant memory
  %(prog)s --minify data.json small.json     write a copy without white space

exit status:
  0    all inputs are JSON, and the output was written
  1    an input is not JSON, or a file cannot be read or written
  2    wrong arguments; before Python 3.13 also a missing file to format
  32   the reader of the output closed it
  130  interrupted
"""

# json.tool's options in a line each.
_HELP = {
    "infile": "the JSON to read; - is standard input",
    "outfile": "where to write; standard output if left out",
    "--sort-keys": "sort the keys of objects",
    "--no-ensure-ascii": "write non-ASCII characters as they are",
    "--json-lines": "read and write one document per line",
    "--indent": "indent by this many spaces (default: 4)",
    "--tab": "indent with tabs",
    "--no-indent": "write each document on one line",
    "--compact": "write each document without any white space",
}


class _Meter:
    """Stands in for json in json.tool: calls lanejson and measures the time."""

    JSONDecodeError = lanejson.JSONDecodeError

    def __init__(self):
        self.wanted = False
        self.read = [0, 0.0]
        self.written = [0, 0.0]
        self.progress = _files.Progress()

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
        group.add_argument("--minify", action="store_true", help="write without white space")
        group.add_argument("--stats", action="store_true", help="report bytes, seconds and GB/s on standard error")
        group.add_argument(
            "--version", action="version", version=f"lanejson {lanejson.__version__} ({lanejson.isa})",
            help="show the version and the instruction set",
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
        self.inputs = _files.Inputs(["-"], False, self.meter.progress)
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
        return file if isinstance(file, _files.Inputs) else open(file, *args, **kwargs)

    def begin(self, options, names):
        """Handles the parsed options: runs --validate or --minify and exits, or returns the options for json.tool."""
        writes = not options.validate
        self.meter.wanted = options.stats
        self.meter.progress.wanted = _files.is_terminal(sys.stderr) and not (writes and _files.is_terminal(sys.stdout))
        self.inputs = _files.Inputs(names, options.json_lines, self.meter.progress)
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
        self.say(_report.failure(self.inputs, error))
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
                if options.json_lines and target is not None and _files.is_same(name, target):
                    raise ValueError("input and output are the same file; write to another one")
                file = None
                for text in self.inputs.contents(name):
                    self.meter.loads(text)
                    small = self.meter.minify(
                        text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
                    )
                    file = file or stack.enter_context(_files.open_output(target))
                    with self.writing():
                        file.write(small + b"\n")
                if file is None:
                    stack.enter_context(_files.open_output(target))
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
            self.say(
                [str(error)]
                + (_report.place(self.inputs, error) if isinstance(error, lanejson.JSONDecodeError) else [])
            )
            raise SystemExit(1) from None
        except BrokenPipeError:
            raise
        except _FAILURES as error:
            raise self.failed(error) from None
        finally:
            self.meter.progress.clear()
            if self.meter.wanted and sys.stderr is not None:
                self.meter.report(sys.stderr)


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
