# SPDX-License-Identifier: MIT
"""`bench/run isa`: every kernel, and documents end to end in C and Python, on each instruction set of this machine."""

from __future__ import annotations

import itertools
import platform
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from . import c_part
from .documents import Document
from .results import Results, Row
from .stats import measure
from .timing import Budget, Plan
from .worker import Worker, WorkerFailed, take_turns

PART = "isa"
# The C directions that differ by instruction set and that users call.
C_DIRECTIONS = "parse,validate,validate UTF-8,minify,write compact,lines"
PYTHON_ROWS = (
    ("loads bytes", "lanejson.orjson"),
    ("loads str", "lanejson"),
    ("dumps bytes, fresh", "lanejson.orjson"),
    ("dumps str, reused", "lanejson"),
)


def kernel_lines(text: str) -> Iterator[tuple[str, str, str, float]]:
    """Kernel, text, instruction set, ns per KiB, of the table that kernel_check --bench prints."""
    isas: list[str] = []
    for line in text.splitlines():
        words = line.split()
        if words[:2] == ["kernel", "text"]:
            # "kernel text avx2 GB/s sse42 GB/s scalar GB/s avx2 sse42": an ISA with figures stands before a GB/s
            isas = [word for word, after in itertools.pairwise(words) if after == "GB/s"]
        elif isas and len(words) >= 2 + 2 * len(isas) and re.fullmatch(r"[0-9.]+", words[2]):
            for number, isa in enumerate(isas):
                yield words[0], words[1], isa, float(words[2 + 2 * number])


def measure_kernels(results: Results, program: Path, times: int, advance: Callable[[str], None]) -> None:
    """Each kernel on each instruction set; several runs, so that a row has a noise of its own."""
    samples: dict[tuple[str, str, str], list[float]] = {}
    for number in range(times):
        advance(f"kernels, run {number + 1} of {times}")
        try:
            done = subprocess.run([str(program), "--bench"], capture_output=True, text=True, check=True, timeout=600)
        except (OSError, subprocess.SubprocessError) as error:
            results.note(f"isa: kernel_check --bench failed: {error}")
            return
        for kernel, text, isa, value in kernel_lines(done.stdout):
            samples.setdefault((kernel, text, isa), []).append(value)
    if not samples:
        results.note("isa: kernel_check --bench printed no table")
    for (kernel, text, isa), values in samples.items():
        row = Row(PART, f"1 KiB {text}", f"kernel {kernel}", f"lanejson {isa}", 1024)
        row.columns["gc"] = measure(values)
        results.rows.append(row)


def python_isas(results: Results) -> list[str]:
    """The instruction sets that the module can run here, best first."""
    probe = Worker("probe")
    try:
        return str(probe.ask(do="about")["isas"]).split(",")
    except WorkerFailed as error:
        results.note(f"isa: no Python rows: {error}")
        return []
    finally:
        probe.stop()


def measure_workers(
    results: Results,
    part: str,
    workers: list[Worker],
    documents: list[Document],
    budget: Budget,
    batch: float,
    advance: Callable[[str], None],
) -> None:
    """The rows of PYTHON_ROWS in processes that take turns; a row's peer is its worker's name."""
    for document in documents:
        path, size = c_part.as_file(document), len(document.text)
        document.release()
        for direction, face in PYTHON_ROWS:
            advance(f"{document.name}, {direction}")
            request = {"path": str(path), "lines": document.lines, "direction": direction, "peer": face}
            try:
                samples = take_turns(workers, Plan(batch, budget.next_row()), request)
            except WorkerFailed as error:
                results.note(f"{part}: {document.name}, {direction}: {error}")
                continue
            for worker in workers:
                if worker.name in samples:
                    row = Row(part, document.name, f"python {direction}", worker.name, size)
                    row.columns["gc"] = measure(samples[worker.name])
                    results.rows.append(row)


def measure_python(
    results: Results, documents: list[Document], budget: Budget, batch: float, advance: Callable[[str], None]
) -> None:
    workers = [Worker(f"lanejson {isa}", {"LANEJSON_ISA": isa}) for isa in python_isas(results)]
    try:
        measure_workers(results, PART, workers, documents, budget, batch, advance)
    finally:
        for worker in workers:
            worker.stop()


def count_rows(documents: list[Document]) -> int:
    return len(documents) * len(PYTHON_ROWS)


def note_others(results: Results) -> None:
    results.note(
        f"isa: only instruction sets of {platform.machine()}; kernels of other machines are compared with the oracle "
        "under emulation, where times mean nothing (.ci/run arm64)"
    )
