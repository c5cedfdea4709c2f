# SPDX-License-Identifier: MIT
"""Command line: what the running interpreter's json.tool does, and --validate, --minify and --stats.

$ echo '{"json":"obj"}' | python -m lanejson
{
    "json": "obj"
}
$ echo '{ 1.2:3.4}' | python -m lanejson --validate
Expecting property name enclosed in double quotes: line 1 column 3 (char 2)
"""

import argparse
import importlib.util
import sys
import time
import types

import lanejson

from ._lanejson import minify


class _Meter:
    """lanejson as json.tool knows json, with a stop-watch."""

    JSONDecodeError = lanejson.JSONDecodeError

    def __init__(self):
        self.read = [0, 0.0]
        self.written = [0, 0.0]

    def loads(self, text):
        size = len(text) if isinstance(text, bytes) else len(text.encode("utf-8", "surrogatepass"))
        start = time.perf_counter()
        value = lanejson.loads(text)
        self._count(self.read, size, start)
        return value

    def load(self, file):
        return self.loads(file.read())

    def dumps(self, value, **options):
        start = time.perf_counter()
        text = lanejson.dumps(value, **options)
        self._count(self.written, len(text.encode("utf-8", "surrogatepass")), start)
        return text

    def dump(self, value, file, **options):
        file.write(self.dumps(value, **options))

    def minify(self, text):
        start = time.perf_counter()
        text = minify(text)
        self._count(self.written, len(text), start)
        return text

    @staticmethod
    def _count(meter, size, start):
        meter[0] += size
        meter[1] += time.perf_counter() - start

    def report(self, file):
        for what, (size, seconds) in (("read", self.read), ("wrote", self.written)):
            if seconds:
                print(
                    f"{what} {size} bytes in {seconds:.6f} s, {size / seconds / 1e9:.3f} GB/s, {lanejson.isa}",
                    file=file,
                )


def _input(options):
    """The bytes of the input, which json.tool opens by itself or leaves as a name, depending on its version."""
    infile = options.infile
    if isinstance(infile, str):
        if infile == "-":
            return sys.stdin.buffer.read()
        with open(infile, "rb") as file:
            return file.read()
    with infile:
        return infile.buffer.read()


def _output(options):
    return sys.stdout.buffer if options.outfile is None else open(options.outfile, "wb")


def _check(options, meter):
    """--validate and --minify."""
    text = _input(options)
    encoding = lanejson.detect_encoding(text)
    if encoding != "utf-8":
        text = text.decode(encoding, "surrogatepass").encode("utf-8", "surrogatepass")
    texts = text.splitlines() if options.json_lines else [text]
    if not options.minify:
        for text in texts:
            meter.loads(text)
        return
    with _output(options) as file:
        for text in texts:
            meter.loads(text)
            file.write(meter.minify(text) + b"\n")


class _Parser(argparse.ArgumentParser):
    """json.tool's parser with options of ours, which are obeyed as soon as they are read."""

    def __init__(self, meter, **settings):
        super().__init__(**{**settings, "prog": "python -m lanejson"})
        self.meter = meter
        group = self.add_argument_group("beyond json.tool")
        group.add_argument("--validate", action="store_true", help="check the input and write nothing")
        group.add_argument("--minify", action="store_true", help="only leave out the white space between the tokens")
        group.add_argument(
            "--stats", action="store_true", help="tell bytes, seconds, GB/s and instruction set on stderr"
        )

    def parse_args(self, *args, **kwargs):
        options = super().parse_args(*args, **kwargs)
        self.meter.wanted = options.stats
        if options.validate or options.minify:
            try:
                _check(options, self.meter)
            except ValueError as error:
                raise SystemExit(error) from None
            raise SystemExit(0)
        return options


def main():
    meter = _Meter()
    meter.wanted = False
    spec = importlib.util.find_spec("json.tool")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    tool.json = meter
    tool.argparse = types.SimpleNamespace(
        ArgumentParser=lambda **settings: _Parser(meter, **settings), FileType=argparse.FileType
    )
    try:
        tool.main()
    finally:
        if meter.wanted:
            meter.report(sys.stderr)


def run():
    """main, for a process: where nobody reads the output, the exit status says so."""
    try:
        main()
    except BrokenPipeError as error:
        sys.exit(error.errno)


if __name__ == "__main__":
    run()
