# SPDX-License-Identifier: MIT
"""python -m lanejson beside python -m json.tool of the running interpreter: the same output, errors and exit status."""

import json
import os
import pathlib
import re
import subprocess
import sys

import pytest
from subject import face, is_lanejson

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


def run(module, arguments, folder, data=None):
    package = str(pathlib.Path(face.__file__).parent.parent)
    environment = {**os.environ, "PYTHONPATH": package, "PYTHONUTF8": "1", "NO_COLOR": "1", "COLUMNS": "100"}
    command = [sys.executable, "-m", module, *arguments]
    found = subprocess.run(command, cwd=folder, env=environment, input=data, capture_output=True)
    error = found.stderr.decode()
    if "Traceback" in error:
        error = error.splitlines()[-1]
    if "usage:" in error:  # The program's name and its options differ.
        error = re.sub(r".*(?=error:)", "", error, flags=re.DOTALL)
    output = pathlib.Path(folder, "out.json")
    written = output.read_bytes() if output.exists() else None
    output.unlink(missing_ok=True)
    return found.returncode, found.stdout, error, written


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
            assert run("lanejson", arguments, folder) == run("json.tool", arguments, folder), arguments
        if options not in ([], ["--json-lines"]):
            break


@pytest.mark.parametrize("data", [b'{"a":1}', b"", b"[1", b"\xff"])
def test_standard_input(folder, data):
    for arguments in ([], ["--compact", "-", "out.json"]):
        assert run("lanejson", arguments, folder, data) == run("json.tool", arguments, folder, data)


def test_module_tool_is_the_same(folder):
    assert run("lanejson.tool", ["good.json"], folder) == run("lanejson", ["good.json"], folder)


def test_validate(folder):
    for name in FILES:
        status, output, error, _ = run("lanejson", ["--validate", name], folder)
        assert output == b""
        try:
            json.loads(FILES[name])
        except ValueError as problem:
            assert (status, error.strip()) == (1, str(problem))
        else:
            assert (status, error) == (0, "")
    assert run("lanejson", ["--validate", "--json-lines", "lines.json"], folder)[0] == 0
    assert run("lanejson", ["--validate", "--json-lines", "badlines.json"], folder)[0] == 1
    assert run("lanejson", ["--validate"], folder, b"[1]")[0] == 0


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
        found = re.findall(rf"(read|wrote) (\d+) bytes in [\d.]+ s, [\d.]+ GB/s, {face.isa}", error)
        assert found[0] == ("read", str(len(FILES["good.json"])))
        assert len(found) == (1 if "--validate" in options else 2)


def test_help(folder):
    text = run("lanejson", ["--help"], folder)[1].decode()
    for option in ("python -m lanejson", "--sort-keys", "--json-lines", "--validate", "--minify", "--stats"):
        assert option in text
