# SPDX-License-Identifier: MIT
"""Command line: lanejson lines, fmt, validate, minify and stats.

$ echo '{"a":1}{"b":[1.50, 2]}' | lanejson lines
{"a":1}
{"b":[1.5,2]}
"""

import argparse
import errno
import os
import sys
import time

import lanejson

from . import _files, _report, tool

_ENOUGH = 1 << 16  # bytes per write

_EPILOG = """\
IN is a file, or - for standard input (the default), in UTF-8, UTF-16 or UTF-32. An error is reported with file, line
and column, and its line of text with a caret. The exit status is 1 after errors and 2 for wrong arguments. On a
terminal, large files show progress. Write ./NAME for a file that has the name of a command.
"""

_HELP = {
    "lines": "write each document as one compact line, however the documents are separated",
    "fmt": "reformat a document and keep numbers as they are written",
    "validate": "check that each input is JSON (RFC 8259, so without NaN), and write nothing",
    "minify": "write a document without white space",
    "stats": "count the documents and values of each input, and measure the speed",
}

_MORE = {
    "lines": "Memory: the largest document. NDJSON, concatenated documents and RFC 7464 are read.",
    "fmt": "Memory: the text and 16 bytes per value; with --lines, those of the largest line.",
    "validate": "Memory: the input; with --lines, its longest line.",
    "minify": "Memory: twice the input; with --lines, its longest line.",
    "stats": "Memory: the largest document. NDJSON, concatenated documents and RFC 7464 are read.",
}


class _Command:
    """One run of a verb."""

    def __init__(self, options):
        self.options = options
        self.progress = _files.Progress()
        self.inputs = _files.Inputs(options.inputs or ["-"], getattr(options, "lines", False), self.progress)
        writes_here = options.verb not in ("validate", "stats") and getattr(options, "output", None) is None
        self.progress.wanted = _files.is_terminal(sys.stderr) and not (writes_here and _files.is_terminal(sys.stdout))
        self.status = 0
        self.file = None
        self.parts, self.pending = [], 0

    # -- messages and output --

    def say(self, lines):
        self.progress.clear()
        if sys.stderr is not None:
            print("\n".join(lines), file=sys.stderr)

    def failed(self, error):
        """Reports an error in the current input."""
        self.status = 1
        if isinstance(error, lanejson.RecordDecodeError):
            text, caret = _report.excerpt(
                error.doc, error.pos - error.start, getattr(sys.stderr, "encoding", None) or "ascii"
            )
            place = f"{self.inputs.title}:{error.lineno}:{error.colno}: {error.msg}"
            self.say([place, "    " + text, "    " + " " * caret + "^"])
        else:
            self.say(_report.failure(self.inputs, error))

    def write(self, data):
        self.parts.append(data)
        self.pending += len(data)
        if self.pending >= _ENOUGH:
            self.flush()

    def flush(self):
        """Writes the pending output. Attributes an OSError to the output."""
        name = getattr(self.options, "output", None)
        if self.file is None and not self.parts:
            return
        try:
            if self.file is None:
                self.file = self.opened(name)
            self.file.write(b"".join(self.parts))
        except OSError as error:
            error.filename = error.filename or name or "<stdout>"
            raise
        self.parts, self.pending = [], 0

    def opened(self, name):
        if name is None and sys.stdout is None:
            raise OSError(errno.EBADF, "standard output is closed", "<stdout>")
        return _files.open_output(name)

    def close(self):
        self.flush()
        if self.file is not None and getattr(self.options, "output", None) is not None:
            self.file.close()
        self.progress.clear()

    # -- the verbs --

    def documents(self, name):
        """Yields the values of an input's documents; reports faulty ones and omits them."""
        with self.inputs._opened(name, False) as file:
            yield from lanejson.iter_lines(file, on_error=self.failed, **self.jsonc())

    def lines(self, name):
        for value in self.documents(name):
            self.write(
                lanejson.dumpb(
                    value,
                    separators=(",", ":"),
                    ensure_ascii=self.options.ensure_ascii,
                    sort_keys=self.options.sort_keys,
                )
            )
            self.write(b"\n")

    def texts(self, name):
        for text in self.inputs.contents(name):
            yield text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")

    def jsonc(self):
        return {"comments": self.options.jsonc, "trailing_commas": self.options.jsonc}

    def fmt(self, name):
        for text in self.texts(name):
            self.write(lanejson.format(text, self.options.indent, **self.jsonc()) + b"\n")

    def minify(self, name):
        for text in self.texts(name):
            self.write(lanejson.minify(text, **self.jsonc()) + b"\n")

    def validate(self, name):
        for text in self.inputs.contents(name):
            lanejson.validate(text, **self.jsonc())

    def stats(self, name):
        counts = dict.fromkeys(("documents", "objects", "arrays", "strings", "numbers", "true or false", "null"), 0)
        start, deepest = time.perf_counter(), 0
        for value in self.documents(name):
            counts["documents"] += 1
            deepest = max(deepest, _count(value, counts))
        seconds = time.perf_counter() - start
        size = os.stat(name).st_size if name != "-" else 0
        self.progress.clear()
        speed = f", {size / seconds / 1e6:.0f} MB/s" if size else ""
        told = [f"  {count:>12} {what}" for what, count in {**counts, "levels at most": deepest}.items()]
        if size:
            told.insert(0, f"  {size:>12} bytes")
        self.write(
            "\n".join([f"{self.inputs.title}: {seconds:.3f} s{speed}", *told, ""]).encode("utf-8", "surrogateescape")
        )

    def run(self):
        work, output = getattr(self, self.options.verb), getattr(self.options, "output", None)
        for name in self.inputs.names:
            try:
                if output is not None and _files.is_same(name, output):
                    raise ValueError("input and output are the same file; write to another one")
                work(name)
            except BrokenPipeError:
                raise
            except tool._FAILURES as error:
                self.failed(error)
        self.close()
        return self.status


def _count(value, counts):
    """Adds the values within a value to the counts. Returns the depth of its containers."""
    deepest, left = 0, [(value, 0)]
    while left:
        value, depth = left.pop()
        if isinstance(value, (dict, list)):
            deepest = max(deepest, depth + 1)
            counts["objects" if isinstance(value, dict) else "arrays"] += 1
            left.extend((item, depth + 1) for item in (value.values() if isinstance(value, dict) else value))
        elif isinstance(value, str):
            counts["strings"] += 1
        elif isinstance(value, bool):
            counts["true or false"] += 1
        else:
            counts["null" if value is None else "numbers"] += 1
    return deepest


def _parser():
    name = os.path.basename(sys.argv[0])
    parser = argparse.ArgumentParser(prog="python -m lanejson" if name.endswith(".py") else name)
    verbs = parser.add_subparsers(dest="verb", required=True)
    for verb in tool.VERBS:
        one = verbs.add_parser(
            verb,
            help=_HELP[verb],
            description=f"{_HELP[verb][0].upper()}{_HELP[verb][1:]}.\n{_MORE[verb]}",
            epilog=_EPILOG,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        several = verb in ("lines", "validate", "stats")
        one.add_argument("inputs", metavar="IN", nargs="*" if several else "?", help="input (default: standard input)")
        if verb in ("lines", "fmt", "minify"):
            one.add_argument("-o", "--output", metavar="OUT", help="output file (default: standard output)")
        if verb == "lines":
            one.add_argument("--sort-keys", action="store_true", help="sort the keys of objects")
            one.add_argument("--ensure-ascii", action="store_true", help="write non-ASCII characters as escapes")
        if verb == "fmt":
            one.add_argument("--indent", type=int, default=2, help="spaces per level (default: 2); 0: one line")
        if verb in ("fmt", "validate", "minify"):
            one.add_argument("--lines", action="store_true", help="read each line as a document")
        one.add_argument("--jsonc", action="store_true", help="allow comments and trailing commas")
    return parser


def main():
    options = _parser().parse_args()
    if not isinstance(options.inputs, list):
        options.inputs = [] if options.inputs is None else [options.inputs]
    command = _Command(options)
    try:
        raise SystemExit(command.run())
    except BrokenPipeError:
        raise
    except OSError as error:  # from the output: those of inputs have been reported
        command.say([f"{error.filename}: {error.strerror or error}"])
        raise SystemExit(1) from None
