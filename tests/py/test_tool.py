# SPDX-License-Identifier: MIT
"""python -m lanejson beside python -m json.tool of the running interpreter: the same output, errors and exit status;
and what it has beyond it."""

import contextlib
import errno
import fcntl
import json
import os
import pathlib
import pty
import re
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import textwrap
import time

import pytest
from subject import face, is_lanejson, sanitized

pytestmark = pytest.mark.skipif(not is_lanejson, reason="lanejson's command line")

FILES = {
    "good.json": '{"b":[1,2.50,"\u00e9\\u00e9\U0001f600"],"a":{}, "c": [NaN, 1e400, 12345678901234567890123]}'.encode(),
    "bad.json": b"[1,]",
    "empty.json": b"",
    "lines.json": b'{"a":1}\n[2]\n"x"\n',
    "badlines.json": b'{"a":1}\n[2\n',
    "notext.json": b'["\xff"]',
    "mark.json": b"\xef\xbb\xbf[1]",
}


PACKAGE = str(pathlib.Path(face.__file__).parent.parent)
ENVIRONMENT = {**os.environ, "PYTHONPATH": PACKAGE, "PYTHONUTF8": "1", "NO_COLOR": "1", "COLUMNS": "100"}
COMMAND = [sys.executable, "-m", "lanejson"]


def fails_on_lines():
    """json.tool of 3.13.0 to 3.13.5, at least, closes a file of --json-lines before it reads it."""
    with tempfile.NamedTemporaryFile(suffix=".ndjson") as file:
        file.write(b"1\n")
        file.flush()
        command = [sys.executable, "-m", "json.tool", "--json-lines", file.name]
        return subprocess.run(command, capture_output=True).returncode != 0


closes_early = fails_on_lines()


def run(module, arguments, folder, data=None):
    command = [sys.executable, "-m", module, *arguments]
    found = subprocess.run(command, cwd=folder, env=ENVIRONMENT, input=data, capture_output=True)
    error = found.stderr.decode()
    if "Traceback" in error:
        error = error.splitlines()[-1]
    if "usage:" in error:  # The program's name and its options differ.
        error = re.sub(r".*(?=error:)", "", error, flags=re.DOTALL)
    output = pathlib.Path(folder, "out.json")
    written = output.read_bytes() if output.exists() else None
    output.unlink(missing_ok=True)
    return found.returncode, found.stdout, error, written


def lanejson(arguments, folder, data=None, **settings):
    """Status, output and error, which must be no traceback."""
    found = subprocess.run(
        [*COMMAND, *arguments], cwd=folder, env={**ENVIRONMENT, **settings}, input=data, capture_output=True
    )
    error = found.stderr.decode()
    assert "Traceback" not in error and "Exception ignored" not in error, error
    return found.returncode, found.stdout, error


def same_as_json_tool(arguments, folder, data=None):
    """Both run; json.tool's error line comes first in ours, and where it names a place, that of the file follows."""
    ours, theirs = (run(module, arguments, folder, data) for module in ("lanejson", "json.tool"))
    assert ours[0] == theirs[0], arguments
    assert ours[1::2] == theirs[1::2], arguments
    if ours[2] == theirs[2]:
        return
    if "No such file" in theirs[2]:
        assert ours[2] == "missing.json: No such file or directory\n"
        return
    assert "(char " in theirs[2]
    assert ours[2].startswith(theirs[2])
    place, _, caret = ours[2][len(theirs[2]) :].splitlines()
    assert re.fullmatch(r".+:\d+:\d+: " + re.escape(theirs[2].partition(": line ")[0]), place)
    assert caret.strip() == "^"


def isa():
    """The command line's, which takes the first extension even where this process had to take the other."""
    command = [sys.executable, "-c", "import lanejson; print(lanejson.isa)"]
    return subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture
def folder(tmp_path):
    for name, data in FILES.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--sort-keys"],
        ["--no-ensure-ascii"],
        ["--indent", "2"],
        ["--indent", "0"],
        ["--indent", "x"],
        ["--tab"],
        ["--no-indent"],
        ["--compact"],
        ["--compact", "--tab"],
        ["--json-lines"],
        ["--json-lines", "--compact", "--sort-keys"],
        ["--what"],
    ],
    ids=" ".join,
)
def test_as_json_tool(folder, options):
    for name in [*FILES, "missing.json"]:
        for output in ([], ["out.json"]):
            arguments = [*options, name, *output]
            if closes_early and "--json-lines" in options:
                continue
            same_as_json_tool(arguments, folder)
        if options not in ([], ["--json-lines"]):
            break


@pytest.mark.parametrize("data", [b'{"a":1}', b"", b"[1", b"\xff"])
def test_standard_input(folder, data):
    for arguments in ([], ["--compact", "-", "out.json"]):
        same_as_json_tool(arguments, folder, data)


def test_module_tool_is_the_same(folder):
    assert run("lanejson.tool", ["good.json"], folder) == run("lanejson", ["good.json"], folder)


def test_validate(folder):
    for name in FILES:
        status, output, error = lanejson(["--validate", name], folder)
        assert output == b""
        try:
            json.loads(FILES[name])
        except json.JSONDecodeError as problem:
            assert (status, error.splitlines()[0]) == (1, f"{name}:{problem.lineno}:{problem.colno}: {problem.msg}")
        except UnicodeDecodeError as problem:
            assert (status, error) == (1, f"{name}:1:3: {problem}\n")
        else:
            assert (status, error) == (0, "")
    assert lanejson(["--validate"], folder, b"[1]")[0] == 0


def test_validate_reads_every_input(folder):
    (folder / "bad.json").write_bytes(b"[1,x]")
    assert lanejson(["--validate", "good.json", "mark.json", "-"], folder, b"[1]") == (0, b"", "")
    status, output, error = lanejson(["--validate", "good.json", "bad.json", "missing.json", "-", "."], folder, b"[2")
    assert (status, output) == (1, b"")
    assert error == textwrap.dedent("""\
        bad.json:1:4: Expecting value
            [1,x]
               ^
        missing.json: No such file or directory
        <stdin>:1:3: Expecting ',' delimiter
            [2
              ^
        .: Is a directory
        """)
    for arguments in (["good.json", "--validate", "bad.json"], ["--validate", "--", "good.json", "bad.json"]):
        assert lanejson(arguments, folder)[0] == 1
    assert (folder / "bad.json").read_bytes() == b"[1,x]"


def test_stats_formats_every_input(folder):
    status, output, error = lanejson(["--stats", "--compact", "good.json", "lines.json", "--json-lines"], folder)
    assert (status, output.count(b"\n")) == (0, 4)
    assert re.search(rf"read {len(FILES['good.json']) + len(FILES['lines.json'])} bytes", error)
    status, output, error = lanejson(["--stats", "--compact", "good.json", "good.json"], folder)
    assert (status, output) == (0, 2 * run("lanejson", ["--compact", "good.json"], folder)[1])
    assert (folder / "good.json").read_bytes() == FILES["good.json"]


def test_minify(folder):
    expected = '{"b":[1,2.50,"\u00e9\\u00e9\U0001f600"],"a":{},"c":[NaN,1e400,12345678901234567890123]}\n'.encode()
    assert run("lanejson", ["--minify", "good.json"], folder) == (0, expected, "", None)
    assert run("lanejson", ["--minify", "good.json", "out.json"], folder) == (0, b"", "", expected)
    assert run("lanejson", ["--minify", "--json-lines", "lines.json"], folder)[1] == FILES["lines.json"]
    data = '[ "a b\\"  c" , \u4e2d ]'.replace("\u4e2d", '"\u4e2d"').encode("utf-16")
    assert run("lanejson", ["--minify"], folder, data)[1] == '["a b\\"  c","\u4e2d"]\n'.encode()
    assert run("lanejson", ["--minify", "bad.json"], folder)[:2] == (1, b"")


def test_stats(folder):
    for options in ([], ["--validate"], ["--minify"]):
        status, output, error, _ = run("lanejson", ["--stats", *options, "good.json"], folder)
        assert status == 0
        assert output == run("lanejson", [*options, "good.json"], folder)[1]
        found = re.findall(rf"(read|wrote) (\d+) bytes in [\d.]+ s, [\d.]+ GB/s, {isa()}", error)
        assert found[0] == ("read", str(len(FILES["good.json"])))
        assert len(found) == (1 if "--validate" in options else 2)


def test_help(folder):
    text = lanejson(["--help"], folder, COLUMNS="80")[1].decode()
    for word in ("python -m lanejson", "--validate", "--minify", "--stats", "--version", "examples:", "exit status:"):
        assert word in text
    theirs = run("json.tool", ["--help"], folder)[1].decode()
    for option in re.findall(r"(?<!\S)--[a-z-]+", theirs):
        # Each option is explained in its own line.
        assert re.search(rf"^  (-h, )?{option}( INDENT)?  +\w.*\n(  -|\n)", text, re.MULTILINE), option


def test_version(folder):
    assert lanejson(["--version"], folder) == (0, f"lanejson {face.__version__} ({isa()})\n".encode(), "")


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize(
    "arguments",
    [["good.json"], ["--minify", "good.json"], ["--help"], ["--version"], ["--json-lines", "lines.json"]],
    ids=" ".join,
)
def test_standard_output_that_cannot_be_written(folder, arguments, unbuffered):
    environment = {**ENVIRONMENT, "PYTHONUNBUFFERED": unbuffered}
    command = [*COMMAND, *arguments]
    with open("/dev/full", "wb") as full:
        found = subprocess.run(command, cwd=folder, env=environment, stdout=full, stderr=subprocess.PIPE)
    assert (found.returncode, found.stderr) == (1, b"<stdout>: No space left on device\n")
    # Nobody reads.
    reader, writer = os.pipe()
    os.close(reader)
    found = subprocess.run(command, cwd=folder, env=environment, stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)
    assert (found.returncode, found.stderr) == (errno.EPIPE, b"")
    # There is none.
    found = subprocess.run(
        ["sh", "-c", '"$@" >&-', "sh", *command], cwd=folder, env=environment, stderr=subprocess.PIPE
    )
    if arguments[0].startswith("--") and len(arguments) == 1:
        assert b"Traceback" not in found.stderr
    else:
        assert (found.returncode, found.stderr) == (1, b"<stdout>: standard output is closed\n")


def test_other_streams_closed(folder):
    def shell(redirection, *arguments):
        command = ["sh", "-c", f'"$@" {redirection}', "sh", *COMMAND, *arguments]
        return subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True)

    for options in ([], ["--validate"], ["--minify"]):
        found = shell("<&-", *options)
        assert (found.returncode, found.stdout, found.stderr) == (1, b"", b"<stdin>: standard input is closed\n")
        found = shell("2>&-", *options, "bad.json")
        assert (found.returncode, found.stdout) == (1, b"")
        found = shell("2>/dev/full", *options, "bad.json")
        assert (found.returncode, found.stdout) == (1, b"")


def test_output_file(folder):
    (folder / "old.json").write_bytes(b"old")
    (folder / "sub").mkdir()
    for options in ([], ["--minify"]):
        assert lanejson([*options, "good.json", "/dev/full"], folder) == (
            1,
            b"",
            "/dev/full: No space left on device\n",
        )
        assert lanejson([*options, "good.json", "sub"], folder) == (1, b"", "sub: Is a directory\n")
        error = "no/out.json: No such file or directory\n"
        assert lanejson([*options, "good.json", "no/out.json"], folder) == (1, b"", error)
        # What is wrong with the input is found before the output is opened.
        for name in ("bad.json", "missing.json", "notext.json", "sub"):
            assert lanejson([*options, name, "old.json"], folder)[0] in (1, 2)
            assert (folder / "old.json").read_bytes() == b"old"
    assert lanejson(["--minify", "--json-lines", "missing.json", "old.json"], folder)[0] == 1
    assert (folder / "old.json").read_bytes() == b"old"
    status, _, error = lanejson(["--minify", "--json-lines", "lines.json", "lines.json"], folder)
    assert (status, error.count("\n")) == (1, 1) and "the same file" in error
    assert (folder / "lines.json").read_bytes() == FILES["lines.json"]
    assert lanejson(["--minify", "good.json", "good.json"], folder)[0] == 0
    assert json.loads((folder / "good.json").read_bytes())["b"] == json.loads(FILES["good.json"])["b"]


def test_input_that_cannot_be_read(folder):
    (folder / "sub").mkdir()
    (folder / "secret.json").write_bytes(b"[1]")
    (folder / "secret.json").chmod(0)
    os.chmod(folder, 0o755)
    cases = {"missing.json": "No such file or directory", "sub": "Is a directory"}
    if os.access(folder / "secret.json", os.R_OK) is False:  # the superuser may read everything
        cases["secret.json"] = "Permission denied"
    opened = 2 if run("json.tool", ["missing.json"], folder)[0] == 2 else 1
    for name, reason in cases.items():
        error = f"{name}: {reason}\n"
        assert lanejson([name], folder) == (opened, b"", error)
        assert lanejson(["--json-lines", name], folder) == (opened, b"", error)
        assert run("json.tool", [name], folder)[0] == opened
        for option in ("--validate", "--minify"):
            assert lanejson([option, name], folder) == (1, b"", error)


def test_json_lines(folder):
    """Blank lines are passed over, ends of lines are those of json.tool, and each error names the file's line."""
    cases = {
        b"": None,
        b"\n\n": None,
        b"1\n2": None,
        b"1\r\n\r\n  \t\n2\r3\r\r4\r\n": None,
        b"1\n\n[2,\n": "3:4: Expecting value",
        b"1\n\n[2,\r\n": "3:4: Expecting value",
        b"1\r[2,\r\r3": "2:4: Expecting value",
        b"1\r\n2 3\n": "2:3: Extra data",
        b"1\n2 3": "2:3: Extra data",
        b'1\n{"a":\n1}': "2:6: Expecting value",
        b'"a\x0c\xe2\x80\xa8\x1c"\n': "1:3: Invalid control character at",
        b"1\n\x0c\n": "2:1: Expecting value",
        b'1\n["\xe4\xb8\xad", x]': "2:7: Expecting value",
        b'1\n"\xe4\xb8\xad\xff"': "2:3: 'utf-8' codec can't decode byte 0xff in position 4: invalid start byte",
        b"1\n\xef\xbb\xbf2": "2:1: Unexpected UTF-8 BOM (decode using utf-8-sig)",
        b"\xef\xbb\xbf1\n2 3": "2:3: Extra data",
        b"\xef\xbb\xbf": None,
        b"1\n1\x00": "2:2: Extra data",
    }
    for data, message in cases.items():
        status, output, error = lanejson(["--validate", "--json-lines"], folder, data)
        assert (status, output) == (0 if message is None else 1, b""), data
        assert error.split("\n")[0] == ("" if message is None else f"<stdin>:{message}"), data
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "utf-8-sig"):
        data = '{"a":"\u4e2d"}\n\n[1, "\u2028"]\n'.encode(encoding)
        assert lanejson(["--validate", "--json-lines"], folder, data) == (0, b"", ""), encoding
        expected = '{"a":"\u4e2d"}\n[1,"\u2028"]\n'.encode()
        assert lanejson(["--minify", "--json-lines"], folder, data) == (0, expected, ""), encoding
        assert lanejson(["--validate", "--json-lines"], folder, data + "[2".encode(encoding[:6]))[0] == 1
    cut = "1\n2".encode("utf-16-le") + b"\n"
    status, _, error = lanejson(["--validate", "--json-lines"], folder, cut)
    assert status == 1 and error.startswith("<stdin>:") and error.count("\n") == 1
    if not closes_early:
        status, output, error = lanejson(["--json-lines", "--compact", "badlines.json"], folder)
        assert (status, output, error.splitlines()[1]) == (
            1,
            b'{"a":1}\n',
            "badlines.json:2:3: Expecting ',' delimiter",
        )


def test_one_rule_for_a_byte_order_mark(folder):
    """--validate and --minify drop it at the start of an input; anywhere else it is an error; json.tool takes none."""
    mark = "\ufeff"
    for encoding in ("utf-8", "utf-16-le", "utf-32-be"):
        assert lanejson(["--minify"], folder, (mark + "[1]").encode(encoding)) == (0, b"[1]\n", "")
        for options in (["--validate"], ["--validate", "--json-lines"]):
            assert lanejson(options, folder, (mark + "[1]\n").encode(encoding))[0] == 0, encoding
            for text in (mark + mark + "[1]\n", mark + "[1]\n" + mark + "[2]\n"):
                assert lanejson(options, folder, text.encode(encoding))[0] == 1, (encoding, text)
    assert lanejson(["mark.json"], folder)[0] == run("json.tool", ["mark.json"], folder)[0] == 1


def test_excerpt(folder):
    """The line is shown around the column, in 80 columns, with the caret under it."""
    long = "[" + "1234567, " * 40
    cases = {
        "[\t1 x]": ("[ 1 x]", 4),
        "[1,\r\n2 x]\r\n": ("2 x]", 2),
        "[1,\n\n": ("", 0),
        '["\x1b[31m"]': ('["\\x1b[31m"]', 2),
        '["a\u200b\x7f" x]': ('["a\\u200b\\x7f" x]', 15),
        '["\u4e2d\u6587" x]': ('["\u4e2d\u6587" x]', 8),
        '["e\u0301" x]': ('["e\u0301" x]', 5),
        '["\U0001f600" x]': ('["\U0001f600" x]', 6),
        long + "x" + long: ("..." + long[-48:] + "x" + long[:23] + "...", 51),
        long + "x": ("..." + long[-48:] + "x", 51),
        "[x" + long: ("[x" + long[:70] + "...", 1),
    }
    for text, (shown, column) in cases.items():
        status, _, error = lanejson(["--validate"], folder, text.encode())
        assert (status, error.split("\n")[1:3]) == (1, ["    " + shown, "    " + " " * column + "^"]), text
    error = lanejson(["--validate"], folder, '["\u4e2d" x]'.encode(), PYTHONUTF8="0", PYTHONIOENCODING="ascii")[2]
    assert error.splitlines()[1:] == ['    ["\\u4e2d" x]', "    " + " " * 10 + "^"]


def test_deep_text_is_no_traceback(folder):
    data = b"[" * 1_000_000
    for options in ([], ["--validate"], ["--minify"], ["--validate", "--json-lines"]):
        status, output, error = lanejson(options, folder, data)
        assert (status, output, error.count("\n")) == (1, b"", 1)
        assert error.startswith("<stdin>:") and "recursion" in error


def test_interrupt(folder):
    pipe = subprocess.PIPE
    for options in ([], ["--validate"], ["--validate", "--json-lines"], ["--minify"]):
        command = [*COMMAND, *options]
        with subprocess.Popen(
            command,
            cwd=folder,
            env=ENVIRONMENT,
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            # A run in the background ignores interrupts, and its children would too.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        ) as child:
            child.stdin.write(b"[1]\n")
            child.stdin.flush()
            # It waits for more once its end of the pipe has been read empty.
            while struct.unpack("i", fcntl.ioctl(child.stdin, termios.FIONREAD, bytes(4)))[0]:
                time.sleep(0.01)
            # Python notices a signal that comes just before it waits only when the next one comes.
            for _ in range(10):
                child.send_signal(signal.SIGINT)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.wait(2)
                    break
            assert (child.returncode, child.stderr.read()) == (130, b"")


def peak(arguments, folder):
    """The most memory that a run of the command line held, in MB."""
    program = """if True:
        import pathlib, runpy, sys
        try:
            runpy.run_module("lanejson", run_name="__main__", alter_sys=True)
        except SystemExit as end:
            assert not end.code
        print(next(line for line in pathlib.Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line))
    """
    command = [sys.executable, "-c", program, *arguments]
    found = subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, check=True)
    return int(found.stdout.split()[-2]) / 1000


@pytest.mark.skipif(sanitized, reason="the sanitizer keeps what was released")
@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="no /proc, which tells the most memory held")
def test_lines_are_checked_in_constant_memory(folder):
    line = b'{"name":"a line of json","numbers":[1,2,3,4.5],"text":"\xe4\xb8\xad"}\n'
    for name, count in (("small.json", 10_000), ("large.json", 400_000)):
        (folder / name).write_bytes(line * count)
    size = len(line) * 400_000 / 1e6
    small = peak(["--validate", "--json-lines", "small.json"], folder)
    assert peak(["--validate", "--json-lines", "large.json"], folder) - small < 4 < size / 6
    assert peak(["--minify", "--json-lines", "large.json", "out.json"], folder) - small < 4
    assert (folder / "out.json").stat().st_size == len(line) * 400_000


def on_terminal(arguments, folder, output=subprocess.DEVNULL):
    """What is written on standard error, which is a terminal; the exit status."""
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [*COMMAND, *arguments], cwd=folder, env=ENVIRONMENT, stdout=output or theirs, stderr=theirs
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            block = os.read(ours, 4096)
        except OSError:  # how Linux says that the other end is closed
            break
        if not block:
            break
        seen += block
    os.close(ours)
    return child.wait(), seen.decode()


def test_progress(folder):
    size = (1 << 24) + 100
    (folder / "large.json").write_bytes(b"[" + b" " * size + b"]")
    (folder / "wrong.json").write_bytes(b"[" + b" " * size + b"]]")
    (folder / "large.lines").write_bytes((b" " * 1023 + b"1\n") * (1 << 14))
    for arguments in (["--validate", "large.json"], ["--validate", "--json-lines", "large.lines"], ["large.json"]):
        status, seen = on_terminal(arguments, folder)
        assert status == 0
        assert re.match(r"\r +\d+ % of 17 MB, large\.", seen), seen
        assert seen.endswith("\r\033[K")
    status, seen = on_terminal(["--validate", "wrong.json"], folder)
    assert "\r\033[Kwrong.json:1:16777319: Extra data\r\n" in seen
    # Not for small inputs, nor where the output itself is seen, nor where nobody looks.
    assert on_terminal(["--validate", "good.json"], folder) == (0, "")
    assert "%" not in on_terminal(["--minify", "large.json"], folder, output=None)[1]
    assert lanejson(["--validate", "large.json"], folder) == (0, b"", "")


def test_json_tool_with_lanejson_in_the_seat_of_json(folder):
    program = """if True:
        import lanejson, runpy, sys
        sys.modules["json"] = lanejson
        runpy.run_module("json.tool", run_name="__main__")
    """
    command = [sys.executable, "-c", program, "--compact", "good.json"]
    found = subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True)
    assert (found.returncode, found.stdout, found.stderr.decode(), None) == run("json.tool", command[3:], folder)
