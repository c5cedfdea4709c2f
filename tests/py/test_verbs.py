# SPDX-License-Identifier: MIT
"""lanejson lines, fmt, validate, minify and stats."""

import subprocess
import sys

import pytest
from subject import is_lanejson, sanitized
from test_tool import ENVIRONMENT, lanejson

pytestmark = pytest.mark.skipif(not is_lanejson, reason="lanejson's command line")

JSONC = '{"a":1.50, // one\n "b":["é",],}'


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.json").write_text('{"b": [1.50, "é"],\n "a": {}}\n[2]', encoding="utf-8")
    (tmp_path / "wrong.json").write_text('1\n[1,\n oops]\n"é" x\n2\n', encoding="utf-8")
    (tmp_path / "wide.json").write_bytes('["é"]'.encode("utf-16"))
    (tmp_path / "settings.jsonc").write_text(JSONC, encoding="utf-8")
    return tmp_path


def test_lines(folder):
    assert lanejson(["lines", "a.json", "wide.json"], folder) == (
        0,
        '{"b":[1.5,"é"],"a":{}}\n[2]\n["é"]\n'.encode(),
        "",
    )
    options = ["lines", "--sort-keys", "--ensure-ascii", "-o", "out.json", "a.json"]
    assert lanejson(options, folder) == (0, b"", "")
    assert (folder / "out.json").read_bytes() == b'{"a":{},"b":[1.5,"\\u00e9"]}\n[2]\n'
    status, output, error = lanejson(["lines"], folder, (folder / "wrong.json").read_bytes())
    assert (status, output) == (1, '1\n"é"\n2\n'.encode())
    assert error.splitlines()[:3] == ["<stdin>:3:2: Expecting value", "     oops]", "     ^"]
    assert lanejson(["lines", "-"], folder, b"") == (0, b"", "")


def test_fmt_and_minify(folder):
    expected = '{\n  "a": 1.50,\n  "b": [\n    "é"\n  ]\n}\n'.encode()
    assert lanejson(["fmt", "--jsonc", "settings.jsonc"], folder) == (0, expected, "")
    assert lanejson(["fmt", "--indent", "0"], folder, b"[1.0, {}]") == (0, b"[1.0,{}]\n", "")
    assert lanejson(["fmt", "--lines", "--indent=0"], folder, b"[ 1]\n\n[2 ]") == (0, b"[1]\n[2]\n", "")
    assert lanejson(["minify", "--jsonc", "settings.jsonc"], folder)[1] == '{"a":1.50,"b":["é"]}\n'.encode()
    assert lanejson(["minify", "wide.json"], folder)[1] == '["é"]\n'.encode()
    status, output, error = lanejson(["minify", "settings.jsonc", "-o", "out.json"], folder)
    assert (status, output) == (1, b"") and error.startswith("settings.jsonc:1:12: Expecting property name")
    assert not (folder / "out.json").exists()
    status, _, error = lanejson(["fmt", "a.json", "-o", "a.json"], folder)
    assert status == 1 and "input and output are the same file" in error and (folder / "a.json").stat().st_size
    assert lanejson(["fmt", "--indent", "-1"], folder, b"1")[0] == 1


def test_validate(folder):
    status, output, error = lanejson(["validate", "wide.json", "a.json", "missing.json", "settings.jsonc"], folder)
    assert (status, output) == (1, b"")
    lines = [line for line in error.splitlines() if not line.startswith(" ")]
    assert lines[0] == "a.json:3:1: Extra data" and lines[1].startswith("missing.json: No such file")
    assert lines[2].startswith("settings.jsonc:1:12: ") and len(lines) == 3
    assert lanejson(["validate", "--jsonc", "settings.jsonc"], folder) == (0, b"", "")
    assert lanejson(["lines", "--jsonc", "settings.jsonc"], folder) == (0, '{"a":1.5,"b":["é"]}\n'.encode(), "")
    assert lanejson(["stats", "--jsonc", "settings.jsonc"], folder)[0] == 0
    assert lanejson(["validate", "--lines"], folder, b"[1]\n\n[2]\n") == (0, b"", "")
    assert lanejson(["validate"], folder, b"[NaN]")[2].startswith("<stdin>:1:2: Expecting value")
    assert lanejson(["validate", "--lines"], folder, b"[1]\n[NaN]\n")[2].startswith("<stdin>:2:2: Expecting value")


def test_stats(folder):
    status, output, error = lanejson(["stats", "a.json"], folder)
    assert (status, error) == (0, "")
    told = {what: int(count) for count, what in (line.split(None, 1) for line in output.decode().splitlines()[1:])}
    assert told["bytes"] == (folder / "a.json").stat().st_size
    assert [told[what] for what in ("documents", "objects", "arrays", "strings", "numbers")] == [2, 2, 2, 1, 2]
    assert (told["true or false"], told["null"], told["levels at most"]) == (0, 0, 2)
    assert lanejson(["stats", "wrong.json"], folder)[0] == 1


def test_arguments_and_output(folder):
    for arguments in (["fmt", "--what"], ["fmt", "a", "b"], ["stats", "-o", "x"], ["lines", "--indent", "2"]):
        status, output, error = lanejson(arguments, folder)
        assert (status, output) == (2, b"") and error.startswith("usage:")
    for verb in ("lines", "fmt", "validate", "minify", "stats"):
        status, output, _ = lanejson([verb, "--help"], folder)
        assert status == 0 and b"Memory:" in output and b"exit status" in output
    assert b"lines | fmt" in lanejson(["--help"], folder)[1]
    (folder / "lines").write_text("[1]")
    assert lanejson(["./lines", "--compact"], folder)[1] == b"[1]\n"
    status, _, error = lanejson(["lines", "a.json", "-o", "missing/out"], folder)
    assert status == 1 and error == "missing/out: No such file or directory\n"
    data = b"[1]\n" * 200_000
    found = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m lanejson lines | head -c 4"],
        env=ENVIRONMENT,
        input=data,
        capture_output=True,
    )
    assert found.stdout == b"[1]\n" and found.stderr == b""


@pytest.mark.skipif(sanitized, reason="the sanitizer keeps what was released")
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory(folder):
    """The most memory of a run, in KiB, does not grow with the input."""
    program = (
        "import sys, lanejson.tool as tool\ntry:\n    tool.main()\nexcept SystemExit:\n    pass\n"
        "print(*[l.split()[1] for l in open('/proc/self/status') if 'VmHWM' in l], file=sys.stderr)"
    )
    for arguments in (["lines"], ["validate", "--lines"], ["minify", "--lines"]):
        most = []
        for count in (2_000, 150_000):
            found = subprocess.run(
                [sys.executable, "-c", program, *arguments],
                env=ENVIRONMENT, input=b'{"id": 1, "text": "%s"}\n' % (b"x" * 40) * count, capture_output=True,
            )  # fmt: skip
            most.append(int(found.stderr.decode().split()[-1]))
        assert most[1] - most[0] < 4000, (arguments, most)
