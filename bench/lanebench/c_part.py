# SPDX-License-Identifier: MIT
"""`bench/run c`: the C API and its peers, by bench_c."""

from __future__ import annotations

import argparse
import json
import subprocess
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from . import c_build
from .documents import Document
from .environment import StepFailed, cache_folder
from .results import Results, Row
from .stats import measure
from .timing import Budget

# bench_c times each document in at most this many directions, and NDJSON in these.
DIRECTIONS = 14
LINE_DIRECTIONS = 2


def build(
    options: argparse.Namespace, tree: Path, results: Results, targets: tuple[str, ...] = ("bench_c",)
) -> Path | None:
    """The build folder of bench_c, or a note why there is none."""
    folders = {name: folder for name, folder in (("yyjson", options.yyjson), ("simdjson", options.simdjson)) if folder}
    try:
        made, notes = c_build.build_bench(tree, folders, cache_folder() / "setup.log", targets)
    except StepFailed as error:
        results.note(f"c: bench_c could not be built: {str(error).splitlines()[0]}")
        return None
    for line in notes:
        results.note(f"c: {line}")
    return made


def as_file(document: Document) -> Path:
    """The document as a file that bench_c can read, named as the document is."""
    folder = cache_folder() / "documents"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{document.name}.{'ndjson' if document.lines else 'json'}"
    path.write_bytes(document.text)
    document.release()
    return path


def lines_of(command: list[str]) -> Iterator[dict[str, Any]]:
    """The JSON lines that a program prints, as it prints them."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            yield json.loads(line)
    if process.returncode:
        raise StepFailed(f"{command[0]} failed with {process.returncode}")


def take(results: Results, part: str, line: dict[str, Any]) -> None:
    """One line of bench_c into the results."""
    if "note" in line:
        results.note(line["note"])
    elif "version" in line:
        results.versions[line["peer"]] = line["version"]
    elif "isa" in line:
        results.about["isa_c"] = line["isa"]
    else:
        row = Row(part, line["document"], line["direction"], line["peer"], line["size"], differs=line["differs"])
        row.columns["gc"] = measure(line["samples"])
        results.rows.append(row)


def measure_c(
    results: Results,
    program: Path,
    documents: Iterable[Document],
    part: str,
    budget: Budget,
    batch: float,
    advance: Callable[[str], None],
    extra: tuple[str, ...] = (),
) -> None:
    for document in documents:
        advance(document.name)
        path = as_file(document)
        row = budget.next_row() / (LINE_DIRECTIONS if document.lines else DIRECTIONS)
        command = [str(program), "--batch", str(batch), "--row", str(row), *extra, str(path)]
        try:
            for line in lines_of(command):
                take(results, part, line)
        except StepFailed as error:
            results.note(f"c: {document.name}: {error}")


def note_missing(results: Results) -> None:
    for name in c_build.LAYOUTS:
        if name not in results.versions:
            results.note(f"{name} is left out: pkg-config does not know it, and no folder was given with --{name}")
