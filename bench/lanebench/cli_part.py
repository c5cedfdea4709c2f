# SPDX-License-Identifier: MIT
"""`bench/run cli`: whole commands on a file, start of the interpreter included, by hyperfine."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from . import c_part
from .documents import Document
from .results import Results, Row
from .stats import measure

PART = "cli"
ORJSON = (
    "import orjson as o, sys; sys.stdout.buffer.write("
    "o.dumps(o.loads(open(sys.argv[1], 'rb').read()), option=o.OPT_INDENT_2 | o.OPT_APPEND_NEWLINE))"
)


def commands(path: str) -> dict[str, dict[str, list[str]]]:
    """direction -> peer -> command. The floor is an interpreter that starts and ends."""
    python = sys.executable
    start = {"floor python start": [python, "-c", "pass"]}
    return {
        "pretty-print": {
            "lanejson": [python, "-m", "lanejson", path],
            "json.tool": [python, "-m", "json.tool", path],
            "jq": ["jq", ".", path],
            "orjson": [python, "-c", ORJSON, path],
        }
        | start,
        "minify": {
            "lanejson": [python, "-m", "lanejson", "--minify", path],
            "json.tool": [python, "-m", "json.tool", "--compact", path],
            "jq": ["jq", "-c", ".", path],
        }
        | start,
        "validate": {"lanejson": [python, "-m", "lanejson", "--validate", path], "jq": ["jq", "empty", path]} | start,
    }


def works(command: list[str]) -> str:
    """Why a command cannot be measured; empty if it can."""
    try:
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    except FileNotFoundError:
        return f"{command[0]} is not installed"
    return (
        "" if done.returncode == 0 else f"exit code {done.returncode}: {(done.stderr.strip().splitlines() or [''])[-1]}"
    )


def measure_direction(
    results: Results, document: Document, size: int, direction: str, able: dict[str, list[str]], runs: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "times.json"
        call = ["hyperfine", "--shell=none", "--warmup", "2", "--runs", str(runs), "--export-json", str(out)]
        call += [word for name, command in able.items() for word in ("--command-name", name, shlex.join(command))]
        done = subprocess.run(call, capture_output=True, text=True, check=False)
        if done.returncode:
            results.note(f"cli: hyperfine failed: {(done.stderr.strip().splitlines() or ['?'])[-1]}")
            return
        for one in json.loads(out.read_text())["results"]:
            row = Row(PART, document.name, direction, one["command"], size)
            row.columns["gc"] = measure([seconds * 1e9 for seconds in one["times"]])
            results.rows.append(row)


def measure_cli(results: Results, documents: list[Document], runs: int, advance: Callable[[str], None]) -> None:
    if shutil.which("hyperfine") is None:
        results.note("cli: hyperfine is not installed (Debian and Ubuntu: apt-get install hyperfine)")
        return
    for document in documents:
        size = len(document.text)
        path = c_part.as_file(document)
        for direction, all_commands in commands(str(path)).items():
            advance(f"{document.name}, {direction}")
            able = {}
            for name, command in all_commands.items():
                problem = works(command)
                if problem:
                    results.note(f"cli: {name} cannot {direction} {document.name}: {problem}")
                else:
                    able[name] = command
            measure_direction(results, document, size, direction, able, runs)


def count_steps(documents: list[Document]) -> int:
    return 3 * len(documents)
